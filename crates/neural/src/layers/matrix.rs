//! Products of row-major matrices, the one place where most of the time goes.

use ndarray::{ArrayView2, ArrayViewMut2};

/// A slice as a matrix.
///
/// # Panics
/// When the slice is shorter than the shape: sizes come from a network's own layout.
pub(crate) fn view(data: &[f32], n_rows: usize, n_cols: usize) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((n_rows, n_cols), data).expect("a layer's buffers have its shape")
}

/// A slice as a matrix that is written.
///
/// # Panics
/// As [`view`].
pub(crate) fn view_mut(data: &mut [f32], n_rows: usize, n_cols: usize) -> ArrayViewMut2<'_, f32> {
    ArrayViewMut2::from_shape((n_rows, n_cols), data).expect("a layer's buffers have its shape")
}

/// c = a · b.
pub(crate) fn set(c: ArrayViewMut2<'_, f32>, a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) {
    product(c, a, b, false);
}

/// c = c + a · b.
pub(crate) fn add(c: ArrayViewMut2<'_, f32>, a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) {
    product(c, a, b, true);
}

/// Natively ndarray's, which finds the machine's widest vectors.
#[cfg(not(target_family = "wasm"))]
fn product(
    mut c: ArrayViewMut2<'_, f32>,
    a: ArrayView2<'_, f32>,
    b: ArrayView2<'_, f32>,
    keeps: bool,
) {
    ndarray::linalg::general_mat_mul(1.0, &a, &b, f32::from(keeps), &mut c);
}

#[cfg(target_family = "wasm")]
use super::kernel::product;

/// Adds the rows of `rows` to `sums`.
pub(crate) fn add_column_sums(sums: &mut [f32], rows: &[f32]) {
    for row in rows.chunks_exact(sums.len().max(1)) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// Sets each of `rows` to `bias`.
pub(crate) fn fill_rows(rows: &mut [f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(bias.len().max(1)) {
        row.copy_from_slice(bias);
    }
}
