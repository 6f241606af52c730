//! From documents to what services take: sanitised, cleaned and bounded.

use crate::domain::actor::{ActorKind, ProfileField};
use crate::domain::community::Visibility;
use crate::domain::ids::ActorId;
use crate::domain::post::{AttachmentKind, MAX_SUMMARY, MAX_TITLE};
use crate::domain::text::html::sanitize;
use crate::domain::text::names::clean_name;
use crate::domain::text::plain::to_plain_text;
use crate::domain::text::tags::normalize_tag;
use crate::federation::objects::actor::ActorDocument;
use crate::federation::objects::attachment::AttachmentDocument;
use crate::federation::objects::post::{Content, PostDocument};
use crate::federation::objects::uri::authority;
use crate::services::actors::{ListedModerators, RemoteActor, RemoteCommunity, RemoteKey};
use crate::services::posts::{Edition, NewAttachment, NewResource, Wording};

const MAX_NAME: usize = 100;

/// What else is known of an actor beside its document.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) handle_confirmed: bool,
    pub(super) moderators: Option<ListedModerators>,
    pub(super) follower_count: Option<i64>,
}

/// An actor as it is remembered. `None`: its address has no authority.
pub(super) fn actor(document: ActorDocument, beside: Beside) -> Option<RemoteActor> {
    let domain = authority(&document.uri)?;
    let community = (document.kind == ActorKind::Group).then(|| RemoteCommunity {
        visibility: if document.discoverable { Visibility::Public } else { Visibility::Unlisted },
        post_policy: document.post_policy,
        language: document.language.clone(),
        follower_count: beside.follower_count,
    });
    let name = document.name.as_deref().and_then(|name| clean_name(name, MAX_NAME));
    let key = |key: crate::federation::objects::key::PublishedKey| RemoteKey {
        uri: key.uri,
        algorithm: key.algorithm,
        public_key: key.public_key,
    };
    Some(RemoteActor {
        domain,
        handle_confirmed: beside.handle_confirmed,
        name: name.unwrap_or_else(|| document.handle.clone()),
        summary_html: document.summary_html.as_deref().map(sanitize).unwrap_or_default(),
        fields: document.fields.iter().filter_map(field).collect(),
        keys: document.keys.into_iter().map(key).collect(),
        community,
        moderators: beside.moderators,
        uri: document.uri,
        kind: document.kind,
        handle: document.handle,
        summary_source: document.summary_source,
        url: document.url,
        icon_url: document.icon_url,
        banner_url: document.banner_url,
        inbox_url: document.inbox_url,
        outbox_url: document.outbox_url,
        followers_url: document.followers_url,
        featured_url: document.featured_url,
        moderators_url: document.moderators_url,
        resources_url: document.resources_url,
        shared_inbox_url: document.shared_inbox_url,
        manually_approves: document.manually_approves,
        discoverable: document.discoverable,
        indexable: document.indexable,
        moved_to: document.moved_to,
        also_known_as: document.also_known_as,
    })
}

fn field(field: &ProfileField) -> Option<ProfileField> {
    Some(ProfileField { name: clean_name(&field.name, MAX_NAME)?, value: sanitize(&field.value) })
}

/// The words of a post. `mentions` and `steward` are who of those it names is known here.
pub(super) fn wording(document: PostDocument, mentions: Vec<ActorId>, steward: Option<ActorId>) -> Wording {
    let (html, source) = words(document.content, document.source);
    let edition = document.resource.as_ref().map(|resource| Edition {
        number: resource.version,
        note: resource.note.as_deref().and_then(|note| clean_name(note, MAX_TITLE)),
    });
    Wording {
        title: document.title.as_deref().and_then(|title| clean_name(title, MAX_TITLE)),
        source,
        html,
        summary: document.summary.as_deref().map(|summary| to_plain_text(summary, MAX_SUMMARY)),
        language: document.language,
        sensitive: document.sensitive,
        link_url: document.link_url,
        tags: document.tags.tags.iter().filter_map(|tag| normalize_tag(tag)).collect(),
        attachments: document.attachments.into_iter().map(attachment).collect(),
        mentions,
        resource: document.resource.map(|resource| NewResource {
            kind: resource.kind,
            licence: resource.licence,
            steward_id: steward,
            review_by: resource.review_by,
        }),
        edition: edition.unwrap_or_default(),
    }
}

/// HTML to show, and the source where there is one. Text that is not HTML is shown as it was typed.
fn words(content: Option<Content>, source: Option<String>) -> (String, Option<String>) {
    match content {
        Some(Content::Html(html)) => (sanitize(&html), source),
        Some(Content::Markdown(text)) => (as_typed(&text), Some(text)),
        Some(Content::Plain(text)) => (as_typed(&text), source),
        None => (String::new(), source),
    }
}

fn as_typed(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs =
        escaped.split("\n\n").map(|paragraph| format!("<p>{}</p>", paragraph.replace('\n', "<br>")));
    sanitize(&paragraphs.collect::<String>())
}

fn attachment(document: AttachmentDocument) -> NewAttachment {
    let AttachmentDocument { kind, url, media_type, name, width, height, blurhash, focus } = document;
    let name =
        if kind == AttachmentKind::Image { name } else { clean_name(&name, MAX_TITLE).unwrap_or_default() };
    NewAttachment::At { kind, url, media_type, name, width, height, blurhash, focus }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_075_text_that_is_not_html_cannot_become_html() {
        let (html, source) = words(Some(Content::Markdown("a <script>b\n\nc".to_owned())), None);
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(source.as_deref(), Some("a <script>b\n\nc"));
    }
}
