//! `jejak-server config`: the settings as they will be used, and what is wrong with them.

use anyhow::{Result, bail};

use super::Place;

pub(super) fn run(place: &Place, check: bool) -> Result<()> {
    let config = place.load()?;
    let problems = config.problems();
    if problems.is_empty() {
        println!(
            "The settings are good: the server would listen on {}.",
            config.listen
        );
        match &config.data {
            Some(data) => println!("Accounts are kept in {}.", data.display()),
            None => println!("Without a data folder it serves the page only, without accounts."),
        }
        return Ok(());
    }
    let text = format!(
        "{} to mend:\n  - {}",
        problems.len(),
        problems.join("\n  - ")
    );
    if check {
        bail!(text);
    }
    println!("{text}");
    Ok(())
}
