//! Forests in the browser's database.

use std::sync::Arc;

use jejak_trees::Model;
use wasm_bindgen::JsValue;
use web_sys::IdbTransactionMode;

use super::read;
use crate::kept::{FORESTS, Refused, answer, open, over};

/// Names under which forests are kept.
const OWN: &str = "own";
const JUDGING: &str = "judging";

/// What the browser's database has under a name.
pub(super) enum Kept {
    Nothing,
    Forest(Arc<Model>),
    /// A forest that this version cannot use.
    Unfit,
}

impl Kept {
    fn of(value: &JsValue) -> Self {
        match value.as_string().map(|text| read(&text)) {
            None => Self::Nothing,
            Some(Ok(model)) => Self::Forest(model),
            Some(Err(_)) => Self::Unfit,
        }
    }

    pub(super) fn model(self) -> Option<Arc<Model>> {
        match self {
            Self::Forest(model) => Some(model),
            Self::Nothing | Self::Unfit => None,
        }
    }
}

pub(super) async fn load() -> Result<(Kept, Kept), Refused> {
    let database = open().await?;
    let store = database
        .transaction_with_str(FORESTS)?
        .object_store(FORESTS)?;
    let own = answer(&store.get(&OWN.into())?).await?;
    let judging = answer(&store.get(&JUDGING.into())?).await?;
    Ok((Kept::of(&own), Kept::of(&judging)))
}

pub(super) async fn save(own: Option<&Model>, judging: Option<&Model>) -> Result<(), Refused> {
    let database = open().await?;
    let transaction =
        database.transaction_with_str_and_mode(FORESTS, IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(FORESTS)?;
    for (key, model) in [(OWN, own), (JUDGING, judging)] {
        match model {
            Some(model) => store.put_with_key(&model.to_json().into(), &key.into())?,
            None => store.delete(&key.into())?,
        };
    }
    over(&transaction).await
}
