//! Sentences about requests to a web server: scans and attacks.

use jejak_protocol::{FactKey, IncidentKind};

use super::story::{Story, capitalized, listed};
use crate::fact::attack_classes;
use crate::names;
use crate::noun::{Noun, counted};
use crate::number;

/// More classes than this make a title a list; it then says only that it was an attack.
const N_CLASSES_IN_TITLE: usize = 2;

pub(super) fn title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let from = story.actor().from(lang);
    let classes = classes(story);
    let is_named = story.incident.kind == IncidentKind::WebAttack
        && (1..=N_CLASSES_IN_TITLE).contains(&classes.len());
    let what = if is_named {
        capitalized(&listed(&classes, lang))
    } else {
        names::kind_name(story.incident.kind, lang).to_owned()
    };
    format!("{what}{from}")
}

pub(super) fn scan(story: &Story<'_>) -> String {
    let lang = story.lang;
    let actor = story.actor().subject(lang);
    let requests = requests(story);
    let paths = match story.count(FactKey::Paths) {
        Some(n) if n > 1 => {
            let n = number::exact(n, lang);
            say!(lang, " for {n} different paths", " ke {n} jalur berbeda")
        }
        _ => String::new(),
    };
    let missed = match story.count(FactKey::ClientErrors) {
        Some(n) if n > 1 && n == n_requests(story) => lang
            .pick(
                ", all of them refused or not found",
                ", semuanya ditolak atau tidak ditemukan",
            )
            .to_owned(),
        Some(n) if n > 0 => {
            let n = number::exact(n, lang);
            say!(
                lang,
                ", {n} of them refused or not found",
                ", {n} di antaranya ditolak atau tidak ditemukan",
            )
        }
        _ => String::new(),
    };
    let agent = match story.quoted(FactKey::UserAgent) {
        Some(agent) => say!(
            lang,
            ", with the user agent {agent}",
            ", dengan user agent {agent}",
        ),
        None => String::new(),
    };
    let when = story.comma_when();
    say!(
        lang,
        "{actor} looked for weak spots: {requests}{paths}{missed}{when}{agent}.",
        "{actor} mencari celah: {requests}{paths}{missed}{when}{agent}.",
    )
}

pub(super) fn attack(story: &Story<'_>) -> String {
    let lang = story.lang;
    let actor = story.actor().subject(lang);
    let n = n_requests(story);
    let requests = match n {
        0 => lang
            .pick("attack requests", "permintaan serangan")
            .to_owned(),
        1 => lang
            .pick("an attack request", "satu permintaan serangan")
            .to_owned(),
        _ => {
            let n = number::exact(n, lang);
            say!(lang, "{n} attack requests", "{n} permintaan serangan")
        }
    };
    let classes = match listed(&classes(story), lang) {
        none if none.is_empty() => none,
        list => format!(" ({list})"),
    };
    let path = match story.quoted(FactKey::Path) {
        Some(path) if n == 1 => say!(lang, " for {path}", " ke {path}"),
        Some(path) => say!(lang, ", such as for {path}", ", misalnya ke {path}"),
        None => String::new(),
    };
    let answered = answered(story, n);
    let when = story.comma_when();
    if is_only_looking(story) {
        let requests = self::requests(story);
        return say!(
            lang,
            "{actor} looked for weak spots with {requests}{path}{when}{answered}.",
            "{actor} mencari celah dengan {requests}{path}{when}{answered}.",
        );
    }
    say!(
        lang,
        "{actor} sent {requests}{classes}{path}{when}{answered}.",
        "{actor} mengirim {requests}{classes}{path}{when}{answered}.",
    )
}

/// Whether the server gave the attacker what was asked for: the fact that decides what to do.
fn answered(story: &Story<'_>, n_requests: u64) -> String {
    let lang = story.lang;
    let text = match (story.count(FactKey::Answered), n_requests) {
        (None, _) => "",
        (Some(0), 1) => lang.pick(
            "; it was not answered with success",
            "; permintaan itu tidak dijawab berhasil",
        ),
        (Some(0), _) => lang.pick(
            "; none was answered with success",
            "; tidak ada yang dijawab berhasil",
        ),
        (Some(_), 1) => lang.pick(
            "; it was answered with success",
            "; permintaan itu dijawab berhasil",
        ),
        (Some(1), _) => lang.pick(
            "; one of them was answered with success",
            "; satu di antaranya dijawab berhasil",
        ),
        (Some(n), _) => {
            let n = number::exact(n, lang);
            return say!(
                lang,
                "; {n} of them were answered with success",
                "; {n} di antaranya dijawab berhasil",
            );
        }
    };
    text.to_owned()
}

/// Whether nothing was attacked yet: scanners and probes only ask what is there.
fn is_only_looking(story: &Story<'_>) -> bool {
    let list = story.text(FactKey::AttackClass).unwrap_or_default();
    let mut classes = list.split(',').map(str::trim).peekable();
    classes.peek().is_some_and(|first| !first.is_empty())
        && classes.all(|class| matches!(class, "scanner" | "probe"))
}

fn classes(story: &Story<'_>) -> Vec<String> {
    let list = story.text(FactKey::AttackClass).unwrap_or_default();
    attack_classes(list, story.lang)
}

fn n_requests(story: &Story<'_>) -> u64 {
    story
        .count(FactKey::Requests)
        .unwrap_or(story.incident.count)
}

fn requests(story: &Story<'_>) -> String {
    match n_requests(story) {
        0 => story
            .lang
            .pick("many requests", "banyak permintaan")
            .to_owned(),
        n => counted(n, Noun::Request, story.lang),
    }
}
