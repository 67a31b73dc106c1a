//! The direction of dependencies, as ARCHITECTURE.md draws it, kept by machine.
//!
//! Asks cargo for the resolved graph, on every platform at once, and fails with the path by which a
//! crate reaches what it must not. Development dependencies are free.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

use serde_json::Value;

/// Crate → the workspace's crates that it may reach; any other one is a forbidden path.
const MAY_REACH: [(&str, &[&str]); 10] = [
    ("jejak-protocol", &[]),
    ("jejak-words", &["jejak-protocol"]),
    ("jejak-core", &["jejak-protocol"]),
    ("jejak-generate", &[]),
    ("jejak-trees", &[]),
    ("jejak-neural", &["jejak-protocol"]),
    (
        "jejak-neural-worker",
        &["jejak-neural", "jejak-protocol", "jejak-trees"],
    ),
    (
        "jejak-page",
        &["jejak-protocol", "jejak-trees", "jejak-words"],
    ),
    ("jejak-server", &["jejak-protocol", "jejak-words"]),
    (
        "jejak-worker",
        &["jejak-protocol", "jejak-core", "jejak-trees"],
    ),
];

/// What would tie the analysis to a browser, a runtime or a clock.
const NOT_IN_CORE: [&str; 9] = [
    "async-std",
    "getrandom",
    "js-sys",
    "leptos",
    "rand",
    "tokio",
    "wasm-bindgen",
    "web-sys",
    "web-time",
];

/// Both ends compile it, so it costs both: plain data and nothing to run it.
const IN_PROTOCOL: [&str; 1] = ["serde"];

/// Package name → the names that it depends on, build scripts included.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn each_crate_reaches_only_what_it_may() {
    let graph = graph();
    for (krate, may_reach) in MAY_REACH {
        let ours = graph.keys().filter(|name| name.starts_with("jejak-"));
        for other in ours.filter(|other| *other != krate && !may_reach.contains(&other.as_str())) {
            assert_apart(&graph, krate, other);
        }
    }
}

#[test]
fn the_analysis_is_tied_to_no_browser_runtime_or_clock() {
    let graph = graph();
    for banned in NOT_IN_CORE {
        assert_apart(&graph, "jejak-core", banned);
    }
}

#[test]
fn what_two_processes_say_needs_serde_alone() {
    let graph = graph();
    let direct: Vec<&str> = graph["jejak-protocol"].iter().map(String::as_str).collect();
    assert_eq!(direct, IN_PROTOCOL);
}

#[test]
fn a_forbidden_path_is_found_however_long() {
    let edges = [("a", "b"), ("b", "c"), ("c", "d"), ("x", "d")];
    let mut graph = Graph::new();
    for (from, to) in edges {
        graph.entry(from.into()).or_default().insert(to.into());
    }
    assert_eq!(path(&graph, "a", "d"), Some("a → b → c → d".to_owned()));
    assert_eq!(path(&graph, "d", "a"), None);
}

#[track_caller]
fn assert_apart(graph: &Graph, from: &str, to: &str) {
    if let Some(path) = path(graph, from, to) {
        panic!("forbidden dependency: {path}");
    }
}

/// The shortest way from one package to another.
fn path(graph: &Graph, from: &str, to: &str) -> Option<String> {
    let mut queue = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::from([from]);
    while let Some(path) = queue.pop_front() {
        let last = path.last()?;
        if *last == to {
            return Some(path.join(" → "));
        }
        for next in graph.get(*last).into_iter().flatten() {
            if seen.insert(next) {
                let mut longer = path.clone();
                longer.push(next);
                queue.push_back(longer);
            }
        }
    }
    None
}

/// The graph as cargo resolved it, without development dependencies. On a fresh machine cargo first
/// fetches the packages of other platforms, as any build fetches its own.
fn graph() -> Graph {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--manifest-path", manifest])
        .output()
        .expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata failed: {errors}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let names: BTreeMap<&str, &str> = list(&metadata["packages"])
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let mut graph = Graph::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let dependencies = list(&node["deps"])
            .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"] != "dev"))
            .map(|dep| names[text(&dep["pkg"])].to_owned());
        let name = names[text(&node["id"])].to_owned();
        // Two versions of one package count as one here.
        graph.entry(name).or_default().extend(dependencies);
    }
    graph
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
