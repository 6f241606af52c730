//! `Create`: somebody here published a discussion, reply or resource.

use serde_json::Value;

use super::announce;
use super::desk::{Desk, Outgoing, RenderError};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::address::Addresses;
use crate::federation::objects::activity::ActivityJson;
use crate::federation::objects::post::{self, FullPost};

pub(super) fn render(desk: &Desk<'_>, loaded: &Loaded) -> Result<Vec<Outgoing>, RenderError> {
    let full = loaded.post()?;
    let activity = create(desk.fresh_uri(), full, desk.addresses)?;
    let statement = desk.state(&full.author, full.post.root_id.get(), &activity)?;
    let community = full.community.as_ref();
    let mut said = desk.say_in(community, statement, &told(full), true)?;
    if let Some(community) = community.filter(|community| community.local && full.post.is_root()) {
        said.push(announce::share(desk, community, full)?);
    }
    Ok(said)
}

/// The activity that made a post.
///
/// # Errors
/// When the post cannot be written as JSON.
pub fn create<'a>(
    uri: String,
    full: &'a FullPost,
    addresses: &Addresses,
) -> serde_json::Result<ActivityJson<'a, Value>> {
    let mut activity = in_name_of_author(uri, "Create", full, post::write(full, addresses)?);
    activity.published = Some(full.post.published_at);
    Ok(activity)
}

/// An activity of the author about their post, addressed like the post.
pub(super) fn in_name_of_author<'a, O>(
    uri: String,
    kind: &'static str,
    full: &'a FullPost,
    object: O,
) -> ActivityJson<'a, O> {
    ActivityJson::new(uri, kind, &full.author.uri, object)
        .to(full.to())
        .cc(full.cc())
        .audience(full.community.as_ref().map(|community| community.uri.as_str()))
}

/// Who is told directly: whoever is answered, and whoever is mentioned.
pub(super) fn told(full: &FullPost) -> Vec<&Actor> {
    full.parent.iter().map(|(_, author)| author).chain(&full.mentions).collect()
}
