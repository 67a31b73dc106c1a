//! The breadcrumb of ranges: everything, then each range that was gone into; each leads back.

use jejak_protocol::TimeRange;
use jejak_words::ui::TimelineText;
use leptos::prelude::*;

use super::Panel;
use crate::state::axis::spoken;

/// More would leave no room for what stands beside them; the ones between are reached by undoing.
const N_SHOWN: usize = 3;

#[component]
pub(super) fn Crumbs(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let ranges = Memo::new(move |_| app.view.with(|view| view.ranges.clone()));
    let whole = Memo::new(move |_| app.found.with(|found| found.0.as_deref()?.range));
    let name = move |range: TimeRange| app.say(|reader| reader.range_s(spoken(range)));
    let crumb = move |n: usize, range: TimeRange, is_last: bool| {
        view! {
            <li>
                <button
                    type="button"
                    class="btn bare"
                    aria-current=is_last.then_some("true")
                    on:click=move |_| back_to(panel, n)
                >
                    {move || name(range)}
                </button>
            </li>
        }
    };
    view! {
        <nav class="timeline-crumbs" aria-label=app.text(TimelineText::Ranges)>
            <ol>
                <li>
                    <button
                        type="button"
                        class="btn bare"
                        title=app.text(TimelineText::Reset)
                        aria-current=move || ranges.with(|it| it.0.is_empty()).then_some("true")
                        on:click=move |_| back_to(panel, 0)
                    >
                        {app.text(TimelineText::All)}
                        <span class="timeline-whole">
                            {move || whole.get().map(|range| format!(" · {}", name(range)))}
                        </span>
                    </button>
                </li>
                {move || {
                    let ranges = ranges.get().0;
                    let n = ranges.len();
                    let n_hidden = n.saturating_sub(N_SHOWN);
                    let gap = (n_hidden > 0).then(|| view! { <li class="muted">"…"</li> });
                    let crumbs = ranges
                        .into_iter()
                        .enumerate()
                        .skip(n_hidden)
                        .map(|(i, range)| crumb(i + 1, range, i + 1 == n))
                        .collect_view();
                    (gap, crumbs)
                }}
            </ol>
        </nav>
    }
}

fn back_to(panel: Panel, n: usize) {
    panel.app.selection.set(None);
    panel.app.view.update(|view| view.ranges.back_to(n));
}
