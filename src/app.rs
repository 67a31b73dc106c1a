//! What every view shares: the view state, the preferences, the run, and the way to act on them.
//!
//! A typed context, copied freely. Views read its signals and call its methods; only here the run is
//! started and the address kept in step.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jejak_protocol::messages::Failure;
use jejak_protocol::server::Secret;
use jejak_protocol::{
    Analysis, CustomFormat, FileFacts, FileId, Incident, RecordRef, Row, TimeRange, TimestampUs,
    UserChoices, Zone,
};
use jejak_words::{Lang, Reader, Text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::File;

use crate::arrival::{self, Arrival};
use crate::browser;
use crate::forests::Forests;
use crate::intake::{Given, Intake};
use crate::kept::{self, Body};
use crate::models::Models;
use crate::normal::NormalDay;
use crate::server::Server;
use crate::share::{self, Opened, Unopened};
use crate::state::fragment;
use crate::state::groups::Groups;
use crate::state::marks::{self, Act, Marks};
use crate::state::own_formats::OwnFormats;
use crate::state::prefs::Preferences;
use crate::state::run::{Phase, Run};
use crate::state::view::{Room, View, ViewState};
use crate::state::zone::ZoneChoice;
use crate::taught;
use crate::worker_client::{Event, WorkerClient};

/// How long it is told what was said last.
const TOLD_FOR: Duration = Duration::from_secs(10);
/// Between two looks at whether a mute has come to its end.
const EXPIRY_CHECKED_EVERY: Duration = Duration::from_secs(60);

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
        let run_span_ms = RwSignal::new((0.0, None));
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
            normal: NormalDay::new(),
            models: Models::new(),
            forests: Forests::new(),
            formats: RwSignal::new(browser::stored_formats()),
            formats_stored: RwSignal::new(true),
            described: RwSignal::new(None),
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

    /// Keeps what was found on this device; false when the browser refuses.
    pub(crate) async fn keep(self) -> bool {
        let Some(body) = self.body() else {
            return false;
        };
        match kept::keep(&body, js_sys::Date::now()).await {
            Ok(head) => {
                self.kept_id.set(Some(head.id));
                true
            }
            Err(_) => false,
        }
    }

    /// Takes the kept copy of this analysis away again.
    pub(crate) async fn forget(self) -> bool {
        let Some(id) = self.kept_id.get_untracked() else {
            return true;
        };
        let is_gone = kept::delete(&id).await.is_ok();
        if is_gone {
            self.kept_id.set(None);
        }
        is_gone
    }

    /// Shows an analysis that was kept earlier; false when it cannot be read any more.
    pub(crate) async fn open_kept(self, id: String) -> bool {
        let Ok(Some(body)) = kept::open_kept(&id).await else {
            return false;
        };
        self.client.with_value(WorkerClient::release);
        self.handles.set_value(Vec::new());
        self.view.set(ViewState::default());
        self.marks.update(|marks| marks.join(body.marks));
        self.groups.set(body.groups);
        self.kept_id.set(Some(id));
        self.run.update(|run| run.show_kept(body.analysis));
        true
    }

    /// Shows what somebody shared.
    pub(crate) fn show_shared(self, opened: Opened) {
        let Opened { parcel, has_burnt } = opened;
        let lines = parcel.lines.iter().map(|line| (line.at, line.row()));
        self.client.with_value(WorkerClient::release);
        self.handles.set_value(Vec::new());
        self.shared_lines.set_value(lines.collect());
        self.has_burnt.set(has_burnt);
        self.share_link.set(None);
        self.kept_id.set(None);
        self.groups.set(Groups::default());
        self.view.set(ViewState::default());
        self.run.update(|run| run.show_shared(parcel.analysis));
    }

    /// A line with those around it, from where its lines are: the files, or what was shared.
    pub(crate) async fn context(self, at: RecordRef, n_around: u32) -> Result<Vec<Row>, Failure> {
        if self.phase.get_untracked() == Phase::Shared {
            let row = self
                .shared_lines
                .with_value(|lines| lines.get(&at).cloned());
            return row.map(|row| vec![row]).ok_or(Failure::NotShared);
        }
        let client = self.client.get_value();
        client.context(at, n_around).await
    }

    fn body(self) -> Option<Body> {
        let analysis = self.found.with_untracked(|found| found.0.clone())?;
        Some(Body {
            analysis: Analysis::clone(&analysis),
            marks: self.marks.with_untracked(|marks| marks.about(&analysis)),
            groups: self.groups.get_untracked(),
        })
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
        };
        let files = self.handles.get_value();
        self.client
            .with_value(|client| client.start(id, facts, choices, files));
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

    // What the person says.

    /// Changes what was said, and tells it for a while.
    pub(crate) fn teach(self, change: impl FnOnce(&mut Marks, TimestampUs)) {
        self.marks.update(|marks| change(marks, browser::today()));
        let last = self.marks.with_untracked(Marks::last);
        self.said.set(last.map(|(_, act)| act));
        let hide = move || {
            // What was said meanwhile has its own time.
            if self.marks.with_untracked(Marks::last) == last {
                self.said.set(None);
            }
        };
        set_timeout(hide, TOLD_FOR);
    }

    /// Takes back what was said last; whether there was something.
    pub(crate) fn unsay(self) -> bool {
        if self.marks.with_untracked(Marks::last).is_none() {
            return false;
        }
        self.marks.update(|marks| {
            marks.undo();
        });
        self.said.set(None);
        true
    }

    /// Begins or ends keeping what was said on this device; false when the browser refuses.
    pub(crate) async fn keep_marks(self, wants: bool) -> bool {
        let marks = self.marks.get_untracked();
        let answer = match wants {
            true => taught::save(&marks).await,
            false => taught::forget().await,
        };
        if answer.is_ok() {
            self.keeps_marks.set(wants);
        }
        answer.is_ok()
    }

    /// Brings back what was kept, ends mutes when their time has come, and keeps what changes.
    pub(crate) fn keep_marks_in_step(self) {
        spawn_local(async move {
            // A browser that keeps nothing has nothing to bring back.
            if let Ok(Some(kept)) = taught::load().await {
                self.marks.update(|marks| {
                    marks.join(kept);
                    marks.expire(browser::today());
                });
                self.keeps_marks.set(true);
            }
        });
        let expire = move || {
            let now = browser::today();
            if self.marks.with_untracked(|marks| marks.has_expired(now)) {
                self.marks.update(|marks| marks.expire(now));
            }
        };
        let ticking = set_interval_with_handle(expire, EXPIRY_CHECKED_EVERY);
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
        });
        Effect::new(move || {
            let marks = self.marks.get();
            if self.keeps_marks.get() {
                spawn_local(async move {
                    // A refused write loses what was said last, which can be said again.
                    taught::save(&marks).await.ok();
                });
            }
        });
    }

    // The address.

    /// Opens what a link brought along.
    pub(crate) fn arrive(self, arrival: Arrival) {
        match arrival {
            Arrival::Link(token) => {
                self.server.link.set(Some(token));
                self.enter(Some(Room::Account));
            }
            Arrival::Share(link) => {
                self.share_link.set(Some(link));
                self.enter(None);
            }
        }
    }

    /// Follows the address when the person goes back or edits it.
    pub(crate) fn follow_address(self) {
        if let Some(arrival) = arrival::take() {
            self.arrive(arrival);
            return;
        }
        let fragment = browser::fragment();
        // `#main` is the skip link's: a place on the page, not a view.
        if fragment == "main" || fragment == self.own_fragment() {
            return;
        }
        let prefs = self.prefs.get_untracked();
        let (view, prefs_now) = fragment::from_fragment(&fragment, &prefs);
        if prefs_now != prefs {
            self.prefs.set(prefs_now);
        }
        self.view.set(view);
    }

    fn own_fragment(self) -> String {
        self.view.with_untracked(|view| {
            self.prefs
                .with_untracked(|prefs| fragment::to_fragment(view, prefs))
        })
    }

    /// Keeps address, storage, language, theme and title in step with the state.
    pub(crate) fn keep_outside_in_step(self) {
        Effect::new(move |last: Option<ViewState>| {
            let now = self.view.get();
            let prefs = self.prefs.get();
            let target = format!("#{}", fragment::to_fragment(&now, &prefs));
            if target.trim_start_matches('#') != browser::fragment()
                && let Ok(history) = window().history()
            {
                // Typing in a filter changes the address; only a step that can be undone adds to
                // the history.
                let is_step = last.is_some_and(|last| {
                    (last.view, last.room, &last.incident, &last.ranges)
                        != (now.view, now.room, &now.incident, &now.ranges)
                });
                let kept = if is_step {
                    history.push_state_with_url(&JsValue::NULL, "", Some(&target))
                } else {
                    history.replace_state_with_url(&JsValue::NULL, "", Some(&target))
                };
                // Refused only when it is changed hundreds of times within seconds.
                kept.ok();
            }
            now
        });
        Effect::new(move || {
            let prefs = self.prefs.get();
            browser::store_preferences(&prefs);
            let names = self.run.with(|run| file_names(run.given()));
            let title = match names {
                Some(names) => format!("{names} · Jejak"),
                None => "Jejak".to_owned(),
            };
            browser::dress(&prefs, &title);
        });
        // A kept analysis keeps its marks too.
        Effect::new(move |is_later: Option<()>| {
            self.marks.track();
            self.groups.track();
            if let (Some(()), Some(id), Some(body)) =
                (is_later, self.kept_id.get_untracked(), self.body())
            {
                spawn_local(async move {
                    // Refused writes lose a mark, which the person can set again.
                    kept::update(&id, &body).await.ok();
                });
            }
        });
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
