//! What this API answers with: one file per noun. These shapes are made here and never stored.

mod community;
mod federation;
mod moderation;
mod person;
mod resource;

pub(in crate::api) use community::{Community, CommunityDetail, Follower, FollowersOfServer, May, Mine};
pub(in crate::api) use federation::{DomainRule, FederationSettings, Losses, Peer};
pub(in crate::api) use moderation::{Ban, LogLine, ModeratedPost, Report};
pub(in crate::api) use person::{People, Person};
pub(in crate::api) use resource::{Difference, Resource, ResourceDetail, ResourceMay, Version, VersionLine};
