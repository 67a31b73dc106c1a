//! Curves of models as SVG: recall by false-positive rate, precision by recall, calibration.
//!
//! In: points in [0, 1] × [0, 1]. Out: a picture that reads on white and on dark paper, its lines told
//! apart by dashes too.

use std::fmt::Write as _;

/// A named line.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
}

/// The square of the axes, and the room around it for words.
const SIDE: f64 = 400.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 48.0;
const LEGEND: f64 = 22.0;

/// Colours of Okabe and Ito 2008, which people who see few colours tell apart.
const INKS: [&str; 4] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];
const DASHES: [&str; 4] = ["none", "7 4", "2 3", "9 3 2 3"];

/// A picture of lines over the unit square. `diagonal`: the line of chance, or of perfect calibration.
pub(crate) fn svg(title: &str, x: &str, y: &str, series: &[Series], diagonal: bool) -> String {
    let (width, height) = (
        LEFT + SIDE + 24.0,
        TOP + SIDE + 56.0 + LEGEND * series.len() as f64,
    );
    let (middle, bottom) = (LEFT + SIDE / 2.0, TOP + SIDE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"{0}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{middle}\" y=\"28\" text-anchor=\"middle\" font-size=\"15\">{0}</text>\n",
        escaped(title)
    );
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (at_x, at_y) = place((tick, tick));
        let _ = writeln!(
            svg,
            "<path d=\"M{at_x:.1} {TOP}V{bottom}M{LEFT} {at_y:.1}h{SIDE}\" stroke=\"#ddd\"/>\
             <text x=\"{at_x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{tick}</text>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{tick}</text>",
            bottom + 18.0,
            LEFT - 8.0,
            at_y + 4.0
        );
    }
    if diagonal {
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {bottom}L{} {TOP}\" stroke=\"#999\" stroke-dasharray=\"3 5\"/>",
            LEFT + SIDE
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>\
         <text transform=\"translate(18 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
        bottom + 40.0,
        escaped(x),
        TOP + SIDE / 2.0,
        escaped(y)
    );
    let styles = INKS.iter().zip(DASHES).cycle();
    for ((series, (ink, dash)), row) in series.iter().zip(styles).zip(0..) {
        let points: Vec<String> = series
            .points
            .iter()
            .map(|point| place(*point))
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let at = bottom + 62.0 + LEGEND * f64::from(row);
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>\
             <path d=\"M{LEFT} {:.1}h32\" stroke=\"{ink}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>\
             <text x=\"{}\" y=\"{at:.1}\">{}</text>",
            points.join(" "),
            at - 4.0,
            LEFT + 42.0,
            escaped(&series.name)
        );
    }
    svg + "</svg>\n"
}

/// Where a point of the unit square stands in the picture.
fn place((x, y): (f64, f64)) -> (f64, f64) {
    let (x, y) = (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0));
    (LEFT + x * SIDE, TOP + (1.0 - y) * SIDE)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_of_the_square_are_corners_of_the_axes() {
        let series = [Series {
            name: "a < b".to_owned(),
            points: vec![(0.0, 0.0), (1.0, 1.0), (7.0, -3.0)],
        }];
        let svg = svg("\"t\"", "x", "y", &series, true);
        assert!(
            svg.contains("points=\"64.0,448.0 464.0,48.0 464.0,448.0\""),
            "{svg}"
        );
        assert!(svg.contains("a &lt; b") && svg.contains("&quot;t&quot;"));
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }
}
