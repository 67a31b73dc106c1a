//! Chains in words: a title, one sentence over the whole, and each step's own sentence.
//!
//! In: a [`Chain`] and the incidents that its steps are. Out: text; log text in it is quoted and made
//! visible as everywhere.

use std::collections::HashMap;

use jejak_protocol::{Analysis, Chain, ChainStep, EntityKind, FactKey, FactValue, Incident, Stage};

use crate::incident::{Story, listed, name, sentence};
use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::time::Reader;

/// The incidents that steps are, found in one pass: a large analysis has a hundred thousand of both.
#[derive(Debug)]
pub struct Steps<'a>(HashMap<&'a str, Option<&'a Incident>>);

impl<'a> Steps<'a> {
    pub fn of(steps: impl IntoIterator<Item = &'a ChainStep>, analysis: &'a Analysis) -> Self {
        let steps = steps.into_iter();
        let mut wanted: HashMap<&str, Option<&Incident>> =
            steps.map(|step| (step.incident.as_str(), None)).collect();
        for incident in &analysis.incidents {
            if let Some(found) = wanted.get_mut(incident.id.as_str()) {
                *found = Some(incident);
            }
        }
        Self(wanted)
    }

    /// The steps of all chains of an analysis.
    pub fn of_all(analysis: &'a Analysis) -> Self {
        Self::of(
            analysis.chains.iter().flat_map(|chain| &chain.steps),
            analysis,
        )
    }

    /// The incident that a step is, if the analysis has it.
    fn incident(&self, step: &ChainStep) -> Option<&'a Incident> {
        self.0.get(step.incident.as_str()).copied().flatten()
    }
}

/// `Attack in 5 steps: 203.0.113.9 → budi`.
pub fn chain_title(chain: &Chain, lang: Lang) -> String {
    let steps = counted(chain.steps.len() as u64, Noun::Step, lang);
    let who = first(chain, EntityKind::SourceAddress);
    let whom = first(chain, EntityKind::User);
    let names: Vec<String> = who.into_iter().chain(whom).collect();
    let names = match names.is_empty() {
        true => String::new(),
        false => format!(": {}", names.join(" → ")),
    };
    say!(
        lang,
        "Attack in {steps}{names}",
        "Serangan dalam {steps}{names}"
    )
}

/// What was done, in order: `203.0.113.9 guessed passwords, got in as budi on 6 Jan at 02:33 and left
/// a way back in.`
pub fn chain_sentence(chain: &Chain, steps: &Steps<'_>, reader: Reader<'_>) -> String {
    let lang = reader.lang;
    let who = first(chain, EntityKind::SourceAddress)
        .unwrap_or_else(|| lang.pick("Someone", "Seseorang").to_owned());
    let mut told: Vec<Stage> = Vec::new();
    let mut clauses = Vec::new();
    for step in &chain.steps {
        if told.contains(&step.stage) {
            continue;
        }
        told.push(step.stage);
        clauses.push(match step.stage {
            Stage::Entry => entry(step, steps.incident(step), reader),
            Stage::Escalation => escalation(chain, steps, lang).to_owned(),
            stage => clause(stage, lang).to_owned(),
        });
    }
    format!("{who} {}.", listed(&clauses, lang))
}

/// The step as one full sentence: that of its incident.
pub fn step_sentence(step: &ChainStep, steps: &Steps<'_>, reader: Reader<'_>) -> String {
    match steps.incident(step) {
        Some(incident) => sentence(incident, reader),
        None => stage_name(step.stage, reader.lang).to_owned(),
    }
}

/// What a step was for, as a heading.
pub const fn stage_name(stage: Stage, lang: Lang) -> &'static str {
    let (en, id) = match stage {
        Stage::Reconnaissance => ("Search for open doors", "Mencari celah"),
        Stage::Guessing => ("Password guessing", "Menebak sandi"),
        Stage::Attack => ("Attack on a service", "Menyerang layanan"),
        Stage::Entry => ("Getting in", "Berhasil masuk"),
        Stage::Escalation => ("Gaining rights", "Memperbesar hak"),
        Stage::Execution => ("Running programs", "Menjalankan program"),
        Stage::Persistence => ("Leaving a way back in", "Menyiapkan jalan kembali"),
        Stage::Files => ("Changing files", "Mengubah berkas"),
        Stage::Exfiltration => ("Taking data out", "Membawa data keluar"),
        Stage::CoverUp => ("Removing traces", "Menghapus jejak"),
    };
    lang.pick(en, id)
}

/// Whether any of the tries at more rights is known to have worked.
fn escalation(chain: &Chain, steps: &Steps<'_>, lang: Lang) -> &'static str {
    let has_gained = chain.steps.iter().any(|step| {
        let act = steps.incident(step).and_then(|it| it.facts.get(&FactKey::Act));
        matches!(act, Some(FactValue::Text(act)) if matches!(act.as_str(), "group_added" | "uid_zero" | "first_sudo"))
    });
    if has_gained {
        clause(Stage::Escalation, lang)
    } else {
        lang.pick("tried to gain more rights", "mencoba memperbesar haknya")
    }
}

const fn clause(stage: Stage, lang: Lang) -> &'static str {
    let (en, id) = match stage {
        Stage::Reconnaissance => ("looked for open doors", "mencari celah"),
        Stage::Guessing => ("guessed passwords", "menebak sandi"),
        Stage::Attack => ("attacked the web server", "menyerang server web"),
        Stage::Entry => ("got in", "berhasil masuk"),
        Stage::Escalation => ("gained more rights", "memperbesar haknya"),
        Stage::Execution => (
            "ran suspicious programs",
            "menjalankan program mencurigakan",
        ),
        Stage::Persistence => ("left a way back in", "menyiapkan jalan kembali"),
        Stage::Files => ("touched files of the system", "menyentuh berkas sistem"),
        Stage::Exfiltration => ("took data out", "membawa data keluar"),
        Stage::CoverUp => ("removed traces", "menghapus jejak"),
    };
    lang.pick(en, id)
}

/// `got in as budi on 6 Jan at 02:33`.
fn entry(step: &ChainStep, incident: Option<&Incident>, reader: Reader<'_>) -> String {
    let lang = reader.lang;
    let user = incident
        .and_then(|incident| Story::new(incident, reader).name(FactKey::User))
        .map_or(String::new(), |user| {
            say!(lang, " as {user}", " sebagai {user}")
        });
    let at = step.at.map_or(String::new(), |at| {
        let (day, clock) = (reader.day(at), reader.clock(at));
        say!(lang, " on {day} at {clock}", " pada {day} pukul {clock}")
    });
    say!(lang, "got in{user}{at}", "berhasil masuk{user}{at}")
}

fn first(chain: &Chain, kind: EntityKind) -> Option<String> {
    let mut found = chain.entities.iter().filter(|entity| entity.kind == kind);
    found.next().map(|entity| name(&entity.value))
}
