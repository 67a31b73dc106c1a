//! The rooms of the companion server: the door, the account, the team, the audit log, the shares.
//!
//! They lie over the analysis, which stays as it is. Nothing is asked of the server before a room
//! is opened.

mod account;
mod audit;
mod codes;
mod door;
mod enrol;
mod judged;
mod link;
mod measured;
mod open;
mod sessions;
mod shares;
mod team;

pub(crate) use open::{OpenShare, unopened_text};

use jejak_protocol::server::{CaptchaKind, Role, Standing};
use jejak_words::Lang;
use jejak_words::ui::{Account as Words, Audit, Door, Frame, Share, Team};
use leptos::prelude::*;

use super::kit::form::fault_text;
use super::kit::icon::{Icon, Pictogram};
use crate::app::App;
use crate::server::api::Fault;
use crate::server::{Known, Server, log};
use crate::state::fragment;
use crate::state::run::Run;
use crate::state::view::Room;

/// What is shown; forms keep what was typed as long as it does not change.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scene {
    Link,
    Codes,
    Asking,
    Fault(Fault),
    NeedsSetup,
    Door,
    /// The door is a document of its own.
    OtherDoor,
    Code,
    Enrol,
    In(Room),
}

fn scene(server: Server, room: Room) -> Scene {
    if server.link.with(Option::is_some) {
        return Scene::Link;
    }
    if server.codes.with(Option::is_some) {
        return Scene::Codes;
    }
    server.known.with(|known| match known {
        Known::Nothing | Known::Asking => Scene::Asking,
        Known::Fault(fault) => Scene::Fault(*fault),
        Known::Facts(facts) => match &facts.standing {
            Standing::Anonymous if facts.needs_setup => Scene::NeedsSetup,
            Standing::Anonymous if facts.captcha == CaptchaKind::Work => Scene::Door,
            Standing::Anonymous => Scene::OtherDoor,
            Standing::SecondFactor => Scene::Code,
            Standing::Enrolment { .. } => Scene::Enrol,
            Standing::SignedIn { .. } => Scene::In(room),
        },
    })
}

#[component]
pub(crate) fn Rooms() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let room = Memo::new(move |_| app.view.with(|view| view.room).unwrap_or(Room::Account));
    if server.link.with_untracked(Option::is_none) {
        server.ask_once();
    }
    let scene = Memo::new(move |_| scene(server, room.get()));
    let is_in = move || matches!(scene.get(), Scene::In(_));
    view! {
        <div class="room">
            <RoomHead />
            <Show when=is_in>
                <RoomTabs room=room />
            </Show>
            <div class="room-body" data-scene=move || scene_name(scene.get())>
                {move || match scene.get() {
                    Scene::Link => link::LinkForm().into_any(),
                    Scene::Codes => codes::CodesSheet().into_any(),
                    Scene::Asking => {
                        view! { <p class="muted" role="status">{app.text(Door::Asking)}</p> }.into_any()
                    }
                    Scene::Fault(fault) => view! { <NoAnswer fault=fault /> }.into_any(),
                    Scene::NeedsSetup => {
                        view! {
                            <h2>{app.text(Door::SetupTitle)}</h2>
                            <p>{app.text(Door::NeedsSetup)}</p>
                        }
                            .into_any()
                    }
                    Scene::Door => door::PasswordForm().into_any(),
                    Scene::OtherDoor => door::OtherDoor().into_any(),
                    Scene::Code => door::CodeForm().into_any(),
                    Scene::Enrol => view! { <enrol::Enrol is_first_time=true /> }.into_any(),
                    Scene::In(Room::Account) => account::AccountRoom().into_any(),
                    Scene::In(Room::Team) => team::TeamRoom().into_any(),
                    Scene::In(Room::Audit) => audit::AuditRoom().into_any(),
                    Scene::In(Room::Shares) => shares::SharesRoom().into_any(),
                }}
            </div>
        </div>
    }
}

/// Says of an analysed audit log that it has grown.
#[component]
pub(crate) fn LiveNote() -> impl IntoView {
    let app = App::expect();
    let live = app.server.live;
    let is_log = move || {
        let names_log = |run: &Run| run.files.iter().any(|file| file.name == log::NAME);
        app.run.with(names_log) && (live.n_new.get() > 0 || live.follows.get())
    };
    let is_over = move || !app.phase.get().is_running();
    let grown = move || {
        let n = jejak_words::counted(live.n_new.get(), jejak_words::Noun::Entry, app.lang());
        format!("{} +{n}", Audit::Live.text(app.lang()))
    };
    view! {
        <Show when=is_log>
            <div class="banner">
                <p class="note live-note" role="status">
                    {grown}
                    " "
                    <Show when=is_over>
                        <button
                            type="button"
                            class="link"
                            on:click=move |_| live.read_new(app)
                        >
                            {app.text(Audit::ReadNew)}
                        </button>
                    </Show>
                    <label>
                        <input
                            type="checkbox"
                            prop:checked=move || live.follows.get()
                            on:change=move |event| live.follows.set(event_target_checked(&event))
                        />
                        " "
                        {app.text(Audit::Follow)}
                    </label>
                </p>
            </div>
        </Show>
    }
}

/// For tests and style sheets.
const fn scene_name(scene: Scene) -> &'static str {
    match scene {
        Scene::Link => "link",
        Scene::Codes => "codes",
        Scene::Asking => "asking",
        Scene::Fault(_) => "fault",
        Scene::NeedsSetup => "needs-setup",
        Scene::Door => "door",
        Scene::OtherDoor => "other-door",
        Scene::Code => "code",
        Scene::Enrol => "enrol",
        Scene::In(room) => room.key(),
    }
}

#[component]
fn RoomHead() -> impl IntoView {
    let app = App::expect();
    let is_open = move || app.run.with(|run| !run.files.is_empty());
    let back = move || match is_open() {
        true => Words::BackToAnalysis,
        false => Words::BackToStart,
    };
    view! {
        <header class="room-head">
            <button type="button" class="btn bare" on:click=move |_| app.enter(None)>
                <Pictogram icon=Icon::Earlier />
                {move || back().text(app.lang())}
            </button>
            <h1>{app.text(Words::Rooms)}</h1>
        </header>
    }
}

pub(crate) fn room_name(room: Room, lang: Lang) -> &'static str {
    match room {
        Room::Account => Door::Entry.text(lang),
        Room::Team => Team::Title.text(lang),
        Room::Audit => Audit::Title.text(lang),
        Room::Shares => Share::Mine.text(lang),
    }
}

/// The rooms that the role opens.
#[component]
fn RoomTabs(room: Memo<Room>) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let role = Memo::new(move |_| server.account().map(|account| account.role));
    let href = move |room: Room| {
        let mut target = app.view.get();
        target.room = Some(room);
        format!("#{}", fragment::to_fragment(&target, &app.prefs.get()))
    };
    view! {
        <nav class="room-tabs" aria-label=app.text(Words::Rooms)>
            {move || {
                Room::ALL
                    .into_iter()
                    .filter(|room| role.get() >= Some(least_role(*room)))
                    .map(|it| {
                        view! {
                            <a
                                class="room-tab"
                                href=move || href(it)
                                aria-current=move || (room.get() == it).then_some("page")
                            >
                                {move || room_name(it, app.lang())}
                            </a>
                        }
                    })
                    .collect_view()
            }}
        </nav>
    }
}

const fn least_role(room: Room) -> Role {
    match room {
        Room::Account => Role::Viewer,
        Room::Shares => Role::Analyst,
        Room::Team | Room::Audit => Role::Admin,
    }
}

pub(crate) const fn role_words(role: Role) -> Words {
    match role {
        Role::Viewer => Words::RoleViewer,
        Role::Analyst => Words::RoleAnalyst,
        Role::Admin => Words::RoleAdmin,
    }
}

/// The server did not answer, and the way to ask again.
#[component]
fn NoAnswer(fault: Fault) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    view! {
        <div class="form-fault-place" role="alert">
            <p class="form-fault">{move || fault_text(fault, app)}</p>
        </div>
        <p>
            <button type="button" class="btn" on:click=move |_| server.ask()>
                {app.text(Frame::Retry)}
            </button>
        </p>
    }
}
