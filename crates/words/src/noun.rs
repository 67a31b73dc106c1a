//! Counted things: the number with its noun, singular or plural.

use crate::lang::Lang;
use crate::number;

macro_rules! nouns {
    ($($key:ident => $one:literal, $many:literal, $id:literal;)*) => {
        /// A thing that is counted. Indonesian has one form for any number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Noun { $(#[doc = $one] $key,)* }

        impl Noun {
            pub const ALL: &'static [Self] = &[$(Self::$key),*];

            /// The noun as it stands after the number `n`.
            pub const fn form(self, n: u64, lang: Lang) -> &'static str {
                match (lang, n) {
                    (Lang::En, 1) => match self { $(Self::$key => $one,)* },
                    (Lang::En, _) => match self { $(Self::$key => $many,)* },
                    (Lang::Id, _) => match self { $(Self::$key => $id,)* },
                }
            }
        }
    };
}

nouns! {
    Account => "account", "accounts", "akun";
    Address => "address", "addresses", "alamat";
    Byte => "byte", "bytes", "bita";
    Command => "command", "commands", "perintah";
    Entry => "entry", "entries", "entri";
    Error => "error", "errors", "galat";
    Event => "event", "events", "kejadian";
    Failure => "failed sign-in", "failed sign-ins", "upaya masuk gagal";
    File => "file", "files", "berkas";
    Incident => "incident", "incidents", "insiden";
    Line => "line", "lines", "baris";
    Packet => "packet", "packets", "paket";
    Page => "path", "paths", "alamat halaman";
    Port => "port", "ports", "port";
    RecoveryCode => "recovery code", "recovery codes", "kode pemulihan";
    Record => "record", "records", "catatan";
    Request => "request", "requests", "permintaan";
    Restart => "restart", "restarts", "kali mulai ulang";
    Row => "row", "rows", "baris";
    Session => "session", "sessions", "sesi";
    Story => "story", "stories", "rangkaian kejadian";
    Step => "step", "steps", "langkah";
    Template => "template", "templates", "pola";
    Time => "time", "times", "kali";
    Try => "try", "tries", "percobaan";
    User => "user", "users", "pengguna";
    Worker => "worker", "workers", "pekerja";
}

/// `1 line`, `12,403 lines`; the number is exact.
pub fn counted(n: u64, noun: Noun, lang: Lang) -> String {
    format!("{} {}", number::exact(n, lang), noun.form(n, lang))
}

/// `12.4 k lines`: for figures where the exact number is shown on focus.
pub fn counted_short(n: u64, noun: Noun, lang: Lang) -> String {
    format!("{} {}", number::short(n, lang), noun.form(n, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_in_english_only() {
        assert_eq!(counted(1, Noun::Line, Lang::En), "1 line");
        assert_eq!(counted(0, Noun::Line, Lang::En), "0 lines");
        assert_eq!(counted(12_403, Noun::Try, Lang::En), "12,403 tries");
        assert_eq!(counted(12_403, Noun::Try, Lang::Id), "12.403 percobaan");
    }
}
