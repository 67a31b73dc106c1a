//! `jejak generate`: a log whose truth is known, and the truth beside it.

use anyhow::Result;
use jejak_generate::{Kind, Spec, incidents_csv, labels_csv};

use crate::args::Generate;
use crate::output;
use crate::status::Status;

pub(crate) fn run(args: &Generate) -> Result<Status> {
    let log = jejak_generate::generate(&Spec {
        n_lines: args.lines,
        anomaly_ratio: args.anomaly_ratio,
        kinds: match args.kinds.is_empty() {
            true => Kind::ALL.to_vec(),
            false => args.kinds.clone(),
        },
        format: args.format.into(),
        wording: args.wording.into(),
        seed: args.seed,
    });
    if let Some(path) = &args.labels {
        output::write(&labels_csv(&log), Some(path))?;
    }
    if let Some(path) = &args.incidents {
        output::write(&incidents_csv(&log), Some(path))?;
    }
    output::write(&log.text(), args.output.as_deref())?;
    Ok(Status::Fine)
}
