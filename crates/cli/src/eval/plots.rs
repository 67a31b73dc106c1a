//! Curves of models as SVG: recall by false-positive rate, precision by recall, calibration; and matrices of
//! what was said by what was true.
//!
//! In: points in [0, 1] × [0, 1], or counts. Out: a picture that reads on white and on dark paper, its lines
//! told apart by dashes too.

use std::fmt::Write as _;

use jejak_trees::metrics::Confusion;

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
const INKS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000",
];
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
    let styles = INKS.iter().cycle().zip(DASHES.iter().cycle());
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

/// Matrices in a row, and how many beside each other; of a cell its width and height.
const MATRICES_A_ROW: usize = 3;
const CELL: (f64, f64) = (104.0, 56.0);
const MATRIX: (f64, f64) = (2.0 * CELL.0 + 40.0, 2.0 * CELL.1 + 62.0);

/// What was said by what was true, a matrix for each name: the darker a cell, the greater its share of what
/// was true or was not.
pub(crate) fn matrices(title: &str, all: &[(String, Confusion)]) -> String {
    let columns = all.len().clamp(1, MATRICES_A_ROW);
    let width = (columns as f64 * MATRIX.0 + 24.0).max(480.0);
    let height = TOP + all.len().div_ceil(columns) as f64 * MATRIX.1 + 16.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"{0}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{1}\" y=\"28\" text-anchor=\"middle\" font-size=\"15\">{0}</text>\n",
        escaped(title),
        width / 2.0
    );
    for (idx, (name, confusion)) in all.iter().enumerate() {
        let left = 24.0 + (idx % columns) as f64 * MATRIX.0;
        let top = TOP + (idx / columns) as f64 * MATRIX.1;
        matrix(&mut svg, (left, top), name, confusion);
    }
    svg + "</svg>\n"
}

fn matrix(svg: &mut String, (left, top): (f64, f64), name: &str, confusion: &Confusion) {
    let Confusion { tp, fp, tn, fn_ } = *confusion;
    let middle = left + CELL.0;
    let _ = writeln!(
        svg,
        "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-weight=\"bold\">{}</text>",
        top + 18.0,
        escaped(name)
    );
    let rows = [
        [("found", tp, tp + fn_), ("missed", fn_, tp + fn_)],
        [("wrong", fp, fp + tn), ("left alone", tn, fp + tn)],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, (what, n, of)) in (0..).zip(cells) {
            let share = n as f64 / of.max(1) as f64;
            let x = left + f64::from(column) * CELL.0;
            let y = top + 28.0 + f64::from(row) * CELL.1;
            // Ink turns white where the ground is dark.
            let ink = if share > 0.55 { "#fff" } else { "#111" };
            let (center, middle) = (x + CELL.0 / 2.0, y + CELL.1 / 2.0);
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"#0072b2\" fill-opacity=\"{:.2}\" stroke=\"#999\"/>\
                 <text x=\"{center}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{what}</text>\
                 <text x=\"{center}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{n} ({:.1} %)</text>",
                CELL.0,
                CELL.1,
                share.max(0.04),
                middle - 4.0,
                middle + 15.0,
                share * 100.0,
            );
        }
    }
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
    fn a_matrix_has_its_four_counts_and_their_shares() {
        let confusion = Confusion {
            tp: 3,
            fp: 1,
            tn: 9,
            fn_: 1,
        };
        let svg = matrices("t", &[("a & b".to_owned(), confusion)]);
        for text in [
            "3 (75.0 %)",
            "1 (25.0 %)",
            "1 (10.0 %)",
            "9 (90.0 %)",
            "a &amp; b",
        ] {
            assert!(svg.contains(text), "{text} is not in {svg}");
        }
    }

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
