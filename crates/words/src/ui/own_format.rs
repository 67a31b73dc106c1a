//! Describing a log format of one's own.

use jejak_protocol::custom::{FormatFault, SampleKind};

use crate::lang::Lang;
use crate::visible;

catalogue! {
    /// The place where a format is described, and the list of those that are.
    pub OwnFormat {
        Title => "Describe a log format", "Jelaskan format log";
        Hint => "For logs that Jejak does not know: mark what is what in one line, or write a pattern. The lines below show at once how it reads them.", "Untuk log yang belum dikenal Jejak: tandai bagian-bagian satu baris, atau tulis pola sendiri. Baris di bawah langsung menunjukkan hasil pembacaannya.";
        Name => "Name", "Nama";
        NameHint => "Letters, digits, spaces and - _ .", "Huruf, angka, spasi, dan - _ .";
        Line => "A line of the log", "Satu baris log";
        LineHint => "Select a part with the mouse or with Shift and the arrow keys, then say what it is.", "Pilih satu bagian dengan tetikus, atau dengan Shift dan tombol panah, lalu katakan artinya.";
        ThisIs => "The selected part is:", "Bagian terpilih adalah:";
        Time => "Time", "Waktu";
        Level => "Level", "Level";
        Host => "Host", "Host";
        Program => "Program", "Program";
        Pid => "Process id", "Id proses";
        Source => "Address", "Alamat";
        User => "User", "Pengguna";
        Method => "Method", "Metode";
        Target => "Path", "Jalur";
        Status => "Status", "Status";
        Message => "Message", "Pesan";
        Marks => "Marked", "Sudah ditandai";
        NoMarks => "Nothing is marked yet.", "Belum ada yang ditandai.";
        Unmark => "Remove the mark", "Hapus tanda";
        NothingSelected => "Select a part of the line first.", "Pilih dulu satu bagian baris.";
        Overlaps => "That part is marked already.", "Bagian itu sudah ditandai.";
        Pattern => "Pattern", "Pola";
        PatternHint => "A regular expression from the start of the line; grok’s names such as %{IP:source} may stand in it. Fields that are understood: time, level, host, program, pid, source, user, method, path, status, message. Others are shown.", "Ekspresi reguler dari awal baris; nama grok seperti %{IP:source} boleh dipakai. Kolom yang dipahami: time, level, host, program, pid, source, user, method, path, status, message. Yang lain hanya ditampilkan.";
        FromMarks => "Make the pattern from the marks", "Buat pola dari tanda";
        TimeForm => "Form of the time", "Bentuk waktu";
        TimeFormHint => "Only where the time is not understood by itself, in the letters of strftime: %d.%m.%Y %H:%M:%S", "Hanya jika waktunya tidak dipahami sendiri, dengan huruf strftime: %d.%m.%Y %H:%M:%S";
        Lines => "Lines to try it on", "Baris untuk mencobanya";
        LinesHint => "Paste some lines here.", "Tempelkan beberapa baris di sini.";
        Preview => "How it reads them", "Hasil pembacaannya";
        Save => "Save", "Simpan";
        SaveAndRead => "Save and read the files again", "Simpan dan baca ulang berkas";
        Cancel => "Cancel", "Batal";
        Mine => "Your own formats", "Format Anda sendiri";
        MineHint => "They are kept in this browser and tried on every file, before those that Jejak knows.", "Disimpan di peramban ini dan dicoba pada setiap berkas, sebelum format yang dikenal Jejak.";
        None => "None yet.", "Belum ada.";
        New => "Describe a format", "Jelaskan format";
        OfFile => "Describe its format", "Jelaskan formatnya";
        Edit => "Change", "Ubah";
        Delete => "Delete", "Hapus";
        Deleted => "Deleted.", "Dihapus.";
        Undo => "Undo", "Urungkan";
        Export => "Save them as a file", "Simpan sebagai berkas";
        Import => "Take in a file", "Ambil dari berkas";
        NotImported => "This file holds no formats.", "Berkas ini tidak berisi format.";
        NotStored => "This browser does not keep them: they last until the page is closed.", "Peramban ini tidak menyimpannya: hanya berlaku sampai halaman ditutup.";
        ShownOnly => "shown only", "hanya ditampilkan";
    }
}

sentences! {
    /// How many of the sample lines a format reads.
    fits(n: &str, all: &str) => "{n} of {all} lines are read as records.", "{n} dari {all} baris dibaca sebagai catatan.";
    /// Formats that came from a file.
    imported(n: &str) => "Taken in: {n}.", "Diambil: {n}.";
}

/// What is wrong with a description, and what to do.
pub fn fault(fault: &FormatFault, lang: Lang) -> String {
    match fault {
        FormatFault::Name => say!(
            lang,
            "Give it a name of at most 40 letters, digits, spaces and - _ . signs.",
            "Beri nama, paling banyak 40 huruf, angka, spasi, dan tanda - _ ."
        ),
        FormatFault::NoPattern => say!(
            lang,
            "Mark parts of a line, or write a pattern.",
            "Tandai bagian-bagian satu baris, atau tulis pola."
        ),
        FormatFault::TooLong => say!(lang, "The pattern is too long.", "Polanya terlalu panjang."),
        FormatFault::UnknownGrok { name } => {
            let name = visible(name);
            say!(
                lang,
                "There is no grok pattern %{{{name}}}.",
                "Tidak ada pola grok %{{{name}}}."
            )
        }
        FormatFault::BadPattern { detail } => {
            let detail = visible(detail);
            say!(
                lang,
                "The pattern is no regular expression ({detail}).",
                "Pola ini bukan ekspresi reguler ({detail})."
            )
        }
        FormatFault::TooLarge => say!(
            lang,
            "The pattern repeats too much: compiled it would fill the memory.",
            "Pola ini terlalu banyak mengulang: hasilnya akan memenuhi memori."
        ),
        FormatFault::NoFields => say!(
            lang,
            "Name at least one field besides the message; a pattern that fits every line would take every file.",
            "Namai paling sedikit satu kolom selain pesan; pola yang cocok dengan semua baris akan mengambil semua berkas."
        ),
        FormatFault::NoTimeField => say!(
            lang,
            "The form of the time needs a field that is named time.",
            "Bentuk waktu memerlukan kolom bernama time."
        ),
        FormatFault::BadTimeForm => say!(
            lang,
            "The form of the time must name the day, for example %Y-%m-%d %H:%M:%S.",
            "Bentuk waktu harus menyebut tanggal, misalnya %Y-%m-%d %H:%M:%S."
        ),
    }
}

/// What became of a sample line, where it is no plain record.
pub fn kind(kind: SampleKind, lang: Lang) -> &'static str {
    let (en, id) = match kind {
        SampleKind::Record => ("read", "dibaca"),
        SampleKind::Continues => ("continues the one above", "lanjutan baris di atasnya"),
        SampleKind::NoMatch => ("does not fit", "tidak cocok"),
        SampleKind::BadTime => ("its time is not understood", "waktunya tidak dipahami"),
    };
    lang.pick(en, id)
}
