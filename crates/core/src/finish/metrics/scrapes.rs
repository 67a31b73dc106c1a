//! Scrapes of one machine in files of their own, joined: samples without a time, one file after another.
//!
//! They are taken for one machine's where their names differ in numbers of two digits and more alone
//! (`web-0001.prom`, `web-0002.prom`; `node-20260310-0915.txt`) and the files were written at different
//! moments. `web1.prom` and `web2.prom` are two machines.

use std::collections::BTreeMap;

use super::Resolved;
use super::track::Track;

/// Digits of a number that counts scrapes, not machines.
const LEAST_DIGITS: usize = 2;

/// The tracks of all files, in order of their files.
pub(super) fn joined<'a>(files: &[Resolved<'a>]) -> Vec<Track<'a>> {
    let mut tracks: Vec<Track<'a>> = Vec::new();
    let mut known: BTreeMap<(String, &'a str, &'a str), usize> = BTreeMap::new();
    for file in files {
        let family = family(&file.input.plan.facts.name);
        for series in file.input.state.body.series.iter() {
            let track = Track::of(file, series);
            if track.points.is_empty() {
                continue;
            }
            let is_scrape = series.buckets.is_empty();
            let key = (family.clone(), track.name, track.labels);
            let before = known.get(&key).and_then(|idx| tracks.get_mut(*idx));
            match before {
                Some(before) if is_scrape => before.points.extend(track.points),
                _ => {
                    if is_scrape {
                        known.insert(key, tracks.len());
                    }
                    tracks.push(track);
                }
            }
        }
    }
    for track in &mut tracks {
        track.points.sort_by_key(|point| point.last_at);
    }
    tracks
}

/// A file's name without its longer numbers.
fn family(name: &str) -> String {
    let mut family = String::with_capacity(name.len());
    let mut digits = String::new();
    for letter in name.chars().chain(std::iter::once('\0')) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if digits.len() >= LEAST_DIGITS {
            digits.clear();
            family.push('#');
        }
        family.push_str(&std::mem::take(&mut digits));
        family.push(letter);
    }
    family
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn longer_numbers_count_scrapes() {
        assert_eq!(family("web-0001.prom"), family("web-0002.prom"));
        assert_eq!(family("n-20260310-0915.txt"), family("n-20260311-0001.txt"));
        assert_ne!(family("web1.prom"), family("web2.prom"));
    }
}
