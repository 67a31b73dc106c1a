//! What was said against what is, as a table of four counts.

use jejak_trees::metrics::Confusion;
use jejak_words::number;
use jejak_words::ui::Models as Words;
use leptos::prelude::*;

use crate::app::App;

#[component]
pub(crate) fn Matrix(#[prop(into)] counts: Signal<Confusion>) -> impl IntoView {
    let app = App::expect();
    let cell = move |of: fn(&Confusion) -> u64, is_right: bool| {
        let share = move || {
            let it = counts.get();
            let all = (it.tp + it.fp + it.tn + it.fn_).max(1);
            of(&it) as f64 / all as f64
        };
        view! {
            <td class="matrix-cell" class:is-right=is_right>
                <span class="matrix-n">
                    <span aria-hidden="true">{if is_right { "✓ " } else { "✕ " }}</span>
                    {move || number::exact(of(&counts.get()), app.lang())}
                </span>
                <span class="muted">{move || number::percent(share(), app.lang())}</span>
            </td>
        }
    };
    view! {
        <table class="matrix">
            <caption>{app.text(Words::Matrix)}</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">{app.text(Words::SaysAttack)}</th>
                    <th scope="col">{app.text(Words::SaysFine)}</th>
                </tr>
            </thead>
            <tbody>
                <tr>
                    <th scope="row">{app.text(Words::IsAttack)}</th>
                    {cell(|it| it.tp, true)} {cell(|it| it.fn_, false)}
                </tr>
                <tr>
                    <th scope="row">{app.text(Words::IsFine)}</th>
                    {cell(|it| it.fp, false)} {cell(|it| it.tn, true)}
                </tr>
            </tbody>
        </table>
    }
}
