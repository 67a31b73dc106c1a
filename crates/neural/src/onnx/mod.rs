//! Networks as ONNX files, which every runtime reads, and back.
//!
//! Sequence networks go both ways: the file is how they are shipped. Their sizes and vocabulary stand
//! in the file's own properties, so that weights and the tokens that they were trained on cannot come
//! apart. Next-event models go out only, to be compared with other runtimes.
//!
//! In: bytes or a network. Out: the other. Only files that this module wrote can be read.

mod graph;
mod messages;

use prost::Message;

use crate::layers::params::Layout;
use crate::sequence::{Network, Sizes};
use crate::vocabulary::{SCHEMA_VERSION, Token, Vocabulary};
use graph::{Builder, Weights};
use messages::{Entry, Graph, Model, OperatorSet};

/// ONNX 1.12, the oldest with everything used here.
const IR_VERSION: i64 = 8;
const OPSET: i64 = 17;

const SIZES: &str = "jejak.sizes";
const VOCABULARY: &str = "jejak.vocabulary";
const SCHEMA: &str = "jejak.schema";

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnnxError {
    #[error("this is no ONNX file")]
    NotOnnx,
    #[error("the file was not written by Jejak: it has no {0}")]
    Foreign(&'static str),
    #[error("the file has tokens of schema {got}, this is schema {expected}")]
    Schema { expected: u32, got: String },
    #[error("the weights {0} are missing or of another size")]
    Weights(String),
}

/// A sequence network as an ONNX file: `tokens` [batch, sequence] int64 in, `incident` [batch, 1] out.
pub fn write(network: &Network) -> Vec<u8> {
    let layers = network.layers();
    let params = &network.params;
    let mut builder = Builder::new(network.sizes.kind.name());
    let mut at = builder.embed(&layers.embedding, params, network.sizes.sequence);
    for layer in &layers.recurrent {
        at = builder.recurrent(layer, params, &at);
    }
    at = builder.dense(&layers.hidden, params, &at);
    at = builder.function("Relu", &at, "relu");
    at = builder.dense(&layers.output, params, &at);
    at = builder.function("Sigmoid", &at, "incident");
    let tokens: Vec<String> = network
        .vocabulary
        .tokens()
        .iter()
        .map(|t| format!("{t:x}"))
        .collect();
    let sizes = serde_json::to_string(&network.sizes).expect("sizes are plain values");
    encode(
        builder.finish(&at, 1),
        [
            (SIZES, sizes),
            (VOCABULARY, tokens.join(" ")),
            (SCHEMA, SCHEMA_VERSION.to_string()),
        ],
    )
}

/// # Errors
/// When the bytes are not of a file that [`write`] made with this schema.
pub fn read(bytes: &[u8]) -> Result<Network, OnnxError> {
    let model = Model::decode(bytes).map_err(|_| OnnxError::NotOnnx)?;
    let graph = model.graph.as_ref().ok_or(OnnxError::NotOnnx)?;
    let property = |name: &'static str| {
        let entry = model.metadata_props.iter().find(|entry| entry.key == name);
        entry
            .map(|entry| entry.value.as_str())
            .ok_or(OnnxError::Foreign(name))
    };
    let schema = property(SCHEMA)?;
    if schema != SCHEMA_VERSION.to_string() {
        return Err(OnnxError::Schema {
            expected: SCHEMA_VERSION,
            got: schema.to_owned(),
        });
    }
    let sizes: Sizes =
        serde_json::from_str(property(SIZES)?).map_err(|_| OnnxError::Foreign(SIZES))?;
    let tokens: Result<Vec<Token>, _> = property(VOCABULARY)?
        .split_whitespace()
        .map(|token| Token::from_str_radix(token, 16))
        .collect();
    let vocabulary: Vocabulary = tokens.map_err(|_| OnnxError::Foreign(VOCABULARY))?.into();
    if !sizes.are_sane() {
        return Err(OnnxError::Foreign(SIZES));
    }
    let mut network = Network {
        sizes,
        vocabulary,
        params: Vec::new(),
    };
    let layers = network.layers();
    let weights = Weights::of(graph);
    let mut params = vec![0.0; Layout::n_params(&layers.layout)];
    weights.matrix(&layers.embedding.table, &mut params)?;
    for layer in &layers.recurrent {
        weights.recurrent(layer, &mut params)?;
    }
    weights.dense(&layers.hidden, &mut params)?;
    weights.dense(&layers.output, &mut params)?;
    network.params = params;
    Ok(network)
}

fn encode<const N: usize>(graph: Graph, properties: [(&str, String); N]) -> Vec<u8> {
    let entry = |(key, value): (&str, String)| Entry {
        key: key.to_owned(),
        value,
    };
    Model {
        ir_version: IR_VERSION,
        producer_name: "jejak".to_owned(),
        graph: Some(graph),
        opset_import: vec![OperatorSet {
            domain: String::new(),
            version: OPSET,
        }],
        metadata_props: properties.into_iter().map(entry).collect(),
    }
    .encode_to_vec()
}

pub(crate) mod next_event {
    //! A next-event model's network for whole windows: `tokens` in, `next` [batch, n_indexes] out.

    use super::{Builder, encode};
    use crate::layers::dense::Dense;
    use crate::layers::embedding::Embedding;
    use crate::layers::recurrent::Recurrent;

    pub(crate) fn write(
        (embedding, recurrent, dense): (&Embedding, &[Recurrent], &Dense),
        params: &[f32],
        window: usize,
    ) -> Vec<u8> {
        let mut builder = Builder::new("next-event");
        let mut at = builder.embed(embedding, params, window);
        for layer in recurrent {
            at = builder.recurrent(layer, params, &at);
        }
        at = builder.dense(dense, params, &at);
        at = builder.function("Softmax", &at, "next");
        encode(builder.finish(&at, embedding.table.n_rows), [])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequence::{Checkpoint, Course, Kind};

    fn network(kind: Kind) -> Network {
        let sizes = Sizes {
            kind,
            sequence: 7,
            vocabulary: 5,
            embedding: 4,
            units: [6, 5],
            dense: 3,
        };
        let vocabulary = vec![3, 5, 8, u64::MAX, 9].into();
        Checkpoint::start(sizes, Course::default(), vocabulary).network()
    }

    #[test]
    fn a_network_comes_back_as_it_went() {
        for kind in Kind::ALL {
            let network = network(kind);
            let read = read(&write(&network));
            assert_eq!(read.as_ref(), Ok(&network), "{kind:?}");
        }
    }

    #[test]
    fn what_is_no_model_of_ours_is_refused() {
        assert_eq!(read(b"\xff\xff\xff"), Err(OnnxError::NotOnnx));
        assert_eq!(read(b""), Err(OnnxError::NotOnnx));
        let bytes = write(&network(Kind::Gru));
        for cut in (0..bytes.len()).step_by(97) {
            assert!(read(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let edit = |change: fn(&mut Model)| {
            let mut model = Model::decode(&bytes[..]).expect("just written");
            change(&mut model);
            read(&model.encode_to_vec())
        };
        let foreign = edit(|model| model.metadata_props.clear());
        assert_eq!(foreign, Err(OnnxError::Foreign(SCHEMA)));
        let newer = edit(|model| {
            for entry in &mut model.metadata_props {
                if entry.key == SCHEMA {
                    entry.value = "999".to_owned();
                }
            }
        });
        assert!(matches!(newer, Err(OnnxError::Schema { .. })));
        let lacking = edit(|model| {
            if let Some(graph) = &mut model.graph {
                graph
                    .initializer
                    .retain(|tensor| tensor.name != "output.bias");
            }
        });
        assert_eq!(lacking, Err(OnnxError::Weights("output.bias".to_owned())));
    }
}
