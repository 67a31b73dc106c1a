//! Describing a log format: mark parts of a line or write a pattern, and see at once how it reads.

mod marks;
mod mine;
mod preview;

use jejak_protocol::custom::{CustomFormat, FormatFault, SampleLine};
use jejak_protocol::{FileId, Filter};
use jejak_words::ui::OwnFormat as Words;
use jejak_words::ui::own_format;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub(crate) use self::mine::Mine;

use self::marks::Marks;
use self::preview::Preview;
use crate::app::{App, Described};
use crate::browser;
use crate::state::marking::{self, Mark};
use crate::ui::keys;

/// Lines of a file that a pattern is tried on.
const N_LINES: u32 = 200;

/// What is being described.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    pattern: RwSignal<String>,
    time: RwSignal<String>,
    /// Whether the pattern was written by hand: marks no longer change it.
    is_own: RwSignal<bool>,
    line: RwSignal<String>,
    marks: RwSignal<Vec<Mark>>,
    lines: RwSignal<String>,
    /// How the lines are read; None before the first answer.
    tried: RwSignal<Option<Result<Vec<SampleLine>, FormatFault>>>,
}

impl Draft {
    fn of(format: CustomFormat) -> Self {
        let CustomFormat {
            name,
            pattern,
            time,
        } = format;
        Self {
            is_own: RwSignal::new(!pattern.is_empty()),
            name: RwSignal::new(name),
            pattern: RwSignal::new(pattern),
            time: RwSignal::new(time),
            line: RwSignal::new(String::new()),
            marks: RwSignal::new(Vec::new()),
            lines: RwSignal::new(String::new()),
            tried: RwSignal::new(None),
        }
    }

    fn format(self) -> CustomFormat {
        CustomFormat {
            name: self.name.get().trim().to_owned(),
            pattern: self.pattern.get(),
            time: self.time.get().trim().to_owned(),
        }
    }

    /// Takes lines to try on; the first one that says something is there to be marked.
    fn take_lines(self, lines: String) {
        if self.line.with_untracked(String::is_empty) {
            let first = lines.lines().find(|line| !line.trim().is_empty());
            self.line.set(first.unwrap_or_default().to_owned());
        }
        self.lines.set(lines);
    }

    fn pattern_from_marks(self) {
        let pattern = self.line.with_untracked(|line| {
            self.marks
                .with_untracked(|marks| marking::pattern(line, marks))
        });
        self.pattern.set(pattern);
        self.is_own.set(false);
    }
}

#[component]
pub(crate) fn Describe() -> impl IntoView {
    let app = App::expect();
    let Described {
        format,
        replaces,
        file,
    } = app.described.get_untracked().unwrap_or_default();
    // What was left without a word is gone on with.
    let unfinished = app.unfinished.write_untracked().take();
    let unfinished = unfinished.filter(|it| it.replaces == replaces);
    let draft = Draft::of(unfinished.map_or_else(|| format.clone(), |it| it.format));
    let has_files = app.run.with_untracked(crate::state::run::Run::has_files);
    if let Some(file) = file {
        fetch_lines(app, file, draft);
    }
    try_while_written(app, draft);
    leave_with_the_view(app, draft, format, replaces.clone());
    let is_refused = RwSignal::new(false);
    let leave = move || {
        app.described.set(None);
        keys::focus_main();
    };
    let save = move |reads_again: bool| {
        let format = untrack(|| draft.format());
        let replaces = replaces.clone();
        // The worker says whether it can be used, for the very text that is saved.
        spawn_local(async move {
            let client = app.client.get_value();
            match client.try_format(format.clone(), Vec::new()).await {
                Ok(Ok(_)) => {
                    app.formats
                        .update(|own| own.put(format, replaces.as_deref()));
                    leave();
                    if reads_again {
                        app.read_again();
                    }
                }
                Ok(Err(fault)) => draft.tried.set(Some(Err(fault))),
                Err(_) => is_refused.set(true),
            }
        });
    };
    let submit = {
        let save = save.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save(has_files);
        }
    };
    view! {
        <div class="view describe" tabindex="0">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
            </div>
            <p class="muted describe-hint">{app.text(Words::Hint)}</p>
            <form class="describe-form" on:submit=submit>
                <Name draft=draft />
                <Marks draft=draft />
                <Pattern draft=draft />
                <TimeForm draft=draft />
                <Lines draft=draft />
                <FaultLine draft=draft />
                <Show when=move || is_refused.get()>
                    <p class="form-fault" role="alert">
                        {move || {
                            let failure = jejak_protocol::messages::Failure::NoWorker;
                            jejak_words::ui::failure(failure, app.lang()).what
                        }}
                    </p>
                </Show>
                <p class="describe-acts">
                    <button type="submit" class="btn main">
                        {app.text(if has_files { Words::SaveAndRead } else { Words::Save })}
                    </button>
                    {has_files
                        .then(|| {
                            view! {
                                <button type="button" class="btn" on:click=move |_| save(false)>
                                    {app.text(Words::Save)}
                                </button>
                            }
                        })}
                    <button type="button" class="btn" on:click=move |_| leave()>
                        {app.text(Words::Cancel)}
                    </button>
                </p>
            </form>
            <Preview draft=draft />
        </div>
    }
}

/// The beginning of the file, as the analysis lists it.
fn fetch_lines(app: App, file: FileId, draft: Draft) {
    spawn_local(async move {
        let filter = Filter {
            files: vec![file],
            ..Filter::default()
        };
        let client = app.client.get_value();
        // Without an answer there is still the place to paste lines.
        if let Ok(answer) = client.rows(filter, 0, N_LINES).await {
            let lines: Vec<String> = answer.rows.into_iter().map(|row| row.text).collect();
            draft.take_lines(lines.join("\n"));
        }
    });
}

/// Asks how the lines are read whenever the description or they change; the last answer counts.
fn try_while_written(app: App, draft: Draft) {
    let number = StoredValue::new(0_u32);
    Effect::new(move || {
        let mut format = draft.format();
        if format.name.is_empty() {
            // A missing name is told when it is saved.
            "-".clone_into(&mut format.name);
        }
        let lines: Vec<String> = draft
            .lines
            .with(|lines| lines.lines().map(str::to_owned).collect());
        number.update_value(|number| *number = number.wrapping_add(1));
        let own = number.get_value();
        spawn_local(async move {
            let client = app.client.get_value();
            let answer = client.try_format(format, lines).await;
            // The view may be gone by now.
            if number.try_get_value() == Some(own)
                && let Ok(tried) = answer
            {
                draft.tried.set(Some(tried));
            }
        });
    });
}

/// Going to another view leaves this one; what was changed is kept for the next time.
fn leave_with_the_view(app: App, draft: Draft, before: CustomFormat, replaces: Option<String>) {
    Effect::new(move |last: Option<_>| {
        let now = app.view.with(|view| (view.view, view.room));
        if last.is_some_and(|last| last != now) {
            let format = untrack(|| draft.format());
            let unfinished = (format != before).then(|| Described {
                format,
                replaces: replaces.clone(),
                file: None,
            });
            app.unfinished.set(unfinished);
            app.described.set(None);
        }
        now
    });
}

#[component]
fn Name(draft: Draft) -> impl IntoView {
    let app = App::expect();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            input.focus().ok();
        }
    });
    view! {
        <div class="form-field">
            <label for="describe-name">{app.text(Words::Name)}</label>
            <input
                id="describe-name"
                class="field"
                autocomplete="off"
                maxlength=CustomFormat::MAX_NAME.to_string()
                required=true
                aria-describedby="describe-name-hint"
                node_ref=input
                prop:value=move || draft.name.get()
                on:input=move |event| draft.name.set(event_target_value(&event))
            />
            <p class="form-hint" id="describe-name-hint">{app.text(Words::NameHint)}</p>
        </div>
    }
}

#[component]
fn Pattern(draft: Draft) -> impl IntoView {
    let app = App::expect();
    let write = move |event| {
        draft.is_own.set(true);
        draft.pattern.set(event_target_value(&event));
    };
    let can_remake = move || draft.is_own.get() && draft.marks.with(|marks| !marks.is_empty());
    view! {
        <div class="form-field">
            <label for="describe-pattern">{app.text(Words::Pattern)}</label>
            <textarea
                id="describe-pattern"
                class="field mono describe-pattern"
                rows="3"
                spellcheck="false"
                autocapitalize="none"
                aria-describedby="describe-pattern-hint"
                prop:value=move || draft.pattern.get()
                on:input=write
            ></textarea>
            <p class="form-hint" id="describe-pattern-hint">{app.text(Words::PatternHint)}</p>
            <Show when=can_remake>
                <button
                    type="button"
                    class="btn small"
                    on:click=move |_| draft.pattern_from_marks()
                >
                    {app.text(Words::FromMarks)}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn TimeForm(draft: Draft) -> impl IntoView {
    let app = App::expect();
    view! {
        <div class="form-field">
            <label for="describe-time">{app.text(Words::TimeForm)}</label>
            <input
                id="describe-time"
                class="field mono"
                autocomplete="off"
                spellcheck="false"
                maxlength="80"
                aria-describedby="describe-time-hint"
                prop:value=move || draft.time.get()
                on:input=move |event| draft.time.set(event_target_value(&event))
            />
            <p class="form-hint" id="describe-time-hint">{app.text(Words::TimeFormHint)}</p>
        </div>
    }
}

#[component]
fn Lines(draft: Draft) -> impl IntoView {
    let app = App::expect();
    view! {
        <div class="form-field">
            <label for="describe-lines">{app.text(Words::Lines)}</label>
            <textarea
                id="describe-lines"
                class="field mono describe-lines"
                rows="4"
                spellcheck="false"
                wrap="off"
                placeholder=app.text(Words::LinesHint)
                prop:value=move || draft.lines.get()
                on:input=move |event| draft.take_lines(event_target_value(&event))
            ></textarea>
        </div>
    }
}

/// What is wrong with the description, once something was written.
#[component]
fn FaultLine(draft: Draft) -> impl IntoView {
    let app = App::expect();
    let text = move || {
        let fault = draft.tried.with(|tried| match tried {
            Some(Err(fault)) => Some(fault.clone()),
            _ => None,
        })?;
        let is_untouched = fault == FormatFault::NoPattern && draft.name.with(String::is_empty);
        (!is_untouched).then(|| own_format::fault(&fault, app.lang()))
    };
    view! {
        <div class="form-fault-place" role="status">
            {move || text().map(|text| view! { <p class="form-fault">{text}</p> })}
        </div>
    }
}

/// Keeps the described formats in the browser's storage whenever they change.
pub(crate) fn keep_formats(app: App) {
    Effect::new(move |is_later: Option<()>| {
        let own = app.formats.get();
        if is_later.is_some() {
            app.formats_stored.set(browser::store_formats(&own));
        }
    });
}
