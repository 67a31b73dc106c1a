//! A server of its own for each test, on a free port, with a clock that the test turns.

mod authenticator;
mod browser;
mod command;
mod folder;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use jejak_protocol::TimestampUs;
use jejak_protocol::server::{AuditEvent, AuditRow, Outcome};
use jejak_server::clock::{Clock, System};
use jejak_server::config::{CaptchaKind, Config, Rate};
use jejak_server::headers::Transport;
use jejak_server::vault::Vault;
use jejak_server::{App, Site, router_with_accounts};
use serde_json::json;

pub(crate) use authenticator::Authenticator;
pub(crate) use browser::{Answer, Browser};
pub(crate) use command::{Command, Ended, Running};
pub(crate) use folder::Folder;

pub(crate) const PASSWORD: &str = "kuda makan rumput 7";
/// 2026-12-10T09:04:03Z.
const START_US: i64 = 1_796_893_443_000_000;

#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, by: Duration) {
        let us = i64::try_from(by.as_micros()).expect("a short time");
        self.0.fetch_add(us, Ordering::SeqCst);
    }

    pub(crate) fn advance_s(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn set_back(&self, by: Duration) {
        let us = i64::try_from(by.as_micros()).expect("a short time");
        self.0.fetch_sub(us, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> TimestampUs {
        TimestampUs(self.0.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        let us = self.0.load(Ordering::SeqCst) - START_US;
        Duration::from_micros(us.try_into().unwrap_or(0))
    }
}

pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) address: SocketAddr,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) folder: Arc<Folder>,
    pub(crate) vault: Vault,
    pub(crate) config: Config,
    /// The token of the setup link, on a first start.
    setup: Option<String>,
    task: tokio::task::JoinHandle<()>,
}

/// Cheap passwords and proofs, and limits that no test meets by chance.
pub(crate) fn quick() -> Config {
    let mut config = Config {
        development: true,
        ..Config::default()
    };
    config.passwords.memory_kib = 64;
    config.passwords.passes = 1;
    config.passwords.waiting = 256;
    config.captcha.work_cost = 1;
    config.captcha.work_zeros = 1;
    let plenty = Rate {
        burst: 100_000,
        seconds: 0.001,
    };
    config.limits.requests_per_address = plenty;
    config.limits.sign_in_per_address = plenty;
    config.limits.sign_in_per_account = plenty;
    config.audit.file = false;
    config
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(quick()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(START_US)));
        Self::on(Arc::new(Folder::new()), clock, config).await
    }

    /// On a folder that is there already: the next start of the same server.
    pub(crate) async fn on(folder: Arc<Folder>, clock: Arc<TestClock>, mut config: Config) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        config.listen = address;
        let vault = Vault::open(&folder.data(), clock.clone(), Arc::new(System)).expect("a vault");
        let app = App::new(config.clone(), vault.clone()).expect("good settings");
        let setup = app.start().await.expect("a start");
        let setup = setup.map(|url| token_of(url.expose()));
        let site = Site::from_files([("index.html".into(), Bytes::from("page"))].into());
        let router = router_with_accounts(site, Transport::Plain, app.clone());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move {
            axum::serve(listener, service).await.expect("it serves");
        });
        Self {
            app,
            address,
            clock,
            folder,
            vault,
            config,
            setup,
            task,
        }
    }

    /// The same server, started again after its process has ended.
    pub(crate) async fn restart(self) -> Self {
        self.task.abort();
        Self::on(self.folder.clone(), self.clock.clone(), self.config.clone()).await
    }

    pub(crate) fn setup_token(&self) -> &str {
        self.setup.as_deref().expect("a first start")
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address, "127.0.0.1")
    }

    /// From another address of this machine.
    pub(crate) fn browser_at(&self, address: &str) -> Browser {
        Browser::new(self.address, address)
    }

    /// A browser that the account knows from an earlier sign-in, in a step whose code is not used up.
    pub(crate) async fn known_browser(&self) -> (Browser, Authenticator) {
        let (siti, authenticator) = self.admin().await;
        siti.post("/sign-out", &json!({})).await.no_content();
        assert_eq!(siti.password("siti", PASSWORD).await.ok()["next"], "code");
        siti.code_and_remember(&authenticator.code()).await.ok();
        self.clock.advance_s(30);
        (siti, authenticator)
    }

    /// Makes the first admin, signs in and enrols.
    pub(crate) async fn admin(&self) -> (Browser, Authenticator) {
        let browser = self.browser();
        self.make_account(&browser, self.setup_token(), "siti")
            .await;
        let authenticator = self.enrol(&browser, "siti").await;
        (browser, authenticator)
    }

    /// A second account, let in by an admin and enrolled.
    pub(crate) async fn member(
        &self,
        admin: &Browser,
        name: &str,
        role: &str,
    ) -> (Browser, Authenticator) {
        let body = serde_json::json!({ "role": role });
        let link = admin.post("/team/invite", &body).await.ok();
        let token = token_of(link["url"].as_str().expect("a link"));
        let browser = self.browser();
        self.make_account(&browser, &token, name).await;
        let authenticator = self.enrol(&browser, name).await;
        (browser, authenticator)
    }

    pub(crate) async fn make_account(&self, browser: &Browser, token: &str, name: &str) {
        let body = serde_json::json!({ "token": token, "name": name, "password": PASSWORD });
        browser.post("/links/use", &body).await.no_content();
    }

    /// From the password to an authenticator; the browser is signed in then.
    pub(crate) async fn enrol(&self, browser: &Browser, name: &str) -> Authenticator {
        assert_eq!(browser.password(name, PASSWORD).await.ok()["next"], "enrol");
        let body = serde_json::json!({ "password": PASSWORD });
        let offer = browser.post("/account/totp/begin", &body).await.ok();
        let secret = offer["secret"].as_str().expect("a secret");
        let mut authenticator = Authenticator::new(secret, self.clock.clone());
        let code = authenticator.code();
        let body = serde_json::json!({ "password": PASSWORD, "code": code });
        let codes = browser.post("/account/totp/confirm", &body).await.ok();
        authenticator.recovery = codes["codes"]
            .as_array()
            .expect("codes")
            .iter()
            .map(|code| code.as_str().expect("a code").to_owned())
            .collect();
        // The code of this step is used: the next sign-in is in another one.
        self.clock.advance_s(30);
        authenticator
    }

    /// Password and code, in one go.
    pub(crate) async fn sign_in(
        &self,
        browser: &Browser,
        name: &str,
        authenticator: &Authenticator,
    ) {
        assert_eq!(browser.password(name, PASSWORD).await.ok()["next"], "code");
        browser.code(&authenticator.code()).await.ok();
        self.clock.advance_s(30);
    }

    /// Runs the program itself on this server's folder.
    pub(crate) fn command(&self, args: &[&str]) -> Ended {
        Command::new(args)
            .arg("--data")
            .arg(self.folder.data())
            .run()
    }

    /// The audit log as it stands.
    pub(crate) fn log(&self) -> Vec<AuditRow> {
        let mut lines = Vec::new();
        let reader = self.vault.store().reader().expect("a reader");
        jejak_server::audit::export(&reader, &mut lines).expect("the log");
        let lines = String::from_utf8(lines).expect("text");
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("an entry"))
            .collect()
    }

    pub(crate) fn n_logged(&self, event: AuditEvent, outcome: Outcome) -> usize {
        let fits = |row: &&AuditRow| row.event == event && row.outcome == outcome;
        self.log().iter().filter(fits).count()
    }

    /// The details of an event's entries, in order.
    pub(crate) fn details(&self, event: AuditEvent) -> Vec<String> {
        let rows = self.log().into_iter().filter(|row| row.event == event);
        rows.map(|row| row.detail.unwrap_or_default()).collect()
    }

    /// The keys, as whoever holds the data folder can read them.
    pub(crate) fn keys(&self) -> jejak_server::keys::Keys {
        jejak_server::keys::open(&self.folder.data(), &System).expect("the keys")
    }

    /// Every byte of the database's files.
    pub(crate) fn bytes_at_rest(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.data()).expect("a folder");
        let names = files.map(|file| file.expect("an entry").path());
        let names = names.filter(|path| path.to_string_lossy().contains("jejak.db"));
        names
            .flat_map(|path| std::fs::read(path).expect("a file"))
            .collect()
    }

    /// One value of the database, by a query.
    pub(crate) fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let reader = self.vault.store().reader().expect("a reader");
        reader
            .query_row(sql, [], |row| row.get(0))
            .expect("a value")
    }

    /// Changes the database behind the server's back.
    pub(crate) fn tamper(&self, sql: &str) {
        let path = self.folder.data().join("jejak.db");
        let connection = rusqlite::Connection::open(path).expect("the database");
        connection.execute_batch(sql).expect("a change");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Settings with reCAPTCHA at a stub.
pub(crate) fn recaptcha(kind: CaptchaKind, verifier: &str) -> Config {
    let mut config = quick();
    config.captcha.kind = kind;
    config.captcha.site_key = "site".into();
    config.captcha.secret.0 = "the verifier's secret".into();
    config.captcha.verifier = verifier.into();
    config.captcha.hostnames = vec!["jejak.example".into()];
    config.captcha.timeout_ms = 300;
    config
}

pub(crate) fn token_of(url: &str) -> String {
    let (_, token) = url.split_once("#link=").expect("a link");
    token.to_owned()
}

/// Strangers who guess, each from an address of its own and without a proof: nothing but refusals.
pub(crate) fn strangers(
    server: SocketAddr,
    n_addresses: usize,
    n_tries: usize,
) -> Vec<tokio::task::JoinHandle<()>> {
    (0..n_addresses)
        .map(|i| {
            let from = format!("127.0.{}.{}", 10 + i / 250, 1 + i % 250);
            tokio::spawn(async move {
                let browser = Browser::new(server, &from);
                for _ in 0..n_tries {
                    let answer = browser.password_with("siti", "guessed", "no proof").await;
                    assert!([401, 429, 503].contains(&answer.status.as_u16()));
                }
            })
        })
        .collect()
}
