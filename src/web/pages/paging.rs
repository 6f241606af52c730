//! Where long lists go on.

use url::form_urlencoded;

use crate::http;
use crate::store::Cursor;

/// The place that `?after=` names; the beginning when it names none of ours.
pub(super) fn place(after: Option<&str>) -> Cursor {
    let cursor = after.and_then(|text| text.parse::<http::Cursor>().ok());
    cursor.map_or(Cursor::START, |http::Cursor { sort, id }| Cursor {
        at: crate::domain::time::Timestamp::from_millis(sort),
        id,
    })
}

/// An address with these parameters; empty ones are left out.
pub(super) fn address(page: &str, parameters: &[(&str, &str)]) -> String {
    let stated = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(stated).finish();
    format!("{page}?{query}")
}

/// The address of the part of the list after `next`: that of the request, at another place.
pub(super) fn older(path: &str, next: Option<Cursor>) -> Option<String> {
    older_in(path, "after", next)
}

/// The same for one of several lists of a page, the one whose place `name` says.
pub(super) fn older_in(path: &str, name: &str, next: Option<Cursor>) -> Option<String> {
    let Cursor { at, id } = next?;
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(kept, _)| kept != name);
    let after = http::Cursor { sort: at.millis(), id };
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair(name, &after.to_string())
        .finish();
    Some(format!("{page}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[test]
    fn the_next_part_of_a_list_keeps_its_filters() {
        let next = Cursor { at: Timestamp::from_millis(1_790_000_000_000), id: 117 };
        let address = older("/c/a/topics?tag=care&after=old", Some(next)).unwrap();
        let after = address.strip_prefix("/c/a/topics?tag=care&after=").unwrap();
        assert_eq!(place(Some(after)), next);
        assert_eq!(older("/c/a/topics", None), None);
    }

    #[test]
    fn threat_096_a_place_that_we_did_not_give_out_is_the_beginning() {
        assert_eq!(place(Some("' OR 1=1")), Cursor::START);
    }
}
