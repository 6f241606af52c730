//! What an app says of a notification that it is woken for, in the language of its person.

use super::i18n::Locale;
use crate::domain::alert::Alert;

/// What happened, as a title. `name` is who did it; `locale` a language tag.
pub fn push_title(locale: &str, alert: Alert, name: &str) -> String {
    let key = match alert {
        Alert::Mention => "notified-mention",
        Alert::Favourite => "notified-thanks",
        Alert::Status => "notified-posted",
        Alert::Reblog => "notified-shared",
        Alert::Update => "notified-updated",
        Alert::Follow => "notified-follower",
        Alert::FollowRequest => "notified-follower-asked",
        Alert::ModerationWarning => "notified-moderated",
        _ => return name.to_owned(),
    };
    locale.parse::<Locale>().unwrap_or_default().say(key, &[("name", name.into())])
}
