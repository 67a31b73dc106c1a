//! Signing in and out. Slots: user, ip, port.

use super::Level::{Info, Notice, Warning};
use super::{Wordings, words};
use crate::entry::What;

pub(super) fn of(what: What) -> Option<Wordings> {
    Some(match what {
        What::SignInFailed => words(
            Notice,
            &[
                (
                    "sshd",
                    "Failed password for {user} from {ip} port {port} ssh2",
                ),
                (
                    "sshd-session",
                    "Failed password for {user} from {ip} port {port} ssh2",
                ),
                ("vsftpd", "[{user}] FAIL LOGIN: Client \"{ip}\""),
                (
                    "portal",
                    "sign-in refused for {user}: wrong password (client {ip})",
                ),
            ],
            &[
                (
                    "dropbear",
                    "Bad password attempt for '{user}' from {ip}:{port}",
                ),
                (
                    "proftpd",
                    "{ip} - USER {user} (Login failed): Incorrect password",
                ),
                (
                    "dovecot",
                    "imap-login: Disconnected (auth failed, 1 attempts): user=<{user}>, method=PLAIN, rip={ip}",
                ),
            ],
        ),
        What::SignInUnknown => words(
            Notice,
            &[
                (
                    "sshd",
                    "Failed password for invalid user {user} from {ip} port {port} ssh2",
                ),
                (
                    "sshd-session",
                    "Failed none for invalid user {user} from {ip} port {port} ssh2",
                ),
                (
                    "vsftpd",
                    "[{user}] FAIL LOGIN: Client \"{ip}\", no such account",
                ),
                (
                    "portal",
                    "sign-in refused for {user}: no such account (client {ip})",
                ),
            ],
            &[
                (
                    "dropbear",
                    "Login attempt for nonexistent user from {ip}:{port}",
                ),
                (
                    "proftpd",
                    "{ip} - USER {user}: no such user found from {ip} [{ip}]",
                ),
                ("dovecot", "auth-worker: pam({user},{ip}): unknown user"),
            ],
        ),
        What::SignInOk => words(
            Info,
            &[
                (
                    "sshd",
                    "Accepted password for {user} from {ip} port {port} ssh2",
                ),
                (
                    "sshd-session",
                    "Accepted keyboard-interactive/pam for {user} from {ip} port {port} ssh2",
                ),
                ("vsftpd", "[{user}] OK LOGIN: Client \"{ip}\""),
                ("portal", "{user} signed in (client {ip})"),
            ],
            &[
                (
                    "dropbear",
                    "Password auth succeeded for '{user}' from {ip}:{port}",
                ),
                ("proftpd", "{ip} - USER {user}: Login successful."),
                (
                    "dovecot",
                    "imap-login: Login: user=<{user}>, method=PLAIN, rip={ip}",
                ),
            ],
        ),
        What::SignInKey => words(
            Info,
            &[
                (
                    "sshd",
                    "Accepted publickey for {user} from {ip} port {port} ssh2: ED25519 SHA256:q3Zx",
                ),
                (
                    "sshd",
                    "Accepted publickey for {user} from {ip} port {port} ssh2",
                ),
                (
                    "openvpn",
                    "{ip}:{port} [{user}] Peer Connection Initiated with [AF_INET]{ip}:{port}",
                ),
            ],
            &[
                (
                    "dropbear",
                    "Pubkey auth succeeded for '{user}' with ssh-ed25519 key from {ip}:{port}",
                ),
                (
                    "charon",
                    "IKE_SA road[{port}] established with {ip}[{user}]",
                ),
            ],
        ),
        What::SessionOpened => words(
            Info,
            &[
                (
                    "sshd",
                    "pam_unix(sshd:session): session opened for user {user}(uid=1000) by (uid=0)",
                ),
                ("systemd-logind", "New session {port} of user {user}."),
                ("portal", "session started for {user}"),
            ],
            &[
                ("login", "LOGIN ON pts/0 BY {user} FROM {ip}"),
                ("elogind", "Added session c{port} for {user}"),
            ],
        ),
        What::SessionClosed => words(
            Info,
            &[
                (
                    "sshd",
                    "pam_unix(sshd:session): session closed for user {user}",
                ),
                (
                    "systemd-logind",
                    "Session {port} logged out. Waiting for processes to exit.",
                ),
                ("portal", "session ended for {user}"),
            ],
            &[
                (
                    "dropbear",
                    "Exit ({user}) from <{ip}:{port}>: Disconnect received",
                ),
                ("elogind", "Removed session c{port}"),
            ],
        ),
        What::Disconnected => words(
            Info,
            &[
                ("sshd", "Disconnected from user {user} {ip} port {port}"),
                (
                    "sshd",
                    "Received disconnect from {ip} port {port}:11: disconnected by user",
                ),
                ("vsftpd", "[{user}] CLOSED: Client \"{ip}\""),
            ],
            &[
                (
                    "dropbear",
                    "Exit (preauth) from <{ip}:{port}>: Exited normally",
                ),
                ("proftpd", "{ip} - FTP session closed."),
            ],
        ),
        What::Probed => words(
            Info,
            &[
                ("sshd", "Connection closed by {ip} port {port} [preauth]"),
                (
                    "sshd",
                    "Did not receive identification string from {ip} port {port}",
                ),
            ],
            &[
                (
                    "dropbear",
                    "Exit before auth from <{ip}:{port}>: Exited normally",
                ),
                ("proftpd", "{ip} - FTP session opened."),
            ],
        ),
        What::TooManyFailures => words(
            Warning,
            &[
                (
                    "sshd",
                    "error: maximum authentication attempts exceeded for {user} from {ip} port {port} ssh2 [preauth]",
                ),
                (
                    "sshd",
                    "Disconnecting authenticating user {user} {ip} port {port}: Too many authentication failures [preauth]",
                ),
                (
                    "portal",
                    "{user} is locked for ten minutes after repeated refusals (client {ip})",
                ),
            ],
            &[
                (
                    "dropbear",
                    "Exit before auth from <{ip}:{port}>: (user '{user}', 10 fails): Max auth tries reached - user '{user}'",
                ),
                (
                    "proftpd",
                    "{ip} - Maximum login attempts (3) exceeded, connection refused",
                ),
            ],
        ),
        _ => return None,
    })
}
