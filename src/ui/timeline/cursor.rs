//! Choosing a range with the keyboard: a slider along the bars. Arrow keys move it, with Shift they
//! choose from where it was, Enter chooses its bar or goes into what is chosen.

use jejak_protocol::{TimeRange, TimestampUs};
use jejak_words::ui::TimelineText;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::hint::metric_lines;
use super::scene::Scene;
use super::{Panel, zoom};
use crate::state::axis::Axis;

/// Bars that Page Up and Page Down move by.
const PAGE: i64 = 10;

#[component]
pub(super) fn Cursor(panel: Panel) -> impl IntoView {
    let app = panel.app;
    // Where a choice with Shift began.
    let anchor = StoredValue::new(None::<TimestampUs>);
    let bar = Memo::new(move |_| {
        let (axis, at) = (panel.axis.get()?, panel.cursor.get()?);
        Some(axis.bar_at(at))
    });
    let percent = move || {
        let at = bar.get().map(|bar| bar.start);
        let share = panel.axis.with(|axis| Some(axis.as_ref()?.share_of(at?)));
        format!("{:.0}", share.unwrap_or(0.0) * 100.0)
    };
    let said = move || {
        let Some(range) = bar.get().or(panel.axis.get().map(|axis| axis.range)) else {
            return String::new();
        };
        let scene = |scene: &Option<Scene>| scene.as_ref().map(|scene| metric_lines(scene, range));
        let metrics = panel.scene.with(scene).unwrap_or_default();
        let lines = std::iter::once(panel.say_range(range)).chain(metrics);
        lines.collect::<Vec<_>>().join("; ")
    };
    let share = move |of: fn(TimeRange) -> TimestampUs| {
        let at = bar.get().map(of);
        let share = panel.axis.with(|axis| Some(axis.as_ref()?.share_of(at?)));
        format!("{}", share.unwrap_or(0.0))
    };
    view! {
        <div
            class="timeline-slider"
            role="slider"
            tabindex="0"
            aria-label=app.text(TimelineText::Cursor)
            aria-description=app.text(TimelineText::KeysHint)
            aria-orientation="horizontal"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=percent
            aria-valuetext=said
            on:keydown=move |event| press(panel, anchor, &event)
        >
            <span
                class="timeline-cursor"
                class:is-unset=move || bar.get().is_none()
                style=("--from", move || share(|bar| bar.start))
                style=("--to", move || share(|bar| bar.end))
            ></span>
        </div>
    }
}

fn press(panel: Panel, anchor: StoredValue<Option<TimestampUs>>, event: &KeyboardEvent) {
    let Some(axis) = panel.axis.get_untracked() else {
        return;
    };
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let by = match event.key().as_str() {
        "ArrowLeft" | "ArrowDown" => -1,
        "ArrowRight" | "ArrowUp" => 1,
        "PageUp" => PAGE,
        "PageDown" => -PAGE,
        "Home" => i64::MIN,
        "End" => i64::MAX,
        "Enter" => {
            enter(panel, &axis);
            event.prevent_default();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let from = panel.cursor.get_untracked();
    // The first key only shows the cursor, at the end that it comes from.
    let to = match from {
        Some(from) if axis.range.contains(from) => axis.moved(from, by),
        _ if by > 0 => axis.moved(axis.range.start, 0),
        _ => axis.moved(axis.range.end, -1),
    };
    panel.cursor.set(Some(to));
    if event.shift_key() {
        let began = anchor
            .get_value()
            .filter(|at| axis.range.contains(*at) && panel.app.selection.get_untracked().is_some());
        let began = began.or(from).unwrap_or(to);
        anchor.set_value(Some(began));
        panel.app.selection.set(Some(axis.dragged(began, to)));
    } else {
        anchor.set_value(None);
    }
}

fn enter(panel: Panel, axis: &Axis) {
    if zoom(panel.app) {
        return;
    }
    if let Some(at) = panel.cursor.get_untracked() {
        panel.app.selection.set(Some(axis.bar_at(at)));
    }
}
