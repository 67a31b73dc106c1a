//! Scores against labelled data: how much of what is known to be there is found, and how much else.
//!
//! In: a folder of data as `data/README` of the project's public sets describes it. Out: figures, as
//! text or JSON. Suites, hosts and files are found by listing the folder; nothing here names one.
//! It analyses with the same core and the same limits as every other command; only the evidence
//! kept for an incident is unbounded where lines are counted.

pub(crate) mod audit;
mod calm;
mod crowdsec;
mod fail2ban;
pub(crate) mod find;
mod hdfs;
mod judge;
mod learned;
mod networks;
mod parse;
mod pictures;
pub(crate) mod plots;
mod risk;
pub(crate) mod signin;
pub(crate) mod ssh;
mod templates;
mod wazuh;
mod web;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jejak_core::analyze::{Source, analyze, analyze_with};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, FileFacts, UserChoices};

use crate::args::{Eval, Suite};
use crate::output;
use crate::status::Status;
use learned::Learned;

pub(crate) fn run(args: &Eval) -> Result<Status> {
    let has_scores = matches!(
        args.suite,
        Suite::Wazuh | Suite::Hdfs | Suite::Signin | Suite::Audit | Suite::Networks | Suite::Risk
    );
    if args.plots.is_some() && !has_scores {
        bail!("--plots: this suite says yes or no, without a score to draw");
    }
    let plots = args.plots.as_deref();
    let has_learned = matches!(
        args.suite,
        Suite::Ssh | Suite::Web | Suite::Crowdsec | Suite::Fail2ban | Suite::Wazuh
    );
    if args.learned && !has_learned {
        bail!("--learned: this suite has no learned detector to add");
    }
    let learned = args
        .learned
        .then(|| Learned::load(&args.models))
        .transpose()?;
    let learned = learned.as_ref();
    let text = match args.suite {
        Suite::Ssh => ssh::run(&args.data, args.json, learned)?,
        Suite::Templates => templates::run(&args.data, args.json)?,
        Suite::Parse => parse::run(&args.data, args.json)?,
        Suite::Web => web::run(&args.data, args.json, learned)?,
        Suite::Fail2ban => fail2ban::run(&args.data, args.json, learned)?,
        Suite::Crowdsec => crowdsec::run(&args.data, args.json, learned)?,
        Suite::Wazuh => wazuh::run(&args.data, args.json, learned, plots)?,
        Suite::Calm => calm::run(&args.data, args.json)?,
        Suite::Hdfs => hdfs::run(&args.data, args.json, plots)?,
        Suite::Signin => signin::run(&args.data, args.json, plots)?,
        Suite::Audit => audit::run(&args.data, args.json, plots)?,
        Suite::Networks => networks::run(&args.data, &args.models, args.json, plots)?,
        Suite::Risk => risk::run(&args.data, args.json, plots)?,
    };
    output::write(&text, None)?;
    Ok(Status::Fine)
}

/// The analysis of one file, with what a learned detector says where one is given.
fn analysis_of(path: &Path, limits: Limits, learned: Option<&Learned>) -> Result<Analysis> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("while reading {shown}"))?;
    let facts = FileFacts {
        name: path.to_string_lossy().into_owned(),
        size_bytes: Some(bytes.len() as u64),
        // Scores must not hang on when the data was unpacked.
        modified_ms: None,
    };
    let source = Source {
        facts: &facts,
        bytes: &bytes,
    };
    let choices = UserChoices::default();
    Ok(match learned {
        Some(learned) => analyze_with(&[source], &choices, limits, |it| learned.scores(it)),
        None => analyze(&[source], &choices, limits),
    })
}

/// Part of a whole; of nothing all is found.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}
