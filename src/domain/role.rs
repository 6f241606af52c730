//! What people are on their own node.

text_enum! {
    /// A person's role on the node, not in a community.
    NodeRole {
        /// Runs the node: organization, people, federation.
        Admin = "admin",
        /// Handles reports, removes posts and suspends people.
        Moderator = "moderator",
        Person = "person",
    }
}

text_enum! {
    /// Whether an account can be used.
    AccountState {
        /// Waits for an administrator's approval.
        Pending = "pending",
        Active = "active",
        Suspended = "suspended",
        Closed = "closed",
    }
}

text_enum! {
    /// Light, dark, or as the device says.
    Theme {
        System = "system",
        Light = "light",
        Dark = "dark",
    }
}
