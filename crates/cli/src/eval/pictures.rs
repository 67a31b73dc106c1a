//! Pictures of what a suite measured: ROC, precision and recall, calibration, confusion.
//!
//! In: rows scored by one or more judges. Out: four SVG files for each topic, in the folder that `--plots`
//! names. The figures themselves are in the table and in the JSON.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_trees::metrics::{Confusion, Point, Report, Scored, report};

use super::plots::{self, Series};

/// What is drawn into one picture.
pub(super) struct Topic {
    /// Beginning of the files' names.
    pub(super) stem: String,
    pub(super) title: String,
    /// Who judged, and how well.
    pub(super) judges: Vec<(String, Report)>,
}

impl Topic {
    pub(super) fn new(stem: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            stem: stem.into(),
            title: title.into(),
            judges: Vec::new(),
        }
    }

    /// Adds a judge by its scores; `threshold`: from here on it says yes.
    pub(super) fn judge(&mut self, name: impl Into<String>, scored: &[Scored], threshold: f64) {
        self.judges
            .push((name.into(), report(scored, threshold, 1)));
    }
}

/// Writes the pictures of all topics.
pub(super) fn draw(topics: &[Topic], folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("while making {}", folder.display()))?;
    for topic in topics {
        for (kind, svg) in svgs(topic) {
            let path = folder.join(format!("{}-{kind}.svg", topic.stem));
            fs::write(&path, svg).with_context(|| format!("while writing {}", path.display()))?;
        }
    }
    Ok(())
}

fn svgs(topic: &Topic) -> [(&'static str, String); 4] {
    let series = |points: fn(&Report) -> Vec<(f64, f64)>| -> Vec<Series> {
        let judges = topic.judges.iter();
        judges
            .map(|(name, report)| Series {
                name: name.clone(),
                points: points(report),
            })
            .collect()
    };
    let title = |what: &str| format!("{}: {what}", topic.title);
    let roc = series(|report| xy(&report.roc));
    let pr = series(|report| xy(&report.pr));
    let calibration = series(|report| {
        let bins = report.calibration.iter().filter(|bin| bin.n > 0);
        bins.map(|bin| (bin.mean_score, bin.share)).collect()
    });
    let matrices: Vec<(String, Confusion)> = topic
        .judges
        .iter()
        .map(|(name, report)| (name.clone(), report.confusion))
        .collect();
    [
        (
            "roc",
            plots::svg(&title("ROC"), "false-positive rate", "recall", &roc, true),
        ),
        (
            "pr",
            plots::svg(
                &title("precision and recall"),
                "recall",
                "precision",
                &pr,
                false,
            ),
        ),
        (
            "calibration",
            plots::svg(
                &title("calibration"),
                "mean score",
                "share that is true",
                &calibration,
                true,
            ),
        ),
        ("confusion", plots::matrices(&title("confusion"), &matrices)),
    ]
}

fn xy(points: &[Point]) -> Vec<(f64, f64)> {
    points.iter().map(|point| (point.x, point.y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_topic_has_four_pictures_with_all_its_judges() {
        let mut topic = Topic::new("calm-lines", "Lines");
        topic.judge("rules", &[(0.9, true), (0.2, false), (0.7, false)], 0.5);
        topic.judge("chance", &[(0.5, true), (0.5, false)], 0.5);
        let folder = tempfile::tempdir().expect("a folder can be made");
        draw(&[topic], folder.path()).expect("it can be written to");
        for kind in ["roc", "pr", "calibration", "confusion"] {
            let path = folder.path().join(format!("calm-lines-{kind}.svg"));
            let svg = fs::read_to_string(&path).expect("it was drawn");
            assert!(svg.contains("rules") && svg.contains("chance"), "{kind}");
        }
    }
}
