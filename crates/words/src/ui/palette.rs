//! The list of all commands that Ctrl+K opens.

catalogue! {
    /// Groups of commands, and commands that are nowhere else in words.
    pub Palette {
        Title => "Commands", "Perintah";
        Find => "Type a command, an incident or a file", "Ketik perintah, insiden, atau berkas";
        None => "Nothing fits", "Tidak ada yang cocok";
        Hint => "Arrow keys choose, Enter runs, Esc closes.", "Panah memilih, Enter menjalankan, Esc menutup.";
        GroupView => "View", "Tampilan";
        GroupAct => "Command", "Perintah";
        GroupIncident => "Incident", "Insiden";
        GroupFile => "File", "Berkas";
        SearchRecords => "Search the records", "Cari di catatan";
        ClearFilters => "Drop all filters and ranges", "Lepaskan semua saringan dan rentang";
        UndoRange => "Undo the range", "Batalkan rentang";
        WrapLines => "Wrap long lines of records", "Lipat baris catatan yang panjang";
        ReadAgain => "Read the files again", "Baca ulang berkas";
        NewAnalysis => "New analysis", "Analisis baru";
        Shortcuts => "Keyboard shortcuts", "Pintasan papan tik";
        Ledger => "Requests of this page", "Permintaan halaman ini";
    }
}
