//! Visitors of a web site: people, programs, crawlers, and staff.

use crate::cast;
use crate::clock::SECOND_US;
use crate::entry::Request;
use crate::scene::Scene;
use crate::spec::Wording;

pub(crate) const AGENTS: [&str; 5] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:134.0) Gecko/20100101 Firefox/134.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15",
];

const CRAWLER: &str = "Mozilla/5.0 (compatible; CrawlBot/2.1; +http://crawl.example/bot)";
const MONITOR: &str = "monitor/1.4";
const CLIENT: &str = "python-requests/2.32.3";

/// Pages of the two sites: a shop for training, an office portal held out.
const PAGES: [[&str; 10]; 2] = [
    [
        "/",
        "/products",
        "/products/17",
        "/products/204",
        "/cart",
        "/search?q=kopi",
        "/about",
        "/blog",
        "/blog/2026/02/panen",
        "/contact",
    ],
    [
        "/beranda",
        "/berita",
        "/berita/41",
        "/layanan",
        "/layanan/surat",
        "/cari?kata=izin",
        "/profil",
        "/galeri",
        "/galeri/7",
        "/kontak",
    ],
];

const ASSETS: [[&str; 5]; 2] = [
    [
        "/static/app.css",
        "/static/app.js",
        "/static/logo.svg",
        "/img/kopi.webp",
        "/favicon.ico",
    ],
    [
        "/aset/gaya.css",
        "/aset/utama.js",
        "/aset/lambang.png",
        "/berkas/peta.jpg",
        "/favicon.png",
    ],
];

/// Sign-in page, private page, interface of programs, page of administrators, of one's own documents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub(crate) sign_in: &'static str,
    pub(crate) own: &'static str,
    pub(crate) interface: &'static str,
    pub(crate) admin: &'static str,
    pub(crate) documents: &'static str,
    pub(crate) upload: &'static str,
}

const SITES: [Site; 2] = [
    Site {
        sign_in: "/login",
        own: "/account",
        interface: "/api/v1/stock",
        admin: "/admin",
        documents: "/invoices",
        upload: "/uploads",
    },
    Site {
        sign_in: "/masuk",
        own: "/akun",
        interface: "/layanan/data.json",
        admin: "/kelola",
        documents: "/dokumen",
        upload: "/unggahan",
    },
];

fn set_of(scene: &Scene<'_>) -> usize {
    usize::from(scene.cast.wording == Wording::HeldOut)
}

pub(crate) fn site(scene: &Scene<'_>) -> Site {
    let [shop, portal] = SITES;
    if set_of(scene) == 0 { shop } else { portal }
}

/// A page that everybody sees.
pub(crate) fn home_page(scene: &mut Scene<'_>) -> &'static str {
    let [shop, portal] = &PAGES;
    let pages = if set_of(scene) == 0 { shop } else { portal };
    scene.chance.pick(pages)
}

fn asset(scene: &mut Scene<'_>) -> &'static str {
    let [shop, portal] = &ASSETS;
    let assets = if set_of(scene) == 0 { shop } else { portal };
    scene.chance.pick(assets)
}

/// One visitor, as they are seen by the server.
pub(crate) struct Visitor {
    pub(crate) client: String,
    pub(crate) user: String,
    pub(crate) agent: &'static str,
    /// The page they came from.
    pub(crate) referer: String,
}

impl Visitor {
    pub(crate) fn new(client: String, agent: &'static str) -> Self {
        Self {
            client,
            user: String::new(),
            agent,
            referer: String::new(),
        }
    }

    pub(crate) fn asks(
        &self,
        scene: &mut Scene<'_>,
        method: &'static str,
        target: &str,
        status: u16,
        bytes: u64,
    ) {
        scene.request(Request {
            client: self.client.clone(),
            user: self.user.clone(),
            method,
            target: target.to_owned(),
            status,
            // What is not modified is not sent again.
            bytes: if status == 304 { 0 } else { bytes },
            referer: self.referer.clone(),
            agent: self.agent,
        });
    }
}

pub(super) fn play(scene: &mut Scene<'_>) {
    match scene.chance.between(0, 100) {
        0..58 => browse(scene),
        58..70 => signed_in(scene),
        70..80 => program(scene),
        80..86 => crawl(scene),
        86..90 => watched(scene),
        90..94 => staff(scene),
        94..97 => hiccup(scene),
        _ => stray(scene),
    }
}

fn somebody(scene: &mut Scene<'_>) -> Visitor {
    let client = if scene.chance.percent(20) {
        scene.person().address.clone()
    } else {
        cast::external(&mut scene.chance)
    };
    Visitor::new(client, scene.chance.pick(&AGENTS))
}

fn look_at(scene: &mut Scene<'_>, visitor: &mut Visitor) {
    let page = home_page(scene);
    let bytes = scene.chance.spread(1_500, 60_000);
    let status = match scene.chance.between(0, 100) {
        0..3 => 404,
        3..9 => 304,
        _ => 200,
    };
    visitor.asks(scene, "GET", page, status, bytes);
    visitor.referer = format!("https://kantor.example{page}");
    for _ in 0..scene.chance.between(0, 5) {
        let (asset, bytes) = (asset(scene), scene.chance.spread(400, 200_000));
        let status = if scene.chance.percent(40) { 304 } else { 200 };
        visitor.asks(scene, "GET", asset, status, bytes);
    }
}

fn browse(scene: &mut Scene<'_>) {
    let mut visitor = somebody(scene);
    for _ in 0..scene.chance.spread(1, 12) {
        look_at(scene, &mut visitor);
        scene.wait_s(2, 180);
    }
}

/// Signs in (sometimes at the second or third try), reads what is theirs.
fn signed_in(scene: &mut Scene<'_>) {
    let (mut visitor, site) = (somebody(scene), site(scene));
    visitor.asks(scene, "GET", site.sign_in, 200, 3_120);
    for _ in 0..scene.chance.between(0, 8).saturating_sub(5) {
        scene.wait_s(4, 30);
        visitor.asks(scene, "POST", site.sign_in, 401, 1_204);
    }
    scene.wait_s(4, 30);
    visitor.asks(scene, "POST", site.sign_in, 302, 0);
    visitor.user = scene.person().name.to_owned();
    for _ in 0..scene.chance.spread(2, 10) {
        let bytes = scene.chance.spread(2_000, 90_000);
        match scene.chance.between(0, 10) {
            0..4 => visitor.asks(scene, "GET", site.own, 200, bytes),
            4..6 => {
                let target = format!("{}/{}", site.documents, scene.chance.between(100, 9_999));
                let status = if scene.chance.percent(4) { 403 } else { 200 };
                visitor.asks(scene, "GET", &target, status, bytes * 8);
            }
            6 => visitor.asks(scene, "POST", site.upload, 201, 180),
            _ => look_at(scene, &mut visitor),
        }
        scene.wait_s(2, 240);
    }
}

/// Another program that asks evenly.
fn program(scene: &mut Scene<'_>) {
    let (client, site) = (scene.person().address.clone(), site(scene));
    let visitor = Visitor::new(client, CLIENT);
    for _ in 0..scene.chance.between(4, 16) {
        let bytes = scene.chance.between(900, 9_000);
        let status = if scene.chance.percent(2) { 429 } else { 200 };
        visitor.asks(scene, "GET", site.interface, status, bytes);
        scene.at_us += 20 * SECOND_US;
    }
}

/// Walks from page to page, and meets old links.
fn crawl(scene: &mut Scene<'_>) {
    let visitor = Visitor::new(cast::external(&mut scene.chance), CRAWLER);
    visitor.asks(scene, "GET", "/robots.txt", 200, 68);
    for _ in 0..scene.chance.between(5, 25) {
        scene.wait_s(1, 20);
        let bytes = scene.chance.spread(1_500, 60_000);
        if scene.chance.percent(18) {
            let target = format!("/old/{}.html", scene.chance.between(1, 900));
            visitor.asks(scene, "GET", &target, 404, 512);
        } else {
            let page = home_page(scene);
            visitor.asks(scene, "GET", page, 200, bytes);
        }
    }
}

fn watched(scene: &mut Scene<'_>) {
    let visitor = Visitor::new("10.20.0.250".to_owned(), MONITOR);
    for _ in 0..scene.chance.between(4, 12) {
        visitor.asks(scene, "GET", "/health", 200, 2);
        scene.at_us += 60 * SECOND_US;
    }
}

/// Staff at the pages of administrators; a large export is ordinary for them.
fn staff(scene: &mut Scene<'_>) {
    let (who, site) = (scene.admin(), site(scene));
    let mut visitor = Visitor::new(who.address.clone(), scene.chance.pick(&AGENTS));
    visitor.user = who.name.to_owned();
    for _ in 0..scene.chance.between(3, 14) {
        let bytes = scene.chance.spread(3_000, 50_000);
        match scene.chance.between(0, 12) {
            0 => {
                let target = format!("{}/export.csv", site.admin);
                visitor.asks(scene, "GET", &target, 200, bytes * 100);
            }
            1 => {
                let target = format!("{}/users/{}/role", site.admin, scene.chance.between(3, 90));
                visitor.asks(scene, "POST", &target, 302, 0);
            }
            2..8 => visitor.asks(scene, "GET", site.admin, 200, bytes),
            _ => {
                let target = format!("{}/orders", site.admin);
                visitor.asks(scene, "GET", &target, 200, bytes);
            }
        }
        scene.wait_s(3, 200);
    }
}

/// The server is away for a moment.
fn hiccup(scene: &mut Scene<'_>) {
    let mut visitor = somebody(scene);
    for _ in 0..scene.chance.between(1, 4) {
        let page = home_page(scene);
        let status = scene.chance.pick(&[500, 502, 503]);
        visitor.asks(scene, "GET", page, status, 166);
        scene.wait_s(1, 12);
    }
    look_at(scene, &mut visitor);
}

/// A stranger asks for one or two things that are not here, and goes.
fn stray(scene: &mut Scene<'_>) {
    let visitor = Visitor::new(
        cast::external(&mut scene.chance),
        scene.chance.pick(&AGENTS),
    );
    for _ in 0..scene.chance.between(1, 3) {
        let target =
            scene
                .chance
                .pick(&["/wp-login.php", "/.env", "/admin.php", "/feed", "/ads.txt"]);
        visitor.asks(scene, "GET", target, 404, 196);
        scene.wait_s(1, 60);
    }
}
