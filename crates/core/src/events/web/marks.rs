//! What scanners leave: their names, their test strings, and the doors they try.
//!
//! In: the user agent, target and path of a request. Out: scanner or probe. Tools that are used for
//! good reasons too (curl, python-requests, monitoring) are none.

use std::sync::LazyLock;

use super::patterns::Patterns;
use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Names in user agents. Lower case.
pub(super) const AGENTS: &[&str] = &[
    "acunetix",
    "nikto",
    "sqlmap",
    "nessus",
    "openvas",
    "w3af",
    "netsparker",
    "invicti",
    "zaproxy",
    "owasp zap",
    "nuclei",
    "masscan",
    "zgrab",
    "nmap scripting",
    "dirbuster",
    "gobuster",
    "wpscan",
    "whatweb",
    "arachni",
    "skipfish",
    "havij",
    "fimap",
    "wfuzz",
    "fuzz faster",
    "feroxbuster",
    "dirsearch",
    "commix",
    "xsser",
    "morfeus",
    "zmeu",
    "paros",
    "webinspect",
    "appscan",
    "hydra",
    "jorgee",
    "qualys",
    "detectify",
    "burpsuite",
    "burp collaborator",
    "vega/",
    "webshag",
    "grendel",
    "brutus",
    "blackwidow",
    "n-stealth",
    "pangolin",
    "joomscan",
    "sqlninja",
    "jaeles",
    "httpx -",
    "l9explore",
    "metasploit",
    "muhstik",
];

/// Test strings in targets and headers. Lower case.
pub(super) const STRINGS: &[&str] = &[
    "acunetix",
    "wvstest",
    "wvs_",
    "w3af",
    "sqlmap",
    "nessus",
    "nikto",
    "netsparker",
    "appscan",
    "qualys",
    "openvas",
    "burpcollaborator",
    "interact.sh",
    ".oast.",
    "oastify",
    "bxss.me",
    "r87.me",
    "r87.com",
    "xsshunter",
    "dnslog.cn",
    "ceye.io",
    "requestbin",
    "webhook.site",
    "rfiinc",
    "nmaplowercheck",
    "jndiexploit",
    // Spring's own class loader through a form (CVE-2022-22965): nothing else asks for it.
    "class.module.classloader",
];

/// Files that must never be served, and doors that are tried on every host alike.
pub(super) fn is_secret(path: &str) -> bool {
    SECRETS.is_match(path) && !path.contains("/.well-known/")
}

/// Doors of well-known software: a probe only where they are not there.
pub(super) fn is_door(path: &str) -> bool {
    DOORS.is_match(path)
}

/// Beginnings of payloads that no honest header holds; what follows them is then looked at.
const STRONG: &[&str] = &[
    "${",
    "jndi",
    "<script",
    "() {",
    "(){",
    "<?php",
    "union",
    "select",
    "sleep",
    "../",
    "/etc/",
    "wget ",
    "curl ",
    "&#",
    "%24%7b",
    "%3c",
    "onerror",
    "onload",
    "onmouse",
    "onfocus",
    "' or",
    "\" or",
    "'=",
    "waitfor",
    "alert(",
    "document.",
    "/bin/",
    "|id",
    ";id",
    "`",
    "$(",
    "{{",
    "%{",
    "php://",
    "xp_",
    "\\x",
    "env ",
    "python ",
    "<!--#",
    "'\"",
    "%2e%2e",
    "javascript:",
    "<img",
    "<svg",
    "phpinfo",
    "system(",
    "eval(",
    "base64_decode",
    "sysdate",
    "benchmark",
    "%27",
    "1'",
    "cat%20",
    "&&",
    "whoami",
    "passwd",
    "bash ",
    "::int",
    ";cat",
    "cat$",
];

/// What stands in a header.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Header {
    pub(super) is_scanner: bool,
    pub(super) is_test_string: bool,
    /// Worth a closer look.
    pub(super) is_strong: bool,
}

/// All marks of a header, in one pass.
pub(super) fn of_header(header: &str) -> Header {
    static MARKS: LazyLock<AhoCorasick> =
        LazyLock::new(|| automaton(&[AGENTS, STRINGS, STRONG].concat()));
    let mut marks = Header::default();
    for found in MARKS.find_overlapping_iter(header) {
        let idx = found.pattern().as_usize();
        marks.is_scanner |= idx < AGENTS.len();
        marks.is_test_string |= (AGENTS.len()..AGENTS.len() + STRINGS.len()).contains(&idx);
        marks.is_strong |= idx >= AGENTS.len() + STRINGS.len();
    }
    marks
}

/// Whether the agent calls itself a Chrome that cannot be: since 28 every Chrome says
/// `AppleWebKit/537.36` (Chromium's user agent has been frozen there since it left WebKit in 2013).
pub(super) fn is_forged(agent: &str) -> bool {
    let number = |key: &str| {
        let (_, rest) = agent.split_once(key)?;
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        rest.get(..end)
    };
    let major = number(" Chrome/").and_then(|version| version.split('.').next()?.parse().ok());
    let is_blink = major.is_some_and(|major: u32| major >= 28);
    is_blink && number(" AppleWebKit/").is_some_and(|version| version != "537.36")
}

/// Whether a crawler of a search engine, by its own words, sends what crawlers never send.
pub(super) fn is_false_crawler(agent: &str, method: &str) -> bool {
    const CRAWLERS: [&str; 7] = [
        "googlebot",
        "bingbot",
        "msnbot",
        "yandexbot",
        "baiduspider",
        "duckduckbot",
        "slurp",
    ];
    if method != "POST" {
        return false;
    }
    let agent = agent.to_ascii_lowercase();
    CRAWLERS.iter().any(|name| agent.contains(name))
}

pub(super) fn has_test_string(target: &str) -> bool {
    static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(STRINGS));
    MARKS.is_match(target)
}

pub(super) fn automaton(words: &[&str]) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("a few dozen short words make a small automaton")
}

static SECRETS: LazyLock<Patterns> = LazyLock::new(|| {
    compile(&[
        // Hidden files, but those meant for the public.
        r"(?:^|/)\.(?:env|git|svn|hg|bzr|cvs|ds_store|ht|aws|ssh|docker|kube|npmrc|vscode|idea|config|bash|zsh|profile|netrc|pgpass|my\.cnf|s3cfg|gem|composer|travis|circleci|gitlab|github|dockerenv|dockerignore|gitignore|ftpconfig|remote-sync|mysql|psql|viminfo|wp-config|passwd|htpasswd|secrets?|credentials?|terraform|ansible|history|azure|gcloud|bitcoin|sqlite)",
        r"(?:^|/)\.[a-z][\w-]*(?:ignore|rc|rules|settings|history|auth|token|key|keys|secret|secrets|agent|agents|cache)(?:$|[/.])",
        r"(?:^|/)\.[a-z][\w-]+/[\w./-]+\.(?:json|ya?ml|toml|md|sh|ini|conf|cfg|log|db|sqlite|env|key|pem|mdc?|txt|xml|py|js)$",
        r"(?:^|/)\.[a-z0-9][\w-]+/(?:config|settings|rules|hooks|chat|memory|history|sessions?|prompts?|agents?|commands?|logs?)(?:$|[/.])",
        // Copies, dumps and keys left behind.
        r"\.(?:bak|old|orig|save|swp|swo|copy|tmp|dist|sql|sqlite3?|mdb|dump|pem|p12|pfx|ppk|kdbx|rdp|jks|keystore)(?:~|\.(?:zip|gz|bz2|tar|tgz|7z|rar|tar\.gz))?$|\.(?:php|asp|aspx|jsp|inc|conf|config|ini|yml|env)(?:~|\.(?:bak|old|save|swp|orig))$",
        r"/(?:backup|backups|dump|database|db|site|www|htdocs|web|public_html|wwwroot|mysql|data|sql|wordpress|wp|full_backup|back)s?[-_\d]*\.(?:zip|tar|tar\.gz|tgz|gz|rar|7z|sql|bz2)$",
        r"/(?:wp-config\.php|config\.php\.\w+|web\.config|php\.ini|\.?htpasswd|global\.asax?|web-inf/|id_rsa|id_dsa|credentials(?:\.\w+)?$|secrets?\.(?:ya?ml|json|env)|docker-compose\.ya?ml|dockerfile$|database\.ya?ml|local\.settings\.json|appsettings(?:\.\w+)?\.json|parameters\.ya?ml|settings\.py$|sftp-config\.json|deployment-config\.json|known_hosts|authorized_keys|passwd$|etc/)",
        r"/(?:error|debug|access|install|server|laravel|npm-debug|yarn-error|storage|application|app|php_errors?|wp-content/[\w./-]*)[-_]?(?:errors?)?\.?log$|/(?:error|access)[-_]log$",
        // Shells that others left, and doors for code.
        r"/(?:[\w.-]*[^a-z/])?(?:(?:web|cmd|php|asp|jsp)?shell|backdoor|bypass|c99|r57|b374k)(?:[^a-z/][\w.-]*)?\.(?:php|phtml|asp|aspx|jsp|jspx)\d?$|/php/ztp_gate\.php|\.php/(?:\S*/)?\.js\.map$|/service/extension/backup/mboximport|/crx/(?:packmgr|de|explorer)/",
        r"/(?:c99|r57|wso|b374k|alfa|alfacgiapi|shell|cmd|webshell|mini|up|gel4y|indoxploit|adminer[-\d.]*)\.(?:php|asp|aspx|jsp)\d?$|/cgi-bin/(?:test-cgi|printenv|php|php5?|bash|sh|luci|\S*\.\./)|eval-stdin\.php|/vendor/phpunit/|/_ignition/|/\.well-known/\.\./|/cgi-bin/\S*(?:%|;|\|)",
        r"/(?:hnap1|gponform|boaform|setup\.cgi|shell\?cd|goform|cgi-bin/(?:luci|supervisor|jarrewrite|nph-)|tmunblock\.cgi|device\.rsp|picsdesc\.xml|manager/html|invoker/|jmx-console|web-console|actuator/(?:env|heapdump|gateway|jolokia|mappings)|jolokia|solr/admin|druid/index|struts|console/css|wls-wsat|_async/|autodiscover/autodiscover\.json|owa/auth/x|ecp/|remote/(?:fgt_lang|logincheck|login)|dana-na/|\+cscoe\+|vpn/\.\./|mgmt/tm|tmui/|api/jsonws/|telescope/requests|nacos/|geoserver/web|cdn-cgi/\.\./|_profiler/phpinfo|server-status$|server-info$|phpinfo\.php|info\.php$|test\.php$|i\.php$|pi\.php$|php\.php$)",
        r"^/?@(?:fs|id|vite)/|/__x00__|/\.\.;/|\x00",
    ])
});

static DOORS: LazyLock<Patterns> = LazyLock::new(|| {
    compile(&[
        r"/(?:wp-login\.php|xmlrpc\.php|wp-admin|wp-includes/|wp-content/plugins/|wp-json/wp/v2/users|phpmyadmin|pma\b|myadmin|mysqladmin|dbadmin|sqladmin|administrator(?:/index\.php)?$|admin\.php|admin/config\.php|joomla|drupal|user/register|magento|typo3|webadmin|cpanel|plesk|whm|solr|jenkins|hudson|kibana|grafana|portainer|druid|zabbix|nagios|cacti|roundcube|webmail|horde|owa/?$|exchange|autodiscover|citrix|vpn/|login\.action|index\.action|struts2|axis2|tomcat|manager|console/?$|cgi-bin|scripts/setup\.php|setup\.php|install\.php|config\.json|swagger|api-docs|graphql$|v2/_catalog|containers/json|metrics$|actuator|_cat/indices|elmah\.axd|trace\.axd|crossdomain\.xml|clientaccesspolicy\.xml|sitemap\.xml\.gz|script/?$|shell|webdav|servlet/|fckeditor|ckeditor|elfinder|filemanager|uploadify|tinymce|kcfinder|webshell)|\.php\d?/[^?]*\.php",
    ])
});

fn compile(patterns: &[&str]) -> Patterns {
    Patterns::new(patterns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_ordinary_files() {
        for path in [
            "/.env",
            "/app/.git/config",
            "/.aws/credentials",
            "/db.sql.gz",
            "/index.php~",
            "/config.php.bak",
            "/.tool/settings.json",
            "/vendor/phpunit/x/eval-stdin.php",
            "/backup.zip",
            "/worse_linux_shell.php",
            "/img/s72-shell.php",
            "/crx/packmgr/service.jsp",
        ] {
            assert!(is_secret(path), "{path}");
        }
        for path in [
            "/",
            "/.well-known/acme-challenge/abc",
            "/.well-known/security.txt",
            "/files/release-1.2.zip",
            "/blog/tags/git",
            "/favicon.ico",
            "/downloads/app.tar.gz",
            "/wp-login.php",
            "/environment.html",
            "/nutshell.php",
            "/shell-collection/list.php",
            "/logs/today",
            "/projects/backup-tool/",
        ] {
            assert!(!is_secret(path), "{path}");
        }
        assert!(is_door("/wp-login.php") && is_door("/phpmyadmin/") && !is_door("/cart"));
    }

    #[test]
    fn scanners_and_ordinary_agents() {
        assert!(of_header("Mozilla/5.00 (Nikto/2.1.6)").is_scanner);
        assert!(of_header("sqlmap/1.8#stable").is_scanner);
        for agent in [
            "curl/8.4.0",
            "python-requests/2.31.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1)",
            "UptimeRobot/2.0",
        ] {
            let marks = of_header(agent);
            assert!(!marks.is_scanner && !marks.is_strong, "{agent}");
        }
        let chrome = |webkit: &str| {
            format!(
                "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/{webkit} (KHTML, like Gecko) Chrome/90.0.1 Safari/537.36"
            )
        };
        assert!(is_forged(&chrome("537.21")) && !is_forged(&chrome("537.36")));
        assert!(!is_forged(
            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15"
        ));
        assert!(has_test_string(
            "/?q=http://testasp.vulnweb.com/t/xss.html?%00.wvs_x"
        ));
    }
}
