//! Where a shape's captured values stand, so that they are found in other lines without a rule.
//!
//! All lines of a shape have the same spaces and the same constant text, so a value is found by the
//! number of its space-separated token and the constant lengths before and after it in there.

use crate::shape::{self, MAX_SHAPE_BYTES};

/// Position of a value in every message of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    token_idx: u16,
    /// Constant bytes of the token before and after the value.
    n_front: u16,
    n_back: u16,
}

impl Slot {
    /// The place of `value`, a slice of `message`; None when lines of the same shape need not have
    /// it in the same place (it spans tokens, or variable text stands beside it in its token).
    pub(crate) fn of(message: &str, value: &str) -> Option<Self> {
        let start = (value.as_ptr() as usize).checked_sub(message.as_ptr() as usize)?;
        let end = start.checked_add(value.len())?;
        if message.get(start..end)? != value || value.is_empty() || value.contains(' ') {
            return None;
        }
        let before = message.get(..start)?;
        let token_start = before.rfind(' ').map_or(0, |i| i + 1);
        let after = message.get(end..)?;
        let front = message.get(token_start..start)?;
        let back = after.split(' ').next()?;
        let touches_word = front.bytes().next_back().is_some_and(shape::is_word_byte)
            || back.bytes().next().is_some_and(shape::is_word_byte);
        if touches_word || shape::has_mask(front) || shape::has_mask(back) {
            return None;
        }
        Some(Self {
            token_idx: u16::try_from(memchr::memchr_iter(b' ', before.as_bytes()).count()).ok()?,
            n_front: u16::try_from(front.len()).ok()?,
            n_back: u16::try_from(back.len()).ok()?,
        })
    }

    /// The value in another message of the same shape, whose spaces are known.
    #[inline]
    pub(crate) fn value<'m>(self, message: &'m str, spaces: &Spaces) -> Option<&'m str> {
        let start = match usize::from(self.token_idx) {
            0 => 0,
            n => spaces.get(n - 1, message)? + 1,
        };
        let end = spaces
            .get(usize::from(self.token_idx), message)
            .unwrap_or(message.len());
        message.get(start + usize::from(self.n_front)..end.checked_sub(usize::from(self.n_back))?)
    }
}

/// Spaces of a message whose places are kept; a value further back is searched for.
const N_SPACES: usize = 24;

/// Where the first spaces of a message stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spaces {
    at: [u16; N_SPACES],
    n: usize,
}

impl Spaces {
    #[inline]
    pub(crate) fn push(&mut self, at: usize) {
        if let (Some(place), Ok(at)) = (self.at.get_mut(self.n), u16::try_from(at)) {
            *place = at;
        }
        self.n += 1;
    }

    /// Place of the space of that number, from 0.
    #[inline]
    fn get(&self, idx: usize, message: &str) -> Option<usize> {
        match self.at.get(idx) {
            Some(at) if idx < self.n => Some(usize::from(*at)),
            // All are known.
            _ if self.n <= N_SPACES && message.len() <= MAX_SHAPE_BYTES => None,
            _ => memchr::memchr_iter(b' ', message.as_bytes()).nth(idx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, value: &str, other: &str, expect: Option<&str>) {
        let start = message
            .find(value)
            .expect("the value stands in the message");
        let slice = &message[start..start + value.len()];
        let mut spaces = Spaces::default();
        let near = other.get(..MAX_SHAPE_BYTES).unwrap_or(other);
        memchr::memchr_iter(b' ', near.as_bytes()).for_each(|at| spaces.push(at));
        let got = Slot::of(message, slice).and_then(|slot| slot.value(other, &spaces));
        assert_eq!(got, expect, "{message:?}");
    }

    #[test]
    fn finds_the_value_of_another_line() {
        check(
            "from 10.0.0.1 port 1",
            "10.0.0.1",
            "from 9.9.9.9 port 22",
            Some("9.9.9.9"),
        );
        check("x rhost=10.0.0.1", "10.0.0.1", "x rhost=::1", Some("::1"));
        check(
            "client: 10.0.0.1, ok",
            "10.0.0.1",
            "client: 1.1.1.1, ok",
            Some("1.1.1.1"),
        );
        check("10.0.0.1 hit", "10.0.0.1", "8.8.8.8 hit", Some("8.8.8.8"));
    }

    #[test]
    fn finds_a_value_past_the_spaces_that_are_kept() {
        for before in ["a ".repeat(30), "longer".repeat(200) + " "] {
            let (message, other) = (format!("{before}10.0.0.1 b"), format!("{before}9.9.9.9"));
            check(&message, "10.0.0.1", &other, Some("9.9.9.9"));
        }
    }

    #[test]
    fn refuses_places_that_vary() {
        check("to 10.0.0.1:443 now", "10.0.0.1", "to 9.9.9.9:80 now", None);
        check("run a b", "a b", "run c d", None);
        check("id7:root x", "root", "id12345:root x", None);
    }

    #[test]
    fn a_message_that_is_too_short_has_no_value() {
        check("a b c 10.0.0.1", "10.0.0.1", "a b", None);
        check("a (10.0.0.1)", "10.0.0.1", "a )", None);
    }
}
