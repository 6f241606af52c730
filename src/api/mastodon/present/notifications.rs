//! What people are told, as apps know it. What apps have no word for is left out, and so is what is about a post that the
//! person may not see, or sees no more.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::{Entry, statuses, visible_by_id};
use crate::api::ApiState;
use crate::api::mastodon::entities::{Account, ModerationWarning, Notification, Status};
use crate::domain::alert::Alert;
use crate::domain::ids::{ActorId, NotificationId, PostId};
use crate::domain::moderation::{ModerationAction, Notification as Told};
use crate::domain::permission::Viewer;
use crate::services::standing;
use crate::store::{StoreError, Tx, actors, notification_lists, posts};

/// Of how long a time those about one thing are shown as one: Mastodon's span.
pub(in crate::api) const SPAN: Duration = Duration::from_hours(12);

/// One of a person's notifications; `None` for what an app is not shown.
pub(in crate::api) async fn notification(
    state: &ApiState,
    tx: &mut Tx,
    person: ActorId,
    id: NotificationId,
) -> Result<Option<Notification>, StoreError> {
    let viewer = standing::viewer(&state.context, tx, person).await?;
    let told: Vec<Told> = notification_lists::one(tx, person, id).await?.into_iter().collect();
    Ok(notifications(state, tx, &viewer, &told).await?.pop())
}

/// Notifications of the person who looks, in their order.
pub(in crate::api) async fn notifications(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    told: &[Told],
) -> Result<Vec<Notification>, StoreError> {
    let shown = Shown::read(state, tx, viewer, told).await?;
    Ok(told.iter().filter_map(|told| shown.notification(told)).collect())
}

/// The group that a notification is in: what of the same kind and about the same was done in the same twelve hours.
pub(in crate::api) fn group_key(told: &Told, alert: Alert) -> String {
    if !alert.is_grouped() {
        return ungrouped_key(told.id);
    }
    let span = told.created_at.millis().div_euclid(i64::try_from(SPAN.as_millis()).unwrap_or(i64::MAX));
    match told.post_id {
        Some(post) => format!("{}-{post}-{span}", alert.as_str()),
        None => format!("{}-{span}", alert.as_str()),
    }
}

/// The group of a notification that is in none.
pub(in crate::api) fn ungrouped_key(id: NotificationId) -> String {
    format!("ungrouped-{id}")
}

/// Everything that some notifications are made of.
pub(in crate::api) struct Shown {
    pub(in crate::api) accounts: HashMap<ActorId, Account>,
    pub(in crate::api) statuses: HashMap<PostId, Status>,
    /// Why posts were removed.
    reasons: HashMap<PostId, String>,
    /// Who speaks where nobody is named.
    house: Option<ActorId>,
}

impl Shown {
    pub(in crate::api) async fn read(
        state: &ApiState,
        tx: &mut Tx,
        viewer: &Viewer,
        told: &[Told],
    ) -> Result<Self, StoreError> {
        let ids: HashSet<PostId> = told.iter().filter_map(|told| told.post_id).collect();
        let entries: Vec<Entry> = ids.into_iter().map(Entry::Post).collect();
        let statuses = statuses(state, tx, viewer, &entries).await?;
        let statuses: HashMap<PostId, Status> =
            statuses.into_iter().filter_map(|status| Some((status.id.parse().ok()?, status))).collect();
        let warned = told.iter().filter(|told| Alert::of(told) == Some(Alert::ModerationWarning));
        let removed: Vec<PostId> = warned.filter_map(|told| told.post_id).collect();
        let reasons = match removed.as_slice() {
            [] => HashMap::new(),
            removed => {
                let removed = posts::by_ids(tx, removed).await?.into_iter();
                removed.filter_map(|post| Some((post.id, post.removed_reason?))).collect()
            }
        };
        let house = actors::by_uri(tx, &state.context.addresses.organization()).await?;
        let house = house.map(|house| house.id);
        let people = told.iter().flat_map(|told| [Some(told.account_id), told.actor_id]).flatten();
        let people: Vec<ActorId> = people.chain(house).collect();
        let accounts = visible_by_id(state, tx, viewer, people).await?;
        Ok(Self { accounts, statuses, reasons, house })
    }

    /// What an app calls it; `None` for what it is not shown.
    pub(in crate::api) fn alert(&self, told: &Told) -> Option<Alert> {
        let alert = Alert::of(told)?;
        self.accounts.get(&self.by(told, alert)?)?;
        let seen = told.post_id.is_some_and(|post| self.statuses.contains_key(&post));
        (seen || !alert.is_about_a_post()).then_some(alert)
    }

    /// Whose act it is. A warning comes from the house, as Mastodon has it, not from the moderator (threat 102).
    pub(in crate::api) fn by(&self, told: &Told, alert: Alert) -> Option<ActorId> {
        match alert {
            Alert::ModerationWarning => self.house.or(Some(told.account_id)),
            _ => told.actor_id,
        }
    }

    pub(in crate::api) fn status(&self, told: &Told, alert: Alert) -> Option<&Status> {
        self.statuses.get(&told.post_id.filter(|_| alert.is_about_a_post())?)
    }

    pub(in crate::api) fn warning(&self, told: &Told, alert: Alert) -> Option<ModerationWarning> {
        if alert != Alert::ModerationWarning {
            return None;
        }
        let action = told.detail.as_deref().and_then(ModerationAction::parse);
        let reason = told.post_id.and_then(|post| self.reasons.get(&post));
        let removed = action == Some(ModerationAction::RemovePost);
        Some(ModerationWarning {
            id: told.id,
            action: match action {
                Some(ModerationAction::RemovePost) => "delete_statuses",
                Some(ModerationAction::SuspendPerson) => "suspend",
                _ => "none",
            },
            text: reason.filter(|_| removed).cloned().unwrap_or_default(),
            status_ids: told.post_id.iter().map(ToString::to_string).collect(),
            target_account: self.accounts.get(&told.account_id)?.clone(),
            appeal: None,
            created_at: told.created_at,
        })
    }

    fn notification(&self, told: &Told) -> Option<Notification> {
        let alert = self.alert(told)?;
        Some(Notification {
            id: told.id,
            r#type: alert,
            group_key: group_key(told, alert),
            created_at: told.created_at,
            account: self.accounts.get(&self.by(told, alert)?)?.clone(),
            status: self.status(told, alert).cloned(),
            moderation_warning: self.warning(told, alert),
        })
    }
}
