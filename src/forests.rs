//! Forests over what each source does: the person's own, grown from what they said, and the one that
//! judges the open logs, if any.
//!
//! Growing is the model worker's, scoring the analysis worker's; here is what the person does with them.

mod kept;

use std::sync::Arc;

use jejak_protocol::messages::Failure;
use jejak_protocol::model::{FigureSet, FromModel, ModelFailure, SourceWindows, ToModel};
use jejak_protocol::{Analysis, TimestampUs};
use jejak_trees::{Model, ModelError};
use jejak_words::number;
use jejak_words::ui::forests;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::app::App;
use crate::export;
use crate::state::run::Phase;
use crate::state::teaching::{self, Change, Lesson};
use crate::worker_client::model::ModelClient;

/// The forest that a retrained one is compared with.
const SHIPPED: &str = "signin-forest";

/// What is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Work {
    #[default]
    None,
    Gathering,
    Growing,
    /// What would change is looked at.
    Trying,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Trouble {
    Model(ModelFailure),
    Analysis(Failure),
    NotAForest,
    /// It counts other things than this version does.
    OtherFeatures,
    /// The one that was kept here does.
    KeptOtherFeatures,
    NotKept,
}

/// A forest that was grown and neither accepted nor discarded yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trial {
    pub(crate) model: Arc<Model>,
    pub(crate) before: Option<FigureSet>,
    pub(crate) after: Option<FigureSet>,
    pub(crate) changes: Vec<Change>,
    /// The analysis as it would be.
    pub(crate) analysis: Arc<Analysis>,
}

#[derive(Clone, Copy)]
pub(crate) struct Forests {
    pub(crate) own: RwSignal<Option<Arc<Model>>>,
    /// Whose scores are in the open analysis.
    pub(crate) judging: RwSignal<Option<Arc<Model>>>,
    pub(crate) trial: RwSignal<Option<Trial>>,
    pub(crate) work: RwSignal<Work>,
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// What each source did in the open logs, once it was asked for.
    pub(crate) windows: RwSignal<Option<Arc<SourceWindows>>>,
    client: StoredValue<ModelClient, LocalStorage>,
}

impl Forests {
    pub(crate) fn new() -> Self {
        Self {
            own: RwSignal::new(None),
            judging: RwSignal::new(None),
            trial: RwSignal::new(None),
            work: RwSignal::new(Work::None),
            trouble: RwSignal::new(None),
            windows: RwSignal::new(None),
            client: StoredValue::new_local(ModelClient::default()),
        }
    }

    pub(crate) fn is_busy(self) -> bool {
        self.work.get() != Work::None
    }

    /// Brings back what was kept, and lets the forest that judges judge every run that ends.
    pub(crate) fn keep_in_step(self, app: App) {
        spawn_local(async move {
            // A browser that keeps nothing has nothing to bring back.
            if let Ok((own, judging)) = kept::load().await {
                if [&own, &judging]
                    .iter()
                    .any(|forest| matches!(forest, kept::Kept::Unfit))
                {
                    self.trouble.set(Some(Trouble::KeptOtherFeatures));
                }
                self.own.set(own.model());
                self.judging.set(judging.model());
                self.judge_again(app).await;
            }
        });
        Effect::new(move || {
            let is_done = matches!(app.phase.get(), Phase::Done { .. });
            spawn_local(async move {
                self.windows.set(None);
                self.trial.set(None);
                if is_done {
                    self.judge_again(app).await;
                }
            });
        });
    }

    async fn judge_again(self, app: App) {
        let is_done = matches!(app.phase.get_untracked(), Phase::Done { .. });
        let model = self.judging.get_untracked().filter(|_| is_done);
        if let Some(model) = model {
            match judged(app, Some(&model), false).await {
                Ok(analysis) => app.show_judged(analysis),
                Err(failure) => self.trouble.set(Some(Trouble::Analysis(failure))),
            }
        }
    }

    /// Asks what each source did, unless it is known.
    pub(crate) fn gather(self, app: App) {
        let is_known = self.windows.with_untracked(Option::is_some);
        let is_done = matches!(app.phase.get_untracked(), Phase::Done { .. });
        if is_known || !is_done || self.work.get_untracked() != Work::None {
            return;
        }
        spawn_local(async move {
            self.work.set(Work::Gathering);
            let client = app.client.get_value();
            match client.windows().await {
                Ok(windows) => self.windows.set(Some(Arc::new(windows))),
                Err(failure) => self.trouble.set(Some(Trouble::Analysis(failure))),
            }
            self.work.set(Work::None);
        });
    }

    /// What there is to learn from.
    pub(crate) fn lesson(self, app: App) -> Option<Lesson> {
        let analysis = app.analysis()?;
        let windows = self.windows.get()?;
        Some(
            app.marks
                .with(|marks| teaching::lesson(&windows, &analysis, marks).1),
        )
    }

    /// Grows a forest from what was said, and looks at what it would change.
    pub(crate) fn retrain(self, app: App) {
        let (Some(analysis), Some(windows)) = (
            app.found.with_untracked(|found| found.0.clone()),
            self.windows.get_untracked(),
        ) else {
            return;
        };
        self.trouble.set(None);
        self.trial.set(None);
        self.work.set(Work::Growing);
        spawn_local(async move {
            let (mut labelled, lesson) = app
                .marks
                .with_untracked(|marks| teaching::lesson(&windows, &analysis, marks));
            let lang = untrack(|| app.lang());
            let n = |n: usize| number::exact(n as u64, lang);
            labelled.of_what = forests::made_of(
                lang,
                &n(lesson.n_right),
                &n(lesson.n_wrong),
                &n(lesson.n_calm_windows),
            );
            let shipped = app.models.shipped(SHIPPED);
            let rows = postcard::to_allocvec(&labelled).unwrap_or_default();
            let rows = Uint8Array::from(rows.as_slice());
            let shipped = shipped.map_or_else(String::new, |model| model.to_json());
            let shipped = Uint8Array::from(shipped.as_bytes());
            let client = self.client.get_value();
            let message = |job| ToModel::Grow { job };
            let answer = client.ask(message, &[&rows, &shipped], |_| {}).await;
            if self.work.get_untracked() != Work::Growing {
                // It was cancelled.
                return;
            }
            let grown = match answer {
                Ok((FromModel::Grown { before, after, .. }, Some(bytes))) => {
                    read(&String::from_utf8_lossy(&bytes.to_vec()))
                        .map(|model| (model, before, after))
                }
                Ok(_) => Err(Trouble::Model(ModelFailure::Crashed)),
                Err(failure) => Err(Trouble::Model(failure)),
            };
            match grown {
                Ok((model, before, after)) => self.try_on(app, model, before, after).await,
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
            self.work.set(Work::None);
        });
    }

    /// Stops growing; the worker is ended.
    pub(crate) fn cancel(self) {
        self.work.set(Work::None);
        self.client.with_value(ModelClient::end);
    }

    async fn try_on(
        self,
        app: App,
        model: Arc<Model>,
        before: Option<FigureSet>,
        after: Option<FigureSet>,
    ) {
        self.work.set(Work::Trying);
        match judged(app, Some(&model), true).await {
            Ok(analysis) => {
                let now = app.found.with_untracked(|found| found.0.clone());
                let changes = now.map_or_else(Vec::new, |now| teaching::changes(&now, &analysis));
                self.trial.set(Some(Trial {
                    model,
                    before,
                    after,
                    changes,
                    analysis: Arc::new(analysis),
                }));
            }
            Err(failure) => self.trouble.set(Some(Trouble::Analysis(failure))),
        }
    }

    /// Keeps the forest that was tried, and lets it judge.
    pub(crate) fn accept(self, app: App) {
        let Some(trial) = self.trial.get_untracked() else {
            return;
        };
        self.trial.set(None);
        self.own.set(Some(Arc::clone(&trial.model)));
        self.let_judge(app, Some(trial.model));
    }

    /// Lets a forest judge the open logs and those that come, or none.
    pub(crate) fn let_judge(self, app: App, model: Option<Arc<Model>>) {
        self.trouble.set(None);
        self.judging.set(model.clone());
        self.save();
        if !matches!(app.phase.get_untracked(), Phase::Done { .. }) {
            return;
        }
        self.work.set(Work::Trying);
        spawn_local(async move {
            match judged(app, model.as_deref(), false).await {
                Ok(analysis) => app.show_judged(analysis),
                Err(failure) => self.trouble.set(Some(Trouble::Analysis(failure))),
            }
            self.work.set(Work::None);
        });
    }

    /// Whether a forest of this name judges.
    pub(crate) fn is_judging(self, name: &str) -> bool {
        self.judging
            .with(|model| model.as_ref().is_some_and(|it| it.manifest.name == name))
    }

    /// Forgets the person's own forest.
    pub(crate) fn delete(self, app: App) {
        let own = self.own.get_untracked();
        self.own.set(None);
        if own.is_some() && self.judging.get_untracked() == own {
            self.let_judge(app, None);
        } else {
            self.save();
        }
    }

    pub(crate) fn export(self) {
        if let Some(model) = self.own.get_untracked() {
            let name = "jejak-forest.json";
            export::download(&model.to_json(), name, "application/json").ok();
        }
    }

    /// Takes in a forest that was exported, here or elsewhere; it does not judge until it is told to.
    pub(crate) fn import(self, app: App, file: web_sys::File) {
        self.trouble.set(None);
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok();
            let text = text.and_then(|text| text.as_string()).unwrap_or_default();
            let shipped = app.models.shipped(SHIPPED);
            let fits = |model: Arc<Model>| match shipped {
                Some(it) if model.fits(&it.manifest.schema).is_err() => Err(Trouble::OtherFeatures),
                _ => Ok(model),
            };
            match read(&text).and_then(fits) {
                Ok(model) => {
                    self.own.set(Some(model));
                    self.save();
                }
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }

    fn save(self) {
        let (own, judging) = (self.own.get_untracked(), self.judging.get_untracked());
        spawn_local(async move {
            if kept::save(own.as_deref(), judging.as_deref())
                .await
                .is_err()
            {
                self.trouble.set(Some(Trouble::NotKept));
            }
        });
    }
}

/// The windows that a model finds the most like attacks, the highest first: source, start, score.
pub(crate) fn highest(model: &Model, windows: &SourceWindows, n: usize) -> Vec<Highest> {
    let mut all: Vec<Highest> = windows
        .windows
        .iter()
        .map(|window| {
            let row: Vec<f64> = window.counts.iter().map(|n| f64::from(*n)).collect();
            Highest {
                source: window.source.clone(),
                start: window.start,
                score: model.forest.score(&row),
                row,
            }
        })
        .collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    // One window a source, the highest.
    let mut seen = std::collections::HashSet::new();
    all.retain(|it| seen.insert(it.source.clone()));
    all.truncate(n);
    all
}

/// A source at a time, and what a model says of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Highest {
    pub(crate) source: String,
    pub(crate) start: TimestampUs,
    pub(crate) score: f64,
    pub(crate) row: Vec<f64>,
}

/// The analysis with a model's scores, which stay unless it is a trial.
async fn judged(app: App, model: Option<&Model>, is_trial: bool) -> Result<Analysis, Failure> {
    let bytes = model.map(|model| Uint8Array::from(model.to_json().as_bytes()));
    let client = app.client.get_value();
    client.judge(bytes, is_trial).await
}

/// A forest, if the text is one whose features are those that its hash was made of.
fn read(text: &str) -> Result<Arc<Model>, Trouble> {
    Model::from_json(text)
        .map(Arc::new)
        .map_err(|error| match error {
            ModelError::Schema { .. } => Trouble::OtherFeatures,
            _ => Trouble::NotAForest,
        })
}
