//! Activities that arrive: one file per activity.
//!
//! Each is taken in two steps. *Prepare* may use the network: it finds the people and posts that the activity names,
//! here or at their origin, and asks [`authorize`] whether the sender may speak about them. *Apply* only writes: it calls
//! the same service that a page calls for the same verb, in the transaction in which the delivery is marked as done.
//! So an activity takes effect once, and no transaction is open while another server keeps us waiting.

mod announce;
pub mod authorize;
mod ban;
mod block;
mod collection;
mod create;
mod delete;
mod flag;
mod follow;
mod lock;
mod movement;
mod reaction;
mod references;
mod reply;
mod restore;
mod share;
mod statement;
mod turned_down;
mod undo;
mod update;

use crate::domain::permission::Denial;
use crate::services::Context;
use crate::services::communities::bans::BanError;
use crate::services::communities::moderators::ModeratorsError;
use crate::services::posts::PostError;
use crate::services::reactions::ReactionError;
use crate::services::reports::ReportError;
use crate::services::shares::ShareError;
use crate::store::{StoreError, Tx};

pub use references::{Act, Problem, References};
pub use statement::Statement;

/// What is to be done, with everything found that it names.
#[derive(Debug)]
pub enum Prepared {
    /// Well-formed, and nothing that concerns us.
    Ignored(&'static str),
    /// Its sender may not say this.
    Refused(&'static str),
    /// Done while preparing: a document was read again.
    Done,
    Announced(announce::Announced),
    Ban(ban::Ban),
    Block(block::Block),
    Collection(collection::Change),
    Create(Box<create::Create>),
    Delete(delete::Delete),
    Flag(flag::Flag),
    Follow(follow::Follow),
    Lock(lock::Lock),
    Move(movement::Move),
    Reaction(reaction::Reaction),
    Reply(reply::Reply),
    Restore(restore::Restore),
    Share(share::Share),
    TurnedDown(turned_down::TurnedDown),
    Update(Box<update::Update>),
}

/// What became of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Ignored(&'static str),
    Refused(&'static str),
}

/// Finds what an activity names.
///
/// # Errors
/// [`Problem::Temporary`] when another server did not answer: try again later.
pub async fn prepare(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
) -> Result<Prepared, Problem> {
    let prepared = match statement.activity.kind.as_str() {
        "Announce" => Box::pin(announce::prepare(ctx, references, statement)).await,
        _ => prepare_one(ctx, references, statement).await,
    };
    match prepared {
        Ok(Prepared::Refused(why)) | Err(Problem::Refused(why)) => {
            turned_down::prepare(references, statement, why).await
        }
        Err(Problem::Gone) => Ok(Prepared::Ignored("what it is about is gone")),
        other => other,
    }
}

/// Everything but `Announce`, which wraps one of these.
async fn prepare_one(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
) -> Result<Prepared, Problem> {
    match statement.activity.kind.as_str() {
        "Create" => create::prepare(references, statement).await,
        "Update" => update::prepare(references, statement).await,
        "Delete" => delete::prepare(references, statement).await,
        "Like" | "Dislike" | "EmojiReact" => reaction::prepare(references, statement).await,
        "Undo" => undo::prepare(references, statement).await,
        "Follow" => follow::prepare(references, statement).await,
        "Accept" | "Reject" => reply::prepare(ctx, references, statement).await,
        "Add" | "Remove" => collection::prepare(references, statement).await,
        "Lock" => lock::prepare(references, statement).await,
        "Block" if statement.activity.target_uri.is_none() => block::prepare(references, statement).await,
        "Block" => ban::prepare(references, statement).await,
        "Flag" => flag::prepare(references, statement).await,
        "Move" => movement::prepare(references, statement).await,
        _ => Ok(Prepared::Ignored("this type of activity is not known")),
    }
}

/// Carries out what was prepared. Only the database is used.
///
/// # Errors
/// When the database refuses; everything else is an [`Outcome`].
pub async fn apply(ctx: &Context, tx: &mut Tx, prepared: Prepared) -> Result<Outcome, StoreError> {
    let applied = match prepared {
        Prepared::Announced(announced) => return Box::pin(announced.apply(ctx, tx)).await,
        other => apply_one(ctx, tx, other).await,
    };
    match applied {
        Ok(outcome) => Ok(outcome),
        Err(Failure::Refused(why)) => Ok(Outcome::Refused(why)),
        Err(Failure::Store(error)) => Err(error),
    }
}

async fn apply_one(ctx: &Context, tx: &mut Tx, prepared: Prepared) -> Result<Outcome, Failure> {
    match prepared {
        Prepared::Ignored(why) => Ok(Outcome::Ignored(why)),
        Prepared::Refused(why) => Ok(Outcome::Refused(why)),
        Prepared::Done => Ok(Outcome::Done),
        Prepared::Announced(_) => Ok(Outcome::Ignored("an announcement of an announcement")),
        Prepared::Ban(ban) => ban.apply(ctx, tx).await,
        Prepared::Block(block) => block.apply(ctx, tx).await,
        Prepared::Collection(change) => change.apply(ctx, tx).await,
        Prepared::Create(create) => create.apply(ctx, tx).await,
        Prepared::Delete(delete) => delete.apply(ctx, tx).await,
        Prepared::Flag(flag) => flag.apply(ctx, tx).await,
        Prepared::Follow(follow) => follow.apply(ctx, tx).await,
        Prepared::Lock(lock) => lock.apply(ctx, tx).await,
        Prepared::Move(movement) => movement.apply(ctx, tx).await,
        Prepared::Reaction(reaction) => reaction.apply(ctx, tx).await,
        Prepared::Reply(reply) => reply.apply(ctx, tx).await,
        Prepared::Restore(restore) => restore.apply(ctx, tx).await,
        Prepared::Share(share) => share.apply(ctx, tx).await,
        Prepared::TurnedDown(turned_down) => turned_down.apply(ctx, tx).await,
        Prepared::Update(update) => update.apply(ctx, tx).await,
    }
}

/// Why a service did not do it.
enum Failure {
    Refused(&'static str),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::Refused("what it is about is not here"),
            other => Self::Store(other),
        }
    }
}

impl From<Denial> for Failure {
    fn from(denial: Denial) -> Self {
        Self::Refused(denial.sentence())
    }
}

impl From<PostError> for Failure {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Store(error) => error.into(),
            PostError::Denied(denial) => denial.into(),
            PostError::NotFound => Self::Refused("what it is about is not here"),
            PostError::TooDeep => Self::Refused("the discussion is too deeply nested"),
            PostError::NotTheHost => Self::Refused("only the host of a community speaks for it"),
            PostError::Flawed(_) => Self::Refused("its text cannot be kept"),
        }
    }
}

impl From<ReactionError> for Failure {
    fn from(error: ReactionError) -> Self {
        match error {
            ReactionError::Store(error) => error.into(),
            ReactionError::Denied(denial) => denial.into(),
            _ => Self::Refused("the reaction is not possible"),
        }
    }
}

impl From<ShareError> for Failure {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Store(error) => error.into(),
            ShareError::Denied(denial) => denial.into(),
            ShareError::NotFound => Self::Refused("what it is about is not here"),
            ShareError::NotPublished => Self::Refused("not everybody can read the post"),
        }
    }
}

impl From<BanError> for Failure {
    fn from(error: BanError) -> Self {
        match error {
            BanError::Store(error) => error.into(),
            BanError::Denied(denial) => denial.into(),
            _ => Self::Refused("the ban is not possible"),
        }
    }
}

impl From<ModeratorsError> for Failure {
    fn from(error: ModeratorsError) -> Self {
        match error {
            ModeratorsError::Store(error) => error.into(),
            ModeratorsError::Denied(denial) => denial.into(),
            _ => Self::Refused("the change of moderators is not possible"),
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => error.into(),
            ReportError::Denied(denial) => denial.into(),
            _ => Self::Refused("the report is not possible"),
        }
    }
}
