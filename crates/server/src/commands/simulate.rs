//! `jejak-server simulate`: labelled entries of an audit log, from a server that is really used.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::simulate::{self, MAX_MINUTES, MAX_PEOPLE, Plan};

/// Runs a server of its own on loopback, lets people and attackers use it, and writes its audit log
/// with labels.
///
/// The server's clock runs faster than the one on the wall; all else is as it is. Linux only: each
/// actor uses an address of its own in 127.0.0.0/8.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// A new folder for data/, audit.jsonl and labels.csv
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Minutes of the server's clock
    #[arg(long, default_value_t = 480, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_MINUTES)))]
    minutes: u32,
    /// Seconds of the server's clock in one second; beyond 120, codes come late on a slow machine
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=240))]
    speed: u32,
    /// People of the team
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u8).range(2..=i64::from(MAX_PEOPLE)))]
    people: u8,
    /// Attacks, of eight kinds in turn
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u8).range(0..=200))]
    attacks: u8,
    /// The same seed gives the same behaviour, as far as the machine keeps up
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn run(options: Simulate) -> Result<()> {
    let plan = Plan {
        out: options.out,
        n_people: options.people,
        minutes: options.minutes,
        speed: options.speed,
        n_attacks: options.attacks,
        seed: options.seed,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let tally = runtime.block_on(simulate::run(&plan))?;
    let n_entries: usize = tally.values().sum();
    println!("{n_entries} entries in {}:", plan.out.display());
    for (name, n) in &tally {
        println!("  {n:6} {name}");
    }
    Ok(())
}
