//! Analyses that the person keeps on this device: what was found, in the browser's own database, and
//! never a line of the logs. Nothing is kept unless it was asked for.
//!
//! Two stores under the same key: short heads for the list on the first view, and bodies, which are
//! read when one is opened.

use jejak_protocol::{Analysis, Severity};
use js_sys::{Array, Promise};
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use crate::state::groups::Groups;
use crate::state::marks::Marks;

const DATABASE: &str = "jejak";
const VERSION: u32 = 3;
const HEADS: &str = "heads";
const BODIES: &str = "bodies";
/// What `baselines` keeps.
pub(crate) const BASELINES: &str = "baselines";
/// What `taught` keeps.
pub(crate) const MARKS: &str = "marks";
/// What `forests` keeps.
pub(crate) const FORESTS: &str = "forests";

/// What the list shows of a kept analysis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Also the order: later ones are greater.
    pub(crate) id: String,
    pub(crate) kept_at_ms: f64,
    pub(crate) names: Vec<String>,
    pub(crate) n_records: u64,
    pub(crate) n_incidents: u64,
    pub(crate) worst: Option<Severity>,
}

/// All that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) analysis: Analysis,
    pub(crate) marks: Marks,
    pub(crate) groups: Groups,
}

/// The browser keeps nothing: a private window, a full disk, or storage that is switched off.
#[derive(Debug, thiserror::Error)]
#[error("the browser's database refused: {0:?}")]
pub(crate) struct Refused(JsValue);

impl From<JsValue> for Refused {
    fn from(error: JsValue) -> Self {
        Self(error)
    }
}

/// Keeps an analysis; its head.
pub(crate) async fn keep(body: &Body, now_ms: f64) -> Result<Head, Refused> {
    let analysis = &body.analysis;
    let head = Head {
        id: format!("{now_ms:015.0}"),
        kept_at_ms: now_ms,
        names: analysis
            .files
            .iter()
            .map(|it| it.facts.name.clone())
            .collect(),
        n_records: analysis.n_records,
        n_incidents: analysis.incidents.len() as u64,
        worst: analysis.incidents.iter().map(|it| it.severity).max(),
    };
    put(&head.id, Some(&head), body).await?;
    Ok(head)
}

/// Writes a kept analysis again, after the person changed a mark.
pub(crate) async fn update(id: &str, body: &Body) -> Result<(), Refused> {
    put(id, None, body).await
}

async fn put(id: &str, head: Option<&Head>, body: &Body) -> Result<(), Refused> {
    let key = JsValue::from_str(id);
    let database = open().await?;
    let transaction = begin(&database, IdbTransactionMode::Readwrite)?;
    if let Some(head) = head {
        transaction
            .object_store(HEADS)?
            .put_with_key(&value(head)?, &key)?;
    }
    transaction
        .object_store(BODIES)?
        .put_with_key(&value(body)?, &key)?;
    over(&transaction).await
}

/// Kept analyses, the last first; those of a version that cannot be read any more are left out.
pub(crate) async fn list() -> Result<Vec<Head>, Refused> {
    let database = open().await?;
    let store = begin(&database, IdbTransactionMode::Readonly)?.object_store(HEADS)?;
    let all: Array = answer(&store.get_all()?).await?.unchecked_into();
    let mut heads: Vec<Head> = all.iter().filter_map(read).collect();
    heads.sort_by(|a, b| b.id.cmp(&a.id));
    Ok(heads)
}

/// A kept analysis; None when it is not there, or of a version that cannot be read any more.
pub(crate) async fn open_kept(id: &str) -> Result<Option<Body>, Refused> {
    let database = open().await?;
    let store = begin(&database, IdbTransactionMode::Readonly)?.object_store(BODIES)?;
    Ok(read(answer(&store.get(&id.into())?).await?))
}

pub(crate) async fn delete(id: &str) -> Result<(), Refused> {
    change(|store| store.delete(&id.into())).await
}

pub(crate) async fn delete_all() -> Result<(), Refused> {
    change(IdbObjectStore::clear).await
}

async fn change(
    act: impl Fn(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
) -> Result<(), Refused> {
    let database = open().await?;
    let transaction = begin(&database, IdbTransactionMode::Readwrite)?;
    for store in [HEADS, BODIES] {
        act(&transaction.object_store(store)?)?;
    }
    over(&transaction).await
}

pub(crate) async fn open() -> Result<IdbDatabase, Refused> {
    let factory = window()
        .indexed_db()?
        .ok_or_else(|| JsValue::from_str("no database in this browser"))?;
    let request = factory.open_with_u32(DATABASE, VERSION)?;
    let upgrade = {
        let request = request.clone();
        Closure::once_into_js(move || {
            let Ok(database) = request.result() else {
                return;
            };
            let database: IdbDatabase = database.unchecked_into();
            for store in [HEADS, BODIES, BASELINES, MARKS, FORESTS] {
                // Fails for those that an earlier version made, and they stay as they are.
                database.create_object_store(store).ok();
            }
        })
    };
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    Ok(answer(&request).await?.unchecked_into())
}

fn begin(database: &IdbDatabase, mode: IdbTransactionMode) -> Result<IdbTransaction, Refused> {
    let stores = Array::of2(&HEADS.into(), &BODIES.into());
    Ok(database.transaction_with_str_sequence_and_mode(&stores, mode)?)
}

pub(crate) async fn answer(request: &IdbRequest) -> Result<JsValue, Refused> {
    let promise = Promise::new(&mut |done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    JsFuture::from(promise).await?;
    Ok(request.result()?)
}

/// Waits until a transaction is written.
pub(crate) async fn over(transaction: &IdbTransaction) -> Result<(), Refused> {
    let promise = Promise::new(&mut |done, failed| {
        transaction.set_oncomplete(Some(&done));
        transaction.set_onerror(Some(&failed));
        transaction.set_onabort(Some(&failed));
    });
    JsFuture::from(promise).await?;
    Ok(())
}

pub(crate) fn value(of: &impl Serialize) -> Result<JsValue, Refused> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    of.serialize(&serializer)
        .map_err(|error| Refused(error.into()))
}

/// None for what is not there, and for what another version wrote.
fn read<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}
