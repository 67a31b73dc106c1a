//! The analysis as a file for the browser's downloads: evidence lines are read again from the log
//! files first, so that the report proves what it says.
//!
//! Nothing is sent anywhere: the file is made in the page and handed to the browser.

use std::collections::HashMap;

use futures_util::future::join_all;
use jejak_protocol::{Analysis, RecordRef, Row};
use jejak_words::Reader;
use jejak_words::report::{self, Options};
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::app::{App, base_name};
use crate::state::share::Parcel;

/// What can be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Csv,
    Json,
    Markdown,
}

/// Lines that are asked for at once: the worker answers one after the other.
const N_ASKED: usize = 64;
/// More lines than this are left as places: reading each costs about a millisecond.
const N_LINES_MAX: usize = 20_000;

/// Makes the file and hands it to the browser's downloads; false when the browser refuses. What the
/// person called wrong or muted is not in it: it says what the page says.
pub(crate) async fn save(app: App, kind: Kind) -> bool {
    let Some(analysis) = untrack(|| app.heard()) else {
        return false;
    };
    let lines = match kind {
        Kind::Csv => HashMap::new(),
        Kind::Json | Kind::Markdown => evidence(app, &analysis).await,
    };
    let text = untrack(|| app.say(|reader| text(&analysis, kind, reader, &lines)));
    let (ending, media_type) = match kind {
        Kind::Csv => ("csv", "text/csv"),
        Kind::Json => ("json", "application/json"),
        Kind::Markdown => ("md", "text/markdown"),
    };
    let name = format!("jejak-{}.{ending}", stem(&analysis));
    download(&text, &name, media_type).is_ok()
}

fn text(
    analysis: &Analysis,
    kind: Kind,
    reader: Reader<'_>,
    lines: &HashMap<RecordRef, String>,
) -> String {
    let options = Options {
        reader,
        line_at: &|at| lines.get(&at).cloned(),
    };
    match kind {
        Kind::Csv => report::csv::csv(analysis, &options),
        Kind::Json => report::json::json(analysis, &options) + "\n",
        Kind::Markdown => report::markdown::markdown(analysis, &options),
    }
}

/// The lines that prove the open analysis, as far as they can be read again.
pub(crate) async fn evidence_rows(app: App) -> Vec<Row> {
    match app.found.with_untracked(|found| found.0.clone()) {
        Some(analysis) => rows(app, &analysis).await,
        None => Vec::new(),
    }
}

/// Hands a shared part of the analysis to the browser's downloads as a page of its own.
pub(crate) fn save_html(app: App, parcel: &Parcel) -> Result<(), JsValue> {
    let lines: HashMap<RecordRef, &str> = parcel
        .lines
        .iter()
        .map(|line| (line.at, line.text.as_str()))
        .collect();
    let line_at = |at: RecordRef| lines.get(&at).map(|line| (*line).to_owned());
    let page = untrack(|| {
        app.say(|reader| {
            let options = Options {
                reader,
                line_at: &line_at,
            };
            report::html::html(&parcel.analysis, &options)
        })
    });
    let name = format!("jejak-{}.html", stem(&parcel.analysis));
    download(&page, &name, "text/html")
}

async fn evidence(app: App, analysis: &Analysis) -> HashMap<RecordRef, String> {
    let rows = rows(app, analysis).await;
    rows.into_iter().map(|row| (row.at, row.text)).collect()
}

async fn rows(app: App, analysis: &Analysis) -> Vec<Row> {
    let mut wanted: Vec<RecordRef> = analysis
        .incidents
        .iter()
        .flat_map(|it| it.evidence.lines.iter().copied())
        .collect();
    wanted.truncate(N_LINES_MAX);
    // By place, so that the worker reads each block once.
    wanted.sort_unstable();
    wanted.dedup();
    let mut lines = Vec::with_capacity(wanted.len());
    for part in wanted.chunks(N_ASKED) {
        let read = join_all(part.iter().map(|at| app.context(*at, 0))).await;
        for (at, rows) in part.iter().zip(read) {
            let row = rows.ok().and_then(|rows| rows.into_iter().next());
            if let Some(row) = row.filter(|row| row.at == *at) {
                lines.push(row);
            }
        }
    }
    lines
}

/// What a file with this parcel is named after.
pub(crate) fn stem_of(parcel: &Parcel) -> String {
    stem(&parcel.analysis)
}

/// The first file's name without its folder and ending.
fn stem(analysis: &Analysis) -> String {
    let name = analysis.files.first().map_or("", |it| &it.facts.name);
    let name = base_name(name);
    let stem = name.split('.').next().unwrap_or(name);
    let clean: String = stem
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        .take(40)
        .collect();
    if clean.is_empty() {
        "report".to_owned()
    } else {
        clean
    }
}

pub(crate) fn download(text: &str, name: &str, media_type: &str) -> Result<(), JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type(media_type);
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &bag)?;
    download_blob(&blob, name)
}

/// Hands bytes to the browser's downloads.
pub(crate) fn download_bytes(bytes: &js_sys::Uint8Array, name: &str) -> Result<(), JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type("application/octet-stream");
    let parts = Array::of1(bytes);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &bag)?;
    download_blob(&blob, name)
}

pub(crate) fn download_blob(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the blob by now.
    Url::revoke_object_url(&url)
}
