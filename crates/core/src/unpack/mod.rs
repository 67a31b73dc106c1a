//! What lies between the bytes on disk and the text of a log: compression, UTF-16, and what keeps its
//! records otherwise than in lines, in layers.
//!
//! In: bytes as they arrive. Out: UTF-8 text in blocks, the same whatever pieces the bytes come in.
//! Positions in a file are those of this text. Which layers a file has is told by its first bytes
//! ([`Container::of`]), whatever its name says.
//!
//! What a damaged or cut stream still gave is kept: the end state says why there is no more. It
//! leaves to its callers where the bytes come from and what the text means.

mod bzip2;
mod events_table;
mod events_xml;
mod evtx;
mod gzip;
mod journal;
mod json_array;
mod members;
mod metrics_json;
#[cfg(test)]
mod testing;
mod utf16;
mod windows_event;
mod xz;
mod zstd;

use jejak_protocol::{Notice, NoticeKind};
use serde::{Deserialize, Serialize};

use self::bzip2::Bzip2;
use self::events_table::EventsTable;
pub(crate) use self::events_table::LINE_END;
use self::events_xml::EventsXml;
use self::evtx::Evtx;
use self::gzip::Inflater;
use self::journal::JournalExport;
use self::json_array::JsonArray;
use self::members::{Member as _, Members};
use self::metrics_json::MetricsJson;
use self::utf16::Utf16;
use self::xz::Xz;
use self::zstd::Zstd;
use crate::archive;

/// A block of output is full at this size. Chosen: the size in which plain files are read.
pub const BLOCK_BYTES: usize = 4 << 20;

/// Output ends here: some minutes of reading; nobody investigates more text in one file.
pub const MAX_BYTES: u64 = 64 << 30;

/// Output per input, past [`RATIO_FROM_BYTES`]. Deflate ends at 1032:1 and real logs, stamps and
/// all, stay under 100:1; a single line that is repeated for ever is no log.
pub const MAX_RATIO: u64 = 400;
pub const RATIO_FROM_BYTES: u64 = 256 << 20;

/// Layers of one file. Chosen: an archive that was packed again, with UTF-16 inside, has three.
pub const MAX_LAYERS: usize = 4;

/// One step from the bytes on disk to text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    Utf16Le,
    Utf16Be,
    /// Windows' event log, an event a line.
    Evtx,
    /// The same events in XML, an event a line.
    EventsXml,
    /// The event viewer's table, whose sentences go over several lines: an event a line.
    EventsTable,
    /// journald's export format, an entry a line.
    JournalExport,
    /// One array of objects, an object a line.
    JsonArray,
    /// What Prometheus and Grafana answer about metrics, a sample a line.
    MetricsJson,
}

/// How the bytes on disk become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Container {
    /// They are text; any range of them can be read.
    Plain,
    /// Through layers, the outermost first, from front to back.
    Packed([Option<Layer>; MAX_LAYERS]),
}

/// Why no more text can come out of a stream, however many bytes follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    #[error("the compressed stream is damaged")]
    Damaged,
    #[error("the compressed stream grows past the allowed size")]
    OverLimit,
}

/// How a stream ended. In every case the text that came out before it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Complete,
    /// The last member is not whole.
    Truncated,
    /// Bytes that the layer does not have, or a check sum that does not fit.
    Damaged,
    /// Past [`MAX_BYTES`] or [`MAX_RATIO`].
    OverLimit,
}

impl End {
    /// What to tell about a stream that gave `n_bytes` of text; nothing when it was whole.
    pub fn notice(self, n_bytes: u64) -> Option<Notice> {
        let kind = match self {
            Self::Complete => return None,
            Self::Truncated | Self::Damaged => NoticeKind::TruncatedStream,
            Self::OverLimit => NoticeKind::InflationLimit,
        };
        Some(Notice {
            kind,
            count: n_bytes,
        })
    }
}

impl Container {
    /// The layers that a file's first bytes show, and the text that those bytes give, up to
    /// `max_bytes` of it. None for more layers than are unpacked.
    pub fn of(first: &[u8], max_bytes: u64) -> Option<(Self, Vec<u8>, End)> {
        let mut container = Self::Plain;
        let (mut text, mut end) = (first.to_vec(), End::Complete);
        // An archive is no layer: its many zeros could be taken for UTF-16.
        while archive::Kind::of(&text).is_none()
            && let Some(layer) = layer_of(&text)
        {
            container = container.with(layer)?;
            (text, end) = unpacked(container, first, max_bytes);
        }
        Some((container, text, end))
    }

    /// One layer, whatever the bytes say.
    pub fn one(layer: Layer) -> Self {
        let mut layers = [None; MAX_LAYERS];
        if let Some(slot) = layers.first_mut() {
            *slot = Some(layer);
        }
        Self::Packed(layers)
    }

    /// The layer that gives the text.
    pub fn innermost(self) -> Option<Layer> {
        self.layers().last()
    }

    fn with(self, layer: Layer) -> Option<Self> {
        let mut layers = match self {
            Self::Plain => [None; MAX_LAYERS],
            Self::Packed(layers) => layers,
        };
        let slot = layers.iter_mut().find(|slot| slot.is_none())?;
        *slot = Some(layer);
        Some(Self::Packed(layers))
    }

    fn layers(self) -> impl Iterator<Item = Layer> {
        let layers = match self {
            Self::Plain => [None; MAX_LAYERS],
            Self::Packed(layers) => layers,
        };
        layers.into_iter().flatten()
    }
}

fn layer_of(first: &[u8]) -> Option<Layer> {
    let packers = [
        (gzip::is_gzip(first), Layer::Gzip),
        (is_bzip2(first), Layer::Bzip2),
        (first.starts_with(Xz::MAGIC), Layer::Xz),
        (first.starts_with(Zstd::MAGIC), Layer::Zstd),
        (first.starts_with(evtx::MAGIC), Layer::Evtx),
        (first.starts_with(journal::MAGIC), Layer::JournalExport),
        (events_xml::is_events(first), Layer::EventsXml),
        (events_table::is_table(first), Layer::EventsTable),
        (metrics_json::is_answer(first), Layer::MetricsJson),
        (json_array::is_array(first), Layer::JsonArray),
    ];
    if let Some((_, layer)) = packers.into_iter().find(|(is_so, _)| *is_so) {
        return Some(layer);
    }
    Some(match utf16::order(first)? {
        true => Layer::Utf16Be,
        false => Layer::Utf16Le,
    })
}

/// Magic, block size and the first block's own magic: letters alone may begin a line of text.
fn is_bzip2(first: &[u8]) -> bool {
    matches!(
        first,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..]
    )
}

/// The text of a stream's first bytes, and how it ended: cut, as a rule.
fn unpacked(container: Container, bytes: &[u8], max_bytes: u64) -> (Vec<u8>, End) {
    let mut unpacker = Unpacker::with_max_bytes(container, max_bytes);
    let mut text = Vec::new();
    let _ = unpacker.push(bytes, &mut text);
    unpacker.drain(&mut text);
    text.truncate(
        usize::try_from(max_bytes)
            .unwrap_or(usize::MAX)
            .max(BLOCK_BYTES),
    );
    (text, unpacker.finish())
}

/// Unpacks one stream.
#[derive(Debug)]
pub struct Unpacker {
    stages: Vec<Stage>,
    /// What came out of each stage but the last and was not taken by the next.
    between: Vec<Vec<u8>>,
    stop: Option<Stop>,
    n_in: u64,
    n_out: u64,
    max_bytes: u64,
}

#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a stream has a handful of them; none is moved while it runs"
)]
enum Stage {
    Gzip(Inflater),
    Bzip2(Members<Bzip2>),
    Xz(Members<Xz>),
    Zstd(Members<Zstd>),
    Utf16(Utf16),
    Evtx(Evtx),
    EventsXml(EventsXml),
    EventsTable(EventsTable),
    JournalExport(JournalExport),
    JsonArray(JsonArray),
    MetricsJson(MetricsJson),
}

impl Unpacker {
    pub fn new(container: Container) -> Self {
        Self::with_max_bytes(container, MAX_BYTES)
    }

    /// Stops at a smaller size: for a look at the beginning, and for tests.
    pub fn with_max_bytes(container: Container, max_bytes: u64) -> Self {
        let stages: Vec<_> = container
            .layers()
            .map(|layer| Stage::new(layer, max_bytes))
            .collect();
        Self {
            between: vec![Vec::new(); stages.len().saturating_sub(1)],
            stages,
            stop: None,
            n_in: 0,
            n_out: 0,
            max_bytes,
        }
    }

    /// Takes packed bytes and appends text to `out`, up to about [`BLOCK_BYTES`] in it. Returns how
    /// many bytes were taken.
    ///
    /// When `out` is full, take the text away, clear it and push the rest, even if it is empty:
    ///
    /// ```
    /// # use jejak_core::unpack::{BLOCK_BYTES, Container, Stop, Unpacker};
    /// # fn read(mut bytes: &[u8], container: Container) -> Result<u64, Stop> {
    /// # let (mut unpacker, mut out, mut n_text) = (Unpacker::new(container), Vec::new(), 0);
    /// loop {
    ///     let n_taken = unpacker.push(bytes, &mut out)?;
    ///     bytes = &bytes[n_taken..];
    ///     if n_taken == 0 && out.is_empty() {
    ///         break; // all of `bytes` was taken; push more when there is more
    ///     }
    ///     n_text += out.len() as u64;
    ///     out.clear();
    /// }
    /// # Ok(n_text)
    /// # }
    /// # assert_eq!(read(&[], Container::Plain), Ok(0));
    /// ```
    ///
    /// # Errors
    /// [`Stop`], now and at every later push; text that came before it is in `out`.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        if let Some(stop) = self.stop {
            return Err(stop);
        }
        let mut n_taken = 0;
        while out.len() < BLOCK_BYTES {
            let rest = input.get(n_taken..).unwrap_or_default();
            let n_before = out.len();
            let (n, is_idle) = self.turn(rest, out);
            n_taken += n;
            self.n_in += n as u64;
            self.n_out += (out.len() - n_before) as u64;
            let is_over = self.n_out > self.max_bytes
                || (self.n_out > RATIO_FROM_BYTES && self.n_out / MAX_RATIO > self.n_in);
            if is_over {
                self.stop = self.stop.or(Some(Stop::OverLimit));
            }
            if let Some(stop) = self.stop {
                return Err(stop);
            }
            if is_idle {
                break;
            }
        }
        Ok(n_taken)
    }

    /// Lets each stage take what is before it, the last one first. Returns the bytes of `input` that
    /// were taken, and whether nothing moved.
    fn turn(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, bool) {
        let (mut n_taken, mut is_idle) = (0, true);
        for i in (0..self.stages.len()).rev() {
            let (before, behind) = self.between.split_at_mut(i);
            let target = behind.first_mut().unwrap_or(&mut *out);
            let is_last = i + 1 == self.stages.len();
            if !is_last && !target.is_empty() {
                continue;
            }
            let source = before.last_mut();
            let Some(stage) = self.stages.get_mut(i) else {
                continue;
            };
            let n_before = target.len();
            let bytes = source.as_ref().map_or(input, |source| source.as_slice());
            let pushed = stage.push(bytes, target);
            is_idle &= target.len() == n_before && !matches!(pushed, Ok(1..));
            match (pushed, source) {
                (Ok(n), Some(source)) => drop(source.drain(..n)),
                (Ok(n), None) => n_taken = n,
                (Err(stop), _) => {
                    // What came before the damage still goes on its way.
                    if target.len() == n_before && is_idle {
                        self.stop = Some(stop);
                    }
                }
            }
        }
        (n_taken, is_idle)
    }

    /// Appends what layers hold back while more bytes may come: call it when none will, once.
    pub fn drain(&mut self, out: &mut Vec<u8>) {
        if self.stop.is_some() {
            return;
        }
        for i in 0..self.stages.len() {
            let target = self.between.get_mut(i).unwrap_or(&mut *out);
            if let Some(stage) = self.stages.get_mut(i) {
                stage.drain(target);
            }
            while !self.turn(&[], out).1 {}
        }
    }

    /// How the stream ended, when no bytes are left to push.
    pub fn finish(&self) -> End {
        match self.stop {
            Some(Stop::Damaged) => return End::Damaged,
            Some(Stop::OverLimit) => return End::OverLimit,
            None => {}
        }
        let ends = self.stages.iter().map(Stage::finish);
        ends.fold(End::Complete, |end, next| match end {
            End::Complete => next,
            end => end,
        })
    }

    /// Bytes of text so far.
    pub fn n_out(&self) -> u64 {
        self.n_out
    }
}

impl Stage {
    fn new(layer: Layer, max_bytes: u64) -> Self {
        match layer {
            Layer::Gzip => Self::Gzip(Inflater::with_max_bytes(max_bytes)),
            Layer::Bzip2 => Self::Bzip2(Members::new()),
            Layer::Xz => Self::Xz(Members::new()),
            Layer::Zstd => Self::Zstd(Members::new()),
            Layer::Utf16Le => Self::Utf16(Utf16::new(false)),
            Layer::Utf16Be => Self::Utf16(Utf16::new(true)),
            Layer::Evtx => Self::Evtx(Evtx::new()),
            Layer::EventsXml => Self::EventsXml(EventsXml::default()),
            Layer::EventsTable => Self::EventsTable(EventsTable::default()),
            Layer::JournalExport => Self::JournalExport(JournalExport::new()),
            Layer::JsonArray => Self::JsonArray(JsonArray::new()),
            Layer::MetricsJson => Self::MetricsJson(MetricsJson::default()),
        }
    }

    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        match self {
            Self::Gzip(stage) => stage.push(input, out),
            Self::Bzip2(stage) => stage.push(input, out),
            Self::Xz(stage) => stage.push(input, out),
            Self::Zstd(stage) => stage.push(input, out),
            Self::Utf16(stage) => stage.push(input, out),
            Self::Evtx(stage) => stage.push(input, out),
            Self::EventsXml(stage) => stage.push(input, out),
            Self::EventsTable(stage) => stage.push(input, out),
            Self::JournalExport(stage) => stage.push(input, out),
            Self::JsonArray(stage) => stage.push(input, out),
            Self::MetricsJson(stage) => stage.push(input, out),
        }
    }

    fn drain(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::Bzip2(stage) => stage.drain(out),
            Self::Xz(stage) => stage.drain(out),
            Self::Zstd(stage) => stage.drain(out),
            Self::Evtx(stage) => stage.drain(out),
            Self::EventsXml(stage) => stage.drain(out),
            Self::EventsTable(stage) => stage.drain(out),
            Self::JournalExport(stage) => stage.drain(out),
            Self::Gzip(_) | Self::Utf16(_) | Self::JsonArray(_) | Self::MetricsJson(_) => {}
        }
    }

    fn finish(&self) -> End {
        match self {
            Self::Gzip(stage) => stage.finish(),
            Self::Bzip2(stage) => stage.finish(),
            Self::Xz(stage) => stage.finish(),
            Self::Zstd(stage) => stage.finish(),
            Self::Utf16(stage) => stage.finish(),
            Self::Evtx(stage) => stage.finish(),
            Self::EventsXml(stage) => stage.finish(),
            Self::EventsTable(stage) => stage.finish(),
            Self::JournalExport(stage) => stage.finish(),
            Self::JsonArray(stage) => stage.finish(),
            Self::MetricsJson(stage) => stage.finish(),
        }
    }
}
