//! The door: what it looks like, the password, and the way out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jejak_protocol::server::{
    AuditEvent, Factor, PasswordStep, Refusal, SecondStep, ServerFacts, SignIn, Standing,
};

use super::cookies;
use super::error::ApiError;
use super::extract::Body;
use crate::accounts::devices::{self, Device};
use crate::accounts::hasher::{Lane, Verified};
use crate::accounts::name::Name;
use crate::accounts::sessions::{self, Level};
use crate::accounts::softlock::{Hearing, STOP_AFTER, Softlock};
use crate::accounts::table::{self, Record};
use crate::app::App;
use crate::audit::Entry;
use crate::captcha::Challenge;
use crate::config::SecondFactor;
use crate::limits::{AddressKey, RetryAfter};
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

pub(super) async fn facts(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Json<ServerFacts>, ApiError> {
    let lifetimes = app.lifetimes();
    let look = move |unit: &Unit| {
        let session = match &visitor.session {
            Some(token) => sessions::find(unit, token, lifetimes)?,
            None => None,
        };
        let standing = match session {
            None => Standing::Anonymous,
            Some(session) => match session.level {
                Level::Halfway => Standing::SecondFactor,
                Level::Enrolment => Standing::Enrolment {
                    account: session.account.account(unit)?,
                },
                Level::Full => Standing::SignedIn {
                    account: session.account.account(unit)?,
                },
            },
        };
        Ok::<_, StoreError>((table::is_empty(unit)?, standing))
    };
    let (needs_setup, standing) = app.vault.change(look).await?;
    Ok(Json(ServerFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        needs_setup,
        captcha: app.captcha.kind(),
        captcha_site_key: app.captcha.site_key().map(str::to_owned),
        standing,
    }))
}

pub(super) async fn challenge(State(app): State<Arc<App>>) -> Result<Json<Challenge>, ApiError> {
    let challenge = app.captcha.challenge();
    challenge.map(Json).ok_or(ApiError::NOT_FOUND)
}

/// Who seems to be at the door: read before the slow work, judged again after it.
struct Caller {
    account: Option<Record>,
    device: Option<Device>,
    /// For the log: the name if an account has it, else a mark.
    shown: String,
}

pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Body(request): Body<SignIn>,
) -> Result<Response, ApiError> {
    let name = Name::parse(&request.name);
    let caller = look_up(&app, &visitor, name.clone(), request.name).await?;
    if caller.device.is_none() {
        hold_off(&app, &visitor, name.as_ref(), &caller).await?;
    }
    if let Err(fault) = app
        .captcha
        .verify(&request.captcha, &visitor, &app.vault)
        .await?
    {
        let entry = Entry::refused(AuditEvent::CaptchaRefused).factor(Factor::Captcha);
        let entry = entry
            .account(caller.shown)
            .from(&visitor)
            .detail(fault.name());
        app.vault.change(move |unit| unit.log(entry)).await?;
        return Err(Refusal::SignIn.into());
    }
    let lane = match caller.device {
        Some(_) => Lane::KnownBrowsers,
        None => Lane::Strangers,
    };
    let hash = caller
        .account
        .as_ref()
        .map(|account| account.password.clone());
    let verified = app
        .hasher
        .verify(hash, request.password.clone(), lane)
        .await?;
    let rehashed = match verified.is_right && verified.is_outdated {
        true => Some(app.hasher.hash(request.password, lane).await?),
        false => None,
    };
    conclude(&app, visitor, caller, verified, rehashed).await
}

async fn look_up(
    app: &App,
    visitor: &Visitor,
    name: Option<Name>,
    typed: String,
) -> Result<Caller, ApiError> {
    let device_token = visitor.device.clone();
    let lifetime_us = app.device_lifetime_us();
    let look = move |unit: &Unit| {
        let account = match &name {
            Some(name) => table::by_name(unit, name)?,
            None => None,
        };
        let device = match (&account, &device_token) {
            (Some(account), Some(token)) => devices::find(unit, account.id, token, lifetime_us)?,
            _ => None,
        };
        let shown = match &account {
            Some(account) => account.name.to_string(),
            None => unit.keys.mark(&typed),
        };
        Ok::<_, StoreError>(Caller {
            account,
            device,
            shown,
        })
    };
    Ok(app.vault.change(look).await?)
}

/// The limits by address and by name; a browser that the account knows does not come here.
async fn hold_off(
    app: &App,
    visitor: &Visitor,
    name: Option<&Name>,
    caller: &Caller,
) -> Result<(), ApiError> {
    let key = AddressKey::new(visitor.address);
    // Names that nobody can have share one limit: they lead nowhere.
    let name = name.map_or("", Name::as_str).to_owned();
    let by_address = app.limits.sign_in_address.check(&key);
    let held: Result<(), RetryAfter> =
        by_address.and_then(|()| app.limits.sign_in_name.check(&name));
    let Err(wait) = held else { return Ok(()) };
    if app.limits.notes.check(&key).is_ok() {
        let entry = Entry::refused(AuditEvent::RateLimited).factor(Factor::Password);
        let entry = entry.account(caller.shown.as_str()).from(visitor);
        app.vault.change(move |unit| unit.log(entry)).await?;
    }
    Err(wait.into())
}

/// Judges and writes in one transaction: tries that ran beside each other are heard one by one.
async fn conclude(
    app: &App,
    visitor: Visitor,
    caller: Caller,
    verified: Verified,
    rehashed: Option<String>,
) -> Result<Response, ApiError> {
    let is_required = app.config.sign_in.second_factor == SecondFactor::Required;
    let lifetime_us = app.device_lifetime_us();
    let judge = move |unit: &Unit| {
        let entry = Entry::refused(AuditEvent::SignInPassword).factor(Factor::Password);
        let entry = entry.account(caller.shown.as_str()).from(&visitor);
        let Some(seen) = &caller.account else {
            unit.log(entry.detail("unknown"))?;
            return Ok::<_, StoreError>(None);
        };
        // What was hashed against may have changed meanwhile.
        let account = table::by_id(unit, seen.id)?.filter(|now| now.password == seen.password);
        let Some(account) = account else {
            unit.log(entry.detail("changed meanwhile"))?;
            return Ok(None);
        };
        let device = match &visitor.device {
            Some(token) => devices::find(unit, account.id, token, lifetime_us)?,
            None => None,
        };
        let entry = entry.device(device.map(|device| device.id));
        let lock = device.map_or(account.lock, |device| device.lock);
        let unheard = match (account.is_disabled, lock.hearing(unit.now)) {
            (true, _) => Some("disabled"),
            (false, Hearing::Wait) => Some("locked"),
            (false, Hearing::Stopped) => Some("stopped"),
            (false, Hearing::Open) => None,
        };
        if let Some(why) = unheard {
            unit.log(entry.detail(why))?;
            return Ok(None);
        }
        if !verified.is_right {
            unit.log(entry.detail("wrong"))?;
            record_failure(unit, &account, device, &visitor)?;
            return Ok(None);
        }
        succeed(
            unit,
            &account,
            device,
            rehashed.as_deref(),
            is_required,
            &visitor,
        )
        .map(Some)
    };
    let Some((next, token)) = app.vault.change(judge).await? else {
        return Err(Refusal::SignIn.into());
    };
    let mut response = Json(PasswordStep { next }).into_response();
    cookies::set_session(&mut response, &token);
    Ok(response)
}

/// A known browser's failures are its own, others' are the account's.
fn record_failure(
    unit: &Unit,
    account: &Record,
    device: Option<Device>,
    visitor: &Visitor,
) -> Result<(), StoreError> {
    if let Some(device) = device {
        return devices::failed(unit, device);
    }
    let lock = account.lock.failed(unit.now);
    table::set_lock(unit, account.id, lock)?;
    if lock.n_failures == STOP_AFTER {
        let entry = Entry::refused(AuditEvent::AccountStopped).factor(Factor::Password);
        unit.log(entry.account(account.name.as_str()).from(visitor))?;
    }
    Ok(())
}

fn succeed(
    unit: &Unit,
    account: &Record,
    device: Option<Device>,
    rehashed: Option<&str>,
    is_required: bool,
    visitor: &Visitor,
) -> Result<(SecondStep, String), StoreError> {
    table::set_lock(unit, account.id, Softlock::default())?;
    if let Some(device) = device {
        devices::succeeded(unit, device.id)?;
    }
    let entry = |event| {
        Entry::ok(event)
            .account(account.name.as_str())
            .from(visitor)
    };
    if let Some(hash) = rehashed {
        table::set_password(unit, account.id, hash)?;
        unit.log(entry(AuditEvent::PasswordRehashed))?;
    }
    if let Some(token) = &visitor.session {
        sessions::end_by_token(unit, token)?;
    }
    let (next, level) = match (&account.totp_secret, is_required) {
        (Some(_), _) => (SecondStep::Code, Level::Halfway),
        (None, true) => (SecondStep::Enrol, Level::Enrolment),
        (None, false) => (SecondStep::Done, Level::Full),
    };
    let (id, token) = sessions::start(unit, account.id, level, visitor)?;
    let entry = entry(AuditEvent::SignInPassword).factor(Factor::Password);
    unit.log(entry.session(id).device(device.map(|device| device.id)))?;
    Ok((next, token))
}

pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    _: Body<serde::de::IgnoredAny>,
) -> Result<Response, ApiError> {
    let lifetimes = app.lifetimes();
    let leave = move |unit: &Unit| {
        let Some(token) = &visitor.session else {
            return Ok(());
        };
        let Some(session) = sessions::find(unit, token, lifetimes)? else {
            return Ok::<_, StoreError>(());
        };
        sessions::end(unit, session.id)?;
        let entry = Entry::ok(AuditEvent::SignOut)
            .from(&visitor)
            .session(session.id);
        unit.log(entry.account(session.account.name.as_str()))
    };
    app.vault.change(leave).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::clear_session(&mut response);
    Ok(response)
}
