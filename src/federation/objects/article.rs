//! `Article`: a resource (FEP-b2b8), with the terms of schema.org and of our own vocabulary.
//!
//! Everything that those terms say is in the summary too, so that the object stays usable without them.

use serde::Serialize;
use serde_json::Value;

use super::post::{FullPost, PostJson};
use crate::domain::actor::Actor;
use crate::domain::address::Addresses;
use crate::domain::post::MAX_SUMMARY;
use crate::domain::resource::{Resource, ResourceKind};

#[derive(Debug, Serialize)]
struct ArticleJson<'a> {
    #[serde(flatten)]
    post: PostJson<'a>,
    name: &'a str,
    summary: String,
    #[serde(rename = "cop:kind")]
    kind: &'static str,
    #[serde(rename = "schema:version")]
    version: String,
    #[serde(rename = "cop:versionNote", skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(flatten)]
    terms: Option<Terms<'a>>,
}

#[derive(Debug, Serialize)]
struct Terms<'a> {
    #[serde(rename = "schema:learningResourceType")]
    kind: &'static str,
    #[serde(rename = "cop:abstract", skip_serializing_if = "Option::is_none")]
    abstract_text: Option<&'a str>,
    #[serde(rename = "schema:license", skip_serializing_if = "Option::is_none")]
    licence: Option<&'a str>,
    #[serde(rename = "schema:expires", skip_serializing_if = "Option::is_none")]
    expires: Option<&'a str>,
    #[serde(rename = "cop:reviewBy", skip_serializing_if = "Option::is_none")]
    review_by: Option<&'a str>,
    #[serde(rename = "cop:steward", skip_serializing_if = "Option::is_none")]
    steward: Option<&'a str>,
}

pub(super) fn write(full: &FullPost, addresses: &Addresses) -> serde_json::Result<Value> {
    let resource = full.resource.as_ref();
    let abstract_text = full.post.summary.as_deref();
    serde_json::to_value(ArticleJson {
        post: PostJson::of(full, "Article", addresses),
        name: full.post.title.as_deref().unwrap_or_default(),
        summary: summary(resource, abstract_text),
        kind: "resource",
        version: full.post.version.to_string(),
        note: full.note.as_deref(),
        terms: resource.map(|(resource, steward)| Terms {
            kind: resource.kind.as_str(),
            abstract_text,
            licence: resource.licence.as_deref(),
            expires: resource.review_by.as_deref(),
            review_by: resource.review_by.as_deref(),
            steward: steward.as_ref().map(|steward| steward.uri.as_str()),
        }),
    })
}

/// "Template · steward: Lee · valid until 2027-03-01 · CC-BY-4.0 — what it is about".
fn summary(resource: Option<&(Resource, Option<Actor>)>, abstract_text: Option<&str>) -> String {
    let mut facts = Vec::new();
    if let Some((resource, steward)) = resource {
        facts.push(kind_in_words(resource.kind).to_owned());
        facts.extend(steward.as_ref().map(|steward| format!("steward: {}", steward.name)));
        facts.extend(resource.review_by.as_ref().map(|date| format!("valid until {date}")));
        facts.extend(resource.licence.clone());
    }
    let facts = facts.join(" · ");
    let summary = match abstract_text {
        Some(text) if facts.is_empty() => text.to_owned(),
        Some(text) => format!("{facts} — {text}"),
        None => facts,
    };
    summary.chars().take(MAX_SUMMARY).collect()
}

fn kind_in_words(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Article => "Article",
        ResourceKind::Template => "Template",
        ResourceKind::Guideline => "Guideline",
        ResourceKind::Protocol => "Protocol",
        ResourceKind::CaseStudy => "Case study",
        ResourceKind::Tool => "Tool",
        ResourceKind::Website => "Website",
        ResourceKind::Video => "Video",
        ResourceKind::Recording => "Recording",
        ResourceKind::TrainingMaterial => "Training material",
        ResourceKind::Dataset => "Dataset",
    }
}
