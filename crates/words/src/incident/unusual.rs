//! What only a model finds unusual.

use jejak_protocol::FactKey;

use super::story::Story;
use crate::noun::{Noun, counted};

pub(super) fn title(story: &Story<'_>) -> String {
    let from = story.actor().from(story.lang);
    say!(
        story.lang,
        "Unusual behaviour{from}",
        "Perilaku tidak biasa{from}",
    )
}

/// `203.0.113.9 behaved unlike what is usual in 3 spans of 10 minutes, with 40 events, …`
pub(super) fn sentence(story: &Story<'_>) -> String {
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
    [
        lang.pick(
            "Read the lines: does anybody know this address, and what it did?",
            "Baca baris-barisnya: adakah yang mengenal alamat ini dan apa yang dilakukannya?",
        ),
        lang.pick(
            "Open the records of this address before that time: what is new in them?",
            "Buka catatan alamat ini sebelum waktu itu: apa yang baru di dalamnya?",
        ),
    ]
    .map(str::to_owned)
    .into()
}
