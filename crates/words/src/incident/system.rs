//! Sentences about the machine itself: errors and restarts, new kinds of records, volume.

use jejak_protocol::{EntityKind, FactKey};

use super::story::{Story, name, quoted, times};
use crate::fact;
use crate::names;
use crate::noun::{Noun, counted};
use crate::number;
use crate::visible::visible_clipped;

/// Longest log text in a title, in characters: what fits a line of a list.
const N_TITLE_CHARS: usize = 70;

pub(super) fn error_title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let error = story.text(FactKey::Error);
    match (story.service(), n_restarts(story), error) {
        (Some(service), 1.., None) => say!(
            lang,
            "{service} keeps restarting",
            "{service} terus mulai ulang",
        ),
        (None, 1.., None) => lang
            .pick(
                "A service keeps restarting",
                "Sebuah layanan terus mulai ulang",
            )
            .to_owned(),
        (Some(service), _, Some(error)) => {
            let error = visible_clipped(error, N_TITLE_CHARS);
            say!(
                lang,
                "Errors in {service}: {error}",
                "Galat di {service}: {error}",
            )
        }
        (Some(service), _, None) => say!(lang, "Errors in {service}", "Galat di {service}"),
        (None, _, Some(error)) => {
            let error = visible_clipped(error, N_TITLE_CHARS);
            say!(lang, "Errors: {error}", "Galat: {error}")
        }
        (None, _, None) => names::kind_name(story.incident.kind, lang).to_owned(),
    }
}

pub(super) fn error(story: &Story<'_>) -> String {
    let lang = story.lang;
    let place = format!("{}{}", story.on_host(), story.space_when());
    let error = story.quoted(FactKey::Error);
    let restarts = n_restarts(story);
    if let (None, 1..) = (&error, restarts) {
        let service = story
            .service()
            .unwrap_or_else(|| lang.pick("A service", "Sebuah layanan").to_owned());
        let times = times(restarts, lang);
        return say!(
            lang,
            "{service} restarted {times}{place}.",
            "{service} mulai ulang {times}{place}.",
        );
    }
    let errors = match story.incident.count {
        0 => lang.pick("Errors", "galat").to_owned(),
        n => counted(n, Noun::Error, lang),
    };
    let logged = match story.service() {
        Some(service) => {
            let errors = errors.to_ascii_lowercase();
            say!(
                lang,
                "{service} logged {errors}",
                "{service} mencatat {errors}"
            )
        }
        None if story.incident.count == 1 => {
            say!(lang, "{errors} was logged", "Tercatat {errors}")
        }
        None => say!(lang, "{errors} were logged", "Tercatat {errors}"),
    };
    let restarted = match restarts {
        0 => String::new(),
        n => {
            let times = times(n, lang);
            say!(lang, " and restarted {times}", " dan mulai ulang {times}")
        }
    };
    let usual = usual(story);
    let what = error.map_or(String::new(), |error| format!(": {error}"));
    format!("{logged}{restarted}{place}{usual}{what}.")
}

pub(super) fn template_title(story: &Story<'_>) -> String {
    let kind = names::kind_name(story.incident.kind, story.lang);
    match story.template() {
        Some(template) => format!("{kind}: {}", visible_clipped(template, N_TITLE_CHARS)),
        None => kind.to_owned(),
    }
}

pub(super) fn template(story: &Story<'_>) -> String {
    let lang = story.lang;
    let when = story.space_when();
    let times = match story.incident.count {
        0 => String::new(),
        n => times(n, lang),
    };
    let what = story
        .template()
        .map_or(String::new(), |template| format!(": {}", quoted(template)));
    let times_en = super::story::after(" ", times.clone());
    let times_id = super::story::after(" sebanyak ", times);
    say!(
        lang,
        "A kind of record that was not there before appeared{times_en}{when}{what}.",
        "Jenis catatan yang sebelumnya tidak ada muncul{times_id}{when}{what}.",
    )
}

pub(super) fn volume_title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let title = match direction(story) {
        Some(Direction::More) => {
            lang.pick("More records than usual", "Catatan lebih banyak dari biasa")
        }
        Some(Direction::Fewer) => lang.pick(
            "Fewer records than usual",
            "Catatan lebih sedikit dari biasa",
        ),
        Some(Direction::Silence) => lang.pick("Records stopped coming", "Catatan berhenti masuk"),
        None => names::kind_name(story.incident.kind, lang),
    };
    format!("{title}{}", of_what(story))
}

pub(super) fn volume(story: &Story<'_>) -> String {
    let lang = story.lang;
    let what = match direction(story) {
        Some(Direction::More) => lang.pick(
            "Many more records than usual came",
            "Catatan yang masuk jauh lebih banyak dari biasa",
        ),
        Some(Direction::Fewer) => lang.pick(
            "Far fewer records than usual came",
            "Catatan yang masuk jauh lebih sedikit dari biasa",
        ),
        Some(Direction::Silence) => lang.pick("Records stopped coming", "Catatan berhenti masuk"),
        None => lang.pick(
            "The number of records changed sharply",
            "Jumlah catatan berubah tajam",
        ),
    };
    let of_what = of_what(story);
    let when = story.comma_when();
    let figures = match figures(story) {
        Some((actual, typical)) => say!(
            lang,
            ": {actual}, where {typical} is usual",
            ": {actual}, biasanya {typical}",
        ),
        None => String::new(),
    };
    format!("{what}{of_what}{when}{figures}.")
}

/// ` (30 per hour, where 2 is usual)`.
fn usual(story: &Story<'_>) -> String {
    match figures(story) {
        Some((actual, typical)) => say!(
            story.lang,
            " ({actual}, where {typical} is usual)",
            " ({actual}, biasanya {typical})",
        ),
        None => String::new(),
    }
}

/// Actual with its unit, and typical, where both are given.
fn figures(story: &Story<'_>) -> Option<(String, String)> {
    let actual = number::measured(story.measure(FactKey::Actual)?, story.lang);
    let typical = match story.measure(FactKey::Typical)? {
        0.0 => story.lang.pick("none", "tidak ada").to_owned(),
        typical => number::measured(typical, story.lang),
    };
    let unit = fact::unit(story.incident, story.lang);
    let unit = unit.map_or(String::new(), |unit| format!(" {unit}"));
    Some((format!("{actual}{unit}"), typical))
}

#[derive(Clone, Copy)]
pub(crate) enum Direction {
    More,
    Fewer,
    Silence,
}

pub(crate) fn direction(story: &Story<'_>) -> Option<Direction> {
    let actual = story.measure(FactKey::Actual)?;
    let typical = story.measure(FactKey::Typical)?;
    Some(if actual > typical {
        Direction::More
    } else if actual == 0.0 {
        Direction::Silence
    } else {
        Direction::Fewer
    })
}

/// ` from nginx`: what the volume is about, where it is not the whole log.
fn of_what(story: &Story<'_>) -> String {
    let Some(entity) = story.first_entity() else {
        return String::new();
    };
    let value = name(entity.value.trim());
    match entity.kind {
        EntityKind::Template => say!(story.lang, " like {value}", " seperti {value}"),
        _ => say!(story.lang, " from {value}", " dari {value}"),
    }
}

fn n_restarts(story: &Story<'_>) -> u64 {
    story.count(FactKey::Restarts).unwrap_or(0)
}
