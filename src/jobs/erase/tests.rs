use super::Erase;
use crate::domain::fact::Origin;
use crate::domain::ids::PostId;
use crate::domain::post::{Post, PostKind, ReactionKind};
use crate::jobs::{JobHandler, Outcome};
use crate::services::actors::forget;
use crate::services::posts::{NewPost, Target, Wording, publish};
use crate::services::reactions::react;
use crate::services::testing::{community, context, on_both_engines, person, remote_person};
use crate::store::{Db, jobs, posts};

on_both_engines! {
    async fn whoever_is_gone_leaves_marks_and_exact_counts(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
        let said = |target| {
            let wording = Wording { title: Some("Lactate".to_owned()), html: "<p>2</p>".to_owned(), ..Wording::default() };
            NewPost { author: lee.id, target, wording }
        };
        let root = publish(&ctx, &mut tx, said(Target::Community(sepsis.id))).await.unwrap();
        let own = publish(&ctx, &mut tx, said(Target::Reply(root.id))).await.unwrap();
        react(&ctx, &mut tx, dana.id, own.id, ReactionKind::Thanks, None, &Origin::Host(sepsis.id)).await.unwrap_err();
        let elsewhere = Origin::Elsewhere { activity: "{}".to_owned(), uri: String::new() };
        react(&ctx, &mut tx, dana.id, own.id, ReactionKind::Thanks, None, &elsewhere).await.unwrap();
        let replies: Vec<Post> = (0..501).map(|number| Post {
            id: PostId::new(ctx.ids.next()),
            uri: format!("https://b.test/p/{number}"),
            kind: PostKind::Reply,
            author_id: dana.id,
            parent_id: Some(own.id),
            depth: 2,
            ..own.clone()
        }).collect();
        for reply in &replies {
            posts::insert(&mut tx, reply).await.unwrap();
        }

        forget(&ctx, &mut tx, dana.id, &elsewhere).await.unwrap();
        let key = format!("erase:{}", dana.id);
        let job = jobs::by_key(&mut tx, &key).await.unwrap().unwrap();
        let answered = posts::by_id(&mut tx, own.id).await.unwrap().unwrap();
        assert_eq!((answered.reply_count, answered.thanks_count), (1, 0));
        tx.commit().await.unwrap();
        let erase = Erase { ctx, db: db.clone() };
        assert_eq!(erase.run(&job).await, Outcome::Done);

        let mut tx = db.read().await.unwrap();
        let answered = posts::by_id(&mut tx, own.id).await.unwrap().unwrap();
        assert_eq!((answered.reply_count, answered.html.as_str()), (0, "<p>2</p>"));
        assert_eq!(posts::by_id(&mut tx, root.id).await.unwrap().unwrap().reply_count, 1);
        for reply in replies {
            let mark = posts::by_id(&mut tx, reply.id).await.unwrap().unwrap();
            assert!(mark.deleted_at.is_some() && mark.html.is_empty());
        }
    }
}
