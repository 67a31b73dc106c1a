//! Whole, cut, damaged and hostile streams, in pieces of any size.

use std::io::Write as _;

use flate2::{Compression, GzBuilder, write::GzEncoder};

use super::super::MAX_BYTES;
use super::*;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// Pushes in pieces of `step` bytes; the text and how it ended.
fn inflate(mut inflater: Inflater, bytes: &[u8], step: usize) -> (Vec<u8>, End) {
    let (mut text, mut out) = (Vec::new(), Vec::new());
    'pieces: for piece in bytes.chunks(step) {
        let mut rest = piece;
        loop {
            let pushed = inflater.push(rest, &mut out);
            let is_full = out.len() >= BLOCK_BYTES;
            assert!(out.len() <= BLOCK_BYTES);
            text.append(&mut out);
            match pushed {
                Ok(n) => rest = &rest[n..],
                Err(_) => break 'pieces,
            }
            if !is_full {
                assert!(rest.is_empty());
                break;
            }
        }
    }
    (text, inflater.finish())
}

fn check(bytes: &[u8], text: &[u8], end: End) {
    for step in [1, 7, 1000, bytes.len().max(1)] {
        let got = inflate(Inflater::with_max_bytes(MAX_BYTES), bytes, step);
        assert_eq!(got.1, end, "in pieces of {step}");
        assert!(got.0 == text, "in pieces of {step}: other text");
    }
}

#[test]
fn whole_streams() {
    check(&gzip(b"hello\n"), b"hello\n", End::Complete);
    check(&gzip(b""), b"", End::Complete);
    let two = [gzip(b"a\n"), gzip(b"b\n")].concat();
    check(&two, b"a\nb\n", End::Complete);
    let named = {
        let builder = GzBuilder::new()
            .filename("a.log")
            .comment("c")
            .extra(*b"xyz");
        let mut encoder = builder.write(Vec::new(), Compression::fast());
        encoder.write_all(b"named\n").expect("memory takes all");
        encoder.finish().expect("memory takes all")
    };
    check(&named, b"named\n", End::Complete);
}

#[test]
fn bytes_after_the_last_member_are_ignored() {
    for tail in [
        &b"\0\0\0\0"[..],
        b"garbage",
        &[0x1F],
        &[0x1F, 0],
        &[0x1F, 0x8B, 9],
    ] {
        let bytes = [&gzip(b"a\n"), tail].concat();
        let (text, end) = inflate(Inflater::with_max_bytes(MAX_BYTES), &bytes, 3);
        assert_eq!(text, b"a\n");
        let is_cut_header = tail == [0x1F];
        let expected = if is_cut_header {
            End::Truncated
        } else {
            End::Complete
        };
        assert_eq!(end, expected, "{tail:?}");
    }
}

#[test]
fn what_a_cut_stream_gave_is_kept() {
    let text: Vec<u8> = (0..20_000_u32)
        .flat_map(|i| format!("line {i}\n").into_bytes())
        .collect();
    let whole = gzip(&text);
    let (got, end) = inflate(
        Inflater::with_max_bytes(MAX_BYTES),
        &whole[..whole.len() / 2],
        4096,
    );
    assert_eq!(end, End::Truncated);
    assert!(got.len() > text.len() / 3 && text.starts_with(&got));
    check(&whole[..5], b"", End::Truncated);
    check(&whole[..whole.len() - 1], &text, End::Truncated);
    check(b"", b"", End::Truncated);
}

#[test]
fn damage_is_told_apart() {
    let mut broken = gzip(b"hello, hello, hello\n");
    let at = broken.len() - 8;
    broken[at] ^= 1;
    check(&broken, b"hello, hello, hello\n", End::Damaged);
    let mut wrong = gzip(b"hello\n");
    wrong[10] = 0xFF;
    assert_eq!(
        inflate(Inflater::with_max_bytes(MAX_BYTES), &wrong, 5).1,
        End::Damaged
    );
    check(b"no gzip", b"", End::Damaged);
}

#[test]
fn blocks_stay_bounded_and_bombs_stop() {
    let zeros = gzip(&vec![b'a'; 3 * BLOCK_BYTES + 5]);
    let (text, end) = inflate(Inflater::with_max_bytes(MAX_BYTES), &zeros, zeros.len());
    assert_eq!((text.len(), end), (3 * BLOCK_BYTES + 5, End::Complete));
    let (text, end) = inflate(Inflater::with_max_bytes(1000), &zeros, 64);
    assert_eq!((text.len(), end), (1001, End::OverLimit));
    let exact = Inflater::with_max_bytes(3 * BLOCK_BYTES as u64 + 5);
    assert_eq!(inflate(exact, &zeros, 64).1, End::Complete);
    let bomb = gzip(&vec![0; RATIO_FROM_BYTES as usize + BLOCK_BYTES]);
    assert_eq!(
        inflate(Inflater::with_max_bytes(MAX_BYTES), &bomb, 4096).1,
        End::OverLimit
    );
}
