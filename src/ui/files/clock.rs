//! Under a file: the zone of its times, and by how much its clock was wrong. What is said here holds
//! until other files are opened.

use jejak_protocol::{FileSummary, NoticeKind, TimestampUs};
use jejak_words::time::{offset_name, offset_s};
use jejak_words::ui::notice::clock_span;
use jejak_words::ui::{FileClockText as Words, Frame};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::app::App;
use crate::state::clocks::{FileZone, OFFSETS, OwnClock, seconds};
use crate::state::zone::ZoneChoice;
use crate::ui::kit::zone::zone_name;

/// Which way a clock was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Not,
    Slow,
    Fast,
}

impl Wrong {
    const ALL: [(Self, &str, Words); 3] = [
        (Self::Not, "right", Words::Right),
        (Self::Slow, "slow", Words::Slow),
        (Self::Fast, "fast", Words::Fast),
    ];

    fn of(shift_s: i64) -> Self {
        match shift_s.signum() {
            1 => Self::Slow,
            -1 => Self::Fast,
            _ => Self::Not,
        }
    }
}

#[component]
pub(super) fn SetClock(file: FileSummary) -> impl IntoView {
    let app = App::expect();
    let is_open = RwSignal::new(false);
    let opener = NodeRef::<html::Button>::new();
    let file = StoredValue::new(file);
    let close = move || {
        is_open.set(false);
        if let Some(opener) = opener.get_untracked() {
            opener.focus().ok();
        }
    };
    view! {
        <button
            type="button"
            class="btn small"
            node_ref=opener
            aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|it| *it = !*it)
        >
            {app.text(Words::Title)}
        </button>
        <Show when=move || is_open.get()>
            <Form file=file.get_value() close=close />
        </Show>
    }
}

#[component]
fn Form(file: FileSummary, close: impl Fn() + Copy + 'static) -> impl IntoView {
    let app = App::expect();
    let own = app
        .clocks
        .with_untracked(|clocks| clocks.of(&file.facts.name));
    let names_no_zone = is_told(&file, NoticeKind::ZoneAssumed).is_some();
    let zone = RwSignal::new(match own.zone {
        FileZone::Same => proposed(app, &file),
        zone => zone,
    });
    let wrong = RwSignal::new(Wrong::of(own.shift_s));
    let by = RwSignal::new(match own.shift_s {
        0 => String::new(),
        shift_s => clock_span(shift_s.unsigned_abs()),
    });
    let has_fault = RwSignal::new(false);
    let name = StoredValue::new(file.facts.name);
    let set = move |clock: OwnClock| {
        app.clocks
            .update(|clocks| name.with_value(|name| clocks.set(name, clock)));
        app.read_again();
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let span = match wrong.get_untracked() {
            Wrong::Not => Some(0),
            Wrong::Slow => by.with_untracked(|by| seconds(by)),
            Wrong::Fast => by.with_untracked(|by| seconds(by)).map(|span| -span),
        };
        has_fault.set(span.is_none());
        if let Some(shift_s) = span {
            set(OwnClock {
                zone: zone.get_untracked(),
                shift_s,
            });
        }
    };
    let form = NodeRef::<html::Form>::new();
    Effect::new(move || {
        let first = form
            .get()
            .and_then(|form| form.query_selector("select").ok()?);
        if let Some(first) = first.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
            first.focus().ok();
        }
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close();
        }
    };
    let choose_wrong = move |event: web_sys::Event| {
        let key = event_target_value(&event);
        let chosen = Wrong::ALL.into_iter().find(|(_, own, _)| *own == key);
        wrong.set(chosen.map_or(Wrong::Not, |(wrong, ..)| wrong));
    };
    view! {
        <form class="form file-clock" node_ref=form on:submit=submit on:keydown=on_key>
            <Show when=move || names_no_zone>
                <label class="form-line">
                    <span>{app.text(Words::Zone)}</span>
                    <ZoneOfFile chosen=zone />
                </label>
            </Show>
            <div class="form-line">
                <label class="form-line">
                    <span>{app.text(Words::Clock)}</span>
                    <select class="field" on:change=choose_wrong>
                        {Wrong::ALL
                            .map(|(it, key, words)| {
                                view! {
                                    <option value=key selected=move || wrong.get() == it>
                                        {app.text(words)}
                                    </option>
                                }
                            })
                            .into_iter()
                            .collect_view()}
                    </select>
                </label>
                <Show when=move || wrong.get() != Wrong::Not>
                    <input
                        class="field mono file-clock-by"
                        type="text"
                        placeholder="0:00:00"
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="16"
                        aria-label=app.text(Words::By)
                        title=app.text(Words::By)
                        prop:value=move || by.get()
                        on:input=move |event| by.set(event_target_value(&event))
                    />
                </Show>
            </div>
            <Show when=move || has_fault.get()>
                <p class="form-fault" role="alert">{app.text(Words::ByFault)}</p>
            </Show>
            <p class="form-acts">
                <button type="submit" class="btn main small">{app.text(Words::Apply)}</button>
                <button type="button" class="btn small" on:click=move |_| close()>
                    {app.text(Frame::Cancel)}
                </button>
                <Show when=move || own != OwnClock::default()>
                    <button
                        type="button"
                        class="link"
                        on:click=move |_| set(OwnClock::default())
                    >
                        {app.text(Words::Reset)}
                    </button>
                </Show>
            </p>
        </form>
    }
}

#[component]
fn ZoneOfFile(chosen: RwSignal<FileZone>) -> impl IntoView {
    let app = App::expect();
    let option = move |zone: FileZone| {
        view! {
            <option value=zone.key() selected=move || chosen.get() == zone>
                {move || name_of(app, zone)}
            </option>
        }
    };
    view! {
        <select
            class="field"
            on:change=move |event| {
                chosen.set(FileZone::from_key(&event_target_value(&event)).unwrap_or_default());
            }
        >
            {option(FileZone::Same)}
            {ZoneChoice::ALL.map(|zone| option(FileZone::Preset(zone))).into_iter().collect_view()}
            <optgroup label=app.text(Words::OtherZones)>
                {OFFSETS.map(|minutes| option(FileZone::Offset(minutes))).into_iter().collect_view()}
            </optgroup>
        </select>
    }
}

fn name_of(app: App, zone: FileZone) -> String {
    match zone {
        FileZone::Same => {
            let name = app.zone_of(app.run_zone()).name;
            format!("{} · {name}", Words::SameZone.text(app.lang()))
        }
        FileZone::Preset(zone) => zone_name(app, zone),
        FileZone::Offset(minutes) => offset_name(minutes * 60),
    }
}

/// The zone in which the file does not end after its last change.
fn proposed(app: App, file: &FileSummary) -> FileZone {
    let ahead_s = is_told(file, NoticeKind::ZoneDoubted);
    ahead_s
        .zip(file.range)
        .map_or(FileZone::Same, |(ahead_s, range)| {
            let zone = app.zone_of(app.run_zone());
            FileZone::further_east(offset_s(&zone, TimestampUs(range.end.0)), ahead_s)
        })
}

/// The count of a notice, where the file has it.
fn is_told(file: &FileSummary, kind: NoticeKind) -> Option<u64> {
    let mut notices = file.notices.iter();
    notices.find(|it| it.kind == kind).map(|it| it.count)
}
