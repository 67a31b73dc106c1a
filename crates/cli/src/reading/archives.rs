//! Opens archives: each file in one becomes an input of its own, behind those that were named.
//!
//! Nothing is copied but an archive that is packed itself (`.tar.gz`) or comes through a pipe: it goes
//! into a nameless temporary file, which the system removes with the program.

use std::io::{self, Read as _};

use jejak_core::archive::{self, Budget, Kind, Listing, MAX_DEPTH, MAX_MEMBERS, Member};
use jejak_core::plan::{Container, Foreign, Plan, Refusal};
use jejak_protocol::{FileFacts, Notice, NoticeKind, UserChoices};

use super::at::{Bytes, BytesAt, Sized};
use super::open::{Body, Opened, plan_bytes, plan_unread, problem_of};
use super::{Problem, in_parallel, inflated, stream};

/// The inputs, and behind them the files of the archives among them, and of archives in those.
pub(super) fn open_all(
    inputs: Vec<Opened>,
    choices: &UserChoices,
    n_threads: usize,
) -> Vec<Opened> {
    open_within(Budget::default(), inputs, choices, n_threads)
}

fn open_within(
    mut budget: Budget,
    mut inputs: Vec<Opened>,
    choices: &UserChoices,
    n_threads: usize,
) -> Vec<Opened> {
    let n_given = inputs.len();
    let mut idx = 0;
    loop {
        let n_left = MAX_MEMBERS.saturating_sub(inputs.len() - n_given);
        let Some(input) = inputs.get_mut(idx) else {
            return inputs;
        };
        idx += 1;
        let Some(kind) = input.plan.archive() else {
            continue;
        };
        let members = match open(input, kind, n_left, &mut budget) {
            Ok(archive) => archive.members(n_threads, choices),
            Err(problem) => {
                input.body = Body::Archive {
                    notices: notice_of(&problem),
                    problem: Some(problem),
                };
                continue;
            }
        };
        inputs.extend(members);
    }
}

/// An archive that was listed.
struct Archive {
    facts: FileFacts,
    bytes: Bytes,
    listing: Listing,
    /// Archives that its members lie in.
    depth: usize,
}

/// Lists an archive and says in its input what became of it.
fn open(
    input: &mut Opened,
    kind: Kind,
    n_max: usize,
    budget: &mut Budget,
) -> Result<Archive, Problem> {
    let depth = match input.body {
        Body::Member { depth, .. } => depth,
        _ => 0,
    };
    if depth >= MAX_DEPTH {
        return Err(Problem::Noticed(NoticeKind::TooDeep));
    }
    let (bytes, n_bytes) = bytes_of(&input.body)?;
    let (sized, problem) = match input.plan.container {
        Container::Plain => (Sized { bytes, n_bytes }, None),
        Container::Packed(_) => unpacked(bytes, &input.plan, budget)?,
    };
    let mut listing = archive::list(&sized, kind, n_max).map_err(|error| problem_of(&error))?;
    if listing.is_document {
        listing.members.clear();
        input.plan.refusal = Some(Refusal::Binary(Foreign::Unknown));
    } else {
        let mut notices = listing.notices();
        notices.extend(problem.iter().flat_map(notice_of));
        let damaged = notices
            .iter()
            .map(|notice| notice.kind)
            .find(|kind| *kind == NoticeKind::ArchiveDamaged);
        let problem = problem.or(damaged.map(Problem::Noticed));
        input.body = Body::Archive { notices, problem };
    }
    Ok(Archive {
        facts: input.plan.facts.clone(),
        bytes: sized.bytes,
        listing,
        depth: depth + 1,
    })
}

/// What an input's body holds, and how many bytes.
fn bytes_of(body: &Body) -> Result<(Bytes, u64), Problem> {
    let whole = |bytes: Bytes| {
        let n_bytes = bytes.file_len().unwrap_or(0);
        (bytes, n_bytes)
    };
    match body {
        Body::Member {
            bytes, size_bytes, ..
        } => Ok((bytes.clone(), *size_bytes)),
        Body::File { path, handle, .. } => match handle {
            Some(bytes) => Ok(whole(bytes.clone())),
            None => std::fs::File::open(path)
                .map(|file| whole(Bytes::whole(file)))
                .map_err(|error| problem_of(&error)),
        },
        Body::Pipe(pipe) => {
            let mut pipe = pipe
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            pipe.read_to_end()
                .map(whole)
                .map_err(|error| problem_of(&error))
        }
        Body::Nothing(problem) => Err(problem.clone()),
        Body::Archive { .. } => Err(Problem::Binary(NoticeKind::BinaryFile)),
    }
}

/// Unpacks an archive into a temporary file, as far as it goes; with why it went no further.
fn unpacked(
    bytes: Bytes,
    plan: &Plan,
    budget: &mut Budget,
) -> Result<(Sized, Option<Problem>), Problem> {
    let failed = |error: io::Error| problem_of(&error);
    let mut copy = tempfile::tempfile().map_err(failed)?;
    let mut text = stream::text(BytesAt { bytes, offset: 0 }, plan);
    let mut buffer = vec![0; super::BLOCK_BYTES as usize];
    let mut n_bytes = 0;
    let problem = loop {
        match text.read(&mut buffer) {
            Ok(0) => break None,
            Ok(n) => {
                let n_kept = budget.take(n);
                let read = buffer.get(..n_kept).unwrap_or_default();
                io::Write::write_all(&mut copy, read).map_err(failed)?;
                n_bytes += n_kept as u64;
                if n_kept < n {
                    break Some(Problem::Inflated);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Some(inflated::problem(&error)),
        }
    };
    let bytes = Bytes::whole(copy);
    Ok((Sized { bytes, n_bytes }, problem))
}

fn notice_of(problem: &Problem) -> Vec<Notice> {
    super::open::notice_of(problem, 0).into_iter().collect()
}

impl Archive {
    fn members(&self, n_threads: usize, choices: &UserChoices) -> Vec<Opened> {
        let members = &self.listing.members;
        let opened = in_parallel(n_threads, members.len(), |i| {
            members.get(i).map(|member| self.member(member, choices))
        });
        opened.into_iter().flatten().collect()
    }

    fn member(&self, member: &Member, choices: &UserChoices) -> Opened {
        let facts = FileFacts {
            name: archive::name_in(&self.facts.name, &member.name),
            size_bytes: Some(member.n_bytes()),
            modified_ms: member.modified_ms.or(self.facts.modified_ms),
        };
        let bytes = self.bytes.member(member);
        let planned = match member.problem {
            Some(kind) => Err(Problem::Noticed(kind)),
            None => plan_bytes(&bytes, &facts, choices).map_err(|error| problem_of(&error)),
        };
        let (plan, body) = match planned {
            Ok(plan) => {
                let body = Body::Member {
                    bytes,
                    size_bytes: member.n_bytes(),
                    depth: self.depth,
                };
                (plan, body)
            }
            Err(problem) => (plan_unread(&facts.name, choices), Body::Nothing(problem)),
        };
        Opened {
            plan,
            body,
            is_named: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use jejak_protocol::NoticeKind;
    use jejak_words::Lang;

    use super::super::Progress;
    use super::super::open::open;
    use super::*;
    use crate::inputs::{Input, Place};

    const LINE: &str = "Mar 10 09:00:00 gerbang sshd[1]: Connection closed by 192.0.2.1 port 1\n";

    /// A tarball of one file of `n_lines`, packed.
    fn write_tarball(path: &Path, n_lines: usize) {
        let text = LINE.repeat(n_lines);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        let file = std::fs::File::create(path).unwrap();
        let packed = GzEncoder::new(file, Compression::default());
        let mut builder = tar::Builder::new(packed);
        builder
            .append_data(&mut header, "auth.log", text.as_bytes())
            .unwrap();
        builder.into_inner().unwrap().finish().unwrap();
    }

    #[test]
    fn what_is_unpacked_of_all_archives_together_is_bounded() {
        const N_LINES: usize = 4_000;
        let folder = tempfile::tempdir().unwrap();
        let choices = UserChoices::default();
        let inputs = ["a.tar.gz", "b.tar.gz", "c.tar.gz"].map(|name| {
            let path = folder.path().join(name);
            write_tarball(&path, N_LINES);
            let input = Input {
                place: Place::Path(path),
                name: name.to_owned(),
                is_named: true,
            };
            open(&input, &choices, true)
        });
        // Enough for one and a half of them.
        let budget = Budget::new((LINE.len() * N_LINES * 3 / 2) as u64);
        let opened = open_within(budget, inputs.into(), &choices, 1);
        let read = opened.into_iter().map(|opened| {
            let (state, end) = opened.read(1, &Progress::new(false, 1, Lang::En));
            let file = opened.close(state, end);
            let is_over = file
                .notices
                .iter()
                .any(|it| it.kind == NoticeKind::InflationLimit);
            (file.state.n_lines(), is_over)
        });
        let [a, b, c, in_a, in_b] = read.collect::<Vec<_>>().try_into().unwrap();
        assert_eq!([a, b, c], [(0, false), (0, true), (0, true)]);
        assert_eq!(in_a, (N_LINES as u64, false));
        // The tarballs' own headers and ends take some lines' room.
        let half = N_LINES as u64 / 2;
        assert!((half - 50..half).contains(&in_b.0), "{in_b:?}");
    }
}
