//! The inbox: authenticate, accept fast, process in order.
//!
//! A delivery is bounded, read as far as needed to know who says it, authenticated, written, and answered with 202.
//! Nothing is fetched meanwhile but a missing key. Processing happens later, from the database, so that a process that
//! is killed after its 202 has lost nothing.

mod accept;
mod authenticate;
mod envelope;
mod intake;
mod order;
mod policy;
mod process;
mod queue;
mod slow;

pub use accept::{AcceptError, Inbox, Policy, Received};
pub use authenticate::{AuthenticationError, Authenticator, KeyOwners, OwnerError};
pub use envelope::{Envelope, EnvelopeError};
pub use intake::{Intake, IntakeError};
pub use policy::NodePolicy;
pub use process::Processor;
