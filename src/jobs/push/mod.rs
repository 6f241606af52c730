//! Wakes an app: sends what its person was told to its push service (RFC 8030).
//!
//! A subscription's address is what an app said it is, so it is contacted under the rules that hold for every address
//! (threat 41); what the service answers is told to nobody.

mod turns;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use url::Url;

pub use self::turns::Turns;
use super::engine::{JobHandler, Outcome, Running};
use crate::domain::alert::Alert;
use crate::domain::push::PushEncoding;
use crate::domain::time::Timestamp;
use crate::infra::http::{Answer, FetchError, HttpClient, Keep};
use crate::infra::keys::Sealer;
use crate::infra::web_push::{Encrypted, Encryption, NotReadable, Recipient, VapidKey};
use crate::services::Context;
use crate::services::push::{self, Outgoing, PUSH_JOB, PushKeyError, read_job};
use crate::store::jobs::JobRow;
use crate::store::{Db, StoreError};

/// How long the push service keeps a message for an app that is off, and how long we try: Mastodon's two days.
const KEPT: Duration = Duration::from_hours(48);
/// How long the push service may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long the proof of who we are holds; at most a day (RFC 8292).
const PROOF: Duration = Duration::from_hours(12);

/// How often one message is tried, whoever said how long to wait between; for some hours.
const MOST_RUNS: i64 = 7;
/// When a message comes back that met another on its way to a slow service.
const AFTER_OTHERS: Duration = Duration::from_secs(30);

/// Sends one notification to one app.
pub struct PushDelivery {
    pub ctx: Context,
    pub db: Db,
    pub client: HttpClient,
    pub sealer: Arc<Sealer>,
    /// What happened, in a language: its tag, what, and who did it.
    pub title: fn(&str, Alert, &str) -> String,
    /// Who is being sent something.
    pub turns: Turns,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
enum PushError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] PushKeyError),
    #[error(transparent)]
    Keys(#[from] NotReadable),
    #[error("the message cannot be addressed")]
    Address,
    #[error(transparent)]
    Send(#[from] FetchError),
}

impl JobHandler for PushDelivery {
    fn kind(&self) -> &'static str {
        PUSH_JOB
    }

    fn waits_for_others(&self) -> bool {
        true
    }

    fn run<'a>(&'a self, job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            let outcome = match self.send(job).await {
                Ok(outcome) => outcome,
                Err(error) if error.may_pass() => Outcome::Retry { error: error.to_string() },
                Err(error) => Outcome::Fail { error: error.to_string() },
            };
            match outcome {
                // What is given up is not kept: nobody could do anything about it, and there is one job for each message.
                Outcome::Retry { error } if tried(job) >= MOST_RUNS => given_up(&error),
                Outcome::Fail { error } => given_up(&error),
                outcome => outcome,
            }
        })
    }
}

fn given_up(error: &str) -> Outcome {
    tracing::info!(error, "an app could not be woken");
    Outcome::Done
}

/// How often a message was tried, with this time: the runs since it last waited, and those before.
fn tried(job: &JobRow) -> i64 {
    let before = job.progress.get("tried").and_then(Value::as_i64).unwrap_or(0);
    before.saturating_add(job.attempts)
}

/// Tries again when the time has come; `tried` as often so far.
fn wait(tried: i64, run_at: Timestamp) -> Outcome {
    Outcome::Continue { progress: json!({ "tried": tried }), run_at }
}

impl PushError {
    fn may_pass(&self) -> bool {
        match self {
            Self::Store(_) | Self::Key(PushKeyError::Store(_)) => true,
            Self::Send(error) => error.is_transient(),
            _ => false,
        }
    }
}

impl PushDelivery {
    async fn send(&self, job: &JobRow) -> Result<Outcome, PushError> {
        let Some((subscription, notification)) = read_job(&job.payload) else {
            return Ok(Outcome::Fail { error: "it names no subscription and notification".to_owned() });
        };
        let mut tx = self.db.read().await?;
        let written = push::write(&self.ctx, &mut tx, subscription, notification, self.title).await?;
        drop(tx);
        let Some(outgoing) = written.filter(|it| it.notification.created_at + KEPT > self.ctx.now()) else {
            return Ok(Outcome::Done);
        };
        let key = push::key(&self.db, &self.sealer).await?;
        let url = Url::parse(&outgoing.subscription.endpoint).map_err(|_| PushError::Address)?;
        let host = url.host_str().ok_or(PushError::Address)?;
        let Some(_turn) = self.turns.take(host).await else {
            return Ok(wait(tried(job) - 1, self.ctx.now() + AFTER_OTHERS));
        };
        let (headers, body) = request(&outgoing, &key, &url, self.ctx.now())?;
        let answer = self.client.post(&url, headers, body, DEADLINE, Keep::Open).await?;
        self.read(job, &outgoing, &answer).await
    }

    async fn read(&self, job: &JobRow, outgoing: &Outgoing, answer: &Answer) -> Result<Outcome, PushError> {
        let status = answer.status;
        if status.is_success() {
            return Ok(Outcome::Done);
        }
        let error = format!("the push service answered with status {}", status.as_u16());
        match status.as_u16() {
            404 | 410 => {
                let mut tx = self.db.begin().await?;
                push::forget(&mut tx, outgoing.subscription.id).await?;
                tx.commit().await?;
                Ok(Outcome::Done)
            }
            429 | 503 if answer.retry_after.is_some() && tried(job) < MOST_RUNS => {
                let pause = answer.retry_after.unwrap_or_default().max(Duration::from_secs(1));
                Ok(wait(tried(job), self.ctx.now() + pause))
            }
            408 | 425 | 429 | 500.. => Ok(Outcome::Retry { error }),
            _ => Ok(Outcome::Fail { error }),
        }
    }
}

/// The message, readable for the app alone, and who sends it.
fn request(
    outgoing: &Outgoing,
    key: &VapidKey,
    url: &Url,
    now: Timestamp,
) -> Result<(HeaderMap, Bytes), PushError> {
    let subscription = &outgoing.subscription;
    let content = serde_json::to_vec(&outgoing.message).map_err(|_| PushError::Address)?;
    let how = match subscription.encoding {
        PushEncoding::Aes128Gcm => Encryption::Aes128Gcm,
        PushEncoding::AesGcm => Encryption::AesGcm,
    };
    let recipient = Recipient::read(&subscription.p256dh, &subscription.auth)?;
    let Encrypted { body, in_headers } = recipient.encrypt(how, &content)?;
    let token = key
        .token(&url.origin().ascii_serialization(), &outgoing.contact, now + PROOF)
        .map_err(PushKeyError::from)?;
    let ours = key.public();
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: String| {
        let value = HeaderValue::try_from(value).map_err(|_| PushError::Address)?;
        headers.insert(name, value);
        Ok::<(), PushError>(())
    };
    add(CONTENT_TYPE, "application/octet-stream".to_owned())?;
    add(CONTENT_ENCODING, subscription.encoding.as_str().to_owned())?;
    add(HeaderName::from_static("ttl"), KEPT.as_secs().to_string())?;
    add(HeaderName::from_static("urgency"), "normal".to_owned())?;
    // A message that is sent twice, because we died after sending it, takes the place of the first.
    add(HeaderName::from_static("topic"), outgoing.notification.id.to_string())?;
    match in_headers {
        None => add(AUTHORIZATION, format!("vapid t={token}, k={ours}"))?,
        Some((salt, dh)) => {
            add(HeaderName::from_static("encryption"), format!("salt={salt}"))?;
            add(HeaderName::from_static("crypto-key"), format!("dh={dh};p256ecdsa={ours}"))?;
            add(AUTHORIZATION, format!("WebPush {token}"))?;
        }
    }
    Ok((headers, body.into()))
}

#[cfg(test)]
mod tests;
