//! Uploaded files as they are served.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};

use super::site::Site;
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
