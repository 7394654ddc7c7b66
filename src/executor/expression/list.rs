//! List comprehensions, quantifiers and `reduce`, by column.
//!
//! The lists of all rows are laid one behind the other as the rows of inner batches, beside the outer columns that the
//! inner expression reads; it is evaluated once for all elements of a batch, and the results are cut up by row again.
//!
//! ```text
//! row  list            inner batch   origin  x        x * 2       result
//! 0    [1, 2]                        0       1        2           [2, 4]
//! 1    [7]                           0       2        4           [14]
//!                                    1       7        14
//! ```

use std::borrow::Cow;
use std::ops::Range;

use super::cell::{cell, wrong_type};
use super::logic::{true_rows, truth};
use super::made::Made;
use super::{evaluate, slots_of};
use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::functions::Allowance;
use crate::syntax::ast::Quantifier;
use crate::value::{Column, Value, checked_list};

/// Elements in an inner batch.
const PIECE: usize = 1 << 14;

/// The elements of all lists.
struct Elements {
    values: Vec<Value>,
    // The row each element comes from.
    rows: Vec<u32>,
    // Whether the row's list is null.
    null: Vec<bool>,
}

impl Elements {
    fn of(list: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Self> {
        let lists = evaluate(list, batch, ctx)?;
        let mut all = Self { values: Vec::new(), rows: Vec::new(), null: vec![false; batch.len()] };
        for row in 0..batch.len() {
            match &*cell(&lists, row) {
                Value::List(elements) => {
                    ctx.room((all.values.len() + elements.len()) * size_of::<Value>())?;
                    all.values.extend_from_slice(elements);
                    all.rows.resize(all.values.len(), row as u32);
                }
                Value::Null => all.null[row] = true,
                other => return Err(wrong_type("a LIST is needed here", other).at(list.span)),
            }
        }
        Ok(all)
    }

    /// The elements cut up into rows of inner batches.
    fn pieces(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let count = self.values.len();
        (0..count).step_by(PIECE).map(move |first| first..count.min(first + PIECE))
    }

    /// Some of the elements as rows: bound to `slot`, beside what is read of the outer rows (`None`: all).
    fn batch(&self, piece: Range<usize>, slot: Slot, read: Option<&[Slot]>, outer: &Batch) -> Batch {
        let mut inner = outer.gather_slots(read, &self.rows[piece.clone()]);
        inner.set(slot, Column::from_values(self.values[piece].to_vec()));
        inner
    }
}

/// The slots that expressions read of the outer rows; `None`: perhaps all.
fn read_by(exprs: &[&Expr]) -> Option<Vec<Slot>> {
    let slots: Option<Vec<Vec<Slot>>> = exprs.iter().map(|expr| slots_of(expr)).collect();
    slots.map(|all| all.concat())
}

/// `[x IN list WHERE predicate | projection]`.
pub(super) fn comprehension(
    slot: Slot,
    list: &Expr,
    predicate: Option<&Expr>,
    projection: Option<&Expr>,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let elements = Elements::of(list, batch, ctx)?;
    let exprs: Vec<&Expr> = predicate.into_iter().chain(projection).collect();
    let read = read_by(&exprs);
    let mut lists: Vec<Vec<Value>> = vec![Vec::new(); batch.len()];
    let mut made = Made::new();
    for piece in elements.pieces() {
        ctx.checkpoint()?;
        let mut inner = elements.batch(piece.clone(), slot, read.as_deref(), batch);
        let mut rows = Cow::Borrowed(&elements.rows[piece]);
        if let Some(predicate) = predicate {
            let column = evaluate(predicate, &inner, ctx)?;
            let keep = true_rows(&column, predicate.span)?;
            rows = keep.iter().map(|at| rows[*at as usize]).collect();
            inner = inner.gather(&keep);
        }
        let results = match projection {
            Some(projection) => evaluate(projection, &inner, ctx)?,
            None => inner.column(slot)?.clone(),
        };
        for (at, row) in rows.iter().enumerate() {
            let result = results.get(at);
            made.add(&result, ctx)?;
            lists[*row as usize].push(result);
        }
    }
    let pairs = lists.into_iter().zip(elements.null);
    let values = pairs.map(|(list, null)| if null { Ok(Value::Null) } else { checked_list(list) });
    Ok(Column::Values(values.collect::<Result<_>>()?))
}

/// `all(x IN list WHERE predicate)` and its family, in three values.
pub(super) fn quantifier(
    quantifier: Quantifier,
    slot: Slot,
    list: &Expr,
    predicate: &Expr,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let elements = Elements::of(list, batch, ctx)?;
    let read = read_by(&[predicate]);
    // How often the predicate is false, true and null for each row.
    let mut counts = vec![[0_u32; 3]; batch.len()];
    for piece in elements.pieces() {
        ctx.checkpoint()?;
        let inner = elements.batch(piece.clone(), slot, read.as_deref(), batch);
        let column = evaluate(predicate, &inner, ctx)?;
        for (bit, row) in truth(&column, predicate.span)?.iter().zip(&elements.rows[piece]) {
            counts[*row as usize][usize::from(*bit)] += 1;
        }
    }
    let decide = |[no, yes, unknown]: [u32; 3]| {
        let open = unknown > 0;
        let (decided, truth) = match quantifier {
            Quantifier::All => (no > 0, no == 0),
            Quantifier::Any => (yes > 0, yes > 0),
            Quantifier::None => (yes > 0, yes == 0),
            Quantifier::Single => (yes > 1, yes == 1),
        };
        if decided || !open { u8::from(truth) } else { 2 }
    };
    let pairs = counts.into_iter().zip(elements.null);
    Ok(Column::Booleans(pairs.map(|(counts, null)| if null { 2 } else { decide(counts) }).collect()))
}

/// `reduce(accumulator = initial, x IN list | expr)`: element by element, all rows at once.
pub(super) fn reduce(
    (accumulator, initial): (Slot, &Expr),
    (slot, list): (Slot, &Expr),
    expr: &Expr,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    let lists = evaluate(list, batch, ctx)?;
    let mut states = (*evaluate(initial, batch, ctx)?).clone().into_values();
    let mut open = Vec::with_capacity(batch.len());
    for (row, state) in states.iter_mut().enumerate() {
        match &*cell(&lists, row) {
            Value::List(elements) if !elements.is_empty() => open.push(row as u32),
            Value::List(_) => {}
            Value::Null => *state = Value::Null,
            other => return Err(wrong_type("a LIST is needed here", other).at(list.span)),
        }
    }
    let slots = slots_of(expr);
    let mut element = 0;
    while !open.is_empty() {
        ctx.checkpoint()?;
        let mut inner = batch.gather_slots(slots.as_deref(), &open);
        let of = |row: &u32| match &*cell(&lists, *row as usize) {
            Value::List(elements) => elements.get(element).cloned().unwrap_or_default(),
            _ => Value::Null,
        };
        inner.set(slot, Column::from_values(open.iter().map(of).collect()));
        let state = open.iter().map(|row| std::mem::take(&mut states[*row as usize])).collect();
        inner.set(accumulator, Column::from_values(state));
        let next = evaluate(expr, &inner, ctx)?;
        for (at, row) in open.iter().enumerate() {
            states[*row as usize] = next.get(at);
        }
        element += 1;
        open.retain(|row| matches!(&*cell(&lists, *row as usize), Value::List(elements) if elements.len() > element));
    }
    Ok(Column::from_values(states))
}
