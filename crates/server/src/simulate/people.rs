//! What ordinary people do: they sign in some times a day, look around, mistype, forget their password
//! now and then, and are sometimes elsewhere.

use std::sync::Arc;

use anyhow::Result;

use super::guest::{Guest, Person};
use super::{Chance, Stage, address};

/// Between two visits, in seconds.
const PAUSE: (u64, u64) = (20 * 60, 3 * 3_600);
/// Chosen: of a hundred passwords typed, so many are wrong at first.
const MISTYPED_PASSWORDS: u64 = 12;
const MISTYPED_CODES: u64 = 6;
const RECOVERY_CODES: u64 = 2;
/// Of a hundred visits, so many end before they begin: the password does not come to mind.
const FORGOTTEN_PASSWORDS: u64 = 4;
/// Of a hundred visits, so many are made from another network, with the same browser.
const ELSEWHERE: u64 = 8;
/// Networks away from the own desk: 127.2.0.0/16.
const AWAY: u8 = 2;

pub(super) async fn working_day(
    stage: Stage,
    person: Arc<Person>,
    mut chance: Chance,
) -> Result<()> {
    let mut now = chance.between(60, PAUSE.0);
    stage.wait(now).await;
    while now < stage.n_seconds {
        visit(&stage, &person, &mut chance).await?;
        let pause = chance.between(PAUSE.0, PAUSE.1);
        stage.wait(pause).await;
        now += pause;
    }
    Ok(())
}

async fn visit(stage: &Stage, person: &Person, chance: &mut Chance) -> Result<()> {
    let from = match chance.percent(ELSEWHERE) {
        true => address(AWAY, person.number),
        false => person.address,
    };
    let guest = Guest::new(stage, from)?.with_cookies(person.cookies())?;
    // Some are still signed in from the last visit.
    if guest.get("/account/sessions").await?.status().is_success() && chance.percent(60) {
        look_around(stage, &guest, chance).await?;
        guest.leave_at(person);
        return Ok(());
    }
    if chance.percent(FORGOTTEN_PASSWORDS) {
        return forgotten(stage, &guest, person, chance).await;
    }
    for _ in 0..chance.between(1, 3) {
        if !chance.percent(MISTYPED_PASSWORDS) {
            break;
        }
        guest
            .password(&person.name, &mistype(&person.password, chance))
            .await?;
        stage.wait(chance.between(4, 15)).await;
    }
    if !guest
        .password(&person.name, &person.password)
        .await?
        .is_success()
    {
        // Locked for a moment, or too many at once: people try again.
        stage.wait(chance.between(15, 60)).await;
        guest.password(&person.name, &person.password).await?;
    }
    stage.wait(chance.between(5, 20)).await;
    if chance.percent(MISTYPED_CODES) {
        guest
            .code(&mistype(&person.code(stage), chance), false)
            .await?;
        stage.wait(chance.between(12, 31)).await;
    }
    let entered = match person
        .recovery_code()
        .filter(|_| chance.percent(RECOVERY_CODES))
    {
        Some(code) => guest.recovery(&code).await?,
        None => guest.code(&person.code(stage), chance.percent(70)).await?,
    };
    if entered.is_success() {
        look_around(stage, &guest, chance).await?;
        if chance.percent(50) {
            guest.sign_out().await?;
        }
    }
    guest.leave_at(person);
    Ok(())
}

/// Tries what it might be, and gives up.
async fn forgotten(
    stage: &Stage,
    guest: &Guest,
    person: &Person,
    chance: &mut Chance,
) -> Result<()> {
    for _ in 0..chance.between(3, 8) {
        let guess = format!("sawah kuning {}", chance.between(0, 100));
        guest.password(&person.name, &guess).await?;
        stage.wait(chance.between(5, 25)).await;
    }
    Ok(())
}

async fn look_around(stage: &Stage, guest: &Guest, chance: &mut Chance) -> Result<()> {
    for _ in 0..chance.between(1, 6) {
        let path = match chance.between(0, 4) {
            0 => "/account/sessions",
            1 => "/account/devices",
            _ => "/facts",
        };
        guest.get(path).await?;
        stage.wait(chance.between(5, 120)).await;
    }
    Ok(())
}

/// One character next to another, twice, or left out.
fn mistype(text: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let n_chars = u64::try_from(chars.len()).unwrap_or(0);
    let at = usize::try_from(chance.between(0, n_chars.saturating_sub(1))).unwrap_or(0);
    match chance.between(0, 3) {
        0 if at + 1 < chars.len() => chars.swap(at, at + 1),
        1 => {
            chars
                .get(at)
                .copied()
                .into_iter()
                .for_each(|c| chars.insert(at, c));
        }
        _ => {
            chars.truncate(chars.len().saturating_sub(1));
        }
    }
    let mistyped: String = chars.into_iter().collect();
    // Two equal characters swapped are no mistake.
    if mistyped == text {
        format!("{text}x")
    } else {
        mistyped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_text_is_another_one() {
        let mut chance = Chance::new(1);
        for text in ["sawah hijau", "112233", "aaaa"] {
            for _ in 0..200 {
                assert_ne!(mistype(text, &mut chance), text);
            }
        }
    }
}
