//! A QR code, drawn here: what it holds goes to nobody.

use leptos::prelude::*;
use qrcode::{Color, QrCode};

/// The light edge that readers need around it, in modules. Source: ISO/IEC 18004.
const EDGE: usize = 4;

/// Nothing when the text is too long for any code.
#[component]
pub(crate) fn Qr(
    text: String,
    /// What it is, for those who do not see it.
    #[prop(into)]
    name: Signal<&'static str>,
) -> impl IntoView {
    let code = QrCode::new(text.as_bytes()).ok()?;
    let (size, path) = outline(&code);
    Some(view! {
        <svg class="qr" role="img" aria-label=name viewBox=format!("0 0 {size} {size}")>
            <rect class="qr-paper" width=size height=size></rect>
            <path class="qr-ink" d=path></path>
        </svg>
    })
}

/// The side with its edge, and the dark modules as one path: runs of a row in one stroke.
fn outline(code: &QrCode) -> (usize, String) {
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let n = row[x..].iter().take_while(|it| **it == Color::Dark).count();
            if n > 0 {
                path.push_str(&format!("M{} {}h{n}v1h-{n}z", x + EDGE, y + EDGE));
            }
            x += n.max(1);
        }
    }
    (width + 2 * EDGE, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::new(b"otpauth://totp/Jejak:budi?secret=ABC").expect("it is short");
        let (size, path) = outline(&code);
        let n_dark = code
            .to_colors()
            .iter()
            .filter(|it| **it == Color::Dark)
            .count();
        let runs = path
            .split('h')
            .skip(1)
            .filter_map(|run| run.split('v').next());
        let n_drawn: usize = runs.filter_map(|n| n.parse::<usize>().ok()).sum();
        assert_eq!(n_drawn, n_dark);
        assert_eq!(size, code.width() + 8);
    }
}
