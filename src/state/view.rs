//! What the person looks at: everything that a link to the page should bring back.

use jejak_protocol::{Entity, Filter, RecordRef, TimeRange};

use super::pick::IncidentPick;
use super::ranges::RangeStack;

/// The views of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum View {
    #[default]
    Overview,
    Incidents,
    Records,
    Templates,
    Normal,
    Models,
    Files,
}

impl View {
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Incidents,
        Self::Records,
        Self::Templates,
        Self::Normal,
        Self::Models,
        Self::Files,
    ];

    /// As written in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Incidents => "incidents",
            Self::Records => "records",
            Self::Templates => "templates",
            Self::Normal => "normal",
            Self::Models => "models",
            Self::Files => "files",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.key() == key)
    }
}

/// A view of the companion server; it lies over the views of an analysis, which stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    Account,
    Team,
    Audit,
    Shares,
}

impl Room {
    pub const ALL: [Self; 4] = [Self::Account, Self::Shares, Self::Team, Self::Audit];

    /// As written in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Team => "team",
            Self::Audit => "audit",
            Self::Shares => "shares",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|room| room.key() == key)
    }
}

/// Everything that the address holds, save the preferences.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ViewState {
    pub view: View,
    /// The room that is open over the view.
    pub room: Option<Room>,
    pub ranges: RangeStack,
    /// Id of the incident that is open in the incidents view.
    pub incident: Option<String>,
    pub pick: IncidentPick,
    /// Which records are listed; its range is always None, the breadcrumb has it.
    pub filter: Filter,
    /// Keys of the metrics on the timeline; None until the person chooses: then the first choice is shown.
    pub metrics: Option<Vec<String>>,
    /// Record that the list shows first and marks.
    pub at: Option<RecordRef>,
}

impl ViewState {
    /// The filter to ask the worker for: the chosen one within the shown range.
    pub fn records_filter(&self) -> Filter {
        Filter {
            range: self.ranges.current(),
            ..self.filter.clone()
        }
    }

    /// Leaves `view` open with nothing selected in it.
    pub fn go(&mut self, view: View) {
        self.view = view;
        self.room = None;
        self.incident = None;
        self.at = None;
    }

    pub fn open_incident(&mut self, id: &str) {
        self.room = None;
        self.view = View::Incidents;
        self.incident = Some(id.to_owned());
    }

    /// Shows one record among all records of its time range, without a filter that could hide it.
    pub fn open_record(&mut self, at: RecordRef, range: Option<TimeRange>) {
        self.room = None;
        self.view = View::Records;
        self.filter = Filter::default();
        self.at = Some(at);
        if let (Some(range), Some(_)) = (range, self.ranges.current()) {
            self.ranges.commit(range);
        }
    }

    /// Lists the records that fit one condition alone, e.g. those of a template.
    pub fn open_records(&mut self, filter: Filter) {
        self.room = None;
        self.view = View::Records;
        self.filter = Filter {
            range: None,
            ..filter
        };
        self.at = None;
    }

    /// Adds or takes back a condition on an entity; one entity is never both wanted and unwanted.
    pub fn toggle_entity(&mut self, entity: Entity, wanted: bool) {
        let (to, from) = if wanted {
            (&mut self.filter.with, &mut self.filter.without)
        } else {
            (&mut self.filter.without, &mut self.filter.with)
        };
        from.retain(|other| *other != entity);
        match to.iter().position(|other| *other == entity) {
            Some(position) => {
                to.remove(position);
            }
            None => to.push(entity),
        }
        self.at = None;
    }

    /// Whether any condition but the range narrows the records.
    pub fn has_filter(&self) -> bool {
        !self.filter.is_range_only() || !self.filter.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{EntityKind, FileId, TimestampUs};

    use super::*;

    fn user(name: &str) -> Entity {
        Entity {
            kind: EntityKind::User,
            value: name.to_owned(),
        }
    }

    #[test]
    fn an_entity_is_wanted_or_unwanted_never_both() {
        let mut state = ViewState::default();
        state.toggle_entity(user("root"), true);
        state.toggle_entity(user("root"), false);
        assert_eq!(state.filter.with, []);
        assert_eq!(state.filter.without, [user("root")]);
        assert!(state.has_filter());
        state.toggle_entity(user("root"), false);
        assert!(!state.has_filter());
    }

    #[test]
    fn opening_a_record_drops_the_filter_that_could_hide_it() {
        let mut state = ViewState::default();
        state.filter.text = "cron".to_owned();
        let at = RecordRef {
            file: FileId(1),
            line: 7,
        };
        state.open_record(at, None);
        assert_eq!(state.view, View::Records);
        assert_eq!(state.records_filter(), Filter::default());
        assert_eq!(state.at, Some(at));
    }

    #[test]
    fn the_asked_filter_has_the_shown_range() {
        let range = TimeRange {
            start: TimestampUs(0),
            end: TimestampUs(5_000_000),
        };
        let mut state = ViewState::default();
        state.ranges.commit(range);
        assert_eq!(state.records_filter().range, Some(range));
    }
}
