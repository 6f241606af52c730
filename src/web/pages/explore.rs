//! Finding communities here and elsewhere.

use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::Url;

use super::communities::ground::{actor_by_handle, topics as topic_rows};
use super::paging::{address as address_of, older, place};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::handle::Acct;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::domain::text::plain;
use crate::http::{ClientAddress, CsrfForm, routes};
use crate::services::network::{Found, LookupError};
use crate::store::{Cursor, Tx, actors, community_lists, library, posts, topics};
use crate::web::reader::{Reader, SignedIn};
use crate::web::show;
use crate::web::view::{Explore, Lookup, Pagination, PersonResult, ResourceCard, ThreadResult};
use crate::web::{WebError, WebState};

const COMMUNITIES: i64 = 50;
/// How many people, threads and resources are shown.
const RESULTS: i64 = 10;
/// The fewest characters to search people and threads for.
const SHORTEST: usize = 2;
/// How much of a text stands below a result, in characters.
const EXCERPT: usize = 180;
/// The longest query, in characters.
const MAX_QUERY: usize = 300;
/// How long a look-up is waited for before the page says that the other server does not answer.
const PATIENCE: Duration = Duration::from_secs(12);

#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    after: Option<String>,
}

/// People, threads and resources that words were found in.
#[derive(Default)]
struct FoundByWords {
    people: Vec<PersonResult>,
    threads: Vec<ThreadResult>,
    resources: Vec<ResourceCard>,
}

impl FoundByWords {
    async fn read(tx: &mut Tx, reader: &Reader, text: &str) -> Result<Self, WebError> {
        let viewer = reader.actor();
        let containing = |resources| topics::Found { text, resources, author: None };
        let people = actors::people_named(tx, text, None, RESULTS).await?;
        let threads = topics::containing(tx, containing(false), viewer, RESULTS).await?;
        let resources = topics::containing(tx, containing(true), viewer, RESULTS).await?;
        let resources = resources.into_iter().map(|row| row.post).collect();
        let cards = library::of_posts(tx, resources).await?;
        let rows = topic_rows(tx, &threads, reader, true).await?;
        Ok(Self {
            people: people
                .iter()
                .map(|actor| PersonResult {
                    person: show::person(actor, &reader.names),
                    bio: plain::excerpt(&actor.summary_html, EXCERPT),
                })
                .collect(),
            threads: threads
                .iter()
                .zip(rows)
                .map(|(row, topic)| ThreadResult { topic, excerpt: plain::excerpt(&row.post.html, EXCERPT) })
                .collect(),
            resources: cards.iter().map(|row| show::card(row, &reader.names, reader.now)).collect(),
        })
    }
}

/// `GET /explore`
pub(super) async fn page(
    State(state): State<WebState>,
    Query(search): Query<Search>,
    client: ClientAddress,
    reader: Reader,
) -> Result<Response, WebError> {
    let query = shortened(&search.q);
    let lookup = if address(&state, &query).is_none() {
        Lookup::NotAnAddress
    } else if let Some(path) = known(&state, &query).await? {
        return Ok(Redirect::to(&path).into_response());
    } else if reader.actor().is_some() {
        Lookup::Offer
    } else {
        Lookup::SignInFirst
    };
    // What is known already was answered above: addresses that are pasted cost nothing.
    if !query.is_empty() {
        state.limits.search.check(&client.network())?;
    }
    show(&state, &reader, query, lookup, place(search.after.as_deref())).await
}

fn shortened(query: &str) -> String {
    query.trim().chars().take(MAX_QUERY).collect()
}

/// The host that a handle or address names; none for plain words.
fn address(state: &WebState, query: &str) -> Option<String> {
    if let Ok(url) = Url::parse(query) {
        let web = matches!(url.scheme(), "http" | "https");
        return url.host_str().filter(|_| web).map(str::to_owned);
    }
    let acct = Acct::parse(query, state.url_rules()).ok()?;
    Some(acct.domain.as_str().to_owned())
}

/// The page of something that is known here already.
async fn known(state: &WebState, query: &str) -> Result<Option<String>, WebError> {
    let mut tx = state.db.read().await?;
    if query.starts_with("http://") || query.starts_with("https://") {
        if let Some(actor) = actors::by_uri(&mut tx, query).await? {
            return Ok(page_of(&actor));
        }
        return Ok(posts::by_uri(&mut tx, query).await?.map(|post| routes::post(post.id)));
    }
    let actor = actor_by_handle(state, &mut tx, query.trim_start_matches(['@', '!'])).await?;
    Ok(actor.as_ref().and_then(page_of))
}

fn page_of(actor: &Actor) -> Option<String> {
    let acct = actor.local_acct();
    match actor.kind {
        ActorKind::Group => Some(routes::community(&acct)),
        ActorKind::Person | ActorKind::Service => Some(routes::person(&acct)),
        ActorKind::Organization | ActorKind::Application => None,
    }
}

/// `POST /explore`: asks the other server.
pub(super) async fn look_up(
    State(state): State<WebState>,
    SignedIn { reader, actor }: SignedIn,
    CsrfForm(search): CsrfForm<Search>,
) -> Result<Response, WebError> {
    state.limits.look_up.check(&actor.get())?;
    let query = shortened(&search.q);
    let Some(domain) = address(&state, &query) else {
        return show(&state, &reader, query, Lookup::NotAnAddress, Cursor::START).await;
    };
    let found = tokio::time::timeout(PATIENCE, state.network.look_up(&query)).await;
    let lookup = match found.unwrap_or(Err(LookupError::Unreachable)) {
        Ok(Found::Post(id)) => return Ok(Redirect::to(&routes::post(id)).into_response()),
        Ok(Found::Actor(id)) => {
            let actor = actors::by_id(&mut state.db.read().await?, id).await?;
            match actor.as_ref().and_then(page_of) {
                Some(path) => return Ok(Redirect::to(&path).into_response()),
                None => Lookup::NotFound,
            }
        }
        Err(LookupError::NotAnAddress) => Lookup::NotAnAddress,
        Err(LookupError::NotFound) => Lookup::NotFound,
        Err(LookupError::Unreachable) => Lookup::Unreachable { domain },
        Err(LookupError::NotAllowed) => Lookup::Refused { domain },
        Err(LookupError::TooMany) => {
            return Err(crate::http::HttpError::too_many(Duration::from_mins(1)).into());
        }
    };
    show(&state, &reader, query, lookup, Cursor::START).await
}

async fn show(
    state: &WebState,
    reader: &Reader,
    query: String,
    lookup: Lookup,
    from: Cursor,
) -> Result<Response, WebError> {
    let text = query.trim_start_matches(['@', '!', '#']);
    let text = text.split('@').next().unwrap_or_default();
    let what = community_lists::Explore { text, ..Default::default() };
    let mut tx = state.db.read().await?;
    let viewer = reader.actor();
    let after = (from != Cursor::START)
        .then(|| community_lists::Position { active_at: from.at, id: ActorId::new(from.id) });
    let mut rows = community_lists::explore(&mut tx, what, viewer, after, COMMUNITIES + 1).await?;
    let shown = usize::try_from(COMMUNITIES).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let last = rows.last().filter(|_| more).map(|row| row.position);
    // What else was found stands on the first page.
    let found = if after.is_some() || text.trim().chars().count() < SHORTEST {
        FoundByWords::default()
    } else {
        FoundByWords::read(&mut tx, reader, text.trim()).await?
    };
    drop(tx);
    let communities = |local: bool| {
        let rows = rows.iter().filter(move |row| row.actor.local == local);
        rows.map(|row| show::community(&row.actor, &reader.names)).collect()
    };
    reader.show(&Explore {
        local: communities(true),
        remote: communities(false),
        people: found.people,
        threads: found.threads,
        resources: found.resources,
        lookup,
        pagination: Pagination {
            newer: None,
            older: last.and_then(|last| {
                let path = address_of(routes::EXPLORE, &[("q", &query)]);
                older(&path, Some(Cursor { at: last.active_at, id: last.id.get() }))
            }),
        },
        may_create: can(&reader.viewer, Action::CreateCommunity).is_ok(),
        query,
    })
}
