//! The next-event model as whoever uses it sees it: learns what is usual, names what is not.

use std::ops::ControlFlow;

use jejak_neural::next_event::{Config, Model, Session, SessionScore, TrainError, train};

const OPEN: u64 = 10;
const WORK: [u64; 3] = [20, 21, 22];
const CLOSE: u64 = 30;

/// Open, one to three rounds of work, close.
fn normal(n_rounds: usize) -> Vec<u64> {
    let rounds = std::iter::repeat_n(WORK, n_rounds).flatten();
    std::iter::once(OPEN).chain(rounds).chain([CLOSE]).collect()
}

fn sessions() -> Vec<Session> {
    let session = |n_rounds| Session {
        events: normal(n_rounds),
        n: 50,
    };
    (1..=3).map(session).collect()
}

fn config() -> Config {
    Config {
        epochs: 200,
        members: 1,
        patience: 200,
        learning_rate: 0.01,
        ..Config::default()
    }
}

fn model() -> Model {
    train(&sessions(), &config(), |_| ControlFlow::Continue(())).expect("there is enough to learn")
}

fn score(model: &Model, events: &[u64]) -> SessionScore {
    let session = Session {
        events: events.to_vec(),
        n: 1,
    };
    model.score(&[session]).remove(0)
}

#[test]
fn what_was_learned_is_no_surprise() {
    let model = model();
    assert_eq!(model.check(), Ok(()));
    for n_rounds in 1..=3 {
        let score = score(&model, &normal(n_rounds));
        assert!(!score.is_surprising, "{n_rounds} rounds: {score:?}");
    }
}

#[test]
fn what_is_missing_new_or_out_of_order_is() {
    let model = model();
    let stops_short = &normal(2)[..5];
    let starts_late = &normal(2)[1..];
    let swapped = [OPEN, 20, 22, 21, CLOSE];
    for events in [stops_short, starts_late, &swapped] {
        assert!(score(&model, events).is_surprising, "{events:?}");
    }
    let new = score(&model, &[OPEN, 20, 99, 22, CLOSE]);
    let worst = new.worst.expect("there are events");
    assert!(new.is_surprising && worst.is_new);
    assert_eq!((worst.position, worst.event), (2, Some(99)));
    assert_eq!(
        worst.expected[0].event,
        Some(21),
        "what should have come is named"
    );
}

#[test]
fn an_early_end_is_named_as_one() {
    let score = score(&model(), &[OPEN, 20]);
    let worst = score.worst.expect("there are events");
    assert_eq!((worst.position, worst.event), (2, None));
    assert!(!worst.is_new);
}

#[test]
fn a_stream_without_ends_may_stop_anywhere() {
    let config = Config {
        has_ends: false,
        ..config()
    };
    let model = train(&sessions(), &config, |_| ControlFlow::Continue(())).expect("enough");
    assert!(!score(&model, &normal(2)[1..4]).is_surprising);
    assert!(score(&model, &[OPEN, 22, 21, 20]).is_surprising);
    assert_eq!(score(&model, &[]).worst, None);
}

#[test]
fn the_same_seed_gives_the_same_model() {
    let short = Config {
        epochs: 3,
        ..config()
    };
    let train = || train(&sessions(), &short, |_| ControlFlow::Continue(()));
    assert_eq!(train(), train());
}

#[test]
fn several_networks_are_steadier_than_one_and_no_less_right() {
    let config = Config {
        members: 3,
        ..config()
    };
    let model = train(&sessions(), &config, |_| ControlFlow::Continue(())).expect("enough");
    assert!(!score(&model, &normal(2)).is_surprising);
    assert!(score(&model, &[OPEN, 20, 22, 21, CLOSE]).is_surprising);
}

#[test]
fn training_is_watched_and_stopped() {
    let mut shares = Vec::new();
    let stopped = train(&sessions(), &config(), |progress| {
        shares.push(progress.share);
        match shares.len() {
            3 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    });
    assert_eq!(stopped, Err(TrainError::Stopped));
    assert!(shares.is_sorted() && shares.iter().all(|share| (0.0..=1.0).contains(share)));
}

#[test]
fn nothing_to_learn_from_is_an_error() {
    let empty = Session {
        events: Vec::new(),
        n: 5,
    };
    for sessions in [vec![], vec![empty]] {
        let trained = train(&sessions, &config(), |_| ControlFlow::Continue(()));
        assert_eq!(trained, Err(TrainError::TooFew { n: 0 }));
    }
    let too_large = Config {
        window: 100_000,
        ..config()
    };
    let trained = train(&sessions(), &too_large, |_| ControlFlow::Continue(()));
    assert!(matches!(trained, Err(TrainError::Config(_))));
}
