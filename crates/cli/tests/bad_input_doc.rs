//! docs/bad-input.md tells what `jejak analyze` says of inputs that a reader could choke on; it is made
//! by running it. `JEJAK_BLESS=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const HEAD: &str = "\
# Bad input

*Made by running the program, by `cargo xtask bless`: change it there.*

Bad input is ordinary. Each of these files lay in a folder beside a good one of three lines, and
`jejak analyze` read the folder: nothing stops it, the good file is always analysed, and what was wrong
is said in a sentence and, where bytes were lost, by exit status 3. The page says the same sentences;
`tests/browser/cases/bad_input.mjs` drops such files on it. Lines and records are those of the bad file.

| Input | Format | Lines | Records | Exit | What is said |
|---|---|---:|---:|---:|---|
";

const GOOD: &str = "\
2026-01-04T10:00:00Z gerbang sshd[7]: Accepted publickey for rina from 198.51.100.20 port 40022 ssh2
2026-01-04T10:05:00Z gerbang sshd[7]: Disconnected from user rina 198.51.100.20 port 40022
2026-01-04T10:09:00Z gerbang sshd[9]: Server listening on 0.0.0.0 port 22.
";

fn lines(n: usize, made: impl Fn(usize) -> String) -> Vec<u8> {
    let text: Vec<String> = (0..n).map(made).collect();
    (text.join("\n") + "\n").into_bytes()
}

fn app(at: &str, text: &str) -> String {
    format!("{at} INFO [shop] {text}")
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A word without digits, so that every line has a shape of its own.
fn word(mut n: usize) -> String {
    let mut word = String::from("q");
    while n > 0 {
        word.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    word
}

/// Name and content of each input.
fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let minute = |i: usize| format!("2026-01-04 10:{:02}:{:02}", i / 60 % 60, i % 60);
    let ordinary = lines(2_000, |i| app(&minute(i), &format!("order {i} was paid")));
    let packed = gzip(&ordinary);
    let cut = packed.get(..packed.len() / 2).unwrap().to_vec();
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged.get_mut(middle..middle + 64).unwrap().fill(0x55);
    let mut trailed = packed;
    trailed.extend_from_slice(b"what an upload left behind");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(
            String::from_utf8(lines(5, |i| app(&minute(i), "selesai")))
                .unwrap()
                .encode_utf16(),
        )
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut latin = lines(1, |i| app(&minute(i), "before"));
    latin.extend_from_slice(b"2026-01-04 10:00:01 INFO [shop] caf\xe9 \xff\xfe\n");
    let mut nul = lines(1, |i| app(&minute(i), "before"));
    nul.extend_from_slice(b"2026-01-04 10:00:01 INFO [shop] \0\0\0\0 after a power cut\n");
    let long = lines(2, |i| {
        app(&minute(i), &"x".repeat(if i == 0 { 1 << 20 } else { 8 }))
    });
    let hostile = lines(3, |i| {
        app(
            &minute(i),
            "<script>alert(1)</script> \u{1b}[2J \u{202e}gpj.exe =HYPERLINK(\"http://203.0.113.9\")",
        )
    });
    vec![
        ("empty", Vec::new()),
        ("blank lines alone", b"\n  \n\t\n\n".to_vec()),
        (
            "binary",
            (0..4_000_u32).map(|i| (i * 7 % 32) as u8).collect(),
        ),
        (
            "a binary file of systemd's journal",
            b"LPKSHHRH\0\0\0\0".to_vec(),
        ),
        (
            "an event log of Windows XP",
            b"\x30\0\0\0LfLe\x01\0\0\0".to_vec(),
        ),
        ("7z", b"7z\xBC\xAF\x27\x1C\0\x04".to_vec()),
        ("a packet capture", b"\xD4\xC3\xB2\xA1\x02\0\x04\0".to_vec()),
        ("UTF-32", b"\xFF\xFE\0\0a\0\0\0".to_vec()),
        (
            "prose",
            b"Dear all,\nplease find the minutes below.\nRegards\n".to_vec(),
        ),
        ("gzip, cut in the middle", cut),
        ("gzip, damaged in the middle", damaged),
        ("gzip with rubbish behind it", trailed),
        ("gzip of an empty file", gzip(b"")),
        (
            "decompression bomb: 512 MiB of one letter in gzip",
            gzip(&vec![b'a'; 512 << 20]),
        ),
        ("a line of 1 MiB", long),
        (
            "200,000 lines that have nothing in common",
            lines(200_000, |i| app(&minute(i), &word(i))),
        ),
        ("UTF-16 with its mark", utf16),
        ("Latin-1 and other bytes that are no UTF-8", latin),
        ("NUL bytes in a line", nul),
        (
            "hostile: tags, escapes, text turned around, a formula",
            hostile,
        ),
        (
            "a clock in 1970",
            lines(3, |i| app(&format!("1970-01-01 00:00:0{i}"), "start")),
        ),
        (
            "a clock in 2106",
            lines(3, |i| app(&format!("2106-02-07 06:28:0{i}"), "late")),
        ),
        (
            "clocks a century apart",
            lines(2, |i| {
                app(
                    ["1970-01-01 00:00:00", "2106-02-07 06:28:15"][i % 2],
                    "tick",
                )
            }),
        ),
        ("no times at all", lines(3, |i| format!("worker {i} ready"))),
        (
            "a day that is not there",
            lines(3, |i| app(&format!("2026-02-30 10:00:0{i}"), "never")),
        ),
        (
            "no newline at the end",
            app("2026-01-04 10:00:00", "the last").into_bytes(),
        ),
        (
            "CRLF and bare CR",
            b"2026-01-04 10:00:00 INFO [shop] a\r\n2026-01-04 10:00:01 INFO [shop] b\rstill b\r\n"
                .to_vec(),
        ),
    ]
}

/// The row of one input.
fn row(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.log"), content).unwrap();
    fs::write(folder.path().join("good.log"), GOOD).unwrap();
    let modified = "2026-01-05T00:00:00Z".parse::<jiff::Timestamp>().unwrap();
    for file in ["bad.log", "good.log"] {
        let file = fs::File::options()
            .write(true)
            .open(folder.path().join(file))
            .unwrap();
        file.set_modified(modified.into()).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_jejak"))
        .current_dir(folder.path())
        .args(["analyze", "--json", "--tz", "UTC", "."])
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let exit = output.status.code().unwrap();
    assert!(matches!(exit, 0 | 3), "{name}: {stderr}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    let [bad, good] = files.as_slice() else {
        panic!("{name}: {} files", files.len());
    };
    assert_eq!(good["records"], 3, "{name}: the good file is read");
    let said: Vec<&str> = [&bad["notices"], &report["notices"]]
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|notice| notice["text"].as_str())
        .collect();
    let said = if said.is_empty() {
        "–".to_owned()
    } else {
        said.join(" ")
    };
    format!(
        "| {name} | {} | {} | {} | {exit} | {said} |",
        bad["format"].as_str().unwrap_or("–"),
        bad["lines"],
        bad["records"]
    )
}

#[test]
fn the_table_of_bad_input_is_what_the_program_says() {
    let mut right = HEAD.to_owned();
    for (name, content) in inputs() {
        writeln!(right, "{}", row(name, &content)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/bad-input.md");
    if std::env::var_os("JEJAK_BLESS").is_some() {
        fs::write(&path, right).unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert_eq!(
        text, right,
        "JEJAK_BLESS=1 cargo test -p jejak-cli --test bad_input_doc"
    );
}
