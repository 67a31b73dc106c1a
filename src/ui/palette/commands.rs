//! What the palette offers, in the chosen language, and how each is carried out.

use jejak_protocol::{FileId, Filter};
use jejak_words::ui::{Export, Frame, Keys, Marks, OwnFormat, Palette as Words, Share};
use jejak_words::{Lang, visible};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::{App, Described, Overlay};
use crate::export::{self, Kind};
use crate::state::prefs::Theme;
use crate::state::view::{Room, View};
use crate::state::zone::ZoneChoice;
use crate::ui::export::print;
use crate::ui::kit::zone::zone_name;
use crate::ui::server::room_name;
use crate::ui::{frame, keys};

/// Incidents and files that are offered: with more, words find the rest.
const N_LISTED: usize = 40;
/// Incidents before anything was typed.
const N_TOP: usize = 5;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Go(View),
    Enter(Room),
    Incident(String),
    File(FileId),
    Search,
    ClearFilters,
    UndoRange,
    Wrap,
    Save(Kind),
    Print,
    Share,
    Lang(Lang),
    Theme(Theme),
    Zone(ZoneChoice),
    Keys,
    Ledger,
    Marks,
    Unsay,
    Describe,
    ReadAgain,
    New,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) group: Words,
    pub(super) text: String,
    /// The key that does the same.
    pub(super) key: &'static str,
    pub(super) act: Act,
}

/// Commands whose text has all the words, those of the page before incidents and files.
pub(super) fn fitting(app: App, words: &str) -> Vec<Command> {
    let wanted = words.to_lowercase();
    let fits = |command: &Command| {
        let text = command.text.to_lowercase();
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    let mut all: Vec<Command> = of_page(app).into_iter().filter(fits).collect();
    let n_incidents = if wanted.trim().is_empty() {
        N_TOP
    } else {
        N_LISTED
    };
    all.extend(incidents(app).into_iter().filter(fits).take(n_incidents));
    all.extend(files(app).into_iter().filter(fits).take(N_LISTED));
    all
}

fn of_page(app: App) -> Vec<Command> {
    let lang = app.lang();
    let is_open = app.run.with(|run| !run.files.is_empty());
    let has_analysis = app.has_analysis();
    let mut all = Vec::new();
    let mut add = |group: Words, text: String, key: &'static str, act: Act| {
        all.push(Command {
            group,
            text,
            key,
            act,
        });
    };
    if is_open {
        for view in View::ALL {
            let (_, name, key) = frame::item_of(view);
            let text = name.text(lang).to_owned();
            add(Words::GroupView, text, key.unwrap_or(""), Act::Go(view));
        }
    }
    if app.server.is_there {
        for room in Room::ALL {
            let text = room_name(room, lang).to_owned();
            add(Words::GroupView, text, "", Act::Enter(room));
        }
    }
    let mut act = |text: &str, key: &'static str, act: Act| {
        add(Words::GroupAct, text.to_owned(), key, act);
    };
    if has_analysis {
        act(Words::SearchRecords.text(lang), "/", Act::Search);
        act(Words::UndoRange.text(lang), "u", Act::UndoRange);
        act(Words::ClearFilters.text(lang), "", Act::ClearFilters);
        act(Words::WrapLines.text(lang), "", Act::Wrap);
        for (words, kind) in [
            (Export::Markdown, Kind::Markdown),
            (Export::Csv, Kind::Csv),
            (Export::Json, Kind::Json),
        ] {
            let text = format!("{}: {}", Export::Title.text(lang), words.text(lang));
            act(&text, "", Act::Save(kind));
        }
        act(Marks::Title.text(lang), "", Act::Marks);
        act(Keys::UndoMark.text(lang), "Ctrl+Z", Act::Unsay);
        act(Share::Title.text(lang), "", Act::Share);
        act(Export::Print.text(lang), "", Act::Print);
    }
    if is_open {
        act(Words::ReadAgain.text(lang), "", Act::ReadAgain);
        act(Words::NewAnalysis.text(lang), "", Act::New);
    }
    act(OwnFormat::Title.text(lang), "", Act::Describe);
    act(Words::Ledger.text(lang), "", Act::Ledger);
    act(Words::Shortcuts.text(lang), "?", Act::Keys);
    for other in Lang::ALL {
        let text = format!("{}: {}", Frame::Language.text(lang), other.name());
        act(&text, "", Act::Lang(other));
    }
    for theme in Theme::ALL {
        act(&frame::theme_text(theme, lang), "", Act::Theme(theme));
    }
    for zone in ZoneChoice::ALL {
        let text = format!("{}: {}", Frame::ShownZone.text(lang), zone_name(app, zone));
        act(&text, "", Act::Zone(zone));
    }
    all
}

fn incidents(app: App) -> Vec<Command> {
    let Some(analysis) = app.analysis() else {
        return Vec::new();
    };
    let command = |it: &jejak_protocol::Incident| Command {
        group: Words::GroupIncident,
        text: jejak_words::title(it, app.lang()),
        key: "",
        act: Act::Incident(it.id.clone()),
    };
    analysis.incidents.iter().map(command).collect()
}

fn files(app: App) -> Vec<Command> {
    app.run.with(|run| {
        (0..)
            .zip(&run.files)
            .map(|(file, facts)| Command {
                group: Words::GroupFile,
                text: visible(&facts.name).into_owned(),
                key: "",
                act: Act::File(FileId(file)),
            })
            .collect()
    })
}

/// Carries a command out, once the palette has gone and given the focus back.
pub(super) fn run(app: App, act: Act) {
    match act {
        Act::Go(view) => {
            app.go(view);
            keys::focus_main();
        }
        Act::Enter(room) => {
            app.enter(Some(room));
            keys::focus_main();
        }
        Act::Incident(id) => {
            app.view.update(|view| view.open_incident(&id));
            keys::focus_main();
        }
        Act::File(file) => {
            let filter = Filter {
                files: vec![file],
                ..Filter::default()
            };
            app.view.update(|view| view.open_records(filter));
            keys::focus_main();
        }
        Act::Search => {
            keys::focus_search();
        }
        Act::ClearFilters => app.view.update(|view| {
            view.filter = Filter::default();
            view.pick = Default::default();
            view.ranges.back_to(0);
            view.at = None;
        }),
        Act::UndoRange => app.view.update(|view| view.ranges.undo()),
        Act::Wrap => app.wraps.update(|wraps| *wraps = !*wraps),
        Act::Save(kind) => spawn_local(async move {
            export::save(app, kind).await;
        }),
        Act::Print => print(),
        Act::Share => app.overlay.set(Some(Overlay::Share)),
        Act::Lang(lang) => app.prefs.update(|prefs| prefs.lang = lang),
        Act::Theme(theme) => app.prefs.update(|prefs| prefs.theme = theme),
        Act::Zone(zone) => app.prefs.update(|prefs| prefs.zone = zone),
        Act::Marks => app.overlay.set(Some(Overlay::Marks)),
        Act::Unsay => {
            app.unsay();
        }
        Act::Keys => app.overlay.set(Some(Overlay::Keys)),
        Act::Ledger => app.overlay.set(Some(Overlay::Ledger)),
        Act::Describe => app.described.set(Some(Described::default())),
        Act::ReadAgain => app.read_again(),
        Act::New => app.asks_new.set(true),
    }
}
