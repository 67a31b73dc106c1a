//! Statements 20 to 27: locks and limits.

use std::sync::Arc;
use std::time::Duration;

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{AuditEvent, Outcome};
use jejak_server::clock::Clock;
use jejak_server::config::{Config, Rate};
use jejak_server::limits::Limiter;
use reqwest::Method;
use serde_json::json;

use crate::harness::{Browser, PASSWORD, Server, quick, token_of};

const WRONG: &str = "not it at all";

/// Fails until the account is stopped, waiting out each lock.
async fn fail_a_hundred_times(server: &Server, guest: &Browser) {
    for _ in 0..100 {
        guest.password("siti", WRONG).await.refused(401, "sign_in");
        server.clock.advance_s(10);
    }
}

#[tokio::test]
async fn s20_a_hundred_failures_stop_the_account_until_someone_unlocks_it() {
    let server = Server::start().await;
    server.admin().await;
    let guest = server.browser();
    fail_a_hundred_times(&server, &guest).await;
    assert_eq!(
        server.n_logged(AuditEvent::AccountStopped, Outcome::Refused),
        1
    );
    server.clock.advance(Duration::from_secs(7 * 86_400));
    guest
        .password("siti", PASSWORD)
        .await
        .refused(401, "sign_in");
    assert_eq!(
        server
            .details(AuditEvent::SignInPassword)
            .last()
            .map(String::as_str),
        Some("stopped")
    );
    server.command(&["user", "unlock", "siti"]).expect_ok();
    guest.password("siti", PASSWORD).await.ok();
    assert_eq!(server.n_logged(AuditEvent::AccountUnlocked, Outcome::Ok), 1);
}

#[tokio::test]
async fn s20_a_reset_link_opens_a_stopped_account() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (budi, _) = server.member(&siti, "budi", "admin").await;
    let guest = server.browser();
    fail_a_hundred_times(&server, &guest).await;
    let team = budi.get("/team").await.ok();
    assert_eq!(
        (&team[1]["name"], &team[1]["is_stopped"]),
        (&json!("siti"), &json!(true))
    );
    let link = budi
        .post("/team/reset", &json!({ "id": team[1]["id"] }))
        .await
        .ok();
    let token = token_of(link["url"].as_str().expect("a link"));
    let body = json!({ "token": token, "password": "rumput laut 12 kilo" });
    guest.post("/links/use", &body).await.no_content();
    assert_eq!(
        guest.password("siti", "rumput laut 12 kilo").await.ok()["next"],
        "code"
    );
}

#[tokio::test]
async fn s21_a_known_browser_gets_in_while_strangers_are_locked_out() {
    let mut config = quick();
    config.limits.sign_in_per_account = Rate {
        burst: 100,
        seconds: 3_600.0,
    };
    let server = Server::with(config).await;
    let (_, authenticator) = server.admin().await;
    let known = server.browser();
    known.password("siti", PASSWORD).await.ok();
    known.code_and_remember(&authenticator.code()).await.ok();
    server.clock.advance_s(30);
    known.post("/sign-out", &json!({})).await.no_content();
    let stranger = server.browser_at("127.0.0.66");
    fail_a_hundred_times(&server, &stranger).await;
    stranger
        .password("siti", PASSWORD)
        .await
        .refused(429, "too_many");
    assert_eq!(known.password("siti", PASSWORD).await.ok()["next"], "code");
    known.code(&authenticator.code()).await.ok();
}

#[tokio::test]
async fn s21_a_known_browser_has_a_lock_of_its_own_and_replaces_no_factor() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let known = server.browser();
    known.password("siti", PASSWORD).await.ok();
    known.code_and_remember(&authenticator.code()).await.ok();
    server.clock.advance_s(30);
    known.password("siti", WRONG).await.refused(401, "sign_in");
    known
        .password("siti", PASSWORD)
        .await
        .refused(401, "sign_in");
    // Its failures do not lock the account for others.
    server.browser().password("siti", PASSWORD).await.ok();
    server.clock.advance_s(1);
    assert_eq!(known.password("siti", PASSWORD).await.ok()["next"], "code");
    // The cookie means nothing for another account.
    server.member(&siti, "budi", "viewer").await;
    server
        .browser()
        .password("budi", WRONG)
        .await
        .refused(401, "sign_in");
    known
        .password("budi", PASSWORD)
        .await
        .refused(401, "sign_in");
    // One that fails too often is known no more.
    for _ in 0..100 {
        server.clock.advance_s(10);
        known.password("siti", WRONG).await.refused(401, "sign_in");
    }
    assert_eq!(server.value::<i64>("SELECT count(*) FROM device"), 0);
}

#[tokio::test]
async fn s22_a_success_resets_the_account_and_the_address() {
    let mut config = quick();
    config.limits.sign_in_per_address = Rate {
        burst: 4,
        seconds: 3_600.0,
    };
    let server = Server::with(config).await;
    let browser = server.browser_at("127.0.0.9");
    server
        .make_account(&browser, server.setup_token(), "siti")
        .await;
    let authenticator = server.enrol(&server.browser_at("127.0.0.8"), "siti").await;
    let guest = server.browser_at("127.0.0.7");
    for _ in 0..2 {
        // Three failures and a success use the four tries up; the success gives them back.
        for _ in 0..3 {
            guest.password("siti", WRONG).await.refused(401, "sign_in");
            server.clock.advance_s(10);
        }
        assert_eq!(server.value::<i64>("SELECT n_failures FROM account"), 3);
        guest.password("siti", PASSWORD).await.ok();
        assert_eq!(server.value::<i64>("SELECT n_failures FROM account"), 0);
        guest.code(&authenticator.code()).await.ok();
        server.clock.advance_s(30);
    }
    for _ in 0..4 {
        guest.password("siti", WRONG).await.refused(401, "sign_in");
        server.clock.advance_s(10);
    }
    guest
        .password("siti", PASSWORD)
        .await
        .refused(429, "too_many");
}

async fn sign_in_as(server: &Server, forwarded: &[&str]) -> u16 {
    let guest = server.browser();
    let captcha = guest.captcha().await;
    let body = json!({ "name": "siti", "password": WRONG, "captcha": captcha }).to_string();
    let mut headers = vec![
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    headers.extend(forwarded.iter().map(|line| ("x-forwarded-for", *line)));
    guest
        .send(Method::POST, "/sign-in", &headers, Some(body))
        .await
        .status
        .as_u16()
}

fn two_tries() -> Config {
    let mut config = quick();
    config.limits.sign_in_per_address = Rate {
        burst: 2,
        seconds: 3_600.0,
    };
    config
}

fn addresses(server: &Server) -> Vec<String> {
    let rows = server
        .log()
        .into_iter()
        .filter(|row| row.event == AuditEvent::SignInPassword);
    rows.filter_map(|row| row.address).collect()
}

#[tokio::test]
async fn s23_without_a_trusted_proxy_the_header_is_ignored() {
    let server = Server::with(two_tries()).await;
    let mut answers = Vec::new();
    for n in 0..4 {
        answers.push(sign_in_as(&server, &[&format!("198.51.100.{n}")]).await);
    }
    assert_eq!(answers, [401, 401, 429, 429]);
    assert_eq!(addresses(&server), ["127.0.0.1", "127.0.0.1"]);
}

#[tokio::test]
async fn s24_behind_a_trusted_proxy_the_client_cannot_choose_its_address() {
    let mut config = two_tries();
    config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a net")];
    let server = Server::with(config).await;
    let mut answers = Vec::new();
    for n in 0..3 {
        // The client writes the first entry, the proxy adds the second, in either form.
        let forged = format!("192.0.2.{n}");
        let lines = [
            format!("{forged}, 198.51.100.7"),
            "198.51.100.7".into(),
            forged,
        ];
        let lines: Vec<&str> = match n {
            0 => vec![&lines[0]],
            _ => vec![&lines[2], &lines[1]],
        };
        answers.push(sign_in_as(&server, &lines).await);
    }
    assert_eq!(answers, [401, 401, 429]);
    assert_eq!(sign_in_as(&server, &["198.51.100.8"]).await, 401);
    assert_eq!(
        addresses(&server),
        ["198.51.100.7", "198.51.100.7", "198.51.100.8"]
    );
}

#[tokio::test]
async fn s25_a_network_of_ipv6_counts_as_one_and_mapped_addresses_as_ipv4() {
    let mut config = two_tries();
    config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a net")];
    let server = Server::with(config).await;
    let mut answers = Vec::new();
    for address in [
        "2001:db8:0:1::1",
        "2001:db8:0:1:a:b:c:d",
        "2001:db8:0:1::2",
        "2001:db8:0:2::1",
        "::ffff:198.51.100.7",
        "198.51.100.7",
        "::ffff:198.51.100.7",
    ] {
        answers.push(sign_in_as(&server, &[address]).await);
    }
    assert_eq!(answers, [401, 401, 429, 401, 401, 401, 429]);
}

#[tokio::test]
async fn s26_too_many_tries_are_told_when_to_come_back() {
    let mut config = quick();
    config.limits.sign_in_per_address = Rate {
        burst: 2,
        seconds: 60.0,
    };
    let server = Server::with(config).await;
    for _ in 0..2 {
        assert_eq!(sign_in_as(&server, &[]).await, 401);
    }
    let guest = server.browser();
    let answer = guest.password("siti", WRONG).await;
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    answer.refused(429, "too_many");
    assert!((1..=60).contains(&wait), "{wait}");
    guest.password("siti", WRONG).await.refused(429, "too_many");
    assert_eq!(
        server.n_logged(AuditEvent::RateLimited, Outcome::Refused),
        1,
        "noted once a minute"
    );
    server.clock.advance_s(wait);
    guest.password("siti", WRONG).await.refused(401, "sign_in");
}

/// A clock that stands still.
#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> TimestampUs {
        TimestampUs::from_seconds(1_796_900_400)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(1_000)
    }
}

#[test]
fn s26_a_million_keys_take_bounded_memory_and_free_nobody() {
    const MAX_KEYS: usize = 10_000;
    let rate = Rate {
        burst: 3,
        seconds: 60.0,
    };
    let limiter = Limiter::<u64>::new(rate, MAX_KEYS, Arc::new(Noon));
    for _ in 0..3 {
        assert_eq!(limiter.check(&7), Ok(()));
    }
    let mut n_heard = 0;
    for key in 1_000..1_001_000 {
        n_heard += usize::from(limiter.check(&key).is_ok());
        assert!(limiter.n_keys() <= MAX_KEYS);
    }
    assert!(
        limiter.check(&7).is_err(),
        "a flood does not make it forget who was held off"
    );
    let most = MAX_KEYS + 3 * 4_096;
    assert!(
        (MAX_KEYS..=most).contains(&n_heard),
        "{n_heard} newcomers were heard"
    );
}

#[tokio::test]
async fn s27_a_restart_opens_no_lock() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    server
        .browser()
        .password("siti", WRONG)
        .await
        .refused(401, "sign_in");
    let server = server.restart().await;
    server
        .browser()
        .password("siti", PASSWORD)
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(1);
    let guest = server.browser();
    guest.password("siti", PASSWORD).await.ok();
    guest
        .code(&authenticator.wrong_code())
        .await
        .refused(401, "sign_in");
    let server = server.restart().await;
    let again = Browser::new(server.address, "127.0.0.1");
    again.password("siti", PASSWORD).await.ok();
    again
        .code(&authenticator.code())
        .await
        .refused(401, "sign_in");
    let server = server.restart().await;
    server.clock.advance_s(1);
    let again = server.browser();
    again.password("siti", PASSWORD).await.ok();
    again.code(&authenticator.code()).await.ok();
    let details = server.details(AuditEvent::SignInTotp);
    assert_eq!(details, ["wrong", "locked", ""]);
}

#[tokio::test]
async fn s27_a_clock_that_jumps_holds_nobody_off_for_long() {
    const HOUR: Duration = Duration::from_secs(3_600);
    let server = Server::start().await;
    server.admin().await;
    let guest = server.browser();
    guest.password("siti", WRONG).await.refused(401, "sign_in");
    // A wait that was noted in what is now the future is none: it would last for hours.
    server.clock.set_back(HOUR);
    guest.password("siti", PASSWORD).await.ok();
    server.clock.advance(25 * HOUR);
    guest.password("siti", PASSWORD).await.ok();
}
