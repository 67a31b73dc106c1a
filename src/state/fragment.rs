//! The view state as the address' fragment and back: `#v=records&r=…&q=failed&w=user:root`.
//!
//! In: any text after `#`. What is not understood is left out, never an error: links outlive
//! versions, and anybody can write one. The key of a share (`#s=…`) is not view state and never
//! comes through here.

use jejak_protocol::{Entity, Filter, RecordRef, TimeRange, TimestampUs};

use super::marks::Shown;
use super::metrics;
use super::names::{from_wire_name, wire_name};
use super::pick::{IncidentPick, SortBy};
use super::prefs::{Preferences, Theme};
#[cfg(test)]
use super::ranges::RangeStack;
use super::view::{Room, View, ViewState};
use super::zone::ZoneChoice;

/// More crumbs than anybody commits; a longer list in a link is cut.
const MAX_RANGES: usize = 16;
/// As far as JavaScript's numbers count exactly: the year 2255. Sums of two such never overflow.
const MAX_US: u64 = 1 << 53;
/// More conditions than a filter bar can show.
const MAX_CONDITIONS: usize = 32;

/// The fragment, without `#`. Views at rest give a short one.
pub fn to_fragment(state: &ViewState, prefs: &Preferences) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.append_pair("v", state.view.key());
    if let Some(room) = state.room {
        out.append_pair("room", room.key());
    }
    for range in &state.ranges.0 {
        out.append_pair("r", &format!("{}~{}", range.start.0, range.end.0));
    }
    if let Some(id) = &state.incident {
        out.append_pair("i", id);
    }
    append_pick(&mut out, &state.pick);
    append_filter(&mut out, &state.filter);
    match state.metrics.as_deref() {
        None => {}
        // That none is chosen is a choice too.
        Some([]) => {
            out.append_pair("m", "");
        }
        Some(keys) => {
            for key in keys {
                out.append_pair("m", key);
            }
        }
    }
    if let Some(at) = state.at {
        out.append_pair("at", &format!("{}:{}", at.file.0, at.line));
    }
    out.append_pair("z", prefs.zone.key());
    out.append_pair("lang", prefs.lang.tag());
    if prefs.theme != Theme::System {
        out.append_pair("theme", prefs.theme.key());
    }
    out.finish()
}

fn append_pick(out: &mut form_urlencoded::Serializer<'_, String>, pick: &IncidentPick) {
    for severity in &pick.severities {
        out.append_pair("sev", &wire_name(severity));
    }
    for kind in &pick.kinds {
        out.append_pair("kind", &wire_name(kind));
    }
    if pick.shown != Shown::default() {
        out.append_pair("shown", pick.shown.key());
    }
    if pick.sort != SortBy::default() {
        out.append_pair("sort", pick.sort.key());
    }
}

fn append_filter(out: &mut form_urlencoded::Serializer<'_, String>, filter: &Filter) {
    if !filter.text.is_empty() {
        out.append_pair("q", &filter.text);
    }
    for (key, entities) in [("w", &filter.with), ("x", &filter.without)] {
        for entity in entities {
            out.append_pair(
                key,
                &format!("{}:{}", wire_name(&entity.kind), entity.value),
            );
        }
    }
    if let Some(level) = &filter.level {
        out.append_pair("l", &wire_name(level));
    }
    for template in &filter.templates {
        out.append_pair("t", template);
    }
    for file in &filter.files {
        out.append_pair("f", &file.0.to_string());
    }
}

/// The view state that a fragment (with or without `#`) brings back, and the preferences it names
/// on top of `prefs`.
pub fn from_fragment(fragment: &str, prefs: &Preferences) -> (ViewState, Preferences) {
    let mut state = ViewState::default();
    let mut prefs = prefs.clone();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    for (key, value) in form_urlencoded::parse(fragment.as_bytes()) {
        match key.as_ref() {
            "z" => prefs.zone = ZoneChoice::from_key(&value).unwrap_or(prefs.zone),
            "lang" => prefs.set_lang_code(&value),
            "theme" => prefs.theme = Theme::from_key(&value).unwrap_or(prefs.theme),
            _ => read_pair(&mut state, &key, &value),
        }
    }
    (state, prefs)
}

fn read_pair(state: &mut ViewState, key: &str, value: &str) {
    match key {
        "v" => state.view = View::from_key(value).unwrap_or_default(),
        "room" => state.room = Room::from_key(value),
        "r" if state.ranges.0.len() < MAX_RANGES => {
            if let Some(range) = range_from(value) {
                state.ranges.commit(range);
            }
        }
        "i" => state.incident = Some(value.to_owned()),
        "at" => state.at = record_from(value),
        "sev" => push_some(&mut state.pick.severities, from_wire_name(value)),
        "kind" => push_some(&mut state.pick.kinds, from_wire_name(value)),
        "shown" => state.pick.shown = Shown::from_key(value).unwrap_or_default(),
        "m" => {
            let keys = state.metrics.get_or_insert_default();
            let is_new = !value.is_empty() && !keys.iter().any(|key| key == value);
            if is_new && keys.len() < metrics::MAX_SHOWN {
                keys.push(value.to_owned());
            }
        }
        "sort" => state.pick.sort = SortBy::from_key(value).unwrap_or_default(),
        _ => read_condition(&mut state.filter, key, value),
    }
}

fn read_condition(filter: &mut Filter, key: &str, value: &str) {
    match key {
        "q" => filter.text = value.to_owned(),
        "w" => push_some(&mut filter.with, entity_from(value)),
        "x" => push_some(&mut filter.without, entity_from(value)),
        "l" => filter.level = from_wire_name(value),
        "t" => push_some(&mut filter.templates, Some(value.to_owned())),
        "f" => push_some(
            &mut filter.files,
            value.parse().ok().map(jejak_protocol::FileId),
        ),
        _ => {}
    }
}

fn push_some<T: PartialEq>(list: &mut Vec<T>, value: Option<T>) {
    if let Some(value) = value
        && list.len() < MAX_CONDITIONS
        && !list.contains(&value)
    {
        list.push(value);
    }
}

fn range_from(text: &str) -> Option<TimeRange> {
    let (start, end) = text.split_once('~')?;
    let moment = |text: &str| {
        let us: i64 = text.parse().ok()?;
        (us.abs_diff(0) <= MAX_US).then_some(TimestampUs(us))
    };
    Some(TimeRange {
        start: moment(start)?,
        end: moment(end)?,
    })
}

fn record_from(text: &str) -> Option<RecordRef> {
    let (file, line) = text.split_once(':')?;
    Some(RecordRef {
        file: jejak_protocol::FileId(file.parse().ok()?),
        line: line.parse().ok()?,
    })
}

fn entity_from(text: &str) -> Option<Entity> {
    let (kind, value) = text.split_once(':')?;
    Some(Entity {
        kind: from_wire_name(kind)?,
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{EntityKind, FileId, IncidentKind, Level, Severity};

    use super::*;

    fn entity(kind: EntityKind, value: &str) -> Entity {
        Entity {
            kind,
            value: value.to_owned(),
        }
    }

    fn full() -> (ViewState, Preferences) {
        let mut ranges = RangeStack::default();
        for (start, end) in [
            (1_733_810_000, 1_733_825_000),
            (1_733_811_000, 1_733_812_000),
        ] {
            ranges.commit(TimeRange {
                start: TimestampUs::from_seconds(start),
                end: TimestampUs::from_seconds(end),
            });
        }
        let state = ViewState {
            view: View::Records,
            room: Some(Room::Audit),
            ranges,
            incident: Some("a1b2".to_owned()),
            pick: IncidentPick {
                severities: vec![Severity::Critical, Severity::High],
                kinds: vec![IncidentKind::BruteForce],
                shown: Shown::Marked,
                sort: SortBy::Time,
            },
            filter: Filter {
                range: None,
                files: vec![FileId(0), FileId(2)],
                text: "a & b = #ü %41".to_owned(),
                with: vec![entity(EntityKind::SourceAddress, "2001:db8::1")],
                without: vec![entity(EntityKind::Path, "/a?b=c&d")],
                level: Some(Level::Warning),
                templates: vec!["9f".to_owned(), "a0".to_owned()],
            },
            metrics: Some(vec!["0:up{job=\"a&b\"}".to_owned(), "1:@cpu".to_owned()]),
            at: Some(RecordRef {
                file: FileId(2),
                line: 12_403,
            }),
        };
        let mut prefs = Preferences {
            theme: Theme::Dark,
            zone: ZoneChoice::Wita,
            ..Preferences::default()
        };
        prefs.set_lang_code("id");
        (state, prefs)
    }

    #[test]
    fn a_fragment_brings_everything_back() {
        let (state, prefs) = full();
        let fragment = format!("#{}", to_fragment(&state, &prefs));
        assert_eq!(
            from_fragment(&fragment, &Preferences::default()),
            (state, prefs)
        );
    }

    #[test]
    fn a_view_at_rest_is_short() {
        let fragment = to_fragment(&ViewState::default(), &Preferences::default());
        assert_eq!(fragment, "v=overview&z=browser&lang=en");
    }

    #[test]
    fn to_show_no_metrics_is_a_choice() {
        let state = ViewState {
            metrics: Some(Vec::new()),
            ..ViewState::default()
        };
        let prefs = Preferences::default();
        let fragment = to_fragment(&state, &prefs);
        assert_eq!(from_fragment(&fragment, &prefs).0, state);
    }

    #[test]
    fn nonsense_is_left_out() {
        let hostile = "v=nothing&r=5&r=9~x&r=99999999999999999999~1&at=1&w=&w=user&x=zz:1&l=loud&f=-1&f=q&sort=&sev=&z=&lang=xx&theme=&%ff=%ff&&==";
        assert_eq!(
            from_fragment(hostile, &Preferences::default()),
            (ViewState::default(), Preferences::default())
        );
    }

    #[test]
    fn a_link_cannot_grow_lists_without_end() {
        let many: String = (0..1000)
            .map(|i| format!("&r={}~{}&w=user:{i}&m=0:a{i}", i, 10_000_000_000_i64 - i))
            .collect();
        let (state, _) = from_fragment(&many, &Preferences::default());
        assert!(state.ranges.0.len() <= MAX_RANGES);
        assert_eq!(state.filter.with.len(), MAX_CONDITIONS);
        assert_eq!(state.metrics.map(|it| it.len()), Some(metrics::MAX_SHOWN));
    }

    #[test]
    fn extreme_ranges_are_left_out() {
        let text = format!("r={}~{}", i64::MAX, i64::MIN);
        let (state, _) = from_fragment(&text, &Preferences::default());
        assert_eq!(state.ranges, RangeStack::default());
    }
}
