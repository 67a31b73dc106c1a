#![no_main]

use std::sync::OnceLock;

use jejak_core::formats::{Format, Layout};
use jejak_core::windows::Scores;
use jejak_core::{finish, plan, FileInput, Reader};
use libfuzzer_sys::fuzz_target;

static FORMAT: OnceLock<Format> = OnceLock::new();

fn format() -> Format {
    *FORMAT.get_or_init(|| {
        let target = jejak_fuzz::target("format");
        let found = Format::ALL.into_iter().find(|it| it.spec().id == target);
        found.unwrap_or_else(|| panic!("{target} is no format"))
    })
}

fuzz_target!(init: { format(); }, |data: &[u8]| {
    let facts = jejak_fuzz::facts(data.len());
    let mut plan = plan(&[data], &facts, &jejak_fuzz::choices());
    plan.refusal = None;
    plan.container = jejak_core::plan::Container::Plain;
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.lines().take(100).collect();
    plan.layout = Layout::of(format(), &lines);
    if plan.layout.format.wraps() {
        plan.layout.inner = Some(Format::Json);
    }
    let mut reader = Reader::new(&plan);
    let mut state = reader.read(data, 0);
    reader.close(&mut state);
    let input = FileInput { plan: &plan, state: &state, notices: &[] };
    finish(&[input], &Scores::default());
});
