//! Signs: what a single record gives away by itself, whatever else it is about.
//!
//! A sign stands beside the kind of an event: a sudo command is a `SudoCommand` and may also be the
//! planting of a key. Where they are found: `commands` (command lines), `machine` (the kernel's and
//! the services' words), `web` (pages that run commands). What they weigh is decided by detectors.

use jejak_protocol::IncidentKind;
use serde::{Deserialize, Serialize};

/// What a record gives away. Within a kind of incident the order is from the gravest to the mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Sign {
    /// A shell whose input and output go to another machine.
    ReverseShell,
    /// A program or page that digs for coins, or speaks to a pool of those that do.
    Miner,
    /// A page among uploads, or of a known name, that runs commands.
    WebShell,
    /// A scanner of files or memory says that it found something.
    MalwareFound,
    /// Fetched from elsewhere and run at once.
    DownloadRun,
    /// A command that was encoded so that nobody reads it.
    EncodedCommand,
    /// A program started from a folder that everyone may write to.
    RunFromTemp,

    /// A library that every program loads.
    Preload,
    /// Keys that may sign in.
    AuthorizedKeys,
    /// A module put into the kernel by hand.
    KernelModule,
    /// A file that runs at every start or sign-in.
    StartupFile,
    /// A service that starts by itself.
    ServiceUnit,
    /// A job that runs by itself.
    CronEntry,

    /// Logs emptied or deleted.
    LogCleared,
    /// The history of a shell emptied or turned off.
    HistoryCleared,
    /// Firewall, audit, SELinux or a virus scanner turned off.
    SecurityOff,

    /// The table of password hashes was read.
    CredentialRead,
    /// A program that runs with the rights of root for everyone.
    Setuid,
    /// Files of accounts, of sign-in, or programs of the system were written.
    SystemPath,
    /// Many files deleted at once, or a disk overwritten.
    MassDelete,
    /// A file made unchangeable, or changeable again.
    Immutable,
    /// Anybody may write.
    OpenPermissions,

    OutOfMemory,
    DiskFull,
    OpenFiles,
    ProcessLimit,
    CpuLoad,
    MemoryLow,
    ConnectionLimit,

    Crash,
    DiskFault,
    Timeout,
}

impl Sign {
    pub const ALL: [Self; 32] = [
        Self::ReverseShell,
        Self::Miner,
        Self::WebShell,
        Self::MalwareFound,
        Self::DownloadRun,
        Self::EncodedCommand,
        Self::RunFromTemp,
        Self::Preload,
        Self::AuthorizedKeys,
        Self::KernelModule,
        Self::StartupFile,
        Self::ServiceUnit,
        Self::CronEntry,
        Self::LogCleared,
        Self::HistoryCleared,
        Self::SecurityOff,
        Self::CredentialRead,
        Self::Setuid,
        Self::SystemPath,
        Self::MassDelete,
        Self::Immutable,
        Self::OpenPermissions,
        Self::OutOfMemory,
        Self::DiskFull,
        Self::OpenFiles,
        Self::ProcessLimit,
        Self::CpuLoad,
        Self::MemoryLow,
        Self::ConnectionLimit,
        Self::Crash,
        Self::DiskFault,
        Self::Timeout,
    ];

    /// The value of `FactKey::Sign`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReverseShell => "reverse_shell",
            Self::Miner => "miner",
            Self::WebShell => "web_shell",
            Self::MalwareFound => "malware_found",
            Self::DownloadRun => "download_run",
            Self::EncodedCommand => "encoded_command",
            Self::RunFromTemp => "run_from_temp",
            Self::Preload => "preload",
            Self::AuthorizedKeys => "authorized_keys",
            Self::KernelModule => "kernel_module",
            Self::StartupFile => "startup_file",
            Self::ServiceUnit => "service_unit",
            Self::CronEntry => "cron_entry",
            Self::LogCleared => "log_cleared",
            Self::HistoryCleared => "history_cleared",
            Self::SecurityOff => "security_off",
            Self::CredentialRead => "credential_read",
            Self::Setuid => "setuid",
            Self::SystemPath => "system_path",
            Self::MassDelete => "mass_delete",
            Self::Immutable => "immutable",
            Self::OpenPermissions => "open_permissions",
            Self::OutOfMemory => "out_of_memory",
            Self::DiskFull => "disk_full",
            Self::OpenFiles => "open_files",
            Self::ProcessLimit => "process_limit",
            Self::CpuLoad => "cpu_load",
            Self::MemoryLow => "memory_low",
            Self::ConnectionLimit => "connection_limit",
            Self::Crash => "crash",
            Self::DiskFault => "disk_fault",
            Self::Timeout => "timeout",
        }
    }

    /// The kind of incident that it is a sign of.
    pub fn kind(self) -> IncidentKind {
        match self {
            Self::ReverseShell
            | Self::Miner
            | Self::WebShell
            | Self::MalwareFound
            | Self::DownloadRun
            | Self::EncodedCommand
            | Self::RunFromTemp => IncidentKind::Malware,
            Self::Preload
            | Self::AuthorizedKeys
            | Self::KernelModule
            | Self::StartupFile
            | Self::ServiceUnit
            | Self::CronEntry => IncidentKind::Persistence,
            Self::LogCleared | Self::HistoryCleared | Self::SecurityOff => {
                IncidentKind::LogTampering
            }
            Self::CredentialRead
            | Self::Setuid
            | Self::SystemPath
            | Self::MassDelete
            | Self::Immutable
            | Self::OpenPermissions => IncidentKind::FileActivity,
            Self::OutOfMemory
            | Self::DiskFull
            | Self::OpenFiles
            | Self::ProcessLimit
            | Self::CpuLoad
            | Self::MemoryLow
            | Self::ConnectionLimit => IncidentKind::ResourceExhaustion,
            Self::Crash | Self::DiskFault | Self::Timeout => IncidentKind::SystemError,
        }
    }

    /// Whether one such record is an error by itself, whatever its level.
    pub fn is_fault(self) -> bool {
        !self.is_deed() && self != Self::Timeout
    }

    /// Whether it is the deed of a person or a program that somebody sent, not a machine's trouble.
    pub fn is_deed(self) -> bool {
        !matches!(
            self.kind(),
            IncidentKind::ResourceExhaustion | IncidentKind::SystemError
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sign_has_its_own_name() {
        let names: BTreeSet<&str> = Sign::ALL.map(Sign::name).into();
        assert_eq!(names.len(), Sign::ALL.len());
        assert!(Sign::ALL.is_sorted());
    }
}
