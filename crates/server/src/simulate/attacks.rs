//! What attackers do: eight behaviours, each from an address of its own.

use std::pin::Pin;
use std::sync::Arc;

use anyhow::Result;
use serde_json::json;

use super::guest::{Guest, Person};
use super::labels::{Actor, Behaviour};
use super::{Chance, Stage, address};

/// 127.66.0.0/16. Whoever reads the log alone knows attackers by it (`jejak_trees::audit`).
const ATTACKERS: u8 = 66;
const COMMON: [&str; 8] = [
    "password",
    "12345678",
    "qwertyuiop",
    "iloveyou",
    "sunshine1",
    "football1",
    "superman",
    "trustno1",
];

type Act = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// The next attack in turn, at some moment of the day.
pub(super) fn choose(
    stage: &Stage,
    number: u8,
    people: &[Arc<Person>],
    chance: &mut Chance,
) -> (Actor, Act) {
    let behaviour = Behaviour::ALL[usize::from(number) % Behaviour::ALL.len()];
    let from = address(ATTACKERS, number);
    let mut chance = chance.fork();
    let victim = usize::try_from(chance.between(0, people.len() as u64)).unwrap_or(0);
    let people = people.to_vec();
    let stage = stage.clone();
    let act = async move {
        // Slow ones need the day; the others start somewhere in its first four fifths.
        let latest = match behaviour {
            Behaviour::Slow => 600,
            _ => stage.n_seconds * 4 / 5,
        };
        stage.wait(chance.between(60, latest)).await;
        let Some(person) = people.get(victim).or(people.first()) else {
            return Ok(());
        };
        let guest = Guest::new(&stage, from)?;
        match behaviour {
            Behaviour::BruteForce => brute_force(&stage, &guest, person, &mut chance).await,
            Behaviour::Spraying => spraying(&stage, &guest, &people, &mut chance).await,
            Behaviour::StolenPassword => stolen_password(&stage, &guest, person, &mut chance).await,
            Behaviour::CodeReplay => code_replay(&stage, &guest, person, &mut chance).await,
            Behaviour::CaptchaFailures => {
                captcha_failures(&stage, &guest, person, &mut chance).await
            }
            Behaviour::SessionTheft => session_theft(&stage, guest, person, &mut chance).await,
            Behaviour::Slow => slow(&stage, &guest, person, &mut chance).await,
            Behaviour::Enumeration => enumeration(&stage, &guest, &mut chance).await,
        }
    };
    (Actor::attacker(from, behaviour), Box::pin(act))
}

fn guess(chance: &mut Chance) -> String {
    let word = COMMON[usize::try_from(chance.between(0, COMMON.len() as u64)).unwrap_or(0)];
    format!("{word}{}", chance.between(0, 10_000))
}

async fn brute_force(
    stage: &Stage,
    guest: &Guest,
    person: &Person,
    chance: &mut Chance,
) -> Result<()> {
    for _ in 0..chance.between(40, 120) {
        guest.password(&person.name, &guess(chance)).await?;
        stage.wait(chance.between(2, 9)).await;
    }
    Ok(())
}

async fn spraying(
    stage: &Stage,
    guest: &Guest,
    people: &[Arc<Person>],
    chance: &mut Chance,
) -> Result<()> {
    for _ in 0..chance.between(2, 4) {
        let password = guess(chance);
        for person in people {
            guest.password(&person.name, &password).await?;
            stage.wait(chance.between(5, 30)).await;
        }
    }
    Ok(())
}

async fn stolen_password(
    stage: &Stage,
    guest: &Guest,
    person: &Person,
    chance: &mut Chance,
) -> Result<()> {
    for _ in 0..chance.between(3, 8) {
        guest.password(&person.name, &person.password).await?;
        for _ in 0..chance.between(2, 6) {
            guest
                .code(&format!("{:06}", chance.between(0, 1_000_000)), false)
                .await?;
            stage.wait(chance.between(4, 12)).await;
        }
    }
    Ok(())
}

/// Sees a code being typed and uses it again.
async fn code_replay(
    stage: &Stage,
    guest: &Guest,
    person: &Person,
    chance: &mut Chance,
) -> Result<()> {
    for _ in 0..chance.between(2, 5) {
        let victim = Guest::of(stage, person)?;
        victim.password(&person.name, &person.password).await?;
        let code = person.code(stage);
        victim.code(&code, false).await?;
        victim.leave_at(person);
        guest.password(&person.name, &person.password).await?;
        for _ in 0..2 {
            guest.code(&code, false).await?;
            stage.wait(chance.between(2, 6)).await;
        }
        stage.wait(chance.between(120, 600)).await;
    }
    Ok(())
}

async fn captcha_failures(
    stage: &Stage,
    guest: &Guest,
    person: &Person,
    chance: &mut Chance,
) -> Result<()> {
    for _ in 0..chance.between(20, 80) {
        guest
            .password_with(&person.name, &guess(chance), "bm8gcHJvb2Y=")
            .await?;
        stage.wait(chance.between(3, 10)).await;
    }
    Ok(())
}

/// Takes the cookies of a signed-in person and tries what they are good for.
async fn session_theft(
    stage: &Stage,
    guest: Guest,
    person: &Person,
    chance: &mut Chance,
) -> Result<()> {
    let victim = Guest::of(stage, person)?;
    victim.sign_in(person, false).await.ok();
    victim.leave_at(person);
    let thief = guest.with_cookies(person.cookies())?;
    for _ in 0..chance.between(2, 6) {
        for path in ["/account/sessions", "/team", "/audit?limit=10"] {
            thief.get(path).await?;
        }
        let body = json!({ "current": guess(chance), "new": "milik saya sekarang 99" });
        thief.post("/account/password", &body).await?;
        stage.wait(chance.between(10, 60)).await;
    }
    Ok(())
}

/// Under every limit, all day.
async fn slow(stage: &Stage, guest: &Guest, person: &Person, chance: &mut Chance) -> Result<()> {
    let mut now = 600;
    while now < stage.n_seconds {
        guest.password(&person.name, &guess(chance)).await?;
        let pause = chance.between(8 * 60, 25 * 60);
        stage.wait(pause).await;
        now += pause;
    }
    Ok(())
}

/// Names that nobody has.
async fn enumeration(stage: &Stage, guest: &Guest, chance: &mut Chance) -> Result<()> {
    const NAMES: [&str; 10] = [
        "admin", "root", "test", "oracle", "backup", "postgres", "guest", "info", "support", "ftp",
    ];
    for name in NAMES {
        for _ in 0..chance.between(1, 4) {
            guest.password(name, &guess(chance)).await?;
            stage.wait(chance.between(4, 20)).await;
        }
    }
    Ok(())
}
