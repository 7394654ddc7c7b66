//! What the columns of a file mean, from its header.
//!
//! ```text
//! name                  a property, its type seen from the cells
//! age:int tags:string[] a property of a type, a list
//! id:ID(Person)         the key of a node, kept as property `id`; `:ID` alone is not kept
//! :LABEL                more labels          :START_ID(Person) :END_ID :TYPE   ends and type of a relationship
//! :IGNORE               left out
//! ```
//! A header without `:ID` has the key in column 1; one without `:START_ID` and `:END_ID` has the ends in columns 1 and 2.

use super::scalar::Scalar;
use crate::diagnostic::did_you_mean;

/// What one column means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The key of a node, in a space, kept as a property.
    Key { space: Option<String>, property: Option<String>, declared: Option<Declared> },
    /// A property.
    Property { name: String, declared: Option<Declared> },
    /// Labels.
    Labels,
    /// The key of the start, in a space.
    Start(Option<String>),
    /// The key of the end, in a space.
    End(Option<String>),
    /// The type of a relationship.
    Type,
    /// Nothing.
    Ignore,
}

/// A type that a header declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) scalar: Scalar,
    pub(super) list: bool,
}

/// What is wrong with a header, and what to try.
#[derive(Debug)]
pub(super) struct HeaderError {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// What a header gives, or what is wrong with it.
pub(super) type Headed<T> = Result<T, HeaderError>;

fn wrong(message: impl Into<String>) -> HeaderError {
    HeaderError { message: message.into(), hint: None }
}

/// The columns of a node file.
pub(super) fn node_columns(header: &[String]) -> Headed<Vec<Meaning>> {
    let mut columns = columns(header)?;
    for (column, text) in columns.iter().zip(header) {
        if matches!(column, Meaning::Start(_) | Meaning::End(_) | Meaning::Type) {
            return Err(wrong(format!("`{text}` belongs to a file of relationships, this is one of nodes")));
        }
    }
    let keys = columns.iter().filter(|column| matches!(column, Meaning::Key { .. })).count();
    if keys > 1 {
        return Err(wrong("more than one column is an `:ID`; a key is one column"));
    }
    if keys == 0 {
        let first = columns.first_mut().ok_or_else(|| wrong("the header is empty"))?;
        let Meaning::Property { name, declared } = first else {
            return Err(wrong("no column is the key: write `:ID` behind the name of one, such as `id:ID`"));
        };
        *first = Meaning::Key { space: None, property: Some(std::mem::take(name)), declared: *declared };
    }
    distinct(&columns)?;
    Ok(columns)
}

/// The columns of a relationship file.
pub(super) fn relationship_columns(header: &[String]) -> Headed<Vec<Meaning>> {
    let mut columns = columns(header)?;
    for (column, text) in columns.iter().zip(header) {
        if matches!(column, Meaning::Key { .. } | Meaning::Labels) {
            return Err(wrong(format!("`{text}` belongs to a file of nodes, this is one of relationships")));
        }
    }
    let count = |is: fn(&Meaning) -> bool| columns.iter().filter(|column| is(column)).count();
    let (starts, ends) = (count(|c| matches!(c, Meaning::Start(_))), count(|c| matches!(c, Meaning::End(_))));
    match (starts, ends) {
        (1, 1) => {}
        (0, 0) => match columns.as_mut_slice() {
            [start @ Meaning::Property { .. }, end @ Meaning::Property { .. }, ..] => {
                *start = Meaning::Start(None);
                *end = Meaning::End(None);
            }
            _ => return Err(wrong("columns 1 and 2 must be the keys of the ends, or say `:START_ID` and `:END_ID`")),
        },
        _ => return Err(wrong("a file of relationships has one `:START_ID` and one `:END_ID`")),
    }
    if count_types(&columns) > 1 {
        return Err(wrong("more than one column is the `:TYPE`"));
    }
    distinct(&columns)?;
    Ok(columns)
}

fn count_types(columns: &[Meaning]) -> usize {
    columns.iter().filter(|column| **column == Meaning::Type).count()
}

fn columns(header: &[String]) -> Headed<Vec<Meaning>> {
    header
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let meaning = meaning(text.trim())?;
            match &meaning {
                Meaning::Property { name, .. } if name.is_empty() => {
                    let hint = Some("name it, or write `:IGNORE` to leave it out".to_owned());
                    Err(HeaderError { message: format!("column {} has no name", at + 1), hint })
                }
                _ => Ok(meaning),
            }
        })
        .collect()
}

/// No property comes from two columns.
fn distinct(columns: &[Meaning]) -> Headed<()> {
    let mut seen = Vec::new();
    for column in columns {
        let (Meaning::Property { name, .. } | Meaning::Key { property: Some(name), .. }) = column else { continue };
        if seen.contains(&name) {
            return Err(wrong(format!("two columns are named `{name}`")));
        }
        seen.push(name);
    }
    Ok(())
}

fn meaning(text: &str) -> Headed<Meaning> {
    // A space may have a colon in its name.
    let before_arguments = text.find(['(', '{']).filter(|_| text.ends_with([')', '}'])).unwrap_or(text.len());
    let colon = text.get(..before_arguments).and_then(|text| text.rfind(':'));
    let split = colon.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
    let Some((name, suffix)) = split else { return Ok(Meaning::Property { name: text.to_owned(), declared: None }) };
    let word = suffix.split(['(', '{', '[']).next().unwrap_or_default();
    let space = || argument(suffix, '(', ')').filter(|space| !space.is_empty());
    let name = name.trim();
    Ok(match word.to_ascii_uppercase().as_str() {
        "ID" => Meaning::Key {
            space: space(),
            property: (!name.is_empty()).then(|| name.to_owned()),
            declared: key_type(suffix)?,
        },
        "START_ID" => Meaning::Start(space()),
        "END_ID" => Meaning::End(space()),
        "LABEL" => Meaning::Labels,
        "TYPE" => Meaning::Type,
        "IGNORE" => Meaning::Ignore,
        _ => Meaning::Property { name: name.to_owned(), declared: Some(declared(text, name, suffix)?) },
    })
}

/// What stands between `open` and `close` in the suffix of a header.
fn argument(suffix: &str, open: char, close: char) -> Option<String> {
    let (_, rest) = suffix.split_once(open)?;
    let (inside, _) = rest.rsplit_once(close)?;
    Some(inside.trim().to_owned())
}

/// The type of a key, as in `:ID(Person){id-type: long}`.
fn key_type(suffix: &str) -> Headed<Option<Declared>> {
    let Some(options) = argument(suffix, '{', '}') else { return Ok(None) };
    let (option, value) = options.split_once(':').unwrap_or((&options, ""));
    let scalar = Scalar::named(value.trim()).filter(|_| option.trim().eq_ignore_ascii_case("id-type"));
    let scalar =
        scalar.ok_or_else(|| wrong(format!("`{{{options}}}` is not known here: write `{{id-type: long}}`")))?;
    Ok(Some(Declared { scalar, list: false }))
}

fn declared(text: &str, name: &str, suffix: &str) -> Headed<Declared> {
    let (word, list) = suffix.strip_suffix("[]").map_or((suffix, false), |word| (word, true));
    if let Some(scalar) = Scalar::named(word.trim()) {
        return Ok(Declared { scalar, list });
    }
    let special = ["ID", "LABEL", "START_ID", "END_ID", "TYPE", "IGNORE"];
    let near = did_you_mean(word, Scalar::names().chain(special));
    let hint = match near {
        Some(near) => format!("did you mean `{name}:{near}`?"),
        None => format!("a name with a colon in it is written with its type: `{text}:string`"),
    };
    Err(HeaderError { message: format!("`{word}` in the header `{text}` is no type"), hint: Some(hint) })
}
