//! The frame around every view: rail, header, and words that all views share.

use crate::lang::Lang;
use crate::noun::{Noun, counted};

catalogue! {
    /// Rail, header and shared buttons.
    pub Frame {
        Jejak => "Jejak", "Jejak";
        Tagline => "Find what went wrong in log files, without the files leaving this device.", "Temukan apa yang salah di berkas log, tanpa berkasnya keluar dari perangkat ini.";
        SkipToContent => "Skip to content", "Lompat ke isi";
        MainNavigation => "Views", "Tampilan";
        Overview => "Overview", "Ringkasan";
        Incidents => "Incidents", "Insiden";
        Records => "Records", "Catatan";
        Templates => "Templates", "Pola";
        NormalDay => "Normal day", "Hari biasa";
        Models => "Models", "Model";
        Files => "Files", "Berkas";
        Home => "Start", "Mulai";
        New => "New", "Baru";
        NewAnalysis => "New analysis", "Analisis baru";
        AddFiles => "Add files", "Tambah berkas";
        Search => "Search", "Cari";
        SearchRecords => "Search in all records", "Cari di semua catatan";
        ClearSearch => "Clear the search", "Kosongkan pencarian";
        Zone => "Time zone", "Zona waktu";
        ShownZone => "Times are shown in this zone", "Waktu ditampilkan menurut zona ini";
        SourceZone => "Zone of times that name none", "Zona untuk waktu yang tidak menyebut zona";
        BrowserZone => "This device’s zone", "Zona perangkat ini";
        OtherZone => "Another offset", "Selisih lain";
        Wib => "WIB · Western Indonesia (UTC+7)", "WIB · Indonesia Barat (UTC+7)";
        Wita => "WITA · Central Indonesia (UTC+8)", "WITA · Indonesia Tengah (UTC+8)";
        Wit => "WIT · Eastern Indonesia (UTC+9)", "WIT · Indonesia Timur (UTC+9)";
        Utc => "UTC", "UTC";
        Theme => "Theme", "Tema";
        ThemeSystem => "As the system", "Ikuti sistem";
        ThemeLight => "Light", "Terang";
        ThemeDark => "Dark", "Gelap";
        Language => "Language", "Bahasa";
        Help => "Help", "Bantuan";
        Shortcuts => "Keyboard shortcuts", "Pintasan papan tik";
        Commands => "Commands", "Perintah";
        Close => "Close", "Tutup";
        Cancel => "Cancel", "Batal";
        Back => "Back", "Kembali";
        Open => "Open", "Buka";
        Copy => "Copy", "Salin";
        Copied => "Copied", "Tersalin";
        CopyFailed => "The browser did not allow copying. Select the text and copy it by hand.", "Peramban tidak mengizinkan penyalinan. Pilih teksnya lalu salin sendiri.";
        Retry => "Try again", "Coba lagi";
        Reload => "Reload the page", "Muat ulang halaman";
        More => "More", "Selengkapnya";
        Less => "Less", "Lebih sedikit";
        ShowAll => "Show all", "Tampilkan semua";
        All => "All", "Semua";
        None => "None", "Tidak ada";
        Unknown => "Unknown", "Tidak diketahui";
        Previous => "Previous", "Sebelumnya";
        Next => "Next", "Berikutnya";
        ShowTable => "Show as a table", "Tampilkan sebagai tabel";
        HideTable => "Hide the table", "Sembunyikan tabel";
        Download => "Download", "Unduh";
        DownloadReport => "Download the report (Markdown)", "Unduh laporan (Markdown)";
        DownloadJson => "Download the data (JSON)", "Unduh data (JSON)";
        Loading => "Loading…", "Memuat…";
        NothingYet => "Nothing to show yet", "Belum ada yang dapat ditampilkan";
        NotFoundTitle => "There is nothing at this address", "Tidak ada apa-apa di alamat ini";
        NotFoundHint => "The link may belong to other files. Go to the overview, or start again with the files it was made for.", "Tautan ini mungkin dibuat untuk berkas lain. Buka ringkasan, atau mulai lagi dengan berkas yang sesuai.";
        DiscardTitle => "Drop the current analysis?", "Buang analisis yang sekarang?";
        DiscardHint => "The files stay where they are; only what was found is lost.", "Berkas tetap di tempatnya; hanya hasil analisis yang hilang.";
        DiscardConfirm => "Drop it and start anew", "Buang dan mulai baru";
        KeepAnalysis => "Keep it", "Pertahankan";
    }
}

sentences! {
    /// After the names of the first files in the header.
    more_files(n: usize) => "(+{n})", "(+{n})";
}

/// The line at the foot of the rail: how many requests left this device since the page was open.
pub fn requests_line(n: u64, lang: Lang) -> String {
    counted(n, Noun::Request, lang)
}
