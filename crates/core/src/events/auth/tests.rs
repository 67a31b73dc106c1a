use super::*;

/// `(program, message, kind, source, user)`
type Case = (
    &'static str,
    &'static str,
    Option<EventKind>,
    Option<&'static str>,
    Option<&'static str>,
);

fn check(cases: &[Case]) {
    for &(process, message, kind, source, user) in cases {
        let record = Record::said(process, message);
        let meaning = super::super::classify(&record);
        assert_eq!(meaning.kind, kind, "{message}");
        assert_eq!(meaning.source.as_deref(), source, "{message}");
        assert_eq!(meaning.user.as_deref(), user, "{message}");
    }
}

const FAIL: Option<EventKind> = Some(EventKind::AuthFailure);
const OK: Option<EventKind> = Some(EventKind::AuthSuccess);
const DOOR: Option<EventKind> = Some(EventKind::Refusal);
const IP: Option<&str> = Some("203.0.113.9");

#[test]
fn sshd_counts_one_line_a_try() {
    check(&[
        (
            "sshd",
            "Failed password for root from 203.0.113.9 port 4022 ssh2",
            FAIL,
            IP,
            Some("root"),
        ),
        (
            "sshd",
            "Failed none for invalid user tamu from 203.0.113.9 port 1 ssh2",
            FAIL,
            IP,
            Some("tamu"),
        ),
        (
            "sshd",
            "Failed publickey for wati from 2001:db8::9 port 4022 ssh2: RSA SHA256:abc",
            FAIL,
            Some("2001:db8::9"),
            Some("wati"),
        ),
        (
            "sshd-session",
            "Failed keyboard-interactive/pam for budi from 203.0.113.9 port 4022 ssh2",
            FAIL,
            IP,
            Some("budi"),
        ),
        (
            "/usr/sbin/sshd",
            "Accepted publickey for wati from 203.0.113.9 port 5 ssh2: ED25519 SHA256:x",
            OK,
            IP,
            Some("wati"),
        ),
        (
            "sshd",
            "[ID 800047 auth.info] Failed password for root from 203.0.113.9 port 9 ssh2",
            FAIL,
            IP,
            Some("root"),
        ),
        (
            "sshd",
            "Invalid user tamu from 203.0.113.9 port 4022",
            DOOR,
            IP,
            Some("tamu"),
        ),
        (
            "sshd",
            "Connection closed by 203.0.113.9 port 4022 [preauth]",
            DOOR,
            IP,
            None,
        ),
        (
            "sshd",
            "error: PAM: Authentication failure for budi from 203.0.113.9",
            DOOR,
            IP,
            Some("budi"),
        ),
        (
            "sshd",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root",
            None,
            IP,
            Some("root"),
        ),
        (
            "sshd",
            "Failed gssapi-with-mic for budi from 203.0.113.9 port 4022 ssh2",
            None,
            IP,
            None,
        ),
        (
            "sshd",
            "Postponed keyboard-interactive for budi from 203.0.113.9 port 4022 ssh2",
            None,
            IP,
            None,
        ),
        (
            "sshd",
            "Postponed keyboard-interactive for invalid user tamu from 203.0.113.9 port 4022 ssh2 [preauth]",
            DOOR,
            IP,
            Some("tamu"),
        ),
    ]);
}

#[test]
fn a_hostile_user_name_does_not_become_the_source() {
    check(&[
        (
            "sshd",
            "Failed password for invalid user x from 198.51.100.1 port 22 from 203.0.113.9 port 4022 ssh2",
            FAIL,
            IP,
            Some("x from 198.51.100.1 port 22"),
        ),
        (
            "sshd",
            "Failed password for invalid user  from 203.0.113.9 port 4022 ssh2",
            FAIL,
            IP,
            None,
        ),
        (
            "sshd",
            "Failed password for invalid user a b c from 203.0.113.9 port 4022 ssh2",
            FAIL,
            IP,
            Some("a b c"),
        ),
        (
            "sshd",
            "Failed password for Accepted password for root from 203.0.113.9 port 4022 ssh2",
            FAIL,
            IP,
            Some("Accepted password for root"),
        ),
    ]);
}

#[test]
fn other_services_have_their_own_words() {
    check(&[
        (
            "vsftpd",
            "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=sari rhost=203.0.113.9  user=sari",
            FAIL,
            IP,
            Some("sari"),
        ),
        (
            "daemon",
            "pam_unix(auth): authentication failure; logname= uid=0 euid=0 tty=x ruser=x rhost=192.0.2.8 rhost=203.0.113.9",
            FAIL,
            IP,
            None,
        ),
        (
            "pvedaemon",
            "authentication failure; rhost=203.0.113.9 user=sari rhost=192.0.2.8 msg=no such user",
            FAIL,
            IP,
            Some("sari"),
        ),
        (
            "vsftpd",
            "[sari] FAIL LOGIN: Client \"203.0.113.9\"",
            FAIL,
            IP,
            None,
        ),
        (
            "proftpd",
            "srv (203.0.113.9[203.0.113.9]) - USER sari (Login failed): Incorrect password",
            FAIL,
            IP,
            Some("sari"),
        ),
        (
            "postfix/smtpd",
            "warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
            FAIL,
            IP,
            None,
        ),
        (
            "dovecot",
            "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<sari>, method=PLAIN, rip=203.0.113.9, lip=198.51.100.1",
            FAIL,
            IP,
            Some("sari"),
        ),
        (
            "postgres",
            "FATAL:  password authentication failed for user \"app\"",
            FAIL,
            None,
            Some("app"),
        ),
        (
            "mysqld",
            "Access denied for user 'root'@'203.0.113.9' (using password: YES)",
            FAIL,
            IP,
            Some("root"),
        ),
        ("AuthService", "Failed login attempt", FAIL, None, None),
        (
            "AuthService",
            "Login failed for user budi from 203.0.113.9",
            FAIL,
            IP,
            Some("budi"),
        ),
        (
            "AuthService",
            "Pengguna budi gagal masuk dari 203.0.113.9",
            FAIL,
            IP,
            Some("budi"),
        ),
        (
            "AuthService",
            "Kata sandi salah untuk budi",
            FAIL,
            None,
            Some("budi"),
        ),
        (
            "AuthService",
            "User budi logged in from 203.0.113.9",
            OK,
            IP,
            Some("budi"),
        ),
        (
            "AuthService",
            "Login berhasil untuk budi dari 203.0.113.9",
            OK,
            IP,
            Some("budi"),
        ),
        (
            "webmin",
            "Invalid login as root from 203.0.113.9",
            FAIL,
            IP,
            Some("root"),
        ),
    ]);
}

#[test]
fn the_same_words_about_something_else_are_no_sign_in() {
    for message in [
        "Failed to load login page template",
        "Authentication service failed to start",
        "Invalid password policy in settings.ini",
        "There were 3 failed login attempts since the last successful login",
        "Resetting failed login counter of budi",
        "Password reset mail sent to budi",
        "Signal handler failed",
        "Connection to auth server restored",
        "0 failed logins in the last hour",
        "Session not logged in, redirecting",
        "PAM 5 more authentication failures; logname= uid=0 rhost=203.0.113.9",
    ] {
        let record = Record::said("app", message);
        let meaning = super::super::classify(&record);
        let is_auth = matches!(
            meaning.kind,
            Some(EventKind::AuthFailure | EventKind::AuthSuccess)
        );
        assert!(!is_auth, "{message}: {:?}", meaning.kind);
    }
}

#[test]
fn captures_lie_in_the_message() {
    let record = Record::said(
        "sshd",
        "Failed password for root from 203.0.113.9 port 4022 ssh2",
    );
    let meaning = super::super::classify(&record);
    let range = record.message.as_bytes().as_ptr_range();
    for capture in [meaning.source, meaning.user].into_iter().flatten() {
        let Cow::Borrowed(text) = capture else {
            panic!("copied");
        };
        assert!(range.contains(&text.as_ptr()));
    }
}

#[test]
fn services_in_their_own_words() {
    check(&[
        (
            "postfix/smtpd",
            "warning: unknown[203.0.113.9]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=budi@kedai.example",
            FAIL,
            IP,
            Some("budi@kedai.example"),
        ),
        (
            "dovecot",
            "auth-worker(14864): conn unix:auth-worker (pid=14830,uid=109): auth-worker<6>: pam(budi@kedai.example,203.0.113.9): pam_authenticate() failed: Authentication failure (Password mismatch?)",
            FAIL,
            IP,
            None,
        ),
        (
            "Hostd",
            "[Originator@6876 sub=Vimsvc.ha-eventmgr] Event 412 : Cannot login root@203.0.113.9",
            FAIL,
            IP,
            Some("root"),
        ),
        (
            "Hostd",
            "[Originator@6876 sub=Vimsvc.ha-eventmgr] Event 413 : User root@203.0.113.9 logged in as VMware-client/6.5.0",
            OK,
            IP,
            Some("root"),
        ),
        (
            "vpxd",
            "Event [90210] [1-1] [vim.event.BadUsernameSessionEvent] [error] [KEDAI\\budi] [] [90210] [Cannot login KEDAI\\budi@203.0.113.9]",
            FAIL,
            IP,
            Some("KEDAI\\budi"),
        ),
        (
            "",
            "Failed Login: username=budi ip=203.0.113.9",
            FAIL,
            IP,
            Some("budi"),
        ),
        (
            "no app in context",
            "Login failed: 'budi@kedai.example' (Remote IP: '203.0.113.9')",
            FAIL,
            IP,
            Some("budi@kedai.example"),
        ),
        (
            "wordpress(kedai.example)",
            "Authentication attempt for unknown user budi from 203.0.113.9",
            FAIL,
            IP,
            Some("budi"),
        ),
        (
            "wordpress(kedai.example)",
            "Authentication failure for admin from 203.0.113.9",
            FAIL,
            IP,
            Some("admin"),
        ),
        (
            "exim",
            "dovecot_login authenticator failed for ([192.0.2.5]) [203.0.113.9]:55379: 535 Incorrect authentication data (set_id=budi@kedai.example)",
            FAIL,
            IP,
            Some("budi@kedai.example"),
        ),
        (
            "authelia",
            "Unsuccessful 1FA authentication attempt by user 'budi' from 203.0.113.9",
            FAIL,
            IP,
            Some("budi"),
        ),
        (
            "charon",
            "06[IKE] EAP method EAP_MSCHAPV2 failed for peer 'budi'",
            None,
            None,
            None,
        ),
        (
            "sshd",
            "pam_env(sshd:session): deprecated reading of user environment enabled",
            None,
            None,
            None,
        ),
        // The host's name was taken for the program's.
        (
            "surat",
            "surat murmurd[2064]: <W>2026-03-10 13:00:05.615 1 => <10:budi(-1)> Rejected connection from 203.0.113.9:31752: Invalid server password",
            DOOR,
            IP,
            None,
        ),
    ]);
}
