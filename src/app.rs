//! What every view shares: the view state, the preferences, the run, and the way to act on them.
//!
//! A typed context, copied freely. Views read its signals and call its methods; only here the run is
//! started. What is kept, what the person says and the address have files of their own.

mod address;
mod kept;
mod said;

use std::collections::HashMap;
use std::sync::Arc;

use jejak_protocol::server::Secret;
use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{
    Analysis, CustomFormat, FileClock, FileFacts, FileId, Incident, RecordRef, Row, TimeRange,
    UserChoices, Zone,
};
use jejak_words::time::offset_name;
use jejak_words::{Lang, Reader, Text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::arrival;
use crate::browser;
use crate::forests::Forests;
use crate::intake::{Given, Intake};
use crate::models::Models;
use crate::normal::NormalDay;
use crate::server::Server;
use crate::share::{self, Unopened};
use crate::state::clocks::{Clocks, FileZone};
use crate::state::fragment;
use crate::state::groups::Groups;
use crate::state::marks::{self, Act, Marks};
use crate::state::own_formats::OwnFormats;
use crate::state::prefs::Preferences;
use crate::state::run::{Phase, Run};
use crate::state::view::{Room, View, ViewState};
use crate::state::zone::ZoneChoice;
use crate::worker_client::{Event, WorkerClient};

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    Commands,
    Keys,
    Ledger,
    Marks,
    Share,
}

/// A log format that is being described.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) format: CustomFormat,
    /// The name of the one that it takes the place of.
    pub(crate) replaces: Option<String>,
    /// Whose lines it is tried on.
    pub(crate) file: Option<FileId>,
}

/// The span of a run that there was not: no request lies in it.
const NO_RUN_MS: (f64, Option<f64>) = (f64::INFINITY, None);

/// An analysis that equals only itself: comparing two would cost more than drawing one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found(pub(crate) Option<Arc<Analysis>>);

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) struct App {
    pub(crate) view: RwSignal<ViewState>,
    pub(crate) prefs: RwSignal<Preferences>,
    pub(crate) run: RwSignal<Run>,
    pub(crate) phase: Memo<Phase>,
    pub(crate) found: Memo<Found>,
    pub(crate) overlay: RwSignal<Option<Overlay>>,
    /// What the person said of incidents.
    pub(crate) marks: RwSignal<Marks>,
    /// Whether that is kept on this device.
    pub(crate) keeps_marks: RwSignal<bool>,
    /// What was said last, until it goes away.
    pub(crate) said: RwSignal<Option<Act>>,
    /// What was found without what is wrong or muted.
    pub(crate) heard: Memo<Found>,
    /// Templates that the person joined.
    pub(crate) groups: RwSignal<Groups>,
    /// Under which name this analysis is kept on this device.
    pub(crate) kept_id: RwSignal<Option<String>>,
    /// Whether the person is asked if the analysis may go.
    pub(crate) asks_new: RwSignal<bool>,
    /// The range that is chosen on the timeline, until it is gone into or dropped.
    pub(crate) selection: RwSignal<Option<TimeRange>>,
    /// The incident that was looked at last: its list shows it again.
    pub(crate) left_incident: StoredValue<Option<String>>,
    /// Whether long lines of records wrap.
    pub(crate) wraps: RwSignal<bool>,
    /// When the run began and ended, on the page's clock.
    pub(crate) run_span_ms: RwSignal<(f64, Option<f64>)>,
    /// Zone in which stamps without one will be read.
    pub(crate) source_zone: RwSignal<ZoneChoice>,
    /// The zone that the current run reads them in.
    run_zone: StoredValue<ZoneChoice>,
    /// Files whose clock is read in its own way.
    pub(crate) clocks: RwSignal<Clocks>,
    /// What is usual, as far as it was learned.
    pub(crate) normal: NormalDay,
    /// Cards of the models that come with the page.
    pub(crate) models: Models,
    /// Forests over what sources do: the person's own, and the one that judges.
    pub(crate) forests: Forests,
    /// Log formats that the person described.
    pub(crate) formats: RwSignal<OwnFormats>,
    /// Whether the browser keeps them.
    pub(crate) formats_stored: RwSignal<bool>,
    /// The one that is being described, over the views.
    pub(crate) described: RwSignal<Option<Described>>,
    /// The one that another view was opened over before it was saved.
    pub(crate) unfinished: RwSignal<Option<Described>>,
    pub(crate) client: StoredValue<WorkerClient, LocalStorage>,
    pub(crate) server: Server,
    /// A share that the page was opened by, until it is opened or left.
    pub(crate) share_link: RwSignal<Option<Secret>>,
    /// Whether the share that is open was the only copy.
    pub(crate) has_burnt: RwSignal<bool>,
    /// A dropped file that was to hold a share, and did not.
    pub(crate) unopened: RwSignal<Option<Unopened>>,
    /// The lines that were shared with the open analysis.
    pub(crate) shared_lines: StoredValue<HashMap<RecordRef, Row>>,
    handles: StoredValue<Vec<File>, LocalStorage>,
    browser_zone: StoredValue<Zone>,
}

impl App {
    pub(crate) fn new() -> Self {
        let arrival = arrival::take();
        let app = Self::from_address();
        if let Some(arrival) = arrival {
            app.arrive(arrival);
        }
        app
    }

    fn from_address() -> Self {
        let stored = browser::stored_preferences();
        let (view, prefs) = fragment::from_fragment(&browser::fragment(), &stored);
        let run = RwSignal::new(Run::default());
        let run_span_ms = RwSignal::new(NO_RUN_MS);
        let found = Memo::new(move |_| Found(run.with(|run| run.analysis.clone())));
        let marks = RwSignal::new(Marks::default());
        let heard = Memo::new(move |_| {
            let analysis = found.get().0;
            Found(analysis.map(|all| marks.with(|marks| marks::heard(&all, marks))))
        });
        Self {
            view: RwSignal::new(view),
            prefs: RwSignal::new(prefs),
            run,
            phase: Memo::new(move |_| run.with(|run| run.phase)),
            found,
            overlay: RwSignal::new(None),
            marks,
            keeps_marks: RwSignal::new(false),
            said: RwSignal::new(None),
            heard,
            groups: RwSignal::new(Groups::default()),
            kept_id: RwSignal::new(None),
            asks_new: RwSignal::new(false),
            selection: RwSignal::new(None),
            left_incident: StoredValue::new(None),
            wraps: RwSignal::new(false),
            run_span_ms,
            source_zone: RwSignal::new(ZoneChoice::default()),
            run_zone: StoredValue::new(ZoneChoice::default()),
            clocks: RwSignal::new(Clocks::default()),
            normal: NormalDay::new(),
            models: Models::new(),
            forests: Forests::new(),
            formats: RwSignal::new(browser::stored_formats()),
            formats_stored: RwSignal::new(true),
            described: RwSignal::new(None),
            unfinished: RwSignal::new(None),
            client: StoredValue::new_local(WorkerClient::new(move |event| {
                take(event, run, run_span_ms);
            })),
            server: Server::new(),
            share_link: RwSignal::new(None),
            has_burnt: RwSignal::new(false),
            unopened: RwSignal::new(None),
            shared_lines: StoredValue::new(HashMap::new()),
            handles: StoredValue::new_local(Vec::new()),
            browser_zone: StoredValue::new(browser::browser_zone()),
        }
    }

    /// The context of the page; every view runs within it.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    // Words.

    pub(crate) fn lang(self) -> Lang {
        self.prefs.with(|prefs| prefs.lang)
    }

    /// A text of the catalogue in the chosen language, followed when it changes.
    pub(crate) fn text<T: Text + Send + Sync + 'static>(
        self,
        key: T,
    ) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
        move || key.text(self.lang())
    }

    /// Says something in the chosen language and zone, followed when they change.
    pub(crate) fn say<R>(self, say: impl FnOnce(Reader<'_>) -> R) -> R {
        let zone = self.zone();
        say(Reader::new(self.lang(), &zone))
    }

    /// The zone in which the run reads stamps that name none.
    pub(crate) fn run_zone(self) -> ZoneChoice {
        self.run_zone.get_value()
    }

    /// The zone in which times are shown.
    pub(crate) fn zone(self) -> Zone {
        self.zone_of(self.prefs.with(|prefs| prefs.zone))
    }

    pub(crate) fn zone_of(self, choice: ZoneChoice) -> Zone {
        match (choice.abbreviation(), choice.fixed_offset_s()) {
            (Some(name), Some(offset_s)) => Zone::fixed(name, offset_s),
            _ => self.browser_zone.get_value(),
        }
    }

    // What was found.

    pub(crate) fn analysis(self) -> Option<Arc<Analysis>> {
        self.found.get().0
    }

    /// What was found without what the person called wrong or muted.
    pub(crate) fn heard(self) -> Option<Arc<Analysis>> {
        self.heard.get().0
    }

    pub(crate) fn has_analysis(self) -> bool {
        self.found.with(|found| found.0.is_some())
    }

    /// The open incident.
    pub(crate) fn incident(self) -> Option<Incident> {
        let id = self.view.with(|view| view.incident.clone())?;
        let analysis = self.analysis()?;
        analysis.incidents.iter().find(|it| it.id == id).cloned()
    }

    /// A file's name as it was given; without its folder, which is the same for most.
    pub(crate) fn file_name(self, file: FileId) -> String {
        self.run.with(|run| {
            run.files
                .get(file.0 as usize)
                .map(|facts| base_name(&facts.name).to_owned())
                .unwrap_or_default()
        })
    }

    // Acts.

    /// Reads these files; what was read before is forgotten.
    pub(crate) fn open(self, intake: Intake, source_zone: ZoneChoice) {
        if intake.files.is_empty() {
            return;
        }
        self.unopened.set(None);
        self.described.set(None);
        if let Some(file) = shared_file(&intake.files) {
            spawn_local(async move {
                match share::open_file(&file).await {
                    Ok(opened) => self.show_shared(opened),
                    Err(why) => self.unopened.set(Some(why)),
                }
            });
            return;
        }
        self.run_zone.set_value(source_zone);
        self.clocks.set(Clocks::default());
        let facts: Vec<FileFacts> = intake.files.iter().map(Given::facts).collect();
        let files: Vec<File> = intake.files.into_iter().map(|given| given.file).collect();
        self.handles.set_value(files);
        self.groups.set(Groups::default());
        self.normal.compared.set(None);
        self.view.update(|view| {
            *view = ViewState {
                pick: view.pick.clone(),
                ..ViewState::default()
            };
        });
        self.begin(facts, intake.is_cut);
    }

    /// Reads the same files anew.
    pub(crate) fn read_again(self) {
        let (facts, has_left_out) = self
            .run
            .with_untracked(|run| (run.given().to_vec(), run.has_left_out));
        self.begin(facts, has_left_out);
    }

    /// Reads files that have grown; what is looked at stays.
    pub(crate) fn grow(self, given: Vec<Given>) {
        let facts: Vec<FileFacts> = given.iter().map(Given::facts).collect();
        let files: Vec<File> = given.into_iter().map(|given| given.file).collect();
        self.handles.set_value(files);
        self.begin(facts, false);
    }

    fn begin(self, facts: Vec<FileFacts>, has_left_out: bool) {
        self.kept_id.set(None);
        self.normal.forget();
        let mut id = Default::default();
        self.run
            .update(|run| id = run.begin(facts.clone(), has_left_out));
        self.run_span_ms.set((browser::now_ms(), None));
        let choices = UserChoices {
            source_zone: self.zone_of(self.run_zone.get_value()),
            formats: self
                .formats
                .with_untracked(|formats| formats.list().to_vec()),
            clocks: self.file_clocks(),
        };
        let files = self.handles.get_value();
        self.client
            .with_value(|client| client.start(id, facts, choices, files));
    }

    /// What the person said of the clocks of single files.
    fn file_clocks(self) -> Vec<FileClock> {
        let zone = |zone: FileZone| match zone {
            FileZone::Same => None,
            FileZone::Preset(choice) => Some(self.zone_of(choice)),
            FileZone::Offset(minutes) => {
                let offset_s = minutes * 60;
                Some(Zone::fixed(&offset_name(offset_s), offset_s))
            }
        };
        self.clocks.with_untracked(|clocks| {
            let clocks = clocks.iter().map(|(name, own)| FileClock {
                name: name.to_owned(),
                zone: zone(own.zone),
                shift_us: own.shift_s.saturating_mul(US_PER_SECOND),
            });
            clocks.collect()
        })
    }

    pub(crate) fn cancel(self) {
        self.run.update(Run::stop);
        self.client.with_value(WorkerClient::cancel);
    }

    /// Does not wait for the result of what was read.
    pub(crate) fn end_reading(self) {
        self.client.with_value(WorkerClient::end);
    }

    /// Back to the start, with nothing open.
    pub(crate) fn close(self) {
        self.handles.set_value(Vec::new());
        self.client.with_value(WorkerClient::release);
        self.kept_id.set(None);
        self.run.update(|run| {
            *run = Run {
                id: run.id,
                ..Run::default()
            };
        });
        self.view.set(ViewState::default());
    }

    pub(crate) fn go(self, view: View) {
        self.view.update(|state| state.go(view));
    }

    /// Opens a view of the server over the analysis; None closes it.
    pub(crate) fn enter(self, room: Option<Room>) {
        self.view.update(|state| state.room = room);
    }

    /// Shows the analysis of the same run with what a model said, or without.
    pub(crate) fn show_judged(self, analysis: Analysis) {
        self.run.update(|run| run.judged(analysis));
    }
}

fn take(event: Event, run: RwSignal<Run>, run_span_ms: RwSignal<(f64, Option<f64>)>) {
    let now_ms = browser::now_ms();
    let mut is_over = false;
    run.update(|run| {
        match event {
            Event::Said(message) => run.apply(message, now_ms),
            Event::StoppedHard => run.stopped_hard(),
            // Workers that are lost between runs are started anew with the next one.
            Event::Lost(failure, detail) if run.phase.is_running() || run.phase == Phase::Idle => {
                run.fail(failure, detail);
            }
            Event::Lost(..) => {}
        }
        is_over = !run.phase.is_running();
    });
    if is_over && run_span_ms.with_untracked(|(_, end)| end.is_none()) {
        run_span_ms.update(|(_, end)| *end = Some(now_ms));
    }
}

/// A single file that holds a share.
fn shared_file(given: &[Given]) -> Option<File> {
    match given {
        [one] if one.name.ends_with(share::FILE_ENDING) => Some(one.file.clone()),
        _ => None,
    }
}

/// `auth.log · access.log (+2)`.
pub(crate) fn file_names(files: &[FileFacts]) -> Option<String> {
    const N_NAMED: usize = 2;
    if files.is_empty() {
        return None;
    }
    let named: Vec<&str> = files
        .iter()
        .take(N_NAMED)
        .map(|facts| base_name(&facts.name))
        .collect();
    let names = named.join(" · ");
    Some(match files.len().checked_sub(N_NAMED) {
        Some(more @ 1..) => format!(
            "{names} {}",
            jejak_words::ui::frame::more_files(Lang::En, more)
        ),
        _ => names,
    })
}

pub(crate) fn base_name(name: &str) -> &str {
    // `logs.zip / auth.log` is the name of a member.
    name.rsplit('/').next().unwrap_or(name).trim_start()
}
