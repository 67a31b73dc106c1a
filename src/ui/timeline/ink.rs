//! The chart's colours and type, read from the style sheet: a chart library cannot use CSS variables.

use jejak_protocol::{Level, Severity};
use leptos::prelude::{document, window};
use web_sys::CssStyleDeclaration;

use crate::state::names::wire_name;

/// The smallest type size of the page.
pub(super) const SIZE_PX: f64 = 12.0;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ink {
    levels: [String; 7],
    severities: [String; 5],
    /// Of the lines of metrics, and of the area between their lowest and highest values.
    pub(super) metric: String,
    pub(super) metric_soft: String,
    pub(super) text: String,
    pub(super) muted: String,
    pub(super) line: String,
    pub(super) surface: String,
    pub(super) raised: String,
    pub(super) font: String,
}

impl Ink {
    /// As the page is dressed now.
    pub(super) fn read() -> Self {
        let style = document()
            .document_element()
            .and_then(|root| window().get_computed_style(&root).ok().flatten());
        let token = |name: &str| {
            style
                .as_ref()
                .map_or_else(String::new, |it| value(it, name))
        };
        Self {
            levels: Level::ALL.map(|level| token(&format!("--level-{}", wire_name(&level)))),
            severities: Severity::ALL
                .map(|severity| token(&format!("--sev-{}", wire_name(&severity)))),
            metric: token("--accent"),
            metric_soft: token("--accent-soft"),
            text: token("--text"),
            muted: token("--text-2"),
            line: token("--line"),
            surface: token("--surface"),
            raised: token("--surface"),
            font: token("--font"),
        }
    }

    pub(super) fn level(&self, level: Level) -> &str {
        self.levels.get(level.index()).map_or("", String::as_str)
    }

    pub(super) fn severity(&self, severity: Severity) -> &str {
        let colour = self.severities.get(severity as usize);
        colour.map_or("", String::as_str)
    }
}

fn value(style: &CssStyleDeclaration, name: &str) -> String {
    let value = style.get_property_value(name).unwrap_or_default();
    value.trim().to_owned()
}
