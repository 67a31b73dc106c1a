//! The catalogue of the page: one enum for each view, in its own file, so that two people can add
//! keys at once. Texts with arguments are functions beside the enum.

pub mod account;
pub mod audit;
pub mod chains;
pub mod door;
pub mod export;
pub mod failure;
pub mod file_clock;
pub mod forests;
pub mod frame;
pub mod home;
pub mod incident;
pub mod judged;
pub mod kept;
pub mod keys;
pub mod marks;
pub mod metrics;
pub mod models;
pub mod normal;
pub mod notice;
pub mod overview;
pub mod own_format;
pub mod palette;
pub mod privacy;
pub mod reading;
pub mod records;
pub mod refusal;
pub mod share;
pub mod team;
pub mod templates;
pub mod timeline;

pub use account::Account;
pub use audit::Audit;
pub use chains::Chains;
pub use door::Door;
pub use export::Export;
pub use failure::{FailureText, failure};
pub use file_clock::FileClockText;
pub use forests::Forests;
pub use frame::Frame;
pub use home::Home;
pub use incident::IncidentText;
pub use judged::Judged;
pub use kept::Kept;
pub use keys::Keys;
pub use marks::Marks;
pub use metrics::MetricsText;
pub use models::Models;
pub use normal::Normal;
pub use notice::{notice, notice_kind};
pub use overview::OverviewText;
pub use own_format::OwnFormat;
pub use palette::Palette;
pub use privacy::Privacy;
pub use reading::Reading;
pub use records::Records;
pub use refusal::refusal;
pub use share::Share;
pub use team::Team;
pub use templates::Templates;
pub use timeline::TimelineText;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Text;
    use crate::lang::Lang;

    /// Words that are the same in both languages, by choice.
    const SHARED: [&str; 13] = [
        "Jejak",
        "English",
        "Bahasa Indonesia",
        "Host",
        "F1",
        "Label",
        "Level",
        "Program",
        "ROC-AUC",
        "Status",
        "UTC",
        "recall",
        "Zoom",
    ];

    fn check<T: Text + std::fmt::Debug>(all: &[T]) {
        for key in all {
            let [en, id] = Lang::ALL.map(|lang| key.text(lang));
            for text in [en, id] {
                assert!(!text.trim().is_empty(), "{key:?} is empty");
                assert_eq!(text.trim(), text, "{key:?} has spaces around it");
                // Grok's own, which is shown as it is written.
                let text = text.replace("%{IP:source}", "");
                assert!(!text.contains(['{', '}']), "{key:?} has a placeholder");
            }
            assert!(
                en != id || SHARED.contains(&en),
                "{key:?} is not translated: {en}"
            );
            assert_eq!(
                en.ends_with(['.', '?', ':', '…']),
                id.ends_with(['.', '?', ':', '…']),
                "{key:?} ends differently"
            );
        }
    }

    #[test]
    fn every_key_is_written_in_both_languages() {
        check(Account::ALL);
        check(Audit::ALL);
        check(Chains::ALL);
        check(Door::ALL);
        check(Export::ALL);
        check(FailureText::ALL);
        check(Forests::ALL);
        check(Frame::ALL);
        check(Home::ALL);
        check(IncidentText::ALL);
        check(Kept::ALL);
        check(Judged::ALL);
        check(Keys::ALL);
        check(Marks::ALL);
        check(Models::ALL);
        check(OverviewText::ALL);
        check(OwnFormat::ALL);
        check(Palette::ALL);
        check(Privacy::ALL);
        check(Reading::ALL);
        check(Records::ALL);
        check(Share::ALL);
        check(Team::ALL);
        check(Templates::ALL);
        check(TimelineText::ALL);
    }
}
