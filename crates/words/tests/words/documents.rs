//! The documents name what the code names: kinds, values of facts, fields of the report.

use std::path::Path;

use jejak_protocol::{EntityKind, IncidentKind as K, Severity};
use jejak_words::report::{Options, json, no_lines};
use jejak_words::{Lang, Reader, names};
use serde_json::Value;

use crate::build::{With, analysis, incident, wib};

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    std::fs::read_to_string(path).expect("the document can be read")
}

fn wire_name(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        other => panic!("not a name: {other:?}"),
    }
}

#[test]
fn the_glossary_has_every_kind_in_both_languages() {
    let glossary = document("glossary.md");
    for kind in K::ALL {
        let [en, id] = Lang::ALL.map(|lang| names::kind_name(kind, lang));
        let row = format!("| `{}` | {en} | {id} |", wire_name(kind));
        assert!(glossary.contains(&row), "missing: {row}");
    }
    for severity in Severity::ALL {
        let [en, id] = Lang::ALL.map(|lang| names::severity_name(severity, lang).to_lowercase());
        let is_there = glossary.contains(&format!("{en} ({id})")) || en == id;
        assert!(is_there, "missing: {en} ({id})");
    }
}

#[test]
fn values_of_facts_in_the_glossary_have_names() {
    let glossary = document("glossary.md");
    let section = |from: &str| {
        let start = glossary.find(from).expect("the section is there");
        let rest = &glossary[start + from.len()..];
        rest[..rest.find("\n##").unwrap_or(rest.len())].to_owned()
    };
    let quoted = |text: &str| -> Vec<String> {
        text.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let acts = quoted(&section("values of the fact `act`"));
    assert_eq!(acts.len(), 6);
    let classes = quoted(&section("values of the fact `attack_class`"));
    assert_eq!(classes.len(), 7);
    let units = quoted(&section("values of the fact `measure_unit`"));
    let deviations = quoted(&section("values of the fact `deviation`"));
    assert_eq!(deviations.len(), 8);
    for lang in Lang::ALL {
        for deviation in &deviations {
            assert!(
                !names::deviation_name(deviation, lang).contains('_'),
                "{deviation}"
            );
        }
        for act in &acts {
            assert!(names::act_name(act, lang).is_some(), "{act}");
        }
        for class in &classes {
            assert!(names::attack_class_name(class, lang).is_some(), "{class}");
        }
        for unit in units.iter().filter(|unit| *unit != "interval") {
            assert!(!names::unit_name(unit, lang).contains('_'), "{unit}");
        }
    }
}

#[test]
fn the_schema_names_every_field() {
    let schema = document("report.md");
    let zone = wib();
    let options = Options {
        reader: Reader::new(Lang::En, &zone),
        line_at: &no_lines,
    };
    let it = incident(K::BruteForce, 5, 60).entity(EntityKind::User, "root");
    let report: Value = serde_json::from_str(&json::json(&analysis(vec![it], 9), &options))
        .expect("the report is JSON");
    assert!(schema.contains(json::SCHEMA));
    let parts = [
        &report,
        &report["totals"],
        &report["incidents"][0],
        &report["files"][0],
    ];
    for part in parts {
        let fields = part.as_object().expect("the part is an object");
        for field in fields.keys() {
            let is_there = [format!("`{field}`"), format!("`{field}[]`")]
                .iter()
                .any(|name| schema.contains(name));
            assert!(is_there, "report.md does not name `{field}`");
        }
    }
    for kind in K::ALL {
        assert!(
            schema.contains(&format!("`{}`", wire_name(kind))),
            "{kind:?}"
        );
    }
}
