//! Uploaded files as they are served.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};

use super::discussion;
use super::site::{Answer, Site};
use crate::config::Config;
use crate::infra::media::{FileType, MediaKey};

/// A picture of one colour.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(8, 8);
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_picture_is_shown_on_the_profile_and_kept_for_long() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let fields = [("name", "Lee"), ("bio", "")];
    let saved = lee.post_file("/settings/profile", &fields, ("avatar", "me.svg", &picture())).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = site.browser().get("/u/lee").await;
    let (_, rest) = page.body.split_once("https://a.test/media/").expect("a picture");
    let path = format!("/media/{}", rest.split('"').next().unwrap());
    let served = site.browser().get(&path).await;
    assert_eq!(served.status, 200);
    assert_eq!(served.headers[CONTENT_TYPE], "image/webp");
    assert_eq!(served.headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert!(!served.headers.contains_key(CONTENT_DISPOSITION));
    // Web clients draw pictures where they can look at the colours, so they ask as another origin.
    for picture in [path.as_str(), "/assets/avatar.png"] {
        let served = site.browser().get(picture).await;
        assert_eq!(served.headers["access-control-allow-origin"], "*", "{picture}");
    }
    lee.post_files("/settings/profile", &[("name", "Lee"), ("bio", ""), ("remove_avatar", "1")]).await;
    assert!(!site.browser().get("/u/lee").await.body.contains("/media/"));
}

#[tokio::test]
async fn threat_082_what_could_run_is_no_picture() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    for content in
        [&b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..], b"<html><script>", b"%PDF-1.7"]
    {
        let answer = lee
            .post_file(
                "/settings/profile",
                &[("name", "Lee!"), ("bio", "Typed")],
                ("avatar", "a.png", content),
            )
            .await;
        assert_eq!(answer.status, 422);
        answer.says(&["value=\"Lee!\"", "Typed", "id=\"problem-avatar\""]);
    }
}

#[tokio::test]
async fn threat_084_a_document_is_only_a_download_under_a_safe_name() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = [("kind", "discussion"), ("title", "Hello"), ("body", "Well?"), ("action", "publish")];
    let text = b"{\"@context\": \"https://www.w3.org/ns/activitystreams\", \"type\": \"Note\"}\n";
    let published =
        dana.post_file("/c/sepsis/new", &fields, ("files", "..%2f..%2f\u{202e}evil.txt", text)).await;
    assert_eq!(published.status, 303, "{}", published.body);
    let path = format!("/media/{}", MediaKey::of(text, FileType::Text));
    let served = site.browser().get(&path).await;
    assert_eq!(served.status, 200, "threat 48");
    assert!(served.headers[CONTENT_TYPE].to_str().unwrap().starts_with("text/plain"));
    let disposition = served.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    assert!(!disposition.contains('/') && !disposition.contains('\r'), "{disposition}");
    assert_eq!(served.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(served.headers[CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");

    let thread = published.location().to_owned();
    assert_eq!(dana.post(&format!("{thread}/delete"), &[]).await.status, 303);
    assert_eq!(site.browser().get(&path).await.status, 404, "threat 93");
    assert_eq!(dana.get(&path).await.headers[CACHE_CONTROL], "private, no-store");
    for path in ["/media/../secret", "/media/aa/bb/x.txt", "/media/%2e%2e/%2e%2e/etc/passwd"] {
        assert_eq!(site.browser().get(path).await.status, 404, "{path}");
    }
}

/// What a form says of the file that it holds: its id.
fn held(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("name=\"keep\" value=\"").expect("a file");
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_described_before_it_is_published() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = [("kind", "discussion"), ("title", "Hello"), ("body", "Well?"), ("action", "publish")];
    let silent = dana.post_file("/c/sepsis/new", &fields, ("file", "board.png", &picture())).await;
    assert_eq!(silent.status, 422);
    silent.says(&["Describe “board.png” for people who cannot see it", "value=\"Hello\"", "Well?"]);
    let id = held(&silent);
    let alt = format!("alt-{id}");
    let said = [&fields[..], &[("keep", id.as_str()), (alt.as_str(), "The board")]].concat();
    let published = dana.post_files("/c/sepsis/new", &said).await;
    assert_eq!(published.status, 303, "{}", published.body);
    dana.get(published.location()).await.says(&["alt=\"The board\""]);
}

#[tokio::test]
async fn a_reply_keeps_its_file_and_its_description_through_the_preview() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let reply = format!("{}/reply", discussion(&mut dana, "Hello").await);
    let fields = [("body", "See here."), ("alt", "The board"), ("action", "preview")];
    let preview = dana.post_file(&reply, &fields, ("file", "board.png", &picture())).await;
    assert_eq!(preview.status, 200);
    preview.says(&["<p>See here.</p>", "board.png", "value=\"The board\""]);
    let id = held(&preview);
    let alt = format!("alt-{id}");
    let silent = [("body", "See here."), ("keep", id.as_str()), ("action", "publish")];
    let silent = dana.post_files(&reply, &silent).await;
    assert_eq!(silent.status, 422);
    silent.says(&["Describe “board.png”", &id]);
    let said =
        [("body", "See here."), ("keep", id.as_str()), (alt.as_str(), "The board"), ("action", "publish")];
    let published = dana.post_files(&reply, &said).await;
    assert_eq!(published.status, 303, "{}", published.body);
    dana.get(published.location()).await.says(&["alt=\"The board\"", "/media/"]);
}

#[tokio::test]
async fn a_document_in_a_reply_is_called_by_its_file_name() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let reply = format!("{}/reply", discussion(&mut dana, "Hello").await);
    let fields = [("body", "See here."), ("action", "publish")];
    let published = dana.post_file(&reply, &fields, ("file", "Plan B.txt", b"First this.")).await;
    assert_eq!(published.status, 303, "{}", published.body);
    dana.get(published.location()).await.says(&[">Plan B.txt<"]);
}

#[tokio::test]
async fn the_pictures_of_a_community_can_be_removed() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let fields = [("name", "Sepsis care"), ("summary", "Nurses."), ("language", "en")];
    let saved = dana.post_file("/c/sepsis/edit", &fields, ("icon", "icon.png", &picture())).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let saved = dana.post_file("/c/sepsis/edit", &fields, ("banner", "wide.png", &picture())).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    dana.get("/c/sepsis/edit").await.says(&["name=\"remove_icon\"", "name=\"remove_banner\""]);
    assert_eq!(dana.get("/c/sepsis").await.body.matches("/media/").count(), 2);
    let removing = [&fields[..], &[("remove_icon", "1"), ("remove_banner", "1")]].concat();
    assert_eq!(dana.post_files("/c/sepsis/edit", &removing).await.status, 303);
    assert!(!dana.get("/c/sepsis").await.body.contains("/media/"));
    assert!(!dana.get("/c/sepsis/edit").await.body.contains("remove_icon"));
}

#[tokio::test]
async fn a_form_says_how_large_a_file_may_be() {
    let mut config = Config::default();
    config.limits.upload_bytes = 300_000;
    let site = Site::configured(config).await;
    let mut dana = site.with_community("dana").await;
    dana.get("/c/sepsis/new").await.says(&["at most 300 kB each", "ODT", ".docx"]);
    dana.get("/settings/profile").await.says(&["JPG, PNG, GIF, WEBP, at most 300 kB."]);
    let fields = [("kind", "discussion"), ("title", "Hello"), ("body", "Well?"), ("action", "publish")];
    let large = vec![b'a'; 300_001];
    let refused = dana.post_file("/c/sepsis/new", &fields, ("file", "long.txt", &large)).await;
    assert_eq!(refused.status, 422);
    refused.says(&["Choose files of at most 300 kB."]);
}

#[tokio::test]
async fn an_edit_changes_the_link_and_the_files_of_what_was_said() {
    let site = Site::new().await;
    let mut dana = site.with_community("dana").await;
    let thread = discussion(&mut dana, "Hello").await;
    let answer =
        dana.post_files(&format!("{thread}/reply"), &[("body", "See."), ("action", "publish")]).await;
    let reply = answer.location().rsplit_once("#p").map(|(_, id)| format!("/p/{id}")).unwrap();
    for (path, title) in [(&thread, Some("Hello")), (&reply, None)] {
        let edit = format!("{path}/edit");
        let said: Vec<_> = title
            .map(|title| ("title", title))
            .into_iter()
            .chain([("body", "See here."), ("link", "https://guide.example/"), ("action", "publish")])
            .collect();
        let silent = dana.post_file(&edit, &said, ("file", "board.png", &picture())).await;
        assert_eq!(silent.status, 422);
        let id = held(&silent);
        let alt = format!("alt-{id}");
        let described = [&said[..], &[("keep", id.as_str()), (alt.as_str(), "The board")]].concat();
        assert_eq!(dana.post_files(&edit, &described).await.status, 303);
        dana.get(&edit).await.says(&["value=\"https://guide.example/\"", "value=\"The board\"", "board.png"]);
        dana.get(&thread).await.says(&["href=\"https://guide.example/\"", "alt=\"The board\""]);

        let reworded = [&said[..], &[("keep", id.as_str()), (alt.as_str(), "The whiteboard")]].concat();
        assert_eq!(dana.post_files(&edit, &reworded).await.status, 303);
        dana.get(&thread).await.says(&["alt=\"The whiteboard\""]);
        let bare: Vec<_> = said.iter().copied().filter(|(name, _)| *name != "link").collect();
        assert_eq!(dana.post_files(&edit, &bare).await.status, 303);
        let page = dana.get(&thread).await;
        assert!(!page.body.contains("guide.example") && !page.body.contains("whiteboard"));
    }
}
