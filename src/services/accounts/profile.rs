//! Changing what a person says about themselves, and how pages look to them.

use jiff::tz::TimeZone;

use crate::domain::account::PostingDefaults;
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::Denial;
use crate::domain::role::Theme;
use crate::services::profile_text::{self, ProfileError};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, accounts, actors};

/// A profile as the form holds it.
#[derive(Debug, Clone)]
pub struct ProfileEdit {
    pub name: String,
    /// Markdown.
    pub bio: String,
    /// Of an uploaded picture.
    pub avatar_url: Option<String>,
    pub banner_url: Option<String>,
    /// Names and values; at most [`profile_text::MAX_FIELDS`].
    pub fields: Vec<(String, String)>,
    /// Whether directories may list the person.
    pub discoverable: bool,
    /// Whether search engines may find what the person says (FEP-5feb).
    pub indexable: bool,
    /// Whether followers wait for the person's approval.
    pub manually_approves: bool,
}

/// How pages look to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// A language tag.
    pub locale: String,
    /// An IANA name, `Europe/Berlin`.
    pub time_zone: String,
    pub theme: Theme,
}

/// Why a profile stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum EditProfileError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error("there is no such time zone")]
    TimeZone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes a person's own profile.
pub async fn edit_profile(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    edit: ProfileEdit,
) -> Result<(), EditProfileError> {
    may_edit(ctx, tx, person).await?;
    let mut actor = actors::by_id(tx, person).await?.ok_or(Denial::NotFound)?;
    let bio = profile_text::summary(ctx, &edit.bio)?;
    actor.name = profile_text::name(&edit.name)?;
    actor.summary_source = bio.source;
    actor.summary_html = bio.html;
    actor.icon_url = profile_text::picture(ctx, edit.avatar_url)?;
    actor.banner_url = profile_text::picture(ctx, edit.banner_url)?;
    actor.fields = profile_text::fields(ctx, &edit.fields)?;
    actor.discoverable = edit.discoverable;
    actor.indexable = edit.indexable;
    actor.manually_approves = edit.manually_approves;
    actor.updated_at = ctx.now();
    actors::update(tx, &actor).await?;
    Ok(ctx.record(tx, &Fact::ActorChanged { actor: person }).await?)
}

/// Changes how pages look to a person. Others learn nothing of it.
pub async fn edit_preferences(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    preferences: Preferences,
) -> Result<(), EditProfileError> {
    may_edit(ctx, tx, person).await?;
    let mut account = accounts::by_id(tx, person).await?.ok_or(Denial::NotFound)?;
    account.locale = profile_text::language(Some(&preferences.locale))?.ok_or(ProfileError::Language)?;
    TimeZone::get(&preferences.time_zone).map_err(|_| EditProfileError::TimeZone)?;
    account.time_zone = preferences.time_zone;
    account.theme = preferences.theme;
    account.updated_at = ctx.now();
    Ok(accounts::update(tx, &account).await?)
}

/// Changes what a person's posts are when they do not say otherwise. Others learn nothing of it.
///
/// # Errors
/// When the person may not, or the language is none.
pub async fn edit_posting_defaults(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    defaults: &PostingDefaults,
) -> Result<(), EditProfileError> {
    may_edit(ctx, tx, person).await?;
    let language = profile_text::language(defaults.language.as_deref())?;
    let defaults = PostingDefaults { language, ..*defaults };
    Ok(accounts::set_posting_defaults(tx, person, &defaults).await?)
}

async fn may_edit(ctx: &Context, tx: &mut Tx, person: ActorId) -> Result<(), EditProfileError> {
    let viewer = standing::viewer(ctx, tx, person).await?;
    if viewer.barred || viewer.role.is_none() { Err(Denial::Barred.into()) } else { Ok(()) }
}
