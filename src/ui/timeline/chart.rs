//! The chart's place on the page: the element that plotly.js draws into, and above it the chosen
//! range and the keyboard's cursor, which move without a drawing.

use gloo_events::EventListener;
use jejak_protocol::TimeRange;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver};

use super::Panel;
use super::cursor::Cursor;
use super::drag::Drag;
use super::hint::Hint;
use super::painter::{Painter, Told};
use super::scene::Scene;
use crate::browser;
use crate::state::axis::Axis;

#[component]
pub(super) fn Chart(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let plot = NodeRef::<html::Div>::new();
    let paper = NodeRef::<html::Div>::new();
    let drag = Drag::new(panel, plot);
    let painter = StoredValue::new_local(None::<std::rc::Rc<Painter>>);

    Effect::new(move |last: Option<Option<Scene>>| {
        let scene = panel.scene.get();
        let Some(element) = paper.get() else {
            return scene;
        };
        if painter.with_value(Option::is_none) {
            let element: HtmlElement = element.into();
            painter.set_value(Some(Painter::new(element, move |told| {
                hear(panel, drag, told)
            })));
        }
        let Some(now) = scene.clone().filter(|scene| scene.width_px > 0.0) else {
            return scene;
        };
        let is_urgent = !last
            .flatten()
            .is_some_and(|last| is_only_newer(&last, &now));
        painter.with_value(|painter| {
            if let Some(painter) = painter {
                painter.show(now, is_urgent);
            }
        });
        scene
    });
    Effect::new(move || {
        let is_down = drag.is_down.get();
        painter.with_value(|painter| {
            if let Some(painter) = painter {
                painter.hold(is_down);
            }
        });
    });
    on_cleanup(move || {
        if let Some(painter) = painter.try_update_value(Option::take).flatten() {
            painter.end();
        }
        panel.axis.try_set(None);
    });

    let height = Memo::new(move |_| {
        let place = panel.scene.with(|scene| scene.as_ref().map(Scene::place));
        place.map_or(0.0, |place| place.height_px())
    });
    view! {
        <div
            class="timeline-plot"
            class:is-hover-stale=drag.is_hover_stale
            node_ref=plot
            style=("--height", move || format!("{}px", height.get()))
            on:pointerdown=move |event| drag.begin(&event)
            on:pointermove=move |event| drag.hover(&event)
            on:pointerleave=move |_| drag.leave()
        >
            <div class="timeline-paper" node_ref=paper aria-hidden="true"></div>
            <div
                class="timeline-area"
                style=("--left", move || edge(panel, |axis| axis.left_px))
                style=("--width", move || edge(panel, |axis| axis.width_px))
            >
                {move || app.selection.get().map(|range| view! { <Band panel=panel range=range/> })}
                <Cursor panel=panel/>
                <Hint panel=panel/>
            </div>
        </div>
    }
}

/// Whether nothing changed but what was found: the run goes on, and no one asked for a drawing.
fn is_only_newer(last: &Scene, now: &Scene) -> bool {
    let mut last = last.clone();
    last.found = now.found.clone();
    last.range = now.range;
    last == *now
}

fn hear(panel: Panel, drag: Drag, told: Told) {
    match told {
        Told::Drawn(axis) => {
            // The panel may have gone while plotly.js drew.
            panel.axis.try_set(Some(axis));
        }
        Told::Clicked(id) if !drag.was_drag() => {
            panel.app.view.update(|view| view.open_incident(&id));
        }
        Told::Clicked(_) => {}
        Told::Failed => {
            panel.has_failed.try_set(true);
        }
    }
}

fn edge(panel: Panel, of: impl Fn(&Axis) -> f64) -> String {
    let px = panel.axis.with(|axis| axis.as_ref().map_or(0.0, of));
    format!("{px}px")
}

/// A range marked on the chart.
#[component]
fn Band(panel: Panel, range: TimeRange) -> impl IntoView {
    let share = move |at| {
        let share = panel
            .axis
            .with(|axis| axis.map_or(0.0, |axis| axis.share_of(at)));
        format!("{share}")
    };
    view! {
        <div
            class="timeline-band"
            style=("--from", move || share(range.start))
            style=("--to", move || share(range.end))
        ></div>
    }
}

/// Follows the width that the chart may take.
pub(super) fn watch_width(panel: Panel, body: NodeRef<html::Div>) {
    let watching = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move || {
        let Some(element) = body.get() else {
            return;
        };
        let watched: HtmlElement = element.clone().into();
        let measure = Closure::<dyn FnMut()>::new(move || {
            panel.width_px.try_set(f64::from(watched.client_width()));
            panel.is_narrow.try_set(browser::is_narrow());
        });
        // A browser without it draws at the width of the first moment.
        if let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) {
            observer.observe(&element);
            watching.set_value(Some((observer, measure)));
        }
    });
    on_cleanup(move || {
        if let Some((observer, _)) = watching.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}

/// Draws anew when the system turns dark or light.
pub(super) fn watch_colours(panel: Panel) {
    let query = window().match_media("(prefers-color-scheme: dark)");
    let listening = query.ok().flatten().map(|query| {
        EventListener::new(&query, "change", move |_| {
            panel.n_dressed.try_update(|n| *n = n.wrapping_add(1));
        })
    });
    let listening = StoredValue::new_local(listening);
    on_cleanup(move || listening.dispose());
}
