//! Gzip as a stream: compressed bytes are pushed in as they arrive, text comes out in blocks.
//!
//! Specification: RFC 1952 (gzip), RFC 1951 (deflate, through flate2). Members may follow each
//! other, as `cat a.gz b.gz` and log shippers make them; zeros or other bytes after the last member
//! are ignored, as gzip(1) does.
//!
//! What a damaged or cut stream still gave is kept: the end state says why there is no more. It
//! leaves to its callers where the bytes come from and what the text means.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use jejak_protocol::{Notice, NoticeKind};

/// A block of output is full at this size. Chosen: the size in which plain files are read.
pub const BLOCK_BYTES: usize = 4 << 20;

/// Text made at once: room is cleared before it is written, so that less than a step is wasted.
const STEP_BYTES: usize = 64 << 10;

/// Output ends here: some minutes of reading; nobody investigates more text in one file.
pub const MAX_BYTES: u64 = 64 << 30;

/// Output per input, past [`RATIO_FROM_BYTES`]. Deflate ends at 1032:1 and real logs, stamps and
/// all, stay under 100:1; a single line that is repeated for ever is no log.
pub const MAX_RATIO: u64 = 400;
pub const RATIO_FROM_BYTES: u64 = 256 << 20;

/// Why no more text can come out of a stream, however many bytes follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    #[error("the compressed stream is damaged")]
    Damaged,
    #[error("the compressed stream grows past the allowed size")]
    OverLimit,
}

/// How a stream ended. In every case the text that came out before it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Complete,
    /// The last member is not whole.
    Truncated,
    /// Bytes that deflate does not have, or a check sum that does not fit.
    Damaged,
    /// Past [`MAX_BYTES`] or [`MAX_RATIO`].
    OverLimit,
}

impl End {
    /// What to tell about a stream that gave `n_bytes` of text; nothing when it was whole.
    pub fn notice(self, n_bytes: u64) -> Option<Notice> {
        let kind = match self {
            Self::Complete => return None,
            Self::Truncated | Self::Damaged => NoticeKind::TruncatedStream,
            Self::OverLimit => NoticeKind::InflationLimit,
        };
        Some(Notice {
            kind,
            count: n_bytes,
        })
    }
}

/// Whether bytes begin as a gzip stream does: magic number and the only known method.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B, 8])
}

/// Inflates one stream.
#[derive(Debug)]
pub struct Inflater {
    deflate: Decompress,
    crc: Crc,
    part: Part,
    stop: Option<Stop>,
    /// Whole members so far.
    n_members: u64,
    n_in: u64,
    n_out: u64,
    max_bytes: u64,
}

/// Where in the stream the next byte belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Nothing of a member was read.
    Start,
    /// `n` of the ten fixed bytes were read; flags are the fourth.
    Header {
        n: u8,
        flags: u8,
    },
    /// Length of the extra field: `n` of two bytes were read.
    ExtraLength {
        n: u8,
        length: u16,
        flags: u8,
    },
    Extra {
        n_left: u16,
        flags: u8,
    },
    /// A name or a comment, up to its zero.
    Text {
        flags: u8,
    },
    HeaderCrc {
        n_left: u8,
        flags: u8,
    },
    Body,
    /// `n` of the eight bytes of check sum and length were read.
    Trailer {
        n: u8,
        crc: u32,
    },
    /// Something else follows the last member.
    Padding,
}

const HAS_CRC: u8 = 2;
const HAS_EXTRA: u8 = 4;
const HAS_NAME: u8 = 8;
const HAS_COMMENT: u8 = 16;

impl Default for Inflater {
    fn default() -> Self {
        Self::new()
    }
}

impl Inflater {
    pub fn new() -> Self {
        Self::with_max_bytes(MAX_BYTES)
    }

    /// Stops at a smaller size: for a look at the beginning, and for tests.
    pub fn with_max_bytes(max_bytes: u64) -> Self {
        Self {
            deflate: Decompress::new(false),
            crc: Crc::new(),
            part: Part::Start,
            stop: None,
            n_members: 0,
            n_in: 0,
            n_out: 0,
            max_bytes,
        }
    }

    /// Takes compressed bytes and appends text to `out`, up to [`BLOCK_BYTES`] in it. Returns how
    /// many bytes were taken.
    ///
    /// When `out` is full, take the text away, clear it and push the rest, even if it is empty:
    ///
    /// ```
    /// # use jejak_core::inflate::{Inflater, BLOCK_BYTES};
    /// # fn read(mut bytes: &[u8]) -> Result<u64, jejak_core::inflate::Stop> {
    /// # let (mut inflater, mut out, mut n_text) = (Inflater::new(), Vec::new(), 0);
    /// loop {
    ///     let n_taken = inflater.push(bytes, &mut out)?;
    ///     bytes = &bytes[n_taken..];
    ///     if out.len() < BLOCK_BYTES {
    ///         break; // all of `bytes` was taken; push more when there is more
    ///     }
    ///     n_text += out.len() as u64; // a full block
    ///     out.clear();
    /// }
    /// # Ok(n_text + out.len() as u64)
    /// # }
    /// # assert_eq!(read(&[]), Ok(0));
    /// ```
    ///
    /// # Errors
    /// [`Stop`], now and at every later push; text that came before it is in `out`.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        if let Some(stop) = self.stop {
            return Err(stop);
        }
        let mut n_taken = 0;
        loop {
            let rest = input.get(n_taken..).unwrap_or_default();
            if self.part == Part::Body {
                if out.len() >= BLOCK_BYTES {
                    return Ok(n_taken);
                }
                let (n, is_step_full) = self.inflate(rest, out)?;
                n_taken += n;
                // A full step may have left more in the window although the input is used up.
                if self.part == Part::Body && n == rest.len() && !is_step_full {
                    return Ok(n_taken);
                }
                continue;
            }
            let Some(byte) = rest.first() else {
                return Ok(n_taken);
            };
            n_taken += 1;
            self.n_in += 1;
            if let Err(stop) = self.step(*byte) {
                self.stop = Some(stop);
                return Err(stop);
            }
        }
    }

    /// How the stream ended, when no bytes are left to push.
    pub fn finish(&self) -> End {
        match (self.stop, self.part) {
            (Some(Stop::Damaged), _) => End::Damaged,
            (Some(Stop::OverLimit), _) => End::OverLimit,
            (None, Part::Padding) => End::Complete,
            (None, Part::Start) if self.n_members > 0 => End::Complete,
            (None, _) => End::Truncated,
        }
    }

    /// Bytes of text so far.
    pub fn n_out(&self) -> u64 {
        self.n_out
    }

    /// Inflates a piece of the body, up to [`STEP_BYTES`] of text; returns the bytes taken and
    /// whether the step was too small for all that they hold.
    fn inflate(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(usize, bool), Stop> {
        let n_before = out.len();
        // One byte more than allowed tells a stream that ends at the limit from one that goes on.
        let n_allowed = self.max_bytes.saturating_sub(self.n_out).saturating_add(1);
        let n_wanted = STEP_BYTES.min(BLOCK_BYTES - n_before.min(BLOCK_BYTES));
        let n_wanted = n_allowed.min(n_wanted as u64) as usize;
        out.resize(n_before + n_wanted, 0);
        let (in_before, out_before) = (self.deflate.total_in(), self.deflate.total_out());
        let target = out.get_mut(n_before..).unwrap_or_default();
        let status = self
            .deflate
            .decompress(input, target, FlushDecompress::None);
        let n_taken = (self.deflate.total_in() - in_before) as usize;
        let n_made = (self.deflate.total_out() - out_before) as usize;
        out.truncate(n_before + n_made);
        self.n_in += n_taken as u64;
        self.n_out += n_made as u64;
        self.crc.update(out.get(n_before..).unwrap_or_default());
        let is_over = self.n_out > self.max_bytes
            || (self.n_out > RATIO_FROM_BYTES && self.n_out / MAX_RATIO > self.n_in);
        let stop = match status {
            _ if is_over => Some(Stop::OverLimit),
            Err(_) => Some(Stop::Damaged),
            // No progress although there is input and room.
            Ok(Status::BufError) if n_taken == 0 && !input.is_empty() => Some(Stop::Damaged),
            Ok(Status::StreamEnd) => {
                self.part = Part::Trailer { n: 0, crc: 0 };
                None
            }
            Ok(_) => None,
        };
        self.stop = stop;
        stop.map_or(Ok((n_taken, n_made == n_wanted)), Err)
    }

    /// Reads one byte outside the body.
    fn step(&mut self, byte: u8) -> Result<(), Stop> {
        self.part = match self.part {
            Part::Start => match byte {
                0x1F => Part::Header { n: 1, flags: 0 },
                _ if self.n_members > 0 => Part::Padding,
                _ => return Err(Stop::Damaged),
            },
            Part::Header { n, flags } => match (n, byte) {
                (1, 0x8B) | (2, 8) => Part::Header { n: n + 1, flags },
                (1 | 2, _) if self.n_members > 0 => Part::Padding,
                (1 | 2, _) => return Err(Stop::Damaged),
                (3, flags) => Part::Header { n: 4, flags },
                (9, _) => self.after_header(flags),
                _ => Part::Header { n: n + 1, flags },
            },
            Part::ExtraLength { n: 0, flags, .. } => {
                let length = u16::from(byte);
                Part::ExtraLength {
                    n: 1,
                    length,
                    flags,
                }
            }
            Part::ExtraLength { length, flags, .. } => match length | (u16::from(byte) << 8) {
                0 => self.after_header(flags & !HAS_EXTRA),
                n_left => Part::Extra { n_left, flags },
            },
            Part::Extra { n_left: 1, flags } => self.after_header(flags & !HAS_EXTRA),
            Part::Extra { n_left, flags } => Part::Extra {
                n_left: n_left - 1,
                flags,
            },
            Part::Text { flags } if byte != 0 => Part::Text { flags },
            Part::Text { flags } if flags & HAS_NAME != 0 => self.after_header(flags & !HAS_NAME),
            Part::Text { flags } => self.after_header(flags & !HAS_COMMENT),
            Part::HeaderCrc { n_left: 1, flags } => self.after_header(flags & !HAS_CRC),
            Part::HeaderCrc { n_left, flags } => Part::HeaderCrc {
                n_left: n_left - 1,
                flags,
            },
            Part::Trailer { n, crc } => return self.trailer(n, crc, byte),
            Part::Body | Part::Padding => self.part,
        };
        Ok(())
    }

    /// The next optional field of a header in the order of the specification, or the body.
    fn after_header(&mut self, flags: u8) -> Part {
        if flags & HAS_EXTRA != 0 {
            return Part::ExtraLength {
                n: 0,
                length: 0,
                flags,
            };
        }
        if flags & (HAS_NAME | HAS_COMMENT) != 0 {
            return Part::Text { flags };
        }
        if flags & HAS_CRC != 0 {
            return Part::HeaderCrc { n_left: 2, flags };
        }
        self.deflate.reset(false);
        self.crc.reset();
        Part::Body
    }

    /// The check sum guards the text; the length that follows it says nothing more.
    fn trailer(&mut self, n: u8, crc: u32, byte: u8) -> Result<(), Stop> {
        let crc = match n {
            0..=3 => crc | (u32::from(byte) << (8 * n)),
            _ => crc,
        };
        if n == 3 && crc != self.crc.sum() {
            return Err(Stop::Damaged);
        }
        self.part = if n == 7 {
            self.n_members += 1;
            Part::Start
        } else {
            Part::Trailer { n: n + 1, crc }
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, GzBuilder, write::GzEncoder};

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
            let got = inflate(Inflater::new(), bytes, step);
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
            let (text, end) = inflate(Inflater::new(), &bytes, 3);
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
        let (got, end) = inflate(Inflater::new(), &whole[..whole.len() / 2], 4096);
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
        assert_eq!(inflate(Inflater::new(), &wrong, 5).1, End::Damaged);
        check(b"no gzip", b"", End::Damaged);
    }

    #[test]
    fn blocks_stay_bounded_and_bombs_stop() {
        let zeros = gzip(&vec![b'a'; 3 * BLOCK_BYTES + 5]);
        let (text, end) = inflate(Inflater::new(), &zeros, zeros.len());
        assert_eq!((text.len(), end), (3 * BLOCK_BYTES + 5, End::Complete));
        let (text, end) = inflate(Inflater::with_max_bytes(1000), &zeros, 64);
        assert_eq!((text.len(), end), (1001, End::OverLimit));
        let exact = Inflater::with_max_bytes(3 * BLOCK_BYTES as u64 + 5);
        assert_eq!(inflate(exact, &zeros, 64).1, End::Complete);
        let bomb = gzip(&vec![0; RATIO_FROM_BYTES as usize + BLOCK_BYTES]);
        assert_eq!(inflate(Inflater::new(), &bomb, 4096).1, End::OverLimit);
    }
}
