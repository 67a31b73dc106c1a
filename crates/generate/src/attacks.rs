//! What goes wrong. Most of its lines look like ordinary ones: only their number, their order and
//! their company tell them apart.

mod guessing;
mod malware;
mod network;
mod rights;
mod system;
mod web;

use crate::scene::Scene;
use crate::spec::{Behaviour, Format};

/// Plays one incident.
pub(crate) fn play(behaviour: Behaviour, format: Format, scene: &mut Scene<'_>) {
    if format == Format::Access {
        return web::play(behaviour, scene);
    }
    match behaviour {
        Behaviour::Burst => guessing::burst(scene),
        Behaviour::Spraying => guessing::spraying(scene),
        Behaviour::Slow => guessing::slow(scene),
        Behaviour::Guessing => rights::guessing(scene),
        Behaviour::NewRights => rights::new_rights(scene),
        Behaviour::Tampering => rights::tampering(scene),
        Behaviour::Scan => network::scan(scene),
        Behaviour::Exfiltration => network::exfiltration(scene),
        Behaviour::Beacon => network::beacon(scene),
        Behaviour::Exhaustion => system::exhaustion(scene),
        Behaviour::CrashLoop => system::crash_loop(scene),
        Behaviour::Outage => system::outage(scene),
        Behaviour::DownloadRun | Behaviour::WebShell => malware::download_run(scene),
        Behaviour::Miner => malware::miner(scene),
        Behaviour::Ransom => malware::ransom(scene),
    }
}
