//! `jejak-server user`: what an admin does with a shell, beside a running server or without one.

use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use jejak_protocol::TimestampUs;
use jejak_protocol::server::{
    AccountId, AuditEvent, Factor, LinkPurpose, MemberChange, Refusal, Role,
};

use super::Place;
use crate::accounts::name::Name;
use crate::accounts::table::Record;
use crate::accounts::{links, table, team};
use crate::app::link_url;
use crate::audit::Entry;
use crate::clock::HOUR_US;
use crate::config::Config;
use crate::store::StoreError;
use crate::vault::{Unit, Vault};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Print a link with which one person makes an account
    Add {
        #[arg(long, value_enum, default_value = "viewer")]
        role: RoleName,
        #[command(flatten)]
        place: Place,
    },
    /// Keep an account out; its sessions end at once
    Disable(Named),
    /// Let a disabled account in again
    Enable(Named),
    /// Open the locks of an account that failed too often
    Unlock(Named),
    /// Print a link with which an account sets a new password
    Reset {
        /// Also take its second factor away, after you have made sure who asks
        #[arg(long)]
        second_factor: bool,
        #[command(flatten)]
        named: Named,
    },
    /// List the accounts
    List {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Named {
    /// The account's name
    name: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RoleName {
    Viewer,
    Analyst,
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Analyst => Self::Analyst,
            RoleName::Admin => Self::Admin,
        }
    }
}

pub(super) fn run(command: User) -> Result<()> {
    match command {
        User::Add { role, place } => add(&place, role.into()),
        User::Disable(named) => change(&named, |id| MemberChange::Disable { id }),
        User::Enable(named) => change(&named, |id| MemberChange::Enable { id }),
        User::Unlock(named) => change(&named, |id| MemberChange::Unlock { id }),
        User::Reset {
            second_factor,
            named,
        } => reset(&named, second_factor),
        User::List { place } => list(&place),
    }
}

fn by_shell(event: AuditEvent) -> Entry {
    Entry::ok(event).factor(Factor::Shell)
}

fn add(place: &Place, role: Role) -> Result<()> {
    let (config, vault) = place.open()?;
    let token = vault.change_now(|unit| {
        let purpose = LinkPurpose::Invitation;
        unit.log(by_shell(AuditEvent::LinkMade).detail(purpose.name()))?;
        links::make(unit, purpose, role, None, expiry(&config, unit))
    });
    let token = token.context("while making the link")?;
    println!("{}", link_url(&config, &token).expose());
    Ok(())
}

fn change(named: &Named, make: impl Fn(AccountId) -> MemberChange) -> Result<()> {
    let (_, vault) = named.place.open()?;
    let done = with_account(&vault, &named.name, |unit, account| {
        team::change(unit, make(AccountId(account.id)), by_shell)
    })?;
    match done {
        Ok(()) => {
            println!("Done.");
            Ok(())
        }
        Err(Refusal::LastAdmin) => {
            bail!("{} is the last admin: make another one first", named.name)
        }
        Err(refusal) => bail!("refused: {refusal:?}"),
    }
}

fn reset(named: &Named, second_factor: bool) -> Result<()> {
    let (config, vault) = named.place.open()?;
    let token = with_account(&vault, &named.name, |unit, account| {
        if second_factor {
            table::remove_totp(unit, account.id)?;
            unit.log(by_shell(AuditEvent::TotpRemoved).target(account.name.as_str()))?;
        }
        let purpose = LinkPurpose::Reset;
        let entry = by_shell(AuditEvent::LinkMade).detail(purpose.name());
        unit.log(entry.target(account.name.as_str()))?;
        let expires_at = expiry(&config, unit);
        links::make(unit, purpose, account.role, Some(account.id), expires_at)
    })?;
    println!("{}", link_url(&config, &token).expose());
    Ok(())
}

fn list(place: &Place) -> Result<()> {
    let (_, vault) = place.open()?;
    let members = vault
        .change_now(table::members)
        .context("while reading the accounts")?;
    for member in members {
        let state = match (member.is_disabled, member.is_stopped) {
            (true, _) => "disabled",
            (false, true) => "stopped",
            (false, false) => "active",
        };
        let factor = if member.has_second_factor {
            "two factors"
        } else {
            "no second factor"
        };
        println!("{}\t{}\t{state}\t{factor}", member.name, member.role.name());
    }
    Ok(())
}

fn expiry(config: &Config, unit: &Unit) -> TimestampUs {
    let us = i64::from(config.sign_in.link_hours) * HOUR_US;
    TimestampUs(unit.now.0.saturating_add(us))
}

fn with_account<T>(
    vault: &Vault,
    name: &str,
    work: impl FnOnce(&Unit, &Record) -> Result<T, StoreError>,
) -> Result<T> {
    let parsed = Name::parse(name).with_context(|| format!("{name:?} is no name of an account"))?;
    let done = vault.change_now(|unit| match table::by_name(unit, &parsed)? {
        Some(account) => work(unit, &account).map(Some),
        None => Ok::<_, StoreError>(None),
    });
    let done = done.context("while changing the account")?;
    done.with_context(|| format!("there is no account {parsed}"))
}
