//! How the program behaves around the analysis: exit statuses, outputs, colours, threads, pipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `jejak` in a folder, without what the environment says of languages, zones and colours.
fn jejak(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jejak"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "JEJAK_TZ", "JEJAK_DATA"] {
        command.env_remove(name);
    }
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    jejak(folder).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn sample(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/samples/break-in");
    fs::read_to_string(root.join(name)).unwrap()
}

/// A folder with the sample's auth.log.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("auth.log"), sample("auth.log")).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    folder
}

/// `args` end with `status`; standard error holds `says`, or nothing when that is empty.
#[track_caller]
fn check(args: &[&str], status: i32, says: &str) {
    let folder = folder();
    let output = run(folder.path(), args);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{args:?}: {stderr}");
    assert!(stderr.contains(says), "{args:?}: {stderr}");
    assert!(!stderr.contains("panicked"), "{args:?}: {stderr}");
    if says.is_empty() {
        assert_eq!(stderr, "", "{args:?}");
    }
}

#[test]
fn exit_statuses() {
    check(&["analyze", "auth.log"], 0, "");
    check(&["analyze", "auth.log", "--fail-on", "critical"], 1, "");
    check(&["analyze", "."], 0, "");
    check(&[], 2, "Usage");
    check(&["analyze"], 2, "FILE");
    check(&["analyze", "auth.log", "--json", "--md"], 2, "--md");
    check(
        &["analyze", "auth.log", "--tz", "Mars/Phobos"],
        2,
        "Asia/Jakarta",
    );
    check(&["analyze", "auth.log", "--lang", "fr"], 2, "`en` or `id`");
    check(&["analyze", "auth.log", "--jobs", "0"], 2, "--jobs");
    check(
        &["analyze", "gone.log"],
        3,
        "gone.log: there is no such file",
    );
    check(&["analyze", "empty"], 3, "empty: there are no files");
    check(&["analyze", "auth.log/x"], 3, "auth.log/x: ");
    check(
        &["analyze", "gone.log", "--lang", "id"],
        3,
        "tidak ada berkas",
    );
    // Incidents answer the question that was asked, so they win.
    check(
        &["analyze", "auth.log", "gone.log", "--fail-on", "low"],
        1,
        "gone.log",
    );
    check(
        &["analyze", "auth.log", "--output", "no/such/folder"],
        4,
        "no/such/folder",
    );
}

#[test]
fn the_result_is_the_same_for_any_number_of_threads() {
    let folder = folder();
    // Well past two blocks, so that the file is read in ranges; blocks end within lines.
    let long = sample("auth.log").repeat(130);
    assert!(long.len() > 12 << 20);
    fs::write(folder.path().join("long.log"), long).unwrap();
    let of = |n: &str| {
        let args = ["analyze", "long.log", "auth.log", "--json", "--jobs", n];
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(0));
        output.stdout
    };
    let one = of("1");
    for n in ["2", "5"] {
        assert!(of(n) == one, "--jobs {n} differs from --jobs 1");
    }
}

#[test]
fn an_output_file_holds_the_same_without_colours() {
    let folder = folder();
    for format in [&["--json"][..], &["--md"], &[]] {
        let args = [&["analyze", "auth.log"], format].concat();
        let shown = run(folder.path(), &args).stdout;
        let to_file = [&args[..], &["--output", "report"]].concat();
        let output = jejak(folder.path())
            .args(to_file)
            .env("CLICOLOR_FORCE", "1")
            .output()
            .unwrap();
        assert_eq!(text(&output.stdout), "");
        assert_eq!(fs::read(folder.path().join("report")).unwrap(), shown);
        fs::remove_file(folder.path().join("report")).unwrap();
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = folder();
    let has_colours = |variable: &str| {
        let mut command = jejak(folder.path());
        if !variable.is_empty() {
            command.env(variable, "1");
        }
        let output = command.args(["analyze", "auth.log"]).output().unwrap();
        output.stdout.contains(&0x1B)
    };
    assert!(!has_colours(""), "standard output is a pipe");
    assert!(has_colours("CLICOLOR_FORCE"));
    assert!(!has_colours("NO_COLOR"));
}

#[test]
fn nothing_from_a_log_drives_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let line = "Mar  1 10:00:00 h sshd[1]: Failed password for invalid user \x1b[2J\u{202e}x\u{7} from 203.0.113.9 port 1 ssh2\n";
    fs::write(folder.path().join("a\u{1b}[31m.log"), line.repeat(9)).unwrap();
    let output = run(folder.path(), &["analyze", "."]);
    let shown = text(&output.stdout);
    assert!(shown.contains("⟨U+001B⟩[2J⟨U+202E⟩x⟨U+0007⟩"), "{shown}");
    assert!(
        !shown.contains(|c: char| c.is_control() && c != '\n'),
        "{shown:?}"
    );
    let output = run(folder.path(), &["analyze", "gone\x1b[2J"]);
    assert!(text(&output.stderr).contains("gone⟨U+001B⟩[2J"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    for name in ["access.log", "app.log"] {
        fs::write(folder.path().join(name), sample(name)).unwrap();
    }
    let mut child = jejak(folder.path())
        .args(["analyze", ".", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn the_language_comes_from_the_environment_or_the_argument() {
    let folder = folder();
    let first = |env: &str, args: &[&str]| {
        let mut command = jejak(folder.path());
        command.env("LANG", env).args(["analyze", "auth.log"]);
        let output = command.args(args).output().unwrap();
        text(&output.stdout).lines().next().unwrap().to_owned()
    };
    assert!(first("C", &[]).contains(" got in as budi"));
    assert!(first("id_ID.UTF-8", &[]).contains(" berhasil masuk sebagai budi"));
    assert!(first("id_ID.UTF-8", &["--lang", "en"]).contains(" got in as budi"));
}

#[test]
fn what_is_named_twice_is_read_once() {
    let folder = folder();
    let once = run(folder.path(), &["analyze", "auth.log", "--json"]).stdout;
    let twice = run(
        folder.path(),
        &["analyze", "auth.log", "./auth.log", "--json"],
    )
    .stdout;
    assert_eq!(text(&once), text(&twice));
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_like_a_file() {
    let folder = folder();
    let status = Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status();
    if !status.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo");
        return;
    }
    let writer = {
        let pipe = folder.path().join("pipe");
        std::thread::spawn(move || fs::write(pipe, sample("auth.log")))
    };
    let output = run(folder.path(), &["analyze", "pipe"]);
    writer.join().unwrap().unwrap();
    let shown = text(&output.stdout);
    assert!(shown.contains("pipe:315: Jan  7 02:06:12"), "{shown}");
}

#[test]
fn templates_are_listed_by_how_often_they_come() {
    let folder = folder();
    let output = run(folder.path(), &["templates", "auth.log"]);
    assert_eq!(output.status.code(), Some(0));
    let list = text(&output.stdout);
    let failed = list.lines().find(|line| line.contains("Failed password"));
    let failed = failed.unwrap_or_else(|| panic!("{list}"));
    assert!(failed.contains("<*>"), "{failed}");

    let json = run(folder.path(), &["templates", "auth.log", "--json"]);
    let json: Vec<jejak_protocol::TemplateSummary> = serde_json::from_slice(&json.stdout).unwrap();
    assert!(json.is_sorted_by(|a, b| a.count >= b.count));
    assert_eq!(
        json.len() + 1,
        list.lines().count(),
        "a heading, and a row for each"
    );
    let n_lines = sample("auth.log").lines().count() as u64;
    assert_eq!(json.iter().map(|it| it.count).sum::<u64>(), n_lines);
}

#[test]
fn templates_of_what_cannot_be_read() {
    check(&["templates", "empty", "auth.log"], 3, "empty");
    check(&["templates"], 2, "Usage");
}
