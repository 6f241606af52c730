//! Days as forms send them.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::time::Timestamp;

/// What was typed is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotADay;

/// The last moment of the day that was typed, in the zone of whoever typed it: something that lasts "until" a day includes
/// that day. `None` for an empty field.
pub(super) fn end_of_day(typed: &str, zone: &TimeZone) -> Result<Option<Timestamp>, NotADay> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = typed.parse::<Date>().map_err(|_| NotADay)?;
    // Some days have no 23:59: the next one's beginning is what is always there.
    let next = day.tomorrow().and_then(|next| next.to_zoned(zone.clone())).map_err(|_| NotADay)?;
    let last = next.timestamp().checked_sub(1.millisecond()).map_err(|_| NotADay)?;
    Ok(Some(Timestamp::from_millis(last.as_millisecond())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(day: &str, zone: &str) -> String {
        end_of_day(day, &TimeZone::get(zone).unwrap()).unwrap().unwrap().to_string()
    }

    #[test]
    fn until_a_day_is_until_it_is_over_where_it_was_typed() {
        assert_eq!(end("2026-12-31", "Etc/UTC"), "2026-12-31T23:59:59.999Z");
        assert_eq!(end(" 2026-12-31 ", "America/New_York"), "2027-01-01T04:59:59.999Z");
        assert_eq!(end("2026-12-31", "Asia/Tokyo"), "2026-12-31T14:59:59.999Z");
    }

    #[test]
    fn no_day_is_no_end_and_what_is_no_day_is_a_mistake() {
        assert_eq!(end_of_day(" ", &TimeZone::UTC), Ok(None));
        for typed in ["2027-02-30", "tomorrow", "9999-12-31"] {
            assert_eq!(end_of_day(typed, &TimeZone::UTC), Err(NotADay), "{typed}");
        }
    }
}
