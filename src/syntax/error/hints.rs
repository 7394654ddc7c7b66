//! Plausible mistakes and what to write instead: habits from SQL, missing colons, wrong arrows, pasted quotes.

use crate::diagnostic::did_you_mean;
use crate::syntax::grammar::Rule;
use crate::syntax::keyword;
use crate::syntax::scan::Form;
use crate::syntax::tokens::line_column;

use super::Place;

/// All hints that fit the place, the most telling first.
pub(super) fn all(place: &Place<'_>, positives: &[Rule]) -> Vec<String> {
    let known = character(place)
        .or_else(|| separator(place))
        .or_else(|| map(place))
        .or_else(|| arrow(place))
        .or_else(|| label(place))
        .or_else(|| foreign_word(place).map(str::to_owned))
        .or_else(|| comma(place))
        .or_else(|| reserved(place, positives))
        .or_else(|| misspelt(place));
    known.into_iter().chain(unclosed(place)).collect()
}

/// Characters that a word processor made of plain ones.
fn character(place: &Place<'_>) -> Option<String> {
    let first = place.found_text().chars().next()?;
    Some(match first {
        '“' | '”' | '„' | '«' | '»' => "write straight quotes: \"text\"".to_owned(),
        '‘' | '’' | '‚' | '´' => "write straight quotes: 'text'".to_owned(),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' => "write a plain minus: `-`".to_owned(),
        '≤' => "write `<=`".to_owned(),
        '≥' => "write `>=`".to_owned(),
        '≠' => "write `<>`".to_owned(),
        '×' => "write `*`".to_owned(),
        '÷' => "write `/`".to_owned(),
        '→' => "write `-->` or `-[:TYPE]->`".to_owned(),
        '←' => "write `<--` or `<-[:TYPE]-`".to_owned(),
        '…' => "write `..`".to_owned(),
        _ => return None,
    })
}

/// A semicolon inside a statement, or something behind it.
fn separator(place: &Place<'_>) -> Option<String> {
    if place.text_before() == ";" {
        return Some("`;` ends the statement; only one is read here".to_owned());
    }
    (place.found_text() == ";" && place.after.is_some())
        .then(|| "`;` ends the statement here; was it meant to go on?".to_owned())
}

/// Maps written as in JSON or as assignments.
fn map(place: &Place<'_>) -> Option<String> {
    if place.bracket() != "{" {
        return None;
    }
    let found = place.found?;
    if matches!(found.text, "=" | "=>" | "==") && place.follows_word() {
        return Some(format!("an entry of a map is written with a colon: `{}: value`", place.text_before()));
    }
    let key = found.form == Form::String && matches!(place.text_before(), "{" | ",");
    key.then(|| {
        let name = found.text.trim_matches(['\'', '"']);
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if plain {
            format!("a key has no quotes: `{name}:`")
        } else {
            format!("a key stands in backticks: `` `{name}`: ``")
        }
    })
}

/// Arrows with a dash too few.
fn arrow(place: &Place<'_>) -> Option<String> {
    let before = place.text_before();
    let wrong = match place.found_text() {
        "->" => before == ")",
        ">" => matches!(before, "]" | ")" | "-" | "="),
        "(" => {
            matches!(before, "-" | "->" | "<-" | "]" | ">")
                && place.before[1].is_some_and(|lexeme| lexeme.text == ")" || before == "]")
        }
        "[" => before == ")",
        "=" => before == ")" && place.after.is_some_and(|after| after.text == ">"),
        _ => false,
    };
    wrong.then(|| "an arrow is `-->`, `<--`, `-[:TYPE]->` or `<-[:TYPE]-`".to_owned())
}

/// `(n Person)`: a label without its colon.
fn label(place: &Place<'_>) -> Option<String> {
    let found = place.found.filter(|found| matches!(found.form, Form::Word | Form::Quoted))?;
    let before = place.before[0].filter(|before| before.form == Form::Word)?;
    let opens = place.before[1].is_some_and(|opening| matches!(opening.text, "(" | "["));
    let pattern = matches!(place.bracket(), "(" | "[")
        && !keyword::is_keyword(found.text)
        && !place.open.last().is_some_and(|(_, outer)| {
            outer.is_some_and(|outer| outer.form == Form::Word && keyword::may_be_name(outer.text))
        });
    (opens && pattern && keyword::may_be_name(before.text)).then(|| {
        let close = if place.bracket() == "(" { ')' } else { ']' };
        format!("a label or type needs a colon: `{}{}:{}{close}`", place.bracket(), before.text, found.text)
    })
}

/// Words of SQL and their counterparts.
fn foreign_word(place: &Place<'_>) -> Option<&'static str> {
    let found = place.found.filter(|found| found.form == Form::Word)?;
    Some(match found.text.to_ascii_uppercase().as_str() {
        "SELECT" => "a query begins with MATCH and ends with RETURN: MATCH (n) RETURN n",
        "FROM" => "what to read is drawn as a pattern: MATCH (n:Person) RETURN n.name",
        "LIKE" | "ILIKE" => "compare with CONTAINS, STARTS WITH, ENDS WITH, or `=~` and a regular expression",
        "GROUP" => "grouping needs no word: what RETURN or WITH lists beside an aggregate is the group",
        "HAVING" => "filter behind WITH: WITH n.city AS city, count(*) AS people WHERE people > 1",
        "BETWEEN" => "write both bounds: `low <= x <= high`",
        "INSERT" => "new data is written with CREATE or MERGE",
        "UPDATE" => "data is changed by MATCH … SET …",
        "JOIN" | "INNER" | "LEFT" => {
            "connections are drawn: MATCH (a)-[:TYPE]->(b); OPTIONAL MATCH keeps rows without one"
        }
        "TABLE" => "there are no tables: labels and relationship types come to be when they are used",
        "ISNULL" | "NOTNULL" => "write IS NULL or IS NOT NULL",
        "TOP" => "write LIMIT at the end",
        "ELSEIF" | "ELSIF" => "write a further WHEN … THEN …",
        "USE" => "a session has one graph; USE is not needed",
        _ => return None,
    })
}

/// A comma with nothing behind it.
fn comma(place: &Place<'_>) -> Option<String> {
    let closes = place.found.is_none_or(|found| {
        matches!(found.text, ")" | "]" | "}" | ";")
            || keyword::CLAUSES.iter().any(|word| word.eq_ignore_ascii_case(found.text))
    });
    (place.text_before() == "," && closes).then(|| "there is a comma too many".to_owned())
}

/// A reserved word where a name is wanted.
fn reserved(place: &Place<'_>, positives: &[Rule]) -> Option<String> {
    let found = place.found.filter(|found| found.form == Form::Word)?;
    let wants_name = positives.iter().any(|rule| matches!(rule, Rule::name | Rule::any_name | Rule::yield_item));
    (wants_name && !keyword::may_be_name(found.text))
        .then(|| format!("`{}` is a word of the language; as a name it stands in backticks", found.text))
}

/// A clause keyword with a letter wrong.
fn misspelt(place: &Place<'_>) -> Option<String> {
    let near = |word: &str| {
        (word.len() > 2 && !keyword::is_keyword(word)).then(|| did_you_mean(word, keyword::CLAUSES)).flatten()
    };
    let found = place.found.filter(|found| found.form == Form::Word);
    let before = place.before[0].filter(|before| before.form == Form::Word);
    let hit = found.and_then(|found| near(found.text)).or_else(|| before.and_then(|before| near(before.text)));
    hit.map(|keyword| format!("did you mean {keyword}?"))
}

/// Brackets that do not pair up.
fn unclosed(place: &Place<'_>) -> Option<String> {
    let found = place.found_text();
    let Some((bracket, _)) = place.open.last() else {
        return matches!(found, ")" | "]" | "}").then(|| format!("no bracket is open that `{found}` could close"));
    };
    let pair = match bracket.text {
        "(" => ")",
        "[" => "]",
        _ => "}",
    };
    let crossing = matches!(found, ")" | "]" | "}") && found != pair;
    (place.found.is_none() || found == ";" || crossing).then(|| {
        let (line, column) = line_column(place.text, bracket.start);
        format!("the `{}` in line {line}, column {column} is not closed", bracket.text)
    })
}
