//! Applications, their database, their jobs and their mail.

use crate::entry::What;
use crate::scene::Scene;

pub(crate) const PATHS: [&str; 12] = [
    "/",
    "/cart",
    "/orders",
    "/orders/new",
    "/products",
    "/products/17",
    "/api/v1/stock",
    "/api/v1/prices",
    "/search",
    "/account",
    "/invoices",
    "/health",
];

const TABLES: [&str; 6] = [
    "orders",
    "customers",
    "stock",
    "invoices",
    "sessions",
    "prices",
];
const JOBS: [&str; 6] = [
    "invoice",
    "thumbnail",
    "report",
    "sync_stock",
    "newsletter",
    "cleanup",
];

/// A handful of requests, with what the database and the cache say of them.
pub(super) fn requests(scene: &mut Scene<'_>) {
    let user = scene.person().name;
    for _ in 0..scene.chance.spread(4, 40) {
        let path = scene.chance.pick(&PATHS);
        let ms = scene.chance.spread(2, 400);
        if scene.chance.percent(30) {
            query(scene);
        }
        if scene.chance.percent(10) {
            let ms = scene.chance.spread(1, 60);
            let n = scene.chance.between(1, 300);
            scene.say(
                What::CacheMissed,
                &[("path", &path), ("ms", &ms), ("n", &n)],
            );
        }
        let status = if scene.chance.percent(4) { 404 } else { 200 };
        let slots: [(_, &dyn std::fmt::Display); 4] = [
            ("path", &path),
            ("status", &status),
            ("ms", &ms),
            ("user", &user),
        ];
        if scene.chance.percent(2) {
            let ms = scene.chance.between(1_500, 6_000);
            scene.say(What::Slow, &[("path", &path), ("ms", &ms)]);
        } else {
            scene.say(What::Served, &slots);
        }
        scene.wait_ms(80, 20_000);
    }
}

fn query(scene: &mut Scene<'_>) {
    let table = scene.chance.pick(&TABLES);
    let (n, ms) = (scene.chance.spread(1, 9_000), scene.chance.spread(1, 90));
    if scene.chance.percent(3) {
        let ms = ms + 1_200;
        scene.say(
            What::SlowQuery,
            &[("table", &table), ("n", &n), ("ms", &ms)],
        );
    } else {
        scene.say(What::Query, &[("table", &table), ("n", &n), ("ms", &ms)]);
    }
}

/// Background jobs; now and then one fails and is done at the second try.
pub(super) fn jobs(scene: &mut Scene<'_>) {
    let job = scene.chance.pick(&JOBS);
    for _ in 0..scene.chance.between(1, 9) {
        let (n, ms) = (
            scene.chance.between(1_000, 99_999),
            scene.chance.spread(20, 9_000),
        );
        if scene.chance.percent(3) {
            scene.say(What::JobFailed, &[("job", &job), ("n", &n)]);
            scene.wait_s(30, 60);
        }
        scene.say(What::JobDone, &[("job", &job), ("n", &n), ("ms", &ms)]);
        scene.wait_ms(300, 40_000);
    }
}

pub(super) fn mail(scene: &mut Scene<'_>) {
    for _ in 0..scene.chance.between(1, 5) {
        let (n, ms) = (
            scene.chance.between(100_000, 999_999),
            scene.chance.between(1, 30),
        );
        let mail = format!("{}@kantor.example", scene.person().name);
        if scene.chance.percent(8) {
            scene.say(
                What::MailDeferred,
                &[("n", &n), ("mail", &mail), ("ms", &ms)],
            );
            scene.wait_s(200, 900);
        }
        scene.say(What::MailSent, &[("n", &n), ("mail", &mail), ("ms", &ms)]);
        scene.wait_s(1, 90);
    }
}

/// Something fails once or twice and is well again.
pub(super) fn hiccup(scene: &mut Scene<'_>) {
    let path = scene.chance.pick(&PATHS);
    for n in 1..=scene.chance.between(1, 4) {
        let ms = scene.chance.between(3_000, 30_000);
        if scene.chance.percent(40) {
            scene.say(What::DatabaseAway, &[("n", &n)]);
        } else {
            scene.say(What::ServeFailed, &[("path", &path), ("ms", &ms)]);
        }
        scene.wait_s(1, 8);
    }
    requests(scene);
}
