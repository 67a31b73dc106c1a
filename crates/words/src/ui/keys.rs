//! The list of keyboard shortcuts that `?` opens.

catalogue! {
    /// What each key does.
    pub Keys {
        Title => "Keyboard shortcuts", "Pintasan papan tik";
        Everywhere => "Everywhere", "Di mana saja";
        Lists => "In lists", "Di dalam daftar";
        Timeline => "On the timeline", "Di lini masa";
        Help => "Show this list", "Tampilkan daftar ini";
        Search => "Search", "Cari";
        GoOverview => "Go to the overview", "Buka ringkasan";
        GoIncidents => "Go to the incidents", "Buka insiden";
        GoRecords => "Go to the records", "Buka catatan";
        GoTemplates => "Go to the templates", "Buka pola";
        GoNormal => "Go to the normal day", "Buka hari biasa";
        GoModels => "Go to the models", "Buka model";
        GoFiles => "Go to the files", "Buka berkas";
        Next => "Next", "Berikutnya";
        Previous => "Previous", "Sebelumnya";
        Open => "Open", "Buka";
        Escape => "Back to where you were", "Kembali ke tempat semula";
        EarlierRange => "Earlier range", "Rentang lebih awal";
        LaterRange => "Later range", "Rentang lebih akhir";
        Zoom => "Zoom to the selection", "Perbesar ke pilihan";
        UndoRange => "Undo the range", "Batalkan rentang";
        Mark => "Mark", "Tandai";
        Mute => "Mute", "Bisukan";
        Right => "This is right", "Ini benar";
        Wrong => "This is wrong", "Ini keliru";
        UndoMark => "Undo what you said last", "Urungkan pernyataan terakhir";
        Commands => "All commands", "Semua perintah";
        Then => "then", "lalu";
    }
}
