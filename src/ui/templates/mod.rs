//! The list of templates: how often each occurs, when it first did, and the way to its records.

use jejak_protocol::{Filter, TemplateSummary};
use jejak_words::ui::Templates as Words;
use jejak_words::{Noun, counted, number, visible};
use leptos::prelude::*;

use crate::app::App;
use crate::ui::kit::{Empty, LevelMark};

/// Rows drawn at first and added at each "more".
const N_STEP: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Frequent,
    Rare,
    New,
}

#[component]
pub(crate) fn TemplatesView() -> impl IntoView {
    let app = App::expect();
    let words = RwSignal::new(String::new());
    let order = RwSignal::new(Order::Frequent);
    let n_drawn = RwSignal::new(N_STEP);
    let fitting = Memo::new(move |_| {
        let Some(analysis) = app.analysis() else {
            return Vec::new();
        };
        let wanted = words.get().to_lowercase();
        let mut list: Vec<TemplateSummary> = analysis
            .templates
            .iter()
            .filter(|it| {
                wanted
                    .split_whitespace()
                    .all(|word| it.text.to_lowercase().contains(word))
            })
            .cloned()
            .collect();
        match order.get() {
            Order::Frequent => {}
            Order::Rare => list.reverse(),
            Order::New => list.sort_by_key(|it| std::cmp::Reverse(it.first)),
        }
        list
    });
    let n = move || fitting.with(Vec::len);
    let none = Signal::derive(move || Words::None.text(app.lang()).to_owned());
    let hint = Signal::derive(move || Words::Hint.text(app.lang()).to_owned());
    let n_records = move || app.analysis().map_or(0, |it| it.n_records);
    view! {
        <div class="view templates">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
                <span class="muted" role="status">{move || counted(n() as u64, Noun::Template, app.lang())}</span>
                <span class="gap"></span>
                    <input
                        type="search"
                        class="field"
                        aria-label=app.text(Words::Find)
                        placeholder=app.text(Words::Find)
                        prop:value=move || words.get()
                        on:input=move |event| words.set(event_target_value(&event))
                    />
                    <OrderPicker order=order/>
            </div>
            <p class="muted">{app.text(Words::Hint)}</p>
            <Show when=move || n() == 0>
                <Empty title=none hint=hint />
            </Show>
            <table class="table templates-table">
                <thead>
                    <tr>
                        <th scope="col" class="num">{app.text(Words::Count)}</th>
                        <th scope="col" class="num">{app.text(Words::ShareColumn)}</th>
                        <th scope="col">{app.text(Words::Level)}</th>
                        <th scope="col">{app.text(Words::Template)}</th>
                        <th scope="col">{app.text(Words::First)}</th>
                        <th scope="col">{app.text(Words::Last)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || fitting.with(|it| it.iter().take(n_drawn.get()).cloned().collect::<Vec<_>>())
                        key=|it| (it.id.clone(), it.count)
                        let(template)
                    >
                        <Row template=template n_records=n_records()/>
                    </For>
                </tbody>
            </table>
            <Show when=move || { n() > n_drawn.get() }>
                <button type="button" class="btn" on:click=move |_| n_drawn.update(|n| *n += N_STEP)>{app.text(Words::ShowMore)}</button>
            </Show>
        </div>
    }
}

#[component]
fn OrderPicker(order: RwSignal<Order>) -> impl IntoView {
    let app = App::expect();
    let choose = move |event| {
        order.set(match event_target_value(&event).as_str() {
            "rare" => Order::Rare,
            "new" => Order::New,
            _ => Order::Frequent,
        });
    };
    view! {
        <select class="field" aria-label=app.text(Words::Order) on:change=choose>
            <option value="frequent">{app.text(Words::SortCount)}</option>
            <option value="rare">{app.text(Words::SortRare)}</option>
            <option value="new">{app.text(Words::SortNew)}</option>
        </select>
    }
}

#[component]
fn Row(template: TemplateSummary, n_records: u64) -> impl IntoView {
    let app = App::expect();
    let id = template.id.clone();
    let open = move |_| {
        let filter = Filter {
            template: Some(id.clone()),
            ..Filter::default()
        };
        app.view.update(|view| view.open_records(filter));
    };
    let share = template.count as f64 / (n_records.max(1)) as f64;
    let count = template.count;
    let (first, last) = (template.first, template.last);
    let time = move |at: Option<jejak_protocol::TimestampUs>| {
        move || at.map_or_else(|| "–".to_owned(), |at| app.say(|reader| reader.stamp(at)))
    };
    let text = visible(&template.text).into_owned();
    view! {
        <tr>
            <td class="num" data-label=app.text(Words::Count)>{move || number::exact(count, app.lang())}</td>
            <td class="num" data-label=app.text(Words::ShareColumn)>{move || number::percent(share, app.lang())}</td>
            <td data-label=app.text(Words::Level)><LevelMark level=template.level/></td>
            <td>
                <button type="button" class="link mono" title=app.text(Words::ShowRecords) on:click=open>{text}</button>
            </td>
            <td class="nowrap" data-label=app.text(Words::First)>{time(first)}</td>
            <td class="nowrap" data-label=app.text(Words::Last)>{time(last)}</td>
        </tr>
    }
}
