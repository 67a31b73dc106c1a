//! Who acts: the hosts of a small network, its people, and the addresses from which they come.

use crate::chance::Chance;
use crate::spec::Wording;

const HOSTS: [&str; 16] = [
    "web-1", "web-2", "db-1", "mail", "files", "kasir-1", "kasir-2", "build", "vpn", "gudang",
    "intranet", "backup", "proxy", "lab-3", "monitor", "cache-1",
];

const PEOPLE: [&str; 36] = [
    "agus", "andi", "anita", "ayu", "bambang", "budi", "citra", "dedi", "dewi", "dian", "eko",
    "fajar", "fitri", "hadi", "hendra", "indah", "intan", "joko", "kartika", "lestari", "maria",
    "maya", "nina", "nugroho", "putri", "rahmat", "ratna", "rina", "rudi", "sari", "siti", "teguh",
    "tono", "wahyu", "wati", "yuni",
];

/// Names that strangers try.
pub(crate) const GUESSED: [&str; 24] = [
    "admin",
    "root",
    "test",
    "oracle",
    "postgres",
    "ubuntu",
    "user",
    "guest",
    "ftp",
    "git",
    "mysql",
    "pi",
    "support",
    "www",
    "deploy",
    "jenkins",
    "nagios",
    "tomcat",
    "hadoop",
    "minecraft",
    "es",
    "steam",
    "backup",
    "sales",
];

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    /// Where they usually come from.
    pub(crate) address: String,
    pub(crate) is_admin: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Cast {
    pub(crate) hosts: Vec<&'static str>,
    pub(crate) people: Vec<Person>,
    /// Where a log's own programs send their backups.
    pub(crate) backup_address: String,
    /// Decides which software, and so which wording, a host has.
    pub(crate) software: u64,
    pub(crate) wording: Wording,
}

impl Cast {
    pub(crate) fn new(chance: &mut Chance, wording: Wording) -> Self {
        let n_hosts = chance.between(4, 8) as usize;
        let hosts = some_of(chance, &HOSTS, n_hosts);
        let n_people = chance.between(9, 18) as usize;
        // The office is behind one address, so that many people share it.
        let office = external(chance);
        let people = some_of(chance, &PEOPLE, n_people)
            .into_iter()
            .enumerate()
            .map(|(i, name)| Person {
                name,
                address: match chance.between(0, 10) {
                    0..5 => format!("10.20.{}.{}", chance.between(0, 4), chance.between(10, 240)),
                    5..8 => office.clone(),
                    _ => external(chance),
                },
                is_admin: i < 3,
            })
            .collect();
        Self {
            hosts,
            people,
            backup_address: external(chance),
            software: chance.next(),
            wording,
        }
    }
}

fn some_of(chance: &mut Chance, of: &[&'static str], n: usize) -> Vec<&'static str> {
    let mut left = of.to_vec();
    let mut chosen = Vec::with_capacity(n);
    while chosen.len() < n && !left.is_empty() {
        let i = chance.between(0, left.len() as u64) as usize;
        chosen.push(left.swap_remove(i));
    }
    chosen
}

/// An address of nobody: those that documents use, and those that providers use within.
pub(crate) fn external(chance: &mut Chance) -> String {
    let last = chance.between(2, 254);
    match chance.between(0, 6) {
        0 => format!("192.0.2.{last}"),
        1 => format!("198.51.100.{last}"),
        2 => format!("203.0.113.{last}"),
        _ => format!(
            "100.{}.{}.{last}",
            chance.between(64, 128),
            chance.between(0, 256)
        ),
    }
}
