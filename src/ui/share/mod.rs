//! Sharing what is open: what goes in, what is hidden, how large it is, and the ways out.

mod making;
mod plan;
mod preview;
mod shared;

pub(crate) use shared::SharedNote;

use std::collections::HashSet;

use jejak_protocol::Incident;
use jejak_protocol::server::{ShareLife, Standing};
use jejak_words::ui::{Share as Words, share as texts};
use jejak_words::{number, title};
use leptos::prelude::*;

use self::making::Making;
use self::plan::Plan;
use self::preview::Preview;
use super::kit::SeverityMark;
use super::kit::drawer::Drawer;
use crate::app::{App, Overlay};
use crate::server::Known;
use crate::state::share::Class;

/// Opens the drawer; there is nothing to share while files are read.
#[component]
pub(crate) fn ShareButton() -> impl IntoView {
    let app = App::expect();
    let is_open = move || app.overlay.get() == Some(Overlay::Share);
    view! {
        <Show when=move || !app.phase.get().is_running()>
            <button
                type="button"
                class="btn"
                aria-expanded=move || is_open().to_string()
                on:click=move |_| {
                    app.overlay.set(if is_open() { None } else { Some(Overlay::Share) });
                }
            >
                {app.text(Words::Title)}
            </button>
        </Show>
    }
}

#[component]
pub(crate) fn ShareDrawer() -> impl IntoView {
    let app = App::expect();
    let plan = Plan::new(app);
    if app.server.is_there {
        app.server.ask_once();
    }
    let intro = match app.server.is_there {
        true => Words::Intro,
        false => Words::IntroStatic,
    };
    view! {
        <Drawer
            title=Signal::derive(app.text(Words::Title))
            on_close=move || app.overlay.set(None)
        >
            <div class="share">
                <p class="muted">{app.text(intro)}</p>
                <What plan=plan />
                <Hide plan=plan />
                <Preview chosen=plan.chosen />
                <Size plan=plan />
                <Making plan=plan />
            </div>
        </Drawer>
    }
}

#[component]
fn What(plan: Plan) -> impl IntoView {
    let app = App::expect();
    let incidents = app
        .analysis()
        .map(|all| all.incidents.clone())
        .unwrap_or_default();
    let ids: Vec<String> = incidents.iter().map(|it| it.id.clone()).collect();
    let n = ids.len();
    let is_all = move || plan.incidents.with(|chosen| chosen.len() == n);
    let turn_all = move |event| {
        let all = match event_target_checked(&event) {
            true => ids.iter().cloned().collect(),
            false => HashSet::new(),
        };
        plan.incidents.set(all);
    };
    let row = move |incident: Incident| {
        let id = StoredValue::new(incident.id.clone());
        let severity = incident.severity;
        let is_on = move || {
            plan.incidents
                .with(|chosen| chosen.contains(&id.get_value()))
        };
        let turn = move |event| {
            plan.incidents.update(|chosen| {
                if event_target_checked(&event) {
                    chosen.insert(id.get_value());
                } else {
                    chosen.remove(&id.get_value());
                }
            });
        };
        view! {
            <li>
                <label class="share-incident">
                    <input type="checkbox" prop:checked=is_on on:change=turn />
                    <SeverityMark severity=severity />
                    <span>{move || title(&incident, app.lang())}</span>
                </label>
            </li>
        }
    };
    view! {
        <fieldset class="share-part" disabled=move || plan.is_making.get()>
            <legend>{app.text(Words::What)}</legend>
            <label class="form-check">
                <input type="checkbox" prop:checked=is_all on:change=turn_all />
                <span>{app.text(Words::AllIncidents)}</span>
            </label>
            <ul class="share-incidents" tabindex="0" aria-label=app.text(Words::What)>
                {incidents.into_iter().map(row).collect_view()}
            </ul>
            <Show when=move || plan.incidents.with(HashSet::is_empty)>
                <p class="form-hint">{app.text(Words::NoIncidents)}</p>
            </Show>
            <label class="form-check">
                <input
                    type="checkbox"
                    id="share-lines"
                    prop:checked=move || plan.has_lines.get()
                    on:change=move |event| plan.turn_lines(app, event_target_checked(&event))
                />
                <span>
                    {app.text(Words::Excerpts)}
                    <span class="form-hint">{app.text(Words::ExcerptsHint)}</span>
                </span>
            </label>
        </fieldset>
    }
}

#[component]
fn Hide(plan: Plan) -> impl IntoView {
    let app = App::expect();
    view! {
        <fieldset class="share-part" disabled=move || plan.is_making.get()>
            <legend>{app.text(Words::Hide)}</legend>
            <div class="share-classes">
                {Class::ALL
                    .map(|class| {
                        view! {
                            <label>
                                <input
                                    type="checkbox"
                                    prop:checked=move || {
                                        plan.hidden.with(|hidden| hidden.contains(&class))
                                    }
                                    on:change=move |event| {
                                        plan.turn_class(class, event_target_checked(&event));
                                    }
                                />
                                " "
                                {app.text(class_words(class))}
                            </label>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <p class="form-hint">{app.text(Words::HideHint)}</p>
        </fieldset>
    }
}

const fn class_words(class: Class) -> Words {
    match class {
        Class::Address => Words::HideAddresses,
        Class::User => Words::HideUsers,
        Class::Host => Words::HideHosts,
        Class::Mail => Words::HideMail,
        Class::Secret => Words::HideSecrets,
    }
}

#[component]
fn Size(plan: Plan) -> impl IntoView {
    let app = App::expect();
    let n = move || plan.n_bytes().unwrap_or(0);
    let text = move || {
        let lang = app.lang();
        let Some(n) = plan.n_bytes() else {
            return Words::Packing.text(lang).to_owned();
        };
        let (n, limit) = (n as u64, plan.limit() as u64);
        texts::of_limit(lang, &number::bytes(n, lang), &number::bytes(limit, lang))
    };
    let is_too_large = move || n() > plan.limit();
    view! {
        <p class="share-size">
            <label for="share-size">{app.text(Words::Size)}</label>
            <meter
                id="share-size"
                min="0"
                max=move || plan.limit().to_string()
                prop:value=move || n() as f64
            ></meter>
            <span>{text}</span>
        </p>
        <div role="alert">
            <Show when=is_too_large>
                <p class="form-fault">{app.text(Words::TooLarge)}</p>
            </Show>
        </div>
    }
}

/// Whether this browser may keep a share on the server.
fn may_keep(app: App) -> Option<bool> {
    app.server.known.with(|known| match known {
        Known::Facts(facts) => Some(match &facts.standing {
            Standing::SignedIn { account } => crate::server::api::may_share(account),
            _ => false,
        }),
        _ => None,
    })
}

const LIVES: [ShareLife; 4] = ShareLife::ALL;
