//! The second step: a code of the authenticator, or a recovery code in its place.
//!
//! Failures lock the account's codes, from wherever they come: whoever is here knew the password,
//! so no stranger can bring that lock about, and a known browser is not exempt from it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jejak_protocol::server::{AuditEvent, Code, Factor, Refusal, SignedIn};

use super::cookies;
use super::error::ApiError;
use super::extract::{Begun, Body};
use crate::accounts::hasher::Lane;
use crate::accounts::sessions::{self, Level, Session};
use crate::accounts::softlock::{STOP_AFTER, Softlock};
use crate::accounts::table::{self, Record};
use crate::accounts::totp::TotpSecret;
use crate::accounts::{devices, recovery};
use crate::app::App;
use crate::audit::Entry;
use crate::limits::AddressKey;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

pub(super) async fn totp(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Begun(session): Begun,
    Body(request): Body<Code>,
) -> Result<Response, ApiError> {
    let check = move |unit: &Unit, account: &Record| {
        let sealed = account.totp_secret.as_deref();
        let secret =
            sealed.and_then(|sealed| TotpSecret::open(sealed, unit.keys.totp(), account.id));
        let Some(step) = secret.and_then(|secret| secret.check(request.code.expose(), unit.now))
        else {
            return Ok(Err("wrong"));
        };
        match table::take_step(unit, account.id, step)? {
            true => Ok(Ok(())),
            false => Ok(Err("used before")),
        }
    };
    second_step(
        &app,
        visitor,
        session,
        AuditEvent::SignInTotp,
        request.remember,
        check,
    )
    .await
}

pub(super) async fn recovery(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Begun(session): Begun,
    Body(request): Body<Code>,
) -> Result<Response, ApiError> {
    let code = recovery::normal(&request.code);
    let id = session.account.id;
    let wanted = code.clone();
    let find = move |unit: &Unit| recovery::candidate(unit, id, &wanted);
    let candidate = app.vault.change::<_, StoreError>(find).await?;
    let (row, hash) = candidate.map_or((None, None), |(row, hash)| (Some(row), Some(hash)));
    let verified = app.hasher.verify(hash, code, Lane::Strangers).await?;
    let check = move |unit: &Unit, _: &Record| match row.filter(|_| verified.is_right) {
        Some(row) if recovery::take(unit, row)? => Ok(Ok(())),
        _ => Ok(Err("wrong")),
    };
    second_step(
        &app,
        visitor,
        session,
        AuditEvent::SignInRecovery,
        request.remember,
        check,
    )
    .await
}

struct Passed {
    answer: SignedIn,
    session: String,
    device: Option<String>,
}

/// `check` runs only while the lock is open, within the transaction that counts its outcome.
async fn second_step(
    app: &App,
    visitor: Visitor,
    session: Session,
    event: AuditEvent,
    remember: bool,
    check: impl FnOnce(&Unit, &Record) -> Result<Result<(), &'static str>, StoreError> + Send + 'static,
) -> Result<Response, ApiError> {
    if session.level != Level::Halfway {
        return Err(Refusal::SignIn.into());
    }
    let factor = match event {
        AuditEvent::SignInRecovery => Factor::Recovery,
        _ => Factor::Totp,
    };
    let key = AddressKey::new(visitor.address);
    let name = session.account.name.to_string();
    let lifetime_us = app.device_lifetime_us();
    let judge = move |unit: &Unit| {
        let gone = || StoreError::Damaged("account of a session");
        let account = table::by_id(unit, session.account.id)?.ok_or_else(gone)?;
        let entry = Entry::refused(event).factor(factor).from(&visitor);
        let entry = entry.account(account.name.as_str()).session(session.id);
        if !table::is_open(account.totp_lock, unit.now) {
            unit.log(entry.detail("locked"))?;
            return Ok::<_, StoreError>(None);
        }
        if let Err(why) = check(unit, &account)? {
            unit.log(entry.detail(why))?;
            record_failure(unit, &account, factor, &visitor)?;
            return Ok(None);
        }
        table::set_totp_lock(unit, account.id, Softlock::default())?;
        sessions::end(unit, session.id)?;
        enter(
            unit,
            &account,
            event,
            factor,
            remember,
            lifetime_us,
            &visitor,
        )
        .map(Some)
    };
    let Some(passed) = app.vault.change(judge).await? else {
        return Err(Refusal::SignIn.into());
    };
    app.limits.sign_in_address.reset(&key);
    app.limits.sign_in_name.reset(&name);
    let mut response = Json(passed.answer).into_response();
    cookies::set_session(&mut response, &passed.session);
    if let Some(token) = &passed.device {
        cookies::set_device(&mut response, token, app.config.sign_in.device_days);
    }
    Ok(response)
}

fn record_failure(
    unit: &Unit,
    account: &Record,
    factor: Factor,
    visitor: &Visitor,
) -> Result<(), StoreError> {
    let lock = account.totp_lock.failed(unit.now);
    table::set_totp_lock(unit, account.id, lock)?;
    if lock.n_failures == STOP_AFTER {
        let entry = Entry::refused(AuditEvent::AccountStopped).factor(factor);
        unit.log(entry.account(account.name.as_str()).from(visitor))?;
    }
    Ok(())
}

/// A new session, and the browser's entry if it asked to be known and is not yet.
fn enter(
    unit: &Unit,
    account: &Record,
    event: AuditEvent,
    factor: Factor,
    remember: bool,
    lifetime_us: i64,
    visitor: &Visitor,
) -> Result<Passed, StoreError> {
    let (id, session) = sessions::start(unit, account.id, Level::Full, visitor)?;
    let known = match &visitor.device {
        Some(token) => devices::find(unit, account.id, token, lifetime_us)?,
        None => None,
    };
    let entry = Entry::ok(event).factor(factor).from(visitor).session(id);
    let entry = entry.account(account.name.as_str());
    unit.log(entry.device(known.map(|device| device.id)))?;
    let device = match (known, remember) {
        (Some(device), _) => {
            devices::succeeded(unit, device.id)?;
            None
        }
        (None, false) => None,
        (None, true) => {
            let (device_id, token) = devices::remember(unit, account.id, visitor)?;
            let entry = Entry::ok(AuditEvent::DeviceRemembered)
                .from(visitor)
                .session(id);
            unit.log(entry.account(account.name.as_str()).device(Some(device_id)))?;
            Some(token)
        }
    };
    let account = account.account(unit)?;
    let n_recovery_codes = account.n_recovery_codes;
    Ok(Passed {
        answer: SignedIn {
            account,
            n_recovery_codes,
        },
        session,
        device,
    })
}
