//! argon2id with a cap on how much of it runs at once.
//!
//! Each hash takes some 19 MiB and some 20 ms of a processor, so that a flood of sign-ins must meet
//! a limit before it meets the end of memory. Known browsers have a lane of their own: strangers
//! who fill theirs do not keep the people of the house out.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use jejak_protocol::server::Secret;
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::{Entropy, random};
use crate::config::Passwords;

/// No room even to wait; come back later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Busy;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    Strangers,
    KnownBrowsers,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verified {
    pub(crate) is_right: bool,
    /// The parameters have risen since it was hashed.
    pub(crate) is_outdated: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    params: Params,
    strangers: Places,
    known: Places,
    memory: Memory,
    entropy: Arc<dyn Entropy>,
    /// Of a password that nobody has, to do the same work for names that nobody has.
    decoy: Arc<str>,
}

#[derive(Clone, Debug)]
struct Places {
    /// Running and waiting ones.
    all: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Places {
    fn new(n_running: usize, n_waiting: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(n_running + n_waiting)),
            running: Arc::new(Semaphore::new(n_running)),
        }
    }

    /// Both places, to be held by the work itself: a client that goes away does not end it.
    async fn take(&self) -> Result<[OwnedSemaphorePermit; 2], Busy> {
        let place = self.all.clone().try_acquire_owned().map_err(|_| Busy)?;
        let turn = self.running.clone().acquire_owned().await;
        Ok([place, turn.map_err(|_| Busy)?])
    }
}

impl Hasher {
    /// # Errors
    /// When argon2 does not take the parameters.
    pub(crate) fn new(
        settings: &Passwords,
        n_processors: usize,
        entropy: Arc<dyn Entropy>,
    ) -> anyhow::Result<Self> {
        let params = Params::new(settings.memory_kib, settings.passes, settings.lanes, None)
            .map_err(|error| anyhow::anyhow!("argon2 refuses these settings: {error}"))?;
        let n_running = match settings.at_once {
            0 => n_processors.max(1),
            n => n,
        };
        let password: [u8; 32] = random(&*entropy);
        let memory = Memory::default();
        let decoy = hash(&params, &password, &random(&*entropy), &memory)?;
        memory.let_go();
        Ok(Self {
            params,
            strangers: Places::new(n_running, settings.waiting),
            known: Places::new(1, settings.waiting),
            memory,
            entropy,
            decoy: decoy.into(),
        })
    }

    pub(crate) async fn hash(&self, password: Secret, lane: Lane) -> Result<String, Busy> {
        let salt: [u8; 16] = random(&*self.entropy);
        let (params, memory) = (self.params.clone(), self.memory.clone());
        let work =
            move || hash(&params, password.expose().as_bytes(), &salt, &memory).map_err(|_| Busy);
        self.run(lane, work).await?
    }

    /// Many in one go, in one place.
    pub(crate) async fn hash_all(&self, secrets: Vec<Secret>) -> Result<Vec<String>, Busy> {
        let (params, memory) = (self.params.clone(), self.memory.clone());
        let entropy = self.entropy.clone();
        let work = move || {
            let hashes = secrets.iter().map(|secret| {
                let salt: [u8; 16] = random(&*entropy);
                hash(&params, secret.expose().as_bytes(), &salt, &memory).map_err(|_| Busy)
            });
            hashes.collect()
        };
        self.run(Lane::Strangers, work).await?
    }

    /// Compares; without a hash it does the same work on a decoy and finds the password wrong.
    pub(crate) async fn verify(
        &self,
        hash: Option<String>,
        password: Secret,
        lane: Lane,
    ) -> Result<Verified, Busy> {
        let (decoy, params) = (self.decoy.clone(), self.params.clone());
        let memory = self.memory.clone();
        let work = move || {
            let hash = hash.as_deref().map(PasswordHash::new).and_then(Result::ok);
            let decoy = PasswordHash::new(&decoy).ok();
            let Some(against) = hash.as_ref().or(decoy.as_ref()) else {
                return Verified {
                    is_right: false,
                    is_outdated: false,
                };
            };
            let is_equal = is_made_from(against, password.expose().as_bytes(), &memory);
            let used = Params::try_from(against).ok();
            let is_weaker = |used: Params| {
                used.m_cost() < params.m_cost()
                    || used.t_cost() < params.t_cost()
                    || used.p_cost() < params.p_cost()
            };
            Verified {
                is_right: is_equal && hash.is_some(),
                is_outdated: hash.is_some() && used.is_some_and(is_weaker),
            }
        };
        self.run(lane, work).await
    }

    async fn run<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let places = match lane {
            Lane::Strangers => &self.strangers,
            Lane::KnownBrowsers => &self.known,
        };
        let held = places.take().await?;
        let work = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(held);
            result
        });
        work.await.map_err(|_| Busy)
    }
}

/// The memory that hashes work in, kept for the next one: the allocator does not give blocks of this
/// size back, and each thread that hashed would hold on to its own.
#[derive(Clone, Debug, Default)]
struct Memory(Arc<Mutex<Vec<Vec<Block>>>>);

impl Memory {
    /// Runs with memory for these parameters. No more is kept than was ever used at once, which the
    /// lanes bound.
    fn lend<T>(&self, params: &Params, work: impl FnOnce(&mut [Block]) -> T) -> T {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut blocks = free().pop().unwrap_or_default();
        blocks.resize(params.block_count(), Block::new());
        let result = work(&mut blocks);
        free().push(blocks);
        result
    }

    fn let_go(&self) {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.clear();
    }
}

fn fill(
    params: &Params,
    password: &[u8],
    salt: &[u8],
    out: &mut [u8],
    memory: &Memory,
) -> Result<(), argon2::Error> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    memory.lend(params, |blocks| {
        argon2.hash_password_into_with_memory(password, salt, out, blocks)
    })
}

/// As a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
fn hash(
    params: &Params,
    password: &[u8],
    salt: &[u8; 16],
    memory: &Memory,
) -> anyhow::Result<String> {
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    fill(params, password, salt, &mut out, memory)
        .map_err(|error| anyhow::anyhow!("argon2 failed: {error}"))?;
    let failed = |error| anyhow::anyhow!("argon2's hash could not be written: {error}");
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(failed)?,
        salt: Some(Salt::new(salt).map_err(|error| anyhow::anyhow!("salt: {error}"))?),
        hash: Some(Output::new(&out).map_err(|error| anyhow::anyhow!("hash: {error}"))?),
    };
    Ok(hash.to_string())
}

/// Does the work that the hash was made with, and compares in constant time. Hashes of another
/// algorithm or version were not made here.
fn is_made_from(hash: &PasswordHash, password: &[u8], memory: &Memory) -> bool {
    let is_ours = hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into());
    let (Ok(params), Some(salt), Some(expected)) = (Params::try_from(hash), &hash.salt, &hash.hash)
    else {
        return false;
    };
    let mut out = vec![0; expected.as_bytes().len()];
    let is_done = fill(&params, password, salt, &mut out, memory).is_ok();
    is_ours && is_done && bool::from(out.ct_eq(expected.as_bytes()))
}
