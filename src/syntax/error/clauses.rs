//! Clauses in the wrong place, and slips in what they list.

use crate::syntax::keyword;
use crate::syntax::scan::Form;

use super::Place;

/// The hint for a clause that cannot stand here.
pub(super) fn order(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found_text().to_ascii_uppercase();
    let clause = place.clause.to_ascii_uppercase();
    let finished = matches!(clause.as_str(), "RETURN" | "ORDER" | "LIMIT" | "SKIP" | "OFFSET");
    let reads = matches!(clause.as_str(), "MATCH" | "WHERE" | "UNWIND" | "CREATE" | "MERGE" | "SET");
    let before = place.text_before().to_ascii_uppercase();
    let behind_on = place.before[1].is_some_and(|earlier| earlier.text.eq_ignore_ascii_case("ON"));
    Some(match (clause.as_str(), found.as_str()) {
        (_, "WHERE") if place.before[0].is_none() => "WHERE stands behind MATCH or WITH, before RETURN",
        ("CREATE" | "MATCH", _) if before == clause && behind_on => {
            "SET says what is changed: ON CREATE SET n.x = 1, ON MATCH SET n.x = 2"
        }
        ("SET", "CREATE" | "MATCH") if before == "ON" => "SET stands behind it: ON CREATE SET n.x = 1",
        ("SET", ":") if before == "SET" => "a label is set on a variable: SET n:Label",
        ("SET", "==") => "a value is set with `=`",
        ("SKIP" | "OFFSET" | "LIMIT", "ROWS" | "ROW") => "the number alone is enough: SKIP 2 LIMIT 3",
        (_, "WHERE") if finished => "WHERE stands behind MATCH or WITH, before RETURN",
        ("WHERE", "WHERE") => "conditions are joined by AND",
        ("CREATE" | "MERGE", "WHERE") => "WHERE belongs to MATCH and WITH",
        (_, "ORDER" | "SKIP" | "OFFSET" | "LIMIT") if finished => "the order is ORDER BY, SKIP, LIMIT",
        (_, "ORDER" | "SKIP" | "OFFSET" | "LIMIT") if reads => "ORDER BY, SKIP and LIMIT belong to RETURN and WITH",
        ("MATCH", "AND" | "OR" | "XOR") if place.bracket().is_empty() => "conditions begin with WHERE",
        ("LIMIT", ",") => "rows are left out by SKIP: SKIP 3 LIMIT 4",
        ("MERGE", ",") => "MERGE takes one path; write MERGE again for the next",
        ("REMOVE", "=") => "REMOVE takes a property away; SET changes it",
        ("SET" | "REMOVE", "|") => "several labels are written `:A:B`",
        ("FOREACH" | "", "FOREACH") => "FOREACH has brackets around all of it: FOREACH (x IN list | CREATE …)",
        (_, "ON") if clause != "MERGE" => "ON CREATE and ON MATCH belong to MERGE",
        ("MATCH", "DROP") => "nodes and relationships are deleted by DELETE",
        ("UNWIND", ",") => "UNWIND takes one list; write UNWIND again for the next",
        ("WITH", "(") if before == "AS" => "a subquery is a clause: CALL { MATCH (n) RETURN n }",
        _ if in_round_brackets(place) => {
            "a subquery stands in curly brackets: EXISTS { MATCH … }, COUNT { … }, COLLECT { MATCH … RETURN … }"
        }
        _ => return None,
    })
}

/// Whether the innermost round bracket holds a query.
pub(super) fn in_round_brackets(place: &Place<'_>) -> bool {
    let Some((bracket, _)) = place.open.last().filter(|(bracket, _)| bracket.text == "(") else { return false };
    let inside = place.text.get(bracket.span().end as usize..).unwrap_or_default().trim_start();
    let word = inside.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let query = ["MATCH", "SELECT", "OPTIONAL"].iter().any(|clause| clause.eq_ignore_ascii_case(word));
    query && place.before[0].is_some_and(|before| before.start > bracket.start)
}

/// The form of a command about indexes and constraints.
pub(super) fn schema(place: &Place<'_>) -> Option<&'static str> {
    let mut words = place.text.split_ascii_whitespace().map(str::to_ascii_uppercase);
    let first = words.find(|word| !matches!(word.as_str(), "EXPLAIN" | "PROFILE"))?;
    let second = words.next().unwrap_or_default();
    let found = place.found_text().to_ascii_uppercase();
    Some(match (first.as_str(), second.as_str()) {
        ("CREATE", "UNIQUE") => "CREATE CONSTRAINT FOR (n:Label) REQUIRE n.key IS UNIQUE",
        ("CREATE", "INDEX" | "RANGE") if place.text.contains(")-[") || place.text.contains(")<-[") => {
            "CREATE INDEX name FOR ()-[r:TYPE]-() ON (r.key)"
        }
        ("CREATE", "INDEX" | "RANGE") => "CREATE INDEX name FOR (n:Label) ON (n.key)",
        ("CREATE", "CONSTRAINT") => "CREATE CONSTRAINT name FOR (n:Label) REQUIRE n.key IS UNIQUE",
        ("DROP", "INDEX" | "CONSTRAINT") => "it is dropped by its name, which SHOW INDEXES and SHOW CONSTRAINTS tell",
        _ if place.clause.eq_ignore_ascii_case("CREATE") && matches!(found.as_str(), "INDEX" | "CONSTRAINT") => {
            "a command about indexes or constraints is a statement of its own"
        }
        _ => return None,
    })
}

/// Slips in lists of columns and arguments.
pub(super) fn items(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found?;
    let before = place.text_before();
    let opener = place.open.last().and_then(|(bracket, outer)| outer.map(|outer| (bracket.text, outer.text)));
    let earlier = place.before[1].map_or("", |earlier| earlier.text);
    match (before, found.text) {
        (".", "*") => Some("all properties of n are `properties(n)`"),
        (_, "*") if before.eq_ignore_ascii_case("DISTINCT") => Some("`count(DISTINCT x)` counts the values of x"),
        (_, "*") if before.eq_ignore_ascii_case("DELETE") => Some("name what is deleted: DETACH DELETE n"),
        (_, ",") if opener.is_some_and(|(open, outer)| open == "[" && outer.eq_ignore_ascii_case("ARRAY")) => {
            Some("a list is written `[1, 2]`")
        }
        (_, ",") if place.bracket() == "(" && !place.is_call() && in_expression(place) => {
            Some("a list stands in square brackets: `[1, 2]`")
        }
        (_, "..") if in_expression(place) => Some("a list of numbers is `range(1, 3)`"),
        ("=~", "/") => Some("a regular expression is a text: n.name =~ 'A.*'"),
        (_, "(") if earlier == "." => Some("a function takes the value as its argument: size(n.name)"),
        (_, "|") if place.bracket() == "[" => Some("a list of new values is `[x IN list WHERE x > 1 | x + 1]`"),
        (_, word) if place.bracket() == "[" && word.eq_ignore_ascii_case("FOR") => {
            Some("a list of new values is `[x IN list WHERE x > 1 | x + 1]`")
        }
        (_, "->") if in_expression(place) && place.follows_value() => Some("a property is read with a dot: `n.name`"),
        (_, "<" | "<=" | ">" | ">=" | "=" | "<>") if ["AND", "OR"].iter().any(|w| w.eq_ignore_ascii_case(before)) => {
            Some("each comparison has two sides: `n.age > 18 AND n.age < 65`, or `18 < n.age < 65`")
        }
        (_, ",") if opener.is_some_and(|(open, outer)| open == "(" && outer.eq_ignore_ascii_case("IN")) => {
            Some("a list stands in square brackets: `[1, 2]`")
        }
        (_, word) if word.eq_ignore_ascii_case("AS") && opener.is_some_and(|(_, outer)| is_cast(outer)) => {
            Some("values are converted by functions: toInteger(x), toString(x)")
        }
        _ if is_literal(found.form) && (before.eq_ignore_ascii_case("IS") || behind_is_not(before, earlier)) => {
            Some("values are compared with `=` and `<>`; IS asks for NULL, a label or a type")
        }
        _ if before.eq_ignore_ascii_case("AS") && found.form == Form::String => {
            Some("a name has no quotes; one with blanks stands in backticks")
        }
        _ if earlier.eq_ignore_ascii_case("AS") && found.form == Form::Word && place.follows_word() => {
            Some("a name with blanks stands in backticks")
        }
        _ => None,
    }
}

/// Whether the place is in a clause of expressions, not of patterns.
pub(super) fn in_expression(place: &Place<'_>) -> bool {
    ["RETURN", "WITH", "WHERE", "UNWIND", "SET", "ORDER", "LIMIT", "SKIP"]
        .iter()
        .any(|clause| clause.eq_ignore_ascii_case(place.clause))
}

fn is_literal(form: Form) -> bool {
    matches!(form, Form::String | Form::Number | Form::Parameter)
}

fn behind_is_not(before: &str, earlier: &str) -> bool {
    before.eq_ignore_ascii_case("NOT") && earlier.eq_ignore_ascii_case("IS")
}

/// The function for `DATE '2024-01-01'` and its like.
fn temporal(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_uppercase().as_str() {
        "DATE" => "date",
        "TIME" => "time",
        "DATETIME" | "TIMESTAMP" => "datetime",
        "DURATION" | "INTERVAL" => "duration",
        _ => return None,
    })
}

/// What is left when no word is misspelt: a value where a clause is wanted, an element without its name.
pub(super) fn unfinished(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found?;
    if place.before[0].is_none() && found.form == Form::Word && place.after.is_some_and(|after| after.text == "(") {
        return Some("a query ends with what it gives: MATCH (n) RETURN count(n)");
    }
    let unwinds = place.clause.eq_ignore_ascii_case("UNWIND") && place.bracket().is_empty() && place.follows_value();
    unwinds.then_some("the list comes first, then the name of its elements: UNWIND [1, 2] AS x")
}

/// Two values with nothing between them.
pub(super) fn missing_between(place: &Place<'_>) -> Option<String> {
    let after = place.after.map_or("", |after| after.text);
    let ends = matches!(after, "" | "." | "," | "}" | "]" | ")" | ":") || after.eq_ignore_ascii_case("AS");
    let found = place.found.filter(|found| match found.form {
        Form::Word => !keyword::is_keyword(found.text) && ends,
        Form::Number => !found.text.starts_with('.'),
        form => matches!(form, Form::Quoted) || is_literal(form),
    })?;
    if !place.follows_value() {
        return None;
    }
    if let (Form::String, Some(call)) = (found.form, temporal(place.text_before())) {
        return Some(format!("a text becomes one by a call: {call}({})", found.text));
    }
    let shown: String = found.text.chars().take(20).collect();
    let clause = place.clause.to_ascii_uppercase();
    let is_key = place.bracket() == "{" && matches!(place.before[1].map(|earlier| earlier.text), Some("{" | ","));
    match place.bracket() {
        "{" if is_key => Some(format!("an entry of a map is written with a colon: `{}: value`", place.text_before())),
        "[" | "{" => Some(format!("a comma is missing before `{shown}`")),
        "(" if place.is_call() => Some(format!("a comma is missing before `{shown}`")),
        "" if clause == "WHERE" && after == "." => Some("conditions are joined by AND".to_owned()),
        "" if matches!(clause.as_str(), "RETURN" | "WITH") => {
            Some(format!("a comma is missing before `{shown}`, or an operator: texts are joined by `+`"))
        }
        _ => None,
    }
}

fn is_cast(function: &str) -> bool {
    function.eq_ignore_ascii_case("CAST") || function.eq_ignore_ascii_case("CONVERT")
}
