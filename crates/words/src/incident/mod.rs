//! Incidents in words: a title, one full sentence, and what to do next.
//!
//! In: an [`Incident`] with whatever facts its detectors could give; out: text that reads well with
//! all of them and with none. Log text in it is clipped, quoted where it is no plain name, and its
//! hidden characters are visible. Markup is the caller's matter.

pub(crate) mod metrics;
mod next;
mod privilege;
mod signin;
mod signs;
mod story;
mod system;
mod unusual;
mod web;
mod windows;

use jejak_protocol::{Incident, IncidentKind};

use crate::lang::Lang;
use crate::time::Reader;

pub use next::next_steps;
pub(crate) use privilege::clause as privilege_clause;
pub(crate) use signs::{clause as sign_clause, opening as sign_opening};
pub(crate) use story::{Actor, Story, capitalized, listed, name, quoted};
pub(crate) use system::{Direction, direction};

/// A few words that tell this incident from the others in a list; no time, no full stop.
pub fn title(incident: &Incident, lang: Lang) -> String {
    // Titles say no times, so the zone does not matter.
    let zone = jejak_protocol::Zone::fixed("", 0);
    let story = Story::new(incident, Reader::new(lang, &zone));
    match incident.kind {
        IncidentKind::BruteForce
        | IncidentKind::SlowBruteForce
        | IncidentKind::PasswordSpraying => signin::guessing_title(&story),
        IncidentKind::AccountTakeover => signin::takeover_title(&story),
        IncidentKind::PrivilegeEscalation => privilege::title(&story),
        IncidentKind::WebScan | IncidentKind::WebAttack => web::title(&story),
        _ if signs::sign(&story).is_some() => signs::title(&story),
        IncidentKind::SystemError => system::error_title(&story),
        IncidentKind::Malware
        | IncidentKind::Persistence
        | IncidentKind::LogTampering
        | IncidentKind::FileActivity
        | IncidentKind::SuspiciousNetwork
        | IncidentKind::ResourceExhaustion
        | IncidentKind::MissingRecords => signs::title(&story),
        IncidentKind::NewTemplate => system::template_title(&story),
        IncidentKind::VolumeChange => system::volume_title(&story),
        IncidentKind::MetricChange => metrics::title(&story),
        IncidentKind::UnusualBehaviour => unusual::title(&story),
    }
}

/// The incident as one full sentence with its strongest facts: who, from where, how often, when.
pub fn sentence(incident: &Incident, reader: Reader<'_>) -> String {
    let story = Story::new(incident, reader);
    match incident.kind {
        IncidentKind::BruteForce => signin::brute_force(&story),
        IncidentKind::SlowBruteForce => signin::slow_brute_force(&story),
        IncidentKind::PasswordSpraying => signin::spraying(&story),
        IncidentKind::AccountTakeover => signin::takeover(&story),
        IncidentKind::PrivilegeEscalation => privilege::sentence(&story),
        IncidentKind::WebScan => web::scan(&story),
        IncidentKind::WebAttack => web::attack(&story),
        _ if signs::sign(&story).is_some() => signs::sentence(&story),
        IncidentKind::SystemError => system::error(&story),
        IncidentKind::Malware
        | IncidentKind::Persistence
        | IncidentKind::LogTampering
        | IncidentKind::FileActivity
        | IncidentKind::SuspiciousNetwork
        | IncidentKind::ResourceExhaustion
        | IncidentKind::MissingRecords => signs::sentence(&story),
        IncidentKind::NewTemplate => system::template(&story),
        IncidentKind::VolumeChange => system::volume(&story),
        IncidentKind::MetricChange => metrics::sentence(&story),
        IncidentKind::UnusualBehaviour => unusual::sentence(&story),
    }
}
