//! A window over long lists whose rows differ in height: the list is cut into chunks, those near the
//! view are drawn, and the others are as much empty room as they took.

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Rows of a chunk: a screenful or two.
pub(crate) const N_CHUNK: usize = 50;
/// Chunks that are drawn before the browser has said which are near.
const N_FIRST: usize = 2;
/// How far beyond the edge of the view a chunk is near.
const MARGIN: &str = "800px 0px";

/// One chunk of a list.
#[derive(Clone, Copy)]
pub(crate) struct Chunk {
    /// Whether its rows are drawn.
    pub(crate) is_drawn: Signal<bool>,
    is_near: RwSignal<bool>,
    height_px: RwSignal<f64>,
}

impl Chunk {
    /// The chunk with this number among its list's, for as long as the calling component lives.
    /// `is_wanted`: a row of it is about to get the focus.
    pub(crate) fn new(number: usize, n_rows: usize, row_px: f64, is_wanted: bool) -> Self {
        let is_near = RwSignal::new(number < N_FIRST || is_wanted);
        let prints = expect_context::<Printing>().0;
        Self {
            // The keys go on into a list from what stands above it, however far above.
            is_drawn: Signal::derive(move || number == 0 || is_near.get() || prints.get()),
            is_near,
            height_px: RwSignal::new(n_rows as f64 * row_px),
        }
    }

    /// Height of the empty room.
    pub(crate) fn height(self) -> String {
        format!("{}px", self.height_px.get())
    }

    /// Follows whether the element that holds the chunk is near the view it scrolls in.
    pub(crate) fn follow<E>(self, node: NodeRef<E>)
    where
        E: ElementType,
        E::Output: JsCast + Clone + 'static,
    {
        let watching = StoredValue::new_local(None::<(IntersectionObserver, Closure<_>)>);
        Effect::new(move || {
            let Some(element) = node.get() else {
                return;
            };
            let element: Element = element.unchecked_into();
            let hear = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
                let Some(entry) = entries.iter().last() else {
                    return;
                };
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                self.note(
                    entry.is_intersecting(),
                    entry.bounding_client_rect().height(),
                );
            });
            let init = IntersectionObserverInit::new();
            init.set_root_margin(MARGIN);
            init.set_root(element.closest(".view").ok().flatten().as_ref());
            let observer =
                IntersectionObserver::new_with_options(hear.as_ref().unchecked_ref(), &init);
            match observer {
                Ok(observer) => {
                    observer.observe(&element);
                    watching.set_value(Some((observer, hear)));
                }
                // A browser without it draws everything.
                Err(_) => self.is_near.set(true),
            }
        });
        on_cleanup(move || {
            if let Some((observer, _)) = watching.try_update_value(Option::take).flatten() {
                observer.disconnect();
            }
        });
    }

    fn note(self, is_near: bool, height_px: f64) {
        if self.is_near.try_get_untracked() == Some(true) && !is_near {
            self.height_px.try_set(height_px);
        }
        if self.is_near.try_get_untracked() != Some(is_near) {
            self.is_near.try_set(is_near);
        }
    }
}

/// While the page is printed, lists are drawn whole.
#[derive(Clone, Copy)]
pub(crate) struct Printing(pub(crate) RwSignal<bool>);
