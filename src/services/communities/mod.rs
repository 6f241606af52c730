//! Communities: opening and editing them, following them (and people, by the same verbs), moderators and bans.

pub mod bans;
mod create;
mod edit;
mod follow;
mod followers;
mod history;
pub mod moderators;
mod notices;
mod receive;

pub use create::{CreateError, NewCommunity, create};
pub use edit::{CommunityEdit, EditError, edit};
pub use follow::{FollowError, follow, unfollow};
pub use history::{BACKFILL_JOB, BackfillProgress, FetchOlderError, History, fetch_older, history};
pub use receive::{announced, receive_accept, receive_follow, receive_refusal, receive_unfollow};
pub use waiting::{approve_follower, refuse_follower};

pub(super) use followers::{end_follow, move_subscriptions};

mod waiting;

#[cfg(test)]
mod tests;
