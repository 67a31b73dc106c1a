//! Ways out of the served folder, and foreign things named as what to load.
//!
//! In: decoded text and, for the dress it came in, the text as sent. Out: traversal or inclusion.
//! A single `../` in plain dress and a link to an ordinary address are nothing.

use std::sync::LazyLock;

use super::patterns::Patterns;

use super::AttackClass;

/// Stems of which every pattern below needs at least one.
pub(super) const STEMS: &[&str] = &[
    "..",
    "etc/",
    "etc\\",
    "proc/",
    "boot.ini",
    "win.ini",
    "system.ini",
    "system32",
    "web-inf",
    "meta-inf",
    ".ht",
    "\0",
    "c:",
    "php.ini",
    "/var/",
    "id_rsa",
    "wp-config",
    "_history",
    "://",
    "file:",
    "global.asa",
    "autoexec",
    "jar:",
    "url:",
    "localhost",
    "169.254",
    "127.",
    "<!",
    ".ini",
    "access.log",
    "http:",
    "{file}",
    "://[",
    "data:",
];

pub(super) fn class_of(text: &str, raw: &str) -> Option<AttackClass> {
    if INCLUSION.is_match(text) {
        return Some(AttackClass::Inclusion);
    }
    let is_out = TRAVERSAL.is_match(text) || is_disguised(text, raw);
    is_out.then_some(AttackClass::Traversal)
}

/// Dots that were hidden on the way: nobody encodes `../` twice, or at all, without reason.
fn is_disguised(text: &str, raw: &str) -> bool {
    let has_step = text.contains("../") || text.contains("..\\") || text.contains("..;/");
    has_step && DISGUISE.is_match(raw)
}

static DISGUISE: LazyLock<Patterns> = LazyLock::new(|| {
    compile(&[
        r"(?i)%252e|%252f|%255c|%c0%a[ef]|%c1%9c|%u2215|%uff0e|%u002e|%e0%80%ae|0x2e|%25c0|%%32",
        // The dots themselves, or the slash between two steps: plain text needs neither.
        r"(?i)%2e%2e|\.%2e|%2e\.|\.\.%5c|\.\.%2f\.\.",
    ])
});

static TRAVERSAL: LazyLock<Patterns> = LazyLock::new(|| {
    compile(&[
        // two steps up, in any style of slash and with fillers between
        r"(?:\.\.(?:[/\\]+|;/)\s*(?:\.{1,2}[/\\]+)*){2,}",
        r"\.{2,}[/\\]+(?:[^\s?&]{0,40}[/\\])?\.{2,}[/\\]",
        r"[/\\]\.{3,}[/\\]|\.{4,}[/\\]{2}|[/\\]\.{10,}|\.\.;/",
        r"(?:[/\\]\.){2,}[/\\]*\.\.|(?:\.[/\\]){3,}|[/\\]\.[/\\]\.\.[/\\]",
        // one step up to something that is never served
        r"\.\.[/\\]+[^\s&]{0,60}(?:etc|windows|winnt|boot|proc|passw|shadow|web-inf|config|\.ini|\.conf|\.env|\.ssh|\.git|root|var/log|cmd\.exe|system32|secret|database|wp-|\.sql|\.bak)",
        // these by their full name
        r"(?:^|[^\w])/?etc[/\\]+(?:passwd|shadow|group|hosts|issue|motd|fstab|crontab|sudoers|mysql|apache2?|httpd|nginx|ssh|php|environment|services|resolv|os-release|init|rc|security|master\.passwd|my\.cnf|\w+\.conf|self)",
        r"[/\\]proc[/\\]+(?:self|version|cpuinfo|cmdline|mounts|net|sched|\d+)\b",
        r"\b(?:boot\.ini|win\.ini|system\.ini|autoexec\.bat|php\.ini|my\.ini|desktop\.ini|global\.asa(?:x)?|web\.config|machine\.config|ntuser\.dat|pagefile\.sys|unattend\.xml)\b",
        r"\b(?:windows|winnt)[/\\]+(?:system32|win\.ini|repair|php|debug|panther|\w+\.ini)|\b[a-z]:[/\\]+(?:windows|winnt|boot|inetpub|program files|documents and settings|users[/\\]|xampp|wamp|apache|php)",
        r"\b(?:web-inf|meta-inf)[/\\]|[/\\]\.ht(?:access|passwd|group)|\bwp-config\.php|\b(?:bash|mysql|zsh|sh|psql|python)_history\b|\bid_(?:rsa|dsa|ecdsa|ed25519)\b|[/\\]\.(?:ssh|aws|gnupg|docker|kube)[/\\]|[/\\]authorized_keys\b",
        r"[/\\]var[/\\]+(?:log|www|lib|run|spool|mail|backups)[/\\]+\S|[/\\](?:usr|opt)[/\\]+local[/\\]+(?:apache|nginx|php|etc)|\b(?:access|error)[._]log\b.{0,6}$",
        // what is left of these when a filter ate the slashes, or when nobody filled in the file
        r"\.{2,}[/\\]*(?:etc|windows|winnt|boot|oot|win|web-inf|inetpub|proc|var)[a-z.]{3,}|\b[a-z]:(?:windows|winnt|inetpub|boot|oot)\w*|\bweb-inf\w*\.xml|[/\\.\w]\{file\}",
        // a NUL that cuts off an extension
        r"\x00",
    ])
});

static INCLUSION: LazyLock<Patterns> = LazyLock::new(|| {
    compile(&[
        // schemes that a page has no reason to be handed
        r"(?:^|[=\s'\x22(\[,:])(?:url:)?(?:php|phar|expect|zip|glob|compress\.(?:zlib|bzip2)|zlib|rar|ogg|ssh2(?:\.\w+)?|data|filter|gopher|dict|ldaps?|ldapi|tftp|netdoc|jar|jndi|rmi|iiop|corba|nis|dns|smb|sftp|scp|imaps?|pop3s?|smtps?|rtsps?|rtmp\w*|telnet|mssql|mysql|redis|memcached|acap|afp|xri|ws-discovery|cap|view-source|mailto-x|vnc|svn(?:\+ssh)?|git(?:\+ssh)?|finger|wais|news|mms|ni|nih|aaas?|about-x|turns?|stuns?|sips?-x|coaps?(?:\+\w+)?|diameter|h323|ipps?|iris(?:\.\w+)?|mtqp|mupdate|nfs|ssh|rsync|irc|local_file|pres|prospero|reload|secondlife|service|session|shttp|snmp|soap\.\w+|tip|tn3270|udp|unreal|vemmi|ventrilo|webcal|xcon|xmlrpc\.\w+|z39\.50\w*|adiumxtra|apt|attachment|aw|barion|beshare|bitcoin|bolo|chrome|content|cvs|dav|dlna-\w+|doi|dtn|ed2k|ftps?|jdbc)://?",
        r"(?:^|[=\s'\x22(\[,])(?:url:)?file:(?:/|\\|\w+:)|\bjar:(?:https?|file|ftp):|\bphp://(?:input|filter|stdin|memory|temp)|\bnetdoc:|\bfile:/{2,}\w",
        // this machine, the cloud's own address, an address in disguise
        r"(?:https?|ftp|wss?)(?::/{0,3}|:\\+)(?:[^/@\s]*@)?(?:localhost|127\.\d+|0\.0\.0\.0|0(?:[/:]|$)|169\.254\.169\.254|metadata\.google|100\.100\.100\.200|192\.0\.0\.192|\[(?:::|[0:]+|fe80|fd00|0:0:|::ffff)[^\]]*\]|instance-data|kubernetes\.default|[\w.-]+\.(?:internal|local|localdomain|nip\.io|xip\.io|sslip\.io|localtest\.me))",
        r"https?(?::/{0,3}|:\\+)(?:[^/@\s]*@)?(?:0x[0-9a-f]{2,}|0[0-7]{2,}(?:\.\d+)*|\d{8,10})(?:[/:.?#]|$)|https?:/{0,3}(?:\d+|0x[0-9a-f]+)(?:\.(?:0x[0-9a-f]+|0\d+))+|https?:/{1,3}\d+(?:\.\d+){0,2}(?:[/:?#]|$)|https?://\[|https?://\\|https?:/+[^/?#]*[\s&]+@",
        r"^data:\s*(?:text|image|application)/\w+",
        // a page fetched to be run: an address with a script's name, or cut off by ? or NUL
        r"^(?:https?|ftp):/{1,3}\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
        r"^https?://\S+(?:\.(?:php\d?|phtml|txt|jsp|asp|cgi|pl|sh|inc|gif|jpg|dat)\?*\s*(?:\x00|\?+$)|\?+$|\x00)",
        r"^https?://(?:\S*@)\S*/?$|(?:^|=)\\\\\w[\w.-]*\\\w",
        // entities of XML
        r"<!(?:doctype|entity)[^>]*(?:system|public|\[|%)|\bxi:include\b",
    ])
});

fn compile(patterns: &[&str]) -> Patterns {
    Patterns::new(patterns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::web::decode::decode;

    fn class(raw: &str) -> Option<AttackClass> {
        class_of(&decode(raw, true), raw)
    }

    #[test]
    fn ways_out() {
        for raw in [
            "../../../../etc/passwd",
            "..%2f..%2fboot.ini",
            "%252e%252e%252fapp.conf",
            "..%c0%af..%c0%afx",
            "....//....//x",
            "/..\\..\\..\\x",
            "../config.php",
            "/etc/shadow",
            "c:\\windows\\win.ini",
            "report.pdf%00.html",
            "/var/log/auth.log",
            "0x2e0x2e/0x2e0x2e/x",
            "/proc/self/environ",
        ] {
            assert_eq!(class(raw), Some(AttackClass::Traversal), "{raw}");
        }
    }

    #[test]
    fn foreign_things() {
        for raw in [
            "php://filter/convert.base64-encode/resource=index",
            "file:///srv/app",
            "http://169.254.169.254/latest/meta-data/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://localhost:8080/admin",
            "gopher://x:70/_a",
            "http://203.0.113.9/a.txt",
            "http://example.org/shell.txt?",
            "jar:http://example.org/x!/y",
        ] {
            assert_eq!(class(raw), Some(AttackClass::Inclusion), "{raw}");
        }
    }

    #[test]
    fn ordinary_paths_and_links() {
        for raw in [
            "../images/logo.png",
            "wait...",
            "yes..+no",
            "https://example.org/a?b=c",
            "http://www.example.org/page.php",
            "mailto:sari@example.org",
            "docs/etc",
            "1.2.3",
            "/",
            "a/b/../c",
            "12:30",
            "windows+11",
        ] {
            assert_eq!(class(raw), None, "{raw}");
        }
    }
}
