use super::{arrive, elsewhere, received, thread, words};
use crate::domain::fact::Origin;
use crate::domain::ids::PostId;
use crate::domain::post::PostState;
use crate::services::posts::{
    Accepted, Edit, NewPost, Target, Wording, confirm, delete, edit, publish, remove, restore,
};
use crate::services::testing::{
    community, context, on_both_engines, person, remote_community, remote_person,
};
use crate::store::topics::{Found, ids_containing};
use crate::store::{Db, Tx};

async fn found(tx: &mut Tx, text: &str) -> Vec<PostId> {
    ids_containing(tx, Found { text, kind: None, author: None }, None, 9).await.unwrap()
}

on_both_engines! {
    async fn a_thread_is_found_by_its_present_words_until_it_is_deleted(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let wording = Wording { tags: vec!["icu".to_owned()], ..words("Lactate", "We use 2.") };
        let new = NewPost { author: lee.id, target: Target::Community(sepsis.id), wording };
        let root = publish(&ctx, &mut tx, new).await.unwrap();
        assert_eq!(found(&mut tx, "icu lactate").await, [root.id]);
        let wording = Wording { tags: vec!["ward".to_owned()], ..words("Pressure", "We use 3.") };
        edit(&ctx, &mut tx, Edit { by: lee.id, post: root.id, wording, note: None }).await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, []);
        assert_eq!(found(&mut tx, "icu").await, []);
        assert_eq!(found(&mut tx, "ward press").await, [root.id]);
        remove(&ctx, &mut tx, lee.id, root.id, "spam", &Origin::Here).await.unwrap();
        assert_eq!(found(&mut tx, "pressure").await, []);
        restore(&ctx, &mut tx, lee.id, root.id, None, &Origin::Here).await.unwrap();
        assert_eq!(found(&mut tx, "pressure").await, [root.id]);
        delete(&ctx, &mut tx, lee.id, root.id, &Origin::Here).await.unwrap();
        assert_eq!(found(&mut tx, "pressure").await, []);
    }

    async fn a_thread_from_elsewhere_is_found_and_one_that_waits_by_its_author_alone(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let Accepted::New(root) = arrive(&ctx, &mut tx, received(&dana, 1, &sepsis), &elsewhere()).await else {
            panic!("it was not taken in")
        };
        assert_eq!(found(&mut tx, "elsewhere from").await, [root]);
        let icu = remote_community(&ctx, &mut tx, "icu", "b.test").await;
        let waiting = thread(&ctx, &mut tx, &lee, &icu).await;
        assert_eq!(waiting.state, PostState::Sent);
        assert_eq!(found(&mut tx, "lactate").await, []);
        let what = Found { text: "lactate", kind: None, author: None };
        assert_eq!(ids_containing(&mut tx, what, Some(lee.id), 9).await.unwrap(), [waiting.id]);
        confirm(&ctx, &mut tx, icu.id, &waiting.uri).await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, [waiting.id]);
    }
}
