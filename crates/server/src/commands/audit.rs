//! `jejak-server audit`: whether the log is whole, and the log itself.

use std::io::{BufWriter, Write};

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::Place;
use crate::audit::{self, Checkpoint};

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Check every entry against the one before it
    Verify {
        /// A checkpoint that an earlier run printed: also proves that nothing was cut off
        #[arg(long, value_name = "SEQ:MAC")]
        checkpoint: Option<Checkpoint>,
        #[command(flatten)]
        place: Place,
    },
    /// Print all entries as JSON lines
    Export {
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn run(command: Audit) -> Result<()> {
    match command {
        Audit::Verify { checkpoint, place } => verify(&place, checkpoint),
        Audit::Export { place } => {
            let (_, vault) = place.open()?;
            let mut out = BufWriter::new(std::io::stdout().lock());
            audit::export(&vault.store().reader()?, &mut out)?;
            out.flush().context("while writing")
        }
    }
}

fn verify(place: &Place, checkpoint: Option<Checkpoint>) -> Result<()> {
    let (_, vault) = place.open()?;
    let verdict = audit::verify(&vault.store().reader()?, vault.keys(), checkpoint)?;
    if let Some(fault) = verdict.fault {
        bail!(
            "the audit log has been tampered with: {fault} (of {} entries)",
            verdict.n_rows
        );
    }
    println!("All {} entries are as they were written.", verdict.n_rows);
    println!(
        "Keep this checkpoint somewhere else: {}",
        verdict.checkpoint
    );
    Ok(())
}
