//! The two buttons that stand over an entity while the pointer is on it: only with it, without it.
//!
//! One pair for the whole list, moved to where the pointer is. The keyboard has the same pair beside
//! every field of an open row.

use jejak_protocol::Entity;
use jejak_words::ui::Records as Words;
use jejak_words::{names, visible};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::app::App;
use crate::state::names::from_wire_name;

/// Longest value that is shown beside the buttons; the line has the whole.
const N_SHOWN: usize = 48;

#[component]
pub(super) fn Pointed(children: Children) -> impl IntoView {
    let app = App::expect();
    let area = NodeRef::<html::Div>::new();
    // The entity, and where it stands in the area: left and top in pixels.
    let pointed = RwSignal::new(None::<(Entity, f64, f64)>);
    let over = move |event: leptos::ev::MouseEvent| {
        let target: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
        let Some(target) = target else { return };
        if target.closest(".entity-acts").ok().flatten().is_some() {
            return;
        }
        let entity = target.closest("[data-entity]").ok().flatten();
        let (Some(entity), Some(area)) = (entity, area.get_untracked()) else {
            pointed.set(None);
            return;
        };
        let Some(named) = entity_of(&entity) else {
            return;
        };
        let (place, frame) = (
            entity.get_bounding_client_rect(),
            area.get_bounding_client_rect(),
        );
        let left = (place.left() - frame.left()).clamp(0.0, (frame.width() - 160.0).max(0.0));
        pointed.set(Some((named, left, place.bottom() - frame.top())));
    };
    view! {
        <div
            class="pointed"
            node_ref=area
            on:mouseover=over
            on:mouseleave=move |_| pointed.set(None)
            on:wheel=move |_| pointed.set(None)
        >
            {children()}
            {move || {
                pointed
                    .get()
                    .map(|(entity, left, top)| {
                        let lang = app.lang();
                        view! {
                            <div
                                class="entity-acts"
                                style:left=format!("{left}px")
                                style:top=format!("{top}px")
                            >
                                <span class="muted">{names::entity_kind_name(entity.kind, lang)}</span>
                                <span class="mono">
                                    {visible::visible_clipped(&entity.value, N_SHOWN)}
                                </span>
                                <FilterButtons entity=entity />
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// + and −: only rows with the entity, or without it.
#[component]
pub(super) fn FilterButtons(entity: Entity) -> impl IntoView {
    let app = App::expect();
    let entity = StoredValue::new(entity);
    let act = move |wanted: bool, sign: &'static str, text: Words| {
        let label = move || {
            entity.with_value(|it| format!("{}: {}", text.text(app.lang()), visible(&it.value)))
        };
        view! {
            <button
                type="button"
                class="btn small act"
                aria-label=label
                title=app.text(text)
                on:click=move |_| {
                    app.view.update(|view| view.toggle_entity(entity.get_value(), wanted));
                }
            >
                {sign}
            </button>
        }
    };
    view! {
        {act(true, "+", Words::Include)}
        {act(false, "−", Words::Exclude)}
    }
}

fn entity_of(element: &Element) -> Option<Entity> {
    Some(Entity {
        kind: from_wire_name(&element.get_attribute("data-entity")?)?,
        value: element.get_attribute("data-value")?,
    })
}
