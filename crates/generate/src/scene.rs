//! One thing that happens: a session, a job, an attack. It has a place, a clock of its own and room
//! for so many lines.

use std::fmt::Display;

use crate::cast::{self, Cast, Person};
use crate::chance::Chance;
use crate::clock::SECOND_US;
use crate::entry::{Body, Entry, Request, What};

#[derive(Debug)]
pub(crate) struct Scene<'c> {
    pub(crate) cast: &'c Cast,
    pub(crate) chance: Chance,
    pub(crate) at_us: i64,
    pub(crate) host: usize,
    pub(crate) incident: Option<usize>,
    pid: u64,
    room: usize,
    entries: Vec<Entry>,
    sources: Vec<String>,
}

impl<'c> Scene<'c> {
    pub(crate) fn new(cast: &'c Cast, mut chance: Chance, at_us: i64, room: usize) -> Self {
        let host = chance.between(0, cast.hosts.len() as u64) as usize;
        let mut scene = Self {
            cast,
            chance,
            at_us,
            host,
            incident: None,
            pid: 0,
            room,
            entries: Vec::new(),
            sources: Vec::new(),
        };
        scene.new_process();
        scene
    }

    pub(crate) fn finish(self) -> Vec<Entry> {
        self.entries
    }

    pub(crate) fn host_name(&self) -> String {
        let name = self.cast.hosts.get(self.host).copied();
        name.unwrap_or_default().to_owned()
    }

    pub(crate) fn sources(&self) -> Vec<String> {
        self.sources.clone()
    }

    /// No room for another line.
    pub(crate) fn is_full(&self) -> bool {
        self.entries.len() >= self.room
    }

    /// What is said next is said by another process. Numbers grow with time, as a kernel gives them.
    pub(crate) fn new_process(&mut self) {
        let seconds = (self.at_us / SECOND_US) as u64;
        self.pid = 400 + (seconds / 4 + self.chance.between(0, 40)) % 64_000;
    }

    pub(crate) fn wait_ms(&mut self, low: u64, high: u64) {
        self.at_us += self.chance.spread(low, high) as i64 * 1_000;
    }

    pub(crate) fn wait_s(&mut self, low: u64, high: u64) {
        self.wait_ms(low * 1_000, high * 1_000);
    }

    pub(crate) fn say(&mut self, what: What, slots: &[(&'static str, &dyn Display)]) {
        let slots = slots
            .iter()
            .map(|(name, value)| (*name, value.to_string()))
            .collect();
        self.push(Body::Message { what, slots });
    }

    pub(crate) fn request(&mut self, request: Request) {
        self.push(Body::Request(request));
    }

    fn push(&mut self, body: Body) {
        if self.is_full() {
            return;
        }
        self.entries.push(Entry {
            time_us: self.at_us,
            host: self.host,
            pid: self.pid,
            incident: self.incident,
            body,
        });
        self.at_us += self.chance.between(200, 90_000) as i64;
    }

    pub(crate) fn person(&mut self) -> &'c Person {
        self.chance.one_of(&self.cast.people)
    }

    pub(crate) fn admin(&mut self) -> &'c Person {
        let n = self.cast.people.iter().filter(|who| who.is_admin).count();
        let i = self.chance.between(0, n as u64) as usize;
        let mut admins = self.cast.people.iter().filter(|who| who.is_admin);
        admins.nth(i).expect("every cast has admins")
    }

    /// A stranger's address; noted as a source of the incident.
    pub(crate) fn stranger(&mut self) -> String {
        let address = cast::external(&mut self.chance);
        self.acts(&address);
        address
    }

    /// Notes an address that acts in the incident.
    pub(crate) fn acts(&mut self, address: &str) {
        if !self.sources.iter().any(|known| known == address) {
            self.sources.push(address.to_owned());
        }
    }

    pub(crate) fn port(&mut self) -> u64 {
        self.chance.between(32_768, 61_000)
    }
}
