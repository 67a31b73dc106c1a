//! The sessions of a folder of data: by ids, and from the raw log by Jejak's own reading.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jejak_core::finish::finish;
use jejak_core::sequences::{for_models, sequences};
use jejak_core::windows::Scores;
use jejak_protocol::TimestampUs;
use jejak_protocol::model::Sessions;
use walkdir::WalkDir;

use crate::whole::Whole;

#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub(super) events: Vec<u32>,
    pub(super) start: Option<TimestampUs>,
    pub(super) is_anomaly: bool,
}

#[derive(Debug)]
pub(super) struct Data {
    pub(super) train: Vec<Session>,
    pub(super) ids: Vec<Session>,
    /// From the log, its templates with the ids of the training data.
    pub(super) raw: Vec<Session>,
    /// From the log, with its own templates: nothing outside the log was asked.
    pub(super) unlabelled: Vec<Session>,
    /// The same as a normal day is learned from them.
    pub(super) sessions: Sessions,
    /// Labels, by the sessions' names.
    pub(super) is_anomaly: HashMap<String, bool>,
}

/// The sessions of a log.
struct OfLog {
    raw: Vec<Session>,
    unlabelled: Vec<Session>,
    sessions: Sessions,
}

pub(super) fn data(folder: &Path) -> Result<Data> {
    let paths: Vec<PathBuf> = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .collect();
    let find = |what: &str, fits: &dyn Fn(&str) -> bool| {
        let name = |path: &&PathBuf| path.file_name().and_then(|n| n.to_str()).is_some_and(fits);
        let found = paths.iter().find(name);
        found.with_context(|| format!("{} holds no {what}", folder.display()))
    };
    let train = find("hdfs_train", &|name| name == "hdfs_train")?;
    let templates = find("HDFS_templates.csv", &|name| name == "HDFS_templates.csv")?;
    let sequences = find("…_sequences.csv", &|name| {
        name.starts_with("HDFS") && name.ends_with("_sequences.csv")
    })?;
    let log = PathBuf::from(
        sequences
            .to_string_lossy()
            .replace("_sequences.csv", ".log"),
    );

    let ids = labelled(&text(sequences)?)?;
    let is_anomaly: HashMap<String, bool> = ids
        .iter()
        .map(|(name, session)| (name.clone(), session.is_anomaly))
        .collect();
    let OfLog {
        raw,
        unlabelled,
        sessions,
    } = of_log(&log, &patterns(&text(templates)?), &is_anomaly)?;
    let train = text(train)?
        .lines()
        .filter_map(|line| events(line.split_whitespace()))
        .collect();
    Ok(Data {
        train,
        raw,
        unlabelled,
        sessions,
        is_anomaly,
        ids: ids.into_iter().map(|(_, session)| session).collect(),
    })
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("while reading {}", path.display()))
}

fn events<'t>(words: impl Iterator<Item = &'t str>) -> Option<Session> {
    let events: Vec<u32> = words.filter_map(|word| word.parse().ok()).collect();
    let session = Session {
        events,
        ..Session::default()
    };
    (!session.events.is_empty()).then_some(session)
}

/// `BlockId,Label,EventSequence`.
fn labelled(table: &str) -> Result<Vec<(String, Session)>> {
    let mut sessions = Vec::new();
    for line in table.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(name), Some(label), Some(list)) = (cells.next(), cells.next(), cells.next())
        else {
            bail!("{line:?} is no labelled sequence");
        };
        let mut session = events(list.split_whitespace()).unwrap_or_default();
        session.is_anomaly = label == "1";
        sessions.push((name.to_owned(), session));
    }
    Ok(sessions)
}

/// Constant pieces of the templates, which are numbered by their lines from 1.
type Pattern = (u32, Vec<String>);

fn patterns(table: &str) -> Vec<Pattern> {
    let pieces = |line: &str| {
        let pieces = line.split("<*>").map(str::trim);
        pieces
            .filter(|piece| !piece.is_empty())
            .map(str::to_owned)
            .collect()
    };
    (1..).zip(table.lines().map(pieces)).collect()
}

/// The id of the pattern whose pieces all stand in the text, in order; of several the longest.
fn id_of(text: &str, patterns: &[Pattern]) -> Option<u32> {
    let fits = |pieces: &[String]| {
        let mut rest = text;
        pieces
            .iter()
            .all(|piece| match rest.split_once(piece.as_str()) {
                Some((_, behind)) => {
                    rest = behind;
                    true
                }
                None => false,
            })
    };
    patterns
        .iter()
        .filter(|(_, pieces)| !pieces.is_empty() && fits(pieces))
        .max_by_key(|(_, pieces)| pieces.iter().map(String::len).sum::<usize>())
        .map(|(id, _)| *id)
}

/// The labelled sessions of a log, as Jejak finds them: with the ids of known templates, and with its
/// own. A template that no pattern fits gets a number behind all ids, so that it stays new.
fn of_log(path: &Path, patterns: &[Pattern], is_anomaly: &HashMap<String, bool>) -> Result<OfLog> {
    let bytes = std::fs::read(path).with_context(|| format!("while reading {}", path.display()))?;
    let whole = Whole::read(&path.to_string_lossy(), &bytes, None);
    let files = [whole.part()];
    let found = sequences(&files);
    if found.keys.iter().all(Option::is_none) {
        bail!("no session key was found in {}", path.display());
    }
    let analysis = finish(&files, &Scores::default()).analysis;
    let text_of: HashMap<&str, &str> = analysis
        .templates
        .iter()
        .map(|template| (template.id.as_str(), template.text.as_str()))
        .collect();
    let ids: Vec<u32> = (1000..)
        .zip(&found.templates)
        .map(|(own, id)| {
            let text = text_of.get(id.as_str()).copied().unwrap_or_default();
            id_of(text, patterns).unwrap_or(own)
        })
        .collect();
    let labelled = found.sessions.iter().filter_map(|session| {
        let is_anomaly = *is_anomaly.get(session.name.as_str())?;
        let own = Session {
            events: session.events.clone(),
            start: session.start,
            is_anomaly,
        };
        let named = Session {
            events: own
                .events
                .iter()
                .filter_map(|e| ids.get(*e as usize).copied())
                .collect(),
            ..own.clone()
        };
        Some((named, own))
    });
    let (raw, unlabelled): (Vec<Session>, Vec<Session>) = labelled.unzip();
    if raw.len() < is_anomaly.len() {
        eprintln!(
            "{} of {} labelled sessions are not in {}",
            is_anomaly.len() - raw.len(),
            is_anomaly.len(),
            path.display()
        );
    }
    Ok(OfLog {
        raw,
        unlabelled,
        sessions: for_models(&found),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_gets_the_id_of_the_longest_pattern_that_fits() {
        let patterns = patterns(
            "<*>Served block<*>to<*>\n<*>Received block<*>of size<*>from<*>\n<*>Received block<*>src:<*>dest:<*>of size<*>\n",
        );
        let id = |text| id_of(text, &patterns);
        assert_eq!(id("Received block <*> of size <*> from <*>"), Some(2));
        assert_eq!(
            id("Received block <*> src: <*> dest: <*> of size <*>"),
            Some(3)
        );
        assert_eq!(id("Receiving block <*>"), None);
    }

    #[test]
    fn a_labelled_sequence_has_its_name_label_and_events() {
        let sessions = labelled("BlockId,Label,EventSequence\nblk_1,1,5 5 22\n").expect("a table");
        let (name, session) = &sessions[0];
        assert_eq!((name.as_str(), session.is_anomaly), ("blk_1", true));
        assert_eq!(session.events, [5, 5, 22]);
        assert!(labelled("x\nblk_1,1\n").is_err());
    }
}
