//! Which passwords may be chosen.
//!
//! Any composition of any characters, taken exactly as given: no rules about digits or signs, no
//! truncation. Refused are short ones and those that everyone tries first.
//! Source: OWASP ASVS 5, 6.2.1, 6.2.4, 6.2.5, 6.2.8, 6.2.9, 6.2.11.

use std::collections::HashSet;
use std::sync::LazyLock;

use jejak_protocol::server::Refusal;

use super::name::Name;

/// In characters.
const MIN_LEN: usize = 8;
/// In bytes; only bounds the work, far above what anyone types.
const MAX_BYTES: usize = 4_096;

/// The 10,000 most used passwords of 8 characters and more, from zxcvbn's list.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("../../data/common-passwords.txt")
        .lines()
        .collect()
});

pub(crate) fn check_new(password: &str, name: &Name) -> Result<(), Refusal> {
    if password.chars().count() < MIN_LEN {
        return Err(Refusal::PasswordTooShort);
    }
    if password.len() > MAX_BYTES {
        return Err(Refusal::PasswordTooLong);
    }
    let lower = password.to_lowercase();
    let is_name = lower == name.as_str() || name.as_str().split('@').any(|part| part == lower);
    if is_name || COMMON.contains(lower.as_str()) {
        return Err(Refusal::PasswordCommon);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(password: &str, expect: Result<(), Refusal>) {
        let name = Name::parse("petugas.gudang@warung.id").expect("a name");
        assert_eq!(check_new(password, &name), expect, "{password:?}");
    }

    #[test]
    fn s01_any_composition_and_any_length_is_taken() {
        for password in [
            "aaaabbbb!",
            "        spaces",
            "パスワードを長く",
            "😀😀😀😀😀😀😀😀",
        ] {
            check(password, Ok(()));
        }
        check(&"kuda ".repeat(200), Ok(()));
        check(&"k".repeat(MAX_BYTES + 1), Err(Refusal::PasswordTooLong));
    }

    #[test]
    fn s02_short_and_common_passwords_are_refused() {
        assert!(COMMON.len() >= 3_000, "{}", COMMON.len());
        assert!(
            COMMON
                .iter()
                .all(|common| common.chars().count() >= MIN_LEN)
        );
        check("sevench", Err(Refusal::PasswordTooShort));
        check("éééé", Err(Refusal::PasswordTooShort));
        for common in [
            "password",
            "PassWord",
            "1qaz2wsx",
            "petugas.gudang@warung.id",
        ] {
            check(common, Err(Refusal::PasswordCommon));
        }
        check("petugas.gudang", Err(Refusal::PasswordCommon));
        check("password of mine", Ok(()));
    }
}
