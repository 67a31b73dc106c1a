//! Metric series of whole files, as the page gets them.

use jejak_core::analyze::{Source, analyze};
use jejak_core::plan::Limits;
use jejak_protocol::metrics::MetricSeries;
use jejak_protocol::{Analysis, FileFacts, UserChoices};

/// 2026-03-11T00:00:00Z.
const MODIFIED_MS: i64 = 1_773_187_200_000;

fn analysis(text: &str) -> Analysis {
    let facts = FileFacts {
        name: "metrics".to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: Some(MODIFIED_MS),
    };
    let source = Source {
        facts: &facts,
        bytes: text.as_bytes(),
    };
    analyze(&[source], &UserChoices::default(), Limits::default())
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
    assert_eq!(
        names(&found.metrics),
        ["node_cpu_seconds_total{cpu=\"0\"}", "node_load1{}"]
    );
    let point = found.metrics[1].points[0];
    assert_eq!(point.at.0, MODIFIED_MS * 1000);
    assert_eq!((point.min, point.mean, point.last), (0.21, 0.21, 0.21));
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
    assert!((cpu.mean - 29.5).abs() < 1e-6);
    assert_eq!(cpu.points.len(), 60);
    assert_eq!(cpu.points[1].at.0 - cpu.points[0].at.0, 60_000_000);
}

#[test]
fn rows_name_their_series() {
    let text = "Series;Time;Value\ncpu;2026-03-10T09:00:00Z;5\nram;2026-03-10T09:00:00Z;7\ncpu;2026-03-10T09:01:00Z;6\n";
    let found = analysis(text);
    assert_eq!(names(&found.metrics), ["cpu{}", "ram{}"]);
}

#[test]
fn a_table_of_a_log_holds_no_metrics() {
    let text = "time,level,code,message\n2026-03-10 09:00:00,info,5,started\n2026-03-10 09:01:00,info,6,stopped\n";
    assert_eq!(analysis(text).metrics, []);
    let text = "time,user,port\n2026-03-10 09:00:00,ana,5000\n2026-03-10 09:01:00,budi,6000\n";
    assert_eq!(analysis(text).metrics, []);
}
