//! Literals: numbers, strings, names and parameters, read from their text.
//!
//! The grammar takes a number with every letter that touches it and a string with every escape; what they mean, and
//! whether they mean anything, is decided here.

use std::sync::Arc;

use crate::diagnostic::{Detail, Diagnostic, Result, Span};

use crate::syntax::ast::ExprKind;

/// The text of a name: as written, or without its backticks (a doubled backtick is one).
pub(super) fn name_text(written: &str) -> Arc<str> {
    match written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(inner) if inner.contains('`') => inner.replace("``", "`").into(),
        Some(inner) => inner.into(),
        None => written.into(),
    }
}

/// The text of a dotted name: each part without its backticks, the blanks around the dots dropped.
pub(super) fn dotted_text(written: &str) -> Arc<str> {
    if !written.contains(['`', ' ', '\t', '\n', '\r']) {
        return written.into();
    }
    let mut parts = String::with_capacity(written.len());
    let mut rest = written.trim();
    while let Some(first) = rest.chars().next() {
        let end = if first == '`' { quoted_end(rest) } else { rest.find('.').unwrap_or(rest.len()) };
        let (part, behind) = rest.split_at(end.max(first.len_utf8()));
        if first == '.' {
            parts.push('.');
        } else {
            parts.push_str(&name_text(part.trim()));
        }
        rest = behind.trim_start();
    }
    parts.into()
}

/// The length of the backticked name at the start of `text`.
fn quoted_end(text: &str) -> usize {
    let mut ticks = text.match_indices('`').map(|(at, _)| at).skip(1).peekable();
    while let Some(at) = ticks.next() {
        if ticks.peek() == Some(&(at + 1)) {
            ticks.next();
        } else {
            return at + 1;
        }
    }
    text.len()
}

/// The number that `written` means, with a minus before it when `negative`.
///
/// Errors: `InvalidNumberLiteral`, `IntegerOverflow`, `FloatingPointOverflow`, all at `span`.
pub(in crate::syntax) fn number(written: &str, negative: bool, span: Span) -> Result<ExprKind> {
    let (radix, digits) = match written.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, written.get(2..).unwrap_or_default()),
        [b'0', b'o' | b'O', ..] => (8, written.get(2..).unwrap_or_default()),
        _ => (10, written),
    };
    if radix == 10 && written.contains(['.', 'e', 'E']) {
        return float(written, negative, span);
    }
    if radix == 10 && digits.len() > 1 && digits.starts_with('0') {
        let octal = digits.trim_start_matches('0');
        let meant = !octal.is_empty() && octal.chars().all(|digit| digit.is_digit(8));
        return Err(
            invalid_number(written, span).maybe_hint(meant.then(|| format!("an octal number is written `0o{octal}`")))
        );
    }
    let misplaced = digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__");
    if misplaced || !digits.chars().all(|digit| digit == '_' || digit.is_digit(radix)) {
        return Err(invalid_number(written, span));
    }
    let plain = digits.replace('_', "");
    let sign = if negative { "-" } else { "" };
    i64::from_str_radix(&format!("{sign}{plain}"), radix).map(ExprKind::Integer).map_err(|_| {
        Diagnostic::syntax(Detail::IntegerOverflow, format!("the integer {sign}{written} does not fit 64 bits"))
            .at(span)
            .hint("integers reach from -9223372036854775808 to 9223372036854775807; with a decimal point it is a float")
    })
}

fn float(written: &str, negative: bool, span: Span) -> Result<ExprKind> {
    let allowed = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-' | b'_');
    if !written.bytes().all(allowed) {
        return Err(invalid_number(written, span));
    }
    match written.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(ExprKind::Float(if negative { -value } else { value })),
        Ok(_) => Err(Diagnostic::syntax(
            Detail::FloatingPointOverflow,
            format!("the number {written} does not fit a double"),
        )
        .at(span)
        .hint("floats reach to about 1.8E308")),
        Err(_) => Err(invalid_number(written, span)),
    }
}

fn invalid_number(written: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::syntax(Detail::InvalidNumberLiteral, format!("`{written}` is no number")).at(span);
    match written.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => return diagnostic.hint("behind `0x` stand digits from 0 to 9 and letters from a to f"),
        Some("0o") => return diagnostic.hint("behind `0o` stand digits from 0 to 7"),
        Some("0b") => return diagnostic.hint("numbers are written in decimal, as `0x1F` or as `0o17`"),
        _ => {}
    }
    if written.starts_with(|first: char| first.is_ascii_digit()) && written.contains(char::is_alphabetic) {
        return diagnostic.hint("a name that begins with a digit needs backticks");
    }
    diagnostic
}

/// The string that the quoted text `written` means. `start` is its place.
///
/// Errors: `InvalidUnicodeLiteral` for a wrong `\u`, `UnexpectedSyntax` for an unknown escape.
pub(in crate::syntax) fn string(written: &str, start: u32) -> Result<Arc<str>> {
    let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    if !inner.contains('\\') {
        return Ok(inner.into());
    }
    let mut value = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        value.push_str(before);
        let place = start + 1 + (inner.len() - escape.len()) as u32;
        let (character, length) = escaped(escape, place)?;
        value.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    Ok(value.into())
}

/// The character that the escape at the start of `text` means, and the length of the escape in bytes.
fn escaped(text: &str, place: u32) -> Result<(char, usize)> {
    let letter = text.chars().nth(1).unwrap_or('\\');
    let plain = match letter {
        '\\' | '\'' | '"' | '`' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(text, 4, place),
        'U' => return unicode(text, 8, place),
        _ => {
            let span = Span::new(place, place + 1 + letter.len_utf8() as u32);
            return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, format!("`\\{letter}` is no escape of a string"))
                .at(span)
                .hint(format!("a backslash itself is written twice: `\\\\{letter}`")));
        }
    };
    Ok((plain, 2))
}

/// `\uXXXX` (a pair of them for characters beyond the first plane) and `\UXXXXXXXX`.
fn unicode(text: &str, digits: usize, place: u32) -> Result<(char, usize)> {
    let length = 2 + digits;
    let first = hexadecimal(text.get(2..length));
    let pair = first.filter(|high| digits == 4 && (0xD800..0xDC00).contains(high)).and_then(|high| {
        let low =
            text.get(length..).filter(|rest| rest.starts_with("\\u")).and_then(|rest| hexadecimal(rest.get(2..6)));
        low.filter(|low| (0xDC00..0xE000).contains(low)).map(|low| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    });
    if let Some(character) = pair.and_then(char::from_u32) {
        return Ok((character, length + 6));
    }
    if let Some(character) = first.and_then(char::from_u32) {
        return Ok((character, length));
    }
    let shown = text.chars().take(length).take_while(|c| !c.is_whitespace()).collect::<String>();
    let message = format!("`{shown}` is no unicode character");
    Err(Diagnostic::syntax(Detail::InvalidUnicodeLiteral, message)
        .at(Span::new(place, place + shown.len() as u32))
        .hint(format!("`\\{}` is followed by {digits} hexadecimal digits", if digits == 4 { 'u' } else { 'U' })))
}

fn hexadecimal(digits: Option<&str>) -> Option<u32> {
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}
