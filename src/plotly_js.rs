//! Plotly.js: drawing into an element and cleaning up.

use plotly::Plot;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

pub(crate) struct Chart(HtmlElement);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Plotly, js_name = react)]
    async fn react(element: &HtmlElement, figure: &js_sys::Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Plotly, js_name = purge)]
    fn purge(element: &HtmlElement);
}

impl Chart {
    pub(crate) async fn open(element: HtmlElement) -> Result<Self, JsValue> {
        Ok(Self(element))
    }
    pub(crate) async fn draw(&self, plot: &Plot) -> Result<(), JsValue> {
        let o = js_sys::JSON::parse(&plot.to_json())?;
        react(&self.0, o.unchecked_ref()).await?;
        Ok(())
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        purge(&self.0);
    }
}
