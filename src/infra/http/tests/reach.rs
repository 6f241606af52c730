//! Who can be reached at all.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use http::HeaderMap;
use rcgen::CertificateParams;

use super::web::{Canary, Web, url};
use super::{JSON, LIMITS};
use crate::config::Config;
use crate::infra::clock::Clock;
use crate::infra::http::{FetchError, HttpClient, Keep, Refusal};

fn hello() -> Router {
    Router::new().route("/", get(|| async { axum::Json("hello") }))
}

#[tokio::test]
async fn a_public_server_with_a_trusted_certificate_is_reached() {
    let web = Web::new();
    web.serve("v.test", hello()).await;
    let fetched = web.client().get(&url("https://v.test/#key"), JSON, LIMITS, None).await.unwrap();
    assert_eq!(&fetched.body[..], b"\"hello\"");
    assert_eq!(fetched.final_url.as_str(), "https://v.test/");
    assert_eq!(fetched.content_type.essence(), "application/json");
}

#[tokio::test]
async fn the_request_says_who_asks_and_for_what() {
    let web = Web::new();
    let echo = |headers: HeaderMap| async move {
        let of = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        axum::Json([of("user-agent"), of("accept"), of("accept-encoding"), of("cookie"), of("referer")])
    };
    web.serve("v.test", Router::new().route("/", get(echo))).await;
    let fetched = web.client().get(&url("https://v.test/"), JSON, LIMITS, None).await.unwrap();
    let said: [Option<String>; 5] = serde_json::from_slice(&fetched.body).unwrap();
    let agent = format!("Moothall/{} (+http://localhost:8400)", env!("CARGO_PKG_VERSION"));
    assert_eq!(said[0].as_deref(), Some(agent.as_str()));
    assert_eq!(said[1].as_deref(), Some("application/json"));
    assert_eq!(said[2].as_deref(), Some("gzip,br"));
    assert_eq!(said[3..], [None, None]);
}

#[tokio::test]
async fn threat_039_names_that_lead_inside_are_not_contacted() {
    let (web, canary) = (Web::new(), Canary::new());
    let inside: [SocketAddr; 5] = [
        canary.address(),
        (Ipv4Addr::new(169, 254, 169, 254), canary.address().port()).into(),
        format!("[::ffff:127.0.0.1]:{}", canary.address().port()).parse().unwrap(),
        format!("[::1]:{}", canary.address().port()).parse().unwrap(),
        format!("[64:ff9b::7f00:1]:{}", canary.address().port()).parse().unwrap(),
    ];
    for address in inside {
        web.point("inside.test", vec![vec![address]]);
        let fetch = web.client().get(&url("https://inside.test/"), JSON, LIMITS, None).await;
        assert!(matches!(fetch, Err(FetchError::PrivateAddress)), "{address}: {fetch:?}");
        let delivery = web
            .client()
            .post(
                &url("https://inside.test/inbox"),
                HeaderMap::new(),
                Bytes::new(),
                LIMITS.deadline,
                Keep::Open,
            )
            .await;
        assert!(matches!(delivery, Err(FetchError::PrivateAddress)), "{address}: {delivery:?}");
    }
    canary.assert_untouched();
}

#[tokio::test]
async fn threat_040_addresses_ports_and_plain_http_are_refused_unseen() {
    let (web, canary) = (Web::new(), Canary::new());
    let at = canary.address();
    for (address, refusal) in [
        (format!("https://{at}/"), Refusal::Port),
        ("https://127.0.0.1/".to_owned(), Refusal::AddressLiteral),
        (format!("http://{at}/"), Refusal::Scheme),
        (format!("https://localhost:{}/", at.port()), Refusal::Port),
    ] {
        let fetch = web.client().get(&url(&address), JSON, LIMITS, None).await;
        assert!(matches!(fetch, Err(FetchError::Refused(why)) if why == refusal), "{address}: {fetch:?}");
    }
    canary.assert_untouched();
}

#[tokio::test]
async fn threat_047_a_name_that_moves_inside_is_checked_again() {
    let (web, canary) = (Web::new(), Canary::new());
    let closing = Router::new().route("/", get(|| async { ([("connection", "close")], axum::Json(1)) }));
    let public = web.serve("rebind.test", closing).await;
    web.point("rebind.test", vec![vec![public], vec![canary.address()]]);
    let client = web.client();
    client.get(&url("https://rebind.test/"), JSON, LIMITS, None).await.unwrap();
    let again = client.get(&url("https://rebind.test/"), JSON, LIMITS, None).await;
    assert!(matches!(again, Err(FetchError::PrivateAddress)), "{again:?}");
    canary.assert_untouched();
}

#[tokio::test]
async fn threat_047_of_mixed_addresses_only_the_public_one_is_contacted() {
    let (web, canary) = (Web::new(), Canary::new());
    let public = web.serve("mixed.test", hello()).await;
    web.point("mixed.test", vec![vec![canary.address(), public]]);
    web.client().get(&url("https://mixed.test/"), JSON, LIMITS, None).await.unwrap();
    canary.assert_untouched();
}

#[tokio::test]
async fn threat_050_certificates_must_be_valid_for_the_name() {
    let web = Web::new();
    let wrong_name = CertificateParams::new(["other.test".to_owned()]).unwrap();
    web.serve_with("wrong.test", wrong_name, hello()).await;
    let mut expired = CertificateParams::new(["expired.test".to_owned()]).unwrap();
    expired.not_before = rcgen::date_time_ymd(2020, 1, 1);
    expired.not_after = rcgen::date_time_ymd(2021, 1, 1);
    web.serve_with("expired.test", expired, hello()).await;
    for host in ["wrong.test", "expired.test"] {
        let fetch = web.client().get(&url(&format!("https://{host}/")), JSON, LIMITS, None).await;
        assert!(matches!(fetch, Err(FetchError::Connect(_))), "{host}: {fetch:?}");
    }

    let address = web.serve("known.test", hello()).await;
    let stranger = Web::new();
    stranger.point("known.test", vec![vec![address]]);
    let fetch = stranger.client().get(&url("https://known.test/"), JSON, LIMITS, None).await;
    assert!(matches!(fetch, Err(FetchError::Connect(_))), "{fetch:?}");
}

#[tokio::test]
async fn threat_103_an_outsider_cannot_tell_what_is_inside() {
    let (web, canary) = (Web::new(), Canary::new());
    let closed =
        std::net::TcpListener::bind((Ipv4Addr::new(127, 0, 77, 1), 0)).unwrap().local_addr().unwrap();
    web.point("closed.test", vec![vec![closed]]);
    web.point("open-inside.test", vec![vec![canary.address()]]);
    web.serve_bytes("silent.test", b"").await;
    web.serve_bytes("garbage.test", b"220 mail.inside.test ESMTP\r\n\r\n").await;
    let client = web.client();
    let mut texts = Vec::new();
    for host in ["closed.test", "open-inside.test", "silent.test", "garbage.test", "unknown.test"] {
        let error = client.get(&url(&format!("https://{host}/")), JSON, LIMITS, None).await.unwrap_err();
        texts.push(error.to_string());
    }
    assert_eq!(texts, ["the server could not be reached"; 5]);
}

#[tokio::test]
async fn a_development_node_reaches_its_neighbours_over_plain_http() {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let neighbour = url(&format!("http://river.localhost:{}/", listener.local_addr().unwrap().port()));
    tokio::spawn(async { axum::serve(listener, hello()).await });
    let mut config = Config::default();
    let production = HttpClient::new(&config, Clock::system()).unwrap();
    assert!(matches!(
        production.get(&neighbour, JSON, LIMITS, None).await,
        Err(FetchError::Refused(Refusal::Scheme))
    ));
    config.federation.dev_loopback = true;
    let development = HttpClient::new(&config, Clock::system()).unwrap();
    assert_eq!(development.get(&neighbour, JSON, LIMITS, None).await.unwrap().final_url, neighbour);
}

#[tokio::test]
async fn an_unusable_extra_ca_file_stops_the_start() {
    let mut config = Config::default();
    config.federation.extra_ca_file = Some("/nowhere/ca.pem".into());
    let error = HttpClient::new(&config, Clock::system()).unwrap_err();
    assert_eq!(error.to_string(), "cannot read federation.extra_ca_file /nowhere/ca.pem");
}
