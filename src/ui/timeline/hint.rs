//! What the bar under the pointer counts, beside the pointer. The table and the slider say the same to
//! those who use no pointer.

use jejak_protocol::{Level, TimestampUs};
use jejak_words::names::level_name;
use jejak_words::{Noun, counted, number};
use leptos::prelude::*;

use super::{Panel, bar_name};

/// The bar's time, its records, and those of each level that occurs, a line each; None where no bar
/// is drawn.
fn lines(panel: Panel, at: TimestampUs) -> Option<Vec<String>> {
    panel.scene.with(|scene| {
        let scene = scene.as_ref()?;
        let bars = scene.bars();
        let (start, counts) = bars
            .bars
            .iter()
            .find(|(start, _)| (0..bars.width_us).contains(&at.0.saturating_sub(start.0)))?;
        let n = counts.iter().sum();
        let mut lines = vec![
            bar_name(*start, bars.width_us, scene.reader()),
            counted(n, Noun::Record, scene.lang),
        ];
        for level in Level::ALL.into_iter().rev() {
            let n = counts.get(level.index()).copied().unwrap_or(0);
            if n > 0 {
                let n = number::exact(n, scene.lang);
                lines.push(format!("{}: {n}", level_name(level, scene.lang)));
            }
        }
        Some(lines)
    })
}

#[component]
pub(super) fn Hint(panel: Panel) -> impl IntoView {
    let said = move || {
        let at = panel.pointed.get()?;
        let lines = lines(panel, at)?;
        let share = panel.axis.with(|axis| Some(axis.as_ref()?.share_of(at)))?;
        Some(view! {
            <div
                class="timeline-hint"
                class:is-left={share > 0.5}
                aria-hidden="true"
                style=("--at", share.to_string())
            >
                {lines.into_iter().map(|line| view! { <span>{line}</span> }).collect_view()}
            </div>
        })
    };
    view! { {said} }
}
