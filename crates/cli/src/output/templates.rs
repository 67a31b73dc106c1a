//! The list of templates for a terminal.

use anstyle::Style;
use jejak_protocol::{Level, TemplateSummary};
use jejak_words::ui::Templates;
use jejak_words::{Lang, names, number, visible};

use super::table::{Cell, Side, lines};

const FAINT: Style = Style::new().dimmed();

/// A row for each template: records, share, level, text; whole where `width` has room.
pub(crate) fn templates(list: &[TemplateSummary], lang: Lang, width: usize) -> String {
    if list.is_empty() {
        return Templates::None.text(lang).to_owned() + "\n";
    }
    let head = [
        Templates::Count,
        Templates::ShareColumn,
        Templates::Level,
        Templates::Template,
    ];
    let n_records: u64 = list.iter().map(|it| it.count).sum();
    let mut rows = vec![
        head.map(|word| Cell::styled(word.text(lang), FAINT))
            .to_vec(),
    ];
    for it in list {
        let level = match it.level {
            Level::Unknown => "",
            known => names::level_name(known, lang),
        };
        rows.push(vec![
            Cell::plain(number::exact(it.count, lang)),
            Cell::plain(number::percent(
                it.count as f64 / n_records.max(1) as f64,
                lang,
            )),
            Cell::plain(level),
            Cell::plain(visible(&it.text)),
        ]);
    }
    let sides = [Side::Right, Side::Right, Side::Left, Side::Left];
    lines(&rows, &sides, width)
}
