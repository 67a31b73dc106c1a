//! The words by which any program tells of a sign-in, refused or accepted, in English and Indonesian.
//!
//! In: a message of a program for which there is no rule of its own. Out: the verdict, if it tells
//! one. Words of refusal and of sign-in must stand at each other; the same words about a page, a
//! service or a setting are none.

use std::sync::LazyLock;

use regex::Regex;

use crate::events::EventKind;

/// Whether a line of any other program tells of a sign-in that was refused or accepted.
pub(super) fn verdict(message: &str) -> Option<EventKind> {
    // Both stems are rare; most shapes end here.
    if !AUTH_STEM.is_match(message) {
        return None;
    }
    if FAILURE.is_match(message) {
        let is_other = NO_TRY.is_match(message) && !SURE.is_match(message);
        return (!is_other).then_some(EventKind::AuthFailure);
    }
    let is_success = SUCCESS.is_match(message) && !NEGATION.is_match(message);
    is_success.then_some(EventKind::AuthSuccess)
}

/// Whether a program itself says that somebody guesses passwords, or keeps them out for it.
pub(super) fn is_called_guessing(message: &str) -> bool {
    GUESSING_STEM.is_match(message)
        && GUESSING.is_match(message)
        && !GUESSING_SETTING.is_match(message)
}

static GUESSING_STEM: LazyLock<Regex> = LazyLock::new(|| compile(r"(?i)brute|lock|limited"));

static GUESSING: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?ix)
        \bbrute[-\ ]?forc(?:e|ing)(?:\ (?:log[-\ ]?in|password|ssh))?\ (?:attempts?|attack|detected)\b
        | \block(?:ed|ing)\ out\ (?:the\ )?(?:ip|address|host|client)\b
        | \b(?:auth\w*|log[-\ ]?in|sign[-\ ]?in|password)\b.{0,80}\brate[-\ ]limited\b
        ",
    )
});

/// Lines about the watch that is kept, not about somebody whom it caught.
static GUESSING_SETTING: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:protection|prevention|module|plugin|rules?|config\w*|enabled|disabled|loaded|started|no|without|reset|unlock\w*|cleared)\b",
    )
});

pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, compiled by every test")
}

pub(super) static AUTH_STEM: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)log[- ]?in|unknown user|log[- ]?on|logged|logond|wrongpass|user|challenger|sign|auth|otentik|passw|credential|masuk|sandi|sasl|access denied|no such user|sessiondid|screenis|chapv",
    )
});

/// Words of refusal right at words of sign-in, both orders, English and Indonesian.
static FAILURE: LazyLock<Regex> = LazyLock::new(|| {
    const WHAT: &str = r"(?:log[- ]?in|log[- ]?on|sign[- ]?(?:in|on)|auth(?:entication|orization)?|passwords?|passwd|credentials?|otp|2fa|mfa)";
    compile(&format!(
        r#"(?ix)
        \b(?:failed|failure|invalid|incorrect|unsuccessful|bad|wrong|rejected|denied|refused|unauthori[sz]ed|non-existent)[\ _-](?:user[\ _-]|(?:ssh|sasl|smtp|imap|pop3|ftp|sip|ldap|vpn|api|web|http|basic|local|remote|admin|root|client|console|\dfa)[\ _-])?{WHAT}\b
        | (?:\b|_){WHAT}(?:[\ _-](?:attempt|try|request|check|verification|authentication|login|data))*
          (?:\ (?:for|from|by|of|as|on|with)\ .{{1,120}}?)?
          [\ _:,-]+(?:has\ |was\ |is\ |have\ )?(?:failed|failure|fails|unsuccessful|denied|rejected|refused|incorrect|invalid|wrong|mismatch|error)\b
        | \b(?:failed|unable|could\ not|cannot|can't|tried)\ (?:to\ )?(?:log[- ]?in|sign[- ]?in|log[- ]?on|authenticate)\b
        | (?:\b|_)(?:authfail|badlogin|auth\ fail|fail(?:ed)?\ login|login_error|loginfailed|login_failed|authentication_failure)\b
        | \bfailed\ to\ (?:validate|verify|check)\ (?:the\ )?(?:user\ )?(?:credentials|password|login)\b
        | \b(?:log[- ]?in|log[- ]?on|sign[- ]?in|authentication)\ (?:attempt\ )?(?:for|by|of|from|as)\ (?:an?\ )?(?:non-?existent|unknown|invalid)\ user\b
        | "success"\s*:\s*false.{{0,80}}\binvalid\ (?:user|password|credentials)
        | \baccess\ denied\ for\ user\b
        | \b(?:wrong|invalid|incorrect|bad|unknown)\ (?:user\ ?name|username|user|login|account|e-?mail)(?:\ name)?(?:\ (?:or|and)|,|\s?/)\ ?(?:password|passwd|pass|credentials?)
        | \b(?:wrongpass|wrong_password|bad_password|invalid_credentials|invalid_login|user_not_found|logondenied|nt_status_(?:no_such_user|wrong_password|logon_failure|account_locked_out)|login_error|incorrectpassword)\b
        | \bms-?chapv\d\ verification\ failed\b | \bchallengeresponsefailed\b | \binvalidpassword\b | \bwrong\ password\b | \bpassword\ mismatch\b
        | \bcould\ not\ retrieve\ user\b | \b(?:login|logon|auth)\ (?:failure|denied|rejected)\b
        | \buser\ authentication\ rejected\b | \bnot\ known\ to\ the\ underlying\ authentication\ module\b | \(auth(?:entication)?\ failed\b
        | \b(?:sql|pam|passwd-file|ldap|static|passdb)\([^)]*\):\ (?:unknown\ user|password\ mismatch|invalid\ password)
        | \bno\ such\ user\ found\ from\b | \bcan(?:'t|not)\ find\ user\ \S+\ from\b
        | \baborted\ login(?::\ user=<[^>]|\ \((?:auth|tried|[1-9]\d*\ auth))
        | \bgagal\ (?:masuk|login|log\ in|sign\ in|otentikasi|autentikasi)\b
        | \b(?:login|masuk|otentikasi|autentikasi)\b.{{0,60}}\b(?:gagal|ditolak)\b
        | \b(?:kata\ ?sandi|password|sandi)\ (?:yang\ )?(?:salah|keliru|tidak\ (?:valid|cocok|benar|sesuai))\b
        "#
    ))
});

/// So plain that the words around it, a database that could not be opened, change nothing.
static SURE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\blogin failed for user\b|\bnot known to the underlying\b"));

/// Lines with the same words that are about a service, a page, a setting or a sum of earlier tries.
static NO_TRY: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?ix)
        \b(?:log[- ]?in|sign[- ]?in|auth(?:entication)?|password|passwd|credentials?)[\ _-](?:page|form|template|module|modules|service|server|backend|provider|plugin|handler|policy|file|database|db|config(?:uration)?|option|method|reset|hash|store|cache|token\ endpoint|settings?|screen|view|script)\b(?:[^=(]|$)
        | \bsince\ (?:the\ )?last\b
        | \bfailed\ to\ (?:load|start|open|read|write|parse|connect|send|reset|change|update|create|render|fetch|init)
        | \b(?:reset|cleared|clearing|resetting|unlock(?:ed|ing)?)\b.{0,40}\b(?:counter|failed|failures|count)\b
        | \bmore\ authentication\ failures?\b
        | \bfail2ban\b | \bfailregex\b
        | \b(?:no|0|zero)\ (?:failed|invalid|bad)\b
        | \bwithout\ (?:any\ )?(?:failed|authentication)\b
        ",
    )
});

static SUCCESS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?ix)
        \b(?:log[- ]?in|log[- ]?on|sign[- ]?in|auth(?:entication)?)(?:[\ _](?:attempt|request))?(?:\ (?:for|from|by|of|as)\ .{1,120}?)?[\ _:,-]+(?:was\ |is\ )?(?:successful|succeeded|success|accepted|ok|berhasil)\b
        | \bsuccessful(?:ly)?\ (?:user\ )?(?:log[- ]?in|log[- ]?on|logged\ in|logged\ on|authenticated|signed\ in|sign[- ]?in|authentication)\b
        | \blogged\ (?:in|on)\b | \bsigned\ in\b | \b(?:login|logon)\ (?:permitted|granted)\b
        | \buser\ authentication\ successful\b | \baaa\ user\ \S+\ successful\b
        | \bok\ login\b | \bauth(?:entication)?\ succeeded\b
        | \bberhasil\ (?:masuk|login)\b
        | \bsessionDidLogin\b | \bscreenIsUnlocked\b
        | \b(?:imap|pop3|managesieve|submission)-login:\ login:
        ",
    )
});

static NEGATION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:not|no|never|unsuccessful|fail\w*|tidak|belum|if|when|must be|users? logged in)\b",
    )
});
