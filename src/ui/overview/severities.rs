//! How many incidents there are of each severity; a row opens the list of them.

use std::sync::Arc;

use jejak_protocol::{Analysis, Severity};
use leptos::prelude::*;

use crate::app::App;
use crate::state::names::wire_name;
use crate::state::view::View;
use crate::ui::kit::{Count, SeverityMark};

#[component]
pub(super) fn Severities(analysis: Arc<Analysis>) -> impl IntoView {
    let app = App::expect();
    let n_all = analysis.incidents.len().max(1);
    let rows = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| {
            let of = |it: &&jejak_protocol::Incident| it.severity == severity;
            let n = analysis.incidents.iter().filter(of).count();
            let percent = n * 100 / n_all;
            let open = move |_| {
                app.view.update(|view| {
                    view.go(View::Incidents);
                    view.pick.severities = vec![severity];
                });
            };
            view! {
                <li>
                    <button type="button" class="severity-row" disabled=n == 0 on:click=open>
                        <SeverityMark severity=severity named=true />
                        <span class=format!("bar {}", wire_name(&severity)) aria-hidden="true">
                            <span class="fill" style:width=format!("{percent}%")></span>
                        </span>
                        <Count n=n as u64 />
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="severities">{rows}</ul> }
}
