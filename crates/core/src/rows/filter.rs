//! Whether a line passes a filter.
//!
//! Made once per filter and asked for many lines: words are looked for before anything is parsed.
//! A condition on the level holds for a record with all its lines; one on the template for the line
//! that starts a record; and each line passes one on names only by those that stand in it.

use jejak_protocol::{EntityKind, Filter, Level, TimestampUs};
use memchr::memmem::Finder;

use super::cut;
use super::names::Parts;
use super::search::Word;
use crate::plan::Plan;
use crate::record::Line;
use crate::shape;

/// A filter, made ready to be asked for many lines.
#[derive(Debug)]
pub struct Matcher<'f> {
    filter: &'f Filter,
    words: Vec<Word>,
    /// Values that stand in every line that passes.
    musts: Vec<Finder<'f>>,
    needs_parts: bool,
}

/// The words of a filter's text: all must occur.
pub fn words(filter: &Filter) -> Vec<&str> {
    filter.text.split_whitespace().collect()
}

impl<'f> Matcher<'f> {
    pub fn new(filter: &'f Filter) -> Self {
        // These are taken from lines as they stand there, in every format but JSON.
        let is_verbatim = |kind| {
            matches!(
                kind,
                EntityKind::SourceAddress | EntityKind::Host | EntityKind::Status
            )
        };
        let musts = filter
            .with
            .iter()
            .filter(|entity| is_verbatim(entity.kind))
            .map(|entity| Finder::new(entity.value.as_bytes()))
            .collect();
        Self {
            filter,
            words: words(filter).into_iter().map(Word::new).collect(),
            musts,
            needs_parts: !(filter.with.is_empty() && filter.without.is_empty())
                || filter.level.is_some_and(|level| level > Level::Unknown),
        }
    }

    /// Whether a line with this time passes. `template_of` names the template of a shape, and
    /// `level_above` the level of the record that the line continues; each is asked only when the
    /// answer decides. Which file the line is of is for the caller.
    pub fn matches<'t>(
        &self,
        plan: &Plan,
        text: &str,
        time: Option<TimestampUs>,
        template_of: impl FnOnce(u64) -> Option<&'t str>,
        level_above: impl FnOnce() -> Level,
    ) -> bool {
        let text = cut(text, plan.limits.line_bytes);
        let is_in_range = match (self.filter.range, time) {
            (None, _) => true,
            (Some(range), Some(time)) => range.contains(time),
            (Some(_), None) => false,
        };
        let has_all = is_in_range
            && self.words.iter().all(|word| word.is_in(text))
            && self
                .musts
                .iter()
                .all(|must| must.find(text.as_bytes()).is_some());
        if !has_all {
            return false;
        }
        if !self.needs_parts && self.filter.templates.is_empty() {
            return true;
        }
        plan.layout.read(text, |line, body| {
            self.passes_template(&line, template_of)
                && self.passes_parts(&line, body, text, level_above)
        })
    }

    fn passes_template<'t>(
        &self,
        line: &Line<'_>,
        template_of: impl FnOnce(u64) -> Option<&'t str>,
    ) -> bool {
        match line {
            _ if self.filter.templates.is_empty() => true,
            Line::Record(record) => template_of(shape::of_record(record))
                .is_some_and(|id| self.filter.templates.iter().any(|wanted| wanted == id)),
            Line::Continuation | Line::Misfit(_) => false,
        }
    }

    fn passes_parts(
        &self,
        line: &Line<'_>,
        body: &str,
        text: &str,
        level_above: impl FnOnce() -> Level,
    ) -> bool {
        if !self.needs_parts {
            return true;
        }
        let parts = Parts::of(line, body, text);
        let names =
            |entity: &jejak_protocol::Entity| parts.names_entity(entity.kind, &entity.value);
        let level = || match line {
            Line::Continuation => level_above(),
            Line::Record(_) | Line::Misfit(_) => parts.level,
        };
        self.filter.with.iter().all(names)
            && !self.filter.without.iter().any(names)
            && self.filter.level.is_none_or(|least| level() >= least)
    }
}
