//! The models: a card for each, with its figures, curves, threshold, and how it decides.

mod card;
mod teach;

use std::sync::Arc;

use jejak_words::ui::{Models as Words, Reading};
use leptos::prelude::*;

use self::card::CardView;
use self::teach::Teach;
use crate::app::App;
use crate::models::Cards;
use crate::state::models::Card;
use crate::state::view::View;

#[component]
pub(crate) fn ModelsView() -> impl IntoView {
    let app = App::expect();
    app.models.load();
    view! {
        <div class="view models">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
            </div>
            <p class="muted models-what">{app.text(Words::What)}</p>
            <Teach />
            {move || match app.models.cards.get() {
                Cards::Unasked | Cards::Loading => {
                    view! { <p role="status">{app.text(Words::Loading)}</p> }.into_any()
                }
                Cards::Failed => {
                    view! {
                        <div class="note" role="alert">
                            <p>{app.text(Words::Failed)}</p>
                            <button type="button" class="btn" on:click=move |_| app.models.load()>
                                {app.text(Reading::ReadAgain)}
                            </button>
                        </div>
                    }
                        .into_any()
                }
                Cards::Here(cards) => view! { <Shipped cards=cards /> }.into_any(),
            }}
            <section class="models-group" aria-labelledby="models-normal">
                <h2 id="models-normal">{app.text(Words::NormalDays)}</h2>
                <p>
                    {app.text(Words::NormalDaysHint)} " "
                    <button type="button" class="link" on:click=move |_| app.go(View::Normal)>
                        {app.text(Words::OpenNormal)}
                    </button>
                </p>
            </section>
        </div>
    }
}

/// The models that come with the page: those that read rows, then the networks.
#[component]
fn Shipped(cards: Arc<[Card]>) -> impl IntoView {
    let app = App::expect();
    let (trees, networks): (Vec<Card>, Vec<Card>) =
        cards.iter().cloned().partition(|card| card.model.is_some());
    let (forests, audit): (Vec<Card>, Vec<Card>) =
        trees.into_iter().partition(Card::judges_sources);
    let group =
        move |id: &'static str, title: Words, hint: Words, limits: Words, cards: Vec<Card>| {
            (!cards.is_empty()).then(|| {
                view! {
                    <section class="models-group" aria-labelledby=id>
                        <h2 id=id>{app.text(title)}</h2>
                        <p class="models-what">{app.text(hint)}</p>
                        {cards
                            .into_iter()
                            .map(|card| view! { <CardView card=card limits=limits /> })
                            .collect_view()}
                    </section>
                }
            })
        };
    view! {
        {group(
            "models-forests",
            Words::Forests,
            Words::UseForests,
            Words::LimitsForests,
            forests,
        )}
        {group(
            "models-audit",
            Words::Audit,
            Words::UseAudit,
            Words::LimitsAudit,
            audit,
        )}
        {group(
            "models-networks",
            Words::Networks,
            Words::UseNetworks,
            Words::LimitsNetworks,
            networks,
        )}
    }
}
