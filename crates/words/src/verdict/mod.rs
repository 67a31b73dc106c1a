//! The verdict: one sentence over everything that was found, with its two strongest facts.
//!
//! Incidents of a kind are told together ("from 11 addresses"), and a takeover is told with the
//! guessing that led to it, because that is the story. Where nothing was found it says in how much,
//! and where much could not be checked it says so: a calm verdict must be earned.

mod group;

use jejak_protocol::{Analysis, Chain, NoticeKind, Severity, Stage};

use crate::chain::{Steps, chain_sentence};
use crate::incident::capitalized;
use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::number;
use crate::time::Reader;
use crate::ui;
use group::{Group, groups};

/// Share of lines from which on "not understood" belongs into the verdict; chosen: one in five is
/// more than stray lines, and enough to hide an attack.
const MISFIT_SHARE_TO_TELL: f64 = 0.2;

/// What happened, in one sentence (two where the input needs one).
pub fn verdict(analysis: &Analysis, reader: Reader<'_>) -> String {
    if analysis.n_lines == 0 {
        return unread(analysis, reader.lang);
    }
    if analysis.incidents.is_empty() {
        return calm(analysis, reader.lang);
    }
    // A story that ends inside is the whole of the news; the rest is in the list.
    let is_inside = |chain: &&Chain| chain.steps.iter().any(|step| step.stage == Stage::Entry);
    if let Some(chain) = analysis.chains.first().filter(is_inside) {
        return chain_sentence(chain, &Steps::of(&chain.steps, analysis), reader);
    }
    let groups = groups(analysis, reader);
    let mut clauses: Vec<String> = groups.iter().flat_map(Group::clauses).collect();
    clauses.truncate(2);
    let text = clauses.join("; ");
    let worst = analysis.incidents.iter().map(|it| it.severity).max();
    if worst.is_some_and(|worst| worst <= Severity::Low) {
        return say!(
            reader.lang,
            "Nothing serious: {text}.",
            "Tidak ada yang serius: {text}.",
        );
    }
    if groups
        .first()
        .is_some_and(|group| group.opens_with_name(&text))
    {
        return format!("{text}.");
    }
    format!("{}.", capitalized(&text))
}

/// Nothing was found: in how much, and what could not be checked.
fn calm(analysis: &Analysis, lang: Lang) -> String {
    let lines = counted(analysis.n_lines, Noun::Line, lang);
    let misfit_share = analysis.n_misfits as f64 / analysis.n_lines as f64;
    if misfit_share >= MISFIT_SHARE_TO_TELL {
        let misfits = number::exact(analysis.n_misfits, lang);
        return say!(
            lang,
            "Nothing stands out, but {misfits} of {lines} were not understood.",
            "Tidak ada yang mencolok, tetapi {misfits} dari {lines} tidak dikenali.",
        );
    }
    if analysis.range.is_none() {
        return say!(
            lang,
            "Nothing stands out in {lines}, but without times only part of it could be checked.",
            "Tidak ada yang mencolok dalam {lines}, tetapi tanpa waktu hanya sebagian yang dapat diperiksa.",
        );
    }
    let is_cancelled = |notices: &[jejak_protocol::Notice]| {
        notices
            .iter()
            .any(|notice| notice.kind == NoticeKind::Cancelled)
    };
    if is_cancelled(&analysis.notices) {
        return say!(
            lang,
            "Nothing stands out in the {lines} that were read before you stopped.",
            "Tidak ada yang mencolok dalam {lines} yang sempat dibaca sebelum dihentikan.",
        );
    }
    say!(
        lang,
        "Nothing stands out in {lines}.",
        "Tidak ada yang mencolok dalam {lines}.",
    )
}

/// Not one line was read: why, as far as the files say.
fn unread(analysis: &Analysis, lang: Lang) -> String {
    let what = lang.pick("Nothing could be read.", "Tidak ada yang dapat dibaca.");
    let mut notices = analysis.files.iter().flat_map(|file| &file.notices);
    match notices.next().or(analysis.notices.first()) {
        Some(first) => format!("{what} {}", ui::notice(first, lang)),
        None => what.to_owned(),
    }
}
