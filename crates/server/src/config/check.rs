//! What is wrong with settings that can be read, all of it at once, each with its remedy.

use super::{CaptchaKind, Config, Rate};

/// Google's published pair for tests: every answer passes.
const TEST_SITE_KEY: &str = "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI";
const TEST_SECRET: &str = "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe";

/// Source: OWASP Password Storage Cheat Sheet; weaker settings than these are refused.
const MIN_MEMORY_KIB: u32 = 19_456;
const MIN_PASSES: u32 = 2;
const MIN_TOKEN_LEN: usize = 16;

impl Config {
    /// Empty when the server may start.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut must = |is_so: bool, text: String| {
            if !is_so {
                problems.push(text);
            }
        };
        let has_scheme = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        if let Some(url) = &self.public_url {
            let bare = url.trim_end_matches('/');
            let has_path = bare.splitn(4, '/').nth(3).is_some();
            must(
                has_scheme(url) && !has_path && bare.len() > "https://".len(),
                format!(
                    "public_url = {url:?}: write scheme and host only, such as https://jejak.example"
                ),
            );
            must(
                !url.starts_with("https://") || self.has_tls(),
                "public_url is https but behind_tls is false: set behind_tls = true, so that browsers keep to TLS, or give a certificate".into(),
            );
        }
        must(
            self.tls.certificate.is_some() == self.tls.key.is_some(),
            "tls: certificate and key go together".into(),
        );
        let token = self.metrics.token.0.as_str();
        must(
            token.is_empty() || token.len() >= MIN_TOKEN_LEN || self.development,
            format!("metrics.token must have at least {MIN_TOKEN_LEN} characters"),
        );
        self.check_sign_in(&mut must);
        self.check_captcha(&mut must);
        problems
    }

    fn check_sign_in(&self, must: &mut impl FnMut(bool, String)) {
        let argon2 = &self.passwords;
        must(
            self.development
                || (argon2.memory_kib >= MIN_MEMORY_KIB && argon2.passes >= MIN_PASSES),
            format!(
                "passwords: memory_kib must be at least {MIN_MEMORY_KIB} and passes at least {MIN_PASSES}"
            ),
        );
        must(
            argon2.lanes >= 1 && argon2.memory_kib / 8 >= argon2.lanes && argon2.passes >= 1,
            "passwords: passes and lanes must be at least 1, and memory_kib eight times lanes"
                .into(),
        );
        let minutes = self.sign_in.idle_minutes;
        let hours = self.sign_in.absolute_hours;
        must(
            minutes >= 1 && hours >= 1 && u64::from(minutes) <= u64::from(hours) * 60,
            "sign_in: idle_minutes must be at least 1 and no longer than absolute_hours".into(),
        );
        must(
            self.sign_in.link_hours >= 1 && self.sign_in.device_days >= 1,
            "sign_in: link_hours and device_days must be at least 1".into(),
        );
        let rates = [
            ("sign_in_per_address", self.limits.sign_in_per_address),
            ("sign_in_per_account", self.limits.sign_in_per_account),
            ("requests_per_address", self.limits.requests_per_address),
        ];
        for (name, Rate { burst, seconds }) in rates {
            must(
                burst >= 1 && (0.001..=86_400.0).contains(&seconds),
                format!(
                    "limits.{name}: burst must be at least 1 and seconds between 0.001 and 86400"
                ),
            );
        }
        must(
            self.limits.max_keys >= 1,
            "limits.max_keys must be at least 1".into(),
        );
    }

    fn check_captcha(&self, must: &mut impl FnMut(bool, String)) {
        let captcha = &self.captcha;
        if captcha.kind == CaptchaKind::Work {
            must(
                captcha.work_secret.as_ref().is_none_or(|secret| secret.0.len() >= 32),
                "captcha.work_secret is empty or short: leave it out, or give at least 32 characters".into(),
            );
            must(
                captcha.work_cost >= 1 && (1..=8).contains(&captcha.work_zeros),
                "captcha: work_cost must be at least 1 and work_zeros between 1 and 8".into(),
            );
            return;
        }
        must(
            !captcha.site_key.is_empty() && !captcha.secret.0.is_empty(),
            "captcha: reCAPTCHA needs site_key and secret (or secret_file)".into(),
        );
        let is_test = captcha.site_key == TEST_SITE_KEY || captcha.secret.0 == TEST_SECRET;
        must(
            self.development || !is_test,
            "captcha: these are Google's published test keys, which let everyone pass: make your own, or set development = true for a trial".into(),
        );
        must(
            (0.0..=1.0).contains(&captcha.min_score),
            "captcha.min_score must be between 0 and 1".into(),
        );
        must(
            !captcha.hostnames.is_empty() || self.public_host().is_some(),
            "captcha: set public_url or captcha.hostnames, so that tokens made on other sites are refused".into(),
        );
        let is_local = captcha.verifier.starts_with("http://127.0.0.1");
        must(
            captcha.verifier.starts_with("https://") || (self.development && is_local),
            "captcha.verifier must begin with https://".into(),
        );
        must(
            (100..=60_000).contains(&captcha.timeout_ms),
            "captcha.timeout_ms must be between 100 and 60000".into(),
        );
    }
}
