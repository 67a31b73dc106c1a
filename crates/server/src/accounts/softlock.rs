//! How failures slow an account down: a state and what becomes of it, nothing else.
//!
//! After each failure the next try is heard only after a wait, which grows; after
//! [`STOP_AFTER`] failures in a row none is heard until someone unlocks the account. A try that is
//! not heard is not counted, so that hammering at a lock does not prolong it. The waits are those
//! of Kanidm's `CredSoftLockPolicy::Password`.

use jejak_protocol::TimestampUs;

use crate::clock::SECOND_US;

/// NIST SP 800-63B §3.2.2: no more than 100 consecutive failed attempts on one account.
pub(crate) const STOP_AFTER: u32 = 100;

/// Failures so far → seconds to wait after the next one, the first that fits.
const WAITS: [(u32, i64); 4] = [(3, 1), (9, 3), (25, 5), (STOP_AFTER, 10)];
const LONGEST_US: i64 = 10 * SECOND_US;

/// `0, 0` for an account that has not failed since its last success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Softlock {
    pub n_failures: u32,
    pub locked_until: TimestampUs,
}

/// Whether a try is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hearing {
    Open,
    Wait,
    Stopped,
}

impl Softlock {
    pub(crate) fn hearing(self, now: TimestampUs) -> Hearing {
        if self.n_failures >= STOP_AFTER {
            return Hearing::Stopped;
        }
        let left_us = self.locked_until.0.saturating_sub(now.0);
        // More than the longest wait can only mean that the clock was set back.
        if (1..=LONGEST_US).contains(&left_us) {
            return Hearing::Wait;
        }
        Hearing::Open
    }

    /// After a try that was heard and failed.
    pub(crate) fn failed(self, now: TimestampUs) -> Self {
        let n_failures = self.n_failures.saturating_add(1);
        let wait = WAITS.into_iter().find(|(below, _)| n_failures < *below);
        let wait_us = wait.map_or(LONGEST_US, |(_, seconds)| seconds * SECOND_US);
        Self {
            n_failures,
            locked_until: TimestampUs(now.0.saturating_add(wait_us)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: TimestampUs = TimestampUs(1_796_893_443_000_000);

    fn after(at: TimestampUs, seconds: i64) -> TimestampUs {
        TimestampUs(at.0 + seconds * SECOND_US)
    }

    #[test]
    fn s19_waits_grow_from_one_to_ten_seconds() {
        let mut lock = Softlock::default();
        let mut waits = Vec::new();
        let mut now = START;
        for _ in 1..STOP_AFTER {
            assert_eq!(lock.hearing(now), Hearing::Open);
            lock = lock.failed(now);
            let wait = (lock.locked_until.0 - now.0) / SECOND_US;
            assert_eq!(lock.hearing(after(now, wait - 1)), Hearing::Wait);
            now = after(now, wait);
            waits.push(wait);
        }
        waits.dedup();
        assert_eq!(waits, [1, 3, 5, 10]);
    }

    #[test]
    fn s20_a_hundred_failures_in_a_row_stop_it_for_good() {
        let mut lock = Softlock {
            n_failures: 99,
            ..Softlock::default()
        };
        lock = lock.failed(START);
        assert_eq!(lock.hearing(START), Hearing::Stopped);
        assert_eq!(lock.hearing(after(START, 1_000_000_000)), Hearing::Stopped);
        assert_eq!(Softlock::default().hearing(START), Hearing::Open);
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_for_longer_than_the_longest_wait() {
        let lock = Softlock::default().failed(after(START, 86_400));
        assert_eq!(lock.hearing(START), Hearing::Open);
        assert_eq!(lock.hearing(TimestampUs(i64::MIN)), Hearing::Open);
    }
}
