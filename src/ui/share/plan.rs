//! What is chosen, and what it comes to: the parcel, and its bytes once they are packed.

use std::collections::HashSet;

use jejak_protocol::Row;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::export;
use crate::share;
use crate::state::share::{Choice, Class, Parcel, pack};

#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) incidents: RwSignal<HashSet<String>>,
    pub(super) has_lines: RwSignal<bool>,
    pub(super) hidden: RwSignal<Vec<Class>>,
    /// The lines of the evidence; none until they were read.
    lines: RwSignal<Option<Vec<Row>>>,
    /// The parcel and its preview.
    pub(super) chosen: Memo<Chosen>,
    /// The last parcel that was packed.
    packed: RwSignal<Option<Packed>>,
    /// A share is being made: the choice stays what it is until then.
    pub(super) is_making: RwSignal<bool>,
}

/// A parcel with what was hidden in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chosen {
    pub(super) parcel: Option<Parcel>,
    pub(super) pairs: Vec<(String, String)>,
}

/// A parcel as the bytes that leave this page.
#[derive(Clone)]
pub(super) struct Packed {
    pub(super) parcel: Parcel,
    pub(super) bytes: Vec<u8>,
    /// The same in few words, for a link that holds everything.
    pub(super) brief: Vec<u8>,
}

impl Plan {
    pub(super) fn new(app: App) -> Self {
        // What the person called wrong or muted can be shared, but is not proposed.
        let all = untrack(|| app.heard());
        let ids = all.iter().flat_map(|all| &all.incidents);
        let incidents = RwSignal::new(ids.map(|it| it.id.clone()).collect());
        let has_lines = RwSignal::new(false);
        let hidden = RwSignal::new(vec![Class::Mail, Class::Secret]);
        let lines = RwSignal::new(None::<Vec<Row>>);
        let chosen = Memo::new(move |_| {
            let choice = Choice {
                incidents: incidents.get(),
                has_lines: has_lines.get(),
                hidden: hidden.get(),
            };
            let analysis = app.found.get().0;
            let Some(analysis) = analysis else {
                return Chosen {
                    parcel: None,
                    pairs: Vec::new(),
                };
            };
            let (parcel, redactor) =
                lines.with(|lines| pack(&analysis, lines.as_deref().unwrap_or_default(), &choice));
            let pairs = redactor.pairs();
            Chosen {
                pairs: pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
                parcel: Some(parcel),
            }
        });
        let plan = Self {
            incidents,
            has_lines,
            hidden,
            lines,
            chosen,
            packed: RwSignal::new(None),
            is_making: RwSignal::new(false),
        };
        plan.keep_packed();
        plan
    }

    /// Compression is the browser's and takes its time: the bytes follow the choice.
    fn keep_packed(self) {
        let turn = StoredValue::new(0_u32);
        Effect::new(move || {
            let parcel = self.chosen.with(|chosen| chosen.parcel.clone());
            turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let mine = turn.get_value();
            self.packed.set(None);
            let Some(parcel) = parcel.filter(|_| !self.is_reading()) else {
                return;
            };
            spawn_local(async move {
                let bytes = share::packed(&parcel).await;
                let brief = share::packed(&parcel.brief()).await;
                // A later choice may have been made meanwhile, or the drawer closed.
                if turn.try_get_value() == Some(mine) {
                    let packed = bytes.zip(brief).map(|(bytes, brief)| Packed {
                        parcel,
                        bytes,
                        brief,
                    });
                    self.packed.try_set(packed);
                }
            });
        });
    }

    /// Whether the lines are wanted and not here yet.
    fn is_reading(self) -> bool {
        self.has_lines.get() && self.lines.with(Option::is_none)
    }

    /// The packed bytes, if they are those of the choice as it stands: what was packed before the
    /// last choice may hold names that are hidden now.
    pub(super) fn ready(self) -> Option<Packed> {
        let packed = self.packed.get()?;
        let is_chosen = self
            .chosen
            .with(|chosen| chosen.parcel.as_ref() == Some(&packed.parcel));
        (is_chosen && !self.is_reading()).then_some(packed)
    }

    /// Whether something can be made of the choice now.
    pub(super) fn is_free(self) -> bool {
        self.packed.with(Option::is_some) && !self.is_making.get()
    }

    /// The length in bytes; none while it is being packed.
    pub(super) fn n_bytes(self) -> Option<usize> {
        let n_bytes = |packed: &Packed| packed.bytes.len();
        self.packed.with(|packed| packed.as_ref().map(n_bytes))
    }

    /// The largest length in bytes that the server takes.
    pub(super) fn limit(self) -> usize {
        match self.has_lines.get() {
            true => share::MAX_EXCERPTS,
            false => share::MAX_FINDINGS,
        }
    }

    /// Runs `then` at each change of what is packed, but not at first.
    pub(super) fn on_change(self, then: impl Fn() + 'static) {
        Effect::new(move |is_later: Option<()>| {
            self.packed.track();
            if is_later.is_some() {
                then();
            }
        });
    }

    /// Whether it does not fit into a link that holds everything.
    pub(super) fn is_too_long(self) -> bool {
        let is_too_long = |packed: &Packed| share::fragment_link(&packed.brief).is_none();
        self.packed
            .with(|packed| packed.as_ref().is_some_and(is_too_long))
    }

    /// The lines are read when they are first wanted.
    pub(super) fn turn_lines(self, app: App, is_on: bool) {
        self.has_lines.set(is_on);
        if is_on && self.lines.with_untracked(Option::is_none) {
            spawn_local(async move {
                let lines = export::evidence_rows(app).await;
                self.lines.try_set(Some(lines));
            });
        }
    }

    pub(super) fn turn_class(self, class: Class, is_on: bool) {
        self.hidden.update(|hidden| {
            hidden.retain(|other| *other != class);
            if is_on {
                hidden.push(class);
            }
        });
    }
}
