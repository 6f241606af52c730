//! The text of a status.
//!
//! Apps have no place for a title: it is the bold first paragraph, never the content warning, which would fold every
//! thread. What a resource is stands in a line below the title. Deleted and removed posts say so and nothing else.

use std::fmt::Write;

use crate::domain::post::{Post, PostState};
use crate::domain::resource::Resource;
use crate::domain::text::html::escape_html;

/// The sanitised HTML of a post as apps show it. `steward` is the name of who looks after a resource.
pub(super) fn html(post: &Post, resource: Option<&Resource>, steward: Option<&str>) -> String {
    if post.deleted_at.is_some() {
        return "<p><em>Deleted by its author.</em></p>".to_owned();
    }
    if post.removed_at.is_some() {
        return removed(post.removed_reason.as_deref());
    }
    let mut html = on_its_way(post);
    if let Some(title) = &post.title {
        let _ = write!(html, "<p><strong>{}</strong></p>", escape_html(title));
    }
    if let Some(resource) = resource {
        let _ = write!(html, "<p>{}</p>", escape_html(&resource_line(resource, steward)));
        if let Some(summary) = &post.summary {
            let _ = write!(html, "<p>{}</p>", escape_html(summary));
        }
    }
    html.push_str(&post.html);
    html
}

/// What stands before words and folds them; empty where nothing warns.
pub(super) fn warning(post: &Post) -> String {
    post.warning().filter(|_| post.is_readable()).unwrap_or_default().to_owned()
}

/// What became of a post that its community has not published.
fn on_its_way(post: &Post) -> String {
    match (post.state, &post.state_reason) {
        (PostState::Published, _) => String::new(),
        (PostState::Sent, _) => "<p><em>Sent; the community has not published it yet.</em></p>".to_owned(),
        (PostState::Refused, None) => "<p><em>Not accepted by the community.</em></p>".to_owned(),
        (PostState::Refused, Some(reason)) => {
            format!("<p><em>Not accepted by the community: {}</em></p>", escape_html(reason))
        }
    }
}

fn removed(reason: Option<&str>) -> String {
    match reason.filter(|reason| !reason.is_empty()) {
        Some(reason) => format!("<p><em>Removed by a moderator: {}</em></p>", escape_html(reason)),
        None => "<p><em>Removed by a moderator.</em></p>".to_owned(),
    }
}

/// "Guideline · looked after by Lee · valid until 2027-03-01 · CC-BY-4.0".
fn resource_line(resource: &Resource, steward: Option<&str>) -> String {
    let kind = resource.kind.as_str().replace('_', " ");
    let mut line = kind[..1].to_ascii_uppercase() + &kind[1..];
    if let Some(steward) = steward {
        let _ = write!(line, " · looked after by {steward}");
    }
    if let Some(date) = &resource.review_by {
        let _ = write!(line, " · review by {date}");
    }
    if let Some(licence) = &resource.licence {
        let _ = write!(line, " · {licence}");
    }
    line
}
