//! Sentences about sign-ins: guessing, fast, slow and over many accounts, and takeover.

use jejak_protocol::{Certainty, FactKey};

use super::story::{Actor, Story, name, quoted, times};
use crate::duration;
use crate::names;
use crate::noun::{Noun, counted};

/// `Password guessing from 203.0.113.5`, or against what it aimed at where no address is named.
pub(super) fn guessing_title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let kind = names::kind_name(story.incident.kind, lang);
    let from = match (story.actor(), story.service()) {
        (Actor::Unnamed, Some(service)) => say!(lang, " against {service}", " terhadap {service}"),
        (actor, _) => actor.from(lang),
    };
    format!("{kind}{from}")
}

pub(super) fn takeover_title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let from = story.intruder().from(lang);
    let is_sure = story.incident.certainty == Certainty::Sure;
    match (story.user().map(name), is_sure) {
        (Some(user), true) => say!(
            lang,
            "Account {user} taken over{from}",
            "Akun {user} diambil alih{from}",
        ),
        (Some(user), false) => say!(
            lang,
            "Account {user} possibly taken over{from}",
            "Akun {user} mungkin diambil alih{from}",
        ),
        (None, true) => say!(
            lang,
            "An account taken over{from}",
            "Sebuah akun diambil alih{from}",
        ),
        (None, false) => say!(
            lang,
            "An account possibly taken over{from}",
            "Sebuah akun mungkin diambil alih{from}",
        ),
    }
}

pub(super) fn brute_force(story: &Story<'_>) -> String {
    let failed = failed_sign_ins(story);
    let n = n_failures(story);
    let rest = format!("{}{}{}", as_whom(story), story.comma_when(), story.pace(n));
    format!("{failed}{rest}{}{}.", no_address(story), told_by(story))
}

/// Why it is told, where the log shows too few tries to say so without it.
fn told_by(story: &Story<'_>) -> String {
    if story.text(FactKey::Sign) != Some("told_guessing") {
        return String::new();
    }
    let told = story.lang.pick(
        "; the log itself calls it guessing",
        "; log itu sendiri menyebutnya tebakan",
    );
    told.to_owned()
}

pub(super) fn slow_brute_force(story: &Story<'_>) -> String {
    let failed = failed_sign_ins(story);
    let n = n_failures(story);
    let spread = match story.incident.range {
        Some(range) if range.span_us() > 0 => {
            let span = duration::rounded(range.span_us(), story.lang);
            say!(
                story.lang,
                ", spread over {span}",
                ", tersebar selama {span}"
            )
        }
        _ => String::new(),
    };
    let rest = format!(
        "{}{spread}{}{}",
        as_whom(story),
        story.comma_when(),
        story.pace(n)
    );
    let why = story.lang.pick(
        ": slow enough to slip past a lockout",
        ": cukup lambat untuk lolos dari pembatasan percobaan",
    );
    format!("{failed}{rest}{}{why}.", no_address(story))
}

pub(super) fn spraying(story: &Story<'_>) -> String {
    let lang = story.lang;
    let actor = story.actor().subject(lang);
    let users = match story.count(FactKey::Users) {
        Some(n) if n > 1 => counted(n, Noun::User, lang),
        _ => lang.pick("many users", "banyak pengguna").to_owned(),
    };
    let failures = match n_failures(story) {
        0 => String::new(),
        n => format!(": {}", counted(n, Noun::Failure, lang)),
    };
    let when = story.comma_when();
    match story.service() {
        Some(service) => say!(
            lang,
            "{actor} tried {users} on {service} with only a few passwords each{failures}{when}.",
            "{actor} mencoba masuk ke {service} sebagai {users}, masing-masing hanya dengan beberapa sandi{failures}{when}.",
        ),
        None => say!(
            lang,
            "{actor} tried {users} with only a few passwords each{failures}{when}.",
            "{actor} mencoba masuk sebagai {users}, masing-masing hanya dengan beberapa sandi{failures}{when}.",
        ),
    }
}

pub(super) fn takeover(story: &Story<'_>) -> String {
    let lang = story.lang;
    let actor = story.intruder().subject(lang);
    let user = match story.user().map(name) {
        Some(user) => say!(lang, " as {user}", " sebagai {user}"),
        None => String::new(),
    };
    let service = to_service(story);
    let at = story
        .time(FactKey::SucceededAt)
        .or(story.incident.range.map(|range| range.end))
        .map_or(String::new(), |at| format!(" {}", story.at(at)));
    let after = match story.count(FactKey::FailuresBefore) {
        Some(n) if n > 0 => {
            let tries = crate::number::exact(n, lang);
            let noun = if n == 1 { "failed try" } else { "failed tries" };
            say!(lang, " after {tries} {noun}", " setelah {tries} kali gagal")
        }
        _ => lang
            .pick(" after failed tries", " setelah beberapa kali gagal")
            .to_owned(),
    };
    let spread = match story.count(FactKey::Sources) {
        Some(n) if n > 1 => Actor::Many(n).from(lang),
        _ => String::new(),
    };
    say!(
        lang,
        "{actor} signed in{service}{user}{at}{after}{spread}: the password may have been guessed.",
        "{actor} berhasil masuk{service}{user}{at}{after}{spread}: sandinya mungkin sudah tertebak.",
    )
}

/// Who failed to sign in to what, and how often: the first half of a sentence.
fn failed_sign_ins(story: &Story<'_>) -> String {
    let lang = story.lang;
    let service = to_service(story);
    let times = times(n_failures(story), lang);
    match story.actor() {
        Actor::Unnamed => say!(
            lang,
            "Sign-ins{service} failed {times}",
            "Upaya masuk{service} gagal {times}",
        ),
        actor => {
            let actor = actor.subject(lang);
            say!(
                lang,
                "{actor} failed to sign in{service} {times}",
                "{actor} gagal masuk{service} {times}",
            )
        }
    }
}

/// What takes the place of an address where the lines name none.
fn no_address(story: &Story<'_>) -> String {
    if story.actor() != Actor::Unnamed {
        return String::new();
    }
    let like = match (story.service(), story.template()) {
        (None, Some(template)) => {
            let template = quoted(template);
            say!(
                story.lang,
                ", in records like {template}",
                ", pada catatan seperti {template}",
            )
        }
        _ => String::new(),
    };
    say!(
        story.lang,
        "{like}; the lines name no address",
        "{like}; baris log tidak menyebut alamat asal",
    )
}

fn n_failures(story: &Story<'_>) -> u64 {
    story
        .count(FactKey::Failures)
        .unwrap_or(story.incident.count)
}

/// `, as 12 different users, most often root`, or `, always as root`.
fn as_whom(story: &Story<'_>) -> String {
    let lang = story.lang;
    match (story.count(FactKey::Users), story.user().map(name)) {
        (Some(n), main) if n > 1 => {
            let n = crate::number::exact(n, lang);
            let main = match main {
                Some(user) => say!(lang, ", most often {user}", ", paling sering {user}"),
                None => String::new(),
            };
            say!(
                lang,
                ", as {n} different users{main}",
                ", memakai {n} nama pengguna{main}",
            )
        }
        (Some(1), Some(user)) if n_failures(story) > 1 => {
            say!(lang, ", always as {user}", ", selalu sebagai {user}")
        }
        (_, Some(user)) => say!(lang, ", as {user}", ", sebagai {user}"),
        _ => String::new(),
    }
}

fn to_service(story: &Story<'_>) -> String {
    // It watches other services' sign-ins, and has none.
    let is_watcher = |service: &&str| service.starts_with("fail2ban");
    match story
        .service()
        .filter(|_| !story.service_text().is_some_and(|it| is_watcher(&it)))
    {
        Some(service) => say!(story.lang, " to {service}", " ke {service}"),
        None => String::new(),
    }
}
