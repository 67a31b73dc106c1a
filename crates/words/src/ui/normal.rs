//! The normal day: learning what is usual, and what goes another way.

use jejak_protocol::model::{Deviation, ModelFailure};

use crate::lang::Lang;
use crate::number;

catalogue! {
    /// Learning, kept baselines, what was found.
    pub Normal {
        Title => "Normal day", "Hari biasa";
        What => "Jejak can learn what usually follows what in your logs, and how often, without labels, and then show the sessions that go another way. It learns in this browser; what it keeps are masked templates and numbers, never a line.", "Jejak dapat mempelajari urutan yang biasa terjadi di log Anda, dan seberapa sering, tanpa label, lalu menunjukkan sesi yang berjalan lain. Ia belajar di peramban ini; yang disimpan hanya pola tersamar dan angka, tidak pernah satu baris pun.";
        Learn => "Learn", "Pelajari";
        LearnTitle => "Learn a normal day", "Pelajari hari biasa";
        From => "Learn from", "Pelajari dari";
        Stretch => "The longest stretch without incidents", "Rentang terpanjang tanpa insiden";
        Everything => "All of it: these files are a normal day", "Semuanya: berkas ini adalah hari biasa";
        NoStretch => "There is no stretch without incidents here.", "Di sini tidak ada rentang tanpa insiden.";
        Name => "Name", "Nama";
        Cancel => "Cancel", "Batal";
        Learning => "Learning", "Sedang belajar";
        Reading => "Gathering sessions", "Mengumpulkan sesi";
        Judging => "Comparing", "Membandingkan";
        Kept => "Normal days on this device", "Hari biasa di perangkat ini";
        NoneKept => "None yet. Learn one from these files, or import one that was exported elsewhere.", "Belum ada. Pelajari dari berkas ini, atau impor yang diekspor di tempat lain.";
        Compare => "Compare these files", "Bandingkan berkas ini";
        Export => "Export", "Ekspor";
        Import => "Import a .jejak-model file", "Impor berkas .jejak-model";
        Delete => "Delete", "Hapus";
        Undo => "Undo", "Urungkan";
        Deleted => "Deleted.", "Sudah dihapus.";
        NotKept => "The browser keeps nothing here: export it if you want to use it again.", "Peramban tidak menyimpan apa pun di sini: ekspor jika ingin dipakai lagi.";
        Found => "What does not go as usual", "Yang tidak berjalan seperti biasa";
        AllUsual => "Every session goes as usual.", "Semua sesi berjalan seperti biasa.";
        NoSessions => "Nothing ties the lines of these files together in sessions, so there is no order to judge.", "Tidak ada yang mengikat baris berkas ini menjadi sesi, jadi tidak ada urutan yang dapat dinilai.";
        OtherLogs => "Most of what is here never occurred in this normal day: it is of another kind of log, or was learned from too short a time.", "Sebagian besar isinya tidak pernah ada di hari biasa ini: itu dari jenis log yang lain, atau dipelajari dari waktu yang terlalu singkat.";
        Happened => "Happened", "Yang terjadi";
        Usual => "Usual there", "Yang biasa di sana";
        Session => "Session", "Sesi";
        When => "When", "Waktu";
        ShowLines => "Show its lines", "Tampilkan barisnya";
        End => "the end of the session", "akhir sesi";
        AmongIncidents => "They stand among the incidents, by their risk.", "Sesi itu ada di antara insiden, menurut risikonya.";
        ShowIncidents => "Show the incidents", "Tampilkan insiden";
        TakeOut => "Take them out of the incidents", "Keluarkan dari insiden";
        PutBack => "Put them among the incidents", "Masukkan ke dalam insiden";
        Most => "Only the strangest are listed here.", "Hanya yang paling aneh yang didaftar di sini.";
        Nothing => "nothing in particular", "tidak ada yang khusus";
        Once => "once", "sekali";
        Never => "not at all", "tidak sama sekali";
        NoCounts => "Learned by an earlier version: it does not know how often an event usually comes. Learn it again to have that compared too.", "Dipelajari oleh versi sebelumnya: ia tidak tahu seberapa sering suatu kejadian biasanya muncul. Pelajari lagi agar itu juga dibandingkan.";
        NoFiles => "These findings were kept without their files: open the files to learn or compare.", "Temuan ini disimpan tanpa berkasnya: buka berkasnya untuk belajar atau membandingkan.";
    }
}

sentences! {
    /// How far learning is.
    learned(percent: &str, left: &str) => "{percent}, about {left} left", "{percent}, kira-kira {left} lagi";
    /// What a baseline was made of.
    made_of(sessions: &str, templates: &str) => "{sessions} sessions, {templates} templates", "{sessions} sesi, {templates} pola";
    /// Above the list.
    unusual(n: &str, all: &str, name: &str) => "{n} of {all} sessions do not go as in “{name}”", "{n} dari {all} sesi tidak berjalan seperti di “{name}”";
    /// Where in the session.
    place(position: &str, all: &str) => "event {position} of {all}", "kejadian {position} dari {all}";
    /// Sessions with just the same events.
    alike(n: &str) => "and {n} more just like it", "dan {n} lagi yang sama persis";
    /// An event that would have been usual.
    expected(text: &str, percent: &str) => "{text} ({percent})", "{text} ({percent})";
    /// How often an event came, and how often it should.
    times(n: &str) => "{n} times", "{n} kali";
    /// The proposed name.
    proposed(file: &str, date: &str) => "{file}, {date}", "{file}, {date}";
}

/// How often an event comes: `not at all`, `once`, `3 times`.
pub fn often(n: u64, lang: Lang) -> String {
    match n {
        0 => Normal::Never.text(lang).to_owned(),
        1 => Normal::Once.text(lang).to_owned(),
        n => times(lang, &number::exact(n, lang)),
    }
}

/// How a session differs the most.
pub const fn deviation(what: Deviation, lang: Lang) -> &'static str {
    match (what, lang) {
        (Deviation::NewEvent, Lang::En) => "New: never seen",
        (Deviation::NewEvent, Lang::Id) => "Baru: belum pernah ada",
        (Deviation::UnlikelyEvent, Lang::En) => "Unlikely here",
        (Deviation::UnlikelyEvent, Lang::Id) => "Tidak lazim di sini",
        (Deviation::EndsEarly, Lang::En) => "Ends too early",
        (Deviation::EndsEarly, Lang::Id) => "Berakhir terlalu cepat",
        (Deviation::TooMany, Lang::En) => "More often than usual",
        (Deviation::TooMany, Lang::Id) => "Lebih sering dari biasa",
        (Deviation::TooFew, Lang::En) => "Missing, or too seldom",
        (Deviation::TooFew, Lang::Id) => "Tidak ada, atau terlalu jarang",
        (Deviation::TooLong, Lang::En) => "Much longer than usual",
        (Deviation::TooLong, Lang::Id) => "Jauh lebih panjang dari biasa",
    }
}

/// Why there is no answer, and what to do.
pub const fn model_failure(failure: ModelFailure, lang: Lang) -> &'static str {
    match (failure, lang) {
        (ModelFailure::TooFew, Lang::En) => {
            "There are fewer than 20 sessions to learn from. Take all of it, or files of a longer time."
        }
        (ModelFailure::TooFew, Lang::Id) => {
            "Sesi yang dapat dipelajari kurang dari 20. Ambil semuanya, atau berkas dengan rentang lebih panjang."
        }
        (ModelFailure::Stopped, Lang::En) => "Learning was stopped; nothing was kept.",
        (ModelFailure::Stopped, Lang::Id) => "Pembelajaran dihentikan; tidak ada yang disimpan.",
        (ModelFailure::NotABaseline, Lang::En) => "This file is no .jejak-model file.",
        (ModelFailure::NotABaseline, Lang::Id) => "Berkas ini bukan berkas .jejak-model.",
        (ModelFailure::OtherVersion, Lang::En) => {
            "This normal day was learned by another version of Jejak. Learn it again."
        }
        (ModelFailure::OtherVersion, Lang::Id) => {
            "Hari biasa ini dipelajari oleh versi Jejak yang lain. Pelajari lagi."
        }
        (ModelFailure::OtherTokens, Lang::En) => {
            "This model reads lines otherwise than this version of Jejak does, so its scores would mean nothing."
        }
        (ModelFailure::OtherTokens, Lang::Id) => {
            "Model ini membaca baris dengan cara lain dari versi Jejak ini, jadi nilainya tidak berarti."
        }
        (ModelFailure::Damaged, Lang::En) => "This file is cut off or was changed.",
        (ModelFailure::Damaged, Lang::Id) => "Berkas ini terpotong atau telah berubah.",
        (ModelFailure::Crashed, Lang::En) => {
            "The browser ended the learning. Try again, or with fewer files."
        }
        (ModelFailure::Crashed, Lang::Id) => {
            "Peramban menghentikan pembelajaran. Coba lagi, atau dengan berkas yang lebih sedikit."
        }
    }
}
