//! docs/openapi.json is the interface: every route and nothing else, examples that are understood,
//! answers of the form that it tells; and nothing that is sent to any of it brings the server out of
//! step or makes it say more than it should.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, PASSWORD, Server};

fn document() -> Value {
    let text = include_str!("../../docs/openapi.json");
    serde_json::from_str(text).expect("JSON")
}

/// One operation of the document.
struct Operation {
    method: Method,
    path: String,
    told: Value,
}

impl Operation {
    /// With an id in its path.
    fn path(&self, id: &str) -> String {
        self.path.replace("{id}", id)
    }

    fn schema(&self) -> Option<&Value> {
        let content = self.told["requestBody"]["content"].as_object()?;
        content.values().next().map(|media| &media["schema"])
    }

    fn example(&self) -> Option<String> {
        let content = self.told["requestBody"]["content"].as_object()?;
        let example = &content.values().next()?["example"];
        Some(
            example
                .as_str()
                .map_or_else(|| example.to_string(), str::to_owned),
        )
    }

    /// The headers that the document asks for, each with a value that fits.
    fn headers(&self) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        if let Some(content) = self.told["requestBody"]["content"].as_object() {
            let media = content.keys().next().expect("a type");
            headers.push(("content-type".to_owned(), media.clone()));
        }
        for parameter in self.told["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] != "header" || parameter["required"] != true {
                continue;
            }
            let first = parameter["schema"]["enum"][0].as_str();
            let value = first.map_or_else(|| "0f".repeat(32), str::to_owned);
            let name = parameter["name"].as_str().expect("a name");
            headers.push((name.to_lowercase(), value));
        }
        headers
    }

    async fn send(&self, browser: &Browser, id: &str, body: Option<String>) -> Answer {
        let headers = self.headers();
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        browser
            .send(self.method.clone(), &self.path(id), &headers, body)
            .await
    }
}

fn operations() -> Vec<Operation> {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("operations");
        item.iter().map(|(method, told)| Operation {
            method: method.to_uppercase().parse().expect("a method"),
            path: path.clone(),
            told: told.clone(),
        })
    });
    operations.collect()
}

/// Whether a value is of the form that a schema of the document tells; why not, if not.
fn fits(value: &Value, schema: &Value, document: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.trim_start_matches('#'));
        return fits(value, target.expect("it is there"), document);
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(schemas) = schema[several].as_array() {
            let fitting = schemas.iter().any(|it| fits(value, it, document).is_ok());
            return fitting
                .then_some(())
                .ok_or(format!("{value} fits none of {several}"));
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return values
            .contains(value)
            .then_some(())
            .ok_or(format!("{value} is not listed"));
    }
    if schema.get("const").is_some_and(|it| it != value) {
        return Err(format!("{value} is another constant"));
    }
    let is_of_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    };
    if !is_of_type {
        return Err(format!("{value} is no {}", schema["type"]));
    }
    for item in value.as_array().into_iter().flatten() {
        fits(item, &schema["items"], document)?;
    }
    let (Some(members), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    else {
        return Ok(());
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        members.get(name).ok_or(format!("{name} is missing"))?;
    }
    for (name, member) in members {
        let told = properties.get(name).ok_or(format!("{name} is not told"))?;
        fits(member, told, document).map_err(|why| format!("{name}: {why}"))?;
    }
    Ok(())
}

#[test]
fn the_document_tells_every_route_and_no_other() {
    let told: BTreeSet<(String, String)> = operations()
        .into_iter()
        .map(|it| (it.method.as_str().to_lowercase(), it.path))
        .collect();
    let there: BTreeSet<(String, String)> = jejak_server::routes()
        .into_iter()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(told, there);
}

#[tokio::test]
async fn examples_are_understood_and_answers_are_as_told() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let document = document();
    let id = "A".repeat(22);
    for operation in operations() {
        let shown = format!("{} {}", operation.method, operation.path);
        if let (Some(schema), Some(example)) = (operation.schema(), operation.example())
            && let Ok(example) = serde_json::from_str::<Value>(&example)
        {
            fits(&example, schema, &document).unwrap_or_else(|why| panic!("{shown}: {why}"));
        }
        if ["/audit/stream", "/sign-out"].contains(&operation.path.as_str()) {
            continue;
        }
        let answer = operation.send(&siti, &id, operation.example()).await;
        let status = answer.status.as_u16();
        assert!(
            !answer.text.contains("\"malformed\""),
            "{shown}: {}",
            answer.text
        );
        let responses = &operation.told["responses"];
        let told = match responses.get(status.to_string()) {
            Some(told) => told,
            None if (400..500).contains(&status) => &responses["4XX"],
            None => panic!("{shown} answers {status}, which is not told"),
        };
        let schema = &told["content"]["application/json"]["schema"];
        if !schema.is_null() {
            let value = serde_json::from_str(&answer.text).expect("JSON");
            fits(&value, schema, &document).unwrap_or_else(|why| panic!("{shown}: {why}"));
        }
    }
}

/// What no page sends.
fn hostile() -> Vec<String> {
    let deep = 5_000;
    let long = "x".repeat(16 * 1024);
    let mut bodies: Vec<String> = [
        "",
        " ",
        "{",
        "}",
        "null",
        "true",
        "[]",
        "{}",
        "\"\"",
        "0",
        "-1",
        "1e999",
        "\u{0}",
        "\u{feff}{}",
        "{\"a\":1,\"a\":2}",
        "{\"\\ud800\":\"\\udfff\"}",
        "<!DOCTYPE html>",
        "name=siti&password=x",
        "{\"id\":9223372036854775808}",
        "{\"id\":-9223372036854775808}",
        "{\"id\":1.5}",
        "{\"id\":\"1; DROP TABLE accounts\"}",
        "{\"role\":\"owner\"}",
        "{\"change\":\"role\",\"id\":null,\"role\":[]}",
    ]
    .map(str::to_owned)
    .into();
    bodies.push("[".repeat(deep));
    bodies.push("{\"a\":".repeat(deep) + "0" + &"}".repeat(deep));
    bodies.push(format!("{{\"name\":\"{long}\"}}"));
    let odd = [
        json!(null),
        json!(-1),
        json!([]),
        json!({}),
        json!("\u{0}"),
        json!("\u{202e}' OR 1=1 --"),
        json!("%s%n../../etc/passwd"),
        json!("🕳".repeat(400)),
    ];
    for value in odd {
        let body = json!({
            "name": value, "password": value, "captcha": value, "code": value, "remember": value,
            "token": value, "current": value, "new": value, "id": value, "role": value,
            "change": value, "auth": value,
        });
        bodies.push(body.to_string());
        for name in ["id", "token", "auth", "password", "role"] {
            bodies.push(json!({ name: value }).to_string());
        }
        bodies.push(json!({ "name": value, "password": value, "captcha": value }).to_string());
        bodies.push(json!({ "code": value, "remember": false }).to_string());
        bodies.push(json!({ "current": value, "new": value }).to_string());
        bodies.push(json!({ "password": value, "code": value }).to_string());
    }
    bodies
}

/// Ids in paths, and what follows them.
const IDS: [&str; 8] = [
    "AAAAAAAAAAAAAAAAAAAAAA",
    "x",
    "%00",
    "%ff",
    "..%2f..%2fjejak.db",
    "%F0%9F%95%B3",
    "'",
    "a%20b",
];

#[track_caller]
fn assert_sound(shown: &str, sent: &str, answer: &Answer) {
    let status = answer.status.as_u16();
    let start: String = sent.chars().take(80).collect();
    assert!(
        status < 500,
        "{shown} answers {status} to {start:?}: {}",
        answer.text
    );
    assert_eq!(answer.header("cache-control"), "no-store", "{shown}");
    assert_eq!(
        answer.header("x-content-type-options"),
        "nosniff",
        "{shown}"
    );
    if status >= 400 {
        let refused: Value = serde_json::from_str(&answer.text)
            .unwrap_or_else(|_| panic!("{shown} answers {status} to {start:?}: {}", answer.text));
        let is_closed = refused.as_object().is_some_and(|it| it.len() == 1);
        assert!(
            is_closed && refused["error"].is_string(),
            "{shown}: {refused}"
        );
    }
    for secret in [PASSWORD, "jejak.db", "rusqlite", "panicked", "src/"] {
        assert!(
            !answer.text.contains(secret),
            "{shown} tells {secret}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn nothing_that_is_sent_brings_the_server_out_of_step() {
    let server = Server::start().await;
    let (siti, _) = server.admin().await;
    let stranger = server.browser();
    for browser in [&stranger, &siti] {
        for operation in operations() {
            if operation.path == "/audit/stream" {
                continue;
            }
            let shown = format!("{} {}", operation.method, operation.path);
            if operation.method == Method::GET {
                for query in [
                    "?after=x",
                    "?after=-9223372036854775809",
                    "?limit=-1",
                    "?a=%ff",
                    "?%",
                ] {
                    let answer = browser.get(&format!("{}{query}", operation.path)).await;
                    assert_sound(&shown, query, &answer);
                }
                continue;
            }
            // It takes no body and would only end the session.
            let ends = operation.path == "/sign-out";
            let bodies = if ends { vec![String::new()] } else { hostile() };
            let thrown_away = browser.stolen();
            let browser = if ends {
                &server.browser()
            } else {
                &thrown_away
            };
            for body in bodies {
                let answer = operation.send(browser, IDS[0], Some(body.clone())).await;
                assert_sound(&shown, &body, &answer);
            }
            for id in IDS.iter().filter(|_| operation.path.contains("{id}")) {
                let answer = operation.send(browser, id, operation.example()).await;
                assert_sound(&shown, id, &answer);
            }
        }
    }
    // All of it over, the server is as it was.
    assert_eq!(siti.standing().await, "signed_in");
    let verdict = siti.get("/audit/verify").await.ok();
    assert_eq!(verdict["broken_at"], Value::Null);
}
