//! Gzip as a stream: compressed bytes are pushed in as they arrive, text comes out in blocks.
//!
//! Specification: RFC 1952 (gzip), RFC 1951 (deflate, through flate2). Members may follow each
//! other, as `cat a.gz b.gz` and log shippers make them; zeros or other bytes after the last member
//! are ignored, as gzip(1) does.
//!
//! What a damaged or cut stream still gave is kept: the end state says why there is no more. It
//! leaves to its callers where the bytes come from and what the text means.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{BLOCK_BYTES, End, MAX_RATIO, RATIO_FROM_BYTES, Stop};

/// Text made at once: room is cleared before it is written, so that less than a step is wasted.
const STEP_BYTES: usize = 64 << 10;

/// Whether bytes begin as a gzip stream does: magic number and the only known method.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B, 8])
}

/// Inflates one stream.
#[derive(Debug)]
pub(super) struct Inflater {
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

impl Inflater {
    /// Stops at a smaller size: for a look at the beginning, and for tests.
    pub(super) fn with_max_bytes(max_bytes: u64) -> Self {
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
    /// # Errors
    /// [`Stop`], now and at every later push; text that came before it is in `out`.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
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
    pub(super) fn finish(&self) -> End {
        match (self.stop, self.part) {
            (Some(Stop::Damaged), _) => End::Damaged,
            (Some(Stop::OverLimit), _) => End::OverLimit,
            (None, Part::Padding) => End::Complete,
            (None, Part::Start) if self.n_members > 0 => End::Complete,
            (None, _) => End::Truncated,
        }
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
mod tests;
