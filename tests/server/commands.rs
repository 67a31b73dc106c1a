//! The program itself: settings, start, stop, backup, and what it does when it is cut off.

use std::path::Path;

use serde_json::json;

use crate::harness::{Browser, Command, Folder, PASSWORD, Running, Server, token_of};

const QUICK: &str = "
development = true
[passwords]
memory_kib = 64
passes = 1
[captcha]
work_cost = 1
work_zeros = 1
";

/// A built page and settings in a folder.
fn prepared(settings: &str) -> Folder {
    let folder = Folder::new();
    let dist = folder.path("dist");
    std::fs::create_dir(&dist).expect("a folder");
    std::fs::write(dist.join("index.html"), "page").expect("a file");
    std::fs::write(folder.path("jejak.toml"), settings).expect("a file");
    folder
}

fn serve(folder: &Folder, data: &Path) -> Running {
    serve_command(folder).arg("--data").arg(data).start()
}

fn serve_command(folder: &Folder) -> Command {
    let command = Command::new(&["serve", "--listen", "127.0.0.1:0"]);
    let command = command.arg("--dist").arg(folder.path("dist"));
    command.arg("--config").arg(folder.path("jejak.toml"))
}

async fn text(running: &Running, path: &str) -> (u16, String) {
    let browser = Browser::new(running.address, "127.0.0.1");
    let answer = browser.start_at(path).await;
    (
        answer.status().as_u16(),
        answer.text().await.expect("a body"),
    )
}

#[tokio::test]
async fn the_first_start_prints_a_link_and_a_stop_ends_well() {
    let folder = prepared(QUICK);
    let mut running = serve(&folder, &folder.data());
    let link = running.line_with("#link=");
    assert_eq!(text(&running, "/healthz").await, (200, "ok\n".into()));
    assert_eq!(text(&running, "/readyz").await, (200, "ready\n".into()));
    assert_eq!(text(&running, "/").await, (200, "page".into()));
    let browser = Browser::new(running.address, "127.0.0.1");
    let body = json!({ "token": token_of(link.trim()), "name": "siti", "password": PASSWORD });
    browser.post("/links/use", &body).await.no_content();
    assert_eq!(
        browser.password("siti", PASSWORD).await.ok()["next"],
        "enrol"
    );
    let (is_ok, rest) = running.stop();
    assert!(is_ok && rest.is_empty(), "{rest}");
    let again = serve(&folder, &folder.data());
    assert!(
        !again.told.contains("#link="),
        "there is an account: no link"
    );
    let (is_ok, rest) = again.stop();
    assert!(is_ok && rest.is_empty(), "{rest}");
    let log = Command::new(&["audit", "export", "--data"])
        .arg(folder.data())
        .run()
        .expect_ok();
    assert_eq!(log.matches("\"server_started\"").count(), 2);
    assert_eq!(log.matches("\"server_stopped\"").count(), 2);
    let file = std::fs::read_to_string(folder.data().join("audit.jsonl")).expect("the file");
    assert!(file.contains("\"setup_done\""));
}

#[cfg(unix)]
#[tokio::test]
async fn what_the_data_folder_holds_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let folder = prepared(QUICK);
    serve(&folder, &folder.data()).stop();
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder.data()), 0o700);
    assert_eq!(mode(&folder.data().join("secret.key")), 0o600);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(folder.data().join("secret.key"), open).expect("changed");
    let told = serve_command(&folder)
        .arg("--data")
        .arg(folder.data())
        .run()
        .expect_error();
    assert!(told.contains("chmod 600"), "{told}");
}

#[tokio::test]
async fn without_a_data_folder_there_are_no_accounts() {
    let folder = prepared(QUICK);
    let running = serve_command(&folder).start();
    assert_eq!(text(&running, "/").await, (200, "page".into()));
    for path in ["/api/v1/facts", "/readyz"] {
        assert_eq!(text(&running, path).await.0, 404);
    }
    assert!(running.stop().0);
    assert!(!folder.data().exists());
    let plain = Command::new(&["--listen", "127.0.0.1:0", "--dist"]).arg(folder.path("dist"));
    assert!(plain.start().stop().0, "no command is `serve`");
}

#[tokio::test]
async fn two_servers_do_not_share_a_folder() {
    let folder = prepared(QUICK);
    let running = serve(&folder, &folder.data());
    let told = serve_command(&folder)
        .arg("--data")
        .arg(folder.data())
        .run()
        .expect_error();
    assert!(told.contains("another jejak-server is using"), "{told}");
    assert!(running.stop().0);
}

#[test]
fn settings_are_checked_and_all_that_is_wrong_is_said_at_once() {
    let check = |settings: &str, variables: &[(&str, &str)]| {
        let folder = prepared(settings);
        let mut command =
            Command::new(&["config", "--check", "--config"]).arg(folder.path("jejak.toml"));
        for (name, value) in variables {
            command = command.env(name, value);
        }
        command.run()
    };
    check("", &[]).expect_ok();
    check(
        "public_url = 'https://jejak.example'\nbehind_tls = true",
        &[],
    )
    .expect_ok();
    let told = check(
        "public_url = 'jejak.example/x'\n[sign_in]\nidle_minutes = 0\n[passwords]\npasses = 1",
        &[],
    );
    let told = told.expect_error();
    for part in [
        "3 to mend",
        "public_url",
        "idle_minutes",
        "passes at least 2",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let told = check("listne = '127.0.0.1:80'", &[]).expect_error();
    assert!(told.contains("line 1") && told.contains("listne"), "{told}");
    let told = check("listen = 'here'", &[]).expect_error();
    assert!(
        told.contains("line 1") && told.contains("socket address"),
        "{told}"
    );
    let out = check("listen = '127.0.0.1:1'", &[("JEJAK_LISTEN", "127.0.0.1:2")]).expect_ok();
    assert!(
        out.contains("127.0.0.1:2"),
        "the environment wins over the file: {out}"
    );
    check("", &[("JEJAK_SIGN_IN__IDLE_MINUTES", "0")]).expect_error();
    check("", &[("JEJAK_TRUSTED_PROXIES", "[\"10.0.0.0/8\"]")]).expect_ok();
    check("", &[("JEJAK_CACHE", "not ours")]).expect_ok();
    let told = check("", &[("JEJAK_CAPTCHA__SECRETT", "hide me well")]).expect_error();
    assert!(
        told.contains("secrett") && !told.contains("hide me well"),
        "{told}"
    );
}

#[test]
fn a_secret_may_be_kept_in_a_file_of_its_own() {
    let folder = prepared("");
    let secret = folder.path("captcha.secret");
    std::fs::write(&secret, "the verifier's secret\n").expect("a file");
    let settings = format!(
        "public_url = 'http://jejak.example'\n[captcha]\nkind = 'recaptcha_v2'\nsite_key = 'site'\nsecret_file = {secret:?}"
    );
    std::fs::write(folder.path("jejak.toml"), settings).expect("a file");
    let check = || Command::new(&["config", "--check", "--config"]).arg(folder.path("jejak.toml"));
    check().run().expect_ok();
    let told = check()
        .env("JEJAK_CAPTCHA__SECRET", "another")
        .run()
        .expect_error();
    assert!(told.contains("keep one"), "{told}");
    std::fs::remove_file(&secret).expect("removed");
    check().run().expect_error();
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_whole_and_comes_back() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let copy = server.folder.path("copy");
    let to = copy.to_str().expect("text");
    server.command(&["backup", "--to", to]).expect_ok();
    let told = server.command(&["backup", "--to", to]).expect_error();
    assert!(told.contains("exists already"), "{told}");
    // What happens after the copy is not in it.
    siti.post("/sign-out", &json!({})).await.no_content();
    let folder = prepared(QUICK);
    let data = folder.data();
    let restore = || Command::new(&["restore", "--from", to, "--data"]).arg(&data);
    restore().run().expect_ok();
    Command::new(&["audit", "verify", "--data"])
        .arg(&data)
        .run()
        .expect_ok();
    let users = Command::new(&["user", "list", "--data"])
        .arg(&data)
        .run()
        .expect_ok();
    assert_eq!(users, "siti\tadmin\tactive\ttwo factors\n");
    let running = serve(&folder, &data);
    let told = restore().run().expect_error();
    assert!(told.contains("stop it first"), "{told}");
    let guest = Browser::new(running.address, "127.0.0.1");
    assert_eq!(guest.password("siti", PASSWORD).await.ok()["next"], "code");
    assert!(running.stop().0);
    restore().run().expect_ok();
    assert!(data.join("jejak.db.before").exists());
    std::fs::write(copy.join("jejak.db"), "no database").expect("damaged");
    restore().run().expect_error();
    Command::new(&["user", "list", "--data"])
        .arg(&data)
        .run()
        .expect_ok();
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_writes_loses_nothing_it_acknowledged() {
    let folder = prepared(QUICK);
    let data = folder.data();
    let mut running = serve(&folder, &data);
    let link = running.line_with("#link=");
    let body = json!({ "token": token_of(link.trim()), "name": "siti", "password": PASSWORD });
    let browser = Browser::new(running.address, "127.0.0.1");
    browser.post("/links/use", &body).await.no_content();
    running.kill();
    let mut n_acknowledged = 0;
    for _ in 0..10 {
        let running = serve(&folder, &data);
        let browser = Browser::new(running.address, "127.0.0.1");
        for _ in 0..3 {
            browser.password("siti", PASSWORD).await.ok();
            n_acknowledged += 1;
        }
        // Others are under way when it ends.
        let captcha = browser.captcha().await;
        let late = Browser::new(running.address, "127.0.0.1");
        let under_way =
            tokio::spawn(async move { late.try_password("siti", PASSWORD, &captcha).await });
        running.kill();
        n_acknowledged += usize::from(under_way.await.expect("an end"));
        let log = Command::new(&["audit", "export", "--data"])
            .arg(&data)
            .run()
            .expect_ok();
        let n_logged = log
            .matches("\"event\":\"sign_in_password\",\"outcome\":\"ok\"")
            .count();
        assert!(n_logged >= n_acknowledged, "{n_logged} of {n_acknowledged}");
        Command::new(&["audit", "verify", "--data"])
            .arg(&data)
            .run()
            .expect_ok();
    }
}

#[test]
fn the_shell_tells_what_is_missing() {
    let folder = Folder::new();
    let told = Command::new(&["user", "list"]).run().expect_error();
    assert!(told.contains("--data"), "{told}");
    let told = Command::new(&["user", "list", "--data"])
        .arg(folder.path("none"))
        .run()
        .expect_error();
    assert!(told.contains("is it the data folder?"), "{told}");
}

#[tokio::test]
async fn the_shell_lets_people_in_keeps_them_out_and_helps_them_back() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let (budi, _) = server.member(&siti, "budi", "viewer").await;
    let link = server
        .command(&["user", "add", "--role", "analyst"])
        .expect_ok();
    assert!(link.contains("/#link="), "{link}");
    server.command(&["user", "disable", "budi"]).expect_ok();
    assert_eq!(budi.standing().await, "anonymous");
    server.command(&["user", "enable", "budi"]).expect_ok();
    let link = server
        .command(&["user", "reset", "--second-factor", "budi"])
        .expect_ok();
    assert!(link.contains("/#link="), "{link}");
    assert_eq!(budi.password("budi", PASSWORD).await.ok()["next"], "enrol");
    let told = server.command(&["user", "unlock", "nobody"]).expect_error();
    assert!(told.contains("no account nobody"), "{told}");
    let log = server.log();
    let by_shell = log
        .iter()
        .filter(|row| row.factor == Some(jejak_protocol::server::Factor::Shell));
    assert_eq!(by_shell.count(), 5);
}
