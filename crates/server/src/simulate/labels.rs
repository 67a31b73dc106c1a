//! What each entry of the log was: written beside it once the run is over.
//!
//! `labels.csv`: `seq,label,behaviour`. An entry is an anomaly when an attacker's address caused it.
//! Entries without an address, such as the server's own start, are normal.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context, Result};
use jejak_protocol::server::AuditRow;

use crate::audit;
use crate::vault::Vault;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Behaviour {
    BruteForce,
    Spraying,
    StolenPassword,
    CodeReplay,
    CaptchaFailures,
    SessionTheft,
    Slow,
    Enumeration,
}

impl Behaviour {
    pub(crate) const ALL: [Self; 8] = [
        Self::BruteForce,
        Self::Spraying,
        Self::StolenPassword,
        Self::CodeReplay,
        Self::CaptchaFailures,
        Self::SessionTheft,
        Self::Slow,
        Self::Enumeration,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::BruteForce => "brute_force",
            Self::Spraying => "spraying",
            Self::StolenPassword => "stolen_password",
            Self::CodeReplay => "code_replay",
            Self::CaptchaFailures => "captcha_failures",
            Self::SessionTheft => "session_theft",
            Self::Slow => "slow",
            Self::Enumeration => "enumeration",
        }
    }
}

/// Who sits at an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor {
    address: Ipv4Addr,
    behaviour: Option<Behaviour>,
}

impl Actor {
    pub(crate) fn person(address: Ipv4Addr) -> Self {
        Self {
            address,
            behaviour: None,
        }
    }

    pub(crate) fn attacker(address: Ipv4Addr, behaviour: Behaviour) -> Self {
        Self {
            address,
            behaviour: Some(behaviour),
        }
    }
}

/// Entries by what they were.
pub(crate) type Tally = BTreeMap<&'static str, usize>;

pub(super) fn write(vault: &Vault, actors: &[Actor], out: &Path) -> Result<Tally> {
    let reader = vault.store().reader()?;
    let mut lines = Vec::new();
    audit::export(&reader, &mut lines)?;
    std::fs::write(out.join("audit.jsonl"), &lines).context("while writing audit.jsonl")?;
    let by_address: BTreeMap<String, Option<Behaviour>> = actors
        .iter()
        .map(|actor| (actor.address.to_string(), actor.behaviour))
        .collect();
    let mut labels = String::from("seq,label,behaviour\n");
    let mut tally = Tally::new();
    for line in String::from_utf8_lossy(&lines).lines() {
        let row: AuditRow = serde_json::from_str(line).context("while reading the log")?;
        let behaviour = row.address.and_then(|address| *by_address.get(&address)?);
        let (label, name) = match behaviour {
            Some(behaviour) => ("anomaly", behaviour.name()),
            None => ("normal", "ordinary"),
        };
        writeln!(labels, "{},{label},{name}", row.seq)?;
        *tally.entry(name).or_default() += 1;
    }
    std::fs::write(out.join("labels.csv"), labels).context("while writing labels.csv")?;
    Ok(tally)
}
