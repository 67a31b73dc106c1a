//! What is known of single services' lines beyond the general words: a table, one row a service.
//!
//! In: a record whose program is the service, or whose file is named after it. Out: whether words that
//! mean nothing elsewhere are a refusal here, or whether a line only repeats what another line of the
//! service tells. It is the place for such knowledge; whatever holds for several services belongs to
//! the general words in `auth` and `refusals`.

use crate::record::Record;

struct Service {
    /// What the program or the file is called; the whole name, or its beginning before `-`, `.`, `_`
    /// or a digit.
    names: &'static [&'static str],
    /// Lower-case words of lines that turn somebody away.
    refusals: &'static [&'static str],
    /// Its access log's 401 and 403 are told again, with the user, by a line of its own.
    repeats_sign_ins: bool,
}

const SERVICES: &[Service] = &[
    Service {
        // The caller tried without an account; a phone that has one registers first.
        names: &["freeswitch"],
        refusals: &["sip auth challenge (invite)"],
        repeats_sign_ins: false,
    },
    Service {
        // A client that ends before it has proved who it is.
        names: &["openvpn", "ovpn"],
        refusals: &["sigusr1[soft,connection-reset]", "sigusr1[soft,tls-error]"],
        repeats_sign_ins: false,
    },
    Service {
        // Each of its lines is a scan of ports.
        names: &["scanlogd"],
        refusals: &[" ports "],
        repeats_sign_ins: false,
    },
    Service {
        // Error 4: the user is not known or the password is wrong.
        names: &["3proxy", "proxy"],
        refusals: &[" 00004 "],
        repeats_sign_ins: false,
    },
    Service {
        // Doors that nobody has a reason to knock at: honeypots and tarpits.
        names: &["cowrie", "endlessh"],
        refusals: &["new connection: ", "accept host="],
        repeats_sign_ins: false,
    },
    Service {
        names: &["sogo", "sogod"],
        refusals: &[],
        repeats_sign_ins: true,
    },
];

/// What a file may be called after: programs that write logs of their own, whose lines may not name
/// them.
const NAMED_FILES: &[&str] = &[
    "3proxy",
    "amavis",
    "asterisk",
    "bitwarden",
    "caddy",
    "courier",
    "cowrie",
    "cyrus",
    "directadmin",
    "dovecot",
    "dropbear",
    "drupal",
    "ejabberd",
    "endlessh",
    "exim",
    "fail2ban",
    "freeswitch",
    "gitlab",
    "grafana",
    "guacamole",
    "haproxy",
    "horde",
    "jenkins",
    "kerio",
    "lighttpd",
    "mariadb",
    "mongodb",
    "monit",
    "monitorix",
    "mssql",
    "murmur",
    "mysql",
    "mysqld",
    "named",
    "nextcloud",
    "nginx",
    "nsd",
    "openhab",
    "openvpn",
    "openwebmail",
    "owncloud",
    "perdition",
    "postfix",
    "postgresql",
    "proftpd",
    "proxmox",
    "pure-ftpd",
    "redis",
    "roundcube",
    "samba",
    "scanlogd",
    "sendmail",
    "slapd",
    "softethervpn",
    "sogo",
    "squid",
    "squirrelmail",
    "sshd",
    "stunnel",
    "suhosin",
    "tine20",
    "traefik",
    "vaultwarden",
    "vsftpd",
    "webmin",
    "wordpress",
    "xinetd",
    "xrdp",
    "znc",
    "zoneminder",
];

/// The service that a file is named after: `dovecot` of `/var/log/dovecot.log`, `dovecot-info.log`,
/// `dovecot.log.2.gz` and `logs.tar / dovecot`; None where the name says nothing.
pub fn of_file(name: &str) -> Option<&'static str> {
    let name = name.rsplit(['/', '\\', ' ']).next().unwrap_or(name);
    NAMED_FILES
        .iter()
        .find(|service| begins_with(name, service))
        .copied()
}

/// Whether a service's own words turn somebody away.
pub(super) fn refuses(message: &str, record: &Record<'_>) -> bool {
    let Some(service) = of_record(record) else {
        return false;
    };
    let lower = message.to_ascii_lowercase();
    service.refusals.iter().any(|words| lower.contains(words))
}

/// Whether a request that was refused is told again by a line of its own.
pub(super) fn repeats_sign_ins(record: &Record<'_>) -> bool {
    of_record(record).is_some_and(|service| service.repeats_sign_ins)
}

fn of_record(record: &Record<'_>) -> Option<&'static Service> {
    let program = record.process.rsplit('/').next().unwrap_or_default();
    if program.is_empty() {
        return None;
    }
    SERVICES.iter().find(|service| {
        let mut names = service.names.iter();
        names.any(|name| begins_with(program, name))
    })
}

/// Whether `name` is `service`, or goes on behind it with something that is no letter.
fn begins_with(name: &str, service: &str) -> bool {
    let head = name.get(..service.len());
    let next = name.as_bytes().get(service.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(service))
        && !next.is_some_and(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_service() {
        for (name, expect) in [
            ("/var/log/dovecot.log", Some("dovecot")),
            ("dovecot-info.log.2.gz", Some("dovecot")),
            ("logs.tar / var/log/sshd", Some("sshd")),
            ("MYSQL.log", Some("mysql")),
            ("mysqld.log", Some("mysqld")),
            ("auth.log", None),
            ("sshdiff.log", None),
            ("", None),
        ] {
            assert_eq!(of_file(name), expect, "{name}");
        }
    }

    #[test]
    fn words_count_only_for_the_service_that_they_are_of() {
        let message = "SIP auth challenge (INVITE) on sofia profile 'x' from ip 203.0.113.9";
        for (process, expect) in [("freeswitch", true), ("kamailio", false), ("", false)] {
            let record = Record {
                process: process.into(),
                ..Record::default()
            };
            assert_eq!(refuses(message, &record), expect, "{process}");
        }
    }
}
