//! What browsers on other sites, and programs without a token, are answered.

use std::num::NonZeroU32;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use crate::support::{TestNode, World, ask_with, in_production};

fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

in_production! {
    async fn threat_069_webfinger_and_files_and_timelines_have_a_limit(world: World) {
        let node = TestNode::start_with(&world, "northside", |config| {
            config.limits.requests_per_minute = NonZeroU32::new(20).unwrap();
            config.limits.api_requests_per_5_minutes = NonZeroU32::new(20).unwrap();
        })
        .await;
        node.person("ann").await;
        let webfinger = format!("/.well-known/webfinger?resource=acct:ann@{}", node.authority());
        for (path, others) in [
            (webfinger.as_str(), "/media/none.png"),
            ("/api/v1/timelines/public", "/api/v1/instance"),
        ] {
            let spoofed = headers(&[(HeaderName::from_static("x-forwarded-for"), "203.0.113.5")]);
            let mut answers = Vec::new();
            for _ in 0..24 {
                answers.push(ask_with(&node, Method::GET, path, &spoofed).await.0);
            }
            assert_eq!(answers[0], StatusCode::OK, "{path}");
            assert_eq!(answers[23], StatusCode::TOO_MANY_REQUESTS, "{path}");
            let (status, told) = ask_with(&node, Method::GET, others, &HeaderMap::new()).await;
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{others}");
            assert!(text(&told, "retry-after").parse::<u64>().is_ok(), "{others}");
        }
    }
}

in_production! {
    async fn threat_095_every_origin_may_ask_and_no_cookie_goes_along(world: World) {
        let node = TestNode::start(&world, "northside").await;
        node.person("ann").await;
        let preflight = headers(&[
            (header::ORIGIN, "https://app.test"),
            (header::ACCESS_CONTROL_REQUEST_METHOD, "POST"),
            (header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type,idempotency-key"),
        ]);
        let webfinger = format!("/.well-known/webfinger?resource=acct:ann@{}", node.authority());
        let open = [
            "/api/v1/statuses", "/api/v2/media", "/api/v1/nowhere", "/oauth/token", "/oauth/revoke", "/oauth/userinfo",
            "/.well-known/nodeinfo", "/.well-known/oauth-authorization-server", "/nodeinfo/2.1", &webfinger,
        ];
        for path in open {
            let (status, answer) = ask_with(&node, Method::OPTIONS, path, &preflight).await;
            assert!(status.is_success(), "{path}: {status}");
            assert_eq!(text(&answer, "access-control-allow-origin"), "*", "{path}");
            assert!(text(&answer, "access-control-allow-methods").contains("POST"), "{path}");
            assert!(text(&answer, "access-control-allow-headers").contains("authorization"), "{path}");
            assert_eq!(text(&answer, "access-control-allow-credentials"), "", "{path}");
        }
        // Refusals can be read as well, and what is kept in a browser opens nothing.
        let visit = headers(&[(header::ORIGIN, "https://app.test"), (header::COOKIE, "session=guess; moothall=guess")]);
        let (status, answer) = ask_with(&node, Method::GET, "/api/v1/timelines/home", &visit).await;
        assert_eq!((status, text(&answer, "access-control-allow-origin")), (StatusCode::UNAUTHORIZED, "*"));
        assert!(!answer.contains_key(header::SET_COOKIE));
        for page in ["/sign-in", "/oauth/authorize", "/settings/account", "/u/ann"] {
            let (_, answer) = ask_with(&node, Method::OPTIONS, page, &preflight).await;
            let open_to_pages = page != "/u/ann" && answer.contains_key("access-control-allow-origin");
            assert!(!open_to_pages, "{page}");
            assert!(!answer.contains_key("access-control-allow-credentials"), "{page}");
        }
    }
}
