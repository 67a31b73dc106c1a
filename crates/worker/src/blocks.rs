//! Reads a range of a `File`, or of a part of one, block by block into one buffer, the next block ahead of its use.

use std::ops::Range;

use jejak_core::samples;
use jejak_protocol::{FileFacts, Notice, NoticeKind};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// Bytes of a block. Chosen: smaller ones cost more trips to the browser's file reader, larger ones
/// let a cancel wait longer.
pub(crate) const BLOCK_BYTES: u64 = 4 << 20;

/// Bytes of a block of a compressed file, which inflates to about as much as a plain block.
pub(crate) const COMPRESSED_BYTES: u64 = 256 << 10;

#[derive(Debug)]
pub(crate) struct Blocks {
    file: Blob,
    block_bytes: u64,
    /// What was not asked for yet.
    rest: Range<u64>,
    asked: Option<(JsFuture, u64)>,
}

impl Blocks {
    pub(crate) fn new(file: Blob, range: Range<u64>, block_bytes: u64) -> Self {
        let mut blocks = Self {
            file,
            block_bytes,
            rest: range,
            asked: None,
        };
        blocks.asked = blocks.ask();
        blocks
    }

    /// Fills the buffer with the next block, and asks for the one behind it; false at the end.
    ///
    /// # Errors
    /// When the file cannot be read (any more).
    pub(crate) async fn next(&mut self, buffer: &mut Vec<u8>) -> Result<bool, JsValue> {
        let Some((asked, n_bytes)) = self.asked.take() else {
            return Ok(false);
        };
        let bytes = js_sys::Uint8Array::new(&asked.await?);
        self.asked = self.ask();
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(buffer);
        if u64::from(bytes.length()) < n_bytes {
            return Err(JsValue::from_str("the file became shorter"));
        }
        Ok(true)
    }

    fn ask(&mut self) -> Option<(JsFuture, u64)> {
        let start = self.rest.start;
        let end = self.rest.end.min(start + self.block_bytes);
        if start >= end {
            return None;
        }
        self.rest.start = end;
        Some((ask(&self.file, start..end), end - start))
    }
}

/// Begins to read a range of a file.
pub(crate) fn ask(file: &Blob, range: Range<u64>) -> JsFuture {
    // Sizes of files are far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let slice = file.slice_with_f64_and_f64(range.start as f64, range.end as f64);
    JsFuture::from(match slice {
        Ok(slice) => slice.array_buffer(),
        Err(error) => js_sys::Promise::reject(&error).unchecked_into(),
    })
}

/// The bytes of several ranges, all asked for at once.
///
/// # Errors
/// When the file cannot be read (any more).
pub(crate) async fn read_all(file: &Blob, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, JsValue> {
    let asked: Vec<_> = ranges
        .iter()
        .map(|range| ask(file, range.clone()))
        .collect();
    let mut read = Vec::with_capacity(asked.len());
    for bytes in asked {
        read.push(js_sys::Uint8Array::new(&bytes.await?).to_vec());
    }
    Ok(read)
}

/// The stretches of a file by which it is planned.
pub(crate) async fn read_samples(file: &Blob, size_bytes: u64) -> Result<Vec<Vec<u8>>, JsValue> {
    let samples = read_all(file, &samples::ranges(size_bytes)).await?;
    let first = samples.first().map_or(&[][..], Vec::as_slice);
    match samples::again(first, size_bytes) {
        Some(longer) => read_all(file, &[longer]).await,
        None => Ok(samples),
    }
}

/// The bytes of a whole file.
///
/// # Errors
/// When the file cannot be read (any more).
pub(crate) async fn read_whole(file: &Blob) -> Result<Vec<u8>, JsValue> {
    let bytes = JsFuture::from(file.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}

/// Whether the file is another than when its facts were taken, as far as the browser follows it.
pub(crate) fn has_changed(file: &File, facts: &FileFacts) -> bool {
    let (size, modified_ms) = (file.size() as u64, file.last_modified() as i64);
    facts.size_bytes.is_some_and(|before| before != size)
        || facts
            .modified_ms
            .is_some_and(|before| before != modified_ms)
}

/// What to tell of a file that could not be read after `n_bytes` of it were.
pub(crate) fn notice_of(error: &JsValue, n_bytes: u64) -> Notice {
    let is_removed = error
        .dyn_ref::<js_sys::Error>()
        .is_some_and(|error| error.name() == "NotFoundError");
    if is_removed || n_bytes == 0 {
        Notice {
            kind: NoticeKind::Unreadable,
            count: n_bytes,
        }
    } else {
        Notice {
            kind: NoticeKind::ChangedWhileRead,
            count: n_bytes,
        }
    }
}
