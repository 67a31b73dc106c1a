//! How sure a figure is.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore as _, SeedableRng as _};

use super::{Interval, Scored};

/// 97.5 % point of the normal distribution.
const Z: f64 = 1.959_964;

/// Interval of a share at 95 %. Source: Wilson 1927, "Probable inference".
pub fn wilson(part: u64, whole: u64) -> Interval {
    if whole == 0 {
        return (0.0, 1.0);
    }
    let n = whole as f64;
    let share = part as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let below = 1.0 + Z * Z / n;
    (
        ((middle - half) / below).max(0.0),
        ((middle + half) / below).min(1.0),
    )
}

/// Interval of any figure at 95 %, by drawing the scores again. Each class is drawn by itself, so that
/// no draw is without anomalies. Source: Efron 1979, percentile method.
pub fn bootstrap(
    scored: &[Scored],
    n_draws: usize,
    seed: u64,
    figure: impl Fn(&[Scored]) -> f64,
) -> Interval {
    let (anomalies, ordinary): (Vec<Scored>, Vec<Scored>) =
        scored.iter().copied().partition(|(_, truth)| *truth);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut figures: Vec<f64> = (0..n_draws)
        .map(|_| {
            let mut sample = Vec::with_capacity(scored.len());
            for class in [&anomalies, &ordinary] {
                sample.extend((0..class.len()).filter_map(|_| {
                    let i = rng.next_u64() % class.len() as u64;
                    class.get(i as usize).copied()
                }));
            }
            figure(&sample)
        })
        .collect();
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let i = (share * (figures.len().max(1) - 1) as f64).round() as usize;
        figures.get(i).copied().unwrap_or_default()
    };
    (at(0.025), at(0.975))
}

/// Mean and standard deviation (of a sample) of figures from several seeds.
pub fn mean_and_sd(figures: &[f64]) -> (f64, f64) {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = figures.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0).max(1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_as_published() {
        // Newcombe 1998, table 1: 81 of 263 gives 0.2553 to 0.3662.
        let (low, high) = wilson(81, 263);
        assert!(
            (low - 0.2553).abs() < 1e-4 && (high - 0.3662).abs() < 1e-4,
            "{low} {high}"
        );
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert!((wilson(10, 10).1 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn draws_lie_around_the_figure() {
        let scored: Vec<Scored> = (0..200)
            .map(|i| (f64::from(i) / 200.0, i % 4 == 0))
            .collect();
        let mean = |sample: &[Scored]| sample.iter().map(|s| s.0).sum::<f64>() / 200.0;
        let (low, high) = bootstrap(&scored, 200, 1, mean);
        assert!(low < mean(&scored) && mean(&scored) < high && high - low < 0.1);
        assert_eq!(
            bootstrap(&scored, 50, 9, mean),
            bootstrap(&scored, 50, 9, mean)
        );
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        assert_eq!(mean_and_sd(&[1.0, 3.0]), (2.0, 2.0_f64.sqrt()));
        assert_eq!(mean_and_sd(&[]), (0.0, 0.0));
    }
}
