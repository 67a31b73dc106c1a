//! Incidents: what the findings mean together.
//!
//! In: findings. Out: incidents with severity, risk, certainty, technique and a stable id, by risk.
//! Findings of one kind and aspect about one entity are one incident. It leaves the sentences and
//! the next step to `words`.
//!
//! Risk is `floor + (ceiling − floor) · score`, rounded, then scaled by certainty: 1 when sure, 0.9
//! when likely, 0.7 when not sure. It grows with the score, so a stronger finding of a kind never
//! ranks below a weaker one of the same certainty. Floors and ceilings are chosen (see `band`);
//! severity is read off the risk at 20, 40, 60 and 80.

mod opinions;

use std::collections::BTreeMap;

use jejak_protocol::{
    Certainty, DetectorId, DetectorShare, Entity, Evidence, FactKey, FactValue, Incident,
    IncidentKind, Severity, Technique, TimeRange,
};

use crate::detectors::finding::choose;
use crate::detectors::model::{self, Opinion};
use crate::detectors::order;
use crate::detectors::{Finding, Input, detect};
use crate::sequences::Sequences;
use crate::windows::Scores;

/// All incidents of a run, with what models said of its windows and sessions; the riskiest first.
pub fn incidents(input: &Input<'_>, scores: &Scores, sequences: &Sequences) -> Vec<Incident> {
    let limits = input.limits;
    let mut opinions = model::detect(input, scores);
    if let Some(judgement) = &scores.sessions {
        opinions.extend(order::detect(input, sequences, judgement));
    }
    let mut incidents = fuse(detect(input), opinions, limits.n_evidence);
    for incident in incidents.iter_mut().skip(limits.n_riskiest) {
        let lines = std::mem::take(&mut incident.evidence.lines);
        incident.evidence.lines = choose(lines, limits.n_evidence_brief.min(limits.n_evidence));
    }
    incidents
}

/// Joins findings into incidents; `keep`: evidence lines kept for each. A model's opinion counts as a
/// share of the incidents that it is about, and is an incident by itself only where there is none.
pub fn fuse(findings: Vec<Finding>, opinions: Vec<Opinion>, keep: usize) -> Vec<Incident> {
    let mut groups: BTreeMap<(IncidentKind, String, Option<Entity>), Vec<Finding>> =
        BTreeMap::new();
    for finding in findings {
        // Each peak of volume is about the whole log, at its own time.
        let start = match finding.kind {
            IncidentKind::VolumeChange => finding.range.map(|range| range.start.0.to_string()),
            _ => None,
        };
        let aspect = start.unwrap_or_else(|| finding.aspect.clone());
        let key = (finding.kind, aspect, finding.entities.first().cloned());
        groups.entry(key).or_default().push(finding);
    }
    let mut incidents: Vec<Incident> = groups
        .into_iter()
        .filter_map(|((_, aspect, _), findings)| incident(&aspect, findings, keep))
        .collect();
    drop_explained(&mut incidents);
    opinions::take_up(&mut incidents, opinions, keep);
    incidents.sort_by(|a, b| {
        let start = |incident: &Incident| incident.range.map(|range| range.start);
        (b.risk.cmp(&a.risk))
            .then_with(|| start(a).cmp(&start(b)))
            .then_with(|| a.id.cmp(&b.id))
    });
    incidents
}

fn incident(aspect: &str, mut findings: Vec<Finding>, keep: usize) -> Option<Incident> {
    findings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let shares = shares(&findings);
    let n_joined = findings.len();
    let mut findings = findings.into_iter();
    // The strongest finding gives the facts; the others add what it lacks.
    let mut whole = findings.next()?;
    for finding in findings {
        whole.range = union(whole.range, finding.range);
        whole.count += finding.count;
        whole.n_evidence += finding.n_evidence;
        whole.evidence.extend(finding.evidence);
        whole.certainty = whole.certainty.max(finding.certainty);
        whole.with(finding.entities);
        for (key, value) in finding.facts {
            whole.facts.entry(key).or_insert(value);
        }
    }
    if n_joined > 1 {
        whole.evidence.sort_unstable();
        whole.evidence.dedup();
    }
    let risk = risk(whole.kind, whole.score, whole.certainty);
    Some(Incident {
        id: id(&whole, aspect),
        kind: whole.kind,
        severity: severity(risk),
        risk,
        certainty: whole.certainty,
        technique: technique(&whole),
        entities: whole.entities,
        range: whole.range,
        count: whole.count,
        facts: whole.facts,
        shares,
        evidence: Evidence {
            n_total: whole.n_evidence,
            lines: choose(whole.evidence, keep),
        },
    })
}

/// Each detector's part, by its best score.
fn shares(findings: &[Finding]) -> Vec<DetectorShare> {
    let mut scores: BTreeMap<&str, f64> = BTreeMap::new();
    for finding in findings {
        let score = scores.entry(finding.detector).or_default();
        *score = score.max(finding.score);
    }
    let mut shares: Vec<DetectorShare> = scores
        .into_iter()
        .map(|(detector, score)| DetectorShare {
            detector: DetectorId(detector.to_owned()),
            score,
            share: 0.0,
        })
        .collect();
    divide(&mut shares);
    shares
}

/// Divides the whole by the scores; evenly where all are 0.
fn divide(shares: &mut [DetectorShare]) {
    let total: f64 = shares.iter().map(|share| share.score).sum();
    let n_detectors = shares.len() as f64;
    for share in shares {
        share.share = if total > 0.0 {
            share.score / total
        } else {
            1.0 / n_detectors
        };
    }
}

fn union(a: Option<TimeRange>, b: Option<TimeRange>) -> Option<TimeRange> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.union(b)),
        (one, other) => one.or(other),
    }
}

/// Risk at score 0 and 1. Chosen by what is lost if nobody looks: an account taken above a way
/// tried, a way tried above a look around, and statistics that only say "unusual" last.
fn band(kind: IncidentKind) -> (f64, f64) {
    match kind {
        IncidentKind::AccountTakeover => (80.0, 100.0),
        IncidentKind::PrivilegeEscalation => (20.0, 100.0),
        IncidentKind::WebAttack => (20.0, 90.0),
        IncidentKind::BruteForce => (30.0, 75.0),
        IncidentKind::PasswordSpraying => (35.0, 80.0),
        IncidentKind::SlowBruteForce => (25.0, 65.0),
        IncidentKind::WebScan => (20.0, 65.0),
        IncidentKind::SystemError => (15.0, 75.0),
        IncidentKind::Malware => (30.0, 100.0),
        IncidentKind::Persistence => (15.0, 90.0),
        IncidentKind::LogTampering => (15.0, 90.0),
        IncidentKind::FileActivity => (10.0, 80.0),
        IncidentKind::SuspiciousNetwork => (15.0, 75.0),
        IncidentKind::ResourceExhaustion => (20.0, 80.0),
        IncidentKind::MissingRecords => (10.0, 60.0),
        IncidentKind::VolumeChange | IncidentKind::MetricChange => (10.0, 50.0),
        IncidentKind::UnusualBehaviour => (10.0, 70.0),
        IncidentKind::NewTemplate => (5.0, 40.0),
    }
}

/// 0 to 100; grows with score and certainty.
pub fn risk(kind: IncidentKind, score: f64, certainty: Certainty) -> u8 {
    let (floor, ceiling) = band(kind);
    let sure = match certainty {
        Certainty::Sure => 1.0,
        Certainty::Likely => 0.9,
        Certainty::NotSure => 0.7,
    };
    let risk = (floor + (ceiling - floor) * score.clamp(0.0, 1.0)) * sure;
    risk.round().clamp(0.0, 100.0) as u8
}

pub fn severity(risk: u8) -> Severity {
    match risk {
        0..20 => Severity::Info,
        20..40 => Severity::Low,
        40..60 => Severity::Medium,
        60..80 => Severity::High,
        80.. => Severity::Critical,
    }
}

/// MITRE ATT&CK (Enterprise) names as of version 16.
fn technique(finding: &Finding) -> Option<Technique> {
    let text = |key| match finding.facts.get(&key) {
        Some(FactValue::Text(text)) => text.as_str(),
        _ => "",
    };
    let (id, name) = match finding.kind {
        IncidentKind::BruteForce | IncidentKind::SlowBruteForce => {
            ("T1110.001", "Brute Force: Password Guessing")
        }
        IncidentKind::PasswordSpraying => ("T1110.003", "Brute Force: Password Spraying"),
        IncidentKind::AccountTakeover => ("T1078", "Valid Accounts"),
        IncidentKind::PrivilegeEscalation => match text(FactKey::Act) {
            "uid_zero" => ("T1136.001", "Create Account: Local Account"),
            "group_added" => (
                "T1098.007",
                "Account Manipulation: Additional Local or Domain Groups",
            ),
            _ => (
                "T1548.003",
                "Abuse Elevation Control Mechanism: Sudo and Sudo Caching",
            ),
        },
        IncidentKind::WebScan => ("T1595.003", "Active Scanning: Wordlist Scanning"),
        IncidentKind::WebAttack => match text(FactKey::AttackClass) {
            "scanner" | "probe" => ("T1595.002", "Active Scanning: Vulnerability Scanning"),
            _ => ("T1190", "Exploit Public-Facing Application"),
        },
        IncidentKind::Malware
        | IncidentKind::Persistence
        | IncidentKind::LogTampering
        | IncidentKind::FileActivity
        | IncidentKind::SuspiciousNetwork
        | IncidentKind::ResourceExhaustion
        | IncidentKind::SystemError => technique_of_sign(text(FactKey::Sign))?,
        IncidentKind::MissingRecords
        | IncidentKind::NewTemplate
        | IncidentKind::VolumeChange
        | IncidentKind::MetricChange
        | IncidentKind::UnusualBehaviour => {
            return None;
        }
    };
    Some(Technique {
        id: id.to_owned(),
        name: name.to_owned(),
    })
}

/// Of the first of a list of signs; the machine's own trouble is nobody's technique.
fn technique_of_sign(signs: &str) -> Option<(&'static str, &'static str)> {
    Some(match signs.split(',').next()? {
        "reverse_shell" => ("T1059.004", "Command and Scripting Interpreter: Unix Shell"),
        "miner" => ("T1496", "Resource Hijacking"),
        "web_shell" => ("T1505.003", "Server Software Component: Web Shell"),
        "malware_found" => ("T1204.002", "User Execution: Malicious File"),
        "download_run" => ("T1105", "Ingress Tool Transfer"),
        "encoded_command" => (
            "T1027.010",
            "Obfuscated Files or Information: Command Obfuscation",
        ),
        "run_from_temp" => ("T1059", "Command and Scripting Interpreter"),
        "preload" => (
            "T1574.006",
            "Hijack Execution Flow: Dynamic Linker Hijacking",
        ),
        "authorized_keys" => ("T1098.004", "Account Manipulation: SSH Authorized Keys"),
        "kernel_module" => (
            "T1547.006",
            "Boot or Logon Autostart Execution: Kernel Modules and Extensions",
        ),
        "startup_file" => (
            "T1546.004",
            "Event Triggered Execution: Unix Shell Configuration Modification",
        ),
        "service_unit" => (
            "T1543.002",
            "Create or Modify System Process: Systemd Service",
        ),
        "cron_entry" => ("T1053.003", "Scheduled Task/Job: Cron"),
        "log_cleared" => (
            "T1070.002",
            "Indicator Removal: Clear Linux or Mac System Logs",
        ),
        "history_cleared" => ("T1070.003", "Indicator Removal: Clear Command History"),
        "security_off" => ("T1562.001", "Impair Defenses: Disable or Modify Tools"),
        "clock_back" => ("T1070.006", "Indicator Removal: Timestomp"),
        "credential_read" => (
            "T1003.008",
            "OS Credential Dumping: /etc/passwd and /etc/shadow",
        ),
        "setuid" => (
            "T1548.001",
            "Abuse Elevation Control Mechanism: Setuid and Setgid",
        ),
        "system_path" => ("T1565.001", "Data Manipulation: Stored Data Manipulation"),
        "mass_delete" => ("T1485", "Data Destruction"),
        "immutable" | "open_permissions" => (
            "T1222.002",
            "File and Directory Permissions Modification: Linux and Mac File and Directory Permissions Modification",
        ),
        "refusals" => ("T1595", "Active Scanning"),
        "port_scan" | "host_sweep" => ("T1046", "Network Service Discovery"),
        "firewall_flood" | "syn_flood" => ("T1498", "Network Denial of Service"),
        "rare_outbound" => ("T1571", "Non-Standard Port"),
        "outbound_volume" => ("T1048", "Exfiltration Over Alternative Protocol"),
        _ => return None,
    })
}

/// The same on every machine and in every run: FNV-1a over what makes the incident this one.
fn id(finding: &Finding, aspect: &str) -> String {
    let start = finding.range.map_or(i64::MIN, |range| range.start.0);
    let about = finding.entities.first();
    let what = format!("{:?}\0{aspect}\0{about:?}\0{start}", finding.kind);
    let hash = what.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A peak of volume that another incident accounts for says nothing new.
fn drop_explained(incidents: &mut Vec<Incident>) {
    /// A refused sign-in writes up to eight lines: connection, name, PAM twice, refusal, disconnect.
    const LINES_PER_EVENT: u64 = 8;
    let others: Vec<(TimeRange, u64)> = incidents
        .iter()
        .filter(|incident| {
            // A metric's samples are none of the records.
            let kinds = [IncidentKind::VolumeChange, IncidentKind::MetricChange];
            !kinds.contains(&incident.kind)
        })
        .filter_map(|incident| Some((incident.range?, incident.count)))
        .collect();
    incidents.retain(|incident| {
        let (IncidentKind::VolumeChange, Some(range)) = (incident.kind, incident.range) else {
            return true;
        };
        let explained: u64 = others
            .iter()
            .filter(|(other, _)| other.start <= range.end && range.start <= other.end)
            .map(|(_, count)| count)
            .sum();
        explained * LINES_PER_EVENT < incident.count
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::finding::ids;
    use jejak_protocol::{EntityKind, FileId, RecordRef, TimestampUs};

    fn finding(kind: IncidentKind, who: &str, start_s: i64, score: f64) -> Finding {
        let mut finding = Finding::over(ids::AUTH, kind, &[], 0);
        finding.entities = vec![Entity {
            kind: EntityKind::SourceAddress,
            value: who.to_owned(),
        }];
        finding.range = Some(TimeRange {
            start: TimestampUs::from_seconds(start_s),
            end: TimestampUs::from_seconds(start_s + 60),
        });
        finding.score = score;
        finding.count = 10;
        finding.evidence = vec![RecordRef {
            file: FileId(0),
            line: start_s as u64,
        }];
        finding.n_evidence = 1;
        finding
    }

    #[test]
    fn one_entity_and_kind_is_one_incident() {
        let fused = fuse(
            vec![
                finding(IncidentKind::BruteForce, "a", 100, 0.5),
                finding(IncidentKind::BruteForce, "a", 0, 0.7),
                finding(IncidentKind::BruteForce, "b", 0, 0.6),
            ],
            Vec::new(),
            200,
        );
        assert_eq!(fused.len(), 2);
        assert_eq!(fused[0].entities[0].value, "a");
        assert_eq!((fused[0].count, fused[0].evidence.n_total), (20, 2));
        assert_eq!(
            fused[0].range.map(|range| range.span_us()),
            Some(160_000_000)
        );
    }

    #[test]
    fn ids_are_stable_and_differ() {
        let id = |who, start_s| {
            let found = vec![finding(IncidentKind::BruteForce, who, start_s, 0.5)];
            fuse(found, Vec::new(), 9)[0].id.clone()
        };
        assert_eq!(id("a", 0), id("a", 0));
        assert_ne!(id("a", 0), id("b", 0));
        assert_ne!(id("a", 0), id("a", 1));
        assert_eq!(id("a", 0).len(), 16);
    }

    #[test]
    fn risk_grows_with_score_and_certainty_and_stays_in_bounds() {
        for kind in IncidentKind::ALL {
            let mut last = 0;
            for step in 0..=20 {
                let score = f64::from(step) / 20.0;
                let now = risk(kind, score, Certainty::Sure);
                assert!(last <= now && now <= 100, "{kind:?} at {score}");
                assert!(risk(kind, score, Certainty::NotSure) <= now);
                last = now;
            }
        }
        assert_eq!(risk(IncidentKind::BruteForce, f64::NAN, Certainty::Sure), 0);
    }

    #[test]
    fn shares_add_up_to_one() {
        let mut other = finding(IncidentKind::SystemError, "a", 0, 0.3);
        other.detector = ids::ERROR_RATE;
        let fused = fuse(
            vec![finding(IncidentKind::SystemError, "a", 0, 0.9), other],
            Vec::new(),
            200,
        );
        assert_eq!(fused.len(), 1);
        let total: f64 = fused[0].shares.iter().map(|share| share.share).sum();
        assert!((total - 1.0).abs() < 1e-9);
        assert_eq!(fused[0].shares.len(), 2);
    }

    #[test]
    fn a_peak_that_an_attack_explains_is_left_out() {
        let mut attack = finding(IncidentKind::BruteForce, "a", 100, 0.5);
        attack.count = 900;
        let mut peak = finding(IncidentKind::VolumeChange, "", 90, 0.4);
        peak.entities.clear();
        peak.count = 1000;
        let kinds = |findings: Vec<Finding>| -> Vec<IncidentKind> {
            fuse(findings, Vec::new(), 200)
                .iter()
                .map(|incident| incident.kind)
                .collect()
        };
        assert_eq!(
            kinds(vec![attack, peak.clone()]),
            vec![IncidentKind::BruteForce]
        );
        assert_eq!(kinds(vec![peak]), vec![IncidentKind::VolumeChange]);
    }

    fn opinion(who: &str, start_s: i64) -> Opinion {
        let mut finding = finding(IncidentKind::UnusualBehaviour, who, start_s, 0.9);
        finding.certainty = Certainty::NotSure;
        Opinion {
            model: DetectorId("model.test".to_owned()),
            finding,
            lines: Vec::new(),
        }
    }

    #[test]
    fn what_a_model_says_of_an_incident_is_a_share_of_it() {
        let known = finding(IncidentKind::BruteForce, "a", 100, 0.9);
        let alone = fuse(vec![known.clone()], Vec::new(), 200);
        let both = fuse(vec![known], vec![opinion("a", 100)], 200);
        assert_eq!(both.len(), 1);
        assert_eq!(
            (both[0].risk, both[0].id.as_str()),
            (alone[0].risk, alone[0].id.as_str())
        );
        let shares: Vec<(&str, f64)> = both[0]
            .shares
            .iter()
            .map(|share| (share.detector.0.as_str(), share.share))
            .collect();
        assert_eq!(shares, vec![(ids::AUTH, 0.5), ("model.test", 0.5)]);
    }

    #[test]
    fn what_only_a_model_finds_is_an_incident_of_its_own() {
        let known = finding(IncidentKind::BruteForce, "a", 100, 0.9);
        for opinion in [opinion("b", 100), opinion("a", 90_000)] {
            let found = fuse(vec![known.clone()], vec![opinion], 200);
            let kinds: Vec<IncidentKind> = found.iter().map(|incident| incident.kind).collect();
            assert_eq!(
                kinds,
                vec![IncidentKind::BruteForce, IncidentKind::UnusualBehaviour]
            );
            assert_eq!(found[1].shares[0].detector.0, "model.test");
            assert_eq!(found[1].certainty, Certainty::NotSure);
        }
    }
}
