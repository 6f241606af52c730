//! Web Push: telling a person's apps of what the person is told, also while they are closed.
//!
//! A notification that an app wants becomes a job in the transaction that writes it; the job (`jobs::push`) has the
//! message written here, when it is sent: by then the notification may have been read, or its post removed.

mod fate;
mod keys;
mod message;
mod queue;
mod subscribe;
mod token;

pub use self::fate::{forget, is_superseded, was_not_reached, was_reached};
pub use self::keys::{PushKeyError, key, public_key};
pub use self::message::{Message, Outgoing, write};
pub(super) use self::queue::queue;
pub use self::queue::{PUSH_JOB, read_job};
pub use self::subscribe::{Holding, NewSubscription, SubscribeError, change, subscribe, unsubscribe};
