//! Networks as ONNX files, which every runtime reads, and back.
//!
//! Sequence networks go both ways: the file is how they are shipped. Their sizes and vocabulary stand
//! in the file's own properties, so that weights and the tokens that they were trained on cannot come
//! apart. Next-event models go both ways too, to be compared with other runtimes: the first of their
//! networks, without the bound, which is no part of it.
//!
//! In: bytes or a network. Out: the other. Only files that this module wrote can be read.

mod graph;
mod messages;
pub(crate) mod next_event;

use prost::Message;

use crate::layers::params::Layout;
use crate::sequence::{Network, OtherTokens, Sizes};
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
    let sizes = serde_json::to_string(&network.sizes).expect("sizes are plain values");
    encode(
        builder.finish(&at, 1),
        [
            (SIZES, sizes),
            (VOCABULARY, words(&network.vocabulary)),
            (SCHEMA, SCHEMA_VERSION.to_string()),
        ],
    )
}

/// A file of either kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    Sequence(Network),
    NextEvent(crate::next_event::Model),
}

impl Read {
    /// What the network answers, row behind row: one score for each sequence, or a probability for each
    /// event behind each window.
    pub fn answers(&self, rows: &[&[u32]]) -> Vec<f32> {
        match self {
            Self::Sequence(network) => network.score(rows),
            Self::NextEvent(model) => model.next(rows),
        }
    }

    /// # Errors
    /// When a manifest is about other tokens than this build would give the network.
    pub fn fits(&self, schema_hash: &str) -> Result<(), OtherTokens> {
        match self {
            Self::Sequence(network) => network.fits(schema_hash),
            // Its tokens are its own vocabulary's, and no manifest goes with it.
            Self::NextEvent(_) => Ok(()),
        }
    }
}

/// # Errors
/// When the bytes are not of a file that this module made with this schema.
pub fn read_any(bytes: &[u8]) -> Result<Read, OnnxError> {
    let file = File::of(bytes)?;
    match file.graph.name == next_event::NAME {
        true => Ok(Read::NextEvent(crate::next_event::Model::of_onnx(&file)?)),
        false => Ok(Read::Sequence(sequence(&file)?)),
    }
}

/// # Errors
/// When the bytes are not of a file that [`write`] made with this schema.
pub fn read(bytes: &[u8]) -> Result<Network, OnnxError> {
    sequence(&File::of(bytes)?)
}

fn sequence(file: &File) -> Result<Network, OnnxError> {
    let sizes: Sizes =
        serde_json::from_str(file.property(SIZES)?).map_err(|_| OnnxError::Foreign(SIZES))?;
    let vocabulary = file.vocabulary()?;
    if !sizes.are_sane() {
        return Err(OnnxError::Foreign(SIZES));
    }
    let mut network = Network {
        sizes,
        vocabulary,
        params: Vec::new(),
    };
    let layers = network.layers();
    let weights = Weights::of(&file.graph);
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

/// A file of ours, with the schema of today.
#[derive(Clone, Debug)]
pub(crate) struct File {
    graph: Graph,
    properties: Vec<Entry>,
}

impl File {
    fn of(bytes: &[u8]) -> Result<Self, OnnxError> {
        let model = Model::decode(bytes).map_err(|_| OnnxError::NotOnnx)?;
        let file = Self {
            graph: model.graph.ok_or(OnnxError::NotOnnx)?,
            properties: model.metadata_props,
        };
        let schema = file.property(SCHEMA)?;
        match schema == SCHEMA_VERSION.to_string() {
            true => Ok(file),
            false => Err(OnnxError::Schema {
                expected: SCHEMA_VERSION,
                got: schema.to_owned(),
            }),
        }
    }

    fn property(&self, name: &'static str) -> Result<&str, OnnxError> {
        let entry = self.properties.iter().find(|entry| entry.key == name);
        entry
            .map(|entry| entry.value.as_str())
            .ok_or(OnnxError::Foreign(name))
    }

    fn vocabulary(&self) -> Result<Vocabulary, OnnxError> {
        let words = self.property(VOCABULARY)?.split_whitespace();
        let tokens: Result<Vec<Token>, _> = words
            .map(|token| Token::from_str_radix(token, 16))
            .collect();
        Ok(tokens.map_err(|_| OnnxError::Foreign(VOCABULARY))?.into())
    }
}

fn words(vocabulary: &Vocabulary) -> String {
    let words: Vec<String> = vocabulary
        .tokens()
        .iter()
        .map(|t| format!("{t:x}"))
        .collect();
    words.join(" ")
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
            ..Sizes::default()
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
    fn a_next_event_model_comes_back_as_it_went() {
        use crate::next_event::{Config, Session, train};
        let session = |first: u64| Session {
            events: (first..first + 5).collect(),
            n: 10,
        };
        let config = Config {
            window: 4,
            units: 6,
            epochs: 1,
            members: 1,
            ..Config::default()
        };
        let watch = |_| std::ops::ControlFlow::Continue(());
        let model = train(&[session(1), session(3)], &config, watch).expect("there is enough");
        let bytes = model.to_onnx().expect("it has a network");
        let Ok(Read::NextEvent(read)) = read_any(&bytes) else {
            panic!("it is a next-event model");
        };
        assert_eq!(read.vocabulary, model.vocabulary);
        let windows: [&[u32]; 2] = [&[4, 5, 6, 7], &[2, 4, 1, 1000]];
        let next = read.next(&windows);
        assert_eq!(next, model.next(&windows));
        assert_eq!(next.len(), 2 * model.vocabulary.n_indexes());
        let sum: f32 = next.iter().sum();
        assert!((sum - 2.0).abs() < 1e-5, "they are probabilities: {sum}");
        assert!(matches!(super::read(&bytes), Err(OnnxError::Foreign(_))));
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
