//! Running it: metrics, its own certificate, clients that say nothing, floods, and ends without warning.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use jejak_protocol::server::{AuditEvent, Outcome};
use serde_json::json;

use crate::harness::{Browser, Command, Folder, Server, quick, strangers};

/// A built page and settings in a folder.
fn prepared(settings: &str) -> Folder {
    let folder = Folder::new();
    let dist = folder.path("dist");
    std::fs::create_dir(&dist).expect("a folder");
    std::fs::write(dist.join("index.html"), "page").expect("a file");
    std::fs::write(folder.path("jejak.toml"), settings).expect("a file");
    folder
}

fn serve(folder: &Folder) -> Command {
    Command::new(&["serve", "--listen", "127.0.0.1:0"])
        .arg("--dist")
        .arg(folder.path("dist"))
        .arg("--config")
        .arg(folder.path("jejak.toml"))
        .arg("--data")
        .arg(folder.data())
}

async fn metrics(server: &Server, token: Option<&str>) -> (u16, String) {
    let url = format!("http://{}/metrics", server.address);
    // Whichever came first stays, and all are the same.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let mut request = reqwest::Client::new().get(url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.text().await.expect("a body"))
}

#[tokio::test]
async fn metrics_are_for_the_token_alone_and_name_nobody() {
    let mut config = quick();
    config.metrics.token.0 = "prometheus asks for it".into();
    let server = Server::with(config).await;
    let (siti, _) = server.admin().await;
    assert_eq!(siti.password("siti", "wrong").await.status.as_u16(), 401);
    for wrong in [None, Some(""), Some("prometheus asks for i"), Some("x")] {
        assert_eq!(metrics(&server, wrong).await, (401, String::new()));
    }
    for _ in 0..2 {
        let (status, text) = metrics(&server, Some("prometheus asks for it")).await;
        assert_eq!(status, 200);
        let wanted = [
            "jejak_audit_entries_total{event=\"sign_in_password\",outcome=\"refused\"} 1",
            "jejak_audit_entries_total{event=\"setup_done\",outcome=\"ok\"} 1",
            "jejak_http_answers_total{status=\"401\"} 1",
            "jejak_accounts 1",
            "jejak_http_answer_seconds_bucket",
        ];
        for line in wanted {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        for name in ["siti", "127.0.0.1"] {
            assert!(!text.contains(name), "{name}");
        }
    }
}

#[tokio::test]
async fn without_a_token_in_the_settings_there_are_no_metrics() {
    let server = Server::start().await;
    for token in [None, Some("")] {
        assert_eq!(metrics(&server, token).await.0, 404);
    }
}

#[tokio::test]
async fn its_own_certificate_serves_tls_and_nothing_else() {
    let folder = prepared("development = true\n");
    let made = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(folder.path("key.pem"))
        .arg("-out")
        .arg(folder.path("cert.pem"))
        .output()
        .expect("openssl runs");
    assert!(made.status.success());
    let path = |name: &str| folder.path(name).to_string_lossy().into_owned();
    let (cert, key) = (path("cert.pem"), path("key.pem"));
    let settings = format!("[tls]\ncertificate = {cert:?}\nkey = {key:?}\n");
    std::fs::write(folder.path("jejak.toml"), settings).expect("a file");
    let mut running = serve(&folder).start();
    let link = running.line_with("#link=");
    assert!(link.contains("https://"), "{link}");
    let ask = |url: String, http2: bool| {
        let mut curl = std::process::Command::new("curl");
        curl.args(["-sS", "-i", "--max-time", "10", "--cacert", &cert]);
        curl.arg(if http2 { "--http2" } else { "--http1.1" })
            .arg(url);
        let output = curl.output().expect("curl runs");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    for http2 in [false, true] {
        let (is_ok, text) = ask(format!("https://{}/", running.address), http2);
        assert!(is_ok && text.ends_with("page"), "{text}");
        let version = if http2 { "HTTP/2 200" } else { "HTTP/1.1 200" };
        assert!(text.starts_with(version), "{text}");
        assert!(
            text.to_lowercase()
                .contains("strict-transport-security: max-age=31536000")
        );
    }
    let (is_ok, text) = ask(format!("http://{}/", running.address), false);
    assert!(!is_ok && text.is_empty(), "{text}");
    let (is_ok, _) = running.stop();
    assert!(is_ok);
}

#[test]
fn a_client_that_never_ends_its_head_is_let_go() {
    let folder = prepared("development = true\n");
    let running = serve(&folder).start();
    let silent = TcpStream::connect(running.address).expect("a connection");
    let mut slow = TcpStream::connect(running.address).expect("a connection");
    slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        .expect("it is heard");
    for mut stream in [silent, slow] {
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a socket");
        let mut rest = Vec::new();
        // Both an answer of 408 and a bare end are fine; staying is not.
        match stream.read_to_end(&mut rest) {
            Ok(_) => assert!(!rest.starts_with(b"HTTP/1.1 200")),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
        }
    }
}

#[tokio::test]
async fn a_hundred_kills_lose_no_acknowledged_entry() {
    const N_KILLS: usize = 100;
    const N_ACKNOWLEDGED: usize = 3;
    let folder =
        prepared("development = true\n[limits.sign_in_per_address]\nburst = 100\nseconds = 1.0\n");
    for round in 0..N_KILLS {
        let running = serve(&folder).start();
        let browser = Browser::new(running.address, "127.0.0.1");
        let refused = json!({ "token": "no such link" });
        for _ in 0..N_ACKNOWLEDGED {
            browser
                .post("/links/open", &refused)
                .await
                .refused(404, "link");
        }
        // Further ones are under way, at another point of their writing each time.
        let writers: Vec<_> = (0..4)
            .map(|_| {
                let (browser, refused) =
                    (Browser::new(running.address, "127.0.0.1"), refused.clone());
                tokio::spawn(async move {
                    let headers = [
                        ("sec-fetch-site", "same-origin"),
                        ("content-type", "application/json"),
                    ];
                    let body = Some(refused.to_string());
                    browser
                        .start(reqwest::Method::POST, "/links/open", &headers, body)
                        .await
                })
            })
            .collect();
        for _ in 0..round % 20 {
            tokio::task::yield_now().await;
        }
        running.kill();
        writers.iter().for_each(tokio::task::JoinHandle::abort);
    }
    let database = rusqlite::Connection::open(folder.data().join("jejak.db")).expect("a database");
    let check: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a check");
    assert_eq!(check, "ok");
    drop(database);
    let command = |args: &[&str]| Command::new(args).arg("--data").arg(folder.data()).run();
    command(&["audit", "verify"]).expect_ok();
    let log = command(&["audit", "export"]).expect_ok();
    let n_logged = log.matches("\"link_refused\"").count();
    assert!(n_logged >= N_KILLS * N_ACKNOWLEDGED, "{n_logged} were kept");
}

/// No file may grow any more, as on a full disk, until there is room again; the server runs on.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_said_and_harms_nothing() {
    const SETTINGS: &str = "development = true\n[limits]\n\
        requests_per_address = { burst = 10000, seconds = 0.1 }\n\
        sign_in_per_address = { burst = 10000, seconds = 0.1 }\n";
    let folder = prepared(SETTINGS);
    let running = serve(&folder).start_without_signal_at_full_disk();
    let browser = Browser::new(running.address, "127.0.0.1");
    let attempt = json!({ "token": "no such link" });
    let mut n_acknowledged = 0;
    for _ in 0..3 {
        let answer = browser.post("/links/open", &attempt).await;
        answer.refused(404, "link");
        n_acknowledged += 1;
    }
    running.limit_files("300000");
    let mut n_refused = 0;
    // Each entry takes some pages of the write-ahead log: the limit is met long before the end.
    for _ in 0..200 {
        let answer = browser.post("/links/open", &attempt).await;
        match answer.status.as_u16() {
            404 => n_acknowledged += 1,
            _ => {
                answer.refused(507, "storage");
                n_refused += 1;
            }
        }
        if n_refused == 5 {
            break;
        }
    }
    assert_eq!(n_refused, 5, "after {n_acknowledged} entries");
    // What needs no writing goes on.
    browser.get("/facts").await.ok();
    running.limit_files("unlimited");
    let answer = browser.post("/links/open", &attempt).await;
    answer.refused(404, "link");
    n_acknowledged += 1;
    let (is_ok, _) = running.stop();
    assert!(is_ok);
    let command = |args: &[&str]| Command::new(args).arg("--data").arg(folder.data()).run();
    command(&["audit", "verify"]).expect_ok();
    let log = command(&["audit", "export"]).expect_ok();
    assert_eq!(log.matches("\"link_refused\"").count(), n_acknowledged);
    let database = rusqlite::Connection::open(folder.data().join("jejak.db")).expect("a database");
    let check: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("a check");
    assert_eq!(check, "ok");
    // The file beside the database caught up as well.
    let journal = std::fs::read_to_string(folder.data().join("audit.jsonl")).expect("a file");
    assert_eq!(journal.matches("\"link_refused\"").count(), n_acknowledged);
}

/// 10,000 tries from 500 addresses, while somebody of the house goes in and out.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_strangers_keeps_nobody_of_the_house_out() {
    const N_ADDRESSES: usize = 500;
    const N_TRIES: usize = 20;
    const N_VISITS: usize = 20;
    let mut config = quick();
    // As shipped; only the proofs and hashes of these tests are cheaper.
    config.limits = jejak_server::config::Config::default().limits;
    config.limits.sign_in_per_address.burst = 1_000;
    config.passwords.waiting = 32;
    let server = Server::with(config).await;
    let (siti, authenticator) = server.known_browser().await;
    let flood = strangers(server.address, N_ADDRESSES, N_TRIES);
    for _ in 0..N_VISITS {
        siti.post("/sign-out", &json!({})).await.no_content();
        server.sign_in(&siti, "siti", &authenticator).await;
    }
    for task in flood {
        task.await.expect("no answer but a refusal");
    }
    assert_eq!(
        server.n_logged(AuditEvent::SignInTotp, Outcome::Ok),
        N_VISITS + 1
    );
}
