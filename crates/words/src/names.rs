//! Names of the fixed things: kinds, severities, levels, detectors, formats, entities, acts, classes.

use jejak_protocol::{
    Certainty, DetectorId, EntityKind, FormatId, IncidentKind, Level, Severity, Technique,
};

use crate::lang::Lang;
use crate::visible::visible;

pub const fn kind_name(kind: IncidentKind, lang: Lang) -> &'static str {
    let (en, id) = match kind {
        IncidentKind::BruteForce => ("Password guessing", "Tebak sandi"),
        IncidentKind::SlowBruteForce => ("Slow password guessing", "Tebak sandi perlahan"),
        IncidentKind::PasswordSpraying => ("Password spraying", "Tebak sandi ke banyak akun"),
        IncidentKind::AccountTakeover => ("Account takeover", "Pengambilalihan akun"),
        IncidentKind::PrivilegeEscalation => ("Privilege escalation", "Eskalasi hak akses"),
        IncidentKind::WebScan => ("Web scan", "Pemindaian web"),
        IncidentKind::WebAttack => ("Web attack", "Serangan web"),
        IncidentKind::SystemError => ("System error", "Galat sistem"),
        IncidentKind::NewTemplate => ("New kind of record", "Jenis catatan baru"),
        IncidentKind::VolumeChange => ("Change in volume", "Perubahan jumlah catatan"),
    };
    lang.pick(en, id)
}

pub const fn severity_name(severity: Severity, lang: Lang) -> &'static str {
    let (en, id) = match severity {
        Severity::Info => ("Info", "Info"),
        Severity::Low => ("Low", "Rendah"),
        Severity::Medium => ("Medium", "Sedang"),
        Severity::High => ("High", "Tinggi"),
        Severity::Critical => ("Critical", "Kritis"),
    };
    lang.pick(en, id)
}

/// The first letter of the name; all five differ in each language.
pub const fn severity_letter(severity: Severity, lang: Lang) -> &'static str {
    let (en, id) = match severity {
        Severity::Info => ("I", "I"),
        Severity::Low => ("L", "R"),
        Severity::Medium => ("M", "S"),
        Severity::High => ("H", "T"),
        Severity::Critical => ("C", "K"),
    };
    lang.pick(en, id)
}

pub const fn level_name(level: Level, lang: Lang) -> &'static str {
    let (en, id) = match level {
        Level::Unknown => ("No level", "Tanpa level"),
        Level::Debug => ("Debug", "Debug"),
        Level::Info => ("Info", "Info"),
        Level::Notice => ("Notice", "Perhatian"),
        Level::Warning => ("Warning", "Peringatan"),
        Level::Error => ("Error", "Galat"),
        Level::Critical => ("Critical", "Kritis"),
    };
    lang.pick(en, id)
}

/// One letter for the edge of a row: the one that log lines themselves use, in every language.
pub const fn level_letter(level: Level) -> &'static str {
    match level {
        Level::Unknown => "·",
        Level::Debug => "D",
        Level::Info => "I",
        Level::Notice => "N",
        Level::Warning => "W",
        Level::Error => "E",
        Level::Critical => "C",
    }
}

pub const fn certainty_name(certainty: Certainty, lang: Lang) -> &'static str {
    let (en, id) = match certainty {
        Certainty::NotSure => ("Not sure", "Belum pasti"),
        Certainty::Likely => ("Likely", "Kemungkinan besar"),
        Certainty::Sure => ("Sure", "Pasti"),
    };
    lang.pick(en, id)
}

pub const fn entity_kind_name(kind: EntityKind, lang: Lang) -> &'static str {
    let (en, id) = match kind {
        EntityKind::SourceAddress => ("Address", "Alamat"),
        EntityKind::User => ("User", "Pengguna"),
        EntityKind::Host => ("Host", "Host"),
        EntityKind::Service => ("Service", "Layanan"),
        EntityKind::Process => ("Process", "Proses"),
        EntityKind::Session => ("Session", "Sesi"),
        EntityKind::Command => ("Command", "Perintah"),
        EntityKind::Path => ("Path", "Jalur"),
        EntityKind::Status => ("Status", "Status"),
        EntityKind::UserAgent => ("User agent", "User agent"),
        EntityKind::Template => ("Template", "Pola"),
    };
    lang.pick(en, id)
}

/// What a detector looks for. One that this build does not know is shown by its id.
pub fn detector_name(detector: &DetectorId, lang: Lang) -> String {
    let (en, id) = match detector.0.as_str() {
        "signature.auth" => ("Signs of attacks on sign-in", "Tanda serangan saat masuk"),
        "signature.privilege" => ("Signs of misused rights", "Tanda penyalahgunaan hak"),
        "signature.web" => ("Signs of attacks on the web", "Tanda serangan web"),
        "signature.errors" => ("Errors and restarts", "Galat dan mulai ulang"),
        "frequency.errors" => ("Unusual number of errors", "Jumlah galat tak biasa"),
        "frequency.templates" => ("Records never seen before", "Catatan yang belum pernah ada"),
        "frequency.volume" => ("Unusual number of records", "Jumlah catatan tak biasa"),
        other => return visible(other).into_owned(),
    };
    lang.pick(en, id).to_owned()
}

/// A log format, and in brackets the one of the lines that it wraps (`docker/json`). One that this
/// build does not know is shown by its id.
pub fn format_name(format: &FormatId, lang: Lang) -> String {
    match format.0.split_once('/') {
        Some((outer, inner)) => {
            format!("{} ({})", one_format(outer, lang), one_format(inner, lang))
        }
        None => one_format(&format.0, lang),
    }
}

fn one_format(id: &str, lang: Lang) -> String {
    let (en, id) = match id {
        "rfc5424" => ("System log (RFC 5424)", "Log sistem (RFC 5424)"),
        "syslog" => ("System log (syslog)", "Log sistem (syslog)"),
        "access" => ("Web access log", "Log akses web"),
        "apache-error" => ("Apache error log", "Log galat Apache"),
        "nginx-error" => ("nginx error log", "Log galat nginx"),
        "docker" => ("Docker container log", "Log kontainer Docker"),
        "cri" => ("Kubernetes container log", "Log kontainer Kubernetes"),
        "logfmt" => ("logfmt (key=value)", "logfmt (kunci=nilai)"),
        "python" => ("Python log", "Log Python"),
        "app" => ("Application log", "Log aplikasi"),
        "json" => ("JSON lines", "Baris JSON"),
        "plain" => ("Plain text", "Teks biasa"),
        other => return visible(other).into_owned(),
    };
    lang.pick(en, id).to_owned()
}

/// `T1110.001 Brute Force: Password Guessing`. ATT&CK has English names only, by which it is searched.
pub fn technique(technique: &Technique) -> String {
    format!("{} {}", technique.id, technique.name)
}

/// The technique's page at MITRE: a link for people, never fetched. None for an id of another shape.
pub fn technique_url(technique: &Technique) -> Option<String> {
    let (main, sub) = match technique.id.split_once('.') {
        Some((main, sub)) => (main, Some(sub)),
        None => (technique.id.as_str(), None),
    };
    let digits = main.strip_prefix('T')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(digits) || !sub.is_none_or(is_number) {
        return None;
    }
    let sub = sub.map_or(String::new(), |sub| format!("{sub}/"));
    Some(format!("https://attack.mitre.org/techniques/{main}/{sub}"))
}

/// What became of a privilege: the values of `FactKey::Act`. None for a value that is not known.
pub fn act_name(act: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match act {
        "sudo_refused" => ("sudo refused", "sudo ditolak"),
        "sudo_failed" => ("wrong password for sudo", "sandi sudo salah"),
        "su_failed" => ("su failed", "su gagal"),
        "first_sudo" => ("first use of sudo", "sudo pertama kali"),
        "group_added" => ("added to a group", "ditambahkan ke grup"),
        "uid_zero" => ("given user id 0", "diberi id pengguna 0"),
        _ => return None,
    };
    Some(lang.pick(en, id))
}

/// A class of web attack, as it stands within a sentence. None for a value that is not known.
pub fn attack_class_name(class: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match class {
        "sqli" => ("SQL injection", "injeksi SQL"),
        "xss" => ("cross-site scripting", "skrip lintas situs"),
        "traversal" => ("path traversal", "penelusuran jalur berkas"),
        "command_injection" => ("command injection", "injeksi perintah"),
        "inclusion" => ("file inclusion", "penyisipan berkas"),
        "scanner" => ("a known scanner", "pemindai yang dikenal"),
        "probe" => ("probing for weak spots", "pencarian celah"),
        _ => return None,
    };
    Some(lang.pick(en, id))
}

/// The unit of a measured value, after the number. An unknown one is shown as it is.
pub fn unit_name(unit: &str, lang: Lang) -> String {
    let (en, id) = match unit {
        "per_600s" => ("in 10 minutes", "dalam 10 menit"),
        "per_bucket" => ("per time slot", "per selang waktu"),
        "per_second" => ("per second", "per detik"),
        "per_minute" => ("per minute", "per menit"),
        "per_hour" => ("per hour", "per jam"),
        "per_day" => ("per day", "per hari"),
        "failures" => ("failed sign-ins", "upaya masuk gagal"),
        "distinct_users" => ("different users", "pengguna berbeda"),
        "distinct_paths" => ("different paths", "jalur berbeda"),
        "requests" => ("requests", "permintaan"),
        "client_errors" => (
            "requests refused or not found",
            "permintaan ditolak atau tidak ditemukan",
        ),
        "errors" => ("errors", "galat"),
        "restarts" => ("restarts", "kali mulai ulang"),
        "records" => ("records", "catatan"),
        "events" => ("events", "kejadian"),
        other => return visible(other).replace('_', " "),
    };
    lang.pick(en, id).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn letters_tell_severities_and_levels_apart() {
        for lang in Lang::ALL {
            let letters: BTreeSet<_> = Severity::ALL.map(|s| severity_letter(s, lang)).into();
            assert_eq!(letters.len(), Severity::ALL.len());
            for severity in Severity::ALL {
                assert!(severity_name(severity, lang).starts_with(severity_letter(severity, lang)));
            }
        }
        let letters: BTreeSet<_> = Level::ALL.map(level_letter).into();
        assert_eq!(letters.len(), Level::ALL.len());
    }

    #[test]
    fn links_only_to_well_formed_techniques() {
        let of = |id: &str| {
            technique_url(&Technique {
                id: id.into(),
                name: String::new(),
            })
        };
        assert_eq!(
            of("T1110.001").as_deref(),
            Some("https://attack.mitre.org/techniques/T1110/001/")
        );
        assert_eq!(
            of("T1078").as_deref(),
            Some("https://attack.mitre.org/techniques/T1078/")
        );
        for id in ["", "T", "1110", "T1110.", "T1110/../x", "javascript:1"] {
            assert_eq!(of(id), None, "{id}");
        }
    }
}
