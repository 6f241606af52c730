//! Pictures of other nodes.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use image::{DynamicImage, ImageFormat};

use crate::support::{TestNode, World, ask_with, on_both_databases, read_page};

/// A picture of one colour.
fn picture() -> Vec<u8> {
    let mut content = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(8, 8).write_to(&mut content, ImageFormat::Png).unwrap();
    content.into_inner()
}

on_both_databases! {
    /// A person's picture is seen elsewhere without a word to their node, which is asked for it once.
    async fn a_picture_is_seen_elsewhere_and_asked_for_once(world: World) {
        let mut a = TestNode::start(&world, "northside").await;
        let b = TestNode::start(&world, "river").await;
        let ann = a.person("ann").await;
        a.picture(&ann, picture()).await;
        b.find(&ann.uri).await;

        let page = read_page(&b, &format!("/u/ann@{}", a.authority())).await;
        let here = b.url("/pictures/actors/");
        let (_, rest) = page.split_once(&format!("src=\"{here}")).expect("her picture");
        let path = format!("/pictures/actors/{}", rest.split('"').next().unwrap());
        assert!(!page.contains(&a.url("/media/")), "nobody is sent to her node: {page}");

        let accept = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("image/*"))]);
        let (status, headers) = ask_with(&b, Method::GET, &path, &accept).await;
        assert_eq!((status, &headers[header::CONTENT_TYPE]), (StatusCode::OK, &HeaderValue::from_static("image/jpeg")));
        a.stop().await;
        let (status, again) = ask_with(&b, Method::GET, &path, &accept).await;
        assert_eq!((status, &again[header::ETAG]), (StatusCode::OK, &headers[header::ETAG]));
        a.restart().await;
    }
}
