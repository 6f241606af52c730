//! Lists that people make. Each community that a person follows is a list as well, by the community's own id: it has the
//! community alone on it, and cannot be changed.

use std::collections::HashSet;

use crate::domain::ids::{ActorId, ListId};
use crate::domain::list::{List, MAX_LISTS, MAX_MEMBERS, MAX_TITLE, RepliesPolicy};
use crate::domain::text::names::clean_name;
use crate::services::Context;
use crate::store::lists::ListMember;
use crate::store::{StoreError, Tx, accounts, follows, lists};

/// Why a list stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// There is no such list of the person's.
    #[error("there is no such list")]
    NotFound,
    #[error("a title of at most {MAX_TITLE} characters is needed")]
    Title,
    #[error("nobody has more than {MAX_LISTS} lists")]
    TooMany,
    #[error("a list has at most {MAX_MEMBERS} accounts")]
    Full,
    /// Only whom a person follows can be on a list.
    #[error("this account is not followed")]
    NotFollowed,
    /// It is as large as the community, for as long as the person follows it.
    #[error("the list of a community cannot be changed")]
    Community,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What of a list its owner chooses.
#[derive(Debug, Clone)]
pub struct ListEdit {
    pub title: String,
    pub replies_policy: RepliesPolicy,
    pub exclusive: bool,
}

/// Makes a list.
///
/// # Errors
/// When the title is empty or too long, or there are too many.
pub async fn create(ctx: &Context, tx: &mut Tx, person: ActorId, edit: &ListEdit) -> Result<List, ListError> {
    accounts::lock(tx, person).await?;
    if lists::count(tx, person).await? >= MAX_LISTS {
        return Err(ListError::TooMany);
    }
    let list = List {
        id: ListId::new(ctx.ids.next()),
        actor_id: person,
        title: title(&edit.title)?,
        replies_policy: edit.replies_policy,
        exclusive: edit.exclusive,
    };
    lists::insert(tx, &list).await?;
    Ok(list)
}

/// Changes a list of the person's.
///
/// # Errors
/// When there is none, or the title is empty or too long.
pub async fn edit(tx: &mut Tx, person: ActorId, id: ListId, edit: &ListEdit) -> Result<List, ListError> {
    let before = own(tx, person, id).await?;
    let list = List {
        title: title(&edit.title)?,
        replies_policy: edit.replies_policy,
        exclusive: edit.exclusive,
        ..before
    };
    lists::update(tx, &list).await?;
    Ok(list)
}

/// Takes a list of the person's away.
///
/// # Errors
/// When there is none.
pub async fn delete(tx: &mut Tx, person: ActorId, id: ListId) -> Result<(), ListError> {
    own(tx, person, id).await?;
    Ok(lists::delete(tx, person, id).await?)
}

/// Puts accounts on a list, all or none. Safe to repeat.
///
/// # Errors
/// When the person follows one of them not, or the list is full.
pub async fn add(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    id: ListId,
    members: &[ActorId],
) -> Result<(), ListError> {
    accounts::lock(tx, person).await?;
    let list = own(tx, person, id).await?;
    let mut seen = HashSet::new();
    let members: Vec<ActorId> = members.iter().copied().filter(|member| seen.insert(*member)).collect();
    let others = lists::count_members(tx, list.id).await? - lists::count_among(tx, list.id, &members).await?;
    if i64::try_from(members.len()).map_or(true, |named| others + named > MAX_MEMBERS) {
        return Err(ListError::Full);
    }
    let followed = follows::followed_among(tx, person, &members).await?;
    if !members.iter().all(|member| followed.contains(member)) {
        return Err(ListError::NotFollowed);
    }
    let members = members.into_iter().map(|actor_id| ListMember { id: ctx.ids.next(), actor_id });
    Ok(lists::add_members(tx, list.id, members.collect()).await?)
}

/// Takes accounts off a list. Safe to repeat.
///
/// # Errors
/// When there is no such list of the person's.
pub async fn remove(tx: &mut Tx, person: ActorId, id: ListId, members: &[ActorId]) -> Result<(), ListError> {
    let list = own(tx, person, id).await?;
    for member in members.iter().take(usize::try_from(MAX_MEMBERS).unwrap_or(usize::MAX)) {
        lists::remove_member(tx, list.id, *member).await?;
    }
    Ok(())
}

async fn own(tx: &mut Tx, person: ActorId, id: ListId) -> Result<List, ListError> {
    if let Some(list) = lists::by_id(tx, person, id).await? {
        return Ok(list);
    }
    match lists::followed_community(tx, person, ActorId::new(id.get())).await? {
        Some(_) => Err(ListError::Community),
        None => Err(ListError::NotFound),
    }
}

fn title(text: &str) -> Result<String, ListError> {
    if text.trim().chars().count() > MAX_TITLE {
        return Err(ListError::Title);
    }
    clean_name(text, MAX_TITLE).ok_or(ListError::Title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::community::FollowState;
    use crate::services::testing::{context, follow, on_both_engines, person, remote_person};
    use crate::store::Db;

    on_both_engines! {
        async fn a_full_list_takes_again_whom_it_has_and_nobody_else(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await;
            let edit = ListEdit {
                title: "Wards".to_owned(),
                replies_policy: RepliesPolicy::None,
                exclusive: false,
            };
            let list = create(&ctx, &mut tx, lee.id, &edit).await.unwrap().id;
            let mut everybody = Vec::new();
            for number in 0..=MAX_MEMBERS {
                let nurse = remote_person(&ctx, &mut tx, &format!("n{number}"), "b.test").await;
                follow(&ctx, &mut tx, &lee, &nurse, FollowState::Accepted).await;
                everybody.push(nurse.id);
            }
            let (one_more, members) = everybody.split_last().unwrap();
            tx.commit().await.unwrap();
            let before = db.statements();
            let mut tx = db.begin().await.unwrap();
            add(&ctx, &mut tx, lee.id, list, members).await.unwrap();
            assert!(db.statements() - before < 10, "{} statements", db.statements() - before);
            add(&ctx, &mut tx, lee.id, list, members).await.unwrap();
            add(&ctx, &mut tx, lee.id, list, &[members[0], members[0]]).await.unwrap();
            let full = add(&ctx, &mut tx, lee.id, list, &[members[0], *one_more]).await;
            assert!(matches!(full, Err(ListError::Full)), "{full:?}");
            assert_eq!(lists::count_members(&mut tx, list).await.unwrap(), MAX_MEMBERS);
        }
    }
}
