//! A small drawing of counts over time: one outline, as the `d` of an SVG path.

/// Height of the highest bar.
pub const HEIGHT: f64 = 16.0;
/// What is there is seen, however little it is.
const LEAST: f64 = 1.5;

/// Bars of one unit's width that stand on [`HEIGHT`], the highest of them reaching 0.
pub fn outline(counts: &[u32]) -> String {
    let top = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |(idx, n): (usize, &u32)| {
        let height = (f64::from(*n) / f64::from(top) * HEIGHT).max(LEAST);
        (*n > 0).then(|| format!("M{idx} {HEIGHT}v-{height:.1}h1v{height:.1}z"))
    };
    counts.iter().enumerate().filter_map(bar).collect()
}

/// Which of the counts is the highest, the first of several; None where all are 0.
pub fn highest(counts: &[u32]) -> Option<(usize, u32)> {
    let all = counts.iter().copied().enumerate();
    all.filter(|(_, n)| *n > 0)
        .min_by_key(|(idx, n)| (std::cmp::Reverse(*n), *idx))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_where_something_is() {
        assert_eq!(outline(&[0, 4, 1]), "M1 16v-16.0h1v16.0zM2 16v-4.0h1v4.0z");
        assert_eq!(outline(&[1_000, 1]), "M0 16v-16.0h1v16.0zM1 16v-1.5h1v1.5z");
        assert_eq!(outline(&[]), "");
    }

    #[test]
    fn the_first_of_the_highest_is_named() {
        assert_eq!(highest(&[1, 5, 5]), Some((1, 5)));
        assert_eq!(highest(&[0, 0]), None);
    }
}
