//! Cuts a row's text at its spans, so that a view only lays pieces side by side.
//!
//! Spans come from the worker in UTF-16 units, may overlap (a match inside of an address) and are
//! not trusted to fit: what lies outside of the text is left out, and a span that would cut a
//! character in two is widened over it.

use jejak_protocol::{EntityKind, Span, SpanKind};

/// A piece of a row's text under the same spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    /// Which entity the piece belongs to, with the entity's whole text.
    pub entity: Option<(EntityKind, String)>,
    pub is_match: bool,
    /// The stamp or the level: drawn quieter, for they have their own column.
    pub is_quiet: bool,
}

/// Cuts `text` at the spans, and marks the occurrences of `needles` too.
pub fn segments(text: &str, spans: &[Span], needles: &[String]) -> Vec<Segment> {
    let offsets = Utf16Offsets::new(text);
    let mut marks: Vec<(usize, usize, Option<SpanKind>)> = spans
        .iter()
        .filter_map(|span| {
            let (start, end) = offsets.bytes(text, span.start, span.end)?;
            Some((start, end, Some(span.kind)))
        })
        .collect();
    marks.extend(
        occurrences(text, needles)
            .into_iter()
            .map(|(start, end)| (start, end, None)),
    );
    cut(text, &marks)
}

fn cut(text: &str, marks: &[(usize, usize, Option<SpanKind>)]) -> Vec<Segment> {
    let mut edges: Vec<usize> = marks.iter().flat_map(|(s, e, _)| [*s, *e]).collect();
    edges.extend([0, text.len()]);
    edges.sort_unstable();
    edges.dedup();
    edges
        .windows(2)
        .filter_map(|pair| {
            let &[start, end] = pair else { return None };
            let over = || {
                marks
                    .iter()
                    .filter(move |(s, e, _)| *s <= start && end <= *e)
            };
            let entity = over().find_map(|(s, e, kind)| match kind {
                Some(SpanKind::Entity(kind)) => Some((*kind, text.get(*s..*e)?.to_owned())),
                _ => None,
            });
            Some(Segment {
                text: text.get(start..end)?.to_owned(),
                entity,
                is_match: over().any(|(_, _, kind)| matches!(kind, None | Some(SpanKind::Match))),
                is_quiet: over()
                    .any(|(_, _, kind)| matches!(kind, Some(SpanKind::Time | SpanKind::Level))),
            })
        })
        .collect()
}

/// Where the needles occur, without regard to ASCII case (the worker decides what fits; this only
/// marks it).
fn occurrences(text: &str, needles: &[String]) -> Vec<(usize, usize)> {
    if needles.is_empty() {
        return Vec::new();
    }
    let haystack = text.to_ascii_lowercase();
    needles
        .iter()
        .filter(|word| !word.is_empty())
        .flat_map(|word| {
            let word = word.to_ascii_lowercase();
            haystack
                .match_indices(&word)
                .map(|(start, found)| (start, start + found.len()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Translates UTF-16 offsets to byte offsets; nearly all lines are ASCII, where they are equal.
struct Utf16Offsets {
    is_ascii: bool,
}

impl Utf16Offsets {
    fn new(text: &str) -> Self {
        Self {
            is_ascii: text.is_ascii(),
        }
    }

    fn bytes(&self, text: &str, start: u32, end: u32) -> Option<(usize, usize)> {
        let (start, end) = (start as usize, end as usize);
        if start >= end {
            return None;
        }
        if self.is_ascii {
            return (start < text.len()).then(|| (start, end.min(text.len())));
        }
        let mut at_unit = 0;
        let mut found = None;
        for (at_byte, character) in text.char_indices() {
            let next_unit = at_unit + character.len_utf16();
            if found.is_none() && start < next_unit {
                found = Some(at_byte);
            }
            if let Some(from) = found
                && end <= next_unit
            {
                return Some((from, at_byte + character.len_utf8()));
            }
            at_unit = next_unit;
        }
        found.map(|from| (from, text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32, kind: SpanKind) -> Span {
        Span { start, end, kind }
    }

    fn texts(segments: &[Segment]) -> Vec<&str> {
        segments.iter().map(|s| s.text.as_str()).collect()
    }

    const USER: SpanKind = SpanKind::Entity(EntityKind::User);

    #[test]
    fn pieces_put_together_are_the_text() {
        let text = "Failed password for root from 10.0.0.1";
        let pieces = segments(
            text,
            &[span(20, 24, USER), span(0, 6, SpanKind::Match)],
            &[],
        );
        assert_eq!(texts(&pieces).concat(), text);
        assert_eq!(
            texts(&pieces),
            ["Failed", " password for ", "root", " from 10.0.0.1"]
        );
        assert!(pieces.first().is_some_and(|piece| piece.is_match));
    }

    #[test]
    fn a_match_inside_of_an_entity_keeps_the_entity_whole() {
        let pieces = segments("user rootling", &[span(5, 13, USER)], &["ROOT".to_owned()]);
        assert_eq!(texts(&pieces), ["user ", "root", "ling"]);
        for piece in pieces.iter().skip(1) {
            assert_eq!(
                piece.entity,
                Some((EntityKind::User, "rootling".to_owned()))
            );
        }
    }

    #[test]
    fn offsets_count_utf16_units() {
        let text = "é😀 root";
        let pieces = segments(text, &[span(4, 8, USER)], &[]);
        assert_eq!(texts(&pieces), ["é😀 ", "root"]);
        let inside = segments(text, &[span(2, 3, USER)], &[]);
        assert_eq!(texts(&inside), ["é", "😀", " root"]);
    }

    #[test]
    fn spans_that_do_not_fit_are_harmless() {
        for spans in [
            [span(5, 2, USER)],
            [span(90, 99, USER)],
            [span(3, 99, USER)],
        ] {
            for text in ["abcdef", "äbcdéf", ""] {
                assert_eq!(texts(&segments(text, &spans, &[])).concat(), text);
            }
        }
    }
}
