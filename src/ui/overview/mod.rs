//! The overview: the verdict first, then the figures it rests on, each a way to what it counts.

mod figures;
mod severities;
mod tops;

use std::sync::Arc;

use jejak_protocol::{Analysis, EntityKind};
use jejak_words::ui::notice::notice;
use jejak_words::ui::{Frame, OverviewText as Words};
use jejak_words::{verdict, visible};
use leptos::prelude::*;

use self::figures::Figures;
use self::severities::Severities;
use self::tops::Tops;
use super::export::ExportMenu;
use super::incidents::{ChainList, IncidentRows};
use super::kept::KeepButton;
use super::kit::Empty;
use super::kit::turns::Turns;
use super::marks::LeftOut;
use super::share::ShareButton;
use crate::app::{App, Found, base_name};
use crate::state::pick::IncidentPick;
use crate::state::view::View;

/// Sentences about the input that the overview has; each file has its own.
const N_NOTICES: usize = 20;
/// Stories that the overview tells.
const N_STORIES: usize = 3;
/// How many incidents the overview names.
const N_TOP: usize = 5;

#[component]
pub(crate) fn Overview() -> impl IntoView {
    let app = App::expect();
    let turns = Turns::of(app.heard);
    let is_busy = turns.is_busy();
    let [head, figures, stories, severities, tops, notices] = turns.parts();
    let n_incidents =
        Memo::new(move |_| stories.with(|it| it.0.as_ref().map(|it| it.incidents.len())));
    view! {
        <div class="view overview" aria-busy=move || is_busy.get().then_some("true")>
            <h1 class="hidden">{app.text(Words::Title)}</h1>
            {move || head.get().0.map(|analysis| view! { <Head analysis=analysis /> })}
            {move || figures.get().0.map(|analysis| view! { <Figures analysis=analysis /> })}
            {move || {
                n_incidents
                    .get()
                    .map(|n| view! { <Stories n_incidents=n severities=severities /> })
            }}
            {move || tops.get().0.map(|analysis| view! { <AllTops analysis=analysis /> })}
            {move || notices.get().0.map(|analysis| view! { <Notices analysis=analysis /> })}
        </div>
    }
}

/// The verdict, and what can be done with it.
#[component]
fn Head(analysis: Arc<Analysis>) -> impl IntoView {
    let app = App::expect();
    let said = move || app.say(|reader| verdict(&analysis, reader));
    view! {
        <div class="overview-head">
            <p class="verdict">{said}</p>
            <div class="overview-acts">
                <KeepButton />
                <ShareButton />
                <ExportMenu />
            </div>
        </div>
        <LeftOut />
    }
}

/// The worst of what was found, and how bad all of it is.
#[component]
fn Stories(n_incidents: usize, severities: ReadSignal<Found>) -> impl IntoView {
    let app = App::expect();
    let title = Signal::derive(move || Words::NoIncidents.text(app.lang()).to_owned());
    let hint = Signal::derive(move || Words::NoIncidentsHint.text(app.lang()).to_owned());
    view! {
        <div class="overview-columns">
            <section aria-labelledby="overview-top">
                <h2 id="overview-top">{app.text(Words::TopIncidents)}</h2>
                <Show
                    when=move || n_incidents != 0
                    fallback=move || view! { <Empty title=title hint=hint /> }
                >
                    <ChainList n_max=N_STORIES />
                    <IncidentRows pick=Signal::stored(IncidentPick::default()) n_max=N_TOP />
                    <p class="overview-more">
                        <button type="button" class="link" on:click=move |_| app.go(View::Incidents)>
                            {app.text(Words::AllIncidents)} {format!(" ({n_incidents})")}
                        </button>
                    </p>
                </Show>
            </section>
            <section aria-labelledby="overview-severities">
                <h2 id="overview-severities">{app.text(Words::BySeverity)}</h2>
                {move || severities.get().0.map(|analysis| view! { <Severities analysis=analysis /> })}
            </section>
        </div>
    }
}

#[component]
fn AllTops(analysis: Arc<Analysis>) -> impl IntoView {
    view! {
        <div class="overview-columns even">
            <Tops kind=EntityKind::SourceAddress tops=analysis.top_sources.clone() />
            <Tops kind=EntityKind::User tops=analysis.top_users.clone() />
        </div>
    }
}

/// What a person should know of the input: per file, then of the whole.
#[component]
fn Notices(analysis: Arc<Analysis>) -> impl IntoView {
    let app = App::expect();
    let of_files = analysis.files.iter().flat_map(|file| {
        let name = visible(base_name(&file.facts.name)).into_owned();
        file.notices
            .iter()
            .map(move |it| (Some(name.clone()), it.clone()))
    });
    let of_all = analysis.notices.iter().map(|it| (None, it.clone()));
    let all: Vec<_> = of_all.chain(of_files).collect();
    (!all.is_empty()).then(|| {
        let n_more = all.len().saturating_sub(N_NOTICES);
        let rows = all
            .into_iter()
            .take(N_NOTICES)
            .map(|(name, it)| {
                let name = name.map(|name| view! { <span class="mono">{name}</span> ": " });
                view! { <li>{name} {move || notice(&it, app.lang())}</li> }
            })
            .collect_view();
        view! {
            <section class="notices" aria-labelledby="overview-notices">
                <h2 id="overview-notices">{app.text(Words::Notices)}</h2>
                <ul>{rows}</ul>
                <button type="button" class="link" on:click=move |_| app.go(View::Files)>
                    {app.text(Frame::Files)}
                    {(n_more > 0).then(|| format!(" (+{n_more})"))}
                </button>
            </section>
        }
    })
}
