//! The bytes of any range of a run's files, unpacked, through a bounded memory of blocks.
//!
//! A packed file can only be read forwards: a range behind the last one goes on from there, one
//! before it starts the file anew.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use jejak_core::plan::Container;
use jejak_core::unpack::Unpacker;
use jejak_protocol::FileId;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::blocks::{self, Blocks, COMPRESSED_BYTES};

/// Bytes of a block. Chosen: a screenful needs one, a search many; each costs a trip to the
/// browser's file reader.
const BLOCK_BYTES: u64 = 1 << 20;

/// Blocks that are kept: the neighbourhood of what is shown, in several files.
const N_BLOCKS: usize = 32;

type Block = (FileId, u64);

#[derive(Debug)]
pub(crate) struct Sources {
    /// Those that were given, then those that were found in archives.
    files: RefCell<Vec<Blob>>,
    /// The least recently used first.
    kept: RefCell<Vec<(Block, Rc<Vec<u8>>)>>,
    /// The block behind the last one that was read of a file.
    ahead: RefCell<Option<(Block, JsFuture)>>,
    streams: RefCell<HashMap<FileId, Stream>>,
}

/// A packed file, unpacked up to some block.
#[derive(Debug)]
struct Stream {
    blocks: Blocks,
    unpacker: Unpacker,
    /// Compressed bytes, taken up to `n_taken`.
    input: Vec<u8>,
    n_taken: usize,
    /// Text behind the blocks that were given out.
    text: Vec<u8>,
    next_block: u64,
    /// The file is at its end, and what its layers held back is in the text.
    is_drained: bool,
}

impl Sources {
    pub(crate) fn new(files: Vec<Blob>) -> Self {
        Self {
            files: RefCell::new(files),
            kept: RefCell::default(),
            ahead: RefCell::default(),
            streams: RefCell::default(),
        }
    }

    pub(crate) fn file(&self, id: FileId) -> Option<Blob> {
        self.files.borrow().get(id.0 as usize).cloned()
    }

    pub(crate) fn add(&self, files: &[Blob]) {
        self.files.borrow_mut().extend_from_slice(files);
    }

    /// The bytes of a range; fewer at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub(crate) async fn read(
        &self,
        id: FileId,
        container: Container,
        range: Range<u64>,
    ) -> Result<Vec<u8>, JsValue> {
        let n_bytes = range.end.saturating_sub(range.start);
        let mut bytes = Vec::with_capacity(usize::try_from(n_bytes).unwrap_or_default());
        let mut at = range.start;
        while at < range.end {
            let number = at / BLOCK_BYTES;
            let block = self.block((id, number), container).await?;
            let start = (at - number * BLOCK_BYTES) as usize;
            let end = (range.end - number * BLOCK_BYTES).min(block.len() as u64) as usize;
            let Some(part) = block.get(start..end).filter(|part| !part.is_empty()) else {
                break;
            };
            bytes.extend_from_slice(part);
            at += part.len() as u64;
        }
        Ok(bytes)
    }

    async fn block(&self, wanted: Block, container: Container) -> Result<Rc<Vec<u8>>, JsValue> {
        if let Some(block) = self.kept_block(wanted) {
            return Ok(block);
        }
        let bytes = match container {
            Container::Plain => self.plain_block(wanted).await?,
            Container::Packed(_) => self.unpacked_block(wanted, container).await?,
        };
        Ok(self.keep(wanted, bytes))
    }

    fn kept_block(&self, wanted: Block) -> Option<Rc<Vec<u8>>> {
        let mut kept = self.kept.borrow_mut();
        let at = kept.iter().position(|(block, _)| *block == wanted)?;
        let used = kept.remove(at);
        let bytes = Rc::clone(&used.1);
        kept.push(used);
        Some(bytes)
    }

    fn keep(&self, block: Block, bytes: Vec<u8>) -> Rc<Vec<u8>> {
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= N_BLOCKS {
            kept.remove(0);
        }
        let bytes = Rc::new(bytes);
        kept.push((block, Rc::clone(&bytes)));
        bytes
    }

    async fn plain_block(&self, wanted: Block) -> Result<Vec<u8>, JsValue> {
        let ahead = self.ahead.take().filter(|(block, _)| *block == wanted);
        let asked = match ahead {
            Some((_, asked)) => {
                // Read on while this one is looked at: whoever read two blocks reads the third.
                let next = (wanted.0, wanted.1 + 1);
                self.ahead
                    .replace(self.ask(next).map(|asked| (next, asked)));
                asked
            }
            None => {
                let before = (wanted.0, wanted.1.wrapping_sub(1));
                if self.kept_block(before).is_some() {
                    let next = (wanted.0, wanted.1 + 1);
                    self.ahead
                        .replace(self.ask(next).map(|asked| (next, asked)));
                }
                self.ask(wanted).ok_or("there is no such file")?
            }
        };
        Ok(js_sys::Uint8Array::new(&asked.await?).to_vec())
    }

    fn ask(&self, (id, number): Block) -> Option<JsFuture> {
        let start = number * BLOCK_BYTES;
        Some(blocks::ask(&self.file(id)?, start..start + BLOCK_BYTES))
    }

    async fn unpacked_block(
        &self,
        (id, number): Block,
        container: Container,
    ) -> Result<Vec<u8>, JsValue> {
        let stream = self.streams.borrow_mut().remove(&id);
        let mut stream = match stream.filter(|stream| stream.next_block <= number) {
            Some(stream) => stream,
            None => Stream::new(&self.file(id).ok_or("there is no such file")?, container),
        };
        loop {
            let block = stream.next().await?;
            let is_wanted = stream.next_block > number;
            if is_wanted || block.is_empty() {
                self.streams.borrow_mut().insert(id, stream);
                return Ok(if is_wanted { block } else { Vec::new() });
            }
            self.keep((id, stream.next_block - 1), block);
        }
    }
}

impl Stream {
    fn new(file: &Blob, container: Container) -> Self {
        #[allow(clippy::cast_sign_loss, reason = "a size is not negative")]
        let size = file.size() as u64;
        Self {
            blocks: Blocks::new(file.clone(), 0..size, COMPRESSED_BYTES),
            unpacker: Unpacker::new(container),
            input: Vec::new(),
            n_taken: 0,
            text: Vec::new(),
            next_block: 0,
            is_drained: false,
        }
    }

    /// The next block of text; a short or empty one at the end, however the stream ends.
    async fn next(&mut self) -> Result<Vec<u8>, JsValue> {
        let wanted = BLOCK_BYTES as usize;
        while self.text.len() < wanted {
            let n_text = self.text.len();
            let rest = self.input.get(self.n_taken..).unwrap_or_default();
            match self.unpacker.push(rest, &mut self.text) {
                Ok(n_taken) => self.n_taken += n_taken,
                Err(_) => break,
            }
            // Text can wait inside a layer when its input is used up.
            if self.n_taken >= self.input.len() && self.text.len() == n_text {
                self.n_taken = 0;
                if self.is_drained {
                    break;
                }
                if !self.blocks.next(&mut self.input).await? {
                    self.input.clear();
                    self.is_drained = true;
                    self.unpacker.drain(&mut self.text);
                }
            }
        }
        self.next_block += 1;
        let rest = self.text.split_off(wanted.min(self.text.len()));
        Ok(std::mem::replace(&mut self.text, rest))
    }
}
