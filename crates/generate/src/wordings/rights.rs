//! Rights: used, refused, given. Slots: user, tty, command, target, group, ip.

use super::Level::{Info, Notice, Warning};
use super::{Wordings, words};
use crate::entry::What;

pub(super) fn of(what: What) -> Option<Wordings> {
    Some(match what {
        What::SudoCommand => words(
            Notice,
            &[
                (
                    "sudo",
                    "{user} : TTY=pts/{tty} ; PWD=/home/{user} ; USER=root ; COMMAND={command}",
                ),
                (
                    "sudo",
                    "   {user} : PWD=/home/{user} ; USER=root ; COMMAND={command}",
                ),
            ],
            &[
                (
                    "doas",
                    "{user} ran command {command} as root from /home/{user}",
                ),
                (
                    "pkexec",
                    "{user}: Executing command [USER=root] [TTY=/dev/pts/{tty}] [CWD=/home/{user}] [COMMAND={command}]",
                ),
            ],
        ),
        What::SudoFailed => words(
            Notice,
            &[
                (
                    "sudo",
                    "pam_unix(sudo:auth): authentication failure; logname={user} uid=1000 euid=0 tty=/dev/pts/{tty} ruser={user} rhost=  user={user}",
                ),
                (
                    "sudo",
                    "{user} : 1 incorrect password attempt ; TTY=pts/{tty} ; PWD=/home/{user} ; USER=root ; COMMAND={command}",
                ),
            ],
            &[
                ("doas", "failed auth for {user}"),
                (
                    "pkexec",
                    "pam_unix(polkit-1:auth): conversation failed for {user} on pts/{tty}",
                ),
            ],
        ),
        What::SudoRefused => words(
            Warning,
            &[
                (
                    "sudo",
                    "{user} : user NOT in sudoers ; TTY=pts/{tty} ; PWD=/home/{user} ; USER=root ; COMMAND={command}",
                ),
                (
                    "sudo",
                    "{user} : command not allowed ; TTY=pts/{tty} ; PWD=/home/{user} ; USER=root ; COMMAND={command}",
                ),
            ],
            &[
                ("doas", "command not permitted for {user}: {command}"),
                (
                    "pkexec",
                    "{user}: Error executing command as another user: Not authorized [USER=root] [TTY=/dev/pts/{tty}] [COMMAND={command}]",
                ),
            ],
        ),
        What::SuOk => words(
            Notice,
            &[
                ("su", "(to {target}) {user} on pts/{tty}"),
                (
                    "su",
                    "pam_unix(su:session): session opened for user {target}(uid=0) by {user}(uid=1000)",
                ),
            ],
            &[
                ("su", "+ /dev/pts/{tty} {user}:{target}"),
                ("machinectl", "{user} opened a shell as {target}"),
            ],
        ),
        What::SuFailed => words(
            Warning,
            &[
                ("su", "FAILED SU (to {target}) {user} on pts/{tty}"),
                (
                    "su",
                    "pam_unix(su:auth): authentication failure; logname={user} uid=1000 euid=0 tty=pts/{tty} ruser={user} rhost=  user={target}",
                ),
            ],
            &[
                ("su", "- /dev/pts/{tty} {user}:{target}"),
                (
                    "machinectl",
                    "{user} may not open a shell as {target}: access denied",
                ),
            ],
        ),
        What::UserAdded => words(
            Info,
            &[
                (
                    "useradd",
                    "new user: name={target}, UID=1105, GID=1105, home=/home/{target}, shell=/bin/bash",
                ),
                ("adduser", "account {target} created by {user}"),
            ],
            &[
                (
                    "pw",
                    "{user}: new user \"{target}\" (uid 1105) gid 1105 home /home/{target}",
                ),
                ("directory", "entry uid={target} added on behalf of {user}"),
            ],
        ),
        What::UidZero => words(
            Warning,
            &[
                (
                    "useradd",
                    "new user: name={target}, UID=0, GID=0, home=/root, shell=/bin/sh",
                ),
                ("usermod", "change user '{target}' UID from '1105' to '0'"),
            ],
            &[
                (
                    "pw",
                    "{user}: new user \"{target}\" (uid 0) gid 0 home /root",
                ),
                (
                    "directory",
                    "uidNumber of uid={target} replaced by 0 on behalf of {user}",
                ),
            ],
        ),
        What::GroupAdded => words(
            Info,
            &[
                ("usermod", "add '{target}' to group '{group}'"),
                ("gpasswd", "user {target} added by {user} to group {group}"),
            ],
            &[
                ("pw", "{user}: group \"{group}\" gained member {target}"),
                (
                    "directory",
                    "memberUid {target} added to cn={group} on behalf of {user}",
                ),
            ],
        ),
        What::PasswordChanged => words(
            Info,
            &[
                (
                    "passwd",
                    "pam_unix(passwd:chauthtok): password changed for {target}",
                ),
                ("chpasswd", "password changed for {target}"),
            ],
            &[
                ("directory", "userPassword of uid={target} replaced"),
                ("portal-admin", "{target} chose a new secret"),
            ],
        ),
        _ => return None,
    })
}
