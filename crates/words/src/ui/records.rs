//! The list of records, its filter, and the fields of a row.

catalogue! {
    /// Records.
    pub Records {
        Title => "Records", "Catatan";
        Time => "Time", "Waktu";
        Level => "Level", "Level";
        File => "File", "Berkas";
        Line => "Line", "Baris";
        Text => "Text", "Teks";
        Fields => "Fields", "Kolom";
        FieldName => "Name", "Nama";
        FieldValue => "Value", "Nilai";
        NoFields => "No fields were found in this line", "Tidak ada kolom yang dikenali di baris ini";
        Expand => "Show the fields", "Tampilkan kolom";
        Collapse => "Hide the fields", "Sembunyikan kolom";
        Filter => "Filter", "Saringan";
        Include => "Only with this", "Hanya dengan ini";
        Exclude => "Without this", "Tanpa ini";
        RemoveFilter => "Remove this filter", "Lepaskan saringan ini";
        ClearFilters => "Remove all filters", "Lepaskan semua saringan";
        LevelAtLeast => "Level at least", "Level minimal";
        AnyLevel => "Any level", "Semua level";
        AllFiles => "All files", "Semua berkas";
        Wrap => "Wrap long lines", "Lipat baris panjang";
        ContinuesAbove => "Continues the record above", "Lanjutan catatan di atas";
        Searching => "Searching…", "Mencari…";
        NoneFit => "No record fits", "Tidak ada catatan yang cocok";
        NoneFitHint => "Remove a filter, widen the range, or search for fewer words.", "Lepaskan satu saringan, perlebar rentang, atau cari dengan lebih sedikit kata.";
        NoTime => "no time", "tanpa waktu";
        Evidence => "Evidence of an incident", "Bukti sebuah insiden";
        ToIncident => "Go to the incident", "Buka insidennya";
        CutLine => "The line is longer; it is cut here", "Baris ini lebih panjang; dipotong di sini";
        CopyLine => "Copy the line", "Salin baris";
        First => "First record", "Catatan pertama";
        Last => "Last record", "Catatan terakhir";
    }
}

sentences! {
    /// Place of the list in all rows: a record may have several lines.
    rows_shown(first: &str, last: &str, total: &str) => "lines {first}–{last} of {total}", "baris {first}–{last} dari {total}";
    /// While a search still runs.
    found_so_far(n: &str) => "{n} so far…", "{n} sejauh ini…";
    /// Chip of a filter.
    only_with(kind: &str, value: &str) => "{kind}: {value}", "{kind}: {value}";
    without(kind: &str, value: &str) => "not {kind}: {value}", "bukan {kind}: {value}";
}
