//! Next-event models as ONNX: one of their networks for whole windows, `tokens` [batch, window] int64 in,
//! `next` [batch, n_indexes] out.

use crate::layers::dense::Dense;
use crate::layers::embedding::Embedding;
use crate::layers::recurrent::Recurrent;
use crate::next_event::Config;
use crate::vocabulary::{SCHEMA_VERSION, Vocabulary};

use super::graph::{Builder, Weights};
use super::{File, OnnxError, SCHEMA, SIZES, VOCABULARY, encode, words};

/// What the graph is called, by which a reader tells it from a sequence network.
pub(super) const NAME: &str = "next-event";

/// The layers of a network in the order in which they work.
pub(crate) type Layers<'a> = (&'a Embedding, &'a [Recurrent], &'a Dense);

pub(crate) fn write(
    (embedding, recurrent, dense): Layers<'_>,
    params: &[f32],
    config: &Config,
    vocabulary: &Vocabulary,
) -> Vec<u8> {
    let mut builder = Builder::new(NAME);
    let mut at = builder.embed(embedding, params, config.window);
    for layer in recurrent {
        at = builder.recurrent(layer, params, &at);
    }
    at = builder.dense(dense, params, &at);
    at = builder.function("Softmax", &at, "next");
    let config = serde_json::to_string(config).expect("a configuration is plain values");
    encode(
        builder.finish(&at, embedding.table.n_rows),
        [
            (SIZES, config),
            (VOCABULARY, words(vocabulary)),
            (SCHEMA, SCHEMA_VERSION.to_string()),
        ],
    )
}

/// Sizes and vocabulary; the weights come with [`weights`] once the layers are known.
pub(crate) fn read(file: &File) -> Result<(Config, Vocabulary), OnnxError> {
    let config = serde_json::from_str(file.property(SIZES)?);
    let config = config.map_err(|_| OnnxError::Foreign(SIZES))?;
    Ok((config, file.vocabulary()?))
}

pub(crate) fn weights(
    file: &File,
    (embedding, recurrent, dense): Layers<'_>,
    params: &mut [f32],
) -> Result<(), OnnxError> {
    let weights = Weights::of(&file.graph);
    weights.matrix(&embedding.table, params)?;
    for layer in recurrent {
        weights.recurrent(layer, params)?;
    }
    weights.dense(dense, params)
}
