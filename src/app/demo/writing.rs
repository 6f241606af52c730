//! From a text of the script to what is published.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use url::Url;

use super::BoxError;
use super::script::{Shelf, Text};
use super::site::Site;
use crate::domain::handle::Domain;
use crate::domain::ids::ActorId;
use crate::domain::text::markdown::{self, Links};
use crate::domain::time::Timestamp;
use crate::services::posts::{NewResource, Wording};
use crate::store::actors;

/// A text as its author's node publishes it: `body` names real addresses, and `shelf` says where it stands.
pub(super) async fn wording(
    site: &Site,
    text: &Text,
    body: &str,
    shelf: Option<NewResource>,
) -> Result<Wording, BoxError> {
    let mut wording = answer(site, body, text.language).await?;
    wording.title = Some(text.title.to_owned());
    wording.tags.extend(text.tags.iter().map(|tag| (*tag).to_owned()));
    wording.link_url = text.link.map(str::to_owned);
    wording.summary = text.shelf.as_ref().map(|shelf| shelf.summary.to_owned());
    wording.resource = shelf;
    Ok(wording)
}

/// A reply.
pub(super) async fn answer(site: &Site, body: &str, language: &str) -> Result<Wording, BoxError> {
    let (context, home) = (site.context(), Domain::parse_with(site.authority(), site.rules())?);
    let mut people = HashMap::new();
    for mention in markdown::mentions(body, &home, site.rules())? {
        let id = site.find(&mention.acct.to_string()).await?;
        let found = actors::by_id(&mut site.db().read().await?, id).await?;
        let page = found.and_then(|actor| actor.url.unwrap_or(actor.uri).parse::<Url>().ok());
        people.extend(page.map(|page| (mention.acct.key(), (id, page))));
    }
    let links = Links {
        home: &home,
        rules: site.rules(),
        mention: &|account| people.get(&account.key()).map(|(_, page)| page.clone()),
        tag: &|tag| context.addresses.tag(tag).parse().ok(),
    };
    let rendered = markdown::render(body, &links)?;
    Ok(Wording {
        source: Some(body.to_owned()),
        html: rendered.html,
        language: Some(language.to_owned()),
        tags: rendered.tags,
        mentions: people.into_values().map(|(id, _)| id).collect(),
        ..Wording::default()
    })
}

/// What makes a text a resource. `present` is when the demo is looked at.
pub(super) fn resource(shelf: &Shelf, steward: ActorId, present: Timestamp) -> Result<NewResource, BoxError> {
    let today = present.to_calendar().to_zoned(TimeZone::UTC).date();
    Ok(NewResource {
        kind: shelf.kind,
        licence: Some(shelf.licence.to_owned()),
        steward_id: Some(steward),
        review_by: Some(today.checked_add(shelf.review_in_days.days())?.to_string()),
    })
}
