//! Hiding names in what is shared: each becomes the same stand-in everywhere, so that a reader still
//! sees who did what.
//!
//! In: an analysis with the lines of its evidence, and which classes to hide. Out: the same with
//! stand-ins, and the list of what stands for what, for the preview. Names that the analysis knows
//! are hidden wherever they stand as a word; addresses, mail addresses and secrets are also found by
//! their form in free text. What has no form and is no known name cannot be found: lines are
//! therefore shared only on request, and shown before.

use std::collections::HashMap;
use std::net::IpAddr;

use jejak_protocol::{Analysis, Entity, EntityKind, FactKey, FactValue, Incident};

use super::scan;

/// What can be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Address,
    User,
    Host,
    Mail,
    Secret,
}

impl Class {
    pub const ALL: [Self; 5] = [
        Self::Address,
        Self::User,
        Self::Host,
        Self::Mail,
        Self::Secret,
    ];

    /// What its stand-ins begin with; the same in both languages, because they stand inside lines.
    const fn stem(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::User => "user",
            Self::Host => "host",
            Self::Mail => "mail",
            Self::Secret => "secret",
        }
    }
}

/// Which classes are hidden, and what stands for what so far.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    hidden: Vec<Class>,
    stand_ins: HashMap<(Class, String), String>,
    /// In the order in which they were met.
    met: Vec<(Class, String)>,
}

impl Redactor {
    pub fn new(hidden: &[Class]) -> Self {
        Self {
            hidden: hidden.to_vec(),
            ..Self::default()
        }
    }

    /// What was hidden, and what stands for it, in the order in which it was met.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.met.iter().filter_map(|key| {
            let stand_in = self.stand_ins.get(key)?;
            Some((key.1.as_str(), stand_in.as_str()))
        })
    }

    pub fn analysis(&mut self, analysis: &mut Analysis) {
        self.learn(analysis);
        for file in &mut analysis.files {
            file.facts.name = self.name(Class::Host, &file.facts.name);
        }
        for incident in &mut analysis.incidents {
            self.incident(incident);
        }
        for chain in &mut analysis.chains {
            chain.entities.iter_mut().for_each(|it| self.entity(it));
        }
        for top in [&mut analysis.top_sources, &mut analysis.top_users] {
            top.iter_mut().for_each(|it| self.entity(&mut it.entity));
        }
        for template in &mut analysis.templates {
            template.text = self.text(&template.text);
        }
    }

    /// A line of a log: known names, and whatever has the form of an address, a mail address or a
    /// secret.
    pub fn text(&mut self, text: &str) -> String {
        scan::replace(text, |class, found| self.stand_in(class, found))
    }

    /// Names must be known before the first text is read.
    fn learn(&mut self, analysis: &Analysis) {
        let of_incidents = analysis.incidents.iter().flat_map(|it| &it.entities);
        let of_tops = analysis.top_sources.iter().chain(&analysis.top_users);
        for entity in of_incidents.chain(of_tops.map(|top| &top.entity)) {
            if let Some(class) = class_of(entity) {
                self.name(class, &entity.value);
            }
        }
        let facts = analysis.incidents.iter().flat_map(|it| &it.facts);
        for (key, value) in facts {
            if let (Some(class), FactValue::Text(text)) = (class_of_fact(*key, value), value) {
                self.name(class, text);
            }
        }
    }

    fn incident(&mut self, incident: &mut Incident) {
        incident.entities.iter_mut().for_each(|it| self.entity(it));
        for (key, value) in &mut incident.facts {
            let class = class_of_fact(*key, value);
            let FactValue::Text(text) = value else {
                continue;
            };
            *text = match class {
                Some(class) => self.name(class, text),
                None if is_vocabulary(*key) => continue,
                None => self.text(text),
            };
        }
    }

    fn entity(&mut self, entity: &mut Entity) {
        entity.value = match class_of(entity) {
            Some(class) => self.name(class, &entity.value),
            None if entity.kind == EntityKind::Status => return,
            None => self.text(&entity.value),
        };
    }

    /// A value that is wholly of this class. An address that is no address is hidden as a host.
    fn name(&mut self, class: Class, value: &str) -> String {
        if !self.hidden.contains(&class) {
            return self.text(value);
        }
        self.make(class, value)
    }

    fn make(&mut self, class: Class, value: &str) -> String {
        let key = (class, value.to_owned());
        if let Some(stand_in) = self.stand_ins.get(&key) {
            return stand_in.clone();
        }
        let n = self.met.iter().filter(|(other, _)| *other == class).count() + 1;
        let stand_in = format!("{}-{n}", class.stem());
        self.met.push(key.clone());
        self.stand_ins.insert(key, stand_in.clone());
        stand_in
    }

    /// What stands for a stretch of text that looks like this class, or is a word of this kind.
    fn stand_in(&mut self, class: Option<Class>, found: &str) -> Option<String> {
        match class {
            Some(class) => self
                .hidden
                .contains(&class)
                .then(|| self.make(class, found)),
            None => [Class::User, Class::Host].into_iter().find_map(|class| {
                let key = (class, found.to_owned());
                self.stand_ins.get(&key).cloned()
            }),
        }
    }
}

fn class_of(entity: &Entity) -> Option<Class> {
    match entity.kind {
        EntityKind::SourceAddress => Some(Class::Address),
        EntityKind::Destination => Some(address_or_host(&entity.value)),
        EntityKind::User if entity.value.contains('@') => Some(Class::Mail),
        EntityKind::User => Some(Class::User),
        EntityKind::Host => Some(Class::Host),
        _ => None,
    }
}

fn class_of_fact(key: FactKey, value: &FactValue) -> Option<Class> {
    let FactValue::Text(text) = value else {
        return None;
    };
    match key {
        FactKey::Source => Some(Class::Address),
        FactKey::Destination => Some(address_or_host(text)),
        FactKey::User if text.contains('@') => Some(Class::Mail),
        FactKey::User => Some(Class::User),
        FactKey::Host => Some(Class::Host),
        // Its labels name machines.
        FactKey::Metric if text.contains(" · ") => Some(Class::Host),
        _ => None,
    }
}

fn address_or_host(text: &str) -> Class {
    match text.parse::<IpAddr>() {
        Ok(_) => Class::Address,
        Err(_) => Class::Host,
    }
}

/// Words of Jejak's own, by which sentences are chosen.
const fn is_vocabulary(key: FactKey) -> bool {
    matches!(
        key,
        FactKey::Act
            | FactKey::Sign
            | FactKey::AttackClass
            | FactKey::MeasureUnit
            | FactKey::Deviation
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(hidden: &[Class]) -> Redactor {
        let mut redactor = Redactor::new(hidden);
        for (class, name) in [
            (Class::User, "budi"),
            (Class::Host, "web-01"),
            (Class::Address, "203.0.113.66"),
        ] {
            redactor.name(class, name);
        }
        redactor
    }

    #[track_caller]
    fn check(hidden: &[Class], text: &str, expect: &str) {
        assert_eq!(known(hidden).text(text), expect);
    }

    #[test]
    fn each_name_has_one_stand_in_wherever_it_stands() {
        check(
            &Class::ALL,
            "Jan  7 02:01:10 web-01 sshd[9]: Failed password for budi from 203.0.113.66 port 4000, again 203.0.113.66",
            "Jan  7 02:01:10 host-1 sshd[9]: Failed password for user-1 from address-1 port 4000, again address-1",
        );
        check(
            &Class::ALL,
            "COMMAND=/usr/bin/cat /home/budi/.ssh/id USER=budi",
            "COMMAND=/usr/bin/cat /home/user-1/.ssh/id USER=user-1",
        );
        check(
            &Class::ALL,
            "budiman is not budi.",
            "budiman is not user-1.",
        );
    }

    #[test]
    fn forms_are_found_without_being_known() {
        check(
            &Class::ALL,
            "from 2001:db8::7, [::1]:80 and 198.51.100.9:22 to ani@warung.id",
            "from address-2, [address-3]:80 and address-4:22 to mail-1",
        );
        check(
            &Class::ALL,
            "GET /login?password=hunter2&next=/ Authorization: Bearer abc.def token=\"s3cr3t\"",
            "GET /login?password=secret-1&next=/ Authorization: Bearer secret-2 token=\"secret-3\"",
        );
        check(
            &Class::ALL,
            "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2lnbmF0dXJl done",
            "jwt secret-1 done",
        );
    }

    #[test]
    fn what_is_not_hidden_stays() {
        let line = "budi@203.0.113.66 web-01 password=x 12:00:01 v1.2.3.4.5 x::y";
        check(&[], line, line);
        check(
            &[Class::Address],
            "budi at 203.0.113.66 on web-01 at 10:20:30",
            "budi at address-1 on web-01 at 10:20:30",
        );
    }

    #[test]
    fn the_preview_tells_every_pair() {
        let mut redactor = known(&Class::ALL);
        redactor.text("budi to 198.51.100.9");
        let pairs: Vec<_> = redactor.pairs().collect();
        assert_eq!(
            pairs,
            [
                ("budi", "user-1"),
                ("web-01", "host-1"),
                ("203.0.113.66", "address-1"),
                ("198.51.100.9", "address-2"),
            ]
        );
    }
}
