//! Rows that are read again are those of the files, in order: against a naive sort of all lines.

use jejak_core::finish::{FileInput, finish};
use jejak_core::formats::Format;
use jejak_core::index::{Index, Page, Rank, Scan};
use jejak_core::rows::Matcher;
use jejak_core::windows::Scores;
use jejak_core::{Plan, Reader, State, plan};
use jejak_protocol::{
    Entity, EntityKind, FileFacts, FileId, Filter, Level, RecordRef, Row, TimeRange, TimestampUs,
    UserChoices,
};
use proptest::prelude::*;

/// 2026-01-04T10:00:00Z, in seconds.
const START_S: i64 = 1_767_520_800;

/// A line as the test made it: what it must be without being parsed.
#[derive(Clone, Debug)]
struct Made {
    text: String,
    /// Seconds after [`START_S`], when it has a stamp.
    stamp_s: Option<i64>,
    address: Option<String>,
    /// Whether its record is an error.
    is_error: bool,
}

/// The plain way: every line with its place and its time.
#[derive(Clone, Debug)]
struct Naive {
    effective_us: i64,
    at: RecordRef,
    time: Option<TimestampUs>,
    made: Made,
}

struct Run {
    texts: Vec<Vec<u8>>,
    index: Index,
    naive: Vec<Naive>,
}

impl Run {
    fn new(files: &[Vec<Made>], cuts: &[usize]) -> Self {
        let texts: Vec<Vec<u8>> = files.iter().map(|lines| text_of(lines)).collect();
        let plans: Vec<Plan> = texts.iter().map(|text| plan_of(text)).collect();
        let read = |(text, plan): (&Vec<u8>, &Plan)| state_of(text, plan, cuts);
        let states: Vec<State> = texts.iter().zip(&plans).map(read).collect();
        let inputs: Vec<_> = plans
            .iter()
            .zip(&states)
            .map(|(plan, state)| FileInput {
                plan,
                state,
                notices: &[],
            })
            .collect();
        let index = Index::new(&inputs, finish(&inputs, &Scores::default()).templates);
        Self {
            texts,
            index,
            naive: naive(files),
        }
    }

    fn bytes(&self, id: jejak_core::index::SegmentId) -> &[u8] {
        let range = self.index.bytes_of(id);
        &self.texts[id.file.0 as usize][range.start as usize..range.end as usize]
    }

    /// A scan that read at most `n_max` segments.
    fn scan(&self, filter: &Filter, n_max: usize) -> Scan {
        let matcher = Matcher::new(filter);
        let mut scan = Scan::new(filter.clone());
        for _ in 0..n_max {
            let Some(id) = scan.next(&self.index) else {
                break;
            };
            scan.take(&self.index, &matcher, id, self.bytes(id));
        }
        scan
    }

    fn page(&self, scan: &Scan, offset: u64, limit: u32) -> Vec<Row> {
        let matcher = Matcher::new(scan.filter());
        let mut page = Page::new(&self.index, scan, offset, limit);
        while let Some(id) = page.next(&self.index, scan) {
            let lines = self.index.lines(id, self.bytes(id));
            page.take(&self.index, &matcher, lines);
        }
        page.rows()
    }

    fn rank(&self, scan: &Scan, at: RecordRef) -> u64 {
        let matcher = Matcher::new(scan.filter());
        let mut rank = Rank::new(at);
        while let Some(id) = rank.next(&self.index) {
            let lines = self.index.lines(id, self.bytes(id));
            rank.take(&self.index, scan, &matcher, &lines);
        }
        rank.n_before()
    }

    fn context(&self, at: RecordRef, n_around: u32) -> Vec<u64> {
        let ids = self.index.around(at, n_around);
        let rows = ids.into_iter().flat_map(|id| {
            let lines = self.index.lines(id, self.bytes(id));
            self.index.rows_around(at, n_around, &lines)
        });
        rows.map(|row| row.at.line).collect()
    }

    fn fitting(&self, filter: &Filter) -> Vec<&Naive> {
        let is_in = |row: &&Naive| {
            let made = &row.made;
            let words = filter.text.to_lowercase();
            let address = made.address.as_deref();
            let names = |entity: &Entity| address == Some(entity.value.as_str());
            (filter.files.is_empty() || filter.files.contains(&row.at.file))
                && filter
                    .range
                    .is_none_or(|range| row.time.is_some_and(|time| range.contains(time)))
                && words
                    .split_whitespace()
                    .all(|word| made.text.to_lowercase().contains(word))
                && filter.with.iter().all(names)
                && !filter.without.iter().any(names)
                && (filter.level.is_none() || made.is_error)
        };
        self.naive.iter().filter(is_in).collect()
    }

    /// Everything that a filter's rows can be asked, against the plain way.
    fn check(&self, filter: &Filter, offset: usize, limit: usize, probe: usize) {
        let expected = self.fitting(filter);
        let scan = self.scan(filter, usize::MAX);
        assert!(scan.is_complete());
        assert_eq!(scan.n_found(), expected.len() as u64, "{filter:?}");
        let offset = offset % (expected.len() + 2);
        let shown = |row: &Naive| (row.at, row.time, row.made.text.clone());
        let page: Vec<_> = self
            .page(&scan, offset as u64, limit as u32)
            .into_iter()
            .map(|row| (row.at, row.time, row.text))
            .collect();
        let wanted = expected.iter().skip(offset).take(limit);
        assert_eq!(page, wanted.map(|row| shown(row)).collect::<Vec<_>>());
        if let Some(target) = self.naive.get(probe % self.naive.len().max(1)) {
            let place = |row: &Naive| (row.effective_us, row.at);
            let n_before = expected.iter().filter(|row| place(row) < place(target));
            assert_eq!(self.rank(&scan, target.at), n_before.count() as u64);
        }
    }
}

fn text_of(lines: &[Made]) -> Vec<u8> {
    let texts: Vec<&str> = lines.iter().map(|made| made.text.as_str()).collect();
    texts.join("\n").into_bytes()
}

fn plan_of(text: &[u8]) -> Plan {
    let facts = FileFacts {
        name: "app.log".to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: None,
    };
    let mut plan = plan(&[text], &facts, &UserChoices::default());
    plan.layout = Format::App.into();
    plan.refusal = None;
    plan
}

/// Cutting a file makes small segments, as slices of many workers do.
fn state_of(text: &[u8], plan: &Plan, cuts: &[usize]) -> State {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    let mut reader = Reader::new(plan);
    let mut state = State::empty();
    for pair in cuts.windows(2) {
        let right = Reader::new(plan).read(&text[pair[0]..pair[1]], pair[0] as u64);
        reader.merge(&mut state, right);
    }
    reader.close(&mut state);
    state
}

fn naive(files: &[Vec<Made>]) -> Vec<Naive> {
    let mut all = Vec::new();
    for (file, id) in files.iter().zip(0..) {
        let (mut effective_us, mut time) = (i64::MIN, None);
        for (made, line) in file.iter().zip(0..) {
            if let Some(stamp_s) = made.stamp_s {
                time = Some(TimestampUs::from_seconds(START_S + stamp_s));
            }
            effective_us = effective_us.max(time.map_or(i64::MIN, |time| time.0));
            all.push(Naive {
                effective_us,
                at: RecordRef {
                    file: FileId(id),
                    line,
                },
                time,
                made: made.clone(),
            });
        }
    }
    all.sort_by_key(|row| (row.effective_us, row.at));
    all
}

/// `(step, kind, address)`: most lines go on in time, some go back, some have no stamp.
fn file() -> impl Strategy<Value = Vec<Made>> {
    let step = prop_oneof![6 => 0..3_i64, 1 => -90..0_i64, 1 => 3..120_i64];
    prop::collection::vec((step, 0..8_u8, 0..4_u8), 1..400).prop_map(|lines| {
        let (mut now_s, mut is_error) = (0, false);
        let made = lines.into_iter().map(|(step_s, kind, address)| {
            now_s = (now_s + step_s).clamp(0, 3_599);
            let made = line(now_s, kind, address);
            // A line of a stack trace has the level of the record above it.
            is_error = if kind == 0 { is_error } else { made.is_error };
            Made { is_error, ..made }
        });
        made.collect()
    })
}

fn line(now_s: i64, kind: u8, address: u8) -> Made {
    if kind == 0 {
        return Made {
            text: "    at com.shop.Cart.add(Cart.java:12)".to_owned(),
            stamp_s: None,
            address: None,
            is_error: false,
        };
    }
    let stamp = format!("2026-01-04 10:{:02}:{:02}", now_s / 60, now_s % 60);
    let is_error = kind == 1;
    let level = if is_error { "ERROR" } else { "INFO" };
    let address = format!("192.0.2.{address}");
    Made {
        text: format!("{stamp} {level} [shop] order {kind} seen for {address}"),
        stamp_s: Some(now_s),
        address: Some(address),
        is_error,
    }
}

fn filter() -> impl Strategy<Value = Filter> {
    let range = prop::option::weighted(0.6, (0..3_600_i64, 0..1_800_i64));
    let words =
        prop_oneof![3 => Just(""), 1 => Just("ORDER 3"), 1 => Just("cart"), 1 => Just("nowhere")];
    let address = || prop::collection::vec(0..5_u8, 0..2);
    (
        range,
        words,
        prop::collection::vec(0..3_u32, 0..2),
        address(),
        address(),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(range, words, files, with, without, is_error)| Filter {
            range: range.map(|(start_s, span_s)| TimeRange {
                start: TimestampUs::from_seconds(START_S + start_s),
                end: TimestampUs::from_seconds(START_S + start_s + span_s),
            }),
            files: files.into_iter().map(FileId).collect(),
            text: words.to_owned(),
            with: with.into_iter().map(entity).collect(),
            without: without.into_iter().map(entity).collect(),
            level: is_error.then_some(Level::Error),
            templates: Vec::new(),
        })
}

fn entity(address: u8) -> Entity {
    Entity {
        kind: EntityKind::SourceAddress,
        value: format!("192.0.2.{address}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn rows_are_those_of_a_naive_sort(
        files in prop::collection::vec(file(), 1..4),
        cuts in prop::collection::vec(any::<usize>(), 0..40),
        filter in filter(),
        offset in any::<usize>(),
        limit in 0..60_usize,
        probe in any::<usize>(),
    ) {
        let run = Run::new(&files, &cuts);
        run.check(&Filter::default(), offset, limit, probe);
        run.check(&filter, offset, limit, probe);
    }

    #[test]
    fn what_a_scan_has_settled_stays(
        files in prop::collection::vec(file(), 1..4),
        cuts in prop::collection::vec(any::<usize>(), 0..40),
        filter in filter(),
        n_read in 0..20_usize,
    ) {
        let run = Run::new(&files, &cuts);
        let scan = run.scan(&filter, n_read);
        let early: Vec<_> = run.page(&scan, 0, 1_000_000).iter().map(|row| row.at).collect();
        let all: Vec<_> = run.fitting(&filter).iter().map(|row| row.at).collect();
        prop_assert!(all.starts_with(&early));
    }
}

#[test]
fn context_ends_with_the_file() {
    let lines: Vec<Made> = (0..50).map(|s| line(s, 2, 0)).collect();
    let run = Run::new(&[lines], &[300, 900, 901]);
    let check = |line, n_around, expect: std::ops::Range<u64>| {
        let at = RecordRef {
            file: FileId(0),
            line,
        };
        let expect: Vec<u64> = expect.collect();
        assert_eq!(run.context(at, n_around), expect, "{line} ± {n_around}");
    };
    check(0, 3, 0..4);
    check(25, 2, 23..28);
    check(49, 5, 44..50);
    check(25, 1_000, 0..50);
    check(50, 0, 0..0);
    check(u64::MAX, 3, 0..0);
}

#[test]
fn a_file_that_shrank_gives_fewer_rows() {
    let lines: Vec<Made> = (0..50).map(|s| line(s, 2, 0)).collect();
    let mut run = Run::new(&[lines], &[]);
    run.texts[0][100..].fill(b' ');
    let scan = run.scan(&Filter::default(), usize::MAX);
    assert_eq!(scan.n_found(), 50);
    assert_eq!(run.page(&scan, 0, 100).len(), 2);
    let past = RecordRef {
        file: FileId(0),
        line: 40,
    };
    assert!(run.rank(&scan, past) <= 50);
}

#[test]
fn a_template_is_a_filter() {
    let lines: Vec<Made> = (0..50).map(|s| line(s, 1 + (s % 3) as u8, 0)).collect();
    let run = Run::new(std::slice::from_ref(&lines), &[500]);
    let plan = plan_of(&run.texts[0]);
    let state = state_of(&run.texts[0], &plan, &[]);
    let input = FileInput {
        plan: &plan,
        state: &state,
        notices: &[],
    };
    for template in finish(&[input], &Scores::default()).analysis.templates {
        let filter = Filter {
            templates: vec![template.id],
            ..Filter::default()
        };
        let scan = run.scan(&filter, usize::MAX);
        assert_eq!(scan.n_found(), template.count, "{}", template.text);
    }
}
