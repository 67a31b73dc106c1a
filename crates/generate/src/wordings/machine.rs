//! Machines and their upkeep. Slots: user, command, unit, process, process_id, percent, path, n, ms.

use super::Level::{Critical, Error, Info, Notice, Warning};
use super::{Wordings, words};
use crate::entry::What;

pub(super) fn of(what: What) -> Option<Wordings> {
    Some(match what {
        What::CronJob => words(
            Info,
            &[
                ("CRON", "({user}) CMD ({command})"),
                ("crond", "({user}) CMD ({command})"),
            ],
            &[
                ("fcron", "Job {command} started for user {user}"),
                ("anacron", "Job `{command}' started"),
            ],
        ),
        What::UnitStarted => words(
            Info,
            &[
                ("systemd", "Started {unit}.service."),
                ("systemd", "{unit}.service: Started."),
                ("supervisord", "success: {unit} entered RUNNING state"),
            ],
            &[
                ("openrc", "{unit} is up"),
                ("runit", "{unit}: run: up for 1s"),
            ],
        ),
        What::UnitStopped => words(
            Info,
            &[
                ("systemd", "Stopped {unit}.service."),
                ("systemd", "{unit}.service: Deactivated successfully."),
                ("supervisord", "stopped: {unit} (exit status 0)"),
            ],
            &[
                ("openrc", "{unit} is down"),
                ("runit", "{unit}: down on request"),
            ],
        ),
        What::UnitFailed => words(
            Error,
            &[
                (
                    "systemd",
                    "{unit}.service: Main process exited, code=exited, status=1/FAILURE",
                ),
                ("systemd", "{unit}.service: Failed with result 'exit-code'."),
                (
                    "supervisord",
                    "exited: {unit} (exit status 1; not expected)",
                ),
            ],
            &[
                ("openrc", "{unit} has ended by itself with code 1"),
                ("runit", "{unit}: finish: died with 111"),
            ],
        ),
        What::UnitRestart => words(
            Warning,
            &[
                (
                    "systemd",
                    "{unit}.service: Scheduled restart job, restart counter is at {n}.",
                ),
                ("supervisord", "spawned: '{unit}' with pid {process_id}"),
            ],
            &[
                ("openrc", "{unit}: respawn {n} by supervise-daemon"),
                ("runit", "{unit}: brought up again, attempt {n}"),
            ],
        ),
        What::Crashed => words(
            Error,
            &[
                (
                    "kernel",
                    "{process}[{process_id}]: segfault at 0 ip 00007f2c sp 00007ffd error 4 in libc.so.6",
                ),
                (
                    "kernel",
                    "traps: {process}[{process_id}] general protection fault ip:55d0 sp:7ffc error:0",
                ),
            ],
            &[
                (
                    "abrtd",
                    "{process} (PID {process_id}) dumped core, signal 11",
                ),
                ("watchdog", "{process} stopped answering and was aborted"),
            ],
        ),
        What::MemoryLow => words(
            Warning,
            &[
                (
                    "kernel",
                    "{process} invoked oom-killer: gfp_mask=0xcc0, order=0, oom_score_adj=0",
                ),
                (
                    "monit",
                    "memory usage of {percent} % matches resource limit",
                ),
            ],
            &[
                (
                    "earlyoom",
                    "low memory! at or below threshold, {percent} % in use",
                ),
                (
                    "collectd",
                    "plugin memory: used = {percent} is above the warning threshold",
                ),
            ],
        ),
        What::OutOfMemory => words(
            Critical,
            &[
                (
                    "kernel",
                    "Out of memory: Killed process {process_id} ({process}) total-vm:4194304kB, anon-rss:3801088kB",
                ),
                (
                    "kernel",
                    "Memory cgroup out of memory: Killed process {process_id} ({process})",
                ),
            ],
            &[
                (
                    "earlyoom",
                    "sending SIGKILL to process {process_id} \"{process}\": badness 900",
                ),
                (
                    "systemd-oomd",
                    "Killed {process} due to memory pressure at {percent} %",
                ),
            ],
        ),
        What::DiskHigh => words(
            Warning,
            &[
                (
                    "monit",
                    "'rootfs' space usage {percent} % matches resource limit [space usage > 80 %]",
                ),
                ("smartmon", "filesystem {path} is {percent} % full"),
            ],
            &[
                (
                    "collectd",
                    "plugin df ({path}): used = {percent} is above the warning threshold",
                ),
                (
                    "zed",
                    "pool at {path} has reached {percent} % of its capacity",
                ),
            ],
        ),
        What::DiskFull => words(
            Error,
            &[
                (
                    "rsyslogd",
                    "file '{path}': write error - No space left on device",
                ),
                (
                    "postgres",
                    "ERROR:  could not extend file \"{path}\": No space left on device",
                ),
            ],
            &[
                (
                    "mariadbd",
                    "Disk is full writing '{path}' (Errcode: 28). Waiting for someone to free space",
                ),
                ("logger", "{path}: quota exhausted, record dropped"),
            ],
        ),
        What::DiskFault => words(
            Error,
            &[
                (
                    "kernel",
                    "blk_update_request: I/O error, dev sda, sector {n}",
                ),
                (
                    "kernel",
                    "EXT4-fs error (device sda1): ext4_find_entry:1455: inode #{n}: reading directory lblock 0",
                ),
            ],
            &[
                ("zed", "checksum errors on vdev sdb, block {n}"),
                (
                    "mdadm",
                    "Fail event detected on md0, component sdb, block {n}",
                ),
            ],
        ),
        What::LoadHigh => words(
            Warning,
            &[
                (
                    "monit",
                    "cpu usage of {percent} % matches resource limit [cpu usage > 90 %]",
                ),
                (
                    "kernel",
                    "CPU0: Package temperature above threshold, cpu clock throttled (total events = {n})",
                ),
            ],
            &[
                (
                    "collectd",
                    "plugin cpu: percent = {percent} is above the failure threshold",
                ),
                (
                    "thermald",
                    "processor limited to reduce heat, {percent} % busy",
                ),
            ],
        ),
        What::PackageUpgraded => words(
            Info,
            &[
                ("dpkg", "status installed {unit}:amd64 1.{n}-1"),
                ("yum", "Updated: {unit}-1.{n}-1.x86_64"),
            ],
            &[
                ("pacman", "upgraded {unit} (1.{n} -> 1.{n}.1)"),
                ("apk", "upgrading {unit} to 1.{n}-r0"),
            ],
        ),
        What::TimeSynced => words(
            Info,
            &[
                (
                    "systemd-timesyncd",
                    "Contacted time server 10.20.0.1:123 (ntp.kantor.example).",
                ),
                ("chronyd", "Selected source 10.20.0.1"),
            ],
            &[
                ("openntpd", "peer 10.20.0.1 now valid"),
                ("ntpd", "kernel reports TIME_OK, offset {ms} us"),
            ],
        ),
        What::CertificateRenewed => words(
            Notice,
            &[
                (
                    "certbot",
                    "Certificate for kantor.example renewed, expires in 89 days",
                ),
                (
                    "caddy",
                    "certificate obtained successfully for kantor.example",
                ),
            ],
            &[
                ("acme.sh", "Cert success, next renewal in 60 days"),
                (
                    "lego",
                    "[kantor.example] Server responded with a certificate",
                ),
            ],
        ),
        What::BackupStarted => words(
            Info,
            &[
                ("backup", "nightly run started, {n} files to look at"),
                ("borg", "Creating archive at nightly-{n}"),
            ],
            &[
                ("restic", "open repository, parent snapshot {n}"),
                ("duplicity", "Last full backup left, chain {n}"),
            ],
        ),
        What::BackupDone => words(
            Info,
            &[
                ("backup", "nightly run finished in {ms} ms"),
                ("borg", "Archive nightly-{n} finished, duration {ms} ms"),
            ],
            &[
                ("restic", "snapshot {n} saved after {ms} ms"),
                ("duplicity", "ElapsedTime {ms} (chain {n})"),
            ],
        ),
        _ => return None,
    })
}
