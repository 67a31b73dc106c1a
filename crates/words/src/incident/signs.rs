//! Sentences about signs: what a command or a machine gave away, and what firewalls tell.

use jejak_protocol::{FactKey, FactValue, IncidentKind};

use super::story::{Actor, Story, after, capitalized, name, times_if_many};
use crate::duration;
use crate::lang::Lang;
use crate::names;
use crate::noun::{Noun, counted};
use crate::number;

/// The first known sign of an incident, which is the gravest.
pub(super) fn sign<'a>(story: &Story<'a>) -> Option<&'a str> {
    let known = |sign: &&str| names::sign_name(sign, Lang::En).is_some();
    story
        .text(FactKey::Sign)?
        .split(',')
        .map(str::trim)
        .find(known)
}

pub(super) fn title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let what = match sign(story).and_then(|sign| names::sign_name(sign, lang)) {
        Some(what) => what,
        None => names::kind_name(story.incident.kind, lang),
    };
    match who(story) {
        Some(who) => format!("{who}: {what}"),
        None => capitalized(what),
    }
}

/// The one it is about, for a title: user, address or service.
fn who(story: &Story<'_>) -> Option<String> {
    let is_machine = matches!(
        story.incident.kind,
        IncidentKind::ResourceExhaustion | IncidentKind::SystemError
    );
    let user = story.user().filter(|_| !is_machine).map(name);
    let one = match story.actor() {
        Actor::One(source) if !is_machine => Some(source),
        _ => None,
    };
    user.or(one)
        .or_else(|| story.name(FactKey::Destination))
        .or_else(|| story.service())
        .or_else(|| story.name(FactKey::Host))
}

pub(super) fn sentence(story: &Story<'_>) -> String {
    if story.incident.kind == IncidentKind::SuspiciousNetwork {
        return network(story);
    }
    let lang = story.lang;
    if let Some(silence) = silence(story) {
        return silence;
    }
    let Some(clause) = sign(story).and_then(|sign| names::sign_clause(sign, lang)) else {
        let kind = names::kind_name(story.incident.kind, lang);
        return format!("{kind}{}{}.", story.on_host(), story.comma_when());
    };
    // A scanner reports what another sent.
    let (reporter, sender) = match sign(story) {
        Some("malware_found") => (story.service(), story.actor().from(lang)),
        _ => (None, String::new()),
    };
    let who = reporter
        .or_else(|| who(story))
        .unwrap_or_else(|| lang.pick("Someone", "Seseorang").to_owned());
    // Of several signs the count is that of all, not of the one that is told.
    let is_one = story
        .text(FactKey::Sign)
        .is_some_and(|signs| !signs.contains(','));
    let n_times = if is_one { story.incident.count } else { 1 };
    let times = times_if_many(n_times, lang);
    let place = match story.name(FactKey::Host).as_ref() == Some(&who) {
        true => String::new(),
        false => story.on_host(),
    };
    let when = story.comma_when();
    let proof = [FactKey::Command, FactKey::Path, FactKey::Error]
        .into_iter()
        .find_map(|key| story.quoted(key))
        .unwrap_or_default();
    let proof = after(": ", proof);
    let also = also(story);
    format!("{who} {clause}{sender}{times}{place}{when}{also}{proof}.")
}

/// Sentences about time itself: gaps, silence, clocks.
fn silence(story: &Story<'_>) -> Option<String> {
    let lang = story.lang;
    let place = format!("{}{}", story.on_host(), story.comma_when());
    let span = |key| {
        let us = story.measure(key)? * jejak_protocol::time::US_PER_SECOND as f64;
        Some(duration::rounded(us as i64, lang))
    };
    let actual = span(FactKey::Actual);
    let usual = match span(FactKey::Typical) {
        Some(typical) => say!(
            lang,
            ", where {typical} is the longest that is usual",
            ", biasanya paling lama {typical}",
        ),
        None => String::new(),
    };
    let of = story.template().map_or(String::new(), |template| {
        let template = super::story::quoted(template);
        say!(lang, " like {template}", " seperti {template}")
    });
    Some(match (sign(story)?, actual) {
        ("clock_back", Some(actual)) => say!(
            lang,
            "The times of the log go back by {actual}{place}: a clock was set, or lines were put in.",
            "Waktu di log mundur {actual}{place}: jam diubah, atau ada baris yang disisipkan.",
        ),
        ("clock_back", None) => say!(
            lang,
            "The times of the log go back{place}: a clock was set, or lines were put in.",
            "Waktu di log mundur{place}: jam diubah, atau ada baris yang disisipkan.",
        ),
        ("gap", Some(actual)) => say!(
            lang,
            "No records at all for {actual}{place}{usual}.",
            "Tidak ada catatan sama sekali selama {actual}{place}{usual}.",
        ),
        ("gap", None) => say!(
            lang,
            "No records at all for a while{place}.",
            "Tidak ada catatan sama sekali selama beberapa waktu{place}.",
        ),
        ("heartbeat" | "silence", Some(actual)) => say!(
            lang,
            "Regular records{of} stopped: none for {actual}{place}{usual}, while others went on.",
            "Catatan berkala{of} berhenti: tidak ada selama {actual}{place}{usual}, padahal yang lain berlanjut.",
        ),
        ("heartbeat" | "silence", None) => say!(
            lang,
            "Regular records{of} stopped{place}, while others went on.",
            "Catatan berkala{of} berhenti{place}, padahal yang lain berlanjut.",
        ),
        _ => return None,
    })
}

/// ` (also: …)`: the other signs, each by its name.
fn also(story: &Story<'_>) -> String {
    let signs = story.text(FactKey::Sign).unwrap_or_default();
    let first = sign(story);
    let others: Vec<&str> = signs
        .split(',')
        .map(str::trim)
        .filter(|sign| Some(*sign) != first)
        .filter_map(|sign| names::sign_name(sign, story.lang))
        .collect();
    if others.is_empty() {
        return String::new();
    }
    let others = others.join(", ");
    say!(story.lang, " (also: {others})", " (juga: {others})")
}

/// The clause for the verdict; None where the sign is not known.
pub(crate) fn clause(story: &Story<'_>) -> Option<String> {
    let lang = story.lang;
    let sign = sign(story)?;
    if story.incident.kind == IncidentKind::SuspiciousNetwork {
        let what = names::sign_name(sign, lang)?;
        return Some(format!("{what}{}", story.actor().from(lang)));
    }
    let who = who(story).unwrap_or_else(|| lang.pick("someone", "seseorang").to_owned());
    let clause = names::sign_clause(sign, lang)?;
    Some(format!("{who} {clause}"))
}

/// The name that a clause opens with, so that it keeps its letters.
pub(crate) fn opening(story: &Story<'_>) -> Option<String> {
    (story.incident.kind != IncidentKind::SuspiciousNetwork)
        .then(|| who(story))
        .flatten()
}

fn network(story: &Story<'_>) -> String {
    let lang = story.lang;
    let who = capitalized(&story.actor().subject(lang));
    let place = format!("{}{}", story.on_host(), story.comma_when());
    let n = counted(story.incident.count, Noun::Packet, lang);
    let doors = |key, noun| story.count(key).map(|n| counted(n, noun, lang));
    match sign(story) {
        Some("port_scan") => {
            let many = || lang.pick("many ports", "banyak port").to_owned();
            let ports = doors(FactKey::Ports, Noun::Port).unwrap_or_else(many);
            say!(
                lang,
                "{who} tried {ports} within ten minutes{place}: a search for open services.",
                "{who} mencoba {ports} dalam sepuluh menit{place}: pencarian layanan yang terbuka.",
            )
        }
        Some("host_sweep") => {
            let many = || lang.pick("many addresses", "banyak alamat").to_owned();
            let hosts = doors(FactKey::Destinations, Noun::Address).unwrap_or_else(many);
            say!(
                lang,
                "{who} knocked at {hosts} within ten minutes{place}: a search for machines with an open service.",
                "{who} mengetuk {hosts} dalam sepuluh menit{place}: pencarian mesin dengan layanan terbuka.",
            )
        }
        Some("refusals") => {
            let service = story
                .service()
                .unwrap_or_else(|| lang.pick("A service", "Sebuah layanan").to_owned());
            let whom = story.actor().subject(lang);
            let times = super::story::times(story.incident.count, lang);
            say!(
                lang,
                "{service} turned {whom} away {times}{place}.",
                "{service} menolak {whom} {times}{place}.",
            )
        }
        Some("syn_flood") => say!(
            lang,
            "The kernel saw a port being flooded with connections{place}.",
            "Kernel melihat sebuah port dibanjiri koneksi{place}.",
        ),
        Some("rare_outbound") => {
            let to = story
                .name(FactKey::Destination)
                .unwrap_or_else(|| lang.pick("an address", "sebuah alamat").to_owned());
            say!(
                lang,
                "The machine opened a connection to {to}, where it hardly ever goes{place}.",
                "Mesin ini membuka koneksi ke {to}, alamat yang hampir tidak pernah dihubungi{place}.",
            )
        }
        Some("outbound_volume") => {
            let bytes = match story.incident.facts.get(&FactKey::Bytes) {
                Some(FactValue::Count(bytes)) => number::bytes(*bytes, lang),
                _ => lang.pick("much", "banyak data").to_owned(),
            };
            let path = after(": ", story.quoted(FactKey::Path).unwrap_or_default());
            say!(
                lang,
                "{who} was sent {bytes}, far more than any other address{place}{path}.",
                "{who} dikirimi {bytes}, jauh lebih banyak daripada alamat lain{place}{path}.",
            )
        }
        _ => say!(
            lang,
            "The firewall refused {n} from {who}{place}.",
            "Firewall menolak {n} dari {who}{place}.",
        ),
    }
}

/// What to do, the most urgent first.
pub(super) fn next_steps(story: &Story<'_>, block: impl Fn(&Story<'_>) -> String) -> Vec<String> {
    let lang = story.lang;
    let mut steps: Vec<String> = sign(story)
        .and_then(|sign| {
            let on_windows = match story.is_of_windows() {
                true => super::windows::step(sign, lang),
                false => None,
            };
            on_windows.or_else(|| step(sign, lang))
        })
        .map(str::to_owned)
        .into_iter()
        .collect();
    match story.incident.kind {
        IncidentKind::Malware | IncidentKind::Persistence | IncidentKind::LogTampering => {
            let person = story.user().filter(|user| !is_machine(user));
            let user = match person {
                Some(user) => name(user),
                None => lang
                    .pick("those who administer this machine", "pengelola mesin ini")
                    .to_owned(),
            };
            steps.push(say!(
                lang,
                "Ask {user} whether this was theirs. If nobody can explain it, take the machine off the network before anything else and keep a copy of its logs.",
                "Tanyakan kepada {user} apakah ini memang dilakukannya. Jika tidak ada yang bisa menjelaskan, putuskan mesin dari jaringan sebelum tindakan lain dan simpan salinan lognya.",
            ));
            steps.push(lang.pick(
                "See who signed in just before and from where; if someone did get in, reinstalling the machine is the safe way.",
                "Lihat siapa yang masuk sesaat sebelumnya dan dari mana; jika memang ada penyusup, memasang ulang mesin adalah jalan yang aman.",
            ).to_owned());
        }
        IncidentKind::FileActivity => steps.extend([lang.pick(
            "See who was signed in at that moment and what else was done: open the records around it.",
            "Lihat siapa yang sedang masuk saat itu dan apa lagi yang dilakukan: buka catatan di sekitarnya.",
        ).to_owned(), lang.pick(
            "Ask who did it and why; a planned change needs nothing more.",
            "Tanyakan siapa yang melakukannya dan untuk apa; perubahan terencana tidak perlu tindakan lain.",
        ).to_owned()]),
        IncidentKind::SuspiciousNetwork => {
            if story.source().is_some() {
                steps.push(block(story));
            }
            if steps.is_empty() {
                steps.push(lang.pick(
                    "Open the records of that time and see which addresses and ports they name.",
                    "Buka catatan pada waktu itu dan lihat alamat serta port yang disebut.",
                ).to_owned());
            }
            steps.push(lang.pick(
                "Close what nobody outside needs: list the open ports with ss -tlnp and let the firewall refuse the rest.",
                "Tutup yang tidak perlu diakses dari luar: tampilkan port terbuka dengan ss -tlnp dan biarkan firewall menolak sisanya.",
            ).to_owned());
        }
        IncidentKind::MissingRecords => steps.extend([lang.pick(
            "Find out whether the machine or the service was off then: last -x, journalctl --list-boots.",
            "Cari tahu apakah mesin atau layanannya mati saat itu: last -x, journalctl --list-boots.",
        ).to_owned(), lang.pick(
            "If it was running, somebody may have taken lines out: compare with a copy, a log server or the journal.",
            "Jika mesinnya menyala, mungkin ada yang menghapus baris: bandingkan dengan salinan, server log, atau jurnal.",
        ).to_owned()]),
        _ => steps.extend([lang.pick(
            "Read the lines just before the first one: they often say what used it all up.",
            "Baca baris sesaat sebelum yang pertama: sering di sana terlihat penyebabnya.",
        ).to_owned(), lang.pick(
            "Look at what changed just before, and whether it came back: compare with the same hour of other days.",
            "Periksa apa yang berubah sesaat sebelumnya dan apakah terulang: bandingkan dengan jam yang sama pada hari lain.",
        ).to_owned()]),
    }
    steps
}

/// Accounts of Windows that nobody can be asked about.
fn is_machine(user: &str) -> bool {
    ["LocalSystem", "SYSTEM", "LocalService", "NetworkService"]
        .iter()
        .any(|own| user.eq_ignore_ascii_case(own))
        || user.ends_with('$')
}

/// The first step that a sign asks for.
fn step(sign: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match sign {
        "reverse_shell" | "miner" | "download_run" | "encoded_command" | "run_from_temp" => (
            "Look for the process and stop it: ps auxf, then ls -l /proc/PID/exe; keep the program’s file for study.",
            "Cari prosesnya lalu hentikan: ps auxf, kemudian ls -l /proc/PID/exe; simpan berkas programnya untuk diteliti.",
        ),
        "web_shell" => (
            "Take the page out of the web server’s reach, keep a copy, and read the access log for all that was asked of it.",
            "Pindahkan halaman itu dari jangkauan server web, simpan salinannya, dan baca log akses untuk semua permintaan kepadanya.",
        ),
        "malware_found" => (
            "Keep the file away from use, and find out how it came there and who opened it.",
            "Karantina berkasnya, lalu cari tahu dari mana asalnya dan siapa yang membukanya.",
        ),
        "cron_entry" => (
            "List all jobs: crontab -l for each user, /etc/crontab, /etc/cron.*; remove what nobody knows.",
            "Tampilkan semua tugas: crontab -l untuk setiap pengguna, /etc/crontab, /etc/cron.*; hapus yang tidak dikenal.",
        ),
        "authorized_keys" => (
            "Read every .ssh/authorized_keys, root’s first, and remove keys that you do not know.",
            "Baca setiap .ssh/authorized_keys, mulai dari milik root, dan hapus kunci yang tidak dikenal.",
        ),
        "preload" => (
            "Read /etc/ld.so.preload: it is empty or missing on almost every machine.",
            "Baca /etc/ld.so.preload: di hampir semua mesin berkas itu kosong atau tidak ada.",
        ),
        "service_unit" | "startup_file" | "kernel_module" => (
            "List what starts by itself: systemctl list-unit-files --state=enabled, /etc/rc.local, lsmod; find what is new.",
            "Tampilkan yang berjalan sendiri: systemctl list-unit-files --state=enabled, /etc/rc.local, lsmod; cari yang baru.",
        ),
        "log_cleared" | "history_cleared" => (
            "Look for copies of the logs elsewhere: a log server, backups, the journal (journalctl).",
            "Cari salinan log di tempat lain: server log, cadangan, jurnal (journalctl).",
        ),
        "security_off" => (
            "Turn the protection on again, then look at what happened while it was off.",
            "Nyalakan lagi perlindungannya, lalu lihat apa yang terjadi selama ia mati.",
        ),
        "clock_back" => (
            "Compare the clock with another machine (timedatectl) and see who may set it.",
            "Bandingkan jam dengan mesin lain (timedatectl) dan periksa siapa yang boleh mengaturnya.",
        ),
        "credential_read" => (
            "Treat all passwords of this machine as known to others: have them changed.",
            "Anggap semua sandi di mesin ini sudah diketahui orang lain: ganti semuanya.",
        ),
        "setuid" | "system_path" | "immutable" | "open_permissions" => (
            "Compare the files with those of their packages: dpkg --verify or rpm -Va; put permissions back.",
            "Bandingkan berkasnya dengan paket aslinya: dpkg --verify atau rpm -Va; kembalikan izinnya.",
        ),
        "mass_delete" => (
            "Stop writing to the disk and see what your backups hold before anything is restored.",
            "Hentikan penulisan ke diska dan periksa isi cadangan sebelum memulihkan apa pun.",
        ),
        "port_scan" | "host_sweep" => (
            "See whether the address got through anywhere: search the records for it outside of the firewall’s lines.",
            "Periksa apakah alamat itu berhasil menembus: cari alamat itu di catatan selain baris firewall.",
        ),
        "refusals" => (
            "Read one of the lines: it says what was wanted; mail and scans knock at every server.",
            "Baca salah satu barisnya: di sana tertulis apa yang diminta; surel dan pemindaian mengetuk setiap server.",
        ),
        "firewall_flood" | "syn_flood" => (
            "See whether your services answered meanwhile; if they did not, ask your provider to filter.",
            "Periksa apakah layanan Anda tetap menjawab; jika tidak, minta penyedia jaringan menyaringnya.",
        ),
        "rare_outbound" => (
            "Find the program that opened it: ss -tpn while it is open, or the process list of that moment.",
            "Cari program yang membukanya: ss -tpn selagi terbuka, atau daftar proses pada saat itu.",
        ),
        "outbound_volume" => (
            "See what was sent and whether the receiver may have it; if not, take the file away at once.",
            "Lihat apa yang dikirim dan apakah penerimanya berhak; jika tidak, segera pindahkan berkasnya.",
        ),
        "out_of_memory" | "memory_low" => (
            "See which program takes the memory: free -h, ps aux --sort=-rss | head; give it a limit or more memory.",
            "Lihat program mana yang memakan memori: free -h, ps aux --sort=-rss | head; beri batas atau tambah memorinya.",
        ),
        "disk_full" => (
            "Find what fills the disk: df -h, then du -xh --max-depth=2 / | sort -h | tail.",
            "Cari yang memenuhi diska: df -h, lalu du -xh --max-depth=2 / | sort -h | tail.",
        ),
        "open_files" | "process_limit" | "connection_limit" => (
            "See who holds so many (ss -s, lsof | wc -l) before raising the limit: a leak fills any limit.",
            "Lihat siapa yang memakai sebanyak itu (ss -s, lsof | wc -l) sebelum menaikkan batas: kebocoran memenuhi batas apa pun.",
        ),
        "cpu_load" => (
            "See which program takes the processor: top, or ps aux --sort=-pcpu | head.",
            "Lihat program mana yang memakan prosesor: top, atau ps aux --sort=-pcpu | head.",
        ),
        "crash" => (
            "See whether it came back by itself and what it did last: coredumpctl list, and the lines just before.",
            "Periksa apakah ia hidup lagi dan apa yang terakhir dilakukannya: coredumpctl list, serta baris sesaat sebelumnya.",
        ),
        "disk_fault" => (
            "Make a backup now, then read the disk’s own record: smartctl -a /dev/sdX.",
            "Buat cadangan sekarang, lalu baca catatan diska itu sendiri: smartctl -a /dev/sdX.",
        ),
        "timeout" => (
            "Find out who did not answer: the network, a database, or a service on another machine.",
            "Cari tahu siapa yang tidak menjawab: jaringan, basis data, atau layanan di mesin lain.",
        ),
        _ => return None,
    };
    Some(lang.pick(en, id))
}
