//! What the exit status says; `--help` and docs/cli.md list the same.

use std::process::ExitCode;

/// How a command ended. 2 is left to wrong usage, which clap reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All was read, nothing at or above `--fail-on`.
    Fine,
    /// Incidents at or above `--fail-on`. Wins over [`Status::PartlyRead`].
    Incidents,
    /// Something that was named could not be read, or not to its end; the rest was analysed.
    PartlyRead,
    /// There is no result: it could not be made or not be written.
    Failed,
}

impl Status {
    const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Incidents => 1,
            Self::PartlyRead => 3,
            Self::Failed => 4,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}
