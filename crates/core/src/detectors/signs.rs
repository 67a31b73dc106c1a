//! Signs of single records, weighed together: malware, staying, hiding, files, exhausted resources.
//!
//! In: the events that carry a [`Sign`]. Out: one finding for each kind and the one who did it (a
//! user, an address) or has it (a service), about the gravest sign; and the records told here, so
//! that they are not told again as errors. A single mild sign is what administrators do all day: it
//! weighs little, and many kinds of signs of one user weigh more than many of one kind.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, EntityKind, FactKey, IncidentKind, RecordRef};

use super::errors::usual;
use super::finding::{Finding, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{
    BURST_WINDOW_US, LOADS, ROBUST_DEVIATIONS, SUSTAINED_SHARE, TIMEOUT_SHARE, TIMEOUTS,
};
use super::tries::{most, peak};
use crate::events::Sign;

/// Findings, and the records that they tell.
#[derive(Debug, Default)]
pub struct Told {
    pub findings: Vec<Finding>,
    pub records: BTreeSet<RecordRef>,
}

type Signs<'a> = BTreeMap<Sign, Vec<&'a Event>>;

pub fn detect(input: &Input<'_>) -> Told {
    let mut groups: BTreeMap<(IncidentKind, Option<EntityIdx>), Signs<'_>> = BTreeMap::new();
    for event in input.events {
        if let Some(sign) = event.sign {
            let who = if sign.is_deed() {
                event.user.or(event.source).or(event.service).or(event.host)
            } else {
                event.service.or(event.host)
            };
            let signs = groups.entry((sign.kind(), who)).or_default();
            signs.entry(sign).or_default().push(event);
        }
    }
    let mut told = Told::default();
    for ((kind, who), mut signs) in groups {
        signs.retain(|sign, events| is_enough(*sign, events, who, input));
        let parts: Vec<Signs<'_>> = if kind == IncidentKind::SystemError {
            // A crash, a broken disk and waiting in vain are different stories.
            signs
                .into_iter()
                .map(|part| BTreeMap::from([part]))
                .collect()
        } else {
            vec![signs]
        };
        for signs in parts {
            told.records
                .extend(signs.values().flatten().map(|event| event.at));
            told.findings.extend(finding(kind, who, &signs, input));
        }
    }
    told
}

/// Whether the records of a sign are more than everyday noise.
fn is_enough(sign: Sign, events: &[&Event], who: Option<EntityIdx>, input: &Input<'_>) -> bool {
    match sign {
        Sign::Timeout => {
            let n_actual = peak(events, BURST_WINDOW_US);
            let usual = usual(events, input);
            let n_written = who.map_or(input.n_records, |who| input.n_records_of(who));
            let share = weight_of(events) as f64 / n_written.max(1) as f64;
            // In a short run all of it is the burst.
            let (typical, deviation) =
                usual.map_or((0.0, 0.0), |usual| (usual.typical, usual.deviation));
            let is_burst = n_actual as f64 > typical + ROBUST_DEVIATIONS * deviation.max(1.0);
            n_actual >= TIMEOUTS && (share >= SUSTAINED_SHARE || is_burst && share >= TIMEOUT_SHARE)
        }
        Sign::CpuLoad | Sign::MemoryLow => weight_of(events) >= LOADS,
        _ => true,
    }
}

/// How much one record of the sign weighs, in [0, 1], and how sure it is. Chosen: what no
/// administrator does above what some do, and that above what all do.
fn weight(sign: Sign) -> (f64, Certainty) {
    use Certainty::{Likely, NotSure, Sure};
    match sign {
        Sign::ReverseShell => (0.85, Sure),
        Sign::Miner => (0.8, Sure),
        Sign::WebShell => (0.6, Likely),
        Sign::MalwareFound => (0.6, Sure),
        Sign::DownloadRun => (0.5, Likely),
        Sign::EncodedCommand => (0.55, Likely),
        Sign::RunFromTemp => (0.35, NotSure),
        Sign::Preload => (0.75, Likely),
        Sign::AuthorizedKeys => (0.45, Likely),
        Sign::KernelModule => (0.45, NotSure),
        Sign::StartupFile => (0.4, NotSure),
        Sign::ServiceUnit => (0.35, NotSure),
        Sign::CronEntry => (0.25, NotSure),
        Sign::LogCleared => (0.6, Likely),
        Sign::HistoryCleared => (0.6, Sure),
        Sign::SecurityOff => (0.4, NotSure),
        Sign::CredentialRead => (0.5, Likely),
        Sign::Setuid => (0.45, NotSure),
        Sign::SystemPath => (0.3, NotSure),
        Sign::MassDelete => (0.45, NotSure),
        Sign::Immutable => (0.35, NotSure),
        Sign::OpenPermissions => (0.3, NotSure),
        Sign::OutOfMemory => (0.5, Sure),
        Sign::DiskFull => (0.55, Sure),
        Sign::OpenFiles => (0.45, Sure),
        Sign::ProcessLimit => (0.45, Sure),
        Sign::CpuLoad => (0.3, Likely),
        Sign::MemoryLow => (0.3, Likely),
        Sign::ConnectionLimit => (0.45, Sure),
        Sign::Crash => (0.3, Sure),
        Sign::DiskFault => (0.5, Likely),
        Sign::Timeout => (0.3, Likely),
    }
}

fn finding(
    kind: IncidentKind,
    who: Option<EntityIdx>,
    signs: &Signs<'_>,
    input: &Input<'_>,
) -> Option<Finding> {
    let (&worst, told) = signs
        .iter()
        .max_by(|(a, _), (b, _)| (weight(**a).0.total_cmp(&weight(**b).0)).then(b.cmp(a)))?;
    let mut events: Vec<&Event> = signs.values().flatten().copied().collect();
    events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::SIGNS, kind, &events, keep);
    if kind == IncidentKind::SystemError {
        finding.aspect = worst.name().to_owned();
    }
    // Repeats of a message are more of the same; a transfer's weight is no count.
    finding.count = events.len() as u64;
    name(&mut finding, who, worst, told, input);
    let mut names: Vec<Sign> = signs.keys().copied().collect();
    names.sort_by(|a, b| weight(*b).0.total_cmp(&weight(*a).0).then(a.cmp(b)));
    let names: Vec<&str> = names.into_iter().map(Sign::name).collect();
    finding.text_fact(FactKey::Sign, Some(&names.join(",")));
    finding.certainty = signs
        .keys()
        .map(|sign| weight(*sign).1)
        .max()
        .unwrap_or(Certainty::NotSure);
    if signs.len() > 2 && finding.certainty == Certainty::NotSure {
        finding.certainty = Certainty::Likely;
    }
    finding.score = 1.0
        - signs
            .iter()
            .map(|(sign, events)| {
                let n_times = (events.len() as f64).log10().min(2.0);
                (1.0 - weight(*sign).0) * (1.0 - 0.1 * n_times)
            })
            .product::<f64>();
    if worst.is_deed() {
        finding.measure(finding.count as f64, 0.0, "events");
    } else {
        let actual = peak(&events, BURST_WINDOW_US).max(1) as f64;
        finding.compare(actual, usual(&events, input), "per_600s");
    }
    Some(finding)
}

/// Who, where, and by which command or words.
fn name(
    finding: &mut Finding,
    who: Option<EntityIdx>,
    worst: Sign,
    told: &[&Event],
    input: &Input<'_>,
) {
    let of =
        |pick: fn(&Event) -> Option<EntityIdx>| most(told.iter().map(|event| (pick(event), 1)));
    let [user, source, service, host, object] = [
        of(|event| event.user),
        of(|event| event.source),
        of(|event| event.service),
        of(|event| event.host),
        of(|event| event.object),
    ];
    finding.with(input.entity(who).cloned());
    if worst.is_deed() {
        finding.with(input.entity(user).cloned());
        finding.with(input.entity(source).cloned());
        finding.text_fact(FactKey::User, input.text(user));
        finding.text_fact(FactKey::Source, input.text(source));
    }
    finding.with(input.entity(object).cloned());
    finding.with(input.entity(host).cloned());
    finding.with(input.entity(service).cloned());
    finding.text_fact(FactKey::Host, input.text(host));
    finding.text_fact(FactKey::Service, input.text(service));
    let key = match input.entity(object).map(|entity| entity.kind) {
        Some(EntityKind::Path) => FactKey::Path,
        Some(EntityKind::Command) => FactKey::Command,
        _ => FactKey::Error,
    };
    finding.text_fact(key, input.text(object));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;
    use crate::events::EventKind;
    use jejak_protocol::FactValue;

    fn sign(world: &mut World, at_s: i64, user: &str, sign: Sign, object: &str) {
        let user = world.entity(EntityKind::User, user);
        let object = world.entity(EntityKind::Command, object);
        let event = world.event(at_s, EventKind::Sign);
        (event.user, event.object, event.sign) = (user, object, Some(sign));
    }

    fn told(world: &World) -> Vec<(IncidentKind, String, String)> {
        world.with(|input| {
            detect(input)
                .findings
                .into_iter()
                .map(|finding| {
                    let FactValue::Text(signs) = &finding.facts[&FactKey::Sign] else {
                        panic!("a text");
                    };
                    (
                        finding.kind,
                        finding.entities[0].value.clone(),
                        signs.clone(),
                    )
                })
                .collect()
        })
    }

    #[test]
    fn one_user_is_one_story_for_each_kind() {
        let mut world = World::default();
        sign(&mut world, 0, "budi", Sign::CronEntry, "tee /etc/cron.d/x");
        sign(
            &mut world,
            9,
            "budi",
            Sign::Preload,
            "tee /etc/ld.so.preload",
        );
        sign(&mut world, 9, "sari", Sign::CronEntry, "crontab -");
        sign(&mut world, 9, "budi", Sign::Miner, "xmrig");
        let text = |text: &str| text.to_owned();
        assert_eq!(
            told(&world),
            vec![
                (IncidentKind::Malware, text("budi"), text("miner")),
                (
                    IncidentKind::Persistence,
                    text("budi"),
                    text("preload,cron_entry")
                ),
                (IncidentKind::Persistence, text("sari"), text("cron_entry")),
            ]
        );
    }

    #[test]
    fn a_few_time_outs_are_noise() {
        let mut world = World::default();
        for nth in 0..9 {
            sign(&mut world, nth, "", Sign::Timeout, "timed out");
        }
        assert_eq!(told(&world), vec![]);
        for nth in 9..12 {
            sign(&mut world, nth, "", Sign::Timeout, "timed out");
        }
        assert_eq!(told(&world).len(), 1);
    }

    #[test]
    fn mild_signs_stay_low_and_several_add_up() {
        let score = |signs: &[Sign]| {
            let mut world = World::default();
            for (nth, one) in signs.iter().enumerate() {
                sign(&mut world, nth as i64, "budi", *one, "x");
            }
            world.with(|input| detect(input).findings[0].score)
        };
        let one = score(&[Sign::CronEntry]);
        let two = score(&[Sign::CronEntry, Sign::AuthorizedKeys]);
        assert!(one < 0.3 && one < two && two < 1.0, "{one} {two}");
    }
}
