//! What a person is told of each file.

use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{FileSummary, Notice, NoticeKind};

use super::Resolved;
use crate::clock::DAY_US;
use crate::plan::{Clock, Refusal};

/// How far a file may end after its last change and its zone still be right. Chosen: machines whose clocks
/// are set at all differ by seconds, zones by a quarter of an hour at least.
const AHEAD_US: i64 = 10 * 60 * US_PER_SECOND;

/// 1990-01-01T00:00:00Z, before which nothing that is read today was written.
const FIRST_YEAR_US: i64 = 631_152_000 * 1_000_000;

pub(super) fn file(file: &Resolved<'_>, is_copy: bool) -> FileSummary {
    let (plan, body) = (file.input.plan, &file.input.state.body);
    FileSummary {
        id: file.id,
        facts: plan.facts.clone(),
        format: plan.format_id(),
        confidence: plan.confidence,
        n_bytes: file.input.state.n_bytes(),
        n_lines: body.n_lines,
        n_records: body.n_records,
        n_misfits: body.n_misfits,
        misfits: body.misfits.clone(),
        range: file.range(),
        notices: notices(file, is_copy),
    }
}

fn notices(file: &Resolved<'_>, is_copy: bool) -> Vec<Notice> {
    let (plan, body) = (file.input.plan, &file.input.state.body);
    let mut notices = file.input.notices.to_vec();
    let mut say = |kind, count: u64, holds: bool| {
        if holds {
            notices.push(Notice { kind, count });
        }
    };
    let has_times = body.range.is_some();
    say(NoticeKind::CopyOfAnother, 0, is_copy);
    say(
        NoticeKind::EmptyFile,
        0,
        plan.refusal == Some(Refusal::Empty),
    );
    let is_blank = body.n_lines > 0 && body.n_records == 0 && body.n_misfits == 0;
    say(NoticeKind::BlankFile, 0, is_blank);
    if let Some(Refusal::Binary(kind)) = plan.refusal {
        say(kind.notice(), 0, true);
    }
    say(NoticeKind::LinesCut, body.n_cut, body.n_cut > 0);
    say(
        NoticeKind::InvalidEncoding,
        body.n_invalid,
        body.n_invalid > 0,
    );
    say(NoticeKind::ControlBytes, body.n_control, body.n_control > 0);
    say(
        NoticeKind::YearAssumed,
        0,
        plan.clock == Clock::Yearless && has_times,
    );
    let has_date = body.carry.day_of_slot_0().is_some();
    say(
        NoticeKind::DayAssumed,
        0,
        plan.clock == Clock::Dayless && has_times && !has_date,
    );
    say(NoticeKind::ZoneAssumed, 0, plan.assumes_zone && has_times);
    let range = file.range();
    let is_unset = range.is_some_and(|range| range.start.0 < FIRST_YEAR_US);
    say(NoticeKind::UnsetClock, 0, is_unset);
    let changed_us = plan.facts.modified_ms.map(|ms| ms.saturating_mul(1000));
    let ahead_us = range.zip(changed_us);
    let ahead_us = ahead_us.map_or(0, |(range, us)| range.end.0.saturating_sub(us));
    let is_future = ahead_us > DAY_US;
    say(NoticeKind::FutureTimes, 0, is_future);
    say(
        NoticeKind::ZoneDoubted,
        seconds(ahead_us),
        plan.assumes_zone && ahead_us > AHEAD_US && !is_future,
    );
    let shift_s = seconds(plan.shift_us);
    say(NoticeKind::ClockSetForward, shift_s, plan.shift_us > 0);
    say(NoticeKind::ClockSetBack, shift_s, plan.shift_us < 0);
    let is_of_its_date = !body.series.is_empty() && changed_us.is_some();
    let has_none = !has_times && !is_of_its_date;
    say(NoticeKind::NoTimes, 0, has_none && body.n_records > 0);
    notices
}

fn seconds(us: i64) -> u64 {
    us.unsigned_abs() / US_PER_SECOND.unsigned_abs()
}
