//! Requests: who asked for what, whether it was refused, and whether it carries an attack.
//!
//! In: the request of an access log line. Out: `WebAttack` with its class, `WebClientError` for
//! 4xx, else only names. The class of a request is found in `attack`; this file knows no patterns.

mod attack;
mod code;
mod decode;
mod marks;
mod paths;
mod patterns;
mod sqli;
mod xss;

use std::borrow::Cow;

use jejak_protocol::EntityKind;

use self::attack::Suspicion;
use super::{EventKind, Meaning};
use crate::record::Access;

/// What an attack request tries. The order is the order of preference when several fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AttackClass {
    Sqli = 1,
    Xss,
    Traversal,
    /// Shell commands and code of any language, template expressions among it.
    CommandInjection,
    /// Another file or address is named as the thing to load.
    Inclusion,
    /// Marks that a scanner leaves: its name, its own test strings.
    Scanner,
    /// A well-known file or page that the site may have left open.
    Probe,
}

impl AttackClass {
    pub const ALL: [Self; 7] = [
        Self::Sqli,
        Self::Xss,
        Self::Traversal,
        Self::CommandInjection,
        Self::Inclusion,
        Self::Scanner,
        Self::Probe,
    ];

    /// The value of `FactKey::AttackClass`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqli => "sqli",
            Self::Xss => "xss",
            Self::Traversal => "traversal",
            Self::CommandInjection => "command_injection",
            Self::Inclusion => "inclusion",
            Self::Scanner => "scanner",
            Self::Probe => "probe",
        }
    }

    /// Looks for a way in without trying to use it.
    pub fn is_reconnaissance(self) -> bool {
        matches!(self, Self::Scanner | Self::Probe)
    }
}

/// `Meaning::detail` of a request: the class in the low half, the first digit of the status above.
///
/// A `WebClientError` of class `Probe` asked for a door that is not there: too little for an attack
/// by itself.
pub fn detail_of(class: Option<AttackClass>, status: u16) -> u8 {
    let status_class = (status / 100).min(15) as u8;
    class.map_or(0, |class| class as u8) | status_class << 4
}

/// Bit of a request's detail: nothing by itself, part of the attack when the source attacks as well.
pub const WEAK: u8 = 8;

/// The class in a request's detail.
pub fn class_of(detail: u8) -> Option<AttackClass> {
    AttackClass::ALL
        .into_iter()
        .find(|class| *class as u8 == detail & 7)
}

/// The first digit of the status in a request's detail.
pub fn status_class_of(detail: u8) -> u8 {
    detail >> 4
}

/// What a request means.
pub(super) fn classify<'a>(access: &Access<'a>) -> Meaning<'a> {
    let path = access.target.split(['?', '#']).next().unwrap_or_default();
    let is_refused = (400..500).contains(&access.status);
    let refused = is_refused.then_some(EventKind::WebClientError);
    let suspicion = attack::suspicion_of(access);
    let (kind, class) = match suspicion {
        Some(Suspicion::Attack(class)) => (Some(EventKind::WebAttack), Some(class)),
        Some(Suspicion::Door) => (refused, Some(AttackClass::Probe)),
        Some(Suspicion::Forged) => (Some(EventKind::WebAttack), Some(AttackClass::Scanner)),
        None => (refused, None),
    };
    let is_weak =
        kind == Some(EventKind::WebAttack) && !matches!(suspicion, Some(Suspicion::Attack(_)));
    Meaning {
        kind,
        source: named(access.client),
        user: named(access.user),
        object: named(path).map(|path| (EntityKind::Path, path)),
        detail: detail_of(class, access.status) | if is_weak { WEAK } else { 0 },
        ..Meaning::default()
    }
}

fn named(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detail_holds_class_and_status() {
        for class in AttackClass::ALL {
            for status in [0, 200, 404, 599] {
                let detail = detail_of(Some(class), status);
                assert_eq!(class_of(detail), Some(class));
                assert_eq!(u16::from(status_class_of(detail)), status / 100);
            }
        }
        assert_eq!(class_of(detail_of(None, 404)), None);
    }
}
