//! Facts are often missing: every sentence must hold without any of them.

use jejak_protocol::{Incident, IncidentKind, Zone};
use jejak_words::{Lang, Reader, facts, next_steps, sentence, title};

use crate::build::{incident, wib};
use crate::sentences::typical;

fn check(what: &str, it: &Incident) {
    let zone = wib();
    for lang in Lang::ALL {
        let reader = Reader::new(lang, &zone);
        let texts = [title(it, lang), sentence(it, reader)];
        assert!(!texts[0].ends_with('.'), "{what}: {}", texts[0]);
        assert!(texts[1].ends_with('.'), "{what}: {}", texts[1]);
        for text in &texts {
            check_joints(what, text);
        }
        let steps = next_steps(it, lang);
        assert!((2..=7).contains(&steps.len()), "{what}: {steps:?}");
        for text in texts.iter().chain(&steps) {
            assert!(!text.trim().is_empty(), "{what}: empty");
            assert_eq!(text.trim(), text, "{what}");
            assert!(!text.contains(['{', '}']), "{what}: placeholder in {text}");
        }
        for fact in facts(it, reader) {
            let is_whole = !fact.label.is_empty() && !fact.value.is_empty();
            assert!(is_whole, "{what}: {fact:?}");
        }
    }
}

/// Traces of a piece that is missing where two others meet.
fn check_joints(what: &str, text: &str) {
    for wrong in ["  ", " ,", " .", ",,", "..", "::", " :", " ;", "()", "“”"] {
        // Addresses of IPv6 have a double colon of their own.
        let is_address = wrong == "::" && text.contains("db8::");
        assert!(
            is_address || !text.contains(wrong),
            "{what}: `{wrong}` in {text}"
        );
    }
}

#[test]
fn no_facts_at_all() {
    for kind in IncidentKind::ALL {
        for count in [0, 1, 2, 500] {
            let mut it = incident(kind, count, 90);
            check("bare", &it);
            it.range = None;
            it.technique = None;
            it.shares.clear();
            check("bare, no time", &it);
        }
    }
}

#[test]
fn each_fact_missing_in_turn() {
    for (name, whole) in typical() {
        check(name, &whole);
        for key in whole.facts.keys() {
            let mut it = whole.clone();
            it.facts.remove(key);
            check(name, &it);
            it.entities.clear();
            it.range = None;
            check(name, &it);
        }
    }
}

#[test]
fn every_kind_has_a_typical_case() {
    for kind in IncidentKind::ALL {
        assert!(typical().iter().any(|(_, it)| it.kind == kind), "{kind:?}");
    }
}

#[test]
fn titles_do_not_depend_on_the_zone() {
    for (_, it) in typical() {
        let far = Zone::fixed("far", -43_200);
        let _ = sentence(&it, Reader::new(Lang::En, &far));
        assert!(!title(&it, Lang::En).contains("Dec"));
    }
}
