use super::on_both_engines;
use super::people::{add_community, add_follow, add_person};
use super::posts::{DANA, LEE, SEPSIS, add, at, people, post};
use crate::domain::community::FollowState;
use crate::domain::post::Post;
use crate::store::{Db, actors, posts, reach};

on_both_engines! {
    async fn whoever_hosts_or_answers_is_reached_once_a_server(db: Db) {
        let mut tx = db.begin().await.unwrap();
        people(&mut tx).await;
        let lee = actors::by_id(&mut tx, LEE).await.unwrap().unwrap();
        let wounds = add_community(&mut tx, 10, "wounds", "b.test").await.id;
        let followed = add_community(&mut tx, 11, "falls", "d.test").await;
        add_person(&mut tx, 12, "stranger", "e.test").await;
        add_follow(&mut tx, &lee, &followed, FollowState::Accepted).await;
        add(&mut tx, 100, DANA, None).await;
        add(&mut tx, 101, LEE, Some((100, 100))).await;
        let elsewhere = Post { community_id: Some(wounds), ..post(102, LEE, None) };
        assert!(posts::insert(&mut tx, &elsewhere).await.unwrap());

        let reached = reach::one_of_each_server(&mut tx, LEE, 9).await.unwrap();
        assert_eq!(reached, [DANA, followed.id], "Dana and the wounds are both of b.test");
        assert_eq!(reach::one_of_each_server(&mut tx, LEE, 1).await.unwrap(), [DANA]);
        let gone = actors::mark_deleted(&mut tx, followed.id, at(200)).await.unwrap();
        assert!(gone && reach::one_of_each_server(&mut tx, LEE, 9).await.unwrap().len() == 1);
        assert_eq!(reach::communities_here(&mut tx, DANA, 9).await.unwrap(), [SEPSIS]);
    }
}
