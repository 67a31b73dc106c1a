//! The Markdown report: verdict, table of incidents, each with its evidence and what to do.
//!
//! Made to be pasted into a ticket or a mail: it reads well unrendered too.

use std::fmt::Write;

use jejak_protocol::{Analysis, Chain, Incident, RecordRef, Severity};

use super::escape::{block, code, text};
use super::{Options, file_name, line_number};
use crate::chain;
use crate::fact::facts;
use crate::incident::{next_steps, sentence, title};
use crate::names;
use crate::noun::{Noun, counted};
use crate::number;
use crate::time::offset_name;
use crate::ui::{self, IncidentText, OverviewText, Records};
use crate::verdict::verdict;

/// Evidence lines printed for an incident, half from either end; the JSON report has all that are kept.
const N_EVIDENCE_SHOWN: usize = 10;
/// Chains and incidents told in full; the table lists all incidents.
const N_TOLD: usize = 100;

catalogue! {
    /// Headings and columns of the report.
    pub ReportText {
        Title => "Log investigation", "Penyelidikan log";
        Number => "No.", "No.";
        NotAll => "The rest is in the table above and in the JSON report.", "Selebihnya ada di tabel di atas dan di laporan JSON.";
        MadeBy => "Made by Jejak on this device; the log files were sent nowhere.", "Dibuat oleh Jejak di perangkat ini; berkas log tidak dikirim ke mana pun.";
    }
}

/// The report as Markdown (CommonMark with GitHub's tables).
pub fn markdown(analysis: &Analysis, options: &Options<'_>) -> String {
    let lang = options.reader.lang;
    let mut out = format!(
        "# {}\n\n**{}**\n\n",
        ReportText::Title.text(lang),
        text(&verdict(analysis, options.reader))
    );
    summary(&mut out, analysis, options);
    files(&mut out, analysis, options);
    let steps = chain::Steps::of_all(analysis);
    for chain in analysis.chains.iter().take(N_TOLD) {
        story(&mut out, chain, &steps, analysis, options);
    }
    incident_table(&mut out, analysis, options);
    for (i, incident) in analysis.incidents.iter().enumerate().take(N_TOLD) {
        told(&mut out, i + 1, incident, analysis, options);
    }
    if analysis.incidents.len().max(analysis.chains.len()) > N_TOLD {
        push(&mut out, &[ReportText::NotAll.text(lang), "\n\n"]);
    }
    push(&mut out, &["---\n\n", ReportText::MadeBy.text(lang), "\n"]);
    out
}

fn summary(out: &mut String, analysis: &Analysis, options: &Options<'_>) {
    let reader = options.reader;
    let lang = reader.lang;
    let mut parts = vec![
        counted(analysis.n_lines, Noun::Line, lang),
        number::bytes(analysis.n_bytes, lang),
        counted(analysis.incidents.len() as u64, Noun::Incident, lang),
    ];
    if analysis.n_auth_failures > 0 {
        parts.push(counted(analysis.n_auth_failures, Noun::Failure, lang));
    }
    if let Some(range) = analysis.range {
        let offset = crate::time::offset_s(reader.zone, range.start);
        let [start, end] = [range.start, range.end].map(|at| reader.date_time(at));
        parts.push(format!("{start} – {end} ({})", offset_name(offset)));
    }
    push(out, &[&parts.join(" · "), "\n\n"]);
    for notice in &analysis.notices {
        push(out, &["- ", &text(&ui::notice(notice, lang)), "\n"]);
    }
    if !analysis.notices.is_empty() {
        out.push('\n');
    }
}

fn files(out: &mut String, analysis: &Analysis, options: &Options<'_>) {
    let lang = options.reader.lang;
    let heading = [
        OverviewText::FileColumn,
        OverviewText::FormatColumn,
        OverviewText::Lines,
        OverviewText::Misfits,
    ]
    .map(|key| key.text(lang));
    push(out, &["## ", OverviewText::Files.text(lang), "\n\n"]);
    table_head(out, &heading);
    for file in &analysis.files {
        row(
            out,
            &[
                code(&file.facts.name),
                text(&names::format_name(&file.format, lang)),
                number::exact(file.n_lines, lang),
                number::exact(file.n_misfits, lang),
            ],
        );
    }
    out.push('\n');
    for file in &analysis.files {
        for notice in &file.notices {
            let sentence = text(&ui::notice(notice, lang));
            push(out, &["- ", &code(&file.facts.name), ": ", &sentence, "\n"]);
        }
    }
    if analysis.files.iter().any(|file| !file.notices.is_empty()) {
        out.push('\n');
    }
}

fn incident_table(out: &mut String, analysis: &Analysis, options: &Options<'_>) {
    let reader = options.reader;
    let lang = reader.lang;
    push(out, &["## ", IncidentText::ListTitle.text(lang), "\n\n"]);
    if analysis.incidents.is_empty() {
        push(out, &[OverviewText::NoIncidents.text(lang), ".\n\n"]);
        return;
    }
    let heading = [
        ReportText::Number.text(lang),
        IncidentText::Severity.text(lang),
        IncidentText::Risk.text(lang),
        IncidentText::What.text(lang),
        IncidentText::When.text(lang),
        IncidentText::Count.text(lang),
    ];
    table_head(out, &heading);
    for (i, incident) in analysis.incidents.iter().enumerate() {
        let when = incident.range.map(|range| reader.range(range));
        row(
            out,
            &[
                (i + 1).to_string(),
                severity(incident.severity, options),
                incident.risk.to_string(),
                text(&title(incident, lang)),
                when.unwrap_or_else(|| Records::NoTime.text(lang).to_owned()),
                number::exact(incident.count, lang),
            ],
        );
    }
    out.push('\n');
}

/// A chain: its sentence, then each step with its lines.
fn story(
    out: &mut String,
    chain: &Chain,
    steps: &chain::Steps<'_>,
    analysis: &Analysis,
    options: &Options<'_>,
) {
    let reader = options.reader;
    let lang = reader.lang;
    let title = chain::chain_title(chain, lang);
    let sentence = chain::chain_sentence(chain, steps, reader);
    push(
        out,
        &["## ", &text(&title), "\n\n", &text(&sentence), "\n\n"],
    );
    for (i, step) in chain.steps.iter().enumerate() {
        let stage = chain::stage_name(step.stage, lang);
        let told = text(&chain::step_sentence(step, steps, reader));
        let _ = writeln!(out, "{}. **{stage}.** {told}\n", i + 1);
        let lines: Vec<String> = step
            .lines
            .iter()
            .map(|&at| placed(at, analysis, options))
            .collect();
        if !lines.is_empty() {
            let indented = block(&lines).replace('\n', "\n   ");
            let _ = write!(out, "   {indented}\n\n");
        }
    }
}

/// `file:line: text`, without the text where it cannot be read.
fn placed(at: RecordRef, analysis: &Analysis, options: &Options<'_>) -> String {
    let place = format!("{}:{}", file_name(analysis, at.file), line_number(at));
    match (options.line_at)(at) {
        Some(line) => format!("{place}: {line}"),
        None => place,
    }
}

/// One incident in full.
fn told(out: &mut String, n: usize, it: &Incident, analysis: &Analysis, options: &Options<'_>) {
    let reader = options.reader;
    let lang = reader.lang;
    let _ = write!(out, "### {n}. {}\n\n", text(&title(it, lang)));
    push(out, &[&text(&sentence(it, reader)), "\n\n"]);
    bullet(
        out,
        IncidentText::Severity.text(lang),
        &severity(it.severity, options),
    );
    bullet(out, IncidentText::Risk.text(lang), &it.risk.to_string());
    let certainty = names::certainty_name(it.certainty, lang);
    bullet(out, IncidentText::Certainty.text(lang), certainty);
    for fact in facts(it, reader) {
        bullet(out, fact.label, &text(&fact.value));
    }
    let shares = it.shares.iter().map(|share| {
        let name = text(&names::detector_name(&share.detector, lang));
        format!("{name}, {}", number::percent(share.share, lang))
    });
    let shares: Vec<String> = shares.collect();
    if !shares.is_empty() {
        bullet(out, IncidentText::Shares.text(lang), &shares.join("; "));
    }
    if let Some(technique) = &it.technique {
        let name = text(&names::technique(technique));
        let linked = match names::technique_url(technique) {
            Some(url) => format!("[{name}]({url})"),
            None => name,
        };
        bullet(out, IncidentText::Technique.text(lang), &linked);
    }
    out.push('\n');
    evidence(out, it, analysis, options);
    let heading = IncidentText::WhatToDo.text(lang);
    let _ = write!(out, "**{heading}**\n\n");
    for (i, step) in next_steps(it, lang).iter().enumerate() {
        let _ = writeln!(out, "{}. {}", i + 1, text(step));
    }
    out.push('\n');
}

fn evidence(out: &mut String, it: &Incident, analysis: &Analysis, options: &Options<'_>) {
    let lang = options.reader.lang;
    let heading = IncidentText::Evidence.text(lang);
    // The last lines often matter most: a takeover ends with its success.
    let n_after = N_EVIDENCE_SHOWN / 2;
    let n_kept = it.evidence.lines.len();
    let lines: Vec<String> = it
        .evidence
        .lines
        .iter()
        .enumerate()
        .filter(|(i, _)| *i < N_EVIDENCE_SHOWN - n_after || i + n_after >= n_kept)
        .map(|(_, &at)| placed(at, analysis, options))
        .collect();
    if lines.is_empty() {
        let none = IncidentText::NoEvidence.text(lang);
        let _ = write!(out, "**{heading}**: {none}\n\n");
        return;
    }
    let of = ui::incident::n_of_lines(lines.len() as u64, it.evidence.n_total, lang);
    let _ = write!(out, "**{heading}** ({of})\n\n{}\n\n", block(&lines));
}

fn severity(severity: Severity, options: &Options<'_>) -> String {
    names::severity_name(severity, options.reader.lang).to_owned()
}

fn bullet(out: &mut String, label: &str, value: &str) {
    let _ = writeln!(out, "- {label}: {value}");
}

fn table_head(out: &mut String, cells: &[&str]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(cells.len()));
}

fn row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn push(out: &mut String, parts: &[&str]) {
    out.extend(parts.iter().copied());
}
