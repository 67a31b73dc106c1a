//! Numbers and sizes as people write them: shortened, and exact with separators.

use crate::lang::Lang;

const fn decimal_mark(lang: Lang) -> char {
    match lang {
        Lang::En => '.',
        Lang::Id => ',',
    }
}

const fn group_mark(lang: Lang) -> char {
    match lang {
        Lang::En => ',',
        Lang::Id => '.',
    }
}

/// All digits, in groups of three: `12,403`, `12.403`.
pub fn exact(n: u64, lang: Lang) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(group_mark(lang));
        }
        grouped.push(digit);
    }
    grouped
}

/// Three digits at most and a unit: `12.4 k`, `12,4 rb`; below 10,000 all digits, which are as short.
pub fn short(n: u64, lang: Lang) -> String {
    let units = match lang {
        Lang::En => ["", "k", "M", "G", "T"],
        Lang::Id => ["", "rb", "jt", "M", "T"],
    };
    if n < 10_000 {
        exact(n, lang)
    } else {
        scaled(n, &units, lang)
    }
}

/// A size in bytes with decimal units, as file managers show it: `4.2 MB`.
pub fn bytes(n: u64, lang: Lang) -> String {
    scaled(n, &["B", "kB", "MB", "GB", "TB", "PB"], lang)
}

/// A measured number: whole when it is whole or large, else up to two decimals.
pub fn measured(x: f64, lang: Lang) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let hundredths = (x.abs() * 100.0).round() as u64;
    let (hundredths, n_decimals) = match (hundredths / 10_000, hundredths % 100) {
        (0, 0) | (1.., _) => (x.abs().round() as u64, 0),
        (0, rest) if rest % 10 == 0 => (hundredths / 10, 1),
        _ => (hundredths, 2),
    };
    let sign = if x < 0.0 && hundredths > 0 { "−" } else { "" };
    format!("{sign}{}", decimal(hundredths, n_decimals, lang))
}

/// A share in [0, 1] as a whole percentage; a share above 0 never reads as none, nor below 1 as all.
pub fn percent(share: f64, lang: Lang) -> String {
    let share = if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0)
    };
    let whole = (share * 100.0).round() as u32;
    let text = if share > 0.0 && whole == 0 {
        "<1".to_owned()
    } else if share < 1.0 && whole == 100 {
        ">99".to_owned()
    } else {
        whole.to_string()
    };
    match lang {
        Lang::En => format!("{text}\u{a0}%"),
        Lang::Id => format!("{text}%"),
    }
}

/// Three significant digits, or two and a decimal, in the first of the units, each a thousand times
/// the one before, in which that is below 1,000.
fn scaled(n: u64, units: &[&str], lang: Lang) -> String {
    let mut divisor = 1_u128;
    let mut digits = (n, 0);
    let mut name = "";
    for (i, unit) in units.iter().enumerate() {
        name = unit;
        let rounded = |n: u128| u64::try_from((n + divisor / 2) / divisor).unwrap_or(u64::MAX);
        let (whole, tenths) = (rounded(n.into()), rounded(u128::from(n) * 10));
        digits = if i == 0 || tenths >= 1_000 || tenths % 10 == 0 {
            (whole, 0)
        } else {
            (tenths, 1)
        };
        if whole < 1_000 {
            break;
        }
        divisor *= 1_000;
    }
    format!("{}\u{a0}{name}", decimal(digits.0, digits.1, lang))
}

/// A number given in units of its last decimal: 124 with one decimal is `12.4`.
fn decimal(n: u64, n_decimals: u32, lang: Lang) -> String {
    let step = 10_u64.pow(n_decimals);
    let whole = exact(n / step, lang);
    if n_decimals == 0 {
        return whole;
    }
    // Own digits instead of float formatting, which would add some 15 kB to the page.
    let fraction = n % step;
    let width = n_decimals as usize;
    format!("{whole}{}{fraction:0width$}", decimal_mark(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: String) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn shortens_and_groups() {
        for (n, en, id, exact_en, exact_id) in [
            (0, "0", "0", "0", "0"),
            (999, "999", "999", "999", "999"),
            (9_999, "9,999", "9.999", "9,999", "9.999"),
            (12_403, "12.4 k", "12,4 rb", "12,403", "12.403"),
            (999_499, "999 k", "999 rb", "999,499", "999.499"),
            (999_500, "1 M", "1 jt", "999,500", "999.500"),
            (
                3_250_000_000,
                "3.3 G",
                "3,3 M",
                "3,250,000,000",
                "3.250.000.000",
            ),
        ] {
            assert_eq!(plain(short(n, Lang::En)), en, "{n}");
            assert_eq!(plain(short(n, Lang::Id)), id, "{n}");
            assert_eq!(exact(n, Lang::En), exact_en);
            assert_eq!(exact(n, Lang::Id), exact_id);
        }
        assert_eq!(exact(u64::MAX, Lang::En), "18,446,744,073,709,551,615");
        assert!(!short(u64::MAX, Lang::Id).is_empty());
    }

    #[test]
    fn sizes() {
        for (n, en, id) in [
            (0, "0 B", "0 B"),
            (999, "999 B", "999 B"),
            (1_000, "1 kB", "1 kB"),
            (4_235_000, "4.2 MB", "4,2 MB"),
            (510_000_000, "510 MB", "510 MB"),
            (u64::MAX, "18,447 PB", "18.447 PB"),
        ] {
            assert_eq!(plain(bytes(n, Lang::En)), en);
            assert_eq!(plain(bytes(n, Lang::Id)), id);
        }
    }

    #[test]
    fn measured_numbers_and_shares() {
        for (x, en, id) in [
            (0.0, "0", "0"),
            (0.25, "0.25", "0,25"),
            (2.5, "2.5", "2,5"),
            (41.0, "41", "41"),
            (1234.56, "1,235", "1.235"),
            (-2.5, "−2.5", "−2,5"),
            (-0.001, "0", "0"),
            (99.996, "100", "100"),
            (0.05, "0.05", "0,05"),
            (
                f64::MAX,
                "18,446,744,073,709,551,615",
                "18.446.744.073.709.551.615",
            ),
            (f64::NAN, "–", "–"),
        ] {
            assert_eq!(measured(x, Lang::En), en);
            assert_eq!(measured(x, Lang::Id), id);
        }
        for (share, en, id) in [
            (0.0, "0 %", "0%"),
            (0.004, "<1 %", "<1%"),
            (0.5, "50 %", "50%"),
            (0.999, ">99 %", ">99%"),
            (1.0, "100 %", "100%"),
            (7.0, "100 %", "100%"),
            (f64::NAN, "0 %", "0%"),
        ] {
            assert_eq!(plain(percent(share, Lang::En)), en);
            assert_eq!(percent(share, Lang::Id), id);
        }
    }
}
