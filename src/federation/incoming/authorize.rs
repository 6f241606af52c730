//! May they? The rules of who may speak about what (FEP-fe34, FEP-1b12), in one place.
//!
//! `inbox::authenticate` has said who speaks. Here it is decided from addresses alone what they may speak about; whether
//! the person may do it in the community is the permission function's, which the services ask.

use url::Url;

use super::references::Problem;
use super::statement::Statement;
use crate::domain::actor::Actor;
use crate::domain::post::Post;
use crate::domain::url::same_origin;

/// Whether two ids have the same scheme, host and port.
pub fn is_same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => same_origin(&one, &other),
        _ => false,
    }
}

/// What somebody creates or changes must be theirs: its author is the speaker, and its id is on the speaker's server
/// (threats 17 and 18).
pub(super) fn owns(actor: &Actor, object_uri: &str, author_uri: &str) -> Result<(), Problem> {
    if author_uri != actor.uri {
        return Err(Problem::Refused("the object is somebody else's"));
    }
    if !is_same_origin(object_uri, &actor.uri) {
        return Err(Problem::Refused("the object is on another server than its author"));
    }
    Ok(())
}

/// A document about an actor is taken from nobody but that actor (threat 19).
pub(super) fn is_oneself(actor: &Actor, object_uri: &str) -> bool {
    actor.uri == object_uri
}

/// What a host passes on must be about its own community (threat 32).
pub(super) fn concerns_host(statement: &Statement, post: &Post) -> Result<(), Problem> {
    if statement.concerns(post.community_id) {
        Ok(())
    } else {
        Err(Problem::Refused("the post is not in the community that passes this on"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_036_an_origin_is_scheme_host_and_port() {
        assert!(is_same_origin("https://b.test/u/dana", "https://B.TEST:443/p/1"));
        for other in [
            "http://b.test/p/1",
            "https://b.test:8443/p/1",
            "https://b.test.evil/p/1",
            "https://b.test@evil.test/p/1",
            "https://evil.test/b.test",
            "not an address",
        ] {
            assert!(!is_same_origin("https://b.test/u/dana", other), "{other}");
        }
    }
}
