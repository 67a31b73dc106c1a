//! The first view: where files come from, samples, and what Jejak does, never does and reads.

mod drop_zone;
mod paste;

pub(crate) use drop_zone::DropZone;

use jejak_words::ui::{Frame, Home as Words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::FileList;

use self::paste::Paste;
use super::kept::KeptList;
use super::kit::FailureBox;
use super::kit::choose::ChooseFiles;
use super::kit::icon::{Icon, Pictogram};
use super::kit::zone::ZoneSelect;
use super::server::unopened_text;
use crate::app::{App, Overlay};
use crate::intake::{self, Sample};
use crate::state::run::Phase;
use crate::state::zone::ZoneChoice;

#[component]
pub(crate) fn Home() -> impl IntoView {
    let app = App::expect();
    let pastes = RwSignal::new(false);
    let failure = move || match app.phase.get() {
        Phase::Failed(failure) => Some(failure),
        _ => None,
    };
    view! {
        <div class="home">
            <section class="home-drop" aria-labelledby="home-title">
                <h1 id="home-title">{app.text(Words::Title)}</h1>
                <p class="home-drop-here">{app.text(Words::DropHere)}</p>
                <p class="muted">{app.text(Words::DropHint)}</p>
                <p class="home-buttons">
                    <Choose label=Words::ChooseFiles is_main=true is_folder=false />
                    <Choose label=Words::ChooseFolder is_main=false is_folder=true />
                    <button
                        type="button"
                        class="btn"
                        aria-expanded=move || pastes.get().to_string()
                        on:click=move |_| pastes.update(|pastes| *pastes = !*pastes)
                    >
                        {app.text(Words::Paste)}
                    </button>
                </p>
                <Show when=move || pastes.get()>
                    <Paste />
                </Show>
                <SourceZone />
            </section>
            {move || failure().map(|failure| view! { <FailureBox failure=failure /> })}
            {move || {
                app.unopened
                    .get()
                    .map(|why| {
                        view! {
                            <p class="form-fault" role="alert">
                                {unopened_text(why, app)}
                            </p>
                        }
                    })
            }}
            <KeptList />
            <Samples />
            <Facts />
            <p>
                <button
                    type="button"
                    class="link home-ledger"
                    on:click=move |_| app.overlay.set(Some(Overlay::Ledger))
                >
                    <Pictogram icon=Icon::Lock />
                    {app.text(jejak_words::ui::Privacy::Title)}
                </button>
            </p>
        </div>
    }
}

#[component]
fn Choose(label: Words, is_main: bool, is_folder: bool) -> impl IntoView {
    let app = App::expect();
    let take = move |files: FileList| {
        let given = intake::from_list(&files);
        app.open(given, app.source_zone.get_untracked());
    };
    view! {
        <ChooseFiles
            label=app.text(label)
            on_chosen=take
            class=if is_main { "btn main" } else { "btn" }
            is_multiple=true
            is_folder=is_folder
        />
    }
}

/// How times without a zone are read.
#[component]
fn SourceZone() -> impl IntoView {
    let app = App::expect();
    view! {
        <label class="home-zone">
            <span>{app.text(Words::ZoneQuestion)}</span>
            <ZoneSelect
                chosen=app.source_zone
                on_choose=move |zone| app.source_zone.set(zone)
            />
        </label>
    }
}

#[component]
fn Samples() -> impl IntoView {
    let app = App::expect();
    let has_failed = RwSignal::new(false);
    let offers = [
        (
            intake::BREAK_IN,
            Words::SampleServerName,
            Words::SampleServerWhat,
        ),
        (intake::CALM, Words::SampleQuietName, Words::SampleQuietWhat),
    ];
    let open = move |sample: Sample| {
        has_failed.set(false);
        spawn_local(async move {
            match intake::from_sample(sample).await {
                // The machine that wrote the samples ran in UTC.
                Some(given) => app.open(given.into(), ZoneChoice::Utc),
                None => has_failed.set(true),
            }
        });
    };
    view! {
        <section class="home-samples" aria-labelledby="home-samples">
            <h2 id="home-samples">{app.text(Words::TrySample)}</h2>
            <div class="home-cards">
                {offers
                    .map(|(sample, name, what)| {
                        view! {
                            <button
                                type="button"
                                class="card"
                                data-sample=sample.folder
                                on:click=move |_| open(sample)
                            >
                                <span class="card-name">{app.text(name)}</span>
                                <span class="muted">{app.text(what)}</span>
                                <span class="card-files mono">{sample.files.join(" · ")}</span>
                            </button>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <Show when=move || has_failed.get()>
                <p class="home-failed" role="alert">
                    {app.text(Words::SampleFailed)}
                </p>
            </Show>
        </section>
    }
}

#[component]
fn Facts() -> impl IntoView {
    let app = App::expect();
    let facts = [
        (Words::DoesLabel, Words::Does),
        (Words::NeverDoesLabel, Words::NeverDoes),
        (Words::ReadsLabel, Words::Reads),
    ];
    view! {
        <dl class="home-facts" aria-label=app.text(Frame::Tagline)>
            {facts
                .map(|(label, text)| {
                    view! {
                        <div>
                            <dt>{app.text(label)}</dt>
                            <dd>{app.text(text)}</dd>
                        </div>
                    }
                })
                .into_iter()
                .collect_view()}
        </dl>
    }
}
