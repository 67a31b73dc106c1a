//! Machines by themselves: clocks, upkeep, backups, and the knocking from outside.

use crate::cast;
use crate::clock;
use crate::entry::What;
use crate::scene::Scene;

pub(crate) const UNITS: [&str; 8] = [
    "nginx",
    "shop",
    "kasir",
    "postgresql",
    "redis",
    "postfix",
    "docker",
    "php-fpm",
];

const CRON: [&str; 7] = [
    "/usr/local/bin/rotate.sh",
    "cd / && run-parts --report /etc/cron.hourly",
    "/usr/bin/php /srv/shop/artisan schedule:run",
    "/usr/local/bin/sync-stock",
    "test -x /usr/sbin/anacron || run-parts /etc/cron.daily",
    "/usr/lib/sysstat/sa1 1 1",
    "/srv/kasir/bin/close-day",
];

const NAMES: [&str; 9] = [
    "deb.debian.org",
    "api.bank.example",
    "mx.kantor.example",
    "cdn.shop.example",
    "ntp.kantor.example",
    "updates.vendor.example",
    "www.pajak.example",
    "fonts.example",
    "repo.maven.example",
];

/// A clock runs its jobs, evenly, whatever the hour.
pub(super) fn cron(scene: &mut Scene<'_>) {
    let user = scene.chance.pick(&["root", "www-data", "kasir"]);
    let command = scene.chance.pick(&CRON);
    let minutes = scene.chance.pick(&[5, 15, 60]);
    for _ in 0..scene.chance.between(1, 7) {
        scene.new_process();
        scene.say(What::CronJob, &[("user", &user), ("command", &command)]);
        scene.at_us += minutes * 60 * clock::SECOND_US;
    }
}

pub(super) fn names_and_connections(scene: &mut Scene<'_>) {
    let ip = scene.person().address.clone();
    for _ in 0..scene.chance.between(2, 9) {
        let (name, port) = (scene.chance.pick(&NAMES), scene.port());
        scene.say(
            What::NameAsked,
            &[("name", &name), ("ip", &ip), ("port", &port)],
        );
        if scene.chance.percent(50) {
            let dst = cast::external(&mut scene.chance);
            flow(scene, &ip, &dst, 443, "firefox");
        }
        scene.wait_ms(200, 30_000);
    }
}

fn flow(scene: &mut Scene<'_>, ip: &str, dst: &str, dport: u64, process: &str) {
    let (port, kib) = (scene.port(), scene.chance.spread(2, 4_000));
    scene.say(
        What::ConnectionOpened,
        &[
            ("ip", &ip),
            ("dst", &dst),
            ("port", &port),
            ("dport", &dport),
            ("process", &process),
        ],
    );
    scene.wait_ms(100, 20_000);
    scene.say(
        What::ConnectionClosed,
        &[
            ("ip", &ip),
            ("dst", &dst),
            ("port", &port),
            ("dport", &dport),
            ("kib", &kib),
        ],
    );
}

/// Strangers knock at every address of the net: one packet, one try, and they are gone.
pub(super) fn noise_from_outside(scene: &mut Scene<'_>) {
    for _ in 0..scene.chance.between(1, 6) {
        let (ip, port) = (cast::external(&mut scene.chance), scene.port());
        let dport = scene.chance.pick(&[22, 23, 445, 3389, 8080, 5900, 1433]);
        match scene.chance.between(0, 10) {
            0..7 => {
                let dst = format!("10.20.0.{}", scene.host + 10);
                scene.say(
                    What::Blocked,
                    &[
                        ("ip", &ip),
                        ("dst", &dst),
                        ("port", &port),
                        ("dport", &dport),
                    ],
                );
            }
            7..9 => scene.say(What::Probed, &[("ip", &ip), ("port", &port)]),
            _ => {
                let user = scene.chance.pick(&cast::GUESSED);
                let slots: [(_, &dyn std::fmt::Display); 3] =
                    [("user", &user), ("ip", &ip), ("port", &port)];
                scene.say(What::SignInUnknown, &slots);
            }
        }
        scene.wait_s(4, 900);
    }
}

/// The watching host looks whether the door answers.
pub(super) fn monitoring(scene: &mut Scene<'_>) {
    for _ in 0..scene.chance.between(3, 9) {
        let port = scene.port();
        scene.say(What::Probed, &[("ip", &"10.20.0.250"), ("port", &port)]);
        scene.at_us += 300 * clock::SECOND_US;
    }
}

pub(super) fn restart(scene: &mut Scene<'_>) {
    let unit = scene.chance.pick(&UNITS);
    scene.say(What::UnitStopped, &[("unit", &unit)]);
    scene.wait_ms(300, 4_000);
    scene.say(What::UnitStarted, &[("unit", &unit)]);
}

pub(super) fn upgrade(scene: &mut Scene<'_>) {
    for _ in 0..scene.chance.between(3, 14) {
        let (unit, n) = (scene.chance.pick(&UNITS), scene.chance.between(2, 40));
        scene.say(What::PackageUpgraded, &[("unit", &unit), ("n", &n)]);
        scene.wait_ms(300, 9_000);
    }
    restart(scene);
}

/// Every night much is sent out, always to the same place.
pub(super) fn backup(scene: &mut Scene<'_>, n_days: u64) {
    scene.at_us = clock::at_night(&mut scene.chance, n_days);
    let (n, ip) = (
        scene.chance.between(10_000, 90_000),
        format!("10.20.0.{}", scene.host + 10),
    );
    scene.say(What::BackupStarted, &[("n", &n)]);
    for _ in 0..scene.chance.between(3, 12) {
        scene.wait_s(20, 240);
        let kib = scene.chance.between(200_000, 900_000);
        let dst = &scene.cast.backup_address;
        scene.say(
            What::SentOut,
            &[("ip", &ip), ("dst", dst), ("dport", &22), ("kib", &kib)],
        );
    }
    let ms = scene.chance.between(400_000, 2_000_000);
    scene.say(What::BackupDone, &[("n", &n), ("ms", &ms)]);
}

pub(super) fn scan_of_files(scene: &mut Scene<'_>) {
    for _ in 0..scene.chance.between(2, 8) {
        let path = format!("/srv/files/{}.pdf", scene.chance.between(100, 9_999));
        scene.say(What::FileScanned, &[("path", &path)]);
        scene.wait_ms(40, 3_000);
    }
}

/// Warnings that pass by themselves, and a program that fails once.
pub(super) fn warnings(scene: &mut Scene<'_>) {
    let (percent, n) = (scene.chance.between(81, 90), scene.chance.between(1, 4_000));
    let unit = scene.chance.pick(&UNITS);
    match scene.chance.between(0, 5) {
        0 => scene.say(What::DiskHigh, &[("percent", &percent), ("path", &"/var")]),
        1 => scene.say(What::LoadHigh, &[("percent", &(percent + 9)), ("n", &n)]),
        2 => scene.say(
            What::MemoryLow,
            &[("process", &unit), ("percent", &percent)],
        ),
        _ => {
            scene.say(What::UnitFailed, &[("unit", &unit)]);
            scene.wait_s(1, 6);
            scene.say(
                What::UnitRestart,
                &[("unit", &unit), ("n", &1), ("process_id", &n)],
            );
            scene.say(What::UnitStarted, &[("unit", &unit)]);
        }
    }
}

pub(super) fn upkeep(scene: &mut Scene<'_>) {
    if scene.chance.percent(85) {
        let ms = scene.chance.between(1, 900);
        scene.say(What::TimeSynced, &[("ms", &ms)]);
    } else {
        scene.say(What::CertificateRenewed, &[]);
    }
}
