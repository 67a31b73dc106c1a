#![no_main]

use std::sync::OnceLock;

use jejak_core::archive::{self, Kind};
use jejak_core::plan;
use libfuzzer_sys::fuzz_target;

static KIND: OnceLock<Kind> = OnceLock::new();

fn kind() -> Kind {
    *KIND.get_or_init(|| match jejak_fuzz::target("archive").as_str() {
        "tar" => Kind::Tar,
        "zip" => Kind::Zip,
        other => panic!("{other} is no archive"),
    })
}

fuzz_target!(init: { kind(); }, |data: &[u8]| {
    let listing = archive::list(&data, kind(), 100).expect("a slice can be read");
    assert!(listing.members.len() <= 100);
    let _ = listing.notices();
    for member in &listing.members {
        let range = member.range.start as usize..member.range.end as usize;
        let bytes = [&*member.head, &data[range], &*member.tail].concat();
        assert_eq!(bytes.len() as u64, member.n_bytes());
        let facts = jejak_fuzz::facts(bytes.len());
        plan(&[&bytes], &facts, &jejak_fuzz::choices());
    }
});
