//! What the bar under the pointer counts, and what the metrics were then, beside the pointer. The table and the slider say the same to
//! those who use no pointer.

use jejak_protocol::metrics::MetricSeries;
use jejak_protocol::{Level, LevelCounts, TimeRange, TimestampUs};
use jejak_words::names::level_name;
use jejak_words::{Lang, Noun, counted, metric_value, number, ui};
use leptos::prelude::*;

use super::scene::Scene;
use super::{Panel, bar_name};
use crate::state::metrics::{Within, within};

/// The bar's time, its records, and those of each level that occurs, a line each; None where no bar
/// is drawn.
fn lines(panel: Panel, at: TimestampUs) -> Option<Vec<String>> {
    panel.scene.with(|scene| {
        let scene = scene.as_ref()?;
        let bars = scene.bars();
        let drawn = bars
            .bars
            .iter()
            .find(|(start, _)| (0..bars.width_us).contains(&at.0.saturating_sub(start.0)));
        let bar = panel.axis.with(|axis| Some(axis.as_ref()?.bar_at(at)))?;
        let metrics = metric_lines(scene, bar);
        let counts = match drawn {
            Some((_, counts)) => *counts,
            None if metrics.is_empty() => return None,
            None => LevelCounts::default(),
        };
        let n = counts.iter().sum();
        let mut lines = vec![
            bar_name(bar.start, bars.width_us, scene.reader()),
            counted(n, Noun::Record, scene.lang),
        ];
        for level in Level::ALL.into_iter().rev() {
            let n = counts.get(level.index()).copied().unwrap_or(0);
            if n > 0 {
                let n = number::exact(n, scene.lang);
                lines.push(format!("{}: {n}", level_name(level, scene.lang)));
            }
        }
        lines.extend(metrics);
        Some(lines)
    })
}

/// What each shown metric was within a bar.
pub(super) fn metric_lines(scene: &Scene, bar: TimeRange) -> Vec<String> {
    let said = |series: &MetricSeries| {
        let name = scene.metric_label(series);
        let held = within(series, bar)?;
        Some(metric_at(&name, series, held, scene.lang))
    };
    match scene.is_folded {
        true => Vec::new(),
        false => scene.series().filter_map(said).collect(),
    }
}

/// A mean, with what it is the mean of.
fn metric_at(name: &str, series: &MetricSeries, held: Within, lang: Lang) -> String {
    let value = |value| metric_value(value, series, lang);
    let (mean, min, max) = (value(held.mean), value(held.min), value(held.max));
    match min == max {
        true => ui::metrics::at(lang, name, &mean),
        false => ui::metrics::within(lang, name, &mean, &min, &max),
    }
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
