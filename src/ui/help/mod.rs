//! The list of keys that `?` opens.

use jejak_words::ui::Keys;
use leptos::prelude::*;

use super::kit::drawer::Drawer;
use crate::app::App;

const EVERYWHERE: [(&[&str], Keys); 12] = [
    (&["Ctrl+K"], Keys::Commands),
    (&["?"], Keys::Help),
    (&["/"], Keys::Search),
    (&["g", "o"], Keys::GoOverview),
    (&["g", "i"], Keys::GoIncidents),
    (&["g", "r"], Keys::GoRecords),
    (&["g", "t"], Keys::GoTemplates),
    (&["g", "n"], Keys::GoNormal),
    (&["g", "m"], Keys::GoModels),
    (&["g", "f"], Keys::GoFiles),
    (&["Ctrl+Z"], Keys::UndoMark),
    (&["Esc"], Keys::Escape),
];
const LISTS: [(&[&str], Keys); 7] = [
    (&["j"], Keys::Next),
    (&["k"], Keys::Previous),
    (&["Enter"], Keys::Open),
    (&["y"], Keys::Right),
    (&["n"], Keys::Wrong),
    (&["m"], Keys::Mark),
    (&["x"], Keys::Mute),
];
const TIMELINE: [(&[&str], Keys); 4] = [
    (&["["], Keys::EarlierRange),
    (&["]"], Keys::LaterRange),
    (&["z"], Keys::Zoom),
    (&["u"], Keys::UndoRange),
];

#[component]
pub(crate) fn KeysDrawer() -> impl IntoView {
    let app = App::expect();
    view! {
        <Drawer
            title=Signal::derive(app.text(Keys::Title))
            on_close=move || app.overlay.set(None)
        >
            <KeyList title=Keys::Everywhere keys=&EVERYWHERE />
            <KeyList title=Keys::Lists keys=&LISTS />
            <KeyList title=Keys::Timeline keys=&TIMELINE />
        </Drawer>
    }
}

#[component]
fn KeyList(title: Keys, keys: &'static [(&'static [&'static str], Keys)]) -> impl IntoView {
    let app = App::expect();
    view! {
        <section class="keys">
            <h3>{app.text(title)}</h3>
            <dl>
                {keys
                    .iter()
                    .map(|(combination, what)| {
                        view! {
                            <div>
                                <dt>{keycaps(app, combination)}</dt>
                                <dd>{app.text(*what)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}

/// `g then o`.
fn keycaps(app: App, combination: &'static [&'static str]) -> impl IntoView {
    combination
        .iter()
        .enumerate()
        .map(|(i, key)| {
            view! {
                {(i > 0)
                    .then(|| view! { <span class="muted">" " {app.text(Keys::Then)} " "</span> })}
                <kbd>{*key}</kbd>
            }
        })
        .collect_view()
}
