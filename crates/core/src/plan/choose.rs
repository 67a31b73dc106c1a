//! Which format sampled lines have, and how its stamps tell the time.

use std::borrow::Cow;

use jejak_protocol::custom::CustomFormat;

use super::Clock;
use super::text::is_control;
use crate::formats::custom::Custom;
use crate::formats::layout::Fit;
use crate::formats::{Format, Layout};
use crate::record::{Line, Stamp};
use crate::sessions::{self, SessionKey};

/// A format must read at least this share of the lines that start something. Below it, more lines
/// would be set aside as misfits than read, and plain text, which reads all, serves better.
const MIN_SHARE: f64 = 0.5;

/// A format earlier in [`Format::ALL`] is preferred while it reads at most this much less than
/// another: the stricter format knows more of its lines, and a few broken lines, which a laxer one
/// also takes, must not tip the balance.
const TOLERANCE: f64 = 0.1;

/// How the lines are built, and the share of lines that fit it.
pub(super) fn layout(lines: &[Cow<'_, str>], described: &[CustomFormat]) -> (Layout, f64) {
    let (mut layout, share) = match own(lines, described) {
        Some((own, share)) => {
            let known = best(lines);
            // What a person described is meant, unless a known format reads clearly more.
            let is_beaten = !known.0.format.is_fallback() && share < known.1 - TOLERANCE;
            if is_beaten { known } else { (own, share) }
        }
        None => best(lines),
    };
    layout.also = also(&layout, lines);
    if layout.format.wraps() {
        let inside = lines.iter().filter_map(|line| layout.inner_text(line));
        let inside: Vec<_> = inside.map(Cow::Owned).collect();
        let inner = best(&inside).0;
        // Of what a runtime wraps no heading is known: it may lie in another file.
        let is_read = !inner.format.wraps() && inner.columns.is_none();
        layout.inner = is_read.then_some(inner.format);
    }
    (layout, share)
}

/// The described format that reads most of the lines; of equals the first.
fn own(lines: &[Cow<'_, str>], described: &[CustomFormat]) -> Option<(Layout, f64)> {
    // A description that cannot be used was refused where it was made.
    let usable = described.iter().filter_map(|it| Custom::new(it).ok());
    let shares = usable.map(|custom| {
        let layout = Layout::from(custom);
        let share = share(&layout, lines);
        (layout, share)
    });
    shares
        .filter(|(_, share)| *share >= MIN_SHARE)
        .reduce(|first, next| if next.1 > first.1 { next } else { first })
}

fn best(lines: &[Cow<'_, str>]) -> (Layout, f64) {
    let shares: Vec<_> = Format::ALL
        .into_iter()
        .filter(|format| !format.is_fallback())
        .map(|format| {
            let layout = Layout::of(format, lines);
            let share = share(&layout, lines);
            (layout, share)
        })
        .collect();
    let best = shares.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    shares
        .into_iter()
        .find(|(_, share)| *share >= MIN_SHARE && *share >= best - TOLERANCE)
        .unwrap_or_else(|| {
            let timed = Layout::from(Format::Timed);
            match share(&timed, lines) {
                share if share >= MIN_SHARE => (timed, share),
                _ => (Format::Plain.into(), readable_share(lines)),
            }
        })
}

/// Formats that are told by their form alone, so that their lines are known between others: a proxy
/// writes requests and errors into one file, a container's runtime the lines of several programs.
const TOLD_APART: [Format; 9] = [
    Format::Rfc5424,
    Format::Access,
    Format::NginxError,
    Format::Gin,
    Format::Npm,
    Format::Zoraxy,
    Format::CouchDb,
    Format::Logfmt,
    Format::Json,
];

/// A format between others has at least this share of the lines: fewer are strays.
const MIN_ALSO: f64 = 0.05;

/// Which of them have lines in a file of another format.
fn also(layout: &Layout, lines: &[Cow<'_, str>]) -> Vec<Format> {
    let is_single = layout.format.wraps() || layout.columns.is_some() || layout.custom.is_some();
    if is_single || lines.is_empty() {
        return Vec::new();
    }
    // Of what reads nearly all lines and knows its own, nothing lies between.
    if !layout.format.is_lax() && share(layout, lines) > 1.0 - MIN_ALSO {
        return Vec::new();
    }
    let n_of = |format: &Format| {
        let layout = Layout::from(*format);
        let fit = |line: &&Cow<'_, str>| layout.fits(line) == Fit::Record;
        lines.iter().filter(fit).count()
    };
    let others = TOLD_APART
        .into_iter()
        .filter(|format| *format != layout.format);
    others
        .filter(|format| n_of(format) as f64 >= MIN_ALSO * lines.len() as f64)
        .collect()
}

/// What ties the lines together.
pub(super) fn session(layout: &Layout, lines: &[Cow<'_, str>]) -> Option<SessionKey> {
    sessions::find(|look| {
        for line in lines {
            layout.read(line, |line, _| {
                if let Line::Record(record) = line {
                    look(&record);
                }
            });
        }
    })
}

/// Share of records among records and misfits, in [0, 1].
fn share(layout: &Layout, lines: &[Cow<'_, str>]) -> f64 {
    let (mut n_records, mut n_misfits) = (0_u32, 0_u32);
    for line in lines {
        match layout.fits(line) {
            Fit::Record => n_records += 1,
            Fit::Misfit => n_misfits += 1,
            Fit::Continuation => {}
        }
    }
    f64::from(n_records) / f64::from((n_records + n_misfits).max(1))
}

/// Share of lines without control bytes and broken characters, in [0, 1].
fn readable_share(lines: &[Cow<'_, str>]) -> f64 {
    let is_readable = |line: &&Cow<'_, str>| {
        !line.bytes().any(is_control) && !line.contains(char::REPLACEMENT_CHARACTER)
    };
    lines.iter().filter(is_readable).count() as f64 / lines.len().max(1) as f64
}

/// What stamps of the lines leave out.
pub(super) struct Clocks {
    pub(super) clock: Clock,
    pub(super) assumes_zone: bool,
}

pub(super) fn clock(layout: &Layout, lines: &[Cow<'_, str>]) -> Clocks {
    let (mut n_utc, mut n_local, mut n_yearless, mut n_dayless) = (0, 0, 0, 0);
    for line in lines {
        let stamp = layout.read(line, |line, _| match line {
            Line::Record(record) => record.stamp,
            Line::Continuation | Line::Misfit(_) => None,
        });
        match stamp {
            Some(Stamp::Utc(_)) => n_utc += 1,
            Some(Stamp::Local(_)) => n_local += 1,
            Some(Stamp::Dayless(_)) => n_dayless += 1,
            Some(Stamp::Yearless(_)) => n_yearless += 1,
            None => {}
        }
    }
    Clocks {
        clock: if n_yearless > n_utc + n_local + n_dayless {
            Clock::Yearless
        } else if n_dayless > n_utc + n_local + n_yearless {
            Clock::Dayless
        } else {
            Clock::Full
        },
        // One open stamp is enough: a time that is hours off must be said.
        assumes_zone: n_local + n_yearless + n_dayless > 0,
    }
}
