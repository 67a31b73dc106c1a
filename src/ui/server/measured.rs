//! What trees said of the audit log against its labels: the matrix, and the figures made of it.

use jejak_protocol::audit_trees::AuditMatrix;
use jejak_trees::metrics::Confusion;
use jejak_words::number;
use jejak_words::ui::Judged as Words;
use leptos::prelude::*;

use crate::app::App;
use crate::ui::kit::matrix::Matrix;

#[component]
pub(super) fn Measured(
    /// What judged.
    of: Words,
    matrix: AuditMatrix,
) -> impl IntoView {
    let app = App::expect();
    let counts = Confusion {
        tp: matrix.n_found,
        fp: matrix.n_wrong,
        tn: matrix.n_quiet,
        fn_: matrix.n_missed,
    };
    let figures = [
        (Words::Accuracy, matrix.accuracy),
        (Words::Precision, matrix.precision),
        (Words::Recall, matrix.recall),
        (Words::F1, matrix.f1),
        (Words::FalsePositives, matrix.false_positive_rate),
        (Words::RocAuc, matrix.roc_auc),
    ];
    view! {
        <div class="measured">
            <h4>{app.text(of)}</h4>
            <Matrix counts=Signal::stored(counts) />
            <dl class="measured-figures">
                {figures
                    .map(|(name, value)| {
                        view! {
                            <div>
                                <dt class="muted">{app.text(name)}</dt>
                                <dd>{move || number::percent(value, app.lang())}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </div>
    }
}
