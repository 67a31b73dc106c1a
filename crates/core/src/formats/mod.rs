//! The log formats: one file each, with its specification, samples and every reason it can fail.
//!
//! A format is stateless: what a line is depends on the line alone, so that any split of a file
//! gives the same records.

pub mod access;
pub mod alb;
pub mod apache_error;
pub mod app;
pub mod audit;
pub mod columns;
pub mod continuation;
pub mod couchdb;
pub mod custom;
pub mod docker;
pub mod gin;
pub mod json;
pub mod keys;
pub mod layout;
pub mod levels;
pub mod logcat;
pub mod logfmt;
pub mod metrics;
pub mod mysql;
pub mod nginx_error;
pub mod npm;
pub mod plain;
pub mod postgres;
pub mod python;
pub mod redis;
pub mod rfc5424;
pub mod s3;
pub mod spec;
pub mod squid;
pub mod stamps;
pub mod strace;
pub mod syslog;
pub mod timed;
pub mod uwsgi;
pub mod vpc;
pub mod zoraxy;

mod haproxy;
mod named;
mod words;

use jejak_protocol::FormatId;
use serde::{Deserialize, Serialize};

pub use self::layout::Layout;
use self::spec::Spec;
use crate::record::{Line, Misfit};

/// A format that a file can have. Order is the order of preference when two fit equally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Docker's json-file, with the lines of some program inside.
    Docker,
    /// Kubernetes' pods, with the lines of some program inside.
    Cri,
    Rfc5424,
    /// RFC 3164 and rsyslog's ISO stamps: auth.log, secure, messages, syslog.
    Syslog,
    /// Apache and nginx: common, combined, combined with virtual host.
    Access,
    ApacheError,
    NginxError,
    /// Squid's own access log.
    Squid,
    /// AWS' application load balancers.
    Alb,
    /// Amazon S3's server access log.
    S3,
    Uwsgi,
    Gin,
    /// Nginx Proxy Manager.
    Npm,
    Zoraxy,
    CouchDb,
    /// AWS' virtual networks.
    VpcFlow,
    /// Android's.
    Logcat,
    /// System calls of a program.
    Strace,
    /// The kernel's audit log.
    Audit,
    Postgres,
    Mysql,
    Redis,
    /// Samples as Prometheus and OpenMetrics write them.
    Metrics,
    /// W3C extended: IIS.
    W3c,
    Zeek,
    Csv,
    Logfmt,
    Python,
    /// `2026-01-04 10:15:23 ERROR [Module] text` and near relatives.
    App,
    /// One JSON object a line.
    Json,
    /// Anything else with a time in its first columns.
    Timed,
    /// Anything else: each line is a record without time.
    Plain,
    /// What a person described; its [`Layout`] has the description.
    Custom,
}

impl Format {
    /// Those that Jejak knows by itself.
    pub const ALL: [Self; 32] = [
        Self::Docker,
        Self::Cri,
        Self::Rfc5424,
        Self::Syslog,
        Self::Access,
        Self::ApacheError,
        Self::NginxError,
        Self::Squid,
        Self::Alb,
        Self::S3,
        Self::Uwsgi,
        Self::Gin,
        Self::Npm,
        Self::Zoraxy,
        Self::CouchDb,
        Self::VpcFlow,
        Self::Logcat,
        Self::Strace,
        Self::Audit,
        Self::Postgres,
        Self::Mysql,
        Self::Redis,
        Self::Metrics,
        Self::W3c,
        Self::Zeek,
        Self::Csv,
        Self::Logfmt,
        Self::Python,
        Self::App,
        Self::Json,
        Self::Timed,
        Self::Plain,
    ];

    /// What the format says of itself.
    pub const fn spec(self) -> &'static Spec {
        match self {
            Self::Rfc5424 => &rfc5424::SPEC,
            Self::Syslog => &syslog::SPEC,
            Self::Access => &access::SPEC,
            Self::ApacheError => &apache_error::SPEC,
            Self::NginxError => &nginx_error::SPEC,
            Self::Docker => &docker::SPEC,
            Self::Cri => &docker::CRI,
            Self::Squid => &squid::SPEC,
            Self::Alb => &alb::SPEC,
            Self::S3 => &s3::SPEC,
            Self::Uwsgi => &uwsgi::SPEC,
            Self::Gin => &gin::SPEC,
            Self::Npm => &npm::SPEC,
            Self::Zoraxy => &zoraxy::SPEC,
            Self::CouchDb => &couchdb::SPEC,
            Self::VpcFlow => &vpc::SPEC,
            Self::Logcat => &logcat::SPEC,
            Self::Strace => &strace::SPEC,
            Self::Audit => &audit::SPEC,
            Self::Postgres => &postgres::SPEC,
            Self::Mysql => &mysql::SPEC,
            Self::Redis => &redis::SPEC,
            Self::Metrics => &metrics::SPEC,
            Self::W3c => &columns::W3C,
            Self::Zeek => &columns::ZEEK,
            Self::Csv => &columns::CSV,
            Self::Logfmt => &logfmt::SPEC,
            Self::Python => &python::SPEC,
            Self::App => &app::SPEC,
            Self::Json => &json::SPEC,
            Self::Timed => &timed::SPEC,
            Self::Plain => &plain::SPEC,
            Self::Custom => &custom::SPEC,
        }
    }

    /// Stable name, used in output and documentation.
    pub fn id(self) -> FormatId {
        FormatId(self.spec().id.to_owned())
    }

    /// Whether the lines of some other format stand inside.
    pub const fn wraps(self) -> bool {
        matches!(self, Self::Docker | Self::Cri)
    }

    /// Whether it reads what no other format does: it takes nearly any line, so that its share of a
    /// file says nothing against theirs.
    pub const fn is_fallback(self) -> bool {
        matches!(self, Self::Timed | Self::Plain)
    }

    /// Whether it also reads lines that some other format knows more of.
    pub const fn is_lax(self) -> bool {
        matches!(self, Self::App | Self::Timed | Self::Plain)
    }

    /// Reads one line, without its line end and without what it [wraps](Self::wraps). Never fails
    /// and never panics.
    pub fn parse(self, line: &str) -> Line<'_> {
        match self {
            Self::Rfc5424 => rfc5424::parse(line),
            Self::Syslog => syslog::parse(line),
            Self::Access => access::parse(line),
            Self::ApacheError => apache_error::parse(line),
            Self::NginxError => nginx_error::parse(line),
            Self::Docker => docker::parse(line),
            Self::Cri => docker::parse_cri(line),
            Self::Squid => squid::parse(line),
            Self::Alb => alb::parse(line),
            Self::S3 => s3::parse(line),
            Self::Uwsgi => uwsgi::parse(line),
            Self::Gin => gin::parse(line),
            Self::Npm => npm::parse(line),
            Self::Zoraxy => zoraxy::parse(line),
            Self::CouchDb => couchdb::parse(line),
            Self::VpcFlow => vpc::parse(line),
            Self::Logcat => logcat::parse(line),
            Self::Strace => strace::parse(line),
            Self::Audit => audit::parse(line),
            Self::Postgres => postgres::parse(line),
            Self::Mysql => mysql::parse(line),
            Self::Redis => redis::parse(line),
            Self::Metrics => metrics::parse(line),
            // Nothing is known of a line without the heading of its file, or the description.
            Self::W3c | Self::Zeek | Self::Csv | Self::Custom => Line::Misfit(Misfit::NoHeader),
            Self::Logfmt => logfmt::parse(line),
            Self::Python => python::parse(line),
            Self::App => app::parse(line),
            Self::Json => json::parse(line),
            Self::Timed => timed::parse(line),
            Self::Plain => plain::parse(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::spec::describe;
    use super::*;

    #[test]
    fn samples_are_read_as_they_say() {
        let mut wrong = Vec::new();
        for format in Format::ALL {
            let spec = format.spec();
            let lines: Vec<&str> = spec.samples.iter().map(|(line, _)| *line).collect();
            let layout = Layout::of(format, &lines);
            for (line, reads) in spec.samples.iter().chain(spec.misfits) {
                // What another format makes of a misfit is not asked here.
                let got = match (&layout.columns, format.wraps()) {
                    (None, false) => describe(&format.parse(line)),
                    _ => layout.read(line, |line, _| describe(&line)),
                };
                if got != *reads {
                    wrong.push(format!("{}: {line}\n  got {got}\n  not {reads}", spec.id));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_name_is_one_formats() {
        let mut ids: Vec<_> = Format::ALL.iter().map(|format| format.spec().id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Format::ALL.len());
    }

    /// Text near the borders of the grammars: their signs, stamps and words in any order.
    fn nearly_a_line() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "Jan  4 10:15:23",
            "2026-01-04T10:15:23Z",
            "[04/Feb/2024:15:42:45 +0000]",
            "081109 203615",
            "E0104 10:15:23.1 7 a.go:1]",
            "sshd[7]:",
            "host",
            "- -",
            "\"GET / HTTP/1.1\"",
            "200",
            "ERROR",
            "[",
            "]",
            "(",
            "{",
            "}",
            "|",
            ":",
            ",",
            "\"",
            "\\",
            "<34>",
            "<34>1 ",
            "é",
            "\u{1F600}",
            " ",
            "\t",
            "message repeated 2 times: [",
            "{\"time\":",
            "level=error",
            "time=",
            "[pid 7",
            "client ",
            "PHP ",
            "[ID a.b",
            "192.0.2.7",
            "- 1 2 3",
            "77#0:",
            " --- ",
            "I, [",
            "#",
            "name - ",
            "x.ERROR:",
            "ERROR:a.b:",
            "[core:error]",
            "[Sun Jan 04 10:15:23 2026]",
            "2026/01/04 10:15:23",
            "client: 192.0.2.7",
            "{\"log\":\"",
            "\",\"stream\":\"stderr\"",
            "stdout F ",
            "MESSAGE\":[1,2",
            "src_ip=\"",
        ]);
        prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_format(text in prop_oneof![nearly_a_line(), "\\PC{0,120}"]) {
            for format in Format::ALL {
                let ours: Vec<&str> = format.spec().samples.iter().map(|(line, _)| *line).collect();
                if let (Format::Access, Line::Record(record)) = (format, format.parse(&text)) {
                    prop_assert!(record.access.is_some());
                }
                for inner in [None, Some(Format::Json), Some(Format::App)] {
                    let layout = Layout { inner, ..Layout::of(format, &ours) };
                    layout.read(&text, |line, _| {
                        if let Line::Record(record) = &line {
                            prop_assert!(record.repeats >= 1);
                        }
                        Ok(())
                    })?;
                }
            }
        }

        /// What a line is depends on the line alone.
        #[test]
        fn neighbours_do_not_matter(lines in prop::collection::vec(nearly_a_line(), 1..6)) {
            for format in Format::ALL {
                // Columns are read through a layout only.
                let alone: Vec<_> = lines.iter().map(|line| format.parse(line)).collect();
                let mut backwards: Vec<_> = lines.iter().rev().map(|line| format.parse(line)).collect();
                backwards.reverse();
                prop_assert_eq!(alone, backwards);
            }
        }
    }
}
