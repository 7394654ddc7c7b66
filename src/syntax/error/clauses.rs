//! Clauses in the wrong place, and slips in what they list.

use crate::syntax::scan::Form;

use super::Place;

/// The hint for a clause that cannot stand here.
pub(super) fn order(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found_text().to_ascii_uppercase();
    let clause = place.clause.to_ascii_uppercase();
    let finished = matches!(clause.as_str(), "RETURN" | "ORDER" | "LIMIT" | "SKIP" | "OFFSET");
    let reads = matches!(clause.as_str(), "MATCH" | "WHERE" | "UNWIND" | "CREATE" | "MERGE" | "SET");
    Some(match (clause.as_str(), found.as_str()) {
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
        _ if before.eq_ignore_ascii_case("AS") && found.form == Form::String => {
            Some("a name has no quotes; one with blanks stands in backticks")
        }
        _ if earlier.eq_ignore_ascii_case("AS") && found.form == Form::Word && place.follows_word() => {
            Some("a name with blanks stands in backticks")
        }
        _ => None,
    }
}

fn is_cast(function: &str) -> bool {
    function.eq_ignore_ascii_case("CAST") || function.eq_ignore_ascii_case("CONVERT")
}
