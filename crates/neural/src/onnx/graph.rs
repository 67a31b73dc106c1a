//! Builds a graph node by node, and takes weights out of one again.

use std::collections::BTreeMap;

use super::OnnxError;
use super::messages::{Attribute, Dimension, Graph, INT64, Node, Shape, Tensor, TensorType, Type};
use super::messages::{FLOAT, ValueInfo};
use crate::layers::dense::Dense;
use crate::layers::embedding::Embedding;
use crate::layers::params::Slot;
use crate::layers::recurrent::{Cell, Gives, Recurrent};

/// AttributeProto.AttributeType.
const INT: i32 = 2;
const STRING: i32 = 3;
const INTS: i32 = 7;

/// A graph under construction.
#[derive(Debug, Default)]
pub(super) struct Builder {
    graph: Graph,
}

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        let mut builder = Self::default();
        builder.graph.name = name.to_owned();
        builder
    }

    /// Tokens [batch, n_steps] as embedded rows [n_steps, batch, n]; the name of the result.
    pub(super) fn embed(
        &mut self,
        embedding: &Embedding,
        params: &[f32],
        n_steps: usize,
    ) -> String {
        let n_steps = i64::try_from(n_steps).unwrap_or(i64::MAX);
        self.graph.input = vec![value("tokens", INT64, &[None, Some(n_steps)])];
        self.weights(&embedding.table, params);
        let perm = [ints("perm", &[1, 0])];
        self.node("Transpose", &["tokens"], &["tokens_by_step"], &perm);
        let table = embedding.table.name.clone();
        self.node("Gather", &[&table, "tokens_by_step"], &["embedded"], &[]);
        "embedded".to_owned()
    }

    /// [n_steps, batch, n_in] to [n_steps, batch, n_out], or [batch, n_out] of the last states.
    pub(super) fn recurrent(&mut self, layer: &Recurrent, params: &[f32], x: &str) -> String {
        let name = &layer.name;
        let n_ways = layer.cells.len();
        let [w, r, b] = ["w", "r", "b"].map(|part| format!("{name}.{part}"));
        for (tensor, matrices) in [(&w, 0), (&r, 1)] {
            let slots: Vec<&Slot> = layer
                .cells
                .iter()
                .map(|cell| slots(cell)[matrices])
                .collect();
            let data = slots
                .iter()
                .flat_map(|slot| transposed(slot, params))
                .collect();
            self.tensor(tensor, &[n_ways, slots[0].n_cols, slots[0].n_rows], data);
        }
        let biases: Vec<f32> = layer
            .cells
            .iter()
            .flat_map(|cell| bias(cell, params))
            .collect();
        self.tensor(&b, &[n_ways, biases.len() / n_ways], biases);
        let direction = if n_ways == 2 {
            "bidirectional"
        } else {
            "forward"
        };
        let units = i64::try_from(layer.n_units()).unwrap_or(i64::MAX);
        let mut attributes = vec![int("hidden_size", units), string("direction", direction)];
        let operation = match layer.cells.first() {
            Some(Cell::Gru(_)) => {
                attributes.push(int("linear_before_reset", 1));
                "GRU"
            }
            _ => "LSTM",
        };
        let [every, last] = ["every", "last"].map(|part| format!("{name}.{part}"));
        self.node(operation, &[x, &w, &r, &b], &[&every, &last], &attributes);
        let n_out = i64::try_from(layer.n_out()).unwrap_or(i64::MAX);
        let (given, perm, shape) = match layer.gives {
            Gives::Every => (&every, vec![0, 2, 1, 3], vec![0, 0, n_out]),
            Gives::Last => (&last, vec![1, 0, 2], vec![-1, n_out]),
        };
        let [turned, shape_name, out] =
            ["turned", "shape", "out"].map(|part| format!("{name}.{part}"));
        self.node("Transpose", &[given], &[&turned], &[ints("perm", &perm)]);
        self.integers(&shape_name, &shape);
        self.node("Reshape", &[&turned, &shape_name], &[&out], &[]);
        out
    }

    /// [batch, n_in] to [batch, n_out].
    pub(super) fn dense(&mut self, layer: &Dense, params: &[f32], x: &str) -> String {
        self.weights(&layer.weights, params);
        let bias = &layer.bias;
        self.tensor(&bias.name, &[bias.n_cols], bias.of(params).to_vec());
        let out = format!("{}.out", layer.weights.name);
        self.node("Gemm", &[x, &layer.weights.name, &bias.name], &[&out], &[]);
        out
    }

    pub(super) fn function(&mut self, operation: &str, x: &str, out: &str) -> String {
        self.node(operation, &[x], &[out], &[]);
        out.to_owned()
    }

    /// Ends the graph in `name`: [batch, n].
    pub(super) fn finish(mut self, name: &str, n: usize) -> Graph {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        self.graph.output = vec![value(name, FLOAT, &[None, Some(n)])];
        self.graph
    }

    fn node(
        &mut self,
        operation: &str,
        inputs: &[&str],
        outputs: &[&str],
        attributes: &[Attribute],
    ) {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        self.graph.node.push(Node {
            input: own(inputs),
            output: own(outputs),
            name: outputs
                .first()
                .map_or_else(String::new, |out| format!("to {out}")),
            op_type: operation.to_owned(),
            attribute: attributes.to_vec(),
        });
    }

    fn weights(&mut self, slot: &Slot, params: &[f32]) {
        self.tensor(
            &slot.name,
            &[slot.n_rows, slot.n_cols],
            slot.of(params).to_vec(),
        );
    }

    fn tensor(&mut self, name: &str, dims: &[usize], data: Vec<f32>) {
        self.graph.initializer.push(Tensor {
            dims: dims
                .iter()
                .map(|n| i64::try_from(*n).unwrap_or(i64::MAX))
                .collect(),
            data_type: FLOAT,
            name: name.to_owned(),
            raw_data: data.into_iter().flat_map(f32::to_le_bytes).collect(),
        });
    }

    fn integers(&mut self, name: &str, data: &[i64]) {
        self.graph.initializer.push(Tensor {
            dims: vec![i64::try_from(data.len()).unwrap_or(i64::MAX)],
            data_type: INT64,
            name: name.to_owned(),
            raw_data: data.iter().flat_map(|n| n.to_le_bytes()).collect(),
        });
    }
}

/// The weights of a graph, by name.
#[derive(Debug)]
pub(super) struct Weights {
    tensors: BTreeMap<String, Vec<f32>>,
}

impl Weights {
    pub(super) fn of(graph: &Graph) -> Self {
        let floats = graph.initializer.iter().filter(|t| t.data_type == FLOAT);
        let tensors = floats.map(|tensor| {
            let data = tensor.raw_data.as_chunks::<4>().0;
            let data = data
                .iter()
                .map(|bytes| f32::from_le_bytes(*bytes))
                .collect();
            (tensor.name.clone(), data)
        });
        Self {
            tensors: tensors.collect(),
        }
    }

    pub(super) fn matrix(&self, slot: &Slot, params: &mut [f32]) -> Result<(), OnnxError> {
        let data = self.tensor(&slot.name, slot.len())?;
        slot.of_mut(params).copy_from_slice(data);
        Ok(())
    }

    pub(super) fn dense(&self, layer: &Dense, params: &mut [f32]) -> Result<(), OnnxError> {
        self.matrix(&layer.weights, params)?;
        self.matrix(&layer.bias, params)
    }

    pub(super) fn recurrent(&self, layer: &Recurrent, params: &mut [f32]) -> Result<(), OnnxError> {
        let n_ways = layer.cells.len();
        for (way, cell) in layer.cells.iter().enumerate() {
            for (part, slot) in ["w", "r"].into_iter().zip(slots(cell)) {
                let all = self.tensor(&format!("{}.{part}", layer.name), n_ways * slot.len())?;
                let data = &all[way * slot.len()..][..slot.len()];
                let own = slot.of_mut(params);
                for (i, value) in data.iter().enumerate() {
                    let (col, row) = (i / slot.n_rows, i % slot.n_rows);
                    own[row * slot.n_cols + col] = *value;
                }
            }
            let n_gates = slots(cell)[0].n_cols;
            let all = self.tensor(&format!("{}.b", layer.name), n_ways * 2 * n_gates)?;
            let (from_input, from_hidden) =
                all[way * 2 * n_gates..][..2 * n_gates].split_at(n_gates);
            match cell {
                Cell::Lstm(lstm) => {
                    let own = lstm.input.bias.of_mut(params);
                    for ((own, a), b) in own.iter_mut().zip(from_input).zip(from_hidden) {
                        *own = a + b;
                    }
                }
                Cell::Gru(gru) => {
                    gru.input.bias.of_mut(params).copy_from_slice(from_input);
                    gru.hidden.bias.of_mut(params).copy_from_slice(from_hidden);
                }
            }
        }
        Ok(())
    }

    fn tensor(&self, name: &str, n: usize) -> Result<&[f32], OnnxError> {
        let missing = || OnnxError::Weights(name.to_owned());
        let data = self.tensors.get(name).ok_or_else(missing)?;
        if data.len() != n || !data.iter().all(|value| value.is_finite()) {
            return Err(missing());
        }
        Ok(data)
    }
}

fn slots(cell: &Cell) -> [&Slot; 2] {
    match cell {
        Cell::Lstm(lstm) => [&lstm.input.weights, &lstm.from_hidden],
        Cell::Gru(gru) => [&gru.input.weights, &gru.hidden.weights],
    }
}

/// ONNX has two biases of each gate.
fn bias(cell: &Cell, params: &[f32]) -> Vec<f32> {
    match cell {
        Cell::Lstm(lstm) => {
            let mut bias = lstm.input.bias.of(params).to_vec();
            bias.resize(2 * bias.len(), 0.0);
            bias
        }
        Cell::Gru(gru) => [gru.input.bias.of(params), gru.hidden.bias.of(params)].concat(),
    }
}

/// ONNX has a row for each gate, we have a column.
fn transposed<'p>(slot: &Slot, params: &'p [f32]) -> impl Iterator<Item = f32> + use<'p> {
    let (data, n_rows, n_cols) = (slot.of(params), slot.n_rows, slot.n_cols);
    (0..n_cols).flat_map(move |col| (0..n_rows).map(move |row| data[row * n_cols + col]))
}

fn value(name: &str, elem_type: i32, dims: &[Option<i64>]) -> ValueInfo {
    let dim = dims.iter().map(|value| Dimension {
        value: *value,
        parameter: value.is_none().then(|| "batch".to_owned()),
    });
    ValueInfo {
        name: name.to_owned(),
        kind: Some(Type {
            tensor: Some(TensorType {
                elem_type,
                shape: Some(Shape { dim: dim.collect() }),
            }),
        }),
    }
}

fn int(name: &str, i: i64) -> Attribute {
    Attribute {
        name: name.to_owned(),
        i: Some(i),
        kind: INT,
        ..Attribute::default()
    }
}

fn string(name: &str, text: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        s: Some(text.as_bytes().to_vec()),
        kind: STRING,
        ..Attribute::default()
    }
}

fn ints(name: &str, ints: &[i64]) -> Attribute {
    Attribute {
        name: name.to_owned(),
        ints: ints.to_vec(),
        kind: INTS,
        ..Attribute::default()
    }
}
