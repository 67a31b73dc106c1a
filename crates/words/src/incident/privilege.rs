//! Sentences about privileges: sudo and su, groups, user id 0.

use jejak_protocol::FactKey;

use super::story::{Story, after, capitalized, name, times_if_many};
use crate::names;

/// The known values of `FactKey::Act`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    SudoRefused,
    SudoFailed,
    SuFailed,
    FirstSudo,
    GroupAdded,
    UidZero,
}

impl Act {
    /// The first known act of an incident.
    pub(super) fn of(story: &Story<'_>) -> Option<Self> {
        let acts = story.text(FactKey::Act)?;
        acts.split(',').find_map(|act| match act.trim() {
            "sudo_refused" => Some(Self::SudoRefused),
            "sudo_failed" => Some(Self::SudoFailed),
            "su_failed" => Some(Self::SuFailed),
            "first_sudo" => Some(Self::FirstSudo),
            "group_added" => Some(Self::GroupAdded),
            "uid_zero" => Some(Self::UidZero),
            _ => None,
        })
    }

    const fn key(self) -> &'static str {
        match self {
            Self::SudoRefused => "sudo_refused",
            Self::SudoFailed => "sudo_failed",
            Self::SuFailed => "su_failed",
            Self::FirstSudo => "first_sudo",
            Self::GroupAdded => "group_added",
            Self::UidZero => "uid_zero",
        }
    }
}

/// The tool after which the acts are called.
const SUDO: &str = "sudo";

/// The tool that was used: sudo, or another that does the same.
fn tool<'a>(story: &Story<'a>) -> &'a str {
    story.text(FactKey::Service).unwrap_or(SUDO)
}

pub(super) fn title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let act = match (Act::of(story), story.name(FactKey::Group)) {
        (Some(Act::GroupAdded), Some(group)) => say!(
            lang,
            "added to the group {group}",
            "ditambahkan ke grup {group}",
        ),
        (Some(act), _) => names::act_name(act.key(), lang)
            .unwrap_or_default()
            .replace(SUDO, tool(story)),
        (None, _) => {
            let kind = names::kind_name(story.incident.kind, lang);
            return match story.user().map(name) {
                Some(user) => say!(lang, "{kind} by {user}", "{kind} oleh {user}"),
                None => kind.to_owned(),
            };
        }
    };
    match story.user().map(name) {
        Some(user) => format!("{user}: {act}"),
        None if act.starts_with("su") => act,
        None => capitalized(&act),
    }
}

pub(super) fn sentence(story: &Story<'_>) -> String {
    let lang = story.lang;
    let user = match story.user() {
        Some(user) => name(user),
        None => lang.pick("Someone", "Seseorang").to_owned(),
    };
    let Some(act) = Act::of(story) else {
        let command = after(": ", story.quoted(FactKey::Command).unwrap_or_default());
        let place = format!("{}{}", story.on_host(), story.comma_when());
        return say!(
            lang,
            "{user} gained more rights, or tried to{place}{command}.",
            "{user} memperoleh hak lebih besar, atau mencobanya{place}{command}.",
        );
    };
    match act {
        Act::SudoRefused | Act::SudoFailed | Act::SuFailed => failed(story, act, &user),
        Act::FirstSudo | Act::GroupAdded | Act::UidZero => gained(story, act, &user),
    }
}

/// The act as a short clause for the verdict; None where the act is not known.
pub(crate) fn clause(story: &Story<'_>, user: &str) -> Option<String> {
    let (lang, tool) = (story.lang, tool(story));
    Some(match Act::of(story)? {
        Act::SudoRefused => say!(
            lang,
            "{user} was refused {tool}",
            "{user} ditolak memakai {tool}",
        ),
        Act::SudoFailed => say!(
            lang,
            "{user} gave a wrong password for {tool}",
            "{user} salah memasukkan sandi {tool}",
        ),
        Act::SuFailed => say!(
            lang,
            "{user} failed to switch to another user",
            "{user} gagal berganti pengguna",
        ),
        Act::FirstSudo => say!(
            lang,
            "{user} used {tool} for the first time",
            "{user} memakai {tool} untuk pertama kalinya",
        ),
        Act::GroupAdded => match story.name(FactKey::Group) {
            Some(group) => say!(
                lang,
                "{user} was added to the group {group}",
                "{user} ditambahkan ke grup {group}",
            ),
            None => say!(
                lang,
                "{user} was added to a privileged group",
                "{user} ditambahkan ke grup berhak khusus",
            ),
        },
        Act::UidZero => say!(
            lang,
            "{user} was given user id 0",
            "{user} diberi id pengguna 0",
        ),
    })
}

/// A privilege that was asked for and not given.
fn failed(story: &Story<'_>, act: Act, user: &str) -> String {
    let (lang, tool) = (story.lang, tool(story));
    let times = times_if_many(story.incident.count, lang);
    let place = format!("{}{}", story.on_host(), story.comma_when());
    let command = story.quoted(FactKey::Command);
    match (act, command) {
        (Act::SudoRefused, Some(command)) => say!(
            lang,
            "{user} tried to run {command} with {tool}{times} without being allowed to{place}.",
            "{user} mencoba menjalankan {command} dengan {tool}{times} padahal tidak diizinkan{place}.",
        ),
        (Act::SudoRefused, None) => say!(
            lang,
            "{user} tried to use {tool}{times} without being allowed to{place}.",
            "{user} mencoba memakai {tool}{times} padahal tidak diizinkan{place}.",
        ),
        (Act::SuFailed, _) => say!(
            lang,
            "{user} failed to switch to another user with su{times}{place}.",
            "{user} gagal berganti pengguna dengan su{times}{place}.",
        ),
        (_, Some(command)) => say!(
            lang,
            "{user} gave a wrong password for {tool}{times}, to run {command}{place}.",
            "{user} salah memasukkan sandi {tool}{times}, untuk menjalankan {command}{place}.",
        ),
        (_, None) => say!(
            lang,
            "{user} gave a wrong password for {tool}{times}{place}.",
            "{user} salah memasukkan sandi {tool}{times}{place}.",
        ),
    }
}

/// A privilege that was used for the first time or given.
fn gained(story: &Story<'_>, act: Act, user: &str) -> String {
    let (lang, tool) = (story.lang, tool(story));
    let place = format!("{}{}", story.on_host(), story.space_when());
    let comma_place = format!("{}{}", story.on_host(), story.comma_when());
    match act {
        Act::GroupAdded => match story.name(FactKey::Group) {
            Some(group) => say!(
                lang,
                "{user} was added to the group {group}{place} and so gained more rights.",
                "{user} ditambahkan ke grup {group}{place} sehingga memperoleh hak lebih besar.",
            ),
            None => say!(
                lang,
                "{user} was added to a privileged group{place} and so gained more rights.",
                "{user} ditambahkan ke grup berhak khusus{place} sehingga memperoleh hak lebih besar.",
            ),
        },
        Act::UidZero => say!(
            lang,
            "{user} was given user id 0 and with it all rights of root{comma_place}.",
            "{user} diberi id pengguna 0, yang berarti semua hak root{comma_place}.",
        ),
        _ => {
            let place = comma_place;
            match story.quoted(FactKey::Command) {
                Some(command) => say!(
                    lang,
                    "{user} used {tool} for the first time in these logs, to run {command}{place}.",
                    "{user} memakai {tool} untuk pertama kalinya di log ini, menjalankan {command}{place}.",
                ),
                None => say!(
                    lang,
                    "{user} used {tool} for the first time in these logs{place}.",
                    "{user} memakai {tool} untuk pertama kalinya di log ini{place}.",
                ),
            }
        }
    }
}
