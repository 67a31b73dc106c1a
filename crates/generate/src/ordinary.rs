//! What happens when nothing is wrong. It is not clean: people mistype, jobs fail once, strangers
//! knock, an administrator gives rights. Whoever finds incidents by single words finds these too.

pub(crate) mod machines;
mod people;
pub(crate) mod services;
pub(crate) mod web;

use crate::scene::Scene;
use crate::spec::Format;

/// Plays one ordinary scene.
pub(crate) fn play(scene: &mut Scene<'_>, format: Format, n_days: u64) {
    if format == Format::Access {
        return web::play(scene);
    }
    match scene.chance.between(0, 1_000) {
        0..170 => people::session(scene),
        170..185 => people::forgotten_password(scene),
        185..205 => people::administration(scene),
        205..211 => people::new_colleague(scene),
        211..216 => people::stale_script(scene),
        216..226 => people::shared_office(scene),
        226..520 => services::requests(scene),
        520..640 => services::jobs(scene),
        640..700 => services::mail(scene),
        700..712 => services::hiccup(scene),
        712..830 => machines::cron(scene),
        830..860 => machines::names_and_connections(scene),
        860..900 => machines::noise_from_outside(scene),
        900..925 => machines::monitoring(scene),
        925..940 => machines::restart(scene),
        940..950 => machines::upgrade(scene),
        950..962 => machines::backup(scene, n_days),
        962..980 => machines::scan_of_files(scene),
        980..990 => machines::warnings(scene),
        _ => machines::upkeep(scene),
    }
}
