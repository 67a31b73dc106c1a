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
        ShowMore => "Show more", "Tampilkan lebih banyak";
        Find => "Find in templates", "Cari di pola";
        None => "No template fits", "Tidak ada pola yang cocok";
    }
}
