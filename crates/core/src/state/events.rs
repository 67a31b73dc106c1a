//! The records that detectors ask for, in the order of their lines, within a bound.
//!
//! Each is kept until a file has more than its limit. From then on, of events that are alike in all but
//! time, only the first of each minute stay; the last of those takes the weight of what follows, so that
//! counts stay right and only moments are lost. The more a file has, the wider the stretch (ten minutes,
//! an hour, a day) and the fewer stay of it. How wide depends on the number of events alone, and the
//! first of two stretches together are among the first of each, so any split of a file keeps the same
//! ones. Refusals of an address that also fails to sign in go altogether: they say nothing that its
//! failures do not say.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::names::NameId;
use crate::events::{EventKind, Sign};
use crate::plan::Limits;

/// One record that a detector may ask for; entities by their number in `names`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) raw: i64,
    pub(crate) line: u64,
    pub(crate) kind: EventKind,
    pub(crate) sign: Option<Sign>,
    pub(crate) detail: u8,
    pub(crate) weight: u32,
    pub(crate) source: NameId,
    pub(crate) user: NameId,
    pub(crate) object: NameId,
    pub(crate) service: NameId,
    pub(crate) host: NameId,
    pub(crate) agent: NameId,
}

impl Event {
    fn names(&self) -> [NameId; 6] {
        [
            self.source,
            self.user,
            self.object,
            self.service,
            self.host,
            self.agent,
        ]
    }

    fn names_mut(&mut self) -> [&mut NameId; 6] {
        [
            &mut self.source,
            &mut self.user,
            &mut self.object,
            &mut self.service,
            &mut self.host,
            &mut self.agent,
        ]
    }

    /// Names it by the ids of another table; what is not there is nobody.
    fn rename(&mut self, ids: &[NameId]) {
        for name in self.names_mut() {
            *name = name
                .index()
                .and_then(|i| ids.get(i))
                .copied()
                .unwrap_or(NameId::NONE);
        }
    }

    /// The same for events that are alike and lie in the same stretch of time.
    fn stretch(&self, width_us: i64) -> u64 {
        let mut hash = FxHasher::default();
        hash.write_i64(self.raw.div_euclid(width_us));
        hash.write_u8(self.kind as u8);
        hash.write_u8(self.sign.map_or(0, |sign| sign as u8 + 1));
        hash.write_u8(self.detail);
        for name in self.names() {
            hash.write_u32(name.0);
        }
        hash.finish()
    }
}

/// Widths of a stretch in microseconds, and by what the number that is kept of it is divided. Each width
/// divides the next, and a slot of 366 days, so that a turn of the year moves whole stretches.
const STRETCHES: [(i64, u32); 4] = [
    (60_000_000, 1),
    (600_000_000, 4),
    (3_600_000_000, 4),
    (86_400_000_000, 8),
];

/// Where a file has so many times its limit of events, the stretch is the next wider.
const STEP: u64 = 4;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Events {
    list: Vec<Event>,
    /// Events that were ever added, before any was folded or dropped.
    n_seen: u64,
    /// Length after the last fold, so that it is not tried again at every line.
    n_at_fold: usize,
    is_folded: bool,
}

impl Events {
    pub(crate) fn list(&self) -> &[Event] {
        &self.list
    }

    /// Events that are not in the list: dropped with the address that they are about, or folded.
    pub(crate) fn n_lost(&self) -> u64 {
        self.n_seen.saturating_sub(self.list.len() as u64)
    }

    /// Whether some of those that are lost count with another that is alike.
    pub(crate) fn is_folded(&self) -> bool {
        self.is_folded
    }

    /// Adds an event; `fails`: who ever failed to sign in.
    #[inline]
    pub(crate) fn push(&mut self, event: Event, limits: &Limits, fails: impl Fn(NameId) -> bool) {
        self.n_seen += 1;
        if !(self.is_above(limits) && is_told_by_failures(&event, fails)) {
            self.list.push(event);
        }
    }

    /// Takes up the events of the range that follows, changed by `moved`; `ids`: the names here by those there.
    pub(super) fn append(
        &mut self,
        right: Self,
        ids: &[NameId],
        (limits, fails): (&Limits, impl Fn(NameId) -> bool),
        moved: impl Fn(&mut Event),
    ) {
        self.n_seen += right.n_seen;
        self.is_folded |= right.is_folded;
        let n_more = right.list.len();
        if self.list.capacity() - self.list.len() < n_more {
            // Doubling, as lists grow by themselves, would keep room for half of the memory for nothing.
            self.list.reserve_exact(n_more.max(self.list.len() / 8));
        }
        let is_above = self.is_above(limits);
        for mut event in right.list {
            moved(&mut event);
            event.rename(ids);
            if !(is_above && is_told_by_failures(&event, &fails)) {
                self.list.push(event);
            }
        }
    }

    /// Whether the file has so many events that they are folded at its end.
    #[inline]
    fn is_above(&self, limits: &Limits) -> bool {
        self.n_seen > limits.n_events as u64
    }

    /// After names were dropped: drops the events that are about an address that is gone.
    pub(super) fn rename(&mut self, ids: &[NameId]) {
        self.list.retain_mut(|event| {
            let had_source = event.source != NameId::NONE;
            event.rename(ids);
            !had_source || event.source != NameId::NONE
        });
    }

    /// Whether it is time to fold; cheap.
    #[inline]
    pub(super) fn may_exceed(&self, limits: &Limits) -> bool {
        let room = self.n_at_fold.max(limits.n_events);
        self.list.len() > room + room / 2
    }

    /// Folds what is alike, where the file has more events than its limit; `fails` as in [`Self::push`].
    pub(super) fn fold(&mut self, limits: &Limits, fails: impl Fn(NameId) -> bool) {
        if !self.is_above(limits) {
            return;
        }
        let mut most = (limits.n_events as u64).saturating_mul(STEP);
        let mut stretches = STRETCHES.into_iter();
        while self.n_seen > most && stretches.len() > 1 {
            stretches.next();
            most = most.saturating_mul(STEP);
        }
        let Some((width_us, divisor)) = stretches.next() else {
            return;
        };
        self.is_folded = true;
        self.list.retain(|it| !is_told_by_failures(it, &fails));
        self.fold_stretches(width_us, (limits.n_alike / divisor).max(1));
        self.n_at_fold = self.list.len();
        self.list.shrink_to(self.n_at_fold + self.n_at_fold / 2);
    }

    /// Keeps the first `n_alike` events of each stretch.
    fn fold_stretches(&mut self, width_us: i64, n_alike: u32) {
        let number = |event: &Event| event.raw.div_euclid(width_us);
        // In the order of time, which most logs are in, one stretch is over where the next begins.
        let is_in_order = self.list.is_sorted_by_key(number);
        let mut current = None;
        // Of what is alike in a stretch: how many are kept, and where the last of them is.
        let mut stretches: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        let mut n_kept = 0;
        for i in 0..self.list.len() {
            let Some(event) = self.list.get(i).copied() else {
                break;
            };
            if is_in_order && current.replace(number(&event)) != Some(number(&event)) {
                stretches.clear();
            }
            let (n, last) = stretches.entry(event.stretch(width_us)).or_default();
            if *n == n_alike
                && let Some(kept) = self.list.get_mut(*last as usize)
            {
                kept.weight = kept.weight.saturating_add(event.weight);
                continue;
            }
            *n += 1;
            *last = u32::try_from(n_kept).unwrap_or(u32::MAX);
            if let Some(place) = self.list.get_mut(n_kept) {
                *place = event;
            }
            n_kept += 1;
        }
        self.list.truncate(n_kept);
    }
}

/// Whether it is one of the lines around a try to sign in that failed: half of all that an attacked machine
/// writes.
fn is_told_by_failures(event: &Event, fails: impl Fn(NameId) -> bool) -> bool {
    event.kind == EventKind::Refusal && fails(event.source)
}

/// Bytes of an event on the wire, its kind and sign aside.
const WIRE_BYTES: usize = 45;

/// The wire form: numbers as they are, one event behind the other. A worker sends millions, and a
/// number at a time takes ten times as long.
#[derive(Serialize, Deserialize)]
struct Wire {
    numbers: serde_bytes::ByteBuf,
    kinds: Vec<(EventKind, Option<Sign>)>,
    n_seen: u64,
    n_at_fold: usize,
    is_folded: bool,
}

impl Serialize for Events {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut numbers = Vec::with_capacity(self.list.len() * WIRE_BYTES);
        for event in &self.list {
            let mut bytes = [0; WIRE_BYTES];
            let mut rest = &mut bytes[..];
            let mut put = |number: &[u8]| {
                if let Some((place, behind)) =
                    std::mem::take(&mut rest).split_at_mut_checked(number.len())
                {
                    place.copy_from_slice(number);
                    rest = behind;
                }
            };
            put(&event.raw.to_le_bytes());
            put(&event.line.to_le_bytes());
            put(&event.weight.to_le_bytes());
            for name in event.names() {
                put(&name.0.to_le_bytes());
            }
            put(&[event.detail]);
            numbers.extend_from_slice(&bytes);
        }
        let wire = Wire {
            numbers: numbers.into(),
            kinds: self.list.iter().map(|it| (it.kind, it.sign)).collect(),
            n_seen: self.n_seen,
            n_at_fold: self.n_at_fold,
            is_folded: self.is_folded,
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let (events, rest) = wire.numbers.as_chunks::<WIRE_BYTES>();
        if !rest.is_empty() || events.len() != wire.kinds.len() {
            return Err(D::Error::custom("events that are cut"));
        }
        let list = events.iter().zip(wire.kinds);
        Ok(Self {
            list: list.map(|(bytes, kind)| event(bytes, kind)).collect(),
            n_seen: wire.n_seen,
            n_at_fold: wire.n_at_fold,
            is_folded: wire.is_folded,
        })
    }
}

fn event(bytes: &[u8; WIRE_BYTES], (kind, sign): (EventKind, Option<Sign>)) -> Event {
    let long = |at: usize| {
        let bytes = bytes.get(at..).and_then(<[u8]>::first_chunk);
        u64::from_le_bytes(bytes.copied().unwrap_or_default())
    };
    let short = |at: usize| {
        let bytes = bytes.get(at..).and_then(<[u8]>::first_chunk);
        u32::from_le_bytes(bytes.copied().unwrap_or_default())
    };
    Event {
        raw: long(0).cast_signed(),
        line: long(8),
        kind,
        sign,
        detail: bytes[WIRE_BYTES - 1],
        weight: short(16),
        source: NameId(short(20)),
        user: NameId(short(24)),
        object: NameId(short(28)),
        service: NameId(short(32)),
        host: NameId(short(36)),
        agent: NameId(short(40)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        n_events: 10,
        n_alike: 3,
        ..Limits::DEFAULT
    };

    /// A failure of one of two sources in a second of the day.
    fn failure(second: i64, source: u32) -> Event {
        Event {
            raw: second * 1_000_000,
            line: 0,
            kind: EventKind::AuthFailure,
            sign: None,
            detail: 0,
            weight: 1,
            source: NameId(source),
            user: NameId::NONE,
            object: NameId::NONE,
            service: NameId::NONE,
            host: NameId::NONE,
            agent: NameId::NONE,
        }
    }

    fn of(list: impl IntoIterator<Item = Event>) -> Events {
        let mut events = Events::default();
        let mut failing = Vec::new();
        for event in list {
            if event.kind == EventKind::AuthFailure && event.source != NameId::NONE {
                failing.push(event.source);
            }
            let fails = |source| failing.contains(&source);
            events.push(event, &LIMITS, fails);
            if events.may_exceed(&LIMITS) {
                events.fold(&LIMITS, fails);
            }
        }
        events.fold(&LIMITS, |source| failing.contains(&source));
        events
    }

    #[test]
    fn few_are_kept_as_they_are() {
        let events = of((0..10).map(|second| failure(second, 0)));
        assert_eq!(events.list().len(), 10);
        assert_eq!((events.n_lost(), events.is_folded()), (0, false));
    }

    #[test]
    fn the_first_of_a_minute_stay_and_the_last_of_them_counts_for_the_others() {
        let events = of((0..20).map(|second| failure(second, u32::from(second % 10 == 0))));
        let weights = |source| {
            let of_source = events.list().iter().filter(|it| it.source.0 == source);
            of_source.map(|it| it.weight).collect::<Vec<_>>()
        };
        assert_eq!(weights(0), [1, 1, 16]);
        assert_eq!(weights(1), [1, 1]);
        assert_eq!((events.n_lost(), events.is_folded()), (15, true));
    }

    #[test]
    fn lines_out_of_order_fold_like_the_others() {
        let turned = of((0..20).map(|second| failure(19 - second, 0)));
        let apart = of((0..20).map(|second| failure(second % 2 * 60 + second, 0)));
        let weights = |events: &Events| -> Vec<u32> {
            let list = events.list().iter();
            list.map(|it| it.weight).collect()
        };
        assert_eq!(weights(&turned), [1, 1, 18]);
        assert_eq!(
            weights(&apart),
            [1, 1, 1, 1, 8, 8],
            "by turns of two minutes"
        );
    }

    #[test]
    fn refusals_of_who_fails_to_sign_in_go_wherever_they_stand() {
        let refusal = |second, source| Event {
            kind: EventKind::Refusal,
            ..failure(second, source)
        };
        let told = |first: i64| {
            (0..6).flat_map(move |i| {
                [
                    refusal(first + i, 1),
                    refusal(first + i, 2),
                    failure(first + i, 2),
                ]
            })
        };
        let nobody = refusal(5, NameId::NONE.0);
        let by_nobody = failure(5, NameId::NONE.0);
        let events = of(told(0).chain([nobody, by_nobody]));
        let n_of = |source, kind| {
            let list = events.list().iter();
            list.filter(|it| it.source == source && it.kind == kind)
                .count()
        };
        assert_eq!(n_of(NameId(1), EventKind::Refusal), 3, "who never fails");
        assert_eq!(n_of(NameId(2), EventKind::Refusal), 0);
        assert_eq!(n_of(NameId(2), EventKind::AuthFailure), 3);
        assert_eq!(
            n_of(NameId::NONE, EventKind::Refusal),
            1,
            "of whom it is not known yet"
        );
        let few = [refusal(1, 1), failure(1, 1)];
        assert_eq!(of(few).list().len(), 2, "few are kept as they are");
    }

    #[test]
    fn the_more_there_are_the_wider_is_a_stretch() {
        let n_kept = |n: i64| of((0..n).map(|second| failure(second, 0))).list().len();
        assert_eq!(n_kept(40), 3, "by the minute");
        assert_eq!(n_kept(160), 1, "by ten minutes");
        assert_eq!(n_kept(3_600 * 30), 2, "by the day");
        let weight = of((0..100_000).map(|second| failure(second, 0)))
            .list()
            .iter()
            .map(|it| u64::from(it.weight))
            .sum::<u64>();
        assert_eq!(weight, 100_000);
    }

    #[test]
    fn cut_bytes_are_refused() {
        let events = of([failure(1, 2)]);
        let bytes = postcard::to_allocvec(&events).expect("events can be written");
        assert_eq!(postcard::from_bytes::<Events>(&bytes), Ok(events));
        for n in 0..bytes.len() {
            assert!(postcard::from_bytes::<Events>(&bytes[..n]).is_err(), "{n}");
        }
    }
}
