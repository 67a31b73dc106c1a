//! The figure that plotly.js draws: bars of counts by level, below them metrics, and lanes of incidents,
//! on one time axis. Moments are seconds from the axis' start; texts are made here, in the chosen zone
//! and language, so that plotly.js formats nothing.

use jejak_protocol::metrics::MetricSeries;
use jejak_protocol::{Analysis, Incident, Level, TimestampUs};
use jejak_words::names::{severity_letter, severity_name};
use jejak_words::ui::timeline;
use jejak_words::{Noun, counted, metric_value, number};
use serde::Serialize;

use super::ink::{Ink, SIZE_PX};
use super::parts::{Area, Axes, BarTrace, Config, Font, Layout, Line, MetricAxis, Trace};
use super::scene::{LEAST_INCIDENT_PX, Place, Scene, TOP_PX};
use crate::plotly_js::plain;
use crate::state::axis::{Axis, spoken};
use crate::state::buckets::Bars;
use crate::state::lanes::{Lane, LaneBar, lanes};
use crate::state::metrics::{pieces, scale};
use crate::state::ticks::ticks;

/// The smallest letter that still says something, and the room that it leaves in its track.
const LETTER_PX: f64 = 8.0;
const LETTER_GAP_PX: f64 = 3.0;
/// Distance between ticks: the longest of them is `10 Dec 09:14`.
const TICK_PX: f64 = 104.0;
/// Bars as wide as this are set apart.
const APART_PX: f64 = 5.0;
/// A metric of so few points has a dot at each: a line alone would say that more is known.
const MAX_DOTS: usize = 40;

#[derive(Debug, Serialize)]
pub(super) struct Figure {
    data: Vec<Trace>,
    layout: Layout,
    config: Config,
}

/// The scene as a figure; what is drawn stands on the returned axis.
pub(super) fn figure(scene: &Scene, ink: &Ink) -> Option<(Figure, Axis)> {
    let analysis = scene.found.0.as_deref()?;
    let place = scene.place();
    let bars = scene.bars();
    let axis = scene.axis(bars.width_us);
    let least_us = (axis.us_per_px() * LEAST_INCIDENT_PX) as i64;
    let lanes = if scene.is_folded {
        Vec::new()
    } else {
        lanes(&analysis.incidents, axis.range, least_us)
    };
    let areas = level_areas(&bars, &axis, ink);
    let mut data: Vec<Trace> = areas.map(Trace::Area).collect();
    if !scene.is_folded {
        for (nth, series) in scene.series().enumerate() {
            data.extend(metric_lines(series, nth, &axis, ink).map(Trace::Line));
        }
    }
    if !lanes.is_empty() {
        let incidents = incident_bars(analysis, &lanes, &axis, &place, scene, ink);
        data.push(Trace::Bars(Box::new(incidents)));
    }
    let layout = layout(scene, &place, &axis, &bars, ink);
    let config = Config::default();
    Some((
        Figure {
            data,
            layout,
            config,
        },
        axis,
    ))
}

fn seconds(us: i64) -> f64 {
    us as f64 / 1e6
}

fn seconds_on(axis: &Axis, at: TimestampUs) -> f64 {
    seconds(at.0.saturating_sub(axis.range.start.0))
}

/// The counts by level, stacked on each other: one shape for each level that occurs, the worst at the
/// bottom, where heights compare best.
fn level_areas(bars: &Bars, axis: &Axis, ink: &Ink) -> impl Iterator<Item = Area> {
    let bar_px = bars.width_us as f64 / axis.us_per_px().max(f64::MIN_POSITIVE);
    let gap_px = if bar_px >= APART_PX { 1.0 } else { 0.0 };
    let gap_s = seconds(bars.width_us) * gap_px / bar_px.max(1.0) / 2.0;
    let mut tops = vec![0_u64; bars.bars.len()];
    Level::ALL.into_iter().rev().filter_map(move |level| {
        let mut area = Area::of(ink.level(level));
        for ((start, counts), top) in bars.bars.iter().zip(&mut tops) {
            let n = counts.get(level.index()).copied().unwrap_or(0);
            if n == 0 {
                continue;
            }
            let from_s = seconds_on(axis, *start);
            let sides = (from_s + gap_s, from_s + seconds(bars.width_us) - gap_s);
            area.push(sides, (*top as f64, (*top + n) as f64));
            *top += n;
        }
        (!area.is_empty()).then_some(area)
    })
}

/// The area between the lowest and highest values of a metric, and the line of its means.
fn metric_lines(
    series: &MetricSeries,
    nth: usize,
    axis: &Axis,
    ink: &Ink,
) -> impl Iterator<Item = Line> {
    let pieces = pieces(series, axis.range);
    let n_points: usize = pieces.iter().map(Vec::len).sum();
    let mut area = Line::filled(&ink.metric_soft, nth);
    let mut line = Line::of(&ink.metric, nth, n_points <= MAX_DOTS);
    for piece in &pieces {
        for point in piece {
            line.push(seconds_on(axis, point.at), point.mean);
        }
        line.push(f64::NAN, f64::NAN);
        if piece.iter().any(|point| point.min < point.max) {
            for point in piece {
                area.push(seconds_on(axis, point.at), point.max);
            }
            for point in piece.iter().rev() {
                area.push(seconds_on(axis, point.at), point.min);
            }
            area.push(f64::NAN, f64::NAN);
        }
    }
    [area, line].into_iter().filter(|it| !it.is_empty())
}

/// All incidents; the lanes lie on an axis whose unit is a track.
fn incident_bars(
    analysis: &Analysis,
    lanes: &[Lane],
    axis: &Axis,
    place: &Place,
    scene: &Scene,
    ink: &Ink,
) -> BarTrace {
    let font = Font {
        color: ink.surface.clone(),
        size: (place.track_px - LETTER_GAP_PX).clamp(LETTER_PX, SIZE_PX),
        family: ink.font.clone(),
    };
    let mut trace = BarTrace::new("y2", font);
    for lane in lanes {
        let Some(row) = scene.lanes.iter().find(|it| it.kind == lane.kind) else {
            continue;
        };
        // The worst last, so that it lies on top where bars meet.
        let mut drawn: Vec<(&LaneBar, &Incident)> = lane
            .bars
            .iter()
            .filter_map(|bar| Some((bar, analysis.incidents.get(bar.incident_idx)?)))
            .collect();
        drawn.sort_by_key(|(_, incident)| incident.risk);
        // Fewer meet closer to: then each is higher.
        let n_tracks = lane.n_tracks.clamp(1, row.n_tracks);
        let track = (row.n_tracks as f64 - 0.16) / n_tracks as f64;
        for (bar, incident) in drawn {
            let is_open = scene.incident.as_ref() == Some(&incident.id);
            trace.base.push(seconds_on(axis, bar.range.start));
            trace.x.push(seconds(bar.range.span_us()));
            let nth = bar.track.min(n_tracks - 1) as f64;
            trace
                .y
                .push(row.first_track as f64 + 0.08 + track * (nth + 0.5));
            trace.width.push(track * 0.94);
            trace.customdata.push(incident.id.clone());
            let letter = severity_letter(incident.severity, scene.lang);
            trace.text.push(letter.to_owned());
            trace.hovertext.push(bar_text(bar, incident, scene));
            let colour = ink.severity(incident.severity).to_owned();
            let edge = if is_open { &ink.text } else { &ink.surface };
            trace
                .marker
                .push(colour, edge, if is_open { 2.0 } else { 1.0 });
        }
    }
    trace
}

fn bar_text(bar: &LaneBar, incident: &Incident, scene: &Scene) -> String {
    let mut text = incident_text(incident, scene);
    if bar.n > 1 {
        text += "<br>";
        let others = counted(bar.n as u64 - 1, Noun::Incident, scene.lang);
        text += &timeline::others_then(scene.lang, &others);
    }
    text
}

fn incident_text(incident: &Incident, scene: &Scene) -> String {
    let mut lines = vec![plain(&jejak_words::title(incident, scene.lang))];
    if let Some(range) = incident.range {
        lines.push(scene.reader().range_s(spoken(range)));
    }
    lines.push(format!(
        "{} · {}",
        severity_name(incident.severity, scene.lang),
        counted(incident.count, Noun::Event, scene.lang)
    ));
    lines.join("<br>")
}

fn layout(scene: &Scene, place: &Place, axis: &Axis, bars: &Bars, ink: &Ink) -> Layout {
    let drawn_px = place.drawn_px().max(1.0);
    let counts_from = 1.0 - place.counts_px / drawn_px;
    let lanes_to = place.lanes_px / drawn_px;
    let n_ticks = (place.width_px / TICK_PX).max(2.0) as usize;
    let times = ticks(axis.range, n_ticks, scene.reader());
    let top = bars.max().max(1);
    let steps = steps_up_to(top, if scene.is_folded { 2 } else { 3 });
    let shown_lanes = match scene.is_folded {
        true => &[],
        false => scene.lanes.as_slice(),
    };
    let axes = Axes {
        times: times
            .into_iter()
            .map(|tick| (seconds_on(axis, tick.at), tick.text))
            .collect(),
        span: seconds(axis.range.span_us()),
        counts: steps
            .into_iter()
            .map(|n| (n as f64, number::short(n, scene.lang)))
            .collect(),
        // Room above the highest bar, and below its tick's text.
        top: top as f64 * 1.06,
        lanes: shown_lanes
            .iter()
            .map(|lane| {
                let middle = lane.first_track as f64 + lane.n_tracks as f64 / 2.0;
                (middle, scene.lane_label(lane))
            })
            .collect(),
        n_tracks: shown_lanes.iter().map(|lane| lane.n_tracks).sum(),
        counts_from,
        lanes_to,
        metrics: metric_axes(scene, place),
    };
    Layout::new(
        (
            place.left_px + place.width_px + Place::right_px(),
            place.height_px(),
        ),
        (place.left_px, TOP_PX, Place::right_px(), Place::bottom_px()),
        axes,
        ink,
    )
}

fn metric_axes(scene: &Scene, place: &Place) -> Vec<MetricAxis> {
    if scene.is_folded {
        return Vec::new();
    }
    let drawn_px = place.drawn_px().max(1.0);
    let axis = |(nth, series): (usize, &MetricSeries)| {
        let (top_px, bottom_px) = place.metric(nth);
        let value = |value| metric_value(value, series, scene.lang);
        let extent = format!("{} – {}", value(series.min), value(series.max));
        MetricAxis {
            domain: [1.0 - bottom_px / drawn_px, 1.0 - top_px / drawn_px],
            scale: scale(series),
            label: format!(
                "{}<br>{}",
                plain(&scene.metric_label(series)),
                plain(&extent)
            ),
        }
    };
    scene.series().enumerate().map(axis).collect()
}

/// Round counts of equal distance up to `top`: at least one, at most `n_max`, which is 2 or more
/// because round numbers lie up to two and a half times apart.
fn steps_up_to(top: u64, n_max: u64) -> Vec<u64> {
    let mut step = 1_u64;
    for factor in [2, 5, 10].into_iter().cycle() {
        if top / step <= n_max {
            break;
        }
        let decade = 10_u64.pow(step.ilog10());
        step = decade.saturating_mul(factor);
    }
    (1..=top / step).map(|i| i * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        for (top, n_max, expected) in [
            (1, 3, vec![1]),
            (3, 3, vec![1, 2, 3]),
            (7, 3, vec![2, 4, 6]),
            (1_203, 3, vec![500, 1_000]),
            (420, 2, vec![200, 400]),
            (16, 3, vec![5, 10, 15]),
        ] {
            assert_eq!(steps_up_to(top, n_max), expected, "{top}");
        }
        for top in (1..2_000).chain([u64::MAX]) {
            assert!((1..=2).contains(&steps_up_to(top, 2).len()), "{top}");
        }
    }
}
