//! A run gives the same analysis in whatever order its pieces come, and says what it did not read.

use std::collections::VecDeque;
use std::io::Write as _;

use jejak_core::analyze::{Source, analyze};
use jejak_core::plan::Container;
use jejak_core::run::{FIRST_SLICE_BYTES, Piece, Reached, Run, SLICE_BYTES, Task};
use jejak_core::unpack::Unpacker;
use jejak_core::windows::Scores;
use jejak_core::{Limits, Plan, Reader, State, plan, samples};
use jejak_protocol::{Analysis, FileFacts, FileId, Notice, NoticeKind, UserChoices};
use proptest::prelude::*;

/// Readers that each hold some tasks, as workers do.
struct Crew {
    run: Run,
    files: Vec<Vec<u8>>,
    held: VecDeque<(Task, Plan)>,
}

impl Crew {
    fn new(files: Vec<(&str, Vec<u8>)>) -> Self {
        let facts = files.iter().map(|(name, bytes)| facts(name, bytes));
        Self {
            run: Run::new(facts.collect(), UserChoices::default()),
            files: files.into_iter().map(|(_, bytes)| bytes).collect(),
            held: VecDeque::new(),
        }
    }

    fn plan_next(&mut self) {
        let Some(id) = self.run.next_unplanned() else {
            return;
        };
        let bytes = &self.files[id.0 as usize];
        let facts = self
            .run
            .file(id)
            .expect("it was named")
            .plan()
            .facts
            .clone();
        let plan = plan(&samples::of(bytes), &facts, &UserChoices::default());
        self.run.set_plan(id, plan);
    }

    /// Hands in one of the held tasks.
    fn hand_in(&mut self, pick: usize) {
        if self.held.is_empty() {
            return;
        }
        let (task, plan) = self.held.remove(pick % self.held.len()).expect("in bounds");
        for piece in pieces(task, &plan, &self.files[task.file.0 as usize]) {
            self.run.note(task, piece.reached);
            self.run.take(piece);
        }
    }

    fn deal(&mut self, n_held: usize) {
        while self.held.len() < n_held {
            let Some((task, plan)) = self.run.next_task() else {
                break;
            };
            self.held.push_back((task, Plan::clone(&plan)));
        }
    }

    fn finish(&mut self) -> Analysis {
        assert!(self.run.is_over());
        self.run.close();
        self.run.finish(&Scores::default()).analysis
    }
}

/// What a reader hands in for a whole task.
fn pieces(task: Task, plan: &Plan, bytes: &[u8]) -> Vec<Piece> {
    let disk = &bytes[task.start as usize..task.end as usize];
    let piece = |state: State, n_bytes, is_last| Piece {
        task,
        reached: Reached {
            n_bytes,
            n_lines: state.n_lines(),
        },
        state,
        is_last,
        notices: Vec::new(),
    };
    let mut reader = Reader::new(plan);
    match plan.container {
        Container::Plain => vec![piece(
            reader.read(disk, task.start),
            disk.len() as u64,
            true,
        )],
        Container::Packed(_) => {
            let mut text = Vec::new();
            Unpacker::new(plan.container)
                .push(disk, &mut text)
                .expect("it is whole");
            let half = text.len() / 2;
            let (left, right) = text.split_at(half);
            vec![
                piece(reader.read(left, 0), disk.len() as u64 / 2, false),
                piece(reader.read(right, half as u64), disk.len() as u64, true),
            ]
        }
    }
}

fn facts(name: &str, bytes: &[u8]) -> FileFacts {
    FileFacts {
        name: name.to_owned(),
        size_bytes: Some(bytes.len() as u64),
        modified_ms: Some(1_740_787_200_000),
    }
}

fn sshd(n_bytes: u64) -> Vec<u8> {
    let mut text = Vec::new();
    let mut i = 0_u64;
    while (text.len() as u64) < n_bytes {
        let (minute, second, ip) = (i / 60 % 60, i % 60, i % 7);
        let day = 1 + i / 86_400 % 28;
        writeln!(
            text,
            "Feb {day:2} {:02}:{minute:02}:{second:02} web sshd[{i}]: Failed password for root from 192.0.2.{ip} port 22 ssh2{}",
            i / 3600 % 24,
            " ".repeat(200),
        )
        .expect("memory can be written");
        i += 1;
    }
    text
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

fn whole(files: &[(&str, Vec<u8>)]) -> Analysis {
    let facts: Vec<_> = files
        .iter()
        .map(|(name, bytes)| facts(name, bytes))
        .collect();
    let sources: Vec<_> = files
        .iter()
        .zip(&facts)
        .map(|((_, bytes), facts)| Source { facts, bytes })
        .collect();
    analyze(&sources, &UserChoices::default(), Limits::default())
}

#[test]
fn the_records_of_each_template_over_time_are_all_its_records() {
    let text: String = (0..600)
        .map(|i| {
            let (minute, second) = (i / 60, i % 60);
            let what = if i % 3 == 0 {
                "queue is full"
            } else {
                "order was paid"
            };
            format!("2026-01-04 10:{minute:02}:{second:02} INFO [shop] {what}\n")
        })
        .collect();
    let source = Source {
        facts: &facts("app.log", text.as_bytes()),
        bytes: text.as_bytes(),
    };
    let analysis = analyze(&[source], &UserChoices::default(), Limits::default());
    assert_eq!(analysis.templates.len(), 2);
    for template in &analysis.templates {
        let counts = &template.over_time;
        assert_eq!(
            counts.iter().map(|n| u64::from(*n)).sum::<u64>(),
            template.count
        );
        // They come evenly, and so does what is drawn of them.
        let even = template.count / counts.len() as u64;
        assert!(
            counts
                .iter()
                .all(|n| u64::from(*n).abs_diff(even) <= even / 3),
            "{counts:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_order_of_pieces_gives_the_same_analysis(
        n_held in 1..6_usize,
        picks in prop::collection::vec(any::<usize>(), 1..20),
        plan_late in any::<bool>(),
    ) {
        let files = vec![
            ("auth.log", sshd(FIRST_SLICE_BYTES + 2 * SLICE_BYTES + 12_345)),
            ("old.log.gz", gzip(&sshd(300_000))),
            ("empty.log", Vec::new()),
            ("small.log", b"one line".to_vec()),
        ];
        let expected = whole(&files);
        let mut crew = Crew::new(files);
        for _ in 0..if plan_late { 1 } else { 4 } {
            crew.plan_next();
        }
        let mut picks = picks.into_iter().cycle();
        while !crew.run.is_over() {
            crew.deal(n_held);
            crew.hand_in(picks.next().unwrap_or(0));
            crew.plan_next();
        }
        prop_assert_eq!(crew.finish(), expected);
        prop_assert!(crew.run.progress().iter().all(|file| file.is_done && file.n_bytes_done == file.n_bytes_total));
    }
}

#[test]
fn a_cancelled_run_keeps_what_has_no_gap_and_says_what_is_missing() {
    let mut crew = Crew::new(vec![(
        "auth.log",
        sshd(FIRST_SLICE_BYTES + 2 * SLICE_BYTES),
    )]);
    crew.plan_next();
    crew.deal(3);
    // The third range comes before the second, which is stopped at once.
    crew.hand_in(0);
    crew.hand_in(1);
    crew.run.cancel();
    assert!(crew.run.next_task().is_none() && !crew.run.is_over());
    let (task, plan) = crew.held.pop_front().expect("one is left");
    crew.run.take(Piece {
        task,
        state: Reader::new(&plan).read(&[], task.start),
        reached: Reached::default(),
        is_last: true,
        notices: Vec::new(),
    });
    let analysis = crew.finish();
    assert_eq!(analysis.n_bytes, FIRST_SLICE_BYTES);
    let n_left = crew.files[0].len() as u64 - FIRST_SLICE_BYTES;
    let cancelled = Notice {
        kind: NoticeKind::Cancelled,
        count: n_left,
    };
    assert!(analysis.files[0].notices.contains(&cancelled));
}

#[test]
fn a_file_that_fails_does_not_hold_up_the_others() {
    let mut crew = Crew::new(vec![("gone.log", sshd(1_000)), ("auth.log", sshd(10_000))]);
    let unreadable = Notice {
        kind: NoticeKind::Unreadable,
        count: 0,
    };
    crew.run.give_up(FileId(0), unreadable.clone());
    crew.plan_next();
    crew.deal(9);
    crew.hand_in(0);
    let analysis = crew.finish();
    assert_eq!(analysis.files[0].n_lines, 0);
    assert!(analysis.files[0].notices.contains(&unreadable));
    assert!(analysis.files[1].n_lines > 0 && analysis.n_lines == analysis.files[1].n_lines);
}

#[test]
fn the_beginnings_of_all_files_come_first() {
    let size = FIRST_SLICE_BYTES * 2;
    let mut crew = Crew::new(vec![("a.log", sshd(size)), ("b.log", sshd(size))]);
    crew.plan_next();
    crew.plan_next();
    crew.deal(4);
    let dealt: Vec<_> = crew
        .held
        .iter()
        .map(|(task, _)| (task.file.0, task.start))
        .collect();
    assert_eq!(
        dealt,
        [
            (0, 0),
            (1, 0),
            (0, FIRST_SLICE_BYTES),
            (1, FIRST_SLICE_BYTES)
        ]
    );
}
