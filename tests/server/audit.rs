//! Statements 37 and 38: the audit log, whole and readable.

use jejak_protocol::server::{AuditEvent, AuditRow, Factor, Outcome};
use jejak_server::audit::{Checkpoint, Fault, Journal, verify};
use reqwest::Method;
use serde_json::json;

use crate::harness::{PASSWORD, Server, recaptcha};

#[tokio::test]
async fn s37_every_event_is_logged_with_time_factor_and_address_and_no_secret() {
    let server = Server::start().await;
    let (siti, authenticator) = server.admin().await;
    let guest = server.browser_at("127.0.0.7");
    guest
        .password("siti", "not it at all")
        .await
        .refused(401, "sign_in");
    server.clock.advance_s(10);
    guest
        .password_with("siti", PASSWORD, "bm8=")
        .await
        .refused(401, "sign_in");
    guest.password("siti", PASSWORD).await.ok();
    let wrong = authenticator.wrong_code();
    guest.code(&wrong).await.refused(401, "sign_in");
    server.clock.advance_s(10);
    let code = authenticator.code();
    guest.code_and_remember(&code).await.ok();
    let device = guest.cookie("__Host-jejak-device").expect("a cookie");
    let session = guest.cookie("__Host-jejak").expect("a cookie");
    guest.post("/sign-out", &json!({})).await.no_content();
    guest.password("siti", PASSWORD).await.ok();
    guest.recovery(&authenticator.recovery[0]).await.ok();
    // A password typed into the wrong field, with line ends in it.
    let typed = "hunter2 and\r\n{\"seq\":1,\"event\":\"sign_in_totp\"}\u{2028}";
    guest
        .password(typed, PASSWORD)
        .await
        .refused(401, "sign_in");
    let link = siti
        .post("/team/invite", &json!({ "role": "viewer" }))
        .await
        .ok();
    let mut export = Vec::new();
    let reader = server.vault.store().reader().expect("a reader");
    jejak_server::audit::export(&reader, &mut export).expect("the log");
    // Without the MACs, in whose digits six others may stand by chance.
    let export = String::from_utf8(export).expect("text");
    let without = |line: &str| format!("{}}}\n", line.split(",\"mac\"").next().expect("a line"));
    let lines: String = export.lines().map(without).collect();
    assert_eq!(siti.get("/audit/export").await.text, lines);
    let rows: Vec<AuditRow> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("one entry, one line"))
        .collect();
    let seen: Vec<_> = rows
        .iter()
        .filter(|row| row.address.as_deref() == Some("127.0.0.7"))
        .collect();
    let expect = [
        (
            AuditEvent::SignInPassword,
            Outcome::Refused,
            Some(Factor::Password),
        ),
        (
            AuditEvent::CaptchaRefused,
            Outcome::Refused,
            Some(Factor::Captcha),
        ),
        (
            AuditEvent::SignInPassword,
            Outcome::Ok,
            Some(Factor::Password),
        ),
        (AuditEvent::SignInTotp, Outcome::Refused, Some(Factor::Totp)),
        (AuditEvent::SignInTotp, Outcome::Ok, Some(Factor::Totp)),
        (AuditEvent::DeviceRemembered, Outcome::Ok, None),
        (AuditEvent::SignOut, Outcome::Ok, None),
        (
            AuditEvent::SignInPassword,
            Outcome::Ok,
            Some(Factor::Password),
        ),
        (
            AuditEvent::SignInRecovery,
            Outcome::Ok,
            Some(Factor::Recovery),
        ),
        (
            AuditEvent::SignInPassword,
            Outcome::Refused,
            Some(Factor::Password),
        ),
    ];
    let found: Vec<_> = seen
        .iter()
        .map(|row| (row.event, row.outcome, row.factor))
        .collect();
    assert_eq!(found, expect);
    assert!(
        seen[..9]
            .iter()
            .all(|row| row.account.as_deref() == Some("siti"))
    );
    let unknown = seen[9].account.as_deref().expect("a mark");
    assert!(unknown.starts_with("unknown:") && unknown.len() == "unknown:".len() + 12);
    for (at, row) in (1..).zip(&rows) {
        assert_eq!(row.seq, at);
        assert!(
            row.at.starts_with("2026-12-10T09:") && row.at.ends_with('Z'),
            "{}",
            row.at
        );
    }
    let link = link["url"].as_str().expect("a link").to_owned();
    let (_, token) = link.split_once("#link=").expect("a token");
    for secret in [
        PASSWORD, "not it", "hunter2", &wrong, &code, &device, &session, token,
    ] {
        assert!(!lines.contains(secret), "{secret}");
    }
    assert!(
        !authenticator
            .recovery
            .iter()
            .any(|code| lines.contains(code.as_str()))
    );
    assert!(!lines.contains('\r') && !lines.contains('\u{1b}'));
}

#[tokio::test]
async fn s37_changes_of_accounts_say_who_and_whom() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    server.member(&siti, "budi", "viewer").await;
    let id = siti.get("/team").await.ok()[0]["id"].clone();
    let body = json!({ "change": "role", "id": id, "role": "analyst" });
    siti.post("/team/change", &body).await.no_content();
    let row = server.log().pop().expect("an entry");
    assert_eq!(row.event, AuditEvent::RoleChanged);
    assert_eq!(row.account.as_deref(), Some("siti"));
    assert_eq!(row.target.as_deref(), Some("budi"));
    assert_eq!(row.detail.as_deref(), Some("analyst"));
    assert!(row.session.is_some());
    let verifier = recaptcha(
        jejak_server::config::CaptchaKind::RecaptchaV2,
        "http://127.0.0.1:9",
    );
    assert!(!format!("{verifier:?}").contains("the verifier's secret"));
}

/// What `verify` finds after one change behind the server's back.
fn fault_after(server: &Server, sql: &str, kept: Option<Checkpoint>) -> Option<Fault> {
    server.tamper("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM audit");
    server.tamper(sql);
    let reader = server.vault.store().reader().expect("a reader");
    let verdict = verify(&reader, &server.keys(), kept).expect("a verdict");
    drop(reader);
    server.tamper("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept");
    verdict.fault
}

#[tokio::test]
async fn s38_a_change_of_the_log_is_found_at_its_entry() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    for _ in 0..10 {
        server
            .browser()
            .password("nobody", PASSWORD)
            .await
            .refused(401, "sign_in");
    }
    let fault = |sql| fault_after(&server, sql, None);
    assert_eq!(fault("SELECT 1"), None);
    let edit = "UPDATE audit SET line = replace(line, '127.0.0.1', '127.0.0.2') WHERE seq = 9";
    assert_eq!(fault(edit), Some(Fault::Changed { seq: 9 }));
    let one_bit = "UPDATE audit SET mac = zeroblob(32) WHERE seq = 5";
    assert_eq!(fault(one_bit), Some(Fault::Changed { seq: 5 }));
    let other_type = "UPDATE audit SET mac = x'00' WHERE seq = 5";
    assert_eq!(fault(other_type), Some(Fault::Changed { seq: 5 }));
    assert_eq!(
        fault("DELETE FROM audit WHERE seq = 7"),
        Some(Fault::Missing { seq: 7 })
    );
    let close_the_gap = "DELETE FROM audit WHERE seq = 7;
        UPDATE audit SET seq = -seq WHERE seq > 7; UPDATE audit SET seq = -seq - 1 WHERE seq < 0";
    assert_eq!(fault(close_the_gap), Some(Fault::Changed { seq: 7 }));
    let insert = "UPDATE audit SET seq = -seq WHERE seq > 7;
        UPDATE audit SET seq = -seq + 1 WHERE seq < 0;
        INSERT INTO audit SELECT 8, line, mac FROM audit WHERE seq = 4";
    assert_eq!(fault(insert), Some(Fault::Changed { seq: 8 }));
    let swap = "UPDATE audit SET seq = -1 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 7;
        UPDATE audit SET seq = 7 WHERE seq = -1";
    assert_eq!(fault(swap), Some(Fault::Changed { seq: 6 }));
    let append = "INSERT INTO audit SELECT max(seq) + 1, line, mac FROM audit";
    let n_rows = server.log().len() as i64;
    assert_eq!(fault(append), Some(Fault::Changed { seq: n_rows + 1 }));
    let verdict = siti.get("/audit/verify").await.ok();
    assert_eq!(
        (&verdict["n_rows"], &verdict["broken_at"]),
        (&json!(n_rows), &json!(null))
    );
    server.tamper(edit);
    assert_eq!(siti.get("/audit/verify").await.ok()["broken_at"], 9);
    let told = server.command(&["audit", "verify"]).expect_error();
    assert!(told.contains("entry 9 is not as it was written"), "{told}");
}

#[tokio::test]
async fn s38_a_log_whose_end_was_cut_off_is_found_by_a_checkpoint_kept_elsewhere() {
    let server = Server::start().await;
    server.admin().await;
    let told = server.command(&["audit", "verify"]).expect_ok();
    let (_, checkpoint) = told.trim().rsplit_once(": ").expect("a checkpoint");
    let kept: Checkpoint = checkpoint.parse().expect("a checkpoint");
    server
        .browser()
        .password("nobody", PASSWORD)
        .await
        .refused(401, "sign_in");
    assert_eq!(
        fault_after(&server, "SELECT 1", Some(kept)),
        None,
        "it has grown"
    );
    let cut = "DELETE FROM audit WHERE seq > 3";
    assert_eq!(
        fault_after(&server, cut, None),
        None,
        "nothing in the log itself tells"
    );
    assert_eq!(
        fault_after(&server, cut, Some(kept)),
        Some(Fault::CutOff { seq: kept.seq })
    );
    server
        .command(&["audit", "verify", "--checkpoint", checkpoint])
        .expect_ok();
    server.tamper(cut);
    let told = server
        .command(&["audit", "verify", "--checkpoint", checkpoint])
        .expect_error();
    assert!(told.contains("no longer holds entry"), "{told}");
    let bad = server
        .command(&["audit", "verify", "--checkpoint", "7:abc"])
        .expect_error();
    assert!(bad.contains("64 hexadecimal digits"), "{bad}");
}

#[tokio::test]
async fn the_page_reads_the_log_in_parts() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let last = server.log().len() as i64;
    let page = siti.get("/audit?after=2&limit=3").await.ok();
    let seqs: Vec<_> = page["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row["seq"])
        .collect();
    assert_eq!(seqs, [&json!(3), &json!(4), &json!(5)]);
    assert_eq!(page["last_seq"], last);
    let newest = siti.get("/audit?limit=2").await.ok();
    assert_eq!(newest["rows"][1]["seq"], last);
    for bad in [
        "/audit?after=x",
        "/audit?limit=-1",
        "/audit?what=1",
        "/audit/stream?after=x",
    ] {
        siti.get(bad).await.refused(400, "malformed");
    }
}

#[tokio::test]
async fn the_log_is_streamed_as_it_grows_until_the_session_ends() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let last = server.log().len();
    let mut stream = siti
        .start(Method::GET, "/audit/stream?after=0", &[], None)
        .await;
    assert_eq!(stream.headers()["content-type"], "application/x-ndjson");
    let mut text = String::new();
    while text.lines().count() < last {
        let chunk = stream.chunk().await.expect("a chunk").expect("more");
        text.push_str(std::str::from_utf8(&chunk).expect("text"));
    }
    server
        .browser()
        .password("nobody", PASSWORD)
        .await
        .refused(401, "sign_in");
    let chunk = stream.chunk().await.expect("a chunk").expect("more");
    let row: AuditRow = serde_json::from_slice(&chunk).expect("an entry");
    assert_eq!(
        (row.seq, row.event),
        (last as i64 + 1, AuditEvent::SignInPassword)
    );
    siti.post("/sign-out", &json!({})).await.no_content();
    let mut rest = Vec::new();
    while let Some(chunk) = stream.chunk().await.expect("an end") {
        rest.extend_from_slice(&chunk);
    }
    let rest = String::from_utf8(rest).expect("text");
    assert!(
        rest.lines().count() <= 1,
        "nothing after the way out: {rest}"
    );
}

#[tokio::test]
async fn the_file_of_json_lines_follows_the_log_whatever_happened_to_it() {
    let server = Server::start().await;
    server.admin().await;
    let data = server.folder.data();
    let path = data.join("audit.jsonl");
    let lines = || std::fs::read_to_string(&path).expect("the file");
    let whole: String = {
        let reader = server.vault.store().reader().expect("a reader");
        let mut statement = reader
            .prepare("SELECT line FROM audit ORDER BY seq")
            .expect("a query");
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .expect("rows");
        rows.map(|line| line.expect("a line") + "\n").collect()
    };
    let catch_up = || {
        let mut journal = Journal::open(&data).expect("a file");
        journal.catch_up(server.vault.store()).expect("caught up");
    };
    catch_up();
    assert_eq!(lines(), whole);
    catch_up();
    assert_eq!(lines(), whole, "each entry once");
    // A crash in the middle of a line.
    let n_bytes = whole.len() as u64 - 10;
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .expect("the file");
    file.set_len(n_bytes).expect("cut short");
    catch_up();
    assert_eq!(lines(), whole);
}
