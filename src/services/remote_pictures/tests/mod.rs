//! Pictures of honest and hostile servers, met under the rules of production.

mod fetched;
mod kept;
mod seen;

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use image::{DynamicImage, ImageFormat};
use tempfile::TempDir;

use super::*;
use crate::config::StorageUrl;
use crate::infra::http::tests::web::Web;
use crate::services::testing::context;

/// A node and the internet around it.
struct Ground {
    ctx: Context,
    web: Web,
    pictures: RemotePictures,
    _directory: TempDir,
}

impl Ground {
    fn on(db: Db) -> Self {
        Self::configured(db, &Config::default())
    }

    fn configured(db: Db, config: &Config) -> Self {
        let (ctx, web, directory) = (context(), Web::new(), tempfile::tempdir().unwrap());
        let files = MediaStore::open(&StorageUrl::Directory(directory.path().into())).unwrap();
        let pictures = RemotePictures::new(ctx.clone(), db, web.client(), &files, config);
        Self { ctx, web, pictures, _directory: directory }
    }

    /// A server that has a file of this type wherever one asks; gives how often it was asked.
    async fn serve(&self, name: &str, media_type: &'static str, content: Vec<u8>) -> Arc<AtomicUsize> {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let app = Router::new().fallback(get(async move || {
            counted.fetch_add(1, Ordering::SeqCst);
            ([(CONTENT_TYPE, media_type)], content)
        }));
        self.web.serve(name, app).await;
        asked
    }

    async fn find(&self, url: &str) -> Result<MediaKey, NotShown> {
        self.pictures.find(&wanted(url)).await
    }
}

fn wanted(url: &str) -> Wanted {
    Wanted { url: url.to_owned(), purpose: ImagePurpose::Attachment }
}

/// A picture of one colour.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut content = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut content, ImageFormat::Png).unwrap();
    content.into_inner()
}
