//! The overview: labels of the figures and lists under the verdict.

use crate::lang::Lang;
use crate::{Noun, counted, number};

catalogue! {
    /// Overview.
    pub OverviewText {
        Title => "Overview", "Ringkasan";
        Verdict => "Verdict", "Kesimpulan";
        Events => "Records", "Catatan";
        Lines => "Lines", "Baris";
        Span => "Time span", "Rentang waktu";
        AverageRisk => "Average risk", "Risiko rata-rata";
        AverageRiskHint => "The mean of the incidents’ risk, from 0 to 100.", "Rata-rata risiko semua insiden, dari 0 sampai 100.";
        Misfits => "Lines not understood", "Baris tak dikenali";
        MisfitsHint => "Lines that fit neither the format of their file nor the record above them.", "Baris yang tidak cocok dengan format berkasnya dan bukan lanjutan catatan di atasnya.";
        FailedSignIns => "Failed sign-ins", "Gagal masuk";
        BySeverity => "Incidents by severity", "Insiden menurut keparahan";
        TopIncidents => "Top incidents", "Insiden teratas";
        AllIncidents => "All incidents", "Semua insiden";
        TopSources => "Most active addresses", "Alamat paling aktif";
        TopUsers => "Most active users", "Pengguna paling aktif";
        ShowRecords => "Show its records", "Tampilkan catatannya";
        Source => "Address", "Alamat";
        User => "User", "Pengguna";
        RecordsColumn => "Records", "Catatan";
        SuspiciousColumn => "Suspicious", "Mencurigakan";
        Files => "Files", "Berkas";
        FileColumn => "File", "Berkas";
        FormatColumn => "Format", "Format log";
        SizeColumn => "Size", "Ukuran";
        Notices => "Good to know about these files", "Hal yang perlu diketahui tentang berkas ini";
        NoIncidents => "No incidents", "Tidak ada insiden";
        NoIncidentsHint => "None of the detectors found anything that stands out. Records and templates still show everything that was read.", "Tidak ada detektor yang menemukan hal mencolok. Semua yang dibaca tetap dapat dilihat di Catatan dan Pola.";
        NoSources => "No addresses in these files", "Tidak ada alamat di berkas ini";
        NoUsers => "No users in these files", "Tidak ada pengguna di berkas ini";
        NoTimes => "Without times", "Tanpa waktu";
    }
}

/// `in 3 files`.
pub fn in_files(n: u64, lang: Lang) -> String {
    let files = counted(n, Noun::File, lang);
    say!(lang, "in {files}", "di {files}")
}

/// `2 % of 4,042 lines`.
pub fn share_of_lines(n: u64, n_all: u64, lang: Lang) -> String {
    let share = number::percent(n as f64 / n_all.max(1) as f64, lang);
    let lines = counted(n_all, Noun::Line, lang);
    say!(lang, "{share} of {lines}", "{share} dari {lines}")
}
