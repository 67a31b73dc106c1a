use super::*;
use crate::detectors::testing::World;

fn packet(world: &mut World, at_s: i64, kind: EventKind, source: &str, target: &str) {
    let source = world.entity(EntityKind::SourceAddress, source);
    let object = world.entity(EntityKind::Destination, target);
    let host = world.entity(EntityKind::Host, "gerbang");
    let event = world.event(at_s, kind);
    (event.source, event.object, event.host) = (source, object, host);
}

fn signs(world: &World) -> Vec<(String, String)> {
    world.with(|input| {
        detect(input)
            .into_iter()
            .map(|finding| (finding.aspect, finding.entities[0].value.clone()))
            .collect()
    })
}

fn one(sign: &str, who: &str) -> Vec<(String, String)> {
    vec![(sign.to_owned(), who.to_owned())]
}

#[test]
fn many_ports_are_a_scan_and_a_few_are_noise() {
    let mut world = World::default();
    for port in 0..14 {
        packet(
            &mut world,
            port,
            EventKind::Blocked,
            "203.0.113.9",
            &format!("192.0.2.10:{port}"),
        );
    }
    assert_eq!(signs(&world), vec![]);
    packet(
        &mut world,
        20,
        EventKind::Blocked,
        "203.0.113.9",
        "192.0.2.10:8080",
    );
    assert_eq!(signs(&world), one("port_scan", "203.0.113.9"));
}

#[test]
fn one_port_of_many_hosts_is_a_sweep() {
    let mut world = World::default();
    for host in 0..30 {
        packet(
            &mut world,
            host,
            EventKind::Blocked,
            "203.0.113.9",
            &format!("192.0.2.{host}:23"),
        );
    }
    assert_eq!(signs(&world), one("host_sweep", "203.0.113.9"));
}

#[test]
fn the_usual_knocking_is_no_flood() {
    let mut world = World::default();
    for nth in 0..2_000 {
        let source = format!("203.0.113.{}", nth % 200);
        packet(
            &mut world,
            nth * 30,
            EventKind::Blocked,
            &source,
            "192.0.2.10:23",
        );
    }
    assert_eq!(signs(&world), vec![]);
    for nth in 0..600 {
        let source = format!("198.51.100.{}", nth % 200);
        packet(
            &mut world,
            30_000 + nth / 2,
            EventKind::Blocked,
            &source,
            "192.0.2.10:80",
        );
    }
    assert_eq!(signs(&world), one("firewall_flood", "gerbang"));
}

#[test]
fn a_late_and_rare_address_among_few_known_ones() {
    let mut world = World::default();
    for nth in 0..60 {
        packet(
            &mut world,
            nth * 60,
            EventKind::Outbound,
            "192.0.2.10",
            "198.51.100.1:443",
        );
    }
    assert_eq!(signs(&world), vec![]);
    packet(
        &mut world,
        3_000,
        EventKind::Outbound,
        "192.0.2.10",
        "203.0.113.66:4444",
    );
    assert_eq!(signs(&world), one("rare_outbound", "203.0.113.66"));
    for nth in 0..9 {
        packet(
            &mut world,
            3_100,
            EventKind::Outbound,
            "192.0.2.10",
            &format!("203.0.113.{nth}:443"),
        );
    }
    assert_eq!(signs(&world), vec![], "new addresses are usual here");
}

#[test]
fn much_for_one_is_told_and_a_site_of_large_files_is_not() {
    let mut world = World::default();
    let send = |world: &mut World, at_s, to: &str, mib: u32| {
        packet(world, at_s, EventKind::Transfer, to, "");
        world.events.last_mut().expect("just pushed").weight = mib << 10;
    };
    for nth in 0..20 {
        send(&mut world, nth * 500, &format!("198.51.100.{nth}"), 10);
    }
    send(&mut world, 9_000, "203.0.113.9", 3_000);
    assert_eq!(signs(&world), one("outbound_volume", "203.0.113.9"));
    for nth in 0..20 {
        send(&mut world, nth * 500, &format!("198.51.100.{nth}"), 2_000);
    }
    assert_eq!(signs(&world), vec![]);
}
