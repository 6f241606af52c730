//! Where a list goes on.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A position in a list: what it is sorted by, usually milliseconds, and the id of the last entry shown. Opaque to
/// clients; only how far a list was read can be learnt from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub sort: i64,
    pub id: i64,
}

/// The text is not a cursor that we gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a position in this list")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.sort.to_be_bytes());
        bytes[8..].copy_from_slice(&self.id.to_be_bytes());
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let mut bytes = [0; 16];
        let written = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).map_err(|_| NotACursor)?;
        if written != bytes.len() {
            return Err(NotACursor);
        }
        let number = |half: &[u8]| half.try_into().map(i64::from_be_bytes).map_err(|_| NotACursor);
        Ok(Self { sort: number(&bytes[..8])?, id: number(&bytes[8..])? })
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The part of a query string that pages through a list: `?after=…&limit=…`.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Paging {
    pub after: Option<Cursor>,
    limit: Option<u32>,
}

impl Paging {
    /// How many entries to show: what was asked for, within 1 and `most`; `most` when nothing was.
    pub fn limit(self, most: u32) -> i64 {
        i64::from(self.limit.unwrap_or(most).clamp(1, most))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_position_comes_back_the_same(sort: i64, id: i64) {
            let cursor = Cursor { sort, id };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn threat_096_no_text_makes_the_reader_panic(text in ".{0,80}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }

    #[test]
    fn threat_096_a_limit_stays_within_bounds() {
        let asked = |limit| Paging { after: None, limit }.limit(40);
        assert_eq!([asked(None), asked(Some(0)), asked(Some(10)), asked(Some(u32::MAX))], [40, 1, 10, 40]);
    }
}
