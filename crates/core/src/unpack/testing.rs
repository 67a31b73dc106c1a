//! What the tests of layers share.

use super::{Container, End, Layer, Unpacker};

/// The text that a layer makes of bytes, which come in pieces of `step`, and how it ended.
pub(super) fn unpacked(layer: Layer, bytes: &[u8], step: usize) -> (String, End) {
    let mut unpacker = Unpacker::new(Container::one(layer));
    let (mut text, mut block) = (Vec::new(), Vec::new());
    'pieces: for piece in bytes.chunks(step) {
        let mut rest = piece;
        while !rest.is_empty() {
            let pushed = unpacker.push(rest, &mut block);
            text.append(&mut block);
            match pushed {
                Ok(n_taken) => rest = rest.get(n_taken..).unwrap_or_default(),
                Err(_) => break 'pieces,
            }
        }
    }
    unpacker.drain(&mut text);
    let end = unpacker.finish();
    (String::from_utf8_lossy(&text).into_owned(), end)
}
