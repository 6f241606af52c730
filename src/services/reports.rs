//! Somebody asks moderators to look at something, and is answered. Who asked is shown to moderators alone and never
//! leaves the node.

use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId, ReportId};
use crate::domain::moderation::{ModerationAction, NotificationKind, Report, ReportState};
use crate::domain::permission::{Action, Denial, can};
use crate::services::Context;
use crate::services::moderation::{self, Details};
use crate::services::notifications::{self, Notice};
use crate::services::standing::{self, Place};
use crate::store::{StoreError, Tx, accounts, actors, moderators, posts, reports};

/// The longest reason or resolution, in characters.
pub const MAX_REASON: usize = 2_000;
/// How many open reports one domain can have with us.
pub const MAX_OPEN: i64 = 500;

/// What moderators are to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Post(PostId),
    /// A person, in a community or on the whole.
    Person {
        person: ActorId,
        community: Option<ActorId>,
    },
}

/// A report to be made.
#[derive(Debug, Clone)]
pub struct NewReport {
    pub reporter: ActorId,
    pub about: About,
    /// Plain text.
    pub reason: String,
    /// The id of the Flag that arrived; `None` for a person here.
    pub uri: Option<String>,
    /// Whether the author's node shall learn of it, where that is another. The community's host always does: its
    /// moderators decide.
    pub tell_author_node: bool,
}

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is nothing like that here")]
    NotFound,
    #[error("there are too many open reports from there")]
    TooMany,
    /// Somebody else was faster.
    #[error("the report was closed or opened by somebody else")]
    Closed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a report is about, with where it belongs.
struct Subject {
    person: ActorId,
    person_local: bool,
    post: Option<PostId>,
    community: Option<ActorId>,
    community_local: bool,
}

/// Reports a post or person to the moderators of its community and of the node. Reporting the same to the same community
/// again while the first report is open gives that one.
///
/// # Errors
/// When the reporter may not take part here, or there is nothing like that.
pub async fn report(
    ctx: &Context,
    tx: &mut Tx,
    new: NewReport,
    origin: &Origin,
) -> Result<ReportId, ReportError> {
    let viewer = standing::viewer(ctx, tx, new.reporter).await?;
    can(&viewer, Action::Report)?;
    let subject = subject(tx, new.about).await?;
    let open = reports::open_of(tx, new.reporter, subject.person, subject.post, subject.community).await?;
    if let Some(open) = open {
        return Ok(open.id);
    }
    if let Some(known) = known(tx, new.uri.as_deref()).await? {
        return Ok(known);
    }
    if viewer.role.is_none() {
        within_bounds(tx, new.reporter).await?;
    }
    let id = ReportId::new(ctx.ids.next());
    let report = Report {
        id,
        uri: new.uri.unwrap_or_else(|| ctx.addresses.report(id.get())),
        reporter_id: new.reporter,
        subject_id: subject.person,
        community_id: subject.community,
        post_id: subject.post,
        reason: new.reason.chars().take(MAX_REASON).collect(),
        state: ReportState::Open,
        resolution: None,
        resolved_by: None,
        resolved_at: None,
        created_at: ctx.now(),
    };
    if !reports::insert(tx, &report).await? {
        return Err(StoreError::AlreadyExists.into());
    }
    tell_moderators(ctx, tx, &report).await?;
    let tell_author_node = new.tell_author_node && !subject.person_local;
    let tell_host = subject.community.is_some() && !subject.community_local;
    if *origin == Origin::Here && (tell_author_node || tell_host) {
        ctx.record(tx, &Fact::Reported { report: id, tell_author_node }).await?;
    }
    Ok(id)
}

async fn known(tx: &mut Tx, uri: Option<&str>) -> Result<Option<ReportId>, StoreError> {
    let Some(uri) = uri else { return Ok(None) };
    Ok(reports::by_uri(tx, uri).await?.map(|report| report.id))
}

async fn within_bounds(tx: &mut Tx, reporter: ActorId) -> Result<(), ReportError> {
    let reporter = actors::by_id(tx, reporter).await?.ok_or(ReportError::NotFound)?;
    if reports::count_open_from(tx, &reporter.domain).await? >= MAX_OPEN {
        return Err(ReportError::TooMany);
    }
    Ok(())
}

async fn subject(tx: &mut Tx, about: About) -> Result<Subject, ReportError> {
    let (person, post, community) = match about {
        About::Post(id) => {
            let post = posts::by_id(tx, id).await?.ok_or(ReportError::NotFound)?;
            (post.author_id, Some(id), post.community_id)
        }
        About::Person { person, community } => (person, None, community),
    };
    let ids: Vec<ActorId> = [Some(person), community].into_iter().flatten().collect();
    let found = actors::by_ids(tx, &ids).await?;
    let find = |id: ActorId| found.iter().find(|actor| actor.id == id);
    let person_local = find(person).ok_or(ReportError::NotFound)?.local;
    let community = community.and_then(find).filter(|actor| actor.is_community());
    Ok(Subject {
        person,
        person_local,
        post,
        community: community.map(|actor| actor.id),
        community_local: community.is_some_and(|actor| actor.local),
    })
}

/// The notice does not name the reporter: it may be mailed or shown on a phone. Whoever the report is about is not told:
/// nobody decides about themselves.
async fn tell_moderators(ctx: &Context, tx: &mut Tx, report: &Report) -> Result<(), StoreError> {
    let mut told = match report.community_id {
        Some(community) => moderators::ids(tx, community).await?,
        None => Vec::new(),
    };
    told.extend(accounts::staff(tx).await?);
    told.sort_unstable();
    told.dedup();
    told.retain(|moderator| ![report.reporter_id, report.subject_id].contains(moderator));
    let notice = Notice {
        account: report.subject_id,
        kind: NotificationKind::Report,
        actor: None,
        post: report.post_id,
        community: report.community_id,
        detail: Some(report.id.to_string()),
    };
    notifications::tell_each(ctx, tx, told, &notice).await
}

/// Whether a report led to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Resolved,
    Dismissed,
}

/// Closes a report, with what was done about it.
///
/// # Errors
/// When `by` moderates neither the community nor the node, or the report is closed.
pub async fn resolve(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    report: ReportId,
    outcome: Outcome,
    resolution: &str,
    origin: &Origin,
) -> Result<(), ReportError> {
    let mut report = visible(ctx, tx, by, report).await?;
    if report.state != ReportState::Open {
        return Err(ReportError::Closed);
    }
    report.state = match outcome {
        Outcome::Resolved => ReportState::Resolved,
        Outcome::Dismissed => ReportState::Dismissed,
    };
    report.resolution = Some(resolution.chars().take(MAX_REASON).collect());
    report.resolved_by = Some(by);
    report.resolved_at = Some(ctx.now());
    match reports::close(tx, &report).await {
        Err(StoreError::NotFound) => return Err(ReportError::Closed),
        outcome => outcome?,
    }
    // The log is public, so it says neither whom the report was about nor what was found.
    let details = Details { post: report.post_id, ..Details::default() };
    moderation::log(ctx, tx, report.community_id, by, ModerationAction::ResolveReport, details).await?;
    answer(ctx, tx, &report, origin).await
}

/// Whoever reported learns that moderators looked, and whether something came of it; not who they were, nor what they
/// said among themselves.
async fn answer(ctx: &Context, tx: &mut Tx, report: &Report, origin: &Origin) -> Result<(), ReportError> {
    let Some(reporter) = actors::by_id(tx, report.reporter_id).await? else { return Ok(()) };
    if reporter.local {
        let notice = Notice {
            account: reporter.id,
            kind: NotificationKind::ReportClosed,
            actor: None,
            post: report.post_id,
            community: report.community_id,
            detail: Some(report.state.as_str().to_owned()),
        };
        notifications::tell(ctx, tx, &notice).await?;
    } else if *origin == Origin::Here {
        ctx.record(tx, &Fact::ReportResolved { report: report.id }).await?;
    }
    Ok(())
}

/// Opens a closed report again.
///
/// # Errors
/// When `by` moderates neither the community nor the node, or the report is open.
pub async fn reopen(ctx: &Context, tx: &mut Tx, by: ActorId, report: ReportId) -> Result<(), ReportError> {
    let report = visible(ctx, tx, by, report).await?;
    match reports::reopen(tx, report.id).await {
        Err(StoreError::NotFound) => Err(ReportError::Closed),
        outcome => Ok(outcome?),
    }
}

/// The report, for those who moderate its community or the node. For whoever it is about it does not exist, whatever
/// their role: who reported stays unknown to them, and others decide. Where the only moderator there is was reported, the
/// report waits for another.
///
/// # Errors
/// When `by` is not one of them, or there is no such report.
pub async fn visible(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    report: ReportId,
) -> Result<Report, ReportError> {
    let report = reports::by_id(tx, report).await?.ok_or(ReportError::NotFound)?;
    if report.subject_id == by {
        return Err(ReportError::NotFound);
    }
    let viewer = standing::viewer(ctx, tx, by).await?;
    let place = match report.community_id {
        Some(community) => standing::place(tx, community, Some(by), ctx.now()).await?,
        None => None,
    };
    let for_community = match place.as_ref().map(Place::view) {
        Some(view) => can(&viewer, Action::ModerateCommunity(view)),
        None => Err(Denial::RoleNeeded),
    };
    for_community.or_else(|_| can(&viewer, Action::ModerateNode))?;
    Ok(report)
}
