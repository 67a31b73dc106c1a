//! `jejak-server serve`: listens until it is asked to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use tokio::net::TcpListener;

use super::Place;
use super::listen::{acceptor, listen};
use super::stop::Stop;
use crate::app::App;
use crate::clock::System;
use crate::config::Config;
use crate::headers::Transport;
use crate::serve::{router, router_with_accounts};
use crate::site::Site;
use crate::vault::Vault;
use crate::{data, log};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,

    /// Folder of a built page, read once at the start, instead of the page inside this program
    #[arg(long, value_name = "DIR")]
    dist: Option<PathBuf>,

    /// Visitors come through TLS: tells browsers to refuse plain HTTP for a year
    #[arg(long)]
    behind_tls: bool,

    #[command(flatten)]
    place: Place,
}

impl Options {
    /// Flags win over the environment, which wins over the file.
    fn load(&self) -> Result<Config> {
        let mut config = self.place.load()?;
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if let Some(dist) = &self.dist {
            config.dist = Some(dist.clone());
        }
        config.behind_tls |= self.behind_tls;
        Ok(config)
    }
}

pub(super) fn run(options: &Options) -> Result<()> {
    let config = options.load()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(config))
}

async fn serve(mut config: Config) -> Result<()> {
    // First of all: whoever reads that it listens may ask it to stop at once.
    let stop = Stop::listen()?;
    let site = match &config.dist {
        Some(dir) => Site::from_dir(dir)?,
        None => Site::embedded()?,
    };
    let tls = match (&config.tls.certificate, &config.tls.key) {
        (Some(certificate), Some(key)) => Some(acceptor(certificate, key)?),
        _ => None,
    };
    let transport = match config.has_tls() {
        true => Transport::BehindTls,
        false => Transport::Plain,
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("while listening on {}: is it in use?", config.listen))?;
    config.listen = listener.local_addr()?;
    let address = config.listen;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let Some(folder) = config.data.clone() else {
        println!("Jejak is served at {scheme}://{address} (Ctrl+C stops it)");
        listen(listener, router(site, transport), tls, stop.wait()).await;
        return Ok(());
    };
    data::make_private(&folder)?;
    let _held = data::lock(&folder)?;
    let vault = Vault::open(&folder, Arc::new(System), Arc::new(System))?;
    let app = App::new(config, vault)?;
    let setup = app.start().await?;
    println!("Jejak is served at {scheme}://{address} (Ctrl+C stops it)");
    if let Some(url) = setup {
        println!("There is no account yet. Open this link once to make the first admin:");
        println!("  {}", url.expose());
    }
    let work = [
        tokio::spawn(purge(app.clone())),
        tokio::spawn(journal(app.clone())),
    ];
    let router = router_with_accounts(site, transport, app.clone());
    listen(listener, router, tls, stop.wait()).await;
    work.iter().for_each(tokio::task::JoinHandle::abort);
    app.stop().await
}

async fn purge(app: Arc<App>) {
    app.purge_for_ever().await;
}

async fn journal(app: Arc<App>) {
    if app.keeps_journal()
        && let Err(error) = app.write_journal().await
    {
        log::error("audit file", &error);
    }
}
