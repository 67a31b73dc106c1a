//! Normal days that were learned, kept in the browser's own database: masked templates and numbers.
//!
//! Beside the kept analyses, in the same database. A baseline's bytes are only handed on.

use jejak_protocol::model::BaselineFacts;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbObjectStore, IdbTransactionMode};

use crate::kept::{BASELINES, Refused, answer, open, over, value};

/// A baseline in the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    /// Also the order: later ones are greater.
    pub(crate) id: String,
    pub(crate) facts: BaselineFacts,
}

/// Keeps a baseline under a name of its own.
pub(crate) async fn keep(
    facts: &BaselineFacts,
    bytes: &Uint8Array,
    now_ms: f64,
) -> Result<Kept, Refused> {
    let id = format!("{now_ms:015.0}");
    let parts = Array::of3(&id.as_str().into(), &value(facts)?, bytes);
    write(&id, Some(&parts)).await?;
    Ok(Kept {
        id,
        facts: facts.clone(),
    })
}

pub(crate) async fn delete(id: &str) -> Result<(), Refused> {
    write(id, None).await
}

/// The last first; those of a version that cannot be read any more are left out.
pub(crate) async fn list() -> Result<Vec<Kept>, Refused> {
    let database = open().await?;
    let store = database
        .transaction_with_str(BASELINES)?
        .object_store(BASELINES)?;
    let all: Array = answer(&store.get_all()?).await?.unchecked_into();
    let mut list: Vec<Kept> = all
        .iter()
        .filter_map(|parts| {
            let parts: Array = parts.dyn_into().ok()?;
            Some(Kept {
                id: parts.get(0).as_string()?,
                facts: serde_wasm_bindgen::from_value(parts.get(1)).ok()?,
            })
        })
        .collect();
    list.sort_by(|a, b| b.id.cmp(&a.id));
    Ok(list)
}

/// A baseline's bytes; None when it is not there.
pub(crate) async fn bytes(id: &str) -> Result<Option<Uint8Array>, Refused> {
    let database = open().await?;
    let store = database
        .transaction_with_str(BASELINES)?
        .object_store(BASELINES)?;
    let parts = answer(&store.get(&id.into())?).await?;
    let parts = parts.dyn_into::<Array>().ok();
    Ok(parts.and_then(|parts| parts.get(2).dyn_into().ok()))
}

async fn write(id: &str, parts: Option<&Array>) -> Result<(), Refused> {
    let database = open().await?;
    let transaction =
        database.transaction_with_str_and_mode(BASELINES, IdbTransactionMode::Readwrite)?;
    let store: IdbObjectStore = transaction.object_store(BASELINES)?;
    let key = JsValue::from_str(id);
    match parts {
        Some(parts) => store.put_with_key(parts, &key)?,
        None => store.delete(&key)?,
    };
    over(&transaction).await
}
