//! What networks are trained and measured on: synthetic logs, cut into sequences.
//!
//! Split by time, never leaking: of each log, the first 70 % of the time trains, the next 15 % decides
//! when to stop and at which score to speak up, the last 15 % measures. Beside it stand logs of other
//! seeds, and logs of other seeds in wordings that no training log has.

use jejak_core::plan;
use jejak_core::record::Line;
use jejak_generate::{Format, Log, Spec, Wording, generate};
use jejak_neural::sequence::{Sample, window};
use jejak_neural::vocabulary::{PADDING, Token, Vocabulary};
use jejak_protocol::{FileFacts, UserChoices};
use serde::{Deserialize, Serialize};

/// Which logs are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Recipe {
    /// Of each format.
    pub(crate) training_logs: u64,
    /// Of each format and wording, for measuring.
    pub(crate) held_out_logs: u64,
    pub(crate) lines: usize,
    pub(crate) anomaly_ratio: f64,
    /// Of the first log; each other log has the next one.
    pub(crate) seed: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            training_logs: 3,
            held_out_logs: 1,
            lines: 5_000,
            anomaly_ratio: 0.15,
            seed: 1001,
        }
    }
}

const FORMATS: [Format; 3] = [Format::Syslog, Format::Custom, Format::Json];

/// Shares of a log's time.
const TRAINING: f64 = 0.70;
const VALIDATION: f64 = 0.15;

/// A line of a log as a sequence of tokens that ends in it.
pub(crate) struct Labelled {
    tokens: Vec<Token>,
    is_incident: bool,
    /// In lower case, for those who look for words.
    pub(crate) text: String,
}

/// Samples with the texts that they end in.
#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(crate) samples: Vec<Sample>,
    pub(crate) texts: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) training: Vec<Sample>,
    pub(crate) validation: Vec<Sample>,
    pub(crate) validation_texts: Vec<String>,
    /// The last part of the logs that trained.
    pub(crate) later: Set,
    /// Logs of other seeds.
    pub(crate) other_logs: Set,
    /// Logs of other seeds in wordings that no training log has.
    pub(crate) other_wordings: Set,
}

impl Corpus {
    /// `vocabulary`: most tokens that are told apart; `time`: what sequences tell of it.
    pub(crate) fn make(recipe: &Recipe, vocabulary: usize, time: window::Time) -> Self {
        let n_training = recipe.training_logs * FORMATS.len() as u64;
        let logs = |wording, first: u64, n_each: u64| -> Vec<Vec<Labelled>> {
            (0..n_each * FORMATS.len() as u64)
                .map(|i| {
                    let format = FORMATS[(i % FORMATS.len() as u64) as usize];
                    labelled(recipe, format, wording, recipe.seed + first + i, time)
                })
                .collect()
        };
        let n_held_out = recipe.held_out_logs;
        let [mut training, mut validation, mut later] = [(); 3].map(|()| Vec::new());
        for mut log in logs(Wording::Training, 0, recipe.training_logs) {
            let n = log.len() as f64;
            later.extend(log.split_off((n * (TRAINING + VALIDATION)) as usize));
            validation.extend(log.split_off((n * TRAINING) as usize));
            training.extend(log);
        }
        let events = training.iter().flat_map(|line: &Labelled| &line.tokens);
        let events = events.filter(|token| **token != window::NOTHING);
        let vocabulary = Vocabulary::of(events.map(|token| (*token, 1)), vocabulary);
        let flat = |logs: Vec<Vec<Labelled>>| logs.into_iter().flatten().collect();
        let other = n_training;
        let other_logs = flat(logs(Wording::Training, other, n_held_out));
        let other = other + n_held_out * FORMATS.len() as u64;
        let other_wordings = flat(logs(Wording::HeldOut, other, n_held_out));
        let training = set(training, &vocabulary);
        let validation = set(validation, &vocabulary);
        Self {
            training: training.samples,
            validation: validation.samples,
            validation_texts: validation.texts,
            later: set(later, &vocabulary),
            other_logs: set(other_logs, &vocabulary),
            other_wordings: set(other_wordings, &vocabulary),
            vocabulary,
        }
    }

    /// What is measured on, by name.
    pub(crate) fn tests(&self) -> [(&'static str, &Set); 3] {
        [
            ("later", &self.later),
            ("other_logs", &self.other_logs),
            ("other_wordings", &self.other_wordings),
        ]
    }
}

fn set(lines: Vec<Labelled>, vocabulary: &Vocabulary) -> Set {
    let mut set = Set::default();
    for line in lines {
        set.samples.push(Sample {
            indexes: indexes(&line.tokens, vocabulary),
            is_incident: line.is_incident,
        });
        set.texts.push(line.text);
    }
    set
}

pub(crate) fn indexes(tokens: &[Token], vocabulary: &Vocabulary) -> Vec<u32> {
    let index = |token: &Token| match *token {
        window::NOTHING => PADDING,
        token => vocabulary.index(token),
    };
    tokens.iter().map(index).collect()
}

fn labelled(
    recipe: &Recipe,
    format: Format,
    wording: Wording,
    seed: u64,
    time: window::Time,
) -> Vec<Labelled> {
    let log = generate(&Spec {
        n_lines: recipe.lines,
        anomaly_ratio: recipe.anomaly_ratio,
        format,
        wording,
        seed,
        ..Spec::default()
    });
    lines(&log, time)
}

/// Lines as the analysis reads them; only the truth and the time come from the generator.
fn lines(log: &Log, time: window::Time) -> Vec<Labelled> {
    let text = log.text();
    let facts = FileFacts {
        name: "synthetic.log".to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: None,
    };
    let layout = plan(&[text.as_bytes()], &facts, &UserChoices::default()).layout;
    let mut windows = window::Windows::new(time);
    let mut labelled = Vec::with_capacity(log.lines.len());
    for line in &log.lines {
        layout.read(&line.text, |read, _| {
            let Line::Record(record) = read else { return };
            labelled.push(Labelled {
                tokens: windows.push(window::Line {
                    time_us: line.time_us,
                    group: &record.host,
                    program: &record.process,
                    message: &record.message,
                }),
                is_incident: line.incident.is_some(),
                text: record.message.to_lowercase(),
            });
        });
    }
    labelled
}
