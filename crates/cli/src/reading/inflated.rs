//! The core's unpacker as a stream: packed bytes behind it, text in front.
//!
//! Text that came before damage is given first, then the error that says why there is no more.

use std::io::{self, BufRead, Read};

use jejak_core::plan::Container;
use jejak_core::unpack::{End, Stop, Unpacker};

use super::Problem;

#[derive(Debug)]
pub(crate) struct Inflated<R> {
    bytes: R,
    unpacker: Unpacker,
    text: Vec<u8>,
    n_given: usize,
    stop: Option<Stop>,
}

impl<R: BufRead> Inflated<R> {
    pub(crate) fn new(bytes: R, container: Container) -> Self {
        Self {
            bytes,
            unpacker: Unpacker::new(container),
            text: Vec::new(),
            n_given: 0,
            stop: None,
        }
    }

    /// Makes more text; false at the end of the stream.
    fn refill(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.n_given = 0;
        loop {
            if let Some(stop) = self.stop {
                return Err(io::Error::new(io::ErrorKind::InvalidData, stop));
            }
            let bytes = self.bytes.fill_buf()?;
            let is_end = bytes.is_empty();
            match self.unpacker.push(bytes, &mut self.text) {
                Ok(n) => self.bytes.consume(n),
                Err(stop) => self.stop = Some(stop),
            }
            if !self.text.is_empty() {
                return Ok(true);
            }
            if is_end && self.stop.is_none() {
                self.unpacker.drain(&mut self.text);
                if !self.text.is_empty() {
                    return Ok(true);
                }
                return match self.unpacker.finish() {
                    End::Complete => Ok(false),
                    _ => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
        }
    }
}

impl<R: BufRead> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_given == self.text.len() && !self.refill()? {
            return Ok(0);
        }
        let n = self
            .text
            .get(self.n_given..)
            .unwrap_or_default()
            .read(buffer)?;
        self.n_given += n;
        Ok(n)
    }
}

/// Why a stream ended early: the unpacker's reasons, or the system's.
pub(super) fn problem(error: &io::Error) -> Problem {
    let stop = error.get_ref().and_then(|inner| inner.downcast_ref());
    match (stop, error.kind()) {
        (Some(Stop::OverLimit), _) => Problem::Inflated,
        (Some(Stop::Damaged), _) | (None, io::ErrorKind::UnexpectedEof) => Problem::Damaged,
        (None, _) => Problem::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> (Vec<u8>, Option<Problem>) {
        let (container, ..) = Container::of(bytes, 0).unwrap();
        let mut text = Vec::new();
        let end = Inflated::new(bytes, container).read_to_end(&mut text);
        (text, end.err().map(|error| problem(&error)))
    }

    #[test]
    fn text_comes_before_the_reason_for_its_end() {
        let lines = b"a line of a log\n".repeat(1_000_000);
        let whole = [gzip(&lines), gzip(b"end\n")].concat();
        let (text, problem) = read(&whole);
        assert_eq!((text.len(), problem), (lines.len() + 4, None));
        let (text, problem) = read(whole.get(..whole.len() / 2).unwrap());
        assert!(!text.is_empty() && lines.starts_with(&text));
        assert_eq!(problem, Some(Problem::Damaged));
        let (text, problem) = read(&gzip(&vec![b' '; 300 << 20]));
        assert!(text.len() > 256 << 20);
        assert_eq!(problem, Some(Problem::Inflated));
    }
}
