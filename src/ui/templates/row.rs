//! One row of the templates: a template, or several that were joined; open, it shows an example of
//! each, read again from the files.

use jejak_protocol::analysis::N_PARTS;
use jejak_protocol::{Filter, RecordRef, TemplateSummary, TimestampUs};
use jejak_words::ui::{Frame, Templates as Words, templates};
use jejak_words::{Noun, counted, number, visible};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::state::axis::spoken;
use crate::state::groups::Joined;
use crate::state::spark;
use crate::ui::kit::LevelMark;

#[component]
pub(super) fn Row(row: Joined, chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let app = App::expect();
    let is_open = RwSignal::new(false);
    let ids: Vec<String> = row.all().map(|it| it.id.clone()).collect();
    let head = row.head.id.clone();
    let (count, first, last) = (row.count(), row.first(), row.last());
    let over_time = row.over_time();
    let open_records = move |_| {
        let filter = Filter {
            templates: ids.clone(),
            ..Filter::default()
        };
        app.view.update(|view| view.open_records(filter));
    };
    let share = move || {
        let n_records = app.analysis().map_or(0, |it| it.n_records);
        number::percent(count as f64 / (n_records.max(1)) as f64, app.lang())
    };
    let time = move |at: Option<TimestampUs>| {
        move || at.map_or_else(|| "–".to_owned(), |at| app.say(|reader| reader.stamp(at)))
    };
    let text = visible(&row.head.text).into_owned();
    let name = text.clone();
    let is_joined = !row.rest.is_empty();
    let n_joined = row.rest.len() as u64 + 1;
    let level = row.head.level;
    let examples = StoredValue::new(row.all().cloned().collect::<Vec<_>>());
    let choose = {
        let head = head.clone();
        move |_| {
            chosen.update(|chosen| match chosen.iter().position(|it| *it == head) {
                Some(at) => {
                    chosen.remove(at);
                }
                None => chosen.push(head.clone()),
            });
        }
    };
    let is_chosen = {
        let head = head.clone();
        move || chosen.with(|chosen| chosen.contains(&head))
    };
    let split = move |_| app.groups.update(|groups| groups.split(&head));
    view! {
        <tr>
            <td class="templates-choose">
                <input type="checkbox" aria-label=name prop:checked=is_chosen on:change=choose />
            </td>
            <td class="num" data-label=app.text(Words::Count)>{move || number::exact(count, app.lang())}</td>
            <td class="num" data-label=app.text(Words::ShareColumn)>{share}</td>
            <td data-label=app.text(Words::Level)><LevelMark level=level/></td>
            <td class="templates-text">
                <button type="button" class="link mono" title=app.text(Words::ShowRecords) on:click=open_records>
                    {text}
                </button>
                " "
                <button
                    type="button"
                    class="link templates-example"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|it| *it = !*it)
                >
                    {app.text(Words::Example)}
                </button>
                {is_joined.then(|| view! {
                    <span class="tag">
                        {move || counted(n_joined, Noun::Template, app.lang())}
                    </span>
                    " "
                    <button type="button" class="link templates-example" on:click=split>
                        {app.text(Words::Split)}
                    </button>
                })}
                <Show when=move || is_open.get()>
                    <ul class="templates-examples">
                        {examples
                            .get_value()
                            .into_iter()
                            .map(|it| view! { <Example template=it is_named=is_joined /> })
                            .collect_view()}
                    </ul>
                </Show>
            </td>
            <td class="templates-when"><Pulse counts=over_time /></td>
            <td class="nowrap" data-label=app.text(Words::First)>{time(first)}</td>
            <td class="nowrap" data-label=app.text(Words::Last)>{time(last)}</td>
        </tr>
    }
}

/// The records over the whole time of the files. Its name tells when there were most; the columns
/// beside it say when the first and the last came.
#[component]
fn Pulse(counts: Vec<u32>) -> impl IntoView {
    let app = App::expect();
    let highest = spark::highest(&counts);
    let said = move || {
        let (idx, n) = highest?;
        let part = app.analysis()?.range?.part(idx, N_PARTS);
        let n = counted(u64::from(n), Noun::Record, app.lang());
        let range = app.say(|reader| reader.range_s(spoken(part)));
        Some(templates::most(app.lang(), &range, &n))
    };
    let width = counts.len();
    highest.is_some().then(|| {
        view! {
            <svg
                class="pulse"
                role="img"
                aria-label=said
                viewBox=format!("0 0 {width} {}", spark::HEIGHT)
                preserveAspectRatio="none"
            >
                <title>{said}</title>
                <path d=spark::outline(&counts)></path>
            </svg>
        }
    })
}

/// A line of a template.
#[component]
fn Example(
    template: TemplateSummary,
    /// Whether the template's text stands above it, as it does for each of several.
    is_named: bool,
) -> impl IntoView {
    let app = App::expect();
    let at = template.example;
    // None while it is read; then the line, if it could be.
    let line = RwSignal::new(None::<Option<String>>);
    read(app, at, line);
    let place = format!("{}:{}", app.file_name(at.file), at.line + 1);
    let count = template.count;
    let name = visible(&template.text).into_owned();
    view! {
        <li>
            {is_named.then(|| view! {
                <span class="muted mono">{name} " · " {move || number::exact(count, app.lang())}</span>
            })}
            <span class="mono templates-line">
                {move || match line.get() {
                    None => Frame::Loading.text(app.lang()).to_owned(),
                    Some(None) => Words::NoExample.text(app.lang()).to_owned(),
                    Some(Some(line)) => line,
                }}
            </span>
            <button
                type="button"
                class="link mono"
                on:click=move |_| app.view.update(|view| view.open_record(at, None))
            >
                {place}
            </button>
        </li>
    }
}

fn read(app: App, at: RecordRef, line: RwSignal<Option<Option<String>>>) {
    let client = app.client.get_value();
    spawn_local(async move {
        let rows = client.context(at, 0).await.unwrap_or_default();
        let row = rows.into_iter().find(|row| row.at == at);
        line.try_set(Some(row.map(|row| visible(&row.text).into_owned())));
    });
}
