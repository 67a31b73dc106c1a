use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::*;
use crate::plan::Container;

const LINES: &[u8] = b"Jan  4 10:15:23 web-1 sshd[7]: Invalid user rina from 192.0.2.7\n";
const MTIME_S: u64 = 1_767_521_723;

fn tarball(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mtime(MTIME_S);
        header.set_mode(0o644);
        builder
            .append_data(&mut header, name, *bytes)
            .expect("a vector takes all");
    }
    builder.into_inner().expect("a vector takes all")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn zipped(members: &[(&str, CompressionMethod, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, method, data) in members {
        let (mut entry, config) = archive
            .new_file(*name)
            .compression_method(*method)
            .start()
            .expect("the name is fine");
        let packed = match *method {
            CompressionMethod::DEFLATE => deflated(data),
            _ => data.to_vec(),
        };
        entry.write_all(&packed).expect("a vector takes all");
        let mut sums = config.wrap(std::io::sink());
        sums.write_all(data).expect("a sink takes all");
        let (_, output) = sums.finish().expect("a sink takes all");
        entry.finish(output).expect("a vector takes all");
    }
    archive.finish().expect("a vector takes all");
    bytes
}

fn listed(bytes: &[u8]) -> Listing {
    let kind = Kind::of(bytes).expect("it is an archive");
    list(&bytes, kind, 100).expect("a slice can be read")
}

/// What a member's bytes are, unpacked.
fn text_of(archive: &[u8], member: &Member) -> (Vec<u8>, crate::unpack::End) {
    let range = member.range.start as usize..member.range.end as usize;
    let bytes = [&*member.head, &archive[range], &*member.tail].concat();
    assert_eq!(bytes.len() as u64, member.n_bytes());
    let (container, text, end) = Container::of(&bytes, 1 << 20).expect("few layers");
    let is_packed = member.head == zip::GZIP_HEAD;
    assert!(!is_packed || container != Container::Plain);
    (text, end)
}

fn kinds(listing: &Listing) -> Vec<NoticeKind> {
    listing.notices().iter().map(|notice| notice.kind).collect()
}

#[test]
fn a_tarball_shows_its_files_where_they_stand() {
    let long = format!("var/log/{}/auth.log", "a-long-folder/".repeat(20));
    let packed = gzip(LINES);
    let bytes = tarball(&[
        ("./var/log/auth.log", LINES),
        (&long, LINES),
        ("var/log/auth.log.1.gz", &packed),
        ("empty.log", b""),
        ("__MACOSX/._auth.log", b"x"),
    ]);
    let listing = listed(&bytes);
    let names: Vec<_> = listing.members.iter().map(|it| it.name.as_str()).collect();
    let expected = [
        "var/log/auth.log",
        &long,
        "var/log/auth.log.1.gz",
        "empty.log",
    ];
    assert_eq!(names, expected);
    for member in listing.members.iter().take(3) {
        assert_eq!(text_of(&bytes, member).0, LINES, "{}", member.name);
        assert_eq!(member.modified_ms, Some(MTIME_S as i64 * 1000));
    }
    assert_eq!(listing.members[3].n_bytes(), 0);
    assert_eq!(kinds(&listing), [NoticeKind::Archive]);
}

#[test]
fn a_cut_tarball_shows_what_is_left() {
    let bytes = tarball(&[("a.log", &LINES.repeat(20)), ("b.log", &LINES.repeat(20))]);
    let start_of_b = 512 + (LINES.len() * 20).next_multiple_of(512);
    for n_left in 512..bytes.len() {
        let cut = &bytes[..n_left];
        let listing = listed(cut);
        let n_files = if n_left >= start_of_b + 512 { 2 } else { 1 };
        assert_eq!(listing.members.len(), n_files, "{n_left}");
        let is_whole = n_left >= start_of_b + 512 + LINES.len() * 20;
        // Between two files, a cut cannot be seen.
        let is_between = (512 + LINES.len() * 20..=start_of_b).contains(&n_left);
        if !is_between {
            assert_eq!(listing.is_damaged, !is_whole, "{n_left}");
        }
        for member in &listing.members {
            let (text, _) = text_of(cut, member);
            assert!(LINES.repeat(20).starts_with(&text));
        }
    }
}

#[test]
fn a_header_that_is_no_header_ends_a_tarball() {
    let mut bytes = tarball(&[("a.log", LINES), ("b.log", LINES)]);
    bytes[1024] ^= 1;
    let listing = listed(&bytes);
    assert_eq!(listing.members.len(), 1);
    assert_eq!(
        kinds(&listing),
        [NoticeKind::Archive, NoticeKind::ArchiveDamaged]
    );
    assert_eq!(Kind::of(&bytes[1024..]), None);
    assert_eq!(Kind::of(&[0; 1024]), None);
    assert_eq!(Kind::of(&LINES.repeat(20)), None);
}

#[test]
fn sizes_past_the_end_are_cut() {
    let mut bytes = tarball(&[("a.log", LINES)]);
    let mut header = ::tar::Header::from_byte_slice(&bytes[..512]).clone();
    header.set_size(u64::MAX >> 1);
    header.set_cksum();
    bytes[..512].copy_from_slice(header.as_bytes());
    let listing = listed(&bytes);
    assert_eq!(listing.members[0].range, 512..bytes.len() as u64);
    assert!(listing.is_damaged);
}

#[test]
fn a_zip_shows_its_files_stored_and_deflated() {
    let many = LINES.repeat(1000);
    let bytes = zipped(&[
        ("logs/stored.log", CompressionMethod::STORE, LINES),
        ("logs\\deflated.log", CompressionMethod::DEFLATE, &many),
        ("rare.log", CompressionMethod::LZMA, LINES),
    ]);
    let listing = listed(&bytes);
    let [stored, packed, rare] = listing.members.as_slice() else {
        panic!("{listing:?}");
    };
    assert_eq!(stored.name, "logs/stored.log");
    assert_eq!(text_of(&bytes, stored).0, LINES);
    assert_eq!(packed.name, "logs/deflated.log");
    let unpacked = text_of(&bytes, packed);
    assert_eq!(unpacked, (many, crate::unpack::End::Complete));
    assert_eq!(rare.problem, Some(NoticeKind::UnknownPacking));
    assert_eq!(kinds(&listing), [NoticeKind::Archive]);
}

#[test]
fn a_zip_without_its_directory_still_shows_its_files() {
    let many = LINES.repeat(5000);
    let bytes = zipped(&[
        ("a.log", CompressionMethod::DEFLATE, &many),
        ("b.log", CompressionMethod::STORE, &many),
        ("c.log", CompressionMethod::DEFLATE, &many),
    ]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    let listing = listed(&bytes[..directory]);
    assert_eq!(listing.members.len(), 3);
    for member in &listing.members {
        assert_eq!(text_of(&bytes, member).0, many, "{}", member.name);
    }
    assert_eq!(
        kinds(&listing),
        [NoticeKind::Archive, NoticeKind::ArchiveDamaged]
    );
    // Cut within the last: what is there of it is there.
    let cut = &bytes[..directory - 200];
    let listing = listed(cut);
    assert_eq!(listing.members.len(), 3);
    let (text, end) = text_of(cut, &listing.members[2]);
    assert!(!text.is_empty() && many.starts_with(&text));
    assert_eq!(end, crate::unpack::End::Truncated);
}

#[test]
fn encrypted_files_are_told_by_name() {
    let mut bytes = zipped(&[
        ("a.log", CompressionMethod::STORE, LINES),
        ("b.log", CompressionMethod::STORE, LINES),
    ]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    bytes[directory + 8] |= 1;
    let problems: Vec<_> = listed(&bytes).members.iter().map(|it| it.problem).collect();
    assert_eq!(problems, [Some(NoticeKind::Encrypted), None]);
}

#[test]
fn files_that_share_bytes_are_left_out() {
    let bytes = zipped(&[
        ("a.log", CompressionMethod::STORE, LINES),
        ("b.log", CompressionMethod::STORE, LINES),
    ]);
    let mut first = true;
    let entries: Vec<_> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
    let mut bytes = bytes;
    for at in entries {
        if !std::mem::replace(&mut first, false) {
            bytes[at + 42..at + 46].fill(0); // both begin at the first's header
        }
    }
    let listing = listed(&bytes);
    assert_eq!(listing.members.len(), 1);
    assert!(listing.is_damaged);
}

#[test]
fn documents_and_programs_are_no_archives_of_logs() {
    let bytes = zipped(&[("[Content_Types].xml", CompressionMethod::STORE, b"<x/>")]);
    assert!(listed(&bytes).is_document);
    assert!(listed(b"PK\x05\x06").members.is_empty());
}

#[test]
fn no_more_members_than_asked_for() {
    let names: Vec<_> = (0..10).map(|i| format!("{i}.log")).collect();
    let members: Vec<_> = names.iter().map(|name| (name.as_str(), LINES)).collect();
    let bytes = tarball(&members);
    let listing = list(&bytes.as_slice(), Kind::Tar, 4).expect("a slice can be read");
    assert_eq!(listing.members.len(), 4);
    assert!(kinds(&listing).contains(&NoticeKind::FilesLeftOut));
}

proptest::proptest! {
    #[test]
    fn nothing_in_an_archive_stops_it(
        seed in 0_usize..3,
        changes in proptest::collection::vec((0_usize..4096, proptest::num::u8::ANY), 0..12),
        n_left in 0_usize..8192,
    ) {
        let mut bytes = match seed {
            0 => tarball(&[("a.log", LINES), ("b.log", &gzip(LINES))]),
            1 => zipped(&[("a.log", CompressionMethod::DEFLATE, LINES), ("b.log", CompressionMethod::STORE, LINES)]),
            _ => tarball(&[(&"long/".repeat(60), LINES)]),
        };
        for (at, byte) in changes {
            let n = bytes.len();
            bytes[at % n] = byte;
        }
        bytes.truncate(n_left);
        for kind in [Kind::Tar, Kind::Zip] {
            let listing = list(&bytes.as_slice(), kind, 100).expect("a slice can be read");
            for member in &listing.members {
                let range = &member.range;
                proptest::prop_assert!(range.start <= range.end && range.end <= bytes.len() as u64);
            }
        }
    }
}

#[test]
fn what_is_unpacked_is_taken_from_what_all_archives_may_have() {
    let mut budget = Budget::new(10);
    assert_eq!([4, 4, 4, 4].map(|n| budget.take(n)), [4, 4, 2, 0]);
    assert_eq!(Budget::default().take(usize::MAX), MAX_COPY_BYTES as usize);
}
