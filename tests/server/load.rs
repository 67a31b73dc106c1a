//! What the server takes: the time to start, memory at rest, sign-ins beside bare hashing, and people of
//! the house during a flood. Prints the rows of docs/benchmarks-server.md; `cargo xtask bench --server`
//! runs it with the server's own profile.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot set itself up fails, and prints what it found"
)]
#![allow(dead_code, unused_imports, reason = "the harness serves the tests too")]

mod harness;

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use harness::{Browser, Command, Folder, PASSWORD, Server, quick, strangers};
use jejak_server::config::Config;
use serde_json::json;

const N_STARTS: usize = 21;
const MEASURED_FOR: Duration = Duration::from_secs(10);
const N_CLIENTS: usize = 8;
const N_ADDRESSES: usize = 500;
const N_TRIES: usize = 20;
const N_VISITS: usize = 100;

#[tokio::main]
async fn main() {
    let (start_ms, rest_mib) = at_rest().await;
    row(
        "Start, to the first answer of /healthz",
        format!("{start_ms:.0} ms, the middle of {N_STARTS}"),
    );
    row("Resident memory at rest", format!("{rest_mib:.1} MiB"));
    let bare = bare_hashes();
    row(
        "Argon2id alone, as shipped, on every processor",
        format!("{bare:.1} hashes a second"),
    );
    let (served, memory_mib) = password_steps().await;
    row(
        "Password steps of sign-in, one hash each",
        format!(
            "{served:.1} a second, {:.2} of argon2id alone",
            served / bare
        ),
    );
    row("Resident memory after that", format!("{memory_mib:.1} MiB"));
    flood().await;
}

fn row(what: &str, figure: String) {
    println!("| {what} | {figure} |");
}

/// Milliseconds to the first answer and MiB once it has come.
async fn at_rest() -> (f64, f64) {
    let folder = Folder::new();
    let dist = folder.path("dist");
    std::fs::create_dir(&dist).expect("a folder");
    std::fs::write(dist.join("index.html"), "page").expect("a file");
    let mut all_ms = Vec::new();
    let mut mib = 0.0;
    for _ in 0..N_STARTS {
        let began = Instant::now();
        let server = Command::new(&["serve", "--listen", "127.0.0.1:0"])
            .arg("--dist")
            .arg(&dist)
            .arg("--data")
            .arg(folder.data())
            .start();
        let browser = Browser::new(server.address, "127.0.0.1");
        let answer = browser.start_at("/healthz").await;
        assert!(answer.status().is_success(), "{}", answer.status());
        all_ms.push(began.elapsed().as_secs_f64() * 1e3);
        mib = resident_mib(server.id());
        let (is_well, _) = server.stop();
        assert!(is_well, "it ends well");
    }
    (middle(all_ms, 0.5), mib)
}

/// Of a process; Linux alone tells it.
fn resident_mib(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

/// The value below which the share lies.
fn middle(mut all: Vec<f64>, share: f64) -> f64 {
    all.sort_by(f64::total_cmp);
    let at = (all.len().saturating_sub(1) as f64 * share).round() as usize;
    all.get(at).copied().unwrap_or(f64::NAN)
}

/// Hashes a second with nothing around them.
fn bare_hashes() -> f64 {
    let settings = Config::default().passwords;
    let params = Params::new(settings.memory_kib, settings.passes, settings.lanes, None);
    let argon = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        params.expect("parameters"),
    );
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    let n: usize = std::thread::scope(|scope| {
        let hash = || {
            let mut out = [0_u8; 32];
            let mut blocks = vec![argon2::Block::default(); argon.params().block_count()];
            let mut n = 0;
            while began.elapsed() < MEASURED_FOR {
                argon
                    .hash_password_into_with_memory(
                        b"guessed",
                        b"sixteen bytes ok",
                        &mut out,
                        &mut blocks,
                    )
                    .expect("a hash");
                n += 1;
            }
            n
        };
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(hash)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("hashes"))
            .sum()
    });
    n as f64 / began.elapsed().as_secs_f64()
}

/// Settings as shipped, but for the visitor's own proof of work and for limits by address: all clients
/// are one machine here.
fn as_shipped() -> Config {
    let mut config = quick();
    config.passwords = Config::default().passwords;
    config.audit.file = true;
    config
}

/// Wrong passwords a second that several clients have refused, and MiB after them.
async fn password_steps() -> (f64, f64) {
    let server = Server::with(as_shipped()).await;
    let address = server.address;
    let began = Instant::now();
    let clients: Vec<_> = (0..N_CLIENTS)
        .map(|i| {
            tokio::spawn(async move {
                let browser = Browser::new(address, &format!("127.0.1.{}", i + 1));
                let mut n = 0_usize;
                while began.elapsed() < MEASURED_FOR {
                    let answer = browser.password(&format!("nobody{i}"), "guessed").await;
                    n += usize::from(answer.status.as_u16() == 401);
                }
                n
            })
        })
        .collect();
    let mut n = 0;
    for client in clients {
        n += client.await.expect("a client");
    }
    let a_second = n as f64 / began.elapsed().as_secs_f64();
    (a_second, resident_mib(std::process::id()))
}

/// 10,000 tries from 500 addresses, while a browser that the account knows goes in and out.
async fn flood() {
    let mut config = as_shipped();
    config.limits = Config::default().limits;
    config.limits.sign_in_per_address.burst = 1_000;
    let server = Server::with(config).await;
    let (siti, authenticator) = server.known_browser().await;
    let strangers = strangers(server.address, N_ADDRESSES, N_TRIES);
    let (mut all_ms, mut n_in) = (Vec::new(), 0_usize);
    for _ in 0..N_VISITS {
        siti.post("/sign-out", &json!({})).await.no_content();
        let began = Instant::now();
        let answer = siti.password("siti", PASSWORD).await;
        if answer.status.is_success() {
            let code = siti.code(&authenticator.code()).await;
            n_in += usize::from(code.status.is_success());
        }
        all_ms.push(began.elapsed().as_secs_f64() * 1e3);
        server.clock.advance_s(30);
    }
    for stranger in strangers {
        stranger.await.expect("no answer but a refusal");
    }
    row(
        &format!(
            "{} tries from {N_ADDRESSES} addresses: sign-ins of a known browser that succeed meanwhile",
            N_ADDRESSES * N_TRIES
        ),
        format!("{n_in} of {N_VISITS}"),
    );
    row(
        "Both steps of such a sign-in, its proof of work left out",
        format!(
            "{:.0} ms in the middle, {:.0} ms at the 99th percentile",
            middle(all_ms.clone(), 0.5),
            middle(all_ms, 0.99)
        ),
    );
    row(
        "Resident memory after that, the 500 clients in the same process",
        format!("{:.1} MiB", resident_mib(std::process::id())),
    );
}
