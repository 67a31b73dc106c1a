//! Columns of text for a terminal: as wide as what they hold, the last one takes the rest.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A column's side, and the style around a cell (which takes no width).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A cell: its text and the style around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) style: anstyle::Style,
}

impl Cell {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::styled(text, anstyle::Style::new())
    }

    pub(super) fn styled(text: impl Into<String>, style: anstyle::Style) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

const GAP: &str = "  ";

/// The rows as lines no wider than `width`; only the last column is cut to fit.
pub(super) fn lines(rows: &[Vec<Cell>], sides: &[Side], width: usize) -> String {
    let n_columns = sides.len();
    let widths: Vec<usize> = (0..n_columns)
        .map(|i| {
            let cells = rows.iter().filter_map(|row| row.get(i));
            cells.map(|cell| cell.text.width()).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut n_used = 0;
        for (i, ((cell, side), column)) in row.iter().zip(sides).zip(&widths).enumerate() {
            let is_last = i + 1 == n_columns;
            let text = if is_last {
                clipped(&cell.text, width.saturating_sub(n_used))
            } else {
                cell.text.clone()
            };
            let pad = " ".repeat(column.saturating_sub(text.width()));
            let style = cell.style;
            let shown = format!("{style}{text}{style:#}");
            out.push_str(&match (side, is_last) {
                (Side::Right, _) => format!("{pad}{shown}"),
                (Side::Left, true) => shown,
                (Side::Left, false) => format!("{shown}{pad}"),
            });
            if !is_last {
                out.push_str(GAP);
            }
            n_used += column + GAP.len();
        }
        out.push('\n');
    }
    out
}

/// The text, cut to a width with a `…` where it is longer.
pub(super) fn clipped(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut n_used = 0;
    let mut out = String::new();
    for c in text.chars() {
        let n = c.width().unwrap_or(0);
        if n_used + n + 1 > width {
            break;
        }
        n_used += n;
        out.push(c);
    }
    out.push('…');
    out
}

/// Lines of at most `width`, broken at spaces, each after `indent` spaces.
pub(super) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let pad = " ".repeat(indent);
    let room = width.saturating_sub(indent).max(20);
    let mut out = String::new();
    let mut n_used = 0;
    for word in text.split(' ') {
        let n = word.width();
        if n_used > 0 && n_used + 1 + n > room {
            out.push('\n');
            n_used = 0;
        }
        if n_used == 0 {
            out.push_str(&pad);
        } else {
            out.push(' ');
            n_used += 1;
        }
        out.push_str(word);
        n_used += n;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_only_the_last_is_cut() {
        let row = |cells: [&str; 3]| cells.map(Cell::plain).to_vec();
        let rows = [
            row(["High", "7", "short"]),
            row(["日本", "1,234", "a long text"]),
        ];
        let text = lines(&rows, &[Side::Left, Side::Right, Side::Left], 20);
        assert_eq!(text, "High      7  short\n日本  1,234  a long…\n");
    }

    #[test]
    fn wraps_at_spaces() {
        assert_eq!(
            wrapped("one two three four five six", 2, 22),
            "  one two three four\n  five six\n"
        );
        assert_eq!(clipped("日本語", 4), "日…");
        assert_eq!(clipped("abc", 3), "abc");
    }
}
