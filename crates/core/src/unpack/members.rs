//! What bzip2, xz and zstd have in common: members that follow each other, each with its magic bytes.
//!
//! `cat a.xz b.xz` and parallel packers write several; zeros between them and other bytes after the
//! last are ignored, as the packers' own tools do.

use super::{BLOCK_BYTES, End, Stop};

/// Text made at once: room is cleared before it is written, so that less than a step is wasted.
pub(super) const STEP_BYTES: usize = 64 << 10;

/// What one call did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    pub(super) n_in: usize,
    pub(super) n_out: usize,
    /// The member is whole and all of its text was given.
    pub(super) is_end: bool,
}

/// One member on its way.
pub(super) trait Member {
    const MAGIC: &'static [u8];

    fn start() -> Self;

    /// Takes bytes and writes text, some of either or none.
    ///
    /// # Errors
    /// [`Stop::Damaged`].
    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<Step, Stop>;

    /// Appends what is held back while more may come; the member takes nothing after it.
    ///
    /// # Errors
    /// [`Stop::Damaged`], where only what was held back shows it.
    fn drain(&mut self, _out: &mut Vec<u8>) -> Result<(), Stop> {
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct Members<M> {
    member: Option<M>,
    /// Bytes of the next member's magic.
    head: Vec<u8>,
    n_members: u64,
    /// Something else follows the last member.
    is_padding: bool,
    is_damaged: bool,
    /// What was held back was given.
    is_drained: bool,
}

impl<M: Member> Members<M> {
    pub(super) fn new() -> Self {
        Self {
            member: None,
            head: Vec::new(),
            n_members: 0,
            is_padding: false,
            is_damaged: false,
            is_drained: false,
        }
    }

    /// Takes bytes and appends text to `out`, up to [`BLOCK_BYTES`] in it; returns how many it took.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        if self.is_drained && !self.is_damaged {
            return Ok(0);
        }
        let mut n_taken = 0;
        while !self.is_damaged {
            let rest = input.get(n_taken..).unwrap_or_default();
            if self.member.is_none() {
                let (n, is_found) = self.between(rest)?;
                n_taken += n;
                if !is_found {
                    return Ok(n_taken);
                }
                continue;
            }
            if out.len() >= BLOCK_BYTES {
                return Ok(n_taken);
            }
            let step = self.step(rest, out)?;
            n_taken += step.n_in;
            if step.is_end {
                self.member = None;
                self.n_members += 1;
            } else if step.n_in == 0 && step.n_out == 0 {
                return Ok(n_taken);
            }
        }
        Err(Stop::Damaged)
    }

    pub(super) fn drain(&mut self, out: &mut Vec<u8>) {
        if let Some(member) = &mut self.member {
            self.is_damaged |= member.drain(out).is_err();
            self.is_drained = true;
        }
    }

    pub(super) fn finish(&self) -> End {
        match (self.is_damaged, &self.member) {
            (true, _) => End::Damaged,
            (false, None) if self.n_members > 0 && self.head.is_empty() => End::Complete,
            (false, _) => End::Truncated,
        }
    }

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Step, Stop> {
        let n_before = out.len();
        out.resize(n_before + STEP_BYTES.min(BLOCK_BYTES - n_before), 0);
        let target = out.get_mut(n_before..).unwrap_or_default();
        let stepped = match &mut self.member {
            Some(member) => member.step(input, target),
            None => Ok(Step::default()),
        };
        out.truncate(n_before + stepped.map_or(0, |step| step.n_out));
        self.is_damaged = stepped.is_err();
        stepped
    }

    /// Looks for the next member; bytes taken, and whether it begins.
    fn between(&mut self, input: &[u8]) -> Result<(usize, bool), Stop> {
        if self.is_padding {
            return Ok((input.len(), false));
        }
        for (n_before, byte) in input.iter().enumerate() {
            if self.head.is_empty() && *byte == 0 && self.n_members > 0 {
                continue;
            }
            self.head.push(*byte);
            if !M::MAGIC.starts_with(&self.head) {
                if self.n_members == 0 {
                    self.is_damaged = true;
                    return Err(Stop::Damaged);
                }
                self.head.clear();
                self.is_padding = true;
                return Ok((input.len(), false));
            }
            if self.head.len() == M::MAGIC.len() {
                let head = std::mem::take(&mut self.head);
                let mut member = M::start();
                let step = member.step(&head, &mut [])?;
                if step.n_in != head.len() {
                    self.is_damaged = true;
                    return Err(Stop::Damaged);
                }
                self.member = Some(member);
                return Ok((n_before + 1, true));
            }
        }
        Ok((input.len(), false))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Container, Layer, Unpacker};
    use super::*;

    const N_LINES: u32 = 4_000;

    fn text() -> Vec<u8> {
        (0..N_LINES)
            .flat_map(|i| format!("Mar 10 09:00:00 gerbang app[{i}]: line {i}\n").into_bytes())
            .collect()
    }

    fn bzip2(text: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        std::io::Write::write_all(&mut encoder, text).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    fn xz(text: &[u8]) -> Vec<u8> {
        let options = lzma_rust2::XzOptions::with_preset(1);
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("it is a preset");
        std::io::Write::write_all(&mut encoder, text).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    /// Packs text by each layer.
    fn packed(text: &[u8]) -> [(Layer, Vec<u8>); 3] {
        [
            (Layer::Bzip2, bzip2(text)),
            (Layer::Xz, xz(text)),
            (Layer::Zstd, zstd(text)),
        ]
    }

    fn unpack(bytes: &[u8], step: usize, max_bytes: u64) -> (Vec<u8>, End) {
        let (container, ..) = Container::of(bytes, 1).expect("it has few layers");
        let mut unpacker = Unpacker::with_max_bytes(container, max_bytes);
        let (mut all, mut out) = (Vec::new(), Vec::new());
        'pieces: for piece in bytes.chunks(step) {
            let mut rest = piece;
            loop {
                let pushed = unpacker.push(rest, &mut out);
                assert!(out.len() <= BLOCK_BYTES);
                let is_full = out.len() == BLOCK_BYTES;
                all.append(&mut out);
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
        unpacker.drain(&mut all);
        (all, unpacker.finish())
    }

    fn check(bytes: &[u8], text: &[u8], expected: End, name: Layer) {
        for step in [997, 65_536, bytes.len()] {
            let (got, end) = unpack(bytes, step, u64::MAX);
            assert_eq!(end, expected, "{name:?} in pieces of {step}");
            assert!(got == text, "{name:?} in pieces of {step}: other text");
        }
    }

    #[test]
    fn whole_streams_and_what_follows_them() {
        let text = text();
        for (layer, bytes) in packed(&text) {
            let (container, ..) = Container::of(&bytes, 1).expect("one layer");
            assert_eq!(
                container,
                Container::Packed([Some(layer), None, None, None])
            );
            check(&bytes, &text, End::Complete, layer);
            let more = [&bytes[..], &[0; 4], &bytes, b"\0\0rubbish"].concat();
            check(&more, &text.repeat(2), End::Complete, layer);
        }
        for (layer, bytes) in packed(b"one line\n") {
            let (got, end) = unpack(&bytes, 1, u64::MAX);
            assert_eq!(
                (&got[..], end),
                (&b"one line\n"[..], End::Complete),
                "{layer:?}"
            );
        }
    }

    #[test]
    fn cut_and_damaged_streams_keep_what_they_gave() {
        let text = text();
        for (layer, bytes) in packed(&text) {
            let (got, end) = unpack(&bytes[..bytes.len() * 2 / 3], 4096, u64::MAX);
            assert_eq!(end, End::Truncated, "{layer:?}");
            assert!(text.starts_with(&got), "{layer:?}");
            let mut broken = bytes.clone();
            let at = bytes.len() / 2;
            for byte in &mut broken[at..at + 8] {
                *byte ^= 0x5A;
            }
            let (got, end) = unpack(&broken, 4096, u64::MAX);
            assert_ne!(end, End::Complete, "{layer:?}");
            assert!(got != text, "{layer:?}");
        }
    }

    /// Found by the fuzz target: the decoder holds back the last bytes, and only they were wrong.
    #[test]
    fn damage_in_what_is_held_back_is_told_in_pieces_too() {
        let mut bytes = b"\xFD7zXZ\0\0\x04\xE6\xD6\xB4\x46\x02\0\x21\x01\x16\0\0\0\x74\x2F\xE5\xA3\xE8\x04\x43\0\x76\x5D\0\x26\x98\xB6\0".to_vec();
        bytes.extend([0xFF; 81]);
        bytes.extend(b"\xF7\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x24\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x07\xFF\xFF\xBF\x59\xB1\xC4\0\0\x25\0\x04\x59\x5A");
        for step in 1..=bytes.len() {
            let (_, end) = unpack(&bytes, step, u64::MAX);
            assert_eq!(end, End::Damaged, "in pieces of {step}");
        }
    }

    /// Found by the fuzz target: in large pieces, damage in the tables of a block was taken for the end.
    #[test]
    fn damage_in_the_tables_of_a_block_is_told_in_large_pieces_too() {
        let mut bytes = b"BZh91AY&SY\xF2\xB7\xCCd\0\x08_\x80\x01\0\x10@\x01\xBD\x04\xE0".to_vec();
        bytes.extend([b'_'; 5]);
        bytes.push(0xA2);
        bytes.extend([b'_'; 143]);
        bytes.extend(b"\xA1\xDB\xACz_____");
        let (_, in_bytes) = unpack(&bytes, 1, u64::MAX);
        for step in 1..=bytes.len() {
            let (_, end) = unpack(&bytes, step, u64::MAX);
            assert_eq!(end, in_bytes, "in pieces of {step}");
        }
    }

    /// The program `zstd` keeps 2 MiB for blocks to come, and ends with a sum.
    #[test]
    fn what_zstd_holds_back_is_given_though_a_sum_was_to_come() {
        let bytes = b"\x28\xB5\x2F\xFD\x04\x58\x7C\x01\x00\x54\x02\x4D\x61\x72\x20\x31\x30\x20\x30\x39\x3A\x30\
             \x30\x3A\x30\x30\x20\x67\x65\x72\x62\x61\x6E\x67\x20\x61\x70\x70\x5B\x37\x5D\x3A\x20\x6C\
             \x69\x6E\x65\x0A\x01\x00\xC5\xFE\x47\xB9\x7A\x02\x4C\x00\x00\x08\x72\x01\x00\xFC\xFF\x39\
             \x10\x02\x4D\x00\x00\x08\x0A\x01\x00\x3C\x04\x1D\x08\x01\x5F\xAA\xC3\x83";
        let text = b"Mar 10 09:00:00 gerbang app[7]: line\n".repeat(8000);
        assert_eq!(unpack(bytes, 7, u64::MAX), (text.clone(), End::Complete));
        let (got, end) = unpack(&bytes[..68], 7, u64::MAX);
        assert_eq!(end, End::Truncated);
        assert_eq!(got.len(), 2 * 128 * 1024, "two blocks");
        assert!(text.starts_with(&got));
    }

    /// zstd's window is larger than what is looked at.
    #[test]
    fn the_beginning_shows_what_the_text_is() {
        // Several blocks of zstd's.
        let text = text().repeat(8);
        for (layer, bytes) in packed(&text) {
            let begun = &bytes[..bytes.len() * 2 / 3];
            let (_, shown, end) = Container::of(begun, 64 << 10).expect("one layer");
            assert!(
                shown.len() > 1000 || layer == Layer::Bzip2,
                "{layer:?} {}",
                shown.len()
            );
            assert!(
                text.starts_with(&shown) && end != End::Complete,
                "{layer:?}"
            );
        }
    }

    #[test]
    fn layers_nest() {
        let text = text();
        let nested = bzip2(&xz(&zstd(&text)));
        check(&nested, &text, End::Complete, Layer::Zstd);
        let too_deep = bzip2(&bzip2(&bzip2(&bzip2(&bzip2(&text)))));
        assert_eq!(Container::of(&too_deep, 1 << 20), None);
    }

    #[test]
    fn bombs_stop() {
        let zeros = vec![b'a'; 8 << 20];
        for (layer, bytes) in packed(&zeros) {
            let (got, end) = unpack(&bytes, 4096, 1000);
            assert_eq!(end, End::OverLimit, "{layer:?}");
            assert!(got.len() <= BLOCK_BYTES, "{layer:?}");
        }
    }
}
