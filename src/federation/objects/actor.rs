//! What people, communities, organizations and applications have in common.

use serde::Serialize;
use serde_json::{Value, json};

use super::attachment::ImageJson;
use super::key::{self, Keys, PublishedKey};
use super::{Node, uri};
use crate::domain::actor::{Actor, ActorKind, ProfileField};
use crate::domain::community::{Community, PostPolicy};
use crate::domain::time::Timestamp;

const MAX_HANDLE: usize = 128;
const MAX_NAME: usize = 200;
const MAX_SUMMARY: usize = 50_000;
const MAX_FIELDS: usize = 12;
const MAX_FIELD: usize = 2_000;
const MAX_ALIASES: usize = 16;

/// An actor's document as it was read. Text is untrusted: HTML is not sanitised yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorDocument {
    pub uri: String,
    pub kind: ActorKind,
    pub handle: String,
    pub name: Option<String>,
    pub summary_html: Option<String>,
    pub summary_source: Option<String>,
    pub url: Option<String>,
    pub icon_url: Option<String>,
    pub banner_url: Option<String>,
    pub fields: Vec<ProfileField>,
    pub inbox_url: String,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub featured_url: Option<String>,
    pub moderators_url: Option<String>,
    pub resources_url: Option<String>,
    pub shared_inbox_url: Option<String>,
    pub manually_approves: bool,
    pub discoverable: bool,
    pub indexable: bool,
    pub moved_to: Option<String>,
    pub also_known_as: Vec<String>,
    /// Of a community: who may start threads there and reply, in our own words or in Lemmy's.
    pub post_policy: PostPolicy,
    pub language: Option<String>,
    pub keys: Vec<PublishedKey>,
    pub published: Option<Timestamp>,
}

/// Why a document is not an actor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnActor {
    #[error("the document is not an actor")]
    Kind,
    #[error("the actor has no usable {0}")]
    Missing(&'static str),
}

/// The actor type of that name.
pub fn kind_of(name: &str) -> Option<ActorKind> {
    Some(match name {
        "Person" => ActorKind::Person,
        "Group" => ActorKind::Group,
        "Organization" => ActorKind::Organization,
        "Application" => ActorKind::Application,
        "Service" => ActorKind::Service,
        _ => return None,
    })
}

fn post_policy(node: Node<'_>) -> PostPolicy {
    if node.flag("postingRestrictedToMods") == Some(true) {
        return PostPolicy::Moderators;
    }
    let said = node.text("cop:postPolicy", 40).and_then(|word| PostPolicy::parse(&word));
    said.unwrap_or(PostPolicy::Anyone)
}

/// Reads an actor's document.
///
/// # Errors
/// When it is none, or lacks what nobody can do without: an id, a name, an inbox on its own origin.
pub fn read(document: &Value) -> Result<ActorDocument, NotAnActor> {
    let node = Node::of(document).ok_or(NotAnActor::Kind)?;
    let kind = node.kind().and_then(kind_of).ok_or(NotAnActor::Kind)?;
    let uri = node.id().ok_or(NotAnActor::Missing("id"))?.to_owned();
    let own = |name| node.uri(name).filter(|address| uri::same_origin(address, &uri));
    let endpoints = node.node("endpoints");
    let endpoint =
        |name| endpoints.and_then(|node| node.uri(name)).filter(|found| uri::same_origin(found, &uri));
    Ok(ActorDocument {
        handle: handle(node, kind, &uri).ok_or(NotAnActor::Missing("preferredUsername"))?,
        name: node.text("name", MAX_NAME),
        summary_html: node.text("summary", MAX_SUMMARY),
        summary_source: source(node),
        url: node.uri("url"),
        icon_url: node.uri("icon"),
        banner_url: node.uri("image"),
        fields: fields(node),
        inbox_url: own("inbox").ok_or(NotAnActor::Missing("inbox"))?,
        outbox_url: own("outbox"),
        followers_url: own("followers"),
        featured_url: own("featured"),
        moderators_url: moderators_url(node, kind, &uri),
        resources_url: own("resources").or_else(|| endpoint("resources")),
        shared_inbox_url: endpoint("sharedInbox").or_else(|| own("sharedInbox")),
        manually_approves: node.flag("manuallyApprovesFollowers").unwrap_or(false),
        // Mastodon's default is false for people; software that knows groups lists them unless told not to.
        discoverable: node.flag("discoverable").unwrap_or(kind == ActorKind::Group),
        indexable: node.flag("indexable").unwrap_or(false),
        moved_to: node.uri("movedTo"),
        also_known_as: node.uris("alsoKnownAs", MAX_ALIASES),
        post_policy: post_policy(node),
        language: language(node),
        keys: key::read(node, &uri),
        published: node.moment("published"),
        kind,
        uri,
    })
}

/// The name it signs with. Applications may lack one; they are called like their host.
fn handle(node: Node<'_>, kind: ActorKind, uri: &str) -> Option<String> {
    let plain = |text: &String| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let given = node.text("preferredUsername", MAX_HANDLE).filter(plain);
    given.or_else(|| if kind == ActorKind::Application { uri::authority(uri).filter(plain) } else { None })
}

/// Markdown, where the actor sends its source.
fn source(node: Node<'_>) -> Option<String> {
    let source = node.node("source")?;
    if source.text("mediaType", 80)? == "text/markdown" { source.text("content", MAX_SUMMARY) } else { None }
}

fn fields(node: Node<'_>) -> Vec<ProfileField> {
    node.nodes("attachment", MAX_FIELDS)
        .filter(|field| field.kind() == Some("PropertyValue"))
        .filter_map(|field| {
            Some(ProfileField { name: field.text("name", MAX_NAME)?, value: field.text("value", MAX_FIELD)? })
        })
        .collect()
}

/// A community's `attributedTo` names the collection of its moderators (FEP-1b12); PeerTube puts a person there.
fn moderators_url(node: Node<'_>, kind: ActorKind, uri: &str) -> Option<String> {
    if kind != ActorKind::Group {
        return None;
    }
    let named = node.get("attributedTo").and_then(Value::as_str).map(str::to_owned);
    named.or_else(|| node.uri("moderators")).filter(|found| found != uri && uri::same_origin(found, uri))
}

/// The code of a language: `language` as Lemmy writes it, or `inLanguage`.
pub(super) fn language(node: Node<'_>) -> Option<String> {
    let code = node
        .node("language")
        .and_then(|language| language.text("identifier", 35))
        .or_else(|| node.any_text(&["inLanguage", "schema:inLanguage", "language"], 35))
        .or_else(|| only_language(node))?;
    let tag = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (tag && code != "und").then(|| code.to_lowercase())
}

/// Mastodon says the language by a `contentMap` with one entry.
fn only_language(node: Node<'_>) -> Option<String> {
    let map = node.get("contentMap")?.as_object()?;
    if map.len() == 1 { map.keys().next().cloned() } else { None }
}

/// What every actor's document begins with.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActorJson<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    preferred_username: &'a str,
    name: &'a str,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'a>>,
    url: &'a str,
    inbox: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    outbox: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    followers: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    following: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    featured: Option<&'a str>,
    endpoints: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<ImageJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<ImageJson<'a>>,
    attachment: Vec<Value>,
    tag: [Value; 0],
    manually_approves_followers: bool,
    discoverable: bool,
    indexable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    also_known_as: &'a [String],
    published: Timestamp,
    updated: Timestamp,
    generator: Value,
    #[serde(flatten)]
    keys: Keys<'a>,
}

/// Text as its author wrote it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Source<'a> {
    content: &'a str,
    media_type: &'static str,
}

impl<'a> Source<'a> {
    pub(super) fn markdown(content: &'a str) -> Self {
        Self { content, media_type: "text/markdown" }
    }
}

impl<'a> ActorJson<'a> {
    pub(super) fn of(actor: &'a Actor, keys: &'a [PublishedKey]) -> Self {
        Self {
            id: &actor.uri,
            kind: kind_name(actor.kind),
            preferred_username: &actor.handle,
            name: &actor.name,
            summary: &actor.summary_html,
            source: actor.summary_source.as_deref().map(Source::markdown),
            url: actor.url.as_deref().unwrap_or(&actor.uri),
            inbox: &actor.inbox_url,
            outbox: actor.outbox_url.as_deref(),
            followers: actor.followers_url.as_deref(),
            following: follows_others(actor.kind).then(|| format!("{}/following", actor.uri)),
            featured: actor.featured_url.as_deref(),
            endpoints: endpoints(actor),
            icon: actor.icon_url.as_deref().map(ImageJson::of),
            image: actor.banner_url.as_deref().map(ImageJson::of),
            attachment: actor.fields.iter().map(property_value).collect(),
            tag: [],
            manually_approves_followers: actor.manually_approves,
            discoverable: actor.discoverable,
            indexable: actor.indexable,
            moved_to: actor.moved_to.as_deref(),
            also_known_as: &actor.also_known_as,
            published: actor.created_at,
            updated: actor.updated_at,
            generator: generator(),
            keys: Keys::of(&actor.uri, keys),
        }
    }
}

/// The document of a local actor, without its context. `community` for a `Group`.
pub fn write(
    actor: &Actor,
    community: Option<&Community>,
    keys: &[PublishedKey],
) -> serde_json::Result<Value> {
    match (actor.kind, community) {
        (ActorKind::Group, Some(community)) => super::group::write(actor, community, keys),
        (ActorKind::Organization, _) => super::organization::write(actor, keys),
        (ActorKind::Application | ActorKind::Service, _) => super::application::write(actor, keys),
        (ActorKind::Person | ActorKind::Group, _) => super::person::write(actor, keys),
    }
}

/// People and organizations follow others; communities and programs do not.
fn follows_others(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::Person | ActorKind::Organization)
}

/// The type of an actor's document.
pub fn kind_name(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "Person",
        ActorKind::Group => "Group",
        ActorKind::Organization => "Organization",
        ActorKind::Application => "Application",
        ActorKind::Service => "Service",
    }
}

fn endpoints(actor: &Actor) -> Value {
    let mut endpoints = serde_json::Map::new();
    for (name, url) in [("sharedInbox", &actor.shared_inbox_url), ("resources", &actor.resources_url)] {
        if let Some(url) = url {
            endpoints.insert(name.to_owned(), json!(url));
        }
    }
    Value::Object(endpoints)
}

fn property_value(field: &ProfileField) -> Value {
    json!({"type": "PropertyValue", "name": field.name, "value": field.value})
}

/// What this server can do, for those who ask before they send (FEP-844e).
fn generator() -> Value {
    json!({
        "type": "Application",
        "name": "Moothall",
        "implements": [{
            "href": "https://datatracker.ietf.org/doc/html/rfc9421",
            "name": "RFC-9421: HTTP Message Signatures"
        }]
    })
}
