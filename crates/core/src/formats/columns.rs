//! Formats whose file names its columns: CSV and TSV with a heading, W3C extended logs, Zeek.
//!
//! ```text
//! time,level,user,ip,message
//! 2026-01-04 10:15:23,ERROR,ana,192.0.2.7,"refused, ""again"""
//!
//! #Fields: date time c-ip cs-username cs-method cs-uri-stem cs-uri-query sc-status
//! 2026-01-04 10:15:23 192.0.2.7 - GET /a id=7 404
//!
//! #fields  ts  uid  id.orig_h  id.resp_h  proto
//! 1767521723.25  CHhAvV  192.0.2.7  192.0.2.9  tcp
//! ```
//!
//! Specification: RFC 4180 (with any of `, ; | tab` between values), the W3C extended log file format
//! as IIS and CloudFront write it, Zeek's ASCII writer.
//!
//! The heading is found when the file is planned and goes into its [`Layout`](super::Layout). Values
//! are named by it and read by the names of [`keys`]; without a column that is named for its time,
//! the first whose values are stamps is it. Times of W3C logs are UTC. A value that RFC 4180 spreads
//! over lines goes on in lines that continue the record. Without a message column the whole line is
//! the message. The heading and comments (`#`) are no records. In a table of nothing but a time and
//! numbers ([`measures`]) the numbers are samples of metrics.
//!
//! Fails with [`Misfit::NoHeader`] (no heading in the file, another number of values) and
//! [`Misfit::BadTimestamp`].

mod cells;
mod heading;
mod measures;
mod times;

use std::borrow::Cow;

use jejak_protocol::TimestampUs;
use serde::{Deserialize, Serialize};

use self::cells::{Cell, Fields};
pub(crate) use self::heading::Heading;
use self::heading::is_name;
use self::measures::Measures;
use self::times::{both, joined, moment};
use super::continuation;
use super::keys::{self, Key};
use super::named::{Named, Value};
use super::spec::Spec;
use crate::record::{Line, Misfit, Record, Stamp};

pub const CSV: Spec = Spec {
    id: "csv",
    about: "CSV and TSV with a heading: exports of spreadsheets, Grafana's panels, firewalls, cloud consoles, the Windows event viewer",
    source: "RFC 4180",
    samples: &[
        ("time,level,user,ip,message", "…"),
        (
            "2026-01-04 10:15:23,ERROR,ana,192.0.2.7,\"refused, \"\"again\"\"\"",
            "time=2026-01-04T10:15:23 level=error source=192.0.2.7 user=ana message=refused, \"again\"",
        ),
        (
            "2026-01-04T10:15:24Z,info,,,started",
            "time=2026-01-04T10:15:24Z level=info message=started",
        ),
    ],
    misfits: &[
        ("2026-01-04 10:15:23,ERROR", "NoHeader"),
        ("soon,info,,,x", "BadTimestamp"),
    ],
};

pub const W3C: Spec = Spec {
    id: "w3c",
    about: "W3C extended logs: IIS, Exchange, CloudFront",
    source: "w3.org/TR/WD-logfile",
    samples: &[
        ("#Version: 1.0", "…"),
        (
            "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) sc-status",
            "…",
        ),
        (
            "2026-01-04 10:15:23 192.0.2.1 GET /a id=7 TOKO\\ana 192.0.2.7 Mozilla/5.0+(X11) 404",
            "time=2026-01-04T10:15:23Z level=warning source=192.0.2.7 user=TOKO\\ana client=192.0.2.7 user=TOKO\\ana method=GET target=/a?id=7 status=404 bytes=0 agent=Mozilla/5.0+(X11) message=GET /a?id=7",
        ),
        (
            "2026-01-04 10:15:24 192.0.2.1 POST /b - - 2001:db8::7 - 200",
            "time=2026-01-04T10:15:24Z level=info source=2001:db8::7 client=2001:db8::7 method=POST target=/b status=200 bytes=0 message=POST /b",
        ),
    ],
    misfits: &[("2026-01-04 10:15:23 192.0.2.1", "NoHeader")],
};

pub const ZEEK: Spec = Spec {
    id: "zeek",
    about: "Zeek's logs with tabs (conn.log, http.log, ssh.log, …)",
    source: "docs.zeek.org, ASCII writer",
    samples: &[
        ("#separator \\x09", "…"),
        ("#path\thttp", "…"),
        (
            "#fields\tts\tuid\tid.orig_h\tid.resp_h\tmethod\thost\turi\tuser_agent\tstatus_code",
            "…",
        ),
        (
            "1767521723.250000\tCHhAvV\t192.0.2.7\t192.0.2.9\tGET\tshop.example\t/a?id=7\tcurl/8.5\t404",
            "time=2026-01-04T10:15:23.25Z level=warning host=shop.example process=http source=192.0.2.7 client=192.0.2.7 method=GET target=/a?id=7 status=404 bytes=0 agent=curl/8.5 message=GET /a?id=7",
        ),
        (
            "1767521724.250000\tCHhAvV\t192.0.2.7\t192.0.2.9\t-\t-\t-\t-\t-",
            "time=2026-01-04T10:15:24.25Z process=http source=192.0.2.7 message=1767521724.250000\tCHhAvV\t192.0.2.7\t192.0.2.9\t-\t-\t-\t-\t-",
        ),
    ],
    misfits: &[("1767521723.250000\tCHhAvV", "NoHeader")],
};

/// How values stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Dialect {
    /// RFC 4180: values may be quoted.
    Quoted,
    W3c,
    Zeek,
}

/// The columns that a file names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    dialect: Dialect,
    separator: u8,
    names: Vec<String>,
    keys: Vec<Option<Key>>,
    /// Where the day stands when the time stands beside it.
    date: Option<usize>,
    time: Option<usize>,
    /// Some sampled value goes on in the next line.
    is_spread: bool,
    /// What the file is about: Zeek's path.
    process: String,
    /// Of a table of metrics.
    measures: Measures,
}

/// Fewest columns of a heading. Two words with a comma are a sentence.
const MIN_COLUMNS: usize = 3;

/// Rows that are looked at for what the columns hold.
const N_ROWS: usize = 50;

impl Columns {
    /// The heading of a CSV file: its first line, if it names what a log has and most lines below
    /// have as many values.
    pub(crate) fn csv<'t>(lines: &[impl AsRef<str> + 't]) -> Option<Self> {
        const MIN_SHARE: f64 = 0.5;
        let heading = lines
            .iter()
            .map(AsRef::as_ref)
            // PowerShell says above the heading what the rows were made of.
            .find(|line| !line.is_empty() && !line.starts_with("#TYPE"))?;
        let below = || {
            lines
                .iter()
                .map(AsRef::as_ref)
                .filter(|line| *line != heading && !line.is_empty())
        };
        heading::SEPARATORS
            .into_iter()
            .filter_map(|separator| {
                let names = heading::names(heading, separator);
                let has_names = names.len() > 1 && names.iter().all(|name| is_name(name));
                let mut columns = Self::new(Dialect::Quoted, separator, names);
                columns.find_events(below());
                columns.find_time(below());
                columns.find_measures(below());
                // A time and a number beside it are a table; two words alone are not.
                let is_heading = has_names
                    && (columns.names.len() >= MIN_COLUMNS
                        || columns.measures != Measures::Nothing);
                let n_known = columns.keys.iter().flatten().count();
                if !is_heading || n_known == 0 || columns.time.is_none() {
                    return None;
                }
                let (mut n, mut n_fit) = (0_u32, 0_u32);
                for line in below() {
                    let (n_values, is_open) = columns.count(line);
                    n += 1;
                    n_fit += u32::from(is_open || n_values >= columns.names.len());
                    columns.is_spread |= is_open;
                }
                let fits = columns.is_spread || f64::from(n_fit) >= MIN_SHARE * f64::from(n);
                (n > 0 && n_fit > 0 && fits).then_some(columns)
            })
            .max_by_key(|columns| columns.names.len())
    }

    /// The last `#Fields:` of the lines.
    pub(crate) fn w3c<'t>(lines: &[impl AsRef<str> + 't]) -> Option<Self> {
        let lines = || lines.iter().map(AsRef::as_ref);
        let names = lines().find_map(|line| line.strip_prefix("#Fields:"))?;
        let row = lines().find(|line| !line.starts_with('#') && !line.is_empty())?;
        let separator = if row.contains('\t') { b'\t' } else { b' ' };
        let names = names.split_ascii_whitespace().map(str::to_owned).collect();
        let mut columns = Self::new(Dialect::W3c, separator, names);
        let at = |name: &str| {
            columns
                .names
                .iter()
                .position(|own| own.eq_ignore_ascii_case(name))
        };
        (columns.date, columns.time) = (at("date"), at("time"));
        columns.time.is_some().then_some(columns)
    }

    /// Zeek's `#fields`, with its `#path`.
    pub(crate) fn zeek<'t>(lines: &[impl AsRef<str> + 't]) -> Option<Self> {
        let lines = || lines.iter().map(AsRef::as_ref);
        let names = lines().find_map(|line| line.strip_prefix("#fields\t"))?;
        let names = names.split('\t').map(str::to_owned).collect();
        let mut columns = Self::new(Dialect::Zeek, b'\t', names);
        columns.time = columns.names.iter().position(|name| name == "ts");
        let path = lines().find_map(|line| line.strip_prefix("#path\t"));
        path.unwrap_or_default().clone_into(&mut columns.process);
        columns.time.is_some().then_some(columns)
    }

    fn new(dialect: Dialect, separator: u8, names: Vec<String>) -> Self {
        Self {
            dialect,
            separator,
            keys: names.iter().map(|name| keys::key(name)).collect(),
            names,
            date: None,
            time: None,
            is_spread: false,
            process: String::new(),
            measures: Measures::Nothing,
        }
    }

    /// The column that is named for its time, a day with a time beside it, or the first that holds
    /// stamps in most rows.
    fn find_time<'t>(&mut self, rows: impl Iterator<Item = &'t str>) {
        // Lines of a value that is spread over several are no rows.
        let rows: Vec<Vec<Cell<'_>>> = rows
            .map(|row| Fields::new(row, self.separator, self.dialect).collect())
            .filter(|row: &Vec<_>| row.len() >= self.names.len())
            .take(N_ROWS)
            .collect();
        let share = |holds: &dyn Fn(&[Cell<'_>]) -> bool| {
            rows.iter().filter(|row| holds(row)).count() * 2 >= rows.len().max(1)
        };
        let holds_stamp =
            |at: usize| share(&|row| row.get(at).is_some_and(|cell| moment(&cell.text).is_some()));
        let named = |name: &str| {
            self.names
                .iter()
                .position(|own| own.eq_ignore_ascii_case(name))
        };
        if let (Some(date), Some(time)) = (named("date"), named("time"))
            && share(&|row| joined(row, date, time).is_some())
        {
            (self.date, self.time) = (Some(date), Some(time));
            return;
        }
        let keyed = (0..self.keys.len()).filter(|at| self.keys.get(*at) == Some(&Some(Key::Time)));
        self.time = keyed.chain(0..self.names.len()).find(|at| holds_stamp(*at));
    }

    /// Number and source, if the rows are Windows events.
    fn find_events<'t>(&mut self, mut rows: impl Iterator<Item = &'t str>) {
        let Some(at) = rows.find_map(|row| heading::event_id(&self.names, self.separator, row))
        else {
            return;
        };
        let provider = heading::provider(&self.names, at);
        for (place, key) in [(Some(at), Key::EventId), (provider, Key::Process)] {
            if let Some(slot) = place.and_then(|place| self.keys.get_mut(place)) {
                *slot = Some(key);
            }
        }
    }

    /// What is measured, if the table is one of metrics.
    fn find_measures<'t>(&mut self, rows: impl Iterator<Item = &'t str>) {
        let Some(time) = self.time else { return };
        let rows: Vec<Vec<Cell<'_>>> = rows
            .map(|row| Fields::new(row, self.separator, self.dialect).collect())
            .filter(|row: &Vec<_>| row.len() >= self.names.len())
            .take(N_ROWS)
            .collect();
        let time: Vec<usize> = self.date.into_iter().chain([time]).collect();
        self.measures = Measures::find(&self.names, &self.keys, &time, &rows);
    }

    /// Values of a line, and whether the last one goes on in the next line.
    fn count(&self, line: &str) -> (usize, bool) {
        let (mut n, mut is_open) = (0, false);
        for cell in Fields::new(line, self.separator, self.dialect) {
            n += 1;
            is_open = cell.is_open;
        }
        (n, is_open)
    }

    /// Reads one line and hands on what it is.
    pub(super) fn read<R>(&self, line: &str, take: impl FnOnce(Line<'_>) -> R) -> R {
        let is_comment = match self.dialect {
            Dialect::Quoted => line.starts_with("#TYPE "),
            Dialect::W3c | Dialect::Zeek => line.starts_with('#'),
        };
        if is_comment || self.is_heading(line) {
            return take(Line::Continuation);
        }
        let mut named = Named::default();
        let (mut stem, mut query) = ("", "");
        let (mut day, mut hour) = (None, None);
        let (mut n_values, mut is_open) = (0, false);
        for (at, cell) in Fields::new(line, self.separator, self.dialect).enumerate() {
            n_values += 1;
            is_open = cell.is_open;
            let is_none = matches!(&*cell.text, "" | "-" | "(empty)");
            if Some(at) == self.date {
                day = Some(cell.text);
            } else if Some(at) == self.time {
                hour = Some(cell.text);
            } else if let (false, Some(key)) = (is_none, self.key(at)) {
                match (key, self.dialect, cell.text) {
                    (Key::Time, ..) => {}
                    // `user` may be the share of time that programs got.
                    _ if self.measures != Measures::Nothing => {}
                    (Key::Target, Dialect::W3c, Cow::Borrowed(text)) => stem = text,
                    (Key::Query, Dialect::W3c, Cow::Borrowed(text)) => query = text,
                    (key, _, text) => named.add_key(key, Value::Text(text)),
                }
            }
        }
        if n_values < self.names.len() && !is_open {
            let goes_on = self.is_spread || continuation::follows(line);
            return take(if goes_on {
                Line::Continuation
            } else {
                Line::Misfit(Misfit::NoHeader)
            });
        }
        let stamp = match (&day, &hour) {
            (Some(day), Some(hour)) => both(day, hour),
            (None, Some(hour)) => moment(hour),
            _ => None,
        };
        named.stamp = match (stamp, self.dialect) {
            (None, _) if self.is_spread => return take(Line::Continuation),
            (None, _) => return take(Line::Misfit(Misfit::BadTimestamp)),
            (Some(Stamp::Local(us)), Dialect::W3c) => Some(Stamp::Utc(TimestampUs(us))),
            (stamp, _) => stamp,
        };
        let target = match query {
            "" => Cow::Borrowed(stem),
            query => Cow::Owned(format!("{stem}?{query}")),
        };
        if !stem.is_empty() {
            named.add_key(Key::Target, Value::Text(Cow::Borrowed(&target)));
        }
        if !self.process.is_empty() {
            named.add_key(Key::Process, Value::Text(Cow::Borrowed(&self.process)));
        }
        take(match named.into_record(line) {
            Ok(record) if self.measures == Measures::Nothing => Line::Record(record),
            Ok(record) => {
                let row = Fields::new(line, self.separator, self.dialect);
                let samples = self.measures.samples(&self.names, row);
                Line::Record(Record { samples, ..record })
            }
            Err(misfit) => Line::Misfit(misfit),
        })
    }

    /// The meaning of a column; what stands behind the named ones of the Windows event viewer is the
    /// message.
    fn key(&self, at: usize) -> Option<Key> {
        match self.keys.get(at) {
            Some(key) => *key,
            None => (at == self.keys.len()).then_some(Key::Message),
        }
    }

    fn is_heading(&self, line: &str) -> bool {
        let mut names = self.names.iter();
        self.dialect == Dialect::Quoted
            && Fields::new(line, self.separator, self.dialect)
                .all(|cell| names.next().is_some_and(|name| *name == cell.text.trim()))
            && names.next().is_none()
    }

    /// Names and values of a line.
    pub(crate) fn fields(&self, line: &str, mut take: impl FnMut(&str, &str)) {
        for (name, cell) in self
            .names
            .iter()
            .zip(Fields::new(line, self.separator, self.dialect))
        {
            if cell.text != "-" {
                take(name, &cell.text);
            }
        }
    }
}
