//! What comes along when text is copied: typographic and full-width characters, invisible ones, prompts, code fences,
//! HTML, comments of other languages.

use crate::syntax::scan::Form;

use super::Place;

/// The hint for something that was pasted.
pub(super) fn hint(place: &Place<'_>) -> Option<String> {
    let found = place.found?;
    let first = found.text.chars().next()?;
    if found.form == Form::Quoted && found.text.starts_with("```") {
        return Some("the fence of a code block is no part of the statement".to_owned());
    }
    hidden(place)
        .or_else(|| (!first.is_ascii()).then(|| character(first)).flatten())
        .or_else(|| surroundings(place).map(str::to_owned))
}

/// Whether a character shows nothing.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    ) || character.is_control()
}

/// An invisible character where the error is, or right behind it.
fn hidden(place: &Place<'_>) -> Option<String> {
    let found = place.found?;
    let behind = place.after.filter(|after| after.start == found.span().end);
    let character = [Some(found), behind]
        .into_iter()
        .flatten()
        .find_map(|lexeme| lexeme.text.chars().find(|c| is_invisible(*c)))?;
    Some(format!("an invisible character, U+{:04X}, stands here: delete it", u32::from(character)))
}

/// Characters that a word processor, or the keyboard of another script, makes of plain ones.
fn character(first: char) -> Option<String> {
    let plain = match first {
        '“' | '”' | '„' | '«' | '»' | '＂' => return Some("write straight quotes: \"text\"".to_owned()),
        '‘' | '’' | '‚' | '´' | '＇' => return Some("write straight quotes: 'text'".to_owned()),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => return Some("write a plain minus: `-`".to_owned()),
        '→' => return Some("write `-->` or `-[:TYPE]->`".to_owned()),
        '←' => return Some("write `<--` or `<-[:TYPE]-`".to_owned()),
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "<>",
        '×' => "*",
        '÷' => "/",
        '…' => "..",
        '，' | '،' | '、' => ",",
        '；' | '؛' => ";",
        // The full-width forms follow ASCII in order.
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = char::from_u32(u32::from(first) - 0xfee0)?;
            return Some(format!("write `{plain}`"));
        }
        _ if first.is_numeric() => return Some("numbers are written with the digits 0 to 9".to_owned()),
        _ => return None,
    };
    Some(format!("write `{plain}`"))
}

/// What stands around a statement elsewhere.
fn surroundings(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found_text();
    let after = place.after.map_or("", |after| after.text);
    let begins = place.before[0].is_none();
    if comment(place) {
        return Some("a comment begins with `//`, or stands between `/*` and `*/`");
    }
    match (found, after) {
        ("&", "quot" | "gt" | "lt" | "amp" | "apos" | "nbsp") => {
            Some("this is text for a web page: `&gt;` stands for `>`, `&lt;` for `<`, `&quot;` for a quote")
        }
        (">" | "$" | ">>>", _) | (_, "$") if begins => Some("a prompt is no part of the statement"),
        ("\\", _) if ends_line(place) => Some("a statement goes on over the ends of lines by itself"),
        _ => None,
    }
}

/// Whether nothing but blanks follows in the line of the error.
fn ends_line(place: &Place<'_>) -> bool {
    let end = place.found.map_or(place.text.len(), |found| found.span().end as usize);
    let rest = place.text.get(end..).unwrap_or_default();
    rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
}

/// Whether the line of the error has, up to it, two dashes with a blank behind them, and they begin the line or follow a
/// blank.
fn comment(place: &Place<'_>) -> bool {
    let end = place.found.map_or(place.text.len(), |found| found.span().end as usize);
    let line = place.text.get(..end).and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
    let rest = place.text.get(end..).unwrap_or_default();
    line.match_indices("--").any(|(at, dashes)| {
        let (before, behind) = (line.get(..at).unwrap_or_default(), line.get(at + dashes.len()..).unwrap_or_default());
        let follows = if behind.is_empty() { rest } else { behind };
        (before.is_empty() || before.ends_with([' ', '\t'])) && follows.starts_with([' ', '\t'])
    }) || line.trim_start() == "-" && rest.starts_with("- ")
}
