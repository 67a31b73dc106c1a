//! The analysis without what the person called wrong or muted: what verdict, risk and counts rest on.

use std::collections::BTreeMap;
use std::sync::Arc;

use jejak_protocol::{Analysis, Chain, Incident};

use super::Marks;

/// The same analysis where nothing is left out.
pub fn heard(analysis: &Arc<Analysis>, marks: &Marks) -> Arc<Analysis> {
    let is_whole = analysis.incidents.iter().all(|it| !marks.is_out(it));
    if is_whole {
        return Arc::clone(analysis);
    }
    let mut heard = Analysis::clone(analysis);
    heard.incidents.retain(|it| !marks.is_out(it));
    let left: BTreeMap<&str, &Incident> = heard
        .incidents
        .iter()
        .map(|it| (it.id.as_str(), it))
        .collect();
    heard.chains = heard
        .chains
        .into_iter()
        .filter_map(|chain| shortened(chain, &left))
        .collect();
    Arc::new(heard)
}

/// A chain of the steps that are left, no riskier than the riskiest of them; one alone is none.
fn shortened(mut chain: Chain, left: &BTreeMap<&str, &Incident>) -> Option<Chain> {
    let n_steps = chain.steps.len();
    chain
        .steps
        .retain(|step| left.contains_key(step.incident.as_str()));
    if chain.steps.len() < 2 {
        return None;
    }
    if chain.steps.len() < n_steps {
        let steps = chain.steps.iter();
        let incidents = steps.filter_map(|step| left.get(step.incident.as_str()));
        let worst = incidents.max_by_key(|it| it.risk)?;
        (chain.risk, chain.severity) = (worst.risk, worst.severity);
    }
    Some(chain)
}
