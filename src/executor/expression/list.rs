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
use std::sync::Arc;

use super::cell::wrong_type;
use super::lists::Lists;
use super::logic::{true_rows, truth};
use super::made::Made;
use super::{evaluate, slots_of};
use crate::binder::{Expr, ExprKind, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{Batch, column_bytes};
use crate::executor::context::Context;
use crate::functions::Allowance;
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Aside, Bitmap, Bulk, Column, NO_LIST, Type, Value, checked_list};

/// Elements in an inner batch.
const PIECE: usize = 1 << 14;

/// The elements of all lists.
struct Elements {
    lists: Aside<Lists>,
    // The length of each row's list; `None` is null.
    lengths: Vec<Option<u64>>,
    // The row and the element that the next piece begins with.
    next: (usize, u64),
}

/// Some elements: the rows they come from, and their values.
struct Piece {
    rows: Vec<u32>,
    values: Column,
}

impl Elements {
    fn of(list: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Self> {
        let lists = Aside::new(Lists::of(list, batch, ctx)?);
        let lengths = lengths(&lists, list, batch)?;
        Ok(Self { lists, lengths, next: (0, 0) })
    }

    fn is_null(&self, row: usize) -> bool {
        self.lengths[row].is_none()
    }

    /// The next elements, in the order of the rows.
    fn piece(&mut self, ctx: &Context) -> Result<Option<Piece>> {
        ctx.checkpoint()?;
        let (mut parts, mut rows) = (Vec::new(), Vec::new());
        while let Some(length) = self.lengths.get(self.next.0).filter(|_| rows.len() < PIECE) {
            let (row, from) = self.next;
            let length = length.unwrap_or(0);
            let to = length.min(from + (PIECE - rows.len()) as u64);
            parts.push((row as u32, from, to));
            rows.resize(rows.len() + (to - from) as usize, row as u32);
            self.next = if to < length { (row, to) } else { (row + 1, 0) };
        }
        Ok((!rows.is_empty()).then(|| Piece { values: self.lists.elements(&parts), rows }))
    }
}

fn lengths(lists: &Lists, list: &Expr, batch: &Batch) -> Result<Vec<Option<u64>>> {
    let length = |row| lists.len(row).map_err(|other| wrong_type("a LIST is needed here", &other).at(list.span));
    (0..batch.len()).map(length).collect()
}

impl Piece {
    /// The elements as rows: bound to `slot`, beside what is read of the outer rows (`None`: all).
    fn batch(&self, slot: Slot, read: Option<&[Slot]>, outer: &Batch) -> Batch {
        let mut inner = outer.gather_slots(read, &self.rows);
        inner.set(slot, self.values.clone());
        inner
    }
}

/// The elements of the lists that are made, in the order of the rows, and how many each row has.
#[derive(Default)]
struct Results {
    columns: Vec<Arc<Column>>,
    lengths: Vec<u32>,
}

impl Bulk for Results {
    fn values(&self) -> usize {
        self.columns.iter().map(|column| column.len()).sum()
    }
}

impl Results {
    fn add(&mut self, rows: &[u32], results: Arc<Column>) {
        rows.iter().for_each(|row| self.lengths[*row as usize] += 1);
        self.columns.push(results);
    }

    /// A list a row, or null; parts of one column, unless lists might be nested too deep.
    fn lists(self, is_null: impl Fn(usize) -> bool) -> Result<Column> {
        let all = Column::concat(self.columns.into_iter().map(Arc::unwrap_or_clone).collect());
        let all = if let Column::Values(values) = all { Column::from_values(values) } else { all };
        let mut spans = Vec::with_capacity(self.lengths.len());
        let mut end = 0;
        for (row, length) in self.lengths.iter().enumerate() {
            spans.push(if is_null(row) { NO_LIST } else { (end, end + length) });
            end += length;
        }
        if !matches!(all, Column::Values(_) | Column::Lists { .. } | Column::Constant(..)) {
            return Ok(Column::Lists { spans, elements: Arc::new(all) });
        }
        let list = |(from, to): (u32, u32)| {
            if from > to {
                return Ok(Value::Null);
            }
            checked_list((from..to).map(|at| all.get(at as usize)).collect())
        };
        spans.into_iter().map(list).collect::<Result<_>>().map(Column::Values)
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
    let mut elements = Elements::of(list, batch, ctx)?;
    let exprs: Vec<&Expr> = predicate.into_iter().chain(projection).collect();
    let read = read_by(&exprs);
    let mut lists = Aside::new(Results { columns: Vec::new(), lengths: vec![0; batch.len()] });
    let mut made = Made::new();
    while let Some(piece) = elements.piece(ctx)? {
        let mut inner = piece.batch(slot, read.as_deref(), batch);
        let mut rows = Cow::Borrowed(&piece.rows);
        if let Some(predicate) = predicate {
            let column = evaluate(predicate, &inner, ctx)?;
            let keep = true_rows(&column, predicate.span)?;
            rows = Cow::Owned(keep.iter().map(|at| piece.rows[*at as usize]).collect());
            inner = inner.gather(&keep);
        }
        let results = match projection {
            Some(projection) => evaluate(projection, &inner, ctx)?,
            None => inner.column(slot)?.clone(),
        };
        made.add_bytes(column_bytes(&results), ctx)?;
        lists.add(&rows, results);
        // A long list is never the one of a row before.
        let longest = rows.last().map_or(0, |row| lists.lengths[*row as usize] as usize);
        ctx.allow(longest * size_of::<Value>())?;
    }
    lists.done().lists(|row| elements.is_null(row))
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
    let read = read_by(&[predicate]);
    // How often the predicate is false, true and null for each row.
    let mut counts = vec![[0_u64; 3]; batch.len()];
    while let Some(piece) = elements.piece(ctx)? {
        let inner = piece.batch(slot, read.as_deref(), batch);
        let column = evaluate(predicate, &inner, ctx)?;
        for (bit, row) in truth(&column, predicate.span)?.iter().zip(&piece.rows) {
            counts[*row as usize][usize::from(*bit)] += 1;
        }
    }
    let decide = |[no, yes, unknown]: [u64; 3]| {
        let open = unknown > 0;
        let (decided, truth) = match quantifier {
            Quantifier::All => (no > 0, no == 0),
            Quantifier::Any => (yes > 0, yes > 0),
            Quantifier::None => (yes > 0, yes == 0),
            Quantifier::Single => (yes > 1, yes == 1),
        };
        if decided || !open { u8::from(truth) } else { 2 }
    };
    let rows = counts.into_iter().enumerate();
    Ok(Column::Booleans(rows.map(|(row, counts)| if elements.is_null(row) { 2 } else { decide(counts) }).collect()))
}

/// `reduce` that adds to its accumulator what it does not depend on: the summands of all elements are evaluated together.
/// `None` unless all of them are integers and their sums fit.
fn sum(
    (accumulator, initial): (Slot, &Expr),
    (slot, list): (Slot, &Expr),
    expr: &Expr,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Option<Column>> {
    let ExprKind::Binary(BinaryOp::Add, a, b) = &expr.kind else { return Ok(None) };
    let is_accumulator = |expr: &Expr| matches!(expr.kind, ExprKind::Slot(slot) if slot == accumulator);
    let summand = match (is_accumulator(a), is_accumulator(b)) {
        (true, false) => b,
        (false, true) => a,
        _ => return Ok(None),
    };
    let Some(read) = slots_of(summand).filter(|read| !read.contains(&accumulator)) else { return Ok(None) };
    if !matches!(summand.ty, Type::Integer | Type::Number | Type::Any) {
        return Ok(None);
    }
    let Column::Constant(Value::Integer(first), _) = *evaluate(initial, batch, ctx)? else { return Ok(None) };
    let mut elements = Elements::of(list, batch, ctx)?;
    let mut sums = vec![first; batch.len()];
    while let Some(piece) = elements.piece(ctx)? {
        let inner = piece.batch(slot, Some(&read), batch);
        // What fails here fails again there, where it is told apart which row is the first.
        let Ok(values) = evaluate(summand, &inner, ctx) else { return Ok(None) };
        let Column::Integers { values, nulls: None } = &*values else { return Ok(None) };
        for (row, value) in piece.rows.iter().zip(values) {
            let sum = &mut sums[*row as usize];
            let Some(more) = sum.checked_add(*value) else { return Ok(None) };
            *sum = more;
        }
    }
    let nulls: Option<Bitmap> = (0..batch.len())
        .any(|row| elements.is_null(row))
        .then(|| (0..batch.len()).map(|row| elements.is_null(row)).collect());
    Ok(Some(Column::Integers { values: sums, nulls }))
}

/// `reduce(accumulator = initial, x IN list | expr)`: element by element, all rows at once.
pub(super) fn reduce(
    (accumulator, initial): (Slot, &Expr),
    (slot, list): (Slot, &Expr),
    expr: &Expr,
    batch: &Batch,
    ctx: &mut Context,
) -> Result<Column> {
    if let Some(column) = sum((accumulator, initial), (slot, list), expr, batch, ctx)? {
        return Ok(column);
    }
    let lists = Aside::new(Lists::of(list, batch, ctx)?);
    let lengths = lengths(&lists, list, batch)?;
    let mut states = (*evaluate(initial, batch, ctx)?).clone().into_values();
    for (state, _) in states.iter_mut().zip(&lengths).filter(|(_, length)| length.is_none()) {
        *state = Value::Null;
    }
    let has = |row: &u32, element: u64| lengths[*row as usize].is_some_and(|length| length > element);
    let mut open: Vec<u32> = (0..batch.len() as u32).filter(|row| has(row, 0)).collect();
    let slots = slots_of(expr);
    let mut element = 0;
    while !open.is_empty() {
        ctx.checkpoint()?;
        let mut inner = batch.gather_slots(slots.as_deref(), &open);
        let of = |row: &u32| lists.element(*row as usize, element);
        inner.set(slot, Column::from_values(open.iter().map(of).collect()));
        let state = open.iter().map(|row| std::mem::take(&mut states[*row as usize])).collect();
        inner.set(accumulator, Column::from_values(state));
        let next = evaluate(expr, &inner, ctx)?;
        for (at, row) in open.iter().enumerate() {
            states[*row as usize] = next.get(at);
        }
        element += 1;
        open.retain(|row| has(row, element));
    }
    Ok(Column::from_values(states))
}
