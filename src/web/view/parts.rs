//! People, communities, organizations and the other things that appear on many pages.

use std::fmt;

/// HTML that came out of the sanitiser, or out of our own templates, and may be shown as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Takes HTML that the sanitiser of `domain::text` returned. Nothing else may be passed: what is wrapped here is
    /// never escaped again.
    pub fn from_sanitised(html: String) -> Self {
        Self(html)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for SafeHtml {}

/// An organization: this node's own, or the one behind another node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// What it calls itself; its domain when that is not known.
    pub name: String,
    /// The domain of its node.
    pub domain: String,
}

impl Organization {
    /// One of eight colours, the same wherever the organization appears.
    pub fn hue(&self) -> u32 {
        self.domain.bytes().fold(5_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte))) % 8
    }
}

/// A person, here or elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The display name.
    pub name: String,
    /// `dana` for a person of this node, `dana@b.test` for others; empty where only the organization is named.
    pub handle: String,
    /// Where they are at home.
    pub organization: Organization,
    /// The address of their picture.
    pub avatar: Option<String>,
}

impl Person {
    /// The address of the profile on this node. Whoever is named only as an organization has none.
    pub fn href(&self) -> String {
        if self.handle.is_empty() { "/about".to_owned() } else { format!("/u/{}", self.handle) }
    }

    /// Up to two letters that stand in for a picture.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }

    /// Whether they are at home on another node.
    pub fn remote(&self) -> bool {
        self.handle.contains('@')
    }
}

/// A community, here or elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// The name.
    pub name: String,
    /// `sepsis` for a community of this node, `sepsis@a.test` for others.
    pub handle: String,
    /// Who hosts it.
    pub organization: Organization,
    /// The address of its icon.
    pub icon: Option<String>,
    /// One or two sentences without markup.
    pub summary: String,
}

impl Community {
    /// The address of the community on this node.
    pub fn href(&self) -> String {
        format!("/c/{}", self.handle)
    }

    /// Up to two letters that stand in for an icon.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }

    /// Whether another node hosts it.
    pub fn remote(&self) -> bool {
        self.handle.contains('@')
    }
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next().unwrap_or('?');
    let last = words.next_back();
    first.to_uppercase().chain(last.into_iter().flat_map(char::to_uppercase)).collect()
}

/// A file that belongs to a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's address.
    pub href: String,
    /// The file's name, or a title.
    pub name: String,
    /// The description for those who do not see the picture; none when it is decorative.
    pub alt: Option<String>,
    /// A picture is shown, anything else is a download.
    pub image: bool,
    /// A page elsewhere, not a download.
    pub link: bool,
    /// Pixels, so that the page does not jump while a picture loads.
    pub size: Option<(u32, u32)>,
    /// In bytes, where known.
    pub bytes: Option<u64>,
}

impl Attachment {
    /// The size of the file in words; empty when it is not known.
    pub fn weight(&self) -> String {
        match self.bytes {
            None => String::new(),
            Some(bytes) if bytes < 1_000 => format!("{bytes} B"),
            Some(bytes) if bytes < 1_000_000 => format!("{} kB", bytes / 1_000),
            Some(bytes) => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }
}

/// Links to the neighbouring pages of a long list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pagination {
    /// The address of the newer part.
    pub newer: Option<String>,
    /// The address of the older part.
    pub older: Option<String>,
}

impl Pagination {
    /// Whether there is anything to link to.
    pub fn is_needed(&self) -> bool {
        self.newer.is_some() || self.older.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last_words_letters() {
        assert_eq!(initials("Sepsis care"), "SC");
        assert_eq!(initials("dana"), "D");
        assert_eq!(initials("Dr. (Lee) van Åkesson"), "DÅ");
        assert_eq!(initials(""), "?");
    }

    #[test]
    fn a_file_size_is_short() {
        let file = |bytes| Attachment {
            href: String::new(),
            name: String::new(),
            alt: None,
            image: false,
            link: false,
            size: None,
            bytes: Some(bytes),
        };
        assert_eq!(file(999).weight(), "999 B");
        assert_eq!(file(48_210).weight(), "48 kB");
        assert_eq!(file(2_350_000).weight(), "2.3 MB");
    }
}
