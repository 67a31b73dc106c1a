//! Whether the line of a request can show an attack at all: what is in a request's body is not in it.
//!
//! A line bears no trace when the request is like any page view: a path of letters, digits, `-` and
//! `_` without an ending, no query, no referrer, and the user agent that its source mostly has.

use std::collections::HashMap;

/// The parts of a line in the combined format that a client chooses.
struct Request<'a> {
    source: &'a str,
    target: &'a str,
    referer: &'a str,
    agent: &'a str,
}

fn request(line: &str) -> Option<Request<'_>> {
    let source = line.split(' ').next()?;
    let (_, rest) = line.split_once('"')?;
    let (head, agent) = rest.trim_end().strip_suffix('"')?.rsplit_once('"')?;
    let (head, _) = head.rsplit_once('"')?;
    let (request, referer) = head.rsplit_once('"')?;
    let (request, _) = request.rsplit_once('"')?;
    let (_, target) = request.split_once(' ')?;
    Some(Request {
        source,
        target: target.rsplit_once(" HTTP/").map_or(target, |(it, _)| it),
        referer,
        agent,
    })
}

/// The user agent that each source has most often.
pub(super) fn usual_agents<'a>(lines: &[&'a str]) -> HashMap<&'a str, &'a str> {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for request in lines.iter().filter_map(|line| request(line)) {
        *counts.entry((request.source, request.agent)).or_default() += 1;
    }
    let mut usual: HashMap<&str, (usize, &str)> = HashMap::new();
    for ((source, agent), n) in counts {
        let best = usual.entry(source).or_insert((0, ""));
        *best = (*best).max((n, agent));
    }
    usual
        .into_iter()
        .map(|(source, (_, agent))| (source, agent))
        .collect()
}

/// Whether anything in the line differs from an ordinary page view of its source.
pub(super) fn is_borne(line: &str, usual: &HashMap<&str, &str>) -> bool {
    let Some(request) = request(line) else {
        return true;
    };
    let is_plain = request.target.starts_with('/')
        && request
            .target
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b));
    let is_usual = usual.get(request.source) == Some(&request.agent);
    !(is_plain && is_usual && matches!(request.referer, "" | "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_view_bears_no_trace() {
        let line = |target: &str, referer: &str, agent: &str| {
            format!(
                "192.0.2.10 - - [01/Jan/2024:00:00:00 +0000] \"POST {target} HTTP/1.1\" 200 512 \"{referer}\" \"{agent}\""
            )
        };
        let lines = [
            line("/upload", "-", "agent"),
            line("/upload", "-", "agent"),
            line("/upload", "-", "agent ${x}"),
            line("/upload", "<x>", "agent"),
            line("/upload?a=1", "-", "agent"),
            line("/.env", "-", "agent"),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let usual = usual_agents(&lines);
        let borne: Vec<bool> = lines.iter().map(|line| is_borne(line, &usual)).collect();
        assert_eq!(borne, [false, false, true, true, true, true]);
        assert!(is_borne("no request", &usual));
    }
}
