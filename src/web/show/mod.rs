//! From the domain's things to what pages show of them. Pure: no query is made here.

mod browsers;
mod choices;
mod people;
mod posts;
mod topics;

pub use browsers::browser;
pub use choices::{languages, licences, resource_kind, stored_kind};
pub use people::{actor_of, community, community_line, organization, person, person_line};
pub use posts::{PostContext, attachment, post};
pub use topics::{card, count, organizations, title, topic, validity};
