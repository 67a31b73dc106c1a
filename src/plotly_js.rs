//! Plotly.js, fetched when the first chart is drawn: open a chart on an element, draw, listen, drop.
//!
//! In: a figure, `{data, layout, config}` as plotly.js documents it, from any serde type; every
//! text in it that comes from a log goes through [`plain`]. Its rules of style come as a file,
//! because the page's policy forbids those it would add by script
//! (docs/decisions/0001-charts-under-the-policy.md). Not done here: what a chart shows.
//!
//! ```ignore
//! let chart = Chart::open(&element).await?;          // fetches plotly.js once for the page
//! chart.draw(&figure).await?;                        // Plotly.react: call it again to update
//! let zoomed = chart.on("plotly_relayout", |event| …); // keep it: dropping it stops listening
//! on_cleanup(move || drop((zoomed, chart)));         // Plotly.purge
//! ```

use std::cell::RefCell;

use js_sys::Promise;
use leptos::leptos_dom::helpers::request_idle_callback;
use serde::Serialize;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, HtmlLinkElement, HtmlScriptElement};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Plotly, js_name = react)]
    async fn plotly_react(element: &HtmlElement, figure: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Plotly, js_name = purge)]
    fn plotly_purge(element: &HtmlElement) -> Result<(), JsValue>;

    /// An element that plotly.js has drawn into: it gains an event emitter.
    #[wasm_bindgen(extends = HtmlElement, js_name = HTMLElement)]
    type DrawnElement;

    #[wasm_bindgen(catch, method)]
    fn on(this: &DrawnElement, event: &str, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, method, js_name = removeListener)]
    fn remove_listener(this: &DrawnElement, event: &str, listener: &JsValue)
    -> Result<(), JsValue>;
}

/// An element that holds a chart; dropping it frees what plotly.js keeps for it.
#[derive(Debug)]
pub(crate) struct Chart {
    element: HtmlElement,
}

/// The charts cannot be shown: the script could not be fetched, or a figure is not understood.
#[derive(Debug, thiserror::Error)]
#[error("the chart could not be drawn: {0}")]
pub(crate) struct ChartError(String);

impl Chart {
    /// Fetches plotly.js unless the page has it.
    pub(crate) async fn open(element: &HtmlElement) -> Result<Self, ChartError> {
        load().await?;
        Ok(Self {
            element: element.clone(),
        })
    }

    /// Draws the figure, or changes what is drawn into it.
    pub(crate) async fn draw(&self, figure: &impl Serialize) -> Result<(), ChartError> {
        // Maps become plain objects, the only kind that plotly.js reads.
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        let figure = figure
            .serialize(&serializer)
            .map_err(|error| ChartError(error.to_string()))?;
        plotly_react(&self.element, &figure).await?;
        Ok(())
    }

    /// Calls `listener` on each of plotly.js' events of that name, until the result is dropped.
    /// The chart must have been drawn once.
    pub(crate) fn on(
        &self,
        event: &'static str,
        listener: impl FnMut(JsValue) + 'static,
    ) -> Result<Listening, ChartError> {
        let element: DrawnElement = self.element.clone().unchecked_into();
        let closure = Closure::<dyn FnMut(JsValue)>::new(listener);
        element.on(event, closure.as_ref())?;
        Ok(Listening {
            element,
            event,
            closure,
        })
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        // An element that was never drawn into has nothing to free, which is fine.
        plotly_purge(&self.element).ok();
    }
}

/// A listener at work; dropping it ends it.
#[must_use = "dropping it stops the listening"]
pub(crate) struct Listening {
    element: DrawnElement,
    event: &'static str,
    closure: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.element
            .remove_listener(self.event, self.closure.as_ref())
            .ok();
    }
}

impl From<JsValue> for ChartError {
    fn from(error: JsValue) -> Self {
        let message = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
        Self(message.map_or_else(|| format!("{error:?}"), String::from))
    }
}

/// Text for a figure, shown as it stands. plotly.js reads a kind of HTML in titles, names and hover
/// texts: text from a log could bring links, and styled tags are violations of the page's policy.
pub(crate) fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

thread_local! {
    /// The one fetch of the script, under way or done. A failed one is forgotten, to be tried again.
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Fetches plotly.js while the page has nothing else to do, and draws a chart that nobody sees: browsers
/// compile what is first called, so the first chart of all takes several times as long as the next.
/// The first that is needed then neither waits nor disturbs the reading of files.
pub(crate) fn prepare_when_idle() {
    request_idle_callback(|| {
        wasm_bindgen_futures::spawn_local(async {
            // Who draws a chart tries again and tells.
            if load().await.is_ok() {
                request_idle_callback(|| wasm_bindgen_futures::spawn_local(rehearse()));
            }
        });
    });
}

async fn rehearse() {
    let document = leptos::prelude::document();
    let (Some(body), Ok(element)) = (document.body(), document.create_element("div")) else {
        return;
    };
    element.set_class_name("chart-rehearsal");
    element.set_attribute("aria-hidden", "true").ok();
    if body.append_child(&element).is_err() {
        return;
    }
    let element: HtmlElement = element.unchecked_into();
    let chart = Chart { element };
    // The traces and axes of the timeline.
    let axis = json!({"tickmode": "array", "tickvals": [1], "ticktext": ["1"], "fixedrange": true});
    let figure = json!({
        "data": [
            {"type": "scatter", "mode": "none", "fill": "toself", "x": [0, 0, 1], "y": [0, 1, 0]},
            {"type": "bar", "orientation": "h", "yaxis": "y2", "x": [1, 2], "y": [1, 2], "base": [0, 1],
             "text": ["A", "B"], "textposition": "inside", "hovertext": ["A", "B"], "hoverinfo": "text"},
        ],
        "layout": {
            "width": 300, "height": 100, "showlegend": false, "hovermode": "closest", "dragmode": false,
            "barmode": "overlay", "xaxis": axis, "yaxis": axis, "yaxis2": axis,
        },
        "config": {"displayModeBar": false},
    });
    chart.draw(&figure).await.ok();
    chart.element.remove();
}

async fn load() -> Result<(), ChartError> {
    let loading = LOADING.with_borrow_mut(|loading| {
        loading
            .get_or_insert_with(|| Promise::new(&mut insert))
            .clone()
    });
    match JsFuture::from(loading).await {
        Ok(_) => Ok(()),
        Err(error) => {
            LOADING.set(None);
            // What a tag reports is an event without a reason.
            Err(match error.dyn_ref::<web_sys::Event>() {
                Some(_) => ChartError("plotly.js could not be fetched".to_owned()),
                None => error.into(),
            })
        }
    }
}

/// Puts the style sheet, then the script, into the document's head.
fn insert(done: js_sys::Function, failed: js_sys::Function) {
    if let Err(error) = try_insert(&done, &failed) {
        failed.call1(&JsValue::NULL, &error).ok();
    }
}

fn try_insert(done: &js_sys::Function, failed: &js_sys::Function) -> Result<(), JsValue> {
    let document = leptos::prelude::document();
    let head = document.head().ok_or("the page has no head")?;

    let style: HtmlLinkElement = document.create_element("link")?.unchecked_into();
    style.set_rel("stylesheet");
    style.set_href(&named(&document, "jejak-plotly-style")?);
    // By this id and class plotly.js knows that its rules are there and adds none.
    style.set_id("plotly.js-style-global");
    style.set_class_name("no-inline-styles");

    let script: HtmlScriptElement = document.create_element("script")?.unchecked_into();
    script.set_src(&named(&document, "jejak-plotly-script")?);
    script.set_onload(Some(done));
    script.set_onerror(Some(failed));

    // A chart drawn before its rules apply would be measured wrongly.
    let after_style = {
        let head = head.clone();
        Closure::once_into_js(move || head.append_child(&script).ok())
    };
    style.set_onload(Some(after_style.unchecked_ref()));
    style.set_onerror(Some(failed));
    head.append_child(&style)?;
    Ok(())
}

/// A file's name in this build, which index.html knows.
fn named(document: &Document, what: &str) -> Result<String, JsValue> {
    let tag = document.query_selector(&format!("meta[name='{what}']"))?;
    let name = tag.and_then(|tag| tag.get_attribute("content"));
    name.ok_or_else(|| format!("index.html names no {what}").into())
}
