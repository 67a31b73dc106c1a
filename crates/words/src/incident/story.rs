//! What an incident's facts and entities say, as pieces of a sentence; missing facts are None.

use jejak_protocol::{
    Entity, EntityKind, FactKey, FactValue, Incident, TimestampUs, are_of_windows,
};

use crate::duration;
use crate::lang::Lang;
use crate::noun::{Noun, counted};
use crate::number;
use crate::time::Reader;
use crate::visible::visible_clipped;

/// Longest piece of log text within a sentence, in characters; the facts show it whole.
const N_QUOTED_CHARS: usize = 100;
/// Longest name that stands without quotes: longer ones are hardly names.
const N_NAME_CHARS: usize = 48;
/// From so many tries on, the gap between them says something.
const N_TRIES_FOR_PACE: u64 = 3;

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    One(String),
    Many(u64),
    /// The lines name no address.
    Unnamed,
}

impl Actor {
    /// As the subject of a sentence; `someone` where nobody is named.
    pub(crate) fn subject(&self, lang: Lang) -> String {
        match self {
            Self::One(name) => name.clone(),
            Self::Many(n) => counted(*n, Noun::Address, lang),
            Self::Unnamed => lang.pick("Someone", "Seseorang").to_owned(),
        }
    }

    /// ` from 203.0.113.5`, ` dari 11 alamat`; empty where nobody is named.
    pub(crate) fn from(&self, lang: Lang) -> String {
        match self {
            Self::Unnamed => String::new(),
            named => {
                let subject = named.subject(lang);
                say!(lang, " from {subject}", " dari {subject}")
            }
        }
    }
}

pub(crate) struct Story<'a> {
    pub(crate) incident: &'a Incident,
    pub(crate) reader: Reader<'a>,
    pub(crate) lang: Lang,
}

impl<'a> Story<'a> {
    pub(crate) fn new(incident: &'a Incident, reader: Reader<'a>) -> Self {
        Self {
            incident,
            reader,
            lang: reader.lang,
        }
    }

    /// The raw text of a fact, trimmed; empty text counts as missing.
    pub(crate) fn text(&self, key: FactKey) -> Option<&'a str> {
        match self.incident.facts.get(&key)? {
            FactValue::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The raw text of a fact as it is: a list whose last entry may be empty.
    pub(crate) fn raw(&self, key: FactKey) -> Option<&'a str> {
        match self.incident.facts.get(&key)? {
            FactValue::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn count(&self, key: FactKey) -> Option<u64> {
        match self.incident.facts.get(&key)? {
            FactValue::Count(n) => Some(*n),
            FactValue::Number(x) if x.is_finite() && *x >= 0.0 => Some(x.round() as u64),
            _ => None,
        }
    }

    pub(crate) fn measure(&self, key: FactKey) -> Option<f64> {
        match self.incident.facts.get(&key)? {
            FactValue::Count(n) => Some(*n as f64),
            FactValue::Number(x) if x.is_finite() => Some(*x),
            _ => None,
        }
    }

    pub(crate) fn time(&self, key: FactKey) -> Option<TimestampUs> {
        match self.incident.facts.get(&key)? {
            FactValue::Time(at) => Some(*at),
            _ => None,
        }
    }

    /// A fact as a name within a sentence.
    pub(crate) fn name(&self, key: FactKey) -> Option<String> {
        self.text(key).map(name)
    }

    /// A fact as quoted log text within a sentence.
    pub(crate) fn quoted(&self, key: FactKey) -> Option<String> {
        self.text(key).map(quoted)
    }

    fn entity(&self, kind: EntityKind) -> Option<&'a str> {
        let fits = |entity: &&Entity| entity.kind == kind && !entity.value.trim().is_empty();
        let found = self.incident.entities.iter().find(fits)?;
        Some(found.value.trim())
    }

    /// The address that acted, as the log writes it.
    pub(crate) fn source(&self) -> Option<&'a str> {
        self.text(FactKey::Source)
            .or_else(|| self.entity(EntityKind::SourceAddress))
    }

    pub(crate) fn actor(&self) -> Actor {
        match (self.count(FactKey::Sources), self.source()) {
            (Some(n), _) if n > 1 => Actor::Many(n),
            (_, Some(source)) => Actor::One(name(source)),
            (Some(n), None) if n == 1 => Actor::Many(n),
            _ => Actor::Unnamed,
        }
    }

    /// The address that got in: one, however many had tried before it.
    pub(crate) fn intruder(&self) -> Actor {
        match self.source() {
            Some(source) => Actor::One(name(source)),
            None => Actor::Unnamed,
        }
    }

    /// The user, as the log writes it.
    pub(crate) fn user(&self) -> Option<&'a str> {
        self.text(FactKey::User)
            .or_else(|| self.entity(EntityKind::User))
    }

    pub(crate) fn service_text(&self) -> Option<&'a str> {
        self.text(FactKey::Service)
            .or_else(|| self.entity(EntityKind::Service))
            .or_else(|| self.entity(EntityKind::Process))
    }

    pub(crate) fn service(&self) -> Option<String> {
        self.service_text().map(|service| match service {
            // Who signs in signs in to the machine.
            "Microsoft-Windows-Security-Auditing" | "Microsoft Windows security auditing." => {
                "Windows".to_owned()
            }
            service => name(service),
        })
    }

    /// Whether Windows itself tells of it.
    pub(crate) fn is_of_windows(&self) -> bool {
        are_of_windows(&self.incident.entities)
    }

    pub(crate) fn template(&self) -> Option<&'a str> {
        self.text(FactKey::Template)
            .or_else(|| self.entity(EntityKind::Template))
    }

    /// The name of the first entity, whatever it is.
    pub(crate) fn first_entity(&self) -> Option<&'a Entity> {
        self.incident
            .entities
            .first()
            .filter(|entity| !entity.value.trim().is_empty())
    }

    /// ` on web1`: the host, where the facts tell it.
    pub(crate) fn on_host(&self) -> String {
        match self.name(FactKey::Host) {
            Some(host) => say!(self.lang, " on {host}", " di {host}"),
            None => String::new(),
        }
    }

    /// `on 10 Dec at 09:10`, `between 09:10 and 09:19 on 10 Dec`; empty without a range.
    pub(crate) fn when(&self) -> String {
        let Some(range) = self.incident.range else {
            return String::new();
        };
        if self.reader.is_same_minute(range.start, range.end) {
            return self.at(range.start);
        }
        if self.reader.is_same_day(range.start, range.end) {
            let [start, end] = [range.start, range.end].map(|at| self.reader.clock(at));
            let day = self.reader.day(range.start);
            return say!(
                self.lang,
                "between {start} and {end} on {day}",
                "antara pukul {start} dan {end} pada {day}",
            );
        }
        let [start, end] = [range.start, range.end].map(|at| self.reader.moment(at));
        say!(
            self.lang,
            "between {start} and {end}",
            "antara {start} dan {end}"
        )
    }

    /// The same, after a comma.
    pub(crate) fn comma_when(&self) -> String {
        after(", ", self.when())
    }

    /// The same, after a space.
    pub(crate) fn space_when(&self) -> String {
        after(" ", self.when())
    }

    /// `on 10 Dec at 09:14`.
    pub(crate) fn at(&self, at: TimestampUs) -> String {
        let (day, clock) = (self.reader.day(at), self.reader.clock(at));
        say!(self.lang, "on {day} at {clock}", "pada {day} pukul {clock}")
    }

    /// `, about one try every 2 seconds`: the usual gap, where there are enough tries for one.
    pub(crate) fn pace(&self, n_tries: u64) -> String {
        let Some(FactValue::DurationUs(gap_us)) = self.incident.facts.get(&FactKey::Interval)
        else {
            return String::new();
        };
        if n_tries < N_TRIES_FOR_PACE || *gap_us < 0 {
            return String::new();
        }
        if *gap_us < jejak_protocol::time::US_PER_SECOND {
            return self
                .lang
                .pick(
                    ", in bursts of several a second",
                    ", dalam rentetan beberapa percobaan per detik",
                )
                .to_owned();
        }
        let gap = duration::rounded(*gap_us, self.lang);
        let gap = gap.strip_prefix("1 ").unwrap_or(&gap);
        say!(
            self.lang,
            ", about one try every {gap}",
            ", kira-kira satu percobaan setiap {gap}",
        )
    }
}

/// `once`, `twice`, `532 times`; 0, where nobody counted, is `again and again`.
pub(crate) fn times(n: u64, lang: Lang) -> String {
    match (lang, n) {
        (Lang::En, 0) => "again and again".to_owned(),
        (Lang::En, 1) => "once".to_owned(),
        (Lang::En, 2) => "twice".to_owned(),
        (Lang::En, _) => format!("{} times", number::exact(n, lang)),
        (Lang::Id, 0) => "berulang kali".to_owned(),
        (Lang::Id, _) => format!("{} kali", number::exact(n, lang)),
    }
}

/// ` 3 times` where it is more than once, else nothing.
pub(crate) fn times_if_many(n: u64, lang: Lang) -> String {
    if n > 1 {
        format!(" {}", times(n, lang))
    } else {
        String::new()
    }
}

/// A name from a log within a sentence: as it is when it looks like a name, else quoted, so that
/// the words of a stranger are never read as ours.
pub(crate) fn name(text: &str) -> String {
    let is_plain = text.chars().count() <= N_NAME_CHARS
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-@:/+$[]#%".contains(c));
    if is_plain {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Log text within a sentence.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", visible_clipped(text, N_QUOTED_CHARS))
}

/// The text with a separator before it, or nothing.
pub(crate) fn after(separator: &str, text: String) -> String {
    if text.is_empty() {
        text
    } else {
        format!("{separator}{text}")
    }
}

/// The first letter in upper case; only for our own words, never for names.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        // Our own words open with ASCII letters in both languages.
        Some(first) => format!("{}{}", first.to_ascii_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(items: &[String], lang: Lang) -> String {
    let and = lang.pick(" and ", " dan ");
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first, second] => format!("{first}{and}{second}"),
        [most @ .., last] => {
            let comma = lang.pick("", ",");
            format!("{}{comma}{and}{last}", most.join(", "))
        }
    }
}
