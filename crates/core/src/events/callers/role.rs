//! What a line says of its connection, and which connection it is of.
//!
//! In: a record and what it means. Out: once for each shape its [`Role`], and from that, for each line,
//! its [`Step`]: the connection by a hash, whether it waits for a name, is accepted or over. Whom the
//! other lines name is not known here.

use super::super::{EventKind, Meaning, header_of, refusals};
use crate::hash::StableHash;
use crate::record::Record;

/// Programs of which each process serves one connection at a time. Of others, a process is no
/// connection: what a worker of a web server names last need not be whom it turns away next.
const SERVE_ONE: [&str; 22] = [
    "sshd",
    "sshd-session",
    "sshd-auth",
    "dropbear",
    "proftpd",
    "vsftpd",
    "pure-ftpd",
    "ftpd",
    "in.ftpd",
    "smtpd",
    "submission",
    "sendmail",
    "sm-mta",
    "sm-acceptingconnections",
    "imapd",
    "pop3d",
    "popd",
    "imap",
    "pop3",
    "imaps",
    "perdition",
    "telnetd",
];

/// What a line says of its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which connection, as a hash of what the log calls it.
    pub(super) key: u64,
    /// Something went wrong, and the line does not say with whom.
    pub(super) waits: bool,
    /// It counts as trouble, not as a refusal alone.
    pub(super) is_suspicious: bool,
    /// The caller proved who they are: what went wrong before is over.
    pub(super) is_accepted: bool,
    /// The connection is over, so that its number may be given to another.
    pub(super) is_end: bool,
}

/// What a shape of lines says of its connections, whichever they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    key: Option<Key>,
    /// The line brings a header of its own, where its format found no program.
    has_header: bool,
    /// Turns somebody away in words, as no event that stands by itself.
    pub is_told: bool,
    is_against: bool,
    is_suspicious: bool,
    is_accepted: bool,
    is_end: bool,
}

/// What tells a connection from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// `conn7` where other programs have their name.
    Program,
    /// `conn=1022 op=1`.
    Named,
    /// `I ACCESS [conn7] …`.
    InBrackets,
    /// `06[IKE] <office|83> …`, as strongSwan writes it.
    InAngles,
    /// `4AB8gK3f012345: …`, as mail servers write it.
    Message,
    Process,
}

impl Role {
    /// `meaning`: of the record.
    pub fn of(record: &Record<'_>, meaning: &Meaning<'_>) -> Self {
        if record.access.is_some() {
            return Self::default();
        }
        let header = header_of(record);
        let (process, pid, message) =
            header.unwrap_or((&record.process, record.pid, &record.message));
        let Some(key) = Key::of(process, pid, message) else {
            return Self::default();
        };
        Self {
            key: Some(key),
            has_header: header.is_some(),
            is_told: meaning.kind.is_none()
                && meaning.source.is_none()
                && refusals::is_told(message, process, record.level),
            is_against: meaning.is_against(),
            is_suspicious: meaning.kind.is_some_and(EventKind::is_suspicious),
            is_accepted: meaning.kind == Some(EventKind::AuthSuccess),
            is_end: is_end(message),
        }
    }

    /// What the record says; None where it says nothing, or of no connection.
    #[inline]
    pub fn step(self, record: &Record<'_>, has_source: bool) -> Option<Step> {
        let key = self.key?;
        let waits = !has_source && (self.is_told || self.is_against);
        if !(has_source || waits || self.is_accepted || self.is_end) {
            return None;
        }
        let own = (&*record.process, record.pid, &*record.message);
        let (process, pid, message) = match self.has_header {
            true => header_of(record)?,
            false => own,
        };
        Some(Step {
            key: key.hash(process, pid, message)?,
            waits,
            is_suspicious: self.is_suspicious,
            is_accepted: self.is_accepted,
            is_end: self.is_end,
        })
    }
}

impl Key {
    /// None where nothing tells the connection of a line from others.
    fn of(process: &str, pid: &str, message: &str) -> Option<Self> {
        let number = digits(process.strip_prefix("conn"));
        if number.is_some_and(|number| number.len() + 4 == process.len()) {
            return Some(Self::Program);
        }
        // Without the folder, and without the module behind `(`.
        let program = process.rsplit('/').next().unwrap_or(process);
        let program = program.split('(').next().unwrap_or(program);
        let serves_one = !pid.is_empty() && SERVE_ONE.contains(&program);
        let kinds = [Self::Named, Self::InBrackets, Self::InAngles, Self::Message];
        let named = kinds.into_iter().find(|kind| kind.id(message).is_some());
        named.or(serves_one.then_some(Self::Process))
    }

    fn hash(self, process: &str, pid: &str, message: &str) -> Option<u64> {
        let id = match self {
            Self::Program => "",
            Self::Process => pid,
            _ => self.id(message)?,
        };
        let hash = StableHash::new(self as u64).bytes(process.as_bytes());
        Some(hash.bytes(id.as_bytes()).finish())
    }

    /// The part of the message that names the connection.
    fn id(self, message: &str) -> Option<&str> {
        match self {
            Self::Program | Self::Process => None,
            Self::Named => digits(message.strip_prefix("conn=")),
            Self::InBrackets => {
                let (head, rest) = message.split_once('[')?;
                let id = digits(rest.strip_prefix("conn"))?;
                let is_closed = rest.get(4 + id.len()..)?.starts_with(']');
                // A severity and a component.
                let is_head = head.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
                (is_closed && is_head).then_some(id)
            }
            Self::InAngles => {
                // The number of a thread, and the part of the program.
                let (head, rest) = message.split_once("] <")?;
                let (thread, part) = head.split_once('[')?;
                let is_head = digits(Some(thread)) == Some(thread)
                    && part.bytes().all(|b| b.is_ascii_uppercase());
                rest.split_once("> ").filter(|_| is_head).map(|(id, _)| id)
            }
            Self::Message => id_of_mail(message),
        }
    }
}

/// The digits that a text starts with.
fn digits(text: Option<&str>) -> Option<&str> {
    let text = text?;
    let n = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..n).filter(|digits| !digits.is_empty())
}

/// `4AB8gK3f012345: …`: ten to twenty letters and digits, some of them digits.
fn id_of_mail(message: &str) -> Option<&str> {
    let n = message
        .bytes()
        .take(21)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let id = message.get(..n)?;
    let is_id = (10..=20).contains(&n)
        && message.get(n..)?.starts_with(": ")
        && id.bytes().any(|byte| byte.is_ascii_digit());
    is_id.then_some(id)
}

/// Whether the connection is over.
fn is_end(message: &str) -> bool {
    const ENDS: [&str; 5] = [
        "Connection closed by",
        "Connection reset by",
        "Disconnected from",
        "end connection",
        "disconnect from",
    ];
    ENDS.iter().any(|words| message.starts_with(words))
        || message.contains("] end connection ")
        || message.ends_with(" closed")
}
