//! Metric series in words: what one is called, and its values in their units.

use jejak_protocol::metrics::{MetricKind, MetricResource, MetricSeries, MetricUnit};

use crate::lang::Lang;
use crate::number;

/// `CPU in use`, `node_load1`, `node_network_receive_bytes_total per second`; without labels.
pub fn metric_name(series: &MetricSeries, lang: Lang) -> String {
    let name = series.name.as_str();
    match (series.kind, lang) {
        (MetricKind::InUse(resource), _) => resource_in_use(resource, lang).to_owned(),
        (MetricKind::Value, _) => name.to_owned(),
        (MetricKind::Rate, Lang::En) => format!("{name}, rate"),
        (MetricKind::Rate, Lang::Id) => format!("{name}, laju"),
        (MetricKind::Mean, Lang::En) => format!("{name}, mean"),
        (MetricKind::Mean, Lang::Id) => format!("{name}, rata-rata"),
    }
}

/// With the labels that tell it from its like: `Disk in use · mountpoint="/"`.
pub fn metric_title(series: &MetricSeries, lang: Lang) -> String {
    let name = metric_name(series, lang);
    match series.labels.as_str() {
        "" => name,
        labels => format!("{name} · {labels}"),
    }
}

/// A value of a series in its unit: `12 %`, `1.2 GB`, `3.4/s`.
pub fn metric_value(value: f64, series: &MetricSeries, lang: Lang) -> String {
    measured_in(value, series.unit, series.kind == MetricKind::Rate, lang)
}

/// A value in a unit; `is_rate`: in each second.
pub(crate) fn measured_in(value: f64, unit: MetricUnit, is_rate: bool, lang: Lang) -> String {
    let text = match unit {
        MetricUnit::Ratio => return percent(value * 100.0, lang),
        MetricUnit::Percent => percent(value, lang),
        MetricUnit::Bytes => signed(value, |size| {
            number::bytes(size.round().min(u64::MAX as f64) as u64, lang)
        }),
        MetricUnit::Seconds => signed(value, |seconds| duration(seconds, lang)),
        MetricUnit::Celsius => format!("{}\u{a0}°C", number::measured(value, lang)),
        MetricUnit::Plain => signed(value, |count| plain(count, lang)),
    };
    if is_rate { format!("{text}/s") } else { text }
}

/// `0 % to 87 %, last 12 %`.
pub fn metric_extent(series: &MetricSeries, lang: Lang) -> String {
    let value = |value| metric_value(value, series, lang);
    let (min, max, last) = (value(series.min), value(series.max), value(series.last));
    match lang {
        Lang::En => format!("{min} to {max}, last {last}"),
        Lang::Id => format!("{min} sampai {max}, terakhir {last}"),
    }
}

pub(crate) const fn resource_in_use(resource: MetricResource, lang: Lang) -> &'static str {
    let (en, id) = match resource {
        MetricResource::Cpu => ("CPU in use", "CPU terpakai"),
        MetricResource::Memory => ("Memory in use", "Memori terpakai"),
        MetricResource::Swap => ("Swap in use", "Swap terpakai"),
        MetricResource::Disk => ("Disk in use", "Disk terpakai"),
        MetricResource::OpenFiles => ("Open files", "Berkas terbuka"),
    };
    match lang {
        Lang::En => en,
        Lang::Id => id,
    }
}

fn signed(value: f64, of: impl Fn(f64) -> String) -> String {
    let text = of(value.abs());
    if value < 0.0 {
        format!("−{text}")
    } else {
        text
    }
}

/// A share may lie above all there is: a program that uses two processors.
fn percent(value: f64, lang: Lang) -> String {
    let text = number::measured((value * 10.0).round() / 10.0, lang);
    match lang {
        Lang::En => format!("{text}\u{a0}%"),
        Lang::Id => format!("{text}%"),
    }
}

fn plain(value: f64, lang: Lang) -> String {
    if value >= 10_000.0 {
        return number::short(value.round().min(u64::MAX as f64) as u64, lang);
    }
    if value > 0.0 && value < 0.005 {
        return format!("<{}", number::measured(0.01, lang));
    }
    number::measured(value, lang)
}

/// In the unit in which it has one to three digits.
fn duration(seconds: f64, lang: Lang) -> String {
    let (value, unit) = match seconds {
        0.0 => (0.0, "s"),
        ..1e-3 => (seconds * 1e6, "µs"),
        ..1.0 => (seconds * 1e3, "ms"),
        ..120.0 => (seconds, lang.pick("s", "dtk")),
        ..7_200.0 => (seconds / 60.0, lang.pick("min", "mnt")),
        ..172_800.0 => (seconds / 3_600.0, lang.pick("h", "jam")),
        _ => (seconds / 86_400.0, lang.pick("d", "hari")),
    };
    format!("{}\u{a0}{unit}", number::measured(value, lang))
}

#[cfg(test)]
mod tests {
    use jejak_protocol::FileId;

    use super::*;

    fn series(kind: MetricKind, unit: MetricUnit) -> MetricSeries {
        MetricSeries {
            file: FileId(0),
            name: "a".to_owned(),
            labels: "job=\"x\"".to_owned(),
            kind,
            unit,
            n_samples: 3,
            min: 0.0,
            max: 0.875,
            mean: 0.5,
            last: 0.25,
            width_us: 1,
            points: Vec::new(),
        }
    }

    #[test]
    fn values_have_their_units() {
        for (value, kind, unit, en, id) in [
            (
                0.125,
                MetricKind::Value,
                MetricUnit::Ratio,
                "12.5 %",
                "12,5%",
            ),
            (2.0, MetricKind::Rate, MetricUnit::Ratio, "200 %", "200%"),
            (7.0, MetricKind::Value, MetricUnit::Percent, "7 %", "7%"),
            (
                1.5e9,
                MetricKind::Value,
                MetricUnit::Bytes,
                "1.5 GB",
                "1,5 GB",
            ),
            (
                -2e3,
                MetricKind::Rate,
                MetricUnit::Bytes,
                "−2 kB/s",
                "−2 kB/s",
            ),
            (
                0.25,
                MetricKind::Mean,
                MetricUnit::Seconds,
                "250 ms",
                "250 ms",
            ),
            (
                90.0,
                MetricKind::Value,
                MetricUnit::Seconds,
                "90 s",
                "90 dtk",
            ),
            (0.0, MetricKind::Value, MetricUnit::Seconds, "0 s", "0 s"),
            (3.4, MetricKind::Rate, MetricUnit::Plain, "3.4/s", "3,4/s"),
            (
                0.001,
                MetricKind::Value,
                MetricUnit::Plain,
                "<0.01",
                "<0,01",
            ),
            (25e3, MetricKind::Value, MetricUnit::Plain, "25 k", "25 rb"),
            (
                41.5,
                MetricKind::Value,
                MetricUnit::Celsius,
                "41.5 °C",
                "41,5 °C",
            ),
        ] {
            let series = series(kind, unit);
            let said = |lang| metric_value(value, &series, lang).replace('\u{a0}', " ");
            assert_eq!(said(Lang::En), en);
            assert_eq!(said(Lang::Id), id);
        }
    }

    #[test]
    fn a_series_is_called_by_what_it_is() {
        let cpu = series(MetricKind::InUse(MetricResource::Cpu), MetricUnit::Ratio);
        assert_eq!(metric_title(&cpu, Lang::En), "CPU in use · job=\"x\"");
        assert_eq!(metric_title(&cpu, Lang::Id), "CPU terpakai · job=\"x\"");
        let extent = metric_extent(&cpu, Lang::En).replace('\u{a0}', " ");
        assert_eq!(extent, "0 % to 87.5 %, last 25 %");
        let rate = series(MetricKind::Rate, MetricUnit::Plain);
        assert_eq!(metric_name(&rate, Lang::En), "a, rate");
    }
}
