//! A forest of one's own: retraining on what was said, and what it would change.

catalogue! {
    /// Retraining, accepting, turning a forest on.
    pub Forests {
        Title => "Retrain on what you said", "Latih ulang dari pernyataan Anda";
        What => "Grows a forest in this browser from the incidents that you called right or wrong, and from calm times as weak examples of what is fine. You see what would change before you accept it.", "Menumbuhkan hutan keputusan di peramban ini dari insiden yang Anda nyatakan benar atau keliru, dan dari waktu tenang sebagai contoh lemah untuk yang wajar. Anda melihat perubahannya sebelum menerimanya.";
        NoFiles => "Open log files first: marks are tied to what their lines hold.", "Buka berkas log dulu: pernyataan terikat pada isi barisnya.";
        NoRight => "Nothing to learn from yet: call at least one incident with an address right.", "Belum ada yang dapat dipelajari: nyatakan benar setidaknya satu insiden yang punya alamat.";
        Retrain => "Retrain", "Latih ulang";
        Gathering => "Gathering what each address did", "Mengumpulkan tindakan tiap alamat";
        Growing => "Growing and measuring", "Menumbuhkan dan mengukur";
        Trying => "Looking at what would change", "Melihat yang akan berubah";
        Cancel => "Cancel", "Batal";
        Trial => "The retrained forest", "Hutan hasil latihan ulang";
        Before => "As it comes", "Bawaan";
        After => "Retrained", "Dilatih ulang";
        Measured => "On your marks, each address judged by a forest that did not learn from it", "Pada pernyataan Anda, tiap alamat dinilai hutan yang tidak belajar darinya";
        TooFew => "Too few marks to say how well it does: it takes three addresses in right incidents and three in wrong or calm ones. It can still be tried.", "Pernyataan terlalu sedikit untuk menilai mutunya: perlu tiga alamat di insiden benar dan tiga di yang keliru atau tenang. Tetap dapat dicoba.";
        Changes => "What would change", "Yang akan berubah";
        NoChanges => "No incident's risk would change.", "Tidak ada risiko insiden yang berubah.";
        NewIncident => "new", "baru";
        GoneIncident => "gone", "hilang";
        Accept => "Accept it", "Terima";
        Discard => "Discard it", "Buang";
        Own => "Your own forest", "Hutan Anda sendiri";
        IsOn => "It judges the open logs.", "Ia menilai log yang terbuka.";
        TurnOn => "Let it judge", "Biarkan menilai";
        TurnOff => "Do not let it judge", "Jangan biarkan menilai";
        Delete => "Delete it, back to what comes with Jejak", "Hapus, kembali ke bawaan Jejak";
        Export => "Export", "Ekspor";
        Import => "Import a forest", "Impor hutan";
        NotAForest => "This file is no forest of Jejak.", "Berkas ini bukan hutan Jejak.";
        OtherFeatures => "This forest counts other things than this version of Jejak does, so its scores would mean nothing here. Retrain on your marks with this version.", "Hutan ini menghitung hal yang lain dari versi Jejak ini, jadi nilainya tidak berarti di sini. Latih ulang dari tanda Anda dengan versi ini.";
        KeptOtherFeatures => "The forest that was kept here counts other things than this version of Jejak does; it judges nothing. Retrain on your marks.", "Hutan yang disimpan di sini menghitung hal yang lain dari versi Jejak ini; ia tidak menilai apa pun. Latih ulang dari tanda Anda.";
        NotKept => "The browser keeps nothing here: export it if you want to use it again.", "Peramban tidak menyimpan apa pun di sini: ekspor jika ingin dipakai lagi.";
        Failed => "The browser ended the work. Try again.", "Peramban menghentikan pekerjaan ini. Coba lagi.";
        Highest => "What it says of the open logs", "Penilaiannya atas log yang terbuka";
        NothingToScore => "No address does anything here that it could judge.", "Tidak ada tindakan alamat di sini yang dapat dinilainya.";
    }
}

sentences! {
    /// What there is to learn from.
    lesson(right: &str, wrong: &str, calm: &str) => "There are {right} right and {wrong} wrong incidents with an address, and {calm} calm spans of ten minutes.", "Ada {right} insiden benar dan {wrong} keliru yang punya alamat, serta {calm} selang tenang sepuluh menit.";
    /// What an own forest was made of, kept in it.
    made_of(right: &str, wrong: &str, calm: &str) => "{right} right and {wrong} wrong incidents, {calm} calm spans", "{right} insiden benar dan {wrong} keliru, {calm} selang tenang";
    /// A risk that changes.
    risk(before: &str, after: &str) => "risk {before} → {after}", "risiko {before} → {after}";
    /// More changes than are listed.
    more(n: &str) => "and {n} more", "dan {n} lagi";
    /// A source at a time, with its score.
    scored(source: &str, moment: &str, score: &str) => "{source}, {moment}: {score}", "{source}, {moment}: {score}";
}
