use super::*;
use crate::store::communities;

#[tokio::test(flavor = "multi_thread")]
async fn three_organizations_show_the_same() {
    let demo = Demo::start(Ports([0; 3]), &|_| {}).await.unwrap();
    let [northside, river, lakeside] = &demo.sites;
    let sepsis = format!("@sepsis@{}", northside.authority());
    for site in [northside, river, lakeside] {
        let community = site.find(&sepsis).await.unwrap();
        let mut tx = site.db().read().await.unwrap();
        let row = communities::by_id(&mut tx, community).await.unwrap().unwrap();
        assert_eq!(row.topic_count, 10, "{}", site.authority());
    }
    assert!(demo.guide().contains("kim@lakeside.example"));
    demo.stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let refused = Demo::start(Ports([0, 0, port]), &|_| {}).await.err().unwrap();
    assert_eq!(
        refused.to_string(),
        format!("port {port} is taken; end whatever uses it (another demo?) and try again")
    );
}

#[test]
fn the_data_goes_with_the_demo() {
    let directory = Directory::create().unwrap();
    let path = directory.path().to_owned();
    std::fs::write(path.join("data.db"), "x").unwrap();
    drop(directory);
    assert!(!path.exists());
}
