//! Incidents of one topic, told together: at most two clauses of the verdict.

use jejak_protocol::{Analysis, Certainty, FactKey, IncidentKind, TimestampUs};

use crate::incident::metrics;
use crate::incident::{
    Actor, Direction, Story, direction, name, privilege_clause, sign_clause, sign_opening,
};
use crate::lang::Lang;
use crate::names;
use crate::noun::{Noun, counted};
use crate::number;
use crate::time::Reader;

/// Incidents that are told together, in the order of their first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    /// Guessing of all sorts, and the takeovers that it led to.
    SignIn,
    Other(IncidentKind),
}

const fn topic(kind: IncidentKind) -> Topic {
    match kind {
        IncidentKind::BruteForce
        | IncidentKind::SlowBruteForce
        | IncidentKind::PasswordSpraying
        | IncidentKind::AccountTakeover => Topic::SignIn,
        other => Topic::Other(other),
    }
}

/// The incidents of one topic with what the clauses need.
pub(super) struct Group<'a> {
    topic: Topic,
    stories: Vec<Story<'a>>,
    reader: Reader<'a>,
    lang: Lang,
    /// Whether the whole analysis lies within one day, so that a clock time says enough.
    is_one_day: bool,
}

/// The incidents by topic, the topic of the worst first.
pub(super) fn groups<'a>(analysis: &'a Analysis, reader: Reader<'a>) -> Vec<Group<'a>> {
    let is_one_day = analysis
        .range
        .is_some_and(|range| reader.is_same_day(range.start, range.end));
    let mut groups: Vec<Group<'a>> = Vec::new();
    for incident in &analysis.incidents {
        let topic = topic(incident.kind);
        let story = Story::new(incident, reader);
        match groups.iter_mut().find(|group| group.topic == topic) {
            Some(group) => group.stories.push(story),
            None => groups.push(Group {
                topic,
                stories: vec![story],
                reader,
                lang: reader.lang,
                is_one_day,
            }),
        }
    }
    groups
}

impl Group<'_> {
    pub(super) fn clauses(&self) -> Vec<String> {
        let mut clauses = match self.topic {
            Topic::SignIn => self.sign_in(),
            Topic::Other(IncidentKind::PrivilegeEscalation) => vec![self.privilege()],
            Topic::Other(IncidentKind::WebScan) => vec![self.web_scan()],
            Topic::Other(IncidentKind::WebAttack) => vec![self.web_attack()],
            Topic::Other(IncidentKind::SystemError) => vec![self.system_error()],
            Topic::Other(
                IncidentKind::Malware
                | IncidentKind::Persistence
                | IncidentKind::LogTampering
                | IncidentKind::FileActivity
                | IncidentKind::SuspiciousNetwork
                | IncidentKind::ResourceExhaustion
                | IncidentKind::MissingRecords,
            ) => vec![self.sign()],
            Topic::Other(IncidentKind::VolumeChange) => vec![self.volume()],
            Topic::Other(IncidentKind::MetricChange) => self
                .stories
                .first()
                .map(metrics::clause)
                .into_iter()
                .collect(),
            Topic::Other(IncidentKind::UnusualBehaviour) => vec![self.unusual()],
            Topic::Other(_) => vec![self.new_templates()],
        };
        // New records and volume are counted, not guessed: what is unsure is whether they matter.
        let is_count = matches!(
            self.topic,
            Topic::Other(
                IncidentKind::NewTemplate | IncidentKind::VolumeChange | IncidentKind::MetricChange
            )
        );
        let is_unsure = |story: &Story<'_>| story.incident.certainty == Certainty::NotSure;
        if !is_count
            && self.stories.iter().all(is_unsure)
            && let Some(first) = clauses.first_mut()
        {
            *first = say!(self.lang, "possibly {first}", "mungkin {first}");
        }
        clauses
    }

    /// Whether the text begins with a user or a service, which keep their letters as they are.
    pub(super) fn opens_with_name(&self, text: &str) -> bool {
        let names = match self.topic {
            Topic::Other(IncidentKind::PrivilegeEscalation) => self.distinct(Story::user),
            Topic::Other(IncidentKind::SystemError) => self.distinct(Story::service_text),
            Topic::Other(IncidentKind::MetricChange) => {
                self.stories.iter().map(metrics::metric).collect()
            }
            _ => self
                .stories
                .first()
                .and_then(sign_opening)
                .into_iter()
                .collect(),
        };
        let is_first = |name: &String| {
            let rest = text.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        names.iter().any(is_first)
    }

    /// What the stories name, each once.
    fn distinct<'s>(&'s self, named: impl Fn(&'s Story<'s>) -> Option<&'s str>) -> Vec<String> {
        let names = self.stories.iter().filter_map(named);
        distinct(names.map(name).collect())
    }

    /// All who acted, as one.
    fn actor(&self) -> Actor {
        joined(self.stories.iter().map(Story::actor).collect())
    }

    /// Guessing, then whether it succeeded.
    fn sign_in(&self) -> Vec<String> {
        let lang = self.lang;
        let mut kinds = self
            .stories
            .iter()
            .map(|story| story.incident.kind)
            .filter(|kind| *kind != IncidentKind::AccountTakeover);
        // Guessing of several sorts is told by the plainest name.
        let kind = match kinds.next() {
            Some(first) if kinds.all(|kind| kind == first) => first,
            _ => IncidentKind::BruteForce,
        };
        let what = names::kind_name(kind, lang).to_ascii_lowercase();
        let actor = self.actor();
        let service = self.stories.first().and_then(Story::service);
        let from = match (&actor, service) {
            (Actor::Unnamed, Some(service)) => {
                say!(lang, " against {service}", " terhadap {service}")
            }
            (actor, _) => actor.from(lang),
        };
        vec![format!("{what}{from}"), self.success(&actor)]
    }

    /// `one of them got in at 09:14`, or that none was seen to.
    fn success(&self, guessers: &Actor) -> String {
        let lang = self.lang;
        let takeovers: Vec<_> = self
            .stories
            .iter()
            .filter(|story| story.incident.kind == IncidentKind::AccountTakeover)
            .collect();
        let first = takeovers
            .iter()
            .filter_map(|story| signed_in_at(story))
            .min();
        let at = first.map_or(String::new(), |at| format!(" {}", self.at(at)));
        let user = match takeovers.as_slice() {
            [one] => match one.name(FactKey::User) {
                Some(user) => say!(lang, " as {user}", " sebagai {user}"),
                None => String::new(),
            },
            _ => String::new(),
        };
        let inside = joined(takeovers.iter().map(|story| story.intruder()).collect());
        match (guessers, inside, takeovers.len()) {
            (Actor::Many(_), _, 0) => lang
                .pick(
                    "none of them was seen to get in",
                    "tidak satu pun terlihat berhasil masuk",
                )
                .to_owned(),
            (Actor::One(_), _, 0) => lang
                .pick(
                    "it was not seen to get in",
                    "alamat itu tidak terlihat berhasil masuk",
                )
                .to_owned(),
            (Actor::Unnamed, _, 0) => lang
                .pick(
                    "nobody was seen to get in",
                    "tidak ada yang terlihat berhasil masuk",
                )
                .to_owned(),
            (Actor::Many(_), Actor::Many(n), _) => {
                let n = number::exact(n, lang);
                say!(
                    lang,
                    "{n} of them got in, the first{at}",
                    "{n} di antaranya berhasil masuk, yang pertama{at}",
                )
            }
            (Actor::Many(_), _, _) => say!(
                lang,
                "one of them got in{user}{at}",
                "satu di antaranya berhasil masuk{user}{at}",
            ),
            (Actor::One(_), _, _) => say!(
                lang,
                "it got in{user}{at}",
                "alamat itu berhasil masuk{user}{at}",
            ),
            (Actor::Unnamed, _, _) => say!(
                lang,
                "somebody got in{user}{at}",
                "ada yang berhasil masuk{user}{at}",
            ),
        }
    }

    fn privilege(&self) -> String {
        let lang = self.lang;
        let users = self.distinct(Story::user);
        let user = match (users.len(), users.first()) {
            (0, _) | (_, None) => lang.pick("someone", "seseorang").to_owned(),
            (1, Some(user)) => user.clone(),
            (n, _) => counted(n as u64, Noun::User, lang),
        };
        let known = match self.stories.as_slice() {
            [one] => privilege_clause(one, &user),
            _ => None,
        };
        known.unwrap_or_else(|| {
            say!(
                lang,
                "{user} gained more rights, or tried to",
                "{user} memperoleh hak lebih besar, atau mencobanya",
            )
        })
    }

    fn web_scan(&self) -> String {
        let from = self.actor().from(self.lang);
        say!(
            self.lang,
            "a search for weak spots in the web server{from}",
            "pencarian celah di server web{from}",
        )
    }

    fn web_attack(&self) -> String {
        let lang = self.lang;
        let from = self.actor().from(lang);
        let n: u64 = self
            .stories
            .iter()
            .filter_map(|story| story.count(FactKey::Answered))
            .fold(0, u64::saturating_add);
        let answered = match n {
            0 => String::new(),
            1 => lang
                .pick(
                    ", one of them answered with success",
                    ", satu di antaranya dijawab berhasil",
                )
                .to_owned(),
            n => {
                let n = number::exact(n, lang);
                say!(
                    lang,
                    ", {n} of them answered with success",
                    ", {n} di antaranya dijawab berhasil",
                )
            }
        };
        say!(
            lang,
            "attack requests to the web server{from}{answered}",
            "permintaan serangan ke server web{from}{answered}",
        )
    }

    fn system_error(&self) -> String {
        let lang = self.lang;
        let services = self.distinct(Story::service_text);
        let n: u64 = self
            .stories
            .iter()
            .map(|story| story.incident.count)
            .fold(0, u64::saturating_add);
        let errors = match n {
            0 => lang.pick("errors", "galat").to_owned(),
            n => counted(n, Noun::Error, lang),
        };
        let is_restarting = |story: &Story<'_>| {
            story.count(FactKey::Restarts).is_some_and(|n| n > 0)
                && story.text(FactKey::Error).is_none()
        };
        let all_restart = self.stories.iter().all(is_restarting);
        match (services.len(), services.first()) {
            (1, Some(service)) if all_restart => say!(
                lang,
                "{service} keeps restarting",
                "{service} terus mulai ulang",
            ),
            (1, Some(service)) => say!(lang, "{errors} in {service}", "{errors} di {service}"),
            (n, _) if n > 1 => say!(lang, "trouble in {n} services", "masalah di {n} layanan",),
            _ => say!(lang, "{errors} in the logs", "{errors} di log"),
        }
    }

    /// The gravest sign of the first story; how many others there are.
    fn sign(&self) -> String {
        let lang = self.lang;
        let first = self.stories.first();
        let known = first.and_then(sign_clause);
        let clause = known.unwrap_or_else(|| match first {
            Some(story) => names::kind_name(story.incident.kind, lang).to_ascii_lowercase(),
            None => String::new(),
        });
        match self.stories.len() {
            0 | 1 => clause,
            n => {
                let more = number::exact(n as u64 - 1, lang);
                say!(
                    lang,
                    "{clause}, and {more} more of the kind",
                    "{clause}, dan {more} lagi sejenisnya",
                )
            }
        }
    }

    fn unusual(&self) -> String {
        let from = self.actor().from(self.lang);
        say!(
            self.lang,
            "unusual behaviour{from}",
            "perilaku tidak biasa{from}",
        )
    }

    fn new_templates(&self) -> String {
        let n = number::exact(self.stories.len() as u64, self.lang);
        match (self.lang, self.stories.len()) {
            (Lang::En, 1) => "a kind of record not seen before".to_owned(),
            (Lang::En, _) => format!("{n} kinds of records not seen before"),
            (Lang::Id, 1) => "satu jenis catatan yang belum pernah ada".to_owned(),
            (Lang::Id, _) => format!("{n} jenis catatan yang belum pernah ada"),
        }
    }

    fn volume(&self) -> String {
        let lang = self.lang;
        let Some(story) = self.stories.first() else {
            return String::new();
        };
        let what = match direction(story) {
            Some(Direction::More) => lang.pick(
                "many more records than usual",
                "catatan jauh lebih banyak dari biasa",
            ),
            Some(Direction::Fewer) => lang.pick(
                "far fewer records than usual",
                "catatan jauh lebih sedikit dari biasa",
            ),
            Some(Direction::Silence) => {
                lang.pick("records stopped coming", "catatan berhenti masuk")
            }
            None => lang.pick(
                "a sharp change in the number of records",
                "perubahan tajam jumlah catatan",
            ),
        };
        match story.incident.range {
            Some(range) => format!("{what} {}", self.at(range.start)),
            None => what.to_owned(),
        }
    }

    /// `at 09:14`, with the day where the logs span several.
    fn at(&self, at: TimestampUs) -> String {
        if self.is_one_day {
            let clock = self.reader.clock(at);
            return say!(self.lang, "at {clock}", "pukul {clock}");
        }
        let (day, clock) = (self.reader.day(at), self.reader.clock(at));
        say!(self.lang, "on {day} at {clock}", "pada {day} pukul {clock}")
    }
}

/// Those who act in several stories, as one.
fn joined(actors: Vec<Actor>) -> Actor {
    let mut names = Vec::new();
    let mut n_most = 0;
    for actor in actors {
        match actor {
            Actor::One(name) => names.push(name),
            Actor::Many(n) => n_most = n_most.max(n),
            Actor::Unnamed => {}
        }
    }
    let mut names = distinct(names);
    let n = n_most.max(names.len() as u64);
    match (n, names.pop()) {
        (0, _) => Actor::Unnamed,
        (1, Some(name)) => Actor::One(name),
        _ => Actor::Many(n),
    }
}

/// Each name once. Sorted in place: a set of each type would be much more code on the page.
fn distinct(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.dedup();
    names
}

fn signed_in_at(story: &Story<'_>) -> Option<TimestampUs> {
    story
        .time(FactKey::SucceededAt)
        .or(story.incident.range.map(|range| range.end))
}
