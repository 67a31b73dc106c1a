//! The audit log: its table, whether it is whole, and its own analysis.

use jejak_protocol::server::{AuditEvent, Factor, Outcome};

use crate::lang::Lang;

catalogue! {
    /// The audit log, for admins.
    pub Audit {
        Title => "Audit log", "Log audit";
        Intro => "Every sign-in and every change, in the order in which it happened. No entry can be changed without being found.", "Semua upaya masuk dan perubahan, sesuai urutan terjadinya. Tidak ada entri yang dapat diubah tanpa ketahuan.";
        Verify => "Verify the log", "Verifikasi log";
        Verifying => "Checking every entry…", "Memeriksa setiap entri…";
        Whole => "The log is whole.", "Log ini utuh.";
        Checkpoint => "Checkpoint", "Titik periksa";
        CheckpointHint => "Keep it somewhere else: with it, even a log whose end was cut off is found.", "Simpan di tempat lain: dengan ini, log yang ujungnya dipotong pun ketahuan.";
        Export => "Export (JSON lines)", "Ekspor (baris JSON)";
        Analyse => "Analyse this server’s log", "Analisis log server ini";
        AnalyseHint => "Reads it like any other log, here in the browser.", "Membacanya seperti log lain, di peramban ini.";
        Reading => "Fetching the log…", "Mengambil log…";
        Filter => "Find in these entries", "Cari di entri ini";
        OnlyRefused => "Only what was refused", "Hanya yang ditolak";
        Number => "Entry", "Entri";
        At => "Time", "Waktu";
        Event => "Event", "Kejadian";
        Outcome => "Outcome", "Hasil";
        Account => "Account", "Akun";
        Address => "Address", "Alamat";
        Detail => "Detail", "Keterangan";
        Earlier => "Earlier entries", "Entri sebelumnya";
        NothingFits => "No entry fits.", "Tidak ada entri yang cocok.";
        Newer => "There are newer entries", "Ada entri yang lebih baru";
        Refresh => "Refresh", "Segarkan";
        Live => "The server’s log has grown.", "Log server bertambah.";
        Follow => "Follow it", "Ikuti terus";
        ReadNew => "Read it again with what is new", "Baca lagi dengan yang baru";
    }
}

sentences! {
    /// The verdict on a log that was tampered with.
    broken_at(seq: i64) => "Entry {seq} is the first that is not as it was written: it or its neighbour was changed, removed, inserted or moved.", "Entri {seq} adalah yang pertama tidak seperti saat ditulis: entri itu atau tetangganya diubah, dihapus, disisipkan, atau dipindahkan.";
}

/// What happened, in few words.
pub fn event(event: AuditEvent, lang: Lang) -> &'static str {
    let (en, id) = match event {
        AuditEvent::ServerStarted => ("Server started", "Server dijalankan"),
        AuditEvent::ServerStopped => ("Server stopped", "Server dihentikan"),
        AuditEvent::SetupLinkMade => ("Setup link made", "Tautan penyiapan dibuat"),
        AuditEvent::SetupDone => ("First admin made", "Admin pertama dibuat"),
        AuditEvent::SignInPassword => ("Sign-in: password", "Masuk: kata sandi"),
        AuditEvent::SignInTotp => ("Sign-in: code", "Masuk: kode"),
        AuditEvent::SignInRecovery => ("Sign-in: recovery code", "Masuk: kode pemulihan"),
        AuditEvent::CaptchaRefused => ("CAPTCHA failed", "CAPTCHA gagal"),
        AuditEvent::RateLimited => ("Too many tries", "Terlalu banyak percobaan"),
        AuditEvent::AccountStopped => ("Account stopped", "Akun dihentikan"),
        AuditEvent::SignOut => ("Signed out", "Keluar"),
        AuditEvent::SessionRevoked => ("Session ended", "Sesi diakhiri"),
        AuditEvent::SessionMoved => ("Session from another network", "Sesi dari jaringan lain"),
        AuditEvent::DeviceRemembered => ("Browser remembered", "Peramban diingat"),
        AuditEvent::DeviceForgotten => ("Browser forgotten", "Peramban dilupakan"),
        AuditEvent::PasswordChanged => ("Password changed", "Kata sandi diubah"),
        AuditEvent::PasswordChangeRefused => {
            ("Password change refused", "Perubahan kata sandi ditolak")
        }
        AuditEvent::PasswordRehashed => ("Password hashed anew", "Kata sandi di-hash ulang"),
        AuditEvent::TotpOffered => ("Authenticator offered", "Autentikator ditawarkan"),
        AuditEvent::TotpEnrolled => ("Authenticator set up", "Autentikator disiapkan"),
        AuditEvent::TotpRemoved => ("Authenticator removed", "Autentikator dihapus"),
        AuditEvent::FactorChangeRefused => (
            "Authenticator change refused",
            "Perubahan autentikator ditolak",
        ),
        AuditEvent::RecoveryCodesMade => ("Recovery codes made", "Kode pemulihan dibuat"),
        AuditEvent::LinkMade => ("Link made", "Tautan dibuat"),
        AuditEvent::LinkUsed => ("Link used", "Tautan dipakai"),
        AuditEvent::LinkRefused => ("Link refused", "Tautan ditolak"),
        AuditEvent::AccountMade => ("Account made", "Akun dibuat"),
        AuditEvent::AccountDisabled => ("Account disabled", "Akun dinonaktifkan"),
        AuditEvent::AccountEnabled => ("Account enabled", "Akun diaktifkan"),
        AuditEvent::AccountUnlocked => ("Account unlocked", "Kunci akun dibuka"),
        AuditEvent::AccountSessionsEnded => ("Account’s sessions ended", "Sesi akun diakhiri"),
        AuditEvent::RoleChanged => ("Role changed", "Peran diubah"),
        AuditEvent::LastAdminKept => ("Last admin kept", "Admin terakhir dipertahankan"),
        AuditEvent::NotAllowed => ("Not allowed", "Tidak diizinkan"),
        AuditEvent::CrossSiteRefused => ("Request of another site", "Permintaan dari situs lain"),
        AuditEvent::AuditRead => ("Audit log read", "Log audit dibaca"),
        AuditEvent::AuditVerified => ("Audit log verified", "Log audit diverifikasi"),
        AuditEvent::ShareMade => ("Share made", "Berbagian dibuat"),
        AuditEvent::ShareOpened => ("Share opened", "Berbagian dibuka"),
        AuditEvent::ShareRefused => ("Share refused", "Berbagian ditolak"),
        AuditEvent::ShareDeleted => ("Share deleted", "Berbagian dihapus"),
        AuditEvent::SharesPurged => ("Expired shares removed", "Berbagian kedaluwarsa dihapus"),
    };
    match lang {
        Lang::En => en,
        Lang::Id => id,
    }
}

/// How it ended.
pub fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match (outcome, lang) {
        (Outcome::Ok, Lang::En) => "ok",
        (Outcome::Ok, Lang::Id) => "berhasil",
        (Outcome::Refused, Lang::En) => "refused",
        (Outcome::Refused, Lang::Id) => "ditolak",
    }
}

/// By what somebody showed who they are.
pub fn factor(factor: Factor, lang: Lang) -> &'static str {
    let (en, id) = match factor {
        Factor::Password => ("password", "kata sandi"),
        Factor::Totp => ("code", "kode"),
        Factor::Recovery => ("recovery code", "kode pemulihan"),
        Factor::Captcha => ("CAPTCHA", "CAPTCHA"),
        Factor::Session => ("session", "sesi"),
        Factor::Link => ("link", "tautan"),
        Factor::Shell => ("on the server", "di server"),
    };
    match lang {
        Lang::En => en,
        Lang::Id => id,
    }
}
