//! The ledger: every request that this page made, as the browser itself lists them, and how many of
//! them fell into the time in which files were read.

use jejak_words::ui::{Privacy, frame, privacy};
use jejak_words::{Lang, number};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{
    PerformanceEntry, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit,
    PerformanceResourceTiming,
};

use super::kit::drawer::Drawer;
use super::kit::icon::{Icon, Pictogram};
use crate::app::{App, Overlay};

/// One request.
#[derive(Clone, Debug, PartialEq)]
struct Request {
    url: String,
    start_ms: f64,
    /// Bytes over the network; none for what came out of a cache.
    n_bytes: u64,
    is_own: bool,
}

impl Request {
    /// Whether the person asked something of the companion server by it.
    fn is_api(&self) -> bool {
        self.url.contains("/api/v1/")
    }
}

/// What the browser has listed so far.
#[derive(Clone, Copy)]
pub(crate) struct Ledger {
    requests: RwSignal<Vec<Request>>,
    can_tell: bool,
}

impl Ledger {
    /// Listens until the page is left; what came before is told too.
    pub(crate) fn listen() -> Self {
        let requests = RwSignal::new(Vec::new());
        let hear = Closure::<dyn FnMut(PerformanceObserverEntryList)>::new(
            move |list: PerformanceObserverEntryList| {
                let heard: Vec<Request> = list
                    .get_entries()
                    .iter()
                    .filter_map(|entry| request_from(&entry.unchecked_into()))
                    .collect();
                requests.update(|all: &mut Vec<Request>| all.extend(heard));
            },
        );
        let can_tell = PerformanceObserver::new(hear.as_ref().unchecked_ref())
            .and_then(|observer| {
                let init = PerformanceObserverInit::new(&js_sys::Array::new());
                // The old form takes a list of types, the new one a single type and what came before.
                js_sys::Reflect::delete_property(&init, &"entryTypes".into())?;
                js_sys::Reflect::set(&init, &"type".into(), &"resource".into())?;
                init.set_buffered(true);
                observer.observe(&init);
                Ok(())
            })
            .is_ok();
        // It lives as long as the page.
        hear.forget();
        Self { requests, can_tell }
    }

    /// Requests that went over the network and began while files were read, the last time. A part of the
    /// page that came out of the browser's own cache went nowhere.
    fn n_while_reading(self, app: App) -> u64 {
        let (from_ms, to_ms) = app.run_span_ms.get();
        self.requests.with(|all| {
            all.iter()
                .filter(|it| it.start_ms >= from_ms && to_ms.is_none_or(|end| it.start_ms <= end))
                .filter(|it| it.n_bytes > 0 || !it.is_own)
                .count() as u64
        })
    }
}

fn request_from(entry: &PerformanceEntry) -> Option<Request> {
    let timing: &PerformanceResourceTiming = entry.dyn_ref()?;
    let url = entry.name();
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(Request {
        is_own: url.starts_with(folder),
        start_ms: entry.start_time(),
        n_bytes: timing.transfer_size() as u64,
        url,
    })
}

/// The line at the foot of the rail; it opens the ledger.
#[component]
pub(crate) fn PrivacyLine() -> impl IntoView {
    let app = App::expect();
    let ledger: Ledger = expect_context();
    let text = move || {
        let lang = app.lang();
        if ledger.can_tell {
            privacy::while_reading(ledger.n_while_reading(app), lang)
        } else {
            Privacy::CannotTell.text(lang).to_owned()
        }
    };
    let is_open = move || app.overlay.get() == Some(Overlay::Ledger);
    view! {
        <button
            type="button"
            class="privacy"
            title=app.text(Privacy::Title)
            aria-expanded=move || is_open().to_string()
            on:click=move |_| {
                app.overlay.set(if is_open() { None } else { Some(Overlay::Ledger) });
            }
        >
            <Pictogram icon=Icon::Lock />
            <span>{text}</span>
        </button>
    }
}

#[component]
pub(crate) fn LedgerDrawer() -> impl IntoView {
    let app = App::expect();
    let ledger: Ledger = expect_context();
    let has_run = move || app.run.with(|run| !run.files.is_empty());
    view! {
        <Drawer
            title=Signal::derive(app.text(Privacy::Title))
            on_close=move || app.overlay.set(None)
        >
            <div class="ledger">
                <p>{app.text(Privacy::Intro)}</p>
                <Show when=has_run>
                    <p class="ledger-n">
                        <Pictogram icon=Icon::Lock />
                        {move || privacy::while_reading(ledger.n_while_reading(app), app.lang())}
                    </p>
                </Show>
                <p class="muted">{app.text(Privacy::Prove)}</p>
                <p class="muted">{app.text(Privacy::Policy)}</p>
                {move || {
                    let lang = app.lang();
                    if ledger.can_tell {
                        view! { <Requests ledger=ledger lang=lang /> }.into_any()
                    } else {
                        view! { <p>{Privacy::CannotTell.text(lang)}</p> }.into_any()
                    }
                }}
            </div>
        </Drawer>
    }
}

#[component]
fn Requests(ledger: Ledger, lang: Lang) -> impl IntoView {
    let n = move || ledger.requests.with(Vec::len) as u64;
    let origin = window().location().origin().unwrap_or_default();
    let short = move |url: &str| url.strip_prefix(&origin).unwrap_or(url).to_owned();
    view! {
        <h3>{move || frame::requests_line(n(), lang)}</h3>
        <table class="table ledger-table">
            <thead>
                <tr>
                    <th class="num">{Privacy::Time.text(lang)}</th>
                    <th>{Privacy::Address.text(lang)}</th>
                    <th>{Privacy::What.text(lang)}</th>
                    <th class="num">{Privacy::Size.text(lang)}</th>
                </tr>
            </thead>
            <tbody>
                {move || {
                    ledger
                        .requests
                        .with(|all| {
                            all.iter()
                                .map(|request| {
                                    let what = match (request.is_own, request.is_api()) {
                                        (true, true) => Privacy::AskedOfServer,
                                        (true, false) => Privacy::PartOfPage,
                                        (false, _) => Privacy::Unexpected,
                                    };
                                    let size = match request.n_bytes {
                                        0 => Privacy::FromCache.text(lang).to_owned(),
                                        n => number::bytes(n, lang),
                                    };
                                    view! {
                                        <tr class:unexpected=!request.is_own>
                                            <td class="num">
                                                {format!(
                                                    "{} s",
                                                    number::measured(request.start_ms / 1000.0, lang),
                                                )}
                                            </td>
                                            <td class="mono">{short(&request.url)}</td>
                                            <td>{what.text(lang)}</td>
                                            <td class="num">{size}</td>
                                        </tr>
                                    }
                                })
                                .collect_view()
                        })
                }}
            </tbody>
        </table>
    }
}
