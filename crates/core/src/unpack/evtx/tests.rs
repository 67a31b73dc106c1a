//! A writer of event logs, as small as a reader needs, and what is read of what it wrote.

use super::*;
use crate::unpack::Layer;
use crate::unpack::testing::unpacked;

/// Writes a chunk: names and templates where they are first used, as Windows does.
struct Writer {
    chunk: Vec<u8>,
    names: Vec<(String, u32)>,
}

/// FILETIME of 2026-01-04T10:15:23.250000Z.
const TICKS: u64 = (1_767_521_723 + 11_644_473_600) * 10_000_000 + 2_500_000;

impl Writer {
    fn new() -> Self {
        let mut chunk = vec![0; FIRST_RECORD];
        chunk[..8].copy_from_slice(CHUNK_MAGIC);
        Self {
            chunk,
            names: Vec::new(),
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.chunk.extend_from_slice(bytes);
    }

    fn name(&mut self, name: &str) {
        if let Some((_, place)) = self.names.iter().find(|(known, _)| known == name) {
            let place = *place;
            return self.put(&place.to_le_bytes());
        }
        let place = self.chunk.len() as u32 + 4;
        self.names.push((name.to_owned(), place));
        self.put(&place.to_le_bytes());
        self.put(&[0; 6]);
        self.put(&(name.encode_utf16().count() as u16).to_le_bytes());
        self.put(&utf16(name));
        self.put(&[0, 0]);
    }

    /// An element that has attributes when `has_attributes`.
    fn open(&mut self, name: &str, has_attributes: bool) {
        self.put(&[
            if has_attributes { 0x41 } else { 0x01 },
            0xFF,
            0xFF,
            0,
            0,
            0,
            0,
        ]);
        self.name(name);
        if has_attributes {
            self.put(&[0; 4]);
        }
    }

    fn attribute(&mut self, name: &str) {
        self.put(&[0x06]);
        self.name(name);
    }

    fn text(&mut self, text: &str) {
        self.put(&[0x05, 0x01]);
        self.put(&(text.encode_utf16().count() as u16).to_le_bytes());
        self.put(&utf16(text));
    }

    fn substitution(&mut self, idx: u16, value_type: u8) {
        self.put(&[0x0E]);
        self.put(&idx.to_le_bytes());
        self.put(&[value_type]);
    }

    /// Wraps what `body` writes as a record.
    fn record(&mut self, number: u64, body: impl FnOnce(&mut Self)) {
        let start = self.chunk.len();
        self.put(&RECORD_MAGIC.to_le_bytes());
        self.put(&[0; 4]);
        self.put(&number.to_le_bytes());
        self.put(&TICKS.to_le_bytes());
        self.put(&[0x0F, 1, 1, 0]);
        body(self);
        self.put(&[0]);
        let n_bytes = (self.chunk.len() - start + RECORD_TAIL_BYTES) as u32;
        self.put(&n_bytes.to_le_bytes());
        self.chunk[start + 4..start + 8].copy_from_slice(&n_bytes.to_le_bytes());
    }

    /// A template whose body is written at its first use, and the values that fill it.
    fn template(
        &mut self,
        known: Option<u32>,
        body: impl FnOnce(&mut Self),
        values: &[(u8, Vec<u8>)],
    ) -> u32 {
        self.put(&[0x0C, 1, 7, 0, 0, 0]);
        let place = known.unwrap_or(self.chunk.len() as u32 + 4);
        self.put(&place.to_le_bytes());
        if known.is_none() {
            self.put(&[0; 20]);
            let at = self.chunk.len();
            self.put(&[0; 4]);
            self.put(&[0x0F, 1, 1, 0]);
            body(self);
            self.put(&[0]);
            let n_body = (self.chunk.len() - at - 4) as u32;
            self.chunk[at..at + 4].copy_from_slice(&n_body.to_le_bytes());
        }
        self.put(&(values.len() as u32).to_le_bytes());
        for (value_type, bytes) in values {
            self.put(&(bytes.len() as u16).to_le_bytes());
            self.put(&[*value_type, 0]);
        }
        for (_, bytes) in values {
            self.put(bytes);
        }
        place
    }

    /// The file of one chunk.
    fn file(mut self) -> Vec<u8> {
        let end = (self.chunk.len() as u32).to_le_bytes();
        self.chunk[0x30..0x34].copy_from_slice(&end);
        self.chunk.resize(CHUNK_BYTES, 0);
        let mut header = vec![0; FILE_HEADER_BYTES];
        header[..8].copy_from_slice(MAGIC);
        [header, self.chunk].concat()
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn string(text: &str) -> (u8, Vec<u8>) {
    (0x01, utf16(text))
}

/// A failed sign-in as the Security log has it.
fn sign_in(writer: &mut Writer) {
    writer.open("Event", false);
    writer.put(&[0x02]);
    writer.open("System", false);
    writer.put(&[0x02]);
    writer.open("Provider", true);
    writer.attribute("Name");
    writer.text("Microsoft-Windows-Security-Auditing");
    writer.put(&[0x03]);
    writer.open("EventID", false);
    writer.put(&[0x02]);
    writer.substitution(0, 0x06);
    writer.put(&[0x04]);
    writer.open("Level", false);
    writer.put(&[0x02]);
    writer.substitution(1, 0x04);
    writer.put(&[0x04]);
    writer.open("TimeCreated", true);
    writer.attribute("SystemTime");
    writer.substitution(2, 0x11);
    writer.put(&[0x03]);
    writer.open("Computer", false);
    writer.put(&[0x02]);
    writer.text("KASIR-1");
    writer.put(&[0x04]);
    writer.put(&[0x04]);
    writer.open("EventData", false);
    writer.put(&[0x02]);
    for (idx, name) in [
        (3, "TargetUserName"),
        (4, "IpAddress"),
        (5, "TargetUserSid"),
    ] {
        writer.open("Data", true);
        writer.attribute("Name");
        writer.text(name);
        writer.put(&[0x02]);
        writer.substitution(idx, 0x01);
        writer.put(&[0x04]);
    }
    writer.put(&[0x04, 0x04]);
}

fn values(user: &str, address: &str) -> Vec<(u8, Vec<u8>)> {
    let sid = [
        &[1, 2, 0, 0, 0, 0, 0, 5][..],
        &21_u32.to_le_bytes(),
        &500_u32.to_le_bytes(),
    ];
    vec![
        (0x06, 4625_u16.to_le_bytes().to_vec()),
        (0x04, vec![0]),
        (0x11, TICKS.to_le_bytes().to_vec()),
        string(user),
        string(address),
        (0x13, sid.concat()),
    ]
}

fn log() -> Vec<u8> {
    let mut writer = Writer::new();
    let mut template = 0;
    writer.record(7, |writer| {
        template = writer.template(None, sign_in, &values("rina", "192.0.2.7"));
    });
    writer.record(8, |writer| {
        writer.template(Some(template), |_| {}, &values("a \"b\"\nc", "192.0.2.8"));
    });
    writer.file()
}

fn line(number: u64, user: &str, address: &str) -> String {
    format!(
        "{{\"SystemTime\":\"2026-01-04T10:15:23.250000Z\",\"Level\":\"Information\",\"Computer\":\"KASIR-1\",\
        \"ProviderName\":\"Microsoft-Windows-Security-Auditing\",\"EventID\":\"4625\",\"EventRecordID\":\"{number}\",\
        \"TargetUserName\":\"{user}\",\"IpAddress\":\"{address}\",\"TargetUserSid\":\"S-1-5-21-500\"}}\n"
    )
}

fn unpack(bytes: &[u8], step: usize) -> (String, End) {
    unpacked(Layer::Evtx, bytes, step)
}

#[test]
fn events_are_lines_whatever_the_pieces() {
    let expected = line(7, "rina", "192.0.2.7") + &line(8, "a \\\"b\\\"\\nc", "192.0.2.8");
    let whole = log();
    for step in [1, 7, 4096, 65_536, 1 << 20] {
        let got = unpack(&whole, step);
        assert_eq!(
            (got.0.as_str(), got.1),
            (expected.as_str(), End::Complete),
            "{step}"
        );
    }
    // A chunk that was never written.
    let padded = [&*whole, &[0; CHUNK_BYTES]].concat();
    assert_eq!(unpack(&padded, 4096), (expected, End::Complete));
}

#[test]
fn a_cut_chunk_gives_its_whole_events() {
    let whole = log();
    let cut = &whole[..whole.len() - CHUNK_BYTES / 2];
    let (text, end) = unpack(cut, 4096);
    assert_eq!(
        text,
        line(7, "rina", "192.0.2.7") + &line(8, "a \\\"b\\\"\\nc", "192.0.2.8")
    );
    assert_eq!(end, End::Truncated);
}

#[test]
fn a_damaged_chunk_gives_what_came_before() {
    let mut bytes = log();
    let second = memchr::memmem::rfind(&bytes, &RECORD_MAGIC.to_le_bytes()).expect("two records");
    bytes[second] = 0;
    let (text, end) = unpack(&bytes, 4096);
    assert_eq!((text, end), (line(7, "rina", "192.0.2.7"), End::Damaged));
}

#[test]
fn values_of_all_types_are_told() {
    let ticks = TICKS.to_le_bytes().to_vec();
    let guid: Vec<u8> = (0..16).collect();
    for (value_type, bytes, expected) in [
        (0x00, vec![], None),
        (0x02, b"abc\0".to_vec(), Some("abc")),
        (0x03, vec![0xFF], Some("-1")),
        (0x07, (-2_i32).to_le_bytes().to_vec(), Some("-2")),
        (
            0x0A,
            u64::MAX.to_le_bytes().to_vec(),
            Some("18446744073709551615"),
        ),
        (0x0D, 1_u32.to_le_bytes().to_vec(), Some("true")),
        (0x0E, vec![0xAB, 1], Some("AB01")),
        (0x0F, guid, Some("{03020100-0504-0706-0809-0A0B0C0D0E0F}")),
        (0x11, ticks, Some("2026-01-04T10:15:23.250000Z")),
        (
            0x14,
            0xC000_006D_u32.to_le_bytes().to_vec(),
            Some("0xc000006d"),
        ),
        (0x81, utf16("a\0b\0"), Some("a, b")),
        (0x86, vec![1, 0, 2, 0], Some("1, 2")),
        (0x06, vec![1], None),
        (0x7F, vec![1], None),
    ] {
        let mut writer = Writer::new();
        writer.record(1, |writer| {
            let body = |writer: &mut Writer| {
                writer.open("EventData", false);
                writer.put(&[0x02]);
                writer.open("X", false);
                writer.put(&[0x02]);
                writer.substitution(0, value_type);
                writer.put(&[0x04, 0x04]);
            };
            writer.template(None, body, &[(value_type, bytes.clone())]);
        });
        let (text, end) = unpack(&writer.file(), 4096);
        let event: serde_json::Value = serde_json::from_str(&text).expect("one line");
        assert_eq!(
            event.get("X").and_then(|x| x.as_str()),
            expected,
            "{value_type:#x}"
        );
        assert_eq!(end, End::Complete);
    }
}

#[test]
fn what_refers_to_itself_ends() {
    let mut writer = Writer::new();
    writer.record(1, |writer| {
        let at = writer.chunk.len() as u32 + 10;
        writer.template(
            None,
            |writer| {
                for _ in 0..100 {
                    writer.template(Some(at), |_| {}, &[]);
                }
            },
            &[],
        );
    });
    let (text, _) = unpack(&writer.file(), 4096);
    assert_eq!(text.lines().count(), 1);
}

proptest::proptest! {
    #[test]
    fn no_bytes_stop_it(
        changes in proptest::collection::vec((0_usize..6000, proptest::num::u8::ANY), 0..30),
        n_left in 4000_usize..8000,
    ) {
        let mut bytes = log();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(n_left);
        unpack(&bytes, 1000);
    }
}
