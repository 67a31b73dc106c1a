//! Takes connections, plain or with the server's own certificate, until it is asked to stop.
//!
//! Whoever connects and then says nothing, or says it byte by byte, holds a place no longer than the
//! time-outs here; more connections than there are places wait outside.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// For the request's head, from the first byte awaited: browsers send it at once.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Each costs some 20 KiB; most systems give a process 1,024 files or more.
const MAX_CONNECTIONS: usize = 900;
/// How long answers under way may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);
/// The system has no file left: nothing helps but some connection's end.
const NO_FILE_PAUSE: Duration = Duration::from_millis(50);
const HTTP2: &[u8] = b"h2";

/// The certificate chain and its key, both PEM.
///
/// # Errors
/// When a file cannot be read, holds none, or they do not belong together.
pub(super) fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor> {
    // Fails when another part of the program has chosen one already, which is as good.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let shown = certificate.display();
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("while reading tls.certificate {shown}"))?;
    if chain.is_empty() {
        bail!("tls.certificate {shown} holds no certificate");
    }
    let shown = key.display();
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("while reading tls.key {shown}"))?;
    let mut config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("tls.certificate and tls.key do not fit each other")?;
    config.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves until `asked` is over, then finishes what is under way, but not for ever.
pub(super) async fn listen(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    asked: impl Future<Output = ()>,
) {
    let under_way = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut asked = std::pin::pin!(asked);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut asked => break,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(NO_FILE_PAUSE).await;
            continue;
        };
        let (router, tls, watcher) = (router.clone(), tls.clone(), under_way.watcher());
        tokio::spawn(async move {
            converse(stream, peer, router, tls, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = under_way.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {}
    }
}

/// One connection to its end. What a client breaks off concerns nobody else.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    tls: Option<TlsAcceptor>,
    watcher: Watcher,
) {
    // Answers are whole when they are written: waiting to fill a packet only delays them.
    stream.set_nodelay(true).ok();
    let router = router.layer(axum::Extension(ConnectInfo(peer)));
    let Some(tls) = tls else {
        return http1(stream, router, watcher).await;
    };
    let shaken = tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(stream)).await;
    let Ok(Ok(stream)) = shaken else { return };
    match stream.get_ref().1.alpn_protocol() {
        Some(HTTP2) => http2(stream, router, watcher).await,
        _ => http1(stream, router, watcher).await,
    }
}

async fn http1(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    watcher: Watcher,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    watcher.watch(connection).await.ok();
}

async fn http2(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    watcher: Watcher,
) {
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(HEAD_WITHIN))
        .keep_alive_timeout(HEAD_WITHIN)
        .max_concurrent_streams(64)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    watcher.watch(connection).await.ok();
}
