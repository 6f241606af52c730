//! What an app may do for a person: the scopes of the Mastodon API.
//!
//! A broad scope (`read`) holds all narrow ones of its name (`read:statuses`); `follow` is the name that older apps use
//! for relationships; `profile` is the least there is, enough to know who signed in.

use std::fmt;

text_enum! {
    /// One thing an app may be let do.
    Scope {
        Profile = "profile",
        Read = "read",
        ReadAccounts = "read:accounts",
        ReadBlocks = "read:blocks",
        ReadBookmarks = "read:bookmarks",
        ReadFavourites = "read:favourites",
        ReadFilters = "read:filters",
        ReadFollows = "read:follows",
        ReadLists = "read:lists",
        ReadMutes = "read:mutes",
        ReadNotifications = "read:notifications",
        ReadSearch = "read:search",
        ReadStatuses = "read:statuses",
        Write = "write",
        WriteAccounts = "write:accounts",
        WriteBlocks = "write:blocks",
        WriteBookmarks = "write:bookmarks",
        WriteConversations = "write:conversations",
        WriteFavourites = "write:favourites",
        WriteFilters = "write:filters",
        WriteFollows = "write:follows",
        WriteLists = "write:lists",
        WriteMedia = "write:media",
        WriteMutes = "write:mutes",
        WriteNotifications = "write:notifications",
        WriteReports = "write:reports",
        WriteStatuses = "write:statuses",
        Follow = "follow",
        Push = "push",
        /// What only moderators and administrators may read. No broader name holds it.
        AdminRead = "admin:read",
        /// What only moderators and administrators may do. No broader name holds it.
        AdminWrite = "admin:write",
    }
}

impl Scope {
    /// The scopes that hold this one.
    const fn holders(self) -> &'static [Self] {
        match self {
            Self::Profile => &[Self::Read, Self::ReadAccounts],
            Self::ReadBlocks | Self::ReadFollows | Self::ReadMutes => &[Self::Read, Self::Follow],
            Self::WriteBlocks | Self::WriteFollows | Self::WriteMutes => &[Self::Write, Self::Follow],
            Self::ReadAccounts
            | Self::ReadBookmarks
            | Self::ReadFavourites
            | Self::ReadFilters
            | Self::ReadLists
            | Self::ReadNotifications
            | Self::ReadSearch
            | Self::ReadStatuses => &[Self::Read],
            Self::WriteAccounts
            | Self::WriteBookmarks
            | Self::WriteConversations
            | Self::WriteFavourites
            | Self::WriteFilters
            | Self::WriteLists
            | Self::WriteMedia
            | Self::WriteNotifications
            | Self::WriteReports
            | Self::WriteStatuses => &[Self::Write],
            Self::Read | Self::Write | Self::Follow | Self::Push | Self::AdminRead | Self::AdminWrite => &[],
        }
    }

    const fn bit(self) -> u64 {
        1 << self as u64
    }
}

/// A set of scopes. Its text is the names in the order of [`Scope::ALL`], separated by spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u64);

/// A name that no scope has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope")]
pub struct UnknownScope;

impl Scopes {
    /// What an app gets that does not say what it wants.
    pub const DEFAULT: Self = Self(Scope::Read.bit());

    /// All there are.
    pub const ALL: Self = Self((1 << Scope::ALL.len()) - 1);

    /// Reads names separated by white space; an empty text is [`Scopes::DEFAULT`], as Mastodon has it.
    ///
    /// # Errors
    /// When one of the names is unknown.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        let mut bits = 0;
        for name in text.split_whitespace() {
            bits |= Scope::parse(name).ok_or(UnknownScope)?.bit();
        }
        Ok(if bits == 0 { Self::DEFAULT } else { Self(bits) })
    }

    /// Whether they hold `needed`, by its own name or by a broader one.
    pub fn allow(self, needed: Scope) -> bool {
        self.has(needed) || needed.holders().iter().any(|holder| self.has(*holder))
    }

    /// Whether none of them goes beyond `granted`.
    pub fn are_within(self, granted: Self) -> bool {
        self.names().all(|scope| granted.allow(scope))
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Those that no other of them holds: what a person needs to read to know them all.
    pub fn broadest(self) -> impl Iterator<Item = Scope> {
        self.names().filter(move |scope| !scope.holders().iter().any(|holder| self.has(*holder)))
    }

    /// Each of them, by the name under which it was given.
    pub fn names(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.has(*scope))
    }

    const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, scope) in self.names().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Scopes {
        Scopes::parse(text).unwrap()
    }

    #[test]
    fn threat_088_a_broad_scope_holds_the_narrow_ones_and_no_others() {
        assert!(scopes("read").allow(Scope::ReadStatuses));
        assert!(!scopes("read").allow(Scope::WriteStatuses));
        assert!(!scopes("read:accounts").allow(Scope::ReadStatuses));
        assert!(!scopes("read write follow").allow(Scope::Push));
        assert!(!scopes("read:statuses").allow(Scope::Read));
        assert!(!scopes("read write follow push").allow(Scope::AdminRead));
        assert!(!scopes("read write admin:read").allow(Scope::AdminWrite));
    }

    #[test]
    fn the_old_name_for_relationships_holds_them_all() {
        for scope in [Scope::ReadBlocks, Scope::WriteBlocks, Scope::WriteFollows, Scope::WriteMutes] {
            assert!(scopes("follow").allow(scope), "{scope:?}");
        }
        assert!(!scopes("follow").allow(Scope::WriteStatuses));
    }

    #[test]
    fn an_app_gets_no_more_than_it_was_registered_for() {
        assert!(scopes("read:statuses write:media").are_within(scopes("read write")));
        assert!(!scopes("read").are_within(scopes("read:statuses")));
        assert!(!scopes("read push").are_within(scopes("read write follow")));
    }

    #[test]
    fn a_person_is_told_only_what_no_broader_name_says() {
        let told = |text| scopes(text).broadest().map(Scope::as_str).collect::<Vec<_>>();
        assert_eq!(told("profile read read:statuses write:media push"), ["read", "write:media", "push"]);
        assert_eq!(told("follow write:blocks"), ["follow"]);
        assert_eq!(scopes("read push").and(scopes("write")).to_string(), "read write push");
    }

    #[test]
    fn names_are_read_and_written_in_one_order() {
        assert_eq!(scopes("push  write\nread").to_string(), "read write push");
        assert_eq!(scopes("").to_string(), "read");
        assert_eq!(Scopes::parse("read admin:write:domain_blocks"), Err(UnknownScope));
    }
}
