//! New kinds of records: templates that first come late in the run and then come often.
//!
//! In: the templates with their counts. Out: a few findings at most; a log whose kinds never repeat
//! gives none.

use jejak_protocol::{
    Certainty, Entity, EntityKind, FactKey, IncidentKind, Level, TemplateSummary, TimeRange,
};

use super::finding::{Finding, ids};
use super::input::{Input, n_of};
use super::thresholds::{
    NEW_TEMPLATE_AFTER, NEW_TEMPLATE_COUNT, NEW_TEMPLATE_RECORDS, NEW_TEMPLATES,
};
use crate::events::gravity;

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let Some(range) = input.range else {
        return Vec::new();
    };
    let new: Vec<(&TemplateSummary, TimeRange)> = input
        .templates
        .iter()
        .filter_map(|template| Some((template, seen_late(template, range, input)?)))
        .collect();
    if new.len() * 4 > input.templates.len() {
        // Another program took over, or the log only began in earnest: nothing in it is rare.
        return Vec::new();
    }
    let mut new: Vec<New<'_>> = new.into_iter().map(New::of).collect();
    new.sort_by(|a, b| {
        let by_count = || b.template.count.cmp(&a.template.count);
        let by_gravity = b.gravity.total_cmp(&a.gravity).then_with(by_count);
        by_gravity.then_with(|| a.template.id.cmp(&b.template.id))
    });
    let news = new.iter().take(NEW_TEMPLATES);
    news.map(finding).collect()
}

/// A template that came late.
struct New<'a> {
    template: &'a TemplateSummary,
    range: TimeRange,
    /// How much what it says asks for attention: a level alone tells little, for most programs give
    /// none, and what a program calls a warning is its habit.
    gravity: f64,
}

impl<'a> New<'a> {
    fn of((template, range): (&'a TemplateSummary, TimeRange)) -> Self {
        Self {
            template,
            range,
            gravity: gravity::of_template(&template.text, template.level),
        }
    }
}

fn seen_late(template: &TemplateSummary, run: TimeRange, input: &Input<'_>) -> Option<TimeRange> {
    let (start, end) = (template.first?, template.last?);
    let is_late = (start.0 - run.start.0) as f64 > run.span_us() as f64 * NEW_TEMPLATE_AFTER;
    if !is_late || template.count < NEW_TEMPLATE_COUNT || is_request(&template.text) {
        return None;
    }
    let n_before: u64 = input
        .buckets
        .iter()
        .filter(|bucket| bucket.start.0 + input.bucket_us <= start.0)
        .map(|bucket| n_of(&bucket.counts))
        .sum();
    (n_before >= NEW_TEMPLATE_RECORDS).then_some(TimeRange { start, end })
}

/// Paths come and go on any site; a new one is no news.
fn is_request(text: &str) -> bool {
    let method = text.split(' ').next().unwrap_or_default();
    matches!(
        method,
        "GET" | "POST" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "PATCH" | "CONNECT" | "PROPFIND"
    )
}

fn finding(new: &New<'_>) -> Finding {
    let template = new.template;
    let mut finding = Finding::over(ids::TEMPLATES, IncidentKind::NewTemplate, &[], 0);
    finding.range = Some(new.range);
    finding.count = template.count;
    // Only the first record is known by its place.
    finding.evidence = vec![template.example];
    finding.n_evidence = template.count;
    finding.with([Entity {
        kind: EntityKind::Template,
        value: template.text.clone(),
    }]);
    finding.text_fact(FactKey::Template, Some(&template.text));
    finding.certainty = Certainty::NotSure;
    let by_level: f64 = match template.level {
        Level::Error | Level::Critical => 0.8,
        Level::Warning => 0.5,
        _ => 0.2,
    };
    finding.score = by_level.max(new.gravity).min(0.8);
    finding.measure(template.count as f64, 0.0, "records");
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;
    use jejak_protocol::{FileId, RecordRef, TimestampUs};

    fn template(text: &str, first_s: i64, count: u64) -> TemplateSummary {
        TemplateSummary {
            id: text.to_owned(),
            text: text.to_owned(),
            count,
            level: Level::Info,
            first: Some(TimestampUs::from_seconds(first_s)),
            last: Some(TimestampUs::from_seconds(9_900)),
            example: RecordRef {
                file: FileId(0),
                line: 7,
            },
            over_time: Vec::new(),
        }
    }

    fn found(templates: Vec<TemplateSummary>) -> Vec<String> {
        let mut world = World {
            templates,
            ..World::default()
        };
        world.volumes(100, &[20; 100]);
        world.with(|input| {
            detect(input)
                .iter()
                .map(|finding| finding.entities[0].value.clone())
                .collect()
        })
    }

    #[test]
    fn late_and_often_is_news() {
        let mut templates: Vec<TemplateSummary> = (0..10)
            .map(|nth| template(&format!("old {nth}"), 0, 90))
            .collect();
        templates.push(template("late <*>", 8_000, 40));
        templates.push(template("late but once", 8_000, 1));
        templates.push(template("GET /late 2xx", 8_000, 40));
        assert_eq!(found(templates), vec!["late <*>"]);
    }

    #[test]
    fn what_says_harm_comes_first() {
        let mut templates: Vec<TemplateSummary> = (0..30)
            .map(|nth| template(&format!("old {nth}"), 0, 90))
            .collect();
        templates.push(template("cache of <*> warmed", 8_000, 80));
        templates.push(template("malware found in <*>", 8_000, 40));
        assert_eq!(
            found(templates),
            vec!["malware found in <*>", "cache of <*> warmed"]
        );
    }

    #[test]
    fn when_everything_is_new_nothing_is() {
        let templates = (0..10)
            .map(|nth| template(&format!("kind {nth}"), 8_000, 40))
            .collect();
        assert_eq!(found(templates), Vec::<String>::new());
    }
}
