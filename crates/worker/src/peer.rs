//! A peer: reads the ranges that its lead asks for, one after the other.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use jejak_core::Plan;
use jejak_core::run::{Piece, Reached, Task};
use jejak_protocol::messages::RunId;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent, MessagePort};

use crate::link::{self, FromPeer, ToPeer};
use crate::tasks::{self, Desk};
use crate::{attached, panics};

/// Serves the lead behind the port for as long as the worker lives.
pub(crate) fn serve(port: MessagePort) {
    let run: RefCell<Option<Rc<PeerRun>>> = RefCell::new(None);
    let own_port = port.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some((message, attachments)) = link::read::<ToPeer>(&event) else {
            return;
        };
        let current = run.borrow().clone();
        let current = |id: RunId| current.clone().filter(|run| run.id == id);
        match message {
            ToPeer::Start { run: id } => {
                panics::belong_to(id);
                let started = PeerRun::new(id, own_port.clone(), attached(&attachments));
                if let Some(before) = run.replace(Some(Rc::new(started))) {
                    before.is_stopped.set(true);
                }
            }
            ToPeer::Found { run } => {
                if let Some(run) = current(run) {
                    run.files.borrow_mut().extend(attached(&attachments));
                }
            }
            ToPeer::Read { run, task, plan } => {
                if let Some(run) = current(run) {
                    run.add(task, plan);
                }
            }
            ToPeer::Cancel { run } => {
                if let Some(run) = current(run) {
                    run.is_stopped.set(true);
                }
            }
        }
    });
    port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

struct PeerRun {
    id: RunId,
    lead: MessagePort,
    files: RefCell<Vec<Blob>>,
    waiting: RefCell<VecDeque<(Task, Plan)>>,
    is_reading: Cell<bool>,
    is_stopped: Cell<bool>,
}

impl PeerRun {
    fn new(id: RunId, lead: MessagePort, files: Vec<Blob>) -> Self {
        Self {
            id,
            lead,
            files: RefCell::new(files),
            waiting: RefCell::default(),
            is_reading: Cell::new(false),
            is_stopped: Cell::new(false),
        }
    }

    fn add(self: Rc<Self>, task: Task, plan: Plan) {
        self.waiting.borrow_mut().push_back((task, plan));
        if !self.is_reading.replace(true) {
            spawn_local(self.read_waiting());
        }
    }

    async fn read_waiting(self: Rc<Self>) {
        let mut buffer = Vec::new();
        loop {
            let Some((task, plan)) = self.waiting.borrow_mut().pop_front() else {
                break;
            };
            let file = self.files.borrow().get(task.file.0 as usize).cloned();
            if let Some(file) = file {
                tasks::read(task, &plan, &file, &mut buffer, &*self).await;
            }
        }
        self.is_reading.set(false);
    }
}

impl Desk for PeerRun {
    fn is_stopped(&self) -> bool {
        self.is_stopped.get()
    }

    fn note(&self, task: Task, reached: Reached) {
        let message = FromPeer::Reached {
            run: self.id,
            task,
            reached,
        };
        link::send(&self.lead, &message, &[]);
    }

    fn hand_in(&self, piece: Piece) {
        let message = FromPeer::Piece {
            run: self.id,
            piece: Box::new(piece),
        };
        link::send(&self.lead, &message, &[]);
    }
}
