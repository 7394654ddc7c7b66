//! What statements have in common that differ only in data: a text with parameters in place of literals, and the literals.
//!
//! A batch file of a hundred thousand CREATE statements, or of as many look-ups, is then read by the grammar once. Only
//! literals whose place says nothing of the meaning are taken out: values of map entries, of `x.key = …`, and the text of
//! a date; of a statement that gives rows those before its RETURN, because what stands behind it names the columns. A
//! template is no more than an attempt: whoever uses it reads the text itself when anything goes wrong before the first
//! row, and moves the places of what goes wrong later, so that every mistake is told with its own place.
//!
//! ```text
//! CREATE (:Person {id: 7, name: 'Ada'})         →   CREATE (:Person {id: $`0`, name: $`1`})         and   7, 'Ada'
//! MATCH (p:Person {id: 7}) RETURN p.name, 7     →   MATCH (p:Person {id: $`0`}) RETURN p.name, 7    and   7
//! ```

use std::sync::Arc;

use super::ast::ExprKind;
use super::build::{number, string};
use super::scan::{Form, Lexeme, lexemes};
use crate::diagnostic::Span;
use crate::value::Value;

/// Longer texts are data in themselves: no other is like them.
const LONGEST: usize = 4096;
/// Marks the names of the parameters; a text that has it is left alone.
const MARK: char = '\u{1}';

/// A text without its data.
pub(crate) struct Template {
    /// The statement, with parameters in place of literals.
    pub(crate) text: String,
    /// The literals, by the names of their parameters.
    pub(crate) values: Vec<(Arc<str>, Value)>,
    /// Where in both texts each literal stands.
    pub(crate) cuts: Vec<Cut>,
    /// The statement gives rows.
    pub(crate) gives_rows: bool,
}

/// Where a literal stood, and where its parameter stands now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    literal: Span,
    parameter: Span,
}

/// The place in a statement of a place in its template.
pub(crate) fn original(cuts: &[Cut], place: Span) -> Span {
    let moved = |at: u32, end: bool| match cuts.iter().rfind(|cut| cut.parameter.start < at + u32::from(!end)) {
        Some(cut) if at < cut.parameter.end => {
            if end {
                cut.literal.end
            } else {
                cut.literal.start
            }
        }
        Some(cut) => at - cut.parameter.end + cut.literal.end,
        None => at,
    };
    Span::new(moved(place.start, false), moved(place.end, true))
}

/// The template of a statement; `None` where there is nothing to take out, or where the text shows in the result.
pub(crate) fn template(text: &str) -> Option<Template> {
    let may_hold_data = text.bytes().any(|byte| matches!(byte, b'0'..=b'9' | b'\'' | b'"'));
    if !may_hold_data || text.len() > LONGEST || text.contains(MARK) {
        return None;
    }
    let text_room = String::with_capacity(text.len() + 16);
    let mut found = Template { text: text_room, values: Vec::new(), cuts: Vec::new(), gives_rows: false };
    let mut copied = 0;
    // The solid lexemes before the one that is looked at, the nearest last.
    let mut before: [Option<Lexeme<'_>>; 4] = [None; 4];
    let mut solid = lexemes(text).filter(Lexeme::is_solid).peekable();
    while let Some(lexeme) = solid.next() {
        if !lexeme.closed || (lexeme.form == Form::Word && does_more(lexeme.text)) {
            return None;
        }
        if lexeme.form == Form::Word && lexeme.text.eq_ignore_ascii_case("RETURN") {
            found.gives_rows = true;
            break;
        }
        if matches!(lexeme.form, Form::String | Form::Number)
            && is_data(&before, &lexeme, solid.peek())
            && let Some(value) = value_of(&lexeme)
        {
            let name = format!("{MARK}{}", found.values.len());
            found.text.push_str(text.get(copied..lexeme.start as usize)?);
            let start = found.text.len() as u32;
            found.text.push_str("$`");
            found.text.push_str(&name);
            found.text.push('`');
            copied = lexeme.span().end as usize;
            let parameter = Span::new(start, found.text.len() as u32);
            found.cuts.push(Cut { literal: lexeme.span(), parameter });
            found.values.push((name.into(), value));
        }
        before.rotate_left(1);
        before[3] = Some(lexeme);
    }
    found.text.push_str(text.get(copied..)?);
    (!found.values.is_empty()).then_some(found)
}

/// Words of statements whose text shows in their result, or that do more than read or change the graph.
fn does_more(word: &str) -> bool {
    const WORDS: [&str; 9] = ["CALL", "EXPLAIN", "PROFILE", "SHOW", "YIELD", "OPTIONS", "LOAD", "SYSTEM_TIME", "PURGE"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a literal stands where any value may stand, and alone.
fn is_data(before: &[Option<Lexeme<'_>>; 4], literal: &Lexeme<'_>, after: Option<&Lexeme<'_>>) -> bool {
    let at = |back: usize| before[4 - back].map_or("", |lexeme| lexeme.text);
    let after_text = after.map_or("", |lexeme| lexeme.text);
    match at(1) {
        ":" => matches!(after_text, "," | "}"),
        // SET n.key = 7, WHERE n.key = 7
        "=" if at(3) == "." => {
            matches!(after_text, "" | "," | ";" | ")" | "}")
                || after.is_some_and(|after| after.form == Form::Word && begins_clause(after.text))
        }
        "(" => literal.form == Form::String && after_text == ")" && makes_instant(at(2)),
        _ => false,
    }
}

/// Whether a word ends the expression before it, or goes on beside it.
fn begins_clause(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "SET", "MERGE", "CREATE", "ON", "MATCH", "DELETE", "DETACH", "REMOVE", "WITH", "FOREACH", "RETURN", "OPTIONAL",
        "AND", "OR",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Functions that read a text.
fn makes_instant(word: &str) -> bool {
    const WORDS: [&str; 6] = ["date", "datetime", "localdatetime", "time", "localtime", "duration"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// What a literal means; `None` when it is not right, which is told elsewhere.
fn value_of(literal: &Lexeme<'_>) -> Option<Value> {
    if literal.form == Form::String {
        return string(literal.text, literal.start).ok().map(Value::String);
    }
    match number(literal.text, false, Span::default()).ok()? {
        ExprKind::Integer(value) => Some(Value::Integer(value)),
        ExprKind::Float(value) => Some(Value::Float(value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{original, template};
    use crate::diagnostic::Span;

    /// The template with `?` for its parameters, and the literals.
    fn shown(text: &str) -> Option<(String, String)> {
        let found = template(text)?;
        let mut shown = found.text.clone();
        for (name, _) in &found.values {
            shown = shown.replace(&format!("$`{name}`"), "?");
        }
        let values: Vec<String> = found.values.iter().map(|(_, value)| value.to_string()).collect();
        Some((shown, values.join(" ")))
    }

    #[test]
    fn data_is_taken_out_where_any_value_may_stand() {
        let cases = [
            (
                "CREATE (:P {id: 7, name: 'Ada', born: date('1815-12-10')})",
                "CREATE (:P {id: ?, name: ?, born: date(?)})",
                "7 'Ada' '1815-12-10'",
            ),
            (
                "MATCH (a:P {id: 1}), (b {id: 2.5}) CREATE (a)-[:R {w: 3}]->(b)",
                "MATCH (a:P {id: ?}), (b {id: ?}) CREATE (a)-[:R {w: ?}]->(b)",
                "1 2.5 3",
            ),
            ("MERGE (p {id: 1}) SET p.a = 'x', p.b = 2;", "MERGE (p {id: ?}) SET p.a = ?, p.b = ?;", "1 'x' 2"),
            (
                "MATCH (p {id: 1}) WHERE p.a = 'x' AND p.b > 3 RETURN {a: 1}, p.a = 'x'",
                "MATCH (p {id: ?}) WHERE p.a = ? AND p.b > 3 RETURN {a: 1}, p.a = 'x'",
                "1 'x'",
            ),
        ];
        for (text, wanted, values) in cases {
            assert_eq!(shown(text), Some((wanted.to_owned(), values.to_owned())), "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_statement() {
        let text = "MATCH (p {id: 12345, x: 'a'}) RETURN 1/0";
        let found = template(text).unwrap();
        let place = |text: &str, part: &str| {
            let start = text.find(part).unwrap() as u32;
            Span::new(start, start + part.len() as u32)
        };
        let same = ["(p {", ", x: ", "}) RETURN", "1/0"].map(|part| (part, part));
        for (part, in_template) in same.into_iter().chain([("12345", "$`\u{1}0`"), ("'a'", "$`\u{1}1`")]) {
            assert_eq!(original(&found.cuts, place(&found.text, in_template)), place(text, part), "{part}");
        }
        let all = Span::new(0, found.text.len() as u32);
        assert_eq!(original(&found.cuts, all), Span::new(0, text.len() as u32));
    }

    #[test]
    fn what_decides_the_meaning_is_left() {
        for text in [
            "RETURN {a: 1}",
            "MATCH (a)-[:R*1..3]->(b) SET b:L",
            "CREATE (n {x: 1 + 2})",
            "MATCH (n) SET n.x = 1 + n.y",
            "CREATE (n {x: -1})",
            "CREATE (n {x: 12abc})",
            "CREATE (n {x: [1, 2]})",
            "MATCH (n) WITH n LIMIT 3 DELETE n",
            "CREATE (n {x: 'unclosed})",
            "CALL db.labels() YIELD label CREATE (:L {x: 1})",
            "CREATE (n {x: size(1)})",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
