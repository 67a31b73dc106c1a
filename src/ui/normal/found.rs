//! Sessions that do not go as usual: what happened, where, and what would have been usual.

use jejak_protocol::TimeRange;
use jejak_protocol::model::{Deviation, SessionPlace, Unusual};
use jejak_words::ui::Normal as Words;
use jejak_words::ui::normal::{self, deviation};
use jejak_words::{number, visible};
use leptos::prelude::*;

use crate::app::App;
use crate::state::ranges;
use crate::state::view::View;

/// Sequences that are listed; the incidents have all.
const N_LISTED: usize = 200;

#[component]
pub(crate) fn Found() -> impl IntoView {
    let app = App::expect();
    view! {
        {move || {
            app.normal
                .compared
                .get()
                .map(|compared| {
                    let judgement = compared.judgement;
                    let name = compared.name;
                    let (n, all) = (judgement.n_unusual, judgement.n_sessions);
                    let said = move || {
                        let lang = app.lang();
                        if all == 0 {
                            return Words::NoSessions.text(lang).to_owned();
                        }
                        if n == 0 {
                            return Words::AllUsual.text(lang).to_owned();
                        }
                        let (n, all) = (number::exact(n, lang), number::exact(all, lang));
                        normal::unusual(lang, &n, &all, &name)
                    };
                    let is_other = judgement.is_of_other_logs;
                    let is_cut = judgement.unusual.len() > N_LISTED;
                    view! {
                        <section class="normal-found" aria-labelledby="normal-found-title">
                            <h2 id="normal-found-title">{app.text(Words::Found)}</h2>
                            <p role="status">{said}</p>
                            {is_other
                                .then(|| view! { <p class="note">{app.text(Words::OtherLogs)}</p> })}
                            {(n > 0 && !is_other).then(|| view! { <AmongIncidents /> })}
                            {is_cut.then(|| view! { <p class="muted">{app.text(Words::Most)}</p> })}
                            <ol class="normal-list">
                                {judgement
                                    .unusual
                                    .into_iter()
                                    .take(N_LISTED)
                                    .filter_map(|unusual| {
                                        let first = unusual.sessions.first()?.clone();
                                        Some(view! { <Row unusual=unusual session=first /> })
                                    })
                                    .collect_view()}
                            </ol>
                        </section>
                    }
                })
        }}
    }
}

/// Whether what was found stands among the incidents, and the way to change that.
#[component]
fn AmongIncidents() -> impl IntoView {
    let app = App::expect();
    let is_among = app.normal.is_among_incidents;
    view! {
        <p class="normal-among">
            <Show
                when=move || is_among.get()
                fallback=move || {
                    view! {
                        <button
                            type="button"
                            class="btn small"
                            on:click=move |_| app.normal.put_among(app)
                        >
                            {app.text(Words::PutBack)}
                        </button>
                    }
                }
            >
                <span>{app.text(Words::AmongIncidents)}</span>
                <button type="button" class="btn small" on:click=move |_| app.go(View::Incidents)>
                    {app.text(Words::ShowIncidents)}
                </button>
                <button
                    type="button"
                    class="btn small"
                    on:click=move |_| app.normal.take_out(app)
                >
                    {app.text(Words::TakeOut)}
                </button>
            </Show>
        </p>
    }
}

#[component]
fn Row(
    unusual: Unusual,
    /// The first of those that are alike.
    session: SessionPlace,
) -> impl IntoView {
    let app = App::expect();
    let Unusual {
        sessions,
        what,
        position,
        n_events,
        event,
        count,
        expected,
        ..
    } = unusual;
    let n_more = (sessions.len() as u64).saturating_sub(1);
    let range = session.start.zip(session.end);
    let range = range.map(|(start, end)| TimeRange { start, end });
    let when = move || range.map(|range| app.say(|reader| reader.range_s(range)));
    let at = session.first;
    let show = move |_| {
        let whole = app.analysis().and_then(|analysis| analysis.range);
        app.view.update(|view| {
            view.open_record(at, range.map(|range| ranges::with_margin(range, whole)));
        });
    };
    let more =
        move || (n_more > 0).then(|| normal::alike(app.lang(), &number::exact(n_more, app.lang())));
    let place = move || {
        let lang = app.lang();
        let n = u64::from(position.saturating_add(1).min(n_events));
        let place = number::exact(n, lang);
        normal::place(lang, &place, &number::exact(u64::from(n_events), lang))
    };
    let often = count.clone();
    let happened = move || match (&often, &event, what) {
        (Some(count), ..) => {
            let often = normal::often(count.n.into(), app.lang());
            format!("{}: {often}", visible(&count.text))
        }
        (None, Some(id), _) => text_of(app, id),
        (None, None, Deviation::EndsEarly) => Words::End.text(app.lang()).to_owned(),
        (None, None, _) => String::new(),
    };
    let usual = move || {
        let lang = app.lang();
        if let Some(count) = &count {
            return normal::often(count.usual.into(), lang);
        }
        if expected.is_empty() {
            return Words::Nothing.text(lang).to_owned();
        }
        let texts = expected.iter().map(|it| {
            let text = it.text.as_deref().map_or_else(
                || Words::End.text(lang).to_owned(),
                |text| visible(text).into_owned(),
            );
            normal::expected(lang, &text, &number::percent(it.probability, lang))
        });
        texts.collect::<Vec<_>>().join("\n")
    };
    view! {
        <li class="normal-row">
            <div class="normal-row-head">
                <strong>{move || deviation(what, app.lang())}</strong>
                <span class="mono normal-session">{visible(&session.name).into_owned()}</span>
                <span class="muted">{place}</span>
                <span class="muted">{when}</span>
                <span class="muted">{more}</span>
                <button type="button" class="btn small" on:click=show>
                    {app.text(Words::ShowLines)}
                </button>
            </div>
            <dl class="normal-what-row">
                <dt class="muted">{app.text(Words::Happened)}</dt>
                <dd class="mono">{happened}</dd>
                <dt class="muted">{app.text(Words::Usual)}</dt>
                <dd class="mono normal-expected">{usual}</dd>
            </dl>
        </li>
    }
}

/// The masked text of a template of the open files.
fn text_of(app: App, id: &str) -> String {
    let text = app.analysis().and_then(|analysis| {
        let found = analysis.templates.iter().find(|it| it.id == id);
        found.map(|it| visible(&it.text).into_owned())
    });
    text.unwrap_or_default()
}
