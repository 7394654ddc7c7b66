//! A finding for people: what, where, the source line with a caret under the span, and what to try.
//!
//! ```text
//! error[SyntaxError.UndefinedVariable]: variable `m` is not defined
//!  --> queries.cypher:3:8
//!   |
//! 3 | RETURN m.name
//!   |        ^
//!   = hint: did you mean `n`?
//! ```
//! Carets are placed by the width of the text on a terminal. Of a long line only the part around the span is shown.

use std::fmt::Write;

use crate::render::{display_width, printable};

use super::finding::{Finding, Severity};
use super::source::Place;

/// Several lines, each with its end; source lines take at most about `width` columns.
pub(crate) fn text(finding: &Finding, colour: bool, width: usize) -> String {
    let paint = Paint { colour, severity: finding.severity };
    let mut shown = format!("{}: {}\n", paint.title(&finding.code()), safe(&finding.message));
    let gutter = finding.place.as_ref().map_or(1, |place| place.start().0.to_string().len());
    if let Some(place) = &finding.place {
        write_place(&mut shown, place, gutter, width.saturating_sub(gutter + 6), &paint);
    }
    for hint in &finding.hints {
        let mark = paint.frame(&format!("{:gutter$} =", ""));
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "{mark} hint: {}", safe(hint));
    }
    shown
}

/// Characters of a message that are shown.
const LONGEST: usize = 1_000;
/// Characters on average that may stand in one column: combining marks take none of their own.
const MARKS: usize = 4;

/// Messages may quote the user's text, of any length; line ends of our own stay.
fn safe(message: &str) -> String {
    let cut = message.char_indices().nth(LONGEST).map(|(at, _)| at);
    let shown = cut.and_then(|at| message.get(..at)).unwrap_or(message);
    let mut safe = shown.split('\n').map(printable).collect::<Vec<_>>().join("\n");
    safe.push_str(if cut.is_some() { "…" } else { "" });
    safe
}

fn write_place(shown: &mut String, place: &Place, gutter: usize, room: usize, paint: &Paint) {
    let (line, column) = place.start();
    let name = printable(&place.source.name);
    let arrow = paint.frame(&format!("{:gutter$}-->", ""));
    let excerpt = Excerpt::of(place, room);
    let bar = paint.frame(&format!("{:gutter$} |", ""));
    let number = paint.frame(&format!("{line:gutter$} |"));
    let carets = paint.caret(&"^".repeat(excerpt.carets));
    // Writing to a string cannot fail.
    let _ = writeln!(shown, "{arrow} {name}:{line}:{column}");
    let _ = writeln!(shown, "{bar}");
    let _ = writeln!(shown, "{}", format!("{number} {}", excerpt.line).trim_end());
    let _ = writeln!(shown, "{bar} {:blanks$}{carets}", "", blanks = excerpt.blanks);
}

/// The part of the source line to show, and where the carets stand below it.
struct Excerpt {
    line: String,
    blanks: usize,
    carets: usize,
}

impl Excerpt {
    fn of(place: &Place, room: usize) -> Self {
        let text = &place.source.text;
        let start = floor_boundary(text, place.span.start as usize);
        let before = text.get(..start).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
        let after = text.get(start..).and_then(|after| after.split('\n').next()).unwrap_or("");
        let after = after.strip_suffix('\r').unwrap_or(after);
        let length = (place.span.end as usize).saturating_sub(start).min(after.len());
        let marked = after.get(..floor_boundary(after, length)).unwrap_or("");

        let before_shown = tail(before, room / 2);
        let after_shown = head(after, room.saturating_sub(display_width(&visible(before_shown))));
        let cut_before = before_shown.len() < before.len();
        let cut_after = after_shown.len() < after.len();
        let before_shown = visible(before_shown);
        let marked_width = display_width(&visible(marked.get(..after_shown.len()).unwrap_or(marked)));
        let mut line = String::new();
        line.push_str(if cut_before { "…" } else { "" });
        line.push_str(&before_shown);
        line.push_str(&visible(after_shown));
        line.push_str(if cut_after { "…" } else { "" });
        Self { line, blanks: display_width(&before_shown) + usize::from(cut_before), carets: marked_width.max(1) }
    }
}

/// The nearest boundary of a character at or before `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The end of `text`, at most so many columns.
fn tail(text: &str, columns: usize) -> &str {
    let (mut start, mut left) = (text.len(), columns);
    for (at, character) in text.char_indices().rev().take(columns * MARKS) {
        let Some(rest) = left.checked_sub(width_of(character)) else { break };
        (start, left) = (at, rest);
    }
    text.get(start..).unwrap_or(text)
}

/// The beginning of `text`, at most so many columns.
fn head(text: &str, columns: usize) -> &str {
    let (mut end, mut left) = (0, columns);
    for (at, character) in text.char_indices().take(columns * MARKS) {
        let Some(rest) = left.checked_sub(width_of(character)) else { break };
        (end, left) = (at + character.len_utf8(), rest);
    }
    text.get(..end).unwrap_or(text)
}

/// The columns that a character takes as it is shown.
fn width_of(character: char) -> usize {
    display_width(&visible(character.encode_utf8(&mut [0; 4])))
}

/// Tabs as blanks, so that carets stand where they should; everything else unsafe escaped.
fn visible(text: &str) -> String {
    printable(&text.replace('\t', "    ")).into_owned()
}

struct Paint {
    colour: bool,
    severity: Severity,
}

impl Paint {
    fn title(&self, code: &str) -> String {
        let title = format!("{}[{code}]", self.severity);
        self.styled(&title, self.main())
    }

    fn frame(&self, text: &str) -> String {
        self.styled(text, "2")
    }

    fn caret(&self, text: &str) -> String {
        self.styled(text, self.main())
    }

    fn main(&self) -> &'static str {
        match self.severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;35",
        }
    }

    fn styled(&self, text: &str, style: &str) -> String {
        if self.colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use wasl::Span;

    use super::text;
    use crate::report::{Finding, Place, Source};

    fn finding(source: &str, start: usize, end: usize) -> Finding {
        let place = Place { source: Source::text("q.cypher", source), span: Span::new(start as u32, end as u32) };
        Finding::command("Detail", "it is wrong").at(&place)
    }

    #[test]
    fn caret_stands_under_the_span_and_hints_follow() {
        let shown = text(&finding("MATCH (n)\nRETURN m.name", 17, 18).hint("did you mean `n`?"), false, 80);
        let expected = "\
error[CommandError.Detail]: it is wrong
 --> q.cypher:2:8
  |
2 | RETURN m.name
  |        ^
  = hint: did you mean `n`?
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn wide_characters_and_tabs_push_the_caret() {
        let source = "\tRETURN '日本' + é";
        let start = source.find('é').unwrap();
        let shown = text(&finding(source, start, start + 2), false, 80);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[3], "1 |     RETURN '日本' + é");
        assert_eq!(lines[4], "  |                     ^");
        assert_eq!(lines[1], " --> q.cypher:1:16");
    }

    #[test]
    fn a_span_over_lines_is_marked_to_the_end_of_its_first() {
        let shown = text(&finding("RETURN 1 +\n 2", 7, 13), false, 80);
        assert!(shown.contains("1 | RETURN 1 +\n  |        ^^^\n"), "{shown}");
    }

    #[test]
    fn a_span_at_the_end_of_the_text_has_a_caret_past_it() {
        let shown = text(&finding("RETURN", 6, 6), false, 80);
        assert!(shown.contains("1 | RETURN\n  |       ^\n"), "{shown}");
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_the_span() {
        let source = format!("{}X{}", "a".repeat(500_000), "b".repeat(500_000));
        let shown = text(&finding(&source, 500_000, 500_001), false, 80);
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{shown}");
        let line: Vec<_> = lines[3].chars().collect();
        let caret = lines[4].chars().position(|c| c == '^').unwrap();
        assert_eq!(line[caret], 'X');
    }

    #[test]
    fn a_long_line_of_wide_or_invisible_characters_is_cut_to_the_width() {
        for filler in ["日", "\u{200b}", "\u{1b}", "é"] {
            let source = format!("{}X{}", filler.repeat(5_000), filler.repeat(5_000));
            let start = 5_000 * filler.len();
            let shown = text(&finding(&source, start, start + 1), false, 80);
            let wide = |line: &str| crate::render::display_width(line);
            assert!(shown.lines().all(|line| wide(line) <= 80), "{shown}");
            let lines: Vec<_> = shown.lines().collect();
            let before = lines[3].split('X').next().unwrap();
            assert_eq!(wide(before), wide(lines[4].split('^').next().unwrap()), "{shown}");
        }
    }
}
