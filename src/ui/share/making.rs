//! The ways out: a link to the server's copy, a link that holds everything, a file, a page.

use jejak_protocol::server::{Secret, ShareLife};
use jejak_words::ui::{Door, Share as Words, share as texts};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::plan::Plan;
use super::{LIVES, may_keep};
use crate::app::{App, Overlay};
use crate::export;
use crate::server::api::{self, Fault};
use crate::share::{self, Order};
use crate::state::view::Room;
use crate::ui::kit::copy::CopyButton;
use crate::ui::kit::form::{FaultNote, Field, Submit, Takes};
use crate::ui::kit::qr::Qr;

/// A link to hand over, and the id of the server's copy where there is one.
#[derive(Clone)]
struct Link {
    url: Secret,
    kept: Option<share::Made>,
}

#[component]
pub(super) fn Making(plan: Plan) -> impl IntoView {
    let app = App::expect();
    let link = RwSignal::new(None::<Link>);
    // Another choice makes another share.
    plan.on_change(move || link.set(None));
    view! {
        {move || match link.get() {
            Some(made) => view! { <Ready made=made link=link /> }.into_any(),
            None => {
                view! {
                    {app.server.is_there.then(|| view! { <Keep plan=plan link=link /> })}
                    <TakeAway plan=plan link=link />
                }
                    .into_any()
            }
        }}
    }
}

/// On the server, for those who may.
#[component]
fn Keep(plan: Plan, link: RwSignal<Option<Link>>) -> impl IntoView {
    let app = App::expect();
    let sign_in = move |_| {
        app.overlay.set(None);
        app.enter(Some(Room::Account));
    };
    view! {
        {move || match may_keep(app) {
            Some(true) => view! { <KeepForm plan=plan link=link /> }.into_any(),
            Some(false) => {
                view! {
                    <p>
                        {app.text(Words::SignInFirst)} " "
                        <button type="button" class="link" on:click=sign_in>
                            {app.text(Door::Title)}
                        </button>
                    </p>
                }
                    .into_any()
            }
            None => ().into_any(),
        }}
    }
}

#[component]
fn KeepForm(plan: Plan, link: RwSignal<Option<Link>>) -> impl IntoView {
    let app = App::expect();
    let life = RwSignal::new(ShareLife::Week);
    let burns = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(packed) = untrack(|| plan.ready()) else {
            return;
        };
        if waits.get_untracked().is_some() || packed.bytes.len() > untrack(|| plan.limit()) {
            return;
        }
        fault.set(None);
        waits.set(Some(Door::Asking));
        plan.is_making.set(true);
        let order = Order {
            life: life.get_untracked(),
            burns: burns.get_untracked(),
            password: Secret::new(password.get_untracked()),
        };
        let has_lines = plan.has_lines.get_untracked();
        spawn_local(async move {
            let made = share::make(&packed.bytes, has_lines, &order).await;
            waits.try_set(None);
            plan.is_making.try_set(false);
            match made {
                Ok(made) => {
                    link.try_set(Some(Link {
                        url: made.link.clone(),
                        kept: Some(made),
                    }));
                }
                Err(error) => {
                    fault.try_set(Some(error));
                    app.server.note(error);
                }
            }
        });
    };
    view! {
        <form class="form share-part" on:submit=submit>
            <div class="form-line">
                <label>
                    {app.text(Words::Life)} " "
                    <select
                        class="field"
                        id="share-life"
                        on:change=move |event| {
                            if let Some(chosen) = ShareLife::from_name(&event_target_value(&event)) {
                                life.set(chosen);
                            }
                        }
                    >
                        {LIVES
                            .map(|it| {
                                view! {
                                    <option value=it.name() selected=move || life.get() == it>
                                        {move || texts::life(it, app.lang())}
                                    </option>
                                }
                            })
                            .into_iter()
                            .collect_view()}
                    </select>
                </label>
                <label title=app.text(Words::BurnHint)>
                    <input
                        type="checkbox"
                        id="share-burn"
                        prop:checked=move || burns.get()
                        on:change=move |event| burns.set(event_target_checked(&event))
                    />
                    " "
                    {app.text(Words::Burn)}
                </label>
            </div>
            <Show when=move || burns.get()>
                <p class="form-hint">{app.text(Words::BurnHint)}</p>
            </Show>
            <Field
                label=Words::Password
                takes=Takes::SharePassword
                value=password
                id="share-password"
            />
            <p class="form-hint">{app.text(Words::PasswordHint)}</p>
            <FaultNote fault=fault />
            <p class="form-acts">
                <Submit
                    label=Words::Make
                    waits=waits
                    disabled=Signal::derive(move || !plan.is_free())
                />
            </p>
        </form>
    }
}

/// What needs no server.
#[component]
fn TakeAway(plan: Plan, link: RwSignal<Option<Link>>) -> impl IntoView {
    let app = App::expect();
    let ready = move || untrack(|| plan.ready());
    let is_off = move || !plan.is_free();
    let to_link = move |_| {
        if let Some(packed) = ready() {
            let url = share::fragment_link(&packed.brief);
            link.set(url.map(|url| Link { url, kept: None }));
        }
    };
    // A browser that refuses downloads says so itself.
    let to_file = move |_| {
        if let Some(packed) = ready() {
            // Of the parcel, whose names are hidden, not of the files.
            let stem = export::stem_of(&packed.parcel);
            share::save(&packed.bytes, &stem).ok();
        }
    };
    let to_html = move |_| {
        if let Some(packed) = ready() {
            export::save_html(app, &packed.parcel).ok();
        }
    };
    view! {
        <div class="share-part">
            <p class="form-acts">
                <button type="button" class="btn" disabled=is_off on:click=to_file>
                    {app.text(Words::MakeFile)}
                </button>
                <button type="button" class="btn" disabled=is_off on:click=to_html>
                    {app.text(Words::MakeHtml)}
                </button>
                <button
                    type="button"
                    class="btn"
                    disabled=move || is_off() || plan.is_too_long()
                    on:click=to_link
                >
                    {app.text(Words::MakeFragment)}
                </button>
            </p>
            <Show when=move || plan.is_too_long()>
                <p class="form-hint">{app.text(Words::FragmentLong)}</p>
            </Show>
        </div>
    }
}

/// The link, its picture, and the way to take it back.
#[component]
fn Ready(made: Link, link: RwSignal<Option<Link>>) -> impl IntoView {
    let app = App::expect();
    let url = made.url.expose().to_owned();
    let (shown, drawn) = (url.clone(), url.clone());
    let is_kept = made.kept.is_some();
    let hint = match (is_kept, made.kept.as_ref().is_some_and(|made| made.burns)) {
        (false, _) => Words::FragmentOpen,
        (true, false) => Words::ReadyHint,
        (true, true) => Words::BurnHint,
    };
    let fault = RwSignal::new(None::<Fault>);
    let kept = StoredValue::new(made.kept);
    let delete = move |_| {
        let Some(made) = kept.get_value() else { return };
        spawn_local(async move {
            match api::delete_share(&made.id).await {
                Ok(()) => {
                    link.try_set(None);
                }
                Err(error) => {
                    fault.try_set(Some(error));
                }
            }
        });
    };
    let mine = move |_| {
        app.overlay.update(|overlay| {
            *overlay = overlay.filter(|it| *it != Overlay::Share);
        });
        app.enter(Some(Room::Shares));
    };
    view! {
        <div class="share-part sheet" role="status">
            <h3>{app.text(Words::Ready)}</h3>
            <p>{app.text(hint)}</p>
            <p class="secret-line">
                <code class="secret share-link">{shown}</code>
                " "
                <CopyButton label=jejak_words::ui::Account::CopyLink text=move || url.clone() />
            </p>
            <Qr text=drawn name=Signal::derive(app.text(Words::QrName)) />
            <FaultNote fault=fault />
            <p class="form-acts">
                <button type="button" class="btn" on:click=move |_| link.set(None)>
                    {app.text(Words::Another)}
                </button>
                {is_kept
                    .then(|| {
                        view! {
                            <button type="button" class="btn" on:click=delete>
                                {app.text(Words::Delete)}
                            </button>
                            <button type="button" class="btn" on:click=mine>
                                {app.text(Words::Mine)}
                            </button>
                        }
                    })}
            </p>
        </div>
    }
}
