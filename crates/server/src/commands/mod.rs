//! The commands of `jejak-server`: what each reads, does and prints.

mod audit;
mod config;
mod listen;
mod serve;
mod simulate;
mod stop;
mod user;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::clock::System;
use crate::config::{Config, Environment};
use crate::store;
use crate::vault::Vault;

/// Serves the Jejak page, and accounts where it is given a data folder.
///
/// All analysis happens in the browser: no log ever reaches this server. Without --data it answers
/// GET and HEAD for the page's files and for /healthz, and keeps nothing. Put a proxy with TLS in
/// front of it to serve others than this machine, and say so with --behind-tls.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve; the same as no command
    Serve(serve::Options),
    /// Look at the settings and say all that is wrong with them
    Config {
        /// End with an error when there is something wrong
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Copy the data folder while the server runs
    Backup {
        /// A new folder for the copy; it holds the server's secret and must be kept as safe
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Put a backup in the place of the data folder
    Restore {
        /// What `backup` wrote
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Let people in, keep them out, help them back
    #[command(subcommand)]
    User(user::User),
    /// Check and read the audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Make a labelled audit log by using a server on loopback
    Simulate(simulate::Simulate),
}

/// Where settings and data are.
#[derive(Args, Clone, Debug)]
struct Place {
    /// Settings as TOML; see docs/server.md
    #[arg(long, value_name = "FILE", env = "JEJAK_CONFIG")]
    config: Option<PathBuf>,

    /// Folder for accounts, sessions and the audit log; made when it is missing
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Place {
    fn load(&self) -> Result<Config> {
        let mut config = Config::load(self.config.as_deref(), &Environment::of_process())?;
        if let Some(data) = &self.data {
            config.data = Some(data.clone());
        }
        Ok(config)
    }

    fn data(config: &Config) -> Result<&Path> {
        config
            .data
            .as_deref()
            .context("no data folder: give --data, JEJAK_DATA or data in the settings")
    }

    /// For the commands that work on what is there.
    fn open(&self) -> Result<(Config, Vault)> {
        let config = self.load()?;
        let data = Self::data(&config)?;
        if !data.join(store::FILE).exists() {
            bail!(
                "{} holds no {}: is it the data folder?",
                data.display(),
                store::FILE
            );
        }
        let vault = Vault::open(data, Arc::new(System), Arc::new(System))?;
        Ok((config, vault))
    }
}

/// Does what the command line asks for.
///
/// # Errors
/// Whatever stops it, as sentences for the person at the shell.
pub fn run(cli: Cli) -> Result<()> {
    match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(options)) => serve::run(&options),
        Some(Command::Config { check, place }) => config::run(&place, check),
        Some(Command::Backup { to, place }) => {
            let config = place.load()?;
            store::backup(Place::data(&config)?, &to)?;
            println!(
                "Copied to {}. It holds the server's secret: keep it safe.",
                to.display()
            );
            Ok(())
        }
        Some(Command::Restore { from, place }) => {
            let config = place.load()?;
            let data = Place::data(&config)?;
            store::restore(data, &from)?;
            println!(
                "Restored to {}. What was there has .before after its name.",
                data.display()
            );
            Ok(())
        }
        Some(Command::User(user)) => user::run(user),
        Some(Command::Audit(audit)) => audit::run(audit),
        Some(Command::Simulate(options)) => simulate::run(options),
    }
}
