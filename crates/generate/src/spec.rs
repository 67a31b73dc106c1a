//! What is to be generated.

use std::fmt;
use std::str::FromStr;

/// What goes wrong; named as the analysis names its incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    BruteForce,
    PrivilegeEscalation,
    SuspiciousNetwork,
    SystemError,
    Malware,
}

/// How it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Behaviour {
    /// Many tries from one address within minutes.
    Burst,
    /// A few passwords, many accounts.
    Spraying,
    /// One try every few minutes, for hours.
    Slow,
    /// Wrong passwords and refusals until rights are won, or not.
    Guessing,
    /// An account made or raised that should not be.
    NewRights,
    /// What stands around the rights themselves: set-user-id bits, sudoers; in an access log, pages of others.
    Tampering,
    /// Many ports, or many pages, from one address.
    Scan,
    /// Much is sent out.
    Exfiltration,
    /// A quiet, regular call home.
    Beacon,
    /// Memory, disk or connections run out.
    Exhaustion,
    /// A program ends and is started again, over and over.
    CrashLoop,
    /// Something that everything needs is away.
    Outage,
    /// Fetched and run.
    DownloadRun,
    /// Computes for a stranger.
    Miner,
    /// Files changed and removed in masses.
    Ransom,
    /// A page that runs commands.
    WebShell,
}

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 3164: `Mar  2 08:15:22 web-1 sshd[1234]: …`.
    Syslog,
    /// Apache's combined format.
    Access,
    /// An application's own: `2026-03-02 08:15:22.123 [WARN ] web-1 auth(1234) - …`.
    Custom,
    /// One object a line.
    Json,
}

/// Which wordings of messages are used. The two sets share no message, so that a model trained on one
/// can be measured on words that it never saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    Training,
    HeldOut,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    pub n_lines: usize,
    /// Share of the lines that belong to incidents, in [0, 1]; what lies outside is brought into it.
    pub anomaly_ratio: f64,
    pub kinds: Vec<Kind>,
    pub format: Format,
    pub wording: Wording,
    pub seed: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            n_lines: 10_000,
            anomaly_ratio: 0.05,
            kinds: Kind::ALL.to_vec(),
            format: Format::Syslog,
            wording: Wording::Training,
            seed: 1,
        }
    }
}

impl Spec {
    /// Lines that belong to incidents, up to the few that are too few for one more incident.
    pub(crate) fn n_anomalous(&self) -> usize {
        let share = self.anomaly_ratio.clamp(0.0, 1.0);
        // Whole numbers from here on; a product of this size is exact enough everywhere.
        (self.n_lines as f64 * share).round() as usize
    }
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::BruteForce,
        Self::PrivilegeEscalation,
        Self::SuspiciousNetwork,
        Self::SystemError,
        Self::Malware,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::BruteForce => "brute_force",
            Self::PrivilegeEscalation => "privilege_escalation",
            Self::SuspiciousNetwork => "suspicious_network",
            Self::SystemError => "system_error",
            Self::Malware => "malware",
        }
    }

    /// How it can go wrong in a log of this format: a web server sees no ports and no disks.
    pub const fn behaviours(self, format: Format) -> &'static [Behaviour] {
        use Behaviour as B;
        let is_web = matches!(format, Format::Access);
        match self {
            Self::BruteForce => &[B::Burst, B::Spraying, B::Slow],
            Self::PrivilegeEscalation => &[B::Guessing, B::NewRights, B::Tampering],
            Self::SuspiciousNetwork => &[B::Scan, B::Exfiltration, B::Beacon],
            Self::SystemError => &[B::Exhaustion, B::CrashLoop, B::Outage],
            Self::Malware if is_web => &[B::DownloadRun, B::WebShell],
            Self::Malware => &[B::DownloadRun, B::Miner, B::Ransom],
        }
    }
}

impl Behaviour {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Burst => "burst",
            Self::Spraying => "spraying",
            Self::Slow => "slow",
            Self::Guessing => "guessing",
            Self::NewRights => "new_rights",
            Self::Tampering => "tampering",
            Self::Scan => "scan",
            Self::Exfiltration => "exfiltration",
            Self::Beacon => "beacon",
            Self::Exhaustion => "exhaustion",
            Self::CrashLoop => "crash_loop",
            Self::Outage => "outage",
            Self::DownloadRun => "download_run",
            Self::Miner => "miner",
            Self::Ransom => "ransom",
            Self::WebShell => "web_shell",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.name()).collect();
            format!("no kind {name:?}; there are {}", names.join(", "))
        })
    }
}
