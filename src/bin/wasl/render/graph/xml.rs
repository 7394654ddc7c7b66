//! Text in XML files that other programs read: exact, where [`crate::render`]'s other escapes are for people.

/// `text` as the content of an element or attribute. Characters that XML cannot hold at all become U+FFFD.
pub(super) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Readers would make a blank or another line end of them.
            '\n' => safe.push_str("&#10;"),
            '\r' => safe.push_str("&#13;"),
            '\t' => safe.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c if (c as u32) < 0x20 => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}
