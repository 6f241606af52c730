//! Posts, whatever type they travel as: `Page`, `Article` and `Note` are written; those and `Event`, `Question`,
//! `Video`, `Audio`, `Image` and `Document` are read.

use serde::Serialize;
use serde_json::{Value, json};

use super::actor::{Source, language};
use super::attachment::{self, AttachmentDocument};
use super::tag::{self, TagsDocument};
use super::{Node, PUBLIC, article, is_public, note, page, uri};
use crate::domain::actor::Actor;
use crate::domain::address::Addresses;
use crate::domain::post::{Attachment, AttachmentKind, MAX_SOURCE, MAX_SUMMARY, MAX_TITLE, Post, PostKind};
use crate::domain::resource::{Resource, ResourceKind, is_date};
use crate::domain::time::Timestamp;

/// The longest HTML that is read, in characters, before it is sanitised.
const MAX_HTML: usize = 4 * MAX_SOURCE;
/// How many addressees are read.
const MAX_ADDRESSES: usize = 100;
const MAX_LICENCE: usize = 200;

/// The words of a post as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Not sanitised.
    Html(String),
    Markdown(String),
    Plain(String),
}

/// A post's document as it was read. Text is untrusted, and nothing says yet that its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDocument {
    pub uri: String,
    pub kind: PostKind,
    pub author_uri: String,
    /// Everybody in `to`, `cc` and `audience`, and the public.
    pub addressed: Vec<String>,
    /// The community, where the author names it (FEP-1b12).
    pub audience: Vec<String>,
    pub public: bool,
    pub in_reply_to: Option<String>,
    pub title: Option<String>,
    pub content: Option<Content>,
    /// Markdown, where the author sends it.
    pub source: Option<String>,
    pub summary: Option<String>,
    pub language: Option<String>,
    pub sensitive: bool,
    pub url: Option<String>,
    pub link_url: Option<String>,
    pub context_uri: Option<String>,
    pub replies_uri: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub attachments: Vec<AttachmentDocument>,
    pub tags: TagsDocument,
    pub resource: Option<ResourceDocument>,
}

/// What makes a post a resource, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceDocument {
    pub kind: ResourceKind,
    pub licence: Option<String>,
    pub steward_uri: Option<String>,
    pub review_by: Option<String>,
    /// Counts from 1.
    pub version: Option<i64>,
    /// What the author says about the change that made the version.
    pub note: Option<String>,
}

/// Why a document is not a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPost {
    #[error("the document is not a post")]
    Kind,
    #[error("the post has no usable {0}")]
    Missing(&'static str),
    #[error("the post's author is on another server than the post")]
    ForeignAuthor,
    #[error("a vote in a poll is not a post")]
    Vote,
}

/// The types that are read as posts.
pub const KINDS: &[&str] =
    &["Page", "Article", "Note", "Event", "Question", "Video", "Audio", "Image", "Document"];

/// Reads a post.
///
/// # Errors
/// When it is none, says nothing, or names an author on another origin than its own (threat 18).
pub fn read(document: &Value) -> Result<PostDocument, NotAPost> {
    let node = Node::of(document).ok_or(NotAPost::Kind)?;
    let kind = node.kind().filter(|kind| KINDS.contains(kind)).ok_or(NotAPost::Kind)?;
    let uri = node.id().ok_or(NotAPost::Missing("id"))?.to_owned();
    let author_uri = author(node, &uri)?;
    let in_reply_to = node.uri("inReplyTo");
    let (title, content) = (node.text("name", MAX_TITLE), content(node));
    let resource = if in_reply_to.is_none() { resource(node) } else { None };
    if kind == "Note" && in_reply_to.is_some() && title.is_some() && content.is_none() {
        return Err(NotAPost::Vote);
    }
    let mut attachments = attachment::read(node);
    if title.is_none() && content.is_none() && attachments.is_empty() {
        return Err(NotAPost::Missing("text"));
    }
    let link_url = link_url(node, kind, &mut attachments);
    let addressed = addressed(node);
    Ok(PostDocument {
        kind: post_kind(in_reply_to.is_some(), resource.is_some()),
        author_uri,
        public: addressed.iter().any(|address| is_public(address)),
        audience: node.uris("audience", MAX_ADDRESSES),
        addressed,
        // A reply has no title; what stands there is for software that shows one.
        title: title.filter(|_| in_reply_to.is_none()),
        in_reply_to,
        source: source(node),
        summary: summary(node, kind),
        language: language(node),
        sensitive: node.flag("sensitive").unwrap_or(false),
        url: node.uri("url"),
        link_url,
        context_uri: node.uri("context"),
        replies_uri: node.uri("replies"),
        published: node.moment("published"),
        updated: node.moment("updated"),
        tags: tag::read(node),
        content,
        attachments,
        resource,
        uri,
    })
}

/// Everybody whom an object or activity is addressed to.
pub(super) fn addressed(node: Node<'_>) -> Vec<String> {
    let mut addressed = Vec::new();
    for name in ["to", "cc", "audience"] {
        addressed.extend(node.uris(name, MAX_ADDRESSES));
    }
    addressed.sort_unstable();
    addressed.dedup();
    addressed
}

/// The person in `attributedTo`: PeerTube puts the channel beside the person, Mobilizon the group alone and the person
/// in `actor`. All of them must be on the post's origin.
fn author(node: Node<'_>, uri: &str) -> Result<String, NotAPost> {
    let named = node.uris("attributedTo", MAX_ADDRESSES);
    if named.iter().any(|named| !uri::same_origin(named, uri)) {
        return Err(NotAPost::ForeignAuthor);
    }
    let person = node.nodes("attributedTo", MAX_ADDRESSES).find(|node| node.kind() == Some("Person"));
    let author = person
        .and_then(|person| person.id().map(str::to_owned))
        .or_else(|| named.into_iter().next())
        .or_else(|| node.uri("actor"))
        .ok_or(NotAPost::Missing("author"))?;
    if uri::same_origin(&author, uri) { Ok(author) } else { Err(NotAPost::ForeignAuthor) }
}

fn post_kind(is_reply: bool, is_resource: bool) -> PostKind {
    match (is_reply, is_resource) {
        (true, _) => PostKind::Reply,
        (false, true) => PostKind::Resource,
        (false, false) => PostKind::Discussion,
    }
}

fn content(node: Node<'_>) -> Option<Content> {
    let text = node.text("content", MAX_HTML)?;
    Some(match node.text("mediaType", 80).as_deref() {
        Some("text/markdown") => Content::Markdown(text),
        Some("text/plain") => Content::Plain(text),
        _ => Content::Html(text),
    })
}

/// Markdown; Mbin puts an address there instead.
fn source(node: Node<'_>) -> Option<String> {
    let source = node.node("source")?;
    if source.text("mediaType", 80)? == "text/markdown" { source.text("content", MAX_SOURCE) } else { None }
}

/// The summary of a long text. A note's is a content warning; it counts too, as what stands before the words.
fn summary(node: Node<'_>, kind: &str) -> Option<String> {
    let limit = if kind == "Note" { MAX_TITLE } else { MAX_SUMMARY };
    let own = node.text("cop:abstract", MAX_SUMMARY);
    // Beside our own terms the summary is made of them, or an excerpt, for software that knows neither.
    if node.get("cop:kind").is_some() { own } else { own.or_else(|| node.text("summary", limit)) }
}

/// What the post points to: its first attachment, where that is a link; it is no attachment then. Of what we do not show
/// ourselves, its own page.
fn link_url(node: Node<'_>, kind: &str, attachments: &mut Vec<AttachmentDocument>) -> Option<String> {
    if attachments.first().is_some_and(|first| first.kind == AttachmentKind::Link) {
        return Some(attachments.remove(0).url);
    }
    matches!(kind, "Event" | "Video" | "Audio" | "Question").then(|| node.uri("url")).flatten()
}

fn resource(node: Node<'_>) -> Option<ResourceDocument> {
    let word = node.any_text(&["schema:learningResourceType", "learningResourceType"], 40)?;
    let is_resource = node.text("cop:kind", 40).is_none_or(|kind| kind == "resource");
    let kind = ResourceKind::parse(&word.to_lowercase()).filter(|_| is_resource)?;
    let review_by = node.any_text(&["cop:reviewBy", "schema:expires"], 10).filter(|date| is_date(date));
    Some(ResourceDocument {
        kind,
        licence: node.any_text(&["schema:license", "license", "sc:license"], MAX_LICENCE),
        steward_uri: node.uri("cop:steward"),
        review_by,
        version: node.any_text(&["schema:version", "version"], 20).and_then(|number| number.parse().ok()),
        note: node.text("cop:versionNote", MAX_SUMMARY),
    })
}

/// A post of ours with everything that its document shows.
#[derive(Debug, Clone)]
pub struct FullPost {
    pub post: Post,
    pub author: Actor,
    pub community: Option<Actor>,
    /// The post that it answers, and who wrote that.
    pub parent: Option<(Post, Actor)>,
    pub attachments: Vec<Attachment>,
    pub tags: Vec<String>,
    pub mentions: Vec<Actor>,
    pub resource: Option<(Resource, Option<Actor>)>,
    /// What was said about the change that made it what it is.
    pub note: Option<String>,
}

impl FullPost {
    /// The conversation: of a local community's thread our own collection, else as its owner calls it.
    pub fn context_uri(&self, addresses: &Addresses) -> Option<String> {
        match &self.community {
            Some(community) if community.local => Some(addresses.context(self.post.root_id)),
            _ => self.post.context_uri.clone(),
        }
    }

    /// The community and the public.
    pub fn to(&self) -> Vec<String> {
        self.community.iter().map(|community| community.uri.clone()).chain([PUBLIC.to_owned()]).collect()
    }

    /// The author's followers, whom it answers, and who is mentioned.
    pub fn cc(&self) -> Vec<String> {
        let parent =
            self.parent.iter().map(|(_, author)| author).filter(|author| author.id != self.author.id);
        let mut cc: Vec<String> = self.author.followers_url.iter().cloned().collect();
        for person in parent.chain(&self.mentions) {
            if !cc.contains(&person.uri) {
                cc.push(person.uri.clone());
            }
        }
        cc
    }
}

/// What all types of post share.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostJson<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    attributed_to: &'a str,
    to: Vec<String>,
    cc: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    content: &'a str,
    media_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_map: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    url: &'a str,
    replies: String,
    attachment: Vec<Value>,
    tag: Vec<Value>,
    sensitive: bool,
    comments_enabled: bool,
    published: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<Timestamp>,
}

impl<'a> PostJson<'a> {
    pub(super) fn of(full: &'a FullPost, kind: &'static str, addresses: &Addresses) -> Self {
        let FullPost { post, author, community, .. } = full;
        let language = post.language.as_deref();
        Self {
            id: &post.uri,
            kind,
            attributed_to: &author.uri,
            to: full.to(),
            cc: full.cc(),
            audience: community.as_ref().map(|community| community.uri.as_str()),
            content: &post.html,
            media_type: "text/html",
            source: post.source.as_deref().map(Source::markdown),
            content_map: language.map(|code| json!({ code: post.html })),
            language: language.map(|code| json!({"identifier": code, "name": code})),
            context: full.context_uri(addresses),
            url: post.url.as_deref().unwrap_or(&post.uri),
            replies: format!("{}/replies", post.uri),
            attachment: attachments(full),
            tag: tags(full, addresses),
            sensitive: post.sensitive,
            comments_enabled: post.locked_at.is_none(),
            published: post.published_at,
            updated: post.edited_at.map(|edited| edited.max(post.published_at)),
        }
    }
}

/// What the post points to, then its files.
fn attachments(full: &FullPost) -> Vec<Value> {
    let link = full.post.link_url.as_deref();
    // Posts that came before links were told apart have theirs twice.
    let twice = |file: &Attachment| file.kind == AttachmentKind::Link && Some(file.url.as_str()) == link;
    let files = full.attachments.iter().filter(|file| !twice(file)).map(attachment::write);
    link.map(attachment::write_link).into_iter().chain(files).collect()
}

fn tags(full: &FullPost, addresses: &Addresses) -> Vec<Value> {
    let mentioned = full.community.iter().chain(&full.mentions).map(tag::write_mention);
    let hashtags = full.tags.iter().map(|name| tag::write_hashtag(name, &addresses.tag(name)));
    mentioned.chain(hashtags).collect()
}

/// The document of a post of ours, without its context.
///
/// # Errors
/// Does not happen with the types above; serde cannot know.
pub fn write(full: &FullPost, addresses: &Addresses) -> serde_json::Result<Value> {
    match kind_name(&full.post) {
        "Page" => page::write(full, addresses),
        "Article" => article::write(full, addresses),
        _ => note::write(full, addresses),
    }
}

/// The type that a post of ours travels as. What is said outside of communities has no title, and is a note.
pub fn kind_name(post: &Post) -> &'static str {
    match post.kind {
        PostKind::Discussion if post.community_id.is_some() => "Page",
        PostKind::Discussion | PostKind::Reply => "Note",
        PostKind::Resource => "Article",
    }
}
