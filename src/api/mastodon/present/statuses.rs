//! Posts as statuses.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{accounts_by_id, attachment, content, filtered};
use crate::api::ApiState;
use crate::api::mastodon::entities::{
    Account, Mention, Own, PreviewCard, QuoteApproval, Status, Tag, Visibility,
};
use crate::domain::community;
use crate::domain::ids::{ActorId, PostId, ShareId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::{Attachment, AttachmentKind, Post};
use crate::domain::resource::Resource;
use crate::domain::time::Timestamp;
use crate::services::filters::{self, Matcher};
use crate::services::standing::{self, Place};
use crate::store::own_marks::{self, OwnMarks};
use crate::store::timelines::Entry;
use crate::store::{
    StoreError, Tx, attachments, domain_rules, mentions, posts, relationships, resources, shares, tags,
    threads,
};

/// What an app means by the id of a status: a post, or that somebody shared one. `None` when there is neither.
pub(in crate::api) async fn entry(tx: &mut Tx, id: i64) -> Result<Option<Entry>, StoreError> {
    if posts::exists(tx, PostId::new(id)).await? {
        return Ok(Some(Entry::Post(PostId::new(id))));
    }
    let share = shares::by_id(tx, ShareId::new(id)).await?;
    Ok(share.map(|share| Entry::Share {
        id: share.id,
        actor: share.actor_id,
        post: share.post_id,
        at: share.created_at,
    }))
}

/// One post as a status; `None` when the viewer may not know of it.
pub(in crate::api) async fn status(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    post: PostId,
) -> Result<Option<Status>, StoreError> {
    Ok(statuses(state, tx, viewer, &[Entry::Post(post)]).await?.pop())
}

/// These entries as statuses, in their order. What the viewer may not know of is left out.
pub(in crate::api) async fn statuses(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    entries: &[Entry],
) -> Result<Vec<Status>, StoreError> {
    let ids: Vec<PostId> = entries.iter().map(Entry::post).collect::<HashSet<_>>().into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sharers = entries.iter().filter_map(|entry| match entry {
        Entry::Post(_) => None,
        Entry::Share { actor, .. } => Some(*actor),
    });
    let shown = Shown::read(state, tx, viewer, &ids, sharers.collect()).await?;
    Ok(entries.iter().filter_map(|entry| shown.entry(state, entry)).collect())
}

/// Everything that some statuses are made of.
struct Shown {
    viewer: Viewer,
    posts: HashMap<PostId, Post>,
    parents: HashMap<PostId, ActorId>,
    places: HashMap<ActorId, Place>,
    accounts: HashMap<ActorId, Account>,
    files: HashMap<PostId, Vec<Attachment>>,
    tags: HashMap<PostId, Vec<String>>,
    mentions: HashMap<PostId, Vec<ActorId>>,
    resources: HashMap<PostId, Resource>,
    blocked: HashSet<String>,
    /// Who of the authors, their communities and those who share blocks the viewer.
    blocking: HashSet<ActorId>,
    /// What was deleted or removed, and leaves a mark because somebody answered it.
    answered: HashSet<PostId>,
    /// What the viewer did with the posts; empty when nobody is signed in.
    own: HashMap<PostId, OwnMarks>,
    filters: Matcher,
}

impl Shown {
    async fn read(
        state: &ApiState,
        tx: &mut Tx,
        viewer: &Viewer,
        ids: &[PostId],
        sharers: Vec<ActorId>,
    ) -> Result<Self, StoreError> {
        let rows = posts::by_ids(tx, ids).await?;
        let communities: HashSet<ActorId> = rows.iter().filter_map(|post| post.community_id).collect();
        let communities: Vec<ActorId> = communities.into_iter().collect();
        let places = standing::places(tx, &communities, viewer.actor, state.context.now()).await?;
        let parents: Vec<PostId> = rows.iter().filter_map(|post| post.parent_id).collect();
        let parents = posts::authors(tx, &parents).await?;
        let mentioned = mentions::of_posts(tx, ids).await?;
        let details = resources::by_posts(tx, ids).await?;
        let concerned: BTreeSet<ActorId> = rows
            .iter()
            .map(|post| post.author_id)
            .chain(communities.iter().copied())
            .chain(sharers.iter().copied())
            .collect();
        let people = rows.iter().map(|post| post.author_id);
        let people = people.chain(mentioned.iter().map(|(_, actor)| *actor)).chain(sharers);
        let people =
            people.chain(details.iter().filter_map(|resource| resource.steward_id)).chain(communities);
        let accounts = accounts_by_id(state, tx, people).await?;
        let domains: BTreeSet<&str> = accounts.values().filter_map(Account::domain).collect();
        let domains: Vec<&str> = domains.into_iter().collect();
        let blocked = domain_rules::blocked_among(tx, &domains).await?;
        let mut files: HashMap<PostId, Vec<Attachment>> = HashMap::new();
        for file in attachments::of_posts(tx, ids).await? {
            files.entry(file.post_id).or_default().push(file);
        }
        let mut tags: HashMap<PostId, Vec<String>> = HashMap::new();
        for row in tags::of_posts(tx, ids).await? {
            tags.entry(row.post_id).or_default().push(row.tag);
        }
        let mut mentions: HashMap<PostId, Vec<ActorId>> = HashMap::new();
        for (post, actor) in mentioned {
            mentions.entry(post).or_default().push(actor);
        }
        let concerned: Vec<ActorId> = concerned.into_iter().collect();
        let blocking = match viewer.actor {
            Some(person) => relationships::blocking(tx, person, &concerned).await?,
            None => HashSet::new(),
        };
        let gone: Vec<PostId> = rows.iter().filter(|post| !post.is_readable()).map(|post| post.id).collect();
        let answered = threads::answered_among(tx, &gone).await?;
        let own = match viewer.actor {
            Some(person) => own_marks::of(tx, person, ids).await?,
            None => Vec::new(),
        };
        let filters = match viewer.actor {
            Some(person) => filters::for_person(tx, person, state.context.now()).await?,
            None => Matcher::default(),
        };
        Ok(Self {
            viewer: *viewer,
            posts: rows.into_iter().map(|post| (post.id, post)).collect(),
            parents,
            places,
            accounts,
            files,
            tags,
            mentions,
            resources: details.into_iter().map(|resource| (resource.post_id, resource)).collect(),
            blocked,
            blocking,
            answered,
            own: own.into_iter().map(|marks| (marks.post_id, marks)).collect(),
            filters,
        })
    }

    fn entry(&self, state: &ApiState, entry: &Entry) -> Option<Status> {
        let mut status = self.status(state, self.posts.get(&entry.post())?)?;
        filtered::mark(&self.filters, entry.post(), &mut status);
        match entry {
            Entry::Post(_) => Some(status),
            Entry::Share { id, actor, at, .. } => self.share(*id, *actor, *at, status),
        }
    }

    /// A share is a status without words around the one that it shares.
    fn share(&self, id: ShareId, actor: ActorId, at: Timestamp, shared: Status) -> Option<Status> {
        let account = self.account(actor).filter(|account| !self.blocking.contains(&account.id))?.clone();
        Some(Status {
            id: id.to_string(),
            uri: shared.uri.clone(),
            url: shared.url.clone(),
            created_at: at,
            edited_at: None,
            account,
            media_attachments: Vec::new(),
            mentions: Vec::new(),
            tags: Vec::new(),
            card: None,
            in_reply_to_id: None,
            in_reply_to_account_id: None,
            application: None,
            reblog: Some(Box::new(shared.clone())),
            ..shared
        })
    }

    /// An account; `None` when this node does not speak with where it is.
    fn account(&self, id: ActorId) -> Option<&Account> {
        let account = self.accounts.get(&id)?;
        account.domain().is_none_or(|domain| !self.blocked.contains(domain)).then_some(account)
    }

    fn status(&self, state: &ApiState, post: &Post) -> Option<Status> {
        let place = post.community_id.and_then(|id| self.places.get(&id));
        can(&self.viewer, Action::ViewPost(post, place.map(Place::view))).ok()?;
        if let Some(community) = post.community_id {
            self.account(community)?;
        }
        if [Some(post.author_id), post.community_id]
            .into_iter()
            .flatten()
            .any(|id| self.blocking.contains(&id))
        {
            return None;
        }
        let readable = post.is_readable();
        if !readable && !self.answered.contains(&post.id) {
            return None;
        }
        let resource = self.resources.get(&post.id);
        let steward = resource.and_then(|resource| self.accounts.get(&resource.steward_id?));
        let addresses = &state.context.addresses;
        let files = self.files.get(&post.id).filter(|_| readable).map_or(&[][..], Vec::as_slice);
        Some(Status {
            id: post.id.to_string(),
            uri: post.uri.clone(),
            url: Some(post.url.clone().unwrap_or_else(|| post.uri.clone())),
            created_at: post.published_at,
            edited_at: post.edited_at.filter(|_| readable),
            account: self.account(post.author_id)?.clone(),
            content: content::html(post, resource, steward.map(|account| account.display_name.as_str())),
            visibility: visibility(place),
            sensitive: post.sensitive,
            spoiler_text: content::warning(post),
            media_attachments: files.iter().filter_map(|file| attachment(addresses, file)).collect(),
            application: None,
            mentions: if readable { self.mentioned(post) } else { Vec::new() },
            tags: if readable { self.tagged(state, post) } else { Vec::new() },
            emojis: [],
            reblogs_count: post.share_count,
            favourites_count: post.thanks_count,
            replies_count: post.reply_count,
            quotes_count: 0,
            in_reply_to_id: post.parent_id.map(|id| id.to_string()),
            in_reply_to_account_id: post.parent_id.and_then(|id| self.parents.get(&id)).copied(),
            reblog: None,
            poll: None,
            card: readable.then(|| card(post, files)).flatten(),
            language: post.language.clone(),
            quote: None,
            quote_approval: QuoteApproval::NONE,
            own: self.own.get(&post.id).map(|marks| own(marks, self.viewer.actor == Some(post.author_id))),
        })
    }

    fn mentioned(&self, post: &Post) -> Vec<Mention> {
        let named = self.mentions.get(&post.id).into_iter().flatten();
        let accounts = named.filter_map(|actor| self.account(*actor));
        let accounts = accounts.filter(|account| account.suspended.is_none());
        let mention = |account: &Account| Mention {
            id: account.id,
            username: account.username.clone(),
            url: account.url.clone(),
            acct: account.acct.clone(),
        };
        accounts.map(mention).collect()
    }

    fn tagged(&self, state: &ApiState, post: &Post) -> Vec<Tag> {
        let tags = self.tags.get(&post.id).into_iter().flatten();
        let tag = |name: &String| Tag { name: name.clone(), url: state.context.addresses.tag(name) };
        tags.map(tag).collect()
    }
}

/// Whether the viewer did with a post what an app shows beside it.
fn own(marks: &OwnMarks, own_post: bool) -> Own {
    Own {
        favourited: marks.thanked,
        reblogged: marks.shared,
        muted: marks.muted,
        bookmarked: marks.bookmarked,
        pinned: own_post.then_some(marks.pinned),
        filtered: Vec::new(),
    }
}

fn visibility(place: Option<&Place>) -> Visibility {
    match place.map(|place| place.community.visibility) {
        Some(community::Visibility::Unlisted) => Visibility::Unlisted,
        Some(community::Visibility::Public) | None => Visibility::Public,
    }
}

/// The link of a post, or the first among its files and links.
fn card(post: &Post, files: &[Attachment]) -> Option<PreviewCard> {
    let link = files.iter().find(|file| file.kind == AttachmentKind::Link);
    let (url, title) = match (&post.link_url, link) {
        (Some(url), _) => (url.clone(), post.title.clone().unwrap_or_else(|| url.clone())),
        (None, Some(link)) if link.name.is_empty() => (link.url.clone(), link.url.clone()),
        (None, Some(link)) => (link.url.clone(), link.name.clone()),
        (None, None) => return None,
    };
    let host = url::Url::parse(&url).ok()?.host_str()?.to_owned();
    Some(PreviewCard {
        url,
        title,
        description: String::new(),
        r#type: "link",
        author_name: String::new(),
        author_url: String::new(),
        provider_name: host,
        provider_url: String::new(),
        html: String::new(),
        width: 0,
        height: 0,
        image: None,
        embed_url: String::new(),
        blurhash: None,
        authors: [],
        published_at: None,
    })
}
