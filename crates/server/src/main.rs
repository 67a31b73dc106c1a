//! `jejak-server`: reads its options, listens, stops when asked to.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use jejak_server::headers::Transport;
use jejak_server::{Site, router};
use tokio::net::TcpListener;

/// How long answers under way may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves the Jejak page. All analysis happens in the browser: no log ever reaches this server.
///
/// Answers GET and HEAD for the page's files and for /healthz. Put a proxy with TLS in front of it
/// to serve others than this machine, and say so with --behind-tls.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        env = "JEJAK_LISTEN"
    )]
    listen: SocketAddr,

    /// Folder of a built page, read once at the start, instead of the page inside this program
    #[arg(long, value_name = "DIR", env = "JEJAK_DIST")]
    dist: Option<PathBuf>,

    /// Visitors come through TLS: tells browsers to refuse plain HTTP for a year
    #[arg(long, env = "JEJAK_BEHIND_TLS")]
    behind_tls: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let site = match &options.dist {
        Some(dir) => Site::from_dir(dir)?,
        None => Site::embedded()?,
    };
    let transport = match options.behind_tls {
        true => Transport::BehindTls,
        false => Transport::Plain,
    };
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("while listening on {}: is it in use?", options.listen))?;
    println!(
        "Jejak is served at http://{} (Ctrl+C stops it)",
        listener.local_addr()?
    );
    serve(listener, router(site, transport)).await
}

/// Serves until asked to stop, then finishes what is under way, but not for ever.
async fn serve(listener: TcpListener, router: axum::Router) -> Result<()> {
    let (stop, mut stopping) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        wait_for_stop().await;
        stop.send(true).ok();
    });
    let grace_is_over = async {
        // An error means that the server has ended by itself; the other arm reports that.
        if stopping.wait_for(|is_stopping| *is_stopping).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = server.into_future() => result.context("while serving"),
        () = grace_is_over => Ok(()),
    }
}

/// Returns at Ctrl+C and, where there is such a thing, at SIGTERM.
async fn wait_for_stop() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return ctrl_c.await;
        };
        tokio::select! {
            () = ctrl_c => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await;
}
