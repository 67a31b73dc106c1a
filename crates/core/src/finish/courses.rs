//! The courses of hosts and shapes with their times resolved, for the detectors of time.

use jejak_protocol::{Entity, EntityKind};

use super::Resolved;
use crate::detectors::input::{Beat, Course, Moment, Silence};
use crate::plan::Clock;
use crate::requests;
use crate::state::course::Step;
use crate::state::{Seen, Shape, Track};

/// Records of a shape below which its course says nothing; chosen below what any detector asks for.
const N_RECORDS_MIN: u64 = 20;

/// The course of each host of each file.
pub(super) fn of_hosts(files: &[Resolved<'_>]) -> Vec<Course> {
    let of_file = |file| {
        let tracks = file_tracks(file);
        tracks.filter_map(move |track| of_host(file, track))
    };
    files.iter().flat_map(of_file).collect()
}

fn file_tracks<'a>(file: &Resolved<'a>) -> impl Iterator<Item = &'a Track> {
    file.input.state.body.tracks.list().iter()
}

fn of_host(file: &Resolved<'_>, track: &Track) -> Option<Course> {
    let course = &track.course;
    let (first, last) = course.ends()?;
    Some(Course {
        host: (!track.host.is_empty()).then(|| Entity {
            kind: EntityKind::Host,
            value: track.host.to_string(),
        }),
        n_records: course.n_records,
        n_back: course.n_back,
        first: moment(file, first),
        last: moment(file, last),
        silences: course.silences.iter().map(|it| silence(file, it)).collect(),
        steps_back: course
            .steps_back
            .iter()
            .map(|it| silence(file, it))
            .collect(),
        is_of_requests: track.n_requests * 2 > course.n_records,
        leaves_day_open: file.input.plan.clock == Clock::Dayless,
        leaves_zone_open: file.input.plan.assumes_zone,
        zone: file.input.plan.zone.clone(),
    })
}

/// The courses of shapes that came often enough; requests are their clients' doing and left out.
pub(super) fn of_shapes<'a>(files: &[Resolved<'a>]) -> Vec<Beat<'a>> {
    let mut beats = Vec::new();
    for file in files {
        let Some((_, file_last)) = file.input.state.body.range else {
            continue;
        };
        let shapes = file.input.state.body.shapes.list().iter();
        let often = shapes.filter(|shape| shape.course.n_records >= N_RECORDS_MIN);
        beats.extend(often.filter_map(|shape| beat(file, shape, file_last)));
    }
    beats
}

fn beat<'a>(file: &Resolved<'a>, shape: &'a Shape, file_last: i64) -> Option<Beat<'a>> {
    let (first, last) = shape.course.ends()?;
    let mut silences = shape.course.silences.iter().map(|it| silence(file, it));
    (!requests::is_shape(&shape.text)).then(|| Beat {
        text: &shape.text,
        level: shape.level,
        n_records: shape.course.n_records,
        n_back: shape.course.n_back,
        first: moment(file, first),
        last: moment(file, last),
        longest: silences.next(),
        second: silences.next(),
        file_last: jejak_protocol::TimestampUs(file.years.utc(file_last)),
    })
}

fn silence(file: &Resolved<'_>, step: &Step) -> Silence {
    Silence {
        from: moment(file, step.from),
        to: moment(file, step.to),
    }
}

fn moment(file: &Resolved<'_>, seen: Seen) -> Moment {
    Moment {
        time: jejak_protocol::TimestampUs(file.years.utc(seen.raw)),
        at: file.at(seen.line),
    }
}
