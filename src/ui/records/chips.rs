//! The conditions that narrow the list, each with a way to drop it.

use jejak_protocol::{Entity, Filter};
use jejak_words::names::entity_kind_name;
use jejak_words::ui::Records as Words;
use jejak_words::ui::records::{only_with, without};
use jejak_words::visible;
use leptos::prelude::*;

use crate::app::App;

#[component]
pub(super) fn FilterChips() -> impl IntoView {
    let app = App::expect();
    let filter = Memo::new(move |_| app.view.with(|view| view.filter.clone()));
    let has_any = move || app.view.with(|view| view.has_filter());
    view! {
        <Show when=has_any>
            <ul class="chips" aria-label=app.text(Words::Filter)>
                {move || chips(app, &filter.get())}
                <li>
                    <button
                        type="button"
                        class="link"
                        on:click=move |_| app.view.update(|view| {
                            view.filter = Filter::default();
                            view.at = None;
                        })
                    >
                        {app.text(Words::ClearFilters)}
                    </button>
                </li>
            </ul>
        </Show>
    }
}

fn chips(app: App, filter: &Filter) -> Vec<AnyView> {
    let named = |entity: &Entity, wanted: bool| {
        let lang = app.lang();
        let kind = entity_kind_name(entity.kind, lang);
        let value = visible(&entity.value);
        if wanted {
            only_with(lang, kind, &value)
        } else {
            without(lang, kind, &value)
        }
    };
    let entities = |list: &[Entity], wanted: bool| -> Vec<AnyView> {
        list.iter()
            .map(|entity| {
                let entity = entity.clone();
                let text = named(&entity, wanted);
                chip(app, text, move |app| {
                    app.view
                        .update(|view| view.toggle_entity(entity.clone(), wanted));
                })
            })
            .collect()
    };
    let mut all = entities(&filter.with, true);
    all.extend(entities(&filter.without, false));
    if !filter.text.is_empty() {
        let text = format!("“{}”", visible(&filter.text));
        all.push(chip(app, text, |app| {
            app.view.update(|view| view.filter.text.clear());
        }));
    }
    for id in &filter.templates {
        let text = app.analysis().and_then(|analysis| {
            let template = analysis.templates.iter().find(|it| it.id == *id)?;
            Some(visible(&template.text).into_owned())
        });
        let id = id.clone();
        let text = text.unwrap_or_else(|| id.clone());
        all.push(chip(app, text, move |app| {
            app.view
                .update(|view| view.filter.templates.retain(|other| *other != id));
        }));
    }
    all
}

fn chip(app: App, text: String, drop: impl Fn(App) + 'static) -> AnyView {
    let label = format!("{}: {text}", Words::RemoveFilter.text(app.lang()));
    view! {
        <li class="chip">
            <span class="mono">{text}</span>
            <button type="button" class="btn bare small" aria-label=label on:click=move |_| drop(app)>
                "×"
            </button>
        </li>
    }
    .into_any()
}
