use super::*;
use crate::detectors::input::Request;
use crate::detectors::testing::World;
use crate::events::web::detail_of;
use jejak_protocol::{EntityKind, FactValue, FileId};

const A: &str = "203.0.113.9";

fn request(
    world: &mut World,
    at_s: i64,
    source: &str,
    path: &str,
    class: Option<AttackClass>,
    status: u16,
) {
    let source = world.entity(EntityKind::SourceAddress, source);
    let object = world.entity(EntityKind::Path, path);
    let kind = match class {
        Some(_) => EventKind::WebAttack,
        None => EventKind::WebClientError,
    };
    let event = world.event(at_s, kind);
    (event.source, event.object) = (source, object);
    event.detail = detail_of(class, status);
}

fn kinds(world: &World) -> Vec<(IncidentKind, String, u64)> {
    world.with(|input| {
        detect(input)
            .into_iter()
            .map(|finding| (finding.kind, finding.aspect, finding.count))
            .collect()
    })
}

#[test]
fn a_word_list_is_a_scan_and_a_broken_page_is_not() {
    let mut world = World::default();
    for nth in 0..60 {
        request(&mut world, nth, A, &format!("/{nth}.bak"), None, 404);
    }
    assert_eq!(
        kinds(&world),
        vec![(IncidentKind::WebScan, String::new(), 60)]
    );
    let mut broken = World::default();
    for nth in 0..60 {
        request(
            &mut broken,
            nth,
            A,
            &format!("/img/{}.png", nth % 6),
            None,
            404,
        );
    }
    assert_eq!(kinds(&broken), vec![]);
}

#[test]
fn a_crawler_that_meets_a_few_dead_links_is_no_scan() {
    let mut world = World::default();
    for nth in 0..25 {
        request(&mut world, nth * 20, A, &format!("/old/{nth}"), None, 404);
    }
    let source = world.entity(EntityKind::SourceAddress, A);
    world.entities[source.expect("made").idx()].n_records = 900;
    assert_eq!(kinds(&world), vec![]);
}

#[test]
fn attacks_are_told_by_class_and_a_campaign_once() {
    let mut world = World::default();
    request(&mut world, 0, A, "/item", Some(AttackClass::Sqli), 200);
    request(&mut world, 1, A, "/item", Some(AttackClass::Xss), 404);
    let attack = |class: &str, count| (IncidentKind::WebAttack, class.to_owned(), count);
    assert_eq!(kinds(&world), vec![attack("sqli", 1), attack("xss", 1)]);
    request(&mut world, 2, A, "/item", Some(AttackClass::Traversal), 404);
    request(&mut world, 3, A, "/item", Some(AttackClass::Xss), 404);
    request(
        &mut world,
        4,
        A,
        "/item",
        Some(AttackClass::CommandInjection),
        404,
    );
    assert_eq!(kinds(&world), vec![attack("xss", 5)]);
}

#[test]
fn many_who_send_the_same_little_are_one_finding() {
    let mut world = World::default();
    for nth in 0..30 {
        let source = format!("203.0.113.{nth}");
        request(
            &mut world,
            nth,
            &source,
            "/item",
            Some(AttackClass::Sqli),
            404,
        );
    }
    let told = (IncidentKind::WebAttack, "sqli from many".to_owned(), 30);
    assert_eq!(kinds(&world), vec![told]);
}

#[test]
fn a_known_scanner_is_part_of_its_scan() {
    let mut world = World::default();
    for nth in 0..60 {
        let class = (nth % 2 == 0).then_some(AttackClass::Scanner);
        request(&mut world, nth, A, &format!("/{nth}.bak"), class, 404);
    }
    let scan = (IncidentKind::WebScan, String::new(), 60);
    assert_eq!(kinds(&world), vec![scan]);
}

#[test]
fn what_was_answered_weighs_more() {
    let score = |status| {
        let mut world = World::default();
        request(&mut world, 0, A, "/item", Some(AttackClass::Sqli), status);
        world.with(|input| detect(input)[0].score)
    };
    assert!(score(200) > score(404));
}

#[test]
fn those_who_only_knock_are_one_finding() {
    let mut world = World::default();
    for nth in 0..40 {
        let source = format!("203.0.113.{nth}");
        request(
            &mut world,
            nth * 900,
            &source,
            "/.env",
            Some(AttackClass::Probe),
            404,
        );
    }
    assert_eq!(
        kinds(&world),
        vec![(IncidentKind::WebAttack, "knocks".to_owned(), 40)]
    );
    world.with(|input| {
        let facts = &detect(input)[0].facts;
        assert_eq!(facts[&FactKey::Sources], FactValue::Count(40));
    });
}

#[test]
fn one_door_is_nothing_and_several_are_probing() {
    let mut world = World::default();
    for (nth, path) in ["/wp-login.php", "/phpmyadmin/"].iter().enumerate() {
        request(
            &mut world,
            nth as i64,
            A,
            path,
            Some(AttackClass::Probe),
            404,
        );
    }
    for event in &mut world.events {
        event.kind = EventKind::WebClientError;
    }
    assert_eq!(kinds(&world), vec![]);
    request(
        &mut world,
        9,
        A,
        "/xmlrpc.php",
        Some(AttackClass::Probe),
        404,
    );
    if let Some(event) = world.events.last_mut() {
        event.kind = EventKind::WebClientError;
    }
    let probe = (IncidentKind::WebAttack, "probe".to_owned(), 3);
    assert_eq!(kinds(&world), vec![probe]);
}

#[test]
fn a_scan_takes_in_what_the_source_asked_meanwhile() {
    let mut world = World::default();
    for nth in 0..30 {
        request(&mut world, nth, A, "/item", Some(AttackClass::Sqli), 200);
    }
    let source = world.entity(EntityKind::SourceAddress, A).expect("named");
    for nth in 0..100 {
        world.requests.push(Request {
            source,
            time: Some(TimestampUs::from_seconds(nth * 60)),
            at: RecordRef {
                file: FileId(0),
                line: nth as u64,
            },
        });
    }
    let scan = (IncidentKind::WebScan, String::new(), 31);
    assert!(kinds(&world).contains(&scan));
}
