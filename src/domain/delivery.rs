//! To whom an activity goes, in which form, and how a peer is doing.

use std::time::Duration;

/// How long the log keeps what a parked server has not got. Whoever comes back later reads what they missed from collections.
pub const LOG_KEPT: Duration = Duration::from_hours(30 * 24);

text_enum! {
    /// Who receives an activity beside those it names.
    Audience {
        /// The followers of one actor.
        Followers = "followers",
        /// Every server that we know and that listens to anything of ours.
        Everyone = "everyone",
        /// Nobody else.
        Direct = "direct",
    }
}

text_enum! {
    /// For which software an activity is meant (FEP-1b12 and its companions).
    Rendering {
        Any = "any",
        /// An activity wrapped in an Announce, for software that knows groups.
        Wrapped = "wrapped",
        /// An Announce of an object, for microblogs.
        Plain = "plain",
    }
}

text_enum! {
    /// How a peer stands.
    PeerState {
        Active = "active",
        /// By an administrator: what is published waits.
        Paused = "paused",
        /// Silent for a week: nothing is sent until it is heard from again. It is asked once a day whether it is there.
        Parked = "parked",
        /// It said that it is gone for good.
        Gone = "gone",
    }
}

text_enum! {
    /// The two ways to sign a request.
    SignatureScheme {
        /// draft-cavage-http-signatures-12.
        Cavage = "cavage",
        /// RFC 9421.
        Rfc9421 = "rfc9421",
    }
}

impl SignatureScheme {
    /// What to try where this one is not understood.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Cavage => Self::Rfc9421,
            Self::Rfc9421 => Self::Cavage,
        }
    }
}

/// What a server's software understands of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupSupport {
    /// Takes wrapped activities, and none of the plain ones.
    Groups,
    /// Takes shares of objects; wrapped activities are noise to it.
    Microblog,
    /// Not known: gets both.
    Unknown,
}

impl GroupSupport {
    /// By the name in NodeInfo. What is not listed gets both forms, which all that we know of tolerate.
    pub fn of(software: Option<&str>) -> Self {
        match software {
            Some(
                "moothall" | "lemmy" | "piefed" | "mbin" | "kbin" | "nodebb" | "lotide" | "mitra"
                | "friendica",
            ) => Self::Groups,
            Some(
                "mastodon" | "gotosocial" | "pleroma" | "akkoma" | "misskey" | "sharkey" | "pixelfed"
                | "snac",
            ) => Self::Microblog,
            _ => Self::Unknown,
        }
    }

    /// Whether an activity in this rendering is for it.
    pub fn takes(self, rendering: Rendering) -> bool {
        match rendering {
            Rendering::Any => true,
            Rendering::Wrapped => self != Self::Microblog,
            Rendering::Plain => self != Self::Groups,
        }
    }
}

text_enum! {
    /// How far an accepted delivery has come.
    InboxState {
        Waiting = "waiting",
        Done = "done",
        /// Well-formed, and nothing that concerns us.
        Ignored = "ignored",
        /// Its sender may not do this.
        Refused = "refused",
        /// Tried until we gave up.
        Failed = "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microblogs_get_shares_and_group_software_gets_activities() {
        let lemmy = GroupSupport::of(Some("lemmy"));
        let mastodon = GroupSupport::of(Some("mastodon"));
        let unknown = GroupSupport::of(None);
        assert!(lemmy.takes(Rendering::Wrapped) && !lemmy.takes(Rendering::Plain));
        assert!(mastodon.takes(Rendering::Plain) && !mastodon.takes(Rendering::Wrapped));
        assert!(unknown.takes(Rendering::Plain) && unknown.takes(Rendering::Wrapped));
        assert!([lemmy, mastodon, unknown].iter().all(|support| support.takes(Rendering::Any)));
    }
}
