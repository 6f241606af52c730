//! A person's page.

use std::collections::HashSet;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::communities::follow::follow_done;
use super::communities::ground;
use super::paging;
use crate::domain::actor::Actor;
use crate::domain::permission::{Action, can};
use crate::domain::relationship::Relationship;
use crate::http::{CsrfForm, routes};
use crate::services::accounts::Reach;
use crate::services::communities;
use crate::store::{Tx, actors, follows, moderators, relationships, topics};
use crate::web::pages::Pressed;
use crate::web::reader::{Reader, SignedIn};
use crate::web::render::Head;
use crate::web::view::{Community, Pagination, Profile, ProfileField, SafeHtml};
use crate::web::{Done, WebError, WebState, show};

const THREADS: i64 = 20;
const COMMUNITIES: i64 = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    after: Option<String>,
}

/// `GET /u/{handle}`
pub(super) async fn page(
    State(state): State<WebState>,
    reader: Reader,
    Path(handle): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let actor = named(&state, &mut tx, &handle).await?.ok_or_else(WebError::not_found)?;
    if actor.is_community() {
        return Ok(Redirect::to(&routes::community(&actor.local_acct())).into_response());
    }
    if actor.local && handle != actor.handle {
        return Ok(Redirect::permanent(&routes::person(&actor.handle)).into_response());
    }
    if actor.deleted_at.is_some() {
        return Err(crate::domain::permission::Denial::Gone.into());
    }
    let moderates = can(&reader.viewer, Action::ModerateNode).is_ok();
    // Accounts that wait for approval are suspended too: nobody else may know of either.
    if actor.suspended_at.is_some() && !moderates {
        return Err(WebError::not_found());
    }
    let own = reader.actor() == Some(actor.id);
    let from = paging::place(place.after.as_deref());
    let listed = topics::of_person(&mut tx, actor.id, reader.actor(), from, THREADS).await?;
    let rows = ground::topics(&mut tx, &listed.rows, &reader, true).await?;
    let communities = communities_of(&mut tx, &actor, &reader).await?;
    let follow = match reader.actor() {
        Some(person) => follows::get(&mut tx, person, actor.id).await?.map(|follow| follow.state),
        None => None,
    };
    let between = between(&mut tx, &reader, &actor).await?;
    let may_suspend = match reader.actor().filter(|_| moderates) {
        Some(by) => Reach::of(&state.context, &mut tx, by).await?.covers(&mut tx, actor.id).await?,
        None => false,
    };
    drop(tx);
    let head = Head {
        canonical: Some(actor.uri.clone()).filter(|_| actor.local),
        activity_json: Some(actor.uri.clone()),
        description: None,
        indexable: actor.indexable && actor.local,
    };
    let view = Profile {
        address: format!("@{}", actor.acct()),
        fields: actor.fields.iter().map(field).collect(),
        since: actor.created_at,
        communities,
        topics: rows,
        pagination: Pagination { newer: None, older: paging::older(&reader.path, listed.next) },
        own,
        follow: show::follow_state(reader.actor(), follow),
        may_keep_away: !own && reader.actor().is_some(),
        blocked: between.as_ref().is_some_and(|between| between.blocking),
        muted: between.is_some_and(|between| between.mute.is_some()),
        suspended: actor.suspended_at.is_some(),
        banner: show::banner(&actor, &reader.names),
        moderate: may_suspend.then_some(actor.id),
        original: (!actor.local).then(|| actor.url.clone().unwrap_or_else(|| actor.uri.clone())),
        moved_to: actor.moved_to.clone(),
        person: show::person(&actor, &reader.names),
        bio: SafeHtml::from_sanitised(actor.summary_html),
    };
    reader.show_with_head(&view, head)
}

/// Something that whoever is signed in does about the person of a page, in one transaction.
pub(super) struct About {
    pub(super) tx: Tx,
    pub(super) person: Actor,
}

impl About {
    pub(super) async fn begin(
        state: &WebState,
        signed_in: &SignedIn,
        handle: &str,
    ) -> Result<Self, WebError> {
        let mut tx = state.db.begin().await?;
        let person = visible(state, &mut tx, &signed_in.reader, handle).await?;
        Ok(Self { tx, person })
    }

    /// Commits, and goes back to the person's page.
    pub(super) async fn finish(self, done: Done) -> Result<Response, WebError> {
        self.tx.commit().await?;
        Ok(done.at(&routes::person(&self.person.local_acct())))
    }
}

/// `POST /u/{handle}/follow`
pub(super) async fn follow(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut it = About::begin(&state, &signed_in, &handle).await?;
    let outcome = communities::follow(&state.context, &mut it.tx, signed_in.actor, it.person.id).await;
    let done = follow_done(outcome, Done::PersonFollowed, Done::PersonFollowAsked)?;
    it.finish(done).await
}

/// `POST /u/{handle}/unfollow`
pub(super) async fn unfollow(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(handle): Path<String>,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    let mut it = About::begin(&state, &signed_in, &handle).await?;
    communities::unfollow(&state.context, &mut it.tx, signed_in.actor, it.person.id).await?;
    it.finish(Done::PersonUnfollowed).await
}

/// The person of a handle, when the reader may know of them.
async fn visible(state: &WebState, tx: &mut Tx, reader: &Reader, handle: &str) -> Result<Actor, WebError> {
    let actor = named(state, tx, handle).await?.filter(|actor| !actor.is_community());
    let actor = actor.filter(|actor| actor.deleted_at.is_none()).ok_or_else(WebError::not_found)?;
    if actor.suspended_at.is_some() && can(&reader.viewer, Action::ModerateNode).is_err() {
        return Err(WebError::not_found());
    }
    Ok(actor)
}

/// The actor of `dana`, or of `dana@b.test`.
async fn named(state: &WebState, tx: &mut Tx, handle: &str) -> Result<Option<Actor>, WebError> {
    Ok(match handle.split_once('@') {
        None => actors::local_by_handle(tx, handle).await?,
        Some((name, domain)) if domain == state.context.addresses.authority() => {
            actors::local_by_handle(tx, name).await?
        }
        Some((name, domain)) => actors::by_acct(tx, name, &domain.to_lowercase()).await?,
    })
}

/// How whoever is signed in stands to the person.
async fn between(tx: &mut Tx, reader: &Reader, actor: &Actor) -> Result<Option<Relationship>, WebError> {
    let Some(person) = reader.actor() else { return Ok(None) };
    Ok(relationships::of(tx, person, &[actor.id], reader.now).await?.pop())
}

/// What a person moderates, which is public, and what they and the reader both follow.
async fn communities_of(tx: &mut Tx, actor: &Actor, reader: &Reader) -> Result<Vec<Community>, WebError> {
    let mut found = moderators::communities_of(tx, actor.id).await?;
    if let Some(person) = reader.actor() {
        found.extend(follows::in_common(tx, actor.id, person, COMMUNITIES).await?);
    }
    let mut seen = HashSet::new();
    found.retain(|community| community.is_active() && seen.insert(community.id));
    Ok(found.iter().map(|community| show::community(community, &reader.names)).collect())
}

fn field(field: &crate::domain::actor::ProfileField) -> ProfileField {
    ProfileField { name: field.name.clone(), value: SafeHtml::from_sanitised(field.value.clone()) }
}
