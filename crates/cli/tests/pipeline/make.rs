//! Inputs that no repository should hold, or no editor would keep: long lines, NUL, broken gzip.
//!
//! A recipe is a list of pieces, then what is done to the whole.

use std::io::Write as _;
use std::path::Path;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Make {
    pieces: Vec<Piece>,
    /// Write text as UTF-16, `le` or `be`.
    utf16: Option<String>,
    /// Pack each piece as a gzip member.
    #[serde(default)]
    gzip: bool,
    /// Cut this many bytes off the end.
    #[serde(default)]
    cut: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    /// Text as it is; TOML's escapes give what editors do not.
    text: Option<String>,
    /// Bytes in hexadecimal.
    hex: Option<String>,
    /// A file of the repository, from its root.
    file: Option<String>,
    #[serde(default = "once")]
    times: usize,
}

const fn once() -> usize {
    1
}

impl Make {
    pub(crate) fn write(&self, path: &Path) -> Result<(), String> {
        let mut bytes = Vec::new();
        for piece in &self.pieces {
            let mut piece = piece.bytes()?;
            if let Some(order) = &self.utf16 {
                piece = utf16(&piece, order)?;
            }
            if self.gzip {
                bytes.extend(gzip(&piece)?);
            } else {
                bytes.extend(piece);
            }
        }
        bytes.truncate(bytes.len().saturating_sub(self.cut));
        std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
    }
}

impl Piece {
    fn bytes(&self) -> Result<Vec<u8>, String> {
        let one = match (&self.text, &self.hex, &self.file) {
            (Some(text), None, None) => text.clone().into_bytes(),
            (None, Some(hex), None) => from_hex(hex)?,
            (None, None, Some(file)) => {
                std::fs::read(crate::root().join(file)).map_err(|e| format!("{file}: {e}"))?
            }
            _ => return Err("a piece has one of text, hex and file".to_owned()),
        };
        Ok(one.repeat(self.times))
    }
}

fn utf16(text: &[u8], order: &str) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
    let bytes: fn(u16) -> [u8; 2] = match order {
        "le" => u16::to_le_bytes,
        "be" => u16::to_be_bytes,
        other => return Err(format!("{other}: UTF-16 is le or be")),
    };
    Ok(text.encode_utf16().flat_map(bytes).collect())
}

fn from_hex(hex: &str) -> Result<Vec<u8>, String> {
    hex.split_whitespace()
        .map(|byte| u8::from_str_radix(byte, 16).map_err(|error| format!("{byte}: {error}")))
        .collect()
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| error.to_string())
}
