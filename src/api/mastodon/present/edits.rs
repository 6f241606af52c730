//! What a status once said.

use super::{accounts_by_id, content, status, uploaded};
use crate::api::ApiState;
use crate::api::mastodon::entities::{StatusEdit, StatusSource};
use crate::domain::permission::Viewer;
use crate::domain::post::{Post, PostKind, Revision};
use crate::domain::resource::{Details, Resource};
use crate::services::posts::text::as_one_text;
use crate::store::{StoreError, Tx, resources, revisions};

/// How many earlier wordings are shown at most; the latest are.
const MOST: i64 = 100;

/// All wordings of a post that the viewer may see, the first one first; none of what was deleted or removed.
pub(in crate::api) async fn edits(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    post: &Post,
) -> Result<Vec<StatusEdit>, StoreError> {
    let Some(now) = status(state, tx, viewer, post.id).await?.filter(|_| post.is_readable()) else {
        return Ok(Vec::new());
    };
    let mut earlier = revisions::list(tx, post.id, i64::MAX, MOST).await?;
    earlier.reverse();
    let resource = resources::by_post(tx, post.id).await?;
    let details: Vec<Option<Details>> = earlier.iter().map(details).collect();
    let stewards = details.iter().flatten().filter_map(|details| details.steward_id);
    let editors = earlier.iter().filter_map(|revision| revision.editor_id);
    let people = accounts_by_id(state, tx, stewards.chain(editors)).await?;
    let files = revisions::files(tx, post.id).await?;

    let mut editor = now.account.clone();
    let mut edits = Vec::with_capacity(earlier.len() + 1);
    for (revision, details) in earlier.iter().zip(&details) {
        let worded = Post {
            title: revision.title.clone(),
            html: revision.html.clone(),
            summary: revision.summary.clone(),
            link_url: revision.link_url.clone(),
            // Earlier wordings do not say whether they were sensitive. Where there is a warning, they were.
            sensitive: post.sensitive || (revision.summary.is_some() && post.kind != PostKind::Resource),
            ..post.clone()
        };
        let resource = resource.as_ref().zip(details.as_ref()).map(|(now, then)| Resource {
            post_id: now.post_id,
            kind: then.kind,
            licence: then.licence.clone(),
            steward_id: then.steward_id,
            review_by: then.review_by.clone(),
        });
        let steward = resource.as_ref().and_then(|resource| people.get(&resource.steward_id?));
        edits.push(StatusEdit {
            content: content::html(
                &worded,
                resource.as_ref(),
                steward.map(|account| account.display_name.as_str()),
            ),
            spoiler_text: content::warning(&worded),
            sensitive: worded.sensitive,
            created_at: revision.created_at,
            account: editor,
            media_attachments: files
                .iter()
                .filter(|(version, _)| *version == revision.version)
                .map(|(_, file)| uploaded(&state.context.addresses, file))
                .collect(),
            emojis: [],
            poll: None,
        });
        // A revision says when its words were written, and who replaced them.
        editor = revision.editor_id.and_then(|id| people.get(&id)).unwrap_or(&now.account).clone();
    }
    edits.push(StatusEdit {
        content: now.content,
        spoiler_text: now.spoiler_text,
        sensitive: now.sensitive,
        created_at: now.edited_at.unwrap_or(now.created_at),
        account: editor,
        media_attachments: now.media_attachments,
        emojis: [],
        poll: None,
    });
    Ok(edits)
}

/// What a version of a resource held; `None` for other posts.
fn details(revision: &Revision) -> Option<Details> {
    serde_json::from_str(revision.details.as_deref()?).ok()
}

/// A post as its author typed it, with the title as first line, as it comes from apps; of a post from elsewhere whose
/// source is not known, its plain text.
pub(in crate::api) fn source(post: &Post) -> StatusSource {
    StatusSource { id: post.id, text: as_one_text(post), spoiler_text: content::warning(post) }
}
