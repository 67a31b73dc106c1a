//! What the person said of incidents, kept in the browser's own database once they asked for it.
//!
//! One record beside the kept analyses; that it is there is the wish to keep it.

use js_sys::JsString;
use wasm_bindgen::JsValue;
use web_sys::IdbTransactionMode;

use crate::kept::{MARKS, Refused, answer, open, over};
use crate::state::marks::Marks;

const KEY: &str = "own";

/// What was kept; None where nothing is, or what another version wrote.
pub(crate) async fn load() -> Result<Option<Marks>, Refused> {
    let database = open().await?;
    let store = database.transaction_with_str(MARKS)?.object_store(MARKS)?;
    let found = answer(&store.get(&KEY.into())?).await?;
    let text = found.as_string();
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

pub(crate) async fn save(marks: &Marks) -> Result<(), Refused> {
    let text = serde_json::to_string(marks).expect("plain values always are JSON");
    write(Some(JsString::from(text).into())).await
}

pub(crate) async fn forget() -> Result<(), Refused> {
    write(None).await
}

async fn write(value: Option<JsValue>) -> Result<(), Refused> {
    let database = open().await?;
    let transaction =
        database.transaction_with_str_and_mode(MARKS, IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(MARKS)?;
    match value {
        Some(value) => store.put_with_key(&value, &KEY.into())?,
        None => store.delete(&KEY.into())?,
    };
    over(&transaction).await
}
