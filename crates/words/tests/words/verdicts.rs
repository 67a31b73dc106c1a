//! The sentence over the overview, for typical analyses.

use jejak_protocol::{
    Certainty, EntityKind, FactKey as F, FactValue as V, Incident, IncidentKind as K, Notice,
    NoticeKind, Severity,
};
use jejak_words::{Lang, Reader, verdict};

use crate::build::{With, analysis, at, incident, wib};

fn guess(source: &str) -> Incident {
    incident(K::BruteForce, 50, 60)
        .say(F::Source, source)
        .n(F::Failures, 50)
}

fn takeover(source: &str, seconds: i64) -> Incident {
    incident(K::AccountTakeover, 50, seconds)
        .say(F::Source, source)
        .say(F::User, "elastic")
        .fact(F::SucceededAt, V::Time(at(seconds)))
}

fn check(incidents: Vec<Incident>, en: &str, id: &str) {
    let zone = wib();
    let it = analysis(incidents, 1_204);
    assert_eq!(verdict(&it, Reader::new(Lang::En, &zone)), en);
    assert_eq!(verdict(&it, Reader::new(Lang::Id, &zone)), id);
}

#[test]
fn guessing_is_told_with_its_success() {
    let many = || -> Vec<_> { (1..=10).map(|n| guess(&format!("203.0.113.{n}"))).collect() };
    let mut one_in = many();
    one_in.insert(0, takeover("198.51.100.9", 240));
    check(
        one_in,
        "Password guessing from 11 addresses; one of them got in as elastic at 09:14.",
        "Tebak sandi dari 11 alamat; satu di antaranya berhasil masuk sebagai elastic pukul 09:14.",
    );
    check(
        vec![takeover("198.51.100.9", 240).n(F::Sources, 9)],
        "Password guessing from 9 addresses; one of them got in as elastic at 09:14.",
        "Tebak sandi dari 9 alamat; satu di antaranya berhasil masuk sebagai elastic pukul 09:14.",
    );
    let mut two_in = many();
    two_in.insert(0, takeover("203.0.113.1", 240));
    two_in.insert(1, takeover("203.0.113.2", 120));
    check(
        two_in,
        "Password guessing from 10 addresses; 2 of them got in, the first at 09:12.",
        "Tebak sandi dari 10 alamat; 2 di antaranya berhasil masuk, yang pertama pukul 09:12.",
    );
    check(
        many(),
        "Password guessing from 10 addresses; none of them was seen to get in.",
        "Tebak sandi dari 10 alamat; tidak satu pun terlihat berhasil masuk.",
    );
    check(
        vec![takeover("203.0.113.1", 240), guess("203.0.113.1")],
        "Password guessing from 203.0.113.1; it got in as elastic at 09:14.",
        "Tebak sandi dari 203.0.113.1; alamat itu berhasil masuk sebagai elastic pukul 09:14.",
    );
}

#[test]
fn two_topics_share_the_sentence() {
    let alice = incident(K::PrivilegeEscalation, 1, 0)
        .say(F::User, "alice")
        .say(F::Act, "group_added")
        .say(F::Group, "docker");
    let attack = incident(K::WebAttack, 24, 60)
        .say(F::Source, "192.0.2.44")
        .n(F::Answered, 3);
    check(
        vec![alice, attack],
        "alice was added to the group docker; attack requests to the web server from 192.0.2.44, 3 of them answered with success.",
        "alice ditambahkan ke grup docker; permintaan serangan ke server web dari 192.0.2.44, 3 di antaranya dijawab berhasil.",
    );
    let mut unsure = incident(K::BruteForce, 30, 60).entity(EntityKind::Service, "Auth");
    unsure.certainty = Certainty::NotSure;
    check(
        vec![unsure],
        "Possibly password guessing against Auth; nobody was seen to get in.",
        "Mungkin tebak sandi terhadap Auth; tidak ada yang terlihat berhasil masuk.",
    );
}

#[test]
fn only_our_own_words_get_a_capital() {
    check(
        vec![guess("a").say(F::User, "pass").say(F::Service, "t")],
        "Password guessing from a; it was not seen to get in.",
        "Tebak sandi dari a; alamat itu tidak terlihat berhasil masuk.",
    );
    check(
        vec![
            incident(K::SystemError, 4, 60)
                .say(F::Service, "nginx")
                .n(F::Restarts, 4),
        ],
        "nginx keeps restarting.",
        "nginx terus mulai ulang.",
    );
}

#[test]
fn minor_things_stay_minor() {
    let mut new = incident(K::NewTemplate, 1, 0);
    new.severity = Severity::Info;
    let mut errors = incident(K::SystemError, 30, 60).say(F::Service, "payment");
    errors.severity = Severity::Low;
    check(
        vec![errors, new.clone(), new],
        "Nothing serious: 30 errors in payment; 2 kinds of records not seen before.",
        "Tidak ada yang serius: 30 galat di payment; 2 jenis catatan yang belum pernah ada.",
    );
}

#[test]
fn nothing_found_says_in_how_much() {
    check(
        vec![],
        "Nothing stands out in 1,204 lines.",
        "Tidak ada yang mencolok dalam 1.204 baris.",
    );
    let zone = wib();
    let en = Reader::new(Lang::En, &zone);
    let mut foreign = analysis(vec![], 1_204);
    foreign.n_misfits = 800;
    assert_eq!(
        verdict(&foreign, en),
        "Nothing stands out, but 800 of 1,204 lines were not understood."
    );
    let mut timeless = analysis(vec![], 1_204);
    timeless.range = None;
    assert!(verdict(&timeless, en).contains("without times"));
    let mut stopped = analysis(vec![], 1_204);
    stopped.notices.push(Notice {
        kind: NoticeKind::Cancelled,
        count: 5_000,
    });
    assert!(verdict(&stopped, en).contains("before you stopped"));
}

#[test]
fn nothing_read_says_why() {
    let zone = wib();
    let mut it = analysis(vec![], 0);
    it.files[0].notices.push(Notice {
        kind: NoticeKind::BinaryFile,
        count: 0,
    });
    assert_eq!(
        verdict(&it, Reader::new(Lang::En, &zone)),
        "Nothing could be read. The file is not text, so it was not read."
    );
    it.files.clear();
    assert_eq!(
        verdict(&it, Reader::new(Lang::Id, &zone)),
        "Tidak ada yang dapat dibaca."
    );
}

#[test]
fn every_kind_alone_has_a_verdict() {
    let zone = wib();
    for kind in K::ALL {
        for n in [1, 3] {
            let it = analysis(vec![incident(kind, 0, 0); n], 10);
            for lang in Lang::ALL {
                let text = verdict(&it, Reader::new(lang, &zone));
                assert!(text.ends_with('.') && text.len() > 10, "{text}");
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                assert!(
                    text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()),
                    "{text}"
                );
            }
        }
    }
}
