//! `moothall community`

use serde::Serialize;

use super::{OperatorError, PAGE, local};
use crate::app::Base;
use crate::domain::community::{PostPolicy, Visibility};
use crate::services::actors::NewKeys;
use crate::services::communities::{NewCommunity, create};
use crate::store::community_lists::{self, CommunityRow};
use crate::store::{actors, communities};

/// A community to open.
#[derive(Debug, Clone)]
pub struct CommunityArguments {
    pub handle: String,
    pub name: String,
    /// Markdown.
    pub summary: String,
    /// The handle of its first moderator.
    pub owner: String,
    pub unlisted: bool,
}

/// A community as a list shows it.
#[derive(Debug, Clone, Serialize)]
pub struct CommunityLine {
    pub handle: String,
    pub name: String,
    pub visibility: &'static str,
    pub followers: i64,
    pub topics: i64,
}

impl From<CommunityRow> for CommunityLine {
    fn from(row: CommunityRow) -> Self {
        Self {
            handle: row.actor.handle,
            name: row.actor.name,
            visibility: row.community.visibility.as_str(),
            followers: row.community.follower_count,
            topics: row.community.topic_count,
        }
    }
}

/// Opens a community. `false`: there was one with this handle already, and nothing was changed.
pub async fn create_community(base: &Base, new: CommunityArguments) -> Result<bool, OperatorError> {
    let mut tx = base.db.read().await?;
    if let Some(actor) = actors::local_by_handle(&mut tx, &new.handle).await? {
        return match communities::by_id(&mut tx, actor.id).await? {
            Some(_) => Ok(false),
            None => Err(format!("the handle {} is taken by a person", new.handle).into()),
        };
    }
    drop(tx);
    let keys = NewKeys::make(&base.context, &base.sealer).await?;
    let mut tx = base.db.begin().await?;
    let owner = local(&mut tx, &new.owner).await?;
    let community = NewCommunity {
        handle: new.handle,
        name: new.name,
        summary: new.summary,
        language: None,
        visibility: if new.unlisted { Visibility::Unlisted } else { Visibility::Public },
        post_policy: PostPolicy::Anyone,
    };
    create(&base.context, &mut tx, owner, community, keys).await?;
    tx.commit().await?;
    Ok(true)
}

/// The communities of this node, the newest first.
pub async fn list_communities(base: &Base) -> Result<Vec<CommunityLine>, OperatorError> {
    let mut tx = base.db.read().await?;
    let (mut lines, mut before) = (Vec::new(), None);
    loop {
        let rows = community_lists::local(&mut tx, before, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(lines) };
        before = Some(last.actor.id);
        lines.extend(rows.into_iter().map(CommunityLine::from));
    }
}
