//! From what a page shows to its HTML.
//!
//! A handler fills a struct of [`super::view`] and calls [`View::render`] with the [`Page`] that its request made. Templates
//! see the two as `v` and `page`, and nothing else.

use std::fmt;
use std::sync::Arc;

use askama::Template;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assets;
use super::i18n::{Locale, Message, Value};
use super::uploads::{Accepts, size_in_words};
use super::view;
use crate::domain::time::Timestamp;
use crate::http::CsrfToken;

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
    pub csrf: FormToken,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// The path of the request, to mark where the reader is and to come back after signing in.
    pub path: String,
    /// The largest file that may be sent, in bytes.
    pub largest_upload: usize,
    /// What the last action did, shown once.
    pub notice: Option<Notice>,
    /// What machines read in the document's head.
    pub head: Head,
}

/// The token that forms carry. A visitor gets the cookie it is bound to only when a page really shows it.
#[derive(Clone)]
pub struct FormToken(Arc<dyn Fn() -> String + Send + Sync>);

impl FormToken {
    /// The token of this request's browser.
    pub fn of_request(token: CsrfToken) -> Self {
        Self(Arc::new(move || token.for_form().to_owned()))
    }
}

/// No token: forms with it are refused.
impl Default for FormToken {
    fn default() -> Self {
        Self(Arc::new(String::new))
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(***)")
    }
}

impl fmt::Display for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&(self.0)())
    }
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
        self.locale.say(key.as_ref(), &[(first, first_value.into()), (second, second_value.into())])
    }

    /// The sentence under `key`, with `{ $kinds }` and `{ $size }` of the files that a field takes filled in.
    pub fn file_hint(&self, key: impl AsRef<str>, accepts: &Accepts) -> String {
        self.two(key, "kinds", accepts.in_words(), "size", size_in_words(self.largest_upload))
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
            relative: true,
        }
    }

    /// A moment as a `<time>` element with the date in the text.
    pub fn date(&self, at: impl Moment) -> Time {
        let at = at.moment();
        Time {
            text: self.locale.date(at, &self.time_zone),
            title: self.locale.date_and_time(at, &self.time_zone),
            at,
            relative: false,
        }
    }

    /// A day of the calendar as a `<time>` element. It passes through no time zone.
    pub fn day(&self, day: impl WholeDay) -> Day {
        let day = day.date();
        Day { text: self.locale.calendar_day(day), day }
    }

    /// The address of a style, script or icon file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// A moment as a `<time>` element with date and time of day in the text.
    pub fn date_and_time(&self, at: impl Moment) -> Time {
        let at = at.moment();
        let text = self.locale.date_and_time(at, &self.time_zone);
        Time { title: text.clone(), text, at, relative: false }
    }

    /// Whether the reader is at `path`, or below it.
    pub fn is_at(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
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
    relative: bool,
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relative = if self.relative { " data-relative" } else { "" };
        write!(f, r#"<time datetime="{}" title="{}"{relative}>{}</time>"#, self.at, self.title, self.text)
    }
}

impl askama::filters::HtmlSafe for Time {}

/// A whole day that templates may pass by value or by reference.
pub trait WholeDay {
    /// The day.
    fn date(&self) -> Date;
}

impl WholeDay for Date {
    fn date(&self) -> Date {
        *self
    }
}

impl<T: WholeDay> WholeDay for &T {
    fn date(&self) -> Date {
        (**self).date()
    }
}

/// A `<time>` element for a whole day. Its parts come from catalogues and numbers, never from people.
#[derive(Debug, Clone)]
pub struct Day {
    text: String,
    day: Date,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<time datetime="{}">{}</time>"#, self.day, self.text)
    }
}

impl askama::filters::HtmlSafe for Day {}

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
    ApiReference => "api_reference.html",
    AuthorizationCode => "authorization_code.html",
    Authorize => "authorize.html",
    AuthorizeRefused => "authorize_refused.html",
    Bans => "bans.html",
    CommunityForm => "community_form.html",
    CommunityOverview => "community.html",
    CommunityPeople => "people.html",
    Compose => "compose.html",
    Confirm => "confirm.html",
    ConfirmReview => "confirm_review.html",
    ErrorPage => "error.html",
    Explore => "explore.html",
    FrontPage => "front.html",
    Home => "home.html",
    Library => "library.html",
    ModerationLog => "log.html",
    Moderators => "moderators.html",
    Note => "note.html",
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
    SettingsApps => "settings_apps.html",
    SettingsData => "settings_data.html",
    SettingsKeptAway => "settings_kept_away.html",
    SettingsMoving => "settings_moving.html",
    SettingsProfile => "settings_profile.html",
    SettingsSessions => "settings_sessions.html",
    SignIn => "sign_in.html",
    SignUp => "sign_up.html",
    SignUpWaiting => "sign_up_waiting.html",
    TagPage => "tag.html",
    Thread => "thread.html",
    TopicList => "topics.html",
    Versions => "versions.html",
}

#[cfg(test)]
mod tests {
    use super::super::view::sample;
    use super::*;

    fn page(locale: Locale) -> Page {
        Page {
            locale,
            time_zone: TimeZone::get("Europe/London").unwrap(),
            now: sample::NOW,
            theme: Theme::System,
            largest_upload: 16 * 1024 * 1024,
            organization: sample::northside().name,
            csrf: FormToken(Arc::new(|| "token".to_owned())),
            viewer: Some(Viewer {
                person: sample::nia(),
                unread_notifications: 2,
                moderator: true,
                admin: true,
            }),
            path: "/c/sepsis".to_owned(),
            notice: None,
            head: Head::default(),
        }
    }

    fn samples() -> Vec<(&'static str, Box<dyn View>)> {
        macro_rules! list {
            ($($view:ident),+ $(,)?) => { vec![$((stringify!($view), Box::new(view::$view::sample()) as Box<dyn View>)),+] };
        }
        list![
            About,
            AdminFederation,
            AdminOrganization,
            AdminPeers,
            AdminPeople,
            ApiReference,
            AuthorizationCode,
            Authorize,
            AuthorizeRefused,
            Bans,
            CommunityForm,
            CommunityOverview,
            CommunityPeople,
            Compose,
            Confirm,
            ConfirmReview,
            ErrorPage,
            Explore,
            FrontPage,
            Home,
            Library,
            ModerationLog,
            Moderators,
            Note,
            Notifications,
            PostHistory,
            Profile,
            ReportDetail,
            ReportForm,
            ReportList,
            Resource,
            ResourceDiff,
            SettingsAccount,
            SettingsAppearance,
            SettingsApps,
            SettingsData,
            SettingsKeptAway,
            SettingsMoving,
            SettingsProfile,
            SettingsSessions,
            SignIn,
            SignUp,
            SignUpWaiting,
            TagPage,
            Thread,
            TopicList,
            Versions,
        ]
    }

    /// Set `MOOTHALL_SAMPLES` to a directory to look at the pages there.
    fn keep(name: &str, locale: Locale, html: &str) {
        let Some(directory) = std::env::var_os("MOOTHALL_SAMPLES") else {
            return;
        };
        let directory = std::path::PathBuf::from(directory);
        std::fs::create_dir_all(directory.join("assets")).unwrap();
        std::fs::write(directory.join(format!("{name}.{}.html", locale.tag())), html).unwrap();
        for file in ["app.css", "app.js", "icons.svg", "mark.svg"] {
            let address = assets::address(file);
            let hashed = address.trim_start_matches("/assets/");
            std::fs::write(directory.join("assets").join(hashed), assets::find(hashed).unwrap().bytes)
                .unwrap();
        }
    }

    #[test]
    fn every_page_is_complete_in_every_language() {
        for locale in Locale::ALL {
            for (name, view) in samples() {
                let html = view.render(&page(locale)).unwrap();
                keep(name, locale, &html);
                assert!(!html.contains('\u{27e6}'), "{name} lacks a sentence in {}", locale.tag());
                assert_eq!(html.matches("<h1").count(), 1, "{name} needs one heading of the first rank");
                assert_eq!(html.matches("<main ").count(), 1, "{name}");
                assert!(html.contains(&format!("<html lang=\"{}\"", locale.tag())), "{name}");
            }
        }
    }

    #[test]
    fn threat_081_no_page_holds_a_script_or_style_of_its_own() {
        for (name, view) in samples() {
            let html = view.render(&page(Locale::English)).unwrap();
            assert_eq!(html.matches("<script").count(), 1, "{name}");
            assert!(html.contains("<script src=\"/assets/"), "{name}");
            for forbidden in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
                assert!(!html.contains(forbidden), "{name} contains {forbidden}");
            }
        }
    }

    #[test]
    fn every_form_that_posts_carries_the_token() {
        for (name, view) in samples() {
            let html = view.render(&page(Locale::English)).unwrap();
            for form in html.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
                let form = form.split("</form>").next().unwrap();
                assert!(form.contains("name=\"csrf\" value=\"token\""), "{name}: {form}");
            }
        }
    }

    #[test]
    fn every_label_and_description_names_something_on_the_page() {
        for (name, view) in samples() {
            let html = view.render(&page(Locale::English)).unwrap();
            for attribute in [" for=\"", " aria-describedby=\"", " aria-labelledby=\"", " href=\"#field-"] {
                for rest in html.split(attribute).skip(1) {
                    let prefix = if attribute.ends_with('-') { "field-" } else { "" };
                    for id in rest.split('"').next().unwrap().split(' ') {
                        assert!(html.contains(&format!(" id=\"{prefix}{id}\"")), "{name}: {attribute}{id}");
                    }
                }
            }
        }
    }

    #[test]
    fn threat_078_names_are_escaped_wherever_they_appear() {
        let hostile = "<script>alert(1)</script>\"'";
        let mut thread = view::Thread::sample();
        hostile.clone_into(&mut thread.title);
        hostile.clone_into(&mut thread.header.community.name);
        hostile.clone_into(&mut thread.header.community.organization.name);
        hostile.clone_into(&mut thread.post.author.name);
        hostile.clone_into(&mut thread.tags[0]);
        let mut page = page(Locale::English);
        hostile.clone_into(&mut page.organization);
        page.head.description = Some(hostile.to_owned());
        let html = thread.render(&page).unwrap();
        assert!(!html.contains("<script>"), "{html}");
        assert!(!html.contains("alert(1)</script>"));
        assert!(html.contains("&#60;script&#62;"));
    }

    #[test]
    fn a_day_of_the_calendar_is_the_same_in_every_zone() {
        let day = Date::constant(2027, 3, 31);
        for zone in ["America/Los_Angeles", "Etc/UTC", "Pacific/Kiritimati"] {
            let mut page = page(Locale::English);
            page.time_zone = TimeZone::get(zone).unwrap();
            assert_eq!(page.day(day).to_string(), r#"<time datetime="2027-03-31">31 March 2027</time>"#);
        }
    }

    #[test]
    fn a_moment_is_shown_in_the_readers_language_and_zone() {
        let at = Timestamp::from_millis(sample::NOW.millis() - 3 * 3_600_000);
        let english = page(Locale::English).when(at).to_string();
        assert_eq!(
            english,
            r#"<time datetime="2026-09-21T11:13:20.000Z" title="21 September 2026, 12:13 BST" data-relative>3 hours ago</time>"#
        );
        let german = page(Locale::German).date(at).to_string();
        assert_eq!(
            german,
            r#"<time datetime="2026-09-21T11:13:20.000Z" title="21. September 2026, 12:13 BST">21. September 2026</time>"#
        );
    }
}
