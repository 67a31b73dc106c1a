//! Application logs: a full date, a level, a module or logger, text, in the orders that people use.
//!
//! ```text
//! 2026-01-04 10:15:23 ERROR [Payments] Timeout after 30 s
//! 2026-01-04 10:15:23,123 - shop.cart - WARNING - cart is empty
//! 2026-01-04 10:15:23.123 [main] INFO  org.example.Shop - started
//! [2026-01-04 10:15:23] app.ERROR: refused {"id":7} []
//! 2026/01/04 10:15:23 [error] 77#0: *5 open() failed, client: 192.0.2.7, server: shop
//! [Sun Jan 04 10:15:23.123 2026] [core:error] [pid 7:tid 8] [client 192.0.2.7:5678] AH00126: no
//! ERROR 2026-01-04 10:15:23 text
//! 260104 101523 148 INFO dfs.DataNode: text
//! time="2026-01-04T10:15:23Z" level=error msg="refused" user=ana
//! ```
//!
//! There is no specification; the forms are the defaults of Python logging and loguru, log4j and
//! logback, Monolog, Ruby's Logger, glog, zap and logrus (logfmt), NLog, nginx, Apache, PHP, MySQL
//! and PostgreSQL. Two parts read them: [`opening`] finds the stamp and what is before it,
//! [`header`] takes apart what is between stamp and text; a line of logfmt is [`logfmt`]'s.
//!
//! Yields stamp, level (unknown where no level word stands in the header), process (module or
//! logger), process id, host (`stamp host-1 ERROR module: …`), message, and the source address
//! that Apache and nginx put into their error lines. A level word in lower case that reads as part
//! of the text (`… error opening file`) gives the level and stays in the message.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`], and [`Misfit::NoHeader`]: a stamp
//! that alone proves little (digits only, or syslog's) without a level after it.

mod header;
mod opening;
mod words;

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, logfmt};
use crate::record::{Line, Misfit, Record, Stamp};

pub const SPEC: Spec = Spec {
    id: "app",
    about: "Application logs with a full date: Python logging, loguru, log4j, logback, Spring, Monolog (Laravel, Symfony), Ruby, Go's log, zap, glog, NLog, Hadoop, fail2ban and whatever puts date, level and module before its text",
    source: "the default patterns of these loggers",
    samples: &[
        (
            "2026-01-04 10:15:23 ERROR [Payments] Timeout after 30 s",
            "time=2026-01-04T10:15:23 level=error process=Payments message=Timeout after 30 s",
        ),
        (
            "2026-01-04 10:15:23,123 - shop.cart - WARNING - cart is empty",
            "time=2026-01-04T10:15:23.123 level=warning process=shop.cart message=cart is empty",
        ),
        (
            "2026-01-04 10:15:23.123 [main] INFO  org.example.Shop - started",
            "time=2026-01-04T10:15:23.123 level=info process=org.example.Shop message=started",
        ),
        (
            "2026-01-04T10:15:23.123+07:00  INFO 77 --- [  main] c.e.Shop   : started",
            "time=2026-01-04T03:15:23.123Z level=info process=c.e.Shop pid=77 message=started",
        ),
        (
            "[2026-01-04 10:15:23] production.ERROR: refused {\"id\":7} []",
            "time=2026-01-04T10:15:23 level=error process=production message=refused {\"id\":7} []",
        ),
        (
            "I, [2026-01-04T10:15:23.123456 #77]  INFO -- : Started GET",
            "time=2026-01-04T10:15:23.123456 level=info pid=77 message=Started GET",
        ),
        (
            "2026/01/04 10:15:23 main.go:23: listening on :80",
            "time=2026-01-04T10:15:23 process=main.go message=listening on :80",
        ),
        (
            "2026-01-04T10:15:23.123Z\tWARN\tapi/server.go:12\tslow\t{\"ms\": 900}",
            "time=2026-01-04T10:15:23.123Z level=warning process=api/server.go message=slow\t{\"ms\": 900}",
        ),
        (
            "E0104 10:15:23.123456   77 server.go:12] refused",
            "time=01-04T10:15:23.123456 level=error process=server.go pid=77 message=refused",
        ),
        (
            "2026-01-04 10:15:23,388 fail2ban.actions        [1234]: NOTICE  [sshd] Ban 192.0.2.7",
            "time=2026-01-04T10:15:23.388 level=notice process=fail2ban.actions pid=1234 message=[sshd] Ban 192.0.2.7",
        ),
        ("Caused by: java.io.IOException: x", "…"),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("2026-02-30 10:15:23 ERROR x", "BadTimestamp"),
        ("081109 203615 148 blocks", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    if let Some(record) = logfmt::in_between(line) {
        return record;
    }
    let opening = opening::read(line)?;
    let header = header::read(&opening);
    if opening.needs_level && header.level.is_none() {
        return Err(Misfit::NoHeader);
    }
    Ok(with_header(opening.stamp, header))
}

/// What is read behind a stamp that another format found.
pub(super) fn after_stamp<'a>(stamp: Stamp, level: Option<Level>, rest: &'a str) -> Record<'a> {
    let mut opening = opening::Opening::new(stamp, rest);
    opening.level = level;
    with_header(stamp, header::read(&opening))
}

fn with_header<'a>(stamp: Stamp, header: header::Header<'a>) -> Record<'a> {
    Record {
        stamp: Some(stamp),
        level: header.level.unwrap_or_default(),
        host: Cow::Borrowed(header.host),
        process: Cow::Borrowed(header.process),
        pid: header.pid,
        message: Cow::Borrowed(header.message),
        repeats: 1,
        access: None,
        source: header.source.map(Cow::Borrowed),
        user: None,
        samples: Vec::new(),
        windows: None,
    }
}

pub(super) use opening::container;
pub(super) use words::{is_id, without_port};

/// The level word that a line without a time starts with, as plain text logs have it: `ERROR: x`,
/// `[WARN] x`; and none where the word is part of a sentence.
pub(super) fn leading_level(line: &str) -> Option<Level> {
    header::leading_level(line)
}

#[cfg(test)]
mod tests;
