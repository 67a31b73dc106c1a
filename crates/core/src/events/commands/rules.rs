//! The words and patterns by which a command gives a sign.
//!
//! In: the beginning of a command line. Out: the gravest sign. Every pattern needs at least one of the
//! stems, so that most text is let go after one pass.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::bytes::{RegexSet, RegexSetBuilder};

use crate::events::signs::Sign;

/// The gravest sign whose pattern fits.
pub(super) fn gravest(command: &str) -> Option<Sign> {
    if !STEMS.is_match(command) {
        return None;
    }
    let found = RULES.set.matches(command.as_bytes());
    found
        .iter()
        .filter_map(|idx| RULES.signs.get(idx))
        .min()
        .copied()
}

/// Whether constant text holds one of the words that a command in foreign text has.
pub(super) fn may_be_in(constant: &str) -> bool {
    GATE.is_match(constant)
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
        "webclient",
        "frombase",
        "rundll",
        "regsvr",
        "mshta",
        "currentversion",
        "schtasks",
        "scheduledtask",
        "vssadmin",
        "wevtutil",
        "eventlog",
        "mppreference",
        "netsh",
        "wbadmin",
        "bcdedit",
        "comsvcs",
        "ntds",
        "sekurlsa",
        "mimikatz",
        "amsiutils",
        "shadowcopy",
        "reg save",
        "reg add",
        "sc create",
        "certutil",
        "bitsadmin",
        "eventdata",
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
        "webclient",
        "downloadfile",
        "downloadstring",
        "frombase64",
        "rundll32",
        "regsvr32",
        "mshta",
        "bitstransfer",
        "currentversion",
        "startup",
        "schtasks",
        "scheduledtask",
        "sc create",
        "sc.exe",
        "new-service",
        "mppreference",
        "netsh",
        "windefend",
        "amsiutils",
        "shadowcopy",
        "wbadmin",
        "bcdedit",
        "eventlog",
        "reg save",
        "reg.exe save",
        "ntds",
        "comsvcs",
        "sekurlsa",
        "mimikatz",
        "\\temp\\",
        "\\users\\public",
        "\\programdata",
        "\\downloads",
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
        // the same on Windows
        (Sign::EncodedCommand, r"(?i)\b(?:powershell|pwsh)\S*\s.*(?:\s-e(?:nc|c|ncodedcommand)?\s+[A-Za-z0-9+/=]{16,}|frombase64string\()|\bfrombase64string\(.*\b(?:iex|invoke-expression)\b".to_owned()),
        (Sign::DownloadRun, r"(?i)\bnew-object\s+(?:system\.)?net\.webclient\b.*\bdownload(?:file|string|data)\b|\bdownload(?:file|string)\(\W{0,4}https?:|\b(?:rundll32|mshta|regsvr32)\S*\s.*(?:javascript:|vbscript:|https?://|/i:http|scrobj\.dll)|\bstart-bitstransfer\b".to_owned()),
        (Sign::StartupFile, r"(?i)\b(?:reg(?:\.exe)?\s+add|(?:new|set)-itemproperty)\b.*\\+currentversion\\+(?:run|runonce|policies\\+explorer\\+run|winlogon)\b|\\+start menu\\+programs\\+startup\\+\S".to_owned()),
        (Sign::CronEntry, r"(?i)\bschtasks(?:\.exe)?\b.*\s/create\b|\bregister-scheduledtask\b".to_owned()),
        (Sign::ServiceUnit, r"(?i)\bsc(?:\.exe)?\s+(?:\\+\S+\s+)?create\s+\S+\s|\bnew-service\s+-".to_owned()),
        (Sign::SecurityOff, r"(?i)\bset-mppreference\b.*-disable\w+\s+(?:\$?true|1)\b|\badd-mppreference\b.*-exclusion|\bnetsh(?:\.exe)?\s+(?:advfirewall|firewall)\s.*\b(?:state\s+off|opmode\s+disable)\b|\b(?:sc|net)(?:\.exe)?\s+(?:stop|delete)\s+(?:windefend|sense|wscsvc|mpssvc|eventlog|sysmon\S*)\b|\bamsiutils\b".to_owned()),
        (Sign::MassDelete, r"(?i)\bvssadmin(?:\.exe)?\s+delete\s+shadows\b|\bwmic(?:\.exe)?\s+shadowcopy\s+delete\b|\bwbadmin(?:\.exe)?\s+delete\b|\bbcdedit\S*\s.*recoveryenabled\s+no\b".to_owned()),
        (Sign::LogCleared, r"(?i)\bclear-eventlog\b|\bremove-eventlog\b".to_owned()),
        (Sign::CredentialRead, r"(?i)\breg(?:\.exe)?\s+save\s+hklm\\+(?:sam|system|security)\b|\bntds\.dit\b|\bcomsvcs(?:\.dll)?\b.*\bminidump\b|\bsekurlsa\b|\bntdsutil\b.*\bifm\b|\binvoke-mimikatz\b".to_owned()),
        (Sign::RunFromTemp, r#"(?i)"(?:image|process|newprocessname|processname|executable)"\s*:\s*"[a-z]:\\+(?:users\\+[^"\\]+\\+(?:appdata\\+local\\+temp|downloads)|windows\\+temp|users\\+public|programdata)\\+[^"\\]+\.(?:exe|scr|com|pif)""#.to_owned()),
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
