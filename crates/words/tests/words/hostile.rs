//! Logs are written in part by strangers: their text must stay text.

use jejak_protocol::{FactKey as F, IncidentKind as K};
use jejak_words::{Lang, Reader, facts, next_steps, sentence, title};

use crate::build::{With, incident, wib};

const HOSTILE: &str = "a\u{202e}b\u{1b}[31m `rm -rf /`; $(reboot) | <img src=x onerror=alert(1)>";

#[test]
fn hidden_characters_never_reach_a_text() {
    let zone = wib();
    for kind in K::ALL {
        let it = [
            F::Source,
            F::User,
            F::Service,
            F::Host,
            F::Command,
            F::Group,
            F::Path,
            F::Error,
        ]
        .into_iter()
        .chain([
            F::Template,
            F::UserAgent,
            F::AttackClass,
            F::Act,
            F::MeasureUnit,
            F::Session,
            F::Deviation,
            F::Expected,
        ])
        .fold(incident(kind, 5, 60), |it, key| it.say(key, HOSTILE));
        for lang in Lang::ALL {
            let reader = Reader::new(lang, &zone);
            let mut texts = vec![title(&it, lang), sentence(&it, reader)];
            texts.extend(next_steps(&it, lang));
            texts.extend(facts(&it, reader).into_iter().map(|fact| fact.value));
            for text in texts {
                assert!(
                    !text.chars().any(|c| c.is_control() || c == '\u{202e}'),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn no_log_text_inside_a_command() {
    for (source, user, group) in [
        ("203.0.113.5; reboot", "al; reboot", "docker; reboot"),
        ("$(reboot)", "-rf", "--help"),
        ("`reboot`", "a b", ""),
    ] {
        for kind in K::ALL {
            for act in ["group_added", "sudo_refused"] {
                let it = incident(kind, 5, 60)
                    .say(F::Source, source)
                    .say(F::User, user)
                    .say(F::Service, user)
                    .say(F::Act, act)
                    .say(F::Group, group);
                for step in next_steps(&it, Lang::En) {
                    let has_command = ["sudo ", "systemctl ", "journalctl "]
                        .iter()
                        .any(|command| step.contains(command));
                    let has_value = step.contains("reboot") || step.contains("-rf");
                    assert!(!(has_command && has_value), "{step}");
                }
            }
        }
    }
}

#[test]
fn own_devices_are_not_to_be_blocked_blindly() {
    for (source, is_own) in [
        ("192.168.1.20", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("fd00::5", true),
        ("::ffff:10.0.0.1", true),
        ("203.0.113.5", false),
        ("2001:db8::7", false),
    ] {
        let it = incident(K::BruteForce, 5, 60).say(F::Source, source);
        let blocks = next_steps(&it, Lang::En)
            .iter()
            .any(|step| step.contains("ufw"));
        assert_eq!(blocks, !is_own, "{source}");
    }
}
