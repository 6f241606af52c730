mod changing;
mod exporting;

use std::sync::Arc;

use super::{
    ChangeRoleError, Passwords, SignInError, SignUp, approve, change_password, change_role, close, export,
    refuse, sessions, sign_in, sign_up, suspend,
};
use crate::config::SignUpMode;
use crate::domain::account::Account;
use crate::domain::fact::{Fact, Origin};
use crate::domain::post::ReactionKind;
use crate::domain::relationship::Mute;
use crate::domain::role::NodeRole;
use crate::infra::keys::Sealer;
use crate::services::Context;
use crate::services::actors::NewKeys;
use crate::services::communities::follow;
use crate::services::drafts::{self, DraftPlace};
use crate::services::posts::{NewPost, Target, Wording, publish};
use crate::services::reactions::react;
use crate::services::relationships;
use crate::services::testing::{community, context, facts, on_both_engines, person, person_as, traces};
use crate::store::{Db, accounts, actors, mentions, notifications, reads};

const PASSWORD: &str = "correct horse battery";

async fn asked(ctx: &Context, db: &Db, passwords: &Passwords, handle: &str, mode: SignUpMode) -> Account {
    let sealer = Arc::new(Sealer::new(&[7; 32]).unwrap());
    let keys = NewKeys::make(ctx, &sealer).await.unwrap();
    let hash = passwords.hash(PASSWORD).await.unwrap();
    let request = SignUp {
        handle: handle.to_owned(),
        email: format!("{handle}@mail.test"),
        name: String::new(),
        note: "I teach nurses.".to_owned(),
        locale: "en".to_owned(),
    };
    let mut tx = db.begin().await.unwrap();
    let account = sign_up(ctx, &mut tx, mode, request, &hash, keys).await.unwrap();
    tx.commit().await.unwrap();
    account
}

on_both_engines! {
    async fn an_account_that_needs_approval_waits_for_it(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        let mut tx = db.begin().await.unwrap();
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Moderator).await;
        let max = person(&ctx, &mut tx, "max").await;
        tx.commit().await.unwrap();
        let ana = asked(&ctx, &db, &passwords, "ana", SignUpMode::Approval).await;
        let kim = asked(&ctx, &db, &passwords, "kim", SignUpMode::Approval).await;
        let waits = sign_in(&ctx, &db, &passwords, "ana", PASSWORD, "").await;
        assert!(matches!(waits, Err(SignInError::Pending)));
        let mut tx = db.begin().await.unwrap();
        assert_eq!(notifications::count_unread(&mut tx, lee.id).await.unwrap(), 2);
        assert_eq!(notifications::count_unread(&mut tx, max.id).await.unwrap(), 0);
        // Somebody named Kim, who is not yet let in.
        let sepsis = community(&ctx, &mut tx, "sepsis", &max).await;
        let wording = Wording {
            title: Some("Welcome".to_owned()),
            source: Some("Kim".to_owned()),
            html: "<p>Kim</p>".to_owned(),
            ..Wording::default()
        };
        let new = NewPost { author: max.id, target: Target::Community(sepsis.id), wording };
        let post = publish(&ctx, &mut tx, new).await.unwrap();
        mentions::insert(&mut tx, post.id, &[kim.actor_id]).await.unwrap();
        approve(&ctx, &mut tx, lee.id, ana.actor_id).await.unwrap();
        refuse(&ctx, &mut tx, lee.id, kim.actor_id).await.unwrap();
        assert_eq!(actors::local_by_handle(&mut tx, "kim").await.unwrap(), None);
        tx.commit().await.unwrap();
        sign_in(&ctx, &db, &passwords, "ana@mail.test", PASSWORD, "").await.unwrap();
    }

    async fn unknown_people_and_wrong_passwords_get_the_same_answer(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        asked(&ctx, &db, &passwords, "ana", SignUpMode::Open).await;
        for (login, password) in [("ana", "wrong horse battery"), ("nobody", PASSWORD), ("", PASSWORD)] {
            let answer = sign_in(&ctx, &db, &passwords, login, password, "").await;
            assert!(matches!(answer, Err(SignInError::Wrong)), "{login}");
        }
    }

    async fn a_new_password_ends_the_other_sessions(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        let ana = asked(&ctx, &db, &passwords, "ana", SignUpMode::Open).await.actor_id;
        let (phone, other) = sign_in(&ctx, &db, &passwords, "ana", PASSWORD, "Phone").await.unwrap();
        let (kept, token) = sign_in(&ctx, &db, &passwords, "@ana", PASSWORD, "Laptop").await.unwrap();
        change_password(&ctx, &db, &passwords, ana, PASSWORD, "another horse", kept.id).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(sessions::find(&ctx, &mut tx, token.expose()).await.unwrap().is_some());
        assert!(sessions::find(&ctx, &mut tx, other.expose()).await.unwrap().is_none());
        assert!(sessions::is_open(&ctx, &mut tx, ana, kept.id).await.unwrap());
        assert!(!sessions::is_open(&ctx, &mut tx, ana, phone.id).await.unwrap());
        assert_eq!(export(&ctx, &mut tx, ana).await.unwrap().sessions.len(), 1);
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Moderator).await;
        assert!(!sessions::is_open(&ctx, &mut tx, lee.id, kept.id).await.unwrap());
        suspend(&ctx, &mut tx, lee.id, ana, "spam").await.unwrap();
        assert!(sessions::find(&ctx, &mut tx, token.expose()).await.unwrap().is_none());
        assert!(!sessions::is_open(&ctx, &mut tx, ana, kept.id).await.unwrap());
    }

    async fn a_closed_account_is_emptied_and_others_are_told(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        let ana = asked(&ctx, &db, &passwords, "ana", SignUpMode::Open).await.actor_id;
        close(&ctx, &db, &passwords, ana, PASSWORD).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(facts(&mut tx).await, [Fact::ActorDeleted { actor: ana, told: vec![] }]);
        assert!(actors::by_id(&mut tx, ana).await.unwrap().unwrap().deleted_at.is_some());
        drop(tx);
        let answer = sign_in(&ctx, &db, &passwords, "ana", PASSWORD, "").await;
        assert!(matches!(answer, Err(SignInError::Wrong)));
    }

    async fn of_a_closed_account_only_what_says_that_it_is_gone_is_left(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        let mut tx = db.begin().await.unwrap();
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        tx.commit().await.unwrap();
        let ana = asked(&ctx, &db, &passwords, "ana", SignUpMode::Approval).await.actor_id;
        let mut tx = db.begin().await.unwrap();
        approve(&ctx, &mut tx, lee.id, ana).await.unwrap();
        follow(&ctx, &mut tx, ana, sepsis.id).await.unwrap();
        let answer = Wording { html: "<p>2</p>".to_owned(), ..Wording::default() };
        let question = Wording { title: Some("Lactate".to_owned()), ..answer.clone() };
        let new = NewPost { author: ana, target: Target::Community(sepsis.id), wording: question };
        let post = publish(&ctx, &mut tx, new).await.unwrap();
        let new = NewPost { author: lee.id, target: Target::Reply(post.id), wording: answer };
        let reply = publish(&ctx, &mut tx, new).await.unwrap();
        react(&ctx, &mut tx, ana, reply.id, ReactionKind::Thanks, None, &Origin::Here).await.unwrap();
        reads::mark_thread(&mut tx, ana, post.id, ctx.now()).await.unwrap();
        reads::mark_community(&mut tx, ana, sepsis.id, ctx.now()).await.unwrap();
        drafts::save(&ctx, &mut tx, ana, DraftPlace::Reply(post.id), "{}".to_owned()).await.unwrap();
        let max = person(&ctx, &mut tx, "max").await;
        let mute = Mute { notifications: true, ends_at: None };
        for (one, other) in [(ana, max.id), (max.id, ana)] {
            relationships::block(&ctx, &mut tx, one, other).await.unwrap();
            relationships::mute(&ctx, &mut tx, one, other, mute).await.unwrap();
            relationships::set_note(&mut tx, one, other, "Never on time").await.unwrap();
        }
        tx.commit().await.unwrap();
        sign_in(&ctx, &db, &passwords, "ana", PASSWORD, "Phone").await.unwrap();
        let before = traces(&mut db.read().await.unwrap(), ana).await;
        for kept in ["drafts.actor_id", "notifications.account_id", "sessions.actor_id", "reactions.actor_id", "blocks.target_id"] {
            assert!(before.iter().any(|trace| trace == kept), "{kept}");
        }

        close(&ctx, &db, &passwords, ana, PASSWORD).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let left = traces(&mut tx, ana).await;
        assert_eq!(left, ["accounts.actor_id", "actor_keys.actor_id", "posts.author_id"]);
        assert!(accounts::credentials_of(&mut tx, ana).await.unwrap().is_none());
        let account = accounts::by_id(&mut tx, ana).await.unwrap().unwrap();
        assert_eq!((account.email, account.sign_up_note), (format!("closed-{ana}@invalid"), None));
    }

    async fn the_last_administrator_stays(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
        let answer = change_role(&ctx, &mut tx, Some(lee.id), lee.id, NodeRole::Person).await;
        assert!(matches!(answer, Err(ChangeRoleError::LastAdmin)));
        let ana = person_as(&ctx, &mut tx, "ana", NodeRole::Person).await;
        change_role(&ctx, &mut tx, Some(lee.id), ana.id, NodeRole::Admin).await.unwrap();
        change_role(&ctx, &mut tx, Some(ana.id), lee.id, NodeRole::Person).await.unwrap();
    }

    async fn of_two_administrators_who_step_down_at_once_one_stays(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await.id;
        let ana = person_as(&ctx, &mut tx, "ana", NodeRole::Admin).await.id;
        tx.commit().await.unwrap();
        let step_down = async |person| {
            let mut tx = db.begin().await.unwrap();
            let done = change_role(&ctx, &mut tx, Some(person), person, NodeRole::Person).await;
            tx.commit().await.unwrap();
            done.is_ok()
        };
        let (one, other) = tokio::join!(step_down(lee), step_down(ana));
        assert!(one != other, "{one} {other}");
    }
}
