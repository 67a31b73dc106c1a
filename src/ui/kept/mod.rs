//! Keeping an analysis on this device, and those that were kept, on the first view.

use jejak_protocol::TimestampUs;
use jejak_words::ui::Kept as Words;
use jejak_words::{Noun, counted, visible};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::kit::SeverityMark;
use crate::app::{App, base_name};
use crate::kept::{self, Head};
use crate::state::run::Phase;

/// Names that a row has of a kept analysis' files.
const N_NAMES: usize = 3;

/// Keeps the analysis that is open, or deletes the kept copy.
#[component]
pub(crate) fn KeepButton() -> impl IntoView {
    let app = App::expect();
    let is_refused = RwSignal::new(false);
    let is_kept = move || app.kept_id.with(Option::is_some);
    let is_over = move || !app.phase.get().is_running();
    let turn = move |_| {
        spawn_local(async move {
            let is_done = if app.kept_id.with_untracked(Option::is_some) {
                app.forget().await
            } else {
                app.keep().await
            };
            is_refused.try_set(!is_done);
        });
    };
    let text = move || {
        if is_kept() {
            Words::IsKept
        } else {
            Words::Keep
        }
        .text(app.lang())
    };
    let hint = move || {
        if is_kept() {
            Words::ForgetHint
        } else {
            Words::KeepHint
        }
        .text(app.lang())
    };
    view! {
        <Show when=is_over>
            <button
                type="button"
                class="btn"
                aria-pressed=move || is_kept().to_string()
                title=hint
                on:click=turn
            >
                {text}
            </button>
        </Show>
        <span class="muted export-said" role="status">
            {move || is_refused.get().then(|| Words::Refused.text(app.lang()))}
        </span>
    }
}

/// Says of an open analysis that its files are not there.
#[component]
pub(crate) fn KeptNote() -> impl IntoView {
    let app = App::expect();
    view! {
        <Show when=move || app.phase.get() == Phase::Kept>
            <div class="banner">
                <p class="note">{app.text(Words::IsOpen)}</p>
            </div>
        </Show>
    }
}

/// The kept analyses; nothing when there are none.
#[component]
pub(crate) fn KeptList() -> impl IntoView {
    let app = App::expect();
    let heads = RwSignal::new(Vec::<Head>::new());
    let refresh = move || {
        spawn_local(async move {
            // A browser that keeps nothing has nothing to list.
            let list = kept::list().await.unwrap_or_default();
            heads.try_set(list);
        });
    };
    refresh();
    let delete_all = move |_| {
        spawn_local(async move {
            kept::delete_all().await.ok();
            refresh();
        });
    };
    view! {
        <Show when=move || heads.with(|heads| !heads.is_empty())>
            <section class="kept" aria-labelledby="kept-title">
                <div class="kept-head">
                    <h2 id="kept-title">{app.text(Words::IsKept)}</h2>
                    <button type="button" class="link" on:click=delete_all>
                        {app.text(Words::DeleteAll)}
                    </button>
                </div>
                <p class="muted">{app.text(Words::What)}</p>
                <ul class="kept-list">
                    <For each=move || heads.get() key=|head| head.id.clone() let:head>
                        <Row head=head on_change=refresh />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(head: Head, on_change: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let app = App::expect();
    let is_gone = RwSignal::new(false);
    let id = StoredValue::new(head.id);
    let names = names_of(&head.names);
    let kept_at = TimestampUs((head.kept_at_ms * 1000.0) as i64);
    let (n_records, n_incidents) = (head.n_records, head.n_incidents);
    let said = move || {
        let lang = app.lang();
        let at = app.say(|reader| reader.date_time(kept_at));
        let records = counted(n_records, Noun::Record, lang);
        let incidents = counted(n_incidents, Noun::Incident, lang);
        format!("{at} · {records} · {incidents}")
    };
    let open = move |_| {
        spawn_local(async move {
            let is_open = app.open_kept(id.get_value()).await;
            is_gone.try_set(!is_open);
        });
    };
    let delete = move |_| {
        spawn_local(async move {
            kept::delete(&id.get_value()).await.ok();
            on_change();
        });
    };
    let label = names.clone();
    let delete_label = move || format!("{}: {label}", Words::Delete.text(app.lang()));
    view! {
        <li>
            <button type="button" class="kept-open" on:click=open>
                {head.worst.map(|severity| view! { <SeverityMark severity=severity /> })}
                <span class="kept-names mono">{names}</span>
                <span class="muted">{said}</span>
            </button>
            <button type="button" class="btn small" aria-label=delete_label on:click=delete>
                {app.text(Words::Delete)}
            </button>
            <Show when=move || is_gone.get()>
                <p class="home-failed" role="alert">
                    {app.text(Words::Gone)}
                </p>
            </Show>
        </li>
    }
}

fn names_of(names: &[String]) -> String {
    let shown = names.iter().take(N_NAMES);
    let shown: Vec<_> = shown
        .map(|name| visible(base_name(name)).into_owned())
        .collect();
    match names.len().saturating_sub(N_NAMES) {
        0 => shown.join(" · "),
        more => format!("{} (+{more})", shown.join(" · ")),
    }
}
