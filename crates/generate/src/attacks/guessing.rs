//! Passwords are guessed: fast, across accounts, or slowly; sometimes with success.

use std::fmt::Display;

use crate::cast::GUESSED;
use crate::entry::What;
use crate::scene::Scene;

fn try_once(scene: &mut Scene<'_>, user: &str, is_known: bool, ip: &str) {
    let port = scene.port();
    let what = if is_known {
        What::SignInFailed
    } else {
        What::SignInUnknown
    };
    scene.say(what, &[("user", &user), ("ip", &ip), ("port", &port)]);
}

/// A name that is tried, and whether it exists.
fn target(scene: &mut Scene<'_>) -> (&'static str, bool) {
    if scene.chance.percent(35) {
        (scene.person().name, true)
    } else {
        let name = scene.chance.pick(&GUESSED);
        (name, name == "root")
    }
}

/// Many tries from one address within minutes.
pub(super) fn burst(scene: &mut Scene<'_>) {
    let ip = scene.stranger();
    let n_names = scene.chance.between(1, 5);
    let names: Vec<_> = (0..n_names).map(|_| target(scene)).collect();
    let slowest_ms = scene.chance.spread(600, 9_000);
    for i in 0..scene.chance.spread(14, 120) {
        let (name, is_known) = scene.chance.pick(&names);
        try_once(scene, name, is_known, &ip);
        if i % 6 == 5 {
            let port = scene.port();
            let slots: [(_, &dyn Display); 3] = [("user", &name), ("ip", &ip), ("port", &port)];
            scene.say(What::TooManyFailures, &slots);
            scene.new_process();
        }
        scene.wait_ms(200, slowest_ms);
    }
    if scene.chance.percent(20) {
        get_in(scene, &ip);
    }
}

/// A few passwords for every account, from one address or some.
pub(super) fn spraying(scene: &mut Scene<'_>) {
    let ips: Vec<String> = (0..scene.chance.between(1, 4))
        .map(|_| scene.stranger())
        .collect();
    for _ in 0..scene.chance.between(1, 3) {
        for i in 0..scene.chance.between(12, 40) {
            let (name, is_known) = match scene.cast.people.get(i as usize) {
                Some(who) => (who.name, true),
                None => target(scene),
            };
            let ip = scene.chance.one_of(&ips).clone();
            try_once(scene, name, is_known, &ip);
            scene.new_process();
            scene.wait_s(2, 70);
        }
        scene.wait_s(300, 2_400);
    }
    if scene.chance.percent(20) {
        let ip = scene.chance.one_of(&ips).clone();
        get_in(scene, &ip);
    }
}

/// One try every few minutes, for hours, so that no burst is seen.
pub(super) fn slow(scene: &mut Scene<'_>) {
    let ip = scene.stranger();
    for _ in 0..scene.chance.between(14, 46) {
        let (name, is_known) = target(scene);
        try_once(scene, name, is_known, &ip);
        scene.new_process();
        scene.wait_s(130, 1_100);
    }
    if scene.chance.percent(10) {
        get_in(scene, &ip);
    }
}

/// A guess was right: signs in and looks around.
fn get_in(scene: &mut Scene<'_>, ip: &str) {
    let (name, port) = (scene.person().name, scene.port());
    let slots: [(_, &dyn Display); 3] = [("user", &name), ("ip", &ip), ("port", &port)];
    scene.say(What::SignInOk, &slots);
    scene.say(What::SessionOpened, &slots);
    for command in [
        "id",
        "uname -a",
        "cat /etc/passwd",
        "ls -la /srv",
        "ss -tlnp",
    ] {
        let process_id = scene.chance.between(2_000, 60_000);
        scene.wait_s(1, 40);
        scene.say(
            What::Ran,
            &[
                ("user", &name),
                ("process_id", &process_id),
                ("command", &command),
            ],
        );
    }
}
