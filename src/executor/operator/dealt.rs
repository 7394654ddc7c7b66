//! Groups of which there are nearly as many as rows, found by several threads: rows are dealt into buckets by the hash of
//! their keys, so that no two buckets have a group in common, and each bucket is grouped by whoever is free.
//!
//! What each thread would group by itself would have to be put together by one. A table of few groups is also nearer than
//! one of all. Where rows come in great numbers each thread groups what it has of every bucket now and then: rows are not
//! kept beyond that.
//!
//! ```text
//! thread 0   a b c d   →   bucket 0: a c    bucket 1: b d         bucket 0: a c a   →   a 2, c 1
//! thread 1   b e a f   →   bucket 0: a      bucket 1: b e f       bucket 1: b d b e f
//! ```

use std::sync::{Arc, Mutex, PoisonError};

use super::order_rows::rows_by_number;
use super::partial::{Found, Grouping, Partial};
use super::text_table;
use super::threads::{contexts, on_threads};
use crate::binder::{AggregateCall, Expr, ExprKind, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{Batch, concat};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::value::temporal::Scale;
use crate::value::{Aside, Bulk, Column, Dictionary, NodeId, RelId, Value, exact_integer};

/// Buckets, a power of two.
const BUCKETS: usize = 32;
/// Rows that are dealt together.
const HAND: usize = 1 << 16;
/// So many rows of a thread are grouped before more are kept.
const KEPT: usize = 1 << 20;

/// What is dealt of a row, and how it is grouped then.
pub(super) struct Dealing {
    // What is evaluated of each row, keys first, and where it is put.
    columns: Vec<(Slot, Expr)>,
    keys: usize,
    // The grouping of dealt rows.
    grouping: Grouping,
}

/// Rows as one thread dealt them.
#[derive(Default)]
pub(super) struct Dealt {
    hands: Vec<Hand>,
    rows: usize,
    // Groups of rows that are no longer kept, by bucket; none as long as all are.
    buckets: Vec<Partial>,
    held: usize,
}

/// Rows of one piece, those of each bucket side by side.
struct Hand {
    piece: u32,
    rows: Batch,
    // Where the rows of each bucket begin, and where the last ones end.
    starts: Vec<u32>,
    // The place of each row in its piece.
    places: Vec<u32>,
}

impl Dealing {
    /// For the rows of `grouping`, in batches of `width` slots.
    pub(super) fn new(grouping: &Grouping, width: usize) -> Self {
        let mut columns: Vec<(Slot, Expr)> = Vec::new();
        let mut dealt = |expr: &Expr| {
            // What is the same in all rows stays where it is.
            if matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Parameter(_)) {
                return expr.clone();
            }
            let slot = Slot((width + columns.len()) as u32);
            columns.push((slot, expr.clone()));
            Expr::slot(slot, expr.ty.clone(), expr.span)
        };
        let mut all =
            |exprs: &[(Slot, Expr)]| exprs.iter().map(|(slot, expr)| (*slot, dealt(expr))).collect::<Vec<_>>();
        let keys = all(&grouping.keys);
        let carried = all(&grouping.carried);
        let of_keys = keys.iter().filter(|(_, expr)| expr.as_slot().is_some()).count();
        let call = |(slot, call): &(Slot, AggregateCall)| {
            let arguments = call.arguments.iter().map(&mut dealt).collect();
            (*slot, AggregateCall { arguments, ..call.clone() })
        };
        let calls = grouping.calls.iter().map(call).collect();
        Self { columns, keys: of_keys, grouping: grouping.over(keys, carried, calls) }
    }

    fn width(&self, ctx: &Context) -> usize {
        ctx.width() + self.columns.len()
    }
}

impl Dealt {
    /// Deals all rows of `input`, which are of piece number `piece`.
    pub(super) fn drain(
        &mut self,
        (dealing, reads_repeat): (&Dealing, bool),
        input: &mut dyn Operator,
        piece: u32,
        ctx: &mut Context,
    ) -> Result<()> {
        let mut evaluated = Evaluated::new(dealing);
        while let Some(batch) = input.next(ctx)? {
            ctx.checkpoint()?;
            ctx.sharing_reads(reads_repeat, batch.len(), |ctx| evaluated.take(dealing, &batch, ctx))?;
            if evaluated.rows >= HAND {
                self.deal(dealing, &mut evaluated, piece, ctx)?;
            }
        }
        self.deal(dealing, &mut evaluated, piece, ctx)
    }

    fn deal(&mut self, dealing: &Dealing, evaluated: &mut Evaluated, piece: u32, ctx: &mut Context) -> Result<()> {
        if evaluated.rows == 0 {
            return Ok(());
        }
        let (first, rows) = (evaluated.dealt, evaluated.columns(dealing, ctx)?);
        let keys = dealing.columns.iter().take(dealing.keys);
        let keys: Vec<&Arc<Column>> = keys.map(|(slot, _)| rows.column(*slot)).collect::<Result<_>>()?;
        let (starts, order) = rows_by_number(&buckets(&keys, rows.len()), BUCKETS);
        let hand =
            Hand { piece, rows: rows.gather(&order), starts, places: order.iter().map(|row| first + row).collect() };
        let bytes = hand.rows.bytes() + order.len() * 4;
        ctx.hold(bytes)?;
        self.held += bytes;
        self.rows += order.len();
        self.hands.push(hand);
        if self.rows >= KEPT {
            self.group(dealing, ctx)?;
        }
        Ok(())
    }

    /// Groups what is kept.
    fn group(&mut self, dealing: &Dealing, ctx: &mut Context) -> Result<()> {
        if self.buckets.is_empty() {
            self.buckets = (0..BUCKETS).map(|_| Partial::new(&dealing.grouping)).collect::<Result<_>>()?;
        }
        let hands = std::mem::take(&mut self.hands);
        for (bucket, partial) in self.buckets.iter_mut().enumerate() {
            hands.iter().try_for_each(|hand| hand.group(bucket, dealing, partial, ctx))?;
        }
        ctx.release(std::mem::take(&mut self.held));
        self.rows = 0;
        Ok(())
    }

    /// The groups of each bucket, of what several threads dealt.
    pub(super) fn finish(all: Vec<Self>, dealing: &Dealing, ctx: &mut Context) -> Result<Vec<Found>> {
        Self::each_bucket(all, dealing, ctx, |partial, ctx| partial.finish(&dealing.grouping, ctx))
    }

    /// The same, to which more may be added.
    pub(super) fn buckets(all: Vec<Self>, dealing: &Dealing, ctx: &mut Context) -> Result<Vec<Partial>> {
        Self::each_bucket(all, dealing, ctx, |partial, _| Ok(partial))
    }

    /// What `finish` makes of the groups of each bucket, by all threads.
    fn each_bucket<T: Send>(
        all: Vec<Self>,
        dealing: &Dealing,
        ctx: &mut Context,
        finish: impl Fn(Partial, &Context) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let (mut hands, mut held) = (Vec::new(), 0);
        let mut buckets: Vec<Vec<Partial>> = (0..BUCKETS).map(|_| Vec::new()).collect();
        for dealt in all {
            hands.extend(dealt.hands);
            held += dealt.held;
            buckets.iter_mut().zip(dealt.buckets).for_each(|(all, own)| all.push(own));
        }
        hands.sort_by_key(|hand| hand.piece);
        let open = Mutex::new(buckets.into_iter().enumerate());
        let one = |mut ctx: Context| -> Result<Vec<(usize, T)>> {
            let mut done = Vec::new();
            loop {
                let next = open.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((bucket, partials)) = next else { return Ok(done) };
                let mut partials = partials.into_iter();
                let mut partial = partials.next().map_or_else(|| Partial::new(&dealing.grouping), Ok)?;
                partials.try_for_each(|other| partial.merge(Aside::new(other), &ctx))?;
                hands.iter().try_for_each(|hand| hand.group(bucket, dealing, &mut partial, &mut ctx))?;
                done.push((bucket, finish(partial, &ctx)?));
            }
        };
        let workers = contexts(ctx.limits.threads(), ctx)?;
        let mut found: Vec<(usize, T)> = on_threads(workers.into_iter(), one)?.into_iter().flatten().collect();
        ctx.release(held);
        found.sort_by_key(|(bucket, _)| *bucket);
        Ok(found.into_iter().map(|(_, found)| found).collect())
    }
}

impl Bulk for Dealt {
    fn values(&self) -> usize {
        // What is kept is counted in bytes.
        self.held / size_of::<Value>() + self.buckets.iter().map(Bulk::values).sum::<usize>()
    }
}

impl Hand {
    /// Groups the rows of a bucket.
    fn group(&self, bucket: usize, dealing: &Dealing, partial: &mut Partial, ctx: &mut Context) -> Result<()> {
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        if from == to {
            return Ok(());
        }
        ctx.checkpoint()?;
        partial.take(&dealing.grouping, &self.rows.slice(from, to), (self.piece, Some(&self.places[from..to])), ctx)
    }
}

/// Rows of a piece that are not dealt yet.
struct Evaluated {
    parts: Vec<Vec<Arc<Column>>>,
    // How many rows each stands for; empty where each stands for itself.
    weights: Vec<i64>,
    rows: usize,
    // Rows of the piece that are dealt.
    dealt: u32,
}

impl Evaluated {
    fn new(dealing: &Dealing) -> Self {
        Self { parts: vec![Vec::new(); dealing.columns.len()], weights: Vec::new(), rows: 0, dealt: 0 }
    }

    fn take(&mut self, dealing: &Dealing, batch: &Batch, ctx: &mut Context) -> Result<()> {
        for ((_, expr), parts) in dealing.columns.iter().zip(&mut self.parts) {
            parts.push(evaluate(expr, batch, ctx)?);
        }
        let weights = batch.weights(ctx.weight());
        if weights.is_some() || !self.weights.is_empty() {
            self.weights.resize(self.rows, 1);
            match weights {
                Some(weights) => self.weights.extend_from_slice(&weights),
                None => self.weights.resize(self.rows + batch.len(), 1),
            }
        }
        self.rows += batch.len();
        Ok(())
    }

    /// All rows as one batch; none is left.
    fn columns(&mut self, dealing: &Dealing, ctx: &Context) -> Result<Batch> {
        let mut out = Batch::new(dealing.width(ctx), self.rows);
        for ((slot, _), parts) in dealing.columns.iter().zip(&mut self.parts) {
            let column = match parts.as_slice() {
                [one] => Arc::clone(one),
                several => Arc::new(concat(&several.iter().collect::<Vec<_>>(), self.rows, &|| ctx.checkpoint())?),
            };
            parts.clear();
            out.set(*slot, column);
        }
        if !self.weights.is_empty() {
            out.set(ctx.weight(), Column::Integers { values: std::mem::take(&mut self.weights), nulls: None });
        }
        self.dealt += self.rows as u32;
        self.rows = 0;
        Ok(out)
    }
}

/// The bucket of each row: equivalent keys have the same, in whatever columns they come.
fn buckets(keys: &[&Arc<Column>], rows: usize) -> Vec<u32> {
    let mut hashes = vec![0; rows];
    keys.iter().for_each(|column| hash_column(column, &mut hashes));
    hashes.iter().map(|hash| (hash >> (u64::BITS - BUCKETS.ilog2())) as u32).collect()
}

const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
const NULL: u64 = 0x5851_F42D_4C95_7F2D;

/// Mixes what a column has in each row into the hash of the row.
fn hash_column(column: &Column, hashes: &mut [u64]) {
    let mix = |hash: &mut u64, word: u64| *hash = (hash.rotate_left(23) ^ word).wrapping_mul(SPREAD);
    let mut each = |of: &dyn Fn(usize) -> u64| hashes.iter_mut().enumerate().for_each(|(row, hash)| mix(hash, of(row)));
    match column {
        Column::Nodes(ids) => hashes.iter_mut().zip(ids).for_each(|(hash, id)| mix(hash, node(*id))),
        Column::Integers { values, nulls: None } | Column::Moments { values, nulls: None, .. } => {
            hashes.iter_mut().zip(values).for_each(|(hash, value)| mix(hash, *value as u64));
        }
        Column::Relationships(ids) => each(&|row| rel(ids[row])),
        Column::Integers { values, nulls: Some(nulls) } | Column::Moments { values, nulls: Some(nulls), .. } => {
            each(&|row| if nulls.get(row) { NULL } else { values[row] as u64 });
        }
        Column::Floats { values, nulls } => {
            each(&|row| if nulls.as_ref().is_some_and(|nulls| nulls.get(row)) { NULL } else { float(values[row]) });
        }
        Column::Texts { codes, dictionary } => each(&|row| match codes[row] {
            Dictionary::NULL => NULL,
            code => text(dictionary.text(code)),
        }),
        Column::Strings { texts, nulls } => each(&|row| match nulls {
            Some(nulls) if nulls.get(row) => NULL,
            _ => text(texts.get(row)),
        }),
        Column::Constant(constant, _) => {
            let word = value(constant);
            each(&|_| word);
        }
        Column::Values(values) => each(&|row| value(&values[row])),
        Column::Booleans(_) | Column::Numbers { .. } | Column::Lists { .. } => each(&|row| value(&column.get(row))),
    }
}

fn node(id: NodeId) -> u64 {
    if id == NodeId::NONE { NULL } else { u64::from(id.0) }
}

fn rel(id: RelId) -> u64 {
    if id == RelId::NONE { NULL } else { u64::from(id.0) }
}

fn text(text: &str) -> u64 {
    u64::from(text_table::hash(text))
}

fn float(float: f64) -> u64 {
    match exact_integer(float) {
        Some(integer) => integer as u64,
        None if float.is_nan() => f64::NAN.to_bits(),
        None => float.to_bits(),
    }
}

fn value(value: &Value) -> u64 {
    match value {
        Value::Null => NULL,
        Value::Boolean(bit) => u64::from(*bit),
        Value::Integer(integer) => *integer as u64,
        Value::Float(number) => float(*number),
        Value::String(string) => text(string),
        Value::Node(id) => node(*id),
        Value::Relationship(id) => rel(*id),
        // Of few kinds of values each is rare as a key, so they may share buckets.
        Value::List(elements) => {
            elements.iter().fold(1, |hash: u64, element| hash.rotate_left(9) ^ self::value(element))
        }
        other => Scale::of(other).and_then(|scale| scale.number(other)).map_or(2, |number| number as u64),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BUCKETS, buckets};
    use crate::value::temporal::{Date, Scale};
    use crate::value::{Column, NodeId, Value};

    fn of(columns: Vec<Column>) -> Vec<u32> {
        let (columns, rows) = (columns.into_iter().map(Arc::new).collect::<Vec<_>>(), 4);
        buckets(&columns.iter().collect::<Vec<_>>(), rows)
    }

    /// The same rows in a column of values.
    fn as_values(columns: &[Column]) -> Vec<Column> {
        let values = |column: &Column| Column::Values((0..column.len()).map(|row| column.get(row)).collect());
        columns.iter().map(values).collect()
    }

    #[test]
    fn a_bucket_is_that_of_the_value_whatever_the_column() {
        let texts = ["b", "", "a", "b"].map(Value::string).to_vec();
        let days = [3, 0, -9, 3].map(|days| Value::Date(Date { days })).to_vec();
        let lists = [vec![Value::Integer(1)], vec![], vec![Value::Null, Value::from(true)], vec![Value::Float(1.0)]];
        let columns = vec![
            Column::Nodes([1, 5, 7, 1].map(NodeId).to_vec()),
            Column::Integers { values: vec![4, -1, 0, 4], nulls: None },
            Column::Integers {
                values: vec![4, -1, 0, 4],
                nulls: Some([false, true, false, false].into_iter().collect()),
            },
            Column::Floats { values: vec![0.5, f64::NAN, 2.0, 0.5], nulls: None },
            Column::from_values(texts),
            Column::Booleans(vec![1, 0, 2, 1]),
            Column::Moments { scale: Scale::Date, values: vec![3, 0, -9, 3], nulls: None },
            Column::Values(days),
            Column::Constant(Value::Integer(3), 4),
            Column::from_values(lists.into_iter().map(Value::list).collect()),
        ];
        for column in &columns {
            let (own, values) = (of(vec![column.clone()]), of(as_values(std::slice::from_ref(column))));
            assert_eq!(own, values, "{column:?}");
            assert_eq!(own[0], own[3], "{column:?}");
        }
        assert_eq!(of(columns.clone()), of(as_values(&columns)));
        // 2 is like 2.0.
        let whole = of(vec![Column::Integers { values: vec![2; 4], nulls: None }]);
        assert_eq!(whole, of(vec![Column::Floats { values: vec![2.0; 4], nulls: None }]));
    }

    #[test]
    fn rows_come_into_all_buckets() {
        let columns = [
            Column::Nodes((0..10_000).map(NodeId).collect()),
            Column::Integers { values: (0..10_000).map(|at| at * 1_000_000).collect(), nulls: None },
            Column::from_values((0..10_000).map(|at| Value::string(format!("key {at}"))).collect()),
        ];
        for column in columns {
            let mut counts = [0; BUCKETS];
            buckets(&[&Arc::new(column)], 10_000).iter().for_each(|bucket| counts[*bucket as usize] += 1);
            assert!(counts.iter().all(|count| (150..500).contains(count)), "{counts:?}");
        }
    }
}
