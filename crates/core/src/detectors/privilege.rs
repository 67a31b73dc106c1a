//! Privilege escalation: who reached for root in a way that is refused, new or lasting.
//!
//! In: the events of sudo, su and user administration. Out: one finding a user, about the worst of
//! what that user did; ordinary sudo is none.

use std::collections::BTreeMap;

use jejak_protocol::{Certainty, EntityKind, FactKey, FactValue, IncidentKind, TimestampUs};

use super::finding::{Finding, ids, weight_of};
use super::input::{EntityIdx, Event, Input, n_of};
use super::thresholds::{
    FIRST_SUDO_BY_OTHERS, FIRST_SUDO_COMMANDS, FIRST_SUDO_LATE, FIRST_SUDO_RECORDS, SU_FAILURES,
    SUDO_PAM_FAILURES,
};
use super::tries::most;
use crate::events::EventKind;
use crate::events::auth::detail;

/// What became of a privilege, from the mildest to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    FirstSudo,
    SuFailed,
    SudoFailed,
    SudoRefused,
    GroupAdded,
    UidZero,
}

impl Act {
    /// The value of `FactKey::Act`.
    fn name(self) -> &'static str {
        match self {
            Self::FirstSudo => "first_sudo",
            Self::SuFailed => "su_failed",
            Self::SudoFailed => "sudo_failed",
            Self::SudoRefused => "sudo_refused",
            Self::GroupAdded => "group_added",
            Self::UidZero => "uid_zero",
        }
    }

    /// How much one such act weighs, in [0, 1]. Chosen: what lasts above what was refused, what was
    /// refused above what was mistyped, and what may be quite in order below all.
    fn weight(self) -> f64 {
        match self {
            Self::FirstSudo => 0.15,
            Self::SuFailed => 0.3,
            Self::SudoFailed => 0.35,
            Self::SudoRefused => 0.55,
            Self::GroupAdded => 0.6,
            Self::UidZero => 0.85,
        }
    }
}

/// Tools beside sudo that run a command with other rights.
const TOOLS: [&str; 2] = ["doas", "pkexec"];

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let mut by_user: BTreeMap<Option<EntityIdx>, Vec<&Event>> = BTreeMap::new();
    for event in input.events {
        if is_privilege(event.kind) {
            by_user.entry(event.user).or_default().push(event);
        }
    }
    let n_commands = |user: Option<EntityIdx>, before: Option<TimestampUs>| {
        let is_other = |event: &&Event| {
            event.kind == EventKind::SudoCommand && event.user != user && event.time < before
        };
        input.events.iter().filter(is_other).count() as u64
    };
    by_user
        .into_iter()
        .filter_map(|(user, events)| {
            let mut acts = BTreeMap::new();
            collect_plain(&events, &mut acts);
            collect_failures(&events, &mut acts);
            let commands = first_sudo(user, &events, input, n_commands);
            if !commands.is_empty() {
                acts.insert(Act::FirstSudo, commands);
            }
            finding(user, &acts, input)
        })
        .collect()
}

fn is_privilege(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::SudoCommand
            | EventKind::SudoRefused
            | EventKind::SudoFailed
            | EventKind::SuFailed
            | EventKind::GroupAdded
            | EventKind::UidZero
    )
}

type Acts<'a> = BTreeMap<Act, Vec<&'a Event>>;

/// Acts of which one is enough.
fn collect_plain<'a>(events: &[&'a Event], acts: &mut Acts<'a>) {
    for &event in events {
        let act = match event.kind {
            EventKind::SudoRefused => Act::SudoRefused,
            EventKind::GroupAdded => Act::GroupAdded,
            EventKind::UidZero => Act::UidZero,
            _ => continue,
        };
        acts.entry(act).or_default().push(event);
    }
}

/// Wrong passwords: those that sudo and su tell themselves, or PAM's when nothing else is told.
fn collect_failures<'a>(events: &[&'a Event], acts: &mut Acts<'a>) {
    for (kind, act, least, least_by_pam) in [
        (EventKind::SudoFailed, Act::SudoFailed, 1, SUDO_PAM_FAILURES),
        (EventKind::SuFailed, Act::SuFailed, SU_FAILURES, SU_FAILURES),
    ] {
        let (by_pam, own): (Vec<&Event>, Vec<&Event>) = events
            .iter()
            .filter(|event| event.kind == kind)
            .partition(|event| event.detail & detail::BY_PAM != 0);
        let (told, least) = if own.is_empty() {
            (by_pam, least_by_pam)
        } else {
            (own, least)
        };
        if weight_of(&told) >= least {
            acts.insert(act, told);
        }
    }
}

/// The commands of a user who starts to use sudo once the log has shown what is usual; none else.
fn first_sudo<'a>(
    user: Option<EntityIdx>,
    events: &[&'a Event],
    input: &Input<'_>,
    n_commands_of_others: impl Fn(Option<EntityIdx>, Option<TimestampUs>) -> u64,
) -> Vec<&'a Event> {
    let commands: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|event| event.kind == EventKind::SudoCommand)
        .collect();
    // root's own sudo raises nothing.
    let is_root = input.text(user).is_none_or(|name| name == "root");
    let Some(first) = commands.first().filter(|_| !is_root) else {
        return Vec::new();
    };
    let is_late = first.time.zip(input.range).is_some_and(|(time, range)| {
        (time.0 - range.start.0) as f64 > range.span_us() as f64 * FIRST_SUDO_LATE
    });
    if weight_of(&commands) > FIRST_SUDO_COMMANDS && !is_late {
        return Vec::new();
    }
    let n_before: u64 = input
        .buckets
        .iter()
        .filter(|bucket| {
            first
                .time
                .is_some_and(|time| bucket.start.0 + input.bucket_us <= time.0)
        })
        .map(|bucket| n_of(&bucket.counts))
        .sum();
    let has_history = n_before >= FIRST_SUDO_RECORDS
        || n_commands_of_others(user, first.time) >= FIRST_SUDO_BY_OTHERS;
    if has_history { commands } else { Vec::new() }
}

fn finding(user: Option<EntityIdx>, acts: &Acts<'_>, input: &Input<'_>) -> Option<Finding> {
    let (&worst, told) = acts.last_key_value()?;
    let mut events: Vec<&Event> = acts.values().flatten().copied().collect();
    events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    let keep = input.limits.n_evidence;
    let kind = IncidentKind::PrivilegeEscalation;
    let mut finding = Finding::over(ids::PRIVILEGE, kind, &events, keep);
    let first = *told.first()?;
    let object = most(told.iter().map(|event| (event.object, event.weight)));
    finding.with(input.entity(user).cloned());
    finding.with(
        input
            .entity(object)
            .filter(|e| e.kind == EntityKind::Command)
            .cloned(),
    );
    finding.with(input.entity(first.host).cloned());
    finding.with(input.entity(first.service).cloned());
    finding.text_fact(FactKey::User, input.text(user));
    finding.text_fact(FactKey::Act, Some(worst.name()));
    finding.text_fact(FactKey::Host, input.text(first.host));
    // Another tool than the one after which the acts are called.
    let tool = input.text(first.service);
    finding.text_fact(FactKey::Service, tool.filter(|tool| TOOLS.contains(tool)));
    match worst {
        Act::GroupAdded => finding.text_fact(FactKey::Group, input.text(object)),
        Act::SuFailed | Act::UidZero => {}
        Act::FirstSudo | Act::SudoFailed | Act::SudoRefused => {
            finding.text_fact(FactKey::Command, input.text(object));
        }
    }
    if matches!(worst, Act::SuFailed | Act::SudoFailed | Act::SudoRefused) {
        finding.fact(FactKey::Failures, FactValue::Count(weight_of(told)));
    }
    // The worst act, nearer to 1 with each further one.
    finding.score = 1.0
        - acts
            .iter()
            .map(|(act, told)| {
                let n_times = weight_of(told) as f64;
                (1.0 - act.weight()) * (1.0 - 0.1 * (n_times.ln() / 10f64.ln()).min(1.0))
            })
            .product::<f64>();
    finding.certainty = match worst {
        Act::FirstSudo | Act::SuFailed => Certainty::NotSure,
        Act::SudoFailed | Act::GroupAdded => Certainty::Likely,
        Act::SudoRefused | Act::UidZero => Certainty::Sure,
    };
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;

    fn add(world: &mut World, at_s: i64, kind: EventKind, user: &str, object: &str) {
        let user = world.entity(EntityKind::User, user);
        let object = world.entity(EntityKind::Command, object);
        let event = world.event(at_s, kind);
        (event.user, event.object) = (user, object);
    }

    fn acts(world: &World) -> Vec<(String, FactValue)> {
        world.with(|input| {
            detect(input)
                .into_iter()
                .map(|f| (f.entities[0].value.clone(), f.facts[&FactKey::Act].clone()))
                .collect()
        })
    }

    fn act(user: &str, name: &str) -> (String, FactValue) {
        (user.to_owned(), FactValue::Text(name.to_owned()))
    }

    #[test]
    fn ordinary_sudo_is_no_finding() {
        let mut world = World::default();
        for nth in 0..50 {
            add(
                &mut world,
                nth * 100,
                EventKind::SudoCommand,
                "admin",
                "/bin/ls",
            );
        }
        assert_eq!(acts(&world), vec![]);
    }

    #[test]
    fn a_user_who_never_did_after_others_often_did() {
        let mut world = World::default();
        for nth in 0..10 {
            add(
                &mut world,
                nth * 100,
                EventKind::SudoCommand,
                "admin",
                "/bin/ls",
            );
        }
        add(
            &mut world,
            5000,
            EventKind::SudoCommand,
            "tamu",
            "/bin/bash",
        );
        assert_eq!(acts(&world), vec![act("tamu", "first_sudo")]);
    }

    #[test]
    fn an_intruder_who_keeps_using_it_is_still_new() {
        let mut world = World::default();
        add(&mut world, 0, EventKind::SudoCommand, "admin", "/bin/ls");
        for nth in 0..20 {
            add(
                &mut world,
                5000 + nth,
                EventKind::SudoCommand,
                "tamu",
                "/bin/bash",
            );
        }
        assert_eq!(acts(&world), vec![act("tamu", "first_sudo")]);
    }

    #[test]
    fn the_first_sudo_of_a_log_is_just_its_beginning() {
        let mut world = World::default();
        add(&mut world, 0, EventKind::SudoCommand, "budi", "/bin/ls");
        add(&mut world, 10, EventKind::SudoCommand, "budi", "/bin/ls");
        assert_eq!(acts(&world), vec![]);
    }

    #[test]
    fn the_worst_act_names_the_finding_and_more_acts_weigh_more() {
        let mut world = World::default();
        add(&mut world, 0, EventKind::SudoRefused, "tamu", "/bin/bash");
        let one = world.with(|input| detect(input)[0].score);
        add(&mut world, 9, EventKind::SudoRefused, "tamu", "/bin/sh");
        add(&mut world, 20, EventKind::GroupAdded, "tamu", "sudo");
        assert_eq!(acts(&world), vec![act("tamu", "group_added")]);
        let three = world.with(|input| detect(input)[0].score);
        assert!(0.5 < one && one < three && three < 1.0, "{one} {three}");
    }

    #[test]
    fn one_wrong_password_for_su_is_typing_three_are_not() {
        let mut world = World::default();
        add(&mut world, 0, EventKind::SuFailed, "budi", "root");
        assert_eq!(acts(&world), vec![]);
        add(&mut world, 5, EventKind::SuFailed, "budi", "root");
        add(&mut world, 9, EventKind::SuFailed, "budi", "root");
        assert_eq!(acts(&world), vec![act("budi", "su_failed")]);
    }
}
