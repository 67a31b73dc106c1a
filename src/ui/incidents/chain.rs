//! Stories above the list: incidents that belong together, told from top to bottom in the order in
//! which they happened, each step with the lines that prove it.

use jejak_protocol::{Chain, ChainStep, RecordRef};
use jejak_words::chain::{Steps, chain_sentence, chain_title, stage_name, step_sentence};
use jejak_words::ui::{Chains as Words, IncidentText};
use leptos::prelude::*;

use crate::app::App;
use crate::state::pick::covers;
use crate::ui::keys;
use crate::ui::kit::{RiskMark, SeverityMark};

/// The stories within the shown range.
#[component]
pub(crate) fn ChainList(
    /// No more than this many.
    n_max: usize,
) -> impl IntoView {
    let app = App::expect();
    let chains = Memo::new(move |_| {
        let range = app.view.with(|view| view.ranges.current());
        let analysis = app.heard();
        let chains = analysis.iter().flat_map(|it| it.chains.iter());
        let chains = chains.filter(|it| covers(it.range, range));
        chains.take(n_max).cloned().collect::<Vec<_>>()
    });
    view! {
        <Show when=move || chains.with(|chains| !chains.is_empty())>
            <ul class="chains" aria-label=app.text(Words::Title)>
                <For each=move || chains.get() key=|it| (it.id.clone(), it.risk, it.steps.len()) let:chain>
                    <li>
                        <Story chain=chain />
                    </li>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn Story(chain: Chain) -> impl IntoView {
    let app = App::expect();
    let (severity, risk) = (chain.severity, chain.risk);
    let chain = StoredValue::new(chain);
    let title = move || chain.with_value(|it| chain_title(it, app.lang()));
    let sentence = move || {
        let analysis = app.analysis()?;
        let said = |it: &Chain| {
            let steps = Steps::of(&it.steps, &analysis);
            app.say(|reader| chain_sentence(it, &steps, reader))
        };
        Some(chain.with_value(said))
    };
    let steps = chain.with_value(|it| it.steps.clone());
    view! {
        <details class="chain">
            <summary class="chain-head" data-item=chain.with_value(|it| it.id.clone())>
                <SeverityMark severity=severity />
                <span class="incident-words">
                    <span class="incident-title">{title}</span>
                    <span class="incident-sentence">{sentence}</span>
                </span>
                <RiskMark risk=risk severity=severity />
            </summary>
            <ol class="chain-steps">
                {steps.into_iter().map(|step| view! { <Step step=step /> }).collect_view()}
            </ol>
        </details>
    }
}

#[component]
fn Step(step: ChainStep) -> impl IntoView {
    let app = App::expect();
    let (stage, at) = (step.stage, step.at);
    let id = step.incident.clone();
    let lines = step.lines.clone();
    let step = StoredValue::new(step);
    let moment = move || match at {
        Some(at) => app.say(|reader| reader.stamp(at)),
        None => IncidentText::NoTime.text(app.lang()).to_owned(),
    };
    let sentence = move || {
        let analysis = app.analysis()?;
        let said = |it: &ChainStep| {
            let steps = Steps::of([it], &analysis);
            app.say(|reader| step_sentence(it, &steps, reader))
        };
        Some(step.with_value(said))
    };
    let open = move |_| {
        app.view.update(|view| view.open_incident(&id));
        keys::focus_main();
    };
    view! {
        <li class="chain-step">
            <span class="chain-moment">{moment}</span>
            <span class="chain-words">
                <span class="muted">{move || stage_name(stage, app.lang())}</span>
                <button type="button" class="link" on:click=open>
                    {sentence}
                </button>
                <span class="chain-lines">
                    {lines.into_iter().map(|at| view! { <Place at=at /> }).collect_view()}
                </span>
            </span>
        </li>
    }
}

/// `auth.log:1024`, a way to the line among the records.
#[component]
fn Place(at: RecordRef) -> impl IntoView {
    let app = App::expect();
    view! {
        <button
            type="button"
            class="link mono"
            title=app.text(IncidentText::OpenInRecords)
            on:click=move |_| app.view.update(|view| view.open_record(at, None))
        >
            {format!("{}:{}", app.file_name(at.file), at.line + 1)}
        </button>
    }
}
