//! What an app is woken with: the payload that Mastodon's apps expect.

use serde::{Serialize, Serializer};
use serde_json::Number;

use super::{PushKeyError, token};
use crate::domain::address::ActorPicture;
use crate::domain::alert::Alert;
use crate::domain::ids::{NotificationId, PushId};
use crate::domain::moderation::Notification;
use crate::domain::permission::{Action, can};
use crate::domain::push::PushSubscription;
use crate::domain::text::plain;
use crate::infra::keys::Sealer;
use crate::services::Context;
use crate::services::apps::tokens::Bearer;
use crate::services::standing::{self, Place};
use crate::store::{Tx, accounts, actors, notification_lists, posts, push_subscriptions, settings};

/// How much of a post is sent, in characters.
const EXCERPT: usize = 140;
/// What stands for a person without a picture.
const AVATAR: &str = "/assets/avatar.png";

/// The payload, as Mastodon names its parts.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    /// The token of the app, which tells by it whose account a message is for; the body is encrypted to the app. Empty text
    /// for a subscription that was made before its token was kept.
    #[serde(serialize_with = "named")]
    pub access_token: Bearer,
    pub preferred_locale: String,
    pub notification_id: Number,
    pub notification_type: &'static str,
    /// The picture of who did it.
    pub icon: String,
    pub title: String,
    pub body: String,
}

fn named<S: Serializer>(token: &Bearer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.expose())
}

/// Something to send, and where to.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub subscription: PushSubscription,
    pub notification: Notification,
    pub message: Message,
    /// By what people at the push service reach ours: `mailto:` or an address.
    pub contact: String,
}

/// Writes what one notification is for one subscription. `title` says what happened in a language: who did it is named
/// last. `None`: there is nothing to send any more, because either went, or was read, or may no longer be seen.
///
/// # Errors
/// When the database refuses, or the node's secret is another than when the app subscribed.
pub async fn write(
    ctx: &Context,
    tx: &mut Tx,
    sealer: &Sealer,
    subscription: PushId,
    notification: NotificationId,
    title: impl FnOnce(&str, Alert, &str) -> String,
) -> Result<Option<Outgoing>, PushKeyError> {
    let Some(subscription) = push_subscriptions::by_id(tx, subscription).await? else { return Ok(None) };
    let person = subscription.actor_id;
    let found = notification_lists::one(tx, person, notification).await?;
    let Some(notification) = found.filter(|found| found.read_at.is_none()) else { return Ok(None) };
    let Some(alert) = Alert::of(&notification) else { return Ok(None) };
    let viewer = standing::viewer(ctx, tx, person).await?;
    let account = accounts::by_id(tx, person).await?;
    let Some(account) = account.filter(|_| !viewer.barred) else { return Ok(None) };
    // A warning says what was done, not by whom, and its post may be one that nobody sees any more (threat 102).
    let of_the_house = alert == Alert::ModerationWarning;
    let body = match notification.post_id.filter(|_| !of_the_house) {
        Some(id) => {
            let Some(post) = posts::by_id(tx, id).await? else { return Ok(None) };
            let place = match post.community_id {
                Some(community) => standing::place(tx, community, Some(person), ctx.now()).await?,
                None => None,
            };
            let seen = can(&viewer, Action::ViewPost(&post, place.as_ref().map(Place::view))).is_ok();
            if !seen || !post.is_readable() {
                return Ok(None);
            }
            plain::excerpt(&post.html, EXCERPT)
        }
        None => String::new(),
    };
    let by = match notification.actor_id.filter(|_| !of_the_house) {
        Some(actor) => actors::by_id(tx, actor).await?,
        None => actors::by_uri(tx, &ctx.addresses.organization()).await?,
    };
    let name = by.as_ref().map_or_else(|| ctx.addresses.authority().to_owned(), |by| by.name.clone());
    let icon = by.and_then(|by| {
        let url = by.icon_url?;
        ctx.addresses.actor_picture(by.id, by.local, ActorPicture::Icon, &url).or(Some(url))
    });
    let contact = settings::contact_email(tx).await?;
    let access_token = match &subscription.token_sealed {
        Some(sealed) => token::open(sealer, subscription.token_id, sealed)?,
        None => Bearer::presented(String::new()),
    };
    let message = Message {
        access_token,
        notification_id: Number::from(notification.id.get()),
        notification_type: alert.as_str(),
        icon: ctx.addresses.absolute(icon.as_deref().unwrap_or(AVATAR)),
        title: title(&account.locale, alert, &name),
        body,
        preferred_locale: account.locale,
    };
    let contact =
        contact.map_or_else(|| ctx.addresses.absolute("/about"), |address| format!("mailto:{address}"));
    Ok(Some(Outgoing { subscription, notification, message, contact }))
}
