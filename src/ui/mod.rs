//! What is drawn: the page as a whole here, each panel in its folder.

mod describe;
mod export;
mod files;
mod frame;
mod help;
mod home;
mod incident;
mod incidents;
mod kept;
mod keys;
mod kit;
mod marks;
mod models;
mod normal;
mod overview;
mod palette;
mod privacy;
mod reading;
mod records;
mod server;
mod share;
mod templates;
mod timeline;

use gloo_events::EventListener;
use jejak_words::ui::Frame;
use leptos::prelude::*;

use self::kit::chunks::Printing;

use crate::app::{App, Overlay, file_names};
use crate::state::run::Phase;
use crate::state::view::View;

#[component]
pub(crate) fn Page() -> impl IntoView {
    let app = App::new();
    provide_context(app);
    provide_context(privacy::Ledger::listen());
    let prints = RwSignal::new(false);
    provide_context(Printing(prints));
    app.keep_outside_in_step();
    app.keep_marks_in_step();
    app.forests.keep_in_step(app);
    describe::keep_formats(app);
    let listeners = StoredValue::new_local(vec![
        EventListener::new(&window(), "hashchange", move |_| keys::follow_address(app)),
        EventListener::new(&window(), "popstate", move |_| keys::follow_address(app)),
        keys::listen(app),
        EventListener::new(&window(), "beforeprint", move |_| prints.set(true)),
        EventListener::new(&window(), "afterprint", move |_| prints.set(false)),
    ]);
    on_cleanup(move || listeners.dispose());
    let has_room = Memo::new(move |_| app.view.with(|view| view.room.is_some()));
    let describes = Memo::new(move |_| app.described.with(Option::is_some));
    let is_open = Memo::new(move |_| app.run.with(|run| !run.files.is_empty()));
    view! {
        <a class="skip" href="#main" on:click=keys::skip_to_main>
            {app.text(Frame::SkipToContent)}
        </a>
        <home::DropZone />
        <reading::ReadingStatus />
        <PrintHead />
        <div class="app" class:is-open=is_open>
            <frame::TopBar />
            <Show when=move || is_open.get()>
                <frame::Rail />
            </Show>
            <main id="main" class="main" tabindex="-1">
                {move || match app.share_link.get() {
                    Some(link) => view! { <server::OpenShare link=link /> }.into_any(),
                    None => {
                        view! {
                            <Show when=move || !has_room.get() fallback=server::Rooms>
                                <Show when=move || !describes.get() fallback=describe::Describe>
                                    <Show when=move || is_open.get() fallback=home::Home>
                                        <Show when=move || app.has_analysis()>
                                            <timeline::Timeline />
                                        </Show>
                                        <CurrentView />
                                    </Show>
                                </Show>
                            </Show>
                        }
                            .into_any()
                    }
                }}
            </main>
        </div>
        {move || match app.overlay.get() {
            Some(Overlay::Commands) => palette::CommandPalette().into_any(),
            Some(Overlay::Keys) => help::KeysDrawer().into_any(),
            Some(Overlay::Marks) => marks::MarksDrawer().into_any(),
            Some(Overlay::Share) => share::ShareDrawer().into_any(),
            Some(Overlay::Ledger) => privacy::LedgerDrawer().into_any(),
            None => ().into_any(),
        }}
        <marks::Toast />
    }
}

/// What stands above a printed view: what it is about, and the zone of its times.
#[component]
fn PrintHead() -> impl IntoView {
    let app = App::expect();
    let names = move || app.run.with(|run| file_names(run.given()));
    let range = move || {
        let whole = app.analysis()?.range;
        let range = app.view.with(|view| view.ranges.current()).or(whole)?;
        Some(app.say(|reader| reader.range(range)))
    };
    view! {
        <p class="print-head" aria-hidden="true">
            <strong>"Jejak"</strong>
            " "
            {names}
            " · "
            {range}
            " · "
            {move || app.zone().name}
        </p>
    }
}

/// The view of the rail that is open; while files are read, the overview is the reading.
#[component]
fn CurrentView() -> impl IntoView {
    let app = App::expect();
    let current = Memo::new(move |_| app.view.with(|view| (view.view, view.incident.is_some())));
    let is_reading = Memo::new(move |_| app.phase.get().is_running());
    // A new analysis of the same run changes what a view shows, not which view it is.
    let has_analysis = Memo::new(move |_| app.has_analysis());
    let failure = Memo::new(move |_| match app.phase.get() {
        Phase::Failed(failure) => Some(failure),
        _ => None,
    });
    view! {
        {move || {
            failure
                .get()
                .map(|failure| {
                    let detail = app.run.with_untracked(|run| run.detail.clone());
                    view! {
                        <div class="banner">
                            <kit::FailureBox failure=failure detail=detail />
                        </div>
                    }
                })
        }}
        <reading::StoppedNote />
        <kept::KeptNote />
        <share::SharedNote />
        <server::LiveNote />
        <Show when=move || is_reading.get() && current.get().0 != View::Overview>
            <reading::ReadingStrip />
        </Show>
        {move || {
            let (view, has_incident) = current.get();
            match view {
                View::Overview if is_reading.get() => reading::Reading().into_any(),
                _ if !has_analysis.get() && is_reading.get() => reading::Reading().into_any(),
                _ if !has_analysis.get() => {
                    let is_cut_off = app.phase.get() == Phase::CutOff;
                    is_cut_off.then(|| reading::NothingRead().into_any()).into_any()
                }
                View::Overview => overview::Overview().into_any(),
                View::Incidents if has_incident => incident::IncidentView().into_any(),
                View::Incidents => incidents::Incidents().into_any(),
                View::Records => records::RecordsView().into_any(),
                View::Templates => templates::TemplatesView().into_any(),
                View::Normal => normal::NormalView().into_any(),
                View::Models => models::ModelsView().into_any(),
                View::Files => files::FilesView().into_any(),
            }
        }}
    }
}
