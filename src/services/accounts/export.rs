//! What the node holds about a person, for the person to take along.

use serde::Serialize;

use crate::domain::community::FollowState;
use crate::domain::ids::{ActorId, MediaId};
use crate::domain::post::ReactionKind;
use crate::domain::role::{NodeRole, Theme};
use crate::domain::time::Timestamp;
use crate::services::Context;
use crate::services::profile_text::field_source;
use crate::store::{
    Span, StoreError, Tx, accounts, actors, bookmarks as marked, drafts as unfinished, follows, media,
    moderators, reactions as given, scheduled_posts, sessions,
};

/// How many follows, reactions, bookmarks and files are exported, the latest of each.
const MAX_ROWS: i64 = 10_000;
/// How many drafts are exported.
const MAX_DRAFTS: i64 = 1_000;

/// Everything about a person but what they posted: see [`export_posts`](super::export_posts()).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Export {
    pub exported_at: Timestamp,
    pub profile: Profile,
    pub account: AccountPart,
    pub sessions: Vec<SessionPart>,
    pub following: Vec<FollowPart>,
    pub reactions: Vec<ReactionPart>,
    pub bookmarks: Vec<BookmarkPart>,
    pub drafts: Vec<DraftPart>,
    pub scheduled: Vec<ScheduledPart>,
    pub files: Vec<FilePart>,
    /// Addresses of the communities that the person moderates.
    pub moderates: Vec<String>,
}

/// What others see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    pub uri: String,
    pub handle: String,
    pub name: String,
    /// Markdown.
    pub bio: Option<String>,
    pub avatar_url: Option<String>,
    pub banner_url: Option<String>,
    pub fields: Vec<(String, String)>,
    pub discoverable: bool,
    pub indexable: bool,
    pub created_at: Timestamp,
}

/// What only the person and the node see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountPart {
    pub email: String,
    pub role: NodeRole,
    pub locale: String,
    pub time_zone: String,
    pub theme: Theme,
    pub sign_up_note: Option<String>,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionPart {
    pub user_agent: String,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
}

/// Somebody whom the person follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowPart {
    pub uri: String,
    pub account: String,
    pub state: FollowState,
    pub since: Timestamp,
}

/// Something that the person thanked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReactionPart {
    /// Address of the post.
    pub post: String,
    pub kind: ReactionKind,
    pub at: Timestamp,
}

/// Something that the person marked for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookmarkPart {
    /// Address of the post.
    pub post: String,
    pub at: Timestamp,
}

/// Something that waits to be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScheduledPart {
    pub scheduled_at: Timestamp,
    /// What the person wrote, as JSON.
    pub content: String,
    pub written_at: Timestamp,
}

/// Something that the person has not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftPart {
    /// Where it is being written.
    pub place: String,
    /// The form's fields, as JSON.
    pub content: String,
    pub updated_at: Timestamp,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilePart {
    pub url: String,
    pub name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub uploaded_at: Timestamp,
}

/// Gathers what the node holds about a person of its own.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no account here.
pub async fn export(ctx: &Context, tx: &mut Tx, person: ActorId) -> Result<Export, StoreError> {
    let account = accounts::by_id(tx, person).await?.ok_or(StoreError::NotFound)?;
    let actor = actors::by_id(tx, person).await?.ok_or(StoreError::NotFound)?;
    let sessions = sessions::of_account(tx, person, ctx.now()).await?;
    let following = follows::following(tx, person, None, MAX_ROWS).await?;
    let moderates = moderators::communities_of(tx, person).await?;
    let fields = actor.fields.iter().map(|field| (field.name.clone(), field_source(field))).collect();
    Ok(Export {
        exported_at: ctx.now(),
        profile: Profile {
            uri: actor.uri,
            handle: actor.handle,
            name: actor.name,
            bio: actor.summary_source,
            avatar_url: actor.icon_url,
            banner_url: actor.banner_url,
            fields,
            discoverable: actor.discoverable,
            indexable: actor.indexable,
            created_at: actor.created_at,
        },
        account: AccountPart {
            email: account.email,
            role: account.role,
            locale: account.locale,
            time_zone: account.time_zone,
            theme: account.theme,
            sign_up_note: account.sign_up_note,
        },
        sessions: sessions
            .into_iter()
            .map(|session| SessionPart {
                user_agent: session.user_agent,
                created_at: session.created_at,
                last_used_at: session.last_used_at,
            })
            .collect(),
        following: following
            .into_iter()
            .map(|row| FollowPart {
                account: row.actor.acct(),
                uri: row.actor.uri,
                state: row.state,
                since: row.followed_at,
            })
            .collect(),
        reactions: reactions(tx, person).await?,
        bookmarks: bookmarks(tx, person).await?,
        drafts: drafts(tx, person).await?,
        scheduled: scheduled(tx, person).await?,
        files: files(ctx, tx, person).await?,
        moderates: moderates.into_iter().map(|community| community.uri).collect(),
    })
}

async fn reactions(tx: &mut Tx, person: ActorId) -> Result<Vec<ReactionPart>, StoreError> {
    let rows = given::given(tx, person, MAX_ROWS).await?;
    let part =
        |row: given::GivenReaction| ReactionPart { post: row.post_uri, kind: row.kind, at: row.created_at };
    Ok(rows.into_iter().map(part).collect())
}

async fn bookmarks(tx: &mut Tx, person: ActorId) -> Result<Vec<BookmarkPart>, StoreError> {
    let rows = marked::of(tx, person, MAX_ROWS).await?;
    let part = |row: marked::BookmarkRow| BookmarkPart { post: row.post_uri, at: row.id.created_at() };
    Ok(rows.into_iter().map(part).collect())
}

async fn scheduled(tx: &mut Tx, person: ActorId) -> Result<Vec<ScheduledPart>, StoreError> {
    let rows = scheduled_posts::list(tx, person, Span::newest(MAX_ROWS)).await?;
    let part = |row: scheduled_posts::ScheduledRow| ScheduledPart {
        scheduled_at: row.scheduled_at,
        content: row.params,
        written_at: row.created_at,
    };
    Ok(rows.into_iter().map(part).collect())
}

async fn drafts(tx: &mut Tx, person: ActorId) -> Result<Vec<DraftPart>, StoreError> {
    let rows = unfinished::list(tx, person, MAX_DRAFTS).await?;
    let part = |row: unfinished::DraftRow| DraftPart {
        place: row.place,
        content: row.content,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(part).collect())
}

async fn files(ctx: &Context, tx: &mut Tx, person: ActorId) -> Result<Vec<FilePart>, StoreError> {
    let rows = media::of_owner(tx, person, MediaId::new(0), MAX_ROWS).await?;
    let part = |row: media::MediaRow| FilePart {
        url: ctx.addresses.media(&row.storage_key),
        name: row.file_name,
        media_type: row.media_type,
        size_bytes: row.size_bytes,
        uploaded_at: row.created_at,
    };
    Ok(rows.into_iter().map(part).collect())
}
