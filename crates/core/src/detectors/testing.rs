//! A small world of events for the tests of detectors.

use jejak_protocol::metrics::MetricSeries;
use jejak_protocol::{
    Entity, EntityKind, FileId, Level, RecordRef, TemplateSummary, TimeRange, TimestampUs,
};

use super::input::{Beat, Bucket, Course, EntityIdx, EntityRow, Event, Input, Request};
use crate::events::{EventKind, auth};
use crate::plan::Limits;

#[derive(Default)]
pub(crate) struct World {
    pub(crate) events: Vec<Event>,
    pub(crate) entities: Vec<EntityRow>,
    pub(crate) requests: Vec<Request>,
    pub(crate) templates: Vec<TemplateSummary>,
    pub(crate) courses: Vec<Course>,
    pub(crate) beats: Vec<Beat<'static>>,
    pub(crate) metrics: Vec<MetricSeries>,
    pub(crate) buckets: Vec<Bucket>,
    pub(crate) bucket_us: i64,
    pub(crate) range: Option<TimeRange>,
    pub(crate) n_records: u64,
    pub(crate) limits: Limits,
}

impl World {
    pub(crate) fn entity(&mut self, kind: EntityKind, value: &str) -> Option<EntityIdx> {
        if value.is_empty() {
            return None;
        }
        let entity = Entity {
            kind,
            value: value.to_owned(),
        };
        let found = self.entities.iter().position(|row| row.entity == entity);
        let idx = found.unwrap_or_else(|| {
            self.entities.push(EntityRow {
                entity,
                n_records: 0,
            });
            self.entities.len() - 1
        });
        self.entities[idx].n_records += 1;
        EntityIdx::new(idx)
    }

    /// Adds an event of the service `sshd`; change what differs.
    pub(crate) fn event(&mut self, at_s: i64, kind: EventKind) -> &mut Event {
        let service = self.entity(EntityKind::Service, "sshd");
        let line = self.events.len() as u64;
        self.events.push(Event {
            time: Some(TimestampUs::from_seconds(at_s)),
            at: RecordRef {
                file: FileId(0),
                line,
            },
            kind,
            sign: None,
            weight: 1,
            source: None,
            user: None,
            object: None,
            service,
            host: None,
            agent: None,
            detail: 0,
        });
        self.events.last_mut().expect("just pushed")
    }

    pub(crate) fn failure(&mut self, at_s: i64, source: Option<&str>, user: &str, weight: u32) {
        let source = self.entity(EntityKind::SourceAddress, source.unwrap_or_default());
        let user = self.entity(EntityKind::User, user);
        let event = self.event(at_s, EventKind::AuthFailure);
        (event.source, event.user, event.weight) = (source, user, weight);
    }

    pub(crate) fn failure_by_pam(&mut self, at_s: i64, source: Option<&str>, user: &str) {
        self.failure_that_says(at_s, source, user, auth::detail::BY_PAM);
    }

    pub(crate) fn failure_told_guessing(&mut self, at_s: i64, source: Option<&str>, user: &str) {
        self.failure_that_says(at_s, source, user, auth::detail::TOLD_GUESSING);
    }

    pub(crate) fn failure_seen_by_watcher(&mut self, at_s: i64, source: Option<&str>) {
        self.failure_that_says(at_s, source, "", auth::detail::BY_WATCHER);
    }

    fn failure_that_says(&mut self, at_s: i64, source: Option<&str>, user: &str, bit: u8) {
        self.failure(at_s, source, user, 1);
        if let Some(event) = self.events.last_mut() {
            event.detail = bit;
        }
    }

    pub(crate) fn success(&mut self, at_s: i64, source: Option<&str>, user: &str) {
        self.failure(at_s, source, user, 1);
        if let Some(event) = self.events.last_mut() {
            event.kind = EventKind::AuthSuccess;
        }
    }

    /// Records per bucket at one level, from time 0 on.
    pub(crate) fn volumes(&mut self, bucket_s: i64, counts: &[u64]) {
        self.bucket_us = bucket_s * 1_000_000;
        for (nth, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let mut levels = [0; 7];
            levels[Level::Info.index()] = *count;
            self.buckets.push(Bucket {
                start: TimestampUs(nth as i64 * self.bucket_us),
                counts: levels,
                first: None,
            });
            self.n_records += count;
        }
        self.range = Some(TimeRange {
            start: TimestampUs(0),
            end: TimestampUs(counts.len() as i64 * self.bucket_us - 1),
        });
    }

    pub(crate) fn with<T>(&self, test: impl FnOnce(&Input<'_>) -> T) -> T {
        let mut events = self.events.clone();
        events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
        let range = self
            .range
            .or_else(|| super::finding::range_of(events.iter().filter_map(|event| event.time)));
        test(&Input {
            events: &events,
            entities: &self.entities,
            requests: &self.requests,
            templates: &self.templates,
            courses: &self.courses,
            beats: &self.beats,
            metrics: &self.metrics,
            bucket_us: self.bucket_us,
            buckets: &self.buckets,
            range,
            n_records: self.n_records.max(events.len() as u64),
            limits: &self.limits,
        })
    }
}
