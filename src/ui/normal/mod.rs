//! The normal day: learn what is usual, keep it, and see what goes another way.

mod found;
mod learn;

use jejak_words::ui::Normal as Words;
use jejak_words::ui::normal::{self, model_failure};
use jejak_words::{number, ui};
use leptos::prelude::*;
use web_sys::FileList;

use self::found::Found;
use self::learn::Learn;
use crate::app::App;
use crate::baselines::Kept;
use crate::normal::Trouble;
use crate::ui::kit::choose::ChooseFiles;

#[component]
pub(crate) fn NormalView() -> impl IntoView {
    let app = App::expect();
    app.normal.refresh();
    let has_files = move || app.run.with(crate::state::run::Run::has_files);
    view! {
        <div class="view normal">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
            </div>
            <p class="muted normal-what">{app.text(Words::What)}</p>
            <Show
                when=has_files
                fallback=move || view! { <p class="note">{app.text(Words::NoFiles)}</p> }
            >
                <Learn />
            </Show>
            <TroubleLine />
            <Found />
            <KeptDays />
        </div>
    }
}

#[component]
fn TroubleLine() -> impl IntoView {
    let app = App::expect();
    let text = move || {
        let lang = app.lang();
        app.normal.trouble.get().map(|trouble| match trouble {
            Trouble::Model(failure) => model_failure(failure, lang).to_owned(),
            Trouble::Analysis(failure) => ui::failure(failure, lang).what.to_owned(),
            Trouble::NotKept => Words::NotKept.text(lang).to_owned(),
        })
    };
    view! {
        <div role="alert">
            {move || text().map(|text| view! { <p class="note normal-trouble">{text}</p> })}
        </div>
    }
}

/// Normal days that are on this device.
#[component]
fn KeptDays() -> impl IntoView {
    let app = App::expect();
    let kept = app.normal.kept;
    view! {
        <section class="normal-kept" aria-labelledby="normal-kept-title">
            <div class="normal-kept-head">
                <h2 id="normal-kept-title">{app.text(Words::Kept)}</h2>
                <Import />
            </div>
            <Show
                when=move || kept.with(|kept| !kept.is_empty())
                fallback=move || view! { <p class="muted">{app.text(Words::NoneKept)}</p> }
            >
                <ul class="normal-days">
                    <For each=move || kept.get() key=|kept| kept.id.clone() let:kept>
                        <Day kept=kept />
                    </For>
                </ul>
            </Show>
            <p class="muted" role="status">
                {move || {
                    app.normal
                        .deleted
                        .with(Option::is_some)
                        .then(|| {
                            view! {
                                {app.text(Words::Deleted)}
                                " "
                                <button type="button" class="link" on:click=move |_| app.normal.undo()>
                                    {app.text(Words::Undo)}
                                </button>
                            }
                        })
                }}
            </p>
        </section>
    }
}

#[component]
fn Day(kept: Kept) -> impl IntoView {
    let app = App::expect();
    let facts = kept.facts.clone();
    let made_of = move || {
        let lang = app.lang();
        let sessions = number::exact(facts.n_sessions, lang);
        let templates = number::exact(facts.n_templates, lang);
        let made_of = normal::made_of(lang, &sessions, &templates);
        let size = number::bytes(facts.n_bytes, lang);
        let range = facts
            .range
            .map(|range| app.say(|reader| reader.range(range)));
        let range = range.map_or_else(String::new, |range| format!(" · {range}"));
        format!("{made_of}{range} · {size}")
    };
    let has_counts = kept.facts.has_counts;
    let name = kept.facts.name.clone();
    let kept = StoredValue::new(kept);
    let is_off = move || app.normal.is_busy() || !app.run.with(crate::state::run::Run::has_files);
    let label = {
        let name = name.clone();
        move |words: Words| format!("{}: {name}", words.text(app.lang()))
    };
    let (compare_label, export_label) = (label.clone(), label.clone());
    view! {
        <li>
            <span class="normal-day-name">{name}</span>
            <span class="muted normal-day-facts">{made_of}</span>
            <span class="normal-acts">
                <button
                    type="button"
                    class="btn small"
                    aria-label=move || compare_label(Words::Compare)
                    disabled=is_off
                    on:click=move |_| app.normal.compare(app, kept.get_value())
                >
                    {app.text(Words::Compare)}
                </button>
                <button
                    type="button"
                    class="btn small"
                    aria-label=move || export_label(Words::Export)
                    on:click=move |_| app.normal.export(kept.get_value())
                >
                    {app.text(Words::Export)}
                </button>
                <button
                    type="button"
                    class="btn small"
                    aria-label=move || label(Words::Delete)
                    on:click=move |_| app.normal.delete(kept.get_value())
                >
                    {app.text(Words::Delete)}
                </button>
            </span>
            {(!has_counts)
                .then(|| view! { <span class="muted normal-day-note">{app.text(Words::NoCounts)}</span> })}
        </li>
    }
}

#[component]
fn Import() -> impl IntoView {
    let app = App::expect();
    let take = move |files: FileList| {
        if let Some(file) = files.get(0) {
            app.normal.import(file);
        }
    };
    view! {
        <ChooseFiles
            label=app.text(Words::Import)
            on_chosen=take
            accept=".jejak-model"
            disabled=Signal::derive(move || app.normal.is_busy())
        />
    }
}
