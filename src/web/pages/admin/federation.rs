//! With whom the node speaks. What a change would end is shown before it is made.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::config;
use crate::domain::federation::Rule;
use crate::http::{CsrfForm, routes};
use crate::services::federation_policy::{
    self, MAX_REASON, NewRule, PolicyError, add_rule, dry_run, dry_run_list, dry_run_mode, import, read_list,
    remove_rule, set_mode,
};
use crate::store::domain_rules::Losses;
use crate::store::{Tx, domain_rules};
use crate::web::i18n::Message;
use crate::web::reader::{Admin, SignedIn};
use crate::web::show;
use crate::web::view::{AdminFederation, DomainRule, DryRun, FormErrors};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    confirm: String,
    mode: String,
    domain: String,
    reason: String,
    rule: String,
    list: String,
}

/// What an administrator asked for.
enum Change<'a> {
    Mode(config::FederationMode),
    Rule(Rule, &'a str),
    Import(Rule, Vec<String>),
}

/// What is wrong, and with which field.
type Problem = (&'static str, &'static str);

/// `GET /admin/federation`
pub(super) async fn page(State(state): State<WebState>, Admin(admin): Admin) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let view = view(&state, &mut tx, Fields::default(), None, FormErrors::default()).await?;
    admin.reader.show(&view)
}

/// `POST /admin/federation`
pub(super) async fn submit(
    State(state): State<WebState>,
    Admin(admin): Admin,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    if fields.action == "drop-rule" {
        let mut tx = state.db.begin().await?;
        remove_rule(&state.context, &mut tx, Some(admin.actor), &fields.domain).await?;
        tx.commit().await?;
        return Ok(Done::RuleRemoved.at(routes::ADMIN_FEDERATION));
    }
    let outcome = match change(&state, &fields) {
        Ok(change) if fields.confirm == "yes" => match apply(&state, &admin, change, &fields).await? {
            Ok(done) => return Ok(done.at(routes::ADMIN_FEDERATION)),
            Err(problem) => Err(problem),
        },
        Ok(change) => consequences(&state, &admin, change, &fields).await?,
        Err(problem) => Err(problem),
    };
    let mut errors = FormErrors::default();
    let dry_run = outcome.map_err(|(field, problem)| errors.add(field, Message::new(problem))).ok();
    let shown_again = !errors.is_empty();
    let mut tx = state.db.read().await?;
    let view = view(&state, &mut tx, fields, dry_run, errors).await?;
    if shown_again { admin.reader.show_again(&view) } else { admin.reader.show(&view) }
}

fn change<'a>(state: &WebState, fields: &'a Fields) -> Result<Change<'a>, Problem> {
    if fields.reason.trim().chars().count() > MAX_REASON {
        return Err(("reason", "problem-reason-long"));
    }
    match fields.action.as_str() {
        "mode" => show::mode_named(&fields.mode).map(Change::Mode).ok_or(("mode", "problem-choice")),
        "allow" => Ok(Change::Rule(Rule::Allow, &fields.domain)),
        "block" => Ok(Change::Rule(Rule::Block, &fields.domain)),
        "import" => {
            let rule = Rule::parse(&fields.rule).ok_or(("list", "problem-choice"))?;
            let domains = read_list(&state.context, &fields.list).map_err(|_| ("list", "problem-list"))?;
            if domains.is_empty() { Err(("list", "problem-list")) } else { Ok(Change::Import(rule, domains)) }
        }
        _ => Err(("", "problem-choice")),
    }
}

async fn apply(
    state: &WebState,
    admin: &SignedIn,
    change: Change<'_>,
    fields: &Fields,
) -> Result<Result<Done, Problem>, WebError> {
    let context = &state.context;
    let mut tx = state.db.begin().await?;
    let (outcome, done) = match change {
        Change::Mode(mode) => (set_mode(context, &mut tx, admin.actor, Some(mode)).await, Done::ModeChanged),
        Change::Rule(rule, domain) => {
            let new = NewRule { domain, rule, reason: &fields.reason };
            (add_rule(context, &mut tx, Some(admin.actor), new).await.map(|_| ()), Done::RuleAdded)
        }
        Change::Import(rule, domains) => {
            let imported = import(context, &mut tx, Some(admin.actor), rule, &fields.reason, &domains);
            (imported.await, Done::RulesImported)
        }
    };
    match outcome {
        Ok(()) => {
            tx.commit().await?;
            Ok(Ok(done))
        }
        Err(error) => problem(error).map(Err),
    }
}

async fn consequences(
    state: &WebState,
    admin: &SignedIn,
    change: Change<'_>,
    fields: &Fields,
) -> Result<Result<DryRun, Problem>, WebError> {
    let context = &state.context;
    let mut tx = state.db.read().await?;
    let (losses, action, subject, list) = match change {
        Change::Mode(mode) => {
            let losses = dry_run_mode(context, &mut tx, admin.actor, mode).await;
            (losses, "mode", fields.mode.clone(), None)
        }
        Change::Rule(rule, domain) => {
            let losses = dry_run(context, &mut tx, admin.actor, domain).await;
            (losses.map(|losses| ended_by(rule, losses)), rule.as_str(), domain.trim().to_owned(), None)
        }
        Change::Import(rule, domains) => {
            let losses = dry_run_list(context, &mut tx, Some(admin.actor), &domains).await;
            let losses = losses.map(|losses| ended_by(rule, losses));
            (losses, "import", String::new(), Some((rule.as_str(), domains)))
        }
    };
    match losses {
        Ok(losses) => Ok(Ok(DryRun {
            action,
            subject,
            list,
            reason: fields.reason.trim().to_owned(),
            followers_here: losses.follows.unsigned_abs(),
            followers_there: losses.followers.unsigned_abs(),
            communities: losses.communities.unsigned_abs(),
            pending: losses.pending.unsigned_abs(),
        })),
        Err(error) => problem(error).map(Err),
    }
}

/// Allowing somebody ends nothing.
fn ended_by(rule: Rule, losses: Losses) -> Losses {
    match rule {
        Rule::Allow => Losses::default(),
        Rule::Block => losses,
    }
}

fn problem(error: PolicyError) -> Result<Problem, WebError> {
    Ok(match error {
        PolicyError::NotADomain => ("domain", "problem-domain"),
        PolicyError::OwnDomain => ("domain", "problem-own-domain"),
        PolicyError::ReasonTooLong => ("reason", "problem-reason-long"),
        PolicyError::ListTooLong => ("list", "problem-list"),
        error => return Err(error.into()),
    })
}

async fn view(
    state: &WebState,
    tx: &mut Tx,
    fields: Fields,
    dry_run: Option<DryRun>,
    errors: FormErrors,
) -> Result<AdminFederation, WebError> {
    let mode = federation_policy::mode(&state.context, tx).await?;
    let rules = domain_rules::all(tx).await?;
    let typed = show::mode_named(&fields.mode).unwrap_or(mode);
    let rule = |rule: crate::domain::federation::DomainRule| DomainRule {
        domain: rule.domain,
        kind: show::rule_kind(rule.rule),
        reason: rule.reason,
        since: rule.created_at,
    };
    Ok(AdminFederation {
        mode: show::federation_mode(typed),
        rules: rules.into_iter().map(rule).collect(),
        domain: fields.domain,
        reason: fields.reason,
        list: fields.list,
        dry_run,
        errors,
    })
}
