//! Lengths of time: short for tables (`3 min 20 s`), spelled for sentences (`3 minutes`).

use crate::lang::Lang;
use crate::number;

struct Unit {
    us: i64,
    short: [&'static str; 2],
    one: [&'static str; 2],
    many: [&'static str; 2],
}

/// From the longest to the shortest; texts are English, Indonesian.
const UNITS: [Unit; 4] = [
    Unit {
        us: 86_400_000_000,
        short: ["d", "hari"],
        one: ["day", "hari"],
        many: ["days", "hari"],
    },
    Unit {
        us: 3_600_000_000,
        short: ["h", "jam"],
        one: ["hour", "jam"],
        many: ["hours", "jam"],
    },
    Unit {
        us: 60_000_000,
        short: ["min", "mnt"],
        one: ["minute", "menit"],
        many: ["minutes", "menit"],
    },
    Unit {
        us: 1_000_000,
        short: ["s", "dtk"],
        one: ["second", "detik"],
        many: ["seconds", "detik"],
    },
];

/// The two largest units: `3 min 20 s`, `2 h 5 min`, `450 ms`.
pub fn short(us: i64, lang: Lang) -> String {
    let us = us.max(0);
    let Some((i, unit)) = UNITS.iter().enumerate().find(|(_, unit)| us >= unit.us) else {
        let ms = number::measured((us as f64 / 1000.0 * 10.0).round() / 10.0, lang);
        return match lang {
            Lang::En => format!("{ms} ms"),
            Lang::Id => format!("{ms} md"),
        };
    };
    let mut text = short_part((us / unit.us) as u64, unit, lang);
    if let Some(smaller) = UNITS.get(i + 1) {
        let rest = us % unit.us / smaller.us;
        if rest > 0 {
            text.push(' ');
            text.push_str(&short_part(rest as u64, smaller, lang));
        }
    }
    text
}

/// One unit, spelled and rounded: `2 seconds`, `3 minutes`, `1 hour`; below a second, `under a second`.
pub fn rounded(us: i64, lang: Lang) -> String {
    let us = us.max(0);
    // A unit is used from 1.5 of it on (90 s are 90 seconds, not 2 minutes), but exactly 1 also fits.
    let unit = UNITS
        .iter()
        .find(|unit| us >= unit.us + unit.us / 2 || us == unit.us)
        .or(UNITS.last().filter(|unit| us >= unit.us));
    let Some(unit) = unit else {
        return lang
            .pick("under a second", "kurang dari satu detik")
            .to_owned();
    };
    let n = us.saturating_add(unit.us / 2) / unit.us;
    let names = if n == 1 { unit.one } else { unit.many };
    format!(
        "{} {}",
        number::exact(n as u64, lang),
        lang.pick(names[0], names[1])
    )
}

fn short_part(n: u64, unit: &Unit, lang: Lang) -> String {
    format!(
        "{} {}",
        number::exact(n, lang),
        lang.pick(unit.short[0], unit.short[1])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_rounded() {
        const S: i64 = 1_000_000;
        for (us, en, id, en_rounded, id_rounded) in [
            (
                -5,
                "0 ms",
                "0 md",
                "under a second",
                "kurang dari satu detik",
            ),
            (
                450_000,
                "450 ms",
                "450 md",
                "under a second",
                "kurang dari satu detik",
            ),
            (S, "1 s", "1 dtk", "1 second", "1 detik"),
            (
                90 * S - 1,
                "1 min 29 s",
                "1 mnt 29 dtk",
                "90 seconds",
                "90 detik",
            ),
            (
                200 * S,
                "3 min 20 s",
                "3 mnt 20 dtk",
                "3 minutes",
                "3 menit",
            ),
            (3_600 * S, "1 h", "1 jam", "1 hour", "1 jam"),
            (7_500 * S, "2 h 5 min", "2 jam 5 mnt", "2 hours", "2 jam"),
            (100_800 * S, "1 d 4 h", "1 hari 4 jam", "28 hours", "28 jam"),
        ] {
            assert_eq!(short(us, Lang::En), en);
            assert_eq!(short(us, Lang::Id), id);
            assert_eq!(rounded(us, Lang::En), en_rounded);
            assert_eq!(rounded(us, Lang::Id), id_rounded);
        }
        assert!(!short(i64::MAX, Lang::En).is_empty());
        assert!(!rounded(i64::MAX, Lang::Id).is_empty());
    }
}
