//! Analyses that were kept on this device or shared, and lines wherever they are.

use jejak_protocol::messages::Failure;
use jejak_protocol::{Analysis, RecordRef, Row};
use leptos::prelude::*;

use super::{App, NO_RUN_MS};
use crate::kept::{self, Body};
use crate::share::Opened;
use crate::state::groups::Groups;
use crate::state::run::Phase;
use crate::state::view::ViewState;
use crate::worker_client::WorkerClient;

impl App {
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
        self.run_span_ms.set(NO_RUN_MS);
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
        self.run_span_ms.set(NO_RUN_MS);
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

    /// What is kept of the open analysis.
    pub(super) fn body(self) -> Option<Body> {
        let analysis = self.found.with_untracked(|found| found.0.clone())?;
        Some(Body {
            analysis: Analysis::clone(&analysis),
            marks: self.marks.with_untracked(|marks| marks.about(&analysis)),
            groups: self.groups.get_untracked(),
        })
    }
}
