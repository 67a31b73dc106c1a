//! What to say when something failed: what happened, what was kept, and how to go on.

use jejak_protocol::messages::Failure;

use crate::lang::Lang;

catalogue! {
    /// Each failure in three parts.
    pub FailureText {
        CrashedWhat => "The analysis stopped because of an error in Jejak.", "Analisis berhenti karena galat di dalam Jejak.";
        CrashedKept => "Your files are untouched, and what was found before it stopped is still shown.", "Berkas Anda tidak berubah, dan yang sudah ditemukan sebelum berhenti tetap ditampilkan.";
        CrashedNext => "Read the files again; if it stops again, leave out the file that was being read.", "Baca ulang berkasnya; jika berhenti lagi, coba tanpa berkas yang sedang dibaca tadi.";
        MemoryWhat => "The browser gave this tab no more memory.", "Peramban tidak memberi tab ini memori lagi.";
        MemoryKept => "What was found until then is still shown.", "Yang ditemukan sampai saat itu tetap ditampilkan.";
        MemoryNext => "Close other tabs and read again, or read fewer files at a time.", "Tutup tab lain lalu baca ulang, atau baca lebih sedikit berkas sekaligus.";
        GoneWhat => "A file can no longer be read: it was moved, changed, or its permission ended.", "Sebuah berkas tidak dapat dibaca lagi: dipindahkan, berubah, atau izinnya berakhir.";
        GoneKept => "The findings stay; only its lines cannot be shown.", "Temuan tetap ada; hanya baris-barisnya yang tidak dapat ditampilkan.";
        GoneNext => "Choose the file again to see its lines.", "Pilih lagi berkasnya untuk melihat barisnya.";
        MismatchWhat => "Parts of this page come from two different versions.", "Bagian halaman ini berasal dari dua versi yang berbeda.";
        MismatchKept => "Nothing was read yet, and nothing is lost.", "Belum ada yang dibaca, dan tidak ada yang hilang.";
        MismatchNext => "Reload the page to get the new version whole.", "Muat ulang halaman agar semua bagiannya memakai versi baru.";
        NoWorkerWhat => "The browser did not start the part that reads files.", "Peramban tidak menjalankan bagian yang membaca berkas.";
        NoWorkerKept => "Nothing was read yet, and nothing is lost.", "Belum ada yang dibaca, dan tidak ada yang hilang.";
        NoWorkerNext => "Allow WebAssembly and workers for this page, leave any strict mode that blocks them, or use another browser.", "Izinkan WebAssembly dan worker untuk halaman ini, matikan mode ketat yang memblokirnya, atau pakai peramban lain.";
        EndedWhat => "The lines cannot be opened, because the part that reads files was ended.", "Barisnya tidak dapat dibuka karena bagian yang membaca berkas sudah diakhiri.";
        EndedKept => "The findings stay; only their lines cannot be shown.", "Temuan tetap ada; hanya barisnya yang tidak dapat ditampilkan.";
        EndedNext => "Read the files again to see the lines.", "Baca ulang berkasnya untuk melihat barisnya.";
        NotSharedWhat => "This line was not shared.", "Baris ini tidak dibagikan.";
        NotSharedKept => "The findings and the timeline are all here.", "Temuan dan lini masa semuanya ada di sini.";
        NotSharedNext => "Ask whoever shared it for the log file.", "Mintalah berkas lognya kepada yang membagikan.";
        OtherModelWhat => "This forest reads other counts than this version of Jejak makes.", "Hutan ini membaca hitungan lain dari yang dibuat versi Jejak ini.";
        OtherModelKept => "The findings of the rules stay as they are.", "Temuan dari aturan tetap seperti adanya.";
        OtherModelNext => "Retrain it, or delete it.", "Latih ulang, atau hapus.";
        NotKeptWhat => "The lines are not here: this analysis was kept without its log files.", "Barisnya tidak ada di sini: analisis ini disimpan tanpa berkas log.";
        NotKeptKept => "The findings, the timeline and the templates are all here.", "Temuan, lini masa, dan pola semuanya ada di sini.";
        NotKeptNext => "Open the same files again to read the lines.", "Buka lagi berkas yang sama untuk membaca barisnya.";
    }
}

/// The three parts of a failure's message, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailureMessage {
    pub what: &'static str,
    pub kept: &'static str,
    pub next: &'static str,
}

pub fn failure(failure: Failure, lang: Lang) -> FailureMessage {
    use FailureText as T;
    let [what, kept, next] = match failure {
        Failure::WorkerCrashed => [T::CrashedWhat, T::CrashedKept, T::CrashedNext],
        Failure::OutOfMemory => [T::MemoryWhat, T::MemoryKept, T::MemoryNext],
        Failure::FileGone => [T::GoneWhat, T::GoneKept, T::GoneNext],
        Failure::BuildMismatch => [T::MismatchWhat, T::MismatchKept, T::MismatchNext],
        Failure::NoWorker => [T::NoWorkerWhat, T::NoWorkerKept, T::NoWorkerNext],
        Failure::Ended => [T::EndedWhat, T::EndedKept, T::EndedNext],
        Failure::NotShared => [T::NotSharedWhat, T::NotSharedKept, T::NotSharedNext],
        Failure::OtherModel => [T::OtherModelWhat, T::OtherModelKept, T::OtherModelNext],
        Failure::NotKept => [T::NotKeptWhat, T::NotKeptKept, T::NotKeptNext],
    }
    .map(|key| key.text(lang));
    FailureMessage { what, kept, next }
}
