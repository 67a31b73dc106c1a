//! How files come in: dropped (folders too), chosen, pasted, or as a sample of this site.
//!
//! Out: `File` handles with the name that a person knows them by. Nothing is read here; a sample is
//! fetched from the page's own origin and wrapped as a file.

use jejak_protocol::FileFacts;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FilePropertyBag, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry,
};

/// Folders of a drop are followed this deep, and no more files than this are taken, which the
/// analysis then says: somebody who drops a whole disk wants to be told, not to wait.
const MAX_DEPTH: usize = 16;
const MAX_FILES: usize = 20_000;

/// What was given at once.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    pub(crate) files: Vec<Given>,
    /// There was more than is taken.
    pub(crate) is_cut: bool,
}

impl From<Vec<Given>> for Intake {
    fn from(files: Vec<Given>) -> Self {
        Self {
            files,
            is_cut: false,
        }
    }
}

/// A file and the name to show, with its folder where a folder was given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) file: File,
    pub(crate) name: String,
}

impl Given {
    pub(crate) fn facts(&self) -> FileFacts {
        FileFacts {
            name: self.name.clone(),
            size_bytes: Some(self.file.size() as u64),
            modified_ms: Some(self.file.last_modified() as i64),
        }
    }
}

/// One of this site's samples.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) folder: &'static str,
    pub(crate) files: &'static [&'static str],
    /// The evening of the recorded day: system logs have no year, it comes from the file's date.
    pub(crate) modified_ms: f64,
}

pub(crate) const BREAK_IN: Sample = Sample {
    folder: "break-in",
    files: &["auth.log", "access.log", "app.log"],
    modified_ms: 1_767_743_999_000.0, // 2026-01-06T23:59:59Z
};
pub(crate) const CALM: Sample = Sample {
    folder: "calm",
    files: &["auth.log", "access.log"],
    modified_ms: 1_767_657_599_000.0, // 2026-01-05T23:59:59Z
};

/// Files of an input element or of a drop without folders.
pub(crate) fn from_list(list: &FileList) -> Intake {
    let files = (0..list.length())
        .filter_map(|i| list.item(i))
        .take(MAX_FILES)
        .map(|file| {
            // Set when a folder was chosen; web-sys does not know it.
            let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into())
                .ok()
                .and_then(|path| path.as_string())
                .filter(|path| !path.is_empty());
            Given {
                name: path.unwrap_or_else(|| file.name()),
                file,
            }
        })
        .filter(|given| !is_hidden(&given.name))
        .collect();
    Intake {
        files,
        is_cut: list.length() as usize > MAX_FILES,
    }
}

/// Files of a drop, those of its folders included, by name.
///
/// The entries must be taken before the first await: the drop's list is emptied after the event.
pub(crate) async fn from_drop(transfer: DataTransfer) -> Intake {
    let items = transfer.items();
    let mut entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|i| items.get(i)?.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.is_empty() {
        return transfer
            .files()
            .map(|list| from_list(&list))
            .unwrap_or_default();
    }
    let mut given = Vec::new();
    let mut is_cut = false;
    let mut depth = 0;
    while !entries.is_empty() && depth < MAX_DEPTH {
        let mut deeper = Vec::new();
        for entry in entries {
            if given.len() >= MAX_FILES {
                is_cut = true;
                break;
            }
            if let Ok(folder) = entry.clone().dyn_into::<FileSystemDirectoryEntry>() {
                deeper.extend(children(&folder).await);
            } else if let Ok(entry) = entry.dyn_into::<FileSystemFileEntry>()
                && let Some(file) = file_of(&entry).await
            {
                given.push(Given {
                    name: entry.full_path().trim_start_matches('/').to_owned(),
                    file,
                });
            }
        }
        entries = deeper;
        depth += 1;
    }
    given.retain(|given| !is_hidden(&given.name));
    given.sort_by(|a, b| a.name.cmp(&b.name));
    Intake {
        files: given,
        is_cut: is_cut || !entries.is_empty(),
    }
}

/// Lines that were pasted, as a file.
pub(crate) fn from_text(text: &str, name: &str) -> Option<Given> {
    let file = wrap(&JsValue::from_str(text), name, None)?;
    Some(Given {
        name: name.to_owned(),
        file,
    })
}

/// Fetches a sample from this site. None when a file of it does not come.
pub(crate) async fn from_sample(sample: Sample) -> Option<Vec<Given>> {
    let mut given = Vec::new();
    for name in sample.files {
        let url = format!("./samples/{}/{name}", sample.folder);
        let response = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
        let response: web_sys::Response = response.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        let blob = JsFuture::from(response.blob().ok()?).await.ok()?;
        let file = wrap(&blob, name, Some(sample.modified_ms))?;
        given.push(Given {
            name: format!("{}/{name}", sample.folder),
            file,
        });
    }
    Some(given)
}

fn wrap(part: &JsValue, name: &str, modified_ms: Option<f64>) -> Option<File> {
    let bag = FilePropertyBag::new();
    bag.set_type("text/plain");
    if let Some(modified_ms) = modified_ms {
        bag.set_last_modified(modified_ms);
    }
    let parts = js_sys::Array::of1(part);
    wrap_parts(&parts, name, &bag)
}

/// A file of several pieces, as one.
pub(crate) fn wrap_all(parts: &js_sys::Array, name: &str) -> Option<File> {
    let bag = FilePropertyBag::new();
    bag.set_type("text/plain");
    wrap_parts(parts, name, &bag)
}

fn wrap_parts(parts: &js_sys::Array, name: &str, bag: &FilePropertyBag) -> Option<File> {
    File::new_with_blob_sequence_and_options(parts, name, bag).ok()
}

/// `.DS_Store`, `.git/…`: in every folder, and never logs.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.'))
}

async fn children(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut children = Vec::new();
    // A reader gives a folder in parts, and an empty part at its end.
    while children.len() <= MAX_FILES {
        let part = js_sys::Promise::new(&mut |done, failed| {
            let asked = reader.read_entries_with_callback_and_callback(&done, &failed);
            if asked.is_err() {
                failed.call0(&JsValue::NULL).ok();
            }
        });
        let Ok(part) = JsFuture::from(part).await else {
            break;
        };
        let part = js_sys::Array::from(&part);
        if part.length() == 0 {
            break;
        }
        children.extend(part.iter().filter_map(|entry| entry.dyn_into().ok()));
    }
    children
}

async fn file_of(entry: &FileSystemFileEntry) -> Option<File> {
    let file = js_sys::Promise::new(&mut |done, failed| {
        entry.file_with_callback_and_callback(&done, &failed);
    });
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}
