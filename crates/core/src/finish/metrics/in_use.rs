//! How much is in use of what there is, from pairs of series: the processors' time, memory, disks, files.
//!
//! What is free is what programs can still get (`MemAvailable`), not what nobody touches. File systems
//! that are always full by nature are left out.

use std::collections::BTreeMap;

use jejak_protocol::metrics::{MetricKind, MetricPoint, MetricResource, MetricSeries, MetricUnit};

use super::rates;
use super::track::{Track, labels, said};

/// What a series tells beside the one of all there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Free,
    Used,
}

/// Ends of the names of the part and of the whole. From node_exporter, windows_exporter, cAdvisor and the
/// client libraries.
const PAIRS: [(MetricResource, Part, &str, &str); 9] = [
    (
        MetricResource::Memory,
        Part::Free,
        "memory_MemAvailable_bytes",
        "memory_MemTotal_bytes",
    ),
    (
        MetricResource::Memory,
        Part::Free,
        "memory_physical_free_bytes",
        "memory_physical_total_bytes",
    ),
    (
        MetricResource::Memory,
        Part::Free,
        "os_physical_memory_free_bytes",
        "cs_physical_memory_bytes",
    ),
    (
        MetricResource::Memory,
        Part::Used,
        "container_memory_working_set_bytes",
        "container_spec_memory_limit_bytes",
    ),
    (
        MetricResource::Swap,
        Part::Free,
        "memory_SwapFree_bytes",
        "memory_SwapTotal_bytes",
    ),
    (
        MetricResource::Disk,
        Part::Free,
        "filesystem_avail_bytes",
        "filesystem_size_bytes",
    ),
    (
        MetricResource::Disk,
        Part::Free,
        "logical_disk_free_bytes",
        "logical_disk_size_bytes",
    ),
    (
        MetricResource::OpenFiles,
        Part::Used,
        "process_open_fds",
        "process_max_fds",
    ),
    (
        MetricResource::OpenFiles,
        Part::Used,
        "filefd_allocated",
        "filefd_maximum",
    ),
];

/// File systems that are written once and full, or memory under another name.
const NO_DISKS: [&str; 8] = [
    "squashfs", "iso9660", "erofs", "udf", "cramfs", "tmpfs", "ramfs", "devtmpfs",
];

/// A whole above this is no limit: cAdvisor and the kernel write so that there is none.
const NO_LIMIT: f64 = 9e18;

pub(super) fn series(tracks: &[Track<'_>]) -> Vec<MetricSeries> {
    let by_key: BTreeMap<_, &Track<'_>> = tracks
        .iter()
        .map(|track| (track.key(track.name), track))
        .collect();
    let mut all = processors(tracks);
    for track in tracks {
        let pair = PAIRS.iter().find_map(|(resource, part, end, whole)| {
            let family = track.name.strip_suffix(end)?;
            Some((*resource, *part, format!("{family}{whole}")))
        });
        let Some((resource, part, whole)) = pair else {
            continue;
        };
        let is_disk = !track
            .label("fstype")
            .is_some_and(|kind| NO_DISKS.contains(&kind));
        if let (Some(whole), true) = (by_key.get(&track.key(whole.as_str())), is_disk) {
            let points = shares(track, whole, part);
            let mut told = told(track, resource, points);
            if let Some(told) = &mut told {
                told.labels = named(track, resource);
            }
            all.extend(told);
        }
    }
    all
}

/// A part by the whole at the same time, or the last known before.
fn shares(part: &Track<'_>, whole: &Track<'_>, is: Part) -> Vec<MetricPoint> {
    let mut wholes = whole.points.iter().peekable();
    let mut now = wholes.peek().map_or(0.0, |point| point.last);
    let mut points = Vec::with_capacity(part.points.len());
    for point in &part.points {
        while let Some(next) = wholes.next_if(|it| it.last_at <= point.last_at) {
            now = next.last;
        }
        if now > 0.0 && now < NO_LIMIT {
            let share = |value: f64| match is {
                Part::Free => (1.0 - value / now).clamp(0.0, 1.0),
                Part::Used => (value / now).clamp(0.0, 1.0),
            };
            let (low, high) = (share(point.min), share(point.max));
            points.push(MetricPoint {
                min: low.min(high),
                max: low.max(high),
                mean: share(point.mean),
                last: share(point.last),
                ..point.told()
            });
        }
    }
    points
}

/// The share of time that processors are not idle, over all of a machine's.
fn processors(tracks: &[Track<'_>]) -> Vec<MetricSeries> {
    let is_idle = |track: &&Track<'_>| {
        ["cpu_seconds_total", "cpu_time_total"]
            .iter()
            .any(|end| track.name.ends_with(end))
            && track.label("mode") == Some("idle")
    };
    let mut machines: BTreeMap<(u32, String), Vec<&Track<'_>>> = BTreeMap::new();
    for track in tracks.iter().filter(is_idle) {
        let machine = without(track, &["cpu", "core", "mode"]);
        machines
            .entry((track.file.0, machine))
            .or_default()
            .push(track);
    }
    let of = |((_, machine), cores): ((u32, String), Vec<&Track<'_>>)| {
        let idle: Vec<Vec<MetricPoint>> = cores.iter().filter_map(|it| rates::rate(it)).collect();
        let first = idle.first()?;
        let at = |points: &[MetricPoint], point: &MetricPoint| {
            let idx = points.binary_search_by_key(&point.at, |it| it.at).ok()?;
            points.get(idx).map(|it| it.mean)
        };
        let points = first
            .iter()
            .map(|point| {
                let known: Vec<f64> = idle.iter().filter_map(|it| at(it, point)).collect();
                let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
                let busy = (1.0 - mean).clamp(0.0, 1.0);
                MetricPoint {
                    min: busy,
                    mean: busy,
                    max: busy,
                    last: busy,
                    ..*point
                }
            })
            .collect();
        let mut told = told(cores.first()?, MetricResource::Cpu, points)?;
        told.labels = machine;
        Some(told)
    };
    machines.into_iter().filter_map(of).collect()
}

fn told(
    track: &Track<'_>,
    resource: MetricResource,
    points: Vec<MetricPoint>,
) -> Option<MetricSeries> {
    super::series(
        track,
        track.name,
        MetricKind::InUse(resource),
        MetricUnit::Ratio,
        points,
    )
}

/// Labels that tell a disk from another.
fn named(track: &Track<'_>, resource: MetricResource) -> String {
    match resource {
        MetricResource::Disk => without(track, &["fstype", "device_error"]),
        _ => track.labels.to_owned(),
    }
}

fn without(track: &Track<'_>, names: &[&str]) -> String {
    said(labels(track.labels).filter(|(name, _)| !names.contains(name)))
}
