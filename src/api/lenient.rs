//! Values as apps write them: a flag as `true`, `"1"` or `"on"`, a number as text, a list as an object whose members are
//! numbered, and an id in an address.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::{ApiError, ApiState};

/// The first variable of an address, as an id. What is no id names nothing: 404. Neither does a text with the character NUL,
/// which PostgreSQL does not know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Id<T>(pub(super) T);

impl<T: FromStr + Send> FromRequestParts<ApiState> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let variables =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        let text = variables.iter().next().map(|(_, text)| text).filter(|text| !text.contains('\0'));
        let id = text.and_then(|text| text.parse().ok());
        id.map(Self).ok_or_else(ApiError::not_found)
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flag(pub(super) bool);

/// A whole number; `None` for an empty text, with which some apps say that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(pub(super) Option<i64>);

/// Several values; a single one may stand for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FlagVisitor)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

struct FlagVisitor;

impl Visitor<'_> for FlagVisitor {
    type Value = Flag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Flag, E> {
        Ok(Flag(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Flag, E> {
        Ok(Flag(value != 0))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Flag, E> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "t" | "yes" => Ok(Flag(true)),
            "false" | "0" | "off" | "f" | "no" | "" => Ok(Flag(false)),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(Some(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(Some(i64::try_from(value).unwrap_or(i64::MAX))))
    }

    fn visit_unit<E: Error>(self) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        if text.is_empty() {
            return Ok(Number(None));
        }
        let number = text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))?;
        Ok(Number(Some(number)))
    }
}

/// For a field that may be left out, taken away with `null` or an empty text, or set:
/// `#[serde(default, deserialize_with = "given")]`.
pub(super) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
    Number::deserialize(deserializer).map(Some)
}

struct ManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Many<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Many(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Many<T>, A::Error> {
        let mut values: Vec<(String, T)> = Vec::new();
        while let Some(member) = members.next_entry()? {
            values.push(member);
        }
        // "10" comes after "9".
        values.sort_by(|(one, _), (other, _)| (one.len(), one).cmp(&(other.len(), other)));
        Ok(Many(values.into_iter().map(|(_, value)| value).collect()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Many<T>, E> {
        let one = T::deserialize(serde::de::value::StrDeserializer::new(text))?;
        Ok(Many(vec![one]))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Many<T>, E> {
        Ok(Many(vec![T::deserialize(serde::de::value::I64Deserializer::new(value))?]))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Many<T>, E> {
        Ok(Many(vec![T::deserialize(serde::de::value::U64Deserializer::new(value))?]))
    }

    fn visit_unit<E: Error>(self) -> Result<Many<T>, E> {
        Ok(Many(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Line {
        name: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sent {
        locked: Flag,
        duration: Number,
        #[serde(default)]
        id: Many<Number>,
        #[serde(default)]
        lines: Many<Line>,
    }

    fn sent() -> Sent {
        let lines = ["a", "b"].map(|name| Line { name: name.to_owned() });
        let ids = [Number(Some(7)), Number(Some(8))];
        Sent {
            locked: Flag(true),
            duration: Number(Some(300)),
            id: Many(ids.into()),
            lines: Many(lines.into()),
        }
    }

    #[test]
    fn json_may_hold_the_values_themselves_or_their_text() {
        for json in [
            r#"{"locked": true, "duration": 300, "id": [7, 8], "lines": [{"name": "a"}, {"name": "b"}]}"#,
            r#"{"locked": "1", "duration": "300", "id": ["7", "8"], "lines": {"0": {"name": "a"}, "1": {"name": "b"}}}"#,
        ] {
            assert_eq!(serde_json::from_str::<Sent>(json).unwrap(), sent(), "{json}");
        }
    }

    #[test]
    fn a_form_holds_the_same_as_text() {
        let config = serde_qs::Config::new().use_form_encoding(true);
        let form = "locked=on&duration=300&id[]=7&id[]=8&lines[0][name]=a&lines[1][name]=b";
        assert_eq!(config.deserialize_str::<Sent>(form).unwrap(), sent());
        let form = "locked=0&duration=&id=7";
        let one = Sent {
            locked: Flag(false),
            duration: Number(None),
            id: Many(vec![Number(Some(7))]),
            lines: Many::default(),
        };
        assert_eq!(config.deserialize_str::<Sent>(form).unwrap(), one);
    }
}
