//! A decision tree as a drawing, and one decision as the questions that led to it.

use jejak_trees::{Step, Tree};
use jejak_words::number;
use jejak_words::ui::{Models as Words, models};
use leptos::prelude::*;

use crate::app::App;
use crate::state::drawing::{Placed, layout};

/// Room of a node in the drawing.
const ROW: f64 = 44.0;
const COLUMN: f64 = 244.0;
const BOX: f64 = 216.0;
const BOX_HEIGHT: f64 = 36.0;
/// Length of a node's bar.
const BAR: f64 = 204.0;

#[component]
pub(crate) fn TreeDrawing(
    tree: Tree,
    /// What each value of a row counts.
    features: Vec<String>,
    /// Questions from the root to a leaf that are drawn.
    max_depth: usize,
) -> impl IntoView {
    let app = App::expect();
    let (placed, n_rows) = layout(&tree, max_depth);
    let depth = placed.iter().map(|it| it.depth).max().unwrap_or(0);
    let (width, height) = (depth as f64 * COLUMN + BOX + 4.0, n_rows as f64 * ROW + 4.0);
    let at = |it: &Placed| (it.depth as f64 * COLUMN + 2.0, it.row * ROW + 2.0);
    let edges = placed
        .iter()
        .filter_map(|it| {
            let (x, y) = at(it);
            let (from_x, from_y) = at(placed.get(it.parent?)?);
            let middle = BOX_HEIGHT / 2.0;
            let (from_x, half) = (from_x + BOX, (x - from_x - BOX) / 2.0);
            let d = format!("M{from_x} {}h{half}V{}h{half}", from_y + middle, y + middle);
            Some(view! { <path d=d class="tree-edge"></path> })
        })
        .collect_view();
    let nodes = placed
        .iter()
        .filter_map(|it| {
            let node = tree.nodes.get(it.node)?.clone();
            let (x, y) = at(it);
            let share = node.share();
            let n_rows = node.n.iter().map(|n| u64::from(*n)).sum::<u64>();
            let n_hidden = it.n_hidden;
            let split = node.split.filter(|_| n_hidden == 0);
            let feature = split.and_then(|split| features.get(split.feature).cloned());
            let says = move || {
                let lang = app.lang();
                match (split, &feature) {
                    (Some(split), Some(feature)) => question(feature, split.threshold, app),
                    _ if n_hidden > 0 => {
                        models::more_below(lang, &number::exact(n_hidden as u64, lang))
                    }
                    _ => models::rows(lang, &number::exact(n_rows, lang)),
                }
            };
            let full = says.clone();
            let title = move || {
                let lang = app.lang();
                let rows = models::rows(lang, &number::exact(n_rows, lang));
                let attacks = Words::Attacks.text(lang);
                let percent = number::percent(share, lang);
                format!("{} · {rows} · {attacks}: {percent}", full())
            };
            Some(view! {
                <g class="tree-node" transform=format!("translate({x} {y})")>
                    <title>{title}</title>
                    <rect width=BOX height=BOX_HEIGHT rx="4" class="tree-box"></rect>
                    <text x="6" y="15" class="tree-says">
                        {says}
                    </text>
                    <rect x="6" y="24" width=BAR height="6" rx="3" class="tree-bar"></rect>
                    <rect
                        x="6"
                        y="24"
                        width=BAR * share
                        height="6"
                        rx="3"
                        class="tree-share"
                    ></rect>
                </g>
            })
        })
        .collect_view();
    view! {
        <div class="tree-paper" tabindex="0" role="region" aria-label=app.text(Words::Tree)>
            <svg
                width=width
                height=height
                viewBox=format!("0 0 {width} {height}")
                role="img"
                aria-label=app.text(Words::TreeHint)
            >
                {edges}
                {nodes}
            </svg>
        </div>
    }
}

/// `failed sign-ins < 4.5`; short, for a box.
fn question(feature: &str, threshold: f64, app: App) -> String {
    const N_CHARS: usize = 26;
    let name = models::feature_name(feature, app.lang());
    let short: String = match name.chars().count() > N_CHARS {
        true => name.chars().take(N_CHARS - 1).chain(['…']).collect(),
        false => name,
    };
    format!("{short} < {}", number::measured(threshold, app.lang()))
}

/// The questions of one decision, in the order in which they were asked.
#[component]
pub(crate) fn DecisionPath(steps: Vec<Step>, features: Vec<String>) -> impl IntoView {
    let app = App::expect();
    let rows = steps
        .into_iter()
        .map(|step| {
            let feature = features.get(step.feature).cloned().unwrap_or_default();
            let says = move || {
                let lang = app.lang();
                let side = match step.is_below {
                    true => Words::Less,
                    false => Words::OrMore,
                };
                format!(
                    "{}: {} {}",
                    models::feature_name(&feature, lang),
                    side.text(lang),
                    number::measured(step.threshold, lang)
                )
            };
            view! {
                <tr>
                    <td>{says}</td>
                    <td class="num">{move || number::measured(step.value, app.lang())}</td>
                    <td class="num">{move || number::percent(step.share, app.lang())}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table decision">
            <thead>
                <tr>
                    <th scope="col">{app.text(Words::Question)}</th>
                    <th scope="col" class="num">{app.text(Words::Here)}</th>
                    <th scope="col" class="num">{app.text(Words::Attacks)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
