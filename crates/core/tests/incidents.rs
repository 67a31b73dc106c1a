//! Whole logs in, incidents out: each kind of trouble beside the ordinary lines it hides in.

use jejak_core::analyze::{Source, analyze};
use jejak_core::plan::Limits;
use jejak_protocol::{
    Analysis, Certainty, FactKey, FactValue, FileFacts, Incident, IncidentKind, UserChoices,
};

/// 2026-01-10T00:00:00Z.
const MODIFIED_MS: i64 = 1_768_003_200_000;

fn read(name: &str, lines: &[String]) -> Analysis {
    let text = lines.join("\n");
    let facts = FileFacts {
        name: name.to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: Some(MODIFIED_MS),
    };
    let source = Source {
        facts: &facts,
        bytes: text.as_bytes(),
    };
    analyze(&[source], &UserChoices::default(), Limits::default())
}

fn told(analysis: &Analysis) -> Vec<(IncidentKind, &str)> {
    fn about(incident: &Incident) -> &str {
        incident.entities.first().map_or("", |entity| &entity.value)
    }
    let incidents = analysis.incidents.iter();
    incidents
        .map(|incident| (incident.kind, about(incident)))
        .collect()
}

fn clock(at_s: u32) -> String {
    format!("{:02}:{:02}:{:02}", at_s / 3600, at_s / 60 % 60, at_s % 60)
}

/// A line of auth.log on 4 January.
fn auth(at_s: u32, program: &str, message: &str) -> String {
    format!("Jan  4 {} toko {program}: {message}", clock(at_s))
}

/// A day of people who come and go, mistype now and then, and an administrator who administrates.
fn ordinary_day() -> Vec<String> {
    let mut lines = Vec::new();
    for nth in 0..60 {
        let at_s = 3600 + nth * 600;
        let pid = 400 + nth;
        let sshd = format!("sshd[{pid}]");
        lines.push(auth(
            at_s,
            &sshd,
            &format!("Connection from 192.0.2.{} port 50{nth:03}", nth % 5),
        ));
        if nth % 9 == 0 {
            let failed = format!(
                "Failed password for wati from 192.0.2.{} port 50{nth:03} ssh2",
                nth % 5
            );
            lines.push(auth(at_s + 2, &sshd, &failed));
        }
        let accepted = format!(
            "Accepted password for wati from 192.0.2.{} port 50{nth:03} ssh2",
            nth % 5
        );
        lines.push(auth(at_s + 5, &sshd, &accepted));
        if nth % 4 == 0 {
            let sudo =
                "   admin : TTY=pts/0 ; PWD=/home/admin ; USER=root ; COMMAND=/usr/bin/apt update";
            lines.push(auth(at_s + 9, "sudo", sudo));
        }
    }
    lines
}

#[test]
fn an_ordinary_day_is_quiet() {
    let analysis = read("auth.log", &ordinary_day());
    assert_eq!(told(&analysis), vec![]);
    assert_eq!(analysis.n_auth_failures, 7);
}

#[test]
fn thirty_refused_sign_ins_and_one_that_works() {
    let mut lines = ordinary_day();
    for nth in 0..30 {
        let user = ["root", "admin", "invalid user tamu"][nth % 3];
        let message = format!(
            "Failed password for {user} from 203.0.113.9 port {} ssh2",
            4000 + nth
        );
        lines.push(auth(50_000 + nth as u32 * 3, "sshd[900]", &message));
    }
    let refused = read("auth.log", &lines);
    assert_eq!(
        told(&refused),
        vec![(IncidentKind::BruteForce, "203.0.113.9")]
    );
    let incident = &refused.incidents[0];
    assert_eq!(incident.evidence.n_total, 30);
    assert_eq!(incident.facts[&FactKey::Failures], FactValue::Count(30));

    lines.push(auth(
        50_200,
        "sshd[901]",
        "Accepted password for admin from 203.0.113.9 port 4100 ssh2",
    ));
    let taken = read("auth.log", &lines);
    let expect = vec![
        (IncidentKind::AccountTakeover, "203.0.113.9"),
        (IncidentKind::BruteForce, "203.0.113.9"),
    ];
    assert_eq!(told(&taken), expect);
}

#[test]
fn a_name_made_to_look_like_a_source_names_nobody_else() {
    let lines: Vec<String> = (0..8)
        .map(|nth| {
            let name = "x from 198.51.100.1 port 22";
            let message = format!(
                "Failed password for invalid user {name} from 203.0.113.9 port {} ssh2",
                4000 + nth
            );
            auth(60 + nth, "sshd[900]", &message)
        })
        .collect();
    let analysis = read("auth.log", &lines);
    assert_eq!(
        told(&analysis),
        vec![(IncidentKind::BruteForce, "203.0.113.9")]
    );
}

#[test]
fn a_user_who_never_used_sudo() {
    let mut lines = ordinary_day();
    let sudo = "    tamu : TTY=pts/3 ; PWD=/home/tamu ; USER=root ; COMMAND=/bin/bash";
    lines.push(auth(50_000, "sudo", sudo));
    let analysis = read("auth.log", &lines);
    assert_eq!(
        told(&analysis),
        vec![(IncidentKind::PrivilegeEscalation, "tamu")]
    );
    let incident = &analysis.incidents[0];
    assert_eq!(incident.certainty, Certainty::NotSure);
    assert_eq!(
        incident.facts[&FactKey::Act],
        FactValue::Text("first_sudo".into())
    );
    assert_eq!(
        incident.facts[&FactKey::Command],
        FactValue::Text("/bin/bash".into())
    );
}

#[test]
fn failures_of_an_application_without_an_address() {
    let mut lines: Vec<String> = (0..40)
        .map(|nth| {
            format!(
                "2026-01-04 {} INFO [Orders] order {nth} stored",
                clock(nth * 60)
            )
        })
        .collect();
    for nth in 0..30 {
        lines.push(format!(
            "2026-01-04 {} WARNING [AuthService] Failed login attempt",
            clock(2400 + nth * 5)
        ));
    }
    let analysis = read("app.log", &lines);
    assert_eq!(
        told(&analysis),
        vec![(IncidentKind::BruteForce, "AuthService")]
    );
    assert_eq!(analysis.incidents[0].count, 30);
}

#[test]
fn repeated_exceptions_with_their_traces() {
    let mut lines = Vec::new();
    for nth in 0..12 {
        let at = clock(600 + nth * 20);
        lines.push(format!(
            "2026-01-04 {at} INFO [Orders] order {nth} received"
        ));
        lines.push(format!(
            "2026-01-04 {at} ERROR [Orders] could not store order {nth}"
        ));
        lines.push("java.sql.SQLTransientConnectionException: no connection".to_owned());
        lines.push("\tat kedai.Store.save(Store.java:88)".to_owned());
        lines.push("Caused by: java.net.SocketTimeoutException: timed out".to_owned());
    }
    let analysis = read("app.log", &lines);
    assert_eq!(told(&analysis), vec![(IncidentKind::SystemError, "Orders")]);
    let expect = FactValue::Text("java.sql.SQLTransientConnectionException".into());
    assert_eq!(analysis.incidents[0].facts[&FactKey::Error], expect);
}

#[test]
fn a_service_in_a_restart_loop() {
    let mut lines = ordinary_day();
    for nth in 0..5 {
        let at_s = 50_000 + nth * 12;
        lines.push(auth(
            at_s,
            "systemd[1]",
            "kedai.service: Main process exited, code=exited, status=1/FAILURE",
        ));
        lines.push(auth(
            at_s + 1,
            "systemd[1]",
            &format!("kedai.service: Scheduled restart job, restart counter is at {nth}."),
        ));
    }
    let analysis = read("syslog", &lines);
    assert_eq!(
        told(&analysis),
        vec![(IncidentKind::SystemError, "kedai.service")]
    );
    assert_eq!(
        analysis.incidents[0].facts[&FactKey::Restarts],
        FactValue::Count(5)
    );
}

fn request(at_s: u32, client: &str, target: &str, status: u16) -> String {
    format!(
        "{client} - - [04/Jan/2026:{} +0000] \"GET {target} HTTP/1.1\" {status} 512 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0\"",
        clock(at_s)
    )
}

fn ordinary_visits() -> Vec<String> {
    let pages = [
        "/",
        "/menu?dish=nasi+goreng",
        "/search?q=O%27Brien",
        "/img/a.png",
        "/gone",
    ];
    (0..200)
        .map(|nth| {
            let page = pages[nth as usize % pages.len()];
            let status = if page == "/gone" { 404 } else { 200 };
            request(
                3600 + nth * 60,
                &format!("192.0.2.{}", nth % 20),
                page,
                status,
            )
        })
        .collect()
}

#[test]
fn a_word_list_of_missing_pages_among_visitors() {
    let mut lines = ordinary_visits();
    assert_eq!(told(&read("access.log", &lines)), vec![]);
    for nth in 0..45 {
        lines.push(request(
            15_660 + nth,
            "203.0.113.9",
            &format!("/old/{nth}.html"),
            404,
        ));
    }
    let analysis = read("access.log", &lines);
    assert_eq!(
        told(&analysis),
        vec![(IncidentKind::WebScan, "203.0.113.9")]
    );
    assert_eq!(
        analysis.incidents[0].facts[&FactKey::ClientErrors],
        FactValue::Count(45)
    );
}

#[test]
fn an_injection_is_told_with_its_own_lines_only() {
    let mut lines = ordinary_visits();
    let n_before = lines.len() as u64;
    lines.push(request(15_660, "203.0.113.9", "/menu?dish=1", 200));
    lines.push(request(
        15_662,
        "203.0.113.9",
        "/menu?dish=1%27%20UNION%20SELECT%20name,2%20FROM%20users--%20",
        200,
    ));
    lines.push(request(
        15_669,
        "203.0.113.9",
        "/menu?dish=1%20AND%20SLEEP(4)",
        500,
    ));
    let analysis = read("access.log", &lines);
    assert_eq!(
        told(&analysis),
        vec![(IncidentKind::WebAttack, "203.0.113.9")]
    );
    let incident = &analysis.incidents[0];
    let at: Vec<u64> = incident.evidence.lines.iter().map(|at| at.line).collect();
    assert_eq!(at, vec![n_before + 1, n_before + 2]);
    assert_eq!(
        incident.facts[&FactKey::AttackClass],
        FactValue::Text("sqli".into())
    );
    assert_eq!(incident.facts[&FactKey::Answered], FactValue::Count(1));
}
