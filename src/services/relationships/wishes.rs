//! What somebody wants of whom they follow, and what they note about others for themselves.

use super::RelationshipError;
use crate::domain::ids::ActorId;
use crate::domain::permission::Denial;
use crate::domain::relationship::{MAX_LANGUAGES, MAX_NOTE, Wishes};
use crate::domain::text::language::Language;
use crate::store::{Tx, actors, follows, relationships};

/// Notes what `follower` wants of somebody they follow or asked to follow.
///
/// # Errors
/// When there is no follow between them, or a language is none.
pub async fn set_wishes(
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
    wishes: Wishes,
) -> Result<(), RelationshipError> {
    let languages = match wishes.languages {
        None => None,
        Some(tags) => {
            let parsed = tags.iter().map(|tag| Language::parse(tag).map(|tag| tag.as_str().to_owned()));
            let tags: Vec<String> =
                parsed.collect::<Result<_, _>>().map_err(|_| RelationshipError::Languages)?;
            if tags.len() > MAX_LANGUAGES {
                return Err(RelationshipError::Languages);
            }
            Some(tags).filter(|tags| !tags.is_empty())
        }
    };
    follows::get(tx, follower, target).await?.ok_or(Denial::NotFound)?;
    Ok(relationships::set_wishes(tx, follower, target, &Wishes { languages, ..wishes }).await?)
}

/// Notes something about somebody for oneself; an empty text takes it away.
///
/// # Errors
/// When there is nobody like that, or the text is too long.
pub async fn set_note(
    tx: &mut Tx,
    person: ActorId,
    target: ActorId,
    note: &str,
) -> Result<(), RelationshipError> {
    let note = note.trim();
    if note.chars().count() > MAX_NOTE {
        return Err(RelationshipError::NoteTooLong);
    }
    let note: String = note.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    actors::by_id(tx, target).await?.ok_or(Denial::NotFound)?;
    Ok(relationships::set_note(tx, person, target, &note).await?)
}
