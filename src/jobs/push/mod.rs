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
use serde::{Deserialize, Serialize};
use serde_json::json;
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
use crate::store::{Db, StoreError, push_subscriptions};

/// How long the push service keeps a message for an app that is off, and how long we try: Mastodon's two days.
const KEPT: Duration = Duration::from_hours(48);
/// How long the push service may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long the proof of who we are holds; at most a day (RFC 8292).
const PROOF: Duration = Duration::from_hours(12);

/// How often one message is tried, whoever said how long to wait between; for some hours.
const MOST_RUNS: i64 = 7;
/// When a message comes back that met another on its way to a slow service; twice as late each time, up to the latter.
const AFTER_OTHERS: Duration = Duration::from_secs(30);
const LONG_AFTER_OTHERS: Duration = Duration::from_hours(1);
/// How often a message comes back so; for some hours.
const MOST_WAITS: u32 = 12;

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
                Outcome::Retry { error } if Tries::of(job).tried >= MOST_RUNS => {
                    self.give_up(job, &error).await
                }
                Outcome::Fail { error } => self.give_up(job, &error).await,
                outcome => outcome,
            }
        })
    }
}

/// How a message has fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Tries {
    /// How often it was sent, with this time.
    tried: i64,
    /// How often it met another on its way to the same service.
    waited: u32,
}

impl Tries {
    /// The runs since it last waited, and those before.
    fn of(job: &JobRow) -> Self {
        let before: Self = serde_json::from_value(job.progress.clone()).unwrap_or_default();
        Self { tried: before.tried.saturating_add(job.attempts), ..before }
    }

    /// Tries again when the time has come.
    fn again(self, run_at: Timestamp) -> Outcome {
        Outcome::Continue { progress: json!(self), run_at }
    }

    /// It was not sent this time: another is on its way, and takes long.
    fn after_others(self, now: Timestamp) -> Outcome {
        if self.waited >= MOST_WAITS {
            return Outcome::Fail { error: "the push service takes long for each message".to_owned() };
        }
        let pause = (AFTER_OTHERS * 2_u32.saturating_pow(self.waited)).min(LONG_AFTER_OTHERS);
        Self { tried: self.tried - 1, waited: self.waited + 1 }.again(now + pause)
    }
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
        let tries = Tries::of(job);
        let mut tx = self.db.read().await?;
        let Some(to) = push_subscriptions::by_id(&mut tx, subscription).await? else {
            return Ok(Outcome::Done);
        };
        let comes_back = tries != Tries { tried: 1, waited: 0 };
        if comes_back && push::is_superseded(&mut tx, subscription, job.id).await? {
            return Ok(Outcome::Done);
        }
        drop(tx);
        let url = Url::parse(&to.endpoint).map_err(|_| PushError::Address)?;
        let host = url.host_str().ok_or(PushError::Address)?;
        let Some(_turn) = self.turns.take(host).await else {
            return Ok(tries.after_others(self.ctx.now()));
        };
        let mut tx = self.db.read().await?;
        let written =
            push::write(&self.ctx, &mut tx, &self.sealer, subscription, notification, self.title).await?;
        drop(tx);
        let Some(outgoing) = written.filter(|it| it.notification.created_at + KEPT > self.ctx.now()) else {
            return Ok(Outcome::Done);
        };
        let key = push::key(&self.db, &self.sealer).await?;
        let (headers, body) = request(&outgoing, &key, &url, self.ctx.now())?;
        let answer = self.client.post(&url, headers, body, DEADLINE, Keep::Open).await?;
        self.read(tries, &outgoing, &answer).await
    }

    async fn read(&self, tries: Tries, outgoing: &Outgoing, answer: &Answer) -> Result<Outcome, PushError> {
        let status = answer.status;
        if status.is_success() {
            if outgoing.subscription.failing_since.is_some() {
                let mut tx = self.db.begin().await?;
                push::was_reached(&mut tx, &outgoing.subscription).await?;
                tx.commit().await?;
            }
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
            429 | 503 if answer.retry_after.is_some() && tries.tried < MOST_RUNS => {
                let pause = answer.retry_after.unwrap_or_default().max(Duration::from_secs(1));
                Ok(tries.again(self.ctx.now() + pause))
            }
            408 | 425 | 429 | 500.. => Ok(Outcome::Retry { error }),
            _ => Ok(Outcome::Fail { error }),
        }
    }

    /// What is given up is not kept: nobody could do anything about it, and there is one job for each message.
    async fn give_up(&self, job: &JobRow, error: &str) -> Outcome {
        tracing::info!(error, "an app could not be woken");
        let Some((subscription, _)) = read_job(&job.payload) else { return Outcome::Done };
        let noted = async {
            let mut tx = self.db.begin().await?;
            push::was_not_reached(&self.ctx, &mut tx, subscription).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "it was not noted that an app could not be woken");
        }
        Outcome::Done
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
