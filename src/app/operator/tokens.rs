//! `moothall token`

use serde::Serialize;

use super::{OperatorError, local};
use crate::app::Base;
use crate::domain::ids::TokenId;
use crate::domain::scope::Scopes;
use crate::services::apps::{self, tokens};
use crate::store::{access_tokens, apps as stored};

/// More tokens than anybody reads.
const MOST: i64 = 2_000;

/// A new token. Its text is shown this once.
#[derive(Debug, Serialize)]
pub struct NewToken {
    pub id: String,
    pub access_token: String,
    pub token_type: &'static str,
    pub scope: String,
}

/// A token as a list shows it.
#[derive(Debug, Clone, Serialize)]
pub struct TokenLine {
    pub id: String,
    pub app: String,
    pub scope: String,
    pub created_at: String,
    pub last_used_at: String,
}

/// Makes a token with which programs act as somebody. Each call makes another one: the text of a token that exists
/// already is known to nobody.
pub async fn create_token(base: &Base, handle: &str, scope: &str) -> Result<NewToken, OperatorError> {
    let scopes = Scopes::parse(scope).map_err(|_| format!("there is no such scope in {scope:?}"))?;
    let mut tx = base.db.begin().await?;
    let person = local(&mut tx, handle).await?;
    if crate::store::accounts::by_id(&mut tx, person).await?.is_none() {
        return Err(format!("{handle} is no person with an account").into());
    }
    let app = apps::command_line(&base.context, &mut tx).await?;
    let (token, bearer) = tokens::issue(&base.context, &mut tx, app.id, Some(person), scopes).await?;
    tx.commit().await?;
    Ok(NewToken {
        id: token.id.to_string(),
        access_token: bearer.expose().to_owned(),
        token_type: "Bearer",
        scope: token.scopes.to_string(),
    })
}

/// The tokens with which programs act as somebody, the last used first.
pub async fn list_tokens(base: &Base, handle: &str) -> Result<Vec<TokenLine>, OperatorError> {
    let mut tx = base.db.read().await?;
    let person = local(&mut tx, handle).await?;
    let mut lines = Vec::new();
    for token in access_tokens::of_person(&mut tx, person, MOST).await? {
        let app = stored::by_id(&mut tx, token.app_id).await?;
        lines.push(TokenLine {
            id: token.id.to_string(),
            app: app.map_or_else(String::new, |app| app.name),
            scope: token.scopes.to_string(),
            created_at: token.created_at.to_string(),
            last_used_at: token.last_used_at.to_string(),
        });
    }
    Ok(lines)
}

/// Ends a token of somebody. `false`: there is none any more.
pub async fn revoke_token(base: &Base, handle: &str, id: &str) -> Result<bool, OperatorError> {
    let id: TokenId = id.parse().map_err(|_| format!("{id:?} is not the id of a token"))?;
    let mut tx = base.db.begin().await?;
    let person = local(&mut tx, handle).await?;
    let ended = apps::revoke_token(&mut tx, person, id).await?;
    tx.commit().await?;
    Ok(ended)
}
