//! Choosing a range with the pointer. A drag previews it, a click takes one bar, a click into what is
//! chosen goes in. plotly.js lays a cover over the page while the pointer is down, so the moves are
//! heard at the window.

use gloo_events::EventListener;
use jejak_protocol::TimestampUs;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};

use super::{Panel, zoom};
use crate::state::axis::Axis;

/// A hand that clicks trembles by less.
const DRAG_PX: f64 = 4.0;

#[derive(Clone, Copy)]
pub(super) struct Drag {
    panel: Panel,
    plot: NodeRef<html::Div>,
    pub(super) is_down: RwSignal<bool>,
    /// From the start of a drag until the pointer moves freely again: what plotly.js says about the
    /// place under it is about the place where the drag began.
    pub(super) is_hover_stale: RwSignal<bool>,
    /// Where the pointer went down, in pixels of the plot.
    from_px: StoredValue<f64>,
    /// Whether the last press became a drag: then the click that follows means nothing.
    was_drag: StoredValue<bool>,
    listening: StoredValue<Vec<EventListener>, LocalStorage>,
}

impl Drag {
    pub(super) fn new(panel: Panel, plot: NodeRef<html::Div>) -> Self {
        let listening = StoredValue::new_local(Vec::new());
        on_cleanup(move || {
            panel.is_dragging.try_set(false);
            listening.dispose();
        });
        Self {
            panel,
            plot,
            is_down: RwSignal::new(false),
            is_hover_stale: RwSignal::new(false),
            from_px: StoredValue::new(0.0),
            was_drag: StoredValue::new(false),
            listening,
        }
    }

    pub(super) fn was_drag(self) -> bool {
        self.was_drag.get_value()
    }

    /// The pointer went down on the plot.
    pub(super) fn begin(self, event: &PointerEvent) {
        let at = self.place(event);
        let axis = self.panel.axis.get_untracked();
        let (Some((px, _)), Some(_)) = (at, axis) else {
            return;
        };
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        self.from_px.set_value(px);
        self.was_drag.set_value(false);
        self.is_down.set(true);
        let id = event.pointer_id();
        let on = move |name: &'static str, hear: fn(Self, &PointerEvent)| {
            EventListener::new(&window(), name, move |event| {
                if let Some(event) = event.dyn_ref::<PointerEvent>()
                    && event.pointer_id() == id
                {
                    hear(self, event);
                }
            })
        };
        self.listening.set_value(vec![
            on("pointermove", Self::follow),
            on("pointerup", Self::end),
            on("pointercancel", Self::cancel),
        ]);
    }

    /// The pointer moves over the plot; not heard during a drag, when plotly.js covers the page.
    pub(super) fn hover(self, event: &PointerEvent) {
        if event.buttons() != 0 {
            return;
        }
        if self.is_hover_stale.get_untracked() {
            self.is_hover_stale.set(false);
        }
        let moment = self.place(event).zip(self.panel.axis.get_untracked());
        let bar = moment
            .filter(|((px, y_px), axis)| self.is_on_bars(axis, *px, *y_px))
            .map(|((px, _), axis)| axis.bar_at(axis.time_at(px)).start);
        self.point(bar);
    }

    /// The pointer left the plot.
    pub(super) fn leave(self) {
        self.point(None);
    }

    fn point(self, bar: Option<TimestampUs>) {
        if self.panel.pointed.get_untracked() != bar {
            self.panel.pointed.set(bar);
        }
    }

    fn is_on_bars(self, axis: &Axis, px: f64, y_px: f64) -> bool {
        let timed_px = self
            .panel
            .scene
            .with_untracked(|scene| scene.as_ref().map_or(0.0, |scene| scene.place().timed_px()));
        let is_beside = px < axis.left_px || px > axis.left_px + axis.width_px;
        !is_beside && y_px <= timed_px
    }

    fn follow(self, event: &PointerEvent) {
        let (Some((px, _)), Some(axis)) = (self.place(event), self.panel.axis.get_untracked())
        else {
            return;
        };
        let from_px = self.from_px.get_value();
        if !self.was_drag() && (px - from_px).abs() < DRAG_PX {
            return;
        }
        self.was_drag.set_value(true);
        if !self.panel.is_dragging.get_untracked() {
            self.panel.is_dragging.set(true);
            self.is_hover_stale.set(true);
            self.point(None);
        }
        let range = axis.dragged(axis.time_at(from_px), axis.time_at(px));
        if self.panel.app.selection.get_untracked() != Some(range) {
            self.panel.app.selection.set(Some(range));
        }
    }

    fn end(self, event: &PointerEvent) {
        let is_click = !self.was_drag();
        self.release();
        // Only now: pressing the button has moved the focus to what lies below the chart.
        self.focus();
        let (Some((px, y_px)), Some(axis)) = (self.place(event), self.panel.axis.get_untracked())
        else {
            return;
        };
        if is_click {
            self.click(&axis, px, y_px);
        }
    }

    fn cancel(self, _: &PointerEvent) {
        // The browser took the pointer, to scroll: what was begun was no choice.
        if self.was_drag() {
            self.panel.app.selection.set(None);
        }
        self.release();
    }

    fn release(self) {
        self.panel.is_dragging.set(false);
        self.is_down.set(false);
        // This is called by one of the listeners, which must not be freed while it runs.
        let listening = self.listening;
        queue_microtask(move || {
            listening.try_set_value(Vec::new());
        });
    }

    /// A click on the bars or the metrics; those on the lanes are plotly.js' to tell.
    fn click(self, axis: &Axis, px: f64, y_px: f64) {
        if !self.is_on_bars(axis, px, y_px) {
            return;
        }
        let at = axis.time_at(px);
        let app = self.panel.app;
        if app
            .selection
            .get_untracked()
            .is_some_and(|range| range.contains(at))
        {
            zoom(app);
        } else {
            self.panel.cursor.set(Some(at));
            app.selection.set(Some(axis.bar_at(at)));
        }
    }

    /// Where an event is, from the plot's left upper corner.
    fn place(self, event: &PointerEvent) -> Option<(f64, f64)> {
        let plot: HtmlElement = self.plot.try_get_untracked().flatten()?.into();
        let edges = plot.get_bounding_client_rect();
        Some((
            f64::from(event.client_x()) - edges.left(),
            f64::from(event.client_y()) - edges.top(),
        ))
    }

    /// The keys go on where the pointer left off.
    fn focus(self) {
        let plot = self.plot.get_untracked();
        let cursor = plot.and_then(|plot| plot.query_selector("[role=slider]").ok().flatten());
        if let Some(cursor) = cursor.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            cursor.focus_with_options(&options).ok();
        }
    }
}
