//! The pinned timeline and the breadcrumb of ranges.

catalogue! {
    /// Timeline.
    pub TimelineText {
        Title => "Timeline", "Lini masa";
        Hint => "Drag to choose a range; press Enter or click it to go in.", "Seret untuk memilih rentang; tekan Enter atau klik untuk masuk.";
        KeysHint => "Arrow keys move along the bars, Shift with an arrow chooses a range, Enter goes in, Esc drops it.", "Tombol panah bergerak antarbatang, Shift dengan panah memilih rentang, Enter masuk, Esc melepas.";
        Cursor => "Place on the timeline", "Posisi di lini masa";
        Legend => "Colours of the levels", "Warna tiap level";
        CountsByLevel => "Records by level over time", "Catatan menurut level sepanjang waktu";
        IncidentLanes => "Incidents by kind over time", "Insiden menurut jenis sepanjang waktu";
        All => "All", "Semua";
        Ranges => "Chosen ranges", "Rentang yang dipilih";
        Zoom => "Zoom to the selection", "Perbesar ke pilihan";
        ZoomIn => "Zoom", "Perbesar";
        Drop => "Drop the selection", "Lepas pilihan";
        Undo => "Back to the range before", "Kembali ke rentang sebelumnya";
        Reset => "Show everything", "Tampilkan semuanya";
        Earlier => "Earlier", "Lebih awal";
        Later => "Later", "Lebih akhir";
        Selection => "Selection", "Pilihan";
        BucketStart => "Start", "Mulai";
        Total => "Total", "Jumlah";
        Start => "Start of the range", "Awal rentang";
        End => "End of the range", "Akhir rentang";
        Fold => "Make the timeline lower", "Ciutkan lini masa";
        Unfold => "Show incidents and metrics on the timeline", "Tampilkan insiden dan metrik di lini masa";
        ShowTable => "Show as a table", "Tampilkan sebagai tabel";
        HideTable => "Show as a chart", "Tampilkan sebagai grafik";
        NoTimes => "No line in these files has a time, so there is no timeline.", "Tidak ada baris bertanggal di berkas ini, jadi tidak ada lini masa.";
        ChartFailed => "The chart could not be drawn. The table shows the same figures.", "Grafik tidak dapat digambar. Tabel menampilkan angka yang sama.";
        Records => "Records", "Catatan";
        Incidents => "Incidents", "Insiden";
    }
}

sentences! {
    /// A range in the breadcrumb.
    range(start: &str, end: &str) => "{start} – {end}", "{start} – {end}";
    /// A chosen range with what is in it: `10 Dec 09:10–09:20, 1,203 records`.
    selection(range: &str, records: &str) => "{range}, {records}", "{range}, {records}";
    /// A count where the range cuts through what was counted together.
    about(records: &str) => "about {records}", "sekitar {records}";
    /// Of a bar that stands for several incidents, below the worst: `217 incidents`.
    others_then(incidents: &str) => "and {incidents} more at about this time: zoom in to tell them apart", "dan {incidents} lain di sekitar waktu ini: perbesar untuk membedakannya";
    /// Under the chart: how wide a bar is.
    bucket_width(duration: &str) => "One bar is {duration}", "Satu batang = {duration}";
}
