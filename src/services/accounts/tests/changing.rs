use super::{PASSWORD, asked};
use crate::config::SignUpMode;
use crate::domain::fact::Fact;
use crate::domain::role::{NodeRole, Theme};
use crate::services::accounts::{
    EditProfileError, Passwords, Preferences, ProfileEdit, SignInError, edit_preferences, edit_profile,
    sign_in, suspend, unsuspend,
};
use crate::services::testing::{context, facts, on_both_engines, person, person_as, remote_person};
use crate::store::{Db, accounts, actors};

on_both_engines! {
    async fn people_change_their_own_profile(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let edit = ProfileEdit {
            name: "Lee Ortiz".to_owned(),
            bio: "Nurse *educator*.".to_owned(),
            avatar_url: None,
            banner_url: None,
            fields: vec![("Role".to_owned(), "Educator".to_owned())],
            discoverable: false,
            indexable: false,
            manually_approves: true,
        };
        let denied = edit_profile(&ctx, &mut tx, dana.id, edit.clone()).await;
        assert!(matches!(denied, Err(EditProfileError::Denied(_))));
        let nameless = ProfileEdit { name: "\u{200B}".to_owned(), ..edit.clone() };
        let denied = edit_profile(&ctx, &mut tx, lee.id, nameless).await;
        assert!(matches!(denied, Err(EditProfileError::Profile(_))));
        edit_profile(&ctx, &mut tx, lee.id, edit).await.unwrap();
        let lee = actors::by_id(&mut tx, lee.id).await.unwrap().unwrap();
        assert_eq!((lee.name.as_str(), lee.discoverable, lee.manually_approves), ("Lee Ortiz", false, true));
        assert!(lee.summary_html.contains("<em>educator</em>"));
        assert_eq!(lee.fields.len(), 1);
        assert_eq!(facts(&mut tx).await, [Fact::ActorChanged { actor: lee.id }]);
    }

    async fn preferences_stay_between_the_person_and_the_node(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let preferences = Preferences {
            locale: "de".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            theme: Theme::Dark,
        };
        let nowhere = Preferences { time_zone: "Nowhere/Land".to_owned(), ..preferences.clone() };
        let answer = edit_preferences(&ctx, &mut tx, lee.id, nowhere).await;
        assert!(matches!(answer, Err(EditProfileError::TimeZone)));
        edit_preferences(&ctx, &mut tx, lee.id, preferences).await.unwrap();
        let account = accounts::by_id(&mut tx, lee.id).await.unwrap().unwrap();
        assert_eq!((account.locale.as_str(), account.time_zone.as_str()), ("de", "Europe/Berlin"));
        assert_eq!(account.theme, Theme::Dark);
        assert_eq!(facts(&mut tx).await, []);
    }

    async fn whoever_is_let_back_in_can_sign_in_again(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        let ana = asked(&ctx, &db, &passwords, "ana", SignUpMode::Open).await.actor_id;
        let mut tx = db.begin().await.unwrap();
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Moderator).await;
        suspend(&ctx, &mut tx, lee.id, ana, "spam").await.unwrap();
        tx.commit().await.unwrap();
        let answer = sign_in(&ctx, &db, &passwords, "ana", PASSWORD, "").await;
        assert!(matches!(answer, Err(SignInError::Suspended)));
        let mut tx = db.begin().await.unwrap();
        for _ in 0..2 {
            unsuspend(&ctx, &mut tx, lee.id, ana).await.unwrap();
        }
        tx.commit().await.unwrap();
        sign_in(&ctx, &db, &passwords, "ana", PASSWORD, "").await.unwrap();
    }

    async fn threat_069_no_answer_says_who_has_an_account(db: Db) {
        let (ctx, passwords) = (context(), Passwords::new(2).unwrap());
        asked(&ctx, &db, &passwords, "ana", SignUpMode::Open).await;
        asked(&ctx, &db, &passwords, "kim", SignUpMode::Approval).await;
        let mut answers = Vec::new();
        for login in ["ana", "ana@mail.test", "kim", "nobody", "nobody@mail.test", "@", ""] {
            let answer = sign_in(&ctx, &db, &passwords, login, "wrong horse battery", "").await;
            answers.push(answer.err().map(|error| error.to_string()));
        }
        answers.dedup();
        assert_eq!(answers, [Some("the name or the password is wrong".to_owned())]);
    }
}
