//! Answers the page's questions about rows, one after the other, from the files' bytes.
//!
//! A list with a filter is answered with what is found within a moment, and the search goes on
//! while nothing else is asked: asked again, the page gets more. A question with another filter ends
//! the search.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use jejak_core::index::{Index, Page as PageOfRows, Rank, Scan, SegmentId};
use jejak_core::rows::Matcher;
use jejak_protocol::messages::{Failure, RequestId, RunId};
use jejak_protocol::{Filter, FromWorker, RecordRef, Row};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::page::Page;
use crate::sources::Sources;

/// A list that is searched is answered after this long with what there is.
const PATIENCE_MS: f64 = 150.0;

/// Rows of one file that a search may have found and not settled beside another file's.
const N_UNSETTLED: u64 = 1024;

#[derive(Clone, Debug)]
pub(crate) enum Question {
    Rows {
        request: RequestId,
        filter: Filter,
        offset: u64,
        limit: u32,
    },
    Context {
        request: RequestId,
        at: RecordRef,
        n_around: u32,
    },
    Locate {
        request: RequestId,
        filter: Filter,
        at: RecordRef,
    },
}

pub(crate) struct Questions {
    page: Page,
    run: RunId,
    sources: Rc<Sources>,
    /// Of the last analysis that the page was shown; with whether the run is over.
    index: RefCell<Option<(Rc<Index>, bool)>>,
    waiting: RefCell<VecDeque<Question>>,
    is_answering: Cell<bool>,
    search: RefCell<Option<Search>>,
}

/// A filter that is looked for.
struct Search {
    index: Rc<Index>,
    scan: Scan,
}

impl Questions {
    pub(crate) fn new(page: Page, run: RunId, sources: Rc<Sources>) -> Self {
        Self {
            page,
            run,
            sources,
            index: RefCell::default(),
            waiting: RefCell::default(),
            is_answering: Cell::new(false),
            search: RefCell::default(),
        }
    }

    /// Answers from this index from now on.
    pub(crate) fn set_index(&self, index: Index, is_over: bool) {
        self.index.replace(Some((Rc::new(index), is_over)));
    }

    pub(crate) fn ask(self: &Rc<Self>, question: Question) {
        self.waiting.borrow_mut().push_back(question);
        if !self.is_answering.replace(true) {
            spawn_local(Rc::clone(self).answer_all());
        }
    }

    async fn answer_all(self: Rc<Self>) {
        loop {
            let next = self.waiting.borrow_mut().pop_front();
            let is_idle = match next {
                Some(question) => {
                    let request = question.request();
                    let answer = self.answer(question).await;
                    let refused = |_| FromWorker::Refused {
                        run: self.run,
                        request,
                        failure: Failure::FileGone,
                    };
                    self.page.send(answer.unwrap_or_else(refused));
                    false
                }
                None => !self.search_on().await,
            };
            if is_idle && self.waiting.borrow().is_empty() {
                break;
            }
        }
        self.is_answering.set(false);
    }

    async fn answer(&self, question: Question) -> Result<FromWorker, JsValue> {
        let run = self.run;
        let index = self.index.borrow().clone();
        match question {
            Question::Rows {
                request,
                filter,
                offset,
                limit,
            } => {
                let (rows, n_total, is_complete) = match index {
                    Some((index, is_over)) => {
                        let (rows, n_total, is_whole) =
                            self.rows(index, filter, offset, limit).await?;
                        (rows, n_total, is_whole && is_over)
                    }
                    None => (Vec::new(), 0, false),
                };
                Ok(FromWorker::Rows {
                    run,
                    request,
                    offset,
                    rows,
                    n_total,
                    is_complete,
                })
            }
            Question::Context {
                request,
                at,
                n_around,
            } => {
                let rows = match index {
                    Some((index, _)) => self.context(&index, at, n_around).await?,
                    None => Vec::new(),
                };
                Ok(FromWorker::Context { run, request, rows })
            }
            Question::Locate {
                request,
                filter,
                at,
            } => {
                let offset = match index {
                    Some((index, _)) => self.locate(index, filter, at).await?,
                    None => 0,
                };
                Ok(FromWorker::Located {
                    run,
                    request,
                    offset,
                })
            }
        }
    }

    async fn rows(
        &self,
        index: Rc<Index>,
        filter: Filter,
        offset: u64,
        limit: u32,
    ) -> Result<(Vec<Row>, u64, bool), JsValue> {
        let mut search = self.take_search(index, filter.clone());
        let matcher = Matcher::new(&filter);
        let until_ms = self.page.now_ms() + PATIENCE_MS;
        let n_wanted = offset + u64::from(limit) + N_UNSETTLED;
        while search.scan.n_found() < n_wanted && self.page.now_ms() < until_ms {
            if !self.step(&mut search, &matcher).await? {
                break;
            }
        }
        let Search { index, scan } = &mut search;
        let mut page = PageOfRows::new(index, scan, offset, limit);
        while let Some(id) = page.next(index, scan) {
            let lines = index.lines(id, &self.bytes(index, id).await?);
            page.take(index, &matcher, lines);
        }
        let (n_total, is_complete) = (scan.n_found(), scan.is_complete());
        self.search.replace(Some(search));
        Ok((page.rows(), n_total, is_complete))
    }

    async fn context(
        &self,
        index: &Index,
        at: RecordRef,
        n_around: u32,
    ) -> Result<Vec<Row>, JsValue> {
        let mut rows = Vec::new();
        for id in index.around(at, n_around) {
            let lines = index.lines(id, &self.bytes(index, id).await?);
            rows.append(&mut index.rows_around(at, n_around, &lines));
        }
        Ok(rows)
    }

    async fn locate(
        &self,
        index: Rc<Index>,
        filter: Filter,
        at: RecordRef,
    ) -> Result<u64, JsValue> {
        let mut search = self.take_search(index, filter.clone());
        let matcher = Matcher::new(&filter);
        while self.step(&mut search, &matcher).await? {}
        let Search { index, scan } = &mut search;
        let mut rank = Rank::new(at);
        while let Some(id) = rank.next(index) {
            let lines = index.lines(id, &self.bytes(index, id).await?);
            rank.take(index, scan, &matcher, &lines);
        }
        self.search.replace(Some(search));
        Ok(rank.n_before())
    }

    /// The search for a filter: the one that goes on, when it is the same, else a new one.
    fn take_search(&self, index: Rc<Index>, filter: Filter) -> Search {
        let goes_on = self
            .search
            .take()
            .filter(|search| Rc::ptr_eq(&search.index, &index) && *search.scan.filter() == filter);
        goes_on.unwrap_or_else(|| Search {
            index,
            scan: Scan::new(filter),
        })
    }

    /// Counts one more segment; false when all are.
    async fn step(&self, search: &mut Search, matcher: &Matcher<'_>) -> Result<bool, JsValue> {
        let Some(id) = search.scan.next(&search.index) else {
            return Ok(false);
        };
        let bytes = self.bytes(&search.index, id).await?;
        search.scan.take(&search.index, matcher, id, &bytes);
        Ok(true)
    }

    /// Goes on searching until something is asked; false when there is nothing left to search.
    async fn search_on(&self) -> bool {
        let Some(mut search) = self.search.take() else {
            return false;
        };
        let filter = search.scan.filter().clone();
        let matcher = Matcher::new(&filter);
        while self.waiting.borrow().is_empty() {
            // What fails here fails again, and is told, when it is asked for.
            if !self.step(&mut search, &matcher).await.unwrap_or(false) {
                self.search.replace(Some(search));
                return false;
            }
        }
        self.search.replace(Some(search));
        true
    }

    async fn bytes(&self, index: &Index, id: SegmentId) -> Result<Vec<u8>, JsValue> {
        let container = index.container(id.file);
        self.sources
            .read(id.file, container, index.bytes_of(id))
            .await
    }
}

impl Question {
    fn request(&self) -> RequestId {
        match self {
            Self::Rows { request, .. }
            | Self::Context { request, .. }
            | Self::Locate { request, .. } => *request,
        }
    }
}
