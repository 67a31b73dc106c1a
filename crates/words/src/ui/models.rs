//! The models: what each is for, how well it does, how it decides.

use crate::lang::Lang;

catalogue! {
    /// Cards, curves, the threshold, the tree.
    pub Models {
        Title => "Models", "Model";
        What => "What comes with Jejak beside its rules, how well each does on data that it never learned from, and where it fails. Nothing here judges your logs unless you turn it on.", "Yang disertakan Jejak di samping aturannya, seberapa baik masing-masing pada data yang tidak pernah dipelajarinya, dan di mana ia gagal. Tidak satu pun menilai log Anda kecuali Anda menyalakannya.";
        Loading => "Fetching the cards", "Mengambil kartu";
        Failed => "The cards could not be fetched. They come with the page; open it again.", "Kartu tidak dapat diambil. Kartu ini bagian dari halaman; buka halamannya lagi.";
        LearnedFrom => "Learned from", "Belajar dari";
        Licence => "Licence", "Lisensi";
        Command => "Made by", "Dibuat dengan";
        Seed => "Seed", "Benih acak";
        Size => "Size", "Ukuran";
        Limits => "Limits", "Batasan";
        MeasuredOn => "Measured on", "Diukur pada";
        Precision => "Precision", "Presisi";
        Recall => "Recall", "Daya temu";
        F1 => "F1 score", "Skor F1";
        FalseAlarms => "False alarms", "Alarm palsu";
        RocAuc => "Area under ROC", "Luas di bawah ROC";
        Figure => "Figure", "Ukuran";
        Value => "Value", "Nilai";
        Interval => "95 % interval", "Selang 95 %";
        Threshold => "Threshold", "Ambang";
        ThresholdHint => "From this score on it calls something an attack. Move it to see what that costs.", "Mulai skor ini sesuatu disebut serangan. Geser untuk melihat akibatnya.";
        OwnThreshold => "Back to its own", "Kembali ke bawaannya";
        Roc => "Recall by false alarms (ROC)", "Daya temu menurut alarm palsu (ROC)";
        Calibration => "Is a score what it says? (calibration)", "Apakah nilai berarti seperti yang dikatakannya? (kalibrasi)";
        MeanScore => "Mean score", "Nilai rata-rata";
        ShareTrue => "Share of anomalies", "Bagian anomali";
        Pr => "Precision by recall", "Presisi menurut daya temu";
        Matrix => "What it says against what is", "Yang dikatakannya dan kenyataannya";
        SaysAttack => "says attack", "menyebut serangan";
        SaysFine => "says fine", "menyebut wajar";
        IsAttack => "is an attack", "memang serangan";
        IsFine => "is fine", "memang wajar";
        Importance => "What it looks at the most", "Yang paling diperhatikannya";
        Tree => "How it decides", "Cara memutuskan";
        FirstTree => "One of its trees", "Salah satu pohonnya";
        TreeHint => "Each row is a question; what answers it with less goes up, the rest down. The bar is the share of attacks among what it learned from there.", "Setiap baris adalah satu pertanyaan; yang kurang dari nilainya ke atas, sisanya ke bawah. Batang menunjukkan bagian serangan dari yang dipelajari di sana.";
        Curves => "As a table", "Sebagai tabel";
        Networks => "Sequence networks", "Jaringan urutan";
        Forests => "Trees on what sources do", "Pohon keputusan atas tindakan sumber";
        NormalDays => "Normal days", "Hari biasa";
        NormalDaysHint => "What you let Jejak learn of your own logs.", "Yang Anda biarkan Jejak pelajari dari log Anda sendiri.";
        OpenNormal => "Open the normal days", "Buka hari biasa";
        UseNetworks => "Reads the last five lines of a host and says how likely the last one belongs to an incident. It is measured and shown here; the page does not judge by it.", "Membaca lima baris terakhir sebuah host dan menyatakan seberapa mungkin baris terakhir bagian dari insiden. Ia diukur dan ditunjukkan di sini; halaman ini tidak menilai dengannya.";
        UseForests => "Scores what one address did in ten minutes, by ten counts. What it finds, the rules mostly find as well, so it is off until you turn it on.", "Memberi skor atas tindakan satu alamat selama sepuluh menit, dari sepuluh hitungan. Yang ditemukannya umumnya juga ditemukan aturan, jadi ia mati sampai Anda menyalakannya.";
        LimitsNetworks => "Learned from synthetic logs only. On wordings that it never saw it does clearly worse; on real logs it was not measured.", "Hanya belajar dari log sintetis. Pada susunan kata yang belum pernah dilihatnya hasilnya jauh lebih buruk; pada log nyata belum diukur.";
        LimitsOwn => "Knows only what you said of your own logs.", "Hanya tahu yang Anda nyatakan tentang log Anda sendiri.";
        LimitsForests => "Knows sign-ins only, and takes five failures in ten minutes for an attack. One failure from a stranger and one from a colleague look alike to it.", "Hanya mengenal upaya masuk, dan menganggap lima kegagalan dalam sepuluh menit sebagai serangan. Satu kegagalan orang asing dan satu dari rekan kerja tampak sama baginya.";
        Audit => "Trees on the server's audit log", "Pohon keputusan atas log audit server";
        UseAudit => "Judge who signs in to the companion server, where nobody says what was an attack.", "Menilai siapa yang masuk ke server pendamping, bila tidak ada yang menyatakan mana serangan.";
        LimitsAudit => "Learned from simulated attacks on the server alone.", "Hanya belajar dari serangan simulasi terhadap server.";
        Decision => "Why", "Mengapa";
        DecisionHint => "The questions that led to the score, in the tree that speaks for the forest.", "Pertanyaan yang menghasilkan skor itu, pada pohon yang mewakili hutannya.";
        Less => "less than", "kurang dari";
        OrMore => "at least", "paling sedikit";
        Question => "Question", "Pertanyaan";
        Here => "Here", "Di sini";
        Attacks => "Attacks", "Serangan";
    }
}

sentences! {
    /// Under a chart, what the threshold gives.
    at_threshold(threshold: &str, recall: &str, precision: &str, alarms: &str) => "At {threshold}: recall {recall}, precision {precision}, false alarms {alarms}", "Pada {threshold}: daya temu {recall}, presisi {precision}, alarm palsu {alarms}";
    /// What a report is of.
    of_all(n: &str, anomalies: &str) => "{n} in all, {anomalies} of them attacks", "{n} semuanya, {anomalies} di antaranya serangan";
    /// Low to high end.
    between(low: &str, high: &str) => "{low} to {high}", "{low} sampai {high}";
    /// Rows that came to a node of a tree.
    rows(n: &str) => "{n} rows", "{n} baris data";
    /// More below a node that is not drawn.
    more_below(n: &str) => "{n} more questions below", "{n} pertanyaan lagi di bawahnya";
}

/// The name of a model that comes with Jejak; others go by their own.
pub fn model_name(name: &str, lang: Lang) -> String {
    let (en, id) = match name {
        "lstm" => ("LSTM network", "Jaringan LSTM"),
        "gru" => ("GRU network", "Jaringan GRU"),
        "bi-lstm" => ("Two-way LSTM network", "Jaringan LSTM dua arah"),
        "signin-tree" => ("Decision tree on sign-ins", "Pohon keputusan upaya masuk"),
        "signin-forest" => ("Random forest on sign-ins", "Hutan acak upaya masuk"),
        "audit.address.tree" => (
            "Decision tree on addresses in the audit log",
            "Pohon keputusan atas alamat di log audit",
        ),
        "audit.address.forest" => (
            "Random forest on addresses in the audit log",
            "Hutan acak atas alamat di log audit",
        ),
        "audit.account.tree" => (
            "Decision tree on accounts in the audit log",
            "Pohon keputusan atas akun di log audit",
        ),
        "audit.account.forest" => (
            "Random forest on accounts in the audit log",
            "Hutan acak atas akun di log audit",
        ),
        "own-forest" => ("Your own forest", "Hutan Anda sendiri"),
        other => return crate::visible(other).into_owned(),
    };
    lang.pick(en, id).to_owned()
}

/// What a report was measured on; what this build does not know goes by its key.
pub fn measured_on(key: &str, lang: Lang) -> String {
    let (en, id) = match key {
        "simulated" => (
            "simulated logs, each by trees of the others",
            "log simulasi, masing-masing oleh pohon dari yang lain",
        ),
        "later" => ("the same logs, later", "log yang sama, kemudian"),
        "other_logs" => ("other synthetic logs", "log sintetis lain"),
        "other_logs_sources" => (
            "other synthetic logs, by address",
            "log sintetis lain, per alamat",
        ),
        "other_wordings" => (
            "messages it never saw",
            "pesan yang belum pernah dilihatnya",
        ),
        "other_wordings_sources" => (
            "messages it never saw, by address",
            "pesan yang belum pernah dilihatnya, per alamat",
        ),
        "real_hosts" => (
            "real hosts it never saw",
            "host nyata yang belum pernah dilihatnya",
        ),
        "real_hosts_sources" => (
            "real hosts it never saw, by address",
            "host nyata yang belum pernah dilihatnya, per alamat",
        ),
        "cross_validated" => (
            "your marks, each part by a forest that learned from the others",
            "pernyataan Anda, tiap bagian oleh hutan yang belajar dari bagian lain",
        ),
        other => return other.to_owned(),
    };
    lang.pick(en, id).to_owned()
}

/// What a feature counts, within ten minutes of one address.
pub fn feature_name(feature: &str, lang: Lang) -> String {
    let (en, id) = match feature {
        "auth_failures" => ("failed sign-ins", "gagal masuk"),
        "auth_successes" => ("successful sign-ins", "berhasil masuk"),
        "distinct_users" => ("different users", "pengguna berbeda"),
        "privilege_refusals" => ("refused rights", "hak yang ditolak"),
        "web_attacks" => ("attack requests", "permintaan serangan"),
        "client_errors" => (
            "requests refused by the web server",
            "permintaan yang ditolak server web",
        ),
        "distinct_objects" => ("different things asked for", "hal berbeda yang diminta"),
        "errors" => ("errors", "galat"),
        "auth_failures_day" => (
            "failed sign-ins in the day around",
            "gagal masuk dalam sehari di sekitarnya",
        ),
        "auth_windows_day" => (
            "ten-minute spans with failures in the day around",
            "selang sepuluh menit dengan kegagalan dalam sehari di sekitarnya",
        ),
        other => return other.to_owned(),
    };
    lang.pick(en, id).to_owned()
}
