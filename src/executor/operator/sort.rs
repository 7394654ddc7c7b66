//! All rows in a stable order; with a limit only the first ones are kept while reading (top-k).
//!
//! Where the rows come from a source through operators that treat them one by one, several threads read pieces of it; rows
//! that are equal by all keys stay in the order of the pieces, so the threads leave no trace in the answer.
//!
//! Rows wait as batches and are gathered once at the end. With a limit the waiting rows are cut to the first k whenever
//! they have grown to more than twice as many, and rows behind the last of them by the keys read so far are dropped at
//! once: a top-10 of a million rows never holds more than a few batches, and reads the other keys of few.

use std::cmp::Ordering;
use std::sync::Arc;

use super::key_words::{KeyWords, rows_up_to};
use super::limit::row_count;
use super::order_rows::{RUN, first_rows, sort_together};
use super::pieces::{Input, LATE, Progress};
use crate::binder::{Expr, ExprKind, Slot, SortKey};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::value::{Aside, Bitmap, Bulk, Column, Dictionary, Texts, Type, Value, order};

/// See the file.
pub(in crate::executor) struct Sort {
    input: Input,
    keys: Arc<[SortKey]>,
    limit: Option<Expr>,
    rows: Rows,
    sorted: bool,
    // The next row to give.
    given: usize,
}

/// What is asked for.
struct Wanted {
    keys: Arc<[SortKey]>,
    limit: Option<usize>,
    // Each waiting batch carries its keys in slots behind all others, and where it comes from pieces of a source behind
    // them the place of each row.
    first_key: usize,
    placed: bool,
}

/// Rows that wait for those that are still to come. What is large is here and not in a function: whoever stops the
/// statement need not wait until it is freed.
#[derive(Default)]
struct Rows {
    waiting: Vec<Batch>,
    count: usize,
    // All rows, and the numbers of those that are wanted in their order, once they are known.
    all: Option<Batch>,
    order: Vec<u32>,
    // The keys of the last row that is wanted so far; none while fewer rows came than are wanted.
    last: Vec<Value>,
    // The piece that is read, and the rows read of it.
    piece: (u32, i64),
    held: usize,
}

impl Bulk for Rows {
    fn values(&self) -> usize {
        // What is kept is counted in bytes.
        self.held / size_of::<Value>()
    }
}

/// A batch while its keys are read.
struct Keyed {
    batch: Batch,
    // The keys that have been read.
    columns: Vec<Arc<Column>>,
    // The rows that are left; `None`: all.
    left: Option<Vec<u32>>,
}

impl Keyed {
    /// Drops the rows that come behind `last` by so many keys.
    fn cut(&mut self, keys: usize, wanted: &Wanted, last: &[Value]) {
        if last.is_empty() {
            return;
        }
        let read = self.columns.iter().zip(&*wanted.keys).take(keys);
        let comparers: Vec<Comparer> = read.map(|(column, key)| Comparer { column, key }).collect();
        let Some(rows) = not_behind(&comparers, last) else { return };
        self.batch = self.batch.gather(&rows);
        self.columns.iter_mut().for_each(|column| *column = Arc::new(column.gather(&rows)));
        self.left = Some(match self.left.take() {
            Some(left) => rows.iter().map(|row| left[*row as usize]).collect(),
            None => rows,
        });
    }
}

impl Sort {
    pub(in crate::executor) fn new(input: Input, keys: Vec<SortKey>, limit: Option<Expr>) -> Self {
        Self { input, keys: keys.into(), limit, rows: Rows::default(), sorted: false, given: 0 }
    }

    fn read(&mut self, ctx: &mut Context) -> Result<()> {
        let limit = match &self.limit {
            Some(expr) => Some(usize::try_from(row_count(expr, "LIMIT", ctx)?).unwrap_or(usize::MAX)),
            None => None,
        };
        let placed = matches!(self.input, Input::Shared(_));
        let wanted = Wanted { keys: Arc::clone(&self.keys), limit, first_key: ctx.width(), placed };
        match &mut self.input {
            Input::Whole(input) => self.rows.drain(&mut **input, 0, &wanted, ctx)?,
            Input::Shared(shared) => {
                let parts = shared.run(
                    |_: &Aside<Rows>| Progress::steady(LATE),
                    ctx,
                    |_| Ok(Aside::new(Rows::default())),
                    |rows, input, piece, ctx| rows.drain(input, piece, &wanted, ctx),
                )?;
                for mut part in parts {
                    ctx.checkpoint()?;
                    self.rows.waiting.append(&mut part.waiting);
                    self.rows.held += std::mem::take(&mut part.held);
                }
            }
        }
        self.rows.arrange(&wanted, ctx)
    }
}

impl Rows {
    /// Takes all rows of `input`, which are of piece number `piece`.
    fn drain(&mut self, input: &mut dyn Operator, piece: u32, wanted: &Wanted, ctx: &mut Context) -> Result<()> {
        let prune_at = wanted.limit.map_or(usize::MAX, |limit| limit.saturating_mul(2).max(4 * BATCH_ROWS));
        while let Some(batch) = input.next(ctx)? {
            ctx.checkpoint()?;
            if wanted.limit == Some(0) {
                continue;
            }
            let batch = self.keyed(batch, piece, wanted, ctx)?;
            if batch.is_empty() {
                continue;
            }
            let bytes = batch.bytes();
            ctx.hold(bytes)?;
            self.held += bytes;
            self.count += batch.len();
            self.waiting.push(batch);
            if self.count > prune_at {
                self.arrange(wanted, ctx)?;
                self.count = self.order.len();
                self.keep_ordered(ctx)?;
                if wanted.limit == Some(self.count) {
                    self.last = self.last_keys(wanted);
                }
            }
        }
        Ok(())
    }

    /// The keys of the last row that waits.
    fn last_keys(&self, wanted: &Wanted) -> Vec<Value> {
        let Some(batch) = self.waiting.last() else { return Vec::new() };
        let slot = |at: usize| Slot((wanted.first_key + at) as u32);
        (0..wanted.keys.len()).map(|at| batch.value(slot(at), batch.len() - 1)).collect()
    }

    /// A batch with its keys and places, without the rows that come behind the last one that is wanted so far.
    fn keyed(&mut self, batch: Batch, piece: u32, wanted: &Wanted, ctx: &mut Context) -> Result<Batch> {
        if self.piece.0 != piece {
            self.piece = (piece, 0);
        }
        let first = (i64::from(piece) << 32) + self.piece.1;
        let len = batch.len() as i64;
        self.piece.1 += len;
        let mut keyed = Keyed { batch, columns: Vec::with_capacity(wanted.keys.len()), left: None };
        // Where a key can fail, all are read of every row, and nothing is dropped before they are put in order.
        let early = wanted.keys.iter().all(is_plain);
        for key in wanted.keys.iter() {
            let column = evaluate(&key.expr, &keyed.batch, ctx)?;
            keyed.columns.push(column);
            if early {
                keyed.cut(keyed.columns.len(), wanted, &self.last);
            }
        }
        let Keyed { mut batch, columns, left } = keyed;
        for (at, column) in columns.into_iter().enumerate() {
            batch.set(Slot((wanted.first_key + at) as u32), column);
        }
        if wanted.placed {
            let values = match left {
                Some(rows) => rows.iter().map(|row| first + i64::from(*row)).collect(),
                None => (first..first + len).collect(),
            };
            batch.set(Slot((wanted.first_key + wanted.keys.len()) as u32), Column::Integers { values, nulls: None });
        }
        Ok(batch)
    }

    /// Puts the waiting rows together and finds their order, at most as many as are wanted.
    fn arrange(&mut self, wanted: &Wanted, ctx: &mut Context) -> Result<()> {
        let all = Batch::concat_checked(&self.waiting, &|| ctx.checkpoint())?;
        self.waiting.clear();
        let all = &*self.all.insert(all.unwrap_or_else(|| Batch::new(wanted.first_key, 0)));
        let bytes = all.len() * (size_of::<u64>() + size_of::<(u64, u32)>());
        ctx.hold(bytes)?;
        self.order = wanted.order_of(all, ctx)?;
        ctx.release(bytes);
        Ok(())
    }

    /// Only the rows that are wanted so far wait for more.
    fn keep_ordered(&mut self, ctx: &mut Context) -> Result<()> {
        if let Some(all) = self.all.take() {
            for rows in self.order.chunks(RUN) {
                ctx.checkpoint()?;
                self.waiting.push(all.gather(rows));
            }
        }
        ctx.release(std::mem::take(&mut self.held));
        self.held = self.waiting.iter().map(Batch::bytes).sum();
        ctx.hold(self.held)
    }
}

impl Wanted {
    /// The numbers of the rows in their order, at most as many as are wanted.
    fn order_of(&self, all: &Batch, ctx: &Context) -> Result<Vec<u32>> {
        let check = || ctx.checkpoint();
        let keys: Vec<Comparer> = (self.keys.iter().enumerate())
            .filter_map(|(at, key)| {
                let column = all.get(Slot((self.first_key + at) as u32))?;
                Some(Comparer { column, key })
            })
            .collect();
        let place = all.get(Slot((self.first_key + self.keys.len()) as u32)).filter(|_| self.placed);
        let places = match place.map(|places| &**places) {
            Some(Column::Integers { values, .. }) => values.as_slice(),
            _ => &[],
        };
        let packed = KeyWords::of_all(keys.iter().map(|key| (key.column, key.key)));
        // The last of the keys that are packed may leave rows open.
        let told = packed.as_ref().map_or(0, |(words, keys)| keys - usize::from(!words.are_whole()));
        let open = &keys[told..];
        let numbers = 0..all.len() as u32;
        // A row is the word of its keys and its number.
        let mut rows: Vec<(u64, u32)> = match packed {
            Some((words, _)) => words.into_words().into_iter().zip(numbers).collect(),
            None => numbers.map(|row| (0, row)).collect(),
        };
        let compare = |(word, a): &(u64, u32), (other, b): &(u64, u32)| {
            if word != other {
                return word.cmp(other);
            }
            let decided = open.iter().map(|key| key.compare(*a as usize, *b as usize)).find(|o| o.is_ne());
            decided.unwrap_or_else(|| match (places.get(*a as usize), places.get(*b as usize)) {
                (Some(a), Some(b)) => a.cmp(b),
                _ => a.cmp(b),
            })
        };
        match self.limit {
            Some(limit) if limit < rows.len() && limit > 0 => first_rows(&mut rows, limit, &check, compare)?,
            Some(limit) => rows.truncate(limit),
            None => {}
        }
        sort_together(&mut rows, ctx, compare)?;
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }
}

impl Operator for Sort {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        if !self.sorted {
            self.read(ctx)?;
            self.sorted = true;
        }
        let to = self.rows.order.len().min(self.given + BATCH_ROWS);
        let from = std::mem::replace(&mut self.given, to);
        let all = self.rows.all.as_ref().filter(|_| from < to);
        Ok(all.map(|all| all.gather(&self.rows.order[from..to])))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        ctx.release(self.rows.held);
        self.rows = Rows::default();
        self.sorted = false;
        self.given = 0;
    }
}

/// Whether a key cannot fail, so that it need not be read of every row.
fn is_plain(key: &SortKey) -> bool {
    match &key.expr.kind {
        ExprKind::Slot(_) => true,
        ExprKind::Property { operand, .. } => {
            matches!(operand.kind, ExprKind::Slot(_)) && matches!(operand.ty, Type::Node | Type::Relationship)
        }
        _ => false,
    }
}

/// The rows that do not come behind `last` by the first keys, which have been read; `None`: all.
fn not_behind(keys: &[Comparer], last: &[Value]) -> Option<Vec<u32>> {
    let (first, rest) = keys.split_first()?;
    let len = first.column.len();
    let behind = |keys: &[Comparer], last: &[Value], row: u32| {
        let orders = keys.iter().zip(last).map(|(key, last)| key.compare_to(row as usize, last));
        orders.into_iter().find(|order| order.is_ne()).is_some_and(Ordering::is_gt)
    };
    let by_words = rows_up_to(first.column, first.key, &last[0], |row, equal| {
        if equal { behind(rest, &last[1..], row) } else { behind(keys, last, row) }
    });
    let rows = by_words.unwrap_or_else(|| (0..len as u32).filter(|row| !behind(keys, last, *row)).collect());
    (rows.len() < len).then_some(rows)
}

/// One key of the order.
struct Comparer<'a> {
    column: &'a Column,
    key: &'a SortKey,
}

impl Comparer<'_> {
    /// As [`Self::compare`], with a value.
    fn compare_to(&self, row: usize, value: &Value) -> Ordering {
        if let Some(first) = self.key.nulls_first {
            match (self.column.is_null(row) != first).cmp(&(value.is_null() != first)) {
                Ordering::Equal => {}
                decided => return decided,
            }
        }
        let ascending = match (self.column, value) {
            (Column::Strings { texts, nulls }, Value::String(text))
                if nulls.as_ref().is_none_or(|nulls| !nulls.get(row)) =>
            {
                texts.get(row).cmp(text)
            }
            (Column::Integers { values, nulls: None }, Value::Integer(integer)) => values[row].cmp(integer),
            (Column::Moments { scale, values, nulls: None }, value) if let Some(moment) = scale.number(value) => {
                values[row].cmp(&moment)
            }
            _ => order(&self.column.get(row), value),
        };
        if self.key.descending { ascending.reverse() } else { ascending }
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        if let Some(first) = self.key.nulls_first {
            let rank = |row: usize| self.column.is_null(row) != first;
            match rank(a).cmp(&rank(b)) {
                Ordering::Equal => {}
                decided => return decided,
            }
        }
        let ascending = match self.column {
            Column::Integers { values, nulls: None } | Column::Moments { values, nulls: None, .. } => {
                values[a].cmp(&values[b])
            }
            Column::Moments { values, nulls: Some(nulls), .. } => match (nulls.get(a), nulls.get(b)) {
                (false, false) => values[a].cmp(&values[b]),
                (a, b) => a.cmp(&b),
            },
            // The order of codes is the order of strings, and the code of null is the highest.
            Column::Texts { codes, .. } => codes[a].cmp(&codes[b]),
            // Null is 2.
            Column::Booleans(bits) => bits[a].cmp(&bits[b]),
            Column::Strings { texts, nulls } => compare_strings(texts, nulls.as_ref(), a, b),
            Column::Constant(..) => Ordering::Equal,
            Column::Values(values) => order(&values[a], &values[b]),
            other => order(&other.get(a), &other.get(b)),
        };
        if self.key.descending { ascending.reverse() } else { ascending }
    }
}

/// Null sorts behind every string.
fn compare_strings(texts: &Texts, nulls: Option<&Bitmap>, a: usize, b: usize) -> Ordering {
    let null = |row: usize| nulls.is_some_and(|nulls| nulls.get(row));
    match (null(a), null(b)) {
        (false, false) => texts.get(a).cmp(texts.get(b)),
        (a, b) => a.cmp(&b),
    }
}

const _: () = assert!(Dictionary::NULL == u32::MAX, "null sorts behind every text");
