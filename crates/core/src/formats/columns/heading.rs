//! Headings of tables, and where in a table of Windows events their numbers stand.

use super::super::keys::{self, Key};
use super::cells::Fields;
use super::times::moment;
use super::{Dialect, MIN_COLUMNS, measures};

/// What may stand between the values of a table.
pub(super) const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The names of a table's columns.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    names: Vec<String>,
    pub(crate) separator: u8,
}

impl Heading {
    /// A line of names, with what stands between them.
    pub(crate) fn of(line: &str) -> Option<Self> {
        let headings = SEPARATORS.map(|separator| Self {
            names: names(line, separator),
            separator,
        });
        headings
            .into_iter()
            .filter(|heading| heading.names.len() >= MIN_COLUMNS)
            .filter(|heading| heading.names.iter().all(|name| is_name(name)))
            .max_by_key(|heading| heading.names.len())
    }

    /// Where the number of a Windows event stands, if a row holds one.
    pub(crate) fn event_id(&self, row: &str) -> Option<usize> {
        event_id(&self.names, self.separator, row)
    }
}

/// The names of a heading.
pub(super) fn names(line: &str, separator: u8) -> Vec<String> {
    Fields::new(line, separator, Dialect::Quoted)
        .map(|name| name.text.trim().to_owned())
        .collect()
}

/// Where the number of a Windows event stands, if a row holds one.
///
/// The event viewer names five columns in the language of its Windows (level or keywords, time, source,
/// number, category), and gives the sentence without a name behind them.
pub(super) fn event_id(names: &[String], separator: u8, row: &str) -> Option<usize> {
    const VIEWER: (usize, usize) = (5, 3);
    let position = |is: &dyn Fn(&str) -> bool| names.iter().position(|name| is(name));
    let n_values = || Fields::new(row, separator, Dialect::Quoted).count();
    let at = position(&|name| keys::key(name) == Some(Key::EventId))
        .or_else(|| {
            // `Get-WinEvent`
            position(&|name| name.eq_ignore_ascii_case("ProviderName"))?;
            position(&|name| name.eq_ignore_ascii_case("Id"))
        })
        .or_else(|| (names.len() == VIEWER.0 && n_values() > VIEWER.0).then_some(VIEWER.1))?;
    let value = Fields::new(row, separator, Dialect::Quoted).nth(at)?;
    value.text.parse::<u32>().is_ok().then_some(at)
}

/// Where the name stands of who wrote a Windows event, whose number stands at `event_id`.
pub(super) fn provider(names: &[String], event_id: usize) -> Option<usize> {
    let is_one = |name: &String| {
        ["Source", "SourceName", "ProviderName"]
            .iter()
            .any(|own| name.eq_ignore_ascii_case(own))
    };
    let is_viewer = || {
        names
            .get(event_id)
            .is_some_and(|it| keys::key(it).is_none())
    };
    // In the event viewer's table, in a language that is not known, the column before.
    let before = || event_id.checked_sub(1).filter(|_| is_viewer());
    names.iter().position(is_one).or_else(before)
}

/// Whether a heading may hold it: no value looks so.
pub(super) fn is_name(name: &str) -> bool {
    const MAX_BYTES: usize = 60;
    // A series that is named by its labels.
    if name.len() > 1 && name.len() < 512 && !measures::in_parts(name).1.is_empty() {
        return true;
    }
    (1..=MAX_BYTES).contains(&name.len())
        && name.bytes().next().is_some_and(|b| !b.is_ascii_digit())
        && name.parse::<std::net::IpAddr>().is_err()
        && moment(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_events_and_who_wrote_them() {
        let viewer = "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie";
        for (line, row, expected) in [
            (
                "Level,Date and Time,Source,Event ID,Task Category",
                "a,b,c,4625,d,\"e\"",
                Some((3, Some(2))),
            ),
            (viewer, "a,b,c,4625,d,\"e\"", Some((3, Some(2)))),
            (viewer, "a,b,c,4625,d", None),
            (viewer, "a,b,c,x,d,e", None),
            (
                "\"Message\",\"Id\",\"ProviderName\"",
                "\"a, b\",\"1\",\"c\"",
                Some((1, Some(2))),
            ),
            (
                "time,user,host,event_id,message",
                "a,b,c,7,d",
                Some((3, None)),
            ),
            ("time,id,message", "a,7,d", None),
        ] {
            let heading = Heading::of(line).expect("a heading");
            let at = heading.event_id(row);
            let got = at.map(|at| (at, provider(&heading.names, at)));
            assert_eq!(got, expected, "{line}: {row}");
        }
    }
}
