//! One model: folded to its name and chief figures; open, everything that is known of it.

use std::sync::Arc;

use jejak_trees::metrics::{Interval, Report};
use jejak_words::number;
use jejak_words::ui::{Models as Words, models};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;

use super::teach::{HighestSources, JudgeButton};
use crate::app::App;
use crate::state::models::Card;
use crate::ui::kit::curve::Curve;
use crate::ui::kit::matrix::Matrix;
use crate::ui::kit::tree::TreeDrawing;

/// What is told of a model first, the most telling that it has.
const CHIEF: [&str; 4] = [
    "real_hosts",
    "cross_validated",
    "other_wordings",
    "other_logs",
];
/// Questions from the root that are drawn; more are counted.
const DRAWN_DEPTH: usize = 4;
/// Steps of the threshold's slider.
const N_STEPS: f64 = 1000.0;

#[component]
pub(crate) fn CardView(card: Card, limits: Words) -> impl IntoView {
    let app = App::expect();
    let card = Arc::new(card);
    let is_open = RwSignal::new(false);
    let name = {
        let name = card.name.clone();
        move || models::model_name(&name, app.lang())
    };
    let told = CHIEF
        .iter()
        .find_map(|key| Some(((*key).to_owned(), card.figures.get(*key)?.clone())))
        .or_else(|| {
            let first = card.figures.iter().next()?;
            Some((first.0.clone(), first.1.clone()))
        });
    let summary = move || {
        let lang = app.lang();
        let (on, report) = told.as_ref()?;
        Some(format!(
            "{}: {} {} · {} {} · {} {}",
            models::measured_on(on, lang),
            Words::Precision.text(lang),
            number::percent(report.precision, lang),
            Words::Recall.text(lang),
            number::percent(report.recall, lang),
            Words::FalseAlarms.text(lang),
            number::percent(report.false_positive_rate, lang),
        ))
    };
    view! {
        <details
            class="model"
            on:toggle=move |event| {
                let fold = event.target().and_then(|it| it.dyn_into::<HtmlDetailsElement>().ok());
                // Folds inside it tell of themselves too.
                if let Some(fold) = fold.filter(|it| it.class_list().contains("model")) {
                    is_open.set(fold.open());
                }
            }
        >
            <summary class="model-head">
                <span class="model-name">{name}</span>
                <span class="muted">{summary}</span>
            </summary>
            <Show when=move || is_open.get()>
                <Body card=Arc::clone(&card) limits=limits />
            </Show>
        </details>
    }
}

#[component]
fn Body(card: Arc<Card>, limits: Words) -> impl IntoView {
    let app = App::expect();
    let seed = card.seed();
    let n_bytes = card.n_bytes;
    let importance = card.importance();
    let tree = card
        .model
        .as_ref()
        .and_then(|it| Some((it.forest.trees.first()?.clone(), it.forest.trees.len())));
    let features = card.features();
    let model = card.model.clone().filter(|_| card.judges_sources());
    let model = model.map(Arc::new);
    let fact = move |label: Words, value: String| {
        view! {
            <div>
                <dt>{app.text(label)}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <div class="model-body">
            <dl class="facts">
                {fact(Words::LearnedFrom, card.trained_on.clone())}
                {fact(Words::Licence, card.licence.clone())}
                {(!card.command.is_empty())
                    .then(|| {
                        view! {
                            <div>
                                <dt>{app.text(Words::Command)}</dt>
                                <dd class="mono model-command">{card.command.clone()}</dd>
                            </div>
                        }
                    })}
                {seed.map(|seed| fact(Words::Seed, seed.to_string()))}
                <div>
                    <dt>{app.text(Words::Size)}</dt>
                    <dd>
                        {move || n_bytes.map(|n| number::bytes(n, app.lang()))}
                    </dd>
                </div>
                <div>
                    <dt>{app.text(Words::Limits)}</dt>
                    <dd>{app.text(limits)}</dd>
                </div>
            </dl>
            {model
                .map(|model| {
                    view! {
                        <p class="models-acts">
                            <JudgeButton model=Arc::clone(&model) />
                        </p>
                        <HighestSources model=model />
                    }
                })}
            {(!card.figures.is_empty()).then(|| view! { <Measured card=Arc::clone(&card) /> })}
            <Importance parts=importance />
            {tree
                .map(|(tree, n_trees)| {
                    let title = if n_trees > 1 { Words::FirstTree } else { Words::Tree };
                    view! {
                        <h3>{app.text(title)}</h3>
                        <p class="muted">{app.text(Words::TreeHint)}</p>
                        <TreeDrawing tree=tree features=features max_depth=DRAWN_DEPTH />
                    }
                })}
        </div>
    }
}

/// How well it does on one set, at a threshold that can be moved.
#[component]
fn Measured(card: Arc<Card>) -> impl IntoView {
    let app = App::expect();
    let keys: Vec<String> = card.figures.keys().cloned().collect();
    let first = CHIEF
        .iter()
        .find(|key| card.figures.contains_key(**key))
        .map(|key| (*key).to_owned())
        .or_else(|| keys.first().cloned())
        .unwrap_or_default();
    let chosen = RwSignal::new(first);
    let own = card.threshold;
    let threshold = RwSignal::new(own);
    let figures = Arc::clone(&card);
    let report = Memo::new(move |_| {
        chosen.with(|key| figures.figures.get(key).cloned().unwrap_or_default())
    });
    let counts = Memo::new(move |_| report.with(|it| it.at(threshold.get())));
    let options = keys
        .into_iter()
        .map(|key| {
            let (value, shown) = (key.clone(), key.clone());
            view! {
                <option value=value selected=move || chosen.with(|it| *it == key)>
                    {move || models::measured_on(&shown, app.lang())}
                </option>
            }
        })
        .collect_view();
    let of_all = move || {
        let lang = app.lang();
        report.with(|it| {
            models::of_all(
                lang,
                &number::exact(it.n, lang),
                &number::exact(it.n_anomalies, lang),
            )
        })
    };
    let at_threshold = move || {
        let lang = app.lang();
        let it = counts.get();
        models::at_threshold(
            lang,
            &number::measured(threshold.get(), lang),
            &number::percent(it.recall(), lang),
            &number::percent(it.precision(), lang),
            &number::percent(it.false_positive_rate(), lang),
        )
    };
    view! {
        <div class="model-measured">
            <label class="model-on">
                <span class="muted">{app.text(Words::MeasuredOn)}</span>
                <select
                    class="field"
                    on:change=move |event| chosen.set(event_target_value(&event))
                >
                    {options}
                </select>
            </label>
            <p class="muted">{of_all}</p>
            <Figures report=report />
            <div class="model-threshold">
                <label>
                    <span>{app.text(Words::Threshold)}</span>
                    <input
                        type="range"
                        min="0"
                        max=N_STEPS
                        prop:value=move || (threshold.get() * N_STEPS).round()
                        on:input=move |event| {
                            if let Ok(step) = event_target_value(&event).parse::<f64>() {
                                threshold.set(step / N_STEPS);
                            }
                        }
                    />
                </label>
                <output>{at_threshold}</output>
                <button
                    type="button"
                    class="btn small"
                    disabled=move || threshold.get() == own
                    on:click=move |_| threshold.set(own)
                >
                    {app.text(Words::OwnThreshold)}
                </button>
            </div>
            <p class="muted">{app.text(Words::ThresholdHint)}</p>
            <Matrix counts=counts />
            <div class="model-curves">
                {move || {
                    let roc = report.with(|it| xy(&it.roc));
                    let pr = report.with(|it| xy(&it.pr));
                    let bins = report.with(bins);
                    let near = bins.clone();
                    view! {
                        <Curve
                            points=roc
                            title=Signal::derive(move || Words::Roc.text(app.lang()).to_owned())
                            x=Words::FalseAlarms
                            y=Words::Recall
                            here=Signal::derive(move || {
                                let it = counts.get();
                                (it.false_positive_rate(), it.recall())
                            })
                            has_diagonal=true
                        />
                        <Curve
                            points=pr
                            title=Signal::derive(move || Words::Pr.text(app.lang()).to_owned())
                            x=Words::Recall
                            y=Words::Precision
                            here=Signal::derive(move || {
                                let it = counts.get();
                                (it.recall(), it.precision())
                            })
                        />
                        <Curve
                            points=bins
                            title=Signal::derive(move || {
                                Words::Calibration.text(app.lang()).to_owned()
                            })
                            x=Words::MeanScore
                            y=Words::ShareTrue
                            here=Signal::derive(move || nearest(&near, threshold.get()))
                            has_diagonal=true
                        />
                    }
                }}
            </div>
        </div>
    }
}

/// Of rows with scores that are alike: the mean of the scores, and how many of the rows are anomalies.
fn bins(report: &Report) -> Vec<(f64, f64)> {
    let bins = report.calibration.iter().filter(|bin| bin.n > 0);
    bins.map(|bin| (bin.mean_score, bin.share)).collect()
}

/// The point whose score is the nearest.
fn nearest(points: &[(f64, f64)], score: f64) -> (f64, f64) {
    let distance = |(x, _): &(f64, f64)| (x - score).abs();
    let nearest = points
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.copied().unwrap_or_default()
}

fn xy(points: &[jejak_trees::metrics::Point]) -> Vec<(f64, f64)> {
    points.iter().map(|point| (point.x, point.y)).collect()
}

/// The figures at the model's own threshold, with how sure they are.
#[component]
fn Figures(report: Memo<Report>) -> impl IntoView {
    let app = App::expect();
    let row =
        move |label: Words, value: fn(&Report) -> f64, of: fn(&Report) -> Option<Interval>| {
            let between = move || {
                let lang = app.lang();
                let (low, high) = report.with(of)?;
                Some(models::between(
                    lang,
                    &number::percent(low, lang),
                    &number::percent(high, lang),
                ))
            };
            view! {
                <tr>
                    <th scope="row">{app.text(label)}</th>
                    <td class="num">{move || number::percent(report.with(value), app.lang())}</td>
                    <td class="num">{between}</td>
                </tr>
            }
        };
    view! {
        <table class="table model-figures">
            <thead>
                <tr>
                    <th scope="col">{app.text(Words::Figure)}</th>
                    <th scope="col" class="num">{app.text(Words::Value)}</th>
                    <th scope="col" class="num">{app.text(Words::Interval)}</th>
                </tr>
            </thead>
            <tbody>
                {row(Words::Precision, |it| it.precision, |it| Some(it.precision_95))}
                {row(Words::Recall, |it| it.recall, |it| Some(it.recall_95))}
                {row(Words::F1, |it| it.f1, |it| Some(it.f1_95))}
                {row(Words::FalseAlarms, |it| it.false_positive_rate, |_| None)}
                {row(Words::RocAuc, |it| it.roc_auc, |it| Some(it.roc_auc_95))}
            </tbody>
        </table>
    }
}

/// Which features decide, as bars.
#[component]
fn Importance(parts: Vec<(String, f64)>) -> impl IntoView {
    let app = App::expect();
    (!parts.is_empty()).then(|| {
        view! {
            <h3>{app.text(Words::Importance)}</h3>
            <ul class="importance">
                {parts
                    .into_iter()
                    .map(|(feature, part)| {
                        view! {
                            <li>
                                <span>{move || models::feature_name(&feature, app.lang())}</span>
                                <span class="bar wide" aria-hidden="true">
                                    <span
                                        class="fill"
                                        style:width=format!("{:.0}%", part * 100.0)
                                    ></span>
                                </span>
                                <span class="num">
                                    {move || number::percent(part, app.lang())}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    })
}
