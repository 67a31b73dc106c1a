//! The attack class of a request: fast for the clean ones, thorough for the rest.
//!
//! In: target, headers and status of a request. Out: what it is suspected of, if anything. Most requests hold only
//! letters, digits and a few signs, and leave after one pass over their bytes; what is left is
//! decoded value by value and searched for the stems of each family before its patterns run.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::decode::decode;
use super::{AttackClass, code, marks, paths, sqli, weak, xss};
use crate::record::Access;

/// What a request is suspected of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspicion {
    Attack(AttackClass),
    /// Asked for the entrance of software that is not here. Bots that only want to register do so
    /// too: once is nothing, many such doors are probing.
    Door,
    /// What people send too, and attackers often: an attack when the source attacks in other ways.
    Weak(AttackClass),
}

/// What a target holds, whoever asks for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    attack: Option<AttackClass>,
    weak: Option<AttackClass>,
    has_test_string: bool,
    is_secret: bool,
    /// Where it is missing.
    is_door: bool,
}

impl Target {
    pub(super) fn of(target: &str) -> Self {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, query),
            None => (target, ""),
        };
        let decoded = match path.contains('%') {
            true => decode(path, false),
            false => path.to_ascii_lowercase(),
        };
        let may_be_probe = may_be_probe(&decoded);
        Self {
            attack: in_values(path, query),
            weak: weak::in_query(query),
            has_test_string: marks::has_test_string(target),
            is_secret: may_be_probe && marks::is_secret(&decoded),
            is_door: may_be_probe && marks::is_door(&decoded),
        }
    }
}

/// What a user agent gives away, whatever it asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agent {
    attack: Option<AttackClass>,
    weak: Option<AttackClass>,
    is_scanner: bool,
    is_forged: bool,
}

impl Agent {
    pub(super) fn of(agent: &str) -> Self {
        let marks = marks::of_header(agent);
        Self {
            attack: payload_in(agent, marks),
            weak: weak::in_agent(agent),
            is_scanner: marks.is_scanner,
            is_forged: marks::is_forged(agent),
        }
    }
}

/// What a referer gives away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Referer {
    attack: Option<AttackClass>,
    is_test_string: bool,
}

impl Referer {
    pub(super) fn of(referer: &str) -> Self {
        let marks = marks::of_header(referer);
        Self {
            attack: payload_in(referer, marks),
            is_test_string: marks.is_test_string,
        }
    }
}

/// What the request is suspected of by its parts, the gravest first.
pub(super) fn suspicion_of(
    access: &Access<'_>,
    target: Target,
    agent: Agent,
    referer: Referer,
) -> Option<Suspicion> {
    let is_scanner = agent.is_scanner || referer.is_test_string || target.has_test_string;
    let class = target
        .attack
        .or(agent.attack)
        .or(referer.attack)
        .or_else(|| is_scanner.then_some(AttackClass::Scanner));
    if let Some(class) = class {
        return Some(Suspicion::Attack(class));
    }
    if target.is_secret || is_misused(access) {
        return Some(Suspicion::Attack(AttackClass::Probe));
    }
    let is_missing = (400..500).contains(&access.status);
    if is_missing && target.is_door {
        return Some(Suspicion::Door);
    }
    target
        .weak
        .or(agent.weak)
        .or_else(|| is_blind_post(access).then_some(AttackClass::Probe))
        .or_else(|| {
            // Gives itself out for a browser that never was.
            let is_forged =
                agent.is_forged || marks::is_false_crawler(access.user_agent, access.method);
            is_forged.then_some(AttackClass::Scanner)
        })
        .map(Suspicion::Weak)
}

/// What scripts post to the front of an administration: a browser posts to the page behind it.
fn is_blind_post(access: &Access<'_>) -> bool {
    let path = access.target.split('?').next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    access.is_post()
        && ["/wp-admin", "/administrator"]
            .iter()
            .any(|front| path.ends_with(front))
}

/// An attack in a header that is worth a closer look: a mark stands in it, or it starts like none.
fn payload_in(header: &str, marks: marks::Header) -> Option<AttackClass> {
    let starts_odd = header.len() > 3 && !header.starts_with(|c: char| c.is_alphanumeric());
    (marks.is_strong || starts_odd)
        .then(|| in_header(header))
        .flatten()
}

/// Payloads in the path as a whole and in each value (and odd name) of the query.
fn in_values(path: &str, query: &str) -> Option<AttackClass> {
    let in_path = (!is_plain(path)).then(|| in_text(&decode(path, false), path));
    if let Some(class) = in_path.flatten() {
        return Some(class);
    }
    if is_plain(query) {
        return None;
    }
    // `&` may stand raw inside a payload; the whole query is looked at once more below.
    let mut n_odd = 0;
    for part in query.split('&') {
        let (name, value) = part.split_once('=').unwrap_or(("", part));
        for text in [name, value] {
            if !is_plain(text) {
                n_odd += 1;
                let found = in_text(&decode(text, true), text);
                if found.is_some() {
                    return found;
                }
            }
        }
    }
    let is_split = n_odd > 1;
    is_split
        .then(|| in_text(&decode(query, true), query))
        .flatten()
        .filter(|class| *class != AttackClass::CommandInjection)
}

/// Bytes of which nothing can be built: letters, digits, `- _ ~ , @ / = &` and single dots.
fn is_plain(text: &str) -> bool {
    let mut last = b'/';
    text.bytes().all(|byte| {
        let is_dot_after = byte == b'.' && matches!(last, b'.' | b'/');
        last = byte;
        !is_dot_after && PLAIN[byte as usize]
    })
}

const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = matches!(byte as u8,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' | b',' | b'@' | b'/' | b'=' | b'&' | b'.');
        byte += 1;
    }
    plain
};

/// Families whose stems occur in a text, one bit each.
const SQLI: u8 = 1;
const XSS: u8 = 2;
const PATHS: u8 = 4;
const CODE: u8 = 8;

struct Stems {
    automaton: AhoCorasick,
    /// Families of each stem.
    families: Vec<u8>,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let mut stems = Vec::new();
    let mut families = Vec::new();
    let lists: [(&[&'static str], u8); 4] = [
        (sqli::STEMS, SQLI),
        (xss::STEMS, XSS),
        (paths::STEMS, PATHS),
        (code::STEMS, CODE),
    ];
    for (list, family) in lists {
        stems.extend_from_slice(list);
        families.resize(stems.len(), family);
    }
    Stems {
        automaton: marks::automaton(&stems),
        families,
    }
});

fn families_in(text: &str) -> u8 {
    STEMS
        .automaton
        .find_overlapping_iter(text)
        .filter_map(|found| STEMS.families.get(found.pattern().as_usize()))
        .fold(0, |all, family| all | family)
}

/// The class of a decoded text; `raw` is the same text as sent.
fn in_text(text: &str, raw: &str) -> Option<AttackClass> {
    // An encoded `+` is one to us and a space to the next decoder.
    let spaced = || text.contains('+').then(|| text.replace('+', " "));
    once(text, raw).or_else(|| once(&spaced()?, raw))
}

fn once(text: &str, raw: &str) -> Option<AttackClass> {
    let families = families_in(text);
    let has = |family| families & family != 0;
    // A tag is a tag even with SQL in it; a query is a query even with a path in it.
    if has(XSS) && text.contains('<') && xss::is_in(text) {
        return Some(AttackClass::Xss);
    }
    if sqli_at_all(families, text) && sqli::is_in(text) {
        return Some(AttackClass::Sqli);
    }
    if has(CODE) && code::is_in(text) {
        return Some(AttackClass::CommandInjection);
    }
    if has(XSS) && xss::is_in(text) {
        return Some(AttackClass::Xss);
    }
    if (has(PATHS) || raw.contains('%'))
        && let Some(class) = paths::class_of(text, raw)
    {
        return Some(class);
    }
    is_flood(text).then_some(AttackClass::Scanner)
}

fn sqli_at_all(families: u8, text: &str) -> bool {
    families & SQLI != 0 || text.contains(['\'', '"', '(', '='])
}

/// One character hundreds of times: a try at an overflow.
fn is_flood(text: &str) -> bool {
    /// Longer than any ruler of dashes or scream that people send; chosen.
    const LENGTH: usize = 200;
    if text.len() < LENGTH {
        return false;
    }
    let (mut last, mut n_same) = (0, 0);
    text.bytes().any(|byte| {
        n_same = if byte == last { n_same + 1 } else { 1 };
        last = byte;
        n_same >= LENGTH
    })
}

/// Headers are full of brackets and semicolons: only what is never there by chance counts.
fn in_header(header: &str) -> Option<AttackClass> {
    // A link's own query is judged value by value, any other text as a whole.
    let Some(site) = header.strip_prefix("http") else {
        return in_agent(header);
    };
    let (site, query) = site.split_once(['?', '#']).unwrap_or((site, ""));
    let path = site.splitn(4, '/').nth(3).unwrap_or_default();
    in_values(path, query)
}

/// A user agent that is itself a payload.
fn in_agent(agent: &str) -> Option<AttackClass> {
    let text = decode(agent, false);
    let is_browser = text.starts_with("mozilla/") || text.starts_with("opera/");
    let families = families_in(&text);
    if families & XSS != 0 && xss::is_in(&text) {
        return Some(AttackClass::Xss);
    }
    // `; Linux; rv:11)` is a shell's idea of a command line.
    let is_code =
        (!is_browser || text.contains("${") || text.contains("() {") || text.contains("(){"))
            && families & CODE != 0
            && code::is_in(&text);
    if is_code {
        return Some(AttackClass::CommandInjection);
    }
    if families & SQLI != 0 && text.contains(['\'', '"']) && sqli::is_in(&text) {
        return Some(AttackClass::Sqli);
    }
    (families & PATHS != 0)
        .then(|| paths::class_of(&text, agent))
        .flatten()
        .filter(|class| *class == AttackClass::Traversal)
}

/// Paths that no probe pattern fits end here: those without a dot, or with an everyday ending.
fn may_be_probe(path: &str) -> bool {
    const EVERYDAY: [&str; 14] = [
        ".png", ".jpg", ".jpeg", ".gif", ".css", ".js", ".svg", ".woff", ".woff2", ".ico", ".html",
        ".ttf", ".webp", ".mp4",
    ];
    path.len() > 2 && (path.contains("/.") || !EVERYDAY.iter().any(|end| path.ends_with(end)))
}

/// What a web server is not asked for: another site through it, or a line that is no HTTP at all.
fn is_misused(access: &Access<'_>) -> bool {
    let is_proxy = access.method == "CONNECT" || access.target.starts_with("http://");
    let is_other = matches!(access.method, "TRACE" | "TRACK" | "DEBUG");
    let is_refused = (400..500).contains(&access.status);
    is_other || (is_proxy || access.method.is_empty()) && is_refused && access.target.len() > 1
}
