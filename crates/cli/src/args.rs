//! The arguments of every command, and their help; docs/cli.md is made from it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use jejak_protocol::{FileClock, Severity, Zone};
use jejak_words::Lang;

use crate::{clocks, own_formats, zone};

/// Finds what went wrong in log files, and shows the lines that prove it. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "jejak", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Analyze(Analyze),
    Templates(Templates),
    Learn(Learn),
    Generate(Generate),
    Train(Train),
    Eval(Eval),
}

/// The logs that a command reads, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Logs {
    /// Log files, folders (read with all that is in them, hidden files left out), or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Zone of times that name none, and of the times shown: UTC, WIB, WITA, WIT, +07:00, a name such
    /// as Asia/Jakarta, or local
    #[arg(long, value_name = "ZONE", default_value = "UTC", env = "JEJAK_TZ", allow_hyphen_values = true, value_parser = zone::parse)]
    pub(crate) tz: Zone,

    /// Zone of the times of one file, where they name none: --tz-of fw.log=WIB; may be given more than once
    #[arg(long, value_name = "FILE=ZONE", value_parser = clocks::zone)]
    pub(crate) tz_of: Vec<FileClock>,

    /// Add this to all times of one file whose clock was wrong: --shift fw.log=1h30m, --shift fw.log=-90s;
    /// may be given more than once
    #[arg(long, value_name = "FILE=TIME", value_parser = clocks::shift)]
    pub(crate) shift: Vec<FileClock>,

    /// Language of sentences: en or id [default: that of the environment, else en]
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,

    /// Formats of your own, as the page saves them; may be given more than once
    #[arg(long, value_name = "FILE", value_parser = own_formats::read)]
    pub(crate) formats: Vec<own_formats::OwnFormats>,

    /// Threads that read; without it, one for each processor
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Show no progress bar (none is shown anyway where standard error is no terminal)
    #[arg(long)]
    pub(crate) no_progress: bool,
}

const ANALYZE_AFTER: &str = "\
Exit status:
  0  everything was read, and no incident reaches --fail-on
  1  at least one incident is as severe as --fail-on, or more
  2  wrong usage
  3  something that was named could not be read, or not to its end; the rest was analysed
  4  there is no result: it could not be written, for example";

/// Analyse log files and report the incidents in them
///
/// Formats are found by looking: syslog (auth.log, secure, messages), access logs of Apache and nginx,
/// application logs with times and levels, databases, audit, CSV, JSON lines, plain text and more
/// (docs/formats.md); gzip, bzip2, xz, zstd, UTF-16, tar and zip are opened.
#[derive(Debug, clap::Args)]
#[command(after_help = ANALYZE_AFTER)]
pub(crate) struct Analyze {
    /// Write the whole analysis as JSON
    #[arg(long, conflicts_with = "md")]
    pub(crate) json: bool,

    /// Write a report in Markdown
    #[arg(long)]
    pub(crate) md: bool,

    /// Write to this file instead of standard output
    #[arg(long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    /// Compare with a normal day (a .jejak-model file, of `jejak learn` or of the page): sessions that
    /// go another way are told among the incidents
    #[arg(long, value_name = "PATH")]
    pub(crate) baseline: Option<PathBuf>,

    /// Exit with status 1 when an incident is at least this severe
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<AtLeast>,

    #[command(flatten)]
    pub(crate) logs: Logs,
}

const TEMPLATES_AFTER: &str = "\
Exit status:
  0  everything was read
  2  wrong usage
  3  something that was named could not be read, or not to its end; the rest was counted
  4  there is no result: it could not be written, for example";

/// List the kinds of lines in log files
///
/// Every record belongs to a template: its constant words, with <*> for what varies. Templates are found
/// without settings; the most frequent stands first.
#[derive(Debug, clap::Args)]
#[command(after_help = TEMPLATES_AFTER)]
pub(crate) struct Templates {
    /// Write them as JSON, with first and last time, an example's place and counts over time
    #[arg(long)]
    pub(crate) json: bool,

    /// Write to this file instead of standard output
    #[arg(long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) logs: Logs,
}

const LEARN_AFTER: &str = "\
Exit status:
  0  the normal day was learned and written
  2  wrong usage
  3  it was learned and written, but something that was named could not be read to its end
  4  nothing was learned: there are too few sessions, or the file could not be written";

/// Learn a normal day
///
/// Learns from logs of an ordinary time what usually follows what in a session (the lines of one
/// request, process, user or address: what ties them together is found by looking), without labels.
/// The file holds masked templates and numbers, never a line; `jejak analyze --baseline` and the page
/// compare other logs with it.
#[derive(Debug, clap::Args)]
#[command(after_help = LEARN_AFTER)]
pub(crate) struct Learn {
    /// Write the normal day to this file
    #[arg(long, value_name = "PATH", default_value = "normal.jejak-model")]
    pub(crate) output: PathBuf,

    /// Also write the network that says what comes next to this file, as ONNX, for other runtimes
    #[arg(long, value_name = "PATH")]
    pub(crate) onnx: Option<PathBuf>,

    /// What the normal day is called [default: the name of the first file]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) logs: Logs,
}

/// Make a log whose truth is known
///
/// Several hosts and people over days and nights; most lines are ordinary, the others belong to
/// incidents. The same arguments give the same bytes on every machine.
#[derive(Debug, clap::Args)]
pub(crate) struct Generate {
    /// Lines to make
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) lines: usize,

    /// Share of the lines that belong to incidents
    #[arg(long, value_name = "R", default_value_t = 0.05, value_parser = ratio)]
    pub(crate) anomaly_ratio: f64,

    /// What goes wrong, separated by commas: brute_force, privilege_escalation, suspicious_network,
    /// system_error, malware [default: all]
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub(crate) kinds: Vec<jejak_generate::Kind>,

    /// How lines are written
    #[arg(long, value_name = "FORMAT", default_value = "syslog")]
    pub(crate) format: GeneratedFormat,

    /// Which wordings of messages: those that models are trained on, or those held out
    #[arg(long, value_name = "SET", default_value = "training")]
    pub(crate) wording: GeneratedWording,

    /// Another seed gives another log
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Write the log to this file instead of standard output
    #[arg(long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    /// Write the truth of each line to this file, as CSV: line, label, kind, incident
    #[arg(long, value_name = "PATH")]
    pub(crate) labels: Option<PathBuf>,

    /// Write the incidents to this file, as CSV: kind, behaviour, host, sources, start, end, lines
    #[arg(long, value_name = "PATH")]
    pub(crate) incidents: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GeneratedFormat {
    /// auth.log, syslog, messages
    Syslog,
    /// Access log of a web server (combined)
    Access,
    /// An application's own: time, level in brackets, host, module, process
    Custom,
    /// One JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GeneratedWording {
    Training,
    HeldOut,
}

fn ratio(text: &str) -> Result<f64, String> {
    let ratio: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    match (0.0..=1.0).contains(&ratio) {
        true => Ok(ratio),
        false => Err(format!("{text} does not lie between 0 and 1")),
    }
}

/// Train the sequence networks on synthetic logs, or trees on sign-ins or audit logs, and measure them
///
/// Writes a folder for each network: the network as ONNX, its manifest with what it was trained on and
/// how well it does, and reference scores. Then prints all networks of the folder beside simpler ways.
#[derive(Debug, clap::Args)]
pub(crate) struct Train {
    /// Which networks, separated by commas [default: the configuration's, or all]
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',')]
    pub(crate) kinds: Vec<NetworkKind>,

    /// Sizes, course of training and corpus, as TOML; what it leaves out is as in docs/training.md
    #[arg(long, value_name = "PATH")]
    pub(crate) config: Option<PathBuf>,

    /// Write the networks' folders here
    #[arg(long, value_name = "DIR", default_value = "models")]
    pub(crate) output: PathBuf,

    /// Keep a checkpoint of each network here after every epoch, and go on from it
    #[arg(long, value_name = "DIR")]
    pub(crate) checkpoints: Option<PathBuf>,

    /// Grow the trees for the server's audit log instead, from all labelled logs in this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["kinds", "config", "checkpoints", "folds"])]
    pub(crate) audit: Option<PathBuf>,

    /// Grow the decision tree and the random forest on sign-ins instead of training networks
    #[arg(long, conflicts_with_all = ["kinds", "config", "checkpoints", "folds"])]
    pub(crate) trees: bool,

    /// Folder of real sign-in logs with labels, as `jejak eval ssh` takes it: trees learn from those
    /// whose licence allows it, and are measured on the others
    #[arg(long, value_name = "DIR", requires = "trees")]
    pub(crate) data: Option<PathBuf>,

    /// Only cross-validate, over so many parts
    #[arg(long, value_name = "K")]
    pub(crate) folds: Option<NonZeroUsize>,

    /// Train nothing: measure the networks that lie in the output folder, and write the cards of its
    /// models (README.md and curves) anew
    #[arg(long, conflicts_with_all = ["kinds", "checkpoints", "folds", "audit", "trees"])]
    pub(crate) measure: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NetworkKind {
    Lstm,
    Gru,
    BiLstm,
}

impl From<NetworkKind> for jejak_neural::sequence::Kind {
    fn from(kind: NetworkKind) -> Self {
        match kind {
            NetworkKind::Lstm => Self::Lstm,
            NetworkKind::Gru => Self::Gru,
            NetworkKind::BiLstm => Self::BiLstm,
        }
    }
}

/// Score the analysis against labelled data
///
/// Hosts and files are found by listing the folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Eval {
    /// What to score
    #[arg(value_name = "NAME")]
    pub(crate) suite: Suite,

    /// Folder of labelled data
    #[arg(long, value_name = "DIR", env = "JEJAK_DATA")]
    pub(crate) data: PathBuf,

    /// Write the scores as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Also with the learned detector that comes with the page, to see what it adds (web, ssh, crowdsec,
    /// fail2ban, wazuh)
    #[arg(long)]
    pub(crate) learned: bool,

    /// Folder of the models that come with the page (networks, --learned)
    #[arg(long, value_name = "DIR", default_value = "models")]
    pub(crate) models: PathBuf,

    /// Draw ROC, precision and recall, calibration and confusion as SVG into this folder (hdfs, signin,
    /// audit, networks, wazuh, risk)
    #[arg(long, value_name = "DIR")]
    pub(crate) plots: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Brute force against sshd, by source: precision and recall
    Ssh,
    /// Attacks in access logs: recall by class, and harmless requests taken for attacks
    Web,
    /// Lines grouped into templates: grouping accuracy and F1 over groups
    Templates,
    /// Fields read right of those that conformance sets assert
    Parse,
    /// Lines of services that turn people away: found, left alone, and the right host, with and
    /// without the service's name
    Fail2ban,
    /// Whole logs of attacks: scenarios seen, sources named, and quiet where nothing happens
    Crowdsec,
    /// Lines with the level and groups of a rule: severity (AUROC) and category
    Wazuh,
    /// Harmless logs: incidents per 100,000 lines, and those above low
    Calm,
    /// How often incidents are true, by how high their risk is
    Risk,
    /// Sessions of HDFS: order, counts, and a decision tree, with and without labels
    Hdfs,
    /// Trees on audit logs of `jejak-server simulate`, split by time, by name and by log
    Audit,
    /// The shipped networks on real logs: access logs, HDFS and sshd, beside keywords and logistic
    /// regression
    Networks,
    /// Forests on sign-ins: on generated logs, and on real ones with a split by source and time
    Signin,
}

/// A severity as it is written in arguments.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AtLeast {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl From<AtLeast> for Severity {
    fn from(at_least: AtLeast) -> Self {
        match at_least {
            AtLeast::Info => Self::Info,
            AtLeast::Low => Self::Low,
            AtLeast::Medium => Self::Medium,
            AtLeast::High => Self::High,
            AtLeast::Critical => Self::Critical,
        }
    }
}

impl From<GeneratedFormat> for jejak_generate::Format {
    fn from(format: GeneratedFormat) -> Self {
        match format {
            GeneratedFormat::Syslog => Self::Syslog,
            GeneratedFormat::Access => Self::Access,
            GeneratedFormat::Custom => Self::Custom,
            GeneratedFormat::Json => Self::Json,
        }
    }
}

impl From<GeneratedWording> for jejak_generate::Wording {
    fn from(wording: GeneratedWording) -> Self {
        match wording {
            GeneratedWording::Training => Self::Training,
            GeneratedWording::HeldOut => Self::HeldOut,
        }
    }
}

impl Logs {
    pub(crate) fn lang(&self) -> Lang {
        lang_or_environment(self.lang)
    }
}

/// The language that was asked for, else that of the environment.
fn lang_or_environment(asked: Option<Lang>) -> Lang {
    let of_environment = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|tag| !tag.is_empty())
            .and_then(|tag| tag.parse().ok())
    };
    asked.or_else(of_environment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_fit_together() {
        super::Args::command().debug_assert();
    }
}
