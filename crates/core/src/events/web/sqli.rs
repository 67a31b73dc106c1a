//! SQL injection, and its relatives in LDAP, XPath and document databases.
//!
//! In: decoded text of one value. Out: whether it carries SQL that a person would not write. A word
//! alone (`select`, `union`) or a quote alone (O'Brien) never decides; syntax around them does.

use std::sync::LazyLock;

use super::patterns::Patterns;

use super::decode::without_comments;

/// Stems of which every pattern below needs at least one; cheap to look for.
pub(super) const STEMS: &[&str] = &[
    "select",
    "union",
    " or ",
    " and ",
    "'or",
    "'and",
    "\"or",
    "\"and",
    ")or",
    ")and",
    "||",
    "&&",
    "sleep",
    "benchmark",
    "waitfor",
    "having",
    "order by",
    "group by",
    "like",
    "exec",
    "drop",
    "insert",
    "update",
    "delete",
    "create",
    "alter",
    "truncate",
    "declare",
    "information_schema",
    "xp_",
    "'=",
    "\"=",
    "' =",
    "\" =",
    "--",
    "'#",
    "')",
    "\")",
    "' ",
    "\" ",
    "sysdate",
    "chr(",
    "$ne",
    "[$",
    ")(",
    "where",
    "xor",
    "::",
];

pub(super) fn is_in(text: &str) -> bool {
    let text = without_comments(text);
    PATTERNS.is_match(&text) || is_fence(&text)
}

/// What sqlmap sends to provoke a syntax error: brackets, quotes and stops in a heap, `'))"(,.'`.
fn is_fence(text: &str) -> bool {
    /// Six signs of at least three kinds, a quote and a bracket among them; a row of quotes or
    /// dots alone is a finger on a key.
    const LENGTH: usize = 6;
    let is_sign = |byte: &u8| matches!(byte, b'(' | b')' | b'\'' | b'"' | b',' | b'.');
    text.as_bytes()
        .chunk_by(|a, b| is_sign(a) == is_sign(b))
        .filter(|heap| heap.len() >= LENGTH && heap.first().is_some_and(is_sign))
        .any(|heap| {
            let has = |signs: &[u8]| heap.iter().any(|byte| signs.contains(byte));
            has(b"'\"") && has(b"()") && has(b",.")
        })
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    /// A number, a quoted text or a word with a bracket, as either side of a comparison.
    const TERM: &str = r#"(?:[-+~!(\s@'"`]*(?:0x[0-9a-f]+|\d[\d.+\-*/%()\s]*|'[^']*'|"[^"]*"|\w+\s*\(|@@?\w+|null|true|false|select)[\s)'"`%]*)"#;
    const COMPARE: &str = r"(?:=|<=>|<>|!=|<=|>=|<|>|\bnot\s+like\b|\blike\b|\brlike\b|\bregexp\b|\bin\s*\(|\bbetween\b|\bis\s+(?:not\s+)?null\b)";
    const FUNCTION: &str = r"(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|group_concat|concat_ws|concat|make_set|elt|ascii|ord|substring|substr|mid|char|chr|hex|unhex|bin|version|database|schema|user|current_user|system_user|session_user|row_count|randomblob|generate_series|regexp_substring|utl_inaddr\.get_host_\w+|utl_http\.request|dbms_\w+\.\w+|xmltype|ctxsys\.\w+\.\w+|exp|json_keys|geometrycollection|multipoint|polygon|multilinestring|linestring|gtid_subset|ifnull|iif|if|nvl|coalesce|cast|convert|count|floor|rand|crypt_key|sqlite_version|name_const|fn_\w+|openrowset|opendatasource|xp_\w+|sp_\w+|lo_import|pg_read_file|array_to_string|query_to_xml|like|sysdate|now|nullif|least|greatest|md5|sha1)";
    let patterns = [
        // union select
        r#"\bunion\b[\s(]*(?:all|distinct|distinctrow)?[\s('"@]*\bselect\b"#.to_owned(),
        // select … from …, with anything that prose does not have
        r#"\bselect\b[\s('"@!*]*[^a-z\s].*\bfrom\b"#.to_owned(),
        r#"\bselect\b.*\bfrom\b\s*[\w.("'`\[\]@$]+\s*(?:$|[;)#'"(,]|--|\b(?:where|limit|group|order|union|as|having)\b)"#
            .to_owned(),
        format!(r"\bselect\b[\s(]*(?:top\s+\d+|distinct|case\s+when|@@\w+|\*|\d+\s*(?:,|--|#|$|\))|{FUNCTION}\s*\()"),
        r"[(;]\s*select\b\s+(?:\w+\s*(?:,|\(|\))|\*|'|@)".to_owned(),
        // a condition joined on, true or false
        format!(r#"(?:\b(?:and|or|xor|having|where|not|div|mod)\b|&&|\|\||['"]\s*[|&^;*/+-])[\s(!'"]*{TERM}\s*{COMPARE}\s*{TERM}"#),
        format!(r"\b(?:and|or|xor|having|where|when)\b[\s(!']*{FUNCTION}\s*\("),
        r#"['")]\s*\)*\s*\b(?:and|or|xor)\b\s*\(*\s*(?:not\b)?[\s(!'"]*[\w.%]+[\s)'"]*(?:=|<|>|\blike\s*['"(%]|\bis\s+(?:not\s+)?null|\bin\s*\(|--|#|\|)"#.to_owned(),
        r#"\b(?:or|and|xor)\b\s+[-+~!]*\(*\s*(?:\d+|true|false)\s*(?:--|#|;|\)\s*$)"#.to_owned(),
        r#"\b(?:or|and)\b\s*\(?\s*['"][^'"]*['"]\s*(?:=|<|>|like\b)"#.to_owned(),
        r#"\b(?:and|or)\b\s+\w+\s+(?:like|rlike|regexp|is\s+(?:not\s+)?null|(?:not\s+)?in\s*\(|between\s+\S+\s+and)\s*['"(%]?"#.to_owned(),
        r#"\b(?:and|or|where|having)\b\s+(?:\w+\.)?\w+\s*(?:=|<>|!=)\s*(?:\d+|'[^']*'?|"[^"]*"?|\(|\w+\s*\()"#.to_owned(),
        // a quote that opens or closes a condition
        r#"['"]\s*\)*\s*(?:=|<=>|!=|<>)\s*\(*\s*['"(\d]|['"][\s)]+(?:like|rlike|regexp|sounds\s+like|in\s*\(|between\s*\S+\s*and)\b\s*\(*\s*['"(\d]"#.to_owned(),
        r#"'\s*(?:\|\||\+|&&|\^|-|\*|/|%|&|\|)\s*['(]?\s*(?:\(|\w+\s*\(|\d+\s*'|select\b|')|"\s*(?:\|\||&&|\^)\s*["(]?\s*(?:\(|\w+\s*\(|\d|select\b|")"#.to_owned(),
        r#"^[^\s<>]*['"`)]\s*\)*\s*(?:;|\b(?:limit|procedure|offset|fetch|into)\b\s+\d+)?\s*(?:--[\s\-+!]*|#\s*|--\s?\S*\s*|;?%00)$"#.to_owned(),
        r#"['"]\s*\)*\s*;\s*(?:--|#)|'\s*\)+\s*;"#.to_owned(),
        r#"\d\s*(?:--\s*$|--\s+-|#\s*$)|^\S*\)\s*(?:--|#)\s*$|\)--[\s-]*$"#.to_owned(),
        // a quote, a word that joins, and what joins on to it
        r#"'\s+\)*\s*(?:or|and|xor|div|mod|like|rlike|regexp|is|in|between)\b\s*[-+!~(@'"\d\\]|'\)*(?:or|and|xor|like|rlike|is|\|\||&&)\s*[-+!~('"@\\]|"\)*\s*(?:or|and|xor|\|\||&&)\s*[-+!~(@]+["\d(]"#.to_owned(),
        // a value that starts where a text would end
        r#"^[\w%.\-]{0,12}['"]\s*\)*\s*(?:\b(?:or|and|xor|union|having|where|order|group|limit|procedure|rlike|regexp|div|mod|between|is)\b|\|\||&&).*(?:[=<>(]|--|#|;|\blike\s+['"%]|\bnull\b|\bselect\b|\s\d+\s*$|[!@]$)"#.to_owned(),
        r#"^['"]\s*;\s*\w|\b(?:if|iif|elt|ifnull|nullif|make_set|decode|choose)\s*\(\s*[-\d('"].*[=<>,]\s*[-\d('"]|\(\s*\d+\s*=\s*\d+\s*\)|\bxor\s*[\d'"(]+\s*[<>=-]"#.to_owned(),
        r#"\b(?:except|intersect)\b\s+(?:all\s+)?\bselect\b|::\s*(?:int\w*|text|jsonb?|double|numeric|varchar|regclass|name|bool\w*|bytea|float\d?)\b|\blo_(?:get|export|from_bytea)\s*\(|\bjson_build_\w+\s*\(|\boverlay\s*\(.*\bplacing\b"#.to_owned(),
        // further statements
        r#";\s*(?:select\s+[\w@('*\[]|insert\s+into|update\s+\w+\s+set|delete\s+from|(?:drop|create|alter|truncate)\s+(?:table|database|user|login|function|procedure|view|index|schema|role|trigger|or\s+replace|\w+\s*(?:;|--))|exec(?:ute)?\s*(?:\(|master|sp_|xp_|immediate|@|'|\[)|declare\s+@|begin\s+(?:dbms|declare|user_lock|waitfor|if)|call\s+\w+\s*\(|waitfor\s+delay|grant\s+\w+\s+(?:on|to)|revoke\s+\w+\s+(?:on|from)|shutdown\b\s*(?:;|--|with|$)|merge\s+into|if\s*\(|while\s*\(|set\s+@|use\s+\w+\s*(?:;|--|$))"#.to_owned(),
        r#"\b(?:insert\s+into\s+\S+\s*(?:\(|values|select)|delete\s+from\s+\w+\s*(?:where|;|--|$)|drop\s+(?:table|database|schema|view|index|procedure|function|user)\b\s*(?:if\b|\w+\s*(?:;|--|#|$|\W))|alter\s+(?:table|database|user|login)\s+\w+\s+\w+|create\s+(?:table|database|user|function|procedure|trigger|or\s+replace)\s+\w+|update\s+\w+\s+set\s+\w+\s*=|truncate\s+table\s+\w+|exec(?:ute)?\s+(?:master|sp_|xp_|immediate|\(|@)|declare\s+@\w+|bulk\s+insert\s)"#.to_owned(),
        // functions and tables that only a prober asks for
        r#"\b(?:pg_sleep|benchmark|extractvalue|updatexml|load_file|utl_inaddr|utl_http|dbms_pipe|dbms_lock|dbms_\w+\.\w+|ctxsys\.\w+|xp_cmdshell|xp_dirtree|sp_password|sp_executesql|sp_oacreate|randomblob|generate_series|regexp_substring|group_concat|make_set|row_count|crypt_key|name_const|gtid_subset|sqlite_version|lo_import|json_keys|procedure\s+analyse|xmltype)\s*\("#.to_owned(),
        r#"\bsleep\s*\(\s*(?:['"(]|if|\[|[\d.*/+-]+\s*(?:\)|$))|\bwaitfor\s+(?:delay|time)\b|\bsysdate\s*\(\s*\)"#.to_owned(),
        r#"\binformation_schema\b|\bsys(?:objects|columns|databases|users)\b|\bsys\.(?:tables|columns|databases|user_objects|all_tables)|\bmaster\s*\.\.|\bmysql\.(?:user|db)\b|\bpg_(?:catalog|user|shadow|database|tables)\b|\bsqlite_master\b|\bmsysaccessobjects\b|\brdb\$\w+|\ball_(?:tables|users|tab_columns)\b|\bdomain\.(?:domains|tables|columns)\b|\bsysibm\.|\bxp_(?:cmdshell|regread|dirtree|servicecontrol|availablemedia|enumdsn)\b"#.to_owned(),
        r#"\binto\s+(?:out|dump)file\b|\bload\s+data\s+(?:local\s+)?infile\b|@@(?:version|hostname|datadir|basedir|servername|global|spid|tmpdir)|\bcase\s+when\b|\bend\s+from\b|\bthen\s+\S+\s+else\b"#.to_owned(),
        r#"\b(?:char|chr|nchar)\s*\(\s*(?:\d+|0x[0-9a-f]+)\s*[,)]\s*(?:\d|\+|\|\||,|&|$|\))"#.to_owned(),
        r#"\b(?:order|group)\s+by\b\s*(?:\d+|\(|null|rand\()[\s,\d]*(?:--|#|;|$|\))|\bhaving\b\s*\(?\s*\d|\blimit\s+\d+\s*(?:,|offset)\s*\d+\s*(?:--|#|$|union|into)"#.to_owned(),
        r#"\b(?:cast|convert)\s*\(.*\b(?:as|using|int)\b|\bconvert\s*\(\s*int\b|\bcollate\s+\w+_\w+|\brlike\s*\(|\bas\s+\w+\s+where\b|\bunion\b\s+all\b|\bnot\s+exists\s*\(|\bexists\s*\(\s*select"#.to_owned(),
        // document databases, directories
        r#"\[\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|not|expr|type|mod|all|size|elemmatch)\]|["']\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|not|expr)["']\s*:|\$where\s*[:=]|;\s*return\b.*(?:==|true)|\bthis\.\w+\s*(?:==|\.match)"#.to_owned(),
        r#"[*)]\s*\)\s*\(\s*[|&!]?\s*\(?\s*\w+\s*[~<>]?=|\*\s*\)\s*\(\s*\w+\s*=|\(\s*[|&]\s*\(\s*\w+\s*="#.to_owned(),
        r#"\b(?:or|and)\b\s+(?:count|position|string-length|name|contains|starts-with|substring)\s*\(|//user\[|\]\s*\|\s*//"#.to_owned(),
    ];
    Patterns::new(patterns)
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::web::decode::decode;

    #[test]
    fn sql_in_a_value() {
        for raw in [
            "7'+or+'1'%3D'1",
            "7+or+12%3D12",
            "-7'+union+all+select+1,2,3--+",
            "7%2527%2520UNION%252f**%252fSELECT%25201",
            "7;drop+table+kedai--",
            "7'+and+sleep(3)--",
            "if(now()=sysdate(),sleep(4),0)",
            "7'+waitfor+delay+'0:0:4'--",
            "admin'--",
            "admin'+%23",
            "7)+and+(4=4",
            "(select+name+from+users+limit+1)",
            "7+order+by+9--",
            "1'||(select+'a'||'b')||'",
            "x'+and+email+is+null;--",
            "7'+having+1=1--",
            "';exec+master..xp_cmdshell+'dir'--",
            "7+and+ascii(substring(database(),1,1))>77",
            "%7B%22$gt%22:%22%22%7D",
            "*)(uid=*))(|(uid=*",
            "1'\")).,(",
        ] {
            assert!(is_in(&decode(raw, true)), "{raw}");
        }
    }

    #[test]
    fn words_and_quotes_that_people_write() {
        for raw in [
            "O'Brien",
            "o'brien+and+sons",
            "d'artagnan,+l'",
            "select+a+size",
            "please+select+an+item+from+the+list",
            "trade+union+members",
            "the+union+selects+its+leader",
            "black+or+white",
            "rock+and+roll",
            "1+1",
            "2+%2B+2+=+4",
            "order+by+phone",
            "drop+in+anytime",
            "insert+coin",
            "update+your+settings",
            "size+10+or+11",
            "5'11\"",
            "12\"+vinyl",
            "\"el+segre\",+118",
            "c%2F+sant+joan+(es),+4",
            "rock+'n'+roll",
            "what's+up%3F",
            "a--b",
            "the+'90s+and+2000s",
            "like+a+rolling+stone",
            "where+is+the+love",
            "sleep+(8+hours)",
            "C%23",
            "issue+%234",
            "{\"a\":[1,2]}",
            "...",
            "tables+and+chairs",
            "count+me+in",
            "user's+guide+and+faq",
            "\"red+shoes\"+AND+\"blue+shoes\"",
            "\"dr.+who\"+and+tea",
            "\"where's+the+key\"",
            "ring+16\"+or+18\"",
            "1/4\"-1\"+ribbon",
            "\"like\"+button",
            "paper+(8x11\"-300+dpi)+--+10+sheets",
            "gate+is+shut;+call+when+you+arrive",
            "d'or+1er",
            "hello';",
            "!!!''",
        ] {
            assert!(!is_in(&decode(raw, true)), "{raw}");
        }
    }
}
