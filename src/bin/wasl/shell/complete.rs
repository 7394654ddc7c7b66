//! What Tab offers: decided by the text before the cursor, filled from the schema of the graph.
//!
//! ```text
//! (p:Pe|  labels      -[:HO|  types          p.na|  properties of p's label     $da|  parameters
//! MAT|    keywords, functions, variables     CALL al|  procedures               :he|  shell commands
//! ```
//! Functions and procedures are listed with their signatures.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use rustyline::completion::Pair;

use wasl::help::{Topic, TopicKind, topics};
use wasl::{Schema, Token, TokenKind, tokens};

use super::keywords::KEYWORDS;
use crate::batch::{COMMANDS, TOPICS};
use crate::render::{Format, name};

/// The start of the word before the cursor, and what it may become.
pub(super) fn complete(line: &str, cursor: usize, schema: &Schema, parameters: &[String]) -> (usize, Vec<Pair>) {
    let text = line.get(..cursor).unwrap_or(line);
    if text.trim_start().starts_with(':') {
        return complete_command(text, schema, parameters);
    }
    let scanned = tokens(line);
    if inside_text(line, &scanned, cursor) {
        return (cursor, Vec::new());
    }
    let start = word_start(text, |c| c.is_alphanumeric() || c == '_');
    let (before, prefix) = text.split_at_checked(start).unwrap_or((text, ""));
    let found = match before.chars().next_back() {
        Some('$') => offered(parameters.iter().map(String::as_str), prefix),
        _ if after_call(text) => return procedures(text, schema),
        Some('.') => return members(line, text, start, schema),
        _ => match pattern_part(before) {
            Some(Part::Type) => offered(schema.relationship_types.iter().map(|(name, _)| &**name), prefix),
            Some(Part::Label) => offered(schema.labels.iter().map(|(name, _)| &**name), prefix),
            Some(Part::Key(label)) => offered(keys_of(schema, label.as_deref()).iter().map(|key| &**key), prefix),
            None => words(line, &scanned, cursor, prefix, schema),
        },
    };
    (start, found)
}

/// Whether the text before the cursor is a command that is followed by the name of a file.
pub(super) fn names_a_file(text: &str) -> bool {
    const COMMANDS: [&str; 7] = [":source ", ":output ", ":once ", ":tee ", ":graph ", ":report ", ":expect same "];
    let text = text.trim_start();
    if COMMANDS.iter().any(|command| text.starts_with(command)) {
        return true;
    }
    // In the string of `LOAD CSV … FROM 'file…`.
    let Some((before, _)) = text.rsplit_once(['\'', '"']) else { return false };
    let mut words = before.split_whitespace().rev();
    let from = words.next().is_some_and(|word| word.eq_ignore_ascii_case("FROM"));
    from && words.take(3).any(|word| word.eq_ignore_ascii_case("CSV"))
}

fn complete_command(text: &str, schema: &Schema, parameters: &[String]) -> (usize, Vec<Pair>) {
    let start = word_start(text, |c| !c.is_whitespace() && c != ':');
    let prefix = text.get(start..).unwrap_or("");
    let command = text.trim_start().trim_start_matches(':').split_whitespace().next().unwrap_or("");
    let at_name = text.get(..start).is_some_and(|before| before.trim() == ":");
    let names = COMMANDS.iter().map(|command| command.name);
    let found = match command {
        _ if at_name => offered(names, prefix),
        "help" => {
            let language = topics();
            let words = language.iter().map(|topic| topic.name).filter(|name| !name.contains(' '));
            same(names.chain(TOPICS.iter().map(|(name, _)| *name)).chain(words), prefix)
        }
        "format" => offered(Format::ALL.iter().map(|format| format.name()), prefix),
        "last" => offered(Format::ALL.iter().map(|format| format.name()), prefix),
        "limits" => offered(["timeout", "memory", "rows", "off"], prefix),
        "timing" | "pager" => offered(["on", "off"], prefix),
        "chart" => offered(["bar", "line", "scatter"], prefix),
        "expect" => offered(["rows", "value", "error", "same"], prefix),
        "describe" => {
            let named = schema.labels.iter().chain(&schema.relationship_types).map(|(name, _)| &**name);
            same(named.chain(schema.property_keys.iter().map(|key| &**key)), prefix)
        }
        "param" => offered(parameters.iter().map(String::as_str), prefix),
        _ => Vec::new(),
    };
    (start, found)
}

/// Where the word that ends the text begins.
fn word_start(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.len() - text.chars().rev().take_while(|c| belongs(*c)).map(char::len_utf8).sum::<usize>()
}

/// In a string or comment, finished or not, nothing is completed.
fn inside_text(line: &str, tokens: &[Token], cursor: usize) -> bool {
    let begins = |token: &Token| line.get(token.span.start as usize..).unwrap_or("");
    let opaque = |token: &&Token| match token.kind {
        TokenKind::String | TokenKind::Comment => true,
        TokenKind::Error => begins(token).starts_with(['\'', '"', '/']),
        _ => false,
    };
    tokens.iter().filter(opaque).any(|token| (token.span.start as usize) < cursor && cursor <= token.span.end as usize)
}

/// Names that begin with the prefix, in whatever case, in alphabetical order; quoted where the language wants it.
fn offered<'a>(names: impl IntoIterator<Item = &'a str>, prefix: &str) -> Vec<Pair> {
    let prefix = prefix.to_lowercase();
    let fitting: BTreeSet<_> = names.into_iter().filter(|name| name.to_lowercase().starts_with(&prefix)).collect();
    fitting.into_iter().map(|found| Pair { display: found.to_owned(), replacement: name(found).into_owned() }).collect()
}

/// As [`offered`], nothing quoted: the names are no names of the graph.
fn same<'a>(names: impl IntoIterator<Item = &'a str>, prefix: &str) -> Vec<Pair> {
    let found = offered(names, prefix);
    found.into_iter().map(|pair| Pair { replacement: pair.display.clone(), display: pair.display }).collect()
}

enum Part {
    Label,
    Type,
    /// A property of this label or type.
    Key(Option<String>),
}

/// What a name at the end of `before` would be in a pattern; none outside of patterns.
fn pattern_part(before: &str) -> Option<Part> {
    let bracket = innermost_bracket(before);
    let names = before.trim_end_matches(|c: char| c.is_alphanumeric() || "_|&!`".contains(c));
    if names.ends_with(':') && !names.ends_with("::") {
        return match bracket {
            Some((_, '[')) => Some(Part::Type),
            Some((_, '{')) => None,
            _ => Some(Part::Label),
        };
    }
    let (at, '{') = bracket? else { return None };
    let outer = before.get(..at)?;
    let begins = matches!(before.trim_end().chars().next_back(), Some('{' | ','));
    if !begins || !matches!(innermost_bracket(outer), Some((_, '(' | '['))) {
        return None;
    }
    let label = outer.trim_end().rsplit([':', '(', '[', ' ', '|', '&']).next().unwrap_or("");
    let labelled = outer.trim_end().strip_suffix(label).is_some_and(|rest| rest.ends_with([':', '|', '&']));
    Some(Part::Key(labelled.then(|| label.trim_matches('`').to_owned())))
}

/// The last bracket that is still open, and where it stands.
fn innermost_bracket(text: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    for token in tokens(text).iter().filter(|token| token.kind == TokenKind::Bracket) {
        let at = token.span.start as usize;
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(bracket @ ('(' | '[' | '{')) => open.push((at, bracket)),
            _ => {
                open.pop();
            }
        }
    }
    open.pop()
}

/// After `name.`: properties of the variable's label, or the functions of a namespace.
fn members(line: &str, text: &str, start: usize, schema: &Schema) -> (usize, Vec<Pair>) {
    let receiver_start =
        word_start(text.get(..start.saturating_sub(1)).unwrap_or(""), |c| c.is_alphanumeric() || c == '_' || c == '.');
    let receiver = text.get(receiver_start..start.saturating_sub(1)).unwrap_or("");
    if receiver.is_empty() || receiver.starts_with(|c: char| c.is_ascii_digit()) {
        return (start, Vec::new());
    }
    let qualified = text.get(receiver_start..).unwrap_or("");
    let functions = functions(schema, qualified);
    if !functions.is_empty() {
        return (receiver_start, functions);
    }
    let label = label_of(line, receiver);
    let prefix = text.get(start..).unwrap_or("");
    (start, offered(keys_of(schema, label.as_deref()).iter().map(|key| &**key), prefix))
}

/// The label or type that a pattern somewhere in the text gives to a variable: `(variable:Label`, `[variable:TYPE`.
fn label_of(line: &str, variable: &str) -> Option<String> {
    let scanned = tokens(line);
    let text = |token: &Token| line.get(token.span.start as usize..token.span.end as usize).unwrap_or("");
    scanned.windows(3).find_map(|window| match window {
        [name, colon, label] if text(name) == variable && text(colon) == ":" && label.kind == TokenKind::Label => {
            Some(text(label).trim_matches('`').to_owned())
        }
        [name, label, _] if text(name) == variable && label.kind == TokenKind::Label => {
            Some(text(label).trim_start_matches(':').trim_matches('`').to_owned())
        }
        _ => None,
    })
}

/// The properties that elements of a label or type have; all when it is unknown.
fn keys_of<'a>(schema: &'a Schema, name: Option<&str>) -> &'a [Arc<str>] {
    let keys = |name| schema.keys_by_label.get(name).or_else(|| schema.keys_by_type.get(name));
    name.and_then(keys).map_or(&schema.property_keys, |keys| keys)
}

/// Whether the cursor stands in the name of a procedure.
fn after_call(text: &str) -> bool {
    let start = word_start(text, |c| c.is_alphanumeric() || c == '_' || c == '.');
    let word = text.get(..start).unwrap_or("").trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    word.eq_ignore_ascii_case("CALL")
}

fn procedures(text: &str, schema: &Schema) -> (usize, Vec<Pair>) {
    let start = word_start(text, |c| c.is_alphanumeric() || c == '_' || c == '.');
    let prefix = text.get(start..).unwrap_or("").to_lowercase();
    let fitting = schema.procedures.iter().filter(|name| name.to_lowercase().starts_with(&prefix));
    let offers = fitting.map(|name| Pair {
        display: signature_of(name).unwrap_or_else(|| name.clone()),
        replacement: format!("{name}("),
    });
    (start, offers.collect())
}

fn functions(schema: &Schema, prefix: &str) -> Vec<Pair> {
    let prefix = prefix.to_lowercase();
    let fitting = schema.functions.iter().filter(|name| name.to_lowercase().starts_with(&prefix));
    let shown = |name: &str| signature_of(name).unwrap_or_else(|| format!("{name}()"));
    fitting.map(|name| Pair { display: shown(name), replacement: format!("{name}(") }).collect()
}

/// How a function or procedure is called, as the help tells it.
pub(super) fn signature_of(name: &str) -> Option<String> {
    static SIGNATURES: OnceLock<HashMap<String, String>> = OnceLock::new();
    let signatures = SIGNATURES.get_or_init(|| {
        let called = |topic: &Topic| matches!(topic.kind, TopicKind::Function | TopicKind::Procedure);
        topics().into_iter().filter(called).map(|topic| (topic.name.to_lowercase(), topic.syntax)).collect()
    });
    signatures.get(&name.to_lowercase()).cloned()
}

/// The signature of the call in whose parentheses the text ends; none elsewhere.
pub(super) fn open_call(text: &str) -> Option<String> {
    let (at, '(') = innermost_bracket(text)? else { return None };
    let before = text.get(..at)?;
    let start = word_start(before, |c| c.is_alphanumeric() || c == '_' || c == '.');
    signature_of(before.get(start..).filter(|name| !name.is_empty())?)
}

/// Keywords in the case the user types them in, variables of the text, functions.
fn words(line: &str, tokens: &[Token], cursor: usize, prefix: &str, schema: &Schema) -> Vec<Pair> {
    let lower = prefix.chars().any(char::is_lowercase) && !prefix.chars().any(char::is_uppercase);
    let fits = |word: &&&str| word.to_lowercase().starts_with(&prefix.to_lowercase());
    let cased = |word: &&str| if lower { word.to_lowercase() } else { (*word).to_owned() };
    let same = |word: String| Pair { display: word.clone(), replacement: word };
    let mut found: Vec<_> = KEYWORDS.iter().filter(fits).map(cased).map(same).collect();
    if prefix.is_empty() {
        return found;
    }
    let elsewhere = tokens.iter().filter(|token| token.kind == TokenKind::Name && token.span.end as usize != cursor);
    let names = elsewhere.filter_map(|token| line.get(token.span.start as usize..token.span.end as usize));
    found.extend(offered(names, prefix));
    found.extend(functions(schema, prefix));
    found
}

#[cfg(test)]
mod tests;
