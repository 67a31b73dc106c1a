//! The pinned timeline over every view: one time axis for all.

use leptos::prelude::*;

use crate::app::App;

#[component]
pub(crate) fn Timeline() -> impl IntoView {}

/// `[` `]` `u`: earlier and later range, the range before.
pub(crate) fn press(app: App, key: &str) -> bool {
    let whole = app.analysis().and_then(|analysis| analysis.range);
    match key {
        "[" => app.view.update(|view| view.ranges.shift(whole, false)),
        "]" => app.view.update(|view| view.ranges.shift(whole, true)),
        "u" => app.view.update(|view| view.ranges.undo()),
        _ => return false,
    }
    true
}

/// Drops a previewed range; whether there was one.
pub(crate) fn drop_selection() -> bool {
    false
}
