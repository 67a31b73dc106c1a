use super::*;
use crate::unpack::Layer;
use crate::unpack::testing::unpacked;

fn unpack(bytes: &[u8], step: usize) -> (String, End) {
    unpacked(Layer::EventsXml, bytes, step)
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>";

/// What the event viewer saves of an event.
const EVENT: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
    <Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>\
    <EventID>4625</EventID><Version>0</Version><Level>0</Level><Keywords>0x8010000000000000</Keywords>\
    <TimeCreated SystemTime='2026-01-04T10:15:23.2500000Z'/><EventRecordID>7</EventRecordID><Correlation/>\
    <Execution ProcessID='636' ThreadID='72'/><Channel>Security</Channel><Computer>KASIR-1</Computer>\
    <Security/></System><EventData><Data Name='TargetUserName'>rina &amp; co&#46;</Data>\
    <Data Name='IpAddress'>192.0.2.7</Data><Data Name='Empty'></Data></EventData>\
    <RenderingInfo Culture='en-US'><Message>An account failed to log on.\r\n\r\nSubject:\r\n</Message>\
    <Level>Information</Level><Keywords><Keyword>Audit Failure</Keyword></Keywords></RenderingInfo></Event>";

const LINE: &str = "{\"SystemTime\":\"2026-01-04T10:15:23.2500000Z\",\"Level\":\"Information\",\
    \"Computer\":\"KASIR-1\",\"ProviderName\":\"Microsoft-Windows-Security-Auditing\",\"EventID\":\"4625\",\
    \"Channel\":\"Security\",\"EventRecordID\":\"7\",\"Keywords\":\"0x8010000000000000\",\
    \"ExecutionProcessID\":\"636\",\"TargetUserName\":\"rina & co.\",\"IpAddress\":\"192.0.2.7\",\
    \"Message\":\"An account failed to log on.\\n\\nSubject:\"}\n";

#[test]
fn events_are_lines_whatever_the_pieces() {
    let text = format!("{HEAD}{EVENT}{EVENT}</Events>\r\n");
    for step in 1..text.len() {
        let got = unpack(text.as_bytes(), step);
        assert_eq!(
            (got.0.as_str(), got.1),
            (LINE.repeat(2).as_str(), End::Complete),
            "{step}"
        );
    }
    // wevtutil puts nothing around them.
    let bare = unpack(format!("{EVENT}\n{EVENT}\n").as_bytes(), 100);
    assert_eq!(bare, (LINE.repeat(2), End::Complete));
}

#[test]
fn events_that_are_spread_over_lines() {
    let text = "Record 1\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">\n  <System>\n\
        \x20   <Provider Name=\"Microsoft-Windows-Eventlog\">\n    </Provider>\n\
        \x20   <EventID Qualifiers=\"0\">1102</EventID>\n  </System>\n  <UserData>\n    <LogFileCleared>\n\
        \x20     <SubjectUserName>rina</SubjectUserName>\n    </LogFileCleared>\n  </UserData>\n</Event>\n";
    let line = "{\"ProviderName\":\"Microsoft-Windows-Eventlog\",\"EventID\":\"1102\",\"SubjectUserName\":\"rina\"}\n";
    assert!(is_events(text.as_bytes()));
    assert_eq!(unpack(text.as_bytes(), 9), (line.to_owned(), End::Complete));
}

#[test]
fn what_was_cut_or_is_no_xml_is_read_as_far_as_it_goes() {
    let cut = format!(
        "{HEAD}{EVENT}{}",
        EVENT.split("<EventData>").next().unwrap_or_default()
    );
    let (text, end) = unpack(cut.as_bytes(), 50);
    assert_eq!((text.lines().count(), end), (2, End::Truncated));
    assert!(
        text.ends_with("\"ExecutionProcessID\":\"636\"}\n"),
        "{text}"
    );
    let closed = unpack(format!("{HEAD}{EVENT}").as_bytes(), 50);
    assert_eq!(closed, (LINE.to_owned(), End::Truncated));

    let broken = "<Event><System><EventID>1</EventID></System><Data>x</Data><![CDATA[y</Event>";
    let text = format!("{broken}{EVENT}");
    assert_eq!(
        unpack(text.as_bytes(), 50),
        (
            format!("{{\"EventID\":\"1\",\"Data\":\"x\"}}\n{LINE}"),
            End::Complete
        )
    );
    assert_eq!(
        unpack(b"<Event></Event><Event/>", 3),
        (String::new(), End::Complete)
    );
}

#[test]
fn an_event_has_a_bound() {
    let data = "<Data Name='x'>".to_owned() + &"y".repeat(3 << 20) + "</Data>";
    let deep = "<a>".repeat(100_000);
    for inside in [data, deep] {
        let text = format!("<Event><System><EventID>1</EventID></System>{inside}</Event>{EVENT}");
        let whole = unpack(text.as_bytes(), text.len());
        assert_eq!(whole, unpack(text.as_bytes(), 4093));
        assert_eq!(whole.1, End::Complete);
        assert!(whole.0.ends_with(LINE));
        assert!(whole.0.len() < LINE.len() + (2 << 20));
    }
}

#[test]
fn events_begin_like_nothing_else() {
    let sysmon = "<Event xmlns=\"x\"><System><Provider Name=\"y\"/>";
    for (text, expected) in [
        (format!("{HEAD}{EVENT}"), true),
        (format!("\u{feff}\n<!-- saved -->\n{EVENT}"), true),
        (sysmon.to_owned(), true),
        (
            "<Event><EventTime>2026-01-04</EventTime></Event>".to_owned(),
            false,
        ),
        ("<EventLog><System>".to_owned(), false),
        ("<Events></Events>".to_owned(), false),
        ("<?xml version=\"1.0\"?>".to_owned(), false),
        ("Record 7 of <Event><System>".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(is_events(text.as_bytes()), expected, "{text}");
    }
}
