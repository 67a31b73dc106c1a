//! Formats that a person described: a regular expression with grok's names in it.
//!
//! ```text
//! %{NOTSPACE:time} \[%{LOGLEVEL:level}\] (?<user>\w+)@%{IP:source} %{GREEDYDATA:message}
//! ```
//!
//! The pattern must fit from the start of the line. Its named groups are the fields, read by the
//! names of [`keys`](super::keys) as those of JSON are: time, level, host, program, user, address,
//! a request; other names are shown and searched. Without a message the whole line is it. The time is
//! any stamp that is known by its form, or one that is described as strftime does.
//!
//! Patterns run on the `regex` crate, whose time is linear in the line whatever the pattern and the
//! line are; what is compiled is bounded.
//!
//! Fails with [`Misfit::NoHeader`] (the pattern does not fit) and [`Misfit::BadTimestamp`].

mod grok;
mod sample;

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use jejak_protocol::custom::{CustomFormat, FormatFault};
use jejak_protocol::{FormatId, TimestampUs};
use jiff::fmt::strtime::BrokenDownTime;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::keys::{self, Key};
use super::named::{Named, Value};
use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Stamp};

pub use self::sample::sample;

/// What stands for all of them where a name is needed at compile time.
pub(super) const SPEC: Spec = Spec {
    id: "custom",
    about: "what a person described with a pattern",
    source: "a pattern of the user's own",
    samples: &[],
    misfits: &[],
};

/// Bytes of a pattern, and of what it is with grok's names spelt out.
const MAX_PATTERN: usize = 4096;
const MAX_EXPANDED: usize = 64 * 1024;

/// Bytes that a compiled pattern may take.
const MAX_COMPILED: usize = 2 << 20;

/// Compiled formats that a thread remembers; a folder of thousands of files asks for the same few.
const N_REMEMBERED: usize = 32;

/// A described format, ready to read lines. Equal when the descriptions are.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "CustomFormat", into = "CustomFormat")]
pub struct Custom(Arc<Compiled>);

struct Compiled {
    format: CustomFormat,
    regex: Regex,
    /// Meaning of each group, by its number; the first is the whole match.
    keys: Vec<Option<Key>>,
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Custom").field(&self.0.format).finish()
    }
}

impl PartialEq for Custom {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.format == other.0.format
    }
}

impl Eq for Custom {}

impl From<Custom> for CustomFormat {
    fn from(custom: Custom) -> Self {
        custom.0.format.clone()
    }
}

/// For serde, which wants an error that can be shown.
#[derive(Debug, thiserror::Error)]
#[error("a described format that cannot be used: {0:?}")]
pub struct Unusable(FormatFault);

impl TryFrom<CustomFormat> for Custom {
    type Error = Unusable;

    fn try_from(format: CustomFormat) -> Result<Self, Unusable> {
        Self::new(&format).map_err(Unusable)
    }
}

thread_local! {
    /// Compiling takes a thousand times longer than reading a line. It never changes a result.
    static REMEMBERED: RefCell<Vec<Custom>> = const { RefCell::new(Vec::new()) };
}

impl Custom {
    /// # Errors
    /// What is wrong with the description.
    pub fn new(format: &CustomFormat) -> Result<Self, FormatFault> {
        let known = REMEMBERED.with_borrow(|all| {
            let same = all.iter().find(|custom| custom.0.format == *format);
            same.cloned()
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let custom = Self(Arc::new(Compiled::new(format)?));
        REMEMBERED.with_borrow_mut(|all| {
            if all.len() >= N_REMEMBERED {
                all.remove(0);
            }
            all.push(custom.clone());
        });
        Ok(custom)
    }

    /// `custom:NAME`.
    pub(super) fn id(&self) -> FormatId {
        FormatId(format!("{}{}", CustomFormat::ID, self.0.format.name))
    }

    /// Reads one line and hands on what it is.
    pub(super) fn read<R>(&self, line: &str, take: impl FnOnce(Line<'_>) -> R) -> R {
        let Some(found) = self.0.regex.captures(line) else {
            let goes_on = continuation::follows(line);
            return take(match goes_on {
                true => Line::Continuation,
                false => Line::Misfit(Misfit::NoHeader),
            });
        };
        let mut named = Named::default();
        for (group, key) in found.iter().zip(&self.0.keys) {
            let (Some(group), Some(key)) = (group, key) else {
                continue;
            };
            let text = group.as_str().trim();
            let is_none = matches!(text, "" | "-");
            match key {
                Key::Time if !self.0.format.time.is_empty() => {
                    let Some(stamp) = self.moment(text) else {
                        return take(Line::Misfit(Misfit::BadTimestamp));
                    };
                    named.stamp = named.stamp.or(Some(stamp));
                }
                _ if is_none => {}
                key => named.add_key(*key, Value::Text(Cow::Borrowed(text))),
            }
        }
        take(match named.into_record(line) {
            Ok(record) => Line::Record(record),
            Err(misfit) => Line::Misfit(misfit),
        })
    }

    /// Names and values of a line.
    pub(crate) fn fields(&self, line: &str, mut take: impl FnMut(&str, &str)) {
        let Some(found) = self.0.regex.captures(line) else {
            return;
        };
        for name in self.0.regex.capture_names().flatten() {
            if let Some(value) = found.name(name) {
                take(name, value.as_str());
            }
        }
    }

    fn moment(&self, text: &str) -> Option<Stamp> {
        let time = BrokenDownTime::parse(&self.0.format.time, text).ok()?;
        // With a zone, or as seconds since 1970.
        if let Ok(at) = time.to_timestamp() {
            return Some(Stamp::Utc(TimestampUs(at.as_microsecond())));
        }
        let part = |part: Option<i8>| part.map(|part| u32::from(part.unsigned_abs()));
        let clock = [time.hour(), time.minute(), time.second()].map(|it| part(it).unwrap_or(0));
        let us = i64::from(time.subsec_nanosecond().unwrap_or(0)) / 1000;
        let year = time.year().map(|year| u32::from(year.unsigned_abs()));
        stamps::wall(year, part(time.month())?, part(time.day())?, clock, us)
    }
}

impl Compiled {
    fn new(format: &CustomFormat) -> Result<Self, FormatFault> {
        let is_named = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let name = format.name.trim();
        if name.is_empty()
            || name.chars().count() > CustomFormat::MAX_NAME
            || !name.chars().all(is_named)
        {
            return Err(FormatFault::Name);
        }
        if format.pattern.trim().is_empty() {
            return Err(FormatFault::NoPattern);
        }
        if format.pattern.len() > MAX_PATTERN {
            return Err(FormatFault::TooLong);
        }
        let expanded = grok::expand(&format.pattern)?;
        if expanded.len() > MAX_EXPANDED {
            return Err(FormatFault::TooLong);
        }
        let regex = RegexBuilder::new(&format!("^(?:{expanded})"))
            .size_limit(MAX_COMPILED)
            .dfa_size_limit(MAX_COMPILED)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => FormatFault::TooLarge,
                error => FormatFault::BadPattern {
                    detail: last_line(&error.to_string()),
                },
            })?;
        let keys: Vec<_> = regex.capture_names().map(|name| key(name?)).collect();
        let says_more = regex
            .capture_names()
            .flatten()
            .any(|name| key(name) != Some(Key::Message));
        if !says_more || regex.is_match("") {
            return Err(FormatFault::NoFields);
        }
        if !format.time.is_empty() {
            if !keys.contains(&Some(Key::Time)) {
                return Err(FormatFault::NoTimeField);
            }
            if !is_time_form(&format.time) {
                return Err(FormatFault::BadTimeForm);
            }
        }
        Ok(Self {
            format: format.clone(),
            regex,
            keys,
        })
    }
}

/// Whether a moment that is written in the form is read back.
fn is_time_form(form: &str) -> bool {
    const SOME_DAY: i64 = 1_767_521_723;
    let Ok(some_day) = jiff::Timestamp::from_second(SOME_DAY) else {
        return false;
    };
    let zoned = some_day.to_zoned(jiff::tz::TimeZone::UTC);
    let written = BrokenDownTime::from(&zoned).to_string(form);
    written.is_ok_and(|written| {
        BrokenDownTime::parse(form, &written).is_ok_and(|time| {
            time.month().is_some() && time.day().is_some() || time.to_timestamp().is_ok()
        })
    })
}

/// What a field of a described format is, by its name.
fn key(name: &str) -> Option<Key> {
    match name {
        // Names that people give to a field without knowing ours.
        "source" | "src" | "address" | "from" => Some(Key::Source),
        "process" => Some(Key::Process),
        name => keys::key(name),
    }
}

/// The part of the library's message that says what is wrong.
fn last_line(text: &str) -> String {
    let last = text.lines().next_back().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests;
