//! The functions between layers, written so that the compiler makes vector code of a loop over them.

/// Hyperbolic tangent within 5e-7 of the exact one.
///
/// A quotient of polynomials of degree 13 and 6, as in Eigen (`generic_fast_tanh_float`): no branch
/// and no table, so that a loop becomes vector code; `f32::tanh` is a call for each value.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    // Beyond it the quotient is 1 to the last bit.
    let x = x.clamp(-7.905_311, 7.905_311);
    let square = x * x;
    let mut p = -2.760_768_5e-16_f32;
    p = p * square + 2.000_188e-13;
    p = p * square - 8.604_672e-11;
    p = p * square + 5.122_297_1e-8;
    p = p * square + 1.485_722_4e-5;
    p = p * square + 6.372_619_3e-4;
    p = p * square + 4.893_524_6e-3;
    let mut q = 1.198_258_4e-6_f32;
    q = q * square + 1.185_347e-4;
    q = q * square + 2.268_434_6e-3;
    q = q * square + 4.893_525e-3;
    x * p / q
}

/// 1 / (1 + e^-x).
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// Turns each row of `n_cols` logits into probabilities.
pub(crate) fn softmax_rows(rows: &mut [f32], n_cols: usize) {
    for row in rows.chunks_exact_mut(n_cols.max(1)) {
        let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut sum = 0.0;
        for value in row.iter_mut() {
            *value = (*value - highest).exp();
            sum += *value;
        }
        for value in row.iter_mut() {
            *value /= sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_near_the_exact_one_everywhere() {
        for i in -120_000..=120_000 {
            let x = i as f32 / 10_000.0;
            let exact = f64::from(x).tanh();
            let error = (f64::from(tanh(x)) - exact).abs();
            assert!(error < 5e-7, "tanh({x}) is off by {error}");
        }
        assert!((tanh(1e30) - 1.0).abs() < 3e-7 && (tanh(f32::NEG_INFINITY) + 1.0).abs() < 3e-7);
    }

    #[test]
    fn sigmoid_stays_within_its_bounds() {
        for x in [-1e30, -20.0, 0.0, 20.0, 1e30] {
            assert!((0.0..=1.0).contains(&sigmoid(x)), "{x}");
        }
        assert!((sigmoid(0.0) - 0.5).abs() < 1e-7);
    }

    #[test]
    fn softmax_survives_large_logits() {
        let mut rows = [1000.0, 1000.0, -1000.0, 0.0, 0.0, 0.0];
        softmax_rows(&mut rows, 3);
        assert_eq!(rows[..3], [0.5, 0.5, 0.0]);
        assert!((rows[3..].iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
