//! docs/formats.md is made of what the formats say of themselves. `JEJAK_BLESS=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jejak_core::formats::Format;
use jejak_words::Lang;
use jejak_words::names::format_name;

const HEAD: &str = "\
# Formats

*Made from the formats themselves by `cargo xtask bless`: change it there.*

Which format a file has is found by looking at some of its lines: the one that reads most of them, of
those that read about as many the one that stands first here. Lines that fit neither their format nor
the record above them are counted and listed, never dropped. What is not here can be described:
[formats of your own](own-formats.md). Stamps without a year take it from the
file's date, those without a zone are in the zone that you choose, for all files or for one:
[times](times.md).

Below each format are lines of it and what is read of them: `…` continues the record above. Then come
near misses with the reason why they are none.

## Containers

Told by their first bytes, whatever the file is called; up to four may lie in each other. A cut or
damaged file is read as far as it goes, and one that grows past 400 times its size (after 256 MiB) or
past 64 GiB is stopped; both are said. Each file of an archive is a file of the analysis with a format,
clock and zone of its own; archives are opened three deep, up to 10,000 files of them in a run. A packed
archive (`.tar.gz`) is unpacked before it is listed, all of a run up to 16 GiB.

| Container | Known by | Notes |
|---|---|---|
";

const CONTAINERS: &[[&str; 3]] = &[
    [
        "gzip",
        "`1F 8B 08`",
        "members that follow each other are one text",
    ],
    ["bzip2", "`BZh`", "as gzip"],
    [
        "xz",
        "`FD 37 7A 58 5A 00`",
        "as gzip; dictionaries up to 256 MiB",
    ],
    [
        "zstd",
        "`28 B5 2F FD`",
        "as gzip; windows up to 128 MiB; no dictionaries, no skippable frames",
    ],
    [
        "tar",
        "a header with a right check sum",
        "ustar, pax and GNU; a cut one is read as far as it goes; sparse files are named and not read",
    ],
    [
        "zip",
        "`50 4B 03 04`",
        "zip64; stored, deflate, bzip2, xz, zstd; without its directory (a cut download) the files are found by their own headers; encrypted files and other methods are named and not read; files that share bytes are left out; office documents and programs are no archives",
    ],
    [
        "UTF-16",
        "its mark `FF FE` or `FE FF`, or zeros in every second byte",
        "either order; decoded while it is read",
    ],
    [
        "Windows event log",
        "`ElfFile`",
        "EVTX; each event is read as a line of JSON with what the system and the event's own data say; the sentences of the event viewer are not in such files",
    ],
    [
        "Windows events in XML",
        "`<Events` or `<Event` with `<System>` in it",
        "what the event viewer saves, `wevtutil qe /f:xml` or `/f:RenderedXml`, `ToXml()` and `evtx_dump` write; each event is read as those of EVTX are, with the viewer's sentence where it is there",
    ],
    [
        "Windows events in a table",
        "a heading with `Event ID`, or the event viewer's five columns in any language, and sentences that go over several lines",
        "what the event viewer saves as CSV or text and `Get-WinEvent` or `Get-EventLog` with `Export-Csv`; each event is read as one line, a line end between quotes as `⏎`; whom a sentence names is read in English. A table without such sentences is a [`csv`](#csv)",
    ],
    [
        "journald export",
        "`__CURSOR=`",
        "`journalctl -o export`; each entry is read as a line of JSON",
    ],
    [
        "JSON array",
        "`[{` or an object that holds one under `Records`, `events`, `value`, …",
        "CloudTrail, exports of cloud consoles; each object is read as a line, however it is spread",
    ],
    [
        "metrics in JSON",
        "`{\"status\":\"success\"` with a `matrix` or `vector`, `{\"results\":{` with frames, `[{\"metric\":{`, `[{\"schema\":{`",
        "what Prometheus' `query` and `query_range` answer, promtool, Grafana's data frames; each sample is read as a line of `metrics`; native histograms are left out",
    ],
];

const TAIL: &str = "
## What is deliberately not supported

Each has a reason, and most a way around it.

| What | Why | Instead |
|---|---|---|
| journald's own files | a binary database whose form changes with the compression that systemd was built with | `journalctl -o export` or `-o json` |
| encrypted archives and office documents | a password has no place in a page that promises to keep nothing | unpack them first |
| event logs of Windows XP and Server 2003 (`.evt`) | the systems that write them have had no support for more than ten years | `wevtutil epl old.evt new.evtx /lf:true` on any Windows makes an EVTX file of them |
| 7z and rar | no reader of them is both maintained and free of unsafe code | unpack them first |
| LZ4 and `compress` (`.Z`) | rare for logs | unpack them first |
| UTF-32, and the old code pages of Windows and East Asia | no log writer is known that writes UTF-32; a code page cannot be told from the bytes, and a wrong guess spoils names without a word | save as UTF-8; lines are read all the same, with � for what is no UTF-8 |
| PDF, office documents, pictures of logs | no text in lines | export as CSV or text |
| the binary logs of databases (MySQL's binlog, PostgreSQL's WAL), packet captures, memory dumps | they are no logs: what happened must be computed from them with the program that wrote them | the text that `mysqlbinlog`, `tshark -T json` or Zeek makes of them |
| CSV without a heading | no name says what a column means; a time in the first columns is still read | add a heading, or describe the columns as a [format of your own](own-formats.md) |
| stamps that count from the start of a program (TCF, `dmesg` without a date, `strace -r`) | nothing in the file says when that was | `dmesg -T`, `strace -tt` |
| which of day and month stands first in `03/04/2026`, where no part is above 12 and neither AM nor PM follows | it is in the settings of the machine that wrote it; the day is taken | describe the format |
| a record that is spread over lines of one JSON object, outside an array | where one ends is not told by a line alone, which is what lets any part of a file be read by itself | `jq -c .` |
";

/// Text in a table: no bar, and control characters by name.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '|' => out.push_str("\\|"),
            '\t' => out.push('⇥'),
            c if c.is_control() || c == '\u{feff}' => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Code in which backquotes may stand.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    let text = cell(text);
    match text.is_empty() {
        true => "(empty)".to_owned(),
        false => format!("{fence}{text}{fence}"),
    }
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for [name, known_by, notes] in CONTAINERS {
        writeln!(text, "| {name} | {known_by} | {notes} |").unwrap();
    }
    text.push_str("\n## Formats\n\n| Name | In words | What writes it |\n|---|---|---|\n");
    for format in Format::ALL {
        let spec = format.spec();
        let name = format_name(&format.id(), Lang::En);
        writeln!(
            text,
            "| [`{0}`](#{0}) | {name} | {1} |",
            spec.id, spec.about
        )
        .unwrap();
    }
    for format in Format::ALL {
        let spec = format.spec();
        write!(
            text,
            "\n### {}\n\n{}. Specification: {}.\n\n",
            spec.id, spec.about, spec.source
        )
        .unwrap();
        text.push_str("| Line | Read as |\n|---|---|\n");
        for (line, reads) in spec.samples.iter().chain(spec.misfits) {
            writeln!(text, "| {} | {} |", code(line), code(reads)).unwrap();
        }
    }
    text + TAIL
}

#[test]
fn every_format_has_a_name_in_both_languages() {
    for format in Format::ALL {
        for lang in [Lang::En, Lang::Id] {
            let name = format_name(&format.id(), lang);
            assert_ne!(name, format.id().0, "{name} has no words");
        }
    }
}

#[test]
fn the_document_says_what_the_formats_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let right = document();
    if std::env::var_os("JEJAK_BLESS").is_some() {
        fs::write(&path, right).unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert_eq!(
        text, right,
        "JEJAK_BLESS=1 cargo test -p jejak-cli --test formats_doc"
    );
}
