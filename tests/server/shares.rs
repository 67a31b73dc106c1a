//! `jejak-share-v1`, the server's part: it keeps bytes that it cannot read, for as long as was asked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jejak_protocol::server::{AuditEvent, Outcome};
use jejak_server::clock::{Entropy, System, random};
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::harness::{Answer, Browser, Server, quick};

/// What a browser makes for one share; only `id`, `auth`, `delete` and the ciphertext leave it.
struct Share {
    id: String,
    auth: [u8; 32],
    delete: [u8; 32],
    ciphertext: String,
    life: &'static str,
    burn: &'static str,
    kind: &'static str,
}

impl Share {
    fn new() -> Self {
        let id: [u8; 16] = random(&System as &dyn Entropy);
        let noise: [u8; 24] = random(&System);
        Self {
            id: URL_SAFE_NO_PAD.encode(id),
            auth: random(&System),
            delete: random(&System),
            ciphertext: URL_SAFE_NO_PAD.encode(noise),
            life: "1d",
            burn: "0",
            kind: "findings",
        }
    }

    async fn put(&self, browser: &Browser) -> Answer {
        self.put_with(browser, &[]).await
    }

    async fn put_with(&self, browser: &Browser, more: &[(&str, &str)]) -> Answer {
        let [auth, delete] = [&self.auth, &self.delete].map(|token| hex(&Sha256::digest(token)));
        let mut headers = vec![
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/octet-stream"),
            ("jejak-auth-sha256", auth.as_str()),
            ("jejak-delete-sha256", &delete),
            ("jejak-life", self.life),
            ("jejak-burn", self.burn),
            ("jejak-kind", self.kind),
        ];
        headers.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        headers.extend(more);
        let path = format!("/shares/{}", self.id);
        browser
            .send(Method::PUT, &path, &headers, Some(self.ciphertext.clone()))
            .await
    }

    async fn open(&self, browser: &Browser) -> Answer {
        self.open_with(browser, &self.auth).await
    }

    async fn open_with(&self, browser: &Browser, auth: &[u8]) -> Answer {
        let body = json!({ "auth": URL_SAFE_NO_PAD.encode(auth) });
        browser
            .post(&format!("/shares/{}/open", self.id), &body)
            .await
    }

    async fn delete(&self, browser: &Browser, token: Option<&[u8]>) -> Answer {
        let token = token.map(|token| URL_SAFE_NO_PAD.encode(token));
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
        ];
        let body = Some(json!({ "token": token }).to_string());
        let path = format!("/shares/{}", self.id);
        browser.send(Method::DELETE, &path, &headers, body).await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A server with an analyst who shares, and a stranger who got a link.
async fn shared() -> (Server, Browser, Browser) {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (analyst, _) = server.member(&siti, "ani", "analyst").await;
    let stranger = server.browser_at("127.0.0.9");
    (server, analyst, stranger)
}

#[tokio::test]
async fn a_share_is_given_to_whoever_shows_its_token() {
    let (server, analyst, stranger) = shared().await;
    let share = Share::new();
    assert_eq!(share.put(&analyst).await.status, 201);
    for _ in 0..2 {
        let opened = share.open(&stranger).await;
        assert_eq!(
            (opened.status.as_u16(), &opened.text),
            (200, &share.ciphertext)
        );
        assert_eq!(opened.header("content-type"), "application/octet-stream");
        assert_eq!(opened.header("x-content-type-options"), "nosniff");
        assert_eq!(opened.header("cache-control"), "no-store");
        assert_eq!(
            [opened.header("jejak-life"), opened.header("jejak-burn")],
            ["1d", "0"]
        );
    }
    assert_eq!(server.n_logged(AuditEvent::ShareMade, Outcome::Ok), 1);
    assert_eq!(server.n_logged(AuditEvent::ShareOpened, Outcome::Ok), 2);
}

#[tokio::test]
async fn unknown_expired_and_wrongly_asked_for_are_one_answer() {
    let (server, analyst, stranger) = shared().await;
    let share = Share::new();
    share.put(&analyst).await;
    let short = Share {
        life: "1h",
        ..Share::new()
    };
    short.put(&analyst).await;
    server.clock.advance_s(3_600);
    let body = json!({ "auth": URL_SAFE_NO_PAD.encode(share.auth) });
    let answers = [
        Share::new().open(&stranger).await,
        short.open(&stranger).await,
        share.open_with(&stranger, &share.delete).await,
        share.open_with(&stranger, &[0; 32]).await,
        share.open_with(&stranger, &[1; 5]).await,
        stranger.post("/shares/short/open", &body).await,
        share.delete(&stranger, Some(&share.auth)).await,
        Share::new().delete(&stranger, Some(&share.delete)).await,
    ];
    for answer in answers {
        answer.refused(404, "not_found");
    }
    assert_eq!(share.open(&stranger).await.status, 200);
    server.app.purge().await.expect("a purge");
    assert_eq!(server.value::<i64>("SELECT count(*) FROM share"), 1);
    assert_eq!(server.n_logged(AuditEvent::SharesPurged, Outcome::Ok), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_open_a_burning_share_one_gets_it_and_a_preview_does_not_burn_it() {
    let (server, analyst, stranger) = shared().await;
    let share = Share {
        burn: "1",
        ..Share::new()
    };
    share.put(&analyst).await;
    // What a messenger's preview does: it fetches addresses, without the token.
    for path in [
        format!("/shares/{}", share.id),
        format!("/shares/{}/open", share.id),
    ] {
        assert!(!stranger.get(&path).await.status.is_success());
    }
    share
        .open_with(&stranger, &[0; 32])
        .await
        .refused(404, "not_found");
    let share = std::sync::Arc::new(share);
    let mut tries = Vec::new();
    for _ in 0..8 {
        let (guest, share) = (server.browser(), share.clone());
        tries.push(tokio::spawn(async move { share.open(&guest).await }));
    }
    let mut n_opened = 0;
    for task in tries {
        let answer = task.await.expect("an answer");
        if answer.status == 200 {
            assert_eq!(
                (answer.text.as_str(), answer.header("jejak-burn")),
                (share.ciphertext.as_str(), "1")
            );
            n_opened += 1;
        } else {
            answer.refused(404, "not_found");
        }
    }
    assert_eq!(n_opened, 1);
    let at_rest = server.value::<i64>("SELECT count(*) FROM share");
    assert_eq!(at_rest, 0);
}

#[tokio::test]
async fn an_id_is_used_once_and_only_its_maker_lists_and_deletes() {
    let (server, analyst, stranger) = shared().await;
    let share = Share::new();
    share.put(&analyst).await;
    let copy = Share {
        id: share.id.clone(),
        ..Share::new()
    };
    copy.put(&analyst).await.refused(409, "exists");
    assert_eq!(
        share.open(&stranger).await.text,
        share.ciphertext,
        "nothing was overwritten"
    );
    let list = analyst.get("/shares").await.ok();
    assert_eq!(list[0]["id"], share.id);
    assert_eq!(list[0]["n_bytes"], share.ciphertext.len());
    assert!(!list.to_string().contains(&hex(&Sha256::digest(share.auth))));
    share
        .delete(&stranger, None)
        .await
        .refused(401, "no_session");
    let (budi, _) = server
        .member(&admin(&server).await, "budi", "analyst")
        .await;
    share.delete(&budi, None).await.refused(404, "not_found");
    assert_eq!(budi.get("/shares").await.ok(), json!([]));
    share.delete(&analyst, None).await.no_content();
    share.open(&stranger).await.refused(404, "not_found");
    let other = Share::new();
    other.put(&analyst).await;
    other
        .delete(&stranger, Some(&other.delete))
        .await
        .no_content();
    assert_eq!(analyst.get("/shares").await.ok(), json!([]));
}

/// The first admin, signed in once more.
async fn admin(server: &Server) -> Browser {
    let siti = server.browser();
    siti.password("siti", crate::harness::PASSWORD).await.ok();
    server.tamper("UPDATE session SET level = 'full' WHERE level = 'halfway'");
    siti
}

#[tokio::test]
async fn only_analysts_share_or_those_who_work_where_that_is_allowed() {
    let (server, _, stranger) = shared().await;
    Share::new().put(&stranger).await.refused(401, "no_session");
    let (viewer, _) = server.member(&admin(&server).await, "vera", "viewer").await;
    Share::new().put(&viewer).await.refused(403, "not_allowed");
    let mut config = quick();
    config.shares.without_account = true;
    let open = Server::with(config).await;
    let guest = open.browser();
    Share::new().put(&guest).await.refused(403, "not_allowed");
    let proof = guest.captcha().await;
    let paid = [("jejak-captcha", proof.as_str())];
    assert_eq!(Share::new().put_with(&guest, &paid).await.status, 201);
    Share::new()
        .put_with(&guest, &paid)
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn sizes_and_quotas_hold() {
    let mut config = quick();
    config.shares.quota_mib = 12;
    let server = Server::with(config).await;
    let (siti, _) = server.admin().await;
    let of = |kind, n_bytes: usize| Share {
        kind,
        ciphertext: "x".repeat(n_bytes),
        ..Share::new()
    };
    const MIB: usize = 1024 * 1024;
    of("findings", MIB + 1)
        .put(&siti)
        .await
        .refused(413, "too_large");
    assert_eq!(of("findings", MIB).put(&siti).await.status, 201);
    of("excerpts", 10 * MIB + 1)
        .put(&siti)
        .await
        .refused(413, "too_large");
    assert_eq!(of("excerpts", 10 * MIB).put(&siti).await.status, 201);
    of("findings", MIB)
        .put(&siti)
        .await
        .status
        .is_success()
        .then_some(())
        .expect("up to the quota");
    of("findings", 1).put(&siti).await.refused(413, "quota");
    server.clock.advance_s(24 * 3_600);
    assert_eq!(server.value::<i64>("SELECT count(*) FROM share"), 3);
    let siti = admin(&server).await;
    assert_eq!(
        of("findings", 1).put(&siti).await.status,
        201,
        "what has expired counts no more"
    );
}

#[tokio::test]
async fn what_is_no_share_is_refused() {
    let (_server, analyst, _) = shared().await;
    for header in [
        ("jejak-life", "1y"),
        ("jejak-burn", "yes"),
        ("jejak-kind", "all"),
        ("jejak-auth-sha256", "00"),
        ("jejak-delete-sha256", "zz"),
        ("content-type", "application/json"),
        ("content-type", "text/plain"),
    ] {
        Share::new()
            .put_with(&analyst, &[header])
            .await
            .refused(400, "malformed");
    }
    for id in ["", "short", &"a".repeat(23), "aaaaaaaaaaaaaaaaaaaaa."] {
        let share = Share {
            id: id.to_owned(),
            ..Share::new()
        };
        assert!(!share.put(&analyst).await.status.is_success(), "{id:?}");
    }
    let cross = [("sec-fetch-site", "cross-site")];
    Share::new()
        .put_with(&analyst, &cross)
        .await
        .refused(403, "cross_site");
}
