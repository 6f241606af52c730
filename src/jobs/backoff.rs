//! When a job that failed is tried again.

use std::time::Duration;

/// A job is given up when this many runs in a row have failed; with the waits between, after about a day.
pub(super) const MAX_ATTEMPTS: i64 = 10;

const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_hours(6);

/// How long to wait after the `attempts`-th failed run (from 1): 10 s, 30 s, 90 s … up to six hours, each lengthened by
/// up to a fifth, so that jobs which failed together do not come back together. `dice` is random.
pub(super) fn wait(attempts: i64, dice: u16) -> Duration {
    let exponent = u32::try_from(attempts.saturating_sub(1).clamp(0, 12)).unwrap_or(12);
    let base = FIRST.saturating_mul(3_u32.saturating_pow(exponent)).min(LONGEST);
    base + base.mul_f64(f64::from(dice) / f64::from(u16::MAX) / 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_six_hours_and_no_further() {
        assert_eq!([1, 2, 3].map(|attempts| wait(attempts, 0).as_secs()), [10, 30, 90]);
        assert_eq!(wait(i64::MAX, u16::MAX).as_secs(), 25_920);
    }
}
