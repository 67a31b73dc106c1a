//! Statements 32 to 36 and 39: cookies, sessions, and who may ask for changes.

use std::time::Duration;

use jejak_protocol::server::{AuditEvent, Outcome};
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::harness::{PASSWORD, Server};

const COOKIE: &str = "__Host-jejak";

#[tokio::test]
async fn s32_cookies_are_bound_to_the_host_and_hidden_from_scripts() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    let guest = server.browser();
    let captcha = guest.captcha().await;
    let first = guest.password_with("siti", PASSWORD, &captcha).await;
    let second = guest.code_and_remember(&authenticator.code()).await;
    let out = guest.post("/sign-out", &json!({})).await;
    let cookies = [&first, &second, &out].map(|answer| {
        let lines = answer.headers.get_all("set-cookie").iter();
        lines
            .map(|line| line.to_str().expect("ASCII").to_owned())
            .collect::<Vec<_>>()
    });
    assert_eq!(cookies.each_ref().map(Vec::len), [1, 2, 1]);
    for line in cookies.concat() {
        assert!(line.starts_with("__Host-"), "{line}");
        let rules: Vec<_> = line.split("; ").skip(1).collect();
        for rule in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(rules.contains(&rule), "{rule} in {line}");
        }
        assert!(!line.contains("Domain"), "{line}");
    }
}

#[tokio::test]
async fn s33_tokens_are_random_kept_as_hashes_and_new_after_each_step() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    let guest = server.browser();
    guest.password("siti", PASSWORD).await.ok();
    let halfway = guest.cookie(COOKIE).expect("a cookie");
    let before = guest.stolen();
    guest.code(&authenticator.code()).await.ok();
    let full = guest.cookie(COOKIE).expect("a cookie");
    assert_ne!(halfway, full);
    assert_eq!(full.len(), 43, "256 bits in base 64");
    assert_eq!(
        before.standing().await,
        "anonymous",
        "the old token is dead"
    );
    assert_eq!(guest.standing().await, "signed_in");
    let hash = Sha256::digest(full.as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    let sql = format!("SELECT count(*) FROM session WHERE hex(token_hash) = '{hex}'");
    assert_eq!(server.value::<i64>(&sql), 1);
    let at_rest = server.bytes_at_rest();
    for token in [&halfway, &full] {
        assert!(
            !at_rest
                .windows(token.len())
                .any(|bytes| bytes == token.as_bytes())
        );
    }
    // A new password step ends the session that was there.
    let before = guest.stolen();
    guest.password("siti", PASSWORD).await.ok();
    assert_eq!(before.standing().await, "anonymous");
}

#[tokio::test]
async fn s34_sessions_end_when_idle_when_old_and_at_the_way_out() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let minutes = |n: u64| Duration::from_secs(n * 60);
    server.clock.advance(minutes(29));
    assert_eq!(siti.standing().await, "signed_in");
    server.clock.advance(minutes(30));
    assert_eq!(siti.standing().await, "anonymous", "idle");
    server.sign_in(&siti, "siti", &authenticator).await;
    for _ in 0..(12 * 60 / 25) {
        server.clock.advance(minutes(25));
        let standing = siti.standing().await;
        if standing != "signed_in" {
            break;
        }
    }
    server.clock.advance(minutes(20));
    assert_eq!(
        siti.standing().await,
        "anonymous",
        "twelve hours, however busy"
    );
    server.sign_in(&siti, "siti", &authenticator).await;
    let stolen = siti.stolen();
    siti.post("/sign-out", &json!({})).await.no_content();
    assert_eq!(siti.cookie(COOKIE), None);
    assert_eq!(stolen.standing().await, "anonymous", "ended on the server");
    siti.password("siti", PASSWORD).await.ok();
    server.clock.advance(minutes(10));
    siti.code(&authenticator.code())
        .await
        .refused(401, "no_session");
}

#[tokio::test]
async fn s34_a_clock_that_is_set_back_prolongs_no_session_beyond_its_day() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    server.clock.set_back(Duration::from_secs(3_600));
    assert_eq!(siti.standing().await, "signed_in");
    server.clock.advance(Duration::from_secs(13 * 3_600));
    assert_eq!(siti.standing().await, "anonymous");
}

#[tokio::test]
async fn s35_a_new_password_ends_the_other_sessions_and_forgets_browsers() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let other = server.browser();
    other.password("siti", PASSWORD).await.ok();
    other.code_and_remember(&authenticator.code()).await.ok();
    let stolen = siti.stolen();
    let body = json!({ "current": PASSWORD, "new": "rumput laut 12 kilo" });
    siti.post("/account/password", &body).await.no_content();
    assert_eq!(siti.standing().await, "signed_in");
    assert_eq!(other.standing().await, "anonymous");
    assert_eq!(
        stolen.standing().await,
        "anonymous",
        "this session has a new token too"
    );
    assert_eq!(siti.get("/account/devices").await.ok(), json!([]));
    let wrong = json!({ "current": PASSWORD, "new": "rumput laut 13 kilo" });
    siti.post("/account/password", &wrong)
        .await
        .refused(403, "password_wrong");
}

#[tokio::test]
async fn s35_a_new_factor_and_a_disabled_account_end_sessions() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let other = server.browser();
    server.sign_in(&other, "siti", &authenticator).await;
    server.clock.advance_s(60);
    let offer = siti
        .post("/account/totp/begin", &json!({ "password": PASSWORD }))
        .await
        .ok();
    let secret = offer["secret"].as_str().expect("a secret");
    let new = crate::harness::Authenticator::new(secret, server.clock.clone());
    let body = json!({ "password": PASSWORD, "code": new.code() });
    siti.post("/account/totp/confirm", &body).await.ok();
    assert_eq!(
        [siti.standing().await, other.standing().await],
        ["signed_in", "anonymous"]
    );
    let (budi, _) = server.member(&siti, "budi", "analyst").await;
    let id = siti.get("/team").await.ok()[0]["id"].clone();
    siti.post("/team/change", &json!({ "change": "disable", "id": id }))
        .await
        .no_content();
    assert_eq!(budi.standing().await, "anonymous");
    siti.post("/team/change", &json!({ "change": "enable", "id": id }))
        .await
        .no_content();
    assert_eq!(
        budi.standing().await,
        "anonymous",
        "the old session stays dead"
    );
}

#[tokio::test]
async fn s35_sessions_are_listed_and_ended_by_their_owner_alone() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let (budi, _) = server.member(&siti, "budi", "viewer").await;
    let other = server.browser_at("127.0.0.9");
    server.sign_in(&other, "siti", &authenticator).await;
    let list = siti.get("/account/sessions").await.ok();
    let list = list.as_array().expect("sessions");
    assert_eq!(list.len(), 2);
    let foreign = list
        .iter()
        .find(|session| session["is_this"] == false)
        .expect("the other");
    assert_eq!(
        (&foreign["address"], &foreign["agent"]),
        (&json!("127.0.0.9"), &json!("Test/1.0"))
    );
    let body = json!({ "id": foreign["id"] });
    budi.post("/account/sessions/end", &body)
        .await
        .refused(404, "not_found");
    assert_eq!(other.standing().await, "signed_in");
    siti.post("/account/sessions/end", &body).await.no_content();
    assert_eq!(other.standing().await, "anonymous");
    server.clock.advance_s(30);
    server.sign_in(&other, "siti", &authenticator).await;
    siti.post("/account/sessions/end-others", &json!({}))
        .await
        .no_content();
    assert_eq!(
        [siti.standing().await, other.standing().await],
        ["signed_in", "anonymous"]
    );
}

#[tokio::test]
async fn a_session_that_moves_to_another_network_is_noted_once() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let thief = siti.stolen_at("127.0.0.66");
    for _ in 0..3 {
        thief.get("/account/sessions").await.ok();
    }
    let log = server.log();
    let moved: Vec<_> = log
        .iter()
        .filter(|row| row.event == AuditEvent::SessionMoved)
        .collect();
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0].address.as_deref(), Some("127.0.0.66"));
    assert_eq!(moved[0].account.as_deref(), Some("siti"));
}

#[tokio::test]
async fn s36_only_the_page_itself_may_ask_for_changes() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let host = server.address.to_string();
    let origin = format!("http://{host}");
    let json = ("content-type", "application/json");
    let refused: [&[(&str, &str)]; 7] = [
        &[json],
        &[json, ("sec-fetch-site", "cross-site")],
        &[json, ("sec-fetch-site", "same-site")],
        &[json, ("sec-fetch-site", "none")],
        &[json, ("origin", "https://evil.example")],
        &[json, ("origin", "null")],
        &[json, ("sec-fetch-site", "cross-site"), ("origin", &origin)],
    ];
    for headers in refused {
        let answer = siti
            .send(Method::POST, "/sign-out", headers, Some("{}".into()))
            .await;
        answer.refused(403, "cross_site");
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let headers = [("content-type", kind), ("sec-fetch-site", "same-origin")];
        let answer = siti
            .send(Method::POST, "/sign-out", &headers, Some("{}".into()))
            .await;
        answer.refused(400, "malformed");
    }
    assert_eq!(siti.standing().await, "signed_in", "nothing has changed");
    assert_eq!(
        server.n_logged(AuditEvent::CrossSiteRefused, Outcome::Refused),
        1
    );
    let fallback = [json, ("origin", origin.as_str())];
    siti.send(Method::POST, "/sign-out", &fallback, Some("{}".into()))
        .await
        .no_content();
}

#[tokio::test]
async fn s36_reading_changes_nothing() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let tables = [
        "account",
        "recovery_code",
        "device",
        "session",
        "link",
        "used_captcha",
        "audit",
    ];
    let count = || tables.map(|t| server.value::<i64>(&format!("SELECT count(*) FROM {t}")));
    let sums = || {
        let sql =
            "SELECT total(n_failures) || group_concat(password) || group_concat(role) FROM account";
        (count(), server.value::<String>(sql))
    };
    let before = sums();
    for path in [
        "/facts",
        "/captcha",
        "/account/sessions",
        "/account/devices",
        "/team",
        "/audit",
        "/audit/verify",
        "/audit/export",
        "/sign-in",
        "/sign-out",
        "/team/change",
        "/team/invite",
        "/links/use",
        "/account/totp/begin",
        "/account/recovery-codes",
    ] {
        siti.get(path).await;
    }
    assert_eq!(sums(), before);
    assert_eq!(siti.standing().await, "signed_in");
}

#[tokio::test]
async fn s39_answers_of_the_api_carry_the_headers_errors_too() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let page = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    let long = "x".repeat(20_000);
    let answers = [
        (200, siti.get("/facts").await),
        (404, siti.get("/missing").await),
        (405, siti.get("/sign-in").await),
        (400, siti.post("/sign-in", &json!({})).await),
        (
            413,
            siti.send(Method::POST, "/sign-in", &page, Some(long)).await,
        ),
        (401, server.browser().get("/team").await),
        (403, siti.send(Method::POST, "/sign-in", &[], None).await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        let expect = [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
        ];
        for (name, value) in expect {
            assert_eq!(answer.header(name), value, "{name} with {status}");
        }
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
    }
}
