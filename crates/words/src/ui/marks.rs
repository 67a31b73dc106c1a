//! What the person says of incidents: right, wrong, muted; the list of it all.

use crate::lang::Lang;

catalogue! {
    /// Buttons of an incident, the menu for muting, the list.
    pub Marks {
        Title => "What you said", "Yang Anda nyatakan";
        What => "Incidents you called right or wrong, marked or muted. Wrong and muted ones count for nothing in verdict, risk and timeline.", "Insiden yang Anda nyatakan benar atau keliru, tandai, atau bisukan. Yang keliru dan dibisukan tidak dihitung dalam kesimpulan, risiko, dan lini masa.";
        None => "Nothing yet. Open an incident and say whether it is right.", "Belum ada. Buka sebuah insiden dan nyatakan apakah ia benar.";
        Right => "Right", "Benar";
        Wrong => "Wrong", "Keliru";
        RightHint => "It is what it is told to be", "Memang seperti yang dikatakan";
        WrongHint => "It is harmless, or something else: it sinks and counts for nothing", "Ini wajar, atau hal lain: ia turun dan tidak dihitung";
        Mute => "Mute", "Bisukan";
        Muted => "Muted", "Dibisukan";
        Unmute => "Unmute", "Suarakan lagi";
        MuteWhat => "Leave out", "Keluarkan";
        MuteSpan => "For", "Selama";
        Hour => "an hour", "satu jam";
        Day => "a day", "satu hari";
        Week => "a week", "satu minggu";
        Month => "a month", "satu bulan";
        Ever => "ever, until I take it back", "seterusnya, sampai saya cabut";
        OnlyThis => "Only this incident", "Hanya insiden ini";
        Labels => "Right and wrong", "Benar dan keliru";
        Mutes => "Muted", "Dibisukan";
        Marked => "Marked", "Ditandai";
        Remove => "Take back", "Cabut";
        RemoveAll => "Take everything back", "Cabut semuanya";
        Open => "Open the incident", "Buka insiden";
        KeepThem => "Keep this on this device", "Simpan ini di perangkat ini";
        KeepHint => "What you said, with kinds, names and times of the incidents; no log line. Otherwise it is forgotten with the page.", "Yang Anda nyatakan beserta jenis, nama, dan waktu insiden; tanpa baris log. Jika tidak, semuanya hilang bersama halaman.";
        Refused => "The browser keeps nothing here: a private window, or storage is switched off.", "Peramban tidak menyimpan apa pun di sini: jendela privat, atau penyimpanan dimatikan.";
        SaveCsv => "Export as CSV", "Ekspor sebagai CSV";
        SaveLines => "Export as JSON lines", "Ekspor sebagai JSON per baris";
        Import => "Import JSON lines", "Impor JSON per baris";
        ForEver => "for ever", "seterusnya";
        Undo => "Undo", "Urungkan";
        Dismiss => "Dismiss", "Tutup";
        SaidMarked => "Marked.", "Ditandai.";
        SaidUnmarked => "No longer marked.", "Tidak lagi ditandai.";
        SaidRight => "Called right.", "Dinyatakan benar.";
        SaidWrong => "Called wrong: it counts for nothing now.", "Dinyatakan keliru: kini tidak dihitung.";
        SaidUnlabelled => "Neither right nor wrong any more.", "Tidak lagi benar atau keliru.";
        SaidMuted => "Muted: it is at the end of the list.", "Dibisukan: ada di akhir daftar.";
        SaidUnmuted => "Heard again.", "Disuarakan lagi.";
        SaidCleared => "Everything was taken back.", "Semuanya sudah dicabut.";
    }
}

sentences! {
    /// Muting one sort of incident from one name.
    kind_of(kind: &str, entity: &str) => "{kind}: {entity}", "{kind}: {entity}";
    /// Muting a name in every sort of incident.
    all_of(entity: &str) => "Everything about {entity}", "Semua tentang {entity}";
    /// Muting a sort of incident.
    all_kind(kind: &str) => "Every “{kind}”", "Setiap “{kind}”";
    /// When a mute ends.
    until(moment: &str) => "until {moment}", "sampai {moment}";
    /// When something was said.
    said_at(moment: &str) => "said {moment}", "dinyatakan {moment}";
    /// Under the verdict.
    left_out(n: &str) => "{n} left out: you muted them or called them wrong", "{n} tidak dihitung: Anda bisukan atau nyatakan keliru";
    /// After an import.
    imported(taken: &str, left: &str) => "{taken} taken in, {left} not understood", "{taken} diterima, {left} tidak dimengerti";
    /// The button that opens the list.
    list(n: &str) => "What you said ({n})", "Yang Anda nyatakan ({n})";
}

/// The fold at the end of the list.
pub fn muted(n: &str, lang: Lang) -> String {
    format!("{} ({n})", Marks::Muted.text(lang))
}
