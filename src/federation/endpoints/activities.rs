//! Activities by their ids, so that whoever is told of one can read it where it comes from.

use activitypub_federation::FEDERATION_CONTENT_TYPE;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::FederationState;
use super::answer::{Gone, NoAnswer};
use crate::federation::objects::activity::{self, id_of};
use crate::federation::objects::is_public;
use crate::store::{activities, posts};

/// Only what was said to everyone: answers to follows and reports have ids, but no readers (threat 102).
pub(super) async fn activity(
    State(state): State<FederationState>,
    Path(id): Path<String>,
) -> Result<Response, NoAnswer> {
    if id.len() > 100 {
        return Err(NoAnswer::NotFound);
    }
    let uri = format!("{}/activities/{id}", state.ctx.addresses.origin());
    let mut tx = state.db.read().await?;
    let row = activities::by_uri(&mut tx, &uri).await?.ok_or(NoAnswer::NotFound)?;
    let document = serde_json::from_str(&row.body)?;
    let said = activity::read(&document).map_err(|_| NoAnswer::NotFound)?;
    if !said.addressed.iter().any(|address| is_public(address)) {
        return Err(NoAnswer::NotFound);
    }
    if let Some(post) = post_with_words(&document)
        && let Some(post) = posts::by_uri(&mut tx, post).await?
        && !post.is_readable()
    {
        return Err(NoAnswer::Gone(Gone { uri, former_type: "Activity", deleted: post.deleted_at }));
    }
    Ok(([(header::CONTENT_TYPE, FEDERATION_CONTENT_TYPE)], row.body).into_response())
}

/// The post whose words an activity carries. What was deleted or removed must not stay readable here.
fn post_with_words(document: &Value) -> Option<&str> {
    let object = document.get("object")?;
    match document.get("type")?.as_str()? {
        "Create" | "Update" => id_of(object),
        "Announce" => post_with_words(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_words_of_a_post_are_found_in_what_a_community_passes_on() {
        let note = json!({"id": "https://a.test/p/1", "type": "Note"});
        let create = json!({"type": "Create", "object": note});
        assert_eq!(
            post_with_words(&json!({"type": "Announce", "object": create})),
            Some("https://a.test/p/1")
        );
        assert_eq!(post_with_words(&json!({"type": "Delete", "object": "https://a.test/p/1"})), None);
        assert_eq!(post_with_words(&json!({"type": "Announce", "object": "https://a.test/p/1"})), None);
    }
}
