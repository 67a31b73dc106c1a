//! What to do next on Windows, where it is another thing than on Linux.
//!
//! Values from a log stand within a command only when they are what they claim to be (see
//! [`next`](super::next)).

use std::net::IpAddr;

use crate::lang::Lang;

/// After guessed passwords.
pub(super) fn against_guessing(lang: Lang) -> &'static str {
    lang.pick(
        "Do not leave remote desktop open to the internet: put it behind a VPN or a gateway, and lock accounts after ten wrong tries (net accounts /lockoutthreshold:10).",
        "Jangan biarkan desktop jarak jauh terbuka ke internet: letakkan di balik VPN atau gateway, dan kunci akun setelah sepuluh percobaan salah (net accounts /lockoutthreshold:10).",
    )
}

/// To take an account out of somebody's hands; `user` fits into a command.
pub(super) fn lock_account(user: Option<&str>, lang: Lang) -> String {
    match user {
        Some(user) => say!(
            lang,
            "If not: disable the account (net user {user} /active:no; in a domain: Disable-ADAccount {user}), sign its sessions off (quser, logoff) and change its password.",
            "Jika bukan: nonaktifkan akunnya (net user {user} /active:no; dalam domain: Disable-ADAccount {user}), akhiri sesinya (quser, logoff) dan ganti sandinya.",
        ),
        None => lang.pick(
            "If not: disable the account, sign its sessions off (quser, logoff) and change its password.",
            "Jika bukan: nonaktifkan akunnya, akhiri sesinya (quser, logoff) dan ganti sandinya.",
        ).to_owned(),
    }
}

/// What to look for after a sign-in that was not the user's.
pub(super) fn look_behind(lang: Lang) -> &'static str {
    lang.pick(
        "See what was done after the sign-in: open the records from that moment on and look for new services, tasks, users and members of groups.",
        "Lihat apa yang dilakukan sesudahnya: buka catatan sejak saat itu, lalu cari layanan, tugas, pengguna, dan anggota grup yang baru.",
    )
}

/// To take a membership back; both fit into a command where they are there.
pub(super) fn leave_group(user: Option<&str>, group: Option<&str>, lang: Lang) -> String {
    match (user, group) {
        (Some(user), Some(group)) => say!(
            lang,
            "If it was not planned, take it back: net localgroup {group} {user} /delete",
            "Jika tidak direncanakan, cabut kembali: net localgroup {group} {user} /delete",
        ),
        _ => lang.pick(
            "If it was not planned, take the user out of the group: net localgroup, or Active Directory Users and Computers.",
            "Jika tidak direncanakan, keluarkan pengguna itu dari grup: net localgroup, atau Active Directory Users and Computers.",
        ).to_owned(),
    }
}

pub(super) fn block(ip: IpAddr, lang: Lang) -> String {
    say!(
        lang,
        "Block the address if it is not yours, for example in PowerShell: New-NetFirewallRule -DisplayName \"Block {ip}\" -Direction Inbound -RemoteAddress {ip} -Action Block",
        "Blokir alamatnya jika bukan milik Anda, misalnya di PowerShell: New-NetFirewallRule -DisplayName \"Block {ip}\" -Direction Inbound -RemoteAddress {ip} -Action Block",
    )
}

/// The first step that a sign asks for; None where it is the same as elsewhere.
pub(super) fn step(sign: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match sign {
        "reverse_shell" | "miner" | "download_run" | "encoded_command" | "run_from_temp" => (
            "Look for the process and stop it: Task Manager › Details, or Get-Process | Select-Object Id, Path; keep the program’s file for study.",
            "Cari prosesnya lalu hentikan: Task Manager › Details, atau Get-Process | Select-Object Id, Path; simpan berkas programnya untuk diteliti.",
        ),
        "cron_entry" => (
            "List all tasks: Get-ScheduledTask, or the Task Scheduler; remove what nobody knows.",
            "Tampilkan semua tugas: Get-ScheduledTask, atau Task Scheduler; hapus yang tidak dikenal.",
        ),
        "service_unit" | "startup_file" | "kernel_module" => (
            "List what starts by itself: Get-CimInstance Win32_Service | Select-Object Name, StartMode, PathName, or Autoruns of Sysinternals; find what is new.",
            "Tampilkan yang berjalan sendiri: Get-CimInstance Win32_Service | Select-Object Name, StartMode, PathName, atau Autoruns dari Sysinternals; cari yang baru.",
        ),
        "log_cleared" | "history_cleared" => (
            "Look for copies of the events elsewhere: a log server, forwarded events, backups.",
            "Cari salinan kejadiannya di tempat lain: server log, kejadian yang diteruskan, cadangan.",
        ),
        "clock_back" => (
            "Compare the clock with another machine (w32tm /query /status) and see who may set it.",
            "Bandingkan jam dengan mesin lain (w32tm /query /status) dan periksa siapa yang boleh mengaturnya.",
        ),
        "setuid" | "system_path" | "immutable" | "open_permissions" => (
            "Compare the files with those that Windows keeps: sfc /verifyonly; put permissions back.",
            "Bandingkan berkasnya dengan yang disimpan Windows: sfc /verifyonly; kembalikan izinnya.",
        ),
        "rare_outbound" => (
            "Find the program that opened it: Get-NetTCPConnection | Select-Object RemoteAddress, OwningProcess while it is open.",
            "Cari program yang membukanya: Get-NetTCPConnection | Select-Object RemoteAddress, OwningProcess selagi terbuka.",
        ),
        "out_of_memory" | "memory_low" | "cpu_load" | "open_files" | "process_limit" => (
            "See which program takes it all: Task Manager › Processes, by memory or processor.",
            "Lihat program mana yang memakannya: Task Manager › Processes, urut menurut memori atau prosesor.",
        ),
        "disk_full" => (
            "Find what fills the disk: Settings › System › Storage, or cleanmgr.",
            "Cari yang memenuhi diska: Settings › System › Storage, atau cleanmgr.",
        ),
        "crash" => (
            "See whether it came back by itself, and read the Application log of the same minute.",
            "Periksa apakah ia hidup lagi, dan baca log Application pada menit yang sama.",
        ),
        "disk_fault" => (
            "Make a backup now, then ask the disk: Get-PhysicalDisk, chkdsk /scan.",
            "Buat cadangan sekarang, lalu periksa diskanya: Get-PhysicalDisk, chkdsk /scan.",
        ),
        _ => return None,
    };
    Some(lang.pick(en, id))
}
