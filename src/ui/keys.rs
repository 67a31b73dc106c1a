//! The keys that work everywhere; a list or the timeline adds its own while it has the focus.
//!
//! A key is never the only way, never taken from a field that is typed in, and never taken with
//! Ctrl, Alt or Meta, which belong to the browser; only Ctrl+K opens the commands and Ctrl+Z takes
//! back what was said last.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use jejak_protocol::{Incident, TimestampUs};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::timeline;
use crate::app::{App, Overlay};
use crate::browser;
use crate::state::marks::{Marks, Verdict};
use crate::state::view::View;

/// `g` waits this long for the key that says where to.
const GO_MS: f64 = 1_500.0;

pub(crate) fn listen(app: App) -> EventListener {
    let go_at_ms = Rc::new(Cell::new(f64::NEG_INFINITY));
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if opens_commands(event) {
            event.prevent_default();
            app.overlay.update(|overlay| {
                *overlay = match overlay {
                    Some(Overlay::Commands) => None,
                    _ => Some(Overlay::Commands),
                };
            });
            return;
        }
        if undoes(event) && !is_typed_in(event.target().and_then(|it| it.dyn_into().ok())) {
            if app.unsay() {
                event.prevent_default();
            }
            return;
        }
        if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let is_typing = is_typed_in(event.target().and_then(|it| it.dyn_into().ok()));
        if is_typing && event.key() != "Escape" {
            return;
        }
        let now_ms = browser::now_ms();
        let goes = now_ms - go_at_ms.get() < GO_MS;
        go_at_ms.set(if event.key() == "g" {
            now_ms
        } else {
            f64::NEG_INFINITY
        });
        let is_taken = if goes {
            go(app, &event.key())
        } else {
            press(app, &event.key())
        };
        if is_taken {
            event.prevent_default();
        }
    })
}

fn opens_commands(event: &KeyboardEvent) -> bool {
    is_with_ctrl(event, "k")
}

/// Takes back what was said last; a field that is typed in undoes its own.
fn undoes(event: &KeyboardEvent) -> bool {
    is_with_ctrl(event, "z")
}

/// A key with Ctrl (Command on a Mac), as in every editor.
fn is_with_ctrl(event: &KeyboardEvent, key: &str) -> bool {
    let has_one = event.ctrl_key() != event.meta_key();
    has_one && !event.alt_key() && !event.shift_key() && event.key().eq_ignore_ascii_case(key)
}

fn go(app: App, key: &str) -> bool {
    let view = match key {
        "o" => View::Overview,
        "i" => View::Incidents,
        "r" => View::Records,
        "t" => View::Templates,
        "n" => View::Normal,
        "m" => View::Models,
        "f" => View::Files,
        _ => return false,
    };
    if app.run.with_untracked(|run| run.files.is_empty()) {
        return false;
    }
    app.go(view);
    focus_main();
    true
}

fn press(app: App, key: &str) -> bool {
    match key {
        "?" => app.overlay.update(|overlay| {
            *overlay = match overlay {
                Some(Overlay::Keys) => None,
                _ => Some(Overlay::Keys),
            };
        }),
        "/" => return focus_search(),
        "Escape" => return escape(app),
        "j" => return step(1),
        "k" => return step(-1),
        "[" | "]" | "z" | "u" => return timeline::press(app, key),
        "m" => return turn(app, |marks, it, _| marks.turn_marked(&it.id)),
        "x" => return turn(app, Marks::turn_muted),
        "y" => {
            return turn(app, |marks, it, now| {
                marks.turn_verdict(it, Verdict::Right, now)
            });
        }
        "n" => {
            return turn(app, |marks, it, now| {
                marks.turn_verdict(it, Verdict::Wrong, now)
            });
        }
        _ => return false,
    }
    true
}

/// Back to where the person was: out of a drawer, a field, a selection, an incident.
fn escape(app: App) -> bool {
    if app.overlay.get_untracked().is_some() {
        app.overlay.set(None);
        return true;
    }
    if let Some(active) = active_element()
        && is_typed_in(Some(active.clone()))
    {
        active.blur().ok();
        focus_main();
        return true;
    }
    if timeline::drop_selection(app) {
        return true;
    }
    if let Some(id) = app.view.with_untracked(|view| view.incident.clone()) {
        leave_incident(app, id);
        return true;
    }
    false
}

/// Says something of the open incident, or of the one that has the focus in a list; the next one
/// gets the focus when it leaves the list.
fn turn(app: App, turn: fn(&mut Marks, &Incident, TimestampUs)) -> bool {
    let analysis = app.found.with_untracked(|found| found.0.clone());
    let say = |id: &str| {
        let mut incidents = analysis.iter().flat_map(|it| it.incidents.iter());
        if let Some(incident) = incidents.find(|it| it.id == id) {
            app.teach(|marks, now| turn(marks, incident, now));
        }
    };
    if let Some(id) = app.view.with_untracked(|view| view.incident.clone()) {
        say(&id);
        return true;
    }
    let focused = active_element().filter(|it| it.class_list().contains("incident-row"));
    let Some(id) = focused.and_then(|it| it.get_attribute("data-item")) else {
        return false;
    };
    let items = items();
    let at = items
        .iter()
        .position(|it| it.get_attribute("data-item").as_deref() == Some(&id));
    let beside = at.and_then(|at| items.get(at + 1).or_else(|| items.get(at.checked_sub(1)?)));
    let beside = beside.and_then(|it| it.get_attribute("data-item"));
    say(&id);
    request_animation_frame(move || {
        // Who has gone on to something else by now stays there.
        let is_lost = active_element().is_none_or(|it| it.tag_name() == "BODY");
        if is_lost
            && !focus_row(&id)
            && let Some(beside) = beside
        {
            focus_row(&beside);
        }
    });
    true
}

/// Focus on the next or previous item of the list that is open.
fn step(by: i32) -> bool {
    let items = items();
    let at = active_element().and_then(|active| items.iter().position(|item| *item == active));
    let next = match at {
        Some(at) => at.saturating_add_signed(by as isize),
        None => 0,
    };
    match items.get(next.min(items.len().saturating_sub(1))) {
        Some(item) => item.focus().is_ok(),
        None => false,
    }
}

/// Back from an incident to its row in the list.
pub(crate) fn leave_incident(app: App, id: String) {
    app.left_incident.set_value(Some(id.clone()));
    app.view.update(|view| view.incident = None);
    focus_item(id);
}

/// Follows the address when the browser goes back or forth; whoever leaves an incident by it is at
/// its row again.
pub(crate) fn follow_address(app: App) {
    let open = app.view.with_untracked(|view| view.incident.clone());
    if open.is_some() {
        app.left_incident.set_value(open.clone());
    }
    app.follow_address();
    let is_left = app.view.with_untracked(|view| view.incident.is_none());
    if let Some(id) = open.filter(|_| is_left) {
        focus_item(id);
    }
}

/// Gives the focus back to an item of a list, once the list is drawn.
fn focus_item(id: String) {
    request_animation_frame(move || {
        focus_row(&id);
    });
}

/// Whether the list has the item, which then has the focus.
fn focus_row(id: &str) -> bool {
    let items = items();
    let item = items
        .iter()
        .find(|item| item.get_attribute("data-item").as_deref() == Some(id));
    item.is_some_and(|item| item.focus().is_ok())
}

/// The items of the list that is open, as far as they are drawn.
fn items() -> Vec<HtmlElement> {
    let Ok(items) = document().query_selector_all(".main [data-item]") else {
        return Vec::new();
    };
    (0..items.length())
        .filter_map(|i| items.item(i)?.dyn_into().ok())
        .collect()
}

pub(crate) fn focus_main() {
    if let Some(main) = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<HtmlElement>().ok())
    {
        main.focus().ok();
    }
}

/// The skip link must not write itself into the address, which holds the view.
pub(crate) fn skip_to_main(event: leptos::ev::MouseEvent) {
    event.prevent_default();
    focus_main();
}

pub(crate) fn focus_search() -> bool {
    let input = document()
        .query_selector("[data-search]")
        .ok()
        .flatten()
        .and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
    match input {
        Some(input) => {
            input.select();
            input.focus().is_ok()
        }
        None => false,
    }
}

fn active_element() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

fn is_typed_in(target: Option<HtmlElement>) -> bool {
    target.is_some_and(|target| {
        let element: &Element = target.as_ref();
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
