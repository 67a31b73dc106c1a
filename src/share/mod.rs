//! Sharing: a parcel as a share on the server, as a link that holds everything, or as a file; and
//! opening each of them again.
//!
//! The server gets bytes that it cannot read and hashes of tokens. The key leaves this page only in
//! the link, behind `#`, which no browser sends.

mod codec;
mod seal;

use jejak_protocol::server::{Secret, ShareId, ShareLife};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use self::seal::{Key, Terms};
use crate::export;
use crate::server::api::{self, Fault, NewShare};
use crate::server::crypto;
use crate::server::work::to_hex;
use crate::state::share::Parcel;

/// The server's limits, for findings alone and with lines.
pub(crate) const MAX_FINDINGS: usize = 1024 * 1024;
pub(crate) const MAX_EXCERPTS: usize = 10 * 1024 * 1024;
/// What mail and chat programs leave whole.
pub(crate) const MAX_FRAGMENT: usize = 2_000;
/// What browsers take at all; a longer one is not opened.
const MAX_OPENED_FRAGMENT: usize = 32 * 1024;
/// Ending of the file, and how its content begins.
pub(crate) const FILE_ENDING: &str = ".jejak";
const FILE_MAGIC: &[u8] = b"jejak-share-v1\n";

/// A share that was just made.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) id: ShareId,
    pub(crate) link: Secret,
    pub(crate) burns: bool,
}

/// What the person chose besides what is inside.
pub(crate) struct Order {
    pub(crate) life: ShareLife,
    pub(crate) burns: bool,
    pub(crate) password: Secret,
}

/// Why a share was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// Unknown, ended, burnt, or a wrong password: the server does not tell which.
    Gone,
    /// Damaged, or of another version.
    Broken,
    Server(Fault),
}

/// An opened share, and whether the server's copy is gone by that.
pub(crate) struct Opened {
    pub(crate) parcel: Parcel,
    pub(crate) has_burnt: bool,
}

/// How many bytes a parcel becomes before padding: what the size meter shows.
pub(crate) async fn packed(parcel: &Parcel) -> Option<Vec<u8>> {
    codec::compress(&parcel.to_json()).await
}

/// Encrypts and hands over; the link is all that opens it.
pub(crate) async fn make(packed: &[u8], has_lines: bool, order: &Order) -> Result<Made, Fault> {
    let refused = |_| Fault::Unreachable;
    let key = Key::new().map_err(refused)?;
    let derived = key.derive(&order.password).await.map_err(refused)?;
    let terms = Terms {
        life: order.life,
        burns: order.burns,
    };
    let sealed = key.seal(&derived, terms, packed).await.map_err(refused)?;
    let delete = crypto::random::<32>().map_err(refused)?;
    let new = NewShare {
        id: &key.id,
        auth_sha256: to_hex(&derived.auth_sha256().await.map_err(refused)?),
        delete_sha256: to_hex(&crypto::sha256(&delete).await.map_err(refused)?),
        life: order.life,
        burns: order.burns,
        has_excerpts: has_lines,
    };
    api::put_share(&new, &sealed).await?;
    Ok(Made {
        link: Secret::new(format!("{}#s=1.{}", own_address(), key.to_text())),
        id: key.id,
        burns: order.burns,
    })
}

/// A link that holds everything; None when it would be cut on its way.
pub(crate) fn fragment_link(packed: &[u8]) -> Option<Secret> {
    let link = format!("{}#s=0.{}", own_address(), codec::to_text(packed));
    (link.len() <= MAX_FRAGMENT).then(|| Secret::new(link))
}

/// Hands the parcel to the browser's downloads as a file that this page opens.
pub(crate) fn save(packed: &[u8], stem: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of2(
        &js_sys::Uint8Array::from(FILE_MAGIC),
        &js_sys::Uint8Array::from(packed),
    );
    let blob = Blob::new_with_u8_array_sequence(&parts)?;
    export::download_blob(&blob, &format!("jejak-{stem}{FILE_ENDING}"))
}

/// Whether a link holds everything itself: nothing is fetched to open it.
pub(crate) fn is_whole(link: &Secret) -> bool {
    link.expose().starts_with("0.")
}

/// Opens what came behind `#s=`.
pub(crate) async fn open(link: &Secret, password: &Secret) -> Result<Opened, Unopened> {
    match link.expose().split_once('.') {
        Some(("0", packed)) if packed.len() <= MAX_OPENED_FRAGMENT => {
            let packed = codec::from_text(packed).ok_or(Unopened::Broken)?;
            unpack(&packed, false).await
        }
        Some(("1", key)) => open_at_server(key, password).await,
        _ => Err(Unopened::Broken),
    }
}

async fn open_at_server(key: &str, password: &Secret) -> Result<Opened, Unopened> {
    use jejak_protocol::server::Refusal;
    let key = Key::parse(key).ok_or(Unopened::Gone)?;
    let derived = key.derive(password).await.map_err(|_| Unopened::Broken)?;
    let opened = api::open_share(&key.id, derived.auth()).await;
    let (sealed, life, burns) = opened.map_err(|fault| match fault {
        Fault::Refused(Refusal::NotFound, _) => Unopened::Gone,
        fault => Unopened::Server(fault),
    })?;
    let packed = key.open(&derived, Terms { life, burns }, &sealed).await;
    unpack(&packed.map_err(|_| Unopened::Broken)?, burns).await
}

/// Opens a `.jejak` file.
pub(crate) async fn open_file(file: &Blob) -> Result<Opened, Unopened> {
    let bytes = codec::read(file).await.ok_or(Unopened::Broken)?;
    let packed = bytes.strip_prefix(FILE_MAGIC).ok_or(Unopened::Broken)?;
    unpack(packed, false).await
}

async fn unpack(packed: &[u8], has_burnt: bool) -> Result<Opened, Unopened> {
    let json = codec::decompress(packed).await.ok_or(Unopened::Broken)?;
    let parcel = Parcel::from_json(&json).ok_or(Unopened::Broken)?;
    Ok(Opened { parcel, has_burnt })
}

/// The page's own address, without what stands behind `#` or `?`.
fn own_address() -> String {
    let href = window().location().href().unwrap_or_default();
    let end = href.find(['#', '?']).unwrap_or(href.len());
    href.get(..end).unwrap_or_default().to_owned()
}
