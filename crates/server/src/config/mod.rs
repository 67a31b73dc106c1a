//! The settings of a server with accounts: a TOML file, then the environment, then flags; the later
//! one wins. What is left out has a default that is safe.

mod check;
mod overlay;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ipnet::IpNet;
use serde::Deserialize;

pub use overlay::Environment;

/// See docs/server.md for what each setting means.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub dist: Option<PathBuf>,
    pub behind_tls: bool,
    pub tls: Tls,
    pub metrics: Metrics,
    pub data: Option<PathBuf>,
    /// Where browsers find this server, such as `https://jejak.example`: links and the origin that
    /// may ask for changes are made of it.
    pub public_url: Option<String>,
    pub trusted_proxies: Vec<IpNet>,
    /// Takes published test keys; for tests and trials only.
    pub development: bool,
    pub sign_in: SignIn,
    pub passwords: Passwords,
    pub limits: Limits,
    pub captcha: Captcha,
    pub shares: Shares,
    pub audit: Audit,
}

/// The server's own certificate; without one, TLS is left to a proxy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// The chain, PEM.
    pub certificate: Option<PathBuf>,
    /// PEM.
    pub key: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// What Prometheus must show; without one there are no metrics.
    pub token: Hidden,
    pub token_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    pub second_factor: SecondFactor,
    pub idle_minutes: u32,
    pub absolute_hours: u32,
    pub device_days: u32,
    pub link_hours: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    Required,
    Optional,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    /// How many are hashed at once; 0 takes the number of processors.
    pub at_once: usize,
    /// How many more may wait before the next is told to come back.
    pub waiting: usize,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub sign_in_per_address: Rate,
    pub sign_in_per_account: Rate,
    pub requests_per_address: Rate,
    /// How many addresses or accounts a limit remembers one by one.
    pub max_keys: usize,
}

/// `burst` at once, then one every `seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub burst: u32,
    pub seconds: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Captcha {
    pub kind: CaptchaKind,
    /// Rounds of PBKDF2 for each try at the proof of work; some 256 tries are needed.
    pub work_cost: u32,
    /// Hexadecimal digits of the proof's prefix that must be zero.
    pub work_zeros: u32,
    /// Signs the challenges; made from the server's own secret when left out.
    pub work_secret: Option<Hidden>,
    pub site_key: String,
    pub secret: Hidden,
    pub secret_file: Option<PathBuf>,
    /// Where `/recaptcha/api/siteverify` is asked for.
    pub verifier: String,
    /// What a version 3 score must reach, in [0, 1].
    pub min_score: f64,
    /// The host names that a token may be made on; the one of `public_url` when empty.
    pub hostnames: Vec<String>,
    pub timeout_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptchaKind {
    Work,
    RecaptchaV2,
    RecaptchaV3,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shares {
    /// For each account; those made without one share one quota.
    pub quota_mib: u32,
    /// Takes shares from anyone who solves a challenge.
    pub without_account: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// Also writes each entry as a line of `audit.jsonl` in the data folder.
    pub file: bool,
}

/// A setting that no `Debug` shows.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl Config {
    /// Reads the file, lays the environment over it and reads secrets kept in files of their own.
    ///
    /// # Errors
    /// When a file cannot be read, is no TOML, or a setting is unknown or of the wrong type.
    pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Self> {
        let mut table = match file {
            None => toml::Table::new(),
            Some(path) => {
                let shown = path.display();
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("while reading the settings in {shown}"))?;
                // First on its own, so that the error names line and column of the file.
                toml::from_str::<Self>(&text).with_context(|| format!("in {shown}"))?;
                toml::from_str(&text).with_context(|| format!("in {shown}"))?
            }
        };
        environment.lay_over(&mut table)?;
        let mut config: Self = table
            .try_into()
            .context("in the environment (variables that begin with JEJAK_)")?;
        config.read_secrets()?;
        Ok(config)
    }

    fn read_secrets(&mut self) -> Result<()> {
        let captcha = &mut self.captcha;
        read_secret("captcha.secret", &captcha.secret_file, &mut captcha.secret)?;
        let metrics = &mut self.metrics;
        read_secret("metrics.token", &metrics.token_file, &mut metrics.token)
    }

    /// Whether visitors come through TLS, here or at a proxy.
    pub fn has_tls(&self) -> bool {
        self.behind_tls || self.tls.certificate.is_some()
    }

    /// The origin that browsers give for this server's own page, when the settings say it.
    pub fn origin(&self) -> Option<&str> {
        self.public_url
            .as_deref()
            .map(|url| url.trim_end_matches('/'))
    }

    /// The host name within `public_url`.
    pub fn public_host(&self) -> Option<&str> {
        let (_, rest) = self.origin()?.split_once("://")?;
        if let Some(v6) = rest.strip_prefix('[') {
            return v6.split(']').next();
        }
        rest.split([':', '/']).next()
    }
}

fn read_secret(name: &str, file: &Option<PathBuf>, secret: &mut Hidden) -> Result<()> {
    let Some(path) = file else { return Ok(()) };
    if !secret.0.is_empty() {
        bail!("{name} and {name}_file are both set: keep one");
    }
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("while reading {name}_file {shown}"))?;
    text.trim().clone_into(&mut secret.0);
    Ok(())
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            dist: None,
            behind_tls: false,
            tls: Tls::default(),
            metrics: Metrics::default(),
            data: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            development: false,
            sign_in: SignIn::default(),
            passwords: Passwords::default(),
            limits: Limits::default(),
            captcha: Captcha::default(),
            shares: Shares::default(),
            audit: Audit::default(),
        }
    }
}

impl Default for Shares {
    fn default() -> Self {
        Self {
            quota_mib: 100,
            without_account: false,
        }
    }
}

impl Default for Audit {
    fn default() -> Self {
        Self { file: true }
    }
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            second_factor: SecondFactor::Required,
            idle_minutes: 30,
            absolute_hours: 12,
            device_days: 90,
            link_hours: 24,
        }
    }
}

impl Default for Passwords {
    /// Source: OWASP Password Storage Cheat Sheet, argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
            at_once: 0,
            waiting: 32,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in_per_address: Rate {
                burst: 10,
                seconds: 6.0,
            },
            sign_in_per_account: Rate {
                burst: 10,
                seconds: 6.0,
            },
            requests_per_address: Rate {
                burst: 200,
                seconds: 0.1,
            },
            max_keys: 100_000,
        }
    }
}

impl Default for Captcha {
    fn default() -> Self {
        Self {
            kind: CaptchaKind::Work,
            work_cost: 5_000,
            work_zeros: 2,
            work_secret: None,
            site_key: String::new(),
            secret: Hidden::default(),
            secret_file: None,
            verifier: "https://www.google.com".into(),
            min_score: 0.5,
            hostnames: Vec::new(),
            timeout_ms: 5_000,
        }
    }
}
