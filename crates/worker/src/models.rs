//! A forest over what each source did, and what it says of a run.

use jejak_core::windows::{FEATURES, Scores, SourceWindow, WINDOW_S, Windows};
use jejak_protocol::model::{SourceCounts, SourceWindows};
use jejak_protocol::{DetectorId, TimestampUs};
use jejak_trees::{Model, Schema};

/// A model that reads what core counts; None for any other bytes.
pub(crate) fn read(bytes: &[u8]) -> Option<Model> {
    let model = Model::from_json(std::str::from_utf8(bytes).ok()?).ok()?;
    model.fits(&Schema::new(FEATURES)).ok()?;
    Some(model)
}

/// Each distinct window, scored once.
pub(crate) fn scores(model: &Model, windows: &Windows) -> Scores {
    let scores: Vec<f64> = windows
        .distinct
        .iter()
        .map(|window| {
            let score = model.forest.score(&window.features.map(f64::from));
            model.manifest.calibrated(score)
        })
        .collect();
    let detector = DetectorId(format!("model.{}", model.manifest.name));
    Scores::new(detector, windows, &scores)
}

/// The windows of all sources, as the page takes them.
pub(crate) fn for_page(windows: Vec<SourceWindow>) -> SourceWindows {
    SourceWindows {
        features: FEATURES.map(str::to_owned).to_vec(),
        span_us: WINDOW_S * 1_000_000,
        windows: windows
            .into_iter()
            .map(|window| SourceCounts {
                source: window.source,
                start: TimestampUs::from_seconds(window.number * WINDOW_S),
                counts: window.features.to_vec(),
            })
            .collect(),
    }
}
