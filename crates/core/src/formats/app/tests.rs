//! Sample lines of every relative, and what each yields.

use super::*;

/// `level|host|process|pid|source|message`, `~` for a continuation, or the misfit.
fn check(line: &str, expected: &str) {
    let got = match parse(line) {
        Line::Record(r) => format!(
            "{:?}|{}|{}|{}|{}|{}",
            r.level,
            r.host,
            r.process,
            r.pid,
            r.source.as_deref().unwrap_or_default(),
            r.message
        ),
        Line::Continuation => "~".to_owned(),
        Line::Misfit(misfit) => format!("{misfit:?}"),
    };
    assert_eq!(got, expected, "{line}");
}

fn check_all(cases: &[(&str, &str)]) {
    for (line, expected) in cases {
        check(line, expected);
    }
}

#[test]
fn level_after_the_stamp() {
    check_all(&[
        (
            "2026-01-04 10:15:23 ERROR [Payments] Timeout after 30 s",
            "Error||Payments|||Timeout after 30 s",
        ),
        (
            "2026-01-04 10:15:23 ERROR [Payments] Timeout: 30 s",
            "Error||Payments|||Timeout: 30 s",
        ),
        (
            "2026-01-04 10:15:23 WARNING Failed login attempt",
            "Warning|||||Failed login attempt",
        ),
        (
            "2026-01-04T10:15:23.123Z ERROR payments: refused",
            "Error||payments|||refused",
        ),
        (
            "2026-01-04T10:15:23.123Z ERROR Failed: refused",
            "Error|||||Failed: refused",
        ),
        (
            "2026-01-04T10:15:23Z ERROR ValueError: bad",
            "Error|||||ValueError: bad",
        ),
        (
            "2026-01-04T10:15:23Z host-01 ERROR Shop: refused",
            "Error|host-01|Shop|||refused",
        ),
        (
            "2026-01-04 10:15:23 main ERROR org.example.Shop: x",
            "Error||org.example.Shop|||x",
        ),
        (
            "2026-01-04 10:15:23 info: listening on 80",
            "Info|||||listening on 80",
        ),
        (
            "2026-01-04 10:15:23 error opening file x",
            "Error|||||error opening file x",
        ),
        (
            "2026-01-04 10:15:23 opened ERROR page",
            "Error||opened|||page",
        ),
        (
            "2026-01-04 10:15:23 Job 5 failed",
            "Unknown|||||Job 5 failed",
        ),
        (
            "2026-01-04 10:15:23.123\tINFO\tapi/server.go:12\tlistening\t{\"port\": 80}",
            "Info||api/server.go|||listening\t{\"port\": 80}",
        ),
        (
            "17/06/09 20:10:40 INFO storage.BlockManager: Found x",
            "Info||storage.BlockManager|||Found x",
        ),
        (
            "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1",
            "Info||dfs.DataNode$PacketResponder|148||PacketResponder 1",
        ),
        (
            "2026-01-04 10:15:23,978 INFO [main] org.apache.hadoop.App: Created",
            "Info||org.apache.hadoop.App|||Created",
        ),
        ("2026-01-04 10:15:23 ERROR", "Error|||||"),
        (
            "2026-01-04 10:15:23 ERROR [Zahlung] größer: é",
            "Error||Zahlung|||größer: é",
        ),
    ]);
}

#[test]
fn loggers_and_threads() {
    check_all(&[
        (
            "2026-01-04 10:15:23,123 - shop.cart - WARNING - cart: empty",
            "Warning||shop.cart|||cart: empty",
        ),
        (
            "2026-01-04 10:15:23.123 [main] INFO  org.example.Shop - started",
            "Info||org.example.Shop|||started",
        ),
        (
            "2026-01-04 10:15:23.123 [main] INFO  started",
            "Info||main|||started",
        ),
        (
            "2026-01-04 10:15:23.123  INFO 77 --- [  main] c.e.Shop   : started",
            "Info||c.e.Shop|77||started",
        ),
        (
            "2026-01-04 10:15:23,536 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification: 3200",
            "Info||FastLeaderElection|||Notification: 3200",
        ),
        (
            "2026-01-04 10:15:23.123 | ERROR    | __main__:main:12 - refused",
            "Error||__main__|||refused",
        ),
        (
            "2026-01-04 10:15:23.1234|WARN|Shop.Cart|empty|really",
            "Warning||Shop.Cart|||empty|really",
        ),
        (
            "20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579",
            "Unknown||Step_LSC|30002312||onStandStepChanged 3579",
        ),
        (
            "20171223-22:16:0:859|Step_LSC|30002312|onStandStepChanged 3626",
            "Unknown||Step_LSC|30002312||onStandStepChanged 3626",
        ),
        (
            "2026-01-04 10:15:23,388 fail2ban.actions: NOTICE [sendmail] Ban 192.0.2.7",
            "Notice||fail2ban.actions|||[sendmail] Ban 192.0.2.7",
        ),
        (
            "2026-01-04 10:15:23,388 fail2ban.actions[123]: NOTICE [sendmail] Ban x",
            "Notice||fail2ban.actions|123||[sendmail] Ban x",
        ),
        (
            "2026-01-04 10:15:23.123 [task-1]  VA_liiDnT6ekGEgSQYnk2w ERROR o.example.Shop open - refused",
            "Error||o.example.Shop|||open - refused",
        ),
        (
            "2026-01-04 10:15:23.123 [task-1]  Y-NOKZt6S4qDKAM-PTXEfg ERROR refused",
            "Error||task-1|||refused",
        ),
        (
            "2026-01-04 10:15:23 INFO [0af7651916cd43dd8448eb211c80319c] paid",
            "Info|||||paid",
        ),
        (
            "2026-01-04 10:15:23 Oauth2TokenPostHandler ERROR refused",
            "Error||Oauth2TokenPostHandler|||refused",
        ),
        (
            "2026-01-04 10:15:23,388 fail2ban.filter      [1234]: INFO    [sshd] Found x",
            "Info||fail2ban.filter|1234||[sshd] Found x",
        ),
    ]);
}

#[test]
fn brackets() {
    check_all(&[
        (
            "[2026-01-04 10:15:23] app.ERROR: refused {\"id\":7} []",
            "Error||app|||refused {\"id\":7} []",
        ),
        (
            "[2026-01-04T10:15:23.123456+00:00] shop.cart.WARNING: x",
            "Warning||shop.cart|||x",
        ),
        (
            "[2026-01-04 10:15:23 +0000] [77] [INFO] Booting worker",
            "Info|||77||Booting worker",
        ),
        (
            "[2026-01-04 10:15:23,123: INFO/MainProcess] ready",
            "Info||MainProcess|||ready",
        ),
        (
            "[2026-01-04 10:15:23] NOTICE[1638] chan_sip.c: Registration failed",
            "Notice||chan_sip.c|1638||Registration failed",
        ),
        (
            "[2026-01-04 10:15:23,123] {task.py:12} INFO - done",
            "Info||task.py:12|||done",
        ),
        (
            "I, [2026-01-04T10:15:23.123456 #77]  INFO -- : Started GET",
            "Info|||77||Started GET",
        ),
        (
            "[20260104-12:11:06] [INFO ] AUTHFAIL: user=x",
            "Info|||||AUTHFAIL: user=x",
        ),
        (
            "[22-Jan-2026 22:28:21 Asia/Jakarta] PHP Fatal error:  Uncaught x",
            "Error||PHP|||Uncaught x",
        ),
        (
            "[22-Jan-2026 22:28:21 UTC] PHP Warning:  y in /a.php on line 3",
            "Warning||PHP|||y in /a.php on line 3",
        ),
        (
            "[2026-01-04 10:15:23] [girst] failed to login",
            "Unknown||girst|||failed to login",
        ),
    ]);
}

#[test]
fn servers() {
    check_all(&[
        (
            "2026/01/04 10:15:23 [error] 77#0: *5 open() failed, client: 192.0.2.7, server: shop",
            "Error|||77|192.0.2.7|*5 open() failed, client: 192.0.2.7, server: shop",
        ),
        (
            "[Sun Jan 04 10:15:23 2026] [error] mod_jk child in error state 6",
            "Error|||||mod_jk child in error state 6",
        ),
        (
            "[Sun Jan 04 10:15:23 2026] [error] [client 192.0.2.7] Directory index forbidden",
            "Error||||192.0.2.7|Directory index forbidden",
        ),
        (
            "[Sun Jan 04 10:15:23.123 2026] [core:error] [pid 7:tid 8] [client 2001:db8::7:5678] AH00126: no",
            "Error||core|7|2001:db8::7|AH00126: no",
        ),
        (
            "2026-01-04T10:15:23.123456Z 8 [Warning] [MY-010055] [Server] IP address",
            "Warning||MY-010055|8||[Server] IP address",
        ),
        (
            "2026-01-04 10:15:23.123 UTC [77] LOG:  database is ready",
            "Info|||77||database is ready",
        ),
        (
            "2026-01-04 10:15:23.123 UTC [77] ana@shop ERROR:  no table",
            "Error||ana@shop|77||no table",
        ),
        (
            "2026-01-04 10:15:23: (http_auth.c.875) password doesn't match",
            "Unknown|||||(http_auth.c.875) password doesn't match",
        ),
        (
            "E0104 10:15:23.123456   77 server.go:12] refused",
            "Error||server.go|77||refused",
        ),
        (
            "- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 R02-M1 RAS KERNEL INFO cache: corrected",
            "Info||KERNEL|||cache: corrected",
        ),
        (
            "APPREAD 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 R02-M1 RAS APP FATAL ciod: lost",
            "Critical||APP|||ciod: lost",
        ),
    ]);
}

#[test]
fn level_before_the_stamp() {
    check_all(&[
        ("ERROR 2026-01-04 10:15:23 refused", "Error|||||refused"),
        (
            "[ERROR] 2026-01-04 10:15:23 shop: refused",
            "Error||shop|||refused",
        ),
        (
            "INFO  [2026-01-04 10:15:23,123] org.example.Shop: started",
            "Info||org.example.Shop|||started",
        ),
        (
            "ERROR - 2026-01-04 10:15:23 --> Severity: x",
            "Error||Severity|||x",
        ),
    ]);
}

#[test]
fn logfmt() {
    check_all(&[
        (
            "time=\"2026-01-04T10:15:23Z\" level=error msg=\"it is \\\"no\\\"\" user=ana",
            "Error|||||msg=\"it is \\\"no\\\"\" user=ana",
        ),
        (
            "level=warn ts=2026-01-04T10:15:23.5Z caller=main.go:7 msg=refused remote_addr=192.0.2.7",
            "Warning||main.go:7||192.0.2.7|refused remote_addr=192.0.2.7",
        ),
        ("ts=1767521723.25 level=info msg=x", "Info|||||x"),
        (
            "logger=settings t=2026-01-04T10:15:23Z level=info msg=x",
            "Info||settings|||x",
        ),
        ("level=info msg=x", "NoTimestamp"),
        ("time=never level=info", "BadTimestamp"),
    ]);
    let Line::Record(record) = parse("time=\"2026-01-04T10:15:23Z\" level=error user=ana") else {
        panic!("no record");
    };
    assert_eq!(record.user.as_deref(), Some("ana"));
}

#[test]
fn reasons_to_fail() {
    check_all(&[
        ("hello", "NoTimestamp"),
        ("ERROR: disk", "NoTimestamp"),
        ("[main] x", "NoTimestamp"),
        ("[2026-01-04 10:15:23 this is a sentence] x", "NoTimestamp"),
        ("2026-01-04 10:15:23abc", "NoTimestamp"),
        ("2026-02-30 10:15:23 ERROR x", "BadTimestamp"),
        ("081109 203615 148 blocks", "NoHeader"),
        ("    at org.example.Shop.run(Shop.java:12)", "~"),
        ("Caused by: java.io.IOException: x", "~"),
        ("}", "~"),
        ("", "~"),
    ]);
}
