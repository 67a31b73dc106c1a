//! Bytes on their way: compressed by the browser, padded so that their length tells little, written
//! as text for links.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, Response};

/// More than any share holds; a small file that unpacks to more is refused.
const MAX_PLAIN_BYTES: usize = 64 * 1024 * 1024;
/// Lengths are rounded up to a power of two from here …
const MIN_BUCKET: usize = 4 * 1024;
/// … to here, and then to multiples of it.
const MAX_STEP: usize = 64 * 1024;

pub(super) async fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    through("CompressionStream", bytes).await
}

/// None for what was not compressed by `compress`, and for more than a share can hold.
pub(super) async fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    through("DecompressionStream", bytes).await
}

/// Pipes bytes through one of the browser's own streams, stopping at the largest length allowed.
async fn through(stream: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let class = Reflect::get(&window(), &stream.into()).ok()?;
    let class = class.dyn_into::<js_sys::Function>().ok()?;
    let stream = Reflect::construct(&class, &Array::of1(&"deflate-raw".into())).ok()?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).ok()?;
    let piped = blob.stream().pipe_through(stream.unchecked_ref());
    collect(&piped).await
}

async fn collect(stream: &ReadableStream) -> Option<Vec<u8>> {
    let reader = stream.get_reader();
    let reader: web_sys::ReadableStreamDefaultReader = reader.dyn_into().ok()?;
    let mut all = Vec::new();
    loop {
        let part: JsValue = JsFuture::from(reader.read()).await.ok()?;
        if Reflect::get(&part, &"done".into()).ok()?.is_truthy() {
            return Some(all);
        }
        let chunk: Uint8Array = Reflect::get(&part, &"value".into()).ok()?.dyn_into().ok()?;
        if all.len() + chunk.length() as usize > MAX_PLAIN_BYTES {
            let _cancelled = reader.cancel();
            return None;
        }
        all.extend(chunk.to_vec());
    }
}

/// The bytes of a file that somebody dropped.
pub(super) async fn read(blob: &Blob) -> Option<Vec<u8>> {
    if blob.size() > MAX_PLAIN_BYTES as f64 {
        return None;
    }
    let response = Response::new_with_opt_blob(Some(blob)).ok()?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// The length, the bytes, zeros up to the bucket.
pub(super) fn pad(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut padded = length.to_le_bytes().to_vec();
    padded.extend_from_slice(bytes);
    padded.resize(bucket(padded.len()), 0);
    padded
}

pub(super) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<4>()?;
    rest.get(..u32::from_le_bytes(*length) as usize)
}

/// How long bytes become by padding.
fn bucket(n_bytes: usize) -> usize {
    match n_bytes {
        0..=MIN_BUCKET => MIN_BUCKET,
        n if n <= MAX_STEP => n.next_power_of_two(),
        n => n.next_multiple_of(MAX_STEP),
    }
}

pub(super) fn to_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn from_text(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_hides_the_length_and_gives_the_bytes_back() {
        let lengths = [
            (0, 4_096),
            (4_092, 4_096),
            (4_093, 8_192),
            (65_000, 65_536),
            (65_533, 131_072),
            (200_000, 262_144),
        ];
        for (n, expect) in lengths {
            let bytes = vec![7; n];
            let padded = pad(&bytes);
            assert_eq!(padded.len(), expect, "{n}");
            assert_eq!(unpad(&padded), Some(bytes.as_slice()));
        }
        assert_eq!(unpad(&[9, 0, 0, 0, 1]), None);
        assert_eq!(unpad(&[1, 0]), None);
    }
}
