//! bzip2, one member.

use std::fmt;

use bzip2::{Decompress, Status};

use super::Stop;
use super::members::{Member, Step};

/// Bytes that the decoder is given at once. It reads the tables of a block in one go where it has at
/// least 32 bytes (libbz2-rs-sys 0.2.6), and then takes damage in them for the end of the file: with
/// fewer, what is told does not hang on how the bytes come.
const PIECE_BYTES: usize = 31;

pub(super) struct Bzip2 {
    decoder: Decompress,
    /// Told once the text before it was given.
    is_damaged: bool,
}

impl fmt::Debug for Bzip2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bzip2")
    }
}

impl Bzip2 {
    fn step_of_piece(&mut self, piece: &[u8], out: &mut [u8]) -> Result<Step, Stop> {
        let (in_before, out_before) = (self.decoder.total_in(), self.decoder.total_out());
        let status = self.decoder.decompress(piece, out);
        let step = Step {
            n_in: (self.decoder.total_in() - in_before) as usize,
            n_out: (self.decoder.total_out() - out_before) as usize,
            is_end: matches!(status, Ok(Status::StreamEnd)),
        };
        status.map(|_| step).map_err(|_| Stop::Damaged)
    }
}

impl Member for Bzip2 {
    const MAGIC: &'static [u8] = b"BZh";

    fn start() -> Self {
        Self {
            decoder: Decompress::new(false),
            is_damaged: false,
        }
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Stop> {
        let mut done = Step::default();
        while !self.is_damaged {
            let rest = input.get(done.n_in..).unwrap_or_default();
            let piece = rest.get(..PIECE_BYTES).unwrap_or(rest);
            let room = out.get_mut(done.n_out..).unwrap_or_default();
            let Ok(step) = self.step_of_piece(piece, room) else {
                self.is_damaged = true;
                break;
            };
            done.n_in += step.n_in;
            done.n_out += step.n_out;
            done.is_end = step.is_end;
            let is_idle = step.n_in == 0 && step.n_out == 0;
            if done.is_end || is_idle || done.n_in == input.len() || done.n_out == out.len() {
                return Ok(done);
            }
        }
        match done.n_in == 0 && done.n_out == 0 {
            true => Err(Stop::Damaged),
            false => Ok(done),
        }
    }
}
