//! What open streams are told of as it happens. Nothing depends on it: whoever misses an event finds the same by asking.

use std::fmt;
use std::str::FromStr;

use super::ids::{ActorId, NotificationId, PostId, ShareId};

/// Something that somebody who is looking on wants to see at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A post can be read by everyone now.
    Published(PostId),
    /// An actor passed a post on to their followers; a community does so with each new thread.
    Shared(ShareId),
    /// The wording of a post changed.
    Edited(PostId),
    /// A post was deleted or removed.
    Gone(PostId),
    /// A person was told something.
    Notified(ActorId, NotificationId),
    /// A person's filters changed.
    FiltersChanged(ActorId),
}

/// The text is not an event that this program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an event")]
pub struct NotAnEvent;

/// A word and its ids, joined by colons: short, because it travels between processes in bounded messages.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published(post) => write!(f, "published:{post}"),
            Self::Shared(share) => write!(f, "shared:{share}"),
            Self::Edited(post) => write!(f, "edited:{post}"),
            Self::Gone(post) => write!(f, "gone:{post}"),
            Self::Notified(person, notification) => write!(f, "notified:{person}:{notification}"),
            Self::FiltersChanged(person) => write!(f, "filters:{person}"),
        }
    }
}

impl FromStr for Event {
    type Err = NotAnEvent;

    fn from_str(text: &str) -> Result<Self, NotAnEvent> {
        let (word, ids) = text.split_once(':').ok_or(NotAnEvent)?;
        Ok(match word {
            "published" => Self::Published(id(ids)?),
            "shared" => Self::Shared(id(ids)?),
            "edited" => Self::Edited(id(ids)?),
            "gone" => Self::Gone(id(ids)?),
            "notified" => {
                let (person, notification) = ids.split_once(':').ok_or(NotAnEvent)?;
                Self::Notified(id(person)?, id(notification)?)
            }
            "filters" => Self::FiltersChanged(id(ids)?),
            _ => return Err(NotAnEvent),
        })
    }
}

fn id<T: FromStr>(text: &str) -> Result<T, NotAnEvent> {
    text.parse().map_err(|_| NotAnEvent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_as_it_was_written() {
        let person = ActorId::new(7);
        for event in [
            Event::Published(PostId::new(1)),
            Event::Shared(ShareId::new(2)),
            Event::Edited(PostId::new(3)),
            Event::Gone(PostId::new(4)),
            Event::Notified(person, NotificationId::new(5)),
            Event::FiltersChanged(person),
        ] {
            assert_eq!(event.to_string().parse(), Ok(event));
        }
        for other in ["", "published", "published:x", "notified:7", "ended:1"] {
            assert_eq!(other.parse::<Event>(), Err(NotAnEvent), "{other}");
        }
    }
}
