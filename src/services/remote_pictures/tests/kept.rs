//! How long pictures are kept, and how many.

use super::*;
use crate::services::testing::on_both_engines;

async fn is_here(ground: &Ground, url: &str) -> bool {
    let mut tx = ground.pictures.db.read().await.unwrap();
    remote_pictures::by_name(&mut tx, &wanted(url).name()).await.unwrap().is_some()
}

async fn opens(ground: &Ground, url: &str, key: &MediaKey) -> bool {
    ground.pictures.open(&wanted(url), key, None).await.is_ok()
}

on_both_engines! {
    async fn what_nobody_looked_at_for_longest_makes_room(db: Db) {
        let mut ground = Ground::on(db.clone());
        let urls = ["https://b.test/1.png", "https://c.test/2.png", "https://d.test/3.png"];
        let mut keys = Vec::new();
        for (url, (name, side)) in urls.iter().zip([("b.test", 8), ("c.test", 9), ("d.test", 10)]) {
            ground.serve(name, "image/png", png(side, side)).await;
            if name == "d.test" {
                ground.ctx.clock.advance(2 * DAY);
                ground.find(urls[0]).await.unwrap();
                let total = remote_pictures::total_bytes(&mut db.read().await.unwrap()).await.unwrap();
                ground.pictures.most_bytes = total + 10;
            }
            keys.push(ground.find(url).await.unwrap());
        }
        assert!(!is_here(&ground, urls[1]).await, "the first was looked at since");
        assert!(is_here(&ground, urls[0]).await && is_here(&ground, urls[2]).await);
        assert!(!opens(&ground, urls[1], &keys[1]).await && opens(&ground, urls[0], &keys[0]).await);

        ground.pictures.most_bytes = 0;
        assert_eq!(ground.pictures.tidy().await.unwrap(), 2, "a node that is told to keep none keeps none");
        assert!(!opens(&ground, urls[0], &keys[0]).await);
    }

    async fn a_picture_is_fetched_anew_after_a_month(db: Db) {
        let ground = Ground::on(db);
        let asked = ground.serve("b.test", "image/png", png(8, 8)).await;
        let (one, same) = ("https://b.test/1.png", "https://b.test/2.png");
        let key = ground.find(one).await.unwrap();
        ground.ctx.clock.advance(20 * DAY);
        assert_eq!(ground.find(same).await.unwrap(), key);
        assert_eq!(ground.pictures.tidy().await.unwrap(), 0);
        ground.ctx.clock.advance(11 * DAY);
        assert_eq!(ground.pictures.tidy().await.unwrap(), 1);
        assert!(!is_here(&ground, one).await && is_here(&ground, same).await);
        assert!(opens(&ground, same, &key).await, "equal pictures share their bytes");
        ground.find(one).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }

    async fn bytes_that_a_crash_left_behind_go_and_lost_ones_come_back(db: Db) {
        let ground = Ground::on(db);
        ground.serve("b.test", "image/png", png(8, 8)).await;
        let url = "https://b.test/a.png";
        let key = ground.find(url).await.unwrap();
        ground.pictures.files.delete(&key).await.unwrap();
        assert!(!opens(&ground, url, &key).await);
        assert_eq!(ground.find(url).await.unwrap(), key);
        assert!(opens(&ground, url, &key).await);

        let mut tx = ground.pictures.db.begin().await.unwrap();
        remote_pictures::delete(&mut tx, &[&wanted(url).name()]).await.unwrap();
        tx.commit().await.unwrap();
        // The clock of the files is the machine's.
        let stored_at = ground.pictures.files.stored_at(&key).await.unwrap();
        ground.ctx.clock.advance(stored_at.since(ground.ctx.now()));
        ground.pictures.tidy().await.unwrap();
        assert!(opens(&ground, url, &key).await, "what is new may be about to be noted");
        ground.ctx.clock.advance(2 * DAY);
        ground.pictures.tidy().await.unwrap();
        assert!(!opens(&ground, url, &key).await);
    }
}
