//! The report as one page of HTML that needs nothing else: no script, no request, light and dark.
//!
//! Its own policy forbids everything but its style, so that nothing that a log holds could act even
//! if it were taken for markup; and it is not, because every text is escaped.

use std::fmt::Write;

use jejak_protocol::{Analysis, Chain, Incident, RecordRef};

use super::escape::html as text;
use super::markdown::ReportText;
use super::{Options, file_name, line_number};
use crate::chain;
use crate::fact::facts;
use crate::incident::{next_steps, sentence, title};
use crate::names;
use crate::noun::{Noun, counted};
use crate::number;
use crate::time::offset_name;
use crate::ui::{IncidentText, OverviewText, Records};
use crate::verdict::verdict;

const STYLE: &str = include_str!("report.css");
/// Of `STYLE`, in base 64; a test holds them together.
const STYLE_SHA256: &str = "zeFcZ8Dderdi2kmRi1wts5DXQFvkDYQcRVbQ6oOv+WM=";

/// The whole report as a document.
pub fn html(analysis: &Analysis, options: &Options<'_>) -> String {
    let lang = options.reader.lang;
    let (tag, heading) = (lang.tag(), ReportText::Title.text(lang));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_SHA256}'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{heading}</title>\n<style>{STYLE}</style>\n\
         <main>\n<h1>{heading}</h1>\n<p class=\"verdict\">{}</p>\n",
        text(&verdict(analysis, options.reader))
    );
    summary(&mut out, analysis, options);
    let steps = chain::Steps::of_all(analysis);
    for chain in &analysis.chains {
        story(&mut out, chain, &steps, options);
    }
    incidents(&mut out, analysis, options);
    for (i, incident) in analysis.incidents.iter().enumerate() {
        told(&mut out, i + 1, incident, analysis, options);
    }
    let _ = writeln!(
        out,
        "<hr>\n<p class=\"muted\">{}</p>\n</main>",
        ReportText::MadeBy.text(lang)
    );
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
    if let Some(range) = analysis.range {
        let offset = crate::time::offset_s(reader.zone, range.start);
        let [start, end] = [range.start, range.end].map(|at| reader.date_time(at));
        parts.push(format!("{start} – {end} ({})", offset_name(offset)));
    }
    let names: Vec<String> = analysis
        .files
        .iter()
        .map(|file| text(&file.facts.name))
        .collect();
    let _ = writeln!(
        out,
        "<p class=\"muted\">{}<br>{}</p>",
        parts.join(" · "),
        names.join(" · ")
    );
}

fn story(out: &mut String, chain: &Chain, steps: &chain::Steps<'_>, options: &Options<'_>) {
    let reader = options.reader;
    let lang = reader.lang;
    let _ = writeln!(
        out,
        "<h2>{}</h2>\n<p>{}</p>\n<ol>",
        text(&chain::chain_title(chain, lang)),
        text(&chain::chain_sentence(chain, steps, reader))
    );
    for step in &chain.steps {
        let _ = writeln!(
            out,
            "<li><strong>{}.</strong> {}</li>",
            chain::stage_name(step.stage, lang),
            text(&chain::step_sentence(step, steps, reader))
        );
    }
    out.push_str("</ol>\n");
}

fn incidents(out: &mut String, analysis: &Analysis, options: &Options<'_>) {
    let reader = options.reader;
    let lang = reader.lang;
    let _ = writeln!(out, "<h2>{}</h2>", IncidentText::ListTitle.text(lang));
    if analysis.incidents.is_empty() {
        let _ = writeln!(out, "<p>{}.</p>", OverviewText::NoIncidents.text(lang));
        return;
    }
    let heads = [
        ReportText::Number.text(lang),
        IncidentText::Severity.text(lang),
        IncidentText::Risk.text(lang),
        IncidentText::What.text(lang),
        IncidentText::When.text(lang),
        IncidentText::Count.text(lang),
    ];
    let _ = writeln!(out, "<table>\n<tr><th>{}</tr>", heads.join("<th>"));
    for (i, it) in analysis.incidents.iter().enumerate() {
        let when = it.range.map(|range| reader.range(range));
        let _ = writeln!(
            out,
            "<tr><td class=\"n\">{n}<td>{}<td class=\"n\">{}<td><a href=\"#i{n}\">{}</a><td>{}<td class=\"n\">{}</tr>",
            names::severity_name(it.severity, lang),
            it.risk,
            text(&title(it, lang)),
            when.unwrap_or_else(|| Records::NoTime.text(lang).to_owned()),
            number::exact(it.count, lang),
            n = i + 1,
        );
    }
    out.push_str("</table>\n");
}

fn told(out: &mut String, n: usize, it: &Incident, analysis: &Analysis, options: &Options<'_>) {
    let reader = options.reader;
    let lang = reader.lang;
    let _ = writeln!(
        out,
        "<h3 id=\"i{n}\">{n}. {}</h3>\n<p>{}</p>\n<dl>",
        text(&title(it, lang)),
        text(&sentence(it, reader))
    );
    let mut pair = |label: &str, value: &str| {
        let _ = writeln!(out, "<dt>{label}<dd>{}", text(value));
    };
    let severity = names::severity_name(it.severity, lang);
    pair(IncidentText::Severity.text(lang), severity);
    pair(IncidentText::Risk.text(lang), &it.risk.to_string());
    let certainty = names::certainty_name(it.certainty, lang);
    pair(IncidentText::Certainty.text(lang), certainty);
    for fact in facts(it, reader) {
        pair(fact.label, &fact.value);
    }
    if let Some(technique) = &it.technique {
        pair(
            IncidentText::Technique.text(lang),
            &names::technique(technique),
        );
    }
    out.push_str("</dl>\n");
    let lines: Vec<String> = it
        .evidence
        .lines
        .iter()
        .filter_map(|&at| placed(at, analysis, options))
        .collect();
    if !lines.is_empty() {
        let _ = writeln!(
            out,
            "<h4>{}</h4>\n<pre>{}</pre>",
            IncidentText::Evidence.text(lang),
            lines.join("\n")
        );
    }
    let _ = writeln!(out, "<h4>{}</h4>\n<ol>", IncidentText::WhatToDo.text(lang));
    for step in next_steps(it, lang) {
        let _ = writeln!(out, "<li>{}</li>", text(&step));
    }
    out.push_str("</ol>\n");
}

/// `file:line: text` of a line that is at hand.
fn placed(at: RecordRef, analysis: &Analysis, options: &Options<'_>) -> Option<String> {
    let line = (options.line_at)(at)?;
    let file = file_name(analysis, at.file);
    Some(text(&format!("{file}:{}: {line}", line_number(at))))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_names_the_style() {
        assert_eq!(STANDARD.encode(Sha256::digest(STYLE)), STYLE_SHA256);
        assert!(!STYLE.contains('<'));
    }
}
