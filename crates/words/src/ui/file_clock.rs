//! Setting the clock of one file.

catalogue! {
    /// The form under a file.
    pub FileClockText {
        Title => "Set its clock", "Setel jamnya";
        Zone => "Zone of its times", "Zona waktunya";
        SameZone => "As for all files", "Sama seperti semua berkas";
        OtherZones => "Other zones", "Zona lain";
        Clock => "Its clock was", "Jam mesinnya";
        Right => "right", "tepat";
        Slow => "slow: set it forward by", "terlambat: majukan";
        Fast => "fast: set it back by", "terlalu cepat: mundurkan";
        By => "Hours:minutes:seconds", "Jam:menit:detik";
        ByFault => "Write how much it was as 1:30:00 or 0:00:45.", "Tulis besarnya seperti 1:30:00 atau 0:00:45.";
        Apply => "Read again with this clock", "Baca ulang dengan jam ini";
        Reset => "Back to the clock of all files", "Kembali ke jam semua berkas";
    }
}
