//! The few icons, drawn as strokes in the colour of the text; always beside a name.

use leptos::prelude::*;

/// Path on a grid of 16 × 16.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Icon {
    Overview,
    Incidents,
    Records,
    Templates,
    Normal,
    Models,
    Files,
    Search,
    Lock,
    Theme,
    Close,
    Earlier,
    Later,
    Undo,
    Table,
    Fold,
    Unfold,
    Help,
    Commands,
    Person,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Overview => "M2 9.5 5 6l3 3 5.5-6M2 13.5h12",
            Self::Incidents => "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.01",
            Self::Records => "M2 3.5h12M2 8h12M2 12.5h8",
            Self::Templates => "M2 3h5v4H2zM9 3h5v4H9zM2 9.5h5v4H2zM9 9.5h5v4H9z",
            Self::Normal => "M1.5 8h3l1.5-4 3 8 1.5-4h4",
            Self::Models => "M8 2v3M8 5 4 9M8 5l4 4M2.5 9h3v4.5h-3zM10.5 9h3v4.5h-3z",
            Self::Files => "M4 1.5h5L13 5v9.5H4zM9 1.5V5h4",
            Self::Search => "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3.5 3.5",
            Self::Lock => "M3.5 7h9v7h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
            Self::Theme => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 5h3.5M8 8h6M8 11h3.5",
            Self::Close => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Self::Earlier => "M10 3.5 5.5 8l4.5 4.5",
            Self::Later => "M6 3.5 10.5 8 6 12.5",
            Self::Undo => "M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7",
            Self::Table => "M2 3h12v10H2zM2 6.5h12M2 9.75h12M6.5 3v10",
            Self::Fold => "M3.5 10 8 5.5l4.5 4.5",
            Self::Unfold => "M3.5 6 8 10.5 12.5 6",
            Self::Commands => "M2.5 4.5 6 8l-3.5 3.5M8 12h5.5",
            Self::Person => "M8 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM3 13.5a5 5 0 0 1 10 0",
            Self::Help => {
                "M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1v.6M8 11.7v.01M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z"
            }
        }
    }
}

#[component]
pub(crate) fn Pictogram(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
}
