//! Sentences that a person needs about the input itself, as keys; `words` renders them.

use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The file has no bytes.
    EmptyFile,
    /// The file has blank lines only.
    BlankFile,
    /// The file is not text and was not read.
    BinaryFile,
    /// The binary files of systemd's journal.
    SystemdJournal,
    /// An event log of Windows XP or Server 2003.
    OldEventLog,
    /// Packed or archived in a way that is not unpacked, such as 7z, RAR or LZ4.
    PackedOtherwise,
    /// Packets of a network, not a log.
    PacketCapture,
    /// Text in UTF-32.
    Utf32,
    /// The file could not be opened or read: removed, changed, no permission.
    Unreadable,
    /// The file grew or was replaced while it was read; count: bytes read.
    ChangedWhileRead,
    /// A compressed stream ended early or is damaged; what came before was analysed. count: bytes.
    TruncatedStream,
    /// A compressed stream grew past the allowed ratio or size and was stopped.
    InflationLimit,
    /// The file is an archive, whose files are listed by themselves; count: files.
    Archive,
    /// The archive ends early or is damaged; count: files found in it.
    ArchiveDamaged,
    /// A file of an archive is encrypted and was not read.
    Encrypted,
    /// A file of an archive is packed by a method that is not unpacked.
    UnknownPacking,
    /// An archive lies deeper in others than is opened.
    TooDeep,
    /// Lines longer than the limit were cut; count: lines.
    LinesCut,
    /// Lines with bytes that are no UTF-8; count: lines.
    InvalidEncoding,
    /// Lines with NUL or other control bytes; count: lines.
    ControlBytes,
    /// Stamps have no year; it was taken from the file's date.
    YearAssumed,
    /// Stamps have no date, and no other stamp of the file has one; it was taken from the file's date.
    DayAssumed,
    /// Stamps have no zone; the chosen one was taken.
    ZoneAssumed,
    /// Another file of the run has all its lines: they are counted there.
    CopyOfAnother,
    /// Times before 1990: the clock of the machine that wrote them was not set.
    UnsetClock,
    /// Times of more than a day after the file's last change.
    FutureTimes,
    /// Nothing in the file has a time.
    NoTimes,
    /// A table reached its cap; the entries with the lowest hashes were kept. count: entries given up.
    EntitiesCapped,
    TemplatesCapped,
    /// More metric series than can be kept. count: series given up among those that were counted.
    SeriesCapped,
    /// There were so many events that those that are alike were folded. count: events that only count.
    EventsFolded,
    /// The user stopped the run; count: bytes left unread.
    Cancelled,
    /// More files were given than are taken at once; count: files taken.
    FilesLeftOut,
    /// Read in the zone that was assumed, the file ends after its last change; count: seconds between.
    ZoneDoubted,
    /// The file's times were set forward, as the user said; count: seconds.
    ClockSetForward,
    /// The file's times were set back, as the user said; count: seconds.
    ClockSetBack,
    /// More incidents than can be kept; the riskiest and those of the riskiest chains were. count: those that
    /// were not.
    IncidentsCapped,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: NoticeKind,
    pub count: u64,
}
