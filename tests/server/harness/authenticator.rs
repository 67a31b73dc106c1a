//! What a person has in the pocket: a secret, a clock and ten recovery codes.

use std::sync::Arc;

use jejak_server::clock::Clock;
use totp_rs::{Builder, Secret, Totp};

use super::TestClock;

pub(crate) struct Authenticator {
    totp: Totp,
    clock: Arc<TestClock>,
    pub(crate) recovery: Vec<String>,
}

impl Authenticator {
    pub(crate) fn new(base32: &str, clock: Arc<TestClock>) -> Self {
        let secret = Secret::try_from_base32(base32).expect("base 32");
        let totp = Builder::new()
            .with_secret(secret)
            .build()
            .expect("RFC 6238");
        Self {
            totp,
            clock,
            recovery: Vec::new(),
        }
    }

    /// The bytes that codes are made of.
    pub(crate) fn secret(&self) -> Vec<u8> {
        self.totp.secret().as_ref().to_vec()
    }

    /// The code of now.
    pub(crate) fn code(&self) -> String {
        self.code_at(0)
    }

    /// The code of so many steps from now.
    pub(crate) fn code_at(&self, steps: i64) -> String {
        let at = self.clock.now().seconds() + steps * 30;
        self.totp
            .generate(at.try_into().expect("after 1970"))
            .to_string()
    }

    /// A code that is none of the three that are taken now.
    pub(crate) fn wrong_code(&self) -> String {
        let taken = [-1, 0, 1].map(|steps| self.code_at(steps));
        let mut codes = (271_828..).map(|n: u32| format!("{n:06}"));
        codes
            .find(|code| !taken.contains(code))
            .expect("many codes")
    }
}
