//! What the person says of incidents: the buttons of one, what was said last with its way back, and
//! the list of all.

mod list;
mod mute;
mod teach;
mod toast;

pub(crate) use list::{LeftOut, ListButton, MarksDrawer};
pub(crate) use teach::TeachBar;
pub(crate) use toast::Toast;

use jejak_words::ui::marks;
use jejak_words::{Lang, names, visible};

use crate::state::marks::Pattern;

/// `Password guessing: address 203.0.113.66`.
fn pattern_name(what: &Pattern, lang: Lang) -> String {
    let kind = what.kind.map(|kind| names::kind_name(kind, lang));
    let entity = what.entity.as_ref().map(|it| {
        let kind = names::entity_kind_name(it.kind, lang).to_lowercase();
        format!("{kind} {}", visible(&it.value))
    });
    match (kind, entity) {
        (Some(kind), Some(entity)) => marks::kind_of(lang, kind, &entity),
        (Some(kind), None) => marks::all_kind(lang, kind),
        (None, Some(entity)) => marks::all_of(lang, &entity),
        (None, None) => String::new(),
    }
}
