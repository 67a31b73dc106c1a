//! What a record means: the few events that detectors reason about.
//!
//! `classify` is called once per *shape*, not per line: its answer may depend on the program, the
//! level and the constant words of the message only. Values (addresses, users, commands) are only
//! captured, as slices of the message, and read again from every other line of the shape at the
//! same places. A rule whose answer depends on a value says so (`depends_on_value`) and is then
//! asked for every line. Requests of access logs (`record.access`) are always classified one by one.

mod audit;
pub mod auth;
pub mod callers;
mod commands;
pub mod errors;
mod fail2ban;
pub mod gravity;
mod machine;
pub mod network;
mod privilege;
pub mod refusals;
pub mod services;
pub mod signs;
mod text;
pub mod web;
mod windows;
mod wordlist;

use std::borrow::Cow;

use jejak_protocol::EntityKind;
use serde::{Deserialize, Serialize};

pub use signs::Sign;

use crate::record::{Access, Record};

/// What happened, as far as one record can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum EventKind {
    /// A sign-in was refused for its credentials.
    AuthFailure,
    /// A sign-in was accepted.
    AuthSuccess,
    /// sudo ran a command; object: the command.
    SudoCommand,
    /// sudo refused: the user is not in sudoers, or the command is not allowed; object: the command.
    SudoRefused,
    /// sudo: wrong password; object: the command.
    SudoFailed,
    /// su: refused.
    SuFailed,
    /// su: changed to another user; object: the target user.
    SuSuccess,
    /// A user was added to a privileged group; object: the group.
    GroupAdded,
    /// A user with uid 0 was made.
    UidZero,
    /// A request that carries an attack; object: the path; detail: the `AttackClass`.
    WebAttack,
    /// A request answered with 4xx; object: the path.
    WebClientError,
    /// A record at error level or worse; object: the exception class where there is one.
    Error,
    /// A line below a record that names the exception it carries; object: the exception class.
    ExceptionDetail,
    /// A service was started again or exited unexpectedly; object: the service.
    ServiceRestart,
    /// Nothing of the above, but a sign of something: see `Meaning::sign`; object: the command or the
    /// words that give it.
    Sign,
    /// A service turned somebody away: mail, a relay, a query, a host, a client that breaks the rules.
    Refusal,
    /// A firewall refused a packet or connection; object: its target as `address:port`.
    Blocked,
    /// This machine opened a connection to another network; object: its target.
    Outbound,
    /// The kernel says that a port is flooded; object: the port.
    SynFlood,
    /// Much was sent in one answer; object: the path; weight: KiB.
    Transfer,
}

impl EventKind {
    /// Whether the event counts against whoever it names, and makes a line of no level a warning.
    pub const fn is_suspicious(self) -> bool {
        !matches!(
            self,
            Self::AuthSuccess
                | Self::SudoCommand
                | Self::SuSuccess
                | Self::Outbound
                | Self::Transfer
                | Self::Refusal
        )
    }
}

/// What a record means and whom it names. Text is borrowed from the record where it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Meaning<'a> {
    /// None: nothing that a detector asks for, but entities may still be named.
    pub kind: Option<EventKind>,
    pub source: Option<Cow<'a, str>>,
    pub user: Option<Cow<'a, str>>,
    pub object: Option<(EntityKind, Cow<'a, str>)>,
    /// What the record gives away besides.
    pub sign: Option<Sign>,
    /// How much of it one record tells, where it is not once: KiB of a transfer.
    pub weight: Option<u32>,
    /// Kind-specific small value (attack class).
    pub detail: u8,
    /// The answer depends on more than the shape: ask again for every line.
    pub depends_on_value: bool,
}

impl Meaning<'_> {
    /// Whether one such record counts against whoever it names: they were refused, for whatever
    /// reason, or did harm.
    ///
    /// A key that is offered for a user who exists is none: clients offer all they have, and the next
    /// one may fit. Many of them are a matter for the detectors. Nor is what tells again of a failure
    /// that stands in a record before it.
    pub fn is_against(&self) -> bool {
        match self.kind {
            Some(EventKind::AuthFailure) => {
                self.detail & (auth::detail::OFFERED_KEY | auth::detail::TOLD_AGAIN) == 0
            }
            Some(
                EventKind::Refusal
                | EventKind::Blocked
                | EventKind::WebAttack
                | EventKind::WebClientError
                | EventKind::SudoFailed
                | EventKind::SudoRefused
                | EventKind::SuFailed,
            ) => true,
            _ => false,
        }
    }
}

/// What one record means.
///
/// Names that the format itself found (`record.source`, `record.user`) are not repeated here.
pub fn classify<'a>(record: &'a Record<'_>) -> Meaning<'a> {
    if let Some(access) = &record.access {
        return match is_told_elsewhere(record, access) {
            true => Meaning::default(),
            false => web::classify(access),
        };
    }
    let message = record.message.as_ref();
    if let Some((program, _, rest)) = header_of(record) {
        let inner = Record {
            level: record.level,
            process: Cow::Borrowed(program),
            source: record.source.clone(),
            ..Record::default()
        };
        return of_message(rest, &inner);
    }
    of_message(message, record)
}

/// The same for a record of an access log; None for others.
pub(crate) fn classify_request<'a>(
    record: &'a Record<'_>,
    memory: &mut web::Memory,
) -> Option<Meaning<'a>> {
    let access = record.access.as_ref()?;
    Some(match is_told_elsewhere(record, access) {
        true => Meaning::default(),
        false => web::classify_with(access, memory),
    })
}

/// Whether the program itself tells of the refusal, in a line of its own.
fn is_told_elsewhere(record: &Record<'_>, access: &Access<'_>) -> bool {
    matches!(access.status, 401 | 403) && services::repeats_sign_ins(record)
}

/// Program, process id and text of a line that brings a header of its own, where its format found no
/// program or took the host's name in front of one for it.
pub(crate) fn header_of<'a>(record: &'a Record<'_>) -> Option<(&'a str, &'a str, &'a str)> {
    let message = record.message.as_ref();
    let is_header = match record.process.as_ref() {
        "" => true,
        process => message
            .strip_prefix(process)
            .is_some_and(|rest| rest.starts_with(' ')),
    };
    is_header.then(|| header_in(message))?
}

/// `sshd[12]: text` or `host sshd[12]: text` in a line whose format knows no programs.
fn header_in(message: &str) -> Option<(&str, &str, &str)> {
    let (head, rest) = message.split_once("]: ")?;
    let (names, pid) = head.rsplit_once('[')?;
    let program = names.rsplit(' ').next()?;
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-./".contains(&b))
    };
    let is_header = names.split(' ').count() <= 2
        && names.split(' ').all(is_name)
        && !pid.is_empty()
        && pid.bytes().all(|b| b.is_ascii_digit());
    is_header.then_some((program, pid, rest))
}

/// What the general words of a record mean: failure, refusal and invalidity near an address, in the
/// order of [`classify`] without every rule that was made for one service's lines.
pub fn classify_by_words<'a>(record: &'a Record<'_>) -> Meaning<'a> {
    if let Some(access) = &record.access {
        return web::classify(access);
    }
    let message = record.message.as_ref();
    auth::by_words(message, record)
        .or_else(|| refusals::classify(message, record))
        .or_else(|| errors::classify(message, record))
        .unwrap_or_else(|| auth::names_only(message))
}

fn of_message<'a>(message: &'a str, record: &Record<'a>) -> Meaning<'a> {
    // A record about sudo or su is the kernel's, not theirs.
    let is_audit = message.starts_with("USER_") || audit::is_record(message);
    if !is_audit && let Some(meaning) = privilege::classify(message, record) {
        return meaning;
    }
    if let Some(meaning) = audit::classify(message)
        .or_else(|| windows::classify(message, record))
        .or_else(|| fail2ban::classify(message, record))
        .or_else(|| web::of_firewall(message, record))
        .or_else(|| network::classify(message, record))
        .or_else(|| commands::classify(message, record))
        .or_else(|| auth::classify(message, record))
        .or_else(|| commands::in_text(message, record))
        .or_else(|| errors::of_scanner(message))
        .or_else(|| refusals::classify(message, record))
        .or_else(|| refusals::of_service(message, record))
    {
        return meaning;
    }
    errors::classify(message, record).unwrap_or_else(|| auth::names_only(message))
}

/// What a line below a record means (`Continuation` lines): names of exceptions, commands that the
/// audit log adds to a record.
pub fn classify_continuation(line: &str) -> Option<Meaning<'_>> {
    audit::classify_continuation(line).or_else(|| errors::classify_continuation(line))
}
