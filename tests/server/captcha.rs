//! Statements 28 to 31: the proof of work, and Google's verifier as a stub that speaks its contract.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jejak_protocol::server::AuditEvent;
use jejak_server::clock::{Clock, rfc3339};
use jejak_server::config::{CaptchaKind, Config, Hidden};
use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{PASSWORD, Server, quick, recaptcha};

/// A server whose verifier answers with `answer`.
async fn asking(kind: CaptchaKind, answer: ResponseTemplate) -> (Server, MockServer) {
    let verifier = MockServer::start().await;
    let server = Server::with(recaptcha(kind, &verifier.uri())).await;
    server
        .make_account(&server.browser(), server.setup_token(), "siti")
        .await;
    Mock::given(method("POST"))
        .and(path("/recaptcha/api/siteverify"))
        .and(body_string_contains("secret=the+verifier%27s+secret"))
        .and(body_string_contains("remoteip=127.0.0.1"))
        .respond_with(answer)
        .mount(&verifier)
        .await;
    (server, verifier)
}

/// What Google says of a good token of version 3.
fn good(server_time: &str) -> Value {
    json!({
        "success": true,
        "challenge_ts": server_time,
        "hostname": "jejak.example",
        "score": 0.9,
        "action": "sign_in",
    })
}

fn start_time() -> String {
    "2026-12-10T09:04:03Z".to_owned()
}

async fn try_token(server: &Server, token: &str) -> u16 {
    let browser = server.browser();
    browser
        .password_with("siti", PASSWORD, token)
        .await
        .status
        .as_u16()
}

fn last_detail(server: &Server) -> String {
    server
        .details(AuditEvent::CaptchaRefused)
        .pop()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_good_token_passes_and_the_page_is_told_the_public_key() {
    for kind in [CaptchaKind::RecaptchaV2, CaptchaKind::RecaptchaV3] {
        let answer = ResponseTemplate::new(200).set_body_json(good(&start_time()));
        let (server, verifier) = asking(kind, answer).await;
        let facts = server.browser().get("/facts").await.ok();
        assert_eq!(facts["captcha_site_key"], "site");
        assert!(!facts.to_string().contains("secret"));
        assert_eq!(try_token(&server, "a token").await, 200);
        let asked = verifier.received_requests().await.expect("requests");
        let body = String::from_utf8_lossy(&asked[0].body).into_owned();
        assert!(body.contains("response=a+token"), "{body}");
        server
            .browser()
            .get("/captcha")
            .await
            .refused(404, "not_found");
    }
}

#[tokio::test]
async fn s28_a_verifier_that_fails_lets_nobody_in() {
    let yes = good(&start_time());
    let answers = [
        ResponseTemplate::new(200)
            .set_body_json(&yes)
            .set_delay(Duration::from_secs(2)),
        ResponseTemplate::new(500).set_body_json(&yes),
        ResponseTemplate::new(503),
        ResponseTemplate::new(404).set_body_json(&yes),
        ResponseTemplate::new(200).set_body_string("<html>success: true</html>"),
        ResponseTemplate::new(200).set_body_string("{\"success\": true"),
        ResponseTemplate::new(200).set_body_string(""),
        ResponseTemplate::new(200).set_body_json(json!(true)),
        ResponseTemplate::new(200).set_body_json(json!({ "success": "true" })),
        ResponseTemplate::new(200).set_body_json(json!({ "ok": true })),
        ResponseTemplate::new(200).set_body_string(format!("{yes}{}", " ".repeat(70_000))),
        ResponseTemplate::new(302)
            .insert_header("location", "/yes")
            .set_body_json(&yes),
    ];
    for answer in answers {
        let shown = format!("{answer:?}");
        let (server, verifier) = asking(CaptchaKind::RecaptchaV3, answer).await;
        let redirected = ResponseTemplate::new(200).set_body_json(&yes);
        Mock::given(path("/yes"))
            .respond_with(redirected)
            .mount(&verifier)
            .await;
        assert_eq!(try_token(&server, "a token").await, 401, "{shown}");
        assert_eq!(last_detail(&server), "captcha verifier failed", "{shown}");
    }
    let mut config = recaptcha(CaptchaKind::RecaptchaV3, "http://127.0.0.1:9");
    config.captcha.timeout_ms = 300;
    let server = Server::with(config).await;
    assert_eq!(
        try_token(&server, "a token").await,
        401,
        "nobody listens there"
    );
}

#[tokio::test]
async fn s28_every_error_code_of_the_verifier_is_a_refusal() {
    for (code, detail) in [
        ("missing-input-secret", "captcha rejected"),
        ("invalid-input-secret", "captcha rejected"),
        ("missing-input-response", "captcha rejected"),
        ("invalid-input-response", "captcha rejected"),
        ("bad-request", "captcha rejected"),
        ("timeout-or-duplicate", "captcha expired"),
        ("a-code-of-tomorrow", "captcha rejected"),
    ] {
        for success in [false, true] {
            let mut body = good(&start_time());
            body["success"] = success.into();
            body["error-codes"] = json!([code]);
            let answer = ResponseTemplate::new(200).set_body_json(body);
            let (server, _verifier) = asking(CaptchaKind::RecaptchaV2, answer).await;
            assert_eq!(try_token(&server, "a token").await, 401, "{code}");
            assert_eq!(last_detail(&server), detail, "{code}");
        }
    }
}

#[tokio::test]
async fn s29_host_action_score_and_age_are_all_checked() {
    let cases = [
        ("hostname", json!("evil.example"), "captcha of another host"),
        (
            "hostname",
            json!("jejak.example.evil.example"),
            "captcha of another host",
        ),
        ("hostname", Value::Null, "captcha of another host"),
        ("action", json!("comment"), "captcha of another action"),
        ("action", Value::Null, "captcha of another action"),
        ("score", json!(0.49), "captcha score too low"),
        ("score", Value::Null, "captcha score too low"),
        ("score", json!(1.5), "captcha score too low"),
        (
            "challenge_ts",
            json!("2026-12-10T09:02:02Z"),
            "captcha expired",
        ),
        (
            "challenge_ts",
            json!("2026-12-10T09:14:03Z"),
            "captcha expired",
        ),
        ("challenge_ts", json!("yesterday"), "captcha expired"),
        ("challenge_ts", Value::Null, "captcha expired"),
    ];
    for (member, value, detail) in cases {
        let mut body = good(&start_time());
        body[member] = value.clone();
        let answer = ResponseTemplate::new(200).set_body_json(body);
        let (server, _verifier) = asking(CaptchaKind::RecaptchaV3, answer).await;
        assert_eq!(try_token(&server, "a token").await, 401, "{member} {value}");
        assert_eq!(last_detail(&server), detail, "{member} {value}");
    }
    for (member, value) in [
        ("score", json!(0.5)),
        ("challenge_ts", json!("2026-12-10T09:02:03Z")),
        ("hostname", json!("JEJAK.example")),
    ] {
        let mut body = good(&start_time());
        body[member] = value;
        let answer = ResponseTemplate::new(200).set_body_json(body);
        let (server, _verifier) = asking(CaptchaKind::RecaptchaV3, answer).await;
        assert_eq!(
            try_token(&server, "a token").await,
            200,
            "{member} at its bound"
        );
    }
}

#[tokio::test]
async fn s30_a_token_of_the_verifier_is_good_once() {
    let answer = ResponseTemplate::new(200).set_body_json(good(&start_time()));
    let (server, _verifier) = asking(CaptchaKind::RecaptchaV2, answer).await;
    assert_eq!(try_token(&server, "a token").await, 200);
    assert_eq!(try_token(&server, "a token").await, 401);
    assert_eq!(last_detail(&server), "captcha used before");
    assert_eq!(try_token(&server, "another token").await, 200);
}

#[tokio::test]
async fn s30_a_proof_of_work_is_good_once_also_after_a_restart_and_for_all_at_once() {
    let server = Server::start().await;
    server
        .make_account(&server.browser(), server.setup_token(), "siti")
        .await;
    let proof = server.browser().captcha().await;
    let mut tries = Vec::new();
    for _ in 0..8 {
        let (guest, proof) = (server.browser(), proof.clone());
        let task = async move { guest.password_with("siti", PASSWORD, &proof).await.status };
        tries.push(tokio::spawn(task));
    }
    let mut n_in = 0;
    for task in tries {
        n_in += u32::from(task.await.expect("an answer") == 200);
    }
    assert_eq!(n_in, 1);
    let server = server.restart().await;
    assert_eq!(try_token(&server, &proof).await, 401);
    assert_eq!(last_detail(&server), "captcha used before");
    // The same proof written another way is still the same proof.
    let json = STANDARD.decode(&proof).expect("base 64");
    let mut payload: Value = serde_json::from_slice(&json).expect("JSON");
    let signature = payload["challenge"]["signature"]
        .as_str()
        .expect("hex")
        .to_uppercase();
    payload["challenge"]["signature"] = signature.into();
    assert_eq!(
        try_token(&server, &STANDARD.encode(payload.to_string())).await,
        401
    );
    // What is kept of it goes when it would have expired anyway.
    assert_eq!(server.value::<i64>("SELECT count(*) FROM used_captcha"), 1);
    server.clock.advance_s(600);
    server.app.purge().await.expect("a purge");
    assert_eq!(server.value::<i64>("SELECT count(*) FROM used_captcha"), 0);
}

#[tokio::test]
async fn s30_only_our_own_fresh_and_solved_challenges_count() {
    let server = Server::start().await;
    server
        .make_account(&server.browser(), server.setup_token(), "siti")
        .await;
    let proof = async || {
        let proof = server.browser().captcha().await;
        let json = STANDARD.decode(proof).expect("base 64");
        serde_json::from_slice::<Value>(&json).expect("JSON")
    };
    let send = async |payload: Value| {
        let answer = STANDARD.encode(payload.to_string());
        (try_token(&server, &answer).await, last_detail(&server))
    };
    let mut forged = proof().await;
    forged["challenge"]["parameters"]["data"]["until"] = json!(i64::MAX);
    assert_eq!(send(forged).await, (401, "captcha forged".into()));
    let mut unsigned = proof().await;
    unsigned["challenge"]["signature"] = Value::Null;
    assert_eq!(send(unsigned).await, (401, "captcha forged".into()));
    let mut unsolved = proof().await;
    unsolved["solution"]["derivedKey"] = json!("00".repeat(32));
    assert_eq!(send(unsolved).await, (401, "captcha unsolved".into()));
    let late = proof().await;
    server.clock.advance_s(601);
    assert_eq!(send(late).await, (401, "captcha expired".into()));
    for nonsense in ["", "=", "bm8=", "e30="] {
        assert_eq!(try_token(&server, nonsense).await, 401);
        assert_eq!(last_detail(&server), "captcha malformed", "{nonsense:?}");
    }
    assert_eq!(send(proof().await).await.0, 200);
}

#[test]
fn s31_a_production_start_refuses_test_keys_and_empty_secrets() {
    let production = || Config {
        public_url: Some("https://jejak.example".into()),
        behind_tls: true,
        ..Config::default()
    };
    assert_eq!(production().problems(), Vec::<String>::new());
    let keys = |site: &str, secret: &str| {
        let mut config = production();
        config.captcha.kind = CaptchaKind::RecaptchaV2;
        config.captcha.site_key = site.into();
        config.captcha.secret = Hidden(secret.into());
        config
    };
    assert_eq!(keys("site", "secret").problems(), Vec::<String>::new());
    const SITE: &str = "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI";
    const SECRET: &str = "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe";
    for (site, secret) in [
        (SITE, SECRET),
        (SITE, "secret"),
        ("site", SECRET),
        ("", "secret"),
        ("site", ""),
    ] {
        assert_eq!(keys(site, secret).problems().len(), 1, "{site} {secret}");
    }
    for secret in ["", "short"] {
        let mut config = production();
        config.captcha.work_secret = Some(Hidden(secret.into()));
        assert_eq!(config.problems().len(), 1, "{secret:?}");
    }
    let mut plain = keys("site", "secret");
    plain.captcha.verifier = "http://127.0.0.1:1".into();
    assert_eq!(plain.problems().len(), 1);
    let mut trial = keys(SITE, SECRET);
    trial.development = true;
    assert_eq!(trial.problems(), Vec::<String>::new());
    let shown = format!("{:?}", keys("site", "hide me well"));
    assert!(!shown.contains("hide me well"), "{shown}");
    assert_eq!(quick().problems(), Vec::<String>::new());
}

#[tokio::test]
async fn the_stub_and_the_servers_clock_agree() {
    let server = Server::start().await;
    assert!(rfc3339(server.clock.now()).starts_with(start_time().trim_end_matches('Z')));
}
