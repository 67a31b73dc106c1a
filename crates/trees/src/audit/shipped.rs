//! The trees that Jejak brings along for logs without labels (`jejak train --audit`).

use crate::model::{Model, ModelError};

use super::{Judges, Subject, schema};

const ADDRESS: [&str; 2] = [
    include_str!("../../../../models/audit/address-tree.json"),
    include_str!("../../../../models/audit/address-forest.json"),
];
const ACCOUNT: [&str; 2] = [
    include_str!("../../../../models/audit/account-tree.json"),
    include_str!("../../../../models/audit/account-forest.json"),
];

/// # Errors
/// When the files of this build were made for other features.
pub fn shipped(subject: Subject) -> Result<Judges, ModelError> {
    let [tree, forest] = match subject {
        Subject::Address => ADDRESS,
        Subject::Account => ACCOUNT,
    }
    .map(|text| {
        let model = Model::from_json(text)?;
        model.fits(&schema())?;
        Ok(model.forest)
    });
    Ok(Judges {
        tree: tree?,
        forest: forest?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::windows::tests::entry;
    use crate::audit::{THRESHOLD, windows};

    #[test]
    fn they_let_a_person_in_and_know_guessing() {
        let mut log = vec![
            entry(0, "sign_in_password", ["rina", "192.0.2.7"], true),
            entry(9, "sign_in_totp", ["rina", "192.0.2.7"], true),
        ];
        for i in 0..60 {
            log.push(entry(i, "sign_in_password", ["budi", "203.0.113.9"], false));
        }
        for subject in Subject::ALL {
            let judges = shipped(subject).expect("they are of this build");
            for window in windows(&log, subject, |_| None) {
                let verdict = judges.judge(&window);
                let is_guessing = window.n_refused > 0;
                let said = (verdict.tree >= THRESHOLD, verdict.forest >= THRESHOLD);
                assert_eq!(said, (is_guessing, is_guessing), "{}", window.name);
            }
        }
    }
}
