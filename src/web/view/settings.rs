//! What people may change about themselves.

use super::{Choice, FormErrors, Pagination, Person};
use crate::domain::ids::{ActorId, SessionId};
use crate::domain::time::Timestamp;
use crate::web::render::Theme;

/// `GET /settings/profile`. Posts to the same address, as multipart: `name`, `bio`, `field_name` and `field_value` (each four times),
/// files `avatar` and `banner`, `remove_avatar` and `remove_banner` (`1`), `indexable` (`1`).
#[derive(Debug, Clone)]
pub struct SettingsProfile {
    /// What was typed before.
    pub name: String,
    /// What was typed before, in Markdown.
    pub bio: String,
    /// Four pairs, empty ones included.
    pub fields: Vec<(String, String)>,
    /// The address of the current picture.
    pub avatar: Option<String>,
    /// The address of the current wide picture.
    pub banner: Option<String>,
    /// Whether search engines may find what they write.
    pub indexable: bool,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /settings/account`. Posts to the same address: `action=email` with `email`, `password`; `action=password` with `current`,
/// `new`, `repeat`; `action=close` with `close_password`, `close_sure` (`1`).
#[derive(Debug, Clone)]
pub struct SettingsAccount {
    /// The person's address in the network, such as `@dana@b.test`.
    pub address: String,
    /// What was typed before.
    pub email: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /settings/sessions`. Posts to the same address: `session` (an id) ends one, `others=1` ends all but this.
#[derive(Debug, Clone)]
pub struct SettingsSessions {
    /// The current one first.
    pub sessions: Vec<Session>,
}

/// A browser's sign-in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Browser and system in words.
    pub client: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
    /// Whether it is this one.
    pub current: bool,
}

/// `GET /settings/moving`. Posts to the same address: `action=others` with `others` (an address a line); `action=move` with `to`,
/// `password`; `action=stay`.
#[derive(Debug, Clone)]
pub struct SettingsMoving {
    /// The person's address in the network, such as `@dana@b.test`.
    pub address: String,
    /// Their other accounts, one a line: what was typed before.
    pub others: String,
    /// The account to go to: what was typed before.
    pub to: String,
    /// Where the person went, as a web address.
    pub moved_to: Option<String>,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /settings/kept-away`. Posts to the same address: `action=unblock|unmute` with `person` (an id);
/// `action=mute-domain|unmute-domain` with `domain`.
#[derive(Debug, Clone)]
pub struct SettingsKeptAway {
    /// Whom the person blocks, the last first.
    pub blocked: Vec<KeptAway>,
    /// More of them.
    pub more_blocked: Pagination,
    /// Whom the person mutes, the last first.
    pub muted: Vec<KeptAway>,
    /// More of them.
    pub more_muted: Pagination,
    /// The domains that the person mutes, the last first.
    pub domains: Vec<String>,
    /// The domain to mute: what was typed before.
    pub domain: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// Somebody who is blocked or muted.
#[derive(Debug, Clone)]
pub struct KeptAway {
    /// The id for the button.
    pub id: ActorId,
    /// Who.
    pub person: Person,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

/// `GET /settings/data`. Posts to the same address: the answer is a file.
#[derive(Debug, Clone)]
pub struct SettingsData {
    /// How many posts the file will hold.
    pub posts: u64,
    /// How many followed communities it will hold.
    pub communities: u64,
}

/// `GET /settings/appearance`. Posts to the same address: `theme` (`system`, `light`, `dark`), `locale` (a tag), `time_zone` (an IANA name).
#[derive(Debug, Clone)]
pub struct SettingsAppearance {
    /// The current theme.
    pub theme: Theme,
    /// The interface's languages.
    pub locales: Vec<Choice>,
    /// The time zone's IANA name.
    pub time_zone: String,
    /// Names to choose from while typing.
    pub time_zones: Vec<String>,
    /// What was wrong.
    pub errors: FormErrors,
}
