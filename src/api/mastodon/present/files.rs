//! Files as media attachments.

use crate::api::mastodon::entities::{Focus, MediaAttachment, Meta, Size};
use crate::domain::address::Addresses;
use crate::domain::post::{Attachment, AttachmentKind};
use crate::infra::images::thumbnail_size;
use crate::store::media::MediaRow;
use crate::store::unfinished_media::UnfinishedMedia;

/// A file of a post. Links are no files: they are cards.
pub(in crate::api) fn attachment(addresses: &Addresses, file: &Attachment) -> Option<MediaAttachment> {
    let image = match file.kind {
        AttachmentKind::Image => true,
        AttachmentKind::Document => false,
        AttachmentKind::Link => return None,
    };
    let url = addresses.post_picture(file).unwrap_or_else(|| file.url.clone());
    let preview = file.thumbnail_key.as_deref().map_or_else(|| url.clone(), |key| addresses.media(key));
    Some(MediaAttachment {
        id: file.media_id.map_or_else(|| file.id.to_string(), |id| id.to_string()),
        r#type: if image { "image" } else { "unknown" },
        preview_url: image.then_some(preview),
        url: Some(url),
        remote_url: file.media_id.is_none().then(|| file.url.clone()),
        text_url: None,
        meta: meta((file.width, file.height), file.thumbnail_key.is_some(), file.focus.as_deref()),
        description: Some(file.name.clone()).filter(|name| !name.is_empty()),
        blurhash: file.blurhash.clone(),
    })
}

/// A file that stands in no post, not yet or no more.
pub(in crate::api) fn uploaded(addresses: &Addresses, file: &MediaRow) -> MediaAttachment {
    let image = file.kind == AttachmentKind::Image;
    let url = addresses.media(&file.storage_key);
    let preview = file.thumbnail_key.as_deref().map_or_else(|| url.clone(), |key| addresses.media(key));
    MediaAttachment {
        id: file.id.to_string(),
        r#type: if image { "image" } else { "unknown" },
        url: Some(url),
        preview_url: image.then_some(preview),
        remote_url: None,
        text_url: None,
        meta: meta((file.width, file.height), file.thumbnail_key.is_some(), file.focus.as_deref()),
        description: file.description.clone(),
        blurhash: file.blurhash.clone(),
    }
}

/// A picture that is still being made anew.
pub(in crate::api) fn unfinished(file: &UnfinishedMedia) -> MediaAttachment {
    MediaAttachment {
        id: file.id.to_string(),
        r#type: "image",
        url: None,
        preview_url: None,
        remote_url: None,
        text_url: None,
        meta: meta((None, None), false, file.focus.as_deref()),
        description: file.description.clone().filter(|text| !text.is_empty()),
        blurhash: None,
    }
}

/// `shrunk`: the preview is a thumbnail, and not the file itself.
fn meta((width, height): (Option<i64>, Option<i64>), shrunk: bool, point: Option<&str>) -> Meta {
    let original = size(width, height);
    let small = if shrunk { width.zip(height).and_then(thumbnail) } else { original.clone() };
    Meta { original, small, focus: focus(point) }
}

fn thumbnail((width, height): (i64, i64)) -> Option<Size> {
    let (width, height) = thumbnail_size((u32::try_from(width).ok()?, u32::try_from(height).ok()?));
    size(Some(width.into()), Some(height.into()))
}

fn size(width: Option<i64>, height: Option<i64>) -> Option<Size> {
    let (width, height) = (width?, height?);
    let aspect = f64::from(i32::try_from(width).ok()?) / f64::from(i32::try_from(height).ok()?.max(1));
    Some(Size { width, height, size: format!("{width}x{height}"), aspect })
}

/// From `x,y` as it is stored.
fn focus(text: Option<&str>) -> Option<Focus> {
    let (x, y) = text?.split_once(',')?;
    Some(Focus { x: x.parse().ok()?, y: y.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AttachmentId, PostId};

    #[test]
    fn a_picture_elsewhere_is_loaded_from_here_and_apps_learn_where_it_lies() {
        let file = |kind| Attachment {
            id: AttachmentId::new(7),
            post_id: PostId::new(1),
            media_id: None,
            kind,
            url: "https://b.test/board.png".to_owned(),
            media_type: None,
            name: String::new(),
            width: None,
            height: None,
            blurhash: None,
            focus: None,
            thumbnail_key: None,
            position: 0,
        };
        let addresses = Addresses::new("https://a.test");
        let picture = attachment(&addresses, &file(AttachmentKind::Image)).unwrap();
        assert!(picture.url.as_ref().unwrap().starts_with("https://a.test/pictures/attachments/7?v="));
        assert_eq!(picture.preview_url, picture.url);
        assert_eq!(picture.remote_url.as_deref(), Some("https://b.test/board.png"));
        let document = attachment(&addresses, &file(AttachmentKind::Document)).unwrap();
        assert_eq!((document.url.as_deref(), document.preview_url), (Some("https://b.test/board.png"), None));
        let off =
            attachment(&addresses.showing_remote_pictures(false), &file(AttachmentKind::Image)).unwrap();
        assert_eq!(off.url.as_deref(), Some("https://b.test/board.png"));
    }

    #[test]
    fn apps_learn_the_size_of_a_picture_and_of_its_preview() {
        let sizes = |shrunk| {
            let meta = meta((Some(960), Some(480)), shrunk, None);
            (meta.original.unwrap().size, meta.small.unwrap().size)
        };
        assert_eq!(sizes(true), ("960x480".to_owned(), "480x240".to_owned()));
        assert_eq!(sizes(false), ("960x480".to_owned(), "960x480".to_owned()));
        assert_eq!(meta((None, None), true, Some("0.5,-0.25")).small, None);
    }
}
