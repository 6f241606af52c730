//! Reads what a fact names.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

use serde_json::Value;

use super::desk::RenderError;
use crate::domain::actor::Actor;
use crate::domain::address::Addresses;
use crate::domain::fact::Fact;
use crate::domain::ids::{ActorId, PostId, ReportId};
use crate::domain::moderation::Report;
use crate::domain::post::Post;
use crate::federation::objects::actor as actor_document;
use crate::federation::objects::key::PublishedKey;
use crate::federation::objects::post::FullPost;
use crate::services::actors::MOST_SERVERS;
use crate::store::{
    StoreError, Tx, actors, attachments, communities, mentions, posts, reach, reports, resources, revisions,
    tags,
};

/// Everything that a fact names, as far as it is there.
#[derive(Debug, Default)]
pub struct Loaded {
    pub post: Option<FullPost>,
    pub actors: HashMap<ActorId, Actor>,
    pub report: Option<Report>,
    /// The document of the actor that changed.
    pub document: Option<Value>,
    /// One of each server that has to do with the person who changed, moved or left, whether or not they are followed there.
    pub reach: Vec<Actor>,
    /// The node's own actor, for reports.
    pub application: Option<Actor>,
}

impl Loaded {
    pub(super) fn post(&self) -> Result<&FullPost, RenderError> {
        self.post.as_ref().ok_or(RenderError::Missing("the post"))
    }

    pub(super) fn actor(&self, id: ActorId) -> Result<&Actor, RenderError> {
        self.actors.get(&id).ok_or(RenderError::Missing("the actor"))
    }

    /// The actors of this node that may have to speak.
    pub fn local_actors(&self) -> impl Iterator<Item = &Actor> {
        let of_post = self.post.iter().flat_map(|full| full.community.iter().chain([&full.author]));
        self.actors.values().chain(of_post).chain(&self.application).filter(|actor| actor.local)
    }
}

/// Reads what a fact names. `known`: actors that were read a moment ago; those that are read now are added.
///
/// # Errors
/// When the database refuses.
pub async fn load<S: BuildHasher>(
    tx: &mut Tx,
    addresses: &Addresses,
    fact: &Fact,
    known: &mut HashMap<ActorId, Actor, S>,
) -> Result<Loaded, StoreError> {
    let Named { post, mut actors, report } = named(fact);
    let mut loaded = Loaded::default();
    let mut post = post;
    if let Some(report) = report {
        loaded.report = reports::by_id(tx, report).await?;
        loaded.application = actors::by_uri(tx, &addresses.application()).await?;
        if let Some(report) = &loaded.report {
            post = report.post_id;
            actors.push(report.subject_id);
            actors.extend(report.community_id);
        }
    }
    if let Some(post) = post {
        let post = posts::by_ids(tx, &[post]).await?;
        loaded.post = full_posts(tx, post).await?.pop();
        if let (Fact::PostPublished { .. }, Some(full)) = (fact, &mut loaded.post) {
            as_published(tx, full).await?;
        }
    }
    let unknown: Vec<ActorId> = actors.iter().copied().filter(|id| !known.contains_key(id)).collect();
    if !unknown.is_empty() {
        known.extend(actors::by_ids(tx, &unknown).await?.into_iter().map(|actor| (actor.id, actor)));
    }
    loaded.actors = actors.iter().filter_map(|id| Some((*id, known.get(id)?.clone()))).collect();
    if let Fact::ActorChanged { actor } = fact {
        loaded.document = document(tx, loaded.actors.get(actor)).await?;
    }
    loaded.reach = reached(tx, fact).await?;
    Ok(loaded)
}

/// Whom a person concerns beside their followers. Of one who has left it was noted before.
async fn reached(tx: &mut Tx, fact: &Fact) -> Result<Vec<Actor>, StoreError> {
    let told = match fact {
        Fact::ActorDeleted { told, .. } => told.clone(),
        Fact::ActorChanged { actor } | Fact::ActorMoved { actor, .. } => {
            reach::one_of_each_server(tx, *actor, MOST_SERVERS).await?
        }
        _ => return Ok(vec![]),
    };
    actors::by_ids(tx, &told).await
}

/// What was edited before anybody was told goes out as it was published: the `Update` behind it brings what it says now, and
/// whoever receives both can show what changed.
async fn as_published(tx: &mut Tx, full: &mut FullPost) -> Result<(), StoreError> {
    let post = &mut full.post;
    if post.version <= 1 || post.deleted_at.is_some() {
        return Ok(());
    }
    if let Some(first) = revisions::by_version(tx, post.id, 1).await? {
        post.title = first.title;
        post.source = first.source;
        post.html = first.html;
        post.summary = first.summary;
        post.link_url = first.link_url;
        post.edited_at = None;
        post.version = 1;
        full.note = None;
    }
    Ok(())
}

async fn document(tx: &mut Tx, actor: Option<&Actor>) -> Result<Option<Value>, StoreError> {
    let Some(actor) = actor else { return Ok(None) };
    let keys = published_keys(tx, actor.id).await?;
    let community = communities::by_id(tx, actor.id).await?;
    Ok(actor_document::write(actor, community.as_ref(), &keys).ok())
}

/// The keys that an actor's document shows.
///
/// # Errors
/// When the database refuses.
pub async fn published_keys(tx: &mut Tx, actor: ActorId) -> Result<Vec<PublishedKey>, StoreError> {
    let rows = actors::keys(tx, actor).await?;
    let published = |row: actors::KeyRow| PublishedKey {
        uri: row.key_uri,
        algorithm: row.algorithm,
        public_key: row.public_key,
    };
    Ok(rows.into_iter().map(published).collect())
}

struct Named {
    post: Option<PostId>,
    actors: Vec<ActorId>,
    report: Option<ReportId>,
}

fn named(fact: &Fact) -> Named {
    let mut report = None;
    let (post, actors) = match fact {
        Fact::PostPublished { post } | Fact::PostEdited { post } | Fact::PostDeleted { post } => {
            (Some(*post), vec![])
        }
        Fact::PostRemoved { post, by, .. } | Fact::PostRestored { post, by } => (Some(*post), vec![*by]),
        Fact::ThreadLocked { root, by }
        | Fact::ThreadUnlocked { root, by }
        | Fact::ThreadPinned { root, by }
        | Fact::ThreadUnpinned { root, by } => (Some(*root), vec![*by]),
        Fact::Reacted { post, actor, .. }
        | Fact::ReactionWithdrawn { post, actor, .. }
        | Fact::Shared { post, actor, .. }
        | Fact::ShareWithdrawn { post, actor, .. } => (Some(*post), vec![*actor]),
        Fact::FollowAsked { follower, target, .. }
        | Fact::FollowWithdrawn { follower, target, .. }
        | Fact::FollowAccepted { follower, target, .. }
        | Fact::FollowRefused { follower, target, .. } => (None, vec![*follower, *target]),
        Fact::Blocked { person, target, .. } | Fact::Unblocked { person, target, .. } => {
            (None, vec![*person, *target])
        }
        Fact::Relayed { community, share, .. } => (*share, vec![*community]),
        Fact::Refused { community, author, .. } => (None, vec![*community, *author]),
        Fact::ModeratorAdded { community, moderator: person, by }
        | Fact::ModeratorRemoved { community, moderator: person, by }
        | Fact::Banned { community, person, by, .. }
        | Fact::Unbanned { community, person, by } => (None, vec![*community, *person, *by]),
        Fact::Reported { report: reported, .. } | Fact::ReportResolved { report: reported } => {
            report = Some(*reported);
            (None, vec![])
        }
        Fact::ActorChanged { actor } | Fact::ActorDeleted { actor, .. } | Fact::ActorMoved { actor, .. } => {
            (None, vec![*actor])
        }
    };
    Named { post, actors, report }
}

/// Reads everything that the documents of these posts show. A post whose author is missing is left out.
///
/// # Errors
/// When the database refuses.
pub async fn full_posts(tx: &mut Tx, posts: Vec<Post>) -> Result<Vec<FullPost>, StoreError> {
    let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let parent_ids: Vec<PostId> = posts.iter().filter_map(|post| post.parent_id).collect();
    let attachments = attachments::of_posts(tx, &ids).await?;
    let tags = tags::of_posts(tx, &ids).await?;
    let resources = resources::by_posts(tx, &ids).await?;
    let kept: Vec<PostId> = resources.iter().map(|resource| resource.post_id).collect();
    let notes = revisions::notes(tx, &kept).await?;
    let parents = posts::by_ids(tx, &parent_ids).await?;
    let mentioned = mentions::of_posts(tx, &ids).await?;
    let wanted: BTreeSet<ActorId> = posts
        .iter()
        .chain(&parents)
        .flat_map(|post| [Some(post.author_id), post.community_id])
        .flatten()
        .chain(mentioned.iter().map(|(_, person)| *person))
        .chain(resources.iter().filter_map(|resource| resource.steward_id))
        .collect();
    let wanted: Vec<ActorId> = wanted.into_iter().collect();
    let actors: HashMap<ActorId, Actor> =
        actors::by_ids(tx, &wanted).await?.into_iter().map(|actor| (actor.id, actor)).collect();
    let full = |post: Post| {
        let parent = parents.iter().find(|parent| Some(parent.id) == post.parent_id);
        let resource = resources.iter().find(|resource| resource.post_id == post.id);
        Some(FullPost {
            author: actors.get(&post.author_id)?.clone(),
            community: post.community_id.and_then(|community| actors.get(&community).cloned()),
            parent: parent.and_then(|parent| Some((parent.clone(), actors.get(&parent.author_id)?.clone()))),
            attachments: attachments.iter().filter(|file| file.post_id == post.id).cloned().collect(),
            tags: tags.iter().filter(|tag| tag.post_id == post.id).map(|tag| tag.tag.clone()).collect(),
            mentions: mentioned
                .iter()
                .filter(|(named_in, _)| *named_in == post.id)
                .filter_map(|(_, person)| actors.get(person).cloned())
                .collect(),
            resource: resource.map(|resource| {
                (resource.clone(), resource.steward_id.and_then(|id| actors.get(&id).cloned()))
            }),
            note: notes.iter().find(|(of, _)| *of == post.id).map(|(_, note)| note.clone()),
            post,
        })
    };
    Ok(posts.into_iter().filter_map(full).collect())
}
