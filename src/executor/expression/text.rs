//! `STARTS WITH`, `ENDS WITH`, `CONTAINS`, `=~`, `||` and `IS NORMALIZED`.

use std::sync::Arc;

use regex::Regex;

use super::cell::{bit, map_pairs, map_rows, test_pairs, wrong_type};
use super::function::LONG;
use super::made::Made;
use super::{evaluate, strings};
use crate::binder::Expr;
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::functions::{Body, function, lookup};
use crate::syntax::ast::BinaryOp;
use crate::value::{Column, Dictionary, Strings, TOGETHER, Value, add, do_elsewhere};

/// The three searches; null unless both sides are strings.
pub(super) fn search(op: BinaryOp, a: &Column, b: &Column) -> Result<Column> {
    let test: fn(&str, &str) -> bool = match op {
        BinaryOp::StartsWith => |text, part| text.starts_with(part),
        BinaryOp::EndsWith => |text, part| text.ends_with(part),
        BinaryOp::Contains => |text, part| text.contains(part),
        _ => return Err(Diagnostic::internal("an operator that is no search was evaluated as such")),
    };
    if let (Column::Texts { codes, dictionary }, Column::Constant(Value::String(part), _)) = (a, b) {
        if op == BinaryOp::StartsWith {
            // Codes are in the order of the strings.
            let found = dictionary.starting_with(part);
            let one = |code: &u32| if *code == Dictionary::NULL { 2 } else { u8::from(found.contains(code)) };
            return Ok(Column::Booleans(codes.iter().map(one).collect()));
        }
        return Ok(by_code(codes, dictionary, |text| test(text, part)));
    }
    if let (Column::Texts { .. } | Column::Strings { .. }, Some(texts), Some(parts)) =
        (a, Strings::of(a), Strings::of(b))
    {
        let one = |row| bit(texts.get(row).zip(parts.get(row)).map(|(text, part)| test(text, part)));
        return Ok(Column::Booleans((0..a.len()).map(one).collect()));
    }
    Ok(test_pairs(a, b, |text, part| match (text, part) {
        (Value::String(text), Value::String(part)) => Some(test(text, part)),
        _ => None,
    }))
}

/// The truth of a test for each code; each string is tested once when the dictionary is smaller than the batch.
fn by_code(codes: &[u32], dictionary: &Dictionary, test: impl Fn(&str) -> bool) -> Column {
    if dictionary.len() <= codes.len() {
        let known: Vec<u8> = dictionary.entries().iter().map(|text| u8::from(test(text))).collect();
        let one = |code: &u32| if *code == Dictionary::NULL { 2 } else { known[*code as usize] };
        return Column::Booleans(codes.iter().map(one).collect());
    }
    let mut bits = Vec::with_capacity(codes.len());
    for codes in codes.chunks(TOGETHER) {
        Strings::Codes(codes, dictionary).look_ahead(0..codes.len());
        let one = |code: &u32| if *code == Dictionary::NULL { 2 } else { u8::from(test(dictionary.text(*code))) };
        bits.extend(codes.iter().map(one));
    }
    Column::Booleans(bits)
}

/// `text =~ pattern`: the pattern must match the whole text; null unless both are strings.
pub(super) fn matches(a: &Column, b: &Column, ctx: &mut Context) -> Result<Column> {
    if let (Column::Texts { codes, dictionary }, Column::Constant(Value::String(pattern), _)) = (a, b) {
        let regex = compiled(pattern, ctx)?;
        return Ok(by_code(codes, dictionary, |text| regex.is_match(text)));
    }
    // The pattern last used; most often it is the same for all rows.
    let mut last: Option<(Arc<str>, Regex)> = None;
    map_pairs(a, b, |text, pattern| {
        let (Value::String(text), Value::String(pattern)) = (text, pattern) else { return Ok(Value::Null) };
        let regex = match last.take() {
            Some((known, regex)) if known == *pattern => regex,
            _ => compiled(pattern, ctx)?,
        };
        let matched = is_match(&regex, text, ctx)?;
        last = Some((Arc::clone(pattern), regex));
        Ok(Value::Boolean(matched))
    })
}

/// Whether the pattern matches; a long text is looked at by another thread, so that it can be stopped.
fn is_match(regex: &Regex, text: &Arc<str>, ctx: &Context) -> Result<bool> {
    if text.len() < LONG {
        return Ok(regex.is_match(text));
    }
    let (regex, text) = (regex.clone(), Arc::clone(text));
    do_elsewhere(move || regex.is_match(&text), || ctx.checkpoint())
}

/// The regular expression of a pattern, anchored at both ends; compiled once a statement.
fn compiled(pattern: &Arc<str>, ctx: &mut Context) -> Result<Regex> {
    if let Some(regex) = ctx.patterns.get(pattern) {
        return Ok(regex.clone());
    }
    let regex = Regex::new(&format!(r"\A(?:{pattern})\z")).map_err(|error| {
        // The last line of the error is its gist; the others draw the pattern.
        let text = error.to_string();
        let gist = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Diagnostic::argument(
            Detail::InvalidRegularExpression,
            format!("`{pattern}` is no valid regular expression: {gist}"),
        )
        .hint("the syntax is that of the Rust crate `regex`, which has no look-around and no back-references")
    })?;
    ctx.patterns.insert(Arc::clone(pattern), regex.clone());
    Ok(regex)
}

/// `a || b` of two strings or two lists; null with null.
pub(super) fn concatenate(a: &Column, b: &Column, ctx: &Context) -> Result<Column> {
    if !matches!((a, b), (Column::Constant(..), Column::Constant(..)))
        && let Some(column) = strings::joined(a, b, ctx)?
    {
        return Ok(column);
    }
    let mut made = Made::new();
    map_pairs(a, b, |a, b| match (a, b) {
        (Value::Null, Value::Null | Value::String(_) | Value::List(_))
        | (Value::String(_) | Value::List(_), Value::Null) => Ok(Value::Null),
        (Value::String(_), Value::String(_)) | (Value::List(_), Value::List(_)) => {
            let joined = made.join(a, b, ctx)?;
            joined.map_or_else(|| add(a, b), Ok)
        }
        (Value::String(_) | Value::List(_) | Value::Null, other) | (other, _) => {
            Err(wrong_type("`||` joins two STRINGs or two LISTs", other))
        }
    })
}

/// `IS [NOT] form NORMALIZED`: whether normalising changes nothing; null unless the operand is a string.
pub(super) fn is_normalized(
    operand: &Expr,
    negated: bool,
    form: &str,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let missing = || Diagnostic::internal("the function `normalize` is missing");
    let Body::Scalar(normalize) = lookup("normalize").map(function).ok_or_else(missing)?.body else {
        return Err(missing());
    };
    let form = Value::string(form);
    let column = evaluate(operand, batch, ctx)?;
    map_rows(&column, |value| match value {
        Value::String(text) => {
            let normal = normalize(&[value.clone(), form.clone()], &ctx.environment())?;
            Ok(Value::Boolean(matches!(normal, Value::String(normal) if normal == *text) != negated))
        }
        _ => Ok(Value::Null),
    })
}
