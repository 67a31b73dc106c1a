//! While files are read: a row a file, the total, time left, cancel.

use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::number;

catalogue! {
    /// Progress.
    pub Reading {
        Title => "Reading", "Membaca";
        TitleDone => "Read", "Selesai dibaca";
        File => "File", "Berkas";
        Format => "Format", "Format log";
        Progress => "Progress", "Kemajuan";
        Lines => "Lines", "Baris";
        TimeLeft => "Time left", "Sisa waktu";
        InAll => "In all", "Seluruhnya";
        Waiting => "Waiting", "Menunggu";
        FindingFormat => "Finding the format", "Mengenali format";
        Done => "Done", "Selesai";
        Stopped => "Stopped", "Dihentikan";
        Cancel => "Stop reading", "Hentikan pembacaan";
        CancelHint => "What was read so far is kept.", "Yang sudah dibaca tetap disimpan.";
        Cancelled => "You stopped the reading. Everything below comes from what was read until then.", "Pembacaan dihentikan. Semua di bawah ini berasal dari bagian yang sempat dibaca.";
        EndNow => "End at once", "Akhiri sekarang";
        EndNowHint => "The last result shown is kept; its lines can be opened once the files are read again.", "Hasil terakhir yang tampil tetap disimpan; barisnya dapat dibuka setelah berkas dibaca ulang.";
        CutOff => "The reading was ended at once. This is the last result that was shown; its lines can be opened once the files are read again.", "Pembacaan diakhiri seketika. Ini hasil terakhir yang tampil; barisnya dapat dibuka setelah berkas dibaca ulang.";
        NothingRead => "Nothing was found yet when the reading was ended", "Belum ada temuan saat pembacaan diakhiri";
        NothingReadHint => "The files are untouched. Read them again, and leave it a little longer.", "Berkas tidak berubah. Baca ulang, dan beri waktu sedikit lebih lama.";
        ReadAgain => "Read the files again", "Baca ulang berkas";
        FoundSoFar => "Found so far", "Temuan sejauh ini";
        NothingSoFar => "No incident so far", "Belum ada insiden";
        AlmostDone => "Almost done", "Hampir selesai";
        PartialResult => "Partial result: reading goes on", "Hasil sementara: pembacaan masih berjalan";
    }
}

sentences! {
    /// The format with how sure the reader is.
    format_found(format: &str, confidence: &str) => "{format}, {confidence} sure", "{format}, yakin {confidence}";
    time_left(duration: &str) => "about {duration} left", "sisa sekitar {duration}";
    bytes_of(done: &str, total: &str) => "{done} of {total}", "{done} dari {total}";
    speed(bytes: &str) => "{bytes} per second", "{bytes} per detik";
}

/// `1,204 lines · 12 MB`: what was read of a file or in all.
pub fn read_so_far(n_lines: u64, n_bytes: u64, lang: Lang) -> String {
    format!(
        "{} · {}",
        counted(n_lines, Noun::Line, lang),
        number::bytes(n_bytes, lang)
    )
}
