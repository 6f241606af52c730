//! What apps may and may not do with what they were given.

use std::time::Duration;

use super::*;
use crate::domain::actor::Actor;
use crate::domain::app::{App, OUT_OF_BAND};
use crate::domain::scope::Scopes;
use crate::services::Context;
use crate::services::testing::{context, on_both_engines, person};
use crate::store::{Cursor, Db, access_tokens};

const BACK: &str = "https://app.test/back";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The example of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn new_app() -> NewApp {
    NewApp {
        name: "An app".to_owned(),
        website: None,
        redirect_uris: vec![BACK.to_owned(), OUT_OF_BAND.to_owned()],
        scopes: "read write".to_owned(),
    }
}

async fn registered(ctx: &Context, db: &Db) -> (App, Credentials) {
    let mut tx = db.begin().await.unwrap();
    let (app, secret) = register(ctx, &mut tx, new_app()).await.unwrap();
    tx.commit().await.unwrap();
    let secret = Some(secret.expose().to_owned());
    let credentials = Credentials { client_id: app.client_id.clone(), secret };
    (app, credentials)
}

fn asked(app: &App) -> Asked {
    Asked {
        client_id: app.client_id.clone(),
        redirect_uri: BACK.to_owned(),
        response_type: "code".to_owned(),
        scope: "read".to_owned(),
        code_challenge: Some(CHALLENGE.to_owned()),
        code_challenge_method: Some("S256".to_owned()),
    }
}

async fn somebody(ctx: &Context, db: &Db) -> Actor {
    let mut tx = db.begin().await.unwrap();
    let lee = person(ctx, &mut tx, "lee").await;
    tx.commit().await.unwrap();
    lee
}

/// The code for what was asked.
async fn agreed(ctx: &Context, db: &Db, person: &Actor, asked: Asked) -> String {
    let mut tx = db.begin().await.unwrap();
    let request = examine(&mut tx, asked).await.unwrap();
    let code = authorize(ctx, &mut tx, person.id, &request).await.unwrap();
    tx.commit().await.unwrap();
    code.expose().to_owned()
}

fn grant(code: &str) -> CodeGrant<'_> {
    CodeGrant { code, redirect_uri: BACK, verifier: Some(VERIFIER) }
}

async fn counts(ctx: &Context, db: &Db, token: &str) -> bool {
    tokens::find(ctx, &mut db.read().await.unwrap(), token).await.unwrap().is_some()
}

on_both_engines! {
    async fn threat_087_a_code_is_good_once_and_the_second_use_ends_the_token(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (app, credentials) = registered(&ctx, &db).await;
        let code = agreed(&ctx, &db, &lee, asked(&app)).await;
        let (token, bearer) = exchange(&ctx, &db, &credentials, grant(&code)).await.unwrap();
        assert_eq!((token.actor_id, token.scopes.to_string()), (Some(lee.id), "read".to_owned()));
        assert!(bearer.expose().starts_with(tokens::PREFIX));
        assert!(counts(&ctx, &db, bearer.expose()).await);

        let second = exchange(&ctx, &db, &credentials, grant(&code)).await;
        assert!(matches!(second, Err(TokenError::Grant)));
        assert!(!counts(&ctx, &db, bearer.expose()).await, "whoever came first may have been the thief");
    }

    async fn threat_087_a_code_is_bound_to_app_redirect_and_verifier(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (app, credentials) = registered(&ctx, &db).await;
        let (_, others) = registered(&ctx, &db).await;
        let wrong = Credentials { secret: Some("guess".to_owned()), ..credentials.clone() };
        let good = grant("");
        for (client, wrong_grant) in [
            (&others, good),
            (&credentials, CodeGrant { redirect_uri: OUT_OF_BAND, ..good }),
            (&credentials, CodeGrant { redirect_uri: "https://app.test/back/", ..good }),
            (&credentials, CodeGrant { verifier: None, ..good }),
            (&credentials, CodeGrant { verifier: Some(CHALLENGE), ..good }),
            (&wrong, good),
        ] {
            let code = agreed(&ctx, &db, &lee, asked(&app)).await;
            let refused = exchange(&ctx, &db, client, CodeGrant { code: &code, ..wrong_grant }).await;
            assert!(matches!(refused, Err(TokenError::Grant | TokenError::Client)), "{wrong_grant:?}");
            let again = exchange(&ctx, &db, &credentials, CodeGrant { code: &code, ..good }).await;
            assert!(matches!(again, Err(TokenError::Grant)), "nobody tries a second time: {wrong_grant:?}");
        }
        let guess = exchange(&ctx, &db, &credentials, CodeGrant { code: "guess", ..good }).await;
        assert!(matches!(guess, Err(TokenError::Grant)));
        let code = agreed(&ctx, &db, &lee, asked(&app)).await;
        exchange(&ctx, &db, &credentials, grant(&code)).await.unwrap();

        // Somebody took the challenge out of the request that the person saw.
        let downgraded = Asked { code_challenge: None, code_challenge_method: None, ..asked(&app) };
        let code = agreed(&ctx, &db, &lee, downgraded).await;
        assert!(matches!(exchange(&ctx, &db, &credentials, grant(&code)).await, Err(TokenError::Grant)));
    }

    async fn threat_087_a_code_is_good_for_ten_minutes(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (app, credentials) = registered(&ctx, &db).await;
        let (early, late) =
            (agreed(&ctx, &db, &lee, asked(&app)).await, agreed(&ctx, &db, &lee, asked(&app)).await);
        ctx.clock.advance(Duration::from_secs(599));
        exchange(&ctx, &db, &credentials, grant(&early)).await.unwrap();
        ctx.clock.advance(Duration::from_secs(1));
        assert!(matches!(exchange(&ctx, &db, &credentials, grant(&late)).await, Err(TokenError::Grant)));
    }

    async fn an_app_without_a_secret_gets_a_token_by_its_challenge_alone(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (app, credentials) = registered(&ctx, &db).await;
        let public = Credentials { secret: None, ..credentials };
        let code = agreed(&ctx, &db, &lee, asked(&app)).await;
        exchange(&ctx, &db, &public, grant(&code)).await.unwrap();

        let plain = Asked { code_challenge: None, code_challenge_method: None, ..asked(&app) };
        let code = agreed(&ctx, &db, &lee, plain).await;
        let refused = exchange(&ctx, &db, &public, CodeGrant { verifier: None, ..grant(&code) }).await;
        assert!(matches!(refused, Err(TokenError::Client)));
        let mut tx = db.begin().await.unwrap();
        assert!(matches!(for_itself(&ctx, &mut tx, &public, "").await, Err(TokenError::Client)));
    }

    async fn threat_087_only_a_registered_redirect_is_ever_returned_to(db: Db) {
        let ctx = context();
        let (app, _) = registered(&ctx, &db).await;
        let mut tx = db.read().await.unwrap();
        for redirect in [
            "",
            "https://app.test/",
            "https://app.test/back/more",
            "https://app.test/back?x=1",
            "https://app.test:8443/back",
            "https://app.test/back#x",
            "https://APP.test/back",
            "http://app.test/back",
            "https://e.test/back",
        ] {
            let asked = Asked { redirect_uri: redirect.to_owned(), ..asked(&app) };
            let refused = examine(&mut tx, asked).await;
            assert!(matches!(refused, Err(RequestError::UnknownRedirect)), "{redirect}");
        }
        let unknown = Asked { client_id: "nobody".to_owned(), ..asked(&app) };
        assert!(matches!(examine(&mut tx, unknown).await, Err(RequestError::UnknownApp)));
        let refusal = async |tx: &mut _, asked| match examine(tx, asked).await {
            Err(RequestError::Refused { redirect_uri, refusal }) => (redirect_uri, refusal),
            other => panic!("{other:?}"),
        };
        for (asked, expected) in [
            (Asked { response_type: "token".to_owned(), ..asked(&app) }, Refusal::UnsupportedResponseType),
            (Asked { scope: "read push".to_owned(), ..asked(&app) }, Refusal::InvalidScope),
            (Asked { scope: "admin".to_owned(), ..asked(&app) }, Refusal::InvalidScope),
            (Asked { code_challenge_method: Some("plain".to_owned()), ..asked(&app) }, Refusal::InvalidRequest),
            (Asked { code_challenge_method: None, ..asked(&app) }, Refusal::InvalidRequest),
            (Asked { code_challenge: Some("short".to_owned()), ..asked(&app) }, Refusal::InvalidRequest),
        ] {
            assert_eq!(refusal(&mut tx, asked).await, (BACK.to_owned(), expected));
        }
    }

    async fn an_app_is_registered_only_with_what_can_be_kept(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let mut problem = async |new: NewApp| match register(&ctx, &mut tx, new).await {
            Err(error) => error.to_string(),
            Ok(_) => "none".to_owned(),
        };
        let redirects = |uris: &[&str]| NewApp {
            redirect_uris: uris.iter().map(|&uri| uri.to_owned()).collect(),
            ..new_app()
        };
        assert_eq!(problem(NewApp { name: "x".repeat(60), ..new_app() }).await, "none");
        let long = problem(NewApp { name: "x".repeat(61), ..new_app() }).await;
        assert_eq!(long, "the name is longer than 60 characters");
        assert_eq!(problem(NewApp { name: " \u{200B}".to_owned(), ..new_app() }).await, "an app has a name");
        let script = NewApp { website: Some("javascript:alert(1)".to_owned()), ..new_app() };
        assert_eq!(problem(script).await, "the website is not a web address of at most 2000 bytes");
        assert_eq!(problem(redirects(&[])).await, "an app has a redirect");
        let one_of_two = problem(redirects(&[BACK, "javascript:alert(1)"])).await;
        let wrong =
            "a redirect is not an absolute address that leads to an app, over https or on the same machine";
        assert_eq!(one_of_two, wrong);
        assert_eq!(problem(redirects(&["http://app.test/back"])).await, wrong);
        let long = format!("{BACK}?{}", "x".repeat(2_000));
        assert_eq!(problem(redirects(&[&long])).await, "the redirects are longer than 2000 bytes");
        let scopes = NewApp { scopes: "read admin:everything".to_owned(), ..new_app() };
        assert_eq!(problem(scopes).await, "a scope is unknown");
    }

    async fn an_app_gives_back_its_own_tokens_alone(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (app, credentials) = registered(&ctx, &db).await;
        let (_, others) = registered(&ctx, &db).await;
        let code = agreed(&ctx, &db, &lee, asked(&app)).await;
        let (_, bearer) = exchange(&ctx, &db, &credentials, grant(&code)).await.unwrap();
        let give_back = async |credentials: &Credentials, token: &str| {
            let mut tx = db.begin().await.unwrap();
            let done = revoke(&mut tx, credentials, token).await;
            tx.commit().await.unwrap();
            done
        };
        assert!(matches!(give_back(&others, bearer.expose()).await, Err(RevokeError::NotItsOwn)));
        assert!(counts(&ctx, &db, bearer.expose()).await);
        give_back(&credentials, bearer.expose()).await.unwrap();
        assert!(!counts(&ctx, &db, bearer.expose()).await);
        give_back(&credentials, bearer.expose()).await.unwrap();
    }

    async fn threat_089_a_person_sees_their_apps_and_takes_everything_back(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (app, credentials) = registered(&ctx, &db).await;
        let first = agreed(&ctx, &db, &lee, asked(&app)).await;
        let (_, bearer) = exchange(&ctx, &db, &credentials, grant(&first)).await.unwrap();
        let since = ctx.now();
        ctx.clock.advance(Duration::from_hours(1));
        let writing = Asked { scope: "write".to_owned(), ..asked(&app) };
        let second = agreed(&ctx, &db, &lee, writing).await;
        exchange(&ctx, &db, &credentials, grant(&second)).await.unwrap();
        let pending = agreed(&ctx, &db, &lee, asked(&app)).await;

        let mut tx = db.begin().await.unwrap();
        let listed = list(&mut tx, lee.id, Cursor::START).await.unwrap();
        let scopes = Scopes::parse("read write").unwrap();
        assert_eq!(listed.next, None);
        assert_eq!(listed.rows, [AuthorizedApp { app: app.clone(), scopes, since, last_used: ctx.now() }]);
        assert!(revoke_app(&mut tx, lee.id, app.id).await.unwrap());
        assert!(!revoke_app(&mut tx, lee.id, app.id).await.unwrap());
        assert_eq!(list(&mut tx, lee.id, Cursor::START).await.unwrap().rows, []);
        tx.commit().await.unwrap();
        assert!(!counts(&ctx, &db, bearer.expose()).await);
        let late = exchange(&ctx, &db, &credentials, grant(&pending)).await;
        assert!(matches!(late, Err(TokenError::Grant)), "a code on its way ends too");
    }

    async fn threat_089_every_app_is_found_the_last_used_first(db: Db) {
        let ctx = context();
        let lee = somebody(&ctx, &db).await;
        let (first, _) = registered(&ctx, &db).await;
        let mut tx = db.begin().await.unwrap();
        let (used, _) = tokens::issue(&ctx, &mut tx, first.id, Some(lee.id), first.scopes).await.unwrap();
        let mut others = Vec::new();
        for _ in 0..60 {
            ctx.clock.advance(Duration::from_mins(1));
            let (other, _) = register(&ctx, &mut tx, new_app()).await.unwrap();
            tokens::issue(&ctx, &mut tx, other.id, Some(lee.id), other.scopes).await.unwrap();
            others.push(other.id);
        }
        ctx.clock.advance(Duration::from_hours(1));
        tokens::touch(&ctx, &mut tx, used.id).await.unwrap();
        let page = list(&mut tx, lee.id, Cursor::START).await.unwrap();
        let rest = list(&mut tx, lee.id, page.next.unwrap()).await.unwrap();
        assert_eq!(rest.next, None);
        let listed: Vec<_> = page.rows.iter().chain(&rest.rows).map(|listed| listed.app.id).collect();
        let expected: Vec<_> = [first.id].into_iter().chain(others.into_iter().rev()).collect();
        assert_eq!(listed, expected);
    }

    async fn an_app_has_few_tokens_for_itself_and_keeps_those_that_it_uses(db: Db) {
        let ctx = context();
        let (_, credentials) = registered(&ctx, &db).await;
        let mut tx = db.begin().await.unwrap();
        let (kept, bearer) = for_itself(&ctx, &mut tx, &credentials, "").await.unwrap();
        let (_, idle) = for_itself(&ctx, &mut tx, &credentials, "").await.unwrap();
        ctx.clock.advance(Duration::from_hours(1));
        access_tokens::touch(&mut tx, kept.id, ctx.now()).await.unwrap();
        for _ in 0..19 {
            for_itself(&ctx, &mut tx, &credentials, "").await.unwrap();
        }
        tx.commit().await.unwrap();
        assert!(counts(&ctx, &db, bearer.expose()).await);
        assert!(!counts(&ctx, &db, idle.expose()).await);
    }

    async fn the_command_line_is_one_app_that_can_ask_nobody(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        let app = command_line(&ctx, &mut tx).await.unwrap();
        assert_eq!(command_line(&ctx, &mut tx).await.unwrap(), app);
        let asked = Asked { redirect_uri: OUT_OF_BAND.to_owned(), ..asked(&app) };
        assert!(matches!(examine(&mut tx, asked).await, Err(RequestError::UnknownRedirect)));
    }
}
