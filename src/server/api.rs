//! The typed line to the companion server: one function a request, under `./api/v1` of this site.
//!
//! In: values of `jejak_protocol::server`. Out: their answers, or why there is none. Nothing is
//! asked before the person opens what needs the server; every request stands in the ledger.

use jejak_protocol::server::{
    Account, AccountId, AuditPage, AuditVerdict, CaptchaAnswer, Code, DeviceId, DeviceInfo,
    Invitation, Link, LinkOpened, LinkUse, Member, MemberChange, PasswordChange, PasswordCheck,
    PasswordStep, RecoveryCodes, Refusal, Refused, Role, Secret, ServerFacts, SessionId,
    SessionInfo, ShareDelete, ShareId, ShareInfo, ShareLife, ShareOpen, SignIn, SignedIn,
    TotpConfirm, TotpOffer, share_header,
};
use js_sys::Uint8Array;
use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, Headers, ReadableStreamDefaultReader, Request, RequestCache, RequestInit, Response,
};

const ROOT: &str = "./api/v1";
const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The server said no, and perhaps after how many seconds to ask again.
    Refused(Refusal, Option<u64>),
    /// No answer came, or one that is not this server's.
    Unreachable,
}

impl Fault {
    pub(crate) fn is_signed_out(self) -> bool {
        matches!(
            self,
            Self::Refused(
                Refusal::NoSession | Refusal::SecondFactorNeeded | Refusal::EnrolmentNeeded,
                _
            )
        )
    }
}

impl From<JsValue> for Fault {
    fn from(_: JsValue) -> Self {
        Self::Unreachable
    }
}

pub(crate) type Answer<T> = Result<T, Fault>;

// The door.

pub(crate) async fn facts() -> Answer<ServerFacts> {
    get("/facts").await
}

/// The challenge as it came: it goes back word for word with its solution.
pub(crate) async fn challenge() -> Answer<serde_json::Value> {
    get("/captcha").await
}

pub(crate) async fn sign_in(
    name: String,
    password: Secret,
    captcha: CaptchaAnswer,
) -> Answer<PasswordStep> {
    let body = SignIn {
        name,
        password,
        captcha,
    };
    post("/sign-in", &body).await
}

/// A code of the authenticator, or a recovery code.
pub(crate) async fn second_step(
    is_recovery: bool,
    code: Secret,
    remember: bool,
) -> Answer<SignedIn> {
    let path = match is_recovery {
        true => "/sign-in/recovery",
        false => "/sign-in/totp",
    };
    post(path, &Code { code, remember }).await
}

pub(crate) async fn sign_out() -> Answer<()> {
    post_for_nothing("/sign-out", &json!({})).await
}

pub(crate) async fn open_link(token: Secret) -> Answer<LinkOpened> {
    let body = LinkUse {
        token,
        name: String::new(),
        password: Secret::default(),
    };
    post("/links/open", &body).await
}

pub(crate) async fn use_link(body: &LinkUse) -> Answer<()> {
    post_for_nothing("/links/use", body).await
}

// The account.

pub(crate) async fn change_password(current: Secret, new: Secret) -> Answer<()> {
    post_for_nothing("/account/password", &PasswordChange { current, new }).await
}

pub(crate) async fn sessions() -> Answer<Vec<SessionInfo>> {
    get("/account/sessions").await
}

pub(crate) async fn end_session(id: SessionId) -> Answer<()> {
    post_for_nothing("/account/sessions/end", &json!({ "id": id })).await
}

pub(crate) async fn end_other_sessions() -> Answer<()> {
    post_for_nothing("/account/sessions/end-others", &json!({})).await
}

pub(crate) async fn devices() -> Answer<Vec<DeviceInfo>> {
    get("/account/devices").await
}

pub(crate) async fn forget_device(id: DeviceId) -> Answer<()> {
    post_for_nothing("/account/devices/forget", &json!({ "id": id })).await
}

pub(crate) async fn begin_totp(password: Secret) -> Answer<TotpOffer> {
    post("/account/totp/begin", &PasswordCheck { password }).await
}

pub(crate) async fn confirm_totp(password: Secret, code: Secret) -> Answer<RecoveryCodes> {
    post("/account/totp/confirm", &TotpConfirm { password, code }).await
}

pub(crate) async fn remove_totp(password: Secret) -> Answer<()> {
    post_for_nothing("/account/totp/remove", &PasswordCheck { password }).await
}

pub(crate) async fn new_recovery_codes(password: Secret) -> Answer<RecoveryCodes> {
    post("/account/recovery-codes", &PasswordCheck { password }).await
}

// The team.

pub(crate) async fn team() -> Answer<Vec<Member>> {
    get("/team").await
}

pub(crate) async fn change_member(change: MemberChange) -> Answer<()> {
    post_for_nothing("/team/change", &change).await
}

pub(crate) async fn invite(role: Role) -> Answer<Link> {
    post("/team/invite", &Invitation { role }).await
}

pub(crate) async fn reset_link(id: AccountId) -> Answer<Link> {
    post("/team/reset", &json!({ "id": id })).await
}

// The audit log.

/// Entries after `after`, or the newest ones.
pub(crate) async fn audit(after: Option<i64>, limit: u32) -> Answer<AuditPage> {
    match after {
        Some(after) => get(&format!("/audit?after={after}&limit={limit}")).await,
        None => get(&format!("/audit?limit={limit}")).await,
    }
}

pub(crate) async fn verify_audit() -> Answer<AuditVerdict> {
    get("/audit/verify").await
}

/// The whole log as JSON lines, as the browser's own handle: the page reads none of it.
pub(crate) async fn audit_log() -> Answer<Blob> {
    let response = send("GET", "/audit/export", None, &[]).await?;
    let blob = JsFuture::from(response.blob()?).await?;
    blob.dyn_into().map_err(|_| Fault::Unreachable)
}

/// Entries after `after` as they come, as JSON lines.
pub(crate) async fn audit_stream(after: i64) -> Answer<ReadableStreamDefaultReader> {
    let path = format!("/audit/stream?after={after}");
    let response = send("GET", &path, None, &[]).await?;
    let body = response.body().ok_or(Fault::Unreachable)?;
    body.get_reader().dyn_into().map_err(|_| Fault::Unreachable)
}

// Shares.

pub(crate) async fn shares() -> Answer<Vec<ShareInfo>> {
    get("/shares").await
}

/// What the server learns of a new share.
pub(crate) struct NewShare<'a> {
    pub(crate) id: &'a ShareId,
    pub(crate) auth_sha256: String,
    pub(crate) delete_sha256: String,
    pub(crate) life: ShareLife,
    pub(crate) burns: bool,
    pub(crate) has_excerpts: bool,
}

pub(crate) async fn put_share(new: &NewShare<'_>, ciphertext: &[u8]) -> Answer<()> {
    let headers = [
        (share_header::AUTH, new.auth_sha256.as_str()),
        (share_header::DELETE, new.delete_sha256.as_str()),
        (share_header::LIFE, new.life.name()),
        (share_header::BURN, if new.burns { "1" } else { "0" }),
        (
            share_header::KIND,
            if new.has_excerpts {
                "excerpts"
            } else {
                "findings"
            },
        ),
        ("content-type", BYTES),
    ];
    let body = Uint8Array::from(ciphertext).into();
    let path = format!("/shares/{}", new.id.0);
    send("PUT", &path, Some(body), &headers).await.map(|_| ())
}

/// The ciphertext, and what it is bound to.
pub(crate) async fn open_share(id: &ShareId, auth: Secret) -> Answer<(Vec<u8>, ShareLife, bool)> {
    let body = text_of(&ShareOpen { auth })?;
    let path = format!("/shares/{}/open", id.0);
    let response = send("POST", &path, Some(body), &[("content-type", JSON)]).await?;
    let header = |name| response.headers().get(name).ok().flatten();
    let life = header(share_header::LIFE).and_then(|life| ShareLife::from_name(&life));
    let burns = header(share_header::BURN).as_deref() == Some("1");
    let bytes = JsFuture::from(response.array_buffer()?).await?;
    let life = life.ok_or(Fault::Unreachable)?;
    Ok((Uint8Array::new(&bytes).to_vec(), life, burns))
}

/// Deletes one of the account's own.
pub(crate) async fn delete_share(id: &ShareId) -> Answer<()> {
    let body = text_of(&ShareDelete { token: None })?;
    let path = format!("/shares/{}", id.0);
    let sent = send("DELETE", &path, Some(body), &[("content-type", JSON)]);
    sent.await.map(|_| ())
}

// The wire.

async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    value_of(&send("GET", path, None, &[]).await?).await
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let body = Some(text_of(body)?);
    value_of(&send("POST", path, body, &[("content-type", JSON)]).await?).await
}

async fn post_for_nothing(path: &str, body: &impl Serialize) -> Answer<()> {
    let body = Some(text_of(body)?);
    let sent = send("POST", path, body, &[("content-type", JSON)]);
    sent.await.map(|_| ())
}

fn text_of(body: &impl Serialize) -> Answer<JsValue> {
    let text = serde_json::to_string(body);
    text.map(JsValue::from).map_err(|_| Fault::Unreachable)
}

async fn value_of<T: DeserializeOwned>(response: &Response) -> Answer<T> {
    let text = JsFuture::from(response.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    serde_json::from_str(&text).map_err(|_| Fault::Unreachable)
}

/// An answer that says yes; all others are faults.
async fn send(
    method: &str,
    path: &str,
    body: Option<JsValue>,
    headers: &[(&str, &str)],
) -> Answer<Response> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    let sent = Headers::new()?;
    for (name, value) in headers {
        sent.set(name, value)?;
    }
    init.set_headers(&sent);
    if let Some(body) = body {
        init.set_body(&body);
    }
    let request = Request::new_with_str_and_init(&format!("{ROOT}{path}"), &init)?;
    let response = JsFuture::from(window().fetch_with_request(&request)).await?;
    let response: Response = response.dyn_into().map_err(|_| Fault::Unreachable)?;
    if response.ok() {
        return Ok(response);
    }
    let after = response.headers().get("retry-after").ok().flatten();
    let refused: Refused = value_of(&response).await?;
    Err(Fault::Refused(
        refused.error,
        after.and_then(|seconds| seconds.parse().ok()),
    ))
}

/// Who a signed-in browser is.
pub(crate) fn may_share(account: &Account) -> bool {
    account.role >= Role::Analyst
}
