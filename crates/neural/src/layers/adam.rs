//! The optimiser: Adam with a bound on the gradient's norm.

use serde::{Deserialize, Serialize};

// Source: Kingma and Ba 2015, the defaults of algorithm 1.
const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// Longest gradient that is taken as it is. Source: Pascanu et al. 2013 (exploding gradients of
/// recurrent networks); 5 is their choice for text.
const MAX_NORM: f32 = 5.0;

/// The running means, kept in a checkpoint beside the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Adam {
    means: Vec<f32>,
    squares: Vec<f32>,
    n_steps: u32,
}

impl Adam {
    pub(crate) fn new(n_params: usize) -> Self {
        Self {
            means: vec![0.0; n_params],
            squares: vec![0.0; n_params],
            n_steps: 0,
        }
    }

    /// Moves `params` against `grads`, which are shortened in place when too long.
    pub(crate) fn step(&mut self, params: &mut [f32], grads: &mut [f32], rate: f32) {
        let norm = grads.iter().map(|g| g * g).sum::<f32>().sqrt();
        if norm > MAX_NORM {
            let scale = MAX_NORM / norm;
            for grad in grads.iter_mut() {
                *grad *= scale;
            }
        }
        self.n_steps = self.n_steps.saturating_add(1);
        let n_steps = self.n_steps as f32;
        let correction = (1.0 - BETA_2.powf(n_steps)).sqrt() / (1.0 - BETA_1.powf(n_steps));
        let rate = rate * correction;
        let moments = self.means.iter_mut().zip(&mut self.squares);
        for ((param, grad), (mean, square)) in params.iter_mut().zip(&*grads).zip(moments) {
            *mean = BETA_1 * *mean + (1.0 - BETA_1) * grad;
            *square = BETA_2 * *square + (1.0 - BETA_2) * grad * grad;
            *param -= rate * *mean / (square.sqrt() + EPSILON);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_bowl() {
        let mut params = vec![5.0, -3.0];
        let mut adam = Adam::new(2);
        for _ in 0..2000 {
            let mut grads: Vec<f32> = vec![2.0 * (params[0] - 1.0), 2.0 * (params[1] - 2.0)];
            adam.step(&mut params, &mut grads, 0.05);
        }
        assert!((params[0] - 1.0).abs() < 1e-2 && (params[1] - 2.0).abs() < 1e-2);
    }

    #[test]
    fn a_long_gradient_is_shortened() {
        let mut grads = vec![300.0, 400.0];
        Adam::new(2).step(&mut [0.0, 0.0], &mut grads, 0.1);
        assert!((grads[0] - 3.0).abs() < 1e-5 && (grads[1] - 4.0).abs() < 1e-5);
    }
}
