//! Somebody takes rights that are not theirs.

use std::fmt::Display;

use crate::entry::What;
use crate::scene::Scene;

const WANTED: [&str; 6] = [
    "/usr/bin/cat /etc/shadow",
    "/bin/bash",
    "/usr/bin/vi /etc/sudoers",
    "/usr/bin/su -",
    "/usr/sbin/useradd -o -u 0 sistem",
    "/usr/bin/chmod u+s /bin/dash",
];

/// Wrong passwords and refusals at sudo and su, until rights are won, or not.
pub(super) fn guessing(scene: &mut Scene<'_>) {
    let (user, tty) = (scene.person().name, scene.chance.between(0, 6));
    for _ in 0..scene.chance.between(5, 16) {
        let command = scene.chance.pick(&WANTED);
        let slots: [(_, &dyn Display); 4] = [
            ("user", &user),
            ("tty", &tty),
            ("command", &command),
            ("target", &"root"),
        ];
        let what = match scene.chance.between(0, 10) {
            0..5 => What::SudoFailed,
            5..7 => What::SudoRefused,
            _ => What::SuFailed,
        };
        scene.say(what, &slots);
        scene.wait_s(3, 60);
    }
    if scene.chance.percent(40) {
        scene.say(
            What::SuOk,
            &[("user", &user), ("target", &"root"), ("tty", &tty)],
        );
        scene.wait_s(3, 30);
        let process_id = scene.chance.between(2_000, 60_000);
        scene.say(
            What::Ran,
            &[
                ("user", &"root"),
                ("process_id", &process_id),
                ("command", &"cat /etc/shadow"),
            ],
        );
    }
}

/// An account is made or raised, given a password, and used at once.
pub(super) fn new_rights(scene: &mut Scene<'_>) {
    let user = scene.person().name;
    let target = scene
        .chance
        .pick(&["sistem", "svc-update", "ftp2", "backup1", "operator"]);
    let tty = scene.chance.between(0, 6);
    let command = scene.chance.pick(&WANTED);
    scene.say(
        What::SudoCommand,
        &[("user", &user), ("tty", &tty), ("command", &command)],
    );
    scene.wait_s(2, 30);
    let slots: [(_, &dyn Display); 3] = [("user", &user), ("target", &target), ("group", &"sudo")];
    if scene.chance.percent(45) {
        scene.say(What::UidZero, &slots);
    } else {
        scene.say(What::UserAdded, &slots);
        scene.say(What::GroupAdded, &slots);
    }
    scene.wait_s(2, 20);
    scene.say(What::PasswordChanged, &slots);
    scene.wait_s(5, 200);
    let (ip, port) = (scene.stranger(), scene.port());
    let slots: [(_, &dyn Display); 3] = [("user", &target), ("ip", &ip), ("port", &port)];
    scene.say(What::SignInOk, &slots);
    scene.say(What::SessionOpened, &slots);
    for _ in 0..scene.chance.between(2, 7) {
        scene.wait_s(3, 60);
        let command = scene.chance.pick(&WANTED);
        scene.say(
            What::SudoCommand,
            &[("user", &target), ("tty", &tty), ("command", &command)],
        );
    }
    scene.say(What::SessionClosed, &slots);
}

/// What rights stand on is changed: set-user-id bits, sudoers, pam, keys.
pub(super) fn tampering(scene: &mut Scene<'_>) {
    let user = scene.person().name;
    let deeds = [
        ("chmod u+s /usr/local/bin/vim", "/usr/local/bin/vim"),
        (
            "cp /bin/dash /var/tmp/.d && chmod 4755 /var/tmp/.d",
            "/var/tmp/.d",
        ),
        ("sed -i s/ALL/NOPASSWD/ /etc/sudoers", "/etc/sudoers"),
        (
            "cp pam_unix.so /lib/security/pam_unix.so",
            "/lib/security/pam_unix.so",
        ),
        (
            "tee -a /root/.ssh/authorized_keys",
            "/root/.ssh/authorized_keys",
        ),
        ("find / -perm -4000 -type f", "/tmp/.list"),
    ];
    for _ in 0..scene.chance.between(3, 9) {
        let (command, path) = scene.chance.pick(&deeds);
        let process_id = scene.chance.between(2_000, 60_000);
        scene.say(
            What::Ran,
            &[
                ("user", &user),
                ("process_id", &process_id),
                ("command", &command),
            ],
        );
        scene.wait_s(1, 20);
        scene.say(What::FileChanged, &[("path", &path), ("user", &user)]);
        scene.wait_s(4, 120);
    }
}
