//! Opens an archive: each file in it becomes a `Blob`, a part of the archive's own.
//!
//! Nothing is copied but an archive that is packed itself (`.tar.gz`): its bytes go into blobs, which
//! the browser keeps outside of this program's memory and drops with the worker.

use std::cell::RefCell;
use std::io;

use jejak_core::Plan;
use jejak_core::archive::{self, Budget, Member, ReadAt};
use jejak_core::plan::Container;
use jejak_core::unpack::{BLOCK_BYTES, Unpacker};
use jejak_protocol::{FileFacts, Notice, NoticeKind};
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

use crate::blocks::{self, Blocks, COMPRESSED_BYTES};

/// Bytes that are read at once while headers are looked for.
const WINDOW_BYTES: u64 = 64 << 10;

/// What an archive holds.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    /// Each with its bytes, and why they cannot be read.
    pub(crate) members: Vec<(FileFacts, Blob, Option<NoticeKind>)>,
    /// What to say of the archive.
    pub(crate) notices: Vec<Notice>,
    pub(crate) is_document: bool,
}

impl Opened {
    pub(crate) fn refused(kind: NoticeKind) -> Self {
        Self::noticed(Notice { kind, count: 0 })
    }

    fn noticed(notice: Notice) -> Self {
        Self {
            notices: vec![notice],
            ..Self::default()
        }
    }
}

/// Lists an archive, the first `n_max` files of it. `budget`: of all archives of the run. `note` is told how many bytes were unpacked, and answers whether to go on.
pub(crate) async fn open(
    file: &Blob,
    plan: &Plan,
    n_max: usize,
    budget: &RefCell<Budget>,
    note: &dyn Fn(u64) -> bool,
) -> Opened {
    let Some(kind) = plan.archive() else {
        return Opened::default();
    };
    let mut notices = Vec::new();
    let bytes = match plan.container {
        Container::Plain => Ok(file.clone()),
        Container::Packed(_) => unpacked(file, plan, budget, note, &mut notices).await,
    };
    let listed = bytes.and_then(|bytes| {
        let window = Window::new(bytes.clone())?;
        let listing = archive::list(&window, kind, n_max).map_err(|error| error.to_string())?;
        Ok((bytes, listing))
    });
    let (bytes, listing) = match listed {
        Ok(listed) => listed,
        Err(error) => return Opened::noticed(blocks::notice_of(&error, 0)),
    };
    if listing.is_document {
        return Opened {
            is_document: true,
            ..Opened::default()
        };
    }
    notices.splice(0..0, listing.notices());
    let members = listing.members.iter().filter_map(|member| {
        let facts = FileFacts {
            name: archive::name_in(&plan.facts.name, &member.name),
            size_bytes: Some(member.n_bytes()),
            modified_ms: member.modified_ms.or(plan.facts.modified_ms),
        };
        Some((facts, blob_of(&bytes, member).ok()?, member.problem))
    });
    Opened {
        members: members.collect(),
        notices,
        is_document: false,
    }
}

/// A member as a blob: what is thought before it, its range, what is thought behind it.
fn blob_of(bytes: &Blob, member: &Member) -> Result<Blob, JsValue> {
    let range = slice(bytes, member.range.start, member.range.end)?;
    if member.head.is_empty() && member.tail.is_empty() {
        return Ok(range);
    }
    let parts = js_sys::Array::of3(
        &js_sys::Uint8Array::from(member.head.as_slice()),
        &range,
        &js_sys::Uint8Array::from(member.tail.as_slice()),
    );
    Blob::new_with_u8_array_sequence(&parts)
}

/// Sizes of files are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn slice(bytes: &Blob, start: u64, end: u64) -> Result<Blob, JsValue> {
    bytes.slice_with_f64_and_f64(start as f64, end as f64)
}

fn n_bytes_of(blob: &Blob) -> u64 {
    #[allow(clippy::cast_sign_loss, reason = "a size is not negative")]
    let size = blob.size() as u64;
    size
}

/// The bytes of a packed archive, as far as they can be unpacked.
async fn unpacked(
    file: &Blob,
    plan: &Plan,
    budget: &RefCell<Budget>,
    note: &dyn Fn(u64) -> bool,
    notices: &mut Vec<Notice>,
) -> Result<Blob, JsValue> {
    let parts = js_sys::Array::new();
    let mut unpacker = Unpacker::new(plan.container);
    let mut blocks = Blocks::new(file.clone(), 0..n_bytes_of(file), COMPRESSED_BYTES);
    let (mut buffer, mut text, mut n_read) = (Vec::new(), Vec::new(), 0);
    let keep = |text: &mut Vec<u8>| -> Result<bool, JsValue> {
        let n_kept = budget.borrow_mut().take(text.len());
        let is_within = n_kept == text.len();
        text.truncate(n_kept);
        let part = js_sys::Array::of1(&js_sys::Uint8Array::from(text.as_slice()));
        let part = Blob::new_with_u8_array_sequence(&part)?;
        parts.push(&part);
        text.clear();
        Ok(is_within)
    };
    let mut is_within = true;
    'file: while blocks.next(&mut buffer).await? {
        let mut rest = buffer.as_slice();
        loop {
            let pushed = unpacker.push(rest, &mut text);
            let is_full = text.len() >= BLOCK_BYTES;
            if is_full {
                is_within = keep(&mut text)?;
            }
            match pushed {
                Ok(n_taken) if is_within => rest = rest.get(n_taken..).unwrap_or_default(),
                _ => break 'file,
            }
            if !is_full {
                break;
            }
        }
        n_read += buffer.len() as u64;
        if !note(n_read) {
            break;
        }
    }
    unpacker.drain(&mut text);
    is_within &= keep(&mut text)?;
    let n_bytes = unpacker.n_out();
    if is_within {
        notices.extend(unpacker.finish().notice(n_bytes));
    } else {
        let kind = NoticeKind::InflationLimit;
        let count = n_bytes;
        notices.push(Notice { kind, count });
    }
    Blob::new_with_blob_sequence(&parts)
}

/// A blob that is read at any place, some of it at once: headers are small and near each other.
struct Window {
    bytes: Blob,
    reader: FileReaderSync,
    /// Where what was read last begins, and what it is.
    read: std::cell::RefCell<(u64, Vec<u8>)>,
}

impl Window {
    fn new(bytes: Blob) -> Result<Self, JsValue> {
        Ok(Self {
            bytes,
            reader: FileReaderSync::new()?,
            read: std::cell::RefCell::default(),
        })
    }
}

impl ReadAt for Window {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = self.read.borrow_mut();
        let holds = offset >= read.0 && offset < read.0 + read.1.len() as u64;
        if !holds {
            let end = offset.saturating_add(WINDOW_BYTES).min(self.n_bytes());
            let fetched = slice(&self.bytes, offset.min(end), end)
                .and_then(|part| self.reader.read_as_array_buffer(&part))
                .map_err(|error| io::Error::other(format!("{error:?}")))?;
            *read = (offset, js_sys::Uint8Array::new(&fetched).to_vec());
        }
        let skipped = (offset - read.0) as usize;
        let mut rest = read.1.get(skipped..).unwrap_or_default();
        io::Read::read(&mut rest, buffer)
    }

    fn n_bytes(&self) -> u64 {
        n_bytes_of(&self.bytes)
    }
}
