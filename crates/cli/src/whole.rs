//! A log that lies whole in memory, read as any file is: planned by its samples, then in one piece.

use jejak_core::finish::FileInput;
use jejak_core::{Plan, Reader, State, plan, samples};
use jejak_protocol::{FileFacts, UserChoices};

pub(crate) struct Whole {
    plan: Plan,
    state: State,
}

impl Whole {
    /// `modified_ms`: None where results must not hang on when a file was unpacked.
    pub(crate) fn read(name: &str, bytes: &[u8], modified_ms: Option<i64>) -> Self {
        let facts = FileFacts {
            name: name.to_owned(),
            size_bytes: Some(bytes.len() as u64),
            modified_ms,
        };
        let plan = plan(&samples::of(bytes), &facts, &UserChoices::default());
        let mut reader = Reader::new(&plan);
        let mut state = reader.read(bytes, 0);
        reader.close(&mut state);
        Self { plan, state }
    }

    /// What `finish` takes of it.
    pub(crate) fn part(&self) -> FileInput<'_> {
        FileInput {
            plan: &self.plan,
            state: &self.state,
            notices: &[],
        }
    }
}
