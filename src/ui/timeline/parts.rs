//! The parts of a plotly.js figure that the timeline uses, under plotly.js' own names.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ink::{Ink, SIZE_PX};

/// Drawn, and not seen.
pub(super) const UNSEEN: &str = "rgba(0,0,0,0)";
/// Between a label and its axis, made by ticks that are not seen.
const LABEL_GAP_PX: f64 = 6.0;

/// Width of a trace's bars is one for all or one for each.
type PerBar = Vec<f64>;

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Trace {
    Area(Area),
    Bars(Box<BarTrace>),
    Line(Line),
}

/// A line through values, over the area between the lowest and the highest. Nothing of it answers to the
/// pointer: the page tells what a bar of time holds.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    r#type: &'static str,
    mode: &'static str,
    hoverinfo: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fill: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fillcolor: Option<String>,
    yaxis: String,
    connectgaps: bool,
    line: Stroke,
    marker: Dot,
    x: Vec<f64>,
    y: Vec<f64>,
}

#[derive(Debug, Default, Serialize)]
struct Stroke {
    color: String,
    width: f64,
}

#[derive(Debug, Default, Serialize)]
struct Dot {
    color: String,
    size: f64,
}

impl Line {
    /// A line on the nth axis of metrics, with a dot at each point where `has_dots`.
    pub(super) fn of(color: &str, nth: usize, has_dots: bool) -> Self {
        Self {
            r#type: "scatter",
            mode: if has_dots { "lines+markers" } else { "lines" },
            hoverinfo: "skip",
            fill: None,
            fillcolor: None,
            yaxis: metric_axis("y", nth),
            connectgaps: false,
            line: Stroke {
                color: color.to_owned(),
                width: 1.5,
            },
            marker: Dot {
                color: color.to_owned(),
                size: 4.0,
            },
            x: Vec::new(),
            y: Vec::new(),
        }
    }

    /// A filled shape without a line.
    pub(super) fn filled(color: &str, nth: usize) -> Self {
        Self {
            mode: "none",
            fill: Some("toself"),
            fillcolor: Some(color.to_owned()),
            ..Self::of(color, nth, false)
        }
    }

    /// Adds a point; a value that is no number parts what follows.
    pub(super) fn push(&mut self, x: f64, y: f64) {
        self.x.push(x);
        self.y.push(y);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.x.is_empty()
    }
}

/// plotly.js' name of a metric's axis: the first two are those of counts and lanes.
fn metric_axis(start: &str, nth: usize) -> String {
    format!("{start}{}", nth + 3)
}

/// Where a metric is drawn.
#[derive(Debug)]
pub(super) struct MetricAxis {
    /// Lower and upper end, as shares of the drawn height.
    pub(super) domain: [f64; 2],
    pub(super) scale: (f64, f64),
    /// Beside the middle.
    pub(super) label: String,
}

/// Rectangles of one colour as one shape, however many they are: an element for each would cost time
/// at every drawing. Nothing of it answers to the pointer.
#[derive(Debug, Serialize)]
pub(super) struct Area {
    r#type: &'static str,
    mode: &'static str,
    fill: &'static str,
    hoverinfo: &'static str,
    fillcolor: String,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Area {
    pub(super) fn of(color: &str) -> Self {
        Self {
            r#type: "scatter",
            mode: "none",
            fill: "toself",
            hoverinfo: "skip",
            fillcolor: color.to_owned(),
            x: Vec::new(),
            y: Vec::new(),
        }
    }

    /// Adds a rectangle; a value that is no number parts it from the next one.
    pub(super) fn push(&mut self, (left, right): (f64, f64), (bottom, top): (f64, f64)) {
        self.x.extend([left, left, right, right, f64::NAN]);
        self.y.extend([bottom, top, top, bottom, f64::NAN]);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.x.is_empty()
    }
}

/// Bars along the time axis, from a base of their own, with a text inside.
#[derive(Debug, Serialize)]
pub(super) struct BarTrace {
    r#type: &'static str,
    orientation: &'static str,
    pub(super) yaxis: &'static str,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) base: Vec<f64>,
    #[serde(serialize_with = "one_or_many")]
    pub(super) width: PerBar,
    pub(super) marker: Marker,
    hoverinfo: &'static str,
    pub(super) hovertext: Vec<String>,
    pub(super) text: Vec<String>,
    pub(super) customdata: Vec<String>,
    textposition: &'static str,
    textangle: f64,
    insidetextanchor: &'static str,
    constraintext: &'static str,
    textfont: Font,
}

impl BarTrace {
    pub(super) fn new(yaxis: &'static str, textfont: Font) -> Self {
        Self {
            r#type: "bar",
            orientation: "h",
            yaxis,
            x: Vec::new(),
            y: Vec::new(),
            base: Vec::new(),
            width: Vec::new(),
            marker: Marker::default(),
            hoverinfo: "text",
            hovertext: Vec::new(),
            text: Vec::new(),
            customdata: Vec::new(),
            textposition: "inside",
            textangle: 0.0,
            insidetextanchor: "middle",
            constraintext: "none",
            textfont,
        }
    }
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Marker {
    #[serde(serialize_with = "one_or_many")]
    color: Vec<String>,
    line: MarkerLine,
}

#[derive(Debug, Default, Serialize)]
struct MarkerLine {
    #[serde(serialize_with = "one_or_many")]
    color: Vec<String>,
    #[serde(serialize_with = "one_or_many")]
    width: Vec<f64>,
}

impl Marker {
    /// The colours of the next bar.
    pub(super) fn push(&mut self, color: String, edge: &str, edge_px: f64) {
        self.color.push(color);
        self.line.color.push(edge.to_owned());
        self.line.width.push(edge_px);
    }
}

fn one_or_many<T: Serialize, S: serde::Serializer>(
    values: &Vec<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match values.as_slice() {
        [one] => one.serialize(serializer),
        many => many.serialize(serializer),
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Font {
    pub(super) family: String,
    pub(super) size: f64,
    pub(super) color: String,
}

/// What stands on the axes: `(value, text)` for each tick.
#[derive(Debug)]
pub(super) struct Axes {
    pub(super) times: Vec<(f64, String)>,
    /// Length of the time axis, in its unit.
    pub(super) span: f64,
    pub(super) counts: Vec<(f64, String)>,
    /// Upper end of the counts.
    pub(super) top: f64,
    pub(super) lanes: Vec<(f64, String)>,
    pub(super) n_tracks: usize,
    /// Lower end of the counts and upper end of the lanes, as shares of the drawn height.
    pub(super) counts_from: f64,
    pub(super) lanes_to: f64,
    pub(super) metrics: Vec<MetricAxis>,
}

#[derive(Debug, Serialize)]
pub(super) struct Layout {
    width: f64,
    height: f64,
    margin: Margin,
    barmode: &'static str,
    bargap: f64,
    /// The page has its own way to choose a range; plotly.js only draws and tells what is pointed at.
    dragmode: bool,
    hovermode: &'static str,
    hoverdistance: f64,
    showlegend: bool,
    autosize: bool,
    paper_bgcolor: &'static str,
    plot_bgcolor: &'static str,
    font: Font,
    hoverlabel: HoverLabel,
    xaxis: AxisLayout,
    yaxis: AxisLayout,
    yaxis2: AxisLayout,
    /// Of metrics, by plotly.js' names.
    #[serde(flatten)]
    metrics: BTreeMap<String, AxisLayout>,
}

#[derive(Debug, Serialize)]
struct Margin {
    l: f64,
    t: f64,
    r: f64,
    b: f64,
    pad: f64,
}

#[derive(Debug, Serialize)]
struct HoverLabel {
    bgcolor: String,
    bordercolor: String,
    font: Font,
    align: &'static str,
}

#[derive(Debug, Default, Serialize)]
struct AxisLayout {
    range: [f64; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<f64>,
    fixedrange: bool,
    visible: bool,
    tickmode: &'static str,
    tickvals: Vec<f64>,
    ticktext: Vec<String>,
    ticks: &'static str,
    ticklen: f64,
    tickcolor: String,
    tickangle: f64,
    showgrid: bool,
    gridcolor: String,
    zeroline: bool,
    showline: bool,
    linecolor: String,
}

impl AxisLayout {
    fn with(ticks: Vec<(f64, String)>, range: [f64; 2], ink: &Ink) -> Self {
        let (tickvals, ticktext) = ticks.into_iter().unzip();
        Self {
            range,
            fixedrange: true,
            visible: true,
            tickmode: "array",
            tickvals,
            ticktext,
            tickcolor: ink.line.clone(),
            gridcolor: ink.line.clone(),
            linecolor: ink.line.clone(),
            ..Self::default()
        }
    }
}

impl Layout {
    /// Size is width and height; the margins are left, top, right, bottom; all in pixels.
    pub(super) fn new(
        (width, height): (f64, f64),
        (l, t, r, b): (f64, f64, f64, f64),
        axes: Axes,
        ink: &Ink,
    ) -> Self {
        let n_tracks = axes.n_tracks.max(1) as f64;
        let metrics = axes.metrics.into_iter().enumerate().map(|(nth, metric)| {
            let (from, to) = metric.scale;
            let middle = f64::midpoint(from, to);
            let axis = AxisLayout {
                domain: Some(metric.domain),
                ticks: "outside",
                ticklen: LABEL_GAP_PX,
                tickcolor: UNSEEN.to_owned(),
                showline: true,
                ..AxisLayout::with(vec![(middle, metric.label)], [from, to], ink)
            };
            (metric_axis("yaxis", nth), axis)
        });
        let font = |color: &str| Font {
            family: ink.font.clone(),
            size: SIZE_PX,
            color: color.to_owned(),
        };
        Self {
            metrics: metrics.collect(),
            width,
            height,
            margin: Margin {
                l,
                t,
                r,
                b,
                pad: 0.0,
            },
            barmode: "overlay",
            bargap: 0.0,
            dragmode: false,
            hovermode: "closest",
            hoverdistance: 6.0,
            showlegend: false,
            autosize: false,
            paper_bgcolor: UNSEEN,
            plot_bgcolor: UNSEEN,
            font: font(&ink.muted),
            hoverlabel: HoverLabel {
                bgcolor: ink.raised.clone(),
                bordercolor: ink.line.clone(),
                font: font(&ink.text),
                align: "left",
            },
            xaxis: AxisLayout {
                ticks: "outside",
                ticklen: 4.0,
                anchor: Some("free"),
                position: Some(0.0),
                showgrid: true,
                showline: true,
                ..AxisLayout::with(axes.times, [0.0, axes.span], ink)
            },
            yaxis: AxisLayout {
                domain: Some([axes.counts_from, 1.0]),
                ticks: "outside",
                ticklen: LABEL_GAP_PX,
                tickcolor: UNSEEN.to_owned(),
                showgrid: true,
                ..AxisLayout::with(axes.counts, [0.0, axes.top], ink)
            },
            yaxis2: AxisLayout {
                domain: (axes.lanes_to > 0.0).then_some([0.0, axes.lanes_to]),
                visible: axes.lanes_to > 0.0,
                ticks: "outside",
                ticklen: LABEL_GAP_PX,
                tickcolor: UNSEEN.to_owned(),
                // The first lane is the uppermost.
                ..AxisLayout::with(axes.lanes, [n_tracks, 0.0], ink)
            },
        }
    }
}

/// Nothing of plotly.js' own: no bar of buttons, no logo, no zoom by wheel or double click.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Config {
    display_mode_bar: bool,
    displaylogo: bool,
    scroll_zoom: bool,
    double_click: bool,
    show_tips: bool,
}
