//! Metric series that files hold beside their records: load, memory, counts, as values over time.

use serde::{Deserialize, Serialize};

use crate::file::FileId;
use crate::time::TimestampUs;

/// One line of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSeries {
    pub file: FileId,
    /// `node_load1`, or the heading of a table's column.
    pub name: String,
    /// `cpu="0",mode="idle"`; empty where it has none.
    pub labels: String,
    pub n_samples: u64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    /// Width of a point's stretch of time in microseconds.
    pub width_us: i64,
    /// By time; stretches without a sample are left out.
    pub points: Vec<MetricPoint>,
}

/// The samples of one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricPoint {
    /// When the stretch begins.
    pub at: TimestampUs,
    pub n_samples: u64,
    pub min: f64,
    pub mean: f64,
    pub max: f64,
    pub last: f64,
}
