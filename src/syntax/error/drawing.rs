//! Slips in patterns: brackets of the wrong shape or none, lists of types, lengths, properties.
//!
//! A bracket is part of a drawing when the clause draws (MATCH, CREATE, MERGE) and no name of a function stands before it.

use crate::syntax::keyword;
use crate::syntax::scan::Form;

use super::Place;

const NODE: &str = "a node stands in round brackets: `(n:Label)`";
const TYPE: &str = "a relationship stands in square brackets, its type behind a colon: `-[:TYPE]->`";
const ARROW: &str = "an arrow is `-->`, `<--`, `-[:TYPE]->` or `<-[:TYPE]-`";
const PROPERTIES: &str = "properties stand in curly brackets: `(n:Label {name: 'Ada'})`";
const LENGTH: &str = "a length is written `[:TYPE*1..3]`";

/// The hint for a slip in a pattern.
pub(super) fn hint(place: &Place<'_>) -> Option<String> {
    if !matches!(place.clause.to_ascii_uppercase().as_str(), "MATCH" | "CREATE" | "MERGE") {
        return None;
    }
    let fixed = match place.bracket() {
        "" => outside(place),
        "(" => in_node(place),
        "[" => in_relationship(place),
        _ => in_properties(place),
    };
    fixed.map(str::to_owned).or_else(|| label(place))
}

/// Arrows with a dash too few or too many; they may stand in conditions too.
pub(super) fn arrow(place: &Place<'_>) -> Option<&'static str> {
    let before = place.text_before();
    let earlier = place.before[1].map_or("", |lexeme| lexeme.text);
    let wrong = match place.found_text() {
        "->" => matches!(before, ")" | "--" | "-"),
        ">" => matches!(before, "]" | ")" | "-" | "->") || before == "=" && matches!(earlier, ")" | "]"),
        "(" => matches!(before, "-" | "->" | "<-" | "]" | ">") && (earlier == ")" || before == "]"),
        "[" => before == ")",
        "=" => before == ")" && place.after.is_some_and(|after| after.text == ">"),
        _ => false,
    };
    wrong.then_some(ARROW)
}

/// `WHERE (n)-[:X]`: a pattern in an expression that is not complete, so that it is read as a difference.
pub(super) fn half(place: &Place<'_>) -> Option<&'static str> {
    let (bracket, outer) = place.open.last()?;
    let drawn = bracket.text == "[" && outer.is_some_and(|outer| matches!(outer.text, "-" | "<-"));
    let labelled = place.found_text() == ":" && place.before[0].is_some_and(|before| before.start >= bracket.start);
    (drawn && labelled).then_some("a pattern needs a node in round brackets at both ends: `(n)-[:TYPE]->()`")
}

/// Between the elements of a path.
fn outside(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found?;
    let after = place.after.map_or("", |after| after.text);
    let before = place.text_before();
    let starts = before == "," || before.eq_ignore_ascii_case(place.clause);
    let is_name = matches!(found.form, Form::Word | Form::Quoted) && keyword::may_be_name(found.text);
    match found.text {
        "[" | "{" if starts => Some(NODE),
        ":" | "{" if matches!(before, "-" | "<-") => Some(TYPE),
        "-" | "--" | "->" | "<-" | "-->" | "<--" if starts => Some("a path begins with a node: `()-[:TYPE]->()`"),
        ":" if starts => Some(NODE),
        _ if is_name && before == ")" && after == "." && place.clause.eq_ignore_ascii_case("MATCH") => {
            Some("conditions begin with WHERE, results with RETURN")
        }
        _ if is_name && before == ")" && after == "(" => Some("results begin with RETURN"),
        _ if is_name && starts && after == "(" && found.text.starts_with(char::is_uppercase) => Some(NODE),
        _ if is_name && starts && after == "(" => Some("a path gets its name with `=`: `p = (a)-->(b)`"),
        _ if is_name && starts => Some(NODE),
        _ if is_name && matches!(before, "-" | "<-") => Some(TYPE),
        _ if is_name && matches!(before, "->" | ">") => Some(NODE),
        _ => None,
    }
}

/// Whether the innermost bracket belongs to a pattern, not to a call or a list.
fn is_drawn(place: &Place<'_>) -> bool {
    !place.open.last().is_some_and(|(bracket, outer)| {
        outer.is_some_and(|outer| match bracket.text {
            "[" => !matches!(outer.text, "-" | "<-"),
            _ => outer.form == Form::Word && keyword::may_be_name(outer.text),
        })
    })
}

fn in_node(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found.filter(|_| is_drawn(place))?;
    let behind_name = place.follows_word();
    let after = place.after.map_or("", |after| after.text);
    match found.text {
        "," => Some("each node has brackets of its own: `(a:A), (b:B)`"),
        "::" => Some("one colon stands before a label: `(n:Label)`"),
        "." if behind_name => Some("a property is asked for as `(n {name: 'Ada'})`, or behind WHERE"),
        "(" | "[" if behind_name => Some(PROPERTIES),
        _ if found.form == Form::Word && behind_name && matches!(after, ":" | "=") => Some(PROPERTIES),
        _ if found.form == Form::Word
            && !keyword::is_keyword(found.text)
            && behind_name
            && place.before[1].is_some_and(|earlier| earlier.text == ":") =>
        {
            Some("several labels are written `:A:B`; one with a blank stands in backticks")
        }
        text if ["OR", "AND"].iter().any(|word| word.eq_ignore_ascii_case(text)) => {
            Some("labels are joined by `|` and `&`: `(n:A|B)`")
        }
        _ => named_label(place),
    }
}

fn in_relationship(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found.filter(|_| is_drawn(place))?;
    let behind_length = place.before[0].is_some_and(|before| {
        before.form == Form::Number && place.before[1].is_some_and(|earlier| matches!(earlier.text, "*" | ".."))
    });
    match found.text {
        _ if behind_length || matches!(place.text_before(), "..") => Some(LENGTH),
        ":" if place.text_before() == "*" => Some("the type comes before the length: `[:TYPE*1..3]`"),
        _ if place.text_before() == "*" => Some(LENGTH),
        "," | "||" => Some("types are separated by a bar: `[:A|B]`"),
        _ if found.form == Form::Word
            && place.before[1].is_some_and(|earlier| earlier.text == ":")
            && !["OR", "WHERE"].iter().any(|word| word.eq_ignore_ascii_case(found.text)) =>
        {
            Some("a type with a blank stands in backticks; several are separated by a bar: `[:A|B]`")
        }
        text if text.eq_ignore_ascii_case("or") => Some("types are separated by a bar: `[:A|B]`"),
        _ => named_label(place),
    }
}

fn in_properties(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found?;
    match found.text {
        "}" if place.follows_word() => Some("an entry of a map is written with a colon: `{name: 'Ada'}`"),
        "." if place.follows_word() => Some("a key stands alone: `{name: 'Ada'}`"),
        _ if found.form == Form::Number && place.text_before() == "{" => {
            Some("a length is written `[:TYPE*1..3]`, or `{1,3}` behind the arrow")
        }
        _ => None,
    }
}

/// A label that is a string or a parameter.
fn named_label(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found.filter(|_| matches!(place.text_before(), ":" | "|" | "&" | "!"))?;
    match found.form {
        Form::String => Some("a label or type has no quotes; one with blanks stands in backticks"),
        Form::Parameter => Some("a label or type that is computed stands in brackets: `:$($label)`"),
        _ => None,
    }
}

/// `(n Person)`: a label without its colon.
fn label(place: &Place<'_>) -> Option<String> {
    let found = place.found.filter(|found| matches!(found.form, Form::Word | Form::Quoted))?;
    let before = place.before[0].filter(|before| before.form == Form::Word)?;
    let opens = place.before[1].is_some_and(|opening| matches!(opening.text, "(" | "["));
    let meant = opens && is_drawn(place) && !keyword::is_keyword(found.text) && keyword::may_be_name(before.text);
    let close = if place.bracket() == "(" { ')' } else { ']' };
    meant.then(|| format!("a label or type needs a colon: `{}{}:{}{close}`", place.bracket(), before.text, found.text))
}
