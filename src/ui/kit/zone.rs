//! The menu of zones: the browser's own and the presets.

use jejak_words::ui::Frame;
use leptos::prelude::*;

use crate::app::App;
use crate::state::zone::ZoneChoice;

#[component]
pub(crate) fn ZoneSelect(
    #[prop(into)] chosen: Signal<ZoneChoice>,
    on_choose: impl Fn(ZoneChoice) + 'static,
) -> impl IntoView {
    let app = App::expect();
    view! {
        <select
            class="field"
            prop:value=move || chosen.get().key()
            on:change=move |event| {
                if let Some(zone) = ZoneChoice::from_key(&event_target_value(&event)) {
                    on_choose(zone);
                }
            }
        >
            {ZoneChoice::ALL
                .map(|zone| {
                    view! {
                        <option value=zone.key() selected=move || chosen.get() == zone>
                            {move || zone_name(app, zone)}
                        </option>
                    }
                })
                .into_iter()
                .collect_view()}
        </select>
    }
}

/// Name of a zone in a list.
pub(crate) fn zone_name(app: App, choice: ZoneChoice) -> String {
    let lang = app.lang();
    match choice {
        ZoneChoice::Browser => {
            let name = app.zone_of(choice).name;
            format!("{} · {name}", Frame::BrowserZone.text(lang))
        }
        ZoneChoice::Utc => Frame::Utc.text(lang).to_owned(),
        ZoneChoice::Wib => Frame::Wib.text(lang).to_owned(),
        ZoneChoice::Wita => Frame::Wita.text(lang).to_owned(),
        ZoneChoice::Wit => Frame::Wit.text(lang).to_owned(),
    }
}
