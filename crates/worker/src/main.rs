//! The analysis worker's entry.

use jejak_protocol::FromWorker;
use wasm_bindgen::JsCast;

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else {
        return;
    };
    let build = option_env!("JEJAK_BUILD").unwrap_or("dev").to_owned();
    if let Ok(ready) = serde_wasm_bindgen::to_value(&FromWorker::Ready { build }) {
        let _ = scope.post_message(&js_sys::Array::of1(&ready));
    }
}
