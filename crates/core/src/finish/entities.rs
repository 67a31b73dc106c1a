//! One table of names over all files, and the events of all files by it.

use jejak_protocol::{Entity, EntityKind, Top};

use super::Resolved;
use crate::detectors::input::{EntityIdx, EntityRow, Event};
use crate::events::EventKind;
use crate::state::NameId;

/// How many names a top list shows.
const N_TOP: usize = 50;

#[derive(Debug)]
pub(super) struct Table {
    /// By kind and value.
    pub(super) rows: Vec<EntityRow>,
    n_suspicious: Vec<u64>,
    /// Position in `rows` by file and by the file's own number.
    idx_by_file: Vec<Vec<Option<EntityIdx>>>,
}

impl Table {
    pub(super) fn new(files: &[Resolved<'_>]) -> Self {
        let mut all: Vec<_> = files
            .iter()
            .enumerate()
            .flat_map(|(file_idx, file)| {
                let names = file.input.state.body.names.list().iter().enumerate();
                names.map(move |(name_idx, name)| (name, file_idx, name_idx))
            })
            .collect();
        all.sort_unstable_by_key(|(name, file_idx, _)| (name.kind, &*name.text, *file_idx));
        let mut table = Self {
            rows: Vec::new(),
            n_suspicious: Vec::new(),
            idx_by_file: files
                .iter()
                .map(|file| vec![None; file.input.state.body.names.list().len()])
                .collect(),
        };
        for (name, file_idx, name_idx) in all {
            table.add(name, file_idx, name_idx);
        }
        table.count_joined(files);
        table
    }

    /// Counts lines that name nobody for those whom another line of their connection names.
    fn count_joined(&mut self, files: &[Resolved<'_>]) {
        for (file, ids) in files.iter().zip(&self.idx_by_file) {
            let joined = file.input.state.body.callers.joined();
            for joined in joined.filter(|joined| joined.is_suspicious) {
                let idx = joined.name.index().and_then(|i| *ids.get(i)?);
                if let Some(n) = idx.and_then(|idx| self.n_suspicious.get_mut(idx.idx())) {
                    *n += 1;
                }
            }
        }
    }

    fn add(&mut self, name: &crate::state::Name, file_idx: usize, name_idx: usize) {
        match self.rows.last_mut() {
            Some(row) if row.entity.kind == name.kind && *row.entity.value == *name.text => {
                row.n_records += name.n_records;
                if let Some(n) = self.n_suspicious.last_mut() {
                    *n += name.n_suspicious;
                }
            }
            _ => {
                self.rows.push(EntityRow {
                    entity: Entity {
                        kind: name.kind,
                        value: name.text.to_string(),
                    },
                    n_records: name.n_records,
                });
                self.n_suspicious.push(name.n_suspicious);
            }
        }
        let idx = EntityIdx::new(self.rows.len() - 1);
        if let Some(slot) = self
            .idx_by_file
            .get_mut(file_idx)
            .and_then(|ids| ids.get_mut(name_idx))
        {
            *slot = idx;
        }
    }

    pub(super) fn row(&self, idx: EntityIdx) -> Option<&EntityRow> {
        self.rows.get(idx.idx())
    }

    /// All events, sorted by (time, file, line), those without a time last.
    pub(super) fn events(&self, files: &[Resolved<'_>]) -> Vec<Event> {
        let n = files
            .iter()
            .map(|f| f.input.state.body.events.list().len())
            .sum();
        let mut events = Vec::with_capacity(n);
        for (file, ids) in files.iter().zip(&self.idx_by_file) {
            let body = &file.input.state.body;
            let idx = |id: NameId| id.index().and_then(|i| *ids.get(i)?);
            events.extend(body.events.list().iter().filter_map(|event| {
                let source = match event.source {
                    NameId::NONE => body.caller_of(event),
                    named => named,
                };
                // Whom a refusal turned away is what it is about.
                let is_nobody = event.kind == EventKind::Refusal && source == NameId::NONE;
                (!is_nobody).then(|| Event {
                    time: file.years.time(event.raw),
                    at: file.at(event.line),
                    kind: event.kind,
                    sign: event.sign,
                    weight: event.weight,
                    source: idx(source),
                    user: idx(event.user),
                    object: idx(event.object),
                    service: idx(event.service),
                    host: idx(event.host),
                    agent: idx(event.agent),
                    detail: event.detail,
                })
            }));
        }
        let key = |event: &Event| (event.time.is_none(), event.time, event.at);
        // One file in the order of time, which most are, needs no room for sorting.
        if !events.is_sorted_by_key(key) {
            events.sort_by_key(key);
        }
        events
    }

    /// The names of a kind that mean most trouble, then those in most records.
    pub(super) fn top(&self, kind: EntityKind) -> Vec<Top> {
        let mut tops: Vec<Top> = self
            .rows
            .iter()
            .zip(&self.n_suspicious)
            .filter(|(row, _)| row.entity.kind == kind)
            .map(|(row, n_suspicious)| Top {
                entity: row.entity.clone(),
                n_records: row.n_records,
                n_suspicious: *n_suspicious,
            })
            .collect();
        tops.sort_by(|a, b| {
            (b.n_suspicious, b.n_records)
                .cmp(&(a.n_suspicious, a.n_records))
                .then_with(|| a.entity.cmp(&b.entity))
        });
        tops.truncate(N_TOP);
        tops
    }
}
