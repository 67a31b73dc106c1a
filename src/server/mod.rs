//! The companion server as the page sees it: whether there is one, how far this browser is signed
//! in, and the requests. Drawing is left to `ui/server`.

pub(crate) mod api;
pub(crate) mod crypto;
pub(crate) mod judge;
pub(crate) mod log;
pub(crate) mod work;

use jejak_protocol::server::{Account, RecoveryCodes, Secret, ServerFacts, Standing};
use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use self::api::Fault;
use self::log::Live;
use crate::app::App;

/// How `jejak-server` with accounts names itself on the answer that brought the page.
const ANNOUNCED: &str = "jejak-accounts";

/// What is known of the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Known {
    /// Nothing was asked yet.
    #[default]
    Nothing,
    Asking,
    Facts(Box<ServerFacts>),
    Fault(Fault),
}

#[derive(Clone, Copy)]
pub(crate) struct Server {
    /// Whether the host said that it has accounts. Read from the answer that brought the page:
    /// asking costs a request.
    pub(crate) is_there: bool,
    pub(crate) known: RwSignal<Known>,
    /// The token of a link that the page was opened by.
    pub(crate) link: RwSignal<Option<Secret>>,
    /// Recovery codes that must be kept before anything else.
    pub(crate) codes: RwSignal<Option<RecoveryCodes>>,
    /// The password just given, for the first authenticator, which asks for it again; held no longer.
    pub(crate) password: RwSignal<String>,
    /// Whether an account or a password was just made with a link.
    pub(crate) is_made: RwSignal<bool>,
    /// The server's own log, while it is analysed.
    pub(crate) live: Live,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            is_there: is_announced().unwrap_or(false),
            known: RwSignal::new(Known::default()),
            link: RwSignal::new(None),
            codes: RwSignal::new(None),
            password: RwSignal::new(String::new()),
            is_made: RwSignal::new(false),
            live: Live::new(),
        }
    }

    /// The context of the page.
    pub(crate) fn expect() -> Self {
        App::expect().server
    }

    /// Asks how far this browser is, unless it is known.
    pub(crate) fn ask_once(self) {
        if self.known.with_untracked(|known| *known == Known::Nothing) {
            self.ask();
        }
    }

    pub(crate) fn ask(self) {
        // What was known stays on screen until the answer is here.
        let is_new = self
            .known
            .with_untracked(|known| !matches!(known, Known::Facts(_)));
        if is_new {
            self.known.set(Known::Asking);
        }
        spawn_local(async move {
            let answer = api::facts().await;
            self.known.try_set(match answer {
                Ok(facts) => Known::Facts(Box::new(facts)),
                Err(fault) => Known::Fault(fault),
            });
        });
    }

    /// A request was refused because the session has ended: the door is shown again.
    pub(crate) fn note(self, fault: Fault) {
        if fault.is_signed_out() {
            self.ask();
        }
    }

    pub(crate) fn set_standing(self, standing: Standing) {
        self.known.update(|known| {
            if let Known::Facts(facts) = known {
                facts.standing = standing;
                facts.needs_setup = false;
            }
        });
    }

    /// Who is signed in; followed when it changes.
    pub(crate) fn account(self) -> Option<Account> {
        self.known.with(|known| match known {
            Known::Facts(facts) => match &facts.standing {
                Standing::SignedIn { account } => Some(account.clone()),
                _ => None,
            },
            _ => None,
        })
    }
}

/// Reads `Server-Timing` of the page's own answer, which browsers show to the page without a request.
fn is_announced() -> Option<bool> {
    let performance = window().performance()?;
    let pages = performance.get_entries_by_type("navigation");
    let timing = Reflect::get(&pages.get(0), &"serverTiming".into()).ok()?;
    let names = js_sys::Array::from(&timing);
    let is_ours = |entry: JsValue| {
        let name = Reflect::get(&entry, &"name".into()).ok()?.as_string()?;
        (name == ANNOUNCED).then_some(())
    };
    Some(names.iter().any(|entry| is_ours(entry).is_some()))
}
