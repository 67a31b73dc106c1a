#![no_main]

use std::sync::OnceLock;

use jejak_core::plan::Container;
use jejak_core::unpack::{End, Layer, Unpacker, BLOCK_BYTES};
use libfuzzer_sys::fuzz_target;

/// Text of one input; more is stopped.
const MAX_BYTES: u64 = 1 << 20;

/// What a stage may give in one step behind the bound.
const MAX_OVER: usize = 8 << 20;

static LAYER: OnceLock<Layer> = OnceLock::new();

fn layer() -> Layer {
    *LAYER.get_or_init(|| match jejak_fuzz::target("container").as_str() {
        "gzip" => Layer::Gzip,
        "bzip2" => Layer::Bzip2,
        "xz" => Layer::Xz,
        "zstd" => Layer::Zstd,
        "utf16" => Layer::Utf16Le,
        "evtx" => Layer::Evtx,
        "events-xml" => Layer::EventsXml,
        "events-table" => Layer::EventsTable,
        "journal" => Layer::JournalExport,
        "json-array" => Layer::JsonArray,
        "metrics-json" => Layer::MetricsJson,
        other => panic!("{other} is no container"),
    })
}

/// The text, and how it ended.
fn unpacked<'d>(pieces: impl Iterator<Item = &'d [u8]>) -> (Vec<u8>, End) {
    let mut unpacker = Unpacker::with_max_bytes(Container::one(layer()), MAX_BYTES);
    let (mut text, mut block) = (Vec::new(), Vec::new());
    'all: for piece in pieces {
        let mut rest = piece;
        loop {
            let pushed = unpacker.push(rest, &mut block);
            let is_idle = block.len() < BLOCK_BYTES;
            text.append(&mut block);
            match pushed {
                Ok(n_taken) => rest = &rest[n_taken..],
                Err(_) => break 'all,
            }
            if is_idle {
                break;
            }
        }
    }
    unpacker.drain(&mut block);
    text.append(&mut block);
    (text, unpacker.finish())
}

fuzz_target!(init: { layer(); }, |data: &[u8]| {
    let Some((step, bytes)) = data.split_first() else {
        return;
    };
    let whole = unpacked(std::iter::once(bytes));
    assert!(whole.0.len() <= MAX_BYTES as usize + MAX_OVER);
    // Where it is stopped for its size, pieces may stop a step earlier.
    if whole.1 != End::OverLimit {
        let parts = unpacked(bytes.chunks(usize::from(*step) + 1));
        if parts.1 == End::OverLimit {
            return;
        }
        assert_eq!(parts.1, whole.1);
        // Of a damaged one as much is kept as its decoder gave before the damage, which hangs on how
        // much it was given at once.
        let is_prefix = whole.0.starts_with(&parts.0) || parts.0.starts_with(&whole.0);
        let is_same = match whole.1 {
            End::Complete => parts.0 == whole.0,
            _ => is_prefix,
        };
        assert!(is_same, "pieces give another text");
    }
});
