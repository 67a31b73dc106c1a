//! The list of templates: how often each occurs and when, an example of each, the way to its
//! records, and joining those that are one thing to the person.

mod row;

use jejak_words::ui::Templates as Words;
use jejak_words::{Noun, counted};
use leptos::html;
use leptos::prelude::*;

use self::row::Row;
use crate::app::App;
use crate::state::groups::Joined;
use crate::ui::kit::Empty;
use crate::ui::kit::chunks::{Chunk, N_CHUNK};

/// About what a row takes.
const ROW_PX: f64 = 31.0;

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
    let chosen = RwSignal::new(Vec::<String>::new());
    let fitting = Memo::new(move |_| {
        let Some(analysis) = app.analysis() else {
            return Vec::new();
        };
        let wanted = words.get().to_lowercase();
        let has_all = |text: &str| {
            let text = text.to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        let mut list = app.groups.with(|groups| groups.rows(&analysis.templates));
        list.retain(|row| row.all().any(|it| has_all(&it.text)));
        match order.get() {
            Order::Frequent => list.sort_by_key(|row| std::cmp::Reverse(row.count())),
            Order::Rare => list.sort_by_key(Joined::count),
            Order::New => list.sort_by_key(|row| std::cmp::Reverse(row.first())),
        }
        list
    });
    let n = move || fitting.with(Vec::len);
    let none = Signal::derive(move || Words::None.text(app.lang()).to_owned());
    let hint = Signal::derive(move || Words::Hint.text(app.lang()).to_owned());
    view! {
        <div class="view templates">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
                <span class="muted" role="status">{move || counted(n() as u64, Noun::Template, app.lang())}</span>
                <span class="gap"></span>
                <JoinButtons chosen=chosen />
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
                        <th scope="col"><span class="hidden">{app.text(Words::Choose)}</span></th>
                        <th scope="col" class="num">{app.text(Words::Count)}</th>
                        <th scope="col" class="num">{app.text(Words::ShareColumn)}</th>
                        <th scope="col">{app.text(Words::Level)}</th>
                        <th scope="col">{app.text(Words::Template)}</th>
                        <th scope="col">{app.text(Words::When)}</th>
                        <th scope="col">{app.text(Words::First)}</th>
                        <th scope="col">{app.text(Words::Last)}</th>
                    </tr>
                </thead>
                <For each=move || 0..n().div_ceil(N_CHUNK) key=|chunk| *chunk let:chunk>
                    <Rows number=chunk fitting=fitting chosen=chosen />
                </For>
            </table>
        </div>
    }
}

#[component]
fn Rows(number: usize, fitting: Memo<Vec<Joined>>, chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let rows = move || {
        fitting.with(|all| {
            let rows = all.iter().skip(number * N_CHUNK).take(N_CHUNK);
            rows.cloned().collect::<Vec<_>>()
        })
    };
    let node = NodeRef::<html::Tbody>::new();
    let chunk = Chunk::new(number, untrack(rows).len(), ROW_PX, false);
    chunk.follow(node);
    view! {
        <tbody node_ref=node>
            <Show
                when=move || chunk.is_drawn.get()
                fallback=move || view! { <tr><td colspan="8" style:height=chunk.height()></td></tr> }
            >
                <For each=rows key=|row| (row.head.id.clone(), row.count(), row.rest.len()) let:row>
                    <Row row=row chosen=chosen />
                </For>
            </Show>
        </tbody>
    }
}

/// Joins what is chosen, and takes the last change back.
#[component]
fn JoinButtons(chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let app = App::expect();
    let n = move || chosen.with(Vec::len);
    let join = move |_| {
        app.groups
            .update(|groups| groups.join(&chosen.get_untracked()));
        chosen.set(Vec::new());
    };
    view! {
        <Show when=move || n() != 0>
            <button type="button" class="btn" disabled=move || n() < 2 on:click=join>
                {move || jejak_words::ui::templates::join(app.lang(), n())}
            </button>
        </Show>
        <Show when=move || app.groups.with(|groups| groups.can_undo())>
            <button type="button" class="btn" on:click=move |_| app.groups.update(|groups| groups.undo())>
                {app.text(Words::Undo)}
            </button>
        </Show>
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
