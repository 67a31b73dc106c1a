//! argon2id with a cap on how much of it runs at once.
//!
//! Each hash takes some 19 MiB and some 20 ms of a processor, so that a flood of sign-ins must meet
//! a limit before it meets the end of memory. Known browsers have a lane of their own: strangers
//! who fill theirs do not keep the people of the house out.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use jejak_protocol::server::Secret;
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
        let decoy = hash(&params, &password, &random(&*entropy))?;
        Ok(Self {
            params,
            strangers: Places::new(n_running, settings.waiting),
            known: Places::new(1, settings.waiting),
            entropy,
            decoy: decoy.into(),
        })
    }

    pub(crate) async fn hash(&self, password: Secret, lane: Lane) -> Result<String, Busy> {
        let salt: [u8; 16] = random(&*self.entropy);
        let params = self.params.clone();
        let work = move || hash(&params, password.expose().as_bytes(), &salt).map_err(|_| Busy);
        self.run(lane, work).await?
    }

    /// Many in one go, in one place.
    pub(crate) async fn hash_all(&self, secrets: Vec<Secret>) -> Result<Vec<String>, Busy> {
        let params = self.params.clone();
        let entropy = self.entropy.clone();
        let work = move || {
            let hashes = secrets.iter().map(|secret| {
                let salt: [u8; 16] = random(&*entropy);
                hash(&params, secret.expose().as_bytes(), &salt).map_err(|_| Busy)
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
        let work = move || {
            let argon2 = argon2(&params);
            let hash = hash.as_deref().map(PasswordHash::new).and_then(Result::ok);
            let decoy = PasswordHash::new(&decoy).ok();
            let Some(against) = hash.as_ref().or(decoy.as_ref()) else {
                return Verified {
                    is_right: false,
                    is_outdated: false,
                };
            };
            let is_equal = argon2
                .verify_password(password.expose().as_bytes(), against)
                .is_ok();
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

fn argon2(params: &Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
}

/// As a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
fn hash(params: &Params, password: &[u8], salt: &[u8; 16]) -> anyhow::Result<String> {
    let hash = argon2(params).hash_password_with_salt(password, salt);
    let hash: PasswordHash = hash.map_err(|error| anyhow::anyhow!("argon2 failed: {error}"))?;
    Ok(hash.to_string())
}
