//! From the domain's things to what pages show of them. Pure: no query is made here.

mod browsers;
mod choices;
mod nodes;
mod people;
mod posts;
mod reports;
mod scopes;
mod topics;

pub(super) use browsers::browser;
pub(super) use choices::{languages, licence, licences, resource_kind, stored_kind};
pub(super) use nodes::{account_state, federation_mode, mode_named, node_role, peer_state, rule_kind};
pub(super) use people::{
    actor_of, banner, community, community_line, follow_state, organization, person, person_line,
};
pub(super) use posts::{PostContext, post};
pub(super) use reports::{ReportContext, kept_reason, read_reason, report};
pub(super) use scopes::scopes;
pub(super) use topics::{card, count, organizations, title, topic, validity};
