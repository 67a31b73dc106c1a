//! What is noted of an event. Never a password, a code, a token or a session's secret.

use jejak_protocol::server::{AuditEvent, AuditRow, Factor, Outcome};

use crate::visitor::Visitor;

/// An entry on its way into the log.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    event: AuditEvent,
    outcome: Outcome,
    factor: Option<Factor>,
    account: Option<String>,
    address: Option<String>,
    session: Option<i64>,
    device: Option<i64>,
    detail: Option<&'static str>,
    target: Option<String>,
}

impl Entry {
    pub(crate) fn ok(event: AuditEvent) -> Self {
        Self::new(event, Outcome::Ok)
    }

    pub(crate) fn refused(event: AuditEvent) -> Self {
        Self::new(event, Outcome::Refused)
    }

    fn new(event: AuditEvent, outcome: Outcome) -> Self {
        Self {
            event,
            outcome,
            factor: None,
            account: None,
            address: None,
            session: None,
            device: None,
            detail: None,
            target: None,
        }
    }

    pub(crate) fn refuse(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    pub(crate) fn factor(mut self, factor: Factor) -> Self {
        self.factor = Some(factor);
        self
    }

    pub(crate) fn account(mut self, name: impl Into<String>) -> Self {
        self.account = Some(name.into());
        self
    }

    pub(crate) fn from(mut self, visitor: &Visitor) -> Self {
        self.address = Some(visitor.address.to_string());
        self
    }

    pub(crate) fn session(mut self, id: i64) -> Self {
        self.session = Some(id);
        self
    }

    pub(crate) fn device(mut self, id: Option<i64>) -> Self {
        self.device = id;
        self
    }

    pub(crate) fn detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    pub(crate) fn target(mut self, name: impl Into<String>) -> Self {
        self.target = Some(name.into());
        self
    }

    pub(super) fn into_row(self, seq: i64, at: String) -> AuditRow {
        AuditRow {
            seq,
            at,
            event: self.event,
            outcome: self.outcome,
            factor: self.factor,
            account: self.account,
            address: self.address,
            session: self.session,
            device: self.device,
            detail: self.detail.map(str::to_owned),
            target: self.target,
        }
    }
}
