//! The list of templates: the kinds of records.

catalogue! {
    /// Templates.
    pub Templates {
        Title => "Templates", "Pola";
        Hint => "Every record belongs to a template: its constant words, with <*> for what varies.", "Setiap catatan mengikuti sebuah pola: kata-kata tetapnya, dengan <*> untuk bagian yang berubah.";
        Template => "Template", "Pola";
        Count => "Records", "Catatan";
        ShareColumn => "Share", "Bagian";
        Level => "Level", "Level";
        First => "First", "Pertama";
        Last => "Last", "Terakhir";
        Example => "Example", "Contoh";
        ShowRecords => "Show its records", "Tampilkan catatannya";
        SortCount => "Most frequent first", "Paling sering dahulu";
        SortRare => "Rarest first", "Paling jarang dahulu";
        SortNew => "Newest first", "Terbaru dahulu";
        Order => "Order", "Urutan";
        When => "When", "Waktu";
        Choose => "Choose", "Pilih";
        Split => "Split again", "Pisahkan lagi";
        Undo => "Undo the last change", "Batalkan perubahan terakhir";
        NoExample => "The line cannot be read now.", "Barisnya tidak dapat dibaca sekarang.";
        Find => "Find in templates", "Cari di pola";
        None => "No template fits", "Tidak ada pola yang cocok";
    }
}

sentences! {
    /// The name of a template's small drawing: `Most at 10 Dec 09:10–09:20: 74 records`.
    most(range: &str, records: &str) => "Most at {range}: {records}", "Terbanyak pada {range}: {records}";
    /// On the button that makes one row of several templates.
    join(n: usize) => "Join {n} templates into one", "Gabungkan {n} pola menjadi satu";
}
