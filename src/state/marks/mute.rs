//! What is left out of the lists, and for how long.

use jejak_protocol::{Entity, EntityKind, Incident, IncidentKind, TimestampUs};
use serde::{Deserialize, Serialize};

/// Entities that a mute may name: those that stay the same from one incident to the next.
const NAMED: [EntityKind; 5] = [
    EntityKind::SourceAddress,
    EntityKind::User,
    EntityKind::Host,
    EntityKind::Destination,
    EntityKind::Template,
];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mute {
    pub what: Pattern,
    pub said_at: TimestampUs,
    /// None: for ever.
    pub until: Option<TimestampUs>,
}

/// Which incidents are meant: those that fit every part that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// One incident alone.
    pub incident: Option<String>,
    pub kind: Option<IncidentKind>,
    /// What the incident is about. One that is about several of the sort does not fit: muting one
    /// address must not hide ten others.
    pub entity: Option<Entity>,
}

/// For how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    Hour,
    #[default]
    Day,
    Week,
    Month,
    Ever,
}

impl Span {
    pub const ALL: [Self; 5] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Ever];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Ever => "ever",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.key() == key)
    }

    /// A month has thirty days. None: without end.
    const fn seconds(self) -> Option<i64> {
        const HOUR: i64 = 3_600;
        match self {
            Self::Hour => Some(HOUR),
            Self::Day => Some(24 * HOUR),
            Self::Week => Some(7 * 24 * HOUR),
            Self::Month => Some(30 * 24 * HOUR),
            Self::Ever => None,
        }
    }
}

impl Mute {
    pub fn new(what: Pattern, span: Span, now: TimestampUs) -> Self {
        let until = span
            .seconds()
            .map(|seconds| TimestampUs(now.0.saturating_add(seconds.saturating_mul(1_000_000))));
        Self {
            what,
            said_at: now,
            until,
        }
    }

    pub fn is_over(&self, now: TimestampUs) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl Pattern {
    /// One incident and no other.
    pub fn only(incident: &Incident) -> Self {
        Self {
            incident: Some(incident.id.clone()),
            kind: Some(incident.kind),
            entity: incident.entities.first().cloned(),
        }
    }

    pub fn fits(&self, incident: &Incident) -> bool {
        if let Some(id) = &self.incident {
            return *id == incident.id;
        }
        let has_any = self.kind.is_some() || self.entity.is_some();
        has_any
            && self.kind.is_none_or(|kind| kind == incident.kind)
            && self
                .entity
                .as_ref()
                .is_none_or(|entity| is_about(incident, entity))
    }
}

fn is_about(incident: &Incident, entity: &Entity) -> bool {
    let mut of_kind = incident.entities.iter().filter(|it| it.kind == entity.kind);
    of_kind.next() == Some(entity) && of_kind.next().is_none()
}

/// What a mute of this incident may mean, the narrowest first.
pub fn patterns(incident: &Incident) -> Vec<Pattern> {
    let named = incident.entities.iter();
    let named: Vec<&Entity> = named
        .filter(|it| NAMED.contains(&it.kind) && is_about(incident, it))
        .collect();
    let of_kind = named.iter().map(|entity| Pattern {
        incident: None,
        kind: Some(incident.kind),
        entity: Some((*entity).clone()),
    });
    let of_any_kind = named.iter().map(|entity| Pattern {
        incident: None,
        kind: None,
        entity: Some((*entity).clone()),
    });
    let whole_kind = Pattern {
        incident: None,
        kind: Some(incident.kind),
        entity: None,
    };
    std::iter::once(Pattern::only(incident))
        .chain(of_kind)
        .chain(of_any_kind)
        .chain([whole_kind])
        .collect()
}
