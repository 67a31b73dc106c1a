//! The contract of the core: any split into blocks and any order of merging gives the same analysis.

use jejak_core::finish::{FileInput, finish, windows};
use jejak_core::formats::Format;
use jejak_core::sequences::{Sequences, SessionKey, sequences};
use jejak_core::unpack::{End, Unpacker};
use jejak_core::windows::{Scores, Window, Windows};
use jejak_core::{Limits, Plan, Reader, State, plan};
use jejak_protocol::{Analysis, DetectorId, FileFacts, UserChoices};
use proptest::prelude::*;

/// 2025-03-01T00:00:00Z.
const MODIFIED_MS: i64 = 1_740_787_200_000;

fn plan_of(text: &[u8], limits: Limits) -> Plan {
    let facts = FileFacts {
        name: "auth.log".to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: Some(MODIFIED_MS),
    };
    let mut plan = plan(&[text], &facts, &UserChoices::default());
    plan.limits = limits;
    plan
}

fn analysis(plan: &Plan, mut state: State) -> Analysis {
    Reader::new(plan).close(&mut state);
    let files = [FileInput {
        plan,
        state: &state,
        notices: &[],
    }];
    finish(&files, &opinion(&windows(&files))).analysis
}

/// What a model might say that finds windows with two failures or more unusual.
fn opinion(windows: &Windows) -> Scores {
    let score = |window: &Window| match window.features.first() {
        Some(2..) => 0.9,
        _ => 0.2,
    };
    let scores: Vec<f64> = windows.distinct.iter().map(score).collect();
    Scores::new(DetectorId("model.test".to_owned()), windows, &scores)
}

fn whole(plan: &Plan, text: &[u8]) -> Analysis {
    analysis(plan, Reader::new(plan).read(text, 0))
}

/// What happened in each session, as models see it.
fn sessions(plan: &Plan, mut state: State) -> Sequences {
    Reader::new(plan).close(&mut state);
    sequences(&[FileInput {
        plan,
        state: &state,
        notices: &[],
    }])
}

/// The pieces between the cuts.
fn cut<'t>(text: &'t [u8], cuts: &[usize]) -> Vec<&'t [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.windows(2)
        .map(|pair| &text[pair[0]..pair[1]])
        .collect()
}

/// States of the pieces between the cuts, each read by a reader of its own, as another worker would.
fn pieces(plan: &Plan, text: &[u8], cuts: &[usize]) -> Vec<State> {
    let mut position = 0;
    cut(text, cuts)
        .into_iter()
        .map(|piece| {
            let state = Reader::new(plan).read(piece, position);
            position += piece.len() as u64;
            state
        })
        .collect()
}

/// Merges adjacent states in the order that `picks` says, until one is left.
fn merged(plan: &Plan, mut states: Vec<State>, picks: &[usize]) -> State {
    let mut reader = Reader::new(plan);
    let mut picks = picks.iter().copied().cycle();
    while states.len() > 1 {
        let at = picks.next().unwrap_or(0) % (states.len() - 1);
        let right = states.remove(at + 1);
        let bytes = right.to_bytes().expect("a state can be written");
        let right = State::from_bytes(&bytes).expect("and read again");
        reader.merge(&mut states[at], right);
    }
    states.remove(0)
}

/// Lines of every kind that a file can hold, some of them over New Year and some broken.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let host = "web";
    prop_oneof![
        4 => (0..4_u8, 1..6_u8, 0..60_u8).prop_map(move |(ip, user, s)| format!(
            "Dec 31 23:5{}:{s:02} {host} sshd[{}]: Failed password for invalid user u{user} from 10.0.0.{ip} port 22 ssh2",
            s % 10, 100 + u32::from(user)).into_bytes()),
        3 => (0..4_u8, 0..60_u8).prop_map(move |(ip, s)| format!(
            "Jan  1 00:00:{s:02} {host} sshd[7]: Accepted password for root from 10.0.0.{ip} port 22 ssh2").into_bytes()),
        2 => (0..60_u8).prop_map(move |s| format!(
            "Jan  2 00:00:{s:02} {host} sshd[7]: message repeated 3 times: [ Failed password for root from 10.0.0.9 port 1 ssh2]").into_bytes()),
        2 => "[a-z]{3,8}".prop_map(move |word| format!(
            "Jan  3 10:00:00 {host} sudo: {word} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/{word}").into_bytes()),
        2 => "[a-z]{1,4}( [a-z]{1,4}){0,3}".prop_map(move |words| format!(
            "Feb 28 10:00:00 {host} app[1]: {words} done").into_bytes()),
        3 => connection_line(),
        1 => Just(b"    at Foo.bar(Foo.java:12)".to_vec()),
        1 => Just(b"java.lang.NullPointerException: x".to_vec()),
        1 => Just(b"".to_vec()),
        1 => Just(b"garbage \x00 \xFF\xFE here".to_vec()),
        1 => Just(b"carriage return\r".to_vec()),
        1 => (50..400_usize).prop_map(|n| vec![b'x'; n]),
    ]
}

/// Lines of connections that name the caller, fail without a name, succeed or end.
fn connection_line() -> impl Strategy<Value = Vec<u8>> {
    (0..5_u8, 0..3_u8, 0..60_u8).prop_map(|(what, id, s)| {
        let (program, message) = match what {
            0 => (
                "slapd[7]",
                format!("conn={id} fd=2 ACCEPT from IP=10.0.0.{id}:4501 (IP=0.0.0.0:389)"),
            ),
            1 => (
                "slapd[7]",
                format!("conn={id} op=1 RESULT tag=97 err=49 text="),
            ),
            2 => ("slapd[7]", format!("conn={id} fd=2 closed")),
            3 => (
                "sshd[9]",
                "Disconnecting: Too many authentication failures [preauth]".to_owned(),
            ),
            _ => ("sshd[9]", format!("Connection closed by 10.0.0.{id}")),
        };
        format!("Jan  2 00:00:{s:02} web {program}: {message}").into_bytes()
    })
}

/// Lines of one format: those that it shows of itself, and near misses.
fn sampled() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(Format::ALL.to_vec()).prop_flat_map(|format| {
        let spec = format.spec();
        let ours: Vec<&str> = spec.samples.iter().map(|(line, _)| *line).collect();
        let none = spec.misfits.iter().map(|(line, _)| *line);
        let odd: Vec<&str> = none.chain(["", "  indented", "plain"]).collect();
        let line = prop_oneof![8 => prop::sample::select(ours), 1 => prop::sample::select(odd)];
        let lines = prop::collection::vec(line, 1..40);
        (lines, any::<bool>())
            .prop_map(|(lines, has_cr)| lines.join(if has_cr { "\r\n" } else { "\n" }).into_bytes())
    })
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    (prop::collection::vec(line(), 0..60), any::<bool>()).prop_map(|(lines, ends)| {
        let mut text = lines.join(&b'\n');
        if ends {
            text.push(b'\n');
        }
        text
    })
}

/// Caps that small inputs reach.
fn tight() -> Limits {
    Limits {
        line_bytes: 200,
        n_shapes: 3,
        n_entities: 2,
        n_buckets: 2,
        n_misfits: 2,
        n_evidence: 3,
        n_evidence_brief: 2,
        n_riskiest: 1,
        n_incidents: 2,
        n_sessions: 2,
        n_events: 4,
        n_alike: 2,
        caller_lines: 4,
        n_waiting: 3,
        n_series: 2,
        n_points: 2,
    }
}

/// One state that the pieces between the cuts are pushed into, from the piece `first` on.
fn pushed(plan: &Plan, text: &[u8], cuts: &[usize], first: usize) -> State {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    let first = first % (cuts.len() - 1);
    let mut reader = Reader::new(plan);
    let mut left = reader.read(&text[..cuts[first]], 0);
    let mut right = reader.read(&text[cuts[first]..cuts[first + 1]], cuts[first] as u64);
    for pair in cuts[first + 1..].windows(2) {
        reader.push(&mut right, &text[pair[0]..pair[1]]);
    }
    reader.merge(&mut left, right);
    left
}

fn check(text: &[u8], limits: Limits, cuts: &[usize], picks: &[usize]) {
    let plan = plan_of(text, limits);
    let going_on = pushed(&plan, text, cuts, picks[0]);
    assert_eq!(analysis(&plan, going_on), whole(&plan, text));
    let split = merged(&plan, pieces(&plan, text, cuts), picks);
    assert_eq!(analysis(&plan, split), whole(&plan, text));
    // Small inputs have too few lines for a key to be found: all kinds of keys are tried.
    for key in [
        SessionKey::Process,
        SessionKey::User,
        SessionKey::Source,
        SessionKey::Id("u".into()),
    ] {
        let mut plan = plan.clone();
        plan.session = Some(key);
        let split = merged(&plan, pieces(&plan, text, cuts), picks);
        let whole = Reader::new(&plan).read(text, 0);
        assert_eq!(sessions(&plan, split), sessions(&plan, whole));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_split_gives_the_same_analysis(
        text in text(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        check(&text, Limits::default(), &cuts, &picks);
    }

    #[test]
    fn any_split_gives_the_same_analysis_above_every_cap(
        text in text(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        check(&text, tight(), &cuts, &picks);
    }

    #[test]
    fn any_split_of_every_format_gives_the_same_analysis(
        text in sampled(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        check(&text, Limits::default(), &cuts, &picks);
        check(&text, tight(), &cuts, &picks);
    }

    /// UTF-16 gives what the same text gives in UTF-8, whatever pieces its bytes come in.
    #[test]
    fn any_pieces_of_utf16_give_the_same_analysis(
        text in sampled(),
        is_big_endian in any::<bool>(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let text = String::from_utf8(text).expect("samples are text");
        let packed: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(|unit| if is_big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let plan = plan_of(&packed, Limits::default());
        let mut unpacker = Unpacker::new(plan.container);
        let mut reader = Reader::new(&plan);
        let mut state = State::empty();
        for piece in cut(&packed, &cuts) {
            let mut out = Vec::new();
            assert_eq!(unpacker.push(piece, &mut out), Ok(piece.len()));
            reader.push(&mut state, &out);
        }
        assert_eq!(unpacker.finish(), End::Complete);
        let mut expected = whole(&plan_of(text.as_bytes(), Limits::default()), text.as_bytes());
        expected.files[0].facts.size_bytes = Some(packed.len() as u64);
        assert_eq!(analysis(&plan, state), expected);
    }
}

/// Samples of few series in no order, with and without a time, between what comments say of them.
fn sample() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "node_load1",
        "a_total{job=\"x\"}",
        "a_total{job=\"y\"}",
        "t_seconds_sum",
        "t_seconds_count",
        "t_seconds_bucket{le=\"1\"}",
        "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}",
        "node_memory_MemAvailable_bytes",
        "node_memory_MemTotal_bytes",
    ]);
    let stamp = prop_oneof![
        6 => (0..20_000_u32).prop_map(|s| format!(" {}", 1_767_521_723 + s)),
        1 => Just(String::new()),
    ];
    prop_oneof![
        12 => (name, 0..1000_u32, stamp)
            .prop_map(|(name, value, stamp)| format!("{name} {}{stamp}", f64::from(value) / 7.0)),
        1 => Just("# TYPE node_load1 counter".to_owned()),
        1 => Just("# TYPE node_load1 gauge".to_owned()),
        1 => Just("node_load1 NaN 1767521723".to_owned()),
        1 => Just("no sample".to_owned()),
    ]
}

/// A table as Grafana writes it.
fn table() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec((0..5000_u32, 0..1000_u32), 3..300).prop_map(|rows| {
        let mut text = "\"Time\",\"cpu\",\"memory\"\n".to_owned();
        for (minute, value) in rows {
            let (day, hour) = (minute / 1440 + 1, minute / 60 % 24);
            let stamp = format!("2026-03-{day:02} {hour:02}:{:02}:00", minute % 60);
            text += &format!("{stamp},{value}%,{}.{value} MiB\n", value % 7);
        }
        text.into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_split_gives_the_same_series(
        text in prop_oneof![
            prop::collection::vec(sample(), 3..400).prop_map(|it| it.join("\n").into_bytes()),
            table(),
        ],
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        check(&text, Limits::default(), &cuts, &picks);
        check(&text, tight(), &cuts, &picks);
        let few = Limits { n_series: 5, n_points: 16, ..Limits::default() };
        check(&text, few, &cuts, &picks);
    }
}

/// Two hosts that write by the minute, one of which reports to somebody every other minute; `gap`
/// minutes are left out of it, `back` is how far its clock goes back, and the report may stop.
fn minutes(gap: std::ops::Range<u32>, back: u32, stop: u32) -> Vec<u8> {
    let mut lines = Vec::new();
    for minute in (0..1200_u32).filter(|minute| !gap.contains(minute)) {
        let at = if minute > 600 { minute - back } else { minute };
        let stamp = format!("Mar 10 {:02}:{:02}:07", at / 60, at % 60);
        lines.push(format!("{stamp} web app[1]: order {minute} paid"));
        lines.push(format!("{stamp} db app[1]: page {minute} written"));
        if minute % 2 == 0 && minute < stop {
            lines.push(format!("{stamp} web cadangan[4]: copy is up to date"));
        }
    }
    lines.join("\n").into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Silences and steps back that lie across a cut are those of the whole.
    #[test]
    fn any_split_gives_the_same_silences(
        gap in (100..500_u32, 0..120_u32).prop_map(|(from, n)| from..from + n),
        back in 0..90_u32,
        stop in prop::sample::select(vec![500_u32, 900, 1200]),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        check(&minutes(gap, back, stop), Limits::default(), &cuts, &picks);
    }
}

#[test]
fn silences_and_clocks_are_told() {
    let kinds = |text: Vec<u8>| -> Vec<String> {
        let analysis = whole(&plan_of(&text, Limits::default()), &text);
        let incidents = analysis.incidents.iter();
        incidents
            .map(|incident| format!("{:?}", incident.kind))
            .collect()
    };
    assert_eq!(kinds(minutes(0..0, 0, 1200)), Vec::<String>::new());
    assert_eq!(
        kinds(minutes(0..0, 60, 1200)),
        ["LogTampering", "LogTampering"]
    );
    assert_eq!(
        kinds(minutes(300..400, 0, 1200)),
        ["MissingRecords", "MissingRecords"]
    );
    assert_eq!(kinds(minutes(0..0, 0, 700)), ["MissingRecords"]);
}

#[test]
fn every_byte_can_be_a_cut() {
    let text = "\u{feff}Dec 31 23:59:59 h sshd[1]: Failed password for root from 1.2.3.4 port 5 ssh2\r\n\n  indented\nJan  1 00:00:01 h sshd[1]: Accepted password for root from 1.2.3.4 port 5 ssh2".as_bytes();
    for cut in 0..=text.len() {
        for other in cut..=text.len() {
            check(text, Limits::default(), &[cut, other], &[1, 0]);
        }
    }
}
