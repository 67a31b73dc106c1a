//! Formats that the person described, from files that the page saved.

use std::fs;

use jejak_core::formats::custom::Custom;
use jejak_protocol::custom::{CustomFormat, FormatFile};
use jejak_words::ui::own_format;
use jejak_words::{Lang, visible};

/// The formats of one file.
#[derive(Clone, Debug)]
pub(crate) struct OwnFormats(Vec<CustomFormat>);

/// Reads a file of formats.
///
/// # Errors
/// The file cannot be read, holds no formats, or one that cannot be used.
pub(crate) fn read(path: &str) -> Result<OwnFormats, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: FormatFile = serde_json::from_str(&text)
        .map_err(|error| format!("it holds no formats of Jejak ({error})"))?;
    if file.jejak_formats != FormatFile::VERSION {
        return Err(format!(
            "it is of version {}; this program reads version {}",
            file.jejak_formats,
            FormatFile::VERSION
        ));
    }
    for format in &file.formats {
        Custom::new(format).map_err(|fault| {
            let name = visible(&format.name);
            format!("“{name}”: {}", own_format::fault(&fault, Lang::En))
        })?;
    }
    Ok(OwnFormats(file.formats))
}

/// All formats of the files, in their order.
pub(crate) fn all(files: &[OwnFormats]) -> Vec<CustomFormat> {
    files.iter().flat_map(|file| file.0.clone()).collect()
}
