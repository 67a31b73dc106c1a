//! What is taken out of the page: files to keep or send, and paper.

catalogue! {
    /// Ways out.
    pub Export {
        Title => "Export", "Ekspor";
        Csv => "Incidents as a table (CSV)", "Insiden sebagai tabel (CSV)";
        Json => "Everything as data (JSON)", "Semuanya sebagai data (JSON)";
        Markdown => "Report (Markdown)", "Laporan (Markdown)";
        Print => "Print", "Cetak";
        Preparing => "Reading the evidence…", "Membaca bukti…";
        Saved => "Handed to the browser’s downloads", "Diserahkan ke unduhan peramban";
        Failed => "The file could not be made: the browser refused it.", "Berkas tidak dapat dibuat: peramban menolaknya.";
    }
}
