//! A clock that runs faster than the one on the wall.

use std::time::{Duration, Instant};

use jejak_protocol::TimestampUs;

use crate::clock::{Clock, System};

#[derive(Debug)]
pub(crate) struct FastClock {
    /// What the time was at the start.
    base: TimestampUs,
    start: Instant,
    speed: u32,
}

impl FastClock {
    pub(crate) fn new(speed: u32) -> Self {
        Self {
            base: System.now(),
            start: Instant::now(),
            speed: speed.max(1),
        }
    }

    /// How long so many seconds of this clock take.
    pub(crate) fn real(&self, seconds: u64) -> Duration {
        Duration::from_secs(seconds) / self.speed
    }
}

impl Clock for FastClock {
    fn now(&self) -> TimestampUs {
        let us = i64::try_from(self.elapsed().as_micros()).unwrap_or(i64::MAX);
        TimestampUs(self.base.0.saturating_add(us))
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed().saturating_mul(self.speed)
    }
}
