//! Analyses that are kept on this device.

catalogue! {
    /// Keeping, opening, deleting.
    pub Kept {
        Keep => "Keep on this device", "Simpan di perangkat ini";
        KeepHint => "Keeps the findings, counts, names and templates in this browser. No log line is kept.", "Menyimpan temuan, jumlah, nama, dan pola di peramban ini. Tidak ada baris log yang disimpan.";
        IsKept => "Kept on this device", "Tersimpan di perangkat ini";
        ForgetHint => "Delete the kept copy", "Hapus salinan yang tersimpan";
        Refused => "The browser keeps nothing here: a private window, or storage is switched off.", "Peramban tidak menyimpan apa pun di sini: jendela privat, atau penyimpanan dimatikan.";
        What => "The findings, counts, names and templates of these analyses are in this browser. Their log lines are not.", "Temuan, jumlah, nama, dan pola dari analisis ini ada di peramban ini. Baris lognya tidak.";
        Delete => "Delete", "Hapus";
        DeleteAll => "Delete all", "Hapus semua";
        Gone => "This one was kept by another version of Jejak and cannot be opened any more.", "Yang ini disimpan oleh versi Jejak yang lain dan tidak dapat dibuka lagi.";
        IsOpen => "This analysis was kept on this device, without its log files. Open the files again to read their lines.", "Analisis ini disimpan di perangkat ini tanpa berkas lognya. Buka lagi berkasnya untuk membaca barisnya.";
    }
}
