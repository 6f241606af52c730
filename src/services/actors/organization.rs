//! The organization that runs the node, as it presents itself.

use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::services::profile_text::{self, ProfileError};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, actors, settings};

/// How the organization presents itself.
#[derive(Debug, Clone)]
pub struct OrganizationProfile {
    pub name: String,
    /// Markdown.
    pub summary: String,
    /// Of an uploaded picture.
    pub icon_url: Option<String>,
    pub banner_url: Option<String>,
    /// Where people reach whoever runs the node; shown publicly.
    pub contact_email: Option<String>,
    /// The rules of the house, as Markdown.
    pub rules: Option<String>,
}

/// Why the organization was not changed.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes how the organization presents itself. `by`: an administrator.
pub async fn edit_organization(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    profile: OrganizationProfile,
) -> Result<(), OrganizationError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    can(&viewer, Action::AdministerNode)?;
    let uri = ctx.addresses.organization();
    let mut organization = actors::by_uri(tx, &uri).await?.ok_or(StoreError::NotFound)?;
    let summary = profile_text::summary(ctx, &profile.summary)?;
    let rules = profile_text::summary(ctx, profile.rules.as_deref().unwrap_or_default())?.source;
    organization.name = profile_text::name(&profile.name)?;
    organization.summary_source = summary.source;
    organization.summary_html = summary.html;
    organization.icon_url = profile_text::picture(ctx, profile.icon_url)?;
    organization.banner_url = profile_text::picture(ctx, profile.banner_url)?;
    organization.updated_at = ctx.now();
    actors::update(tx, &organization).await?;
    settings::set_contact_email(tx, profile.contact_email.as_deref()).await?;
    settings::set_rules(tx, rules.as_deref()).await?;
    ctx.record(tx, &Fact::ActorChanged { actor: organization.id }).await?;
    Ok(())
}
