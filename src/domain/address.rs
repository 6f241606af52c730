//! The addresses of this node's things. An address, once given out, answers for ever.

use super::ids::{ActorId, AttachmentId, PostId};
use super::post::{Attachment, AttachmentKind};

/// Builds every address that begins with the node's own origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// `https://a.test`, without a slash at the end.
    origin: String,
    /// `a.test`, with the port where it is not the default.
    authority: String,
    /// Whether pictures of other nodes are shown through this one.
    shows_remote_pictures: bool,
}

text_enum! {
    /// Which picture of a person or community.
    ActorPicture {
        /// The one beside the name.
        Icon = "icon",
        /// The wide one above the page.
        Banner = "banner",
    }
}

impl Addresses {
    /// `origin` is `scheme://authority` without a path; configuration has checked it.
    pub fn new(origin: &str) -> Self {
        let origin = origin.trim_end_matches('/').to_owned();
        let authority = origin.split_once("://").map_or(origin.as_str(), |(_, rest)| rest).to_owned();
        Self { origin, authority, shows_remote_pictures: true }
    }

    /// Whether pictures of other nodes are shown through this one; they are, unless it is said here.
    #[must_use]
    pub fn showing_remote_pictures(self, shows_remote_pictures: bool) -> Self {
        Self { shows_remote_pictures, ..self }
    }

    /// `https://a.test`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `a.test`: the domain of local handles.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether the address is one of this node's.
    pub fn is_ours(&self, uri: &str) -> bool {
        uri.strip_prefix(&self.origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    /// The part after the origin, for an address of this node's.
    pub fn path_of<'a>(&self, uri: &'a str) -> Option<&'a str> {
        if self.is_ours(uri) { uri.get(self.origin.len()..) } else { None }
    }

    pub fn person(&self, handle: &str) -> String {
        format!("{}/u/{handle}", self.origin)
    }

    pub fn community(&self, handle: &str) -> String {
        format!("{}/c/{handle}", self.origin)
    }

    /// The organization that runs the node.
    pub fn organization(&self) -> String {
        format!("{}/org", self.origin)
    }

    /// The instance actor, which signs fetches.
    pub fn application(&self) -> String {
        format!("{}/actor", self.origin)
    }

    pub fn shared_inbox(&self) -> String {
        format!("{}/inbox", self.origin)
    }

    /// A discussion or reply.
    pub fn post(&self, id: PostId) -> String {
        format!("{}/p/{id}", self.origin)
    }

    pub fn resource(&self, id: PostId) -> String {
        format!("{}/r/{id}", self.origin)
    }

    /// An activity; `id` is fresh from the id generator.
    pub fn activity(&self, id: i64) -> String {
        format!("{}/activities/{id}", self.origin)
    }

    /// The conversation of a local community's thread (FEP-7888).
    pub fn context(&self, root: PostId) -> String {
        format!("{}/contexts/{root}", self.origin)
    }

    pub fn tag(&self, tag: &str) -> String {
        format!("{}/tags/{tag}", self.origin)
    }

    /// A path of this node as an address; what is an address already stays one.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.origin) } else { path.to_owned() }
    }

    /// An uploaded file; `key` is its key in the media store.
    pub fn media(&self, key: &str) -> String {
        format!("{}/media/{key}", self.origin)
    }

    /// Where a picture of an actor is loaded from: where it lies when it is ours, else from this node, which fetches it.
    /// Its home never learns who looks. `None`: pictures of other nodes are not shown.
    pub fn actor_picture(&self, id: ActorId, local: bool, which: ActorPicture, url: &str) -> Option<String> {
        if local {
            return Some(self.absolute(url));
        }
        let path = format!("/pictures/actors/{id}/{}?v={}", which.as_str(), Self::picture_version(url));
        self.shows_remote_pictures.then(|| self.absolute(&path))
    }

    /// Where an image of a post is loaded from, as [`Addresses::actor_picture`]. `None` for what is no image, too.
    pub fn post_picture(&self, file: &Attachment) -> Option<String> {
        match (file.kind, file.media_id) {
            (AttachmentKind::Image, Some(_)) => Some(file.url.clone()),
            (AttachmentKind::Image, None) => self.attached_picture(file.id, &file.url),
            (AttachmentKind::Document | AttachmentKind::Link, _) => None,
        }
    }

    fn attached_picture(&self, id: AttachmentId, url: &str) -> Option<String> {
        let path = format!("/pictures/attachments/{id}?v={}", Self::picture_version(url));
        self.shows_remote_pictures.then(|| self.absolute(&path))
    }

    /// Changes with the address of a picture elsewhere, so that ours changes with it and can be kept for long. FNV-1a of
    /// 64 bits: whoever finds two addresses with one version has two pictures of their own that look alike.
    pub fn picture_version(url: &str) -> String {
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        format!("{:016x}", url.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
    }

    /// A report, as the id of its `Flag`. Says nothing about the reporter.
    pub fn report(&self, id: i64) -> String {
        format!("{}/activities/report-{id}", self.origin)
    }

    /// A local actor's key: `#main-key` for RSA, `#ed25519-key` for Ed25519.
    pub fn key(actor_uri: &str, fragment: &str) -> String {
        format!("{actor_uri}#{fragment}")
    }

    /// The answer to a follow, unique to the pair.
    pub fn follow_answer(&self, target: ActorId, follower: ActorId, verb: &str) -> String {
        format!("{}/activities/{verb}-{target}-{follower}", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_elsewhere_is_loaded_from_here_and_a_changed_one_has_another_address() {
        let addresses = Addresses::new("https://a.test");
        let (icon, banner) = (ActorPicture::Icon, ActorPicture::Banner);
        let shown = |which, url| addresses.actor_picture(ActorId::new(7), false, which, url).unwrap();
        let first = shown(icon, "https://b.test/1.png");
        assert_eq!(first, "https://a.test/pictures/actors/7/icon?v=8f209d2c9dc79597");
        assert_ne!(shown(icon, "https://b.test/2.png"), first);
        assert!(
            shown(banner, "https://b.test/1.png").starts_with("https://a.test/pictures/actors/7/banner?v=")
        );
        let own = addresses.actor_picture(ActorId::new(7), true, icon, "/media/ab.webp");
        assert_eq!(own.as_deref(), Some("https://a.test/media/ab.webp"));
        let off = addresses.showing_remote_pictures(false);
        assert_eq!(off.actor_picture(ActorId::new(7), false, icon, "https://b.test/1.png"), None);
        assert!(off.actor_picture(ActorId::new(7), true, icon, "/media/ab.webp").is_some());
    }

    #[test]
    fn only_addresses_below_the_origin_are_ours() {
        let addresses = Addresses::new("https://a.test/");
        assert!(addresses.is_ours("https://a.test/u/lee"));
        assert!(addresses.is_ours("https://a.test"));
        for uri in [
            "https://a.test.evil/u/lee",
            "http://a.test/u/lee",
            "https://a.test@evil/u",
            "https://a.testing/",
        ] {
            assert!(!addresses.is_ours(uri), "{uri}");
        }
    }
}
