//! The JSON report: a fixed order of fields, so that two reports can be compared line by line.
//!
//! Log text stands as it is in the file (JSON escapes what it must); only `title`, `sentence`,
//! `verdict` and `next_steps` are written for people, with hidden characters made visible.

use std::collections::BTreeMap;

use jejak_protocol::metrics::{MetricKind, MetricPoint, MetricSeries, MetricUnit};
use jejak_protocol::{
    Analysis, Entity, FactKey, FactValue, FileSummary, FormatId, Incident, IncidentKind, Level,
    Notice, NoticeKind, RecordRef, Severity, Technique, TemplateSummary, TimeRange, TimestampUs,
    Top,
};
use jejak_protocol::{Certainty, Chain, ChainStep, DetectorShare, Stage};
use serde::Serialize;

use super::{Options, file_name, line_number};
use crate::chain;
use crate::incident;
use crate::lang::Lang;
use crate::time::rfc3339;
use crate::{ui, verdict};

/// Name and version of the schema, the first field of every report.
pub const SCHEMA: &str = "jejak.report/1";

/// The whole analysis as indented JSON.
pub fn json(analysis: &Analysis, options: &Options<'_>) -> String {
    let report = Report::new(analysis, options);
    // Strings, numbers and maps with string keys only: nothing in it can fail to serialize.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    language: Lang,
    verdict: String,
    source_zone: &'a str,
    start: Option<String>,
    end: Option<String>,
    totals: Totals,
    chains: Vec<ChainOut<'a>>,
    incidents: Vec<IncidentOut<'a>>,
    files: Vec<FileOut<'a>>,
    notices: Vec<NoticeOut>,
    top_sources: Vec<TopOut<'a>>,
    top_users: Vec<TopOut<'a>>,
    templates: Vec<TemplateOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<MetricOut<'a>>,
}

#[derive(Serialize)]
struct Totals {
    files: usize,
    bytes: u64,
    lines: u64,
    records: u64,
    misfits: u64,
    auth_failures: u64,
    incidents: usize,
    templates: usize,
}

#[derive(Serialize)]
struct IncidentOut<'a> {
    id: &'a str,
    kind: IncidentKind,
    severity: Severity,
    risk: u8,
    certainty: Certainty,
    count: u64,
    start: Option<String>,
    end: Option<String>,
    entities: &'a [Entity],
    evidence: Vec<Place>,
    evidence_total: u64,
    technique: Option<&'a Technique>,
    facts: BTreeMap<FactName, FactOut<'a>>,
    shares: &'a [DetectorShare],
    title: String,
    sentence: String,
    next_steps: Vec<String>,
}

#[derive(Serialize)]
struct ChainOut<'a> {
    id: &'a str,
    severity: Severity,
    risk: u8,
    certainty: Certainty,
    start: Option<String>,
    end: Option<String>,
    entities: &'a [Entity],
    title: String,
    sentence: String,
    steps: Vec<StepOut<'a>>,
}

#[derive(Serialize)]
struct StepOut<'a> {
    stage: Stage,
    incident: &'a str,
    at: Option<String>,
    sentence: String,
    lines: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    /// From 1.
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// A fact's key; a length of time says in its name that it is in seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FactName {
    key: FactKey,
    is_duration: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum FactOut<'a> {
    Count(u64),
    Number(f64),
    Text(&'a str),
    Time(String),
}

#[derive(Serialize)]
struct FileOut<'a> {
    name: &'a str,
    format: &'a FormatId,
    confidence: f64,
    bytes: u64,
    lines: u64,
    records: u64,
    misfits: u64,
    start: Option<String>,
    end: Option<String>,
    notices: Vec<NoticeOut>,
}

#[derive(Serialize)]
struct NoticeOut {
    kind: NoticeKind,
    count: u64,
    text: String,
}

#[derive(Serialize)]
struct TopOut<'a> {
    #[serde(flatten)]
    entity: &'a Entity,
    records: u64,
    suspicious: u64,
}

#[derive(Serialize)]
struct TemplateOut<'a> {
    id: &'a str,
    text: &'a str,
    count: u64,
    level: Level,
    first: Option<String>,
    last: Option<String>,
    example: Place,
}

/// A series without its points: what it was over the whole time.
#[derive(Serialize)]
struct MetricOut<'a> {
    file: String,
    name: &'a str,
    labels: &'a str,
    kind: MetricKind,
    unit: MetricUnit,
    samples: u64,
    start: Option<String>,
    end: Option<String>,
    min: f64,
    mean: f64,
    max: f64,
    last: f64,
}

impl<'a> MetricOut<'a> {
    fn new(series: &'a MetricSeries, analysis: &'a Analysis) -> Self {
        let at = |point: Option<&MetricPoint>| point.map(|it| rfc3339(it.at));
        Self {
            file: file_name(analysis, series.file),
            name: &series.name,
            labels: &series.labels,
            kind: series.kind,
            unit: series.unit,
            samples: series.n_samples,
            start: at(series.points.first()),
            end: at(series.points.last()),
            min: series.min,
            mean: series.mean,
            max: series.max,
            last: series.last,
        }
    }
}

impl<'a> Report<'a> {
    fn new(analysis: &'a Analysis, options: &Options<'_>) -> Self {
        let lang = options.reader.lang;
        let (start, end) = ends(analysis.range);
        let incidents = analysis.incidents.iter();
        let templates = analysis.templates.iter();
        let steps = chain::Steps::of_all(analysis);
        Self {
            schema: SCHEMA,
            language: lang,
            verdict: verdict::verdict(analysis, options.reader),
            source_zone: &analysis.source_zone.name,
            start,
            end,
            totals: Totals::new(analysis),
            chains: analysis
                .chains
                .iter()
                .map(|chain| ChainOut::new(chain, &steps, analysis, options))
                .collect(),
            incidents: incidents
                .map(|incident| IncidentOut::new(incident, analysis, options))
                .collect(),
            files: analysis
                .files
                .iter()
                .map(|file| FileOut::new(file, lang))
                .collect(),
            notices: notices(&analysis.notices, lang),
            top_sources: analysis.top_sources.iter().map(TopOut::new).collect(),
            top_users: analysis.top_users.iter().map(TopOut::new).collect(),
            templates: templates
                .map(|template| TemplateOut::new(template, analysis))
                .collect(),
            metrics: analysis
                .metrics
                .iter()
                .map(|series| MetricOut::new(series, analysis))
                .collect(),
        }
    }
}

impl Totals {
    fn new(analysis: &Analysis) -> Self {
        Self {
            files: analysis.files.len(),
            bytes: analysis.n_bytes,
            lines: analysis.n_lines,
            records: analysis.n_records,
            misfits: analysis.n_misfits,
            auth_failures: analysis.n_auth_failures,
            incidents: analysis.incidents.len(),
            templates: analysis.templates.len(),
        }
    }
}

impl<'a> ChainOut<'a> {
    fn new(
        chain: &'a Chain,
        steps: &chain::Steps<'_>,
        analysis: &Analysis,
        options: &Options<'_>,
    ) -> Self {
        let reader = options.reader;
        let (start, end) = ends(chain.range);
        let step = |step: &'a ChainStep| StepOut {
            stage: step.stage,
            incident: &step.incident,
            at: step.at.map(rfc3339),
            sentence: chain::step_sentence(step, steps, reader),
            lines: step
                .lines
                .iter()
                .map(|&at| Place {
                    text: (options.line_at)(at),
                    ..Place::new(at, analysis)
                })
                .collect(),
        };
        Self {
            id: &chain.id,
            severity: chain.severity,
            risk: chain.risk,
            certainty: chain.certainty,
            start,
            end,
            entities: &chain.entities,
            title: chain::chain_title(chain, reader.lang),
            sentence: chain::chain_sentence(chain, steps, reader),
            steps: chain.steps.iter().map(step).collect(),
        }
    }
}

impl<'a> IncidentOut<'a> {
    fn new(incident: &'a Incident, analysis: &Analysis, options: &Options<'_>) -> Self {
        let lang = options.reader.lang;
        let (start, end) = ends(incident.range);
        let evidence = incident.evidence.lines.iter().map(|&at| Place {
            text: (options.line_at)(at),
            ..Place::new(at, analysis)
        });
        Self {
            id: &incident.id,
            kind: incident.kind,
            severity: incident.severity,
            risk: incident.risk,
            certainty: incident.certainty,
            count: incident.count,
            start,
            end,
            entities: &incident.entities,
            evidence: evidence.collect(),
            evidence_total: incident.evidence.n_total,
            technique: incident.technique.as_ref(),
            facts: incident.facts.iter().map(fact).collect(),
            shares: &incident.shares,
            title: incident::title(incident, lang),
            sentence: incident::sentence(incident, options.reader),
            next_steps: incident::next_steps(incident, lang),
        }
    }
}

impl Place {
    fn new(at: RecordRef, analysis: &Analysis) -> Self {
        Self {
            file: file_name(analysis, at.file),
            line: line_number(at),
            text: None,
        }
    }
}

impl<'a> FileOut<'a> {
    fn new(file: &'a FileSummary, lang: Lang) -> Self {
        let (start, end) = ends(file.range);
        Self {
            name: &file.facts.name,
            format: &file.format,
            confidence: file.confidence,
            bytes: file.n_bytes,
            lines: file.n_lines,
            records: file.n_records,
            misfits: file.n_misfits,
            start,
            end,
            notices: notices(&file.notices, lang),
        }
    }
}

impl<'a> TopOut<'a> {
    fn new(top: &'a Top) -> Self {
        Self {
            entity: &top.entity,
            records: top.n_records,
            suspicious: top.n_suspicious,
        }
    }
}

impl<'a> TemplateOut<'a> {
    fn new(template: &'a TemplateSummary, analysis: &Analysis) -> Self {
        Self {
            id: &template.id,
            text: &template.text,
            count: template.count,
            level: template.level,
            first: template.first.map(rfc3339),
            last: template.last.map(rfc3339),
            example: Place::new(template.example, analysis),
        }
    }
}

impl Serialize for FactName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_duration {
            return self.key.serialize(serializer);
        }
        // Only one key holds a duration today; the rule holds for those to come.
        let name = match serde_json::to_value(self.key) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        };
        serializer.serialize_str(&format!("{name}_s"))
    }
}

fn fact<'a>((&key, value): (&FactKey, &'a FactValue)) -> (FactName, FactOut<'a>) {
    let name = FactName {
        key,
        is_duration: matches!(value, FactValue::DurationUs(_)),
    };
    let value = match value {
        FactValue::Count(n) => FactOut::Count(*n),
        FactValue::Number(x) => FactOut::Number(*x),
        FactValue::Text(text) => FactOut::Text(text),
        FactValue::Time(at) => FactOut::Time(rfc3339(*at)),
        FactValue::DurationUs(us) => FactOut::Number(*us as f64 / 1e6),
    };
    (name, value)
}

fn ends(range: Option<TimeRange>) -> (Option<String>, Option<String>) {
    let end = |of: fn(TimeRange) -> TimestampUs| range.map(|range| rfc3339(of(range)));
    (end(|range| range.start), end(|range| range.end))
}

fn notices(notices: &[Notice], lang: Lang) -> Vec<NoticeOut> {
    let out = |notice: &Notice| NoticeOut {
        kind: notice.kind,
        count: notice.count,
        text: ui::notice(notice, lang),
    };
    notices.iter().map(out).collect()
}
