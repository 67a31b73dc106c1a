//! Script injected into a page: tags, event handlers, script addresses, calls.
//!
//! In: decoded text. Out: whether a browser would run something of it. `<3`, `a < b` and the word
//! `javascript` are nothing.

use std::sync::LazyLock;

use super::patterns::Patterns;

/// Stems of which every pattern below needs at least one.
pub(super) const STEMS: &[&str] = &[
    "<",
    "script:",
    "s c r i p t",
    "javas",
    "alert",
    "confirm",
    "prompt",
    "eval",
    "document",
    "window",
    "onerror",
    "onload",
    "onclick",
    "onmouse",
    "onfocus",
    "onkey",
    "onbegin",
    "onstart",
    "onpointer",
    "onanimation",
    "ontoggle",
    "ontransition",
    "expression",
    "fromcharcode",
    "settimeout",
    "setinterval",
    "atob",
    "srcdoc",
    "innerhtml",
    "data:",
    "binding",
    "onblur",
    "http-equiv",
    "set-cookie",
    "onwebkit",
    "+adw",
];

pub(super) fn is_in(text: &str) -> bool {
    PATTERNS.is_match(text)
        || text.contains(['\t', '\n', '\r', '\0'])
            && PATTERNS.is_match(&text.replace(['\t', '\n', '\r', '\0'], ""))
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    const EVENT: &str = r"on(?:error|load\w*|click|dblclick|contextmenu|mouse\w+|pointer\w+|focus\w*|blur|key\w+|submit|reset|change|input|select\w*|toggle|begin|end|repeat|start|finish|bounce|scroll\w*|wheel|resize\w*|unload|before\w+|after\w+|page\w+|pop\w+|hash\w+|message\w*|online|offline|storage|copy|cut|paste|drag\w*|drop|animation\w+|transition\w+|webkit\w+|touch\w+|gesture\w+|activate|deactivate|abort|canplay\w*|play\w*|pause|progress|ratechange|readystatechange|search|seek\w+|show|stalled|suspend|timeupdate|volumechange|waiting|invalid|cuechange|durationchange|emptied|ended|loadstart|filterchange|propertychange|rowexit|cellchange|dataavailable|layoutcomplete|losecapture|move\w*|statechange|timeerror|urlflip|auxclick|securitypolicyviolation|formdata|slotchange|rowsinserted|rowsdelete|help|stop|controlselect|errorupdate|zoom|syncrestored|seeksegmenttime|trackchange|reverse|resume|outofsync|mediacomplete|mediaerror)";
    let patterns = [
        // tags that run or load by themselves
        r"<\s*/?\s*(?:script|iframe|frame|frameset|object|embed|applet|svg|math|meta|base|link|style|marquee|isindex|xss|layer|ilayer|bgsound|xml|import|template|portal|noscript|animate|set|foreignobject)(?:$|[\s/>:+])".to_owned(),
        r"<\s*(?:img|image|body|input|video|audio|source|track|details|button|form|textarea|select|keygen)\b[\s/+]+[^>]*(?:\bsrc\b|\bon\w+|\bsrcdoc|\baction|\bstyle|\btype|\bname|\bbackground|\bautofocus|\bhref)|<\s*\w+[\s/+][^>]*\bstyle\s*=[^>]*(?:url\s*\(|expression|position\s*:|binding|behaviou?r|/\*)".to_owned(),
        // any whole tag but those of plain text
        r"<(?:x|xss|test|title|html|head|plaintext|textarea|noembed|listing|comment|w|dialog|canvas|slot|main|article|time|summary|option|select|form|\w+:\w+)\b[^>]{0,60}>".to_owned(),
        r"<!(?:--|\[cdata\[|doctype|entity|attlist|element)|<\?(?:xml|import|php)|<%".to_owned(),
        // closing what the page opened; the probe for unescaped signs; UTF-7
        r#"</\s*(?:script|body|html|textarea|title|style|head|iframe|form|noscript|svg|select|xmp)\b|[<>]['"]{1,2}[<>]|['"][<>]['"]|\+adw-\s*/?\w"#.to_owned(),
        // event handlers, in a tag or breaking out of an attribute
        format!(r#"(?:^|[\s"'/<>;,`\x00-\x20])\s*{EVENT}\s*=\s*\S"#),
        r#"(?:\bsrcdoc|\bxlink:href|\bformaction|\bhttp-equiv|\bbackground|\bdynsrc|\blowsrc|\bsrc|\bhref|\bdata|\baction|\bfolder|\bposter)\s*=\s*["'`]?\s*(?:java|vb|live)?script\s*:"#.to_owned(),
        // script addresses; a colon in prose has a space behind it
        r#"(?:j\s*a\s*v\s*a|v\s*b|l\s*i\s*v\s*e|e\s*c\s*m\s*a)\s*s\s*c\s*r\s*i\s*p\s*t\s*:\s*(?:[^\s\w]|\w+\s*[(=.;`\[]|\S+$)"#.to_owned(),
        r"\bdata:\s*(?:text/(?:html|xml|javascript)|image/svg|application/(?:x-)?(?:javascript|xhtml|xml)|[;,])".to_owned(),
        r"\bdata:\s*[^\s,]*,\s*.*<".to_owned(),
        // calls
        r#"(?:\b|script)(?:alert|confirm|prompt)\s*(?:\(|`|\.\s*(?:call|apply|bind)\b|\]|\?\.)"#.to_owned(),
        r#"\b(?:eval|settimeout|setinterval|setimmediate|execscript|atob|btoa)\s*[(`]\s*(?:['"`/\w\[(\\$)]|$)"#.to_owned(),
        r#"(?:\b|script)(?:document|window|self|top|parent|this|globalthis|frames)\s*(?:\.|\[\s*['"`/])\s*(?:cookie|write|domain|location|body|url|referrer|documentelement|getelement\w*|createelement|open|name|onerror|eval|alert|prompt|confirm|constructor|__proto__|import|queryselector|forms|scripts|defaultview|implementation)"#.to_owned(),
        r"\bfromcharcode\b|\binnerhtml\b|\bouterhtml\b|\bxmlhttprequest\b|\blocation\s*\.\s*(?:href|hash|assign|replace|search)\b|\blocation\s*=\s*\S|\bname\s*=\s*alert\b|\bconstructor\s*\(\s*['\x60]|\[\s*\+?!+\s*\[\s*\]".to_owned(),
        r"\bexpression\s*\(|\bmoz-binding\b|\bbehaviou?r\s*:\s*url|\burl\s*\(\s*['\x22]?\s*(?:java|vb)script|@import\s*['\x22(u]".to_owned(),
        // out of an attribute and into a tag
        r#"["'`]\s*/?>\s*<\s*(?:script|img|svg|iframe|input|body|form|meta|link|object|embed|style|marquee|details|video|audio|button|h1)\b|["'`]\s*-\s*\w+\s*(?:\(|`).*-\s*["'`]"#.to_owned(),
        // a header of one's own in the answer
        r"[\r\n]\s*(?:set-cookie|location|content-(?:type|length|disposition)|http/\d|x-[\w-]+|refresh|status)\s*[:/]?".to_owned(),
    ];
    Patterns::new(patterns)
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::web::decode::decode;

    #[test]
    fn script_in_a_value() {
        for raw in [
            "<script>alert(1)</script>",
            "%253Csvg/onload%253Dalert(1)%253E",
            "\"+autofocus+onfocus=\"x()",
            "java%09script:alert(1)",
            "<img+src=x+onerror=y()>",
            "';alert(1)//",
            "<a+href=\"javascript:x()\">",
            "%26lt;iframe+src=//x%26gt;",
            "<IMG+STYLE=\"xss:expression(x)\">",
            "data:text/html;base64,PHN2Zz4=",
            "\\u003cscript\\u003e",
            "document.cookie",
            "eval(name)",
            "%0d%0aSet-Cookie:+a=b",
        ] {
            assert!(is_in(&decode(raw, true)), "{raw}");
        }
    }

    #[test]
    fn signs_and_words_that_people_write() {
        for raw in [
            "<3",
            "a+<+b",
            "if+x<y+then+z>w",
            "javascript:+the+good+parts",
            "learn+javascript",
            "->+next",
            "be+alert",
            "alert+level",
            "window+cleaning",
            "documents",
            "once=1",
            "on+sale+=+yes",
            "prompt+delivery",
            "the+function+(of+art)",
            "<b>bold</b>",
            "<a+href=\"/about.html\">about</a>",
            "<span+class=\"big\">hello</span>",
            "data:+2024",
        ] {
            assert!(!is_in(&decode(raw, true)), "{raw}");
        }
    }
}
