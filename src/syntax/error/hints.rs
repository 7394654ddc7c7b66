//! Plausible mistakes and what to write instead: habits from SQL, missing colons, wrong arrows, pasted quotes.

use crate::diagnostic::did_you_mean;
use crate::syntax::grammar::Rule;
use crate::syntax::keyword;
use crate::syntax::scan::Form;
use crate::syntax::tokens::line_column;

use super::{Place, clauses, drawing, foreign, pasted};

/// All hints that fit the place, the most telling first.
pub(super) fn all(place: &Place<'_>, positives: &[Rule]) -> Vec<String> {
    let known = pasted::hint(place)
        .or_else(|| separator(place))
        .or_else(|| map(place))
        .or_else(|| comma(place))
        .or_else(|| drawing::arrow(place).map(str::to_owned))
        .or_else(|| clauses::order(place).map(str::to_owned))
        .or_else(|| foreign::word(place).map(str::to_owned))
        .or_else(|| clauses::items(place).map(str::to_owned))
        .or_else(|| gathered(place, positives))
        .or_else(|| misspelt_behind(place))
        .or_else(|| misspelt_command(place))
        .or_else(|| drawing::hint(place))
        .or_else(|| drawing::half(place).map(str::to_owned))
        .or_else(|| foreign::operator(place).map(str::to_owned))
        .or_else(|| type_name(place, positives))
        .or_else(|| reserved(place, positives))
        .or_else(|| misspelt(place))
        .or_else(|| clauses::schema(place).map(str::to_owned))
        .or_else(|| clauses::unfinished(place).map(str::to_owned))
        .or_else(|| clauses::missing_between(place));
    known.into_iter().chain(unclosed(place)).collect()
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
    if place.text_before() == "{" && found.text == "{" {
        return Some("a parameter is written `$name`".to_owned());
    }
    if found.text == "-" && place.follows_word() {
        return Some("a key with other signs than letters, digits and `_` stands in backticks".to_owned());
    }
    if matches!(found.form, Form::Number | Form::String)
        && clauses::in_expression(place)
        && place.text_before() == "{"
        && place.after.is_none_or(|after| matches!(after.text, "," | "}"))
    {
        return Some("a list stands in square brackets: `[1, 2]`".to_owned());
    }
    if matches!(found.text, "=" | "=>" | "==") && place.follows_word() {
        return Some(format!("an entry of a map is written with a colon: `{}: value`", place.text_before()));
    }
    let key = matches!(found.form, Form::String | Form::Number)
        && matches!(place.text_before(), "{" | ",")
        && place.after.is_some_and(|after| after.text == ":");
    key.then(|| {
        let name = found.text.trim_matches(['\'', '"']);
        let begins = !name.starts_with(|c: char| c.is_ascii_digit());
        let plain = begins && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if plain {
            format!("a key has no quotes: `{name}:`")
        } else {
            format!("a key stands in backticks: `` `{name}`: ``")
        }
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

/// `[(a)-->(b)]`: a list of matches that does not say what it gathers.
fn gathered(place: &Place<'_>, positives: &[Rule]) -> Option<String> {
    let bar = positives.iter().any(|rule| matches!(rule, Rule::bar | Rule::bar_result));
    (bar && place.found_text() == "]").then(|| "behind a bar stands what is gathered: `[(a)-->(b) | b]`".to_owned())
}

/// A reserved word where a name or a value is wanted, and not the next clause.
fn reserved(place: &Place<'_>, positives: &[Rule]) -> Option<String> {
    let found = place.found.filter(|found| found.form == Form::Word)?;
    let is_clause = |word: &str| keyword::CLAUSES.iter().any(|clause| clause.eq_ignore_ascii_case(word));
    let goes_on = place.after.is_some_and(|after| match after.form {
        Form::Symbol | Form::Bracket => matches!(after.text, "(" | "[" | "{" | "*" | "-"),
        _ => !keyword::is_keyword(after.text),
    });
    let ends = place.after.is_none_or(|after| matches!(after.text, "," | ")" | "]" | "}"));
    let wants_name = positives.iter().any(|rule| matches!(rule, Rule::name | Rule::any_name | Rule::yield_item));
    let wants_value = positives.iter().any(|rule| matches!(rule, Rule::expression | Rule::item | Rule::prefix));
    let meant = wants_name && !(is_clause(found.text) && goes_on) || wants_value && ends && !is_clause(found.text);
    (meant && !keyword::may_be_name(found.text))
        .then(|| format!("`{}` is a word of the language; as a name it stands in backticks", found.text))
}

/// What SHOW can show.
const SHOWN: [&str; 8] = [
    "INDEXES",
    "CONSTRAINTS",
    "FUNCTIONS",
    "PROCEDURES",
    "LABELS",
    "RELATIONSHIP TYPES",
    "PROPERTY KEYS",
    "TRANSACTIONS",
];

/// A keyword with a letter wrong: the found word, or the word before it, which was taken for a name.
fn misspelt(place: &Place<'_>) -> Option<String> {
    let found = place.found.filter(|found| found.form == Form::Word);
    let before = place.before[0].filter(|before| before.form == Form::Word);
    let listed = match (place.clause.to_ascii_uppercase().as_str(), place.text_before()) {
        ("SHOW", before) if before.eq_ignore_ascii_case("SHOW") || before.eq_ignore_ascii_case("ALL") => {
            Some(&SHOWN[..])
        }
        ("UNION", before) if before.eq_ignore_ascii_case("UNION") => Some(&["ALL", "DISTINCT"][..]),
        _ if place.before[0].is_none() => Some(&keyword::CLAUSES[..]),
        _ => None,
    };
    if let Some(words) = listed {
        let near = found.and_then(|found| did_you_mean(found.text, words.iter().copied()))?;
        return Some(format!("did you mean {near}?"));
    }
    let hit = found.and_then(|found| near(found.text)).or_else(|| before.and_then(|before| near(before.text)));
    hit.map(|keyword| format!("did you mean {keyword}?"))
}

/// `DISTICT n.name`, `NOTT n.x`: a keyword with a letter wrong where a variable could stand, and a word behind it.
fn misspelt_behind(place: &Place<'_>) -> Option<String> {
    let before = place.before[0].filter(|before| before.form == Form::Word)?;
    let opens = place.before[1].is_none_or(|earlier| earlier.form == Form::Word && keyword::is_keyword(earlier.text));
    let hit = near(before.text).filter(|_| opens && place.found.is_some_and(|found| found.form == Form::Word))?;
    Some(format!("did you mean {hit}?"))
}

/// `CREATE INDX`: what is created or dropped, with a letter wrong.
fn misspelt_command(place: &Place<'_>) -> Option<String> {
    let command = ["CREATE", "DROP"].iter().any(|word| word.eq_ignore_ascii_case(place.text_before()));
    let found = place.found.filter(|found| command && found.form == Form::Word && found.text.len() > 3)?;
    let near =
        did_you_mean(found.text, ["INDEX", "CONSTRAINT"]).filter(|near| !near.eq_ignore_ascii_case(found.text))?;
    Some(format!("did you mean {near}?"))
}

/// The keyword nearest to a word that is none; words that begin clauses go first.
fn near(word: &str) -> Option<String> {
    if word.len() < 3 || keyword::is_keyword(word) {
        return None;
    }
    did_you_mean(word, keyword::CLAUSES).or_else(|| did_you_mean(word, keyword::INNER))
}

/// A type that is none.
fn type_name(place: &Place<'_>, positives: &[Rule]) -> Option<String> {
    const TYPES: [&str; 16] = [
        "BOOLEAN",
        "STRING",
        "INTEGER",
        "FLOAT",
        "DATE",
        "LOCAL TIME",
        "ZONED TIME",
        "LOCAL DATETIME",
        "ZONED DATETIME",
        "DURATION",
        "NODE",
        "RELATIONSHIP",
        "PATH",
        "MAP",
        "LIST<ANY>",
        "ANY",
    ];
    let wanted =
        positives.iter().any(|rule| matches!(rule, Rule::type_name | Rule::single_type_name | Rule::type_words));
    let found = place.found.filter(|found| wanted && found.form == Form::Word)?;
    if matches!(found.text.to_ascii_uppercase().as_str(), "NUMBER" | "NUMERIC") {
        return Some("a number is `INTEGER | FLOAT`".to_owned());
    }
    Some(match did_you_mean(found.text, TYPES) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the types are {}", TYPES.join(", ")),
    })
}

/// Brackets that do not pair up.
fn unclosed(place: &Place<'_>) -> Option<String> {
    let found = place.found_text();
    if clauses::in_round_brackets(place) {
        return None;
    }
    let Some((bracket, outer)) = place.open.last() else {
        return matches!(found, ")" | "]" | "}").then(|| format!("no bracket is open that `{found}` could close"));
    };
    let pair = match bracket.text {
        "(" => ")",
        "[" => "]",
        _ => "}",
    };
    let crossing = matches!(found, ")" | "]" | "}") && found != pair;
    let next =
        matches!(found.to_ascii_uppercase().as_str(), "RETURN" | "MATCH" | "CREATE" | "MERGE" | "UNWIND" | "DELETE");
    // Curly brackets hold whole queries, except as a quantifier behind a group.
    let plain = bracket.text != "{" || outer.is_some_and(|outer| outer.text == ")");
    let cut_off = next && plain && place.before[0].is_some_and(|before| before.text != bracket.text);
    (place.found.is_none() || found == ";" || crossing || cut_off).then(|| {
        let (line, column) = line_column(place.text, bracket.start);
        format!("the `{}` in line {line}, column {column} is not closed", bracket.text)
    })
}
