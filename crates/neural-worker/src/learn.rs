//! Learns a baseline in slices, so that a cancel is heard and progress shown.

use std::cell::Cell;

use jejak_neural::baseline::Baseline;
use jejak_neural::normal_day::{Learning, Wanted};
use jejak_protocol::model::{FromModel, JobId, ModelFailure, Sessions};

use crate::page::Page;

/// Time between two moments at which a cancel is heard.
const SLICE_MS: f64 = 40.0;
/// Shortest time between two progress messages.
const PROGRESS_GAP_MS: f64 = 100.0;

pub(crate) async fn learn(
    page: &Page,
    job: JobId,
    current: &Cell<Option<JobId>>,
    sessions: &Sessions,
    wanted: Wanted,
) -> Result<Baseline, ModelFailure> {
    let mut learning = Learning::begin(sessions, wanted)?;
    let begun_ms = page.now_ms();
    let (mut slice_ms, mut shown_ms) = (begun_ms, begun_ms);
    while !learning.is_over() {
        let progress = learning.step();
        let now_ms = page.now_ms();
        if now_ms - shown_ms >= PROGRESS_GAP_MS {
            shown_ms = now_ms;
            let progress = FromModel::Progress {
                job,
                share: progress.share,
                elapsed_ms: now_ms - begun_ms,
            };
            page.send(&progress, None);
        }
        if now_ms - slice_ms >= SLICE_MS {
            page.breathe().await;
            slice_ms = page.now_ms();
            if current.get() != Some(job) {
                return Err(ModelFailure::Stopped);
            }
        }
    }
    Ok(learning.finish())
}
