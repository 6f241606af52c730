//! What of a status depends on who reads it, for many people at once.

use super::filtered;
use crate::api::ApiState;
use crate::api::mastodon::entities::{Own, Status};
use crate::domain::filter::FilterContext;
use crate::domain::ids::ActorId;
use crate::domain::post::Post;
use crate::services::filters;
use crate::store::{StoreError, Tx, onlookers};

/// How many people's filters are in memory at a time.
const AT_ONCE: usize = 200;

/// How each of `people` stands to a post that everybody may read, of which `status` is the entity: four queries for each
/// two hundred of them. Whose filters hide it from their home is left out; nobody's hide what they said themselves.
pub(in crate::api) async fn own(
    state: &ApiState,
    tx: &mut Tx,
    people: &[ActorId],
    post: &Post,
    status: &Status,
) -> Result<Vec<(ActorId, Own)>, StoreError> {
    let text = filtered::text(status);
    let mut all = Vec::new();
    for people in people.chunks(AT_ONCE) {
        let filters = filters::for_people(tx, people, post.id, state.context.now()).await?;
        for marks in onlookers::marks(tx, post.id, post.root_id, people).await? {
            let is_theirs = post.author_id == marks.person;
            let found = filters.get(&marks.person).map(|own| own.matches(post.id, &text)).unwrap_or_default();
            if !is_theirs && found.iter().any(|found| found.filter.hides_in(FilterContext::Home)) {
                continue;
            }
            let own = Own {
                favourited: marks.thanked,
                reblogged: marks.shared,
                muted: marks.muted,
                bookmarked: marks.bookmarked,
                pinned: is_theirs.then_some(marks.pinned),
                filtered: filtered::results(post.id, found),
            };
            all.push((marks.person, own));
        }
    }
    Ok(all)
}
