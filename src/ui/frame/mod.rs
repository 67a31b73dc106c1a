//! The frame around every view: the bar at the top, the rail (a bar at the bottom when narrow).

use jejak_words::Lang;
use jejak_words::ui::{Account, Frame, Privacy};
use leptos::html;
use leptos::prelude::*;

use super::kit::Count;
use super::kit::confirm::ConfirmDiscard;
use super::kit::icon::{Icon, Pictogram};
use super::kit::zone::ZoneSelect;
use super::privacy::PrivacyLine;
use crate::app::{App, Overlay, file_names};
use crate::state::fragment;
use crate::state::prefs::Theme;
use crate::state::view::{Room, View};

#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let app = App::expect();
    let names = Memo::new(move |_| app.run.with(|run| file_names(run.given())));
    let new = move |_| {
        if app.has_analysis() {
            app.asks_new.set(true);
        } else {
            app.close();
        }
    };
    view! {
        <header class="top">
            <span class="brand">"Jejak"</span>
            {move || {
                names
                    .get()
                    .map(|names| {
                        view! {
                            <button
                                type="button"
                                class="btn bare top-files"
                                title=move || { app.run.with(|run| all_names(&run.files)) }
                                on:click=move |_| app.go(View::Files)
                            >
                                <span class="clip">{names}</span>
                            </button>
                            <button type="button" class="btn top-new" on:click=new>
                                <span class="in-wide">{app.text(Frame::NewAnalysis)}</span>
                                <span class="in-narrow">{app.text(Frame::New)}</span>
                            </button>
                            <Search />
                        }
                    })
            }}
            <span class="top-gap"></span>
            <AccountButton />
            <ZoneMenu />
            <LangSwitch />
            <ThemeButton />
            <Show when=move || names.with(Option::is_some)>
                <button
                    type="button"
                    class="btn bare top-ledger"
                    aria-label=app.text(Privacy::Title)
                    title=app.text(Privacy::Title)
                    on:click=move |_| app.overlay.set(Some(Overlay::Ledger))
                >
                    <Pictogram icon=Icon::Lock />
                </button>
            </Show>
            <button
                type="button"
                class="btn bare"
                aria-label=app.text(Frame::Commands)
                title=move || format!("{} (Ctrl+K)", Frame::Commands.text(app.lang()))
                on:click=move |_| app.overlay.set(Some(Overlay::Commands))
            >
                <Pictogram icon=Icon::Commands />
            </button>
            <button
                type="button"
                class="btn bare top-help"
                aria-label=app.text(Frame::Shortcuts)
                title=move || format!("{} (?)", Frame::Shortcuts.text(app.lang()))
                on:click=move |_| app.overlay.set(Some(Overlay::Keys))
            >
                <Pictogram icon=Icon::Help />
            </button>
            <Show when=move || app.asks_new.get()>
                <ConfirmDiscard
                    on_confirm=move || {
                        app.asks_new.set(false);
                        app.close();
                    }
                    on_keep=move || app.asks_new.set(false)
                />
            </Show>
        </header>
    }
}

fn all_names(files: &[jejak_protocol::FileFacts]) -> String {
    const N_LISTED: usize = 20;
    let names: Vec<&str> = files
        .iter()
        .take(N_LISTED)
        .map(|file| file.name.as_str())
        .collect();
    names.join("\n")
}

/// Words to find in the records, from every view.
#[component]
fn Search() -> impl IntoView {
    let app = App::expect();
    let input = NodeRef::<html::Input>::new();
    let text = Memo::new(move |_| app.view.with(|view| view.filter.text.clone()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else {
            return;
        };
        let words = input.value().trim().to_owned();
        app.view.update(|view| {
            view.filter.text = words;
            view.at = None;
            view.view = View::Records;
        });
    };
    view! {
        <form class="search" role="search" on:submit=submit>
            <Pictogram icon=Icon::Search />
            <input
                type="search"
                class="field"
                data-search="true"
                node_ref=input
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                aria-label=app.text(Frame::SearchRecords)
                title=move || format!("{} (/)", Frame::SearchRecords.text(app.lang()))
                placeholder=move || format!("{}  /", Frame::Search.text(app.lang()))
                prop:value=move || text.get()
            />
        </form>
    }
}

/// The way to the server's rooms, where there is such a server.
#[component]
fn AccountButton() -> impl IntoView {
    let app = App::expect();
    let is_in = move || app.view.with(|view| view.room.is_some());
    let turn = move |_| app.enter((!is_in()).then_some(Room::Account));
    let name = move || app.server.account().map(|account| account.name);
    let label = move || {
        let rooms = Account::Rooms.text(app.lang());
        name().map_or_else(|| rooms.to_owned(), |name| format!("{rooms} · {name}"))
    };
    app.server.is_there.then(|| {
        view! {
            <button
                type="button"
                class="btn bare top-account"
                aria-label=label
                title=label
                aria-pressed=move || is_in().to_string()
                on:click=turn
            >
                <Pictogram icon=Icon::Person />
                <span class="in-wide">{name}</span>
            </button>
        }
    })
}

#[component]
fn ZoneMenu() -> impl IntoView {
    let app = App::expect();
    let chosen = Memo::new(move |_| app.prefs.with(|prefs| prefs.zone));
    let short = move || match chosen.get().abbreviation() {
        Some(name) => name.to_owned(),
        None => jejak_words::time::offset_name(app.zone().offset_s),
    };
    view! {
        <label class="zone" title=app.text(Frame::ShownZone)>
            <span class="hidden">{app.text(Frame::ShownZone)}</span>
            <span class="zone-short" aria-hidden="true">
                {short}
            </span>
            <ZoneSelect
                chosen=chosen
                on_choose=move |zone| app.prefs.update(|prefs| prefs.zone = zone)
            />
        </label>
    }
}

#[component]
fn LangSwitch() -> impl IntoView {
    let app = App::expect();
    view! {
        <div class="langs" role="group" aria-label=app.text(Frame::Language)>
            {jejak_words::Lang::ALL
                .map(|lang| {
                    view! {
                        <button
                            type="button"
                            class="btn bare"
                            lang=lang.tag()
                            title=lang.name()
                            aria-label=format!("{} · {}", lang.tag().to_uppercase(), lang.name())
                            aria-pressed=move || (app.lang() == lang).to_string()
                            on:click=move |_| app.prefs.update(|prefs| prefs.lang = lang)
                        >
                            {lang.tag().to_uppercase()}
                        </button>
                    }
                })
                .into_iter()
                .collect_view()}
        </div>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let app = App::expect();
    let theme = Memo::new(move |_| app.prefs.with(|prefs| prefs.theme));
    let label = move || theme_text(theme.get(), app.lang());
    let turn = move |_| {
        app.prefs.update(|prefs| {
            prefs.theme = match prefs.theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            };
        });
    };
    view! {
        <button type="button" class="btn bare top-theme" aria-label=label title=label on:click=turn>
            <Pictogram icon=Icon::Theme />
        </button>
    }
}

/// `Theme: dark`.
pub(crate) fn theme_text(theme: Theme, lang: Lang) -> String {
    let name = match theme {
        Theme::System => Frame::ThemeSystem,
        Theme::Light => Frame::ThemeLight,
        Theme::Dark => Frame::ThemeDark,
    };
    format!("{}: {}", Frame::Theme.text(lang), name.text(lang))
}

/// Icon, name and key of a view.
pub(crate) fn item_of(view: View) -> (Icon, Frame, Option<&'static str>) {
    match view {
        View::Overview => (Icon::Overview, Frame::Overview, Some("g o")),
        View::Incidents => (Icon::Incidents, Frame::Incidents, Some("g i")),
        View::Records => (Icon::Records, Frame::Records, Some("g r")),
        View::Templates => (Icon::Templates, Frame::Templates, Some("g t")),
        View::Normal => (Icon::Normal, Frame::NormalDay, Some("g n")),
        View::Models => (Icon::Models, Frame::Models, Some("g m")),
        View::Files => (Icon::Files, Frame::Files, Some("g f")),
    }
}

/// The views, with how much is in each.
#[component]
pub(crate) fn Rail() -> impl IntoView {
    let app = App::expect();
    view! {
        <nav class="rail" aria-label=app.text(Frame::MainNavigation)>
            <ul class="rail-views">
                {View::ALL
                    .map(|view| view! { <RailItem view=view /> })
                    .into_iter()
                    .collect_view()}
            </ul>
            <PrivacyLine />
        </nav>
    }
}

#[component]
fn RailItem(view: View) -> impl IntoView {
    let app = App::expect();
    let (icon, name, key) = item_of(view);
    let is_current = Memo::new(move |_| {
        app.view
            .with(|state| state.view == view && state.room.is_none())
    });
    let href = move || {
        let mut target = app.view.get();
        target.go(view);
        let prefs = app.prefs.get();
        format!("#{}", fragment::to_fragment(&target, &prefs))
    };
    let n = move || {
        let analysis = app.analysis()?;
        let n = match view {
            View::Overview | View::Normal | View::Models => return None,
            View::Incidents => app.heard()?.incidents.len() as u64,
            View::Records => analysis.n_records,
            View::Templates => analysis.templates.len() as u64,
            View::Files => analysis.files.len() as u64,
        };
        Some(view! { <Count n=n /> })
    };
    let title = move || {
        let name = name.text(app.lang());
        key.map_or_else(|| name.to_owned(), |key| format!("{name} ({key})"))
    };
    view! {
        <li>
            <a
                class="rail-item"
                href=href
                title=title
                aria-current=move || is_current.get().then_some("page")
            >
                <Pictogram icon=icon />
                <span class="rail-name">{app.text(name)}</span>
                <span class="rail-n">{n}</span>
            </a>
        </li>
    }
}
