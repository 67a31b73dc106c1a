//! Small parts that several panels use: marks of severity and level, figures, empty places, failures.

pub(crate) mod choose;
pub(crate) mod chunks;
pub(crate) mod confirm;
pub(crate) mod copy;
pub(crate) mod curve;
pub(crate) mod drawer;
pub(crate) mod form;
pub(crate) mod icon;
pub(crate) mod matrix;
pub(crate) mod menu;
pub(crate) mod qr;
pub(crate) mod tree;
pub(crate) mod turns;
pub(crate) mod zone;

use jejak_protocol::messages::Failure;
use jejak_protocol::{Level, Severity};
use jejak_words::{names, number, ui};
use leptos::prelude::*;

use crate::app::App;
use crate::state::names::wire_name;

/// Colour, letter and shape of a severity, with its name for those who do not see it.
#[component]
pub(crate) fn SeverityMark(
    severity: Severity,
    /// Whether the name stands beside it.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let app = App::expect();
    let name = move || names::severity_name(severity, app.lang());
    view! {
        <span class=format!("sev {}", wire_name(&severity)) title=name>
            <span class="shape" aria-hidden="true"></span>
            <span aria-hidden="true">{move || names::severity_letter(severity, app.lang())}</span>
            <span class:hidden=!named>{name}</span>
        </span>
    }
}

/// A risk from 0 to 100 as a figure and a bar.
#[component]
pub(crate) fn RiskMark(risk: u8, severity: Severity) -> impl IntoView {
    let app = App::expect();
    let text = move || ui::incident::risk_of_100(app.lang(), risk);
    view! {
        <span class=format!("risk {}", wire_name(&severity)) title=text>
            <span aria-hidden="true">{risk}</span>
            <span class="bar" aria-hidden="true">
                <span class="fill" style:width=format!("{risk}%")></span>
            </span>
            <span class="hidden">{text}</span>
        </span>
    }
}

/// The edge and letter of a record's level.
#[component]
pub(crate) fn LevelMark(level: Level) -> impl IntoView {
    let app = App::expect();
    let name = move || names::level_name(level, app.lang());
    view! {
        <span class=format!("level {}", wire_name(&level)) title=name>
            <span aria-hidden="true">{names::level_letter(level)}</span>
            <span class="hidden">{name}</span>
        </span>
    }
}

/// A number, shortened; the exact one is shown under the pointer and while its row or link has the
/// focus, and told to screen readers.
#[component]
pub(crate) fn Count(n: u64) -> impl IntoView {
    let app = App::expect();
    let exact = move || number::exact(n, app.lang());
    let is_short = n >= 10_000;
    view! {
        <span class="count" data-exact=move || is_short.then(exact)>
            <span aria-hidden=is_short.then_some("true")>
                {move || number::short(n, app.lang())}
            </span>
            {is_short.then(|| view! { <span class="hidden">{exact}</span> })}
        </span>
    }
}

/// A place with nothing in it, and what to do about it.
#[component]
pub(crate) fn Empty(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p class="muted">{hint}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// What failed, what was kept, and the next step, where it happened.
#[component]
pub(crate) fn FailureBox(
    failure: Failure,
    /// What the browser or the worker said; shown on demand.
    #[prop(into, optional)]
    detail: String,
) -> impl IntoView {
    let app = App::expect();
    let message = move || ui::failure(failure, app.lang());
    let can_read_again = move || app.run.with(crate::state::run::Run::has_files);
    let reload = |_| {
        // A page that cannot reload itself still has the browser's button.
        window().location().reload().ok();
    };
    view! {
        <div class="failure" role="alert">
            <p class="failure-what">{move || message().what}</p>
            <p>{move || message().kept}</p>
            <p>{move || message().next}</p>
            {(!detail.is_empty())
                .then(|| view! { <pre class="failure-detail">{detail}</pre> })}
            <p class="failure-acts">
                {match failure {
                    Failure::BuildMismatch | Failure::NoWorker => {
                        view! {
                            <button type="button" class="btn" on:click=reload>
                                {app.text(ui::Frame::Reload)}
                            </button>
                        }
                            .into_any()
                    }
                    _ => {
                        view! {
                            <Show when=can_read_again>
                                <button type="button" class="btn" on:click=move |_| app.read_again()>
                                    {app.text(ui::Reading::ReadAgain)}
                                </button>
                            </Show>
                        }
                            .into_any()
                    }
                }}
            </p>
        </div>
    }
}
