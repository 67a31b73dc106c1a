//! Templates that the person joined: one row in the list for several templates of the analysis.
//!
//! The analysis stays as it is; a group only says which of its templates are shown, counted and
//! searched together. Every change can be taken back.

use std::collections::BTreeSet;

use jejak_protocol::TemplateSummary;
use serde::{Deserialize, Serialize};

/// Groups of template ids; a template is in one at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    groups: Vec<BTreeSet<String>>,
    /// The groups before each change, the last change last.
    #[serde(skip)]
    before: Vec<Vec<BTreeSet<String>>>,
}

/// A row of the list: a template, or several that are one for the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// Of its most frequent template.
    pub head: TemplateSummary,
    /// The others.
    pub rest: Vec<TemplateSummary>,
}

impl Joined {
    pub fn count(&self) -> u64 {
        self.head.count + self.rest.iter().map(|it| it.count).sum::<u64>()
    }

    pub fn all(&self) -> impl Iterator<Item = &TemplateSummary> {
        std::iter::once(&self.head).chain(&self.rest)
    }

    /// Records in equal parts of the whole range.
    pub fn over_time(&self) -> Vec<u32> {
        let mut head = self.head.clone();
        for it in &self.rest {
            head.add_over_time(&it.over_time);
        }
        head.over_time
    }

    pub fn first(&self) -> Option<jejak_protocol::TimestampUs> {
        self.all().filter_map(|it| it.first).min()
    }

    pub fn last(&self) -> Option<jejak_protocol::TimestampUs> {
        self.all().filter_map(|it| it.last).max()
    }
}

impl Groups {
    /// Joins templates, with all that each was joined with before.
    pub fn join(&mut self, ids: &[String]) {
        let mut joined: BTreeSet<String> = ids.iter().cloned().collect();
        if joined.len() < 2 {
            return;
        }
        self.before.push(self.groups.clone());
        self.groups.retain(|group| {
            let meets = !group.is_disjoint(&joined);
            if meets {
                joined.extend(group.iter().cloned());
            }
            !meets
        });
        self.groups.push(joined);
    }

    /// Takes the group of a template apart.
    pub fn split(&mut self, id: &str) {
        if self.groups.iter().any(|group| group.contains(id)) {
            self.before.push(self.groups.clone());
            self.groups.retain(|group| !group.contains(id));
        }
    }

    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        if let Some(before) = self.before.pop() {
            self.groups = before;
        }
    }

    /// The analysis' templates as rows, in their order; a group stands where its first one does.
    pub fn rows(&self, templates: &[TemplateSummary]) -> Vec<Joined> {
        let mut rows: Vec<Joined> = Vec::with_capacity(templates.len());
        // Which row a group went to.
        let mut row_of: Vec<Option<usize>> = vec![None; self.groups.len()];
        for template in templates {
            let group = self
                .groups
                .iter()
                .position(|group| group.contains(&template.id));
            let known = group.and_then(|group| row_of.get_mut(group));
            match known {
                Some(Some(row)) => {
                    if let Some(row) = rows.get_mut(*row) {
                        row.rest.push(template.clone());
                    }
                    continue;
                }
                Some(place) => *place = Some(rows.len()),
                None => {}
            }
            rows.push(Joined {
                head: template.clone(),
                rest: Vec::new(),
            });
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{FileId, Level, RecordRef};

    use super::*;

    fn template(id: &str, count: u64) -> TemplateSummary {
        TemplateSummary {
            id: id.to_owned(),
            text: id.to_owned(),
            count,
            level: Level::Info,
            first: None,
            last: None,
            example: RecordRef {
                file: FileId(0),
                line: 0,
            },
            over_time: Vec::new(),
        }
    }

    fn shown(groups: &Groups) -> Vec<(String, u64, usize)> {
        let templates = [
            template("a", 9),
            template("b", 5),
            template("c", 3),
            template("d", 1),
        ];
        let rows = groups.rows(&templates);
        rows.iter()
            .map(|row| (row.head.id.clone(), row.count(), row.rest.len()))
            .collect()
    }

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn row(id: &str, count: u64, n_rest: usize) -> (String, u64, usize) {
        (id.to_owned(), count, n_rest)
    }

    #[test]
    fn joined_templates_are_one_row_until_it_is_undone() {
        let mut groups = Groups::default();
        let apart = shown(&groups);
        groups.join(&ids(&["b", "d"]));
        let once = shown(&groups);
        assert_eq!(once, [row("a", 9, 0), row("b", 6, 1), row("c", 3, 0)]);
        groups.join(&ids(&["d", "a"]));
        assert_eq!(shown(&groups), [row("a", 15, 2), row("c", 3, 0)]);
        groups.undo();
        assert_eq!(shown(&groups), once);
        groups.split("d");
        assert_eq!(shown(&groups), apart);
        groups.undo();
        groups.undo();
        assert_eq!(shown(&groups), apart);
        assert!(!groups.can_undo());
    }

    #[test]
    fn one_template_alone_is_no_group() {
        let mut groups = Groups::default();
        groups.join(&ids(&["a", "a"]));
        groups.split("a");
        assert!(!groups.can_undo());
    }
}
