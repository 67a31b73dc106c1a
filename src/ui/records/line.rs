//! The text of one line, its entities and matches marked. Log text is only ever a text node here.

use jejak_protocol::{Entity, EntityKind, Row};
use jejak_words::visible;
use leptos::prelude::*;

use crate::state::names::wire_name;
use crate::state::segments::segments;

#[component]
pub(crate) fn Line(
    row: Row,
    /// Entities to mark strongly: those that the shown incident is about.
    marked: Vec<Entity>,
    /// Words to mark: those that were searched for.
    needles: Vec<String>,
) -> impl IntoView {
    let pieces = segments(&row.text, &row.spans, &needles.join(" "))
        .into_iter()
        .map(|piece| {
            let class = class_of(
                piece.entity.as_ref(),
                piece.is_match,
                piece.is_quiet,
                &marked,
            );
            let text = visible(&piece.text).into_owned();
            match class {
                Some(class) => view! { <span class=class>{text}</span> }.into_any(),
                None => text.into_any(),
            }
        })
        .collect_view();
    view! { <span class="line mono" class:continues=row.continues>{pieces}</span> }
}

fn class_of(
    entity: Option<&(EntityKind, String)>,
    is_match: bool,
    is_quiet: bool,
    marked: &[Entity],
) -> Option<String> {
    let is_marked = entity.is_some_and(|(kind, value)| {
        marked
            .iter()
            .any(|it| it.kind == *kind && it.value == *value)
    });
    let mut classes = Vec::new();
    if let Some((kind, _)) = entity {
        classes.push(format!("entity {}", wire_name(kind)));
    }
    if is_match || is_marked {
        classes.push("hit".to_owned());
    }
    if is_quiet {
        classes.push("quiet".to_owned());
    }
    (!classes.is_empty()).then(|| classes.join(" "))
}
