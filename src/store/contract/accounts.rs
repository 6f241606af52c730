use super::on_both_engines;
use super::people::{LATER, NOW, account, add_person};
use crate::domain::account::{Account, Session};
use crate::domain::ids::{ActorId, SessionId};
use crate::domain::role::{AccountState, NodeRole};
use crate::domain::time::Timestamp;
use crate::store::{Db, StoreError, accounts, actors, sessions};

on_both_engines! {
    async fn an_account_is_found_by_address_and_handle(db: Db) {
        let mut tx = db.begin().await.unwrap();
        add_person(&mut tx, 1, "lee", "a.test").await;
        let mut lee = account(1, "Lee@a.test");
        accounts::insert(&mut tx, &lee, "hash").await.unwrap();
        for login in ["lee@A.test", "LEE"] {
            assert_eq!(accounts::credentials(&mut tx, login).await.unwrap().unwrap().password_hash, "hash");
        }
        assert!(accounts::credentials(&mut tx, "ana").await.unwrap().is_none());
        assert!(accounts::email_is_taken(&mut tx, "LEE@a.test").await.unwrap());
        accounts::set_role(&mut tx, lee.actor_id, NodeRole::Admin, NOW).await.unwrap();
        lee = Account { role: NodeRole::Admin, time_zone: "Europe/Berlin".to_owned(), ..lee };
        accounts::update(&mut tx, &lee).await.unwrap();
        accounts::set_password(&mut tx, lee.actor_id, "other", NOW).await.unwrap();
        assert_eq!(accounts::by_id(&mut tx, lee.actor_id).await.unwrap(), Some(lee.clone()));
        assert_eq!(accounts::credentials_of(&mut tx, lee.actor_id).await.unwrap().unwrap().password_hash, "other");
        assert_eq!(accounts::lock_admins(&mut tx).await.unwrap(), [lee.actor_id]);
        assert_eq!(accounts::staff(&mut tx).await.unwrap(), [lee.actor_id]);
        assert_eq!(accounts::count(&mut tx, AccountState::Active).await.unwrap(), 1);
    }

    async fn accounts_are_listed_newest_first_and_searched(db: Db) {
        let mut tx = db.begin().await.unwrap();
        for (id, handle) in [(1, "lee"), (2, "ana"), (3, "leander")] {
            add_person(&mut tx, id, handle, "a.test").await;
            accounts::insert(&mut tx, &account(id, &format!("{handle}@mail.test")), "hash").await.unwrap();
        }
        let found = accounts::Filter { state: Some(AccountState::Active), text: "LE" };
        let rows = accounts::list(&mut tx, found, None, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.actor.handle.as_str()).collect::<Vec<_>>(), ["leander", "lee"]);
        let rest = accounts::list(&mut tx, accounts::Filter::default(), Some(ActorId::new(3)), 1).await.unwrap();
        assert_eq!(rest[0].email, "ana@mail.test");
    }

    async fn a_request_is_decided_once(db: Db) {
        let mut tx = db.begin().await.unwrap();
        for (id, handle) in [(1, "lee"), (2, "ana")] {
            add_person(&mut tx, id, handle, "a.test").await;
            let waits = Account { state: AccountState::Pending, ..account(id, &format!("{handle}@mail.test")) };
            accounts::insert(&mut tx, &waits, "hash").await.unwrap();
        }
        let (lee, ana) = (ActorId::new(1), ActorId::new(2));
        let (waits, active) = (AccountState::Pending, AccountState::Active);
        assert!(accounts::set_state(&mut tx, lee, waits, active, LATER).await.unwrap());
        assert!(!accounts::set_state(&mut tx, lee, waits, active, LATER).await.unwrap());
        assert!(!accounts::delete_pending(&mut tx, lee).await.unwrap());
        assert_eq!(accounts::by_id(&mut tx, lee).await.unwrap().unwrap().state, active);
        assert!(accounts::delete_pending(&mut tx, ana).await.unwrap());
        actors::delete(&mut tx, ana).await.unwrap();
        assert_eq!(actors::by_id(&mut tx, ana).await.unwrap(), None);
    }

    async fn what_was_read_before_takes_back_neither_a_role_nor_a_closing(db: Db) {
        let mut tx = db.begin().await.unwrap();
        add_person(&mut tx, 1, "lee", "a.test").await;
        let before = account(1, "lee@a.test");
        let (lee, active, suspended) = (before.actor_id, AccountState::Active, AccountState::Suspended);
        accounts::insert(&mut tx, &before, "hash").await.unwrap();
        accounts::set_role(&mut tx, lee, NodeRole::Moderator, LATER).await.unwrap();
        assert!(accounts::set_state(&mut tx, lee, active, suspended, LATER).await.unwrap());
        accounts::update(&mut tx, &before).await.unwrap();
        let now = accounts::by_id(&mut tx, lee).await.unwrap().unwrap();
        assert_eq!((now.role, now.state), (NodeRole::Moderator, suspended));

        assert!(accounts::close(&mut tx, lee, LATER).await.unwrap());
        assert!(!accounts::close(&mut tx, lee, LATER).await.unwrap());
        let late = accounts::update(&mut tx, &before).await;
        assert!(matches!(late, Err(StoreError::NotFound)));
        let late = accounts::set_password(&mut tx, lee, "other", LATER).await;
        assert!(matches!(late, Err(StoreError::NotFound)));
        assert!(!accounts::email_is_taken(&mut tx, "lee@a.test").await.unwrap());
    }

    async fn a_session_is_found_until_it_expires_or_ends(db: Db) {
        let mut tx = db.begin().await.unwrap();
        add_person(&mut tx, 1, "lee", "a.test").await;
        accounts::insert(&mut tx, &account(1, "lee@a.test"), "hash").await.unwrap();
        let session = |id, hash: &str| Session {
            id: SessionId::new(id),
            actor_id: ActorId::new(1),
            token_hash: hash.to_owned(),
            user_agent: "Browser".to_owned(),
            created_at: NOW,
            last_used_at: NOW,
            expires_at: LATER,
        };
        let (one, two, three) = (session(1, "one"), session(2, "two"), session(3, "three"));
        for session in [&one, &two, &three] {
            sessions::insert(&mut tx, session).await.unwrap();
        }
        assert_eq!(sessions::by_token_hash(&mut tx, "one", NOW).await.unwrap(), Some(one.clone()));
        assert_eq!(sessions::by_token_hash(&mut tx, "one", LATER).await.unwrap(), None);
        sessions::touch(&mut tx, one.id, LATER, Timestamp::from_millis(LATER.millis() + 1)).await.unwrap();
        assert_eq!(sessions::of_account(&mut tx, one.actor_id, NOW).await.unwrap()[0].id, one.id);
        assert!(sessions::delete(&mut tx, one.actor_id, two.id).await.unwrap());
        assert_eq!(sessions::delete_others(&mut tx, one.actor_id, Some(one.id)).await.unwrap(), 1);
    }
}
