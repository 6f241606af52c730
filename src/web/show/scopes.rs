//! What apps may do, in plain words.

use crate::domain::scope::{Scope, Scopes};

/// The catalogue's keys for what an app may do, without what a broader one says already.
pub(crate) fn scopes(scopes: Scopes) -> Vec<&'static str> {
    scopes.broadest().map(key).collect()
}

const fn key(scope: Scope) -> &'static str {
    match scope {
        Scope::Profile => "may-profile",
        Scope::Read => "may-read",
        Scope::ReadAccounts => "may-read-accounts",
        Scope::ReadBlocks => "may-read-blocks",
        Scope::ReadBookmarks => "may-read-bookmarks",
        Scope::ReadFavourites => "may-read-favourites",
        Scope::ReadFilters => "may-read-filters",
        Scope::ReadFollows => "may-read-follows",
        Scope::ReadLists => "may-read-lists",
        Scope::ReadMutes => "may-read-mutes",
        Scope::ReadNotifications => "may-read-notifications",
        Scope::ReadSearch => "may-read-search",
        Scope::ReadStatuses => "may-read-statuses",
        Scope::Write => "may-write",
        Scope::WriteAccounts => "may-write-accounts",
        Scope::WriteBlocks => "may-write-blocks",
        Scope::WriteBookmarks => "may-write-bookmarks",
        Scope::WriteConversations => "may-write-conversations",
        Scope::WriteFavourites => "may-write-favourites",
        Scope::WriteFilters => "may-write-filters",
        Scope::WriteFollows => "may-write-follows",
        Scope::WriteLists => "may-write-lists",
        Scope::WriteMedia => "may-write-media",
        Scope::WriteMutes => "may-write-mutes",
        Scope::WriteNotifications => "may-write-notifications",
        Scope::WriteReports => "may-write-reports",
        Scope::WriteStatuses => "may-write-statuses",
        Scope::Follow => "may-follow",
        Scope::Push => "may-push",
        Scope::AdminRead => "may-admin-read",
        Scope::AdminWrite => "may-admin-write",
    }
}
