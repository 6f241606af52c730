//! People of other servers whose signed deliveries are made before the clock starts.

use bytes::Bytes;
use http::Method;
use moothall::domain::actor::{Actor, ActorKind, KeyAlgorithm};
use moothall::domain::delivery::SignatureScheme;
use moothall::domain::ids::{ActorId, KeyId};
use moothall::federation::signatures::{BodyDigest, SigningKey, sign};
use moothall::infra::keys::KeyPair;
use moothall::services::Context;
use moothall::store::Db;
use moothall::store::actors::{self, KeyRow};
use serde_json::{Value, json};
use url::Url;

use crate::Measured;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

/// Somebody on another server, known to the node with an RSA key.
pub(crate) struct Writer {
    pub(crate) uri: String,
    key_id: String,
    key: SigningKey,
}

/// A reply to be said.
pub(crate) struct Reply<'a> {
    pub(crate) number: usize,
    pub(crate) community: &'a str,
    pub(crate) in_reply_to: &'a str,
}

impl Writer {
    /// Makes somebody and writes them into the node's database, as if their document had just been read.
    pub(crate) async fn introduce(ctx: &Context, db: &Db, number: usize) -> Measured<Self> {
        let domain = format!("w{number}.writers.localhost");
        let uri = format!("http://{domain}/u/kim");
        let key_id = format!("{uri}#main-key");
        let pair = KeyPair::rsa()?;
        let actor = remote_actor(ctx, &domain, &uri);
        let key = KeyRow {
            id: KeyId::new(ctx.ids.next()),
            actor_id: actor.id,
            key_uri: key_id.clone(),
            algorithm: KeyAlgorithm::Rsa,
            public_key: pair.public_pem(),
            private_key_sealed: None,
            created_at: ctx.now(),
            retired_at: None,
        };
        let mut tx = db.begin().await?;
        actors::insert(&mut tx, &actor).await?;
        actors::insert_key(&mut tx, &key).await?;
        tx.commit().await?;
        Ok(Self { uri, key_id, key: SigningKey::from_pkcs8(&pair.private)? })
    }

    /// A `Create` of a reply.
    pub(crate) fn create(&self, ctx: &Context, reply: &Reply<'_>) -> Value {
        let Reply { number, community, in_reply_to } = reply;
        let note = json!({
            "id": format!("{}/notes/{number}", self.uri), "type": "Note", "attributedTo": self.uri,
            "content": format!("<p>We measured it for a month; here is what we saw, number {number}.</p>"),
            "inReplyTo": in_reply_to, "to": [community, PUBLIC], "audience": community, "published": ctx.now(),
        });
        self.activity(*number, community, &note)
    }

    /// A `Create` of a thread.
    pub(crate) fn create_thread(&self, ctx: &Context, number: usize, community: &str) -> Value {
        let page = json!({
            "id": format!("{}/notes/{number}", self.uri), "type": "Page", "attributedTo": self.uri,
            "name": format!("Question {number}"), "content": "<p>How do you do it?</p>", "mediaType": "text/html",
            "to": [community, PUBLIC], "audience": community, "published": ctx.now(),
        });
        self.activity(number, community, &page)
    }

    fn activity(&self, number: usize, community: &str, object: &Value) -> Value {
        json!({
            "@context": CONTEXT, "id": format!("{}/activities/{number}", self.uri), "type": "Create",
            "actor": self.uri, "object": object, "to": [community, PUBLIC], "audience": community,
        })
    }

    /// The whole request, as it goes over the wire, to the shared inbox of `authority`.
    pub(crate) fn request(&self, ctx: &Context, authority: &str, activity: &Value) -> Measured<Bytes> {
        let body = activity.to_string();
        let target = Url::parse(&format!("http://{authority}/inbox"))?;
        let digest = BodyDigest::of(body.as_bytes());
        let scheme = SignatureScheme::Cavage;
        let headers =
            sign(scheme, &self.key, &self.key_id, &Method::POST, &target, Some(&digest), ctx.now())?;
        let mut request = format!("POST /inbox HTTP/1.1\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in &headers {
            request.push_str(name.as_str());
            request.push_str(": ");
            request.push_str(value.to_str()?);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.push_str(&body);
        Ok(request.into())
    }
}

pub(crate) fn remote_actor(ctx: &Context, domain: &str, uri: &str) -> Actor {
    Actor {
        id: ActorId::new(ctx.ids.next()),
        uri: uri.to_owned(),
        kind: ActorKind::Person,
        handle: "kim".to_owned(),
        domain: domain.to_owned(),
        local: false,
        name: "Kim".to_owned(),
        summary_html: String::new(),
        summary_source: None,
        url: None,
        icon_url: None,
        banner_url: None,
        fields: vec![],
        inbox_url: format!("{uri}/inbox"),
        outbox_url: None,
        followers_url: None,
        featured_url: None,
        moderators_url: None,
        resources_url: None,
        shared_inbox_url: Some(format!("http://{domain}/inbox")),
        manually_approves: false,
        discoverable: true,
        indexable: false,
        moved_to: None,
        also_known_as: vec![],
        suspended_at: None,
        deleted_at: None,
        created_at: ctx.now(),
        updated_at: ctx.now(),
        fetched_at: Some(ctx.now()),
    }
}
