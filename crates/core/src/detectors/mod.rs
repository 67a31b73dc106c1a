//! Detectors: pure functions from the list of events to findings, over time and per entity.
//!
//! A detector reads [`Input`] alone and yields [`Finding`]s; what these mean together (severity,
//! risk, the technique) is decided in `incidents`. Every number that decides lies in
//! [`thresholds`]. They deliberately do not parse text: a record's meaning is found in `events`.

pub mod input;

pub mod finding;
pub mod thresholds;
pub mod tries;

pub mod brute_force;
pub mod clocks;
pub mod errors;
pub mod metrics;
pub mod model;
pub mod network;
pub mod order;
pub mod privilege;
pub mod signs;
pub mod silences;
pub mod spraying;
pub mod takeover;
pub mod templates;
pub mod volume;
pub mod web;

#[cfg(test)]
pub(crate) mod testing;

pub use finding::Finding;
pub use input::Input;

/// All findings of a run, in a fixed order.
pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let suspects = tries::suspects(input);
    let mut findings = brute_force::detect(&suspects, input);
    findings.extend(spraying::detect(&suspects, input));
    findings.extend(takeover::detect(&suspects, input));
    let signs = signs::detect(input);
    findings.extend(signs.findings);
    findings.extend(errors::detect(input, &signs.records));
    for detect in [
        privilege::detect,
        network::detect,
        web::detect,
        templates::detect,
        volume::detect,
        metrics::detect,
        clocks::detect,
        silences::detect,
    ] {
        findings.extend(detect(input));
    }
    findings
}
