//! Machines in trouble, without anybody's doing.

use crate::entry::What;
use crate::ordinary::machines::UNITS;
use crate::ordinary::services::PATHS;
use crate::scene::Scene;

/// Memory or disk runs out: warnings grow, then things fail.
pub(super) fn exhaustion(scene: &mut Scene<'_>) {
    let unit = scene.chance.pick(&UNITS);
    let is_memory = scene.chance.percent(50);
    for percent in [84_u64, 88, 91, 94, 97] {
        let n = scene.chance.between(1, 4_000);
        if is_memory {
            scene.say(
                What::MemoryLow,
                &[("process", &unit), ("percent", &percent)],
            );
            scene.say(What::LoadHigh, &[("percent", &percent), ("n", &n)]);
        } else {
            scene.say(What::DiskHigh, &[("percent", &percent), ("path", &"/var")]);
        }
        scene.wait_s(40, 400);
    }
    for n in 1..=scene.chance.between(4, 18) {
        let process_id = scene.chance.between(2_000, 60_000);
        if is_memory {
            scene.say(
                What::OutOfMemory,
                &[
                    ("process", &unit),
                    ("process_id", &process_id),
                    ("percent", &99),
                ],
            );
            scene.say(What::UnitFailed, &[("unit", &unit)]);
            scene.say(
                What::UnitRestart,
                &[("unit", &unit), ("n", &n), ("process_id", &process_id)],
            );
        } else {
            scene.say(
                What::DiskFull,
                &[("path", &"/var/lib/postgresql/base/16384/2619")],
            );
            scene.say(What::JobFailed, &[("job", &"report"), ("n", &process_id)]);
        }
        scene.wait_s(4, 90);
    }
}

/// A program ends and is started again, over and over.
pub(super) fn crash_loop(scene: &mut Scene<'_>) {
    let unit = scene.chance.pick(&UNITS);
    for n in 1..=scene.chance.between(5, 20) {
        let process_id = scene.chance.between(2_000, 60_000);
        if scene.chance.percent(50) {
            scene.say(
                What::Crashed,
                &[("process", &unit), ("process_id", &process_id)],
            );
        }
        scene.say(What::UnitFailed, &[("unit", &unit)]);
        scene.wait_ms(100, 4_000);
        scene.say(
            What::UnitRestart,
            &[("unit", &unit), ("n", &n), ("process_id", &process_id)],
        );
        scene.say(What::UnitStarted, &[("unit", &unit)]);
        scene.wait_s(2, 60);
    }
}

/// What everything needs is away: database, disk, or all its connections.
pub(super) fn outage(scene: &mut Scene<'_>) {
    let kind = scene.chance.between(0, 3);
    for n in 1..=scene.chance.spread(10, 60) {
        let path = scene.chance.pick(&PATHS);
        let (ms, sector) = (
            scene.chance.between(3_000, 30_000),
            scene.chance.between(1, 9_999_999),
        );
        match kind {
            0 => scene.say(What::DatabaseAway, &[("n", &n)]),
            1 => scene.say(What::TooManyConnections, &[("n", &(100 + n))]),
            _ => scene.say(What::DiskFault, &[("n", &sector)]),
        }
        if scene.chance.percent(60) {
            scene.say(What::ServeFailed, &[("path", &path), ("ms", &ms)]);
        }
        scene.wait_ms(300, 20_000);
    }
}
