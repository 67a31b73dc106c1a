//! Which of the compressed copies a browser takes (RFC 9110 §12.5.3).

use axum::http::{HeaderMap, header};

/// The order is that of preference: brotli is the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    pub(crate) const COMPRESSED: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// Its name in `Content-Encoding`; none for the file as it is.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The ending of its copies in dist/.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// Whether `Accept-Encoding` takes it. A header that is not understood takes only the file as
    /// it is.
    pub(crate) fn is_accepted(self, request: &HeaderMap) -> bool {
        let Some(name) = self.name() else { return true };
        let lists = request.get_all(header::ACCEPT_ENCODING);
        let mut by_star = false;
        for item in lists.iter().filter_map(|list| list.to_str().ok()) {
            for (coding, is_wanted) in item.split(',').map(coding) {
                if coding.eq_ignore_ascii_case(name) {
                    return is_wanted;
                }
                by_star |= coding == "*" && is_wanted;
            }
        }
        by_star
    }
}

/// `gzip;q=0.5` → its name and whether its weight is above zero.
fn coding(item: &str) -> (&str, bool) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q="));
    let is_wanted = match weight.map(str::parse::<f32>) {
        None => true,
        Some(Ok(weight)) => weight > 0.0,
        Some(Err(_)) => false,
    };
    (name, is_wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept: &str, expect: Encoding) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("a header"));
        let chosen = Encoding::COMPRESSED
            .into_iter()
            .find(|encoding| encoding.is_accepted(&headers));
        assert_eq!(chosen.unwrap_or(Encoding::Identity), expect, "{accept:?}");
    }

    #[test]
    fn the_smallest_accepted_copy_is_chosen() {
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("GZIP", Encoding::Gzip);
        check("br;q=0, gzip;q=0.5", Encoding::Gzip);
        check("*", Encoding::Brotli);
        check("*, br;q=0", Encoding::Gzip);
        check("br;q=none", Encoding::Identity);
        check("identity", Encoding::Identity);
        check("", Encoding::Identity);
    }
}
