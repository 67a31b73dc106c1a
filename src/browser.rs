//! Small facts of the browser that more than one part of the page needs: its zone, its clock, its
//! storage, and what the person prefers.

use jejak_protocol::{TimestampUs, Zone};
use js_sys::Date;
use leptos::prelude::{document, window};

use crate::state::own_formats::OwnFormats;
use crate::state::prefs::Preferences;

const STORAGE_KEY: &str = "jejak.prefs";
const FORMATS_KEY: &str = "jejak.formats";
/// Logs are rarely older than this, and no rule for summer time reaches further ahead than this.
const ZONE_YEARS: std::ops::Range<u32> = 1995..2040;
const MS_PER_DAY: f64 = 86_400_000.0;

/// Milliseconds of a clock that only goes forward.
pub(crate) fn now_ms() -> f64 {
    window()
        .performance()
        .map_or_else(Date::now, |performance| performance.now())
}

/// Lets the browser answer the person before what comes next.
pub(crate) async fn next_task() {
    let soon = js_sys::Promise::new(&mut |done, _| {
        // Without a timer what comes next would never come.
        if window().set_timeout_with_callback(&done).is_err() {
            done.call0(&wasm_bindgen::JsValue::NULL).ok();
        }
    });
    wasm_bindgen_futures::JsFuture::from(soon).await.ok();
}

/// Now, as people count it.
pub(crate) fn today() -> TimestampUs {
    TimestampUs((Date::now() * 1_000.0) as i64)
}

/// The browser's zone with its changes between summer and winter time, found by asking for the
/// offset through the years: `Date` knows the zone database, but tells it only for single moments.
pub(crate) fn browser_zone() -> Zone {
    let moment = |year: u32| Date::utc(f64::from(year), 0.0);
    let mut at_ms = moment(ZONE_YEARS.start);
    let end_ms = moment(ZONE_YEARS.end);
    let mut offset_s = offset_at(at_ms);
    let mut zone = Zone::fixed(&zone_name(), offset_s);
    while at_ms < end_ms {
        let next_ms = at_ms + 14.0 * MS_PER_DAY;
        if offset_at(next_ms) != offset_s {
            let change_ms = change_between(at_ms, next_ms, offset_s);
            offset_s = offset_at(next_ms);
            let local_s = (change_ms / 1000.0).round() as i64 + i64::from(offset_s);
            zone.changes.push((local_s, offset_s));
        }
        at_ms = next_ms;
    }
    zone
}

/// The first moment, to the second, at which the offset is no longer `offset_s`.
fn change_between(mut before_ms: f64, mut after_ms: f64, offset_s: i32) -> f64 {
    while after_ms - before_ms > 1000.0 {
        let middle_ms = ((before_ms + after_ms) / 2000.0).floor() * 1000.0;
        if offset_at(middle_ms) == offset_s {
            before_ms = middle_ms;
        } else {
            after_ms = middle_ms;
        }
    }
    after_ms
}

/// Seconds east of UTC.
fn offset_at(at_ms: f64) -> i32 {
    let minutes_west = Date::new(&at_ms.into()).get_timezone_offset();
    (-minutes_west * 60.0).round() as i32
}

/// `Asia/Jakarta`, or nothing where the browser does not say.
fn zone_name() -> String {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}

/// What was chosen earlier, else what the browser asks for.
pub(crate) fn stored_preferences() -> Preferences {
    let mut prefs = Preferences::default();
    if let Some(tag) = window().navigator().language() {
        prefs.set_lang_code(&tag);
    }
    if let Some(line) = storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok()?) {
        prefs.read_line(&line);
    }
    prefs
}

/// Keeps the choices. A browser that refuses storage forgets them, which harms nothing.
pub(crate) fn store_preferences(prefs: &Preferences) {
    if let Some(storage) = storage() {
        storage.set_item(STORAGE_KEY, &prefs.to_line()).ok();
    }
}

/// What the person described earlier.
pub(crate) fn stored_formats() -> OwnFormats {
    let text = storage().and_then(|storage| storage.get_item(FORMATS_KEY).ok()?);
    text.and_then(|text| OwnFormats::from_text(&text))
        .unwrap_or_default()
}

/// Keeps the described formats; false when the browser refuses.
pub(crate) fn store_formats(formats: &OwnFormats) -> bool {
    let stored = storage().map(|storage| storage.set_item(FORMATS_KEY, &formats.to_text()));
    matches!(stored, Some(Ok(())))
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The address' fragment, without `#`.
pub(crate) fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Whether the window is too narrow for rail and tables; the style sheets use the same width.
pub(crate) fn is_narrow() -> bool {
    window()
        .match_media("(max-width: 799.98px)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Sets the page's language, theme and title.
pub(crate) fn dress(prefs: &Preferences, title: &str) {
    let document = document();
    document.set_title(title);
    if let Some(root) = document.document_element() {
        // Attributes of the document's own element always can be set.
        root.set_attribute("lang", prefs.lang.tag()).ok();
        root.set_attribute("data-theme", prefs.theme.key()).ok();
    }
}
