//! Spellings of one thing that masking leaves apart, made one: dates, missing values, hex in pairs,
//! values beside each other.
//!
//! In: the masked text of a shape. Out: a text in which what only varies by the moment or by a value's
//! digits does not show. General rules only, none for one program's lines.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::shape::MASK;

/// The text by which shapes are compared.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let dated = replaced(&DATE, Cow::Borrowed(text), |_| MASK.to_owned());
    let dated = replaced(&WEEKDAY, dated, |_| MASK.to_owned());
    // Where a value can be missing, its brackets are empty: `from 192.0.2.7 ()`.
    let filled = match dated.contains(" ()") {
        true => Cow::Owned(dated.replace(" ()", " (<*>)")),
        false => dated,
    };
    let named = replaced(&NO_NAME, filled, |_| "user <*> ".to_owned());
    let spaced = replaced(&SPACES, named, |_| " ".to_owned());
    let paired = replaced(&PAIRS, spaced, |run| one_mask_of_pairs(&run));
    // A value with a space in it, a list: how many words it has varies.
    replaced(&MASKS, paired, |_| MASK.to_owned())
}

fn replaced<'t>(
    pattern: &Regex,
    text: Cow<'t, str>,
    with: impl Fn(String) -> String,
) -> Cow<'t, str> {
    let made = match pattern.replace_all(&text, |found: &Captures<'_>| {
        with(
            found
                .get(0)
                .map_or(String::new(), |run| run.as_str().to_owned()),
        )
    }) {
        Cow::Borrowed(_) => None,
        Cow::Owned(made) => Some(made),
    };
    made.map_or(text, Cow::Owned)
}

/// `FF:<*>:EB:<*>` is one value in hexadecimal when half of its pairs have digits.
fn one_mask_of_pairs(run: &str) -> String {
    let n_pairs = run.split(':').count();
    let n_masked = run.split(':').filter(|pair| *pair == MASK).count();
    if n_masked * 2 >= n_pairs {
        MASK.to_owned()
    } else {
        run.to_owned()
    }
}

/// `Sun Jul  <*>`, `Jul <*>`: names of days and months change with the time beside them.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +<\*>",
    )
});

/// `Sun <*>`.
static WEEKDAY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +<\*>"));

/// sshd's `Invalid user  from`: the name is empty.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| compile(r"\buser  "));

static SPACES: LazyLock<Regex> = LazyLock::new(|| compile("  +"));

static MASKS: LazyLock<Regex> = LazyLock::new(|| compile(r"<\*>(?: <\*>)+"));

/// Two hexadecimal digits or a mask, joined by colons.
static PAIRS: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:<\*>|\b[0-9A-Fa-f]{2}\b)(?::(?:<\*>|\b[0-9A-Fa-f]{2}\b))+"));

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, compiled by every test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(plain(text), expect, "{text}");
    }

    #[test]
    fn dates_are_one() {
        check(
            "connection from <*> (<*>) at Sun Jul  <*> <*>:<*>:<*> <*>",
            "connection from <*> (<*>) at <*>",
        );
        check("next run: Mon, Jan <*>", "next run: <*>");
        check("May I enter <*>", "May I enter <*>");
    }

    #[test]
    fn empty_brackets_are_a_value_that_is_missing() {
        check("from <*> () at", "from <*> (<*>) at");
        check("open() failed", "open() failed");
    }

    #[test]
    fn names_that_are_missing_or_have_spaces_are_one_value() {
        check("Invalid user  from <*>", "Invalid user <*> from <*>");
        check("Invalid user  <*> from <*>", "Invalid user <*> from <*>");
        check("Invalid user <*> from <*>", "Invalid user <*> from <*>");
        check("for user   root", "for user <*> root");
    }

    #[test]
    fn hex_in_pairs_is_one_value() {
        check("chip FF:<*>:<*>:EB of", "chip <*> of");
        check("at <*>:<*>:<*>", "at <*>");
        check("be:ad it", "be:ad it");
    }
}
