//! The bound on incidents: what one person can look through, and a tab can hold.
//!
//! In: all incidents, the riskiest first, and all chains. Out: the chains whose steps together fit the
//! bound, the riskiest first, the incidents that these tell, and the riskiest of all. The rest is counted.

use std::collections::HashSet;

use jejak_protocol::{Chain, Incident};

/// Drops what is beyond the bound: at most `n_max` incidents, and as many again as steps of chains, stay.
/// Gives how many incidents went.
pub(super) fn keep(incidents: &mut Vec<Incident>, chains: &mut Vec<Chain>, n_max: usize) -> u64 {
    let n_all = incidents.len();
    if n_all <= n_max {
        return 0;
    }
    let mut n_steps = 0;
    let fitting = chains.iter().take_while(|chain| {
        n_steps += chain.steps.len();
        n_steps <= n_max
    });
    let n_chains = fitting.count();
    chains.truncate(n_chains);
    let steps = chains.iter().flat_map(|chain| &chain.steps);
    let told: HashSet<&str> = steps.map(|step| step.incident.as_str()).collect();
    let mut rank = 0;
    incidents.retain(|incident| {
        rank += 1;
        rank <= n_max || told.contains(incident.id.as_str())
    });
    (n_all - incidents.len()) as u64
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{Certainty, ChainStep, Evidence, IncidentKind, Severity, Stage};

    use super::*;

    fn incident(id: usize) -> Incident {
        Incident {
            id: id.to_string(),
            kind: IncidentKind::BruteForce,
            severity: Severity::Low,
            risk: 30,
            certainty: Certainty::Sure,
            range: None,
            count: 1,
            entities: Vec::new(),
            evidence: Evidence::default(),
            technique: None,
            facts: Default::default(),
            shares: Vec::new(),
        }
    }

    fn chain(steps: &[usize]) -> Chain {
        let step = |id: &usize| ChainStep {
            stage: Stage::Guessing,
            incident: id.to_string(),
            at: None,
            lines: Vec::new(),
        };
        Chain {
            id: format!("{steps:?}"),
            severity: Severity::Low,
            risk: 30,
            certainty: Certainty::Sure,
            entities: Vec::new(),
            range: None,
            steps: steps.iter().map(step).collect(),
        }
    }

    #[test]
    fn the_riskiest_stay_and_what_kept_chains_tell() {
        let all: Vec<Incident> = (0..10).map(incident).collect();
        let stories = vec![chain(&[0, 7]), chain(&[1, 8]), chain(&[2, 9])];
        let (mut few, mut told) = (all.clone(), stories.clone());
        assert_eq!(keep(&mut few, &mut told, 10), 0);
        assert_eq!((few, told), (all.clone(), stories.clone()));

        let (mut kept, mut told) = (all, stories);
        assert_eq!(keep(&mut kept, &mut told, 4), 4);
        let ids: Vec<&str> = kept.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["0", "1", "2", "3", "7", "8"]);
        assert_eq!(told.len(), 2);
    }
}
