//! A thread: the first post and its replies.

use super::{AttachedFile, Attachment, CommunityHeader, FormErrors, Pagination, Person, SafeHtml};
use crate::domain::ids::PostId;
use crate::domain::time::Timestamp;

/// Replies deeper than this stay at this level and say what they answer.
const DEEPEST: u8 = 3;

/// `GET /p/{id}`. Forms, all `POST /p/{id}/…`: `reply` (`body`, `language`, files `file`
/// with `alt` and `decorative`, for each that is already there `keep`, `alt-{id}` and `decorative-{id}`, button `action=preview|publish`),
/// `thanks` and `share` (`undo=1` to take it back), `pin`, `unpin`, `lock`, `unlock`, `restore`. Links to pages with a form of their own: `edit`,
/// `history`, `delete`, `remove`, `report`.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The community.
    pub header: CommunityHeader,
    /// The title.
    pub title: String,
    /// The first post.
    pub post: Post,
    /// Tags, without `#`.
    pub tags: Vec<String>,
    /// Pinned in its community.
    pub pinned: bool,
    /// Closed for replies.
    pub locked: bool,
    /// How many replies there are in all.
    pub reply_count: u32,
    /// Everybody who took part.
    pub participants: Vec<Person>,
    /// How many organizations they are from.
    pub organizations: u32,
    /// The replies in reading order, each after what it answers.
    pub replies: Vec<Post>,
    /// Further replies.
    pub pagination: Pagination,
    /// Which post the composer answers; none hides the composer.
    pub reply_to: Option<InReplyTo>,
    /// What was typed before, and its preview.
    pub reply_body: String,
    /// Files of the reply that were uploaded before.
    pub reply_files: Vec<AttachedFile>,
    /// What the reply will look like, after "Preview".
    pub preview: Option<SafeHtml>,
    /// What was wrong with the reply.
    pub errors: FormErrors,
}

impl Thread {
    /// The replies with the lists that open and close around them.
    pub fn outline(&self) -> Vec<Step<'_>> {
        outline(&self.replies)
    }
}

/// `GET /p/{id}` of what somebody said outside of any community. It is only shown here.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its first line.
    pub title: String,
    /// What was said.
    pub post: Post,
    /// The first replies that are known here.
    pub replies: Vec<Post>,
}

impl Note {
    /// The replies with the lists that open and close around them.
    pub fn outline(&self) -> Vec<Step<'_>> {
        outline(&self.replies)
    }
}

/// A post or reply.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks, each shown for itself")]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who wrote it.
    pub author: Person,
    /// Whether the author moderates the community.
    pub by_moderator: bool,
    /// When.
    pub at: Timestamp,
    /// When it was last edited.
    pub edited: Option<Timestamp>,
    /// The body. Not shown when removed or deleted.
    pub html: SafeHtml,
    /// The body's language (BCP 47).
    pub language: Option<String>,
    /// How deep the reply is; 1 answers the first post. 0 for the first post itself.
    pub level: u8,
    /// What it answers, when that is another reply.
    pub in_reply_to: Option<InReplyTo>,
    /// How many people said thanks.
    pub thanks: u32,
    /// Whether the reader did.
    pub thanked: bool,
    /// How many people shared it with their followers.
    pub shares: u32,
    /// Whether the reader did.
    pub shared: bool,
    /// Whether the reader has not seen it before.
    pub new: bool,
    /// What the community's host made of it; none when there is nothing to say.
    pub state: Option<DeliveryState>,
    /// Taken away by a moderator.
    pub removed: Option<Removal>,
    /// Deleted by its author.
    pub deleted: bool,
    /// The content warning.
    pub sensitive: Option<String>,
    /// What it points to.
    pub link: Option<String>,
    /// Pictures, files and further links.
    pub attachments: Vec<Attachment>,
    /// The page on the node where it was written, when that is another.
    pub original: Option<String>,
    /// What the reader may do with it.
    pub may: May,
}

impl Post {
    /// Whether its text is shown.
    pub const fn is_shown(&self) -> bool {
        self.removed.is_none() && !self.deleted
    }
}

/// What a reply answers.
#[derive(Debug, Clone)]
pub struct InReplyTo {
    /// The post.
    pub id: PostId,
    /// Its author's name.
    pub name: String,
}

/// What the reader may do with a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the answer to a separate question of the permission function"
)]
pub struct May {
    /// Answer it.
    pub reply: bool,
    /// Say thanks.
    pub thank: bool,
    /// Share it.
    pub share: bool,
    /// Edit it.
    pub edit: bool,
    /// Delete it.
    pub delete: bool,
    /// Report it.
    pub report: bool,
    /// Remove or restore it.
    pub remove: bool,
    /// Pin and lock the thread.
    pub manage: bool,
}

impl May {
    /// Whether the menu of further actions has anything in it.
    pub const fn more(self) -> bool {
        self.edit || self.delete || self.report || self.remove || self.manage
    }
}

/// Why a post is not shown.
#[derive(Debug, Clone)]
pub struct Removal {
    /// Who removed it.
    pub by: Person,
    /// Why.
    pub reason: String,
}

/// What the community's host made of a post written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryState {
    /// Delivered, not yet confirmed.
    Sent,
    /// Not yet delivered.
    Waiting {
        /// Which organization it waits for.
        organization: String,
    },
    /// Not yet delivered, because the organization does not answer.
    Unreachable {
        /// Which organization.
        organization: String,
        /// Since when.
        since: Timestamp,
    },
    /// Confirmed by the host.
    Published,
    /// Refused by the host.
    Refused {
        /// The reason that it gave.
        reason: String,
    },
}

/// Which nested lists begin before a reply and end after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nesting {
    /// A list begins before it.
    pub opens: bool,
    /// Its item ends right after it, because nobody answered it.
    pub ends: bool,
    /// Lists that end after it, each with the item that holds it.
    pub closes: u8,
}

/// A reply in the outline of a thread.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The reply.
    pub post: &'a Post,
    /// Its level, at most three.
    pub level: u8,
    /// The lists around it.
    pub nesting: Nesting,
}

/// Gives every reply its level, at most one deeper than the reply before it, and the lists that begin and end around it.
fn outline(replies: &[Post]) -> Vec<Step<'_>> {
    let mut levels = Vec::with_capacity(replies.len());
    let mut before = 0;
    for reply in replies {
        before = reply.level.clamp(1, DEEPEST).min(before + 1);
        levels.push(before);
    }
    let mut before = 0;
    let mut steps = Vec::with_capacity(replies.len());
    for (index, post) in replies.iter().enumerate() {
        let level = levels[index];
        let next = levels.get(index + 1).copied().unwrap_or(0);
        let nesting =
            Nesting { opens: level > before, ends: next <= level, closes: level.saturating_sub(next) };
        steps.push(Step { post, level, nesting });
        before = level;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(levels: &[u8]) -> String {
        let posts: Vec<_> = levels.iter().map(|level| Post { level: *level, ..Post::sample() }).collect();
        let mut shape = String::new();
        for step in outline(&posts) {
            shape += if step.nesting.opens { "(<" } else { "<" };
            shape += &step.level.to_string();
            shape += if step.nesting.ends { ">" } else { "" };
            for ended in 0..step.nesting.closes {
                shape += if ended + 1 < step.level { ")>" } else { ")" };
            }
        }
        shape
    }

    #[test]
    fn replies_nest_in_lists_that_all_end() {
        assert_eq!(shape(&[1, 1]), "(<1><1>)");
        assert_eq!(shape(&[1, 2, 2, 1]), "(<1(<2><2>)><1>)");
        assert_eq!(shape(&[1, 2, 3]), "(<1(<2(<3>)>)>)");
    }

    #[test]
    fn replies_deeper_than_three_levels_stay_at_the_third() {
        assert_eq!(shape(&[1, 2, 3, 4, 9]), "(<1(<2(<3><3><3>)>)>)");
    }

    #[test]
    fn a_reply_whose_parent_is_on_another_page_is_at_most_one_level_deeper() {
        assert_eq!(shape(&[3, 2]), "(<1(<2>)>)");
    }
}
