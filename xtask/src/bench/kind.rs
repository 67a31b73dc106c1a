//! The kinds of logs that are measured, and what each peer must be told to read them.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::{Context as _, Result};

/// Lines that are looked at to tell a file's kind.
const N_LINES: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Syslog of sshd alone.
    Sshd,
    /// Access log in the combined form.
    Access,
    /// Lines of several programs.
    Mixed,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Sshd, Self::Access, Self::Mixed];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sshd => "sshd",
            Self::Access => "access",
            Self::Mixed => "mixed",
        }
    }

    /// By the first lines of a file.
    pub(super) fn of(file: &Path) -> Result<Self> {
        let shown = file.display();
        let open = File::open(file).with_context(|| format!("while opening {shown}"))?;
        let lines: Vec<String> = BufReader::new(open)
            .split(b'\n')
            .take(N_LINES)
            .map(|line| Ok(String::from_utf8_lossy(&line?).into_owned()))
            .collect::<std::io::Result<_>>()
            .with_context(|| format!("while reading {shown}"))?;
        let all = |holds: fn(&str) -> bool| lines.iter().all(|line| holds(line));
        Ok(if all(|line| line.contains(" sshd[")) {
            Self::Sshd
        } else if all(|line| line.contains(" HTTP/")) {
            Self::Access
        } else {
            Self::Mixed
        })
    }

    /// A line taken apart: what ripgrep has to match on the whole of every line.
    pub(super) fn full_line(self) -> &'static str {
        match self {
            Self::Sshd => {
                r"^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\[: ]+)(?:\[(\d+)\])?: (.*)$"
            }
            Self::Access => {
                r#"^(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) (\S+) ([^"]+)" (\d+) (\d+|-) "([^"]*)" "([^"]*)""#
            }
            Self::Mixed => r"^(\S+(?: [ \d]\d \d\d:\d\d:\d\d)?) (\S+) ([^:]+): (.*)$",
        }
    }
}
