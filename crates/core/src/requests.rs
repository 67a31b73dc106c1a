//! Shapes of requests: method, path pattern and status class, whatever the query holds.

use std::fmt::Write as _;

use crate::hash::StableHash;
use crate::record::{Access, Record};
use crate::shape::MASK;

/// Parts of a path that make the shape; deeper ones are all alike.
const MAX_PARTS: usize = 6;

/// What a request's shape is made of; renders its text when asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestShape<'a> {
    method: &'a str,
    path: &'a str,
    status_class: u16,
}

/// Hash and text of the shape of an access record; an empty shape for other records.
pub(crate) fn shape<'a>(record: &'a Record<'_>) -> (u64, RequestShape<'a>) {
    let none = Access::default();
    let access = record.access.as_ref().unwrap_or(&none);
    let is_http = !access.method.is_empty();
    let path = access.target.split(['?', '#', ';']).next().unwrap_or("");
    let shape = RequestShape {
        method: if is_http { access.method } else { "-" },
        path: if is_http { path } else { "" },
        status_class: access.status / 100,
    };
    let mut hash = StableHash::new(u64::from(shape.status_class)).bytes(shape.method.as_bytes());
    for (part, is_masked) in shape.parts() {
        hash = if is_masked {
            hash.word(1)
        } else {
            hash.bytes(part.as_bytes())
        };
    }
    (hash.finish(), shape)
}

/// Whether the text of a shape is that of requests.
pub(crate) fn is_shape(text: &str) -> bool {
    text.ends_with("xx") && text.contains(ARROW)
}

/// Stands between a request and its status class; no log writes it.
const ARROW: &str = " → ";

impl<'a> RequestShape<'a> {
    /// Parts of the path with whether they vary: digits, escapes, long names.
    fn parts(self) -> impl Iterator<Item = (&'a str, bool)> {
        /// A longer part is a token or a title, not a place in a site.
        const MAX_PART_BYTES: usize = 40;
        self.path.split('/').skip(1).take(MAX_PARTS).map(|part| {
            let varies = part.len() > MAX_PART_BYTES
                || part
                    .bytes()
                    .any(|b| b.is_ascii_digit() || b == b'%' || b == b'@' || b >= 0x80);
            (part, varies)
        })
    }

    pub(crate) fn text(self) -> String {
        let mut text = self.method.to_owned();
        text.push(' ');
        for (part, is_masked) in self.parts() {
            text.push('/');
            text.push_str(if is_masked { MASK } else { part });
        }
        let _ = write!(text, "{ARROW}{}xx", self.status_class);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(target: &str, status: u16) -> String {
        let record = Record {
            access: Some(Access {
                method: "GET",
                target,
                status,
                ..Access::default()
            }),
            ..Record::default()
        };
        shape(&record).1.text()
    }

    #[test]
    fn a_path_pattern_is_a_shape() {
        assert_eq!(text("/a/17/b?q=1", 200), "GET /a/<*>/b → 2xx");
        assert_eq!(text("/", 404), "GET / → 4xx");
        assert_eq!(text("/x%20y", 200), "GET /<*> → 2xx");
        assert!(is_shape(&text("/", 404)) && !is_shape("GET / took 2xx"));
    }
}
