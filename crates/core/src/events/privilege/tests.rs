use super::*;

/// `(program, message, kind, user, object)`
type Case = (
    &'static str,
    &'static str,
    Option<EventKind>,
    Option<&'static str>,
    Option<&'static str>,
);

fn check(cases: &[Case]) {
    for &(process, message, kind, user, object) in cases {
        let record = Record::said(process, message);
        let meaning = super::super::classify(&record);
        assert_eq!(meaning.kind, kind, "{message}");
        assert_eq!(meaning.user.as_deref(), user, "{message}");
        let value = meaning.object.as_ref().map(|(_, value)| value.as_ref());
        assert_eq!(value, object, "{message}");
    }
}

#[test]
fn sudo_runs_refuses_and_asks_again() {
    use EventKind::{SudoCommand, SudoFailed, SudoRefused};
    const ID: Option<&str> = Some("/usr/bin/id");
    check(&[
        (
            "sudo",
            "    budi : TTY=pts/0 ; PWD=/home/budi ; USER=root ; COMMAND=/usr/bin/id",
            Some(SudoCommand),
            Some("budi"),
            ID,
        ),
        (
            "sudo",
            "budi : user NOT in sudoers ; TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id",
            Some(SudoRefused),
            Some("budi"),
            ID,
        ),
        (
            "sudo",
            "budi : command not allowed ; TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id",
            Some(SudoRefused),
            Some("budi"),
            ID,
        ),
        (
            "sudo",
            "budi : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id",
            Some(SudoFailed),
            Some("budi"),
            ID,
        ),
        (
            "sudo",
            "budi : a password is required ; TTY=unknown ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id",
            None,
            Some("budi"),
            ID,
        ),
        (
            "sudo",
            "pam_unix(sudo:auth): authentication failure; logname=budi uid=1000 euid=0 tty=/dev/pts/0 ruser=budi rhost=  user=budi",
            Some(SudoFailed),
            Some("budi"),
            None,
        ),
        (
            "sudo",
            "pam_unix(sudo:session): session opened for user root by budi(uid=0)",
            None,
            Some("root"),
            None,
        ),
        (
            "",
            "budi : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id",
            Some(SudoCommand),
            Some("budi"),
            ID,
        ),
        ("", "status : all good", None, None, None),
    ]);
}

#[test]
fn a_command_may_hold_anything() {
    check(&[(
        "sudo",
        "budi : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/bin/sh -c echo a ; echo NOT in sudoers",
        Some(EventKind::SudoCommand),
        Some("budi"),
        Some("/bin/sh -c echo a ; echo NOT in sudoers"),
    )]);
}

#[test]
fn su_in_three_dialects() {
    use EventKind::{SuFailed, SuSuccess};
    const ROOT: Option<&str> = Some("root");
    const BUDI: Option<&str> = Some("budi");
    check(&[
        ("su", "(to root) budi on pts/0", Some(SuSuccess), BUDI, ROOT),
        (
            "su",
            "FAILED SU (to root) budi on pts/0",
            Some(SuFailed),
            BUDI,
            ROOT,
        ),
        (
            "su",
            "Successful su for root by budi",
            Some(SuSuccess),
            BUDI,
            ROOT,
        ),
        (
            "su",
            "FAILED su for root by budi",
            Some(SuFailed),
            BUDI,
            ROOT,
        ),
        (
            "su",
            "BAD SU budi to root on /dev/ttyp0",
            Some(SuFailed),
            BUDI,
            ROOT,
        ),
        (
            "su(pam_unix)",
            "authentication failure; logname=budi uid=500 euid=0 tty= ruser=budi rhost=  user=root",
            Some(SuFailed),
            BUDI,
            ROOT,
        ),
        ("su", "+ /dev/pts/0 budi:root", None, None, None),
    ]);
}

#[test]
fn pkexec_runs_and_refuses() {
    use EventKind::{SudoCommand, SudoFailed, SudoRefused};
    const ID: Option<&str> = Some("/usr/bin/id");
    const BUDI: Option<&str> = Some("budi");
    check(&[
        (
            "pkexec",
            "budi: Executing command [USER=root] [TTY=unknown] [CWD=/home/budi] [COMMAND=/usr/bin/id]",
            Some(SudoCommand),
            BUDI,
            ID,
        ),
        (
            "pkexec",
            "budi: Error executing command as another user: Not authorized [USER=root] [TTY=/dev/pts/0] [CWD=/tmp] [COMMAND=/usr/bin/id]",
            Some(SudoRefused),
            BUDI,
            ID,
        ),
        (
            "pkexec",
            "budi: The value for the SHELL variable was not found the /etc/shells file [USER=root] [TTY=/dev/pts/3] [CWD=/tmp/x] [COMMAND=GCONV_PATH=./gconv PATH=GCONV_PATH=.]",
            Some(SudoRefused),
            BUDI,
            Some("GCONV_PATH=./gconv PATH=GCONV_PATH=."),
        ),
        (
            "pkexec",
            "budi: The value for environment variable XAUTHORITY contains suspicious content [USER=root] [TTY=unknown] [CWD=/tmp] [COMMAND=/usr/bin/id]",
            Some(SudoRefused),
            BUDI,
            ID,
        ),
        (
            "pkexec",
            "budi: The value for the SHELL variable was not found in the /etc/shells file [USER=root] [TTY=unknown] [CWD=/tmp] [COMMAND=/usr/bin/id]",
            Some(SudoRefused),
            BUDI,
            ID,
        ),
        (
            "pkexec",
            "pam_unix(polkit-1:auth): authentication failure; logname= uid=1000 euid=0 tty= ruser=budi rhost=  user=root",
            Some(SudoFailed),
            BUDI,
            None,
        ),
        (
            "pkexec",
            "pam_unix(polkit-1:session): session opened for user root(uid=0) by (uid=1000)",
            None,
            Some("root"),
            None,
        ),
    ]);
}

#[test]
fn groups_and_uids_hang_on_their_values() {
    check(&[
        (
            "usermod",
            "add 'budi' to group 'sudo'",
            Some(EventKind::GroupAdded),
            Some("budi"),
            Some("sudo"),
        ),
        (
            "usermod",
            "add 'budi' to group 'audio'",
            None,
            Some("budi"),
            Some("audio"),
        ),
        (
            "usermod",
            "add 'budi' to shadow group 'sudo'",
            None,
            None,
            None,
        ),
        (
            "gpasswd",
            "user budi added by root to group docker",
            Some(EventKind::GroupAdded),
            Some("budi"),
            Some("docker"),
        ),
        (
            "gpasswd",
            "user budi removed by root from group docker",
            None,
            Some("budi"),
            None,
        ),
        (
            "useradd",
            "new user: name=maint, UID=0, GID=0, home=/root, shell=/bin/bash",
            Some(EventKind::UidZero),
            Some("maint"),
            None,
        ),
        (
            "useradd",
            "new user: name=budi, UID=1001, GID=1001, home=/home/budi, shell=/bin/bash",
            None,
            Some("budi"),
            None,
        ),
        (
            "usermod",
            "change user 'budi' UID from '1001' to '0'",
            Some(EventKind::UidZero),
            Some("budi"),
            None,
        ),
    ]);
    let record = Record {
        process: "useradd".into(),
        message: "new user: name=budi, UID=1001, GID=1001".into(),
        ..Record::default()
    };
    assert!(super::super::classify(&record).depends_on_value);
}
