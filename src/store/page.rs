//! Pages of long lists. A page says where the next begins; nothing is ever skipped by counting.

use std::fmt;
use std::str::FromStr;

use crate::domain::time::Timestamp;

/// Some rows, and where the following page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C = Cursor> {
    pub rows: Vec<T>,
    /// `None` on the last page.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// From a query that asked for one row more than `limit`; `cursor` is the place of a row in the list.
    pub(super) fn cut(mut rows: Vec<T>, limit: i64, cursor: impl Fn(&T) -> C) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let next = if rows.len() > limit {
            rows.truncate(limit);
            rows.last().map(cursor)
        } else {
            None
        };
        Self { rows, next }
    }

    /// The same page with other rows.
    pub fn with_rows<U>(self, rows: Vec<U>) -> Page<U, C> {
        Page { rows, next: self.next }
    }
}

/// A place in a list that is ordered by a moment, newest first, and by id within a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub id: i64,
}

impl Cursor {
    /// Before everything.
    pub const START: Self = Self { at: Timestamp::from_millis(i64::MAX), id: i64::MAX };
}

/// The text is not a cursor that we gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.millis(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, id) = text.split_once('.').ok_or(NotACursor)?;
        let at = at.parse().map_err(|_| NotACursor)?;
        let id = id.parse().map_err(|_| NotACursor)?;
        Ok(Self { at: Timestamp::from_millis(at), id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_an_address() {
        let cursor = Cursor { at: Timestamp::from_millis(1_790_000_000_000), id: 117 };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert_eq!("yesterday".parse::<Cursor>(), Err(NotACursor));
    }

    #[test]
    fn the_last_page_has_no_next() {
        let page = |rows: &[i64]| Page::cut(rows.to_vec(), 2, |row| *row);
        assert_eq!(page(&[3, 2, 1]), Page { rows: vec![3, 2], next: Some(2) });
        assert_eq!(page(&[3, 2]), Page { rows: vec![3, 2], next: None });
    }
}
