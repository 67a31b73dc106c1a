//! One incident: the sentence, how sure and how bad, what to do, the facts, and the lines that prove
//! it.

mod evidence;

use jejak_protocol::{Certainty, FactKey, Incident};
use jejak_words::ui::{Frame, IncidentText as Words, OverviewText, incident as texts};
use jejak_words::{Fact, names, number};
use leptos::prelude::*;

use self::evidence::EvidenceList;
use super::keys;
use super::kit::icon::{Icon, Pictogram};
use super::kit::{Empty, SeverityMark};
use super::marks::TeachBar;
use crate::app::App;
use crate::state::names::wire_name;
use crate::state::ranges;
use crate::state::view::View;

#[component]
pub(crate) fn IncidentView() -> impl IntoView {
    let app = App::expect();
    // Partial results of a run bring the incident again; it is drawn anew only when it differs.
    let incident = Memo::new(move |_| app.incident());
    view! {
        <div class="view incident">
            <Steps incident=incident />
            {move || match incident.get() {
                Some(incident) => view! { <Body incident=incident /> }.into_any(),
                None => view! { <Gone /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Gone() -> impl IntoView {
    let app = App::expect();
    view! {
        <Empty
            title=Signal::derive(move || Words::Gone.text(app.lang()).to_owned())
            hint=Signal::derive(move || Frame::NotFoundHint.text(app.lang()).to_owned())
        >
            <button type="button" class="btn" on:click=move |_| app.go(View::Incidents)>
                {app.text(OverviewText::AllIncidents)}
            </button>
        </Empty>
    }
}

/// Back to the list, and to the neighbours in it.
#[component]
fn Steps(incident: Memo<Option<Incident>>) -> impl IntoView {
    let app = App::expect();
    let neighbour = move |by: isize| {
        let analysis = app.analysis()?;
        let (range, pick, id) = app.view.with(|view| {
            (
                view.ranges.current(),
                view.pick.clone(),
                view.incident.clone(),
            )
        });
        let positions = app
            .marks
            .with(|marks| pick.positions(&analysis.incidents, range, marks));
        let ids: Vec<&str> = positions
            .iter()
            .filter_map(|at| Some(analysis.incidents.get(*at)?.id.as_str()))
            .collect();
        let at = ids.iter().position(|it| Some(*it) == id.as_deref())?;
        ids.get(at.checked_add_signed(by)?)
            .map(|id| (*id).to_owned())
    };
    let step = move |by: isize| {
        let target = Memo::new(move |_| neighbour(by));
        let (label, icon) = match by {
            ..0 => (Words::PreviousIncident, Icon::Earlier),
            _ => (Words::NextIncident, Icon::Later),
        };
        view! {
            <button
                type="button"
                class="btn bare"
                aria-label=app.text(label)
                title=app.text(label)
                disabled=move || target.with(Option::is_none)
                on:click=move |_| {
                    if let Some(id) = target.get_untracked() {
                        app.view.update(|view| view.open_incident(&id));
                    }
                }
            >
                <Pictogram icon=icon />
            </button>
        }
    };
    let back = move |_| {
        let id = app.view.with_untracked(|view| view.incident.clone());
        keys::leave_incident(app, id.unwrap_or_default());
    };
    view! {
        <div class="incident-steps">
            <button type="button" class="btn bare" title="Esc" on:click=back>
                <Pictogram icon=Icon::Earlier />
                {app.text(OverviewText::AllIncidents)}
            </button>
            <span class="incident-step">
                {move || {
                    incident.get().map(|it| view! { <TeachBar incident=it /> })
                }}
                {step(-1)} {step(1)}
            </span>
        </div>
    }
}

#[component]
fn Body(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let stored = StoredValue::new(incident.clone());
    let sentence =
        move || app.say(|reader| stored.with_value(|it| jejak_words::sentence(it, reader)));
    let is_unsure = incident.certainty == Certainty::NotSure;
    view! {
        <article class="incident-body">
            <header class="incident-head">
                <p class="incident-kind">
                    <SeverityMark severity=incident.severity named=true />
                    <span class="muted">{move || names::kind_name(incident.kind, app.lang())}</span>
                    <span class="tag">
                        {move || names::certainty_name(incident.certainty, app.lang())}
                    </span>
                </p>
                <h1>{sentence}</h1>
                {is_unsure.then(|| view! { <p class="note">{app.text(Words::NotSureHint)}</p> })}
                <Meta incident=incident.clone() />
            </header>
            <div class="incident-columns">
                <div class="incident-side">
                    <NextSteps incident=stored />
                    <Facts incident=stored />
                    <Shares incident=incident.clone() />
                </div>
                <EvidenceList incident=incident />
            </div>
        </article>
    }
}

/// When, how often, which technique; and the way to its time on the timeline.
#[component]
fn Meta(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let range = incident.range;
    let when = move || {
        app.say(|reader| match range {
            Some(range) => format!(
                "{} · {}",
                reader.range(range),
                jejak_words::duration::short(range.span_us(), reader.lang)
            ),
            None => Words::NoTime.text(reader.lang).to_owned(),
        })
    };
    let zoom = move |_| {
        let whole = app.analysis().and_then(|analysis| analysis.range);
        if let Some(range) = range {
            app.view
                .update(|view| view.ranges.commit(ranges::with_margin(range, whole)));
        }
    };
    let count = incident.count;
    let technique = incident.technique.clone();
    view! {
        <p class="incident-meta">
            <span>{when}</span>
            {range
                .map(|_| {
                    view! {
                        <button type="button" class="link" on:click=zoom>
                            {app.text(Words::ShowInTimeline)}
                        </button>
                    }
                })}
            <span>
                {move || jejak_words::counted(count, jejak_words::Noun::Event, app.lang())}
            </span>
            {technique
                .map(|technique| {
                    let name = names::technique(&technique);
                    match names::technique_url(&technique) {
                        Some(url) => {
                            view! {
                                <a
                                    href=url
                                    target="_blank"
                                    rel="noopener noreferrer"
                                    title=app.text(Words::Technique)
                                >
                                    {name}
                                </a>
                            }
                                .into_any()
                        }
                        None => view! { <span>{name}</span> }.into_any(),
                    }
                })}
        </p>
    }
}

#[component]
fn NextSteps(incident: StoredValue<Incident>) -> impl IntoView {
    let app = App::expect();
    let steps = move || {
        incident
            .with_value(|it| jejak_words::next_steps(it, app.lang()))
            .into_iter()
            .map(|step| view! { <li>{step}</li> })
            .collect_view()
    };
    view! {
        <section class="incident-next" aria-labelledby="incident-next">
            <h2 id="incident-next">{app.text(Words::WhatToDo)}</h2>
            <ol>{steps}</ol>
        </section>
    }
}

#[component]
fn Facts(incident: StoredValue<Incident>) -> impl IntoView {
    let app = App::expect();
    let facts = move || app.say(|reader| incident.with_value(|it| jejak_words::facts(it, reader)));
    let measure = move || {
        let facts = facts();
        let value = |key| {
            facts
                .iter()
                .find(|fact| fact.key == key)
                .map(|fact| fact.value.clone())
        };
        Some(texts::actual_against_typical(
            app.lang(),
            &value(FactKey::Actual)?,
            &value(FactKey::Typical)?,
        ))
    };
    let is_measure = |fact: &Fact| matches!(fact.key, FactKey::Actual | FactKey::Typical);
    let rows = move || {
        let joined = measure();
        facts()
            .into_iter()
            .filter(|fact| joined.is_none() || !is_measure(fact))
            .map(|fact| view! { <Fact label=fact.label.to_owned() value=fact.value /> })
            .collect_view()
    };
    let entities = incident.with_value(|it| it.entities.clone());
    view! {
        <section aria-labelledby="incident-facts">
            <h2 id="incident-facts">{app.text(Words::Facts)}</h2>
            <dl class="facts">
                {move || {
                    measure()
                        .map(|text| {
                            view! {
                                <Fact
                                    label=jejak_words::fact_label(FactKey::Actual, app.lang())
                                        .to_owned()
                                    value=text
                                />
                            }
                        })
                }}
                {rows}
            </dl>
            <h3 hidden=entities.is_empty()>{app.text(Words::Entities)}</h3>
            <ul class="chips">
                {entities
                    .into_iter()
                    .map(|entity| {
                        let shown = jejak_words::visible(&entity.value).into_owned();
                        let kind = entity.kind;
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="chip"
                                    title=app.text(OverviewText::ShowRecords)
                                    on:click=move |_| {
                                        app.view
                                            .update(|view| view.open_records(jejak_protocol::Filter {
                                                with: vec![entity.clone()],
                                                ..Default::default()
                                            }));
                                    }
                                >
                                    <span class="muted">
                                        {move || names::entity_kind_name(kind, app.lang())}
                                    </span>
                                    <span class="mono">{shown}</span>
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Fact(label: String, value: String) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// The risk, and each detector's part of it.
#[component]
fn Shares(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let (risk, severity) = (incident.risk, incident.severity);
    view! {
        <section aria-labelledby="incident-shares">
            <h2 id="incident-shares">
                {move || texts::risk_of_100(app.lang(), risk)}
            </h2>
            <p class="muted">{app.text(Words::RiskHint)}</p>
            <ul class=format!("shares {}", wire_name(&severity))>
                {incident
                    .shares
                    .into_iter()
                    .map(|share| {
                        let detector = share.detector.clone();
                        view! {
                            <li>
                                <span>{move || names::detector_name(&detector, app.lang())}</span>
                                <span class="bar wide" aria-hidden="true">
                                    <span
                                        class="fill"
                                        style:width=format!("{:.0}%", share.share * 100.0)
                                    ></span>
                                </span>
                                <span class="num">
                                    {move || number::percent(share.share, app.lang())}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
