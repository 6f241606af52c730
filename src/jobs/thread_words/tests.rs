use super::Words;
use crate::domain::ids::PostId;
use crate::domain::post::Post;
use crate::jobs::{JobHandler, Outcome};
use crate::services::Context;
use crate::services::posts::{NewPost, Target, WORDS_JOB, Wording, publish};
use crate::services::testing::{community, context, on_both_engines, person};
use crate::store::contract::migrate_again;
use crate::store::jobs::{self, JobRow};
use crate::store::topics::{Found, ids_containing};
use crate::store::{Db, Tx, posts, tags};

async fn found(tx: &mut Tx, text: &str) -> Vec<PostId> {
    ids_containing(tx, Found { text, kind: None, author: None }, None, 999).await.unwrap()
}

/// Threads that were written before there were words.
async fn earlier(ctx: &Context, tx: &mut Tx, of: &Post, count: i64) -> Vec<PostId> {
    let mut ids = Vec::new();
    for number in 0..count {
        let id = PostId::new(of.id.get() - 1000 + number);
        let (uri, title) = (format!("https://a.test/p/{id}"), Some(format!("Earlier {number}")));
        let last_activity_at = ctx.now();
        let post = Post { id, uri, root_id: id, title, last_activity_at, ..of.clone() };
        assert!(posts::insert(tx, &post).await.unwrap());
        tags::insert(tx, id, &["icu".to_owned()]).await.unwrap();
        ids.push(id);
    }
    ids
}

async fn the_job(tx: &mut Tx) -> Option<JobRow> {
    jobs::by_key(tx, WORDS_JOB).await.unwrap()
}

on_both_engines! {
    async fn threads_that_were_there_before_the_index_are_found_when_the_job_is_done(db: Db) {
        let ctx = context();
        let mut tx = db.begin().await.unwrap();
        assert_eq!(the_job(&mut tx).await, None, "there is nothing to do in a new database");
        let lee = person(&ctx, &mut tx, "lee").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let wording = Wording { title: Some("Lactate".to_owned()), html: "<p>mmol</p>".to_owned(), ..Wording::default() };
        let new = NewPost { author: lee.id, target: Target::Community(sepsis.id), wording };
        let root = publish(&ctx, &mut tx, new.clone()).await.unwrap();
        let old = earlier(&ctx, &mut tx, &root, 120).await;
        posts::set_removed(&mut tx, old[1], Some(ctx.now()), None).await.unwrap();
        posts::clear(&mut tx, &[old[2]], ctx.now()).await.unwrap();
        tx.commit().await.unwrap();
        migrate_again(&db, 15, "DROP TABLE thread_words").await;

        let mut tx = db.begin().await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, []);
        let mut job = the_job(&mut tx).await.unwrap();
        // What is written from now on needs no job.
        let after = publish(&ctx, &mut tx, new).await.unwrap();
        assert_eq!(found(&mut tx, "lactate").await, [after.id]);
        tx.commit().await.unwrap();

        let words = Words { ctx, db: db.clone() };
        let mut steps = 0;
        while let Outcome::Continue { progress, .. } = words.run(&job).await {
            // The second step is made twice, as after a process that died with it.
            if steps == 1 {
                assert!(matches!(words.run(&job).await, Outcome::Continue { .. }));
            }
            let mut tx = db.read().await.unwrap();
            assert_eq!(found(&mut tx, "lactate").await, [after.id, root.id]);
            assert!(!found(&mut tx, "earlier icu").await.contains(&old[0]) || steps == 2);
            job.progress = progress;
            steps += 1;
        }
        assert_eq!(steps, 3);
        let mut tx = db.begin().await.unwrap();
        assert_eq!(found(&mut tx, "earlier icu").await.len(), 118);
        posts::set_removed(&mut tx, old[1], None, None).await.unwrap();
        assert_eq!(found(&mut tx, "earlier 1 icu").await, [old[1]]);
        assert_eq!(found(&mut tx, "earlier 2 icu").await, []);
    }
}
