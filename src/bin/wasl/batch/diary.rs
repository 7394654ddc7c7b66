//! The session so far, for `:report`: each statement with the question in the comment before it, its rows, its pictures.
//!
//! Kept is what a reader of a report can use: the first rows, the first statements; statements that failed are not told.

use wasl::Value;

use super::kept::Kept;
use crate::render::{cell_text, changes};
use crate::report::Place;

/// Statements that are remembered.
const ENTRIES: usize = 500;
/// Rows of a statement that are remembered.
const ROWS: usize = 100;
/// Characters of a cell.
const CELL: usize = 400;

/// One statement and what came of it.
pub(super) struct Entry {
    /// The comment before the statement.
    pub(super) question: String,
    /// Its text.
    pub(super) statement: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Rows that there were.
    pub(super) total: u64,
    /// What the statement changed, in words.
    pub(super) changes: Option<String>,
    /// Drawings made of it, as SVG.
    pub(super) pictures: Vec<String>,
}

/// A cell and whether it is a number.
pub(super) type Cell = (String, bool);

/// The entries of a session.
#[derive(Default)]
pub(crate) struct Diary {
    pub(super) entries: Vec<Entry>,
    /// Statements beyond those remembered.
    pub(super) forgotten: u64,
}

impl Diary {
    /// Takes note of a statement that gave rows.
    pub(super) fn add(&mut self, text: &str, place: &Place, kept: &Kept) {
        if self.entries.len() >= ENTRIES {
            self.forgotten += 1;
            return;
        }
        let cell = |value: &Value| {
            let text = if value.is_null() { String::new() } else { cell_text(value, &kept.records) };
            let short = text
                .char_indices()
                .nth(CELL)
                .map_or(text.clone(), |(at, _)| format!("{}…", text.get(..at).unwrap_or("")));
            (short, matches!(value, Value::Integer(_) | Value::Float(_)))
        };
        let rows = kept.rows.iter().take(ROWS).map(|row| row.iter().map(cell).collect()).collect();
        let (question, statement) = asked(text, place);
        self.entries.push(Entry {
            question,
            statement,
            columns: kept.columns.clone(),
            rows,
            total: kept.total,
            changes: changes(&kept.records.summary().counters),
            pictures: Vec::new(),
        });
    }

    /// Adds a drawing to the last statement.
    pub(super) fn illustrate(&mut self, svg: String) {
        if let Some(entry) = self.entries.last_mut() {
            entry.pictures.push(svg);
        }
    }
}

/// The comment lines at the head of the statement or right before it, and the statement without them.
fn asked(text: &str, place: &Place) -> (String, String) {
    let mut statement = text.trim();
    let mut comment: Vec<&str> = Vec::new();
    while let Some(rest) = statement.strip_prefix("//") {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        comment.push(line.trim());
        statement = behind.trim_start();
    }
    if comment.is_empty() {
        let before = place.source.text.get(..place.span.start as usize).unwrap_or("");
        let lines = before.trim_end_matches([' ', '\t']).strip_suffix('\n').unwrap_or("");
        let above = lines.lines().rev().map_while(|line| line.trim().strip_prefix("//"));
        comment = above.map(str::trim).collect();
        comment.reverse();
    }
    (comment.join(" ").trim().to_owned(), statement.trim_end_matches(';').trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use wasl::Span;

    use super::asked;
    use crate::report::{Place, Source};

    #[test]
    fn the_question_is_the_comment_before_or_within() {
        let text = "RETURN 0;\n// Who holds\n//  which office?\nRETURN 1;";
        let start = text.find("RETURN 1").unwrap() as u32;
        let place = Place { source: Source::text("q", text), span: Span::new(start, start + 8) };
        assert_eq!(asked("RETURN 1", &place), ("Who holds which office?".to_owned(), "RETURN 1".to_owned()));
        let whole = Place { source: Source::text("q", text), span: Span::new(0, 8) };
        assert_eq!(asked("// Why?\nRETURN 1", &whole), ("Why?".to_owned(), "RETURN 1".to_owned()));
        assert_eq!(asked("RETURN 0", &whole).0, "");
    }
}
