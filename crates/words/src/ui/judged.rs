//! What trees say of the audit log: whom they find unusual, and by which questions.

use jejak_protocol::audit_trees::{AuditStep, AuditSubject, AuditTrees, AuditTruth};

use crate::lang::Lang;

catalogue! {
    /// The trees' part of the audit log.
    pub Judged {
        Title => "Who behaves unusually", "Siapa yang berperilaku tidak biasa";
        Intro => "A decision tree and a random forest look at what each address and each account did in ten minutes, here in the browser. Nothing is sent.", "Pohon keputusan dan random forest melihat apa yang dilakukan setiap alamat dan akun dalam sepuluh menit, di peramban ini. Tidak ada yang dikirim.";
        JudgeOwn => "Judge this server’s log", "Nilai log server ini";
        JudgeFiles => "Judge files…", "Nilai berkas…";
        FilesHint => "audit.jsonl and labels.csv of jejak-server simulate, or labels.csv alone for this server’s log", "audit.jsonl dan labels.csv dari jejak-server simulate, atau hanya labels.csv untuk log server ini";
        Judging => "Judging…", "Menilai…";
        Follows => "This list follows the log while it is open.", "Daftar ini mengikuti log selama terbuka.";
        Cut => "Only the newest 64 MiB of the log were judged.", "Hanya 64 MiB terbaru dari log yang dinilai.";
        NoEntries => "This is no audit log of jejak-server: it holds no entry.", "Ini bukan log audit jejak-server: tidak ada entri di dalamnya.";
        Addresses => "Addresses", "Alamat";
        Accounts => "Accounts", "Akun";
        Unusual => "unusual", "tidak biasa";
        Ordinary => "ordinary", "biasa";
        Attack => "attack", "serangan";
        NoAttack => "no attack", "bukan serangan";
        AllNames => "Show all", "Tampilkan semua";
        At => "Ten minutes from", "Sepuluh menit sejak";
        Refused => "Refused", "Ditolak";
        Tree => "Decision tree", "Pohon keputusan";
        Forest => "Random forest", "Hutan acak";
        Verdict => "Verdict", "Putusan";
        Truth => "Label", "Label";
        Path => "How a tree that speaks for the forest decided", "Bagaimana satu pohon yang mewakili random forest memutuskan";
        Matrix => "Said against labels, in windows of ten minutes", "Putusan dibandingkan label, per sepuluh menit";
        Accuracy => "accuracy", "akurasi";
        Precision => "precision", "presisi";
        Recall => "recall", "recall";
        F1 => "F1", "F1";
        FalsePositives => "false-positive rate", "laju positif palsu";
        RocAuc => "ROC-AUC", "ROC-AUC";
    }
}

sentences! {
    /// How many of the names are unusual.
    n_unusual(n: &str, all: &str) => "{n} of {all} unusual", "{n} dari {all} tidak biasa";
    /// How many of a name's windows are unusual.
    n_windows(n: &str, all: &str) => "{n} of {all} windows", "{n} dari {all} jendela waktu";
    /// Lines that are no entries.
    n_others(n: &str) => "{n} lines are no entries and were left out.", "{n} baris bukan entri dan dilewati.";
    /// A question of a tree whose answer is: more than that.
    above(what: &str, value: &str, bound: &str) => "{what}: {value}, more than {bound}", "{what}: {value}, lebih dari {bound}";
    /// A question of a tree whose answer is: at most that.
    at_most(what: &str, value: &str, bound: &str) => "{what}: {value}, at most {bound}", "{what}: {value}, paling banyak {bound}";
    /// What became of those that answered the same.
    share(share: &str) => "of those that answered so, {share} were attacks", "dari yang menjawab demikian, {share} adalah serangan";
}

pub const fn subject(subject: AuditSubject) -> Judged {
    match subject {
        AuditSubject::Address => Judged::Addresses,
        AuditSubject::Account => Judged::Accounts,
    }
}

/// Which trees judged, in a sentence.
pub const fn trees(trees: AuditTrees, lang: Lang) -> &'static str {
    match (trees, lang) {
        (AuditTrees::OfThisLog, Lang::En) => {
            "Judged by trees grown from this log: each half of the names by what the other half teaches."
        }
        (AuditTrees::OfThisLog, Lang::Id) => {
            "Dinilai oleh pohon yang ditumbuhkan dari log ini: setiap separuh nama oleh yang dipelajari dari separuh lainnya."
        }
        (AuditTrees::Shipped, Lang::En) => {
            "Judged by the trees that Jejak brings along, grown from simulated logs: a hint, no proof."
        }
        (AuditTrees::Shipped, Lang::Id) => {
            "Dinilai oleh pohon bawaan Jejak, yang ditumbuhkan dari log simulasi: petunjuk, bukan bukti."
        }
    }
}

/// Where the labels come from, in a sentence.
pub const fn truth(truth: AuditTruth, lang: Lang) -> &'static str {
    match (truth, lang) {
        (AuditTruth::Unknown, Lang::En) => {
            "There are no labels, so how well it judges is not measured."
        }
        (AuditTruth::Unknown, Lang::Id) => {
            "Tidak ada label, jadi ketepatan penilaiannya tidak diukur."
        }
        (AuditTruth::Labels, Lang::En) => "Labels come from the file.",
        (AuditTruth::Labels, Lang::Id) => "Label berasal dari berkas.",
        (AuditTruth::Simulation, Lang::En) => {
            "This log says that it was simulated; labels come from the simulation’s addresses."
        }
        (AuditTruth::Simulation, Lang::Id) => {
            "Log ini menyatakan dirinya hasil simulasi; label berasal dari alamat simulasinya."
        }
        (AuditTruth::Unreadable, Lang::En) => {
            "The file holds no labels for this log (its first line must be seq,label,…), so how well it judges is not measured."
        }
        (AuditTruth::Unreadable, Lang::Id) => {
            "Berkas ini tidak berisi label untuk log ini (baris pertamanya harus seq,label,…), jadi ketepatan penilaiannya tidak diukur."
        }
    }
}

/// A question of a tree with its answer.
pub fn step(step: &AuditStep, lang: Lang) -> String {
    let what = feature(&step.feature, lang).unwrap_or(&step.feature);
    let (value, bound) = (
        crate::number::exact(step.value, lang),
        crate::number::exact(step.bound, lang),
    );
    match step.is_above {
        true => above(lang, what, &value, &bound),
        false => at_most(lang, what, &value, &bound),
    }
}

/// What a feature counts; None for one that is not known here.
pub fn feature(name: &str, lang: Lang) -> Option<&'static str> {
    let (en, id) = match name {
        "entries" => ("Entries", "Entri"),
        "passwords_refused" => ("Wrong passwords", "Kata sandi salah"),
        "passwords_right" => ("Right passwords", "Kata sandi benar"),
        "codes_refused" => ("Wrong codes", "Kode salah"),
        "codes_right" => ("Right codes", "Kode benar"),
        "captchas_refused" => ("Failed CAPTCHAs", "CAPTCHA gagal"),
        "limited" => ("Tries beyond a limit", "Percobaan melampaui batas"),
        "forbidden" => ("Forbidden acts", "Tindakan terlarang"),
        "sessions_moved" => (
            "Sessions that changed networks",
            "Sesi yang berpindah jaringan",
        ),
        "others" => ("Accounts or addresses met", "Akun atau alamat yang ditemui"),
        "unknown_names" => (
            "Names that nobody has",
            "Nama yang tidak dimiliki siapa pun",
        ),
        "refused_before" => ("Refused in the day before", "Ditolak sehari sebelumnya"),
        "signed_in_before" => ("Sign-ins in the day before", "Masuk sehari sebelumnya"),
        _ => return None,
    };
    Some(match lang {
        Lang::En => en,
        Lang::Id => id,
    })
}
