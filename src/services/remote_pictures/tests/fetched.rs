//! What is fetched, and what never is.

use axum::response::Redirect;
use futures::future::join_all;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, RgbImage};

use super::*;
use crate::infra::http::tests::web::Canary;
use crate::infra::media::FileType;
use crate::services::testing::on_both_engines;

/// A JPEG that says where it was taken.
fn photo_from_a_phone() -> Vec<u8> {
    let mut content = Vec::new();
    let mut encoder = JpegEncoder::new(&mut content);
    encoder.set_exif_metadata(b"II*\0\x08\0\0\0\0\0GPS 52.5200N 13.4050E".to_vec()).unwrap();
    encoder.encode_image(&RgbImage::new(60, 40)).unwrap();
    content
}

/// A PNG that announces this size and has no pixels.
fn announced(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    header.extend([8, 6, 0, 0, 0]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&header);
    let mut content = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    content.extend(&header);
    content.extend(checksum.sum().to_be_bytes());
    content.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    content
}

async fn bytes(ground: &Ground, url: &str) -> Vec<u8> {
    let key = ground.find(url).await.unwrap();
    let object = ground.pictures.open(&wanted(url), &key, None).await.unwrap();
    let chunks: Vec<_> = futures::TryStreamExt::try_collect(object.content).await.unwrap();
    chunks.concat()
}

on_both_engines! {
    async fn fifty_who_look_at_once_ask_its_server_once(db: Db) {
        let ground = Ground::on(db);
        let asked = ground.serve("b.test", "image/png", png(80, 60)).await;
        let looks = (0..50).map(|_| ground.find("https://b.test/a.png"));
        let found: Vec<MediaKey> = join_all(looks).await.into_iter().map(Result::unwrap).collect();
        assert!(found.iter().all(|key| *key == found[0] && key.file_type() == FileType::Webp));
        ground.find("https://b.test/a.png").await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 1);

        let icon = Wanted { purpose: ImagePurpose::Avatar, ..wanted("https://b.test/a.png") };
        assert_ne!(ground.pictures.find(&icon).await.unwrap(), found[0], "another size is another picture");
    }

    async fn threat_042_threat_046_a_picture_leads_nowhere_inside(db: Db) {
        let (ground, canary) = (Ground::on(db), Canary::new());
        ground.web.point("inside.test", vec![vec![canary.address()]]);
        let app = Router::new().fallback(get(async || Redirect::to("https://inside.test/a.png")));
        ground.web.serve("b.test", app).await;
        let inside = format!("https://{}/a.png", canary.address());
        for url in [
            "https://inside.test/a.png",
            "https://b.test/a.png",
            "https://127.0.0.1/a.png",
            "http://b.test/a.png",
            "file:///etc/passwd",
            "data:image/png;base64,AAAA",
            "no address",
            inside.as_str(),
        ] {
            assert!(matches!(ground.find(url).await, Err(NotShown::Failed)), "{url}");
        }
        canary.assert_untouched();
    }

    async fn threat_082_what_could_run_is_no_picture_whatever_its_server_says(db: Db) {
        let ground = Ground::on(db);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
        for (name, media_type, content) in [
            ("svg.test", "image/svg+xml", svg.clone()),
            ("liar.test", "image/png", svg),
            ("html.test", "image/jpeg", b"<!DOCTYPE html><script>1</script>".to_vec()),
            ("pdf.test", "image/png", b"%PDF-1.7\n".to_vec()),
            ("typed.test", "text/html", png(8, 8)),
            ("unknown.test", "application/octet-stream", png(8, 8)),
        ] {
            ground.serve(name, media_type, content).await;
            let found = ground.find(&format!("https://{name}/a")).await;
            assert!(matches!(found, Err(NotShown::Failed)), "{name}");
        }
    }

    async fn threat_083_large_pictures_are_refused_and_of_others_the_pixels_are_kept(db: Db) {
        let mut config = Config::default();
        config.limits.upload_bytes = 20_000;
        config.limits.image_pixels = 1_000_000;
        let ground = Ground::configured(db, &config);
        ground.serve("bomb.test", "image/png", announced(50_000, 50_000)).await;
        ground.serve("large.test", "image/png", png(1001, 1000)).await;
        ground.serve("endless.test", "image/png", [png(8, 8), vec![0; 20_000]].concat()).await;
        for name in ["bomb.test", "large.test", "endless.test"] {
            let found = ground.find(&format!("https://{name}/a.png")).await;
            assert!(matches!(found, Err(NotShown::Failed)), "{name}");
        }
        ground.serve("phone.test", "image/jpeg", photo_from_a_phone()).await;
        let kept = bytes(&ground, "https://phone.test/a.jpg").await;
        assert!(!kept.windows(3).any(|window| window == b"GPS"));
    }

    async fn what_failed_is_left_alone_for_longer_each_time(db: Db) {
        let ground = Ground::on(db);
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let app = Router::new().fallback(get(async move || match counted.fetch_add(1, Ordering::SeqCst) {
            0..3 => ([(CONTENT_TYPE, "text/plain")], b"not yet".to_vec()),
            _ => ([(CONTENT_TYPE, "image/png")], png(8, 8)),
        }));
        ground.web.serve("b.test", app).await;
        let asked_after = async |wait: Duration| {
            ground.ctx.clock.advance(wait);
            assert!(matches!(ground.find("https://b.test/a.png").await, Err(NotShown::Failed)));
            asked.load(Ordering::SeqCst)
        };
        assert_eq!(asked_after(Duration::ZERO).await, 1);
        assert_eq!(asked_after(HOUR / 2).await, 1);
        assert_eq!(asked_after(HOUR / 2).await, 2);
        assert_eq!(asked_after(HOUR).await, 2);
        assert_eq!(asked_after(HOUR).await, 3);
        ground.ctx.clock.advance(4 * HOUR);
        ground.find("https://b.test/a.png").await.unwrap();
    }

    async fn without_room_for_pictures_nothing_is_fetched(db: Db) {
        let mut config = Config::default();
        config.storage.remote_pictures_megabytes = 0;
        let ground = Ground::configured(db, &config);
        let asked = ground.serve("b.test", "image/png", png(8, 8)).await;
        assert!(matches!(ground.find("https://b.test/a.png").await, Err(NotShown::Failed)));
        assert_eq!(asked.load(Ordering::SeqCst), 0);
    }
}

#[test]
fn a_pause_ends_within_a_week() {
    assert_eq!([1, 2, 3].map(pause), [HOUR, 2 * HOUR, 4 * HOUR]);
    assert_eq!(pause(i64::MAX), LONGEST_PAUSE);
}
