//! The models that come with the page: their cards, fetched when they are first looked at.

use std::sync::Arc;

use jejak_trees::Model;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::state::models::{self, Card};

/// The cards, as far as they are here.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cards {
    #[default]
    Unasked,
    Loading,
    Failed,
    Here(Arc<[Card]>),
}

#[derive(Clone, Copy)]
pub(crate) struct Models {
    pub(crate) cards: RwSignal<Cards>,
}

impl Models {
    pub(crate) fn new() -> Self {
        Self {
            cards: RwSignal::new(Cards::default()),
        }
    }

    /// A tree or forest that comes with the page, once the cards are here.
    pub(crate) fn shipped(self, name: &str) -> Option<Model> {
        self.cards.with_untracked(|cards| match cards {
            Cards::Here(cards) => cards
                .iter()
                .find(|card| card.name == name)
                .and_then(|card| card.model.clone()),
            _ => None,
        })
    }

    /// Fetches the cards unless they are here or on their way.
    pub(crate) fn load(self) {
        let is_wanted = self
            .cards
            .with_untracked(|cards| matches!(cards, Cards::Unasked | Cards::Failed));
        if !is_wanted {
            return;
        }
        self.cards.set(Cards::Loading);
        spawn_local(async move {
            let cards = fetched().await.map(|text| models::cards(&text));
            self.cards.set(match cards {
                Ok(cards) if !cards.is_empty() => Cards::Here(cards.into()),
                _ => Cards::Failed,
            });
        });
    }
}

/// The file of this build that holds all cards, which index.html knows.
async fn fetched() -> Result<String, JsValue> {
    let path = document()
        .query_selector("meta[name='jejak-models']")?
        .and_then(|meta| meta.get_attribute("content"))
        .ok_or("index.html names no models")?;
    let response = JsFuture::from(window().fetch_with_str(&path)).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(response.status().into());
    }
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}
