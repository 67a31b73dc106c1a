//! Connections that nobody here wanted.

use crate::cast;
use crate::clock::SECOND_US;
use crate::entry::What;
use crate::scene::Scene;

fn own_address(scene: &Scene<'_>) -> String {
    format!("10.20.0.{}", scene.host + 10)
}

/// One address knocks at port after port.
pub(super) fn scan(scene: &mut Scene<'_>) {
    let ip = scene.stranger();
    let slowest_ms = scene.chance.spread(100, 20_000);
    for _ in 0..scene.chance.spread(20, 140) {
        let dst = format!("10.20.0.{}", scene.chance.between(10, 18));
        let (port, dport) = (scene.port(), scene.chance.between(1, 10_000));
        if scene.chance.percent(92) {
            scene.say(
                What::Blocked,
                &[
                    ("ip", &ip),
                    ("dst", &dst),
                    ("port", &port),
                    ("dport", &dport),
                ],
            );
        } else {
            scene.say(What::Probed, &[("ip", &ip), ("port", &port)]);
        }
        scene.wait_ms(10, slowest_ms);
    }
}

/// Files are gathered, packed and sent to a place that is not the backup's.
pub(super) fn exfiltration(scene: &mut Scene<'_>) {
    let (ip, dst) = (own_address(scene), cast::external(&mut scene.chance));
    scene.acts(&ip);
    let user = scene.person().name;
    for command in [
        "tar czf /tmp/.c.tgz /srv/files",
        "split -b 200m /tmp/.c.tgz /tmp/.c.",
    ] {
        let process_id = scene.chance.between(2_000, 60_000);
        scene.say(
            What::Ran,
            &[
                ("user", &user),
                ("process_id", &process_id),
                ("command", &command),
            ],
        );
        scene.wait_s(20, 200);
    }
    for _ in 0..scene.chance.between(6, 26) {
        let kib = scene.chance.between(120_000, 600_000);
        let dport = scene.chance.pick(&[443, 22, 8443]);
        scene.say(
            What::SentOut,
            &[("ip", &ip), ("dst", &dst), ("dport", &dport), ("kib", &kib)],
        );
        scene.wait_s(15, 200);
    }
}

/// A small connection to one place at even steps, or names that are not names.
pub(super) fn beacon(scene: &mut Scene<'_>) {
    let (ip, dst) = (own_address(scene), cast::external(&mut scene.chance));
    scene.acts(&ip);
    let every_s = scene.chance.pick(&[30, 60, 120, 300]);
    let is_by_names = scene.chance.percent(40);
    for _ in 0..scene.chance.between(12, 50) {
        let (port, kib) = (scene.port(), scene.chance.between(1, 4));
        if is_by_names {
            let name = format!("{:016x}.sync.example", scene.chance.next());
            scene.say(
                What::NameAsked,
                &[("name", &name), ("ip", &ip), ("port", &port)],
            );
        } else {
            scene.say(
                What::ConnectionOpened,
                &[
                    ("ip", &ip),
                    ("dst", &dst),
                    ("port", &port),
                    ("dport", &8443),
                    ("process", &"updater"),
                ],
            );
            scene.say(
                What::ConnectionClosed,
                &[
                    ("ip", &ip),
                    ("dst", &dst),
                    ("port", &port),
                    ("dport", &8443),
                    ("kib", &kib),
                ],
            );
        }
        let jitter_us = scene.chance.between(0, 2_000_000) as i64;
        scene.at_us += every_s * SECOND_US + jitter_us;
    }
}
