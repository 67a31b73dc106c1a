//! Forms of access logs, odd quotes, and every reason to fail.

use super::*;

const AT: &str = "[04/Feb/2024:15:42:45 +0000]";

fn access(line: &str) -> Access<'_> {
    match parse(line) {
        Line::Record(Record {
            access: Some(access),
            ..
        }) => access,
        other => panic!("{line}: {other:?}"),
    }
}

/// `vhost|client|user|method|target|protocol|status|bytes|referer|agent`; `@` is the stamp.
fn check(line: &str, expected: &str) {
    let line = line.replace('@', AT);
    let a = access(&line);
    let got = format!(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
        a.vhost,
        a.client,
        a.user,
        a.method,
        a.target,
        a.protocol,
        a.status,
        a.bytes,
        a.referer,
        a.user_agent
    );
    assert_eq!(got, expected, "{line}");
}

#[test]
fn forms() {
    for (line, expected) in [
        (
            r#"192.0.2.7 - ana @ "GET /a?b=c HTTP/1.1" 200 512"#,
            "|192.0.2.7|ana|GET|/a?b=c|HTTP/1.1|200|512||",
        ),
        (
            r#"192.0.2.7 - - @ "GET / HTTP/1.1" 404 - "https://example.org/" "curl/8.5""#,
            "|192.0.2.7||GET|/|HTTP/1.1|404|0|https://example.org/|curl/8.5",
        ),
        (
            r#"shop.example.org:443 2001:db8::7 - - @ "GET / HTTP/1.1" 200 1 "-" "-""#,
            "shop.example.org:443|2001:db8::7||GET|/|HTTP/1.1|200|1||",
        ),
        (
            r#"shop.example.org 192.0.2.7 - - @ "GET / HTTP/1.1" 200 1 "-" "-""#,
            "shop.example.org|192.0.2.7||GET|/|HTTP/1.1|200|1||",
        ),
        (
            r#"::1 - john smith @ "GET / HTTP/1.1" 200 1"#,
            "|::1|john smith|GET|/|HTTP/1.1|200|1||",
        ),
        (
            r#"192.0.2.7, 198.51.100.1, 10.0.0.1 - ana @ "GET / HTTP/1.1" 200 1"#,
            "|192.0.2.7|ana|GET|/|HTTP/1.1|200|1||",
        ),
        (
            r#"host.example.org - - @ "HEAD / HTTP/1.0" 200 0"#,
            "|host.example.org||HEAD|/|HTTP/1.0|200|0||",
        ),
        (
            r#"192.0.2.7 -  -  @ "GET / HTTP/1.1" 401 1382 "#,
            "|192.0.2.7||GET|/|HTTP/1.1|401|1382||",
        ),
        (
            r#"192.0.2.7 - - @ "GET / HTTP/1.1" 200 1 "-" "a" "198.51.100.1" 0.003"#,
            "|192.0.2.7||GET|/|HTTP/1.1|200|1||a",
        ),
        (
            r#"192.0.2.7 - a[0] @ "GET / HTTP/1.1" 200 1"#,
            "|192.0.2.7|a[0]|GET|/|HTTP/1.1|200|1||",
        ),
        (
            r#"192.0.2.7 - - @ "GET / HTTP/1.1" - -"#,
            "|192.0.2.7||GET|/|HTTP/1.1|0|0||",
        ),
    ] {
        check(line, expected);
    }
}

#[test]
fn quotes_and_requests_that_are_no_http() {
    for (line, expected) in [
        (
            r#"h - - @ "GET /\"x\" HTTP/1.1" 200 1 "-" "a \"b\" c""#,
            r#"|h||GET|/\"x\"|HTTP/1.1|200|1||a \"b\" c"#,
        ),
        (
            r#"h - - @ "GET /"x" y HTTP/1.1" 200 1 "-" "a"b""#,
            r#"|h||GET|/"x" y|HTTP/1.1|200|1||a"b"#,
        ),
        (
            r#"h - - @ "GET /a\" 400 1 "-" "a\""#,
            r#"|h||GET|/a\||400|1||a\"#,
        ),
        (
            r#"h - - @ "\x16\x03\x01" 400 157 "-" "-""#,
            r"|h|||\x16\x03\x01||400|157||",
        ),
        (r#"h - - @ "" 400 0 "-" "-""#, "|h|||||400|0||"),
        (r#"h - - @ "-" 408 0 "-" "-""#, "|h|||||408|0||"),
        (r#"h - - @ "GET /old" 200 5"#, "|h||GET|/old||200|5||"),
        (
            r#"h - - @ "GET / HTTP/1.1" - - "-" "a" 45640 "-""#,
            "|h||GET|/|HTTP/1.1|0|0||a",
        ),
        (r#"h - - @ "quit" 400 5"#, "|h|||quit||400|5||"),
        (
            r#"h - - @ "CONNECT example.org:443 HTTP/1.1" 405 5"#,
            "|h||CONNECT|example.org:443|HTTP/1.1|405|5||",
        ),
        (
            r#"h - - @ "GET /?a=é HTTP/1.1" 200 5 "é" "ü"#,
            "|h||GET|/?a=é|HTTP/1.1|200|5|é|ü",
        ),
    ] {
        check(line, expected);
    }
}

#[test]
fn levels_follow_the_status() {
    let level = |status: &str| match parse(&format!("h - - {AT} \"GET / HTTP/1.1\" {status} 1")) {
        Line::Record(record) => record.level,
        other => panic!("{other:?}"),
    };
    assert_eq!(level("204"), Level::Info);
    assert_eq!(level("404"), Level::Warning);
    assert_eq!(level("500"), Level::Error);
    assert_eq!(level("-"), Level::Info);
}

#[test]
fn reasons_to_fail() {
    for (line, expected) in [
        ("hello", Misfit::NoTimestamp),
        ("h - - [x] \"GET / HTTP/1.1\" 200 1", Misfit::NoTimestamp),
        (
            "h - - [30/Feb/2024:15:42:45 +0000] \"GET / HTTP/1.1\" 200 1",
            Misfit::BadTimestamp,
        ),
        ("h @ \"GET / HTTP/1.1\" 200 1", Misfit::NoHeader),
        ("h - - @ GET / HTTP/1.1 200 1", Misfit::BadRequest),
        ("h - - @", Misfit::BadRequest),
        ("h - - @ \"GET / HTTP/1.1", Misfit::UnclosedQuote),
        ("h - - @ \"GET / HTTP/1.1\"", Misfit::BadStatus),
        ("h - - @ \"GET / HTTP/1.1\" 20x 1", Misfit::BadStatus),
    ] {
        let line = line.replace('@', AT);
        assert_eq!(parse(&line), Line::Misfit(expected), "{line}");
    }
    assert_eq!(parse(""), Line::Continuation);
}
