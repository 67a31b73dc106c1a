//! Where a shape's captured values stand, so that they are found in other lines without a rule.
//!
//! All lines of a shape have the same spaces and the same constant text, so a value is found by the
//! number of its space-separated token and the constant lengths before and after it in there.

use crate::shape;

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

    /// The value in another message of the same shape.
    #[inline]
    pub(crate) fn value(self, message: &str) -> Option<&str> {
        let bytes = message.as_bytes();
        let start = match self.token_idx {
            0 => 0,
            n => memchr::memchr_iter(b' ', bytes).nth(usize::from(n) - 1)? + 1,
        };
        let rest = bytes.get(start..)?;
        let end = start + memchr::memchr(b' ', rest).unwrap_or(rest.len());
        message.get(start + usize::from(self.n_front)..end.checked_sub(usize::from(self.n_back))?)
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
        let got = Slot::of(message, slice).and_then(|slot| slot.value(other));
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
