//! From the description of our own API for programs to the page that people read: once, when the node starts.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::view::{ApiAnswer, ApiField, ApiGroup, ApiKind, ApiOperation, ApiReference, ApiShape, Prose};

/// What of an `OpenAPI` document is shown.
#[derive(Deserialize)]
struct Document {
    info: Info,
    #[serde(default)]
    tags: Vec<Tag>,
    paths: BTreeMap<String, BTreeMap<String, Operation>>,
    components: Components,
}

#[derive(Deserialize)]
struct Info {
    version: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Operation {
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(rename = "requestBody")]
    body: Option<Content>,
    responses: BTreeMap<String, Content>,
    #[serde(default)]
    security: Vec<BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    schema: Schema,
}

/// What is sent or answered.
#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    description: String,
    #[serde(default)]
    content: BTreeMap<String, Media>,
}

#[derive(Deserialize)]
struct Media {
    #[serde(default)]
    schema: Schema,
}

#[derive(Deserialize)]
struct Components {
    schemas: BTreeMap<String, Schema>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    description: String,
    r#type: Value,
    items: Option<Box<Schema>>,
    #[serde(rename = "enum")]
    values: Vec<String>,
    #[serde(rename = "oneOf")]
    one_of: Vec<Schema>,
    #[serde(rename = "allOf")]
    all_of: Vec<Schema>,
    properties: BTreeMap<String, Schema>,
    required: Vec<String>,
}

impl ApiReference {
    /// Reads an `OpenAPI` document.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(document: &str) -> Result<Self, serde_json::Error> {
        let Document { info, tags, paths, components } = serde_json::from_str(document)?;
        let mut groups: Vec<ApiGroup> = tags.into_iter().map(group).collect();
        for (path, operations) in paths {
            for (method, operation) in operations {
                let of = |group: &&mut ApiGroup| operation.tags.contains(&group.name);
                if let Some(group) = groups.iter_mut().find(of) {
                    group.operations.push(shown(&method, &path, operation));
                }
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        let shapes = components.schemas.into_iter().map(|(name, schema)| shape(name, schema)).collect();
        Ok(Self { version: info.version, about: Prose::paragraphs(&info.description), groups, shapes })
    }
}

fn group(tag: Tag) -> ApiGroup {
    ApiGroup { name: tag.name, about: Prose::paragraphs(&tag.description), operations: Vec::new() }
}

fn shown(method: &str, path: &str, operation: Operation) -> ApiOperation {
    let scope = operation.security.iter().flat_map(|needed| needed.values().flatten()).next().cloned();
    let (well, refused): (Vec<_>, Vec<_>) =
        operation.responses.into_iter().partition(|(status, _)| status.starts_with('2'));
    ApiOperation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: operation.summary,
        about: Prose::paragraphs(&operation.description),
        open: operation.security.iter().any(BTreeMap::is_empty),
        scope,
        parameters: operation.parameters.into_iter().map(parameter).collect(),
        body: operation.body.as_ref().and_then(kind_of_content),
        answers: well.into_iter().map(answer).collect(),
        refusals: refused
            .into_iter()
            .map(|(status, _)| status)
            .filter(|status| status != "default")
            .collect(),
    }
}

fn parameter(parameter: Parameter) -> ApiField {
    ApiField {
        name: parameter.name,
        kind: kind(&parameter.schema),
        required: parameter.required,
        about: Prose::paragraphs(&parameter.description),
    }
}

fn answer((status, content): (String, Content)) -> ApiAnswer {
    let body = kind_of_content(&content);
    ApiAnswer { status, about: Prose::paragraphs(&content.description), body }
}

fn kind_of_content(content: &Content) -> Option<ApiKind> {
    content.content.values().next().map(|media| kind(&media.schema))
}

fn shape(name: String, schema: Schema) -> ApiShape {
    let mut fields = Vec::new();
    let (about, values) = (Prose::paragraphs(&schema.description), schema.values.clone());
    let mut parts = vec![schema];
    while let Some(mut part) = parts.pop() {
        parts.append(&mut part.all_of);
        if part.reference.is_some() {
            let about = Vec::new();
            fields.push(ApiField { name: "…".to_owned(), kind: kind(&part), required: true, about });
        }
        for (name, field) in &part.properties {
            fields.push(ApiField {
                required: part.required.contains(name),
                kind: kind(field),
                about: Prose::paragraphs(&field.description),
                name: name.clone(),
            });
        }
    }
    ApiShape { name, about, fields, values }
}

/// What values a schema takes, as a programmer writes it.
fn kind(schema: &Schema) -> ApiKind {
    let plain = |text: &str| ApiKind { text: text.to_owned(), shape: None };
    if let Some(name) = schema.reference.as_deref().and_then(|reference| reference.rsplit('/').next()) {
        return ApiKind { text: name.to_owned(), shape: Some(name.to_owned()) };
    }
    if let Some(items) = &schema.items {
        let ApiKind { text, shape } = kind(items);
        return ApiKind { text: format!("{text}[]"), shape };
    }
    if !schema.one_of.is_empty() {
        let kinds: Vec<ApiKind> = schema.one_of.iter().map(kind).collect();
        let mut texts: Vec<&str> = kinds.iter().map(|kind| kind.text.as_str()).collect();
        // Whether there is anything at all is said last.
        texts.sort_by_key(|text| *text == "null");
        let shape = kinds.iter().find_map(|kind| kind.shape.clone());
        return ApiKind { text: texts.join(" | "), shape };
    }
    match &schema.r#type {
        Value::String(name) => plain(name),
        Value::Array(names) => plain(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ")),
        _ => plain("any"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::Piece;

    const DOCUMENT: &str = r##"{
        "info": {"version": "1", "description": "One.\n\nTwo `words`."},
        "tags": [{"name": "things", "description": "Things."}, {"name": "empty"}],
        "paths": {"/things/{id}": {"put": {
            "tags": ["things"], "summary": "Change", "responses": {
                "200": {"description": "Done", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "default": {"$ref": "#/components/responses/Refusal"}},
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "security": [{}, {"token": ["read"]}]}}},
        "components": {"schemas": {"Thing": {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string", "description": "Its name."},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            "above": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Thing"}]},
            "weight": {"type": ["integer", "null"]}}}}}
    }"##;

    #[test]
    fn a_description_for_programs_becomes_one_for_people() {
        let reference = ApiReference::read(DOCUMENT).unwrap();
        let code = Piece { text: "words".to_owned(), code: true };
        assert_eq!(reference.about[1].0[1], code);
        assert_eq!(reference.groups.len(), 1);
        let operation = &reference.groups[0].operations[0];
        assert_eq!((operation.method.as_str(), operation.open), ("PUT", true));
        assert_eq!(operation.scope.as_deref(), Some("read"));
        assert_eq!(operation.refusals, ["404"]);
        assert_eq!(operation.answers[0].body.as_ref().unwrap().shape.as_deref(), Some("Thing"));
        let fields = &reference.shapes[0].fields;
        let kinds: Vec<_> =
            fields.iter().map(|field| (field.name.as_str(), field.kind.text.as_str())).collect();
        let expected = [
            ("above", "Thing | null"),
            ("name", "string"),
            ("parts", "Thing[]"),
            ("weight", "integer | null"),
        ];
        assert_eq!(kinds, expected);
        assert!(fields[1].required && !fields[0].required);
    }
}
