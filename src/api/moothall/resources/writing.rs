//! New resources, new versions of them, and that one still holds.

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reading::readable;
use crate::api::access::{Person, WriteStatuses};
use crate::api::error::Flaw;
use crate::api::lenient::Id;
use crate::api::moothall::doing::{Doing, Shown};
use crate::api::moothall::found::Ground;
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::ResourceDetail;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, MediaId, PostId};
use crate::domain::permission::{Action, can};
use crate::domain::resource::ResourceKind;
use crate::domain::text::language::Language;
use crate::domain::text::tags::normalize_tag;
use crate::services::posts::one_text::uploaded;
use crate::services::posts::text::{self, Asking};
use crate::services::posts::{self, Edit, Edition, NewAttachment, NewPost, NewResource, Target, Wording};
use crate::services::resources::confirm_review;
use crate::services::standing::Place;
use crate::store::{actors, attachments};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(replace)).routes(routes!(confirm))
}

/// What a resource says.
#[derive(Debug, Deserialize, ToSchema)]
struct ResourceText {
    title: String,
    /// What it is about, in plain text.
    summary: String,
    kind: ResourceKind,
    /// Markdown.
    #[serde(default)]
    body: String,
    /// A language tag (BCP 47); what is none counts as not stated.
    language: Option<String>,
    /// Whether not everybody may want to see it at once; what is not stated stays as it is, `false` for a new one.
    sensitive: Option<bool>,
    /// What it points to: an `http` or `https` address.
    link_url: Option<String>,
    /// An SPDX identifier or the address of a licence.
    licence: Option<String>,
    /// Who looks after it.
    steward_id: Option<ActorId>,
    /// Until when it holds, `YYYY-MM-DD`.
    review_by: Option<String>,
    /// With or without `#`; those in the text count too.
    #[serde(default)]
    tags: Vec<String>,
    /// Files that the author uploaded with the Mastodon API, which describes them too.
    #[serde(default)]
    media_ids: Vec<MediaId>,
    /// What is said about the change; of a new version only.
    note: Option<String>,
}

/// Add a resource to a community
///
/// In a community elsewhere it is on its way until its host publishes it.
#[utoipa::path(
    post,
    path = "/communities/{id}/resources",
    tag = "resources",
    params(("id" = ActorId, Path, description = "Of the community")),
    request_body = ResourceText,
    security(("token" = ["write:statuses"])),
    responses((status = 201, description = "The new resource", body = ResourceDetail))
)]
async fn create(
    Person { state, actor, viewer, .. }: Person<WriteStatuses>,
    Id(id): Id<ActorId>,
    Sent(sent): Sent<ResourceText>,
) -> Result<(StatusCode, Json<ResourceDetail>), ApiError> {
    let ground = Ground::find(&state, &mut state.db.read().await?, &viewer, id).await?;
    can(&viewer, Action::StartThread(ground.place.view()))?;
    let wording = wording(&state, actor, sent, &[]).await?;
    let new = NewPost { author: actor, target: Target::Community(id), wording };
    let mut tx = state.db.begin().await?;
    let post = posts::publish(&state.context, &mut tx, new).await.map_err(refused)?;
    let answer = ResourceDetail::read(&state, &mut tx, &viewer, &post.id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Write a new version of a resource
///
/// For its author. It takes the place of everything that the resource says; the version before is kept. Links and files that
/// lie elsewhere stay; files that it keeps are described as they were.
#[utoipa::path(
    put,
    path = "/resources/{id}",
    tag = "resources",
    params(("id" = PostId, Path, description = "Of the resource")),
    request_body = ResourceText,
    security(("token" = ["write:statuses"])),
    responses(
        (status = 200, description = "The resource as it is then", body = ResourceDetail),
        (status = 409, description = "Somebody else edits it"),
        (status = 410, description = "It was deleted or removed"),
    )
)]
async fn replace(
    by: Person<WriteStatuses>,
    Id(id): Id<PostId>,
    Sent(mut sent): Sent<ResourceText>,
) -> Result<Json<ResourceDetail>, ApiError> {
    let Person { state, actor, viewer, .. } = &by;
    let mut tx = state.db.read().await?;
    let (post, place) = readable(state, &mut tx, viewer, id).await?;
    can(viewer, Action::EditPost(&post, place.as_ref().map(Place::view)))?;
    let files = attachments::of_posts(&mut tx, &[id]).await?;
    drop(tx);
    let note = sent.note.take().filter(|note| !note.trim().is_empty());
    sent.sensitive.get_or_insert(post.sensitive);
    let described = files.iter().filter_map(|file| Some((file.media_id?, file.name.clone())));
    let mut wording = wording(state, *actor, sent, &described.collect::<Vec<_>>()).await?;
    let elsewhere = files.into_iter().filter(|file| file.media_id.is_none());
    wording.attachments.extend(elsewhere.map(NewAttachment::as_it_is));
    let edit = Edit { by: *actor, post: id, wording, note };
    let mut it = Doing::begin(by, id).await?;
    posts::edit(&it.person.state.context, &mut it.tx, edit).await.map_err(refused)?;
    it.finish().await
}

/// Makes a wording of it, with what describes its files where that is not what was said when they were uploaded. Waits for
/// the network: hold no transaction meanwhile.
async fn wording(
    state: &ApiState,
    author: ActorId,
    sent: ResourceText,
    descriptions: &[(MediaId, String)],
) -> Result<Wording, ApiError> {
    let mut flaws = Vec::new();
    if sent.summary.trim().is_empty() {
        flaws.push(Flaw { field: "summary", code: "ERR_BLANK", description: "can't be blank" });
    }
    let link = sent.link_url.as_deref().filter(|link| !link.trim().is_empty());
    let link_url = link.and_then(posts::web_address);
    if link.is_some() && link_url.is_none() {
        let description = "is an http or https address";
        flaws.push(Flaw { field: "link_url", code: "ERR_INVALID", description });
    }
    let tags: Vec<String> = sent.tags.iter().filter_map(|tag| normalize_tag(tag)).collect();
    if tags.len() < sent.tags.len() {
        flaws.push(Flaw {
            field: "tags",
            code: "ERR_INVALID",
            description: "are made of letters, digits and _",
        });
    }
    let mut tx = state.db.read().await?;
    if let Some(steward) = sent.steward_id {
        let known = actors::by_id(&mut tx, steward).await?;
        if known.is_none_or(|actor| actor.is_community() || !actor.is_active()) {
            flaws.push(Flaw {
                field: "steward_id",
                code: "ERR_INVALID",
                description: "is nobody known here",
            });
        }
    }
    if !flaws.is_empty() {
        return Err(ApiError::invalid(flaws));
    }
    let attachments = uploaded(&mut tx, author, &sent.media_ids, descriptions).await.map_err(refused)?;
    drop(tx);
    let source = sent.body.replace("\r\n", "\n");
    let written =
        text::render(&state.context, &state.db, state.network.as_ref(), &source, Asking::Others).await;
    let written = written.map_err(refused)?;
    Ok(Wording {
        title: Some(sent.title.trim().to_owned()),
        source: Some(source),
        html: written.html,
        summary: Some(sent.summary.trim().to_owned()),
        language: sent.language.and_then(|tag| Language::parse(&tag).ok()).map(|tag| tag.as_str().to_owned()),
        sensitive: sent.sensitive.unwrap_or_default(),
        link_url,
        tags: posts::all_tags(tags, written.tags),
        attachments,
        mentions: written.mentions,
        resource: Some(NewResource {
            kind: sent.kind,
            licence: sent.licence.filter(|licence| !licence.trim().is_empty()),
            steward_id: sent.steward_id,
            review_by: sent.review_by,
        }),
        edition: Edition::default(),
    })
}

/// What is wrong with a text, by the names that its fields have here.
fn refused(error: impl Into<posts::one_text::ComposeError>) -> ApiError {
    use posts::Flaw as Wrong;
    use posts::one_text::ComposeError;
    use posts::text::TextError;
    let flaw = match error.into() {
        ComposeError::Post(posts::PostError::Flawed(flaw)) => flaw,
        ComposeError::Text(TextError::TooLong { most }) => Wrong::LongText { most },
        other => return other.into(),
    };
    let (field, code, description) = match flaw {
        Wrong::NoTitle => ("title", "ERR_BLANK", "can't be blank"),
        Wrong::LongTitle { .. } => ("title", "ERR_TOO_LONG", "is longer than a title may be"),
        Wrong::Empty => ("body", "ERR_BLANK", "can't be blank"),
        Wrong::LongText { .. } => ("body", "ERR_TOO_LONG", "is longer than a text may be"),
        Wrong::LongSummary => ("summary", "ERR_TOO_LONG", "is longer than a summary may be"),
        Wrong::ManyTags => ("tags", "ERR_INVALID", "are more than a resource may have"),
        Wrong::ManyFiles => ("media_ids", "ERR_INVALID", "are more files than a resource may have"),
        Wrong::ManyMentions => ("body", "ERR_INVALID", "names too many people"),
        Wrong::NotYourFile => ("media_ids", "ERR_INVALID", "could not be found"),
        Wrong::UnfinishedFile => ("media_ids", "ERR_INVALID", "have not finished processing"),
        Wrong::LongLicence => ("licence", "ERR_TOO_LONG", "has at most 500 characters"),
        Wrong::NotADate => ("review_by", "ERR_INVALID", "is a day as YYYY-MM-DD"),
        Wrong::NoCommunity => ("id", "ERR_INVALID", "is no community"),
    };
    ApiError::invalid(vec![Flaw { field, code, description }])
}

/// Until when a resource holds.
#[derive(Debug, Deserialize, ToSchema)]
struct Confirmed {
    /// A day that has not passed, `YYYY-MM-DD`.
    review_by: String,
}

/// Say that a resource still holds
///
/// For its steward and its author. Changes nothing else.
#[utoipa::path(
    put,
    path = "/resources/{id}/review",
    tag = "resources",
    params(("id" = PostId, Path, description = "Of the resource")),
    request_body = Confirmed,
    security(("token" = ["write:statuses"])),
    responses(
        (status = 200, description = "The resource as it is then", body = ResourceDetail),
        (status = 409, description = "Somebody else edits it"),
        (status = 410, description = "It was deleted or removed"),
    )
)]
async fn confirm(
    by: Person<WriteStatuses>,
    Id(id): Id<PostId>,
    Sent(sent): Sent<Confirmed>,
) -> Result<Json<ResourceDetail>, ApiError> {
    let mut it = Doing::begin(by, id).await?;
    let ctx = &it.person.state.context;
    confirm_review(ctx, &mut it.tx, it.person.actor, id, sent.review_by.trim()).await?;
    it.finish().await
}
