//! The audit log, for admins: its newest entries, whether it is whole, its file and its analysis.

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{AuditRow, AuditVerdict, Outcome};
use jejak_words::ui::{Audit as Words, Frame, audit};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::judged::Judging;
use crate::app::App;
use crate::server::Server;
use crate::server::api::{self, Fault};
use crate::server::log;
use crate::ui::kit::copy::CopyButton;
use crate::ui::kit::form::FaultNote;

/// Entries that one request brings.
const N_ROWS: u32 = 200;

#[component]
pub(super) fn AuditRoom() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let rows = RwSignal::new(Vec::<AuditRow>::new());
    let fault = RwSignal::new(None::<Fault>);
    let words = RwSignal::new(String::new());
    let only_refused = RwSignal::new(false);
    // `after` counts from the oldest; the newest come first on screen.
    let load = move |after: Option<i64>| {
        spawn_local(async move {
            match api::audit(after, N_ROWS).await {
                Ok(page) => {
                    rows.try_update(|rows| {
                        if after.is_none() {
                            rows.clear();
                        }
                        let first = rows.last().map_or(i64::MAX, |row| row.seq);
                        let mut older: Vec<AuditRow> = page.rows;
                        older.retain(|row| row.seq < first);
                        older.sort_by_key(|row| std::cmp::Reverse(row.seq));
                        rows.extend(older);
                    });
                }
                Err(error) => {
                    fault.try_set(Some(error));
                    server.note(error);
                }
            }
        });
    };
    load(None);
    let fitting = Memo::new(move |_| {
        let wanted = words.get().to_lowercase();
        let only_refused = only_refused.get();
        rows.with(|rows| {
            let fits = |row: &&AuditRow| {
                (!only_refused || row.outcome == Outcome::Refused)
                    && wanted
                        .split_whitespace()
                        .all(|word| text_of(row, app).contains(word))
            };
            rows.iter().filter(fits).cloned().collect::<Vec<_>>()
        })
    });
    let first_seq = move || rows.with(|rows| rows.last().map(|row| row.seq));
    let earlier = move |_| {
        if let Some(first) = first_seq() {
            load(Some((first - 1 - i64::from(N_ROWS)).max(0)));
        }
    };
    view! {
        <section class="room-part" aria-labelledby="audit-title">
            <h2 id="audit-title">{app.text(Words::Title)}</h2>
            <p class="muted">{app.text(Words::Intro)}</p>
            <FaultNote fault=fault />
            <AuditActs fault=fault />
        </section>
        <Judging />
        <div class="room-part">
            <p class="form-line">
                <input
                    type="search"
                    class="field"
                    aria-label=app.text(Words::Filter)
                    placeholder=app.text(Words::Filter)
                    on:input=move |event| words.set(event_target_value(&event))
                />
                <label>
                    <input
                        type="checkbox"
                        prop:checked=move || only_refused.get()
                        on:change=move |event| only_refused.set(event_target_checked(&event))
                    />
                    " "
                    {app.text(Words::OnlyRefused)}
                </label>
                <button type="button" class="btn small" on:click=move |_| load(None)>
                    {app.text(Words::Refresh)}
                </button>
            </p>
            <AuditTable rows=fitting />
            <Show when=move || first_seq().is_some_and(|first| first > 1)>
                <p class="form-acts">
                    <button type="button" class="btn" on:click=earlier>
                        {app.text(Words::Earlier)}
                    </button>
                </p>
            </Show>
        </div>
    }
}

/// What is searched in an entry: what its line shows.
fn text_of(row: &AuditRow, app: App) -> String {
    let lang = app.lang();
    let parts = [&row.account, &row.address, &row.detail, &row.target];
    let mut text = format!(
        "{} {} {} {}",
        row.seq,
        row.at,
        audit::event(row.event, lang),
        audit::outcome(row.outcome, lang)
    );
    for part in parts.into_iter().flatten() {
        text.push(' ');
        text.push_str(part);
    }
    text.to_lowercase()
}

/// Verify, export, analyse.
#[component]
fn AuditActs(fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let verdict = RwSignal::new(None::<AuditVerdict>);
    let waits = RwSignal::new(None::<Words>);
    let fail = move |error: Fault| {
        fault.try_set(Some(error));
        server.note(error);
    };
    let verify = move |_| {
        fault.set(None);
        verdict.set(None);
        waits.set(Some(Words::Verifying));
        spawn_local(async move {
            let said = api::verify_audit().await;
            waits.try_set(None);
            match said {
                Ok(found) => {
                    verdict.try_set(Some(found));
                }
                Err(error) => fail(error),
            }
        });
    };
    let export = move |_| {
        fault.set(None);
        waits.set(Some(Words::Reading));
        spawn_local(async move {
            let said = log::save().await;
            waits.try_set(None);
            if let Err(error) = said {
                fail(error);
            }
        });
    };
    let analyse = move |_| {
        fault.set(None);
        waits.set(Some(Words::Reading));
        spawn_local(async move {
            let said = log::analyse(app, server.live).await;
            waits.try_set(None);
            if let Err(error) = said {
                fail(error);
            }
        });
    };
    let is_waiting = move || waits.get().is_some();
    view! {
        <p class="form-acts">
            <button
                type="button"
                class="btn main"
                title=app.text(Words::AnalyseHint)
                disabled=is_waiting
                on:click=analyse
            >
                {app.text(Words::Analyse)}
            </button>
            <button type="button" class="btn" disabled=is_waiting on:click=verify>
                {app.text(Words::Verify)}
            </button>
            <button type="button" class="btn" disabled=is_waiting on:click=export>
                {app.text(Words::Export)}
            </button>
        </p>
        <div role="status">
            {move || waits.get().map(|words| view! { <p class="muted">{app.text(words)}</p> })}
            {move || verdict.get().map(|verdict| view! { <Verdict verdict=verdict /> })}
        </div>
    }
}

#[component]
fn Verdict(verdict: AuditVerdict) -> impl IntoView {
    let app = App::expect();
    let n = u64::try_from(verdict.n_rows).unwrap_or(0);
    let entries = move || jejak_words::counted(n, jejak_words::Noun::Entry, app.lang());
    let checkpoint = verdict.checkpoint.clone();
    match verdict.broken_at {
        Some(seq) => {
            view! { <p class="form-fault">{move || audit::broken_at(app.lang(), seq)}</p> }
                .into_any()
        }
        None => view! {
            <p class="form-done">
                {app.text(Words::Whole)} " " {entries} " · "
                {move || app.say(|reader| reader.date_time(verdict.checked_at))}
            </p>
            <p>
                {app.text(Words::Checkpoint)} ": "
                <code class="secret">{verdict.checkpoint}</code> " "
                <CopyButton label=Frame::Copy text=move || checkpoint.clone() />
            </p>
            <p class="muted">{app.text(Words::CheckpointHint)}</p>
        }
        .into_any(),
    }
}

#[component]
fn AuditTable(rows: Memo<Vec<AuditRow>>) -> impl IntoView {
    let app = App::expect();
    let heads = [
        Words::Number,
        Words::At,
        Words::Event,
        Words::Outcome,
        Words::Account,
        Words::Address,
        Words::Detail,
    ];
    view! {
        <table class="table audit-table">
            <thead>
                <tr>
                    {heads
                        .map(|words| view! { <th scope="col">{app.text(words)}</th> })
                        .into_iter()
                        .collect_view()}
                </tr>
            </thead>
            <tbody>
                <For each=move || rows.get() key=|row| row.seq children=entry />
            </tbody>
        </table>
        <Show when=move || rows.with(Vec::is_empty)>
            <p class="muted">{app.text(Words::NothingFits)}</p>
        </Show>
    }
}

fn entry(row: AuditRow) -> impl IntoView {
    let app = App::expect();
    let at = parse(&row.at);
    let written = row.at.clone();
    let time = move || match at {
        Some(at) => app.say(|reader| reader.stamp(at)),
        None => written.clone(),
    };
    let is_refused = row.outcome == Outcome::Refused;
    let account = match (row.account, row.target) {
        (Some(account), Some(target)) => format!("{account} → {target}"),
        (account, target) => account.or(target).unwrap_or_default(),
    };
    let detail = row.detail.unwrap_or_default();
    let factor = row.factor;
    view! {
        <tr class:refused=is_refused>
            <td class="num">{row.seq}</td>
            <td class="mono">{time}</td>
            <td>{move || audit::event(row.event, app.lang())}</td>
            <td class="audit-outcome">{move || audit::outcome(row.outcome, app.lang())}</td>
            <td class="mono">{account}</td>
            <td class="mono">{row.address.unwrap_or_default()}</td>
            <td>
                {move || factor.map(|factor| audit::factor(factor, app.lang()))}
                {(factor.is_some() && !detail.is_empty()).then_some(" · ")} {detail.clone()}
            </td>
        </tr>
    }
}

/// RFC 3339 in UTC, as the server writes it; the browser's own clock reads it.
fn parse(at: &str) -> Option<TimestampUs> {
    let ms = js_sys::Date::parse(at);
    ms.is_finite().then_some(TimestampUs((ms * 1000.0) as i64))
}
