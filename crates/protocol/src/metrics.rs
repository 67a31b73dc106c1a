//! Metric series that files hold beside their records: load, memory, counts, as values over time.

use serde::{Deserialize, Serialize};

use crate::file::{FileId, RecordRef};
use crate::time::TimestampUs;

/// One line of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSeries {
    pub file: FileId,
    /// `node_load1`, or the heading of a table's column.
    pub name: String,
    /// `cpu="0",mode="idle"`; empty where it has none.
    pub labels: String,
    pub kind: MetricKind,
    pub unit: MetricUnit,
    pub n_samples: u64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub last: f64,
    /// Width of a point's stretch of time in microseconds.
    pub width_us: i64,
    /// By time; stretches without a sample are left out.
    #[serde(with = "flat")]
    pub points: Vec<MetricPoint>,
}

/// The samples of one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricPoint {
    /// When the stretch begins.
    pub at: TimestampUs,
    pub n_samples: u64,
    pub min: f64,
    pub mean: f64,
    pub max: f64,
    pub last: f64,
    /// The record of the last sample.
    pub record: RecordRef,
}

/// What the values of a series are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// As they were measured.
    Value,
    /// How fast a counter rises, per second.
    Rate,
    /// A sum by the count beside it, as histograms and summaries have them: the mean of what was observed.
    Mean,
    /// The share in use of what there is, from two series.
    InUse(MetricResource),
}

/// What can run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricResource {
    Cpu,
    Memory,
    Swap,
    Disk,
    OpenFiles,
}

impl MetricResource {
    pub const ALL: [Self; 5] = [
        Self::Cpu,
        Self::Memory,
        Self::Swap,
        Self::Disk,
        Self::OpenFiles,
    ];
}

/// In what a series counts; of a [rate](MetricKind::Rate), in each second.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum MetricUnit {
    /// Not known, or things that are counted.
    #[default]
    Plain,
    Bytes,
    Seconds,
    /// 1 is all.
    Ratio,
    /// 100 is all.
    Percent,
    Celsius,
}

impl MetricSeries {
    /// Its name in links: stable for the same files.
    #[must_use]
    pub fn key(&self) -> String {
        let mark = match self.kind {
            MetricKind::InUse(_) => "@",
            MetricKind::Value | MetricKind::Rate | MetricKind::Mean => "",
        };
        match self.labels.as_str() {
            "" => format!("{}:{mark}{}", self.file.0, self.name),
            labels => format!("{}:{mark}{}{{{labels}}}", self.file.0, self.name),
        }
    }
}

/// Points as one list of numbers: there are some ten thousands of them, and as many objects of JavaScript
/// would hold up the page.
mod flat {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::MetricPoint;
    use crate::file::{FileId, RecordRef};
    use crate::time::TimestampUs;

    /// Numbers of a point.
    const N: usize = 8;

    pub(super) fn serialize<S: Serializer>(
        points: &[MetricPoint],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        // All of them are below 2^53.
        let numbers = points.iter().flat_map(|point| {
            [
                point.at.0 as f64,
                point.n_samples as f64,
                point.min,
                point.mean,
                point.max,
                point.last,
                f64::from(point.record.file.0),
                point.record.line as f64,
            ]
        });
        numbers.collect::<Vec<f64>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<MetricPoint>, D::Error> {
        let numbers = Vec::<f64>::deserialize(deserializer)?;
        let points = numbers.as_chunks::<N>();
        if !points.1.is_empty() {
            return Err(D::Error::invalid_length(
                numbers.len(),
                &"eight for each point",
            ));
        }
        let point = |&[at, n, min, mean, max, last, file, line]: &[f64; N]| MetricPoint {
            at: TimestampUs(at as i64),
            n_samples: n as u64,
            min,
            mean,
            max,
            last,
            record: RecordRef {
                file: FileId(file as u32),
                line: line as u64,
            },
        };
        Ok(points.0.iter().map(point).collect())
    }
}
