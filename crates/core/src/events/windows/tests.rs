use super::*;
use crate::record::WindowsEvent;

/// Kind, sign, source and user.
type Told = (Option<EventKind>, Option<Sign>, String, String);

fn told(record: &Record<'_>) -> Told {
    let meaning = super::super::classify(record);
    (
        meaning.kind,
        meaning.sign,
        meaning.source.unwrap_or_default().into_owned(),
        meaning.user.unwrap_or_default().into_owned(),
    )
}

fn meaning(message: &str) -> Told {
    let record = Record {
        message: message.into(),
        repeats: 1,
        ..Record::default()
    };
    told(&record)
}

fn json(id: u32, provider: &str, data: &str) -> String {
    format!(
        r#"{{"win":{{"eventdata":{{{data}}},"system":{{"eventID":"{id}","providerName":"Microsoft-Windows-{provider}"}}}}}}"#
    )
}

#[test]
fn sign_ins_in_json_and_xml() {
    let data = r#""ipAddress":"192.0.2.7","targetUserName":"wati","logonType":"3""#;
    let from = || "192.0.2.7".to_owned();
    let who = || "wati".to_owned();
    assert_eq!(
        meaning(&json(4625, "Security-Auditing", data)),
        (Some(EventKind::AuthFailure), None, from(), who())
    );
    assert_eq!(
        meaning(&json(4624, "Security-Auditing", data)),
        (Some(EventKind::AuthSuccess), None, from(), who())
    );
    let service = r#""targetUserName":"SYSTEM","logonType":"5""#;
    assert_eq!(meaning(&json(4624, "Security-Auditing", service)).0, None);
    let xml = r#"<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4625</EventID></System><EventData><Data Name='TargetUserName'>wati</Data><Data Name="IpAddress">192.0.2.7</Data></EventData></Event>"#;
    assert_eq!(
        meaning(xml),
        (Some(EventKind::AuthFailure), None, from(), who())
    );
}

/// A row of the event viewer's table.
fn row(id: u32, provider: &'static str, sentence: &str) -> Told {
    let text = format!("Information,1/4/2026 10:15:23 AM,{provider},{id},None");
    let record = Record {
        message: sentence.into(),
        process: provider.into(),
        windows: Some(WindowsEvent { id, text: &text }),
        repeats: 1,
        ..Record::default()
    };
    told(&record)
}

#[test]
fn sentences_of_the_event_viewer() {
    const AUDIT: &str = "Microsoft-Windows-Security-Auditing";
    let of =
        |kind, sign, source: &str, user: &str| (kind, sign, source.to_owned(), user.to_owned());
    let subject = "Subject:⏎\tSecurity ID:\t\tSYSTEM⏎\tAccount Name:\t\tKASIR-1$⏎⏎";
    for line_end in ["⏎", "\n", "\r\n"] {
        let said = |text: &str| format!("{subject}{text}").replace('⏎', line_end);
        assert_eq!(
            row(
                4625,
                AUDIT,
                &said(
                    "Logon Type:\t\t\t3⏎⏎Account For Which Logon Failed:⏎\tAccount Name:\t\trina⏎⏎Network Information:⏎\tSource Network Address:\t192.0.2.7⏎"
                )
            ),
            of(Some(EventKind::AuthFailure), None, "192.0.2.7", "rina")
        );
        assert_eq!(
            row(
                4624,
                AUDIT,
                &said(
                    "Logon Type:\t\t10⏎⏎New Logon:⏎\tAccount Name:\t\trina⏎\tNetwork Account Name:\t-⏎⏎Network Information:⏎\tSource Network Address:\t-⏎"
                )
            ),
            of(Some(EventKind::AuthSuccess), None, "", "rina")
        );
        let service = "Logon Type:\t\t5⏎⏎New Logon:⏎\tAccount Name:\t\tSYSTEM⏎";
        assert_eq!(row(4624, AUDIT, &said(service)).0, None);
        // Who was added, not who added them.
        let member = "Member:⏎\tSecurity ID:\t\tS-1-5-21-7⏎\tAccount Name:\t\t-⏎⏎Group:⏎\tSecurity ID:\t\tBUILTIN⏎\tGroup Name:\t\tAdministrators⏎";
        assert_eq!(
            row(4732, AUDIT, &said(member)),
            of(Some(EventKind::GroupAdded), None, "", "S-1-5-21-7")
        );
    }
    let installed = "A service was installed in the system.⏎⏎Service Name:  WinUpd⏎Service File Name:  x.exe⏎Service Account:  LocalSystem";
    assert_eq!(
        row(7045, "Service Control Manager", installed),
        of(
            Some(EventKind::Sign),
            Some(Sign::ServiceUnit),
            "",
            "LocalSystem"
        )
    );
    let traced = "Process Create:⏎Image: C:\\Windows\\System32\\vssadmin.exe⏎CommandLine: vssadmin delete shadows /all⏎User: KASIR-1\\rina";
    assert_eq!(
        row(1, "Microsoft-Windows-Sysmon", traced),
        of(Some(EventKind::Sign), Some(Sign::MassDelete), "", "rina")
    );
    assert_eq!(
        row(4625, "Shop", "Account Name: rina").0,
        None,
        "another's number"
    );
}

#[test]
fn signs_of_every_log() {
    let sign = |id, provider, data| meaning(&json(id, provider, data)).1;
    assert_eq!(sign(1102, "Eventlog", ""), Some(Sign::LogCleared));
    assert_eq!(
        sign(
            7045,
            "Service Control Manager",
            r#""serviceName":"x","imagePath":"c:\\x.exe""#
        ),
        Some(Sign::ServiceUnit)
    );
    assert_eq!(
        sign(
            1,
            "Sysmon",
            r#""image":"C:\\Windows\\System32\\vssadmin.exe","commandLine":"vssadmin  delete shadows /all""#
        ),
        Some(Sign::MassDelete)
    );
    assert_eq!(
        sign(
            1,
            "Sysmon",
            r#""image":"C:\\Users\\Public\\a.exe","commandLine":"a.exe""#
        ),
        Some(Sign::RunFromTemp)
    );
    assert_eq!(
        sign(
            1,
            "Sysmon",
            r#""image":"C:\\ProgramData\\Shop\\till.exe","commandLine":"till.exe""#
        ),
        None
    );
    assert_eq!(sign(4634, "Security-Auditing", ""), None);
}

#[test]
fn groups_that_give_rights() {
    let kind = |group: &str| {
        let data = format!(r#""targetUserName":"{group}","memberName":"CN=wati""#);
        meaning(&json(4732, "Security-Auditing", &data)).0
    };
    assert_eq!(kind("Administrators"), Some(EventKind::GroupAdded));
    assert_eq!(kind("Readers"), None);
}
