//! What to do next: concrete steps for one person who runs everything, the most urgent first.
//!
//! A value from a log stands within a command only when it is what it claims to be (an address that
//! parses, a plain user name): nobody may write a command into somebody's terminal through a log.

use std::net::{IpAddr, Ipv6Addr};

use jejak_protocol::{FactKey, Incident, IncidentKind, Zone};

use super::privilege::Act;
use super::story::{Actor, Story, name};
use super::system::{Direction, direction};
use super::windows;
use crate::lang::Lang;
use crate::time::Reader;

/// Longest user or service name that is put into a command; Linux allows user names of 32.
const N_COMMAND_NAME_BYTES: usize = 64;
/// The account that belongs to nobody in person.
const SHARED_ACCOUNT: &str = "root";

/// Steps as plain sentences, to be done in order.
pub fn next_steps(incident: &Incident, lang: Lang) -> Vec<String> {
    let zone = Zone::utc();
    let story = Story::new(incident, Reader::new(lang, &zone));
    match incident.kind {
        IncidentKind::BruteForce | IncidentKind::SlowBruteForce => guessing(&story),
        IncidentKind::PasswordSpraying => spraying(&story),
        IncidentKind::AccountTakeover => takeover(&story),
        IncidentKind::PrivilegeEscalation => privilege(&story),
        IncidentKind::WebScan => scan(&story),
        IncidentKind::WebAttack => attack(&story),
        _ if super::signs::sign(&story).is_some() => super::signs::next_steps(&story, block),
        IncidentKind::SystemError => system_error(&story),
        IncidentKind::Malware
        | IncidentKind::Persistence
        | IncidentKind::LogTampering
        | IncidentKind::FileActivity
        | IncidentKind::SuspiciousNetwork
        | IncidentKind::ResourceExhaustion
        | IncidentKind::MissingRecords => super::signs::next_steps(&story, block),
        IncidentKind::NewTemplate => new_template(lang),
        IncidentKind::VolumeChange => volume(&story),
        IncidentKind::MetricChange => super::metrics::next_steps(&story),
        IncidentKind::UnusualBehaviour => super::unusual::next_steps(&story),
    }
}

fn guessing(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let mut steps = vec![did_it_get_in(story), block(story)];
    let is_ssh = story.service_text().is_none_or(|s| s.contains("ssh"));
    steps.push(if story.is_of_windows() {
        windows::against_guessing(lang)
    } else if is_ssh {
        lang.pick(
            "Let people sign in over SSH with keys only: set PasswordAuthentication no in /etc/ssh/sshd_config, after making sure that your own key works.",
            "Izinkan masuk lewat SSH hanya dengan kunci: atur PasswordAuthentication no di /etc/ssh/sshd_config, setelah memastikan kunci Anda sendiri berfungsi.",
        )
    } else {
        lang.pick(
            "Limit the tries for each account and address, and ask for a second factor.",
            "Batasi jumlah percobaan untuk setiap akun dan alamat, dan wajibkan faktor kedua.",
        )
    }.to_owned());
    steps
}

fn spraying(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    vec![
        did_it_get_in(story),
        lang.pick(
            "Have weak or shared passwords of the tried users changed, starting with administrators.",
            "Ganti sandi yang lemah atau dipakai bersama milik pengguna yang dicoba, mulai dari administrator.",
        ).to_owned(),
        block(story),
        lang.pick(
            "Ask for a second factor where the service offers one: it stops this kind of attack.",
            "Wajibkan faktor kedua bila layanannya mendukung: itu menghentikan serangan semacam ini.",
        ).to_owned(),
    ]
}

fn takeover(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let mut steps = Vec::new();
    let user = story.user();
    let whom = match user {
        Some(SHARED_ACCOUNT) => lang
            .pick(
                "everyone who may sign in as root",
                "semua yang boleh masuk sebagai root",
            )
            .to_owned(),
        Some(user) => name(user),
        None => lang.pick("the user", "penggunanya").to_owned(),
    };
    steps.push(say!(
        lang,
        "Ask {whom} by phone or in person, not by e-mail, whether this sign-in was theirs.",
        "Tanyakan kepada {whom} lewat telepon atau langsung, bukan lewat surel, apakah memang ia sendiri yang masuk.",
    ));
    let named = user.filter(|user| is_command_name(user));
    steps.push(match named {
        named if story.is_of_windows() => windows::lock_account(named, lang),
        // Locking root out may lock out the reader too.
        Some(SHARED_ACCOUNT) | None => lang.pick(
            "If not: change the password at once, end the account’s sessions, and remove keys that you do not know from its .ssh/authorized_keys.",
            "Jika bukan: segera ganti sandinya, akhiri semua sesi akun itu, dan hapus kunci asing dari .ssh/authorized_keys miliknya.",
        ).to_owned(),
        Some(user) => say!(
            lang,
            "If not: lock the account (sudo usermod -L {user}), end its sessions (sudo loginctl terminate-user {user}), and remove keys that you do not know from its .ssh/authorized_keys.",
            "Jika bukan: kunci akunnya (sudo usermod -L {user}), akhiri sesinya (sudo loginctl terminate-user {user}), dan hapus kunci asing dari .ssh/authorized_keys miliknya.",
        ),
    });
    steps.push(match story.is_of_windows() {
        true => windows::look_behind(lang),
        false => lang.pick(
            "See what was done after the sign-in: open the records from that moment on and look for sudo, new users and new keys.",
            "Lihat apa yang dilakukan sesudahnya: buka catatan sejak saat itu, lalu cari sudo, pengguna baru, dan kunci baru.",
        ),
    }.to_owned());
    steps.push(lang.pick(
        "Keep a copy of the logs before cleaning up; if someone did get in, reinstalling the machine is the safe way.",
        "Simpan salinan log sebelum membereskan; jika memang ada yang masuk, memasang ulang mesin adalah jalan yang aman.",
    ).to_owned());
    steps.push(block(story));
    steps
}

fn privilege(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let user = story
        .user()
        .map_or_else(|| lang.pick("the user", "penggunanya").to_owned(), name);
    // Who was given a right did not give it: the question goes to those who can.
    let was_given = matches!(Act::of(story), Some(Act::GroupAdded | Act::UidZero));
    let ask = if was_given {
        say!(
            lang,
            "Ask those who administer this machine whether giving {user} more rights was planned; if it was, nothing more is needed.",
            "Tanyakan kepada pengelola mesin ini apakah penambahan hak untuk {user} memang direncanakan; jika ya, tidak perlu tindakan lain.",
        )
    } else {
        say!(
            lang,
            "Ask {user} whether this was theirs and what it was for; if it was expected, nothing more is needed.",
            "Tanyakan kepada {user} apakah ini memang dilakukannya dan untuk apa; jika wajar, tidak perlu tindakan lain.",
        )
    };
    let mut steps = vec![ask];
    if let Some(undo) = undo(story) {
        steps.push(undo);
    }
    steps.push(lang.pick(
        "If nobody can explain it, look at where this user signed in from just before, and lock the account until you know.",
        "Jika tidak ada yang bisa menjelaskan, periksa dari mana pengguna ini masuk sesaat sebelumnya, dan kunci akunnya sampai jelas.",
    ).to_owned());
    steps
}

/// How to take a privilege back, or to see who has it.
fn undo(story: &Story<'_>) -> Option<String> {
    let lang = story.lang;
    match Act::of(story)? {
        Act::GroupAdded => {
            let user = story.user().filter(|user| is_command_name(user));
            let group = story.text(FactKey::Group).filter(|g| is_command_name(g));
            if story.is_of_windows() {
                return Some(windows::leave_group(user, group, lang));
            }
            Some(match (user, group) {
                (Some(user), Some(group)) => say!(
                    lang,
                    "If it was not planned, take it back: sudo gpasswd -d {user} {group}",
                    "Jika tidak direncanakan, cabut kembali: sudo gpasswd -d {user} {group}",
                ),
                _ => lang.pick(
                    "If it was not planned, remove the user from the group with gpasswd -d.",
                    "Jika tidak direncanakan, keluarkan pengguna itu dari grup dengan gpasswd -d.",
                ).to_owned(),
            })
        }
        Act::UidZero => Some(lang.pick(
            "List all accounts that are root in fact: awk -F: '$3 == 0' /etc/passwd. Only root should be there.",
            "Tampilkan semua akun yang setara root: awk -F: '$3 == 0' /etc/passwd. Seharusnya hanya ada root.",
        ).to_owned()),
        _ if story.text(FactKey::Service) == Some("pkexec") => Some(lang.pick(
            "Check who may use pkexec: the files in /etc/polkit-1/rules.d and /usr/share/polkit-1; and bring polkit up to date, which refuses this way what once gave anybody the rights of root (CVE-2021-4034).",
            "Periksa siapa yang boleh memakai pkexec: berkas di /etc/polkit-1/rules.d dan /usr/share/polkit-1; dan perbarui polkit, yang dengan cara ini menolak hal yang dulu memberi siapa pun hak root (CVE-2021-4034).",
        ).to_owned()),
        Act::SudoRefused | Act::SudoFailed | Act::SuFailed | Act::FirstSudo => Some(lang.pick(
            "Check who may use sudo: getent group sudo wheel, and the files in /etc/sudoers.d.",
            "Periksa siapa yang boleh memakai sudo: getent group sudo wheel, dan berkas di /etc/sudoers.d.",
        ).to_owned()),
    }
}

fn scan(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    vec![
        lang.pick(
            "See which of its requests were answered with 200: these are what it found.",
            "Lihat permintaan mana yang dijawab 200: itulah yang ditemukannya.",
        ).to_owned(),
        lang.pick(
            "Make sure that no backups, .env files, .git folders or admin pages are open to everyone.",
            "Pastikan tidak ada cadangan, berkas .env, folder .git, atau halaman admin yang terbuka untuk umum.",
        ).to_owned(),
        block(story),
    ]
}

fn attack(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let mut steps = Vec::new();
    steps.push(match story.count(FactKey::Answered) {
        Some(0) => lang.pick(
            "No attack request was answered with success; still, look through the evidence for one that should worry you.",
            "Tidak ada permintaan serangan yang dijawab berhasil; tetap periksa buktinya, kalau-kalau ada yang mengkhawatirkan.",
        ),
        _ => lang.pick(
            "Look first at the requests that were answered with success: compare the size of the answer with that of a normal one, and read the application’s own log at that moment.",
            "Periksa dulu permintaan yang dijawab berhasil: bandingkan ukuran jawabannya dengan jawaban biasa, dan baca log aplikasi pada saat itu.",
        ),
    }.to_owned());
    let classes = story.text(FactKey::AttackClass).unwrap_or_default();
    steps.extend(
        classes
            .split(',')
            .filter_map(|class| class_step(class.trim(), lang))
            .map(str::to_owned),
    );
    steps.push(
        lang.pick(
            "Update the web application and its plugins to the newest version.",
            "Perbarui aplikasi web dan pluginnya ke versi terbaru.",
        )
        .to_owned(),
    );
    steps.push(block(story));
    steps
}

/// The step that a class of attack asks for; classes that only look around ask for none.
fn class_step(class: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match class {
        "sqli" => (
            "Make sure that the attacked page hands its parameters to the database only as bound parameters.",
            "Pastikan halaman yang diserang meneruskan parameternya ke basis data hanya sebagai parameter terikat.",
        ),
        "xss" => (
            "Make sure that the attacked page escapes what visitors enter before showing it.",
            "Pastikan halaman yang diserang menetralkan karakter khusus dari masukan pengunjung sebelum menampilkannya.",
        ),
        "traversal" | "inclusion" => (
            "Check that the web server’s user can read nothing outside the site, /etc/passwd and key files above all.",
            "Pastikan pengguna server web tidak dapat membaca apa pun di luar situs, terutama /etc/passwd dan berkas kunci.",
        ),
        "command_injection" => (
            "Look for new files in the upload and temporary folders, and for processes of the web server’s user that you do not know.",
            "Cari berkas baru di folder unggahan dan folder sementara, serta proses asing milik pengguna server web.",
        ),
        _ => return None,
    };
    Some(lang.pick(en, id))
}

fn system_error(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let mut steps = vec![
        lang.pick(
            "Read the first error, not the last: the later ones often only follow from it.",
            "Baca galat pertama, bukan yang terakhir: yang berikutnya sering hanya akibat.",
        )
        .to_owned(),
    ];
    if let Some(service) = story.service_text().filter(|s| is_command_name(s)) {
        steps.push(say!(
            lang,
            "If systemd runs it, see how it is now: systemctl status {service}, and its newest lines: journalctl -u {service} -n 100",
            "Jika dijalankan oleh systemd, periksa keadaannya sekarang: systemctl status {service}, dan baris terbarunya: journalctl -u {service} -n 100",
        ));
    }
    steps.push(lang.pick(
        "Ask what changed just before: an update, a setting, a full disk (df -h), no memory left (free -h).",
        "Cari tahu apa yang berubah sesaat sebelumnya: pembaruan, pengaturan, diska penuh (df -h), atau memori habis (free -h).",
    ).to_owned());
    steps
}

fn new_template(lang: Lang) -> Vec<String> {
    [
        lang.pick(
            "Read one of the lines. After an update or a change of settings, new records are normal.",
            "Baca salah satu barisnya. Setelah pembaruan atau perubahan pengaturan, catatan baru itu wajar.",
        ),
        lang.pick(
            "If nothing was changed, look at what else happened at that moment on the timeline.",
            "Jika tidak ada yang diubah, lihat apa lagi yang terjadi pada saat itu di lini masa.",
        ),
    ]
    .map(str::to_owned)
    .into()
}

fn volume(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let more = lang.pick(
        "If there are more: open the range and see which template grew.",
        "Jika bertambah: buka rentangnya dan lihat pola mana yang melonjak.",
    );
    let fewer = lang.pick(
        "If there are fewer: check that the service still runs and still writes its log, and that the disk is not full.",
        "Jika berkurang: pastikan layanannya masih berjalan dan masih menulis log, dan diska tidak penuh.",
    );
    let open = lang.pick(
        "Open the range and see which template grew, and which address or user it names most.",
        "Buka rentangnya dan lihat pola mana yang melonjak, serta alamat atau pengguna yang paling sering disebut.",
    );
    let runs = lang.pick(
        "Check that the service still runs and still writes its log.",
        "Pastikan layanannya masih berjalan dan masih menulis log.",
    );
    let disk = lang.pick(
        "Check that the disk is not full (df -h) and that nobody deleted or turned the log off.",
        "Pastikan diska tidak penuh (df -h) dan tidak ada yang menghapus atau mematikan log.",
    );
    let planned = lang.pick(
        "A backup, an update or a busy day can be the reason: compare with the same hour of other days.",
        "Pencadangan, pembaruan, atau hari yang ramai bisa menjadi sebabnya: bandingkan dengan jam yang sama pada hari lain.",
    );
    let steps = match direction(story) {
        Some(Direction::More) => [open, planned],
        Some(Direction::Fewer | Direction::Silence) => [runs, disk],
        None => [more, fewer],
    };
    steps.map(str::to_owned).into()
}

/// The question that comes first after guessing: was there a success?
fn did_it_get_in(story: &Story<'_>) -> String {
    let lang = story.lang;
    match story.actor() {
        Actor::One(source) => say!(
            lang,
            "Check that {source} never got in: search the records for it and look for a successful sign-in.",
            "Pastikan {source} tidak pernah berhasil: cari alamat itu di catatan, lalu lihat apakah ada yang berhasil masuk.",
        ),
        Actor::Many(_) | Actor::Unnamed => lang.pick(
            "Check that none of the tries succeeded: look for a successful sign-in during them and right after.",
            "Pastikan tidak ada percobaan yang berhasil: cari upaya masuk yang berhasil selama dan sesudahnya.",
        ).to_owned(),
    }
}

/// How to stop the address, by what it is: a stranger, an own device, or nobody the log names.
fn block(story: &Story<'_>) -> String {
    let lang = story.lang;
    let is_takeover = story.incident.kind == IncidentKind::AccountTakeover;
    if let (Actor::Many(_), false) = (story.actor(), is_takeover) {
        return lang.pick(
            "Block the addresses that are not yours; a tool such as fail2ban does it by itself from now on.",
            "Blokir alamat yang bukan milik Anda; alat seperti fail2ban dapat melakukannya otomatis seterusnya.",
        ).to_owned();
    }
    let Some(source) = story.source() else {
        return lang.pick(
            "Make the service write the client’s address to its log: without it nobody can be blocked.",
            "Buat layanan mencatat alamat klien di lognya: tanpa itu tidak ada yang dapat diblokir.",
        ).to_owned();
    };
    match source.parse::<IpAddr>() {
        Ok(ip) if is_own_network(ip) => say!(
            lang,
            "{ip} is an address of your own network: find the device and its user before you block anything.",
            "{ip} adalah alamat di jaringan Anda sendiri: temukan perangkat dan pemakainya sebelum memblokir apa pun.",
        ),
        Ok(ip) if story.is_of_windows() => windows::block(ip, lang),
        Ok(ip) => say!(
            lang,
            "Block the address if it is not yours, for example: sudo ufw prepend deny from {ip}",
            "Blokir alamatnya jika bukan milik Anda, misalnya: sudo ufw prepend deny from {ip}",
        ),
        Err(_) => lang
            .pick(
                "Block the host at the firewall if it is not yours; find its address first.",
                "Blokir host itu di firewall jika bukan milik Anda; cari dulu alamatnya.",
            )
            .to_owned(),
    }
}

/// Whether an address belongs to the machine or to a private network.
fn is_own_network(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => {
            ip == Ipv6Addr::LOCALHOST || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    }
}

/// Whether a name can stand in a command without quotes and without being read as an option.
fn is_command_name(name: &str) -> bool {
    name.len() <= N_COMMAND_NAME_BYTES
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b))
}
