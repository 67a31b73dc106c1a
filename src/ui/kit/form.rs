//! Parts of forms: a labelled field, a note about what was refused, a button that waits.

use jejak_words::Text;
use jejak_words::ui::Door;
use leptos::html;
use leptos::prelude::*;

use crate::app::App;
use crate::server::api::Fault;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Name,
    /// A password that is there already.
    Password,
    /// A password that is being chosen.
    NewPassword,
    /// Six digits, or a recovery code.
    Code,
    RecoveryCode,
    /// Of a share: no account's, and none that a browser should keep.
    SharePassword,
}

impl Takes {
    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Name => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
            Self::Code => "one-time-code",
            Self::RecoveryCode | Self::SharePassword => "off",
        }
    }

    const fn is_password(self) -> bool {
        matches!(
            self,
            Self::Password | Self::NewPassword | Self::SharePassword
        )
    }

    const fn max_len(self) -> &'static str {
        match self {
            Self::Name => "64",
            Self::Password | Self::NewPassword | Self::SharePassword => "4096",
            Self::Code => "10",
            Self::RecoveryCode => "64",
        }
    }
}

/// A labelled field; passwords can be shown.
#[component]
pub(crate) fn Field<L: Text + Send + Sync + 'static>(
    label: L,
    takes: Takes,
    value: RwSignal<String>,
    /// Unique on the page; also the element's id.
    id: &'static str,
    #[prop(optional)] hint: Option<Door>,
    /// Gets the focus when it appears.
    #[prop(optional)]
    is_first: bool,
) -> impl IntoView {
    let app = App::expect();
    let input = NodeRef::<html::Input>::new();
    let is_shown = RwSignal::new(false);
    Effect::new(move || {
        if let Some(input) = input.get()
            && is_first
        {
            input.focus().ok();
        }
    });
    let kind = move || match takes.is_password() && !is_shown.get() {
        true => "password",
        false => "text",
    };
    let hint_id = format!("{id}-hint");
    view! {
        <div class="form-field">
            <label for=id>{app.text(label)}</label>
            <input
                id=id
                name=id
                class="field"
                type=kind
                inputmode=(takes == Takes::Code).then_some("numeric")
                autocomplete=takes.autocomplete()
                autocapitalize="none"
                spellcheck="false"
                maxlength=takes.max_len()
                required=takes != Takes::SharePassword
                aria-describedby=hint.map(|_| hint_id.clone())
                node_ref=input
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            {takes
                .is_password()
                .then(|| {
                    view! {
                        <label class="form-show">
                            <input
                                type="checkbox"
                                prop:checked=move || is_shown.get()
                                on:change=move |event| is_shown.set(event_target_checked(&event))
                            />
                            {app.text(Door::ShowPassword)}
                        </label>
                    }
                })}
            {hint
                .map(|hint| {
                    view! {
                        <p class="form-hint" id=hint_id>
                            {app.text(hint)}
                        </p>
                    }
                })}
        </div>
    }
}

/// Why the server did not do it; nothing while there is nothing to say.
#[component]
pub(crate) fn FaultNote(#[prop(into)] fault: Signal<Option<Fault>>) -> impl IntoView {
    let app = App::expect();
    view! {
        <div class="form-fault-place" role="alert">
            {move || {
                fault
                    .get()
                    .map(|fault| view! { <p class="form-fault">{fault_text(fault, app)}</p> })
            }}
        </div>
    }
}

pub(crate) fn fault_text(fault: Fault, app: App) -> String {
    use jejak_words::ui::refusal;
    let lang = app.lang();
    match fault {
        Fault::Unreachable => refusal::unreachable(lang).to_owned(),
        Fault::Refused(what, None) => refusal::refusal(what, lang).to_owned(),
        Fault::Refused(what, Some(seconds)) => {
            let what = refusal::refusal(what, lang);
            format!("{what} {}", refusal::again_in(seconds, lang))
        }
    }
}

/// The button that sends a form; it cannot be pressed twice.
#[component]
pub(crate) fn Submit<L: Text + Send + Sync + 'static>(
    label: L,
    /// What it says while it waits; None when it does not.
    #[prop(into)]
    waits: Signal<Option<Door>>,
    /// Whether there is nothing to send yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let app = App::expect();
    let is_off = move || waits.get().is_some() || disabled.get();
    let text = move || match waits.get() {
        Some(words) => words.text(app.lang()),
        None => label.text(app.lang()),
    };
    view! {
        <button type="submit" class="btn main" disabled=is_off>
            {text}
        </button>
    }
}
