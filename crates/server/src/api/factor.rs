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
    // The code is checked as of its arrival: the hashes below take longer than it may live.
    let shown = check_offer(&app, &session, &visitor, request.code).await?;
    let (offer, step) = shown.ok_or(Refusal::CodeWrong)?;
    let codes = recovery::make(app.vault.entropy());
    let normal = codes.iter().map(recovery::normal).collect();
    let hashes = app.hasher.hash_all(normal).await?;
    let enrol = move |unit: &Unit| {
        let id = session.account.id;
        if table::totp_offer(unit, id)?.as_ref() != Some(&offer) {
            // Another offer was made meanwhile.
            return Ok::<_, StoreError>(None);
        }
        table::enrol_totp(unit, id, step)?;
        recovery::replace(unit, id, &hashes)?;
        unit.log(entry(AuditEvent::TotpEnrolled, &session, &visitor))?;
        unit.log(entry(AuditEvent::RecoveryCodesMade, &session, &visitor))?;
        account::start_afresh(unit, &session, &visitor).map(Some)
    };
    let token = app.vault.change(enrol).await?;
    let token = token.ok_or(Refusal::CodeWrong)?;
    let mut response = Json(RecoveryCodes { codes }).into_response();
    cookies::set_session(&mut response, &token);
    Ok(response)
}

/// The offer and the step of a right code for it.
async fn check_offer(
    app: &App,
    session: &Session,
    visitor: &Visitor,
    code: Secret,
) -> Result<Option<(Vec<u8>, i64)>, ApiError> {
    let id = session.account.id;
    let refused = entry(AuditEvent::FactorChangeRefused, session, visitor).refuse();
    let check = move |unit: &Unit| {
        let offer = table::totp_offer(unit, id)?;
        let open = |offer: &Vec<u8>| TotpSecret::open(offer, unit.keys.totp(), id);
        let secret = offer.as_ref().and_then(open);
        let step = secret.and_then(|secret| secret.check(code.expose(), unit.now));
        if step.is_none() {
            unit.log(refused.factor(Factor::Totp).detail("wrong"))?;
        }
        Ok::<_, StoreError>(offer.zip(step))
    };
    Ok(app.vault.change(check).await?)
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
