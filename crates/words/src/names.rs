//! Names of the fixed things: kinds, severities, levels, detectors, formats, entities, acts, classes.

use jejak_protocol::model::Deviation;
use jejak_protocol::{
    Certainty, CustomFormat, DetectorId, EntityKind, FormatId, IncidentKind, Level, Severity,
    Technique,
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
        IncidentKind::Malware => ("Signs of malware", "Tanda malware"),
        IncidentKind::Persistence => ("Way back in", "Jalan masuk kembali"),
        IncidentKind::LogTampering => ("Traces removed", "Jejak dihapus"),
        IncidentKind::FileActivity => ("Suspicious file activity", "Aktivitas berkas mencurigakan"),
        IncidentKind::WebScan => ("Web scan", "Pemindaian web"),
        IncidentKind::WebAttack => ("Web attack", "Serangan web"),
        IncidentKind::SuspiciousNetwork => (
            "Suspicious network activity",
            "Aktivitas jaringan mencurigakan",
        ),
        IncidentKind::SystemError => ("System error", "Galat sistem"),
        IncidentKind::ResourceExhaustion => ("Resources exhausted", "Sumber daya habis"),
        IncidentKind::MissingRecords => ("Missing records", "Catatan yang hilang"),
        IncidentKind::NewTemplate => ("New kind of record", "Jenis catatan baru"),
        IncidentKind::VolumeChange => ("Change in volume", "Perubahan jumlah catatan"),
        IncidentKind::MetricChange => ("Metric above usual", "Metrik di atas biasa"),
        IncidentKind::UnusualBehaviour => ("Unusual behaviour", "Perilaku tidak biasa"),
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
        EntityKind::Destination => ("Destination", "Tujuan"),
    };
    lang.pick(en, id)
}

/// What a detector looks for. One that this build does not know is shown by its id.
pub fn detector_name(detector: &DetectorId, lang: Lang) -> String {
    let (en, id) = match detector.0.as_str() {
        "signature.auth" => ("Signs of attacks on sign-in", "Tanda serangan saat masuk"),
        "signature.privilege" => ("Signs of misused rights", "Tanda penyalahgunaan hak"),
        "signature.web" => ("Signs of attacks on the web", "Tanda serangan web"),
        "signature.signs" => (
            "Telling commands and messages",
            "Perintah dan pesan yang mencurigakan",
        ),
        "signature.network" => ("Signs of attacks on the network", "Tanda serangan jaringan"),
        "signature.errors" => ("Errors and restarts", "Galat dan mulai ulang"),
        "frequency.errors" => ("Unusual number of errors", "Jumlah galat tak biasa"),
        "frequency.templates" => ("Records never seen before", "Catatan yang belum pernah ada"),
        "frequency.volume" => ("Unusual number of records", "Jumlah catatan tak biasa"),
        "model.next_event" => ("Order in a normal day", "Urutan pada hari biasa"),
        "time.clocks" => ("Clocks and gaps", "Jam dan celah waktu"),
        "time.silences" => ("Regular records that stop", "Catatan berkala yang berhenti"),
        other => {
            return match other.strip_prefix("model.") {
                Some(model) => crate::ui::models::model_name(model, lang),
                None => visible(other).into_owned(),
            };
        }
    };
    lang.pick(en, id).to_owned()
}

/// A log format, and in brackets the one of the lines that it wraps (`docker/json`). One that this
/// build does not know is shown by its id.
pub fn format_name(format: &FormatId, lang: Lang) -> String {
    if let Some(name) = format.0.strip_prefix(CustomFormat::ID) {
        let name = visible(name);
        return say!(lang, "“{name}” (your own)", "“{name}” (buatan Anda)");
    }
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
        "squid" => ("Squid access log", "Log akses Squid"),
        "alb" => (
            "AWS load balancer access log",
            "Log akses penyeimbang beban AWS",
        ),
        "s3" => ("Amazon S3 access log", "Log akses Amazon S3"),
        "uwsgi" => ("uWSGI access log", "Log akses uWSGI"),
        "gin" => ("Gin access log", "Log akses Gin"),
        "npm" => ("Nginx Proxy Manager log", "Log Nginx Proxy Manager"),
        "zoraxy" => ("Zoraxy log", "Log Zoraxy"),
        "couchdb" => ("CouchDB log", "Log CouchDB"),
        "vpc-flow" => ("AWS VPC flow log", "Log aliran VPC AWS"),
        "logcat" => ("Android log (logcat)", "Log Android (logcat)"),
        "strace" => (
            "Trace of system calls (strace)",
            "Jejak panggilan sistem (strace)",
        ),
        "audit" => ("Linux audit log", "Log audit Linux"),
        "postgres" => ("PostgreSQL log", "Log PostgreSQL"),
        "mysql" => ("MySQL log", "Log MySQL"),
        "redis" => ("Redis log", "Log Redis"),
        "metrics" => ("Metrics (Prometheus)", "Metrik (Prometheus)"),
        "w3c" => ("W3C log (IIS)", "Log W3C (IIS)"),
        "zeek" => ("Zeek log", "Log Zeek"),
        "csv" => ("Table (CSV)", "Tabel (CSV)"),
        "logfmt" => ("logfmt (key=value)", "logfmt (kunci=nilai)"),
        "python" => ("Python log", "Log Python"),
        "app" => ("Application log", "Log aplikasi"),
        "json" => ("JSON lines", "Baris JSON"),
        "timed" => ("Text with times", "Teks berwaktu"),
        "plain" => ("Plain text", "Teks biasa"),
        "evtx" => ("Windows event log (EVTX)", "Log kejadian Windows (EVTX)"),
        "events-xml" => ("Windows events (XML)", "Kejadian Windows (XML)"),
        "events-table" => ("Windows events (table)", "Kejadian Windows (tabel)"),
        "journal-export" => ("journald export", "Ekspor journald"),
        "tar" => ("tar archive", "Arsip tar"),
        "zip" => ("zip archive", "Arsip zip"),
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

/// What records are a sign of: the values of `FactKey::Sign`. None for a value that is not known.
pub fn sign_name(sign: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match sign {
        "reverse_shell" => ("a shell to elsewhere", "shell ke mesin lain"),
        "miner" => ("cryptocurrency mining", "penambangan kripto"),
        "web_shell" => (
            "a page that runs commands",
            "halaman yang menjalankan perintah",
        ),
        "malware_found" => ("malware found", "malware ditemukan"),
        "download_run" => ("downloaded and run", "diunduh lalu dijalankan"),
        "encoded_command" => ("a hidden command", "perintah terselubung"),
        "run_from_temp" => (
            "a program from a temporary folder",
            "program dari folder sementara",
        ),
        "preload" => (
            "a library forced on every program",
            "pustaka yang dipaksakan ke semua program",
        ),
        "authorized_keys" => ("a change of sign-in keys", "perubahan kunci masuk"),
        "kernel_module" => ("a kernel module", "modul kernel"),
        "startup_file" => ("a change of start-up files", "perubahan berkas awal"),
        "service_unit" => ("a new service", "layanan baru"),
        "cron_entry" => ("a scheduled job", "tugas terjadwal"),
        "log_cleared" => ("logs deleted", "log dihapus"),
        "history_cleared" => ("command history deleted", "riwayat perintah dihapus"),
        "security_off" => ("a protection turned off", "perlindungan dimatikan"),
        "clock_back" => ("the clock set back", "jam dimundurkan"),
        "gap" => ("a gap in the records", "celah dalam catatan"),
        "silence" => ("records stopped coming", "catatan berhenti masuk"),
        "heartbeat" => ("a regular record stopped", "catatan berkala berhenti"),
        "credential_read" => ("password hashes read", "hash sandi dibaca"),
        "setuid" => (
            "root’s rights for a program",
            "hak root untuk sebuah program",
        ),
        "system_path" => ("a change of system files", "perubahan berkas sistem"),
        "mass_delete" => ("many files deleted", "banyak berkas dihapus"),
        "immutable" => ("a file locked or unlocked", "berkas dikunci atau dibuka"),
        "open_permissions" => (
            "files opened to everyone",
            "berkas dibuka untuk semua orang",
        ),
        "told_guessing" => (
            "guessing, in the program’s own words",
            "tebakan, menurut programnya sendiri",
        ),
        "port_scan" => ("port scan", "pemindaian port"),
        "host_sweep" => ("search for machines", "pencarian mesin"),
        "refusals" => ("turned away again and again", "ditolak berulang kali"),
        "firewall_flood" => ("flood of refused packets", "banjir paket yang ditolak"),
        "syn_flood" => ("flood of connections", "banjir koneksi"),
        "rare_outbound" => ("a rare outbound address", "alamat tujuan yang langka"),
        "outbound_volume" => ("much data sent out", "banyak data terkirim keluar"),
        "out_of_memory" => ("out of memory", "memori habis"),
        "disk_full" => ("disk full", "diska penuh"),
        "open_files" => ("too many open files", "terlalu banyak berkas terbuka"),
        "process_limit" => ("no more processes", "jatah proses habis"),
        "cpu_load" => ("processor overloaded", "prosesor kelebihan beban"),
        "memory_low" => ("memory running low", "memori menipis"),
        "connection_limit" => ("no more connections", "jatah koneksi habis"),
        "crash" => ("crashed", "mogok"),
        "disk_fault" => ("disk faults", "gangguan diska"),
        "timeout" => ("time-outs", "kehabisan waktu tunggu"),
        _ => return None,
    };
    Some(lang.pick(en, id))
}

/// The same as what someone or something did, after its name. None for a value that is not known.
pub fn sign_clause(sign: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match sign {
        "reverse_shell" => (
            "opened a shell to another machine",
            "membuka shell ke mesin lain",
        ),
        "miner" => (
            "ran a program that mines cryptocurrency",
            "menjalankan program penambang kripto",
        ),
        "web_shell" => (
            "reached a page that runs commands on the server",
            "mengakses halaman yang menjalankan perintah di server",
        ),
        "malware_found" => ("reported malware", "melaporkan malware"),
        "download_run" => (
            "downloaded a program and ran it",
            "mengunduh program dan menjalankannya",
        ),
        "encoded_command" => (
            "ran a command that was hidden by encoding",
            "menjalankan perintah yang disamarkan",
        ),
        "run_from_temp" => (
            "ran a program from a folder that everyone may write to",
            "menjalankan program dari folder yang dapat ditulisi siapa saja",
        ),
        "preload" => (
            "made every program load a library (ld.so.preload)",
            "membuat semua program memuat sebuah pustaka (ld.so.preload)",
        ),
        "authorized_keys" => (
            "changed the keys that may sign in (authorized_keys)",
            "mengubah kunci yang boleh masuk (authorized_keys)",
        ),
        "kernel_module" => (
            "put a module into the kernel",
            "memasang modul ke dalam kernel",
        ),
        "startup_file" => (
            "changed a file that runs at every start or sign-in",
            "mengubah berkas yang dijalankan setiap kali mesin menyala atau pengguna masuk",
        ),
        "service_unit" => (
            "set up a service that starts by itself",
            "memasang layanan yang berjalan sendiri",
        ),
        "cron_entry" => (
            "set up a job that runs by itself (cron)",
            "memasang tugas terjadwal (cron)",
        ),
        "log_cleared" => ("deleted or emptied logs", "menghapus atau mengosongkan log"),
        "history_cleared" => (
            "deleted or turned off the history of commands",
            "menghapus atau mematikan riwayat perintah",
        ),
        "security_off" => ("turned off a protection", "mematikan perlindungan"),
        "credential_read" => (
            "read the table of password hashes",
            "membaca tabel hash sandi",
        ),
        "setuid" => (
            "let a program run with the rights of root",
            "membuat sebuah program berjalan dengan hak root",
        ),
        "system_path" => ("changed files of the system", "mengubah berkas sistem"),
        "mass_delete" => (
            "deleted many files at once",
            "menghapus banyak berkas sekaligus",
        ),
        "immutable" => (
            "locked a file against changes, or unlocked it (chattr)",
            "mengunci berkas dari perubahan, atau membukanya (chattr)",
        ),
        "open_permissions" => (
            "let everyone write to files",
            "mengizinkan semua orang menulis ke berkas",
        ),
        "out_of_memory" => ("ran out of memory", "kehabisan memori"),
        "disk_full" => ("found no space left on a disk", "mendapati diska penuh"),
        "open_files" => (
            "could not open more files",
            "tidak dapat membuka berkas lagi",
        ),
        "process_limit" => (
            "could not start more processes",
            "tidak dapat menjalankan proses lagi",
        ),
        "cpu_load" => (
            "reported an overloaded processor",
            "melaporkan prosesor kelebihan beban",
        ),
        "memory_low" => ("reported that memory runs low", "melaporkan memori menipis"),
        "connection_limit" => (
            "could not take more connections",
            "tidak dapat menerima koneksi lagi",
        ),
        "crash" => ("reported a crash", "melaporkan program yang mogok"),
        "disk_fault" => (
            "reported faults of a disk or file system",
            "melaporkan gangguan diska atau sistem berkas",
        ),
        "timeout" => ("waited in vain for answers", "menunggu jawaban tanpa hasil"),
        _ => return None,
    };
    Some(lang.pick(en, id))
}

/// How a session differs from those of a normal day. An unknown one is shown as it is.
pub fn deviation_name(code: &str, lang: Lang) -> String {
    let what = match code {
        "new_event" => Deviation::NewEvent,
        "unlikely_event" => Deviation::UnlikelyEvent,
        "ends_early" => Deviation::EndsEarly,
        "too_long" => Deviation::TooLong,
        "too_many" => Deviation::TooMany,
        "too_few" => Deviation::TooFew,
        "near_limit" => {
            let text = match lang {
                Lang::En => "near its limit",
                Lang::Id => "mendekati batasnya",
            };
            return text.to_owned();
        }
        "level_up" => {
            let text = match lang {
                Lang::En => "higher than usual",
                Lang::Id => "lebih tinggi dari biasa",
            };
            return text.to_owned();
        }
        other => return visible(other).into_owned(),
    };
    crate::ui::normal::deviation(what, lang).to_owned()
}

/// The unit of a measured value, after the number. An unknown one is shown as it is.
pub fn unit_name(unit: &str, lang: Lang) -> String {
    let (en, id) = match unit {
        "per_600s" => ("in 10 minutes", "dalam 10 menit"),
        "unusual_windows" => (
            "unusual spans of 10 minutes",
            "rentang 10 menit yang tidak biasa",
        ),
        "per_bucket" => ("per time slot", "per selang waktu"),
        "per_second" => ("per second", "per detik"),
        "per_minute" => ("per minute", "per menit"),
        "per_hour" => ("per hour", "per jam"),
        "per_day" => ("per day", "per hari"),
        "failures" => ("failed sign-ins", "upaya masuk gagal"),
        "distinct_users" => ("different users", "pengguna berbeda"),
        "distinct_paths" => ("different paths", "jalur berbeda"),
        "distinct_ports" => (
            "different ports in 10 minutes",
            "port berbeda dalam 10 menit",
        ),
        "distinct_hosts" => (
            "different addresses in 10 minutes",
            "alamat berbeda dalam 10 menit",
        ),
        "connections_each" => ("connections to one address", "koneksi ke satu alamat"),
        "mib_per_hour" => ("MiB in an hour", "MiB dalam satu jam"),
        "seconds" => ("seconds", "detik"),
        "requests" => ("requests", "permintaan"),
        "client_errors" => (
            "requests refused or not found",
            "permintaan ditolak atau tidak ditemukan",
        ),
        "errors" => ("errors", "galat"),
        "restarts" => ("restarts", "kali mulai ulang"),
        "records" => ("records", "catatan"),
        "per_session" => ("per session", "per sesi"),
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
