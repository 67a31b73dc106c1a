//! Codes that change every 30 seconds (RFC 6238), and their secrets at rest.
//!
//! SHA-1, six digits and 30 seconds are what every authenticator understands. The time is the
//! server's; a code of the step before or after is taken too. A step counts once: that is kept by
//! one `UPDATE` of the account's row, so that of many tries at once one wins.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use jejak_protocol::TimestampUs;
use jejak_protocol::server::Secret;
use totp_rs::{Algorithm, Builder, Totp};

use crate::clock::{Entropy, random};
use crate::keys::Key;

/// 160 bits, as RFC 4226 §4 recommends.
pub(crate) const SECRET_LEN: usize = 20;
const DIGITS: u8 = 6;
const STEP_S: u64 = 30;
const SKEW_STEPS: u16 = 1;
const NONCE_LEN: usize = 12;
const ISSUER: &str = "Jejak";

/// A secret of an authenticator; `Debug` shows nothing.
pub(crate) struct TotpSecret([u8; SECRET_LEN]);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        Self(random(entropy))
    }

    /// The step whose code this is, if it is one of those that are taken now.
    pub(crate) fn check(&self, code: &str, now: TimestampUs) -> Option<i64> {
        let is_code = code.len() == usize::from(DIGITS) && code.bytes().all(|b| b.is_ascii_digit());
        let now = u64::try_from(now.seconds()).ok()?;
        let step = is_code.then(|| self.totp("").check(code, now)).flatten()?;
        i64::try_from(step).ok()
    }

    /// Base32, as authenticators want it typed.
    pub(crate) fn base32(&self) -> Secret {
        Secret::new(self.totp("").secret().to_base32())
    }

    /// `otpauth://totp/Jejak:name?secret=…&issuer=Jejak`.
    pub(crate) fn uri(&self, name: &str) -> Option<Secret> {
        self.totp(name).to_url().ok().map(Secret::new)
    }

    fn totp(&self, name: &str) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(SKEW_STEPS)
            .with_step_duration(STEP_S)
            .with_secret(self.0.to_vec())
            .with_issuer(Some(ISSUER))
            .with_account_name(name)
            .build_noncompliant()
    }

    /// Encrypted for one row: nonce, then ciphertext, bound to the account.
    pub(crate) fn seal(
        &self,
        key: &Key,
        account_id: i64,
        entropy: &dyn Entropy,
    ) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random(entropy);
        let aad = aad(account_id);
        let payload = Payload {
            msg: &self.0,
            aad: &aad,
        };
        let sealed = Aes256Gcm::new(key.into())
            .encrypt(Nonce::from_slice(&nonce), payload)
            .ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Nothing when it was sealed with another key, for another account, or changed since.
    pub(crate) fn open(sealed: &[u8], key: &Key, account_id: i64) -> Option<Self> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let aad = aad(account_id);
        let payload = Payload {
            msg: sealed,
            aad: &aad,
        };
        let secret = Aes256Gcm::new(key.into())
            .decrypt(Nonce::from_slice(nonce), payload)
            .ok()?;
        secret.try_into().ok().map(Self)
    }
}

fn aad(account_id: i64) -> Vec<u8> {
    [b"jejak totp v1 ".as_slice(), &account_id.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::System;

    const KEY: Key = [3; 32];

    /// RFC 6238 appendix B, SHA-1; its codes have eight digits, of which six-digit codes are the end.
    #[test]
    fn s09_the_vectors_of_the_rfc_pass() {
        let secret = TotpSecret(*b"12345678901234567890");
        let vectors = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (seconds, code) in vectors {
            let step = secret.check(&code[2..], TimestampUs::from_seconds(seconds));
            assert_eq!(step, Some(seconds / 30), "{seconds}");
        }
    }

    /// `oathtool --totp=sha1 --base32 --digits=6 --now=@TIME SECRET`, OATH Toolkit 2.6.7, for
    /// random secrets.
    #[test]
    fn s09_codes_are_those_of_oathtool() {
        let codes = [
            ("KKJHWPLKJUMNZSXFJKUZSNQ4QARRJADQ", 1_796_893_443, "744891"),
            ("GNIK4OZK5VZAJDE54SWXWC53NPGGUE4A", 1_796_996_390, "053337"),
            ("DZPAYHCIVUDU7DNE4C63DQMOMDPSMR7E", 1_797_099_337, "980596"),
            ("2UHJPKVX3MF444TRG4JTVP4DSN57MM7L", 1_797_202_284, "421583"),
            ("G2H25F4FBBVG7DECER43A5RZWXAMYODM", 1_797_305_231, "122799"),
            ("IAZEA2QOFXDRF24QYM3HOUQZJ3XKMJRA", 1_797_408_178, "672419"),
            ("BGHCIRG4NT333FUAODMULNESARV3K4HA", 1_797_511_125, "826512"),
            ("3VRE2FKC4S45BQEZ7IL23442PLRZXIJX", 1_797_614_072, "691680"),
        ];
        for (base32, seconds, code) in codes {
            let secret = totp_rs::Secret::try_from_base32(base32).expect("base 32");
            let secret = TotpSecret(secret.as_ref().try_into().expect("20 bytes"));
            assert_eq!(secret.base32().expose(), base32);
            let step = secret.check(code, TimestampUs::from_seconds(seconds));
            assert_eq!(step, Some(seconds / 30), "{base32}");
        }
    }

    #[test]
    fn s10_one_step_before_and_after_is_taken_and_no_other() {
        let secret = TotpSecret(*b"12345678901234567890");
        // The code of step 37037036, from the RFC's vector at 1111111109.
        let of = |step: i64| secret.check("081804", TimestampUs::from_seconds(step * 30));
        for step in 37_037_035..=37_037_037 {
            assert_eq!(of(step), Some(37_037_036));
        }
        assert_eq!([of(37_037_034), of(37_037_038)], [None, None]);
    }

    #[test]
    fn only_six_digits_are_a_code() {
        let secret = TotpSecret(*b"12345678901234567890");
        let at = TimestampUs::from_seconds(59);
        assert_eq!(secret.check("287082", at), Some(1));
        for bad in [
            "",
            "28708",
            "2870820",
            "28 7082",
            "２８７０８２",
            "-87082",
            "287082\n",
        ] {
            assert_eq!(secret.check(bad, at), None, "{bad:?}");
        }
    }

    #[test]
    fn s14_secrets_have_twenty_bytes_and_no_two_are_alike() {
        let [a, b] = [(); 2].map(|()| TotpSecret::new(&System).0);
        assert!(a.len() >= 20 && a != b);
    }

    #[test]
    fn s15_a_sealed_secret_opens_in_its_own_row_only() {
        let secret = TotpSecret::new(&System);
        let sealed = secret.seal(&KEY, 7, &System).expect("sealed");
        let open = |sealed: &[u8], key, id| TotpSecret::open(sealed, key, id).map(|s| s.0);
        assert_eq!(open(&sealed, &KEY, 7), Some(secret.0));
        assert_eq!(open(&sealed, &KEY, 8), None, "another row");
        assert_eq!(open(&sealed, &[4; 32], 7), None, "another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&changed, &KEY, 7), None, "byte {at}");
        }
        assert_eq!(open(&sealed[..5], &KEY, 7), None, "cut short");
        assert_ne!(
            sealed,
            secret.seal(&KEY, 7, &System).expect("sealed"),
            "a fresh nonce"
        );
    }
}
