//! The words of messages: for each [`What`] two sets that share nothing.
//!
//! A wording is a program, a level, and a text with `{slot}`s. Which one of a set a host uses is
//! decided once for the host. Held-out wordings are those of other software for the same thing, so a
//! model that learned words by heart fails on them, and one that learned what matters does not.

mod deeds;
mod machine;
mod network;
mod rights;
mod service;
mod sign_in;

use crate::entry::What;
use crate::spec::Wording;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Level {
    Info,
    Notice,
    Warning,
    Error,
    Critical,
}

/// Program and text.
pub(crate) type Words = (&'static str, &'static str);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Wordings {
    pub(crate) level: Level,
    training: &'static [Words],
    held_out: &'static [Words],
}

const fn words(level: Level, training: &'static [Words], held_out: &'static [Words]) -> Wordings {
    Wordings {
        level,
        training,
        held_out,
    }
}

impl Wordings {
    pub(crate) fn of(what: What) -> Self {
        sign_in::of(what)
            .or_else(|| rights::of(what))
            .or_else(|| machine::of(what))
            .or_else(|| service::of(what))
            .or_else(|| network::of(what))
            .or_else(|| deeds::of(what))
            .expect("every message has words; a test asks for each")
    }

    /// The words of the software whose number it is.
    pub(crate) fn chosen(self, set: Wording, software: u64) -> Words {
        let of = match set {
            Wording::Training => self.training,
            Wording::HeldOut => self.held_out,
        };
        let i = (software % of.len() as u64) as usize;
        of.get(i).copied().expect("no set of words is empty")
    }
}

/// The text with its slots filled. A slot without a value stays, and a test finds it.
pub(crate) fn filled(text: &str, slots: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        match slots.iter().find(|(slot, _)| *slot == name) {
            Some((_, value)) => out.push_str(value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn slots_are_filled_by_name() {
        let slots = [("user", "ann".to_owned()), ("n", "3".to_owned())];
        assert_eq!(filled("{user} {n} {user} {x}", &slots), "ann 3 ann {x}");
    }

    #[test]
    fn the_two_sets_share_no_message() {
        let (mut training, mut held_out) = (BTreeSet::new(), BTreeSet::new());
        for what in ALL {
            let words = Wordings::of(what);
            assert!(
                words.training.len() > 1 && !words.held_out.is_empty(),
                "{what:?}"
            );
            training.extend(words.training.iter().map(|(_, text)| *text));
            held_out.extend(words.held_out.iter().map(|(_, text)| *text));
        }
        let shared: Vec<_> = training.intersection(&held_out).collect();
        assert!(shared.is_empty(), "{shared:?}");
    }

    use What as W;
    const ALL: [What; 57] = [
        W::SignInFailed,
        W::SignInUnknown,
        W::SignInOk,
        W::SignInKey,
        W::SessionOpened,
        W::SessionClosed,
        W::Disconnected,
        W::Probed,
        W::TooManyFailures,
        W::SudoCommand,
        W::SudoFailed,
        W::SudoRefused,
        W::SuOk,
        W::SuFailed,
        W::UserAdded,
        W::UidZero,
        W::GroupAdded,
        W::PasswordChanged,
        W::CronJob,
        W::UnitStarted,
        W::UnitStopped,
        W::UnitFailed,
        W::UnitRestart,
        W::Crashed,
        W::MemoryLow,
        W::OutOfMemory,
        W::DiskHigh,
        W::DiskFull,
        W::DiskFault,
        W::LoadHigh,
        W::PackageUpgraded,
        W::TimeSynced,
        W::CertificateRenewed,
        W::BackupStarted,
        W::BackupDone,
        W::Served,
        W::Slow,
        W::ServeFailed,
        W::Query,
        W::SlowQuery,
        W::DatabaseAway,
        W::TooManyConnections,
        W::JobDone,
        W::JobFailed,
        W::CacheMissed,
        W::MailSent,
        W::MailDeferred,
        W::Blocked,
        W::ConnectionOpened,
        W::ConnectionClosed,
        W::SentOut,
        W::NameAsked,
        W::Ran,
        W::FileChanged,
        W::FileRemoved,
        W::FileScanned,
        W::MalwareFound,
    ];
}
