//! How often one may ask: limits by address and by name, with bounded memory.

pub mod address;
mod bounded;

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};

pub use address::{AddressKey, client_address};
pub use bounded::Bounded;

use crate::clock::Clock;
use crate::config;

/// Whole seconds until the next try may be heard, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub u64);

/// The part of the clock that never goes back: setting the time neither opens nor closes a limit.
#[derive(Clone, Debug)]
struct Steady(Arc<dyn Clock>);

impl GovernorClock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// One limit over many keys: a burst at once, then one every so often (GCRA).
#[derive(Debug)]
pub struct Limiter<K: Clone + Eq + Hash> {
    limiter: RateLimiter<K, Bounded<K>, Steady, NoOpMiddleware<Duration>>,
    table: Bounded<K>,
    clock: Steady,
}

impl<K: Clone + Eq + Hash> Limiter<K> {
    pub fn new(rate: config::Rate, max_keys: usize, clock: Arc<dyn Clock>) -> Self {
        let period = Duration::from_secs_f64(rate.seconds.clamp(0.001, 86_400.0));
        let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period).map(|quota| quota.allow_burst(burst));
        let quota = quota.unwrap_or(Quota::per_second(burst));
        let (table, clock) = (Bounded::new(max_keys), Steady(clock));
        Self {
            limiter: RateLimiter::new(quota, table.clone(), clock.clone()),
            table,
            clock,
        }
    }

    /// Counts a try.
    ///
    /// # Errors
    /// When it comes too early; it is not counted then.
    pub fn check(&self, key: &K) -> Result<(), RetryAfter> {
        if self.table.is_full() {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            RetryAfter(
                wait.as_millis()
                    .div_ceil(1_000)
                    .max(1)
                    .try_into()
                    .unwrap_or(u64::MAX),
            )
        })
    }

    /// Forgets what a key has done, as after a success.
    pub fn reset(&self, key: &K) {
        self.table.remove(key);
    }

    /// How many keys are remembered one by one.
    pub fn n_keys(&self) -> usize {
        self.table.len()
    }
}

/// All limits of the server.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) requests: Limiter<AddressKey>,
    pub(crate) sign_in_address: Limiter<AddressKey>,
    pub(crate) sign_in_name: Limiter<String>,
    /// One note in the audit log a minute for each address that is being held off: a flood must not
    /// become a flood of writes.
    pub(crate) notes: Limiter<AddressKey>,
}

impl Limits {
    pub(crate) fn new(settings: &config::Limits, clock: &Arc<dyn Clock>) -> Self {
        const NOTES: config::Rate = config::Rate {
            burst: 1,
            seconds: 60.0,
        };
        let max_keys = settings.max_keys;
        Self {
            requests: Limiter::new(settings.requests_per_address, max_keys, clock.clone()),
            sign_in_address: Limiter::new(settings.sign_in_per_address, max_keys, clock.clone()),
            sign_in_name: Limiter::new(settings.sign_in_per_account, max_keys, clock.clone()),
            notes: Limiter::new(NOTES, max_keys, clock.clone()),
        }
    }
}
