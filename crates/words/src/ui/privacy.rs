//! The ledger of requests, and the sentences that say what it proves.

use crate::lang::Lang;
use crate::noun::{Noun, counted};

catalogue! {
    /// Privacy ledger.
    pub Privacy {
        Title => "What this page asked the network for", "Apa yang diminta halaman ini dari jaringan";
        Intro => "Your files are read and analysed inside this tab. The list below shows every request since the page was opened: only the page’s own parts, never anything of yours.", "Berkas Anda dibaca dan dianalisis di dalam tab ini. Daftar berikut memuat semua permintaan sejak halaman dibuka: hanya bagian dari halaman ini, tidak pernah data Anda.";
        Prove => "To see for yourself, switch the network off and read a file: everything still works.", "Untuk membuktikannya, matikan jaringan lalu baca sebuah berkas: semuanya tetap berjalan.";
        Policy => "The page’s security policy makes the browser refuse any request to another site.", "Kebijakan keamanan halaman ini membuat peramban menolak permintaan ke situs lain.";
        Time => "Time", "Waktu";
        Address => "Address", "Alamat";
        What => "What it is", "Keterangan";
        Size => "Size", "Ukuran";
        FromCache => "from this device", "dari perangkat ini";
        PartOfPage => "Part of the page", "Bagian dari halaman";
        AskedOfServer => "Your account on this server", "Akun Anda di server ini";
        Unexpected => "Not a part of this page", "Bukan bagian dari halaman ini";
        None => "No request since the page was loaded", "Tidak ada permintaan sejak halaman dimuat";
        Offline => "Works without a network now", "Kini dapat dipakai tanpa jaringan";
        NotOfflineYet => "Not yet kept for use without a network", "Belum disimpan untuk dipakai tanpa jaringan";
        CannotTell => "This browser does not tell the page about its requests.", "Peramban ini tidak memberi tahu halaman tentang permintaannya.";
    }
}

/// `3 requests while your files were read`: what happened on the network during the analysis.
pub fn while_reading(n: u64, lang: Lang) -> String {
    let requests = counted(n, Noun::Request, lang);
    match lang {
        Lang::En => format!("{requests} while your files were read"),
        Lang::Id => format!("{requests} selama berkas Anda dibaca"),
    }
}
