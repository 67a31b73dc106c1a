//! zstd, one frame.
//!
//! Blocks are given to the decoder one by one, each when it is whole (RFC 8878 section 3.1.1), so
//! that no more than a block and the window are in memory, whatever the input holds.

use std::fmt;
use std::io::Read as _;

use ruzstd::decoding::FrameDecoder;

use super::Stop;
use super::members::{Member, Step};

/// Window that is allowed: `zstd --long=27`.
const MAX_WINDOW_BYTES: u64 = 128 << 20;

/// Bytes of magic and frame header descriptor.
const START_BYTES: usize = 5;
const BLOCK_HEADER_BYTES: usize = 3;
const CHECKSUM_BYTES: usize = 4;

pub(super) struct Zstd {
    decoder: FrameDecoder,
    /// Bytes of the part that comes next.
    part: Vec<u8>,
    /// Bytes that it has when it is whole.
    n_wanted: usize,
    next: Next,
    has_checksum: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Descriptor,
    Header,
    BlockHeader,
    Block {
        is_last: bool,
    },
    /// All was taken.
    Nothing,
}

impl fmt::Debug for Zstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zstd({:?})", self.next)
    }
}

impl Member for Zstd {
    const MAGIC: &'static [u8] = b"\x28\xB5\x2F\xFD";

    fn start() -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW_BYTES);
        Self {
            decoder,
            part: Vec::new(),
            n_wanted: START_BYTES,
            next: Next::Descriptor,
            has_checksum: false,
        }
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Stop> {
        if self.decoder.can_collect() > 0 {
            let n_out = self.decoder.read(out).map_err(|_| Stop::Damaged)?;
            return Ok(Step {
                n_out,
                ..Step::default()
            });
        }
        if self.next == Next::Nothing {
            // The decoder sums up what is taken out of it.
            let written = self.decoder.get_checksum_from_data();
            if written.is_some() && written != self.decoder.get_calculated_checksum() {
                return Err(Stop::Damaged);
            }
            return Ok(Step {
                is_end: true,
                ..Step::default()
            });
        }
        let n_in = input.len().min(self.n_wanted - self.part.len());
        self.part.extend(input.iter().take(n_in));
        if self.part.len() == self.n_wanted {
            self.take_part()?;
        }
        Ok(Step {
            n_in,
            ..Step::default()
        })
    }

    /// The decoder keeps the window for blocks to come: an empty last block ends the wait.
    fn drain(&mut self, out: &mut Vec<u8>) -> Result<(), Stop> {
        // Its header, and a checksum that nobody compares.
        const LAST_BLOCK: [u8; BLOCK_HEADER_BYTES + CHECKSUM_BYTES] = [1, 0, 0, 0, 0, 0, 0];
        let n_bytes = match self.has_checksum {
            true => LAST_BLOCK.len(),
            false => BLOCK_HEADER_BYTES,
        };
        let last_block = LAST_BLOCK.get(..n_bytes).unwrap_or_default();
        let is_begun = !matches!(self.next, Next::Descriptor | Next::Header);
        if is_begun && self.decoder.decode_from_to(last_block, &mut []).is_ok() {
            let _ = self.decoder.collect_to_writer(out);
        }
        Ok(())
    }
}

impl Zstd {
    fn take_part(&mut self) -> Result<(), Stop> {
        match self.next {
            Next::Descriptor => {
                let descriptor = self.part.last().copied().unwrap_or_default();
                self.has_checksum = descriptor & 4 != 0;
                self.n_wanted += header_bytes(descriptor);
                self.next = Next::Header;
            }
            Next::Header => {
                let header = std::mem::take(&mut self.part);
                self.decoder
                    .init(header.as_slice())
                    .map_err(|_| Stop::Damaged)?;
                self.expect_block();
            }
            Next::BlockHeader => {
                let [a, b, c] = *self.part.as_slice() else {
                    return Err(Stop::Damaged);
                };
                let header = u32::from_le_bytes([a, b, c, 0]);
                let is_last = header & 1 != 0;
                let n_bytes = match header >> 1 & 3 {
                    1 => 1, // one byte, repeated
                    _ => (header >> 3) as usize,
                };
                let n_sum = if is_last && self.has_checksum {
                    CHECKSUM_BYTES
                } else {
                    0
                };
                self.n_wanted += n_bytes + n_sum;
                self.next = Next::Block { is_last };
                if self.part.len() == self.n_wanted {
                    return self.take_part();
                }
            }
            Next::Block { is_last } => {
                let block = std::mem::take(&mut self.part);
                self.decoder
                    .decode_from_to(&block, &mut [])
                    .map_err(|_| Stop::Damaged)?;
                self.expect_block();
                if is_last {
                    self.next = Next::Nothing;
                }
            }
            Next::Nothing => {}
        }
        Ok(())
    }

    fn expect_block(&mut self) {
        self.next = Next::BlockHeader;
        self.n_wanted = BLOCK_HEADER_BYTES;
    }
}

/// Bytes of the frame header behind its descriptor: window, dictionary id, content size.
fn header_bytes(descriptor: u8) -> usize {
    let is_single = descriptor & 0x20 != 0;
    let n_window = usize::from(!is_single);
    let n_dictionary = [0, 1, 2, 4]
        .get(usize::from(descriptor & 3))
        .copied()
        .unwrap_or(0);
    let n_content = match descriptor >> 6 {
        0 => usize::from(is_single),
        1 => 2,
        2 => 4,
        _ => 8,
    };
    n_window + n_dictionary + n_content
}
