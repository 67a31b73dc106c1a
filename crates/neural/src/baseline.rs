//! A baseline: what one person's logs usually look like, as a file of its own.
//!
//! Holds the next-event model, the masked texts of the templates that it knows, how long its sessions were
//! and how often each event came; never a line of a log. In: sessions. Out: bytes (`.jejak-model`), and back.
//!
//! A file of version 1 has no counts; it is read, and then nothing is said of counts.

use serde::{Deserialize, Serialize};

use crate::counts::Usual;
use crate::next_event::{Model, ModelError, Session};
use crate::vocabulary::Token;

/// What each file begins with.
const MAGIC: &[u8; 8] = b"jejakmdl";

/// Counts up whenever a file is laid out otherwise.
const VERSION: u32 = 2;
/// Ends with the model.
const WITHOUT_COUNTS: u32 = 1;

/// Sessions up to so many times the longest that was learned are no surprise by their length.
/// Chosen: a day with twice the retries is still a day like others.
const LENGTH_FACTOR: usize = 2;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    pub name: String,
    /// Microseconds since 1970, first and last, of what was learned from.
    pub range_us: Option<(i64, i64)>,
    pub n_sessions: u64,
    pub n_events: u64,
    /// Of the longest session.
    pub n_events_max: usize,
    /// Masked text of each event, as the model's vocabulary has them.
    pub texts: Vec<String>,
    pub model: Model,
    /// How often each event usually comes; behind all the rest in a file.
    #[serde(skip)]
    pub counts: Option<Usual>,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BaselineError {
    #[error("this is no baseline")]
    NotABaseline,
    #[error("the baseline has version {got}, this is version {expected}")]
    Version { expected: u32, got: u32 },
    #[error("the baseline is cut off or changed")]
    Damaged,
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Baseline {
    /// `text`: of an event's template.
    pub fn new(
        name: String,
        model: Model,
        sessions: &[Session],
        range_us: Option<(i64, i64)>,
        text: impl Fn(Token) -> String,
    ) -> Self {
        let n_events = sessions.iter().map(|s| s.n * s.events.len() as u64);
        Self {
            name,
            range_us,
            n_sessions: sessions.iter().map(|session| session.n).sum(),
            n_events: n_events.sum(),
            n_events_max: sessions.iter().map(|s| s.events.len()).max().unwrap_or(0),
            texts: model.vocabulary.tokens().iter().map(|t| text(*t)).collect(),
            model,
            counts: None,
        }
    }

    /// With the counts that its sessions usually have.
    #[must_use]
    pub fn with_counts(mut self, counts: Usual) -> Self {
        self.counts = Some(counts);
        self
    }

    /// Masked text of an event that was learned.
    pub fn text(&self, token: Token) -> Option<&str> {
        let place = self.model.vocabulary.tokens().binary_search(&token).ok()?;
        self.texts.get(place).map(String::as_str)
    }

    pub fn is_too_long(&self, n_events: usize) -> bool {
        n_events > self.n_events_usual()
    }

    /// The most events of a session whose length is no surprise; at least one.
    pub fn n_events_usual(&self) -> usize {
        self.n_events_max.saturating_mul(LENGTH_FACTOR).max(1)
    }

    /// # Panics
    /// Never: every part of it can be written.
    pub fn to_bytes(&self) -> Vec<u8> {
        let version = match self.counts {
            Some(_) => VERSION,
            None => WITHOUT_COUNTS,
        };
        let start = [&MAGIC[..], &version.to_le_bytes()].concat();
        let bytes = postcard::to_extend(self, start).expect("every part can be written");
        match &self.counts {
            Some(counts) => postcard::to_extend(counts, bytes).expect("every part can be written"),
            None => bytes,
        }
    }

    /// # Errors
    /// When the bytes are not of a baseline of a version that is known, or do not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BaselineError> {
        let rest = bytes
            .strip_prefix(MAGIC)
            .ok_or(BaselineError::NotABaseline)?;
        let (version, rest) = rest.split_first_chunk().ok_or(BaselineError::Damaged)?;
        let got = u32::from_le_bytes(*version);
        if ![WITHOUT_COUNTS, VERSION].contains(&got) {
            return Err(BaselineError::Version {
                expected: VERSION,
                got,
            });
        }
        let damaged = |_| BaselineError::Damaged;
        let (mut own, rest): (Self, &[u8]) = postcard::take_from_bytes(rest).map_err(damaged)?;
        if got == VERSION {
            own.counts = Some(postcard::from_bytes(rest).map_err(damaged)?);
        }
        own.model.check()?;
        if own.texts.len() != own.model.vocabulary.tokens().len() {
            return Err(BaselineError::Damaged);
        }
        Ok(own)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::counts::{Seen, counts, learn};
    use crate::next_event::{Config, train};

    fn baseline() -> Baseline {
        let sessions = [Session {
            events: vec![3, 1, 2],
            n: 4,
        }];
        let config = Config {
            epochs: 1,
            members: 1,
            units: 4,
            embedding: 3,
            ..Config::default()
        };
        let model = train(&sessions, &config, |_| ControlFlow::Continue(())).expect("enough");
        Baseline::new("day".to_owned(), model, &sessions, Some((1, 2)), |t| {
            format!("text {t}")
        })
        .with_counts(learn(
            &[Seen {
                counts: counts(&[3, 1, 2]),
                n: 4,
                n_whole: 4,
            }],
            1,
        ))
    }

    #[test]
    fn a_file_without_counts_is_read() {
        let own = Baseline {
            counts: None,
            ..baseline()
        };
        let bytes = own.to_bytes();
        assert_eq!(
            bytes[8..12],
            [1, 0, 0, 0],
            "as it was written before there were counts"
        );
        assert_eq!(Baseline::from_bytes(&bytes), Ok(own));
    }

    #[test]
    fn a_baseline_comes_back_as_it_went() {
        let own = baseline();
        assert_eq!(Baseline::from_bytes(&own.to_bytes()).as_ref(), Ok(&own));
        assert_eq!((own.n_sessions, own.n_events, own.n_events_max), (4, 12, 3));
        assert_eq!(own.text(2), Some("text 2"));
        assert_eq!(own.text(9), None);
        assert!(!own.is_too_long(6) && own.is_too_long(7));
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        let bytes = baseline().to_bytes();
        for cut in 0..bytes.len() {
            assert!(Baseline::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert_eq!(
            Baseline::from_bytes(b"a log line"),
            Err(BaselineError::NotABaseline)
        );
        let mut other = bytes.clone();
        other[8] = 99;
        let refused = Baseline::from_bytes(&other);
        assert!(matches!(
            refused,
            Err(BaselineError::Version { got: 99, .. })
        ));
        let mut odd = baseline();
        odd.texts.pop();
        assert_eq!(
            Baseline::from_bytes(&odd.to_bytes()),
            Err(BaselineError::Damaged)
        );
    }
}
