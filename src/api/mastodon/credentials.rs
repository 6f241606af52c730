//! A person's own account: <https://docs.joinmastodon.org/methods/accounts/#verify_credentials>,
//! <https://docs.joinmastodon.org/methods/profile/> and <https://docs.joinmastodon.org/methods/preferences/>.

use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch};
use axum::{Json, Router};
use serde::Deserialize;

use super::entities::{CredentialAccount, Field, OwnRole, Preferences, Source};
use super::present;
use crate::api::access::{Person, Profile, ReadAccounts, WriteAccounts};
use crate::api::body::{SentFile, WithFiles};
use crate::api::error::Flaw;
use crate::api::lenient::{Flag, Many};
use crate::api::{ApiError, ApiState};
use crate::domain::account::PostingDefaults;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::domain::role::NodeRole;
use crate::http::HttpError;
use crate::infra::images::{ImageError, ImagePurpose};
use crate::infra::media::{MediaKey, UploadError};
use crate::services::accounts::{EditProfileError, ProfileEdit, edit_posting_defaults, edit_profile};
use crate::services::profile_text::{ProfileError, field_source};
use crate::store::{Tx, accounts, actors, follows};

/// A picture and a banner of the largest size, and what surrounds them.
const MOST_BODY: usize = 48 * 1024 * 1024;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts/verify_credentials", get(verify_credentials))
        .route(
            "/api/v1/accounts/update_credentials",
            patch(update_credentials).layer(DefaultBodyLimit::max(MOST_BODY)),
        )
        .route("/api/v1/profile/avatar", delete(delete_avatar))
        .route("/api/v1/profile/header", delete(delete_header))
        .route("/api/v1/preferences", get(preferences))
}

async fn verify_credentials(
    Person { state, actor, viewer, .. }: Person<Profile>,
) -> Result<Json<CredentialAccount>, ApiError> {
    let mut tx = state.db.read().await?;
    Ok(Json(credentials(&state, &mut tx, actor, &viewer).await?))
}

#[derive(Debug, Deserialize)]
struct Asked {
    display_name: Option<String>,
    note: Option<String>,
    locked: Option<Flag>,
    discoverable: Option<Flag>,
    indexable: Option<Flag>,
    fields_attributes: Option<Many<AskedField>>,
    source: Option<AskedSource>,
}

#[derive(Debug, Deserialize)]
struct AskedField {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Debug, Deserialize)]
struct AskedSource {
    privacy: Option<String>,
    sensitive: Option<Flag>,
    language: Option<String>,
}

async fn update_credentials(
    Person { state, actor, viewer, .. }: Person<WriteAccounts>,
    WithFiles { fields, files }: WithFiles<Asked>,
) -> Result<Json<CredentialAccount>, ApiError> {
    let avatar = picture(&state, &files, "avatar", ImagePurpose::Avatar).await?;
    let banner = picture(&state, &files, "header", ImagePurpose::Banner).await?;
    let mut tx = state.db.begin().await?;
    let before = own(&mut tx, actor).await?;
    let edit = edited(&before, &fields, avatar, banner);
    edit_profile(&state.context, &mut tx, actor, edit).await?;
    if let Some(source) = fields.source {
        set_defaults(&state, &mut tx, actor, source).await?;
    }
    let shown = credentials(&state, &mut tx, actor, &viewer).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

/// The profile as it is, but for what is asked.
fn edited(before: &Actor, asked: &Asked, avatar: Option<String>, banner: Option<String>) -> ProfileEdit {
    let given = |field: &AskedField| (field.name.clone(), field.value.clone());
    let fields = match &asked.fields_attributes {
        Some(Many(fields)) => fields.iter().map(given).collect(),
        None => before.fields.iter().map(|field| (field.name.clone(), field_source(field))).collect(),
    };
    let flag = |asked: Option<Flag>, before| asked.map_or(before, |Flag(asked)| asked);
    // Mastodon shows the handle of whoever has no name.
    let name = asked.display_name.as_deref().unwrap_or(&before.name);
    let name = if name.trim().is_empty() { &before.handle } else { name };
    ProfileEdit {
        name: name.to_owned(),
        bio: asked.note.clone().or_else(|| before.summary_source.clone()).unwrap_or_default(),
        avatar_url: avatar.or_else(|| before.icon_url.clone()),
        banner_url: banner.or_else(|| before.banner_url.clone()),
        fields,
        discoverable: flag(asked.discoverable, before.discoverable),
        indexable: flag(asked.indexable, before.indexable),
        manually_approves: flag(asked.locked, before.manually_approves),
    }
}

async fn set_defaults(
    state: &ApiState,
    tx: &mut Tx,
    actor: ActorId,
    asked: AskedSource,
) -> Result<(), ApiError> {
    if asked.privacy.is_some_and(|privacy| privacy != "public") {
        return Err(ApiError::invalid(vec![Flaw {
            field: "privacy",
            code: "ERR_INCLUSION",
            description: "What is said here can be read by everyone",
        }]));
    }
    let before = accounts::posting_defaults(tx, actor).await?;
    let defaults = PostingDefaults {
        sensitive: asked.sensitive.map_or(before.sensitive, |Flag(sensitive)| sensitive),
        language: asked.language.or(before.language),
    };
    Ok(edit_posting_defaults(&state.context, tx, actor, &defaults).await?)
}

/// Takes in the picture of this name, if there is one; gives its address. It is public at once.
async fn picture(
    state: &ApiState,
    files: &[SentFile],
    field: &'static str,
    purpose: ImagePurpose,
) -> Result<Option<String>, ApiError> {
    let Some(file) = files.iter().find(|file| file.field == field && !file.content.is_empty()) else {
        return Ok(None);
    };
    let image = match state.uploads.picture(file.content.clone(), purpose).await {
        Ok(image) => image.main,
        Err(UploadError::Image(error @ ImageError::Unavailable)) => {
            return Err(HttpError::unavailable(error).into());
        }
        Err(UploadError::TooLarge { .. }) => return Err(HttpError::too_large().into()),
        Err(_) => {
            return Err(ApiError::invalid(vec![Flaw {
                field,
                code: "ERR_INVALID",
                description: "is not a picture that can be shown: send a JPEG, PNG, GIF or WebP file",
            }]));
        }
    };
    let key = MediaKey::of(&image.content, image.file_type);
    state.media.put(&key, image.content.clone()).await.map_err(HttpError::unavailable)?;
    Ok(Some(state.context.addresses.media(&key.to_string())))
}

async fn delete_avatar(person: Person<WriteAccounts>) -> Result<Json<CredentialAccount>, ApiError> {
    without(person, |edit| edit.avatar_url = None).await
}

async fn delete_header(person: Person<WriteAccounts>) -> Result<Json<CredentialAccount>, ApiError> {
    without(person, |edit| edit.banner_url = None).await
}

async fn without(
    Person { state, actor, viewer, .. }: Person<WriteAccounts>,
    take: impl FnOnce(&mut ProfileEdit),
) -> Result<Json<CredentialAccount>, ApiError> {
    let nothing = Asked {
        display_name: None,
        note: None,
        locked: None,
        discoverable: None,
        indexable: None,
        fields_attributes: None,
        source: None,
    };
    let mut tx = state.db.begin().await?;
    let mut edit = edited(&own(&mut tx, actor).await?, &nothing, None, None);
    take(&mut edit);
    edit_profile(&state.context, &mut tx, actor, edit).await?;
    let shown = credentials(&state, &mut tx, actor, &viewer).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

async fn preferences(
    Person { state, actor, .. }: Person<ReadAccounts>,
) -> Result<Json<Preferences>, ApiError> {
    let defaults = accounts::posting_defaults(&mut state.db.read().await?, actor).await?;
    Ok(Json(Preferences {
        visibility: "public",
        quote_policy: "nobody",
        sensitive: defaults.sensitive,
        language: defaults.language,
        media: "default",
        spoilers: false,
        autoplay: false,
    }))
}

async fn own(tx: &mut Tx, actor: ActorId) -> Result<Actor, ApiError> {
    actors::by_id(tx, actor).await?.ok_or_else(ApiError::not_found)
}

async fn credentials(
    state: &ApiState,
    tx: &mut Tx,
    actor: ActorId,
    viewer: &Viewer,
) -> Result<CredentialAccount, ApiError> {
    let actor = own(tx, actor).await?;
    let defaults = accounts::posting_defaults(tx, actor.id).await?;
    let account = present::account(state, tx, &actor).await?;
    let fields = actor.fields.iter().map(|field| Field {
        name: field.name.clone(),
        value: field_source(field),
        verified_at: None,
    });
    let source = Source {
        privacy: "public",
        sensitive: defaults.sensitive,
        language: defaults.language,
        note: actor.summary_source.clone().unwrap_or_default(),
        fields: fields.collect(),
        follow_requests_count: follows::count_waiting(tx, actor.id).await?,
        hide_collections: account.hide_collections,
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        attribution_domains: [],
        quote_policy: "nobody",
    };
    Ok(CredentialAccount { account, source, role: role(viewer) })
}

/// Ids as in a Mastodon that was not changed.
fn role(viewer: &Viewer) -> OwnRole {
    let (id, name) = match viewer.role {
        Some(NodeRole::Admin) => ("2", "Admin"),
        Some(NodeRole::Moderator) => ("1", "Moderator"),
        Some(NodeRole::Person) | None => ("-99", ""),
    };
    OwnRole { id, name, color: "", permissions: "0", highlighted: !name.is_empty() }
}

impl From<EditProfileError> for ApiError {
    fn from(error: EditProfileError) -> Self {
        let (field, code, description) = match error {
            EditProfileError::Denied(denial) => return denial.into(),
            EditProfileError::Store(error) => return error.into(),
            EditProfileError::TimeZone => ("time_zone", "ERR_INVALID", "There is no such time zone"),
            EditProfileError::Profile(error) => match error {
                ProfileError::Name => ("display_name", "ERR_TOO_LONG", "has at most 60 characters"),
                ProfileError::Summary => ("note", "ERR_TOO_LONG", "has at most 5000 characters"),
                ProfileError::Fields => {
                    ("fields_attributes", "ERR_INVALID", "are at most 8, of at most 255 characters each")
                }
                ProfileError::Picture => ("avatar", "ERR_INVALID", "is not a picture of this node"),
                ProfileError::Language => ("language", "ERR_INVALID", "is not a language tag"),
            },
        };
        Self::invalid(vec![Flaw { field, code, description }])
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use serde_json::{Value, json};

    use crate::api::testing::TestApi;
    use crate::services::testing::on_both_engines;
    use crate::store::Db;

    const UPDATE: &str = "/api/v1/accounts/update_credentials";
    const VERIFY: &str = "/api/v1/accounts/verify_credentials";

    on_both_engines! {
        async fn somebody_sees_and_changes_their_own_account(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", "read:accounts write:accounts").await;
            let before = lee.get(VERIFY).await.ok();
            assert_eq!((&before["username"], &before["source"]["note"]), (&json!("lee"), &json!("")));
            let role = json!({"id": "-99", "name": "", "color": "", "permissions": "0", "highlighted": false});
            assert_eq!(before["role"], role);
            let form = "display_name=Lee+Ortiz&note=Nurse+*educator*.&locked=1&discoverable=false&\
                fields_attributes[0][name]=Role&fields_attributes[0][value]=Educator&\
                source[sensitive]=true&source[language]=de";
            let kind = Some("application/x-www-form-urlencoded");
            let changed = lee.send(Method::PATCH, UPDATE, kind, form).await.ok();
            assert_eq!(changed["display_name"], "Lee Ortiz");
            assert!(changed["note"].as_str().unwrap().contains("<em>educator</em>"));
            assert_eq!((&changed["locked"], &changed["discoverable"]), (&json!(true), &json!(false)));
            let source = json!({
                "privacy": "public", "sensitive": true, "language": "de", "note": "Nurse *educator*.",
                "fields": [{"name": "Role", "value": "Educator", "verified_at": null}],
                "follow_requests_count": 0, "hide_collections": true, "discoverable": false,
                "indexable": before["indexable"], "attribution_domains": [], "quote_policy": "nobody",
            });
            assert_eq!(changed["source"], source);
            let fields = json!({"fields_attributes": {"0": {"name": "Unit", "value": "ICU"}}, "bot": true});
            let changed = lee.patch(UPDATE, &fields).await.ok();
            assert_eq!((&changed["source"]["fields"][0]["name"], &changed["bot"]), (&json!("Unit"), &json!(false)));
            assert_eq!(lee.get(VERIFY).await.ok(), changed);
            let preferences = lee.get("/api/v1/preferences").await.ok();
            assert_eq!(preferences["posting:default:sensitive"], true);
            assert_eq!(preferences["posting:default:language"], "de");
            assert_eq!(preferences["posting:default:visibility"], "public");
            assert_eq!(preferences["reading:expand:media"], "default");
        }

        async fn a_file_that_is_no_picture_is_refused_and_a_picture_can_be_taken_away(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", "read write").await;
            let none = lee.get(VERIFY).await.ok();
            let part = |name: &str, content: &str| {
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.gif\"\r\n\r\n{content}\r\n")
            };
            let text = "--b\r\nContent-Disposition: form-data; name=\"display_name\"\r\n\r\nLee\r\n";
            let body = format!("{text}{}--b--\r\n", part("avatar", "no picture"));
            let refused = lee.send(Method::PATCH, UPDATE, Some("multipart/form-data; boundary=b"), &body).await;
            assert_eq!(refused.status, 422);
            assert!(refused.json["details"]["avatar"].is_array(), "{}", refused.json);
            let body = format!("{text}--b--\r\n");
            let named = lee.send(Method::PATCH, UPDATE, Some("multipart/form-data; boundary=b"), &body).await;
            assert_eq!(named.ok()["display_name"], "Lee");
            let without = lee.delete("/api/v1/profile/avatar").await.ok();
            assert_eq!(without["avatar"], none["avatar"]);
            assert_eq!(lee.delete("/api/v1/profile/header").await.ok()["header"], none["header"]);
        }

        async fn threat_070_a_profile_is_bounded(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", "read write").await;
            let field = json!({"name": "x", "value": "y"});
            for (asked, at) in [
                (json!({"display_name": "x".repeat(61)}), "display_name"),
                (json!({"note": "x".repeat(5001)}), "note"),
                (json!({"fields_attributes": vec![field; 9]}), "fields_attributes"),
                (json!({"fields_attributes": [{"name": "x".repeat(256), "value": "y"}]}), "fields_attributes"),
                (json!({"source": {"language": "no language"}}), "language"),
                (json!({"source": {"privacy": "direct"}}), "privacy"),
            ] {
                let refused = lee.patch(UPDATE, &asked).await;
                assert_eq!(refused.status, 422, "{at}");
                assert!(refused.json["details"][at].is_array(), "{}", refused.json);
            }
        }

        async fn threat_088_an_app_needs_a_scope_to_know_who_signed_in(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", "profile").await;
            assert_eq!(lee.get(VERIFY).await.status, 200);
            assert_eq!(lee.patch(UPDATE, &json!({})).await.status, 403);
            assert_eq!(lee.get("/api/v1/preferences").await.status, 403);
            assert_eq!(api.stranger().get(VERIFY).await.status, 401);
            let other = api.app_of(lee.person.as_ref().unwrap(), "write:accounts").await;
            assert_eq!(other.get(VERIFY).await.status, 403);
            let named: Value = other.patch(UPDATE, &json!({"display_name": ""})).await.ok();
            assert_eq!(named["display_name"], "lee");
        }
    }
}
