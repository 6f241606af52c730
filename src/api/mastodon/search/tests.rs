//! What Lee finds, and what strangers do not.

use serde_json::{Value, json};

use crate::api::mastodon::tests::{say, thread, words};
use crate::api::testing::TestApi;
use crate::domain::actor::Actor;
use crate::domain::community::{Community, Visibility};
use crate::services::posts::{Target, Wording};
use crate::services::testing::{community, on_both_engines, remote_person};
use crate::store::{Db, communities};

fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap()).collect()
}

async fn opened(api: &TestApi, handle: &str, owner: &Actor, visibility: Visibility) -> Actor {
    let mut tx = api.state.db.begin().await.unwrap();
    let actor = community(&api.state.context, &mut tx, handle, owner).await;
    let found = communities::by_id(&mut tx, actor.id).await.unwrap().unwrap();
    communities::update(&mut tx, &Community { visibility, ..found }).await.unwrap();
    tx.commit().await.unwrap();
    actor
}

on_both_engines! {
    async fn words_find_people_communities_threads_and_tags(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let author = lee.person.clone().unwrap();
        let sepsis = opened(&api, "sepsis", &author, Visibility::Public).await;
        let root = thread(&api, &author, &sepsis, "Sepsis bundles").await;
        let tagged = Wording { tags: vec!["sepsis6".to_owned()], ..words("Lactate", "We use 2.") };
        say(&api, &author, Target::Community(sepsis.id), tagged).await;

        let found = lee.get("/api/v2/search?q=sepsis").await.ok();
        assert_eq!(each(&found["accounts"], "acct"), ["sepsis"]);
        assert_eq!(found["accounts"][0]["group"], true);
        assert!(each(&found["statuses"], "id").contains(&root.id.to_string().as_str()));
        assert_eq!(each(&found["hashtags"], "name"), ["sepsis6"]);
        assert_eq!(found["hashtags"][0]["url"], "https://a.test/tags/sepsis6");
        assert_eq!(found["hashtags"][0]["following"], false);
        assert_eq!(each(&lee.get("/api/v2/search?q=@lee").await.ok()["accounts"], "acct"), ["lee"]);
        assert_eq!(lee.get("/api/v1/search?q=sepsis").await.ok()["hashtags"], json!(["sepsis6"]));
        let only = lee.get("/api/v2/search?q=sepsis&type=hashtags").await.ok();
        assert_eq!((only["accounts"].clone(), only["statuses"].clone()), (json!([]), json!([])));
        let nothing = lee.get("/api/v2/search?q=").await.ok();
        assert_eq!(nothing, json!({ "accounts": [], "statuses": [], "hashtags": [] }));
    }

    async fn a_list_of_one_type_is_narrowed_and_read_page_by_page(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let dana = api.app_of_new("dana", "read").await;
        let (author, other) = (lee.person.clone().unwrap(), dana.person.clone().unwrap());
        let sepsis = opened(&api, "sepsis", &author, Visibility::Public).await;
        for title in ["Lactate one", "Lactate two", "Lactate three"] {
            thread(&api, &author, &sepsis, title).await;
        }
        thread(&api, &other, &sepsis, "Lactate four").await;
        let pages = ["&offset=0", "&offset=2"].map(|offset| {
            format!("/api/v2/search?q=lactate&type=statuses&limit=2{offset}")
        });
        let mut seen = Vec::new();
        for page in &pages {
            let found = lee.get(page).await.ok();
            seen.extend(each(&found["statuses"], "id").into_iter().map(str::to_owned));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 4);
        let of_dana = lee.get(&format!("/api/v2/search?q=lactate&account_id={}", other.id)).await.ok();
        assert_eq!(of_dana["statuses"].as_array().unwrap().len(), 1);
        let followed = dana.get("/api/v1/accounts/search?q=sepsis&following=true").await.ok();
        assert_eq!(followed, json!([]));
        let followed = lee.get("/api/v1/accounts/search?q=sepsis&following=true").await.ok();
        assert_eq!(each(&followed, "acct"), ["sepsis"]);
        for query in ["limit=-1", "limit=99999999", "offset=x&limit=x", "type=unheard.of", "account_id=x"] {
            assert_eq!(lee.get(&format!("/api/v2/search?q=lactate&{query}")).await.status, 200, "{query}");
        }
    }

    async fn a_handle_or_an_address_finds_what_it_names(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let author = lee.person.clone().unwrap();
        let sepsis = opened(&api, "sepsis", &author, Visibility::Public).await;
        let root = thread(&api, &author, &sepsis, "Lactate").await;
        let mut tx = api.state.db.begin().await.unwrap();
        remote_person(&api.state.context, &mut tx, "nia", "b.test").await;
        tx.commit().await.unwrap();
        for query in ["@nia@b.test", "nia@b.test", "https://b.test/u/nia"] {
            let found = lee.get(&format!("/api/v2/search?q={query}&resolve=true")).await.ok();
            assert_eq!(each(&found["accounts"], "acct"), ["nia@b.test"], "{query}");
        }
        let found = lee.get(&format!("/api/v2/search?q={}", root.uri)).await.ok();
        assert_eq!(each(&found["statuses"], "id"), [root.id.to_string()]);
        assert_eq!(found["accounts"], json!([]));
        let nobody = lee.get("/api/v2/search?q=https://c.test/u/nobody&resolve=true").await.ok();
        assert_eq!(nobody, json!({ "accounts": [], "statuses": [], "hashtags": [] }));
    }

    async fn threat_093_what_is_not_listed_is_not_found_by_words(db: Db) {
        let api = TestApi::on(db);
        let lee = api.app_of_new("lee", "read").await;
        let author = lee.person.clone().unwrap();
        let hidden = opened(&api, "hidden", &author, Visibility::Unlisted).await;
        let tagged = Wording { tags: vec!["hiddentag".to_owned()], ..words("Hidden words", "We use 2.") };
        say(&api, &author, Target::Community(hidden.id), tagged).await;
        let found = api.stranger().get("/api/v2/search?q=hidden").await.ok();
        assert_eq!(found["statuses"], json!([]));
        assert_eq!(found["hashtags"], json!([]));
        let found = lee.get("/api/v2/search?q=hidden").await.ok();
        assert_eq!(found["statuses"].as_array().unwrap().len(), 1);
        assert_eq!(each(&found["hashtags"], "name"), ["hiddentag"]);
    }

    async fn threat_069_who_searches_too_often_has_to_wait_and_strangers_ask_nobody_else(db: Db) {
        let api = TestApi::on(db);
        let stranger = api.stranger();
        assert_eq!(stranger.get("/api/v2/search?q=@nia@b.test&resolve=true").await.status, 401);
        assert_eq!(stranger.get("/api/v2/search?q=nia&type=accounts&offset=3").await.status, 401);
        assert_eq!(stranger.get("/api/v1/accounts/search?q=nia").await.status, 401);
        let other = api.app_of_new("lee", "read:statuses").await;
        assert_eq!(other.get("/api/v2/search?q=nia").await.status, 403);
        let lee = api.app_of(other.person.as_ref().unwrap(), "read:search").await;
        let mut answers = Vec::new();
        for _ in 0..60 {
            answers.push(lee.get("/api/v2/search?q=nia").await);
        }
        let limited = answers.iter().find(|answer| answer.status == 429).expect("nobody had to wait");
        assert!(limited.headers.contains_key("retry-after"));
        assert!(limited.json["error"].is_string());
    }
}
