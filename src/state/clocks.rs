//! Clocks of single files that the person set: another zone, and by how much the clock was wrong.

use std::collections::BTreeMap;

use super::zone::ZoneChoice;

/// Minutes east of UTC of the clocks of the world, summer time among them.
pub const OFFSETS: [i32; 39] = [
    -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120, -60, 0, 60,
    120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720,
    765, 780, 840,
];

/// Longer corrections are slips of the keyboard.
const MAX_HOURS: u64 = 999_999;

/// The zone of a file's times that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FileZone {
    /// That of all files.
    #[default]
    Same,
    Preset(ZoneChoice),
    /// Minutes east of UTC.
    Offset(i32),
}

impl FileZone {
    /// As a value of a menu.
    pub fn key(self) -> String {
        match self {
            Self::Same => String::new(),
            Self::Preset(zone) => zone.key().to_owned(),
            Self::Offset(minutes) => minutes.to_string(),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        if key.is_empty() {
            return Some(Self::Same);
        }
        let offset = || {
            OFFSETS
                .map(Self::Offset)
                .into_iter()
                .find(|it| it.key() == key)
        };
        ZoneChoice::from_key(key).map(Self::Preset).or_else(offset)
    }

    /// The zone for a file that, read at `offset_s` east of UTC, ends `ahead_s` after its last change: the
    /// least that takes it back before that. `Same` where no clock of the world is so far east.
    pub fn further_east(offset_s: i32, ahead_s: u64) -> Self {
        let least_s = i64::from(offset_s).saturating_add_unsigned(ahead_s);
        let fits = |offset: i32| i64::from(offset) * 60 >= least_s;
        let preset = |minutes: i32| {
            let is_there = |it: &ZoneChoice| it.fixed_offset_s() == Some(minutes * 60);
            ZoneChoice::ALL.into_iter().find(is_there)
        };
        match OFFSETS.into_iter().find(|offset| fits(*offset)) {
            Some(minutes) => preset(minutes).map_or(Self::Offset(minutes), Self::Preset),
            None => Self::Same,
        }
    }
}

/// How one file's clock is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct OwnClock {
    pub zone: FileZone,
    /// Added to its times, in seconds: above 0 where the clock was slow.
    pub shift_s: i64,
}

/// The files whose clock is their own, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clocks(BTreeMap<String, OwnClock>);

impl Clocks {
    pub fn of(&self, name: &str) -> OwnClock {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Sets a file's clock; one like that of all files is forgotten.
    pub fn set(&mut self, name: &str, clock: OwnClock) {
        if clock == OwnClock::default() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), clock);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, OwnClock)> {
        self.0.iter().map(|(name, clock)| (name.as_str(), *clock))
    }
}

/// Seconds of `1:30` (hours and minutes) or `1:30:45`.
pub fn seconds(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |part: &str, max: u64| {
        let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let n = is_number.then(|| part.parse::<u64>().ok()).flatten();
        n.filter(|n| *n <= max)
    };
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes] => (hours, minutes, &"0"),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let minutes = number(hours, MAX_HOURS)? * 60 + number(minutes, 59)?;
    i64::try_from(minutes * 60 + number(seconds, 59)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_the_menu_round_trip() {
        let presets = ZoneChoice::ALL.map(FileZone::Preset);
        let offsets = OFFSETS.map(FileZone::Offset);
        for zone in [FileZone::Same].iter().chain(&presets).chain(&offsets) {
            assert_eq!(FileZone::from_key(&zone.key()), Some(*zone));
        }
        for key in ["Mars", "17", "+60", " "] {
            assert_eq!(FileZone::from_key(key), None, "{key}");
        }
        assert!(OFFSETS.is_sorted());
    }

    #[test]
    fn a_file_from_the_future_is_of_a_zone_further_east() {
        let east = FileZone::further_east;
        let hour = 3_600;
        assert_eq!(east(0, 7 * hour - 20), FileZone::Preset(ZoneChoice::Wib));
        assert_eq!(east(0, 7 * hour + 20), FileZone::Preset(ZoneChoice::Wita));
        assert_eq!(east(7 * 3_600, 2 * hour), FileZone::Preset(ZoneChoice::Wit));
        assert_eq!(east(-18_000, 600), FileZone::Offset(-240));
        assert_eq!(east(0, 20_000), FileZone::Offset(345));
        assert_eq!(east(13 * 3_600, 2 * hour), FileZone::Same);
        assert_eq!(east(0, u64::MAX), FileZone::Same);
    }

    #[test]
    fn corrections_as_people_write_them() {
        for (text, expected) in [
            ("1:30", Some(5_400)),
            ("1:30:45", Some(5_445)),
            (" 0:00:07 ", Some(7)),
            ("100:00:00", Some(360_000)),
            ("1:60", None),
            ("1:00:60", None),
            ("90", None),
            ("", None),
            ("-1:30", None),
            ("1:30:00:00", None),
            ("99999999999999999999:00", None),
            ("1: 30", None),
        ] {
            assert_eq!(seconds(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_clock_like_the_others_is_forgotten() {
        let mut clocks = Clocks::default();
        let slow = OwnClock {
            shift_s: 60,
            ..OwnClock::default()
        };
        clocks.set("a.log", slow);
        assert_eq!(clocks.of("a.log"), slow);
        assert_eq!(clocks.of("b.log"), OwnClock::default());
        clocks.set("a.log", OwnClock::default());
        assert_eq!(clocks, Clocks::default());
    }
}
