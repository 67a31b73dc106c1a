//! bzip2, one member.

use std::fmt;

use bzip2::{Decompress, Status};

use super::Stop;
use super::members::{Member, Step};

pub(super) struct Bzip2(Decompress);

impl fmt::Debug for Bzip2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bzip2")
    }
}

impl Member for Bzip2 {
    const MAGIC: &'static [u8] = b"BZh";

    fn start() -> Self {
        Self(Decompress::new(false))
    }

    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Stop> {
        let (in_before, out_before) = (self.0.total_in(), self.0.total_out());
        let status = self.0.decompress(input, out);
        let step = Step {
            n_in: (self.0.total_in() - in_before) as usize,
            n_out: (self.0.total_out() - out_before) as usize,
            is_end: matches!(status, Ok(Status::StreamEnd)),
        };
        status.map(|_| step).map_err(|_| Stop::Damaged)
    }
}
