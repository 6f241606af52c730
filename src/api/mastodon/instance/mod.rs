//! What apps must know of the node before anybody signs in. No token is needed, whomever the node speaks with.

mod figures;
mod limits;

use aws_lc_rs::digest::{SHA256, digest};
use axum::routing::get;
use axum::{Json, Router};

pub use self::figures::KeptFigures;
use self::figures::{Figures, weeks};
use super::entities::{
    ApiVersions, Contact, DomainBlock, Instance, InstanceV1, Locale, NodeText, Registrations, Rule, Stats,
    Thumbnail, UrlsV1, Usage, Users, Versions, Week,
};
use super::present;
use crate::api::access::Everybody;
use crate::api::mastodon::entities::Account;
use crate::api::{ApiError, ApiState};
use crate::config::{FederationMode, SignUpMode};
use crate::domain::actor::Actor;
use crate::domain::federation::Rule as DomainRule;
use crate::domain::text::plain::to_plain_text;
use crate::services::accounts::sign_up_mode;
use crate::services::{federation_policy, profile_text, push};
use crate::store::{StoreError, Tx, actors, domain_rules, peer_overview, settings};

/// Which API this is (Mastodon's 4.5), and which program speaks it.
const VERSION: &str = concat!("4.5.0 (compatible; Moothall ", env!("CARGO_PKG_VERSION"), ")");
/// Grouped notifications (2); not yet what came after them.
const MASTODON_API: u32 = 2;
const SOURCE: &str = "https://moothall.org";
/// The languages in which the pages speak.
const LOCALES: [Locale; 2] = [Locale { code: "en", name: "English" }, Locale { code: "de", name: "German" }];
const LANGUAGES: &[&str] = &[LOCALES[0].code, LOCALES[1].code];
/// How many peers are named.
const PEERS: i64 = 10_000;
/// The longest description, in characters.
const DESCRIPTION: usize = 500;
/// The longest rule, in characters, and how many there are at most.
const RULE: usize = 1_000;
const RULES: usize = 50;
/// What stands for a missing picture of the organization.
const THUMBNAIL: &str = "/assets/header.png";

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/instance", get(version_1))
        .route("/api/v2/instance", get(version_2))
        .route("/api/v1/instance/activity", get(activity))
        .route("/api/v1/instance/domain_blocks", get(domain_blocks))
        .route("/api/v1/instance/extended_description", get(extended_description))
        .route("/api/v1/instance/languages", get(|_: Everybody| async { Json(LOCALES) }))
        .route("/api/v1/instance/peers", get(peers))
        // There is none of its own: what is expected and promised stands in the rules.
        .route("/api/v1/instance/privacy_policy", get(|_: Everybody| async { Json(NodeText::default()) }))
        .route("/api/v1/instance/rules", get(rules))
        // Nothing is translated here.
        .route("/api/v1/instance/translation_languages", get(|_: Everybody| async { Json(Versions {}) }))
}

/// What both versions are made of.
struct About {
    organization: Option<Actor>,
    account: Option<Account>,
    email: String,
    rules: Vec<Rule>,
    sign_up: SignUpMode,
    mode: FederationMode,
    figures: Figures,
    vapid: String,
}

impl About {
    async fn read(state: &ApiState) -> Result<Self, ApiError> {
        let vapid = push::public_key(&state.db, &state.sealer).await?;
        let mut tx = state.db.read().await?;
        let organization = organization(state, &mut tx).await?;
        let account = match &organization {
            Some(organization) => Some(present::account(state, &mut tx, organization).await?),
            None => None,
        };
        Ok(Self {
            account,
            organization,
            email: settings::contact_email(&mut tx).await?.unwrap_or_default(),
            rules: house_rules(state, &mut tx).await?,
            sign_up: sign_up_mode(&mut tx, state.config.people.sign_up).await?,
            mode: federation_policy::mode(&state.context, &mut tx).await?,
            figures: state.figures.of_node(state, &mut tx).await?,
            vapid,
        })
    }

    fn title(&self, state: &ApiState) -> String {
        let name = self.organization.as_ref().map(|organization| organization.name.clone());
        name.unwrap_or_else(|| state.context.addresses.authority().to_owned())
    }

    fn summary(&self) -> &str {
        self.organization.as_ref().map_or("", |organization| &organization.summary_html)
    }

    fn thumbnail(&self, state: &ApiState) -> String {
        let own =
            self.organization.as_ref().and_then(|own| own.banner_url.as_ref().or(own.icon_url.as_ref()));
        state.context.addresses.absolute(own.map_or(THUMBNAIL, String::as_str))
    }
}

/// `GET /api/v2/instance`
async fn version_2(Everybody { state }: Everybody) -> Result<Json<Instance>, ApiError> {
    let about = About::read(&state).await?;
    Ok(Json(Instance {
        domain: state.context.addresses.authority().to_owned(),
        title: about.title(&state),
        version: VERSION.to_owned(),
        source_url: SOURCE,
        description: to_plain_text(about.summary(), DESCRIPTION),
        usage: Usage { users: Users { active_month: about.figures.active_month } },
        thumbnail: Thumbnail {
            url: about.thumbnail(&state),
            blurhash: None,
            description: None,
            versions: Versions {},
        },
        icon: [],
        languages: LANGUAGES,
        configuration: limits::configuration(&state, &about.vapid, about.mode),
        registrations: Registrations {
            enabled: about.sign_up != SignUpMode::Closed,
            approval_required: about.sign_up == SignUpMode::Approval,
            reason_required: false,
            message: None,
            min_age: None,
            url: None,
        },
        api_versions: ApiVersions { mastodon: MASTODON_API },
        contact: Contact { email: about.email, account: about.account },
        rules: about.rules,
    }))
}

/// `GET /api/v1/instance`
async fn version_1(Everybody { state }: Everybody) -> Result<Json<InstanceV1>, ApiError> {
    let about = About::read(&state).await?;
    Ok(Json(InstanceV1 {
        uri: state.context.addresses.authority().to_owned(),
        title: about.title(&state),
        short_description: to_plain_text(about.summary(), DESCRIPTION),
        description: about.summary().to_owned(),
        version: VERSION.to_owned(),
        urls: UrlsV1 { streaming_api: limits::streaming(&state) },
        stats: Stats {
            user_count: about.figures.people,
            status_count: about.figures.posts,
            domain_count: about.figures.peers,
        },
        thumbnail: about.thumbnail(&state),
        languages: LANGUAGES,
        registrations: about.sign_up != SignUpMode::Closed,
        approval_required: about.sign_up == SignUpMode::Approval,
        invites_enabled: false,
        configuration: limits::configuration(&state, &about.vapid, about.mode),
        email: about.email,
        contact_account: about.account,
        rules: about.rules,
    }))
}

/// `GET /api/v1/instance/peers`: with whom the node speaks. Where that is for the chosen alone, it is nobody else's
/// business who they are.
async fn peers(Everybody { state }: Everybody) -> Result<Json<Vec<String>>, ApiError> {
    let mut tx = state.db.read().await?;
    if federation_policy::mode(&state.context, &mut tx).await? != FederationMode::Open {
        return Ok(Json(Vec::new()));
    }
    let known = peer_overview::known(&mut tx, PEERS).await?;
    Ok(Json(known.into_iter().map(|peer| peer.domain).collect()))
}

/// `GET /api/v1/instance/activity`: the last twelve weeks, the current one first.
async fn activity(Everybody { state }: Everybody) -> Result<Json<Vec<Week>>, ApiError> {
    let mut tx = state.db.read().await?;
    let counted = state.figures.of_weeks(&state, &mut tx).await?;
    Ok(Json(weeks(state.context.now(), &counted)))
}

/// `GET /api/v1/instance/rules`
async fn rules(Everybody { state }: Everybody) -> Result<Json<Vec<Rule>>, ApiError> {
    Ok(Json(house_rules(&state, &mut state.db.read().await?).await?))
}

/// `GET /api/v1/instance/extended_description`: how the organization presents itself.
async fn extended_description(Everybody { state }: Everybody) -> Result<Json<NodeText>, ApiError> {
    let organization = organization(&state, &mut state.db.read().await?).await?;
    Ok(Json(NodeText {
        updated_at: organization.as_ref().map(|organization| organization.updated_at),
        content: organization.map(|organization| organization.summary_html).unwrap_or_default(),
    }))
}

/// `GET /api/v1/instance/domain_blocks`: the domains that the page about the node names too.
async fn domain_blocks(Everybody { state }: Everybody) -> Result<Json<Vec<DomainBlock>>, ApiError> {
    let rules = domain_rules::all(&mut state.db.read().await?).await?;
    let blocked = rules.into_iter().filter(|rule| rule.rule == DomainRule::Block);
    let shown = blocked.map(|rule| DomainBlock {
        digest: hex::encode(digest(&SHA256, rule.domain.as_bytes())),
        domain: rule.domain,
        severity: "suspend",
        comment: rule.reason,
    });
    Ok(Json(shown.collect()))
}

async fn organization(state: &ApiState, tx: &mut Tx) -> Result<Option<Actor>, StoreError> {
    actors::by_uri(tx, &state.context.addresses.organization()).await
}

/// The rules of the house, a paragraph or point of a list each.
async fn house_rules(state: &ApiState, tx: &mut Tx) -> Result<Vec<Rule>, StoreError> {
    let source = settings::rules(tx).await?.unwrap_or_default();
    // A heading is no rule.
    let source: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let html = profile_text::house_rules(&state.context, &source.join("\n"));
    let text = to_plain_text(&html, RULE * RULES);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(RULES);
    let rule = |(index, line): (usize, &str)| Rule {
        id: (index + 1).to_string(),
        text: line.chars().take(RULE).collect(),
        hint: "",
    };
    Ok(lines.enumerate().map(rule).collect())
}

#[cfg(test)]
mod tests;
