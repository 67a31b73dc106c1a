//! What one line adds to a state: a record with its shape, names and event, or a line without.
//!
//! What is slow is done once per shape and remembered.

use std::borrow::Cow;

use jejak_protocol::{EntityKind, Level};

use super::super::body::Body;
use super::super::events::Event;
use super::super::names::NameId;
use super::super::shapes::Seen;
use super::super::slots::{Slot, Spaces};
use super::Reader;
use crate::clock::UNTIMED;
use crate::events::callers::Role;
use crate::events::{self, EventKind, Meaning, Sign, refusals};
use crate::formats::{Format, metrics};
use crate::plan::{Clock, Limits, Plan};
use crate::record::{Line, Record, Stamp};
use crate::sessions::Who;
use crate::{level, shape};

/// Shapes whose meaning is remembered. Past it, each line of a further shape is classified anew.
const MAX_KNOWN: usize = 1 << 16;

/// What is known of a shape after its first line.
#[derive(Clone, Debug)]
pub(super) struct Known {
    level: Level,
    kind: Option<EventKind>,
    sign: Option<Sign>,
    detail: u8,
    source: Place,
    user: Place,
    role: Role,
    /// Lines of the shape must be classified one by one.
    is_asked_again: bool,
}

/// Where a value of a shape comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    At(Slot),
}

impl Reader<'_> {
    pub(super) fn push_text(&mut self, body: &mut Body, text: &str) {
        let plan = self.plan;
        plan.layout.read(text, |line, text| match &line {
            Line::Record(record) => self.push_record(body, record),
            Line::Continuation => {
                if plan.layout.format == Format::Metrics
                    && let Some((name, declared)) = metrics::declared(text)
                {
                    body.series.declare(name, declared, &plan.limits);
                } else if let Some(meaning) = events::classify_continuation(text) {
                    push_event(body, &Record::default(), &meaning, 1, &plan.limits);
                }
            }
            Line::Misfit(_) => {
                body.n_misfits += 1;
                if body.misfits.len() < plan.limits.n_misfits {
                    body.misfits.push(body.n_lines);
                }
            }
        });
    }

    fn push_record(&mut self, body: &mut Body, record: &Record<'_>) {
        let raw = match record.stamp {
            Some(stamp) => body.carry.push(stamp, self.plan),
            None => body.carry.last().unwrap_or(UNTIMED),
        };
        let seen = Seen {
            line: body.n_lines,
            raw,
        };
        if !record.samples.is_empty() {
            self.push_measured(body, record, seen);
            return;
        }
        if record.stamp.is_some() {
            body.tracks
                .push(&record.host, seen, record.access.is_some());
        }
        if let Some(meaning) = events::classify_request(record, &mut self.requests) {
            let (hash, text) = crate::requests::shape(record);
            body.count_record(raw, record.level, self.plan);
            body.shapes
                .count(hash, record.level, seen, record.stamp.is_some(), || {
                    text.text().into()
                });
            push_event(body, record, &meaning, record.repeats, &self.plan.limits);
            self.push_session(body, record, &meaning, hash, seen);
            return;
        }
        let mut spaces = Spaces::default();
        let hash = shape::of_record_with_spaces(record, |at| spaces.push(at));
        let known = match self.known.get(&hash) {
            Some(known) if !known.is_asked_again => known,
            _ => {
                let meaning = events::classify(record);
                let known = learn(record, &meaning);
                push_known(body, &known, record, raw, hash, seen, self.plan);
                push_told(body, record, &meaning, known.role, self.plan);
                self.push_session(body, record, &meaning, hash, seen);
                if self.known.len() < MAX_KNOWN {
                    self.known.insert(hash, known);
                }
                return;
            }
        };
        push_known(body, known, record, raw, hash, seen, self.plan);
        let value = |place: Place| match place {
            Place::At(slot) => slot.value(&record.message, &spaces).map(Into::into),
            Place::Nowhere => None,
        };
        let meaning = Meaning {
            kind: known.kind,
            sign: known.sign,
            source: value(known.source),
            user: value(known.user),
            detail: known.detail,
            ..Meaning::default()
        };
        push_told(body, record, &meaning, known.role, self.plan);
        self.push_session(body, record, &meaning, hash, seen);
    }

    /// Counts what was measured, and nothing else: metrics come by the clock, and their names speak of
    /// errors that did not happen. A clock without years has no equal buckets over the turn of a year, one
    /// without days no place at all; no writer of metrics has one.
    fn push_measured(&mut self, body: &mut Body, record: &Record<'_>, seen: Seen) {
        let plan = self.plan;
        body.count_measured(seen.raw);
        let hash = shape::of_record(record);
        body.shapes.count(hash, record.level, seen, false, || {
            shape::text_of_record(record).into()
        });
        let raw = match (plan.clock, record.stamp) {
            (Clock::Full, Some(Stamp::Utc(_) | Stamp::Local(_))) => seen.raw,
            (_, None) => UNTIMED,
            _ => return,
        };
        for sample in &record.samples {
            body.series.push(sample, raw, seen.line, &plan.limits);
        }
    }

    /// Notes the record in the sessions that it belongs to.
    #[inline]
    fn push_session(
        &self,
        body: &mut Body,
        record: &Record<'_>,
        meaning: &Meaning<'_>,
        shape: u64,
        seen: Seen,
    ) {
        let Some(key) = &self.plan.session else {
            return;
        };
        let (is_daily, n_max) = (key.is_daily(), self.plan.limits.n_sessions);
        // A line without a stamp has its time from above, which another range may hold.
        if is_daily && record.stamp.is_none() {
            return;
        }
        key.each(record, Who::of(record, meaning), |name| {
            body.sessions.push(name, is_daily, shape, seen, n_max);
        });
    }
}

/// Counts a record under its shape and level.
fn push_known(
    body: &mut Body,
    known: &Known,
    record: &Record<'_>,
    raw: i64,
    hash: u64,
    seen: Seen,
    plan: &Plan,
) {
    body.count_record(raw, known.level, plan);
    let has_stamp = record.stamp.is_some();
    body.shapes.count(hash, known.level, seen, has_stamp, || {
        shape::text_of_record(record).into()
    });
}

/// What to remember of a shape from its first line.
fn learn(record: &Record<'_>, meaning: &Meaning<'_>) -> Known {
    let mut is_asked_again = meaning.depends_on_value || meaning.object.is_some();
    let mut place = |value: &Option<Cow<'_, str>>| match value {
        None => Place::Nowhere,
        Some(value) => match Slot::of(&record.message, value) {
            Some(slot) => Place::At(slot),
            None => {
                is_asked_again = true;
                Place::Nowhere
            }
        },
    };
    let (source, user) = (place(&meaning.source), place(&meaning.user));
    Known {
        level: level::of(record.level, meaning.kind, &shape::text(&record.message)),
        kind: meaning.kind,
        sign: meaning.sign,
        detail: meaning.detail,
        source,
        user,
        role: Role::of(record, meaning),
        is_asked_again,
    }
}

/// Keeps what a record tells, and what it says of its connection.
fn push_told(body: &mut Body, record: &Record<'_>, meaning: &Meaning<'_>, role: Role, plan: &Plan) {
    let has_source = meaning.source.is_some() || record.source.is_some();
    let Some(step) = role.step(record, has_source) else {
        push_event(body, record, meaning, record.repeats, &plan.limits);
        return;
    };
    let source = if role.is_told && !has_source {
        let refusal = Meaning {
            kind: Some(EventKind::Refusal),
            detail: refusals::detail::UNNAMED,
            ..meaning.clone()
        };
        push_event(body, record, &refusal, record.repeats, &plan.limits)
    } else {
        push_event(body, record, meaning, record.repeats, &plan.limits)
    };
    let name = (source != NameId::NONE).then_some(source);
    body.callers.push(body.n_lines, step, name, &plan.limits);
}

/// Counts the entities that a record names, and keeps the event when it is one. Gives the source.
fn push_event(
    body: &mut Body,
    record: &Record<'_>,
    meaning: &Meaning<'_>,
    weight: u32,
    limits: &Limits,
) -> NameId {
    let is_suspicious = meaning.kind.is_some_and(EventKind::is_suspicious);
    let mut name = |kind: EntityKind, text: &str| {
        if text.is_empty() {
            NameId::NONE
        } else {
            body.names.count(kind, text, is_suspicious)
        }
    };
    let source = meaning.source.as_deref().or(record.source.as_deref());
    let user = meaning.user.as_deref().or(record.user.as_deref());
    let source = name(EntityKind::SourceAddress, source.unwrap_or(""));
    let user = name(EntityKind::User, user.unwrap_or(""));
    let Some(kind) = meaning.kind else {
        return source;
    };
    let object = match &meaning.object {
        Some((kind, text)) => name(*kind, text),
        None => NameId::NONE,
    };
    let (service, agent) = match &record.access {
        Some(access) => (access.vhost, access.user_agent),
        None => (&*record.process, ""),
    };
    let event = Event {
        raw: body.carry.last().unwrap_or(UNTIMED),
        line: body.n_lines,
        kind,
        sign: meaning.sign,
        detail: meaning.detail,
        weight: meaning.weight.unwrap_or(weight),
        source,
        user,
        object,
        service: name(EntityKind::Service, service),
        host: name(EntityKind::Host, &record.host),
        agent: name(EntityKind::UserAgent, agent),
    };
    if kind == EventKind::AuthFailure {
        body.n_auth_failures += u64::from(weight);
        body.names.note_failure(source);
    }
    body.events
        .push(event, limits, |source| body.names.fails(source));
    source
}
