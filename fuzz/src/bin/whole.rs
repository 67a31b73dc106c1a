#![no_main]

use std::sync::OnceLock;

use jejak_core::analyze::{analyze, Source};
use jejak_core::windows::Scores;
use jejak_core::{finish, plan, FileInput, Limits, Plan, Reader, State};
use jejak_protocol::Analysis;
use libfuzzer_sys::fuzz_target;

static IS_SPLIT: OnceLock<bool> = OnceLock::new();

fn is_split() -> bool {
    *IS_SPLIT.get_or_init(|| match jejak_fuzz::target("whole").as_str() {
        "plan" => false,
        "split" => true,
        other => panic!("{other} is no target"),
    })
}

fn analysis(plan: &Plan, mut state: State) -> Analysis {
    Reader::new(plan).close(&mut state);
    let input = FileInput {
        plan,
        state: &state,
        notices: &[],
    };
    finish(&[input], &Scores::default()).analysis
}

fuzz_target!(init: { is_split(); }, |data: &[u8]| {
    if !is_split() {
        let facts = jejak_fuzz::facts(data.len());
        let source = Source { facts: &facts, bytes: data };
        analyze(&[source], &jejak_fuzz::choices(), Limits::default());
        return;
    }
    let [a, b, text @ ..] = data else {
        return;
    };
    let facts = jejak_fuzz::facts(text.len());
    let mut plan = plan(&[text], &facts, &jejak_fuzz::choices());
    plan.refusal = None;
    plan.container = jejak_core::plan::Container::Plain;
    let (left, right) = text.split_at(usize::from(u16::from_le_bytes([*a, *b])) % (text.len() + 1));
    let mut state = Reader::new(&plan).read(left, 0);
    let behind = Reader::new(&plan).read(right, left.len() as u64);
    let behind = State::from_bytes(&behind.to_bytes().expect("a state can be written"));
    Reader::new(&plan).merge(&mut state, behind.expect("and read again"));
    let whole = Reader::new(&plan).read(text, 0);
    assert_eq!(analysis(&plan, state), analysis(&plan, whole));
});
