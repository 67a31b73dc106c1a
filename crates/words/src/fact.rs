//! The facts of an incident as label and value, in the order in which a person asks for them.

use jejak_protocol::{FactKey, FactValue, Incident, IncidentKind};

use crate::duration;
use crate::incident::metrics::{self, metric_fact};
use crate::incident::quoted;
use crate::lang::Lang;
use crate::names;
use crate::number;
use crate::time::Reader;
use crate::ui::Normal;
use crate::visible::visible;

/// A fact as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub key: FactKey,
    pub label: &'static str,
    /// Safe to show as text; hidden characters are made visible.
    pub value: String,
}

pub const fn fact_label(key: FactKey, lang: Lang) -> &'static str {
    let (en, id) = match key {
        FactKey::Source => ("From", "Dari"),
        FactKey::Sources => ("Addresses", "Jumlah alamat"),
        FactKey::User => ("User", "Pengguna"),
        FactKey::Users => ("Users tried", "Pengguna yang dicoba"),
        FactKey::Host => ("Host", "Host"),
        FactKey::Service => ("Service", "Layanan"),
        FactKey::Session => ("Session", "Sesi"),
        FactKey::Sessions => ("Sessions like it", "Sesi serupa"),
        FactKey::Deviation => ("How it differs", "Perbedaannya"),
        FactKey::Failures => ("Failed sign-ins", "Gagal masuk"),
        FactKey::FailuresBefore => ("Failures before success", "Kegagalan sebelum berhasil"),
        FactKey::SucceededAt => ("Signed in at", "Berhasil masuk"),
        FactKey::Command => ("Command", "Perintah"),
        FactKey::Act => ("What was done", "Yang dilakukan"),
        FactKey::Group => ("Group", "Grup"),
        FactKey::Sign => ("Sign of", "Tanda dari"),
        FactKey::Destination => ("Destination", "Tujuan"),
        FactKey::Destinations => ("Addresses tried", "Alamat yang dicoba"),
        FactKey::Ports => ("Ports tried", "Port yang dicoba"),
        FactKey::Bytes => ("Sent", "Terkirim"),
        FactKey::Requests => ("Requests", "Permintaan"),
        FactKey::ClientErrors => (
            "Refused or not found (4xx)",
            "Ditolak atau tidak ditemukan (4xx)",
        ),
        FactKey::Paths => ("Different paths", "Jalur berbeda"),
        FactKey::Path => ("Path", "Jalur"),
        FactKey::AttackClass => ("Kind of attack", "Jenis serangan"),
        FactKey::Answered => ("Answered with success (2xx)", "Dijawab berhasil (2xx)"),
        FactKey::UserAgent => ("User agent", "User agent"),
        FactKey::Error => ("Error", "Galat"),
        FactKey::Restarts => ("Restarts", "Mulai ulang"),
        FactKey::Template => ("Template", "Pola"),
        FactKey::Metric => ("Metric", "Metrik"),
        FactKey::Expected => ("Usual there", "Yang biasa di sana"),
        FactKey::Interval => ("Usual gap between tries", "Jeda umum antarpercobaan"),
        FactKey::Meanwhile => (
            "Errors and refusals meanwhile",
            "Galat dan penolakan sementara itu",
        ),
        FactKey::Actual => ("Actual", "Sebenarnya"),
        FactKey::Typical => ("Typical", "Biasanya"),
        FactKey::MeasureUnit => ("Measured in", "Satuan"),
    };
    lang.pick(en, id)
}

/// The value alone. Actual and typical values are shown without their unit; [`facts`] adds it.
pub fn fact_value(key: FactKey, value: &FactValue, reader: Reader<'_>) -> String {
    let lang = reader.lang;
    match value {
        FactValue::Count(n) if key == FactKey::Bytes => number::bytes(*n, lang),
        FactValue::Count(n) => number::exact(*n, lang),
        FactValue::Number(x) => number::measured(*x, lang),
        FactValue::Time(at) => reader.date_time(*at),
        FactValue::DurationUs(us) => duration::short(*us, lang),
        FactValue::Text(text) => match key {
            FactKey::Act => act_names(text, lang).join(", "),
            FactKey::Sign => named(text, |sign| names::sign_name(sign, lang)).join(", "),
            FactKey::AttackClass => attack_classes(text, lang).join(", "),
            FactKey::MeasureUnit => names::unit_name(text, lang),
            FactKey::Deviation => names::deviation_name(text, lang),
            FactKey::Expected => expected(text, lang).join(", "),
            FactKey::Metric => visible(&metric_fact(text, lang)).into_owned(),
            _ => visible(text).into_owned(),
        },
    }
}

/// Each of the events that are usual at a place, in quotes; an empty one is the end of the session.
pub(crate) fn expected(list: &str, lang: Lang) -> Vec<String> {
    let text = |text: &str| match text {
        "" => Normal::End.text(lang).to_owned(),
        text => quoted(text),
    };
    list.split('\n').map(text).collect()
}

/// All facts of an incident, who and from where first, measures last.
pub fn facts(incident: &Incident, reader: Reader<'_>) -> Vec<Fact> {
    let unit = unit(incident, reader.lang);
    let shown = incident
        .facts
        .iter()
        .filter(|(key, _)| **key != FactKey::MeasureUnit);
    shown
        .map(|(&key, value)| {
            let mut text = fact_value(key, value, reader);
            if let Some(measured) = metric_value_of(incident, key, reader.lang) {
                text = measured;
            } else if let (FactKey::Actual | FactKey::Typical, Some(unit)) = (key, &unit) {
                text = format!("{text} {unit}");
            }
            Fact {
                key,
                label: label_within(incident, key, reader.lang),
                value: text,
            }
        })
        .collect()
}

/// What `Actual` and `Typical` are counted in. A bucket says its width where the facts tell it.
pub fn unit(incident: &Incident, lang: Lang) -> Option<String> {
    let Some(FactValue::Text(unit)) = incident.facts.get(&FactKey::MeasureUnit) else {
        return None;
    };
    match (unit.as_str(), incident.facts.get(&FactKey::Interval)) {
        ("per_bucket", Some(FactValue::DurationUs(width_us))) => {
            let width = duration::rounded(*width_us, lang);
            Some(say!(lang, "in {width}", "dalam {width}"))
        }
        (unit, _) => Some(names::unit_name(unit, lang)),
    }
}

/// The label of a fact within its incident: the interval of a change in volume is no gap of tries.
fn label_within(incident: &Incident, key: FactKey, lang: Lang) -> &'static str {
    match (incident.kind, key) {
        (IncidentKind::VolumeChange, FactKey::Interval) => {
            lang.pick("Counted over", "Dihitung selama")
        }
        (IncidentKind::MetricChange, FactKey::Interval) => lang.pick("For", "Selama"),
        _ => fact_label(key, lang),
    }
}

/// The names of a comma-separated list of attack classes; unknown ones as they are.
pub fn attack_classes(list: &str, lang: Lang) -> Vec<String> {
    named(list, |class| names::attack_class_name(class, lang))
}

/// The values of a metric say their unit themselves.
fn metric_value_of(incident: &Incident, key: FactKey, lang: Lang) -> Option<String> {
    let is_measured = matches!(key, FactKey::Actual | FactKey::Typical);
    (incident.kind == IncidentKind::MetricChange && is_measured)
        .then(|| metrics::value(incident, key, lang))?
}

fn act_names(list: &str, lang: Lang) -> Vec<String> {
    named(list, |act| names::act_name(act, lang))
}

fn named(list: &str, name: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(|item| name(item).map_or_else(|| visible(item).into_owned(), str::to_owned))
        .collect()
}
