//! Statements 1 to 8: passwords, and what a failed sign-in tells.

use std::time::{Duration, Instant};

use jejak_protocol::server::{AuditEvent, Outcome};
use jejak_server::config::Passwords;
use serde_json::json;

use crate::harness::{PASSWORD, Server, quick, token_of};

async fn choose(server: &Server, name: &str, password: &str) -> crate::harness::Answer {
    let body = json!({ "token": server.setup_token(), "name": name, "password": password });
    server.browser().post("/links/use", &body).await
}

#[tokio::test]
async fn s01_a_long_password_is_kept_whole() {
    let server = Server::start().await;
    let long = format!("{} 末", "kuda makan rumput ".repeat(20));
    choose(&server, "siti", &long).await.no_content();
    let browser = server.browser();
    let cut: String = long.chars().take(long.chars().count() - 1).collect();
    browser.password("siti", &cut).await.refused(401, "sign_in");
    server.clock.advance_s(10);
    browser
        .password("siti", &long.to_uppercase())
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(10);
    browser.password("siti", &long).await.ok();
}

#[tokio::test]
async fn s02_short_and_common_passwords_are_refused_everywhere() {
    let server = Server::start().await;
    choose(&server, "siti", "seven77")
        .await
        .refused(422, "password_too_short");
    choose(&server, "siti", "Password1")
        .await
        .refused(422, "password_common");
    choose(&server, "siti.aminah", "siti.aminah")
        .await
        .refused(422, "password_common");
    let (siti, _) = server.admin().await;
    let change = |new: &str| json!({ "current": PASSWORD, "new": new });
    let short = siti.post("/account/password", &change("seven77")).await;
    short.refused(422, "password_too_short");
    let common = siti.post("/account/password", &change("iloveyou1")).await;
    common.refused(422, "password_common");
}

#[tokio::test]
async fn s03_passwords_are_argon2id_and_hashed_anew_when_the_settings_rise() {
    let default = Passwords::default();
    assert!(default.memory_kib >= 19_456 && default.passes >= 2 && default.lanes >= 1);
    let mut server = Server::start().await;
    server.admin().await;
    let hash: String = server.value("SELECT password FROM account");
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
    server.config.passwords.passes = 2;
    let server = server.restart().await;
    server
        .browser()
        .password("siti", "not it at all")
        .await
        .refused(401, "sign_in");
    assert_eq!(server.value::<String>("SELECT password FROM account"), hash);
    server.clock.advance_s(10);
    server.browser().password("siti", PASSWORD).await.ok();
    let risen: String = server.value("SELECT password FROM account");
    assert!(risen.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{risen}");
    server.browser().password("siti", PASSWORD).await.ok();
    assert_eq!(
        server.value::<String>("SELECT password FROM account"),
        risen
    );
}

/// The settings of a real server, so that hashing outweighs all else.
#[tokio::test]
async fn s04_an_unknown_name_costs_the_same_work() {
    let mut config = quick();
    config.passwords = Passwords::default();
    let server = Server::with(config).await;
    server
        .make_account(&server.browser(), server.setup_token(), "siti")
        .await;
    let browser = server.browser();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..9 {
        for (name, times) in [("siti", &mut known), ("nobody", &mut unknown)] {
            let captcha = browser.captcha().await;
            let start = Instant::now();
            let answer = browser.password_with(name, "not it at all", &captcha).await;
            times.push(start.elapsed());
            answer.refused(401, "sign_in");
            server.clock.advance_s(10);
        }
    }
    for times in [&mut known, &mut unknown] {
        times.sort_unstable();
    }
    let range = |times: &[Duration]| (times[0], times[8]);
    let ((known_low, known_high), (low, high)) = (range(&known), range(&unknown));
    assert!(
        known_low <= high && low <= known_high,
        "the distributions overlap: {known:?} {unknown:?}"
    );
}

#[tokio::test]
async fn s05_all_refusals_at_the_door_are_one() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (_, _) = server.member(&siti, "budi", "viewer").await;
    let ids = siti.get("/team").await.ok();
    let budi = ids.as_array().expect("members")[0]["id"].clone();
    siti.post("/team/change", &json!({ "change": "disable", "id": budi }))
        .await
        .no_content();
    let browser = server.browser();
    let mut answers = vec![
        ("wrong", browser.password("siti", "not it at all").await),
        ("locked", browser.password("siti", PASSWORD).await),
        ("unknown", browser.password("nobody", PASSWORD).await),
        (
            "no name",
            browser
                .password("a name that nobody can have", PASSWORD)
                .await,
        ),
        ("disabled", browser.password("budi", PASSWORD).await),
        (
            "captcha",
            browser.password_with("siti", PASSWORD, "bm8=").await,
        ),
    ];
    let solved = browser.captcha().await;
    browser
        .password_with("siti", PASSWORD, &solved)
        .await
        .refused(401, "sign_in");
    answers.push((
        "used captcha",
        browser.password_with("siti", PASSWORD, &solved).await,
    ));
    let shape = |answer: &crate::harness::Answer| {
        let mut headers: Vec<_> = answer
            .headers
            .iter()
            .filter(|(name, _)| *name != "date")
            .map(|(name, value)| (name.to_string(), value.to_str().expect("ASCII").to_owned()))
            .collect();
        headers.sort();
        (answer.status, answer.text.clone(), headers)
    };
    let expect = shape(&answers[0].1);
    assert_eq!(expect.0, 401);
    for (why, answer) in &answers {
        assert_eq!(shape(answer), expect, "{why}");
    }
}

#[tokio::test]
async fn s06_past_the_cap_on_hashes_the_answer_is_503_and_when_to_come_back() {
    let mut config = quick();
    config.passwords = Passwords {
        at_once: 1,
        waiting: 1,
        ..Passwords::default()
    };
    let server = Server::with(config).await;
    let browser = server.browser();
    let mut tries = Vec::new();
    for _ in 0..24 {
        let captcha = browser.captcha().await;
        let guest = server.browser();
        let task = async move {
            guest
                .password_with("nobody", "not it at all", &captcha)
                .await
        };
        tries.push(tokio::spawn(task));
    }
    let (mut n_heard, mut n_busy) = (0, 0);
    for task in tries {
        let answer = task.await.expect("an answer");
        match answer.status.as_u16() {
            401 => n_heard += 1,
            503 => {
                assert!(
                    answer
                        .header("retry-after")
                        .parse::<u64>()
                        .expect("seconds")
                        >= 1
                );
                answer.refused(503, "busy");
                n_busy += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert!(
        n_heard >= 2 && n_busy >= 1,
        "{n_heard} heard, {n_busy} sent away"
    );
    browser
        .password("nobody", PASSWORD)
        .await
        .refused(401, "sign_in");
}

#[tokio::test]
async fn s07_the_setup_link_works_once_and_not_for_ever() {
    let server = Server::start().await;
    let first = server.setup_token().to_owned();
    assert!(first.len() >= 43, "256 random bits");
    assert_eq!(
        server.value::<i64>("SELECT count(*) FROM account"),
        0,
        "no default account"
    );
    let server = server.restart().await;
    assert_ne!(server.setup_token(), first, "a new start makes a new one");
    let open = json!({ "token": first });
    server
        .browser()
        .post("/links/open", &open)
        .await
        .refused(404, "link");
    server.clock.advance(Duration::from_secs(24 * 3_600));
    let late = json!({ "token": server.setup_token() });
    server
        .browser()
        .post("/links/open", &late)
        .await
        .refused(404, "link");
    let server = server.restart().await;
    let guest = server.browser();
    let open = json!({ "token": server.setup_token() });
    assert_eq!(
        guest.post("/links/open", &open).await.ok()["purpose"],
        "setup"
    );
    server
        .make_account(&guest, server.setup_token(), "siti")
        .await;
    choose(&server, "eve", PASSWORD).await.refused(404, "link");
    assert_eq!(server.n_logged(AuditEvent::SetupDone, Outcome::Ok), 1);
}

#[tokio::test]
async fn s07_of_many_who_use_a_link_at_once_one_gets_in() {
    let server = Server::start().await;
    let mut tries = Vec::new();
    for n in 0..8 {
        let guest = server.browser();
        let body = json!({ "token": server.setup_token(), "name": format!("user{n}"), "password": PASSWORD });
        tries.push(tokio::spawn(async move {
            guest.post("/links/use", &body).await.status
        }));
    }
    let mut n_in = 0;
    for task in tries {
        n_in += u32::from(task.await.expect("an answer") == 204);
    }
    assert_eq!(n_in, 1);
    assert_eq!(server.value::<i64>("SELECT count(*) FROM account"), 1);
}

#[tokio::test]
async fn s08_a_reset_password_does_not_replace_the_second_factor() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (budi, authenticator) = server.member(&siti, "budi", "viewer").await;
    let member = siti.get("/team").await.ok()[0]["id"].clone();
    let link = siti
        .post("/team/reset", &json!({ "id": member }))
        .await
        .ok();
    let token = token_of(link["url"].as_str().expect("a link"));
    let guest = server.browser();
    let opened = guest
        .post("/links/open", &json!({ "token": token }))
        .await
        .ok();
    assert_eq!(
        (&opened["purpose"], &opened["name"]),
        (&json!("reset"), &json!("budi"))
    );
    let body = json!({ "token": token, "password": "rumput laut 12 kilo" });
    guest.post("/links/use", &body).await.no_content();
    assert_eq!(
        budi.standing().await,
        "anonymous",
        "the old sessions are over"
    );
    guest
        .password("budi", PASSWORD)
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(10);
    assert_eq!(
        guest.password("budi", "rumput laut 12 kilo").await.ok()["next"],
        "code"
    );
    guest
        .get("/account/sessions")
        .await
        .refused(403, "second_factor_needed");
    guest.code(&authenticator.code()).await.ok();
    guest.get("/account/sessions").await.ok();
}
