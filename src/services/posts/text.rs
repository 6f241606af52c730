//! From what a person typed to what is published: Markdown becomes HTML, and whoever it names is found, here or
//! elsewhere.
//!
//! Pages have fields for title and community; apps have one text for everything. [`Named::thread_in`] is what both have in
//! common: where a discussion begins, and what it is called.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use crate::domain::handle::Acct;
use crate::domain::ids::ActorId;
use crate::domain::post::Post;
use crate::domain::text::html::is_blank;
use crate::domain::text::markdown::{self, Links, Rendered};
use crate::domain::text::opening::{self, Opening};
use crate::services::Context;
use crate::services::network::{Found, Network};
use crate::store::{Db, StoreError, actors};

/// How many people that are not known here are looked up for one text.
const LOOK_UPS: usize = 10;
/// For how long all of them together are waited for; whoever is not found by then stays plain text.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether others may be asked who is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Only what is known here counts; for previews.
    Nobody,
    /// The servers of those who are mentioned; before publishing.
    Others,
}

/// Why a text was not made into a post.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("the text is longer than {most} characters")]
    TooLong { most: usize },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Markdown as it will be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Sanitised; empty when nothing can be seen of it.
    pub html: String,
    /// Whom the text names and who was found.
    pub mentions: Vec<ActorId>,
    /// The tags in it, in normal form.
    pub tags: Vec<String>,
}

/// Renders a text. Opens transactions of its own, and waits for the network: hold none meanwhile.
///
/// # Errors
/// When the text is too long, or the database refuses.
pub async fn render(
    ctx: &Context,
    db: &Db,
    network: &dyn Network,
    source: &str,
    asking: Asking,
) -> Result<Written, TextError> {
    let named = Named::look_up(ctx, db, network, source, asking).await?;
    named.render(ctx, source)
}

/// Everybody whom a text names, as far as they were found.
#[derive(Debug, Default)]
pub struct Named {
    people: HashMap<String, Person>,
    /// In the order of the text.
    accounts: Vec<Acct>,
}

#[derive(Debug, Clone)]
struct Person {
    id: ActorId,
    page: Url,
    community: bool,
}

/// What an app's text says as a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub title: String,
    /// Markdown.
    pub source: String,
}

impl Named {
    /// Finds everybody whom a text names. Opens transactions of its own, and waits for the network: hold none meanwhile.
    ///
    /// # Errors
    /// When the text is too long, or the database refuses.
    pub async fn look_up(
        ctx: &Context,
        db: &Db,
        network: &dyn Network,
        source: &str,
        asking: Asking,
    ) -> Result<Self, TextError> {
        let too_long = TextError::TooLong { most: ctx.lengths.text };
        if source.chars().nth(ctx.lengths.text).is_some() {
            return Err(too_long);
        }
        let Some(home) = ctx.home() else { return Ok(Self::default()) };
        let mentions = markdown::mentions(source, &home, ctx.url_rules()).map_err(|_| too_long)?;
        let accounts: Vec<Acct> = mentions.into_iter().map(|mention| mention.acct).collect();
        let (mut people, mut unknown) = known(ctx, db, &accounts).await?;
        if asking == Asking::Others && !unknown.is_empty() {
            unknown.truncate(LOOK_UPS);
            // A server that does not answer in time costs the author a link, never the post.
            let found = tokio::time::timeout(PATIENCE, look_up_all(network, &unknown)).await;
            for (key, id) in found.unwrap_or_default() {
                let actor = actors::by_id(&mut db.read().await?, id).await?;
                people.extend(actor.and_then(|actor| Some((key, Person::of(&actor)?))));
            }
        }
        Ok(Self { people, accounts })
    }

    /// Renders this text, or a part of it.
    ///
    /// # Errors
    /// When it is too long.
    pub fn render(&self, ctx: &Context, source: &str) -> Result<Written, TextError> {
        let Some(home) = ctx.home() else {
            return Ok(Written { html: String::new(), mentions: vec![], tags: vec![] });
        };
        let links = Links {
            home: &home,
            rules: ctx.url_rules(),
            mention: &|acct| self.people.get(&acct.key()).map(|person| person.page.clone()),
            tag: &|tag| Url::parse(&ctx.addresses.tag(tag)).ok(),
        };
        let Rendered { html, mentions, tags } =
            markdown::render(source, &links).map_err(|_| TextError::TooLong { most: ctx.lengths.text })?;
        let found = mentions.iter().filter_map(|mention| Some(self.people.get(&mention.acct.key())?.id));
        let mentions = found.collect();
        Ok(Written { html: if is_blank(&html) { String::new() } else { html }, mentions, tags })
    }

    /// The first community that the text names: where it wants to stand.
    pub fn community(&self) -> Option<ActorId> {
        let found = self.accounts.iter().filter_map(|acct| self.people.get(&acct.key()));
        found.filter(|person| person.community).map(|person| person.id).next()
    }

    /// The text as a discussion in a community: the first line is the title, without the mention that only says where it
    /// belongs. `None` when nothing is left to call it by.
    pub fn thread_in(&self, ctx: &Context, community: ActorId, text: &str) -> Option<Thread> {
        let Opening { line, rest } = opening::split(&self.without(ctx, community, text)?)?;
        let title = opening::title(&line, ctx.lengths.title)?;
        // What a title cannot hold is not lost: the whole line stays.
        let whole = title.ends_with('…') && !line.ends_with('…') || line.contains("://");
        let source = if whole && !rest.starts_with(&line) { format!("{line}\n\n{rest}") } else { rest };
        Some(Thread { title, source: source.trim_end().to_owned() })
    }

    /// The text without the mentions of a community at its beginning and its end.
    pub fn without(&self, ctx: &Context, community: ActorId, text: &str) -> Option<String> {
        let (home, rules) = (ctx.home()?, ctx.url_rules());
        let is_it = |acct: &Acct| self.people.get(&acct.key()).is_some_and(|person| person.id == community);
        Some(opening::unaddressed(text, &home, rules, is_it))
    }
}

impl Person {
    fn of(actor: &crate::domain::actor::Actor) -> Option<Self> {
        let page = actor.url.as_deref().unwrap_or(&actor.uri).parse().ok()?;
        Some(Self { id: actor.id, page, community: actor.is_community() })
    }
}

/// Those who are known here, and those who are to be looked up.
async fn known(
    ctx: &Context,
    db: &Db,
    accounts: &[Acct],
) -> Result<(HashMap<String, Person>, Vec<Acct>), StoreError> {
    let (mut people, mut unknown) = (HashMap::new(), Vec::new());
    let mut tx = db.read().await?;
    for acct in accounts {
        match actors::by_acct(&mut tx, acct.name.as_str(), acct.domain.as_str()).await? {
            Some(actor) if actor.is_active() => {
                people.extend(Person::of(&actor).map(|person| (acct.key(), person)));
            }
            None if acct.domain.as_str() != ctx.addresses.authority() => unknown.push(acct.clone()),
            Some(_) | None => {}
        }
    }
    Ok((people, unknown))
}

async fn look_up_all(network: &dyn Network, accounts: &[Acct]) -> Vec<(String, ActorId)> {
    let one = |acct: &Acct| {
        let (key, query) = (acct.key(), format!("@{}@{}", acct.name.as_str(), acct.domain.as_str()));
        async move {
            match network.look_up(&query).await {
                Ok(Found::Actor(id)) => Some((key, id)),
                _ => None,
            }
        }
    };
    let found = futures::future::join_all(accounts.iter().map(one)).await;
    found.into_iter().flatten().collect()
}

/// A post as the one text that an app edits: its title is the first line, as [`Named::thread_in`] reads it.
pub fn as_one_text(post: &Post) -> String {
    let words = post.source.clone().unwrap_or_else(|| to_plain(post));
    match &post.title {
        Some(title) if words.is_empty() => title.clone(),
        Some(title) => format!("{title}\n\n{words}"),
        None => words,
    }
}

/// Of what came without its source, the words.
fn to_plain(post: &Post) -> String {
    crate::domain::text::plain::to_plain_text(&post.html, crate::domain::post::MAX_SOURCE)
}
