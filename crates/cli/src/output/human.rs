//! The report for a terminal: verdict, figures, incidents with their first evidence, what to know.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use jejak_protocol::{Analysis, Incident, RecordRef, Severity};
use jejak_words::report::{file_name, line_number};
use jejak_words::ui::{self, IncidentText, OverviewText, Records};
use jejak_words::{
    Lang, Noun, Reader, Steps, chain_sentence, chain_title, command_line, counted, names,
    next_steps, number, sentence, stage_name, step_sentence, time, title, verdict, visible,
    visible::visible_clipped,
};

use super::table::{Cell, Side, clipped, lines, wrapped};

/// Chains and incidents told in full; the table lists more, JSON all.
const N_TOLD: usize = 10;
const N_LISTED: usize = 50;
/// Evidence lines shown below an incident.
const N_EVIDENCE: usize = 3;
/// A line of evidence is proof, so it may be wider than the terminal; it is cut where it fills one.
const N_EVIDENCE_CHARS: usize = 400;
/// Notices shown for all files together; a folder can have thousands.
const N_NOTICES: usize = 20;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// The lines of evidence that [`human`] shows.
pub(crate) fn lines_shown(analysis: &Analysis) -> BTreeSet<RecordRef> {
    let steps = first(&analysis.chains).iter().flat_map(|it| &it.steps);
    let of_chains = steps.flat_map(|step| step.lines.iter());
    let incidents = first(&analysis.incidents).iter();
    let of_incidents = incidents.flat_map(|it| it.evidence.lines.iter().take(N_EVIDENCE));
    of_chains.chain(of_incidents).copied().collect()
}

/// Those that are told in full.
fn first<T>(all: &[T]) -> &[T] {
    all.get(..N_TOLD).unwrap_or(all)
}

/// The report as text with styles, for lines of `width` columns.
pub(crate) fn human(
    analysis: &Analysis,
    reader: Reader<'_>,
    texts: &BTreeMap<RecordRef, String>,
    width: usize,
) -> String {
    let mut out = String::new();
    let text = wrapped(&verdict(analysis, reader), 0, width);
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}", text.trim_end());
    let _ = write!(out, "{FAINT}{}{FAINT:#}\n\n", figures(analysis, reader));
    stories(&mut out, analysis, reader, texts, width);
    if !analysis.incidents.is_empty() {
        out.push_str(&incident_table(analysis, reader, width));
        for (i, incident) in first(&analysis.incidents).iter().enumerate() {
            out.push('\n');
            told(&mut out, i, incident, analysis, reader, texts, width);
        }
        out.push('\n');
    }
    notices(&mut out, analysis, reader.lang, width);
    out
}

/// Counts, span and zone in one line.
fn figures(analysis: &Analysis, reader: Reader<'_>) -> String {
    let lang = reader.lang;
    let mut parts = vec![
        counted(analysis.files.len() as u64, Noun::File, lang),
        counted(analysis.n_lines, Noun::Line, lang),
        number::bytes(analysis.n_bytes, lang),
    ];
    if analysis.n_auth_failures > 0 {
        parts.push(counted(analysis.n_auth_failures, Noun::Failure, lang));
    }
    if let Some(range) = analysis.range {
        let offset = time::offset_name(time::offset_s(reader.zone, range.start));
        let [start, end] = [range.start, range.end].map(|at| reader.date_time(at));
        parts.push(format!("{start} – {end} ({offset})"));
    }
    parts.join(" · ")
}

fn incident_table(analysis: &Analysis, reader: Reader<'_>, width: usize) -> String {
    let lang = reader.lang;
    let head = [
        "",
        IncidentText::Severity.text(lang),
        IncidentText::Risk.text(lang),
        IncidentText::When.text(lang),
        IncidentText::Count.text(lang),
        IncidentText::What.text(lang),
    ];
    let mut rows = vec![head.map(|text| Cell::styled(text, FAINT)).to_vec()];
    for (i, incident) in analysis.incidents.iter().enumerate().take(N_LISTED) {
        let severity = names::severity_name(incident.severity, lang);
        rows.push(vec![
            Cell::styled((i + 1).to_string(), FAINT),
            Cell::styled(severity, style_of(incident.severity)),
            Cell::plain(incident.risk.to_string()),
            Cell::plain(when(incident, reader)),
            Cell::plain(number::exact(incident.count, lang)),
            Cell::plain(title(incident, lang)),
        ]);
    }
    let sides = [
        Side::Right,
        Side::Left,
        Side::Right,
        Side::Left,
        Side::Right,
        Side::Left,
    ];
    let mut text = lines(&rows, &sides, width);
    let n_more = analysis.incidents.len().saturating_sub(N_LISTED);
    if n_more > 0 {
        let more = counted(n_more as u64, Noun::Incident, lang);
        more_lines(&mut text, &more, lang);
    }
    text
}

/// The riskiest chains: of each its sentence, then each step with its moment and its lines.
fn stories(
    out: &mut String,
    analysis: &Analysis,
    reader: Reader<'_>,
    texts: &BTreeMap<RecordRef, String>,
    width: usize,
) {
    let told = first(&analysis.chains);
    let steps = Steps::of(told.iter().flat_map(|chain| &chain.steps), analysis);
    // The verdict above may be the first chain's own sentence.
    let verdict = verdict(analysis, reader);
    for chain in told {
        let style = style_of(chain.severity);
        let title = clipped(&chain_title(chain, reader.lang), width);
        let _ = writeln!(out, "{style}{title}{style:#}");
        let sentence = chain_sentence(chain, &steps, reader);
        if sentence != verdict {
            out.push_str(&wrapped(&sentence, 2, width));
        }
        for (i, step) in chain.steps.iter().enumerate() {
            let stage = stage_name(step.stage, reader.lang);
            let _ = writeln!(out, "{:>3}  {BOLD}{stage}{BOLD:#}", i + 1);
            out.push_str(&wrapped(&step_sentence(step, &steps, reader), 5, width));
            for at in &step.lines {
                evidence(out, *at, analysis, texts);
            }
        }
        out.push('\n');
    }
    let n_more = analysis.chains.len() - told.len();
    if n_more > 0 {
        let more = counted(n_more as u64, Noun::Story, reader.lang);
        more_lines(out, &more, reader.lang);
        out.push('\n');
    }
}
/// Says that there is more than what is shown.
fn more_lines(out: &mut String, more: &str, lang: Lang) {
    let more = command_line::more_lines(lang, more);
    let _ = writeln!(out, "{FAINT}{more}{FAINT:#}");
}

/// A line of evidence with its place.
fn evidence(
    out: &mut String,
    at: RecordRef,
    analysis: &Analysis,
    texts: &BTreeMap<RecordRef, String>,
) {
    let file = file_name(analysis, at.file);
    let place = format!("{}:{}:", visible(&file), line_number(at));
    let text = texts.get(&at).map_or("", String::as_str);
    let text = visible_clipped(text, N_EVIDENCE_CHARS);
    let _ = writeln!(out, "     {FAINT}{place}{FAINT:#} {text}");
}

/// One incident: its sentence, what it is called elsewhere, the first lines that prove it, what to do.
fn told(
    out: &mut String,
    idx: usize,
    incident: &Incident,
    analysis: &Analysis,
    reader: Reader<'_>,
    texts: &BTreeMap<RecordRef, String>,
    width: usize,
) {
    let lang = reader.lang;
    let style = style_of(incident.severity);
    let heading = clipped(&title(incident, lang), width.saturating_sub(6));
    let _ = writeln!(
        out,
        "{style}{:>3}{style:#}  {BOLD}{heading}{BOLD:#}",
        idx + 1
    );
    out.push_str(&wrapped(&sentence(incident, reader), 5, width));
    let mut parts = vec![ui::incident::risk_of_100(lang, incident.risk)];
    parts.push(names::certainty_name(incident.certainty, lang).to_owned());
    parts.extend(incident.technique.as_ref().map(names::technique));
    let _ = writeln!(out, "     {FAINT}{}{FAINT:#}", visible(&parts.join(" · ")));
    for at in incident.evidence.lines.iter().take(N_EVIDENCE) {
        evidence(out, *at, analysis, texts);
    }
    let n_lines = incident.evidence.n_total;
    let n_more = n_lines.saturating_sub(N_EVIDENCE.min(incident.evidence.lines.len()) as u64);
    if n_more > 0 {
        let more = command_line::more_lines(lang, &counted(n_more, Noun::Line, lang));
        let _ = writeln!(out, "     {FAINT}{more}{FAINT:#}");
    }
    if let Some(step) = next_steps(incident, lang).first() {
        out.push_str(&wrapped(&format!("→ {step}"), 5, width));
    }
}

fn when(incident: &Incident, reader: Reader<'_>) -> String {
    match incident.range {
        Some(range) => reader.range(range),
        None => Records::NoTime.text(reader.lang).to_owned(),
    }
}

/// What a person should know of the files.
fn notices(out: &mut String, analysis: &Analysis, lang: Lang, width: usize) {
    let of_run = analysis
        .notices
        .iter()
        .map(|notice| ui::notice(notice, lang));
    let of_files = analysis.files.iter().flat_map(|file| {
        file.notices.iter().map(move |notice| {
            let name = visible(&file.facts.name);
            format!("{name}: {}", ui::notice(notice, lang))
        })
    });
    let all: Vec<String> = of_run.chain(of_files).collect();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "{FAINT}{}{FAINT:#}", OverviewText::Notices.text(lang));
    for notice in all.iter().take(N_NOTICES) {
        out.push_str(&wrapped(notice, 2, width));
    }
    let n_more = all.len().saturating_sub(N_NOTICES);
    if n_more > 0 {
        let more = command_line::more_lines(lang, &number::exact(n_more as u64, lang));
        let _ = writeln!(out, "  {more}");
    }
}

/// Colour for those who see it; the word stands beside it.
const fn style_of(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Critical | Severity::High => AnsiColor::Red,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low => AnsiColor::Cyan,
        Severity::Info => return FAINT,
    };
    let style = Style::new().fg_color(Some(anstyle::Color::Ansi(colour)));
    match severity {
        Severity::Critical => style.bold(),
        _ => style,
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{Certainty, Chain, ChainStep, FileId, Stage, Zone};

    use super::*;

    #[test]
    fn of_many_stories_the_first_are_told_and_the_others_counted() {
        let line = |line| RecordRef {
            file: FileId(0),
            line,
        };
        let chain = |nth: u64| Chain {
            id: nth.to_string(),
            severity: Severity::High,
            risk: 70,
            certainty: Certainty::Sure,
            entities: Vec::new(),
            range: None,
            steps: vec![ChainStep {
                stage: Stage::Guessing,
                incident: nth.to_string(),
                at: None,
                lines: vec![line(nth)],
            }],
        };
        let analysis = Analysis {
            n_lines: 20,
            chains: (0..N_TOLD as u64 + 2).map(chain).collect(),
            ..Analysis::default()
        };
        let shown = lines_shown(&analysis);
        assert_eq!(shown, (0..N_TOLD as u64).map(line).collect());
        let utc = Zone::utc();
        let reader = Reader::new(Lang::En, &utc);
        let text = human(&analysis, reader, &BTreeMap::new(), 80);
        let n_told = text.matches("Attack in").count();
        assert_eq!(n_told, N_TOLD, "{text}");
        assert!(text.contains("… and 2 stories more"), "{text}");
    }
}
