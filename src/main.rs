//! The page's entry: mounts the user interface on the body.

mod plotly_js;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::*};

fn main() {
    mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let (worker_says, set_worker_says) = signal(String::from("starting"));
    let worker = web_sys::Worker::new(&meta("jejak-worker")).ok();
    let on_message = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
        let parts = js_sys::Array::from(&event.data());
        let text = js_sys::JSON::stringify(&parts.get(0)).map(String::from);
        set_worker_says.set(text.unwrap_or_default());
    });
    if let Some(worker) = &worker {
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    }
    on_message.forget();
    let chart = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let Some(element) = chart.get() else { return };
        leptos::task::spawn_local(async move {
            if let Ok(chart) = plotly_js::Chart::open(&element).await {
                let figure = Figure {
                    data: vec![Trace {
                        x: vec![1.0, 2.0, 3.0],
                        y: vec![4.0, 1.0, 3.0],
                        name: plotly_js::plain("<events>"),
                    }],
                };
                let _ = chart.draw(&figure).await;
                let clicks = chart.on("plotly_click", |event| {
                    leptos::logging::log!("{event:?}");
                });
                std::mem::forget((chart, clicks));
            }
        });
    });
    view! {
        <main>
            <h1>"Jejak"</h1>
            <p id="worker">{worker_says}</p>
            <div node_ref=chart></div>
        </main>
    }
}

fn meta(name: &str) -> String {
    document()
        .query_selector(&format!("meta[name='{name}']"))
        .ok()
        .flatten()
        .and_then(|tag| tag.get_attribute("content"))
        .unwrap_or_default()
}

#[derive(serde::Serialize)]
struct Figure {
    data: Vec<Trace>,
}

#[derive(serde::Serialize)]
struct Trace {
    x: Vec<f64>,
    y: Vec<f64>,
    name: String,
}
