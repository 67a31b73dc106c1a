//! Metrics near their limit or at another level than usual.

use jejak_protocol::metrics::{MetricResource, MetricUnit};
use jejak_protocol::{FactKey, FactValue, Incident};

use super::story::Story;
use crate::duration;
use crate::lang::Lang;
use crate::metric::{measured_in, resource_in_use};
use crate::visible::visible_clipped;

/// Longest name of a metric within a sentence, in characters.
const N_NAME_CHARS: usize = 80;

pub(super) fn title(story: &Story<'_>) -> String {
    let (lang, name) = (story.lang, metric(story));
    match story.text(FactKey::Deviation) {
        Some("near_limit") => say!(lang, "{name}: near the limit", "{name}: mendekati batas"),
        _ => say!(
            lang,
            "{name}: higher than usual",
            "{name}: lebih tinggi dari biasa",
        ),
    }
}

/// `CPU in use was at 97 % for 10 minutes from 09:10, where 12 % is usual; 40 errors came meanwhile.`
pub(super) fn sentence(story: &Story<'_>) -> String {
    let lang = story.lang;
    let (name, when) = (metric(story), story.comma_when());
    let long = match story.incident.facts.get(&FactKey::Interval) {
        Some(FactValue::DurationUs(us)) => {
            let long = duration::rounded(*us, lang);
            say!(lang, " for {long}", " selama {long}")
        }
        _ => String::new(),
    };
    let value = |key| value(story.incident, key, lang);
    let is_near = story.text(FactKey::Deviation) == Some("near_limit");
    let what = match (is_near, value(FactKey::Actual), value(FactKey::Typical)) {
        (true, Some(actual), _) => say!(
            lang,
            "{name} was at {actual} or more{long}{when}",
            "{name} mencapai {actual} atau lebih{long}{when}",
        ),
        (true, None, _) => say!(
            lang,
            "{name} was near the limit{long}{when}",
            "{name} mendekati batas{long}{when}",
        ),
        (false, Some(actual), Some(typical)) => say!(
            lang,
            "{name} was at {actual}{long}{when}, where {typical} is usual",
            "{name} mencapai {actual}{long}{when}, biasanya {typical}",
        ),
        (false, ..) => say!(
            lang,
            "{name} was higher than usual{long}{when}",
            "{name} lebih tinggi dari biasa{long}{when}",
        ),
    };
    let meanwhile = match story.count(FactKey::Meanwhile) {
        Some(n) => {
            let n = crate::number::exact(n, lang);
            say!(
                lang,
                "; errors and refusals meanwhile: {n}",
                "; galat dan penolakan sementara itu: {n}",
            )
        }
        None => String::new(),
    };
    format!("{what}{meanwhile}.")
}

/// As part of the verdict.
pub(crate) fn clause(story: &Story<'_>) -> String {
    let (lang, name) = (story.lang, metric(story));
    match story.text(FactKey::Deviation) {
        Some("near_limit") => say!(lang, "{name} near the limit", "{name} mendekati batas"),
        _ => say!(
            lang,
            "{name} higher than usual",
            "{name} lebih tinggi dari biasa",
        ),
    }
}

pub(super) fn next_steps(story: &Story<'_>) -> Vec<String> {
    let lang = story.lang;
    let compare = lang.pick(
        "Open the time range and look at what the metric's lane, the errors and the sign-ins have in common.",
        "Buka rentang waktunya dan lihat kaitan antara jalur metrik, galat, dan upaya masuk.",
    );
    let find = match resource(story) {
        Some(MetricResource::Disk) => lang.pick(
            "Find what fills the disk: du -xh --max-depth=1 / | sort -h; old logs and packages can usually go.",
            "Cari yang memenuhi diska: du -xh --max-depth=1 / | sort -h; log dan paket lama biasanya boleh dihapus.",
        ),
        Some(MetricResource::OpenFiles) => lang.pick(
            "Find the program that keeps files open (lsof -p), and raise its limit only if it needs so many.",
            "Cari program yang terus membuka berkas (lsof -p), dan naikkan batasnya hanya jika memang perlu.",
        ),
        _ => lang.pick(
            "Find the program that used it at that time (top, or sar and atop if they were recording).",
            "Cari program yang memakainya saat itu (top, atau sar dan atop jika sedang mencatat).",
        ),
    };
    let plan = lang.pick(
        "If it is work that was planned, such as a backup, mark the incident as harmless.",
        "Jika itu pekerjaan terjadwal, misalnya pencadangan, tandai insiden sebagai tidak berbahaya.",
    );
    [compare, find, plan].map(str::to_owned).to_vec()
}

/// The name of the metric that an incident is about.
pub(crate) fn metric(story: &Story<'_>) -> String {
    let Some(text) = story.text(FactKey::Metric) else {
        return story.lang.pick("A metric", "Sebuah metrik").to_owned();
    };
    visible_clipped(&metric_fact(text, story.lang), N_NAME_CHARS)
}

/// `@cpu · job="node"` as `CPU in use · job="node"`; other names as they are.
pub(crate) fn metric_fact(text: &str, lang: Lang) -> String {
    let (name, labels) = match text.split_once(" · ") {
        Some((name, labels)) => (name, Some(labels)),
        None => (text, None),
    };
    let name = resource_of(name).map_or(name, |resource| resource_in_use(resource, lang));
    match labels {
        Some(labels) => format!("{name} · {labels}"),
        None => name.to_owned(),
    }
}

fn resource(story: &Story<'_>) -> Option<MetricResource> {
    resource_of(story.text(FactKey::Metric)?.split(" · ").next()?)
}

fn resource_of(name: &str) -> Option<MetricResource> {
    Some(match name {
        "@cpu" => MetricResource::Cpu,
        "@memory" => MetricResource::Memory,
        "@swap" => MetricResource::Swap,
        "@disk" => MetricResource::Disk,
        "@open_files" => MetricResource::OpenFiles,
        _ => return None,
    })
}

/// A measured value in the unit that the incident names.
pub(crate) fn value(incident: &Incident, key: FactKey, lang: Lang) -> Option<String> {
    let (FactValue::Number(value), FactValue::Text(unit)) = (
        incident.facts.get(&key)?,
        incident.facts.get(&FactKey::MeasureUnit)?,
    ) else {
        return None;
    };
    let (unit, is_rate) = match unit.strip_suffix("_rate") {
        Some(unit) => (unit, true),
        None => (unit.as_str(), false),
    };
    let unit = match unit {
        "metric_bytes" => MetricUnit::Bytes,
        "metric_seconds" => MetricUnit::Seconds,
        "metric_ratio" => MetricUnit::Ratio,
        "metric_percent" => MetricUnit::Percent,
        "metric_celsius" => MetricUnit::Celsius,
        _ => MetricUnit::Plain,
    };
    Some(measured_in(*value, unit, is_rate, lang))
}
