//! The team, for admins: who is in it, what each may do, and links that let people in.

use jejak_protocol::server::{Link, Member, MemberChange, Role};
use jejak_words::ui::{Account, Team as Words, team};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::role_words;
use super::sessions::Listed;
use crate::app::App;
use crate::server::Server;
use crate::server::api::{self, Answer};
use crate::ui::kit::copy::CopyButton;
use crate::ui::kit::form::FaultNote;
use crate::ui::kit::qr::Qr;

/// A link that was just made, and whose password it sets, if it sets one.
#[derive(Clone, Debug, PartialEq)]
struct MadeLink {
    link: Link,
    of: Option<String>,
}

#[component]
pub(super) fn TeamRoom() -> impl IntoView {
    let app = App::expect();
    let list = Listed::<Member>::new();
    list.load(api::team());
    let made = RwSignal::new(None::<MadeLink>);
    view! {
        <Invite list=list made=made />
        {move || made.get().map(|made| view! { <LinkSheet made=made /> })}
        <section class="room-part" aria-labelledby="team-title">
            <h2 id="team-title">{app.text(Words::Title)}</h2>
            <FaultNote fault=list.fault />
            <ul class="things">
                <For
                    each=move || list.items.get().unwrap_or_default()
                    key=|it| (it.id, it.role, it.is_disabled, it.is_stopped, it.n_sessions)
                    let:member
                >
                    <MemberRow member=member list=list made=made />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Invite(list: Listed<Member>, made: RwSignal<Option<MadeLink>>) -> impl IntoView {
    let app = App::expect();
    let role = RwSignal::new(Role::Analyst);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        keep(list, made, None, api::invite(role.get_untracked()));
    };
    view! {
        <section class="room-part" aria-labelledby="invite-title">
            <h2 id="invite-title">{app.text(Words::Invite)}</h2>
            <p class="muted">{app.text(Words::InviteHint)}</p>
            <form class="form-line" on:submit=submit>
                <label>
                    <span>{app.text(Account::Role)}</span>
                    " "
                    <select
                        class="field"
                        id="invite-role"
                        on:change=move |event| {
                            if let Some(chosen) = Role::from_name(&event_target_value(&event)) {
                                role.set(chosen);
                            }
                        }
                    >
                        {Role::ALL
                            .map(|it| {
                                view! {
                                    <option value=it.name() selected=move || role.get() == it>
                                        {move || role_line(it, app)}
                                    </option>
                                }
                            })
                            .into_iter()
                            .collect_view()}
                    </select>
                </label>
                <button type="submit" class="btn main">
                    {app.text(Words::MakeLink)}
                </button>
            </form>
        </section>
    }
}

/// `Analyst: shares analyses`.
fn role_line(role: Role, app: App) -> String {
    let lang = app.lang();
    let may = match role {
        Role::Viewer => Account::RoleViewerMay,
        Role::Analyst => Account::RoleAnalystMay,
        Role::Admin => Account::RoleAdminMay,
    };
    format!("{}: {}", role_words(role).text(lang), may.text(lang))
}

fn keep(
    list: Listed<Member>,
    made: RwSignal<Option<MadeLink>>,
    of: Option<String>,
    ask: impl Future<Output = Answer<Link>> + 'static,
) {
    list.fault.set(None);
    made.set(None);
    spawn_local(async move {
        match ask.await {
            Ok(link) => {
                made.try_set(Some(MadeLink { link, of }));
            }
            Err(fault) => {
                list.fault.try_set(Some(fault));
            }
        }
    });
}

/// The link, shown once.
#[component]
fn LinkSheet(made: MadeLink) -> impl IntoView {
    let app = App::expect();
    let url = made.link.url.expose().to_owned();
    let (shown, drawn) = (url.clone(), url.clone());
    let until = made.link.expires_at;
    let of = made.of;
    view! {
        <section class="room-part sheet" role="status">
            {of.map(|name| view! { <p>{move || team::reset_for(app.lang(), &name)}</p> })}
            <p>{app.text(Words::LinkOnce)}</p>
            <p class="secret-line">
                <code class="secret made-link">{shown}</code>
                " "
                <CopyButton label=Account::CopyLink text=move || url.clone() />
            </p>
            <p class="muted">
                {app.text(Words::LinkGood)} ": " {move || app.say(|reader| reader.date_time(until))}
            </p>
            <Qr text=drawn name=Signal::derive(app.text(Account::CopyLink)) />
        </section>
    }
}

#[component]
fn MemberRow(
    member: Member,
    list: Listed<Member>,
    made: RwSignal<Option<MadeLink>>,
) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let id = member.id;
    let role = member.role;
    let is_self = server.account().is_some_and(|account| account.id == id);
    let change = move |change: MemberChange| list.change(api::change_member(change), api::team());
    let act = move |words: Words, which: MemberChange| {
        view! {
            <button type="button" class="btn small" on:click=move |_| change(which)>
                {app.text(words)}
            </button>
        }
    };
    let state = if member.is_disabled {
        Words::Disabled
    } else if member.is_stopped {
        Words::Stopped
    } else {
        Words::Active
    };
    let (named, whose) = (member.name.clone(), member.name.clone());
    let n_sessions = u64::from(member.n_sessions);
    view! {
        <li class="thing" class:is-off=member.is_disabled>
            <span class="thing-main">
                <strong>{member.name}</strong>
                {is_self.then(|| view! { <em class="tag">{app.text(Words::You)}</em> })}
                <span class="muted">
                    {app.text(state)} " · "
                    {move || {
                        jejak_words::counted(n_sessions, jejak_words::Noun::Session, app.lang())
                    }} " · " {app.text(Words::SecondFactor)} ": "
                    {app.text(if member.has_second_factor { Words::Yes } else { Words::No })}
                </span>
            </span>
            <span class="thing-acts">
                <select
                    class="field"
                    aria-label=move || team::role_of(app.lang(), &named)
                    on:change=move |event| {
                        if let Some(role) = Role::from_name(&event_target_value(&event)) {
                            change(MemberChange::Role { id, role });
                        }
                    }
                >
                    {Role::ALL
                        .map(|it| {
                            view! {
                                <option value=it.name() selected=it == role>
                                    {app.text(role_words(it))}
                                </option>
                            }
                        })
                        .into_iter()
                        .collect_view()}
                </select>
                {member.is_stopped.then(|| act(Words::Unlock, MemberChange::Unlock { id }))}
                {match member.is_disabled {
                    true => act(Words::Enable, MemberChange::Enable { id }),
                    false => act(Words::Disable, MemberChange::Disable { id }),
                }}
                {(n_sessions > 0 && !is_self)
                    .then(|| act(Words::EndSessions, MemberChange::EndSessions { id }))}
                <button
                    type="button"
                    class="btn small"
                    on:click=move |_| keep(list, made, Some(whose.clone()), api::reset_link(id))
                >
                    {app.text(Words::Reset)}
                </button>
            </span>
        </li>
    }
}
