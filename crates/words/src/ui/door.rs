//! Signing in: the password, the code, a link that lets somebody in, the first authenticator.

use crate::lang::Lang;
use crate::noun::{Noun, counted};

catalogue! {
    /// The way in.
    pub Door {
        Entry => "Account", "Akun";
        Title => "Sign in", "Masuk";
        Why => "An account is for sharing analyses and for the team. Reading log files needs none.", "Akun diperlukan untuk membagikan analisis dan untuk tim. Membaca berkas log tidak memerlukannya.";
        Name => "User name", "Nama pengguna";
        Password => "Password", "Kata sandi";
        ShowPassword => "Show the password", "Tampilkan kata sandi";
        Working => "Proving that this is no robot…", "Membuktikan bahwa ini bukan robot…";
        WorkHint => "The browser solves a small puzzle here, on this device. Nobody else is asked.", "Peramban memecahkan teka-teki kecil di perangkat ini. Tidak ada pihak lain yang dihubungi.";
        Asking => "Asking the server…", "Bertanya ke server…";
        Other => "Sign in on the server’s own page", "Masuk di halaman milik server";
        OtherHint => "This server asks Google reCAPTCHA. That happens on a page of its own, which never sees a log file.", "Server ini memakai Google reCAPTCHA. Itu terjadi di halaman tersendiri, yang tidak pernah melihat berkas log.";
        CaptchaFirst => "Answer the question of the CAPTCHA first.", "Jawab dulu pertanyaan CAPTCHA.";
        CodeTitle => "Second step", "Langkah kedua";
        CodeHint => "Open your authenticator app and type the six digits that it shows for Jejak.", "Buka aplikasi autentikator Anda dan ketik enam angka yang ditampilkannya untuk Jejak.";
        Code => "Code", "Kode";
        RecoveryHint => "Type one of the recovery codes that you kept when you set up the account. Each works once.", "Ketik salah satu kode pemulihan yang Anda simpan saat menyiapkan akun. Masing-masing berlaku satu kali.";
        RecoveryCode => "Recovery code", "Kode pemulihan";
        UseRecovery => "No authenticator at hand? Use a recovery code", "Autentikator tidak ada? Pakai kode pemulihan";
        UseCode => "Use the authenticator instead", "Pakai autentikator saja";
        Remember => "Remember this browser", "Ingat peramban ini";
        RememberHint => "Both steps are still asked for, but a lock that strangers bring about does not shut this browser out.", "Kedua langkah tetap diminta, tetapi penguncian akibat ulah orang lain tidak menghalangi peramban ini.";
        Continue => "Continue", "Lanjutkan";
        StartOver => "Start over", "Ulangi dari awal";
        NeedsSetup => "This server has no account yet. Its first start printed a link on the server’s own screen: open that link here to make the first admin.", "Server ini belum punya akun. Saat pertama dijalankan, server mencetak sebuah tautan di layarnya sendiri: buka tautan itu di sini untuk membuat admin pertama.";
        SetupTitle => "Set up this server", "Siapkan server ini";
        SetupHint => "You are the first here. Choose a name and a password for the admin’s account.", "Anda yang pertama di sini. Pilih nama dan kata sandi untuk akun admin.";
        InvitedTitle => "You are invited", "Anda diundang";
        InvitedHint => "Choose a name and a password for your account.", "Pilih nama dan kata sandi untuk akun Anda.";
        ResetTitle => "A new password", "Kata sandi baru";
        ResetHint => "Choose a new password. The authenticator stays as it is.", "Pilih kata sandi baru. Autentikator tetap seperti semula.";
        NameHint => "1 to 64 letters, digits, and . _ - @", "1 sampai 64 huruf, angka, serta . _ - @";
        NewPassword => "New password", "Kata sandi baru";
        PasswordHint => "At least 8 characters, better 15 or more: four or five words that do not belong together. Every character counts, spaces too.", "Minimal 8 karakter, sebaiknya 15 atau lebih: empat atau lima kata yang tidak berhubungan. Semua karakter dihitung, spasi juga.";
        Again => "The same again", "Sekali lagi";
        Differs => "The two are not the same.", "Keduanya tidak sama.";
        MakeAccount => "Make the account", "Buat akun";
        SetPassword => "Set the password", "Tetapkan kata sandi";
        Made => "Done. Sign in with it now.", "Selesai. Sekarang masuklah dengan akun itu.";
        LinkOpening => "Looking at the link…", "Memeriksa tautan…";
        EnrolTitle => "Set up the authenticator", "Siapkan autentikator";
        EnrolWhy => "A second step keeps others out even when they know the password. Any authenticator app works: Aegis, Google Authenticator, 2FAS, a password manager.", "Langkah kedua menahan orang lain meskipun mereka tahu kata sandinya. Semua aplikasi autentikator dapat dipakai: Aegis, Google Authenticator, 2FAS, atau pengelola kata sandi.";
        EnrolBegin => "Show the QR code", "Tampilkan kode QR";
        EnrolScan => "Scan this picture with the app. It is drawn here and shown only once.", "Pindai gambar ini dengan aplikasinya. Gambar ini dibuat di sini dan hanya ditampilkan sekali.";
        EnrolType => "Or type this secret into the app:", "Atau ketik rahasia ini ke dalam aplikasi:";
        QrName => "QR code for the authenticator", "Kode QR untuk autentikator";
        EnrolCode => "The six digits that the app shows now", "Enam angka yang ditampilkan aplikasi sekarang";
        EnrolDone => "Switch the second step on", "Aktifkan langkah kedua";
        PasswordAgain => "Your password, once more", "Kata sandi Anda, sekali lagi";
        CodesTitle => "Keep these recovery codes", "Simpan kode pemulihan ini";
        CodesHint => "Each lets you in once when the authenticator is lost. They are shown only now; the server keeps no copy that could be read.", "Masing-masing dapat dipakai masuk satu kali bila autentikator hilang. Kode ini hanya ditampilkan sekarang; server tidak menyimpan salinan yang dapat dibaca.";
        CodesCopy => "Copy all", "Salin semua";
        CodesDownload => "Download as a file", "Unduh sebagai berkas";
        CodesPrint => "Print", "Cetak";
        CodesKept => "I have kept them in a safe place", "Saya sudah menyimpannya di tempat aman";
        CodesDone => "Finish", "Selesai";
    }
}

sentences! {
    /// What the file with the recovery codes begins with.
    codes_head(name: &str, origin: &str) => "Recovery codes of {name} for {origin}. Each works once.", "Kode pemulihan {name} untuk {origin}. Masing-masing berlaku satu kali.";
}

/// `7 recovery codes left`.
pub fn codes_left(n: u64, lang: Lang) -> String {
    let codes = counted(n, Noun::RecoveryCode, lang);
    match lang {
        Lang::En => format!("{codes} left"),
        Lang::Id => format!("Sisa {codes}"),
    }
}
