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
        _ => return None,
    })
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

fn is_literal(form: Form) -> bool {
    matches!(form, Form::String | Form::Number | Form::Parameter)
}

fn behind_is_not(before: &str, earlier: &str) -> bool {
    before.eq_ignore_ascii_case("NOT") && earlier.eq_ignore_ascii_case("IS")
}

/// Two values with nothing between them.
pub(super) fn missing_between(place: &Place<'_>) -> Option<String> {
    let found = place.found.filter(|found| match found.form {
        Form::Word => keyword::may_be_name(found.text),
        form => matches!(form, Form::Quoted) || is_literal(form),
    })?;
    if !place.follows_value() {
        return None;
    }
    let shown: String = found.text.chars().take(20).collect();
    let clause = place.clause.to_ascii_uppercase();
    let is_key = place.bracket() == "{" && matches!(place.before[1].map(|earlier| earlier.text), Some("{" | ","));
    match place.bracket() {
        "{" if is_key => Some(format!("an entry of a map is written with a colon: `{}: value`", place.text_before())),
        "[" | "{" => Some(format!("a comma is missing before `{shown}`")),
        "(" if place.is_call() => Some(format!("a comma is missing before `{shown}`")),
        "" if clause == "WHERE" => Some("conditions are joined by AND".to_owned()),
        "" if matches!(clause.as_str(), "RETURN" | "WITH") => {
            Some(format!("a comma is missing before `{shown}`, or an operator: texts are joined by `+`"))
        }
        _ => None,
    }
}

fn is_cast(function: &str) -> bool {
    function.eq_ignore_ascii_case("CAST") || function.eq_ignore_ascii_case("CONVERT")
}
