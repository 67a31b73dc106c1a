//! The menu of what is muted, and for how long.

use jejak_protocol::Incident;
use jejak_words::ui::Marks as Words;
use leptos::prelude::*;

use super::pattern_name;
use crate::app::App;
use crate::state::marks::{Pattern, Span, patterns};
use crate::ui::kit::menu::Menu;

pub(super) const fn span_text(span: Span) -> Words {
    match span {
        Span::Hour => Words::Hour,
        Span::Day => Words::Day,
        Span::Week => Words::Week,
        Span::Month => Words::Month,
        Span::Ever => Words::Ever,
    }
}

#[component]
pub(super) fn MuteMenu(incident: StoredValue<Incident>) -> impl IntoView {
    let app = App::expect();
    let offered = StoredValue::new(incident.with_value(patterns));
    let chosen = RwSignal::new(0_usize);
    let span = RwSignal::new(Span::default());
    let name = move |at: usize, what: &Pattern| match at {
        0 => Words::OnlyThis.text(app.lang()).to_owned(),
        _ => pattern_name(what, app.lang()),
    };
    let mute = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let what = offered.with_value(|it| it.get(chosen.get_untracked()).cloned());
        if let Some(what) = what {
            app.teach(|marks, now| marks.mute(what, span.get_untracked(), now));
        }
    };
    view! {
        <Menu class="teach-mute">
            <summary
                class="btn small"
                title=move || format!("{} (x)", Words::OnlyThis.text(app.lang()))
            >
                {app.text(Words::Mute)}
                " ▾"
            </summary>
            <form class="menu-items teach-form" on:submit=mute>
                <fieldset class="teach-what">
                    <legend class="muted">{app.text(Words::MuteWhat)}</legend>
                    {offered
                        .get_value()
                        .into_iter()
                        .enumerate()
                        .map(|(at, what)| {
                            view! {
                                <label>
                                    <input
                                        type="radio"
                                        name="mute-what"
                                        prop:checked=move || chosen.get() == at
                                        on:change=move |_| chosen.set(at)
                                    />
                                    <span>{move || name(at, &what)}</span>
                                </label>
                            }
                        })
                        .collect_view()}
                </fieldset>
                <label class="teach-span">
                    <span class="muted">{app.text(Words::MuteSpan)}</span>
                    <select
                        class="field"
                        on:change=move |event| {
                            if let Some(it) = Span::from_key(&event_target_value(&event)) {
                                span.set(it);
                            }
                        }
                    >
                        {Span::ALL
                            .map(|it| {
                                view! {
                                    <option value=it.key() selected=move || span.get() == it>
                                        {app.text(span_text(it))}
                                    </option>
                                }
                            })
                            .into_iter()
                            .collect_view()}
                    </select>
                </label>
                <button type="submit" class="btn main">
                    {app.text(Words::Mute)}
                </button>
            </form>
        </Menu>
    }
}
