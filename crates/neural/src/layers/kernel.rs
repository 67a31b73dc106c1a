//! The product of matrices for WebAssembly, where ndarray's has no vector code of its own.
//!
//! c = a · b, or c + a · b, in tiles of four rows and eight columns, which stay in 128-bit registers while
//! their sums are made. Four rows of `a` are laid side by side once for all tiles of a row of tiles;
//! `b` is read where it lies. What it gains stands in docs/decisions/0020.

use ndarray::{ArrayView2, ArrayViewMut2};

const N_ROWS: usize = 4;
const N_COLS: usize = 8;

type Tile = [[f32; N_COLS]; N_ROWS];

/// `keeps`: adds to what stands in `c`. `c`: row-major [n, m]; `a`: [n, k] and `b`: [k, m], either may be turned over.
pub(super) fn product(
    mut c: ArrayViewMut2<'_, f32>,
    a: ArrayView2<'_, f32>,
    b: ArrayView2<'_, f32>,
    keeps: bool,
) {
    let (n, m) = c.dim();
    // Turned over it is copied, which costs one row of `c`'s worth of products.
    let b = b.as_standard_layout();
    let b = b.as_slice().expect("it has just been laid out so");
    let c = c.as_slice_mut().expect("what is written is row-major");
    if n == 0 || m == 0 {
        return;
    }
    let mut panel: Vec<[f32; N_ROWS]> = Vec::with_capacity(a.ncols());
    for (rows, c) in (0..n).step_by(N_ROWS).zip(c.chunks_mut(N_ROWS * m)) {
        let row = |i: usize| (rows + i < n).then(|| a.row(rows + i));
        panel.clear();
        panel.resize(a.ncols(), [0.0; N_ROWS]);
        for i in 0..N_ROWS {
            let Some(row) = row(i) else { break };
            for (four, value) in panel.iter_mut().zip(row) {
                four[i] = *value;
            }
        }
        for at in (0..m).step_by(N_COLS) {
            let width = N_COLS.min(m - at);
            let sums = match width {
                N_COLS => tile(&panel, b, m, at),
                _ => narrow(&panel, b, m, at),
            };
            for (row, sums) in c.chunks_mut(m).zip(sums) {
                for (value, sum) in row[at..at + width].iter_mut().zip(sums) {
                    *value = if keeps { *value + sum } else { sum };
                }
            }
        }
    }
}

/// Four rows by eight columns from `at` on.
fn tile(panel: &[[f32; N_ROWS]], b: &[f32], m: usize, at: usize) -> Tile {
    let mut sums: Tile = [[0.0; N_COLS]; N_ROWS];
    for (four, row) in panel.iter().zip(b.chunks_exact(m)) {
        let Some(row) = row.get(at..).and_then(<[f32]>::first_chunk::<N_COLS>) else {
            continue;
        };
        for i in 0..N_ROWS {
            for j in 0..N_COLS {
                sums[i][j] += four[i] * row[j];
            }
        }
    }
    sums
}

/// The same at the right edge, where fewer columns are left.
fn narrow(panel: &[[f32; N_ROWS]], b: &[f32], m: usize, at: usize) -> Tile {
    let mut sums: Tile = [[0.0; N_COLS]; N_ROWS];
    for (four, row) in panel.iter().zip(b.chunks_exact(m)) {
        for (sums, value) in sums.iter_mut().zip(four) {
            for (sum, other) in sums.iter_mut().zip(&row[at..]) {
                *sum += value * other;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use ndarray::linalg::general_mat_mul;
    use proptest::prelude::*;

    use super::*;

    fn drawn(n_rows: usize, n_cols: usize, seed: u64) -> Array2<f32> {
        let mut rng = fastrand::Rng::with_seed(seed);
        Array2::from_shape_simple_fn((n_rows, n_cols), || rng.f32() - 0.5)
    }

    proptest! {
        #[test]
        fn is_the_product_of_ndarray(
            n in 0_usize..11, k in 0_usize..20, m in 0_usize..19,
            turns in any::<[bool; 2]>(), keeps in any::<bool>(), seed in any::<u64>(),
        ) {
            let [a, b] = [(n, k, turns[0]), (k, m, turns[1])].map(|(n_rows, n_cols, turn)| match turn {
                true => drawn(n_cols, n_rows, seed).reversed_axes(),
                false => drawn(n_rows, n_cols, seed ^ 1),
            });
            let mut own = drawn(n, m, seed ^ 2);
            let mut expected = own.clone();
            product(own.view_mut(), a.view(), b.view(), keeps);
            general_mat_mul(1.0, &a, &b, f32::from(keeps), &mut expected);
            for (own, expected) in own.iter().zip(&expected) {
                prop_assert!((own - expected).abs() < 1e-5, "{own} is not {expected}");
            }
        }
    }
}
