use proptest::prelude::*;

use super::*;
use crate::unpack::Layer;
use crate::unpack::testing::unpacked;

fn unpack(bytes: &[u8], step: usize) -> (String, End) {
    unpacked(Layer::MetricsJson, bytes, step)
}

const MATRIX: &str = r#"{"status":"success","data":{"resultType":"matrix","result":[
 {"metric":{"__name__":"up","job":"a\"}b"},"values":[[1767521723.25,"1"],[1767521738,"0"]]},
 {"metric":{},"values":[[1767521723,"NaN"]],"histograms":[]}]}}
"#;

#[test]
fn samples_are_lines_whatever_the_pieces() {
    let expected = "up{job=\"a\\\"}b\"} 1 1767521723.250\nup{job=\"a\\\"}b\"} 0 1767521738.000\nvalue NaN 1767521723.000\n";
    for step in 1..=MATRIX.len() {
        assert!(is_answer(MATRIX.as_bytes()));
        let got = unpack(MATRIX.as_bytes(), step);
        assert_eq!((got.0.as_str(), got.1), (expected, End::Complete), "{step}");
    }
    let twice = unpack(MATRIX.repeat(2).as_bytes(), 7);
    assert_eq!(twice, (expected.repeat(2), End::Complete));
    let cut = unpack(&MATRIX.as_bytes()[..MATRIX.len() - 6], 7);
    assert_eq!(cut.1, End::Truncated);
}

#[test]
fn other_answers_are_read() {
    for (json, expected) in [
        (
            r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[1767521723,"1"]}]}}"#,
            "up 1 1767521723.000\n",
        ),
        (
            r#"[{"metric":{"a":"b"},"values":[[1767521723,2.5]]}]"#,
            "value{a=\"b\"} 2.5 1767521723.000\n",
        ),
        (
            r#"{"results":{"A":{"status":200,"frames":[{"schema":{"refId":"A","fields":[{"name":"Time","type":"time"},{"name":"Value","type":"number","labels":{"__name__":"up","job":"n"}},{"name":"http.duration","type":"number"}]},"data":{"values":[[1767521723250,1767521733250],[1,null],[0.5,0.7]]}}]}}}"#,
            "up{job=\"n\"} 1 1767521723.250\n{\"http.duration\"} 0.5 1767521723.250\n{\"http.duration\"} 0.7 1767521733.250\n",
        ),
        (
            r#"[{"schema":{"fields":[{"name":"Time","type":"time"},{"name":"cpu","type":"number"}]},"data":{"values":[[1767521723250],[7]]}}]"#,
            "cpu 7 1767521723.250\n",
        ),
    ] {
        assert!(is_answer(json.as_bytes()), "{json}");
        assert_eq!(
            unpack(json.as_bytes(), 9),
            (expected.to_owned(), End::Complete)
        );
    }
}

#[test]
fn other_json_is_no_answer() {
    for text in [
        r#"{"status":"error","errorType":"bad_data"}"#,
        r#"{"status":"success","data":{"resultType":"streams","result":[]}}"#,
        r#"{"status":"success","code":200}"#,
        r#"[{"time":"2026-01-04T10:15:23Z"}]"#,
        "",
    ] {
        assert!(!is_answer(text.as_bytes()), "{text}");
    }
}

proptest! {
    /// Whatever the text is, its pieces give what the whole gives, and each line is a sample.
    #[test]
    fn any_pieces_of_any_text_give_the_same_lines(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", "\"", "\\", ",", ":", " ", "\n", "1", "1767521723.25", "null",
                "\"metric\":{", "\"values\":[[", "\"value\":[1767521723,\"1\"]", "\"result\":[",
                "\"frames\":[", "\"schema\":{\"fields\":[", "\"data\":{\"values\":[[",
                "{\"metric\":{\"__name__\":\"up\"},\"values\":[[1767521723,\"1\"]]}",
                "{\"metric\":{\"a\\n\":\"\\\"}\"},\"value\":[1,\"NaN\"]}", "é",
            ]),
            0..40,
        ),
        step in 1..20_usize,
    ) {
        let text = parts.concat();
        let whole = unpack(text.as_bytes(), text.len().max(1));
        prop_assert_eq!(&unpack(text.as_bytes(), step), &whole);
        for line in whole.0.lines() {
            let is_read = crate::formats::metrics::parse(line);
            let is_old = line.ends_with(" 1.000");
            prop_assert!(is_old || matches!(is_read, crate::record::Line::Record(_)), "{}", line);
        }
    }
}

#[test]
fn long_labels_come_in_blocks() {
    let labels: String = (0..200)
        .map(|i| format!("\"label_{i}\":\"{}\",", "x".repeat(100)))
        .collect();
    let samples: Vec<String> = (0..9000)
        .map(|i| format!("[{},\"1\"]", 1_767_521_723 + i))
        .collect();
    let json = format!(
        "[{{\"metric\":{{{labels}\"z\":\"\"}},\"values\":[{}]}}]",
        samples.join(",")
    );
    let (mut stage, mut n_lines) = (MetricsJson::default(), 0);
    let mut rest = json.as_bytes();
    loop {
        let mut out = Vec::new();
        let n = stage.push(rest, &mut out).expect("it never stops");
        rest = &rest[n..];
        assert!(out.len() <= BLOCK_BYTES + 2 * MAX_LABELS_BYTES);
        n_lines += out.iter().filter(|byte| **byte == b'\n').count();
        if n == 0 && out.is_empty() {
            break;
        }
    }
    assert_eq!((n_lines, stage.finish()), (9000, End::Complete));
}
