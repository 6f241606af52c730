use std::time::Duration;

use crate::domain::fact::Origin;
use crate::domain::post::{AttachmentKind, PostState, ReactionKind};
use crate::services::accounts::{export, export_posts};
use crate::services::drafts::{self, DraftPlace};
use crate::services::marks;
use crate::services::media::{NewMedia, register};
use crate::services::posts::one_text::OneText;
use crate::services::posts::{NewPost, Target, Wording, delete, publish};
use crate::services::reactions::react;
use crate::services::scheduled::schedule;
use crate::services::testing::{community, context, on_both_engines, person, remote_community};
use crate::store::Db;

on_both_engines! {
    async fn people_take_along_what_they_wrote_and_gathered(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let sepsis = community(&ctx, &mut tx, "sepsis", &max).await;
        let far = remote_community(&ctx, &mut tx, "nursing", "b.test").await;
        let said = |target| NewPost {
            author: lee.id,
            target,
            wording: Wording {
                title: Some("Lactate".to_owned()),
                html: "<p>2</p>".to_owned(),
                ..Wording::default()
            },
        };
        let root = publish(&ctx, &mut tx, said(Target::Community(sepsis.id))).await.unwrap();
        publish(&ctx, &mut tx, said(Target::Reply(root.id))).await.unwrap();
        publish(&ctx, &mut tx, said(Target::Community(far.id))).await.unwrap();
        let deleted = publish(&ctx, &mut tx, said(Target::Reply(root.id))).await.unwrap();
        delete(&ctx, &mut tx, lee.id, deleted.id, &Origin::Here).await.unwrap();
        react(&ctx, &mut tx, lee.id, root.id, ReactionKind::Thanks, None, &Origin::Here).await.unwrap();
        marks::bookmark(&ctx, &mut tx, lee.id, root.id).await.unwrap();
        let later = OneText { text: "Journal club".to_owned(), ..OneText::default() };
        let at = ctx.now() + Duration::from_hours(1);
        schedule(&ctx, &mut tx, lee.id, &later, at).await.unwrap();
        let content = "{\"title\":\"Later\"}".to_owned();
        drafts::save(&ctx, &mut tx, lee.id, DraftPlace::New(sepsis.id), content).await.unwrap();
        let file = NewMedia {
            owner: lee.id,
            kind: AttachmentKind::Document,
            storage_key: "ab/cd.pdf".to_owned(),
            thumbnail_key: None,
            media_type: "application/pdf".to_owned(),
            file_name: "tool.pdf".to_owned(),
            size_bytes: 9,
            width: None,
            height: None,
            blurhash: None,
        };
        register(&ctx, &mut tx, file).await.unwrap();

        let posts = export_posts(&mut tx, lee.id, None).await.unwrap();
        let states: Vec<_> = posts.rows.iter().map(|post| post.state).collect();
        assert_eq!(states, [PostState::Sent, PostState::Published, PostState::Published]);
        assert_eq!(posts.rows[1].answers.as_deref(), Some(root.uri.as_str()));
        assert_eq!(posts.rows[2].community.as_deref(), Some("https://a.test/c/sepsis"));
        assert_eq!(posts.next, None);
        assert!(export_posts(&mut tx, lee.id, Some(root.id)).await.unwrap().rows.is_empty());
        let rest = export(&ctx, &mut tx, lee.id).await.unwrap();
        assert_eq!(rest.reactions[0].post, root.uri);
        assert_eq!(rest.drafts[0].content, "{\"title\":\"Later\"}");
        assert_eq!(rest.files[0].name, "tool.pdf");
        assert_eq!((rest.bookmarks[0].post.as_str(), rest.bookmarks[0].at), (root.uri.as_str(), ctx.now()));
        assert_eq!(rest.scheduled[0].scheduled_at, at);
        assert!(rest.scheduled[0].content.contains("Journal club"), "{:?}", rest.scheduled);
    }
}
