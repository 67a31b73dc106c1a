//! Records of named values: what JSON, logfmt, CSV and their like have in common.
//!
//! In: names with their values, in the order of the line. Out: a [`Record`] by what the names mean
//! ([`keys`]). The first of several values of one meaning counts. It leaves to the formats how names
//! and values are written.

use std::borrow::Cow;
use std::net::IpAddr;

use jejak_protocol::Level;

use super::keys::{self, Key};
use super::{levels, stamps};
use crate::record::{Access, Misfit, Record, Stamp, WindowsEvent};

/// Outcomes of an event that was not let happen.
const REFUSED: [&str; 4] = ["refused", "denied", "failed", "failure"];

/// A scalar; booleans and nulls say nothing that a record holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
}

impl<'a> Value<'a> {
    pub(super) fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }

    /// The number that it is or that its text says.
    fn number(&self) -> Option<f64> {
        match self {
            Self::Text(text) => text.parse().ok(),
            Self::Number(number) => Some(*number),
        }
    }
}

/// The first value of each known meaning.
#[derive(Debug, Default)]
pub(super) struct Named<'a> {
    values: [Option<Value<'a>>; keys::N_KEYS],
    /// Of the first time key that holds one: `time` may also be a duration.
    pub(super) stamp: Option<Stamp>,
    has_bad_time: bool,
    /// What happened was refused; the event's name alone does not say so.
    is_refused: bool,
    /// Levels are counted as ownCloud and Nextcloud do: 0 for debug to 4 for fatal.
    counts_up: bool,
}

impl<'a> Named<'a> {
    pub(super) fn add(&mut self, name: &str, value: Value<'a>) {
        match keys::key(name) {
            Some(key) => self.add_key(key, value),
            None => self.add_by_value(name, &value),
        }
    }

    /// Names that mean something only with some values: `at` is no time in `at=info`, and `address` may
    /// be a street's.
    fn add_by_value(&mut self, name: &str, value: &Value<'a>) {
        let Value::Text(text) = value else { return };
        match name {
            "at" => {
                if let Ok((stamp, _)) = stamps::any(text.as_bytes()) {
                    self.stamp = self.stamp.or(Some(stamp));
                }
            }
            // `src` may be a file, `address` a street's.
            "address" | "src" | "SRC"
                if super::app::without_port(text).parse::<IpAddr>().is_ok() =>
            {
                self.add_key(Key::Source, value.clone());
            }
            "reqId" => self.counts_up = true,
            "outcome" => self.is_refused |= REFUSED.contains(&text.as_ref()),
            _ => (),
        }
    }

    /// `"success": false`: what was asked for did not happen.
    pub(super) fn add_bool(&mut self, name: &str, value: bool) {
        self.is_refused |= name == "success" && !value;
    }

    pub(super) fn add_key(&mut self, key: Key, value: Value<'a>) {
        if key == Key::Time {
            match moment(&value) {
                Some(stamp) => self.stamp = self.stamp.or(Some(stamp)),
                None => self.has_bad_time = true,
            }
        } else if let Some(slot @ None) = self.values.get_mut(key as usize) {
            *slot = Some(value);
        }
    }

    fn get(&self, key: Key) -> Option<&Value<'a>> {
        self.values.get(key as usize)?.as_ref()
    }

    fn take(&mut self, key: Key) -> Option<Value<'a>> {
        self.values.get_mut(key as usize)?.take()
    }

    /// The record; `line` is the message where no value is one, nor a request.
    ///
    /// # Errors
    /// [`Misfit::BadTimestamp`]: time keys, but none whose value is a known stamp.
    pub(super) fn into_record(mut self, line: &'a str) -> Result<Record<'a>, Misfit> {
        if self.stamp.is_none() && self.has_bad_time {
            return Err(Misfit::BadTimestamp);
        }
        let counts_up = self.counts_up;
        let level = self.take(Key::Level).map(|value| match value {
            Value::Number(number) if counts_up && (0.0..5.0).contains(&number) => {
                levels::from_nextcloud(number as u64)
            }
            value => level(&value),
        });
        let (access, request) = self.access();
        let from_status = access
            .as_ref()
            .map(|access| super::access::level(access.status));
        let text = |value: Option<Value<'a>>| value.map(Value::into_text).unwrap_or_default();
        let message = match (self.take(Key::Message), self.take(Key::Event)) {
            (Some(message), _) => message.into_text(),
            (None, Some(event)) if self.is_refused => {
                Cow::Owned(format!("{} refused", event.into_text()))
            }
            (None, Some(event)) => event.into_text(),
            (None, None) => request.unwrap_or(Cow::Borrowed(line)),
        };
        let pid = match self.take(Key::Pid) {
            Some(Value::Text(Cow::Borrowed(pid))) => pid,
            _ => "",
        };
        let event_id = self.take(Key::EventId).and_then(|id| id.number());
        let windows = event_id.map(|id| WindowsEvent {
            id: id as u32,
            text: line,
        });
        Ok(Record {
            stamp: self.stamp,
            level: level.or(from_status).unwrap_or_default(),
            host: text(self.take(Key::Host)),
            process: text(self.take(Key::Process)),
            pid,
            message,
            repeats: 1,
            access,
            source: self
                .take(Key::Source)
                .map(Value::into_text)
                .map(without_port),
            user: self
                .take(Key::User)
                .map(Value::into_text)
                .filter(|user| !matches!(user.as_ref(), "" | "-" | "--")),
            samples: Vec::new(),
            windows,
        })
    }

    /// The request, if the values are one, and its request line.
    ///
    /// `Access` borrows from the line, so values with escapes cannot be part of it and stay empty.
    fn access(&self) -> (Option<Access<'a>>, Option<Cow<'a, str>>) {
        let Some(status) = self.get(Key::Status).and_then(Value::number) else {
            return (None, None);
        };
        let borrowed = |key| match self.get(key) {
            Some(Value::Text(Cow::Borrowed(text))) => *text,
            _ => "",
        };
        let request = borrowed(Key::Request);
        let (method, target, protocol) = match request {
            "" => (
                borrowed(Key::Method),
                borrowed(Key::Target),
                borrowed(Key::Protocol),
            ),
            request => super::access::split_request(request),
        };
        if target.is_empty() || !(0.0..1000.0).contains(&status) {
            return (None, None);
        }
        let bytes = self.get(Key::Bytes).and_then(Value::number);
        let access = Access {
            client: super::app::without_port(borrowed(Key::Source)),
            user: borrowed(Key::User),
            vhost: "",
            method,
            target,
            protocol,
            status: status as u16,
            bytes: bytes.filter(|n| *n >= 0.0).unwrap_or(0.0) as u64,
            referer: borrowed(Key::Referer),
            user_agent: borrowed(Key::UserAgent),
        };
        let line = match request {
            "" => Cow::Owned(format!("{method} {target}")),
            request => Cow::Borrowed(request),
        };
        (Some(access), Some(line))
    }
}

/// The address alone, where a port is glued to it.
fn without_port(source: Cow<'_, str>) -> Cow<'_, str> {
    match source {
        Cow::Borrowed(source) => Cow::Borrowed(super::app::without_port(source)),
        owned @ Cow::Owned(_) => owned,
    }
}

fn moment(value: &Value<'_>) -> Option<Stamp> {
    let number = match value {
        Value::Number(number) => *number,
        Value::Text(text) => match stamps::any(text.as_bytes()) {
            Ok((stamp, _)) => return Some(stamp),
            // journald writes numbers as text.
            Err(Misfit::NoTimestamp) => text.parse().ok()?,
            Err(_) => return None,
        },
    };
    stamps::epoch(number)
}

fn level(value: &Value<'_>) -> Level {
    match value {
        Value::Text(word) => match word.parse() {
            Ok(number) => levels::from_number(number),
            Err(_) => match word.trim() {
                // MongoDB
                "I" => Level::Info,
                "W" => Level::Warning,
                "E" => Level::Error,
                "F" => Level::Critical,
                word => levels::from_word(word).unwrap_or_default(),
            },
        },
        Value::Number(number) if *number >= 0.0 => levels::from_number(*number as u64),
        Value::Number(_) => Level::Unknown,
    }
}
