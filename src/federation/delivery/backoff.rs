//! When a peer in trouble is tried again, and when we stop trying.

use std::time::Duration;

/// A peer that has not answered for this long is parked until it is heard from.
pub(super) const PARK_AFTER: Duration = Duration::from_hours(168);

const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_hours(24);

/// How long to leave a peer alone after its `failures`-th failed round (from 1): 10 s, 30 s, 90 s … up to a day, each
/// lengthened by up to a fifth, so that peers which failed together do not come back together. `dice` is random.
pub(super) fn wait(failures: i64, dice: u16) -> Duration {
    let exponent = u32::try_from(failures.saturating_sub(1).clamp(0, 12)).unwrap_or(12);
    let base = FIRST.saturating_mul(3_u32.saturating_pow(exponent)).min(LONGEST);
    base + base.mul_f64(f64::from(dice) / f64::from(u16::MAX) / 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_day_and_no_further() {
        let seconds: Vec<u64> = (1..=10).map(|failures| wait(failures, 0).as_secs()).collect();
        assert_eq!(seconds, [10, 30, 90, 270, 810, 2430, 7290, 21870, 65610, 86400]);
        assert_eq!(wait(i64::MAX, u16::MAX).as_secs(), 103_680);
    }
}
