//! Parts of a view that take up what was found one after another, each in a task of its own: drawn
//! together they would keep the page from answering for longer than a person's hand takes.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use crate::app::Found;

thread_local! {
    /// Whether a view was ever drawn in turns: only the first time is so slow, because browsers
    /// compile WebAssembly when it is first called, that what is there already comes in turns too.
    static HAS_DRAWN: Cell<bool> = const { Cell::new(false) };
}

/// What was found, for each of `N` parts in its turn.
#[derive(Clone, Copy)]
pub(crate) struct Turns<const N: usize> {
    source: Memo<Found>,
    parts: [RwSignal<Found>; N],
}

impl<const N: usize> Turns<N> {
    pub(crate) fn of(source: Memo<Found>) -> Self {
        let first = match HAS_DRAWN.get() {
            true => source.get_untracked(),
            false => Found::default(),
        };
        let turns = Self {
            source,
            parts: std::array::from_fn(|_| RwSignal::new(first.clone())),
        };
        Effect::new(move || turns.hand_on(0, source.get()));
        turns
    }

    /// A signal for each part, in their order.
    pub(crate) fn parts(self) -> [ReadSignal<Found>; N] {
        self.parts.map(|part| part.read_only())
    }

    /// Whether some part has not had its turn.
    pub(crate) fn is_busy(self) -> Signal<bool> {
        Signal::derive(move || {
            let now = self.source.get();
            self.parts.iter().any(|part| part.get() != now)
        })
    }

    /// Hands what was found to the part of that number, and later to those behind it.
    fn hand_on(self, nth: usize, now: Found) {
        let Some(part) = self.parts.get(nth) else {
            HAS_DRAWN.set(true);
            return;
        };
        let has_it = part.try_with_untracked(|own| *own == now);
        match has_it {
            // The view has gone.
            None => return,
            Some(true) => {}
            Some(false) => part.set(now.clone()),
        }
        let then = move || {
            // What was found since has turns of its own.
            if self.source.try_get_untracked().as_ref() == Some(&now) {
                self.hand_on(nth + 1, now);
            }
        };
        set_timeout(then, Duration::ZERO);
    }
}
