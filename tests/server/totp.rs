//! Statements 10 to 19: codes, their secrets, enrolment and recovery.

use jejak_protocol::server::AuditEvent;
use serde_json::json;

use crate::harness::{PASSWORD, Server};

#[tokio::test]
async fn s10_codes_one_step_away_are_taken_by_the_servers_clock() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let guest = server.browser();
    for (steps, is_taken) in [(-2, false), (2, false), (-1, true), (0, true), (1, true)] {
        server.clock.advance_s(120);
        guest.password("siti", PASSWORD).await.ok();
        let answer = guest.code(&authenticator.code_at(steps)).await;
        assert_eq!(answer.status == 200, is_taken, "{steps} steps away");
    }
    // What a client says of its own time is not even a member of the request.
    guest.password("siti", PASSWORD).await.ok();
    let body = json!({ "code": authenticator.code_at(3), "remember": false, "now": 1 });
    guest
        .post("/sign-in/totp", &body)
        .await
        .refused(400, "malformed");
    drop(siti);
}

#[tokio::test]
async fn s11_a_code_is_good_once() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    let code = authenticator.code();
    let [first, second] = [server.browser(), server.browser()];
    for guest in [&first, &second] {
        guest.password("siti", PASSWORD).await.ok();
    }
    first.code(&code).await.ok();
    second.code(&code).await.refused(401, "sign_in");
    assert_eq!(second.standing().await, "second_factor");
    let details = server.details(AuditEvent::SignInTotp);
    assert_eq!(details, ["", "used before"]);
}

#[tokio::test]
async fn s11_the_code_that_enrolled_is_used_up() {
    let server = Server::start().await;
    let guest = server.browser();
    server
        .make_account(&guest, server.setup_token(), "siti")
        .await;
    let authenticator = server.enrol(&guest, "siti").await;
    let guest = server.browser();
    guest.password("siti", PASSWORD).await.ok();
    // Still within one step of now.
    guest
        .code(&authenticator.code_at(-1))
        .await
        .refused(401, "sign_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s12_of_sixteen_at_once_with_one_code_one_gets_in() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    let code = authenticator.code();
    let mut tries = Vec::new();
    for _ in 0..16 {
        let guest = server.browser();
        guest.password("siti", PASSWORD).await.ok();
        let code = code.clone();
        tries.push(tokio::spawn(async move { guest.code(&code).await.status }));
    }
    let mut n_in = 0;
    for task in tries {
        n_in += u32::from(task.await.expect("an answer") == 200);
    }
    assert_eq!(n_in, 1);
}

#[tokio::test]
async fn s13_an_older_code_is_refused_after_a_newer_one() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    server.clock.advance_s(60);
    let guest = server.browser();
    guest.password("siti", PASSWORD).await.ok();
    guest.code(&authenticator.code_at(1)).await.ok();
    for steps in [0, -1, 1] {
        guest.password("siti", PASSWORD).await.ok();
        guest
            .code(&authenticator.code_at(steps))
            .await
            .refused(401, "sign_in");
        server.clock.advance_s(1);
    }
}

#[tokio::test]
async fn s14_an_offered_secret_has_160_bits() {
    let server = Server::start().await;
    let guest = server.browser();
    server
        .make_account(&guest, server.setup_token(), "siti")
        .await;
    guest.password("siti", PASSWORD).await.ok();
    let mut secrets = Vec::new();
    for _ in 0..2 {
        let offer = guest
            .post("/account/totp/begin", &json!({ "password": PASSWORD }))
            .await
            .ok();
        secrets.push(offer["secret"].as_str().expect("base 32").to_owned());
    }
    assert_eq!(secrets[0].trim_end_matches('=').len() * 5 / 8, 20);
    assert_ne!(secrets[0], secrets[1]);
}

#[tokio::test]
async fn s15_a_secret_moved_to_another_row_opens_nothing() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (_, of_budi) = server.member(&siti, "budi", "viewer").await;
    let at_rest = server.bytes_at_rest();
    let clear = of_budi.secret();
    assert!(
        !at_rest.windows(20).any(|bytes| bytes == clear),
        "not in the clear"
    );
    server.tamper(
        "UPDATE account SET totp_secret = (SELECT totp_secret FROM account WHERE name = 'budi')
         WHERE name = 'siti'",
    );
    let guest = server.browser();
    guest.password("siti", PASSWORD).await.ok();
    guest.code(&of_budi.code()).await.refused(401, "sign_in");
    guest.password("budi", PASSWORD).await.ok();
    guest.code(&of_budi.code()).await.ok();
}

#[tokio::test]
async fn s16_enrolment_needs_the_password_again_and_a_code() {
    let server = Server::start().await;
    let guest = server.browser();
    server
        .make_account(&guest, server.setup_token(), "siti")
        .await;
    guest.password("siti", PASSWORD).await.ok();
    let begin = async |password: &str| {
        guest
            .post("/account/totp/begin", &json!({ "password": password }))
            .await
    };
    begin("not it at all").await.refused(403, "password_wrong");
    server.clock.advance_s(10);
    let offer = begin(PASSWORD).await.ok();
    let secret = offer["secret"].as_str().expect("a secret");
    let authenticator = crate::harness::Authenticator::new(secret, server.clock.clone());
    let confirm = async |password: &str, code: &str| {
        let body = json!({ "password": password, "code": code });
        guest.post("/account/totp/confirm", &body).await
    };
    confirm(PASSWORD, &authenticator.wrong_code())
        .await
        .refused(403, "code_wrong");
    confirm("not it at all", &authenticator.code())
        .await
        .refused(403, "password_wrong");
    assert_eq!(guest.standing().await, "enrolment", "not active yet");
    assert_eq!(
        server.browser().password("siti", PASSWORD).await.ok()["next"],
        "enrol"
    );
    server.clock.advance_s(10);
    confirm(PASSWORD, &authenticator.code()).await.ok();
    assert_eq!(guest.standing().await, "signed_in");
    assert_eq!(
        server.browser().password("siti", PASSWORD).await.ok()["next"],
        "code"
    );
}

#[tokio::test]
async fn s16_an_offer_ends_after_a_while() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let offer = siti
        .post("/account/totp/begin", &json!({ "password": PASSWORD }))
        .await
        .ok();
    let secret = offer["secret"].as_str().expect("a secret");
    let authenticator = crate::harness::Authenticator::new(secret, server.clock.clone());
    server.clock.advance_s(15 * 60 + 1);
    let body = json!({ "password": PASSWORD, "code": authenticator.code() });
    siti.post("/account/totp/confirm", &body)
        .await
        .refused(403, "code_wrong");
}

#[tokio::test]
async fn s17_the_qr_code_is_drawn_here_shown_once_and_kept_by_nobody() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let answer = siti
        .post("/account/totp/begin", &json!({ "password": PASSWORD }))
        .await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let offer = answer.ok();
    let picture = offer["qr_svg"].as_str().expect("a picture");
    assert!(
        picture.contains("<svg") && !picture.contains("http://") || picture.contains("www.w3.org")
    );
    assert!(
        !picture.contains("<image") && !picture.contains("href"),
        "nothing is fetched"
    );
    let uri = offer["uri"].as_str().expect("an address");
    let secret = offer["secret"].as_str().expect("a secret");
    assert!(uri.starts_with("otpauth://totp/Jejak:siti?") && uri.contains(secret));
    for path in ["/account/totp/begin", "/account/totp"] {
        let again = siti.get(path).await;
        assert!(
            !again.status.is_success() && !again.text.contains(secret),
            "{path}"
        );
    }
}

#[tokio::test]
async fn s18_ten_recovery_codes_each_good_once_kept_as_slow_hashes() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    assert_eq!(authenticator.recovery.len(), 10);
    let hashes: String = server.value("SELECT group_concat(hash, char(10)) FROM recovery_code");
    assert_eq!(hashes.lines().count(), 10);
    assert!(hashes.lines().all(|hash| hash.starts_with("$argon2id$")));
    let guest = server.browser();
    let first = &authenticator.recovery[3];
    guest.password("siti", PASSWORD).await.ok();
    guest
        .recovery("3-aaaa-bbbb-cccc")
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(10);
    let typed = first.to_uppercase().replace('-', " ");
    assert_eq!(guest.recovery(&typed).await.ok()["n_recovery_codes"], 9);
    guest.password("siti", PASSWORD).await.ok();
    guest.recovery(first).await.refused(401, "sign_in");
    server.clock.advance_s(10);
    guest.recovery(&authenticator.recovery[4]).await.ok();
    assert_eq!(guest.standing().await, "signed_in");
}

#[tokio::test]
async fn s18_new_recovery_codes_end_the_old_ones() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let body = json!({ "password": PASSWORD });
    let codes = siti.post("/account/recovery-codes", &body).await.ok();
    let guest = server.browser();
    guest.password("siti", PASSWORD).await.ok();
    guest
        .recovery(&authenticator.recovery[0])
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(10);
    guest
        .recovery(codes["codes"][0].as_str().expect("a code"))
        .await
        .ok();
}

#[tokio::test]
async fn s19_wrong_codes_lock_the_account_wherever_they_come_from() {
    let server = Server::start().await;
    let (_, authenticator) = server.admin().await;
    let guests = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(|at| server.browser_at(at));
    for guest in &guests {
        guest.password("siti", PASSWORD).await.ok();
    }
    guests[0]
        .code(&authenticator.wrong_code())
        .await
        .refused(401, "sign_in");
    guests[1]
        .code(&authenticator.code())
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(1);
    guests[1]
        .code(&authenticator.wrong_code())
        .await
        .refused(401, "sign_in");
    guests[2]
        .code(&authenticator.code())
        .await
        .refused(401, "sign_in");
    assert_eq!(
        server.details(AuditEvent::SignInTotp),
        ["wrong", "locked", "wrong", "locked"]
    );
    server.clock.advance_s(1);
    guests[2].code(&authenticator.code()).await.ok();
}
