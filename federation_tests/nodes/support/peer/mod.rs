//! Servers that are not ours, honest or hostile: they serve whatever a test tells them to, sign with keys of their own,
//! and remember what they were asked and sent.

mod actor;
mod documents;
mod requests;
mod server;
mod signing;

use std::sync::LazyLock;

pub(crate) use self::actor::FakeActor;
pub(crate) use self::documents::PUBLIC;
pub(crate) use self::requests::{Sent, ask_with, get, read_page};
pub(crate) use self::server::FakePeer;
pub(crate) use self::signing::How;

const ACTIVITY_JSON: &str = "application/activity+json";

/// Keeps no connections: tests run on runtimes of their own.
pub(crate) fn client() -> &'static reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
        #[expect(clippy::disallowed_methods, reason = "a server that is not ours has a client of its own")]
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy().build();
        client.unwrap()
    });
    &CLIENT
}
