//! What is no text, told by its first bytes, so that a person hears what to do with it.

use jejak_protocol::NoticeKind;
use serde::{Deserialize, Serialize};

/// A kind of file that holds no lines of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// Nothing can be said of it but that.
    Unknown,
    SystemdJournal,
    /// Event logs of Windows XP and Server 2003 (`.evt`).
    OldEventLog,
    /// Packed or archived in a way that is not unpacked.
    Packed,
    PacketCapture,
    Utf32,
}

/// How files begin that are no logs, whatever their other bytes look like.
const MAGICS: [(&[u8], Foreign); 21] = [
    (b"\x7FELF", Foreign::Unknown),
    (b"MZ\x90\0", Foreign::Unknown),
    (b"\x89PNG\r\n", Foreign::Unknown),
    (b"\xFF\xD8\xFF", Foreign::Unknown),
    (b"GIF8", Foreign::Unknown),
    (b"%PDF-", Foreign::Unknown),
    (b"SQLite format 3\0", Foreign::Unknown),
    (b"\0asm", Foreign::Unknown),
    (b"\xCA\xFE\xBA\xBE", Foreign::Unknown),
    (b"LPKSHHRH", Foreign::SystemdJournal),
    (b"\x30\0\0\0LfLe", Foreign::OldEventLog),
    (b"7z\xBC\xAF\x27\x1C", Foreign::Packed),
    (b"Rar!\x1A\x07", Foreign::Packed),
    (b"\x04\x22\x4D\x18", Foreign::Packed), // LZ4
    (b"\x1F\x9D", Foreign::Packed),         // compress, `.Z`
    (b"\xD4\xC3\xB2\xA1", Foreign::PacketCapture),
    (b"\xA1\xB2\xC3\xD4", Foreign::PacketCapture),
    (b"\x4D\x3C\xB2\xA1", Foreign::PacketCapture), // with nanoseconds
    (b"\xA1\xB2\x3C\x4D", Foreign::PacketCapture),
    (b"\xFF\xFE\0\0", Foreign::Utf32),
    (b"\0\0\xFE\xFF", Foreign::Utf32),
];

/// How a block of pcapng begins, its length, and its byte order.
const CAPTURE_BLOCK: &[u8] = b"\n\r\r\n";
const BYTE_ORDERS: [&[u8]; 2] = [b"\x1A\x2B\x3C\x4D", b"\x4D\x3C\x2B\x1A"];

impl Foreign {
    /// None where the first bytes could be those of text.
    pub(super) fn of(first: &[u8]) -> Option<Self> {
        let order = first.get(8..12).unwrap_or_default();
        if first.starts_with(CAPTURE_BLOCK) && BYTE_ORDERS.contains(&order) {
            return Some(Self::PacketCapture);
        }
        let mut magics = MAGICS.iter();
        let found = magics.find(|(magic, _)| first.starts_with(magic));
        found.map(|(_, kind)| *kind)
    }

    /// What a person is told.
    pub const fn notice(self) -> NoticeKind {
        match self {
            Self::Unknown => NoticeKind::BinaryFile,
            Self::SystemdJournal => NoticeKind::SystemdJournal,
            Self::OldEventLog => NoticeKind::OldEventLog,
            Self::Packed => NoticeKind::PackedOtherwise,
            Self::PacketCapture => NoticeKind::PacketCapture,
            Self::Utf32 => NoticeKind::Utf32,
        }
    }
}
