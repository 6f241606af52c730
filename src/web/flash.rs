//! What the last action did, told once on the page that follows it.
//!
//! The cookie carries one of the words below and no text of anybody's, so that nobody can make a page say something.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use super::i18n::Message;
use super::render::Notice;

const COOKIE_NAME: &str = "moothall_notice";
const SECONDS: u32 = 60;

macro_rules! done {
    ($($(#[$doc:meta])* $name:ident = $key:literal $(, $problem:ident)?;)+) => {
        /// What an action did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Done { $($(#[$doc])* $name,)+ }

        impl Done {
            const ALL: &[Self] = &[$(Self::$name,)+];

            /// The catalogue's key for it.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            const fn is_problem(self) -> bool {
                match self { $(Self::$name => done!(@problem $($problem)?),)+ }
            }
        }
    };
    (@problem) => { false };
    (@problem problem) => { true };
}

done! {
    /// Changes are kept.
    Saved = "done-saved";
    /// A post was published.
    Published = "done-published";
    /// A post is on its way to the community's host.
    Sent = "done-sent";
    /// A draft is kept.
    DraftSaved = "done-draft-saved";
    /// A post was changed.
    Edited = "done-edited";
    /// A post was deleted.
    Deleted = "done-deleted";
    /// A post was removed.
    Removed = "done-removed";
    /// A post is back.
    Restored = "done-restored";
    /// A report reached the moderators.
    Reported = "done-reported";
    /// A community is open.
    CommunityOpened = "done-community-opened";
    /// The reader follows.
    Followed = "done-followed";
    /// The reader asked to follow.
    FollowAsked = "done-follow-asked";
    /// The reader follows no more.
    Unfollowed = "done-unfollowed";
    /// The reader follows a person.
    PersonFollowed = "done-person-followed";
    /// The reader asked to follow a person.
    PersonFollowAsked = "done-person-follow-asked";
    /// The reader follows a person no more.
    PersonUnfollowed = "done-person-unfollowed";
    /// The reader blocks somebody.
    Blocked = "done-blocked";
    /// The reader blocks somebody no more.
    Unblocked = "done-unblocked";
    /// The reader mutes somebody, or a domain.
    Muted = "done-muted";
    /// The reader mutes somebody, or a domain, no more.
    Unmuted = "done-unmuted";
    /// Earlier discussions are being fetched.
    FetchingOlder = "done-fetching-older";
    /// Somebody was banned.
    Banned = "done-banned";
    /// A ban was lifted.
    BanLifted = "done-ban-lifted";
    /// Somebody has an account now.
    SignedUp = "done-signed-up";
    /// Somebody signed out.
    SignedOut = "done-signed-out";
    /// The address for signing in was changed.
    EmailChanged = "done-email";
    /// The password was changed.
    PasswordChanged = "done-password";
    /// A browser was signed out.
    SessionEnded = "done-session-ended";
    /// All other browsers were signed out.
    SessionsEnded = "done-sessions-ended";
    /// An app may act for the reader no more.
    AppRevoked = "done-app-revoked";
    /// The account is closed.
    AccountClosed = "done-closed";
    /// Notifications are read.
    AllRead = "done-all-read";
    /// One notification is read.
    MarkedRead = "done-read";
    /// Somebody who asked to follow was let in.
    FollowerApproved = "done-follower-approved";
    /// Somebody who asked to follow was turned away.
    FollowerRefused = "done-follower-refused";
    /// A resource holds until another day.
    ReviewConfirmed = "done-review-confirmed";
    /// A report was closed.
    ReportClosed = "done-resolved";
    /// A report is open again.
    ReportReopened = "done-reopened";
    /// An account can be used.
    AccountApproved = "done-approved";
    /// A request for an account was declined.
    AccountDeclined = "done-declined";
    /// Somebody was suspended.
    Suspended = "done-suspended";
    /// A suspension was lifted.
    Unsuspended = "done-unsuspended";
    /// Somebody has another role.
    RoleChanged = "done-role-changed";
    /// Deliveries are tried again.
    PeerRetried = "done-peer-retry";
    /// Deliveries wait.
    PeerPaused = "done-peer-paused";
    /// Deliveries go on.
    PeerResumed = "done-peer-resumed";
    /// Deliveries were given up.
    PeerDropped = "done-peer-dropped";
    /// The node speaks with others than before.
    ModeChanged = "done-mode-changed";
    /// A rule about a domain holds.
    RuleAdded = "done-rule-added";
    /// A rule about a domain is gone.
    RuleRemoved = "done-rule-removed";
    /// A list of rules holds.
    RulesImported = "done-rules-imported";
    /// This node does not speak with that one.
    NotFederated = "done-not-federated", problem;
}

impl Done {
    /// Leads to `path`, whose page then says what was done.
    pub fn at(self, path: &str) -> Response {
        let mut response = Redirect::to(path).into_response();
        if let Some(cookie) = cookie(self.key(), SECONDS) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// What the cookie of this request says.
pub(super) fn read(headers: &HeaderMap) -> Option<Notice> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == COOKIE_NAME)?;
    let done = Done::ALL.iter().find(|done| done.key() == value)?;
    Some(Notice { text: Message::new(done.key()), problem: done.is_problem() })
}

/// The `Set-Cookie` after which nothing is told again.
pub(super) fn forget() -> Option<HeaderValue> {
    cookie("", 0)
}

fn cookie(value: &str, seconds: u32) -> Option<HeaderValue> {
    let text = format!("{COOKIE_NAME}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &'static str) -> Option<Notice> {
        read(&HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(line))]))
    }

    #[test]
    fn a_page_tells_what_was_done_and_nothing_that_strangers_write() {
        let notice = told("a=b; moothall_notice=done-saved").unwrap();
        assert_eq!((notice.text.key, notice.problem), ("done-saved", false));
        assert!(told("moothall_notice=done-not-federated").unwrap().problem);
        assert!(told("moothall_notice=You have won").is_none());
        assert!(told("moothall_notice=sign-in").is_none());
    }
}
