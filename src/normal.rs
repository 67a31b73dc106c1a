//! Learning a normal day, keeping it, and comparing the open files with it: what the person does in
//! that view, and what came of it.

use jejak_protocol::TimeRange;
use jejak_protocol::messages::Failure;
use jejak_protocol::model::{BaselineFacts, FromModel, Judgement, ModelFailure, ToModel};
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::baselines::{self, Kept};
use crate::export;
use crate::worker_client::model::{ModelClient, Progress};

/// What is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Work {
    #[default]
    None,
    /// Sessions are asked of the analysis.
    Reading,
    Learning(Progress),
    Judging,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Trouble {
    Model(ModelFailure),
    /// The analysis cannot be asked any more.
    Analysis(Failure),
    /// The browser keeps nothing; the baseline is there until the page is left.
    NotKept,
}

/// A comparison, and with which normal day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compared {
    pub(crate) name: String,
    pub(crate) judgement: Judgement,
}

/// The state of the view, for as long as the page is open.
#[derive(Clone, Copy)]
pub(crate) struct NormalDay {
    pub(crate) kept: RwSignal<Vec<Kept>>,
    pub(crate) work: RwSignal<Work>,
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    pub(crate) compared: RwSignal<Option<Compared>>,
    /// Whether what was compared stands among the incidents.
    pub(crate) is_among_incidents: RwSignal<bool>,
    /// The one that was deleted last, to bring it back.
    pub(crate) deleted: RwSignal<Option<Kept>>,
    /// Bytes of those that the browser would not keep, and of the one that was deleted.
    held: StoredValue<Vec<(String, Uint8Array)>, LocalStorage>,
    client: StoredValue<ModelClient, LocalStorage>,
}

impl NormalDay {
    pub(crate) fn new() -> Self {
        Self {
            kept: RwSignal::new(Vec::new()),
            work: RwSignal::new(Work::None),
            trouble: RwSignal::new(None),
            compared: RwSignal::new(None),
            is_among_incidents: RwSignal::new(false),
            deleted: RwSignal::new(None),
            held: StoredValue::new_local(Vec::new()),
            client: StoredValue::new_local(ModelClient::default()),
        }
    }

    pub(crate) fn is_busy(self) -> bool {
        self.work.with(|work| *work != Work::None)
    }

    /// Reads the list from the browser's database.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            // A browser that keeps nothing has nothing to list.
            if let Ok(list) = baselines::list().await {
                let held = self.kept.get_untracked().into_iter();
                let unlisted = held.filter(|own| !list.iter().any(|it| it.id == own.id));
                let unlisted: Vec<Kept> = unlisted
                    .filter(|own| self.held(&own.id).is_some())
                    .collect();
                self.kept.set([unlisted, list].concat());
            }
        });
    }

    /// Learns from the sessions of the open files that lie within the range, and compares.
    pub(crate) fn learn(self, app: App, range: Option<TimeRange>, name: String) {
        self.begin(Work::Reading);
        let texts = app.analysis().map_or_else(Vec::new, |analysis| {
            let templates = analysis.templates.iter();
            templates
                .map(|it| (it.id.clone(), it.text.clone()))
                .collect()
        });
        spawn_local(async move {
            let Some(sessions) = self.sessions(app).await else {
                return;
            };
            self.work.set(Work::Learning((0.0, 0.0)));
            let client = self.client.get_value();
            let message = |job| ToModel::Learn {
                job,
                range,
                name,
                texts,
            };
            let on_progress = move |progress| self.work.set(Work::Learning(progress));
            let answer = client.ask(message, &[&sessions], on_progress).await;
            match answer {
                Ok((FromModel::Learned { facts, .. }, Some(bytes))) => {
                    self.keep(&facts, &bytes).await;
                    self.judge(app, &facts, &sessions, &bytes).await;
                }
                Ok(_) => self.fail(Trouble::Model(ModelFailure::Crashed)),
                Err(failure) => self.fail(Trouble::Model(failure)),
            }
            self.work.set(Work::None);
        });
    }

    /// Stops learning; nothing is kept.
    pub(crate) fn cancel(self) {
        self.client.with_value(ModelClient::cancel);
    }

    /// Compares the open files with a normal day.
    pub(crate) fn compare(self, app: App, kept: Kept) {
        self.begin(Work::Reading);
        spawn_local(async move {
            let Some(sessions) = self.sessions(app).await else {
                return;
            };
            match self.bytes(&kept.id).await {
                Some(bytes) => self.judge(app, &kept.facts, &sessions, &bytes).await,
                None => self.fail(Trouble::Model(ModelFailure::Damaged)),
            }
            self.work.set(Work::None);
        });
    }

    /// Takes in a file that was exported, here or elsewhere.
    pub(crate) fn import(self, file: web_sys::File) {
        self.begin(Work::Reading);
        spawn_local(async move {
            let read = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
            let answer = match read {
                Ok(buffer) => {
                    let bytes = Uint8Array::new(&buffer);
                    let client = self.client.get_value();
                    let message = |job| ToModel::Describe { job };
                    let answer = client.ask(message, &[&bytes], |_| {}).await;
                    answer.map(|(answer, _)| (answer, bytes))
                }
                Err(_) => Err(ModelFailure::Damaged),
            };
            match answer {
                Ok((FromModel::Described { facts, .. }, bytes)) => self.keep(&facts, &bytes).await,
                Ok(_) => self.fail(Trouble::Model(ModelFailure::Crashed)),
                Err(failure) => self.fail(Trouble::Model(failure)),
            }
            self.work.set(Work::None);
        });
    }

    /// Hands a normal day to the browser's downloads.
    pub(crate) fn export(self, kept: Kept) {
        spawn_local(async move {
            let Some(bytes) = self.bytes(&kept.id).await else {
                self.fail(Trouble::Model(ModelFailure::Damaged));
                return;
            };
            let stem: String = kept
                .facts
                .name
                .chars()
                .map(|c| {
                    if c.is_alphanumeric() || c == '.' {
                        c
                    } else {
                        '-'
                    }
                })
                .collect();
            let name = format!("{stem}.jejak-model");
            export::download_bytes(&bytes, &name).ok();
        });
    }

    pub(crate) fn delete(self, kept: Kept) {
        spawn_local(async move {
            if let Some(bytes) = self.bytes(&kept.id).await {
                self.hold(&kept.id, &bytes);
            }
            baselines::delete(&kept.id).await.ok();
            self.kept.update(|list| list.retain(|it| it.id != kept.id));
            self.deleted.set(Some(kept));
        });
    }

    /// Brings back what was deleted last.
    pub(crate) fn undo(self) {
        let Some(kept) = self.deleted.get_untracked() else {
            return;
        };
        self.deleted.set(None);
        if let Some(bytes) = self.held(&kept.id) {
            spawn_local(async move { self.keep(&kept.facts, &bytes).await });
        }
    }

    /// Has what was compared told among the incidents.
    pub(crate) fn put_among(self, app: App) {
        let judgement = self
            .compared
            .with_untracked(|compared| compared.as_ref().map(|it| it.judgement.clone()));
        self.is_among_incidents.set(judgement.is_some());
        app.client.with_value(|client| client.take_up(judgement));
    }

    /// The incidents are again those that rules found.
    pub(crate) fn take_out(self, app: App) {
        self.is_among_incidents.set(false);
        app.client.with_value(|client| client.take_up(None));
    }

    /// The files that were compared are not the open ones any more.
    pub(crate) fn forget(self) {
        self.compared.set(None);
        self.is_among_incidents.set(false);
    }

    fn begin(self, work: Work) {
        self.work.set(work);
        self.trouble.set(None);
        self.deleted.set(None);
    }

    fn fail(self, trouble: Trouble) {
        self.trouble.set(Some(trouble));
    }

    async fn sessions(self, app: App) -> Option<Uint8Array> {
        let client = app.client.get_value();
        match client.sessions().await {
            Ok(sessions) => Some(sessions),
            Err(failure) => {
                self.fail(Trouble::Analysis(failure));
                self.work.set(Work::None);
                None
            }
        }
    }

    async fn judge(
        self,
        app: App,
        facts: &BaselineFacts,
        sessions: &Uint8Array,
        bytes: &Uint8Array,
    ) {
        self.work.set(Work::Judging);
        let client = self.client.get_value();
        let message = |job| ToModel::Judge { job };
        match client.ask(message, &[sessions, bytes], |_| {}).await {
            Ok((FromModel::Judged { judgement, .. }, _)) => {
                self.compared.set(Some(Compared {
                    name: facts.name.clone(),
                    judgement,
                }));
                self.put_among(app);
            }
            Ok(_) => self.fail(Trouble::Model(ModelFailure::Crashed)),
            Err(failure) => self.fail(Trouble::Model(failure)),
        }
    }

    async fn keep(self, facts: &BaselineFacts, bytes: &Uint8Array) {
        let now_ms = js_sys::Date::now();
        let kept = match baselines::keep(facts, bytes, now_ms).await {
            Ok(kept) => kept,
            Err(_) => {
                let id = format!("{now_ms:015.0}");
                self.hold(&id, bytes);
                self.fail(Trouble::NotKept);
                Kept {
                    id,
                    facts: facts.clone(),
                }
            }
        };
        self.kept.update(|list| list.insert(0, kept));
    }

    async fn bytes(self, id: &str) -> Option<Uint8Array> {
        match self.held(id) {
            Some(bytes) => Some(bytes),
            None => baselines::bytes(id).await.ok().flatten(),
        }
    }

    fn hold(self, id: &str, bytes: &Uint8Array) {
        self.held
            .update_value(|held| held.push((id.to_owned(), bytes.clone())));
    }

    fn held(self, id: &str) -> Option<Uint8Array> {
        self.held.with_value(|held| {
            let found = held.iter().find(|(own, _)| own == id);
            found.map(|(_, bytes)| bytes.clone())
        })
    }
}
