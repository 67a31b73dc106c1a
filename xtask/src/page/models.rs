//! models.json: what each folder of models/ says of its model, in one file that the page fetches.
//!
//! Networks are told by their manifests alone; trees and forests come whole, because the page draws
//! them and its workers score with them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

pub(crate) const PATH: &str = "models.json";

/// All folders with a manifest, by name.
pub(crate) fn join(root: &Path) -> Result<Vec<u8>> {
    let mut cards = Vec::new();
    let folders = root.join("models");
    for entry in walkdir::WalkDir::new(&folders)
        .min_depth(1)
        .max_depth(1)
        .sort_by_file_name()
    {
        let folder = entry.context("while listing models/")?.into_path();
        match folder.join("manifest.json").exists() {
            true => cards.push(card(&folder)?),
            false if folder.is_dir() => cards.extend(whole(&folder)?),
            false => {}
        }
    }
    Ok(serde_json::to_vec(&cards)?)
}

fn card(folder: &Path) -> Result<Value> {
    let read = |name: &str| -> Result<Value> {
        let path = folder.join(name);
        let shown = path.display();
        let bytes = fs::read(&path).with_context(|| format!("while reading {shown}"))?;
        serde_json::from_slice(&bytes).with_context(|| format!("while reading {shown}"))
    };
    let mut card = read("manifest.json")?;
    let forest = folder.join("forest.json");
    if let (true, Some(card)) = (forest.exists(), card.as_object_mut()) {
        card.insert("n_bytes".to_owned(), fs::metadata(&forest)?.len().into());
        card.insert("forest".to_owned(), read("forest.json")?);
    }
    Ok(card)
}

/// The models of a folder whose files are each a whole one.
fn whole(folder: &Path) -> Result<Vec<Value>> {
    let mut cards = Vec::new();
    let entries = walkdir::WalkDir::new(folder)
        .min_depth(1)
        .sort_by_file_name();
    for entry in entries {
        let path = entry.context("while listing models/")?.into_path();
        let shown = path.display();
        let bytes = fs::read(&path).with_context(|| format!("while reading {shown}"))?;
        let model: Value =
            serde_json::from_slice(&bytes).with_context(|| format!("while reading {shown}"))?;
        let (Some(manifest), Some(forest)) = (model.get("manifest"), model.get("forest")) else {
            continue;
        };
        let mut card = manifest.clone();
        if let Some(card) = card.as_object_mut() {
            card.insert("n_bytes".to_owned(), bytes.len().into());
            card.insert("forest".to_owned(), forest.clone());
        }
        cards.push(card);
    }
    Ok(cards)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;

    #[test]
    fn every_model_of_the_project_has_a_card() {
        let joined = join(paths::root()).expect("models/ is part of the project");
        let cards: Vec<Value> = serde_json::from_slice(&joined).expect("it was just written");
        assert!(!cards.is_empty());
        for card in cards {
            let name = card["name"].as_str().expect("a card has a name");
            let has_figures = card["figures"].is_object() || card["report"].is_object();
            assert!(has_figures, "{name} has no figures");
            assert!(card["n_bytes"].is_u64(), "{name} has no size");
        }
    }
}
