//! docs/cli.md shows the program's own help: it cannot fall behind. `JEJAK_BLESS=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

const MARK: &str = "<!-- help: ";
const FENCE: &str = "```\n";

/// Columns are those that help has where it goes to no terminal.
fn help(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_jejak"))
        .args([command, "--help"])
        .env_remove("JEJAK_TZ")
        .env_remove("JEJAK_DATA")
        .output()
        .unwrap();
    assert!(output.status.success(), "jejak {command} --help");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().replace("jejak.exe", "jejak") + "\n"
}

/// The text with the help of each mark in the fence below it.
fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        let (command, _) = after.split_once(" -->").unwrap();
        let (_, block) = after.split_once(FENCE).unwrap();
        let (_, after_block) = block.split_once(FENCE).unwrap();
        out += &format!(
            "{before}{MARK}{command} -->\n{FENCE}{}{FENCE}",
            help(command)
        );
        rest = after_block;
    }
    out + rest
}

#[test]
fn the_help_in_docs_is_the_programs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let right = filled(&text);
    assert!(text.matches(MARK).count() >= 1, "no help is shown");
    if std::env::var_os("JEJAK_BLESS").is_some() {
        fs::write(&path, right).unwrap();
        return;
    }
    assert_eq!(
        text, right,
        "JEJAK_BLESS=1 cargo test -p jejak-cli --test documents"
    );
}
