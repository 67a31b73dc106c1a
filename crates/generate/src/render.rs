//! An entry as a line of its format.

use crate::cast::Cast;
use crate::clock::written;
use crate::entry::{Body, Entry, Request, Slots, What};
use crate::spec::{Format, Spec};
use crate::wordings::{Level, Wordings, filled};

pub(crate) fn line(entry: &Entry, cast: &Cast, spec: &Spec) -> String {
    match &entry.body {
        Body::Request(request) => access(entry.time_us, request),
        Body::Message { what, slots } => message(entry, *what, slots, cast, spec),
    }
}

fn message(entry: &Entry, what: What, slots: &Slots, cast: &Cast, spec: &Spec) -> String {
    let wordings = Wordings::of(what);
    // Every host has its software; the next host has the next.
    let software = cast.software.wrapping_add(entry.host as u64);
    let (program, text) = wordings.chosen(spec.wording, software);
    let host = cast.hosts.get(entry.host).copied().unwrap_or_default();
    let (text, pid, level) = (filled(text, slots), pid_of(entry, program), wordings.level);
    match spec.format {
        Format::Json => json(entry, pid, level, host, program, slots, text),
        Format::Custom => {
            let time = written(entry.time_us, "%Y-%m-%d %H:%M:%S%.3f");
            let level = format!("[{:<5}]", level.upper());
            format!("{time} {level} {host} {program}({pid}) - {text}")
        }
        Format::Syslog | Format::Access => {
            let time = written(entry.time_us, "%b %e %H:%M:%S");
            match program {
                "kernel" => format!("{time} {host} kernel: {text}"),
                _ => format!("{time} {host} {program}[{pid}]: {text}"),
            }
        }
    }
}

/// Programs of one scene have a process each.
fn pid_of(entry: &Entry, program: &str) -> u64 {
    let number = |sum: u64, byte: u8| (sum * 31 + u64::from(byte)) % 997;
    entry.pid + program.bytes().fold(0, number)
}

fn json(
    entry: &Entry,
    pid: u64,
    level: Level,
    host: &str,
    program: &str,
    slots: &Slots,
    text: String,
) -> String {
    let mut object = serde_json::Map::new();
    let mut put = |key: &str, value: serde_json::Value| object.insert(key.to_owned(), value);
    put(
        "time",
        written(entry.time_us, "%Y-%m-%dT%H:%M:%S%.3fZ").into(),
    );
    put("level", level.lower().into());
    put("host", host.into());
    put("service", program.into());
    put("pid", pid.into());
    for (slot, key) in [("user", "user"), ("ip", "src_ip")] {
        if let Some((_, value)) = slots.iter().find(|(name, _)| *name == slot) {
            put(key, value.clone().into());
        }
    }
    put("message", text.into());
    serde_json::Value::Object(object).to_string()
}

fn access(time_us: i64, request: &Request) -> String {
    let time = written(time_us, "%d/%b/%Y:%H:%M:%S +0000");
    let or_dash = |text: &str| match text {
        "" => "-".to_owned(),
        text => text.to_owned(),
    };
    let Request {
        client,
        method,
        target,
        status,
        bytes,
        agent,
        ..
    } = request;
    let (user, referer) = (or_dash(&request.user), or_dash(&request.referer));
    let agent = or_dash(agent);
    format!(
        "{client} - {user} [{time}] \"{method} {target} HTTP/1.1\" {status} {bytes} \"{referer}\" \"{agent}\""
    )
}

impl Level {
    fn upper(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Notice => "NOTE",
            Self::Warning => "WARN",
            Self::Error => "ERROR",
            Self::Critical => "FATAL",
        }
    }

    fn lower(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }
}
