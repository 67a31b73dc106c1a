//! Shapes: what is left of a message when its variable words are masked.
//!
//! In: a message. Out: a hash of its constant words and separators, computed in one pass without
//! allocation, and (once per shape) the masked text. Distinct shapes are few; all that is slow is
//! done per shape. It does not decide which shapes are one template: that is `templates`.
//!
//! A word is a run of letters, digits and `_ - . / + @ % $ * \ ~`. It is masked when it holds a
//! digit, when it is the value in `key=value`, when it follows `user`, or when it is a path or mail
//! address. Words that flip the meaning of a line (failed, accepted, gagal, berhasil) never are.

use crate::hash::StableHash;
use crate::record::Record;

/// What stands for a masked word in a template's text.
pub(crate) const MASK: &str = "<*>";

/// Bytes of a message that make its shape; what follows varies too much to be constant text.
/// Chosen: the longest constant message seen in ordinary logs has under 600 bytes.
pub(crate) const MAX_SHAPE_BYTES: usize = 1024;

/// Hash input that stands for a masked word.
const MASKED: u64 = 0x004D_4153_4B45_4421;

/// Stands for the words around a message that was repeated.
const REPEATED: u64 = 0x0052_4550_4541_5421;
/// What stands before the name of a metric.
const METRIC: u64 = 0x004D_4554_5249_4321;

const WORD: u8 = 1;
const DIGIT: u8 = 2;
const SLASH: u8 = 4;
const AT: u8 = 8;

/// What each byte is; bytes past ASCII are letters.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' => WORD | DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | 0x80..=0xFF => WORD,
            b'/' => WORD | SLASH,
            b'@' => WORD | AT,
            b'_' | b'-' | b'.' | b'+' | b'%' | b'$' | b'*' | b'\\' | b'~' => WORD,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// Whether a word says by itself how something ended: its change turns a message into another event.
pub(crate) fn is_flip_word(word: &str) -> bool {
    flips(word.as_bytes())
}

/// A match on bytes compares lengths first: most words need no more.
fn flips(word: &[u8]) -> bool {
    let mut lower = [0_u8; 16];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return false;
    };
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    matches!(
        &*lower,
        b"accept"
            | b"accepted"
            | b"added"
            | b"allow"
            | b"allowed"
            | b"berhasil"
            | b"block"
            | b"blocked"
            | b"closed"
            | b"connected"
            | b"denied"
            | b"deny"
            | b"diizinkan"
            | b"disabled"
            | b"disconnected"
            | b"diterima"
            | b"ditolak"
            | b"dropped"
            | b"enabled"
            | b"error"
            | b"fail"
            | b"failed"
            | b"failure"
            | b"false"
            | b"gagal"
            | b"granted"
            | b"invalid"
            | b"no"
            | b"off"
            | b"ok"
            | b"on"
            | b"opened"
            | b"refused"
            | b"rejected"
            | b"removed"
            | b"started"
            | b"stopped"
            | b"success"
            | b"successful"
            | b"true"
            | b"valid"
            | b"yes"
    )
}

/// A part of a message: one separator byte, or one word.
struct Part<'a> {
    text: &'a [u8],
    is_masked: bool,
}

/// Walks over words and separators. `before` is the byte before the word, `last` the word before.
struct Parts<'a> {
    message: &'a [u8],
    at: usize,
    /// The last word was `user`, in any case, and only spaces came after it.
    after_user: bool,
}

impl<'a> Parts<'a> {
    fn new(message: &'a [u8]) -> Self {
        let end = message.len().min(MAX_SHAPE_BYTES);
        Self {
            message: message.get(..end).unwrap_or(message),
            at: 0,
            after_user: false,
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    #[inline]
    fn next(&mut self) -> Option<Part<'a>> {
        let rest = self.message.get(self.at..)?;
        let first = *rest.first()?;
        let mut class = CLASS[usize::from(first)];
        if class & WORD == 0 {
            self.at += 1;
            // Behind two spaces the name is empty: sshd's `Invalid user  from`.
            let is_name_next = self.message.get(self.at) != Some(&b' ');
            self.after_user &= first == b' ' && is_name_next;
            return Some(Part {
                text: rest.get(..1)?,
                is_masked: false,
            });
        }
        let mut len = 1;
        for byte in rest.iter().skip(1) {
            let this = CLASS[usize::from(*byte)];
            if this & WORD == 0 {
                break;
            }
            class |= this;
            len += 1;
        }
        let word = rest.get(..len)?;
        let is_value = self
            .at
            .checked_sub(1)
            .and_then(|before| self.message.get(before))
            == Some(&b'=');
        let is_masked = class & (DIGIT | AT) != 0
            || (class & SLASH != 0 && first == b'/')
            || ((is_value || self.after_user) && !flips(word));
        self.after_user = !is_masked && word.eq_ignore_ascii_case(b"user");
        self.at += len;
        Some(Part {
            text: word,
            is_masked,
        })
    }
}

/// Shape of a record: of its request, or of its level, process and message.
#[inline]
pub(crate) fn of_record(record: &Record<'_>) -> u64 {
    of_record_with_spaces(record, |_| ())
}

/// The same; `at_space` is told where each space of the message stands, within the bytes that make a
/// shape. Not called for requests.
#[inline]
pub(crate) fn of_record_with_spaces(record: &Record<'_>, at_space: impl FnMut(usize)) -> u64 {
    if record.access.is_some() {
        return crate::requests::shape(record).0;
    }
    if let Some(name) = metric_of(record) {
        return StableHash::new(METRIC).bytes(name.as_bytes()).finish();
    }
    let seed = StableHash::new(record.level as u64).bytes(record.process.as_bytes());
    // A line that says how often another was there is a line of its own kind.
    let seed = match record.repeats {
        ..=1 => seed,
        _ => seed.word(REPEATED),
    };
    hash_of(seed, &record.message, at_space)
}

/// The masked text of a record's message, as the line has it.
pub(crate) fn text_of_record(record: &Record<'_>) -> String {
    if let Some(name) = metric_of(record) {
        return format!("{name} {MASK}");
    }
    let text = text(&record.message);
    // `last message repeated 5 times` says so itself.
    let is_told = text.contains("message repeated ");
    match record.repeats {
        2.. if !is_told => format!("message repeated {MASK} times: [ {text} ]"),
        _ => text,
    }
}

/// The name of the metric that a record is a sample of. Rows of a table are told by their form.
fn metric_of<'a>(record: &'a Record<'_>) -> Option<&'a str> {
    match record.samples.as_slice() {
        [sample] => Some(&*sample.name).filter(|name| record.message.starts_with(name)),
        _ => None,
    }
}

/// Hash of a message's shape, going on from `seed` (program and level).
pub(crate) fn hash(seed: StableHash, message: &str) -> u64 {
    hash_of(seed, message, |_| ())
}

/// The same; `at_space` is told where each space stands.
///
/// The same walk as [`Parts`], for each line of a log: nothing is made of a part but its hash.
#[inline]
fn hash_of(seed: StableHash, message: &str, mut at_space: impl FnMut(usize)) -> u64 {
    let message = message.as_bytes();
    let message = message.get(..MAX_SHAPE_BYTES).unwrap_or(message);
    let mut hash = seed;
    let (mut at, mut before, mut after_user) = (0, 0, false);
    while let Some(&first) = message.get(at) {
        let start = at;
        let mut class = CLASS[usize::from(first)];
        at += 1;
        if class & WORD == 0 {
            if first == b' ' {
                at_space(start);
                after_user &= message.get(at) != Some(&b' ');
            } else {
                after_user = false;
            }
            hash = hash.word(u64::from(first));
            before = first;
            continue;
        }
        while let Some(&byte) = message.get(at) {
            let this = CLASS[usize::from(byte)];
            if this & WORD == 0 {
                break;
            }
            class |= this;
            at += 1;
        }
        let word = message.get(start..at).unwrap_or_default();
        let is_masked = class & (DIGIT | AT) != 0
            || (class & SLASH != 0 && first == b'/')
            || ((before == b'=' || after_user) && !flips(word));
        after_user = !is_masked && word.len() == 4 && word.eq_ignore_ascii_case(b"user");
        hash = match word {
            _ if is_masked => hash.word(MASKED),
            [letter] => hash.word(u64::from(*letter)),
            _ => hash.bytes(word),
        };
    }
    hash.finish()
}

/// The masked text of a message: constant words and separators, [`MASK`] for the rest.
pub(crate) fn text(message: &str) -> String {
    let mut text = Vec::with_capacity(message.len().min(MAX_SHAPE_BYTES));
    for part in Parts::new(message.as_bytes()) {
        if part.is_masked {
            text.extend_from_slice(MASK.as_bytes());
        } else {
            text.extend_from_slice(part.text);
        }
    }
    if message.len() > MAX_SHAPE_BYTES {
        text.extend_from_slice(" …".as_bytes());
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Whether any word of a piece of a message is masked, so that its length may vary.
pub(crate) fn has_mask(piece: &str) -> bool {
    Parts::new(piece.as_bytes()).any(|part| part.is_masked)
}

/// Whether the byte can stand inside a word.
pub(crate) fn is_word_byte(byte: u8) -> bool {
    CLASS[usize::from(byte)] & WORD != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expect: &str) {
        assert_eq!(text(message), expect, "message {message:?}");
    }

    #[test]
    fn masks_what_varies() {
        check(
            "Failed password for root from 10.0.0.1 port 22 ssh2",
            "Failed password for root from <*> port <*> <*>",
        );
        check(
            "Invalid user oracle from 10.0.0.1",
            "Invalid user <*> from <*>",
        );
        check(
            "Invalid user user from 10.0.0.1",
            "Invalid user <*> from <*>",
        );
        check("Invalid user  from 10.0.0.1", "Invalid user  from <*>");
        check(
            "uid=0 euid=0 tty=ssh ruser= rhost=h",
            "uid=<*> euid=<*> tty=<*> ruser= rhost=<*>",
        );
        check("open /var/log/x failed", "open <*> failed");
        check("mail to a@b.c sent", "mail to <*> sent");
    }

    #[test]
    fn keeps_words_that_flip_the_meaning() {
        check("result=failed", "result=failed");
        check("result=Success", "result=Success");
        check("masuk gagal", "masuk gagal");
        assert_ne!(
            hash(StableHash::new(0), "login user=a result=failed"),
            hash(StableHash::new(0), "login user=a result=success"),
        );
    }

    proptest::proptest! {
        #[test]
        fn the_hash_is_that_of_the_parts(message in "(user|=|a|Failed|/x|[ ]{1,2}|[a-z]{1,12}|[0-9]|@|é|,){0,40}") {
            let mut expected = StableHash::new(3);
            for part in Parts::new(message.as_bytes()) {
                expected = match part.text {
                    _ if part.is_masked => expected.word(MASKED),
                    [byte] => expected.word(u64::from(*byte)),
                    text => expected.bytes(text),
                };
            }
            let mut spaces = Vec::new();
            let got = hash_of(StableHash::new(3), &message, |at| spaces.push(at));
            proptest::prop_assert_eq!(got, expected.finish());
            let all: Vec<usize> = memchr::memchr_iter(b' ', message.as_bytes()).collect();
            proptest::prop_assert_eq!(spaces, all);
        }
    }

    #[test]
    fn one_shape_has_one_hash() {
        let seed = StableHash::new(7);
        assert_eq!(hash(seed, "took 12 ms"), hash(seed, "took 1 ms"));
        assert_ne!(hash(seed, "took 12 ms"), hash(seed, "took 12  ms"));
        assert_ne!(hash(seed, "took"), hash(StableHash::new(8), "took"));
    }
}
