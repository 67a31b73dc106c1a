//! From what is learned, under which name, and how far it is.

use jejak_protocol::TimeRange;
use jejak_words::ui::Normal as Words;
use jejak_words::ui::normal;
use jejak_words::{duration, number};
use leptos::prelude::*;

use crate::app::{App, base_name};
use crate::normal::Work;
use crate::state::normal::longest_calm;

#[component]
pub(crate) fn Learn() -> impl IntoView {
    let app = App::expect();
    let stretch = Memo::new(move |_| {
        let analysis = app.analysis()?;
        let incidents = analysis.incidents.iter().filter_map(|it| it.range);
        longest_calm(analysis.range, incidents)
    });
    let wants_all = RwSignal::new(false);
    let takes_all = move || wants_all.get() || stretch.with(Option::is_none);
    let own_name = RwSignal::new(None::<String>);
    // Named after the time that is learned from.
    let proposed = move || {
        let range = stretch.get().filter(|_| !takes_all());
        proposed_name(app, range)
    };
    let name = move || own_name.get().unwrap_or_else(proposed);
    let is_over = move || !app.phase.get().is_running();
    let learn = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name();
        let name = match name.trim() {
            "" => untrack(proposed),
            name => name.to_owned(),
        };
        let range = stretch.get_untracked().filter(|_| !takes_all());
        app.normal.learn(app, range, name);
    };
    let range_text = move || match stretch.get() {
        Some(range) => app.say(|reader| reader.range(range)),
        None => Words::NoStretch.text(app.lang()).to_owned(),
    };
    view! {
        <form class="normal-learn" on:submit=learn aria-labelledby="normal-learn-title">
            <h2 id="normal-learn-title">{app.text(Words::LearnTitle)}</h2>
            <fieldset class="normal-from">
                <legend class="muted">{app.text(Words::From)}</legend>
                <label>
                    <input
                        type="radio"
                        name="normal-from"
                        disabled=move || stretch.with(Option::is_none)
                        prop:checked=move || !takes_all()
                        on:change=move |_| wants_all.set(false)
                    />
                    <span>
                        {app.text(Words::Stretch)}
                        <span class="muted normal-range">{range_text}</span>
                    </span>
                </label>
                <label>
                    <input
                        type="radio"
                        name="normal-from"
                        prop:checked=takes_all
                        on:change=move |_| wants_all.set(true)
                    />
                    <span>{app.text(Words::Everything)}</span>
                </label>
            </fieldset>
            <label class="normal-name">
                <span class="muted">{app.text(Words::Name)}</span>
                <input
                    type="text"
                    class="field"
                    maxlength="80"
                    prop:value=name
                    on:input=move |event| own_name.set(Some(event_target_value(&event)))
                />
            </label>
            <Show
                when=move || app.normal.is_busy()
                fallback=move || {
                    view! {
                        <button
                            type="submit"
                            class="btn main"
                            disabled=move || !is_over()
                        >
                            {app.text(Words::Learn)}
                        </button>
                    }
                }
            >
                <HowFar />
            </Show>
        </form>
    }
}

/// How far the work is, and the way to stop it.
#[component]
fn HowFar() -> impl IntoView {
    let app = App::expect();
    let work = app.normal.work;
    let share = move || match work.get() {
        Work::Learning((share, _)) => share,
        _ => 0.0,
    };
    let said = move || {
        let lang = app.lang();
        match work.get() {
            Work::None => String::new(),
            Work::Reading => Words::Reading.text(lang).to_owned(),
            Work::Judging => Words::Judging.text(lang).to_owned(),
            Work::Learning((share, elapsed_ms)) => {
                let learning = Words::Learning.text(lang);
                // The first moments tell nothing of the rest.
                if share < 0.02 {
                    return learning.to_owned();
                }
                let left_us = elapsed_ms * 1000.0 * (1.0 - share) / share;
                let left = duration::rounded((left_us as i64).max(1_000_000), lang);
                let percent = number::percent(share, lang);
                format!("{learning}: {}", normal::learned(lang, &percent, &left))
            }
        }
    };
    let percent = move || format!("{:.0}", share() * 100.0);
    let is_learning = move || matches!(work.get(), Work::Learning(_));
    view! {
        <div class="normal-progress">
            <span
                class="bar wide"
                role="progressbar"
                aria-label=app.text(Words::Learning)
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=percent
            >
                <span class="fill" style:width=move || format!("{}%", percent())></span>
            </span>
            <span role="status">{said}</span>
            <Show when=is_learning>
                <button type="button" class="btn" on:click=move |_| app.normal.cancel()>
                    {app.text(Words::Cancel)}
                </button>
            </Show>
        </div>
    }
}

/// The first file and the first day of the range, or else of all files.
fn proposed_name(app: App, range: Option<TimeRange>) -> String {
    let Some(analysis) = app.analysis() else {
        return String::new();
    };
    let file = analysis.files.first().map_or("", |it| &it.facts.name);
    let file = base_name(file).to_owned();
    match range.or(analysis.range) {
        Some(range) => {
            let date = app.say(|reader| reader.date(range.start));
            normal::proposed(app.lang(), &file, &date)
        }
        None => file,
    }
}
