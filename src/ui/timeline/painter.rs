//! Draws scenes, one after another: at once what the person did, at most twice a second what the
//! run still finds, and nothing while the pointer is down, so that the chart keeps still under a
//! hand.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::{request_animation_frame, set_timeout_with_handle};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::figure::figure;
use super::ink::Ink;
use super::scene::Scene;
use crate::browser;
use crate::plotly_js::{Chart, ChartError, Listening};
use crate::state::axis::Axis;

/// Between two drawings that nobody asked for.
const CALM_MS: f64 = 500.0;

/// What the painter tells the panel.
pub(super) enum Told {
    Drawn(Axis),
    /// An incident was clicked.
    Clicked(String),
    Failed,
}

pub(super) struct Painter {
    element: HtmlElement,
    tell: Box<dyn Fn(Told)>,
    waiting: RefCell<Option<Scene>>,
    chart: RefCell<Option<Rc<Chart>>>,
    clicks: RefCell<Option<Listening>>,
    timer: RefCell<Option<TimeoutHandle>>,
    drawn_at_ms: Cell<f64>,
    is_drawing: Cell<bool>,
    is_held: Cell<bool>,
    is_over: Cell<bool>,
}

impl Painter {
    pub(super) fn new(element: HtmlElement, tell: impl Fn(Told) + 'static) -> Rc<Self> {
        Rc::new(Self {
            element,
            tell: Box::new(tell),
            waiting: RefCell::default(),
            chart: RefCell::default(),
            clicks: RefCell::default(),
            timer: RefCell::default(),
            drawn_at_ms: Cell::new(f64::NEG_INFINITY),
            is_drawing: Cell::new(false),
            is_held: Cell::new(false),
            is_over: Cell::new(false),
        })
    }

    /// Draws the scene, unless a later one comes before its turn.
    pub(super) fn show(self: &Rc<Self>, scene: Scene, is_urgent: bool) {
        self.waiting.replace(Some(scene));
        let calm_left_ms = self.drawn_at_ms.get() + CALM_MS - browser::now_ms();
        if is_urgent || calm_left_ms <= 0.0 {
            self.wait(0.0);
        } else if self.timer.borrow().is_none() {
            self.wait(calm_left_ms);
        }
    }

    /// While held, nothing is drawn.
    pub(super) fn hold(self: &Rc<Self>, is_held: bool) {
        self.is_held.set(is_held);
        if !is_held {
            self.wait(0.0);
        }
    }

    /// Ends the painter and frees the chart.
    pub(super) fn end(&self) {
        self.is_over.set(true);
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        self.clicks.replace(None);
        self.chart.replace(None);
    }

    fn wait(self: &Rc<Self>, ms: f64) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        let painter = Rc::clone(self);
        if ms <= 0.0 {
            // In the next frame the page is dressed in the colours that this one chose.
            request_animation_frame(move || painter.draw_waiting());
            return;
        }
        let then = move || {
            painter.timer.replace(None);
            painter.draw_waiting();
        };
        // Without a timer the scene waits for the next one, which is no loss.
        let timer = set_timeout_with_handle(then, Duration::from_secs_f64(ms / 1000.0));
        self.timer.replace(timer.ok());
    }

    fn draw_waiting(self: &Rc<Self>) {
        if self.is_over.get() || self.is_held.get() || self.is_drawing.get() {
            return;
        }
        let Some(scene) = self.waiting.take() else {
            return;
        };
        self.is_drawing.set(true);
        let painter = Rc::clone(self);
        spawn_local(async move {
            let drawn = painter.draw(&scene).await;
            painter.is_drawing.set(false);
            painter.drawn_at_ms.set(browser::now_ms());
            if painter.is_over.get() {
                painter.end();
                return;
            }
            match drawn {
                Ok(Some(axis)) => (painter.tell)(Told::Drawn(axis)),
                Ok(None) => {}
                Err(_) => (painter.tell)(Told::Failed),
            }
            if painter.waiting.borrow().is_some() {
                painter.wait(0.0);
            }
        });
    }

    async fn draw(self: &Rc<Self>, scene: &Scene) -> Result<Option<Axis>, ChartError> {
        let known = self.chart.borrow().clone();
        let chart = match known {
            Some(chart) => chart,
            None => {
                let chart = Rc::new(Chart::open(&self.element).await?);
                self.chart.replace(Some(Rc::clone(&chart)));
                chart
            }
        };
        // Plotly may come after the panel has gone.
        if self.is_over.get() {
            return Ok(None);
        }
        let Some((figure, axis)) = figure(scene, &Ink::read()) else {
            return Ok(None);
        };
        // What to draw and the drawing are tasks of their own: each takes as long as both should.
        browser::next_task().await;
        if self.is_over.get() {
            return Ok(None);
        }
        if self.is_held.get() {
            self.waiting
                .borrow_mut()
                .get_or_insert_with(|| scene.clone());
            return Ok(None);
        }
        chart.draw(&figure).await?;
        if self.clicks.borrow().is_none() {
            let painter = Rc::downgrade(self);
            let listening = chart.on("plotly_click", move |event| {
                if let (Some(painter), Some(id)) = (painter.upgrade(), clicked_id(&event)) {
                    (painter.tell)(Told::Clicked(id));
                }
            })?;
            self.clicks.replace(Some(listening));
        }
        Ok(Some(axis))
    }
}

/// The id that the clicked bar carries; bars of counts carry none.
fn clicked_id(event: &JsValue) -> Option<String> {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let points = js_sys::Array::from(&get(event, "points")?);
    get(&points.get(0), "customdata")?.as_string()
}
