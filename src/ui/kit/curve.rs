//! A curve over [0, 1] × [0, 1] with the point that is chosen, and the same as a table.

use jejak_words::number;
use jejak_words::ui::Models as Words;
use leptos::prelude::*;

use crate::app::App;

/// Side of the square, in units of the drawing.
const SIDE: f64 = 200.0;
/// Room for the numbers at the axes.
const ROOM: f64 = 42.0;
/// Half of the last number below it.
const ROOM_RIGHT: f64 = 24.0;
/// Rows of the table.
const N_ROWS: usize = 12;

#[component]
pub(crate) fn Curve(
    /// From left to right, each in [0, 1].
    points: Vec<(f64, f64)>,
    #[prop(into)] title: Signal<String>,
    /// Names of the axes.
    x: Words,
    y: Words,
    /// The point that is chosen.
    #[prop(into)]
    here: Signal<(f64, f64)>,
    /// Whether the line of mere chance is drawn.
    #[prop(optional)]
    has_diagonal: bool,
) -> impl IntoView {
    let app = App::expect();
    let path = points
        .iter()
        .enumerate()
        .map(|(i, (x, y))| {
            let letter = if i == 0 { 'M' } else { 'L' };
            format!("{letter}{:.1} {:.1}", x * SIDE, (1.0 - y) * SIDE)
        })
        .collect::<String>();
    let percent = move |value: f64| number::percent(value, app.lang());
    let label = move || {
        let (at_x, at_y) = here.get();
        let lang = app.lang();
        format!(
            "{}: {} {}, {} {}",
            title.get(),
            x.text(lang),
            percent(at_x),
            y.text(lang),
            percent(at_y)
        )
    };
    let stride = points.len().div_ceil(N_ROWS).max(1);
    let rows = points
        .iter()
        .step_by(stride)
        .map(|&(x, y)| {
            view! {
                <tr>
                    <td class="num">{move || percent(x)}</td>
                    <td class="num">{move || percent(y)}</td>
                </tr>
            }
        })
        .collect_view();
    let ticks = [0.0, 0.5, 1.0].map(|at| {
        view! {
            <line x1=at * SIDE y1="0" x2=at * SIDE y2=SIDE class="curve-grid" />
            <line x1="0" y1=(1.0 - at) * SIDE x2=SIDE y2=(1.0 - at) * SIDE class="curve-grid" />
            <text x=at * SIDE y=SIDE + 14.0 class="curve-tick middle">
                {move || percent(at)}
            </text>
            <text x="-6" y=(1.0 - at) * SIDE + 4.0 class="curve-tick end">
                {move || percent(at)}
            </text>
        }
    });
    let diagonal =
        has_diagonal.then(|| view! { <line x1="0" y1=SIDE x2=SIDE y2="0" class="curve-chance" /> });
    view! {
        <figure class="curve">
            <figcaption>{title}</figcaption>
            <svg
                viewBox=format!("{} -8 {} {}", -ROOM, SIDE + ROOM + ROOM_RIGHT, SIDE + 30.0)
                role="img"
                aria-label=label
            >
                {ticks.into_iter().collect_view()} {diagonal} <path d=path class="curve-line"></path>
                <circle
                    cx=move || here.get().0 * SIDE
                    cy=move || (1.0 - here.get().1) * SIDE
                    r="5"
                    class="curve-here"
                ></circle>
            </svg>
            <details class="curve-table">
                <summary>{app.text(Words::Curves)}</summary>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col" class="num">{app.text(x)}</th>
                            <th scope="col" class="num">{app.text(y)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
}
