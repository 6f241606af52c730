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

/// A part of a list that is ordered by ids, newest first: what lies between two ids, next to one of them.
///
/// Both ends are outside. It is how Mastodon's apps page: `max_id` is `below`, `since_id` and `min_id` are `above`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Rows have smaller ids; [`i64::MAX`] for the beginning of the list.
    pub below: i64,
    /// Rows have larger ids; 0 for all.
    pub above: i64,
    /// Where more rows than `limit` lie between: those next to `above`, not those next to `below`.
    pub nearest_first: bool,
    pub limit: i64,
}

impl Span {
    /// The newest rows.
    pub const fn newest(limit: i64) -> Self {
        Self { below: i64::MAX, above: 0, nearest_first: false, limit }
    }

    /// Rows as `in_span!` gives them, in the order of the list.
    pub(super) fn newest_first<T>(self, mut rows: Vec<T>) -> Vec<T> {
        if self.nearest_first {
            rows.reverse();
        }
        rows
    }
}

/// The text of a query for a [`Span`], with its order and limit: `in_span!(span, "SELECT …", "id", "$4")`. Its rows go
/// through [`Span::newest_first`].
macro_rules! in_span {
    ($span:expr, $sql:expr, $id:literal, $limit:literal) => {
        if $span.nearest_first {
            concat!($sql, " ORDER BY ", $id, " ASC LIMIT ", $limit)
        } else {
            concat!($sql, " ORDER BY ", $id, " DESC LIMIT ", $limit)
        }
    };
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
