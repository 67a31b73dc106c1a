//! What trees say of the audit log: by address and by account, with the windows and a tree's
//! questions, and beside labels how well.

use jejak_protocol::audit_trees::{
    AuditJudgement, AuditStep, JudgedName, JudgedSubjects, JudgedWindow,
};
use jejak_words::ui::Judged as Words;
use jejak_words::ui::judged;
use jejak_words::{Noun, counted, number, visible};
use leptos::html;
use leptos::prelude::*;
use web_sys::{File, FileList};

use super::measured::Measured;
use crate::app::App;
use crate::server::Server;
use crate::server::judge::{Judge, Trouble};
use crate::ui::kit::choose::ChooseFiles;
use crate::ui::kit::form::fault_text;

/// Names that are listed before the person asks for all.
const N_FIRST: usize = 25;

#[component]
pub(super) fn Judging() -> impl IntoView {
    let app = App::expect();
    let judge = Judge::new();
    on_cleanup(move || judge.stop());
    let trouble = move || {
        judge.trouble.get().map(|trouble| {
            let text = match trouble {
                Trouble::Server(fault) => fault_text(fault, app),
                Trouble::Worker(failure) => {
                    jejak_words::ui::normal::model_failure(failure, app.lang()).to_owned()
                }
                Trouble::File => Words::NoEntries.text(app.lang()).to_owned(),
            };
            view! { <p class="form-fault">{text}</p> }
        })
    };
    view! {
        <section class="room-part" aria-labelledby="judged-title">
            <h2 id="judged-title">{app.text(Words::Title)}</h2>
            <p class="muted">{app.text(Words::Intro)}</p>
            <Acts judge=judge />
            <div role="alert">{trouble}</div>
            <div role="status">
                {move || {
                    judge
                        .is_busy
                        .get()
                        .then(|| view! { <p class="muted">{app.text(Words::Judging)}</p> })
                }}
                {move || judge.judgement.with(|it| it.as_ref().map(|it| said(it, judge)))}
            </div>
            {move || {
                judge
                    .judgement
                    .with(|judgement| {
                        judgement
                            .as_ref()
                            .map(|judgement| {
                                judgement
                                    .subjects
                                    .iter()
                                    .filter(|subject| subject.n_names > 0)
                                    .cloned()
                                    .map(|subject| view! { <Subjects judged=subject /> })
                                    .collect_view()
                            })
                    })
            }}
        </section>
    }
}

#[component]
fn Acts(judge: Judge) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let chosen = move |list: FileList| {
        let files: Vec<File> = (0..list.length()).filter_map(|i| list.get(i)).collect();
        let (labels, logs): (Vec<File>, Vec<File>) = files
            .into_iter()
            .partition(|file| file.name().to_lowercase().ends_with(".csv"));
        let labels = labels.into_iter().next();
        match (logs.first(), labels) {
            (Some(log), labels) => judge.file(log, labels),
            (None, Some(labels)) => judge.own(server, Some(labels)),
            (None, None) => (),
        }
    };
    let is_busy = move || judge.is_busy.get();
    view! {
        <p class="form-acts">
            <button
                type="button"
                class="btn"
                disabled=is_busy
                on:click=move |_| judge.own(server, None)
            >
                {app.text(Words::JudgeOwn)}
            </button>
            <ChooseFiles
                label=app.text(Words::JudgeFiles)
                on_chosen=chosen
                class="btn"
                accept=".jsonl,.csv"
                is_multiple=true
                disabled=Signal::derive(is_busy)
                id="judged-files"
            />
            <span class="muted judged-hint">{app.text(Words::FilesHint)}</span>
        </p>
    }
}

/// What was judged, and on which grounds.
fn said(judgement: &AuditJudgement, judge: Judge) -> impl IntoView + use<> {
    let app = App::expect();
    let (n, n_others, truth) = (judgement.n_entries, judgement.n_others, judgement.truth);
    let text = move || {
        let lang = app.lang();
        if n == 0 {
            return Words::NoEntries.text(lang).to_owned();
        }
        let mut parts = vec![
            counted(n, Noun::Entry, lang) + ".",
            judged::truth(truth, lang).to_owned(),
        ];
        if n_others > 0 {
            parts.push(judged::n_others(lang, &number::exact(n_others, lang)));
        }
        if judge.is_cut.get() {
            parts.push(Words::Cut.text(lang).to_owned());
        }
        if judge.follows.get() {
            parts.push(Words::Follows.text(lang).to_owned());
        }
        parts.join(" ")
    };
    view! { <p class="judged-said">{text}</p> }
}

#[component]
fn Subjects(judged: JudgedSubjects) -> impl IntoView {
    let app = App::expect();
    let JudgedSubjects {
        subject,
        trees,
        n_names,
        n_anomalous,
        matrices,
        names,
        ..
    } = judged;
    let shows_all = RwSignal::new(names.len() <= N_FIRST);
    let all = StoredValue::new(names);
    let shown = move || {
        let n = if shows_all.get() { usize::MAX } else { N_FIRST };
        all.with_value(|names| names.iter().take(n).cloned().collect::<Vec<_>>())
    };
    let head = move || {
        let lang = app.lang();
        let (n, all) = (
            number::exact(n_anomalous, lang),
            number::exact(n_names, lang),
        );
        judged::n_unusual(lang, &n, &all)
    };
    view! {
        <div class="judged-subject">
            <h3>{app.text(judged::subject(subject))} ": " {head}</h3>
            <p class="muted">{move || judged::trees(trees, app.lang())}</p>
            {matrices
                .map(|matrices| {
                    view! {
                        <p>{app.text(Words::Matrix)}</p>
                        <div class="matrices">
                            <Measured of=Words::Tree matrix=matrices.tree />
                            <Measured of=Words::Forest matrix=matrices.forest />
                        </div>
                    }
                })}
            <ul class="judged-names">
                <For each=shown key=|name| format!("{name:?}") children=|name| view! { <Name name=name /> } />
            </ul>
            <Show when=move || !shows_all.get()>
                <button type="button" class="btn small" on:click=move |_| shows_all.set(true)>
                    {app.text(Words::AllNames)}
                </button>
            </Show>
        </div>
    }
}

/// A name; its windows are drawn once it is opened.
#[component]
fn Name(name: JudgedName) -> impl IntoView {
    let app = App::expect();
    let JudgedName {
        name,
        n_windows,
        n_anomalous,
        score,
        is_anomalous,
        truth,
        windows,
    } = name;
    let is_open = RwSignal::new(false);
    let windows = StoredValue::new(windows);
    let n = move || {
        let lang = app.lang();
        let (n, all) = (
            number::exact(n_anomalous, lang),
            number::exact(n_windows, lang),
        );
        judged::n_windows(lang, &n, &all)
    };
    let node = NodeRef::<html::Details>::new();
    let toggled = move |_| is_open.set(node.get().is_some_and(|details| details.open()));
    view! {
        <li>
            <details class="judged-name" node_ref=node on:toggle=toggled>
                <summary>
                    <VerdictTag is_anomalous=is_anomalous />
                    <span class="mono judged-who">{visible(&name).into_owned()}</span>
                    <span class="muted">{n}</span>
                    <span class="muted">
                        {app.text(Words::Forest)} " "
                        {move || number::percent(score, app.lang())}
                    </span>
                    <TruthTag truth=truth is_anomalous=is_anomalous />
                </summary>
                <Show when=move || is_open.get()>
                    <ul class="judged-windows">
                        {windows
                            .get_value()
                            .into_iter()
                            .map(|window| view! { <Window window=window /> })
                            .collect_view()}
                    </ul>
                </Show>
            </details>
        </li>
    }
}

#[component]
fn VerdictTag(is_anomalous: bool) -> impl IntoView {
    let app = App::expect();
    let words = match is_anomalous {
        true => Words::Unusual,
        false => Words::Ordinary,
    };
    view! {
        <span class="tag judged-tag" class:is-unusual=is_anomalous>
            {app.text(words)}
        </span>
    }
}

/// The label, where there is one.
#[component]
fn TruthTag(truth: Option<bool>, is_anomalous: bool) -> impl IntoView {
    let app = App::expect();
    truth.map(|truth| {
        let words = if truth {
            Words::Attack
        } else {
            Words::NoAttack
        };
        view! {
            <span class="judged-truth" class:is-wrong=truth != is_anomalous>
                {app.text(Words::Truth)}
                ": "
                {app.text(words)}
            </span>
        }
    })
}

#[component]
fn Window(window: JudgedWindow) -> impl IntoView {
    let app = App::expect();
    let JudgedWindow {
        start,
        n_refused,
        tree,
        forest,
        is_anomalous,
        truth,
        path,
    } = window;
    let facts = [(Words::Tree, tree), (Words::Forest, forest)];
    view! {
        <li>
            <p class="judged-window">
                <VerdictTag is_anomalous=is_anomalous />
                <span>
                    <span class="muted">{app.text(Words::At)}</span>
                    " "
                    {move || app.say(|reader| reader.date_time(start))}
                </span>
                <span>
                    <span class="muted">{app.text(Words::Refused)}</span>
                    " "
                    {move || number::exact(n_refused, app.lang())}
                </span>
                {facts
                    .map(|(name, share)| {
                        view! {
                            <span>
                                <span class="muted">{app.text(name)}</span>
                                " "
                                {move || number::percent(share, app.lang())}
                            </span>
                        }
                    })
                    .collect_view()}
                <TruthTag truth=truth is_anomalous=is_anomalous />
            </p>
            <p class="muted">{app.text(Words::Path)}</p>
            <ol class="judged-path">
                {path.into_iter().map(|step| view! { <Question step=step /> }).collect_view()}
            </ol>
        </li>
    }
}

#[component]
fn Question(step: AuditStep) -> impl IntoView {
    let app = App::expect();
    let share = step.share;
    let said = move || judged::step(&step, app.lang());
    let so = move || {
        let lang = app.lang();
        judged::share(lang, &number::percent(share, lang))
    };
    view! {
        <li>
            {said} " " <span class="muted">"(" {so} ")"</span>
        </li>
    }
}
