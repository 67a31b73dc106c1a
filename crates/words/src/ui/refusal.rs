//! What the server refuses, as sentences: they help whoever made a mistake and tell nobody else
//! which part of a sign-in was wrong.

use jejak_protocol::server::Refusal;

use crate::duration;
use crate::lang::Lang;

/// What happened and what to do about it.
pub fn refusal(refusal: Refusal, lang: Lang) -> &'static str {
    let (en, id) = match refusal {
        Refusal::SignIn => (
            "That did not work. Check the name, the password or the code, and wait a few seconds before the next try: after a failure the server hears nothing for a moment. If it goes on, an admin can help.",
            "Belum berhasil. Periksa nama, kata sandi, atau kode, lalu tunggu beberapa detik sebelum mencoba lagi: setelah gagal, server tidak mendengarkan untuk sesaat. Bila terus begini, admin dapat membantu.",
        ),
        Refusal::NoSession => (
            "You are not signed in any more. Sign in again.",
            "Anda sudah tidak masuk lagi. Silakan masuk kembali.",
        ),
        Refusal::SecondFactorNeeded => (
            "The second step is still missing.",
            "Langkah kedua masih belum dilakukan.",
        ),
        Refusal::EnrolmentNeeded => (
            "Set up the authenticator first.",
            "Siapkan autentikator terlebih dahulu.",
        ),
        Refusal::NotAllowed => (
            "Your role does not allow this. An admin can change it.",
            "Peran Anda tidak mengizinkan hal ini. Admin dapat mengubahnya.",
        ),
        Refusal::Link => (
            "This link is not good any more: it works once and for a limited time. Ask for a new one.",
            "Tautan ini sudah tidak berlaku: hanya untuk satu kali dan waktu terbatas. Mintalah yang baru.",
        ),
        Refusal::PasswordWrong => (
            "The password is wrong. Nothing was changed.",
            "Kata sandinya salah. Tidak ada yang diubah.",
        ),
        Refusal::CodeWrong => (
            "The code is wrong or too old. Type the one that the app shows now, and check that the phone’s clock is set automatically.",
            "Kodenya salah atau sudah lewat. Ketik yang ditampilkan aplikasi sekarang, dan pastikan jam ponsel diatur otomatis.",
        ),
        Refusal::PasswordTooShort => (
            "The password is too short: at least 8 characters.",
            "Kata sandi terlalu pendek: minimal 8 karakter.",
        ),
        Refusal::PasswordTooLong => (
            "The password is too long: at most 4,096 bytes.",
            "Kata sandi terlalu panjang: paling banyak 4.096 byte.",
        ),
        Refusal::PasswordCommon => (
            "This password is among those that attackers try first. Choose another one.",
            "Kata sandi ini termasuk yang pertama dicoba penyerang. Pilih yang lain.",
        ),
        Refusal::NameUnfit => (
            "A name has 1 to 64 letters, digits, and . _ - @",
            "Nama terdiri dari 1 sampai 64 huruf, angka, serta . _ - @",
        ),
        Refusal::NameTaken => (
            "This name is taken. Choose another one.",
            "Nama ini sudah dipakai. Pilih yang lain.",
        ),
        Refusal::LastAdmin => (
            "This is the last admin who can sign in. Make somebody else an admin first.",
            "Ini admin terakhir yang dapat masuk. Jadikan orang lain admin terlebih dahulu.",
        ),
        Refusal::CrossSite => (
            "The server did not take this for a request of its own page. Open the page at the address that the server knows as its own (public_url).",
            "Server tidak menganggap ini permintaan dari halamannya sendiri. Buka halaman di alamat yang dikenal server sebagai miliknya (public_url).",
        ),
        Refusal::Malformed => (
            "The server did not understand the request: page and server may be of different versions. Reload the page.",
            "Server tidak memahami permintaan ini: versi halaman dan server mungkin berbeda. Muat ulang halaman.",
        ),
        Refusal::TooLarge => (
            "This is larger than the server takes.",
            "Ini lebih besar daripada yang diterima server.",
        ),
        Refusal::TooMany => ("Too many tries.", "Terlalu banyak percobaan."),
        Refusal::Busy => ("The server is busy.", "Server sedang sibuk."),
        Refusal::NotFound => ("It is not there any more.", "Itu sudah tidak ada."),
        Refusal::Exists => ("It is there already.", "Itu sudah ada."),
        Refusal::Quota => (
            "Your shares fill the space that an account has. Delete some first.",
            "Berbagian Anda memenuhi ruang yang dimiliki satu akun. Hapus beberapa terlebih dahulu.",
        ),
        Refusal::Storage => (
            "The server’s disk is full or failing. Nothing was changed; tell an admin.",
            "Diska server penuh atau bermasalah. Tidak ada yang diubah; beri tahu admin.",
        ),
        Refusal::Internal => (
            "Something went wrong on the server. Its log says what; nothing was changed.",
            "Ada yang salah di server. Lognya mencatat penyebabnya; tidak ada yang diubah.",
        ),
    };
    match lang {
        Lang::En => en,
        Lang::Id => id,
    }
}

/// When no answer came at all.
pub fn unreachable(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "The server cannot be reached. Reading log files works without it; check the network and try again."
        }
        Lang::Id => {
            "Server tidak dapat dihubungi. Membaca berkas log tetap bisa tanpanya; periksa jaringan lalu coba lagi."
        }
    }
}

/// `Try again in 12 seconds.`
pub fn again_in(seconds: u64, lang: Lang) -> String {
    let us = i64::try_from(seconds)
        .unwrap_or(i64::MAX)
        .saturating_mul(1_000_000);
    let wait = duration::short(us, lang);
    match lang {
        Lang::En => format!("Try again in {wait}."),
        Lang::Id => format!("Coba lagi dalam {wait}."),
    }
}
