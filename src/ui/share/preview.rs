//! What is hidden, and what stands for it.

use jejak_words::ui::Share as Words;
use leptos::prelude::*;

use super::plan::Chosen;
use crate::app::App;

/// More rows than anybody reads through; the rest is counted.
const N_SHOWN: usize = 200;

#[component]
pub(super) fn Preview(chosen: Memo<Chosen>) -> impl IntoView {
    let app = App::expect();
    let n = move || chosen.with(|chosen| chosen.pairs.len());
    let row = |(original, stand_in): (String, String)| {
        view! {
            <tr>
                <td class="mono">{original}</td>
                <td class="mono">{stand_in}</td>
            </tr>
        }
    };
    view! {
        <details class="share-part share-preview">
            <summary>{app.text(Words::Preview)} " (" {n} ")"</summary>
            <Show
                when=move || { n() > 0 }
                fallback=move || view! { <p class="muted">{app.text(Words::PreviewNone)}</p> }
            >
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{app.text(Words::Hidden)}</th>
                            <th scope="col">{app.text(Words::Instead)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            chosen
                                .with(|chosen| {
                                    chosen
                                        .pairs
                                        .iter()
                                        .take(N_SHOWN)
                                        .cloned()
                                        .map(row)
                                        .collect_view()
                                })
                        }}
                    </tbody>
                </table>
            </Show>
            <Lines chosen=chosen />
        </details>
    }
}

/// The lines as they will be read by others.
#[component]
fn Lines(chosen: Memo<Chosen>) -> impl IntoView {
    let app = App::expect();
    let lines = move || {
        chosen.with(|chosen| {
            let lines = chosen.parcel.iter().flat_map(|parcel| &parcel.lines);
            lines
                .take(N_SHOWN)
                .map(|line| view! { <li class="mono">{line.text.clone()}</li> })
                .collect_view()
        })
    };
    view! { <ol class="share-lines" tabindex="0" aria-label=app.text(Words::Excerpts)>{lines}</ol> }
}
