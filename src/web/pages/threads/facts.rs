//! What a page says of a resource beside its text: steward, validity, licence, files.

use crate::domain::ids::PostId;
use crate::domain::resource::{self, Details};
use crate::services::resources::is_kept_here;
use crate::store::bylines::{self, Byline};
use crate::store::{Tx, resources, revisions};
use crate::web::WebError;
use crate::web::reader::Reader;
use crate::web::show::{self, count};
use crate::web::view::{Attachment, ResourceFacts};

use super::reading::Found;
use super::review::may_confirm;

pub(super) async fn facts_of(tx: &mut Tx, reader: &Reader, found: &Found) -> Result<ResourceFacts, WebError> {
    let post = &found.root;
    // A deleted resource has lost its details and shows the mark alone.
    let details = resources::by_post(tx, post.id).await?.unwrap_or(resource::Resource {
        post_id: post.id,
        kind: resource::ResourceKind::Article,
        licence: None,
        steward_id: None,
        review_by: None,
    });
    let lines = bylines::by_ids(tx, details.steward_id.into_iter().chain([post.author_id])).await?;
    let theirs = post.is_readable() && may_confirm(reader, found, &details);
    let here = theirs && is_kept_here(tx, post, &found.ground.place).await?;
    let author = show::actor_of(lines.get(&post.author_id), &reader.names);
    let steward = details.steward_id.and_then(|id| lines.get(&id));
    Ok(ResourceFacts {
        kind: show::resource_kind(details.kind),
        summary: post.summary.clone().filter(|_| post.is_readable()).unwrap_or_default(),
        steward: steward.map(|line| show::person_line(line, &reader.names)),
        validity: show::validity(&details, reader.now),
        may_confirm: here,
        confirmed_at: (theirs && !here).then_some(author.organization.name),
        licence: details.licence.as_deref().map(show::licence),
        // The current version's stand with its text.
        files: Vec::new(),
        version: count(post.version),
        version_at: post.edited_at.unwrap_or(post.published_at),
        versions: count(revisions::count(tx, post.id).await? + 1),
    })
}

pub(super) fn facts_of_version(
    details: &Details,
    now: &ResourceFacts,
    steward: Option<&Byline>,
    reader: &Reader,
) -> ResourceFacts {
    let resource = resource::Resource {
        post_id: PostId::new(0),
        kind: details.kind,
        licence: details.licence.clone(),
        steward_id: details.steward_id,
        review_by: details.review_by.clone(),
    };
    let file = |file: &resource::FileDetails| Attachment {
        href: file.url.clone(),
        name: file.name.clone(),
        alt: None,
        image: false,
        link: file.media_type.as_deref() == Some("text/html"),
        size: None,
        bytes: None,
    };
    ResourceFacts {
        kind: show::resource_kind(details.kind),
        steward: steward.map(|line| show::person_line(line, &reader.names)),
        validity: show::validity(&resource, reader.now),
        licence: details.licence.as_deref().map(show::licence),
        files: details.files.iter().map(file).collect(),
        may_confirm: false,
        confirmed_at: None,
        ..now.clone()
    }
}
