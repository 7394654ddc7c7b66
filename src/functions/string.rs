//! Strings: parts, case, splitting, normal forms, and how much two of them are alike.
//!
//! Positions and lengths count characters (Unicode scalar values), from 0.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::argument::{allowed, at, count, list, strict, text, wrong_type};
use super::signature::{optional, required};
use super::{Allowance, Function, Kind, Parameter, allow_text, likeness};
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::value::{self, Aside, Type, Value};

const FAMILY: &str = "string";
/// Parts of a long text between two looks at the limits.
const STRIDE: usize = 1 << 14;
const ONE: &[Parameter] = &[required("text", Kind::STRING)];
const TWO: &[Parameter] = &[required("a", Kind::STRING), required("b", Kind::STRING)];
const COUNTED: &[Parameter] = &[required("text", Kind::STRING), required("length", Kind::INTEGER)];
const TRIMMED: &[Parameter] = &[required("text", Kind::STRING), optional("characters", Kind::STRING)];

/// A function from one string to another.
macro_rules! mapped {
    ($name:literal, $change:expr, $description:literal, $example:literal) => {
        Function::scalar(
            (FAMILY, $name),
            ONE,
            |_| Type::String,
            strict!(|arguments: &[Value]| Ok(Value::string($change(text($name, arguments, 0)?)))),
            $description,
            $example,
        )
    };
}

/// A function that trims one or both sides.
macro_rules! trimmed {
    ($name:literal, $left:literal, $right:literal, $description:literal, $example:literal) => {
        Function::scalar(
            (FAMILY, $name),
            TRIMMED,
            |_| Type::String,
            strict!(|arguments: &[Value]| trim($name, arguments, $left, $right)),
            $description,
            $example,
        )
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    mapped!("toUpper", |text: &str| text.to_uppercase(), "The string in capitals.", "toUpper('abc') = 'ABC'"),
    mapped!("upper", |text: &str| text.to_uppercase(), "As toUpper().", "upper('abc') = 'ABC'"),
    mapped!("toLower", |text: &str| text.to_lowercase(), "The string in small letters.", "toLower('ABC') = 'abc'"),
    mapped!("lower", |text: &str| text.to_lowercase(), "As toLower().", "lower('ABC') = 'abc'"),
    mapped!(
        "fold",
        |text: &str| value::fold(text),
        "The string as names are looked up: no accents, capitals, apostrophes, dashes or double spaces.",
        "fold('Île-d’Yeu') = 'ile d yeu'"
    ),
    trimmed!("trim", true, true, "Without white space (or the characters given) at both ends.", "trim(' a ') = 'a'"),
    trimmed!("btrim", true, true, "As trim().", "btrim('xxaxx', 'x') = 'a'"),
    trimmed!(
        "ltrim",
        true,
        false,
        "Without white space (or the characters given) at the start.",
        "ltrim(' a ') = 'a '"
    ),
    trimmed!("rtrim", false, true, "Without white space (or the characters given) at the end.", "rtrim(' a ') = ' a'"),
    Function::scalar(
        (FAMILY, "left"),
        COUNTED,
        |_| Type::String,
        strict!(left),
        "The first characters.",
        "left('hello', 3) = 'hel'",
    ),
    Function::scalar(
        (FAMILY, "right"),
        COUNTED,
        |_| Type::String,
        strict!(right),
        "The last characters.",
        "right('hello', 3) = 'llo'",
    ),
    Function::scalar(
        (FAMILY, "substring"),
        &[required("text", Kind::STRING), required("start", Kind::INTEGER), optional("length", Kind::INTEGER)],
        |_| Type::String,
        strict!(substring),
        "The characters from a position, all or so many.",
        "substring('hello', 1, 3) = 'ell'",
    ),
    Function::scalar(
        (FAMILY, "replace"),
        &[
            required("text", Kind::STRING),
            required("search", Kind::STRING),
            required("replacement", Kind::STRING),
            optional("limit", Kind::INTEGER),
        ],
        |_| Type::String,
        allowed!(replace),
        "The string with every occurrence (or the first so many) of one text replaced by another.",
        "replace('hello', 'l', 'w') = 'hewwo'",
    ),
    Function::scalar(
        (FAMILY, "split"),
        &[required("text", Kind::STRING), required("delimiters", Kind::STRING.or(Kind::LIST))],
        |_| Type::list(Type::String),
        allowed!(split),
        "The parts between a delimiter, or between any of a list of delimiters.",
        "split('a,b', ',') = ['a', 'b']",
    ),
    Function::scalar(
        (FAMILY, "char_length"),
        ONE,
        |_| Type::Integer,
        strict!(char_length),
        "The number of characters.",
        "char_length('été') = 3",
    ),
    Function::scalar(
        (FAMILY, "character_length"),
        ONE,
        |_| Type::Integer,
        strict!(char_length),
        "As char_length().",
        "character_length('été') = 3",
    ),
    Function::scalar(
        (FAMILY, "normalize"),
        &[required("text", Kind::STRING), optional("form", Kind::STRING)],
        |_| Type::String,
        strict!(normalize),
        "The string in a Unicode normal form: NFC (unless said otherwise), NFD, NFKC or NFKD.",
        "normalize('é', 'NFC') = 'é'",
    ),
    Function::scalar(
        (FAMILY, "levenshtein"),
        TWO,
        |_| Type::Integer,
        allowed!(levenshtein),
        "How many characters must be inserted, deleted or replaced to turn one string into the other.",
        "levenshtein('kitten', 'sitting') = 3",
    ),
    Function::scalar(
        (FAMILY, "similarity"),
        TWO,
        |_| Type::Float,
        allowed!(similarity),
        "How alike two names are, 0 to 1: Jaro-Winkler on the folded strings.",
        "similarity('Müller', 'muller') = 1.0",
    ),
];

/// A function from a string and some constants to a string, for many rows: appends the result of a text, or gives `None`
/// where the usual body must decide (arguments that are none of those it takes, results that may be long).
pub(crate) type Textual = fn(&str, &[Value], &mut String) -> Option<()>;

/// The function of this name as a [`Textual`], where there is one.
pub(crate) fn textual(name: &str) -> Option<Textual> {
    Some(match name {
        "toUpper" | "upper" => |text, rest, out| {
            cased_to(text, out, str::make_ascii_uppercase, str::to_uppercase);
            none(rest)
        },
        "toLower" | "lower" => |text, rest, out| {
            cased_to(text, out, str::make_ascii_lowercase, str::to_lowercase);
            none(rest)
        },
        "toString" => |text, rest, out| {
            out.push_str(text);
            none(rest)
        },
        "trim" | "btrim" => |text, rest, out| trimmed_to(text, rest, true, true, out),
        "ltrim" => |text, rest, out| trimmed_to(text, rest, true, false, out),
        "rtrim" => |text, rest, out| trimmed_to(text, rest, false, true, out),
        "left" => |text, rest, out| {
            let [Value::Integer(length)] = rest else { return None };
            out.push_str(&text[..place_of(text, usize::try_from(*length).ok()?)]);
            Some(())
        },
        "right" => |text, rest, out| {
            let [Value::Integer(length)] = rest else { return None };
            let skipped = text.chars().count().saturating_sub(usize::try_from(*length).ok()?);
            out.push_str(&text[place_of(text, skipped)..]);
            Some(())
        },
        "substring" => |text, rest, out| {
            let (start, length) = match rest {
                [Value::Integer(start)] => (*start, usize::MAX),
                [Value::Integer(start), Value::Integer(length)] => (*start, usize::try_from(*length).ok()?),
                _ => return None,
            };
            let behind = &text[place_of(text, usize::try_from(start).ok()?)..];
            out.push_str(&behind[..place_of(behind, length)]);
            Some(())
        },
        "replace" => replaced_to,
        _ => return None,
    })
}

fn none(rest: &[Value]) -> Option<()> {
    rest.is_empty().then_some(())
}

/// Appends the text in another case: in place where it is ASCII.
fn cased_to(text: &str, out: &mut String, ascii: fn(&mut str), any: fn(&str) -> String) {
    if text.is_ascii() {
        let at = out.len();
        out.push_str(text);
        ascii(&mut out[at..]);
    } else {
        out.push_str(&any(text));
    }
}

fn trimmed_to(text: &str, rest: &[Value], left: bool, right: bool, out: &mut String) -> Option<()> {
    out.push_str(match rest {
        [] => trimmed(text, None, left, right),
        [Value::String(characters)] => trimmed(text, Some(characters), left, right),
        _ => return None,
    });
    Some(())
}

/// The most that a result may have to be made at once.
const SHORT: usize = 1 << 16;

fn replaced_to(text: &str, rest: &[Value], out: &mut String) -> Option<()> {
    let [Value::String(search), Value::String(replacement)] = rest else { return None };
    if (text.len() + 1).checked_mul(replacement.len() + 1)? > SHORT {
        return None;
    }
    let mut behind = 0;
    for (at, _) in text.match_indices(&**search) {
        out.push_str(&text[behind..at]);
        out.push_str(replacement);
        behind = at + search.len();
    }
    out.push_str(&text[behind..]);
    Some(())
}

fn left(arguments: &[Value]) -> Result<Value> {
    let (text, length) = (text("left", arguments, 0)?, count("left", arguments, 1)?);
    Ok(Value::string(&text[..place_of(text, length)]))
}

fn right(arguments: &[Value]) -> Result<Value> {
    let (text, length) = (text("right", arguments, 0)?, count("right", arguments, 1)?);
    let skipped = text.chars().count().saturating_sub(length);
    Ok(Value::string(&text[place_of(text, skipped)..]))
}

fn substring(arguments: &[Value]) -> Result<Value> {
    let (text, start) = (text("substring", arguments, 0)?, count("substring", arguments, 1)?);
    let length = if arguments.len() > 2 { count("substring", arguments, 2)? } else { usize::MAX };
    let rest = &text[place_of(text, start)..];
    Ok(Value::string(&rest[..place_of(rest, length)]))
}

/// Where the character of that number begins, or the end of the text.
fn place_of(text: &str, number: usize) -> usize {
    if text.is_ascii() {
        return number.min(text.len());
    }
    text.char_indices().nth(number).map_or(text.len(), |(at, _)| at)
}

fn replace(arguments: &[Value], allowance: &dyn Allowance) -> Result<Value> {
    let (original, search) = (text("replace", arguments, 0)?, text("replace", arguments, 1)?);
    let replacement = text("replace", arguments, 2)?;
    let most = if arguments.len() > 3 { count("replace", arguments, 3)? } else { usize::MAX };
    let (mut replaced, mut rest) = (String::new(), 0);
    for (number, (at, _)) in original.match_indices(&**search).take(most).enumerate() {
        if number.is_multiple_of(STRIDE) {
            allow_text(allowance, replaced.len())?;
        }
        replaced.push_str(&original[rest..at]);
        replaced.push_str(replacement);
        rest = at + search.len();
    }
    replaced.push_str(&original[rest..]);
    allow_text(allowance, replaced.len())?;
    Ok(Value::string(replaced))
}

fn split(arguments: &[Value], allowance: &dyn Allowance) -> Result<Value> {
    let original = text("split", arguments, 0)?;
    let delimiters: Vec<&str> = match at(arguments, 1) {
        Value::String(delimiter) => vec![delimiter],
        Value::List(_) => {
            let mut texts = Vec::new();
            for delimiter in list("split", arguments, 1)?.iter() {
                match delimiter {
                    Value::String(text) => texts.push(&**text),
                    Value::Null => return Ok(Value::Null),
                    other => return Err(wrong_type("split", "delimiters that are STRINGs", other)),
                }
            }
            texts
        }
        other => return Err(wrong_type("split", "a STRING or a LIST", other)),
    };
    if delimiters.contains(&"") {
        let mut buffer = [0; 4];
        return Ok(Value::list(original.chars().map(|c| Value::string(&*c.encode_utf8(&mut buffer))).collect()));
    }
    let mut parts = Aside::new(Vec::new());
    let mut rest: &str = original;
    // At each place the first delimiter of the list that stands there counts.
    while let Some((at, delimiter)) = next_delimiter(rest, &delimiters) {
        if parts.len().is_multiple_of(STRIDE) {
            allowance.allow(parts.len() * size_of::<Value>())?;
        }
        parts.push(Value::string(&rest[..at]));
        rest = &rest[at + delimiter.len()..];
    }
    parts.push(Value::string(rest));
    Ok(Value::list(parts.done()))
}

fn next_delimiter<'a>(text: &str, delimiters: &[&'a str]) -> Option<(usize, &'a str)> {
    delimiters.iter().filter_map(|delimiter| Some((text.find(delimiter)?, *delimiter))).min_by_key(|(at, _)| *at)
}

fn trim(function: &str, arguments: &[Value], left: bool, right: bool) -> Result<Value> {
    let whole = text(function, arguments, 0)?;
    let characters = if arguments.len() > 1 { Some(&**text(function, arguments, 1)?) } else { None };
    Ok(Value::string(trimmed(whole, characters, left, right)))
}

fn trimmed<'a>(mut text: &'a str, characters: Option<&str>, left: bool, right: bool) -> &'a str {
    let drops = |c: char| characters.map_or(c.is_whitespace(), |characters| characters.contains(c));
    if left {
        text = text.trim_start_matches(drops);
    }
    if right {
        text = text.trim_end_matches(drops);
    }
    text
}

fn char_length(arguments: &[Value]) -> Result<Value> {
    Ok(Value::Integer(text("char_length", arguments, 0)?.chars().count() as i64))
}

fn normalize(arguments: &[Value]) -> Result<Value> {
    let original = text("normalize", arguments, 0)?;
    let form =
        if arguments.len() > 1 { Cow::Owned(text("normalize", arguments, 1)?.to_uppercase()) } else { "NFC".into() };
    Ok(Value::string(match &*form {
        "NFC" => original.nfc().collect::<String>(),
        "NFD" => original.nfd().collect(),
        "NFKC" => original.nfkc().collect(),
        "NFKD" => original.nfkd().collect(),
        other => {
            return Err(Diagnostic::argument(
                Detail::InvalidArgumentValue,
                format!("'{other}' is not a normal form: NFC, NFD, NFKC and NFKD are"),
            ));
        }
    }))
}

fn levenshtein(arguments: &[Value], allowance: &dyn Allowance) -> Result<Value> {
    let (a, b) = (text("levenshtein", arguments, 0)?, text("levenshtein", arguments, 1)?);
    Ok(Value::Integer(likeness::levenshtein(a, b, allowance)? as i64))
}

fn similarity(arguments: &[Value], allowance: &dyn Allowance) -> Result<Value> {
    let (a, b) = (text("similarity", arguments, 0)?, text("similarity", arguments, 1)?);
    Ok(Value::Float(likeness::jaro_winkler(&value::fold(a), &value::fold(b), allowance)?))
}
