//! Metric series on the timeline, and the choice among them.

catalogue! {
    /// Metrics.
    pub MetricsText {
        Title => "Metrics", "Metrik";
        Choose => "Choose metrics", "Pilih metrik";
        Search => "Search metrics", "Cari metrik";
        First => "First choice again", "Kembali ke pilihan awal";
        None => "Show none", "Jangan tampilkan";
        NoMatch => "No metric has these words.", "Tidak ada metrik dengan kata ini.";
        Full => "No more fit on the timeline: take one off first.", "Lini masa sudah penuh: lepas satu dulu.";
    }
}

sentences! {
    /// Of a metric within a bar of the timeline: its mean, and its lowest and highest where they differ.
    within(name: &str, mean: &str, min: &str, max: &str) => "{name}: {mean} ({min} to {max})", "{name}: {mean} ({min} sampai {max})";
    /// In a table's cell.
    mean_and_max(mean: &str, max: &str) => "{mean} (up to {max})", "{mean} (sampai {max})";
    /// Where there is one value.
    at(name: &str, value: &str) => "{name}: {value}", "{name}: {value}";
    /// How many are drawn of all there are.
    chosen(n: &str, all: &str) => "{n} of {all} metrics", "{n} dari {all} metrik";
    /// More fit the words than are listed.
    more(n: &str) => "{n} more: narrow the search", "{n} lagi: persempit pencarian";
}
