//! What only a model finds unusual: how a source behaves, or how sessions go.

use jejak_protocol::FactKey;

use super::story::{Actor, Story, capitalized};
use crate::fact::expected;
use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::ui::normal;

pub(super) fn title(story: &Story<'_>) -> String {
    let lang = story.lang;
    let from = story.actor().from(lang);
    match deviation(story) {
        Some("new_event") => say!(
            lang,
            "Event that a normal day does not have{from}",
            "Kejadian yang tidak ada pada hari biasa{from}",
        ),
        Some("unlikely_event") => say!(
            lang,
            "Events in an unusual order{from}",
            "Urutan kejadian tidak biasa{from}",
        ),
        Some("ends_early") => say!(
            lang,
            "Sessions that end too early{from}",
            "Sesi yang berakhir terlalu cepat{from}",
        ),
        Some("too_long") => say!(
            lang,
            "Sessions far longer than usual{from}",
            "Sesi jauh lebih panjang dari biasa{from}",
        ),
        Some("too_many") => say!(
            lang,
            "Event that comes more often in a session than usual{from}",
            "Kejadian yang lebih sering dari biasa dalam satu sesi{from}",
        ),
        Some("too_few") => say!(
            lang,
            "Event that sessions lack{from}",
            "Kejadian yang kurang dalam sesi{from}",
        ),
        _ => say!(
            lang,
            "Unusual behaviour{from}",
            "Perilaku tidak biasa{from}",
        ),
    }
}

/// `203.0.113.9 behaved unlike what is usual in 3 spans of 10 minutes, with 40 events, …`, or
/// `3 sessions from 203.0.113.9 go another way than on the normal day …`
pub(super) fn sentence(story: &Story<'_>) -> String {
    match deviation(story) {
        Some(code) => of_sessions(story, code),
        None => of_windows(story),
    }
}

fn deviation<'a>(story: &Story<'a>) -> Option<&'a str> {
    story.text(FactKey::Deviation)
}

fn of_sessions(story: &Story<'_>, code: &str) -> String {
    let lang = story.lang;
    let from = match (story.actor(), story.name(FactKey::User)) {
        (Actor::Unnamed, Some(user)) => say!(lang, " of {user}", " milik {user}"),
        (actor, _) => actor.from(lang),
    };
    let n = story.count(FactKey::Sessions).unwrap_or(1).max(1);
    let who = counted(n, Noun::Session, lang);
    let when = story.comma_when();
    let way = match n {
        1 => say!(
            lang,
            "{who}{from} goes another way than on the normal day{when}",
            "{who}{from} berjalan lain dari hari biasa{when}",
        ),
        _ => say!(
            lang,
            "{who}{from} go another way than on the normal day{when}",
            "{who}{from} berjalan lain dari hari biasa{when}",
        ),
    };
    let happened = story.quoted(FactKey::Template);
    let what = match (code, happened) {
        ("new_event", Some(event)) => say!(
            lang,
            " {event} never occurred there.",
            " {event} tidak pernah terjadi di sana.",
        ),
        ("unlikely_event", Some(event)) => say!(
            lang,
            " {event} hardly ever stands there.",
            " {event} hampir tidak pernah ada di situ.",
        ),
        ("ends_early", _) => say!(
            lang,
            " They stop where sessions usually go on.",
            " Berhenti di tempat sesi biasanya berlanjut.",
        ),
        ("too_long", _) => say!(
            lang,
            " No session that was learned was nearly as long.",
            " Tidak satu pun sesi yang dipelajari mendekati panjang itu.",
        ),
        ("too_many" | "too_few", Some(event)) => {
            let times = |key| often(story.measure(key), lang);
            let (came, usual) = (times(FactKey::Actual), times(FactKey::Typical));
            let one = match n {
                1 => "",
                _ => lang.pick(" in one of them", " di salah satunya"),
            };
            match story.measure(FactKey::Actual) {
                Some(n) if n > 0.0 => say!(
                    lang,
                    " {event} came {came}{one}; usual: {usual}.",
                    " {event} muncul {came}{one}; biasanya {usual}.",
                ),
                _ => say!(
                    lang,
                    " {event} is missing{one}; usual: {usual}.",
                    " {event} tidak ada{one}; biasanya {usual}.",
                ),
            }
        }
        _ => String::new(),
    };
    let usual = match story
        .raw(FactKey::Expected)
        .map(|list| expected(list, lang))
    {
        Some(mut expected) if !expected.is_empty() => {
            let first = expected.swap_remove(0);
            say!(
                lang,
                " Usual there: {first}.",
                " Yang biasa di situ: {first}."
            )
        }
        _ => String::new(),
    };
    let example = match story.name(FactKey::Session) {
        Some(session) if n > 1 => {
            say!(
                lang,
                " One of them is {session}.",
                " Salah satunya {session}."
            )
        }
        // A session of an address or a user has its name.
        Some(session) if !from.contains(&session) => {
            say!(lang, " It is {session}.", " Sesi itu {session}.")
        }
        _ => String::new(),
    };
    format!("{}.{what}{usual}{example}", capitalized(&way))
}

/// `3 times`; a count that is not known is none.
fn often(n: Option<f64>, lang: Lang) -> String {
    normal::often(n.unwrap_or(0.0) as u64, lang)
}

fn of_windows(story: &Story<'_>) -> String {
    let lang = story.lang;
    let who = story.actor().subject(lang);
    let events = counted(story.incident.count, Noun::Event, lang);
    let when = story.comma_when();
    let spans = match story.count(FactKey::Actual) {
        None | Some(0) => String::new(),
        Some(1) => say!(lang, " within 10 minutes", " dalam 10 menit",),
        Some(n) => say!(
            lang,
            " in {n} spans of 10 minutes",
            " dalam {n} rentang 10 menit",
        ),
    };
    say!(
        lang,
        "{who} behaved unlike what is usual{spans}, with {events}{when}. A model finds it unusual; no rule tells what it is.",
        "{who} berperilaku tidak seperti biasanya{spans}, dengan {events}{when}. Sebuah model menganggapnya tidak biasa; tidak ada aturan yang menjelaskan apa itu.",
    )
}

pub(super) fn next_steps(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let steps = match deviation(story) {
        Some(_) => [
            lang.pick(
                "Read the lines of the session: is there a reason why it went another way, a deployment or a fault?",
                "Baca baris-baris sesi itu: adakah alasan ia berjalan lain, misalnya rilis baru atau gangguan?",
            ),
            lang.pick(
                "If this is how it should be from now on, learn a normal day that has it.",
                "Jika mulai sekarang memang seharusnya begitu, pelajari hari biasa yang memuatnya.",
            ),
        ],
        None => [
            lang.pick(
                "Read the lines: does anybody know this address, and what it did?",
                "Baca baris-barisnya: adakah yang mengenal alamat ini dan apa yang dilakukannya?",
            ),
            lang.pick(
                "Open the records of this address before that time: what is new in them?",
                "Buka catatan alamat ini sebelum waktu itu: apa yang baru di dalamnya?",
            ),
        ],
    };
    steps.map(str::to_owned).into()
}
