//! Marking parts of a line: select one, say what it is.

use std::ops::Range;

use jejak_words::ui::OwnFormat as Words;
use jejak_words::visible;
use leptos::html;
use leptos::prelude::*;

use super::Draft;
use crate::app::App;
use crate::state::marking::{self, Unmarkable};

/// Fields that a part can be, as patterns name them.
const FIELDS: [(&str, Words); 11] = [
    ("time", Words::Time),
    ("level", Words::Level),
    ("host", Words::Host),
    ("program", Words::Program),
    ("pid", Words::Pid),
    ("source", Words::Source),
    ("user", Words::User),
    ("method", Words::Method),
    ("path", Words::Target),
    ("status", Words::Status),
    ("message", Words::Message),
];

#[component]
pub(super) fn Marks(draft: Draft) -> impl IntoView {
    let app = App::expect();
    let input = NodeRef::<html::Input>::new();
    let refused = RwSignal::new(None::<Unmarkable>);
    let mark = move |field: &'static str| {
        let units = input.get_untracked().and_then(|input| selected(&input));
        let done = draft.marks.try_update(|marks| {
            let line = draft.line.get_untracked();
            marking::mark(marks, &line, units.unwrap_or(0..0), field)
        });
        match done {
            Some(Ok(())) => {
                refused.set(None);
                if !draft.is_own.get_untracked() {
                    draft.pattern_from_marks();
                }
            }
            Some(Err(why)) => refused.set(Some(why)),
            None => {}
        }
    };
    let unmark = move |field: &'static str| {
        draft
            .marks
            .update(|marks| marks.retain(|mark| mark.field != field));
        if !draft.is_own.get_untracked() {
            draft.pattern_from_marks();
        }
    };
    let write = move |event| {
        draft.line.set(event_target_value(&event));
        draft.marks.update(Vec::clear);
    };
    let why = move || {
        refused.get().map(|why| match why {
            Unmarkable::Nothing => Words::NothingSelected.text(app.lang()),
            Unmarkable::Overlaps => Words::Overlaps.text(app.lang()),
        })
    };
    view! {
        <fieldset class="describe-marks">
            <legend class="hidden">{app.text(Words::Line)}</legend>
            <div class="form-field">
                <label for="describe-line">{app.text(Words::Line)}</label>
                <input
                    id="describe-line"
                    class="field mono"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="describe-line-hint"
                    node_ref=input
                    prop:value=move || draft.line.get()
                    on:input=write
                />
                <p class="form-hint" id="describe-line-hint">{app.text(Words::LineHint)}</p>
            </div>
            <div class="describe-fields" role="group" aria-label=app.text(Words::ThisIs)>
                <span class="muted">{app.text(Words::ThisIs)}</span>
                {FIELDS
                    .map(|(field, words)| {
                        view! {
                            <button
                                type="button"
                                class="btn small"
                                // The selection stays where it is.
                                on:mousedown=|event| event.prevent_default()
                                on:click=move |_| mark(field)
                            >
                                {app.text(words)}
                            </button>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <div role="status">
                {move || why().map(|why| view! { <p class="form-fault">{why}</p> })}
            </div>
            <ul class="describe-marked" aria-label=app.text(Words::Marks)>
                <For
                    each=move || draft.marks.get()
                    key=|mark| (mark.field, mark.range.clone())
                    let:mark
                >
                    {
                        let field = mark.field;
                        let text = draft
                            .line
                            .with_untracked(|line| {
                                visible(line.get(mark.range).unwrap_or_default()).into_owned()
                            });
                        let name = FIELDS.iter().find(|(own, _)| *own == field);
                        let name = name.map_or(Words::Message, |(_, words)| *words);
                        view! {
                            <li>
                                <span class="muted">{app.text(name)}</span>
                                " "
                                <span class="mono">{text}</span>
                                <button
                                    type="button"
                                    class="btn bare small"
                                    aria-label=move || {
                                        let lang = app.lang();
                                        format!("{}: {}", Words::Unmark.text(lang), name.text(lang))
                                    }
                                    on:click=move |_| unmark(field)
                                >
                                    "×"
                                </button>
                            </li>
                        }
                    }
                </For>
            </ul>
            <Show when=move || draft.marks.with(Vec::is_empty)>
                <p class="muted">{app.text(Words::NoMarks)}</p>
            </Show>
        </fieldset>
    }
}

/// The selected part of the field, in UTF-16 units.
fn selected(input: &web_sys::HtmlInputElement) -> Option<Range<u32>> {
    let start = input.selection_start().ok().flatten()?;
    let end = input.selection_end().ok().flatten()?;
    Some(start..end)
}
