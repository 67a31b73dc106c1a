//! The second factor: offering a secret, making it the account's own, recovery codes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jejak_protocol::TimestampUs;
use jejak_protocol::server::{
    AuditEvent, Factor, PasswordCheck, RecoveryCodes, Refusal, Secret, TotpConfirm, TotpOffer,
};
use qrcode::QrCode;
use qrcode::render::svg;

use super::error::ApiError;
use super::extract::{Body, Enrolling, SignedIn};
use super::{account, cookies, password};
use crate::accounts::sessions::Session;
use crate::accounts::totp::TotpSecret;
use crate::accounts::{recovery, table};
use crate::app::App;
use crate::audit::Entry;
use crate::clock::MINUTE_US;
use crate::config::SecondFactor;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

/// Time to install an authenticator and find the camera.
const OFFER_US: i64 = 15 * MINUTE_US;

/// Shows a new secret, once: nothing gives it out again, a second call makes another one.
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Enrolling(session): Enrolling,
    Body(request): Body<PasswordCheck>,
) -> Result<Json<TotpOffer>, ApiError> {
    let event = AuditEvent::FactorChangeRefused;
    password::confirm(&app, &session, &visitor, request.password, event).await?;
    let secret = TotpSecret::new(app.vault.entropy());
    let offer = draw(&secret, session.account.name.as_str()).ok_or(Refusal::Internal)?;
    let keep = move |unit: &Unit| {
        let id = session.account.id;
        let sealed = secret.seal(unit.keys.totp(), id, unit.entropy);
        let sealed = sealed.ok_or(StoreError::Damaged("secret"))?;
        let until = TimestampUs(unit.now.0.saturating_add(OFFER_US));
        table::offer_totp(unit, id, &sealed, until)?;
        unit.log(entry(AuditEvent::TotpOffered, &session, &visitor))
    };
    app.vault.change::<_, StoreError>(keep).await?;
    Ok(Json(offer))
}

fn draw(secret: &TotpSecret, name: &str) -> Option<TotpOffer> {
    let uri = secret.uri(name)?;
    let code = QrCode::new(uri.expose()).ok()?;
    let picture = code.render::<svg::Color>().min_dimensions(240, 240).build();
    Some(TotpOffer {
        secret: secret.base32(),
        uri,
        qr_svg: Secret::new(picture),
    })
}

/// The offered secret becomes the factor once a code of it has been shown.
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Enrolling(session): Enrolling,
    Body(request): Body<TotpConfirm>,
) -> Result<Response, ApiError> {
    let event = AuditEvent::FactorChangeRefused;
    password::confirm(&app, &session, &visitor, request.password, event).await?;
    let codes = recovery::make(app.vault.entropy());
    let normal = codes.iter().map(recovery::normal).collect();
    let hashes = app.hasher.hash_all(normal).await?;
    let enrol = move |unit: &Unit| {
        let id = session.account.id;
        let offer = table::totp_offer(unit, id)?;
        let offer = offer.and_then(|offer| TotpSecret::open(&offer, unit.keys.totp(), id));
        let step = offer.and_then(|offer| offer.check(request.code.expose(), unit.now));
        let Some(step) = step else {
            let refused = entry(AuditEvent::FactorChangeRefused, &session, &visitor).refuse();
            unit.log(refused.factor(Factor::Totp).detail("wrong"))?;
            return Ok::<_, StoreError>(None);
        };
        table::enrol_totp(unit, id, step)?;
        recovery::replace(unit, id, &hashes)?;
        unit.log(entry(AuditEvent::TotpEnrolled, &session, &visitor))?;
        unit.log(entry(AuditEvent::RecoveryCodesMade, &session, &visitor))?;
        account::start_afresh(unit, &session, &visitor).map(Some)
    };
    let Some(token) = app.vault.change(enrol).await? else {
        return Err(Refusal::CodeWrong.into());
    };
    let mut response = Json(RecoveryCodes { codes }).into_response();
    cookies::set_session(&mut response, &token);
    Ok(response)
}

/// Only where the second factor is the account's own choice.
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
    Body(request): Body<PasswordCheck>,
) -> Result<Response, ApiError> {
    if app.config.sign_in.second_factor == SecondFactor::Required {
        return Err(Refusal::NotAllowed.into());
    }
    let event = AuditEvent::FactorChangeRefused;
    password::confirm(&app, &session, &visitor, request.password, event).await?;
    let remove = move |unit: &Unit| {
        table::remove_totp(unit, session.account.id)?;
        unit.log(entry(AuditEvent::TotpRemoved, &session, &visitor))?;
        account::start_afresh(unit, &session, &visitor)
    };
    let token = app.vault.change::<_, StoreError>(remove).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::set_session(&mut response, &token);
    Ok(response)
}

/// Ten new recovery codes; the old ones are good no more.
pub(super) async fn recovery_codes(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
    Body(request): Body<PasswordCheck>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let event = AuditEvent::FactorChangeRefused;
    password::confirm(&app, &session, &visitor, request.password, event).await?;
    if session.account.totp_secret.is_none() {
        return Err(Refusal::EnrolmentNeeded.into());
    }
    let codes = recovery::make(app.vault.entropy());
    let normal = codes.iter().map(recovery::normal).collect();
    let hashes = app.hasher.hash_all(normal).await?;
    let replace = move |unit: &Unit| {
        recovery::replace(unit, session.account.id, &hashes)?;
        unit.log(entry(AuditEvent::RecoveryCodesMade, &session, &visitor))
    };
    app.vault.change::<_, StoreError>(replace).await?;
    Ok(Json(RecoveryCodes { codes }))
}

fn entry(event: AuditEvent, session: &Session, visitor: &Visitor) -> Entry {
    let entry = Entry::ok(event).from(visitor).session(session.id);
    entry.account(session.account.name.as_str())
}
