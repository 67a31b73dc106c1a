//! xz, one stream.

use std::fmt;
use std::io::ErrorKind;

use lzma_rust2::{Action, Status, XzStream};

use super::Stop;
use super::members::{Member, STEP_BYTES, Step};

/// Memory for the dictionary, in KiB; `xz -9` asks for 64 MiB.
const MAX_MEMORY_KIB: u32 = 256 << 10;

pub(super) struct Xz(XzStream);

impl fmt::Debug for Xz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Xz")
    }
}

impl Member for Xz {
    const MAGIC: &'static [u8] = b"\xFD7zXZ\0";

    fn start() -> Self {
        Self(XzStream::new_mem_limit(false, MAX_MEMORY_KIB))
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Stop> {
        let done = self.0.process(input, out, Action::Run);
        let done = done.map_err(|_| Stop::Damaged)?;
        Ok(Step {
            n_in: done.bytes_consumed,
            n_out: done.bytes_produced,
            is_end: done.status == Status::StreamEnd,
        })
    }

    /// The decoder waits for more before it decodes the last bytes that it has.
    fn drain(&mut self, out: &mut Vec<u8>) -> Result<(), Stop> {
        let mut text = vec![0; STEP_BYTES];
        loop {
            match self.0.process(&[], &mut text, Action::Finish) {
                Ok(done) if done.bytes_produced > 0 => {
                    out.extend_from_slice(text.get(..done.bytes_produced).unwrap_or_default());
                }
                Ok(_) => return Ok(()),
                // That it was cut is known.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
                Err(_) => return Err(Stop::Damaged),
            }
        }
    }
}
