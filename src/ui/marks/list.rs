//! Everything that was said, each with its way back; to keep, to take along, to take in.

use jejak_words::ui::{Marks as Words, marks};
use jejak_words::{Noun, counted, names, number, report, time, visible};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::FileList;

use super::pattern_name;
use crate::app::{App, Overlay};
use crate::browser;
use crate::export;
use crate::state::marks::{Label, Mute, Verdict, csv_rows, from_json_lines, to_json_lines};
use crate::ui::keys;
use crate::ui::kit::choose::ChooseFiles;
use crate::ui::kit::drawer::Drawer;

/// Opens the list; shown once something was said.
#[component]
pub(crate) fn ListButton() -> impl IntoView {
    let app = App::expect();
    let n = Memo::new(move |_| app.marks.with(|marks| marks.len()));
    view! {
        <Show when=move || n.get() != 0>
            <button
                type="button"
                class="btn"
                on:click=move |_| app.overlay.set(Some(Overlay::Marks))
            >
                {move || marks::list(app.lang(), &number::exact(n.get() as u64, app.lang()))}
            </button>
        </Show>
    }
}

/// Under a verdict: how many incidents it leaves out, and the way to the list of why.
#[component]
pub(crate) fn LeftOut() -> impl IntoView {
    let app = App::expect();
    let n = Memo::new(move |_| {
        let all = app.analysis().map_or(0, |it| it.incidents.len());
        all - app.heard().map_or(0, |it| it.incidents.len())
    });
    view! {
        <Show when=move || n.get() != 0>
            <p class="muted left-out">
                <button
                    type="button"
                    class="link"
                    on:click=move |_| app.overlay.set(Some(Overlay::Marks))
                >
                    {move || {
                        let lang = app.lang();
                        marks::left_out(lang, &counted(n.get() as u64, Noun::Incident, lang))
                    }}
                </button>
            </p>
        </Show>
    }
}

#[component]
pub(crate) fn MarksDrawer() -> impl IntoView {
    let app = App::expect();
    let labels = Memo::new(move |_| {
        app.marks
            .with(|it| it.labels().cloned().collect::<Vec<_>>())
    });
    let mutes = Memo::new(move |_| app.marks.with(|it| it.mutes().cloned().collect::<Vec<_>>()));
    let marked = Memo::new(move |_| {
        app.marks
            .with(|it| it.marked().map(str::to_owned).collect::<Vec<_>>())
    });
    let is_empty = Memo::new(move |_| app.marks.with(|marks| marks.is_empty()));
    view! {
        <Drawer
            title=Signal::derive(app.text(Words::Title))
            on_close=move || app.overlay.set(None)
        >
            <div class="said">
                <p class="muted">{app.text(Words::What)}</p>
                <KeepThem />
                <Files />
                <Show when=move || is_empty.get()>
                    <p>{app.text(Words::None)}</p>
                </Show>
                <Show when=move || mutes.with(|it| !it.is_empty())>
                    <h3>{app.text(Words::Mutes)}</h3>
                    <ul class="said-list">
                        <For each=move || mutes.get() key=|it| (it.said_at, pattern_name(&it.what, jejak_words::Lang::En)) let:mute>
                            <MuteRow mute=mute />
                        </For>
                    </ul>
                </Show>
                <Show when=move || labels.with(|it| !it.is_empty())>
                    <h3>{app.text(Words::Labels)}</h3>
                    <ul class="said-list">
                        <For each=move || labels.get() key=|it| (it.incident.clone(), it.said_at) let:label>
                            <LabelRow label=label />
                        </For>
                    </ul>
                </Show>
                <Show when=move || marked.with(|it| !it.is_empty())>
                    <h3>{app.text(Words::Marked)}</h3>
                    <ul class="said-list">
                        <For each=move || marked.get() key=String::clone let:id>
                            <MarkedRow id=id />
                        </For>
                    </ul>
                </Show>
                <Show when=move || !is_empty.get()>
                    <p>
                        <button
                            type="button"
                            class="btn small"
                            on:click=move |_| app.teach(|marks, _| marks.clear())
                        >
                            {app.text(Words::RemoveAll)}
                        </button>
                    </p>
                </Show>
            </div>
        </Drawer>
    }
}

#[component]
fn KeepThem() -> impl IntoView {
    let app = App::expect();
    let is_refused = RwSignal::new(false);
    let turn = move |event| {
        let wants = event_target_checked(&event);
        spawn_local(async move {
            let is_done = app.keep_marks(wants).await;
            is_refused.try_set(!is_done);
        });
    };
    view! {
        <label class="said-keep">
            <input type="checkbox" prop:checked=move || app.keeps_marks.get() on:change=turn />
            <span>
                {app.text(Words::KeepThem)} <span class="muted">{app.text(Words::KeepHint)}</span>
            </span>
        </label>
        <p role="status">
            {move || is_refused.get().then(|| Words::Refused.text(app.lang()))}
        </p>
    }
}

/// Out as files, and in again.
#[component]
fn Files() -> impl IntoView {
    let app = App::expect();
    let is_empty = move || app.marks.with(|marks| marks.is_empty());
    let save = move |is_csv: bool| {
        let text = app.marks.with_untracked(|marks| {
            if is_csv {
                report::csv::table(&csv_rows(marks, time::rfc3339))
            } else {
                to_json_lines(marks)
            }
        });
        let (name, media_type) = match is_csv {
            true => ("jejak-labels.csv", "text/csv"),
            false => ("jejak-labels.jsonl", "application/jsonl"),
        };
        // A browser without downloads leaves the person where they are.
        export::download(&text, name, media_type).ok();
    };
    let take = move |files: FileList| {
        let Some(file) = files.get(0) else { return };
        spawn_local(async move {
            let read = JsFuture::from(file.text()).await;
            let text = read.ok().and_then(|text| text.as_string());
            let (read, imported) = from_json_lines(&text.unwrap_or_default(), browser::today());
            app.teach(|marks, _| marks.import(read, imported));
        });
    };
    view! {
        <p class="said-files">
            <button
                type="button"
                class="btn small"
                disabled=is_empty
                on:click=move |_| save(true)
            >
                {app.text(Words::SaveCsv)}
            </button>
            <button
                type="button"
                class="btn small"
                disabled=is_empty
                on:click=move |_| save(false)
            >
                {app.text(Words::SaveLines)}
            </button>
            <ChooseFiles label=app.text(Words::Import) on_chosen=take accept=".jsonl" />
        </p>
    }
}

#[component]
fn MuteRow(mute: Mute) -> impl IntoView {
    let app = App::expect();
    let until = mute.until;
    let what = StoredValue::new(mute.what);
    let name = move || what.with_value(|it| pattern_name(it, app.lang()));
    let is_one = what.with_value(|it| it.incident.is_some());
    let when = move || match until {
        Some(until) => app.say(|reader| marks::until(reader.lang, &reader.date_time(until))),
        None => Words::ForEver.text(app.lang()).to_owned(),
    };
    view! {
        <Said
            name=Signal::derive(name)
            detail=Signal::derive(move || match is_one {
                true => format!("{} · {}", Words::OnlyThis.text(app.lang()), when()),
                false => when(),
            })
            id=what.with_value(|it| it.incident.clone())
            on_remove=move || app.teach(|marks, _| what.with_value(|it| marks.remove_mute(it)))
        />
    }
}

#[component]
fn LabelRow(label: Label) -> impl IntoView {
    let app = App::expect();
    let id = label.incident.clone();
    let label = StoredValue::new(label);
    let name = move || {
        let lang = app.lang();
        label.with_value(|label| {
            let verdict = match label.verdict {
                Verdict::Right => format!("✓ {}", Words::Right.text(lang)),
                Verdict::Wrong => format!("✕ {}", Words::Wrong.text(lang)),
            };
            let kind = names::kind_name(label.about.kind, lang);
            let entity = label.about.entity.as_ref();
            let entity = entity.map_or_else(String::new, |it| format!(" · {}", visible(&it.value)));
            format!("{verdict}: {kind}{entity}")
        })
    };
    let detail = move || {
        app.say(|reader| {
            label.with_value(|label| {
                let said = marks::said_at(reader.lang, &reader.date_time(label.said_at));
                match label.about.range {
                    Some(range) => format!("{} · {said}", reader.range(range)),
                    None => said,
                }
            })
        })
    };
    let remove = {
        let id = id.clone();
        move || app.teach(|marks, _| marks.remove_label(&id))
    };
    view! {
        <Said
            name=Signal::derive(name)
            detail=Signal::derive(detail)
            id=Some(id)
            on_remove=remove
        />
    }
}

#[component]
fn MarkedRow(id: String) -> impl IntoView {
    let app = App::expect();
    let own = StoredValue::new(id.clone());
    let name = move || {
        let id = own.get_value();
        let analysis = app.analysis();
        let incident = analysis.as_ref()?.incidents.iter().find(|it| it.id == id)?;
        Some(jejak_words::title(incident, app.lang()))
    };
    let remove = {
        let id = id.clone();
        move || app.teach(|marks, _| marks.turn_marked(&id))
    };
    view! {
        <Said
            name=Signal::derive(move || name().unwrap_or_else(|| own.get_value()))
            detail=Signal::derive(String::new)
            id=Some(id)
            on_remove=remove
        />
    }
}

/// One thing that was said: a way to its incident where it is here, and the way back.
#[component]
fn Said(
    name: Signal<String>,
    detail: Signal<String>,
    /// The incident, where it was said of one.
    id: Option<String>,
    on_remove: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let app = App::expect();
    let id = StoredValue::new(id);
    let is_here = move || {
        let analysis = app.analysis();
        id.with_value(|id| {
            let mut incidents = analysis.iter().flat_map(|it| it.incidents.iter());
            id.is_some() && incidents.any(|it| Some(&it.id) == id.as_ref())
        })
    };
    let open = move |_| {
        if let Some(id) = id.get_value() {
            app.overlay.set(None);
            app.view.update(|view| view.open_incident(&id));
            keys::focus_main();
        }
    };
    view! {
        <li>
            <span class="said-words">
                <Show when=is_here fallback=move || view! { <span>{name}</span> }>
                    <button
                        type="button"
                        class="link"
                        title=app.text(Words::Open)
                        on:click=open
                    >
                        {name}
                    </button>
                </Show>
                <span class="muted">{detail}</span>
            </span>
            <button
                type="button"
                class="btn small"
                aria-label=move || format!("{}: {}", Words::Remove.text(app.lang()), name.get())
                on:click=move |_| on_remove()
            >
                {app.text(Words::Remove)}
            </button>
        </li>
    }
}
