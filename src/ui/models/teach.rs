//! Retraining on what was said: what there is to learn from, what would change, accept or discard; and
//! the forest that came of it.

use std::sync::Arc;

use jejak_protocol::model::FigureSet;
use jejak_trees::Model;
use jejak_words::ui::{Forests as Words, Models, forests, normal};
use jejak_words::{number, ui, visible};
use leptos::prelude::*;
use web_sys::FileList;

use super::card::CardView;
use crate::app::App;
use crate::forests::{Highest, Trial, Trouble, Work, highest};
use crate::state::models::Card;
use crate::state::run::Phase;
use crate::state::teaching::Change;
use crate::ui::kit::choose::ChooseFiles;
use crate::ui::kit::tree::DecisionPath;

/// Changes that are listed; more are counted.
const N_CHANGES: usize = 12;
/// Sources that are told with their score.
const N_HIGHEST: usize = 8;

#[component]
pub(super) fn Teach() -> impl IntoView {
    let app = App::expect();
    let forests = app.forests;
    let is_done = Memo::new(move |_| matches!(app.phase.get(), Phase::Done { .. }));
    Effect::new(move || {
        if is_done.get() {
            // Sets what it asks for only when the answer comes.
            forests.gather(app);
        }
    });
    view! {
        <section class="models-group" aria-labelledby="models-teach">
            <h2 id="models-teach">{app.text(Words::Title)}</h2>
            <p class="models-what">{app.text(Words::What)}</p>
            <Show
                when=move || is_done.get()
                fallback=move || view! { <p class="note">{app.text(Words::NoFiles)}</p> }
            >
                <Lesson />
            </Show>
            <TroubleLine />
            {move || forests.trial.get().map(|trial| view! { <TrialView trial=trial /> })}
        </section>
        <Own />
    }
}

#[component]
fn Lesson() -> impl IntoView {
    let app = App::expect();
    let it = app.forests;
    let lesson = Memo::new(move |_| it.lesson(app));
    let said = move || {
        let lang = app.lang();
        let lesson = lesson.get()?;
        let n = |n: usize| number::exact(n as u64, lang);
        Some(forests::lesson(
            lang,
            &n(lesson.n_right),
            &n(lesson.n_wrong),
            &n(lesson.n_calm_windows),
        ))
    };
    let is_enough = move || lesson.with(|it| it.is_some_and(|it| it.is_enough()));
    let lacks = move || lesson.with(|it| it.is_some_and(|it| !it.is_enough()));
    let work = move || match it.work.get() {
        Work::None => "",
        Work::Gathering => Words::Gathering.text(app.lang()),
        Work::Growing => Words::Growing.text(app.lang()),
        Work::Trying => Words::Trying.text(app.lang()),
    };
    view! {
        <p>{said}</p>
        <Show when=lacks>
            <p class="muted">{app.text(Words::NoRight)}</p>
        </Show>
        <p class="models-acts">
            <button
                type="button"
                class="btn main"
                disabled=move || it.is_busy() || !is_enough()
                on:click=move |_| it.retrain(app)
            >
                {app.text(Words::Retrain)}
            </button>
            <span role="status">{work}</span>
            <Show when=move || it.work.get() == Work::Growing>
                <button type="button" class="btn" on:click=move |_| it.cancel()>
                    {app.text(Words::Cancel)}
                </button>
            </Show>
        </p>
    }
}

#[component]
fn TroubleLine() -> impl IntoView {
    let app = App::expect();
    let text = move || {
        let lang = app.lang();
        app.forests.trouble.get().map(|trouble| match trouble {
            Trouble::Model(jejak_protocol::model::ModelFailure::Crashed) => {
                Words::Failed.text(lang).to_owned()
            }
            Trouble::Model(failure) => normal::model_failure(failure, lang).to_owned(),
            Trouble::Analysis(failure) => ui::failure(failure, lang).what.to_owned(),
            Trouble::NotAForest => Words::NotAForest.text(lang).to_owned(),
            Trouble::OtherFeatures => Words::OtherFeatures.text(lang).to_owned(),
            Trouble::KeptOtherFeatures => Words::KeptOtherFeatures.text(lang).to_owned(),
            Trouble::NotKept => Words::NotKept.text(lang).to_owned(),
        })
    };
    view! {
        <div role="alert">{move || text().map(|text| view! { <p class="note">{text}</p> })}</div>
    }
}

/// Before and after, what would change, and the choice.
#[component]
fn TrialView(trial: Trial) -> impl IntoView {
    let app = App::expect();
    let n_changes = trial.changes.len();
    let n_more = n_changes.saturating_sub(N_CHANGES);
    let stored = StoredValue::new(trial);
    let changes = stored.with_value(|it| it.changes.clone());
    let figures = stored.with_value(|it| it.before.zip(it.after));
    view! {
        <div class="trial">
            <h3>{app.text(Words::Trial)}</h3>
            {match figures {
                Some((before, after)) => {
                    view! { <Compared before=before after=after /> }.into_any()
                }
                None => view! { <p class="note">{app.text(Words::TooFew)}</p> }.into_any(),
            }}
            <h3>{app.text(Words::Changes)}</h3>
            {(n_changes == 0).then(|| view! { <p>{app.text(Words::NoChanges)}</p> })}
            <ul class="trial-changes">
                {changes
                    .into_iter()
                    .take(N_CHANGES)
                    .map(|change| view! { <ChangeRow change=change trial=stored /> })
                    .collect_view()}
            </ul>
            {(n_more > 0)
                .then(|| {
                    let more = move || {
                        forests::more(app.lang(), &number::exact(n_more as u64, app.lang()))
                    };
                    view! { <p class="muted">{more}</p> }
                })}
            <p class="models-acts">
                <button type="button" class="btn main" on:click=move |_| app.forests.accept(app)>
                    {app.text(Words::Accept)}
                </button>
                <button
                    type="button"
                    class="btn"
                    on:click=move |_| app.forests.trial.set(None)
                >
                    {app.text(Words::Discard)}
                </button>
            </p>
        </div>
    }
}

#[component]
fn Compared(before: FigureSet, after: FigureSet) -> impl IntoView {
    let app = App::expect();
    let row = move |label: Models, of: fn(&FigureSet) -> f64| {
        let (before, after) = (of(&before), of(&after));
        view! {
            <tr>
                <th scope="row">{app.text(label)}</th>
                <td class="num">{move || number::percent(before, app.lang())}</td>
                <td class="num">{move || number::percent(after, app.lang())}</td>
            </tr>
        }
    };
    view! {
        <p class="muted">{app.text(Words::Measured)}</p>
        <table class="table model-figures">
            <thead>
                <tr>
                    <th scope="col">{app.text(Models::Figure)}</th>
                    <th scope="col" class="num">{app.text(Words::Before)}</th>
                    <th scope="col" class="num">{app.text(Words::After)}</th>
                </tr>
            </thead>
            <tbody>
                {row(Models::Precision, |it| it.precision)} {row(Models::Recall, |it| it.recall)}
                {row(Models::FalseAlarms, |it| it.false_positive_rate)}
            </tbody>
        </table>
    }
}

#[component]
fn ChangeRow(change: Change, trial: StoredValue<Trial>) -> impl IntoView {
    let app = App::expect();
    let id = change.id.clone();
    let title = move || {
        let now = app.analysis();
        trial.with_value(|trial| {
            let all = [now.as_deref(), Some(&*trial.analysis)];
            let mut all = all.into_iter().flatten().flat_map(|it| &it.incidents);
            let incident = all.find(|it| it.id == id);
            incident.map(|it| jejak_words::title(it, app.lang()))
        })
    };
    let risk = move || {
        let lang = app.lang();
        let of = |risk: Option<u8>, none: Words| {
            risk.map_or_else(|| none.text(lang).to_owned(), |risk| risk.to_string())
        };
        forests::risk(
            lang,
            &of(change.before, Words::NewIncident),
            &of(change.after, Words::GoneIncident),
        )
    };
    view! {
        <li>
            <span>{title}</span>
            <span class="muted">{risk}</span>
        </li>
    }
}

/// The forest that was accepted or taken in: its card, and what can be done with it.
#[component]
fn Own() -> impl IntoView {
    let app = App::expect();
    let it = app.forests;
    view! {
        <section class="models-group" aria-labelledby="models-own">
            <div class="models-own-head">
                <h2 id="models-own">{app.text(Words::Own)}</h2>
                <Import />
            </div>
            {move || {
                it.own
                    .get()
                    .map(|model| {
                        let size = model.to_json().len();
                        let card = Card::of_model(&model, size);
                        view! {
                            <CardView card=card limits=LIMITS_OWN />
                            <p class="models-acts">
                                <JudgeButton model=Arc::clone(&model) />
                                <button type="button" class="btn small" on:click=move |_| it.export()>
                                    {app.text(Words::Export)}
                                </button>
                                <button
                                    type="button"
                                    class="btn small"
                                    on:click=move |_| it.delete(app)
                                >
                                    {app.text(Words::Delete)}
                                </button>
                            </p>
                        }
                    })
            }}
        </section>
    }
}

const LIMITS_OWN: Models = Models::LimitsOwn;

/// Lets a forest judge the open logs, or not.
#[component]
pub(super) fn JudgeButton(model: Arc<Model>) -> impl IntoView {
    let app = App::expect();
    let it = app.forests;
    let name = model.manifest.name.clone();
    let is_on = Memo::new(move |_| it.is_judging(&name));
    let turn = move |_| {
        let next = (!is_on.get_untracked()).then(|| Arc::clone(&model));
        it.let_judge(app, next);
    };
    view! {
        <button
            type="button"
            class="btn small"
            disabled=move || it.is_busy()
            on:click=turn
        >
            {move || {
                if is_on.get() { Words::TurnOff } else { Words::TurnOn }.text(app.lang())
            }}
        </button>
        <Show when=move || is_on.get()>
            <span class="muted">{app.text(Words::IsOn)}</span>
        </Show>
    }
}

/// What a forest says of the open logs: the highest sources, each with its way through a tree.
#[component]
pub(super) fn HighestSources(model: Arc<Model>) -> impl IntoView {
    let app = App::expect();
    let features = model.manifest.schema.features.clone();
    let shown = Memo::new({
        let model = Arc::clone(&model);
        move |_| {
            let windows = app.forests.windows.get()?;
            Some(highest(&model, &windows, N_HIGHEST))
        }
    });
    let row = move |it: Highest| {
        let steps = model
            .forest
            .spokesman(&it.row, model.manifest.threshold)
            .map(|tree| tree.path(&it.row))
            .unwrap_or_default();
        let features = features.clone();
        let score = it.score;
        let name = move || {
            app.say(|reader| {
                forests::scored(
                    reader.lang,
                    &visible(&it.source),
                    &reader.date_time(it.start),
                    &number::measured(score, reader.lang),
                )
            })
        };
        view! {
            <li>
                <details class="highest">
                    <summary class="mono">{name}</summary>
                    <p class="muted">{app.text(Models::DecisionHint)}</p>
                    <DecisionPath steps=steps features=features />
                </details>
            </li>
        }
    };
    view! {
        {move || {
            shown
                .get()
                .map(|list| {
                    let is_empty = list.is_empty();
                    view! {
                        <h3>{app.text(Words::Highest)}</h3>
                        {is_empty.then(|| view! { <p>{app.text(Words::NothingToScore)}</p> })}
                        <ul>{list.into_iter().map(row.clone()).collect_view()}</ul>
                    }
                })
        }}
    }
}

#[component]
fn Import() -> impl IntoView {
    let app = App::expect();
    let take = move |files: FileList| {
        if let Some(file) = files.get(0) {
            app.forests.import(app, file);
        }
    };
    view! { <ChooseFiles label=app.text(Words::Import) on_chosen=take accept=".json" /> }
}
