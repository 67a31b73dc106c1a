//! Templates: shapes that are one kind of message though some unmasked word varies.
//!
//! In: the distinct shapes of all files, counted. Out: templates with stable ids and the template
//! of each shape. Works on shapes, never on lines, in a fixed order, so the result depends on the
//! set of shapes alone. Words that flip the meaning of a message never become variable.

pub mod groups;
mod spelling;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jejak_protocol::{Level, RecordRef, TemplateSummary, TimestampUs};
use rustc_hash::FxHashMap;

use crate::hash;
use crate::shape::{MASK, is_flip_word};

/// A word that takes this many values where all else is equal is a variable. Chosen: user and host
/// names of small networks come in tens, states of a system in twos and threes.
const MIN_VALUES: usize = 5;

/// A message with more words than this keeps its own template: comparing it costs too much.
const MAX_WORDS: usize = 64;

/// A shape with what was counted, its times resolved.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) hash: u64,
    pub(crate) text: Box<str>,
    pub(crate) level: Level,
    pub(crate) count: u64,
    pub(crate) first: Option<TimestampUs>,
    pub(crate) last: Option<TimestampUs>,
    pub(crate) example: RecordRef,
    /// As in [`TemplateSummary`].
    pub(crate) over_time: Vec<u32>,
}

/// Templates of a run, and which one each shape has.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// By count, then by text.
    pub list: Vec<TemplateSummary>,
    id_by_shape: FxHashMap<u64, String>,
}

impl Templates {
    /// Id of the template of a shape.
    pub fn id_of_shape(&self, shape: u64) -> Option<&str> {
        self.id_by_shape.get(&shape).map(String::as_str)
    }
}

/// Groups shapes into templates.
pub(crate) fn mine(mut shapes: Vec<Counted>) -> Templates {
    shapes.sort_by(|a, b| (&a.text, a.hash, a.example).cmp(&(&b.text, b.hash, b.example)));
    let texts = generalise(shapes.iter().map(|shape| &*shape.text));
    let mut by_text: BTreeMap<String, TemplateSummary> = BTreeMap::new();
    let mut id_by_shape = FxHashMap::default();
    for shape in &shapes {
        let text = texts.get(&*shape.text).map_or(&*shape.text, |text| text);
        let id = format!("{:016x}", hash::of_text(text));
        id_by_shape.insert(shape.hash, id.clone());
        by_text
            .entry(text.to_owned())
            .and_modify(|template| join(template, shape))
            .or_insert_with(|| TemplateSummary {
                id,
                text: text.to_owned(),
                count: shape.count,
                level: shape.level,
                first: shape.first,
                last: shape.last,
                example: shape.example,
                over_time: shape.over_time.clone(),
            });
    }
    let mut list: Vec<_> = by_text.into_values().collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    Templates { list, id_by_shape }
}

fn join(template: &mut TemplateSummary, shape: &Counted) {
    template.count += shape.count;
    template.level = template.level.max(shape.level);
    template.first = match (template.first, shape.first) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    template.last = template.last.max(shape.last);
    template.example = template.example.min(shape.example);
    template.add_over_time(&shape.over_time);
}

/// The more general text of each text that has one: word after word, from the left, texts that are
/// equal but for that word are joined when it takes [`MIN_VALUES`] values or is masked in one.
fn generalise<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    let plain: BTreeMap<&str, Cow<'_, str>> =
        texts.map(|text| (text, spelling::plain(text))).collect();
    let mut words_of: BTreeMap<&str, Vec<&str>> = plain
        .iter()
        .map(|(text, plain)| (*text, plain.split(' ').collect::<Vec<_>>()))
        .filter(|(_, words)| words.len() <= MAX_WORDS)
        .collect();
    let n_words = words_of.values().map(Vec::len).max().unwrap_or(0);
    for word_idx in 0..n_words {
        let mut groups: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
        for words in words_of.values() {
            let Some(word) = words.get(word_idx) else {
                continue;
            };
            let mut key = words.clone();
            if let Some(slot) = key.get_mut(word_idx) {
                *slot = MASK;
            }
            groups.entry(key).or_default().push(word);
        }
        groups.retain(|key, values| {
            values.sort_unstable();
            values.dedup();
            is_variable(values) && keeps_something(key)
        });
        for words in words_of.values_mut() {
            let Some(slot) = words.get(word_idx).copied() else {
                continue;
            };
            let mut key = words.clone();
            if let Some(slot) = key.get_mut(word_idx) {
                *slot = MASK;
            }
            if slot != MASK && groups.contains_key(&key) {
                *words = key;
            }
        }
    }
    let joined: BTreeMap<&str, String> = words_of
        .into_iter()
        .map(|(text, words)| (text, words.join(" ")))
        .collect();
    plain
        .into_iter()
        .map(|(text, plain)| match joined.get(text) {
            Some(general) => (text, general.clone()),
            None => (text, plain.into_owned()),
        })
        .filter(|(text, general)| text != general)
        .collect()
}

fn is_variable(values: &[&str]) -> bool {
    // What a path happens to be called says nothing of what happened: `/failed`, `/closed`.
    let flips = |value: &&str| {
        !value.starts_with('/')
            && value
                .split(|c: char| !c.is_alphanumeric())
                .any(is_flip_word)
    };
    let is_many = values.len() >= MIN_VALUES;
    // Masked in one line, the word is a value in all of them: `from <*>`, `from mail.example`.
    let is_masked_in_one = values.len() > 1 && values.contains(&MASK);
    (is_many || is_masked_in_one) && !values.iter().any(flips)
}

/// A template needs constant words; without any, all messages of a length would be one.
fn keeps_something(words: &[&str]) -> bool {
    let n_constant = words
        .iter()
        .filter(|word| !word.contains(MASK) && word.chars().any(char::is_alphabetic))
        .count();
    n_constant * 2 >= words.len()
}

#[cfg(test)]
mod tests {
    use jejak_protocol::FileId;

    use super::*;

    fn mined(texts: &[&str]) -> Vec<(String, u64)> {
        let shapes = texts
            .iter()
            .zip(0_u64..)
            .map(|(text, i)| Counted {
                hash: i,
                text: (*text).into(),
                level: Level::Info,
                count: 1,
                first: None,
                last: None,
                example: RecordRef {
                    file: FileId(0),
                    line: i,
                },
                over_time: Vec::new(),
            })
            .collect();
        mine(shapes)
            .list
            .into_iter()
            .map(|t| (t.text, t.count))
            .collect()
    }

    #[test]
    fn a_word_of_many_values_is_variable() {
        let texts: Vec<String> = ["ann", "bob", "cem", "dua", "eko"]
            .iter()
            .map(|user| format!("session opened for {user}"))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(mined(&texts), [("session opened for <*>".to_owned(), 5)]);
    }

    #[test]
    fn words_that_flip_stay_apart() {
        let texts = [
            "unit x started",
            "unit x stopped",
            "unit x failed",
            "unit x closed",
            "unit x opened",
            "unit x enabled",
        ];
        assert_eq!(mined(&texts).len(), 6);
    }

    #[test]
    fn the_name_of_a_path_flips_nothing() {
        let texts = ["/admin", "/closed", "/error", "/failed", "/login"]
            .map(|path| format!("GET {path} → 4xx"));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(mined(&texts), [("GET <*> → 4xx".to_owned(), 5)]);
    }

    #[test]
    fn order_does_not_matter() {
        let texts = ["a b c", "a b d", "a b e", "a b f", "a b g", "x y z"];
        let mut back = texts;
        back.reverse();
        assert_eq!(mined(&texts), mined(&back));
    }
}
