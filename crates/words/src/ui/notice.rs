//! Sentences about the input itself: what was cut, assumed, refused or given up.

use jejak_protocol::notice::{Notice, NoticeKind};
use jejak_protocol::time::US_PER_SECOND;

use crate::duration;
use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::number;

/// The whole sentence, with its count where the kind has one.
pub fn notice(notice: &Notice, lang: Lang) -> String {
    match (notice_counted(notice, lang), notice.count) {
        (Some(sentence), 1..) => sentence,
        _ => notice_kind(notice.kind, lang).to_owned(),
    }
}

/// The sentence without a count.
pub const fn notice_kind(kind: NoticeKind, lang: Lang) -> &'static str {
    let (en, id) = match kind {
        NoticeKind::EmptyFile => ("The file is empty.", "Berkas ini kosong."),
        NoticeKind::BlankFile => (
            "The file has blank lines only.",
            "Berkas ini hanya berisi baris kosong.",
        ),
        NoticeKind::BinaryFile => (
            "The file is not text, so it was not read.",
            "Berkas ini bukan teks, jadi tidak dibaca.",
        ),
        NoticeKind::SystemdJournal => (
            "This is a binary file of systemd's journal, so it was not read. Export it with journalctl --file=… -o export and open that.",
            "Ini berkas biner jurnal systemd, jadi tidak dibaca. Ekspor dengan journalctl --file=… -o export, lalu buka hasilnya.",
        ),
        NoticeKind::OldEventLog => (
            "This is an event log of Windows XP or Server 2003, so it was not read. On Windows, wevtutil epl old.evt new.evtx /lf:true makes an EVTX file of it.",
            "Ini log peristiwa Windows XP atau Server 2003, jadi tidak dibaca. Di Windows, wevtutil epl lama.evt baru.evtx /lf:true mengubahnya menjadi berkas EVTX.",
        ),
        NoticeKind::PackedOtherwise => (
            "The file is packed in a way that is not unpacked here (7z, RAR, LZ4, compress), so it was not read. Unpack it and open what was in it.",
            "Berkas ini dikemas dengan cara yang tidak dapat diekstrak di sini (7z, RAR, LZ4, compress), jadi tidak dibaca. Ekstrak dulu, lalu buka isinya.",
        ),
        NoticeKind::PacketCapture => (
            "This is a capture of network packets, not a log, so it was not read. Open what Zeek or tshark -T json makes of it.",
            "Ini rekaman paket jaringan, bukan log, jadi tidak dibaca. Buka hasil Zeek atau tshark -T json dari berkas ini.",
        ),
        NoticeKind::Utf32 => (
            "The text is in UTF-32, so it was not read. Save it as UTF-8 and open it again.",
            "Teksnya dalam UTF-32, jadi tidak dibaca. Simpan sebagai UTF-8, lalu buka lagi.",
        ),
        NoticeKind::Unreadable => (
            "The file could not be read: it was removed, changed, or is not permitted.",
            "Berkas tidak dapat dibaca: dihapus, berubah, atau tidak diizinkan.",
        ),
        NoticeKind::ChangedWhileRead => (
            "The file changed while it was read; what had been read is analysed.",
            "Berkas berubah saat dibaca; bagian yang sempat dibaca tetap dianalisis.",
        ),
        NoticeKind::TruncatedStream => (
            "The compressed file ends early or is damaged; what could be read is analysed.",
            "Berkas terkompresi terpotong atau rusak; bagian yang terbaca tetap dianalisis.",
        ),
        NoticeKind::InflationLimit => (
            "The compressed file grows far more than logs do, so reading stopped; what was read is analysed.",
            "Berkas terkompresi mengembang jauh melebihi ukuran log yang wajar, jadi pembacaan dihentikan; yang sudah terbaca dianalisis.",
        ),
        NoticeKind::Archive => (
            "This is an archive; its files are listed by themselves.",
            "Ini arsip; berkas di dalamnya ditampilkan satu per satu.",
        ),
        NoticeKind::ArchiveDamaged => (
            "The archive ends early or is damaged; what could be found in it was read.",
            "Arsip ini terpotong atau rusak; berkas yang masih ditemukan di dalamnya tetap dibaca.",
        ),
        NoticeKind::Encrypted => (
            "The file is encrypted in its archive, so it was not read. Unpack it with its password and open it again.",
            "Berkas ini terenkripsi di dalam arsipnya, jadi tidak dibaca. Ekstrak dulu dengan kata sandinya, lalu buka lagi.",
        ),
        NoticeKind::UnknownPacking => (
            "The file is packed in its archive by a rare method, so it was not read. Unpack the archive and open the file itself.",
            "Berkas ini dikemas di dalam arsipnya dengan metode yang jarang dipakai, jadi tidak dibaca. Ekstrak arsipnya, lalu buka berkasnya langsung.",
        ),
        NoticeKind::TooDeep => (
            "The archive lies in too many others, so it was not opened. Unpack the outer ones and open it again.",
            "Arsip ini berada di dalam terlalu banyak arsip lain, jadi tidak dibuka. Ekstrak arsip luarnya, lalu buka lagi.",
        ),
        NoticeKind::LinesCut => (
            "Very long lines were cut.",
            "Baris yang sangat panjang dipotong.",
        ),
        NoticeKind::InvalidEncoding => (
            "Some lines hold bytes that are not UTF-8; those bytes are shown as �.",
            "Sebagian baris berisi bita yang bukan UTF-8; bita itu ditampilkan sebagai �.",
        ),
        NoticeKind::ControlBytes => (
            "Some lines hold control characters; they are made visible.",
            "Sebagian baris berisi karakter kendali; karakter itu dibuat terlihat.",
        ),
        NoticeKind::YearAssumed => (
            "The times name no year; it was taken from the file’s date.",
            "Waktunya tidak menyebut tahun; tahun diambil dari tanggal berkas.",
        ),
        NoticeKind::DayAssumed => (
            "The times name no date; it was taken from the file’s date.",
            "Waktunya tidak menyebut tanggal; tanggal diambil dari tanggal berkas.",
        ),
        NoticeKind::ZoneAssumed => (
            "The times name no zone; the one you chose was used.",
            "Waktunya tidak menyebut zona; dipakai zona yang Anda pilih.",
        ),
        NoticeKind::CopyOfAnother => (
            "Another of these files has the same lines, as copies made at rotation do. They are counted there, once.",
            "Semua barisnya juga ada di berkas lain di sini, seperti salinan dari rotasi log. Barisnya dihitung sekali, di berkas itu.",
        ),
        NoticeKind::UnsetClock => (
            "Some times are before 1990: the clock of the machine that wrote them was not set.",
            "Sebagian waktu sebelum tahun 1990: jam mesin yang menulisnya belum disetel.",
        ),
        NoticeKind::FutureTimes => (
            "Some times lie in the future, a day or more after the file was last changed: a clock or the zone is wrong.",
            "Sebagian waktu ada di masa depan, sehari atau lebih setelah berkas terakhir diubah: jam atau zonanya keliru.",
        ),
        NoticeKind::ZoneDoubted => (
            "Read in the zone that was assumed, its last line lies after the file was last changed.",
            "Dengan zona yang diperkirakan, baris terakhirnya sesudah berkas terakhir diubah.",
        ),
        NoticeKind::ClockSetForward => (
            "Its times were set forward, as you said.",
            "Waktunya dimajukan sesuai permintaan Anda.",
        ),
        NoticeKind::ClockSetBack => (
            "Its times were set back, as you said.",
            "Waktunya dimundurkan sesuai permintaan Anda.",
        ),
        NoticeKind::NoTimes => (
            "No line has a time, so nothing that depends on time could be checked.",
            "Tidak ada baris yang memuat waktu, jadi hal yang bergantung pada waktu tidak diperiksa.",
        ),
        NoticeKind::EntitiesCapped => (
            "There are more addresses, users and paths than can be kept; a fair sample of them was kept.",
            "Alamat, pengguna, dan jalur terlalu banyak untuk disimpan semua; sampel yang adil disimpan.",
        ),
        NoticeKind::EventsFolded => (
            "So much of the same happened that not every line of it was kept as evidence; the counts are right.",
            "Hal yang sama terjadi begitu sering sehingga tidak semua barisnya disimpan sebagai bukti; jumlahnya tepat.",
        ),
        NoticeKind::SeriesCapped => (
            "There are more metric series than can be shown; those that move most were kept, or a fair sample.",
            "Seri metrik terlalu banyak untuk ditampilkan semua; yang berubah atau sampel yang adil disimpan.",
        ),
        NoticeKind::IncidentsCapped => (
            "There are more incidents than can be shown; the riskiest were kept.",
            "Insiden terlalu banyak untuk ditampilkan semua; yang paling berisiko disimpan.",
        ),
        NoticeKind::TemplatesCapped => (
            "There are more templates than can be kept; a fair sample of them was kept.",
            "Pola terlalu banyak untuk disimpan semua; sampel yang adil disimpan.",
        ),
        NoticeKind::Cancelled => (
            "You stopped the reading; what was read is analysed.",
            "Anda menghentikan pembacaan; yang sudah terbaca dianalisis.",
        ),
        NoticeKind::FilesLeftOut => (
            "There are more files, or deeper folders, than can be read at once; the others were left out.",
            "Berkas terlalu banyak atau foldernya terlalu dalam untuk dibaca sekaligus; sisanya tidak diambil.",
        ),
    };
    lang.pick(en, id)
}

/// The sentence with its count; None for kinds that count nothing.
fn notice_counted(notice: &Notice, lang: Lang) -> Option<String> {
    let n = notice.count;
    let lines = counted(n, Noun::Line, lang);
    let size = number::bytes(n, lang);
    let entries = counted(n, Noun::Entry, lang);
    let templates = counted(n, Noun::Template, lang);
    let files = counted(n, Noun::File, lang);
    let (are, itself) = if n == 1 {
        ("is", "itself")
    } else {
        ("are", "themselves")
    };
    let were = if n == 1 { "was" } else { "were" };
    let hold = if n == 1 { "holds" } else { "hold" };
    let (en, id) = match notice.kind {
        NoticeKind::ChangedWhileRead => (
            format!("The file changed while it was read; the {size} read until then are analysed."),
            format!("Berkas berubah saat dibaca; {size} yang sempat dibaca tetap dianalisis."),
        ),
        NoticeKind::TruncatedStream => (
            format!(
                "The compressed file ends early or is damaged; the {size} before that are analysed."
            ),
            format!(
                "Berkas terkompresi terpotong atau rusak; {size} sebelum itu tetap dianalisis."
            ),
        ),
        NoticeKind::Archive => (
            format!("This is an archive; its {files} {are} listed by {itself}."),
            format!("Ini arsip; {files} di dalamnya ditampilkan satu per satu."),
        ),
        NoticeKind::ArchiveDamaged => (
            format!("The archive ends early or is damaged; the {files} found in it {were} read."),
            format!(
                "Arsip ini terpotong atau rusak; {files} yang ditemukan di dalamnya tetap dibaca."
            ),
        ),
        NoticeKind::LinesCut => (
            format!("{lines} {were} longer than the limit and {were} cut."),
            format!("{lines} melebihi batas panjang dan dipotong."),
        ),
        NoticeKind::InvalidEncoding => (
            format!("{lines} {hold} bytes that are not UTF-8; those bytes are shown as �."),
            format!("{lines} berisi bita yang bukan UTF-8; bita itu ditampilkan sebagai �."),
        ),
        NoticeKind::ControlBytes => (
            format!("{lines} {hold} control characters; they are made visible."),
            format!("{lines} berisi karakter kendali; karakter itu dibuat terlihat."),
        ),
        NoticeKind::EntitiesCapped => (
            format!(
                "There are more addresses, users and paths than can be kept: {entries} {were} given up, the rest is a fair sample."
            ),
            format!(
                "Alamat, pengguna, dan jalur terlalu banyak: {entries} dilepas, sisanya sampel yang adil."
            ),
        ),
        NoticeKind::EventsFolded => (
            format!(
                "So much of the same happened that not every line of it was kept as evidence: {entries} {were} only counted."
            ),
            format!(
                "Hal yang sama terjadi begitu sering sehingga tidak semua barisnya disimpan sebagai bukti: {entries} hanya dihitung."
            ),
        ),
        NoticeKind::SeriesCapped => (
            "There are more metric series than can be shown: those that move were kept first."
                .to_owned(),
            "Seri metrik terlalu banyak untuk ditampilkan semua: yang berubah didahulukan."
                .to_owned(),
        ),
        NoticeKind::IncidentsCapped => {
            let incidents = counted(n, Noun::Incident, lang);
            (
                format!(
                    "There are more incidents than can be shown: the riskiest were kept, and {incidents} of less risk left out."
                ),
                format!(
                    "Insiden terlalu banyak untuk ditampilkan semua: yang paling berisiko disimpan, {incidents} lain dengan risiko lebih rendah dilewati."
                ),
            )
        }
        NoticeKind::TemplatesCapped => (
            format!(
                "There are more templates than can be kept: {templates} {were} given up, the rest is a fair sample."
            ),
            format!("Pola terlalu banyak: {templates} dilepas, sisanya sampel yang adil."),
        ),
        NoticeKind::FilesLeftOut => (
            format!(
                "There are more files, or deeper folders, than can be read at once: {} {were} read, the others were left out.",
                counted(n, Noun::File, lang)
            ),
            format!(
                "Berkas terlalu banyak atau foldernya terlalu dalam untuk dibaca sekaligus: {} dibaca, sisanya tidak diambil.",
                counted(n, Noun::File, lang)
            ),
        ),
        NoticeKind::ZoneDoubted => {
            let ahead_us = i64::try_from(n)
                .unwrap_or(i64::MAX)
                .saturating_mul(US_PER_SECOND);
            let ahead = duration::rounded(ahead_us, lang);
            (
                format!(
                    "Read in the zone that was assumed, its last line lies {ahead} after the file was last changed: it is probably of a zone further east."
                ),
                format!(
                    "Dengan zona yang diperkirakan, baris terakhirnya {ahead} sesudah berkas terakhir diubah: mungkin zonanya lebih ke timur."
                ),
            )
        }
        NoticeKind::ClockSetForward => {
            let by = clock_span(n);
            (
                format!("Its times were set forward by {by}, as you said."),
                format!("Waktunya dimajukan {by} sesuai permintaan Anda."),
            )
        }
        NoticeKind::ClockSetBack => {
            let by = clock_span(n);
            (
                format!("Its times were set back by {by}, as you said."),
                format!("Waktunya dimundurkan {by} sesuai permintaan Anda."),
            )
        }
        NoticeKind::Cancelled => (
            format!("You stopped the reading with {size} left; what was read is analysed."),
            format!(
                "Anda menghentikan pembacaan saat tersisa {size}; yang sudah terbaca dianalisis."
            ),
        ),
        NoticeKind::EmptyFile
        | NoticeKind::BinaryFile
        | NoticeKind::SystemdJournal
        | NoticeKind::OldEventLog
        | NoticeKind::PackedOtherwise
        | NoticeKind::PacketCapture
        | NoticeKind::Utf32
        | NoticeKind::Unreadable
        | NoticeKind::InflationLimit
        | NoticeKind::Encrypted
        | NoticeKind::UnknownPacking
        | NoticeKind::TooDeep
        | NoticeKind::YearAssumed
        | NoticeKind::DayAssumed
        | NoticeKind::ZoneAssumed
        | NoticeKind::CopyOfAnother
        | NoticeKind::UnsetClock
        | NoticeKind::FutureTimes
        | NoticeKind::NoTimes
        | NoticeKind::BlankFile => return None,
    };
    Some(match lang {
        Lang::En => en,
        Lang::Id => id,
    })
}

/// `1:30:00`, hours first.
pub fn clock_span(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours}:{minutes:02}:{seconds:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_with_the_right_number() {
        for (kind, count, en, id) in [
            (
                NoticeKind::LinesCut,
                1,
                "1 line was longer than the limit and was cut.",
                "1 baris melebihi batas panjang dan dipotong.",
            ),
            (
                NoticeKind::LinesCut,
                1_200,
                "1,200 lines were longer than the limit and were cut.",
                "1.200 baris melebihi batas panjang dan dipotong.",
            ),
            (
                NoticeKind::LinesCut,
                0,
                "Very long lines were cut.",
                "Baris yang sangat panjang dipotong.",
            ),
            (
                NoticeKind::ZoneDoubted,
                7 * 3_600 - 40,
                "Read in the zone that was assumed, its last line lies 7 hours after the file was last changed: it is probably of a zone further east.",
                "Dengan zona yang diperkirakan, baris terakhirnya 7 jam sesudah berkas terakhir diubah: mungkin zonanya lebih ke timur.",
            ),
            (
                NoticeKind::ClockSetBack,
                5_430,
                "Its times were set back by 1:30:30, as you said.",
                "Waktunya dimundurkan 1:30:30 sesuai permintaan Anda.",
            ),
            (
                NoticeKind::EmptyFile,
                7,
                "The file is empty.",
                "Berkas ini kosong.",
            ),
        ] {
            let it = Notice { kind, count };
            assert_eq!(notice(&it, Lang::En), en);
            assert_eq!(notice(&it, Lang::Id), id);
        }
    }
}
