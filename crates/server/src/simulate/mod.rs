//! `jejak-server simulate`: a real server on loopback, and people and attackers who use it.
//!
//! What is measured is what the server's own security writes: every entry of the audit log comes
//! from a request over a socket. Only the clock is made up: it runs faster, so that a working day
//! fits into minutes, and the log's first entry says so. Each actor has an address of its own in 127.0.0.0/8 (Linux routes all of it),
//! by which the entries are labelled afterwards. Bounded in people, in attacks and in time.

mod attacks;
mod chance;
mod clock;
mod guest;
mod labels;
mod people;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::body::Bytes;
use jejak_protocol::server::{AuditEvent, Role};
use tokio::net::TcpListener;

pub(crate) use chance::Chance;
pub(crate) use clock::FastClock;
use guest::{Guest, Person};
pub(crate) use labels::Actor;

use crate::app::App;
use crate::audit;
use crate::clock::System;
use crate::config::Config;
use crate::headers::Transport;
use crate::serve::router_with_accounts;
use crate::site::Site;
use crate::store::StoreError;
use crate::vault::Vault;

/// Bounds that no option exceeds.
pub(crate) const MAX_PEOPLE: u8 = 60;
pub(crate) const MAX_MINUTES: u32 = 72 * 60;
/// No run takes longer than this, whatever was asked for.
const MAX_REAL: Duration = Duration::from_secs(1_800);

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) out: PathBuf,
    pub(crate) n_people: u8,
    pub(crate) minutes: u32,
    /// How many seconds of the server's clock pass in one second.
    pub(crate) speed: u32,
    pub(crate) n_attacks: u8,
    pub(crate) seed: u64,
}

/// What an actor acts on.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) server: SocketAddr,
    pub(crate) clock: Arc<FastClock>,
    pub(crate) n_seconds: u64,
}

impl Stage {
    /// Waits so many seconds of the server's clock.
    pub(crate) async fn wait(&self, seconds: u64) {
        tokio::time::sleep(self.clock.real(seconds)).await;
    }
}

/// Runs the plan; the folder then holds `data/`, `audit.jsonl` and `labels.csv`.
pub(crate) async fn run(plan: &Plan) -> Result<labels::Tally> {
    if plan.out.exists() {
        bail!("{} exists already: name a new folder", plan.out.display());
    }
    let seconds = u64::from(plan.minutes) * 60;
    let clock = Arc::new(FastClock::new(plan.speed));
    if clock.real(seconds) > MAX_REAL {
        bail!(
            "this would take over {} minutes: raise --speed or lower --minutes",
            MAX_REAL.as_secs() / 60
        );
    }
    let data = plan.out.join("data");
    let vault = Vault::open(&data, clock.clone(), Arc::new(System))?;
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .context("while listening")?;
    let server = listener.local_addr()?;
    let app = App::new(settings(server), vault.clone())?;
    let say_so = |unit: &crate::vault::Unit| {
        unit.log(audit::Entry::ok(AuditEvent::ServerStarted).detail("simulated"))
    };
    vault.change::<_, StoreError>(say_so).await?;
    let setup = app
        .start()
        .await?
        .context("a new folder has no setup link")?;
    let site = Site::from_files([("index.html".into(), Bytes::from_static(b"page"))].into());
    let service = router_with_accounts(site, Transport::Plain, app.clone())
        .into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(axum::serve(listener, service).into_future());
    let stage = Stage {
        server,
        clock,
        n_seconds: seconds,
    };
    let actors = act(plan, &stage, setup.expose()).await;
    serving.abort();
    app.stop().await?;
    let actors = actors?;
    labels::write(&vault, &actors, &plan.out)
}

/// As a server is run, but for the proof of work, which would only warm the machine.
fn settings(listen: SocketAddr) -> Config {
    let mut config = Config {
        listen,
        development: true,
        ..Config::default()
    };
    config.captcha.work_cost = 1;
    config.captcha.work_zeros = 1;
    config.audit.file = false;
    config
}

async fn act(plan: &Plan, stage: &Stage, setup: &str) -> Result<Vec<Actor>> {
    let mut chance = Chance::new(plan.seed);
    let people = let_in(plan, stage, setup)
        .await
        .context("while the team was let in")?;
    let people: Vec<Arc<Person>> = people.into_iter().map(Arc::new).collect();
    let mut actors: Vec<Actor> = people
        .iter()
        .map(|person| Actor::person(person.address))
        .collect();
    let mut acts = tokio::task::JoinSet::new();
    for person in &people {
        acts.spawn(people::working_day(
            stage.clone(),
            person.clone(),
            chance.fork(),
        ));
    }
    for number in 0..plan.n_attacks {
        let (actor, act) = attacks::choose(stage, number, &people, &mut chance);
        actors.push(actor);
        acts.spawn(act);
    }
    // The day ends for everyone at once, whatever they were doing.
    let day = stage.clock.real(stage.n_seconds);
    let all = async {
        while let Some(ended) = acts.join_next().await {
            ended.context("while acting")??;
        }
        Ok::<_, anyhow::Error>(())
    };
    if let Ok(ended) = tokio::time::timeout(day, all).await {
        ended?;
    }
    acts.shutdown().await;
    Ok(actors)
}

/// The first admin, then everyone else by invitation, each with an authenticator.
async fn let_in(plan: &Plan, stage: &Stage, setup: &str) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    let mut link = setup.to_owned();
    for number in 0..plan.n_people.clamp(2, MAX_PEOPLE) {
        let person = guest::join(stage, number, &link).await?;
        people.push(person);
        let role = match number {
            0..2 => Role::Admin,
            2..6 => Role::Analyst,
            _ => Role::Viewer,
        };
        let admin = people.first().context("the first person")?;
        let guest = Guest::new(stage, admin.address)?;
        sign_in_at_last(stage, &guest, admin).await?;
        link = guest.invite(role).await?;
        guest.sign_out().await?;
    }
    Ok(people)
}

/// A code counts once, and on a busy machine one may be late: tries again with the next ones.
async fn sign_in_at_last(stage: &Stage, guest: &Guest, person: &Person) -> Result<()> {
    const TRIES: u32 = 5;
    for _ in 1..TRIES {
        stage.wait(31).await;
        if guest.sign_in(person, true).await.is_ok() {
            return Ok(());
        }
    }
    stage.wait(31).await;
    guest.sign_in(person, true).await
}

/// Where an actor sits: 127.`group`.0.`number`.
pub(crate) fn address(group: u8, number: u8) -> std::net::Ipv4Addr {
    std::net::Ipv4Addr::new(127, group, 0, number.saturating_add(1))
}
