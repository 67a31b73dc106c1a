//! The list of incidents and the view of one. Labels of facts are in `fact`.

use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::number;

catalogue! {
    /// Incidents and their parts.
    pub IncidentText {
        ListTitle => "Incidents", "Insiden";
        Severity => "Severity", "Keparahan";
        Risk => "Risk", "Risiko";
        RiskHint => "From 0 to 100: how much this asks for your attention.", "Dari 0 sampai 100: seberapa perlu ini Anda perhatikan.";
        Kind => "Kind", "Jenis";
        What => "What happened", "Yang terjadi";
        When => "When", "Waktu";
        From => "From", "Mulai";
        Until => "Until", "Sampai";
        Count => "Events", "Kejadian";
        Certainty => "Certainty", "Keyakinan";
        NotSure => "Not sure", "Belum pasti";
        NotSureHint => "The lines fit this reading, but they also fit a harmless one. Look at the evidence before you act.", "Baris-baris ini cocok dengan dugaan ini, tetapi bisa juga wajar. Periksa buktinya sebelum bertindak.";
        Facts => "Facts", "Fakta";
        Shares => "What the risk is made of", "Penyusun risiko";
        Share => "Share", "Bagian";
        Score => "Score", "Skor";
        Detector => "Detector", "Detektor";
        Evidence => "Evidence", "Bukti";
        EvidenceHint => "The lines that prove it, as they stand in the files.", "Baris yang membuktikannya, persis seperti di berkas.";
        EvidenceGone => "The evidence cannot be read again: the file is no longer there.", "Bukti tidak dapat dibaca lagi: berkasnya sudah tidak ada.";
        NoEvidence => "No single line proves this; it shows in the counts.", "Tidak ada baris tunggal yang membuktikannya; ini tampak dari jumlahnya.";
        MoreLines => "More evidence", "Lebih banyak bukti";
        Context => "Lines around it", "Baris di sekitarnya";
        MoreContext => "More lines around it", "Lebih banyak baris di sekitarnya";
        HideContext => "Only the evidence", "Hanya bukti";
        WhatToDo => "What to do next", "Langkah berikutnya";
        Technique => "ATT&CK technique", "Teknik ATT&CK";
        OpenInRecords => "Open in records", "Buka di catatan";
        ShowInTimeline => "Show its time on the timeline", "Tampilkan waktunya di lini masa";
        CopyLine => "Copy the line", "Salin baris";
        CopyReference => "Copy file and line number", "Salin nama berkas dan nomor baris";
        CopySummary => "Copy a summary", "Salin rangkuman";
        Entities => "Who and what", "Siapa dan apa";
        Mute => "Mute", "Bisukan";
        MuteHint => "Leave it out of the lists", "Keluarkan dari daftar";
        Unmute => "Unmute", "Suarakan lagi";
        Muted => "Muted", "Dibisukan";
        Mark => "Mark", "Tandai";
        Marked => "Marked", "Ditandai";
        FilterSeverity => "Severity at least", "Keparahan minimal";
        FilterKind => "Kind", "Jenis";
        SortRisk => "By risk", "Menurut risiko";
        Sort => "Order", "Urutan";
        SortCount => "By events", "Menurut jumlah kejadian";
        AllKinds => "All kinds", "Semua jenis";
        ShowMore => "Show more", "Tampilkan lebih banyak";
        SortTime => "By time", "Menurut waktu";
        Order => "Order", "Urutan";
        NoneInRange => "No incidents in this range", "Tidak ada insiden dalam rentang ini";
        NoneInRangeHint => "Widen the range on the timeline, or drop the filter.", "Perlebar rentang di lini masa, atau lepaskan saringan.";
        NoTime => "Without a time", "Tanpa waktu";
        Gone => "This incident is not in the current files", "Insiden ini tidak ada di berkas yang sekarang";
        PreviousIncident => "Previous incident", "Insiden sebelumnya";
        NextIncident => "Next incident", "Insiden berikutnya";
    }
}

sentences! {
    /// Over the evidence when only a choice of lines is kept.
    evidence_shown(shown: &str, total: &str) => "{shown} of {total} lines: the first, the last and a choice between them", "{shown} dari {total} baris: yang pertama, yang terakhir, dan pilihan di antaranya";
    /// A bar of a detector's part of the risk, for a screen reader.
    share_of_risk(detector: &str, share: &str) => "{detector}: {share} of the risk", "{detector}: {share} dari risiko";
    risk_of_100(risk: u8) => "Risk {risk} of 100", "Risiko {risk} dari 100";
    /// What is shown of the evidence, in brackets.
    first_of_lines(shown: &str, lines: &str) => "{shown} of {lines}", "{shown} dari {lines}";
    actual_against_typical(actual: &str, typical: &str) => "{actual}, where {typical} is usual", "{actual}, biasanya {typical}";
}

/// `10 of 532 lines`, or `2 lines` where all are shown.
pub fn n_of_lines(n_shown: u64, n_total: u64, lang: Lang) -> String {
    let lines = counted(n_total.max(n_shown), Noun::Line, lang);
    if n_shown >= n_total {
        return lines;
    }
    first_of_lines(lang, &number::exact(n_shown, lang), &lines)
}
