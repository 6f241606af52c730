//! From what a page shows to its HTML.
//!
//! A handler fills a struct of [`super::view`] and calls [`View::render`] with the [`Page`] that its request made. Templates
//! see the two as `v` and `page`, and nothing else.

use std::fmt;

use askama::Template;
use jiff::tz::TimeZone;

use super::assets;
use super::i18n::{Locale, Message, Value};
use super::view;
use crate::domain::time::Timestamp;

/// What every page needs to know about the request, the reader and the node.
#[derive(Debug, Clone)]
pub struct Page {
    /// The reader's language.
    pub locale: Locale,
    /// The reader's time zone; the organization's when nobody is signed in.
    pub time_zone: TimeZone,
    /// When the request arrived: relative times count from here.
    pub now: Timestamp,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// The name of this node's organization.
    pub organization: String,
    /// The token that every form carries in its hidden field `csrf`.
    pub csrf: String,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// The path of the request, to mark where the reader is and to come back after signing in.
    pub path: String,
    /// What the last action did, shown once.
    pub notice: Option<Notice>,
    /// What machines read in the document's head.
    pub head: Head,
}

/// Who is signed in, as the header shows them.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The person.
    pub person: view::Person,
    /// Notifications not yet seen.
    pub unread_notifications: u32,
    /// Whether the header links to the moderation desk.
    pub moderator: bool,
    /// Whether the header links to the administration.
    pub admin: bool,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The catalogue's key for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::System => "theme-system",
            Self::Light => "theme-light",
            Self::Dark => "theme-dark",
        }
    }

    /// The value of `data-theme`, of the cookie and of the settings form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the last action did.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The sentence.
    pub text: Message,
    /// Whether it went wrong.
    pub problem: bool,
}

/// What machines read in the document's head. Everything is optional.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The page's own absolute address.
    pub canonical: Option<String>,
    /// The absolute address of the ActivityStreams twin.
    pub activity_json: Option<String>,
    /// One or two sentences for previews elsewhere.
    pub description: Option<String>,
    /// Whether search engines may keep the page (FEP-5feb). Off unless the author or community agreed.
    pub indexable: bool,
}

impl Page {
    /// The sentence under `key`.
    pub fn t(&self, key: impl AsRef<str>) -> String {
        self.locale.say(key.as_ref(), &[])
    }

    /// The sentence under `key`, with `{ $count }` filled in.
    pub fn count(&self, key: impl AsRef<str>, count: impl Into<Value>) -> String {
        self.locale.say(key.as_ref(), &[("count", count.into())])
    }

    /// The sentence under `key`, with `{ $name }` filled in.
    pub fn name(&self, key: impl AsRef<str>, name: impl Into<Value>) -> String {
        self.locale.say(key.as_ref(), &[("name", name.into())])
    }

    /// The sentence under `key`, with two values filled in.
    pub fn two(
        &self,
        key: impl AsRef<str>,
        first: &'static str,
        first_value: impl Into<Value>,
        second: &'static str,
        second_value: impl Into<Value>,
    ) -> String {
        self.locale.say(
            key.as_ref(),
            &[(first, first_value.into()), (second, second_value.into())],
        )
    }

    /// A handler's sentence in words.
    pub fn say(&self, message: &Message) -> String {
        message.in_words(self.locale)
    }

    /// A moment as a `<time>` element: how long ago in the text, the date and time in `title`.
    pub fn when(&self, at: impl Moment) -> Time {
        let at = at.moment();
        Time {
            text: self.locale.relative(at, self.now, &self.time_zone),
            title: self.locale.date_and_time(at, &self.time_zone),
            at,
        }
    }

    /// A moment as a `<time>` element with the date in the text.
    pub fn date(&self, at: impl Moment) -> Time {
        let at = at.moment();
        Time {
            text: self.locale.date(at, &self.time_zone),
            title: self.locale.date_and_time(at, &self.time_zone),
            at,
        }
    }

    /// The address of a style, script or icon file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// A moment as a `<time>` element with date and time of day in the text.
    pub fn date_and_time(&self, at: impl Moment) -> Time {
        let at = at.moment();
        let text = self.locale.date_and_time(at, &self.time_zone);
        Time {
            title: text.clone(),
            text,
            at,
        }
    }

    /// Whether the reader is at `path`, or below it.
    pub fn is_at(&self, path: &str) -> bool {
        self.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }
}

/// A moment that templates may pass by value or by reference.
pub trait Moment {
    /// The moment.
    fn moment(&self) -> Timestamp;
}

impl Moment for Timestamp {
    fn moment(&self) -> Timestamp {
        *self
    }
}

impl<T: Moment> Moment for &T {
    fn moment(&self) -> Timestamp {
        (**self).moment()
    }
}

/// A `<time>` element. Its parts come from catalogues and numbers, never from people.
#[derive(Debug, Clone)]
pub struct Time {
    text: String,
    title: String,
    at: Timestamp,
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<time datetime="{}" title="{}">{}</time>"#,
            self.at, self.title, self.text
        )
    }
}

impl askama::filters::HtmlSafe for Time {}

/// A page that can be put into HTML.
pub trait View {
    /// The whole document. Fails only when a value cannot be written, which is a mistake in this program.
    fn render(&self, page: &Page) -> Result<String, askama::Error>;
}

macro_rules! pages {
    ($($view:ident => $path:tt),+ $(,)?) => {
        mod template {
            use askama::Template;
            $(
                #[derive(Template)]
                #[template(path = $path, config = "src/web/askama.toml")]
                pub(super) struct $view<'a> {
                    pub(super) page: &'a super::Page,
                    pub(super) v: &'a super::view::$view,
                }
            )+
        }

        $(
            impl View for view::$view {
                fn render(&self, page: &Page) -> Result<String, askama::Error> {
                    template::$view { page, v: self }.render()
                }
            }
        )+
    };
}

pages! {
    About => "about.html",
    AdminFederation => "admin_federation.html",
    AdminOrganization => "admin_organization.html",
    AdminPeers => "admin_peers.html",
    AdminPeople => "admin_people.html",
    Bans => "bans.html",
    CommunityForm => "community_form.html",
    CommunityOverview => "community.html",
    CommunityPeople => "people.html",
    Compose => "compose.html",
    Confirm => "confirm.html",
    EditPost => "edit_post.html",
    ErrorPage => "error.html",
    Explore => "explore.html",
    FrontPage => "front.html",
    Home => "home.html",
    Library => "library.html",
    ModerationLog => "log.html",
    Moderators => "moderators.html",
    Notifications => "notifications.html",
    PostHistory => "post_history.html",
    Profile => "profile.html",
    ReportDetail => "report.html",
    ReportForm => "report_form.html",
    ReportList => "reports.html",
    Resource => "resource.html",
    ResourceDiff => "resource_diff.html",
    SettingsAccount => "settings_account.html",
    SettingsAppearance => "settings_appearance.html",
    SettingsData => "settings_data.html",
    SettingsProfile => "settings_profile.html",
    SettingsSessions => "settings_sessions.html",
    SignIn => "sign_in.html",
    SignUp => "sign_up.html",
    SignUpWaiting => "sign_up_waiting.html",
    Thread => "thread.html",
    TopicList => "topics.html",
    Versions => "versions.html",
}
