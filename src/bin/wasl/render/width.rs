//! How wide text is on a terminal, and how to make any text safe to show there.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of a terminal that `text` takes; combining marks take none, CJK and emoji sequences two.
pub(crate) fn display_width(text: &str) -> usize {
    // Most text is plain: a column a byte.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) { text.len() } else { text.width() }
}

/// `text` with everything escaped that would move the cursor, break the line or reorder its neighbours.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if is_unsafe(c) => {
                // Writing to a string cannot fail.
                let _ = write!(shown, "\\u{:04x}", c as u32);
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Control characters, line separators, and the marks that switch the direction of what follows.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` cut to `width` columns between graphemes, the last one being `…` when something is left out.
pub(super) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    // A byte takes at most one column, so short text needs no measuring.
    if text.len() <= width || (text.len() <= 8 * width && display_width(text) <= width) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = display_width(grapheme);
        if used + wide + 1 > width {
            shown.push('…');
            return Cow::Owned(shown);
        }
        used += wide;
        shown.push_str(grapheme);
    }
    Cow::Borrowed(text)
}

/// Appends `text` and blanks up to `width` columns, the text at the right end when `right`.
pub(super) fn pad(line: &mut String, text: &str, width: usize, right: bool) {
    let blanks = width.saturating_sub(display_width(text));
    if right {
        line.extend(std::iter::repeat_n(' ', blanks));
        line.push_str(text);
    } else {
        line.push_str(text);
        line.extend(std::iter::repeat_n(' ', blanks));
    }
}
