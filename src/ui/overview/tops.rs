//! The most active addresses or users; a name opens the records that hold it.

use jejak_protocol::{EntityKind, Filter, Top};
use jejak_words::ui::OverviewText as Words;
use jejak_words::visible;
use leptos::prelude::*;

use crate::app::App;
use crate::ui::kit::Count;

/// Rows shown; the records list finds the rest.
const N_SHOWN: usize = 8;

#[component]
pub(super) fn Tops(kind: EntityKind, tops: Vec<Top>) -> impl IntoView {
    let app = App::expect();
    let (title, column, none) = match kind {
        EntityKind::User => (Words::TopUsers, Words::User, Words::NoUsers),
        _ => (Words::TopSources, Words::Source, Words::NoSources),
    };
    let body = if tops.is_empty() {
        view! { <p class="muted">{app.text(none)}</p> }.into_any()
    } else {
        let rows = tops
            .into_iter()
            .take(N_SHOWN)
            .map(|top| view! { <Row top=top /> })
            .collect_view();
        view! {
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{app.text(column)}</th>
                        <th scope="col" class="num">{app.text(Words::RecordsColumn)}</th>
                        <th scope="col" class="num">{app.text(Words::SuspiciousColumn)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section>
            <h2>{app.text(title)}</h2>
            {body}
        </section>
    }
}

#[component]
fn Row(top: Top) -> impl IntoView {
    let app = App::expect();
    let name = visible(&top.entity.value).into_owned();
    let entity = top.entity;
    let open = move |_| {
        let filter = Filter {
            with: vec![entity.clone()],
            ..Filter::default()
        };
        app.view.update(|view| view.open_records(filter));
    };
    view! {
        <tr>
            <td>
                <button type="button" class="link mono" title=app.text(Words::ShowRecords) on:click=open>
                    {name}
                </button>
            </td>
            <td class="num"><Count n=top.n_records /></td>
            <td class="num"><Count n=top.n_suspicious /></td>
        </tr>
    }
}
