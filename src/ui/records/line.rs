//! The text of one line, its entities and matches marked. Log text is only ever a text node here.

use jejak_protocol::{Entity, Row};
use jejak_words::visible;
use leptos::prelude::*;

use crate::state::names::wire_name;
use crate::state::segments::{Segment, segments};

#[component]
pub(crate) fn Line<'a>(
    row: &'a Row,
    /// Entities to mark strongly: those that the shown incident is about, or that are filtered by.
    marked: &'a [Entity],
    /// Words to mark: those that were searched for.
    needles: &'a [String],
) -> impl IntoView + use<> {
    let pieces = segments(&row.text, &row.spans, needles)
        .into_iter()
        .map(|piece| draw(piece, marked))
        .collect_view();
    view! { <span class="line mono">{pieces}</span> }
}

fn draw(piece: Segment, marked: &[Entity]) -> AnyView {
    let text = visible(&piece.text).into_owned();
    let is_marked = piece.entity.as_ref().is_some_and(|(kind, value)| {
        marked
            .iter()
            .any(|it| it.kind == *kind && it.value == *value)
    });
    let text = if piece.is_match || is_marked {
        view! { <mark>{text}</mark> }.into_any()
    } else if piece.is_quiet {
        view! { <span class="quiet">{text}</span> }.into_any()
    } else {
        text.into_any()
    };
    match piece.entity {
        Some((kind, value)) => view! {
            <span class="entity" data-entity=wire_name(&kind) data-value=value>
                {text}
            </span>
        }
        .into_any(),
        None => text,
    }
}
