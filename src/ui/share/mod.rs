//! Sharing what is open: what goes in, what is hidden, how large it is, and the ways out.

mod making;
mod preview;
mod shared;

pub(crate) use shared::SharedNote;

use std::collections::HashSet;

use jejak_protocol::server::{ShareLife, Standing};
use jejak_protocol::{Incident, Row};
use jejak_words::ui::{Share as Words, share as texts};
use jejak_words::{number, title};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::making::Making;
use self::preview::Preview;
use super::kit::SeverityMark;
use super::kit::drawer::Drawer;
use crate::app::{App, Overlay};
use crate::export;
use crate::server::Known;
use crate::share;
use crate::state::share::{Choice, Class, Parcel, pack};

/// What is chosen, and what it comes to.
#[derive(Clone, Copy)]
struct Plan {
    incidents: RwSignal<HashSet<String>>,
    has_lines: RwSignal<bool>,
    hidden: RwSignal<Vec<Class>>,
    /// The evidence, once it has been read.
    lines: RwSignal<Vec<Row>>,
    /// The parcel and its preview.
    packed: Memo<Packed>,
    /// Bytes after packing; none while that is under way.
    bytes: RwSignal<Option<Vec<u8>>>,
    /// The same in few words, for a link that holds everything.
    brief: RwSignal<Option<Vec<u8>>>,
}

/// A parcel with what was hidden in it.
#[derive(Clone, Debug, PartialEq)]
struct Packed {
    parcel: Option<Parcel>,
    pairs: Vec<(String, String)>,
}

impl Plan {
    fn new(app: App) -> Self {
        // What the person called wrong or muted can be shared, but is not proposed.
        let all = untrack(|| app.heard());
        let ids = all.iter().flat_map(|all| &all.incidents);
        let incidents = RwSignal::new(ids.map(|it| it.id.clone()).collect());
        let has_lines = RwSignal::new(false);
        let hidden = RwSignal::new(vec![Class::Mail, Class::Secret]);
        let lines = RwSignal::new(Vec::<Row>::new());
        let packed = Memo::new(move |_| {
            let choice = Choice {
                incidents: incidents.get(),
                has_lines: has_lines.get(),
                hidden: hidden.get(),
            };
            let analysis = app.found.get().0;
            let Some(analysis) = analysis else {
                return Packed {
                    parcel: None,
                    pairs: Vec::new(),
                };
            };
            let (parcel, redactor) = lines.with(|lines| pack(&analysis, lines, &choice));
            let pairs = redactor.pairs();
            Packed {
                pairs: pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
                parcel: Some(parcel),
            }
        });
        let plan = Self {
            incidents,
            has_lines,
            hidden,
            lines,
            packed,
            bytes: RwSignal::new(None),
            brief: RwSignal::new(None),
        };
        plan.keep_measured();
        plan
    }

    /// Compression is the browser's and takes its time: the size follows the choice.
    fn keep_measured(self) {
        let turn = StoredValue::new(0_u32);
        let measure = move |packed: &Packed| {
            turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let mine = turn.get_value();
            let parcel = packed.parcel.clone();
            spawn_local(async move {
                let Some(parcel) = parcel else { return };
                let bytes = share::packed(&parcel).await;
                let brief = share::packed(&parcel.brief()).await;
                // A later choice may have been made meanwhile, or the drawer closed.
                if turn.try_get_value() == Some(mine) {
                    self.bytes.try_set(bytes);
                    self.brief.try_set(brief);
                }
            });
        };
        Effect::new(move || self.packed.with(measure));
    }

    fn limit(self) -> usize {
        match self.has_lines.get() {
            true => share::MAX_EXCERPTS,
            false => share::MAX_FINDINGS,
        }
    }

    fn turn_class(self, class: Class, is_on: bool) {
        self.hidden.update(|hidden| {
            hidden.retain(|other| *other != class);
            if is_on {
                hidden.push(class);
            }
        });
    }
}

/// Opens the drawer; there is nothing to share while files are read.
#[component]
pub(crate) fn ShareButton() -> impl IntoView {
    let app = App::expect();
    let is_open = move || app.overlay.get() == Some(Overlay::Share);
    view! {
        <Show when=move || !app.phase.get().is_running()>
            <button
                type="button"
                class="btn"
                aria-expanded=move || is_open().to_string()
                on:click=move |_| {
                    app.overlay.set(if is_open() { None } else { Some(Overlay::Share) });
                }
            >
                {app.text(Words::Title)}
            </button>
        </Show>
    }
}

#[component]
pub(crate) fn ShareDrawer() -> impl IntoView {
    let app = App::expect();
    let plan = Plan::new(app);
    if app.server.is_there {
        app.server.ask_once();
    }
    let intro = match app.server.is_there {
        true => Words::Intro,
        false => Words::IntroStatic,
    };
    view! {
        <Drawer
            title=Signal::derive(app.text(Words::Title))
            on_close=move || app.overlay.set(None)
        >
            <div class="share">
                <p class="muted">{app.text(intro)}</p>
                <What plan=plan />
                <Hide plan=plan />
                <Preview packed=plan.packed />
                <Size plan=plan />
                <Making plan=plan />
            </div>
        </Drawer>
    }
}

#[component]
fn What(plan: Plan) -> impl IntoView {
    let app = App::expect();
    let incidents = app
        .analysis()
        .map(|all| all.incidents.clone())
        .unwrap_or_default();
    let ids: Vec<String> = incidents.iter().map(|it| it.id.clone()).collect();
    let n = ids.len();
    let is_all = move || plan.incidents.with(|chosen| chosen.len() == n);
    let turn_all = move |event| {
        let all = match event_target_checked(&event) {
            true => ids.iter().cloned().collect(),
            false => HashSet::new(),
        };
        plan.incidents.set(all);
    };
    // The lines are read when they are first wanted.
    let turn_lines = move |event| {
        let is_on = event_target_checked(&event);
        plan.has_lines.set(is_on);
        if is_on && plan.lines.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                let lines = export::evidence_rows(app).await;
                plan.lines.try_set(lines);
            });
        }
    };
    let row = move |incident: Incident| {
        let id = StoredValue::new(incident.id.clone());
        let severity = incident.severity;
        let is_on = move || {
            plan.incidents
                .with(|chosen| chosen.contains(&id.get_value()))
        };
        let turn = move |event| {
            plan.incidents.update(|chosen| {
                if event_target_checked(&event) {
                    chosen.insert(id.get_value());
                } else {
                    chosen.remove(&id.get_value());
                }
            });
        };
        view! {
            <li>
                <label class="share-incident">
                    <input type="checkbox" prop:checked=is_on on:change=turn />
                    <SeverityMark severity=severity />
                    <span>{move || title(&incident, app.lang())}</span>
                </label>
            </li>
        }
    };
    view! {
        <fieldset class="share-part">
            <legend>{app.text(Words::What)}</legend>
            <label class="form-check">
                <input type="checkbox" prop:checked=is_all on:change=turn_all />
                <span>{app.text(Words::AllIncidents)}</span>
            </label>
            <ul class="share-incidents" tabindex="0" aria-label=app.text(Words::What)>
                {incidents.into_iter().map(row).collect_view()}
            </ul>
            <Show when=move || plan.incidents.with(HashSet::is_empty)>
                <p class="form-hint">{app.text(Words::NoIncidents)}</p>
            </Show>
            <label class="form-check">
                <input
                    type="checkbox"
                    id="share-lines"
                    prop:checked=move || plan.has_lines.get()
                    on:change=turn_lines
                />
                <span>
                    {app.text(Words::Excerpts)}
                    <span class="form-hint">{app.text(Words::ExcerptsHint)}</span>
                </span>
            </label>
        </fieldset>
    }
}

#[component]
fn Hide(plan: Plan) -> impl IntoView {
    let app = App::expect();
    view! {
        <fieldset class="share-part">
            <legend>{app.text(Words::Hide)}</legend>
            <div class="share-classes">
                {Class::ALL
                    .map(|class| {
                        view! {
                            <label>
                                <input
                                    type="checkbox"
                                    prop:checked=move || {
                                        plan.hidden.with(|hidden| hidden.contains(&class))
                                    }
                                    on:change=move |event| {
                                        plan.turn_class(class, event_target_checked(&event));
                                    }
                                />
                                " "
                                {app.text(class_words(class))}
                            </label>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <p class="form-hint">{app.text(Words::HideHint)}</p>
        </fieldset>
    }
}

const fn class_words(class: Class) -> Words {
    match class {
        Class::Address => Words::HideAddresses,
        Class::User => Words::HideUsers,
        Class::Host => Words::HideHosts,
        Class::Mail => Words::HideMail,
        Class::Secret => Words::HideSecrets,
    }
}

#[component]
fn Size(plan: Plan) -> impl IntoView {
    let app = App::expect();
    let n = move || plan.bytes.with(|bytes| bytes.as_ref().map_or(0, Vec::len));
    let text = move || {
        let (n, limit) = (n() as u64, plan.limit() as u64);
        let lang = app.lang();
        texts::of_limit(lang, &number::bytes(n, lang), &number::bytes(limit, lang))
    };
    let is_too_large = move || n() > plan.limit();
    view! {
        <p class="share-size">
            <label for="share-size">{app.text(Words::Size)}</label>
            <meter
                id="share-size"
                min="0"
                max=move || plan.limit().to_string()
                prop:value=move || n() as f64
            ></meter>
            <span>{text}</span>
        </p>
        <div role="alert">
            <Show when=is_too_large>
                <p class="form-fault">{app.text(Words::TooLarge)}</p>
            </Show>
        </div>
    }
}

/// Whether this browser may keep a share on the server.
fn may_keep(app: App) -> Option<bool> {
    app.server.known.with(|known| match known {
        Known::Facts(facts) => Some(match &facts.standing {
            Standing::SignedIn { account } => crate::server::api::may_share(account),
            _ => false,
        }),
        _ => None,
    })
}

const LIVES: [ShareLife; 4] = ShareLife::ALL;
