//! List comprehensions, quantifiers and `reduce`, by column.
//!
//! The lists of all rows are laid one behind the other as the rows of an inner batch, beside the outer columns that the
//! inner expression reads; it is evaluated for many elements at once, and the results are cut up by row again. Elements come
//! in pieces, so that a list of millions neither doubles the memory nor keeps a statement from being stopped.
//!
//! ```text
//! row  list            inner batch   origin  x        x * 2       result
//! 0    [1, 2]                        0       1        2           [2, 4]
//! 1    [7]                           0       2        4           [14]
//!                                    1       7        14
//! ```

use std::sync::Arc;

use super::cell::{cell, wrong_type};
use super::logic::{true_rows, truth};
use super::{evaluate, slots_of};
use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::syntax::ast::Quantifier;
use crate::value::{Column, Value, checked_list};

/// Elements that are evaluated at once.
const PIECE: usize = 1 << 16;

/// The elements of all lists, piece by piece.
struct Elements<'a> {
    expr: &'a Expr,
    lists: Arc<Column>,
    // The next element: of which row, and which of its list.
    row: usize,
    at: usize,
    // Whether the row's list is null.
    null: Vec<bool>,
}

/// Some elements, and the row that each comes from.
struct Piece {
    values: Vec<Value>,
    rows: Vec<u32>,
}

impl<'a> Elements<'a> {
    fn of(expr: &'a Expr, batch: &Batch, ctx: &mut Context) -> Result<Self> {
        let lists = evaluate(expr, batch, ctx)?;
        Ok(Self { expr, lists, row: 0, at: 0, null: vec![false; batch.len()] })
    }

    fn next(&mut self, ctx: &Context) -> Result<Option<Piece>> {
        ctx.checkpoint()?;
        let mut piece = Piece { values: Vec::new(), rows: Vec::new() };
        while self.row < self.null.len() && piece.values.len() < PIECE {
            match &*cell(&self.lists, self.row) {
                Value::List(elements) => {
                    let to = elements.len().min(self.at + PIECE - piece.values.len());
                    piece.values.extend_from_slice(&elements[self.at..to]);
                    piece.rows.resize(piece.values.len(), self.row as u32);
                    self.at = to;
                    if to < elements.len() {
                        break;
                    }
                }
                Value::Null => self.null[self.row] = true,
                other => return Err(wrong_type("a LIST is needed here", other).at(self.expr.span)),
            }
            (self.row, self.at) = (self.row + 1, 0);
        }
        Ok((!piece.values.is_empty()).then_some(piece))
    }
}

impl Piece {
    /// The elements as rows: bound to `slot`, beside what `exprs` read of the outer rows.
    fn batch(&mut self, slot: Slot, exprs: &[&Expr], outer: &Batch) -> Batch {
        let slots: Option<Vec<Vec<Slot>>> = exprs.iter().map(|expr| slots_of(expr)).collect();
        let mut inner = outer.gather_slots(slots.map(|all| all.concat()).as_deref(), &self.rows);
        inner.set(slot, Column::from_values(std::mem::take(&mut self.values)));
        inner
    }
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
    let mut elements = Elements::of(list, batch, ctx)?;
    let exprs: Vec<&Expr> = predicate.into_iter().chain(projection).collect();
    let mut lists: Vec<Vec<Value>> = vec![Vec::new(); batch.len()];
    while let Some(mut piece) = elements.next(ctx)? {
        let mut inner = piece.batch(slot, &exprs, batch);
        let mut rows = piece.rows;
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
        for (at, row) in rows.into_iter().enumerate() {
            lists[row as usize].push(results.get(at));
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
    let mut elements = Elements::of(list, batch, ctx)?;
    // How often the predicate is false, true and null for each row.
    let mut counts = vec![[0_u32; 3]; batch.len()];
    while let Some(mut piece) = elements.next(ctx)? {
        let inner = piece.batch(slot, &[predicate], batch);
        let column = evaluate(predicate, &inner, ctx)?;
        for (bit, row) in truth(&column, predicate.span)?.iter().zip(&piece.rows) {
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
