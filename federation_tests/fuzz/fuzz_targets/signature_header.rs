//! Whatever the headers of a request say, reading its signature ends, without panic, and proves nothing.
//!
//! The input is lines: the method, the path and query, then `name: value` headers until an empty line, then the body.

#![no_main]

use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;
use moothall::domain::time::Timestamp;
use moothall::federation::signatures::{IncomingRequest, OwnAddress, VerifyingKey, parse};
use url::Url;

/// RFC 9421 appendix B.1.4: the fuzzer does not know how to sign with it.
const KEY: &str = "z6MkgWyxfbjohA6TUmxEBzKfB4JmjqNvLyp2R2mvqDjYeP2V";

static OWN: LazyLock<OwnAddress> = LazyLock::new(|| {
    let url = Url::parse("https://s.test").expect("the address is right");
    OwnAddress::from_public_url(&url).expect("the address has a host")
});
static VERIFYING_KEY: LazyLock<Option<VerifyingKey>> =
    LazyLock::new(|| VerifyingKey::from_multikey(KEY).ok());

fuzz_target!(|input: &[u8]| {
    let mut lines = input.split(|byte| *byte == b'\n');
    let method = match lines.next() {
        Some(b"GET") => Method::GET,
        _ => Method::POST,
    };
    let Some(Ok(path_and_query)) = lines.next().map(std::str::from_utf8) else {
        return;
    };
    let mut headers = HeaderMap::new();
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
            continue;
        };
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name),
            HeaderValue::from_bytes(value.trim_ascii()),
        ) else {
            continue;
        };
        headers.append(name, value);
    }
    let body = lines.collect::<Vec<_>>().join(&b'\n');
    let request = IncomingRequest {
        method: &method,
        path_and_query,
        headers: &headers,
        body: &body,
    };
    if let Ok(unverified) = parse(&request, &OWN, Timestamp::from_millis(1_790_000_000_000)) {
        assert!(!unverified.key_id().is_empty());
        if let Some(key) = &*VERIFYING_KEY {
            assert!(unverified.verify(key).is_err());
        }
    }
});
