//! What this machine does at best: signatures, and requests without them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use bytes::Bytes;
use http::HeaderMap;
use moothall::config::Config;
use moothall::infra::clock::Clock;
use moothall::infra::http::{HttpClient, Keep};
use moothall::infra::keys::KeyPair;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use crate::Measured;
use crate::load::rate;

const DEADLINE: Duration = Duration::from_secs(20);

/// RSA-2048 signatures per second, on all cores together.
pub(crate) fn signatures_per_second(duration: Duration) -> Measured<f64> {
    let pair = KeyPair::rsa()?;
    let key = RsaKeyPair::from_pkcs8(pair.private.expose())?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    let sign = || -> Measured<usize> {
        let (random, mut signature, mut signed) = (SystemRandom::new(), vec![0; key.public_modulus_len()], 0);
        while started.elapsed() < duration {
            key.sign(&RSA_PKCS1_SHA256, &random, b"(request-target): post /inbox", &mut signature)?;
            signed += 1;
        }
        Ok(signed)
    };
    let signed = std::thread::scope(|scope| {
        let signing: Vec<_> = (0..cores).map(|_| scope.spawn(sign)).collect();
        let mut signed = 0;
        for thread in signing {
            signed += thread.join().map_err(|_| "signing panicked")??;
        }
        Measured::Ok(signed)
    })?;
    Ok(rate(signed, started.elapsed()))
}

/// Requests per second with the node's HTTP client, without signatures, over connections that are open: each of `urls`
/// in turn, `at_once` under way together.
pub(crate) async fn posts_per_second(
    config: &Config,
    urls: Vec<Url>,
    body: Bytes,
    at_once: usize,
    rounds: usize,
) -> Measured<f64> {
    let client = HttpClient::new(config, Clock::system())?;
    let urls: Arc<[Url]> = urls.into();
    post_all(&client, &urls, &body, at_once, urls.len()).await?;
    let started = Instant::now();
    let total = urls.len() * rounds;
    post_all(&client, &urls, &body, at_once, total).await?;
    Ok(rate(total, started.elapsed()))
}

async fn post_all(
    client: &HttpClient,
    urls: &Arc<[Url]>,
    body: &Bytes,
    at_once: usize,
    total: usize,
) -> Measured<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut posting: JoinSet<Measured<()>> = JoinSet::new();
    for _ in 0..at_once {
        let (client, urls, body, next) = (client.clone(), Arc::clone(urls), body.clone(), Arc::clone(&next));
        posting.spawn(async move {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= total {
                    return Ok(());
                }
                let url = &urls[index % urls.len()];
                client.post(url, HeaderMap::new(), body.clone(), DEADLINE, Keep::Open).await?;
            }
        });
    }
    while let Some(done) = posting.join_next().await {
        done??;
    }
    Ok(())
}
