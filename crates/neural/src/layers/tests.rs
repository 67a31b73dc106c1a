//! Passes backward against differences of passes forward.

use super::dense::Dense;
use super::embedding::{Embedded, Embedding};
use super::params::Layout;
use super::recurrent::{Gives, Recurrent, Shape, Tape, Unit};
use super::rows::Rows;

const SHAPE: Shape = Shape {
    n_steps: 5,
    n_rows: 3,
};

/// Embedding, two recurrent layers, a full layer; the loss is a fixed mix of its outputs.
struct Net {
    layout: Layout,
    embedding: Embedding,
    first: Recurrent,
    second: Recurrent,
    dense: Dense,
}

impl Net {
    fn new(unit: Unit, is_bidirectional: bool, gives: Gives) -> Self {
        let mut layout = Layout::default();
        let embedding = Embedding::new(&mut layout, "embedding", 6, 4);
        let recurrent = |layout: &mut Layout, name, sizes, gives| {
            Recurrent::new(layout, name, unit, sizes, is_bidirectional, gives)
        };
        let first = recurrent(&mut layout, "first", (4, 5), Gives::Every);
        let second = recurrent(&mut layout, "second", (first.n_out(), 3), gives);
        let dense = Dense::new(&mut layout, "dense", second.n_out(), 2);
        Self {
            layout,
            embedding,
            first,
            second,
            dense,
        }
    }

    fn tokens() -> Vec<u32> {
        (0..SHAPE.n_steps * SHAPE.n_rows)
            .map(|i| (i * 7 % 6) as u32)
            .collect()
    }

    /// The loss, and its gradient where `grads` are given.
    fn loss(&self, params: &[f32], grads: Option<&mut [f32]>) -> f64 {
        let tokens = Self::tokens();
        let (mut a, mut b, mut y) = (Vec::new(), Vec::new(), Vec::new());
        let mut embedded = Embedded::default();
        let (mut first, mut second) = (Tape::default(), Tape::default());
        self.embedding.forward(params, &tokens, &mut embedded);
        let x = embedded.rows();
        self.first.forward(params, x, SHAPE, &mut first, &mut a);
        self.second
            .forward(params, Rows::own(&a), SHAPE, &mut second, &mut b);
        self.dense.forward(params, &b, &mut y);
        let mix = |i: usize| ((i * 31 % 17) as f32 - 8.0) / 8.0;
        let loss = y.iter().enumerate().map(|(i, y)| f64::from(mix(i) * y));
        let loss = loss.sum();
        if let Some(grads) = grads {
            let d_y: Vec<f32> = (0..y.len()).map(mix).collect();
            let (mut d_b, mut d_a, mut d_x) = (Vec::new(), Vec::new(), Vec::new());
            self.dense.backward(params, grads, &b, &d_y, &mut d_b);
            self.second
                .backward(params, grads, Rows::own(&a), SHAPE, &second, &d_b, &mut d_a);
            self.first
                .backward(params, grads, x, SHAPE, &first, &d_a, &mut d_x);
            self.embedding.backward(grads, &embedded, &d_x);
        }
        loss
    }
}

fn check(unit: Unit, is_bidirectional: bool, gives: Gives) {
    let net = Net::new(unit, is_bidirectional, gives);
    let mut rng = fastrand::Rng::with_seed(3);
    let mut params = net.layout.draw(&mut rng);
    for param in &mut params {
        *param += 0.3 * (rng.f32() - 0.5);
    }
    let mut grads = vec![0.0; params.len()];
    net.loss(&params, Some(&mut grads));
    // Far enough that rounding does not drown the difference, near enough that the curve is straight.
    let step = 1e-2_f32;
    for slot in &net.layout.slots {
        for i in slot.range() {
            let at = params[i];
            params[i] = at + step;
            let above = net.loss(&params, None);
            params[i] = at - step;
            let below = net.loss(&params, None);
            params[i] = at;
            let numeric = (above - below) / f64::from(2.0 * step);
            let error = (numeric - f64::from(grads[i])).abs();
            let name = &slot.name;
            assert!(
                error < 2e-3 + 1e-2 * numeric.abs(),
                "{unit:?} {name}: {numeric} by difference, {} by the pass backward",
                grads[i]
            );
        }
    }
    assert!(
        grads.iter().any(|grad| grad.abs() > 1e-2),
        "nothing to compare"
    );
}

#[test]
fn lstm_passes_back_what_it_passes_on() {
    check(Unit::Lstm, false, Gives::Every);
    check(Unit::Lstm, false, Gives::Last);
    check(Unit::Lstm, true, Gives::Last);
}

#[test]
fn gru_passes_back_what_it_passes_on() {
    check(Unit::Gru, false, Gives::Every);
    check(Unit::Gru, true, Gives::Last);
}
