//! People at work: sessions, mistyped and forgotten passwords, rights used as they should be.

use crate::cast::Person;
use crate::entry::What;
use crate::scene::Scene;

pub(crate) const COMMANDS: [&str; 12] = [
    "/usr/bin/systemctl restart nginx",
    "/usr/bin/apt update",
    "/usr/bin/tail -n 100 /var/log/syslog",
    "/usr/bin/less /var/log/auth.log",
    "/usr/bin/vi /etc/nginx/nginx.conf",
    "/usr/bin/docker ps",
    "/usr/bin/journalctl -u shop",
    "/usr/bin/du -sh /srv",
    "/usr/sbin/ufw status",
    "/usr/bin/chown www-data /srv/shop/upload",
    "/usr/bin/cp /srv/shop/config.toml /root/",
    "/usr/bin/crontab -l",
];

const RUN: [&str; 8] = [
    "git pull",
    "ls -la /srv/shop",
    "grep -r timeout /etc/nginx",
    "curl -s http://10.20.0.9/health",
    "python3 report.py --month 2",
    "rsync -a /srv/shop/ files:/srv/shop/",
    "tar czf /tmp/report.tar.gz report",
    "ssh db-1 uptime",
];

/// Signs in (sometimes at the second try), works, signs out.
pub(super) fn session(scene: &mut Scene<'_>) {
    let who = scene.person();
    let port = scene.port();
    let n_mistyped = match scene.chance.between(0, 100) {
        0..88 => 0,
        88..97 => 1,
        _ => 2,
    };
    mistype(scene, who, port, n_mistyped);
    arrive(scene, who, port);
    let n_steps = scene.chance.spread(1, 14);
    for _ in 0..n_steps {
        scene.wait_s(3, 600);
        step(scene, who);
    }
    scene.wait_s(5, 1_800);
    leave(scene, who, port);
}

fn mistype(scene: &mut Scene<'_>, who: &Person, port: u64, n: u64) {
    for _ in 0..n {
        let what = What::SignInFailed;
        scene.say(
            what,
            &[("user", &who.name), ("ip", &who.address), ("port", &port)],
        );
        scene.wait_s(2, 15);
    }
}

fn arrive(scene: &mut Scene<'_>, who: &Person, port: u64) {
    let by = if who.is_admin || scene.chance.percent(25) {
        What::SignInKey
    } else {
        What::SignInOk
    };
    let slots: [(_, &dyn std::fmt::Display); 3] =
        [("user", &who.name), ("ip", &who.address), ("port", &port)];
    scene.say(by, &slots);
    scene.say(What::SessionOpened, &slots);
}

fn leave(scene: &mut Scene<'_>, who: &Person, port: u64) {
    let slots: [(_, &dyn std::fmt::Display); 3] =
        [("user", &who.name), ("ip", &who.address), ("port", &port)];
    scene.say(What::Disconnected, &slots);
    scene.say(What::SessionClosed, &slots);
}

fn step(scene: &mut Scene<'_>, who: &Person) {
    let tty = scene.chance.between(0, 6);
    match scene.chance.between(0, 10) {
        0..3 if who.is_admin => {
            if scene.chance.percent(6) {
                let command = scene.chance.pick(&COMMANDS);
                let slots: [(_, &dyn std::fmt::Display); 3] =
                    [("user", &who.name), ("tty", &tty), ("command", &command)];
                scene.say(What::SudoFailed, &slots);
                scene.wait_s(2, 10);
            }
            sudo(scene, who, tty);
        }
        0..4 => {
            let n = scene.chance.between(1, 200);
            let path = format!("/home/{}/notes-{n}.txt", who.name);
            scene.say(What::FileChanged, &[("path", &path), ("user", &who.name)]);
        }
        _ => {
            let command = scene.chance.pick(&RUN);
            let process_id = scene.chance.between(2_000, 60_000);
            scene.say(
                What::Ran,
                &[
                    ("user", &who.name),
                    ("process_id", &process_id),
                    ("command", &command),
                ],
            );
        }
    }
}

fn sudo(scene: &mut Scene<'_>, who: &Person, tty: u64) {
    let command = scene.chance.pick(&COMMANDS);
    scene.say(
        What::SudoCommand,
        &[("user", &who.name), ("tty", &tty), ("command", &command)],
    );
}

/// Some failures over minutes, a new password, then in.
pub(super) fn forgotten_password(scene: &mut Scene<'_>) {
    let who = scene.person();
    let port = scene.port();
    for _ in 0..scene.chance.between(3, 7) {
        mistype(scene, who, port, 1);
        scene.wait_s(8, 120);
    }
    if scene.chance.percent(60) {
        scene.wait_s(120, 1_500);
        scene.say(What::PasswordChanged, &[("target", &who.name)]);
        scene.wait_s(30, 300);
    }
    arrive(scene, who, port);
    scene.wait_s(60, 3_000);
    leave(scene, who, port);
}

/// An administrator at work, now and then after hours.
pub(super) fn administration(scene: &mut Scene<'_>) {
    let who = scene.admin();
    let port = scene.port();
    arrive(scene, who, port);
    let tty = scene.chance.between(0, 6);
    for _ in 0..scene.chance.between(3, 12) {
        scene.wait_s(5, 240);
        sudo(scene, who, tty);
    }
    if scene.chance.percent(30) {
        scene.say(
            What::SuOk,
            &[("user", &who.name), ("target", &"root"), ("tty", &tty)],
        );
        scene.wait_s(60, 900);
    }
    leave(scene, who, port);
}

/// A colleague is given an account, and sometimes rights: the same lines as an attacker's.
pub(super) fn new_colleague(scene: &mut Scene<'_>) {
    let (who, target) = (scene.admin(), scene.person().name);
    let (port, tty) = (scene.port(), 0_u64);
    arrive(scene, who, port);
    scene.wait_s(10, 120);
    sudo(scene, who, tty);
    scene.say(What::UserAdded, &[("user", &who.name), ("target", &target)]);
    let group = scene
        .chance
        .pick(&["staff", "kasir", "docker", "sudo", "audio"]);
    scene.say(
        What::GroupAdded,
        &[("user", &who.name), ("target", &target), ("group", &group)],
    );
    scene.wait_s(2, 20);
    scene.say(What::PasswordChanged, &[("target", &target)]);
    scene.wait_s(60, 600);
    leave(scene, who, port);
}

/// A script with an old password tries every half hour, and nobody looks.
pub(super) fn stale_script(scene: &mut Scene<'_>) {
    let address = scene.person().address.clone();
    for _ in 0..scene.chance.between(4, 14) {
        scene.new_process();
        let port = scene.port();
        scene.say(
            What::SignInFailed,
            &[("user", &"report"), ("ip", &address), ("port", &port)],
        );
        scene.at_us += 1_800 * crate::clock::SECOND_US;
    }
}

/// Monday morning behind one address: several people, some of them mistype.
pub(super) fn shared_office(scene: &mut Scene<'_>) {
    let address = scene.person().address.clone();
    for _ in 0..scene.chance.between(4, 9) {
        scene.new_process();
        let name = scene.person().name;
        let who = Person {
            name,
            address: address.clone(),
            is_admin: false,
        };
        let port = scene.port();
        let n = u64::from(scene.chance.percent(35));
        mistype(scene, &who, port, n);
        arrive(scene, &who, port);
        scene.wait_s(10, 150);
    }
}
