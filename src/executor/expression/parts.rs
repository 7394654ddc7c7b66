//! What is asked of the parts of a split string alone, how many there are or one of them: they are not made.
//!
//! `None` is given where the call is no such one, or its arguments are not of the usual kind; the general way then does it.
//!
//! ```text
//! size(split(p.title, ' '))     "a b c", null    →   3, null
//! split(p.doi, '/')[0]          "10.1/x"         →   "10.1"
//! ```

use std::sync::Arc;

use super::evaluate;
use super::made::Made;
use super::strings::LONG;
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::functions::function;
use crate::value::{Bitmap, Column, StringColumn, Strings, TOGETHER, Value};

/// The strings and the delimiter of `split(strings, delimiter)`, where that is the same for all rows and not empty.
fn split(expr: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Option<(Arc<Column>, Arc<str>)>> {
    let ExprKind::Function { id, arguments } = &expr.kind else { return Ok(None) };
    let ("split", [texts, delimiter]) = (function(*id).name, arguments.as_slice()) else { return Ok(None) };
    let (texts, delimiter) = (evaluate(texts, batch, ctx)?, evaluate(delimiter, batch, ctx)?);
    let usual = matches!(*texts, Column::Texts { .. } | Column::Strings { .. });
    Ok(match &*delimiter {
        Column::Constant(Value::String(delimiter), _) if usual && !delimiter.is_empty() => {
            Some((texts, Arc::clone(delimiter)))
        }
        _ => None,
    })
}

/// `size(split(text, delimiter))`.
pub(super) fn number(list: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Option<Column>> {
    let Some((texts, delimiter)) = split(list, batch, ctx)? else { return Ok(None) };
    let Some(strings) = Strings::of(&texts) else { return Ok(None) };
    let mut values = Vec::with_capacity(texts.len());
    for row in 0..texts.len() {
        if row.is_multiple_of(TOGETHER) {
            strings.look_ahead(row..row + TOGETHER);
        }
        let text = strings.get(row).unwrap_or_default();
        if text.len() > LONG {
            return Ok(None);
        }
        let delimiters = match delimiter.as_bytes() {
            [byte] => text.bytes().filter(|own| own == byte).count(),
            _ => text.matches(&*delimiter).count(),
        };
        values.push(delimiters as i64 + 1);
    }
    let null = |row: usize| strings.get(row).is_none();
    let nulls = (0..texts.len()).any(null).then(|| (0..texts.len()).map(null).collect::<Bitmap>());
    Ok(Some(Column::Integers { values, nulls }))
}

/// `split(text, delimiter)[at]`; from the end where the delimiter is one character, because longer ones may overlap.
pub(super) fn element(list: &Expr, at: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Option<Column>> {
    let Some((texts, delimiter)) = split(list, batch, ctx)? else { return Ok(None) };
    let (Some(strings), Column::Constant(Value::Integer(at), _)) = (Strings::of(&texts), &*evaluate(at, batch, ctx)?)
    else {
        return Ok(None);
    };
    let from_end = *at < 0;
    let Ok(place) = usize::try_from(if from_end { -1 - *at } else { *at }) else { return Ok(None) };
    if from_end && delimiter.chars().count() > 1 {
        return Ok(None);
    }
    let mut made = Made::new();
    let mut results = StringColumn::new(texts.len());
    for row in 0..texts.len() {
        if row.is_multiple_of(TOGETHER) {
            strings.look_ahead(row..row + TOGETHER);
        }
        let text = strings.get(row);
        if text.is_some_and(|text| text.len() > LONG) {
            return Ok(None);
        }
        let part = text.and_then(|text| {
            if from_end { text.rsplit(&*delimiter).nth(place) } else { text.split(&*delimiter).nth(place) }
        });
        made.add_bytes(part.map_or(0, str::len), ctx)?;
        results.push(part);
    }
    Ok(Some(results.done()))
}
