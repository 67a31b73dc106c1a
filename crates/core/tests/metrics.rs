//! Metric series of whole files, as the page gets them.

use jejak_core::analyze::{Source, analyze};
use jejak_core::plan::Limits;
use jejak_protocol::metrics::{MetricKind, MetricResource, MetricSeries, MetricUnit};
use jejak_protocol::{Analysis, FileFacts, NoticeKind, UserChoices};

/// 2026-03-11T00:00:00Z.
const MODIFIED_MS: i64 = 1_773_187_200_000;

fn analysis(text: &str) -> Analysis {
    of_files(&[("metrics", text, 0)])
}

/// Names, texts, and seconds after [`MODIFIED_MS`] at which they were written.
fn of_files(files: &[(&str, &str, i64)]) -> Analysis {
    let facts = |(name, text, after_s): &(&str, &str, i64)| FileFacts {
        name: (*name).to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: Some(MODIFIED_MS + after_s * 1000),
    };
    let facts: Vec<FileFacts> = files.iter().map(facts).collect();
    let sources = facts.iter().zip(files).map(|(facts, (_, text, _))| Source {
        facts,
        bytes: text.as_bytes(),
    });
    let sources: Vec<Source<'_>> = sources.collect();
    analyze(&sources, &UserChoices::default(), Limits::default())
}

fn find<'a>(found: &'a Analysis, name: &str) -> &'a MetricSeries {
    let mut all = found.metrics.iter();
    all.find(|it| format!("{}{{{}}}", it.name, it.labels) == name || it.key() == name)
        .unwrap_or_else(|| panic!("no {name} in {:?}", names(&found.metrics)))
}

/// Means of the points.
fn means(series: &MetricSeries) -> Vec<f64> {
    series.points.iter().map(|point| point.mean).collect()
}

/// Lines of one sample a minute, from 2026-03-10T09:00:00Z.
fn minutes(name: &str, values: &[f64]) -> String {
    let line = |(i, value): (usize, &f64)| format!("{name} {value} {}\n", 1_773_133_200 + i * 60);
    values.iter().enumerate().map(line).collect()
}

fn names(series: &[MetricSeries]) -> Vec<String> {
    let name = |it: &MetricSeries| format!("{}{{{}}}", it.name, it.labels);
    series.iter().map(name).collect()
}

#[test]
fn one_scrape_is_of_the_time_of_the_file() {
    let found = analysis(
        "# TYPE node_load1 gauge\nnode_load1 0.21\nnode_cpu_seconds_total{cpu=\"0\"} 9\n# EOF\n",
    );
    let load = find(&found, "node_load1{}");
    let point = load.points[0];
    assert_eq!(point.at.0, MODIFIED_MS * 1000);
    assert_eq!((point.min, point.mean, point.last), (0.21, 0.21, 0.21));
    assert_eq!(point.record.line, 1);
    // One value of a counter has no rate.
    let cpu = find(&found, "node_cpu_seconds_total{cpu=\"0\"}");
    assert_eq!(
        (cpu.kind, cpu.unit),
        (MetricKind::Value, MetricUnit::Seconds)
    );
    let range = found.range.expect("the time of the file");
    assert_eq!((range.start, range.end), (point.at, point.at));
}

#[test]
fn scrapes_of_a_machine_are_one_series() {
    let text = |n: u32| format!("node_load1 0.{n}\nrequests_total {}\n", n * 60);
    let (a, b, c) = (text(1), text(2), text(4));
    let found = of_files(&[
        ("web-0001.prom", &a, 0),
        ("web-0002.prom", &b, 60),
        ("web-0003.prom", &c, 120),
        ("db-0001.prom", &a, 60),
    ]);
    assert_eq!(means(find(&found, "node_load1{}")), [0.1, 0.2, 0.4]);
    assert_eq!(means(find(&found, "requests_total{}")), [1.0, 2.0]);
    let loads = found.metrics.iter().filter(|it| it.name == "node_load1");
    assert_eq!(loads.count(), 2);
}

#[test]
fn columns_of_a_table_are_series() {
    let mut text = String::from("\"Time\",\"cpu\",\"idle\"\n");
    for minute in 0..60 {
        text += &format!("2026-03-10 09:{minute:02}:00,{minute}%,1\n");
    }
    let found = analysis(&text);
    // The one that moves comes first.
    assert_eq!(names(&found.metrics), ["cpu{}", "idle{}"]);
    let cpu = &found.metrics[0];
    assert_eq!((cpu.n_samples, cpu.min, cpu.max), (60, 0.0, 59.0));
    assert_eq!((cpu.mean, cpu.unit), (29.5, MetricUnit::Percent));
    assert_eq!(cpu.points.len(), 60);
    assert_eq!(cpu.points[1].at.0 - cpu.points[0].at.0, 60_000_000);
    // Of what rests, the ends.
    assert_eq!(means(&found.metrics[1]), [1.0, 1.0]);
}

#[test]
fn headings_of_grafana_name_series_with_labels() {
    let text = "\"Time\",\"node_load1{instance=\"\"a:9100\"\", job=\"\"node\"\"}\",\"{mode=\"\"user\"\"}\"\n1773133200000,0.5,12\n1773133260000,0.7,\n1773133320000,0.9,15\n";
    let found = analysis(text);
    let load = find(&found, "node_load1{instance=\"a:9100\", job=\"node\"}");
    assert_eq!(means(load), [0.5, 0.7, 0.9]);
    assert_eq!(means(find(&found, "value{mode=\"user\"}")), [12.0, 15.0]);
}

#[test]
fn rows_name_their_series() {
    let text = "Series;Time;Value\ncpu;2026-03-10T09:00:00Z;5,5\nram;2026-03-10T09:00:00Z;7\ncpu;2026-03-10T09:01:00Z;6\n";
    let found = analysis(text);
    assert_eq!(names(&found.metrics), ["cpu{}", "ram{}"]);
    assert_eq!(means(&found.metrics[0]), [5.5, 6.0]);
    let text = "time,host,value\n2026-03-10T09:00:00Z,web,5\n2026-03-10T09:00:00Z,db,7\n";
    let found = analysis(text);
    assert_eq!(
        names(&found.metrics),
        ["value{host=\"db\"}", "value{host=\"web\"}"]
    );
}

#[test]
fn a_table_of_a_log_holds_no_metrics() {
    let text = "time,level,code,message\n2026-03-10 09:00:00,info,5,started\n2026-03-10 09:01:00,info,6,stopped\n";
    assert_eq!(analysis(text).metrics, []);
    let text = "time,user,port\n2026-03-10 09:00:00,ana,5000\n2026-03-10 09:01:00,budi,6000\n";
    assert_eq!(analysis(text).metrics, []);
}

#[test]
fn counters_are_told_as_rates_over_their_resets() {
    let text = "# TYPE hits counter\n".to_owned()
        + &minutes("hits", &[0.0, 60.0, 180.0, 60.0])
        + &minutes("net_bytes_total", &[0.0, 6000.0]);
    let found = analysis(&text);
    let hits = find(&found, "hits{}");
    assert_eq!(
        (hits.kind, means(hits)),
        (MetricKind::Rate, vec![1.0, 2.0, 1.0])
    );
    let net = find(&found, "net_bytes_total{}");
    assert_eq!((net.unit, means(net)), (MetricUnit::Bytes, vec![100.0]));
}

#[test]
fn of_a_histogram_its_mean_and_rate_are_told() {
    let text = "# TYPE t_seconds histogram\n".to_owned()
        + &minutes("t_seconds_bucket{le=\"1\"}", &[1.0, 61.0])
        + &minutes("t_seconds_sum", &[1.0, 31.0])
        + &minutes("t_seconds_count", &[2.0, 62.0]);
    let found = analysis(&text);
    assert_eq!(names(&found.metrics), ["t_seconds{}", "t_seconds_count{}"]);
    let mean = &found.metrics[0];
    assert_eq!(
        (mean.kind, mean.unit),
        (MetricKind::Mean, MetricUnit::Seconds)
    );
    assert_eq!(means(mean), [0.5]);
    assert_eq!(means(&found.metrics[1]), [1.0]);
}

#[test]
fn what_is_in_use_is_told_of_processors_memory_and_disks() {
    let cpu =
        |core: u8, mode: &str| format!("node_cpu_seconds_total{{cpu=\"{core}\",mode=\"{mode}\"}}");
    let disk = |what: &str, kind: &str| {
        format!("node_filesystem_{what}_bytes{{fstype=\"{kind}\",mountpoint=\"/{kind}\"}}")
    };
    let text = minutes(&cpu(0, "idle"), &[100.0, 160.0, 160.0])
        + &minutes(&cpu(1, "idle"), &[100.0, 130.0, 190.0])
        + &minutes(&cpu(0, "user"), &[0.0, 0.0, 60.0])
        + &minutes("node_memory_MemTotal_bytes", &[1000.0, 1000.0, 1000.0])
        + &minutes("node_memory_MemAvailable_bytes", &[875.0, 500.0, 250.0])
        + &minutes(&disk("avail", "ext4"), &[50.0])
        + &minutes(&disk("size", "ext4"), &[200.0])
        + &minutes(&disk("avail", "squashfs"), &[0.0])
        + &minutes(&disk("size", "squashfs"), &[200.0]);
    let found = analysis(&text);
    let in_use = found.metrics.iter().filter_map(|it| match it.kind {
        MetricKind::InUse(resource) => Some((resource, it.labels.as_str(), means(it))),
        _ => None,
    });
    assert_eq!(
        in_use.collect::<Vec<_>>(),
        [
            (MetricResource::Cpu, "", vec![0.25, 0.5]),
            (MetricResource::Memory, "", vec![0.125, 0.5, 0.75]),
            (MetricResource::Disk, "mountpoint=\"/ext4\"", vec![0.75]),
        ]
    );
}

#[test]
fn samples_are_no_things_that_happened() {
    let text = minutes(
        "errors_total{error=\"fatal error: out of memory\"}",
        &[0.0, 1.0, 2.0],
    ) + &minutes(
        "sign_in_failed_total{from=\"192.0.2.7\"}",
        &[0.0, 60.0, 9.0],
    );
    let found = analysis(&text);
    assert_eq!((found.n_records, found.incidents.len()), (6, 0));
    assert_eq!(found.timeline.buckets.len(), 0);
    assert_eq!(found.n_auth_failures, 0);
    let templates: Vec<&str> = found.templates.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(templates, ["errors_total <*>", "sign_in_failed_total <*>"]);
}

#[test]
fn labels_that_all_have_are_left_out() {
    let text = minutes("node_load1{instance=\"a:9100\",job=\"n\"}", &[1.0, 2.0])
        + &minutes("up{instance=\"a:9100\",job=\"n\",x=\"1\"}", &[1.0, 0.0]);
    assert_eq!(
        names(&analysis(&text).metrics),
        ["node_load1{}", "up{x=\"1\"}"]
    );
    let text = minutes("node_load1{instance=\"a:9100\"}", &[1.0, 2.0]);
    assert_eq!(
        names(&analysis(&text).metrics),
        ["node_load1{instance=\"a:9100\"}"]
    );
}

#[test]
fn series_past_the_cap_are_said() {
    let text: String = (0..3000)
        .map(|i| format!("m{{n=\"{i}\"}} {i} 1773133200\n"))
        .collect();
    let found = analysis(&text);
    assert_eq!(found.metrics.len(), 1024);
    let capped = found.notices.iter().map(|it| (it.kind, it.count));
    assert_eq!(
        capped.collect::<Vec<_>>(),
        [(NoticeKind::SeriesCapped, 2048 - 1024)]
    );
}

/// On its way to the page and back, a series is one list of numbers.
#[test]
fn a_series_comes_through_the_wire_as_it_was() {
    let text = minutes("node_load1{job=\"a\"}", &[0.1, 1e21, -3.5]);
    let found = analysis(&text);
    let json = serde_json::to_string(&found.metrics).expect("it is plain");
    let back: Vec<MetricSeries> = serde_json::from_str(&json).expect("as it was written");
    assert_eq!(back, found.metrics);
    assert_eq!(back[0].key(), "0:node_load1{job=\"a\"}");
    let cut = json.replace("[1773133200000000.0,", "[");
    assert_ne!(cut, json);
    assert!(serde_json::from_str::<Vec<MetricSeries>>(&cut).is_err());
}
