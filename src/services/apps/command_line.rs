//! The app in whose name the command line gives out tokens.

use crate::domain::app::App;
use crate::domain::ids::AppId;
use crate::domain::scope::Scopes;
use crate::services::Context;
use crate::services::secret::{hash, random};
use crate::store::{StoreError, Tx, apps};

const CLIENT_ID: &str = "command-line";

/// The app *Command line*, made when it is first needed. Nobody knows its secret and it has no redirect, so that nobody
/// can ask a person for anything in its name.
///
/// # Errors
/// When the database refuses.
pub async fn command_line(ctx: &Context, tx: &mut Tx) -> Result<App, StoreError> {
    if let Some(app) = apps::by_client_id(tx, CLIENT_ID).await? {
        return Ok(app);
    }
    let app = App {
        id: AppId::new(ctx.ids.next()),
        client_id: CLIENT_ID.to_owned(),
        secret_hash: hash(&random()),
        name: "Command line".to_owned(),
        website: None,
        redirect_uris: Vec::new(),
        scopes: Scopes::ALL,
        created_at: ctx.now(),
    };
    apps::insert(tx, &app).await?;
    Ok(app)
}
