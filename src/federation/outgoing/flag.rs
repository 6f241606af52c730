//! `Flag`: a report goes to the community's host and, where the reporter wants it, to the author's node, in the name of
//! this node: who reported stays here (threat 99).

use super::desk::{Desk, Outgoing, RenderError, personally};
use super::load::Loaded;
use crate::federation::objects::activity::ActivityJson;

pub(super) fn report(
    desk: &Desk<'_>,
    loaded: &Loaded,
    tell_author_node: bool,
) -> Result<Vec<Outgoing>, RenderError> {
    let report = loaded.report.as_ref().ok_or(RenderError::Missing("the report"))?;
    let node = loaded.application.as_ref().ok_or(RenderError::Missing("the node's own actor"))?;
    let subject = loaded.actor(report.subject_id)?;
    let community = report.community_id.and_then(|community| loaded.actor(community).ok());
    let post = loaded.post.as_ref().map(|full| full.post.uri.as_str());
    let mut flags = Vec::new();
    let told = community.into_iter().chain(tell_author_node.then_some(subject));
    for receiver in told.filter(|receiver| !receiver.local) {
        // One report for one server: the community's host comes first.
        if flags
            .iter()
            .any(|flag: &Outgoing| flag.direct.iter().any(|direct| direct.domain == receiver.domain))
        {
            continue;
        }
        // Lemmy takes one object; Mastodon finds the person by the post.
        let object = post.unwrap_or(&subject.uri);
        let uri = format!("{}-{}", report.uri, flags.len() + 1);
        let mut activity = ActivityJson::new(uri, "Flag", &node.uri, object)
            .to(vec![receiver.uri.clone()])
            .audience(community.map(|community| community.uri.as_str()));
        activity.summary = Some(&report.reason);
        activity.content = Some(&report.reason);
        let statement = desk.state(node, report.id.get(), &activity)?;
        flags.push(statement.directly(personally(receiver)));
    }
    Ok(flags)
}
