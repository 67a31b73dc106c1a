//! Where the workers' files of this build are. Each comes twice: with SIMD, and for browsers without it.

use leptos::prelude::document;

/// The smallest module with an instruction of SIMD: a function that counts the bits of 16 bytes.
const WITH_SIMD: [u8; 31] = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253,
    15, 253, 98, 11,
];

/// The loader of a worker that this browser can run, as index.html names it.
pub(super) fn of(worker: &str) -> Option<String> {
    let meta = document()
        .query_selector(&format!("meta[name='{worker}']"))
        .ok()??;
    let plain = (!has_simd()).then(|| meta.get_attribute("data-plain"));
    plain.flatten().or_else(|| meta.get_attribute("content"))
}

fn has_simd() -> bool {
    let module = js_sys::Uint8Array::from(WITH_SIMD.as_slice());
    js_sys::WebAssembly::validate(&module).unwrap_or(false)
}
