//! An ordered index over the values of one or more properties.
//!
//! The base part is nothing but element numbers in the order of their values (4 bytes an element); the values are read
//! from the columns of the base while searching. What changed since is a set of removed base elements and a
//! persistent ordered set of added entries. Invariant: an element is in the base part and not in `removed`, or in
//! `added`, exactly when it belongs to the target and has all properties, none of them NaN.
//!
//! ```text
//! sorted [7, 2, 9]   ages of 7, 2, 9 in the base: 18, 41, 41      removed {9}      added {(52, 9), (18, 12)}
//! seek 18 → 7, 12
//! ```

use std::cmp::Ordering;
use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdSet;
use smallvec::SmallVec;

use super::column::{Columns, PropertyColumn};
use super::idset::IdSet;
use super::late::Late;
use super::lookup::Lookup;
use super::parts::Stream;
use super::range::ValueRange;
use super::schema::{IndexDefinition, IndexId, Target};
use super::stored::holds_nan;
use super::tokens::KeyId;
use crate::value::{Value, order};

/// The values of an element in an index, one a property.
#[derive(Clone, Debug)]
pub(crate) struct IndexKey(pub(crate) SmallVec<[Value; 1]>);

impl IndexKey {
    fn starts_with(&self, values: &[Value]) -> bool {
        self.0.len() >= values.len() && self.0.iter().zip(values).all(|(a, b)| order(a, b).is_eq())
    }
}

impl Ord for IndexKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let first = self.0.iter().zip(&other.0).map(|(a, b)| order(a, b)).find(|order| order.is_ne());
        first.unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }
}

impl PartialOrd for IndexKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for IndexKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for IndexKey {}

/// One index. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// Its number.
    pub(crate) id: IndexId,
    /// What it is about.
    pub(crate) target: Target,
    /// Its properties, in order.
    pub(crate) keys: Arc<[KeyId]>,
    /// Base elements in the order of values, then numbers.
    sorted: Arc<Late<Vec<u32>>>,
    lookup: Arc<Lookup>,
    removed: IdSet,
    added: OrdSet<(IndexKey, u32)>,
    /// How many different keys there are.
    pub(crate) distinct: u64,
}

impl Index {
    /// An index with nothing in it.
    pub(crate) fn empty(definition: &IndexDefinition) -> Self {
        Self {
            id: definition.id,
            target: definition.target,
            keys: definition.keys.clone().into(),
            sorted: Arc::new(Late::new(Vec::new())),
            lookup: Arc::default(),
            removed: IdSet::default(),
            added: OrdSet::new(),
            distinct: 0,
        }
    }

    /// An index as it was taken apart: base elements in order and the number of different keys.
    pub(crate) fn stored(definition: &IndexDefinition, sorted: Vec<u32>, distinct: u64) -> Self {
        Self::late(definition, Late::new(sorted), distinct)
    }

    /// As [`Self::stored`], of elements that are still to be read.
    pub(crate) fn late(definition: &IndexDefinition, sorted: Late<Vec<u32>>, distinct: u64) -> Self {
        Self { sorted: Arc::new(sorted), distinct, ..Self::empty(definition) }
    }

    /// The base elements as a piece.
    pub(crate) fn piece(&self) -> &Late<Vec<u32>> {
        &self.sorted
    }

    fn sorted(&self) -> &[u32] {
        self.sorted.get()
    }

    /// The index as plain data, as [`Self::stored`] takes it; only where nothing has changed since the base.
    pub(crate) fn streams(&self) -> Vec<Stream> {
        vec![Stream::Ids(self.sorted().to_vec()), Stream::Integers(vec![self.distinct as i64])]
    }

    /// An index over `elements`, which have all properties in `columns`; others are left out.
    pub(crate) fn build(definition: &IndexDefinition, elements: &[u32], columns: &Columns) -> Self {
        let mut index = Self::empty(definition);
        if let [key] = &definition.keys[..]
            && let Some((sorted, distinct)) = columns.column(*key).and_then(|column| column.sorted(elements))
        {
            return Self::stored(definition, sorted, distinct);
        }
        let key = |id: u32| index.key(|key| columns.get(key, id));
        let mut entries: Vec<(IndexKey, u32)> = elements.iter().filter_map(|id| Some((key(*id)?, *id))).collect();
        rayon::slice::ParallelSliceMut::par_sort_unstable(&mut entries[..]);
        index.distinct = entries.chunk_by(|(a, _), (b, _)| a == b).count() as u64;
        index.sorted = Arc::new(Late::new(entries.into_iter().map(|(_, id)| id).collect()));
        index
    }

    /// The key of an element whose properties `value` gives; `None` when the element does not belong in the index.
    pub(crate) fn key(&self, value: impl Fn(KeyId) -> Option<Value>) -> Option<IndexKey> {
        let values = self.keys.iter().map(|key| value(*key).filter(|value| !value.is_null() && !holds_nan(value)));
        values.collect::<Option<_>>().map(IndexKey)
    }

    /// Whether nothing has changed since the base.
    pub(crate) fn is_clean(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// Adds an element. `columns` are those of the base.
    pub(crate) fn insert(&mut self, key: IndexKey, id: u32, columns: &Columns) {
        if !self.contains(&key.0, columns) {
            self.distinct += 1;
        }
        self.added.insert((key, id));
    }

    /// Takes an element out that has this key. `columns` are those of the base.
    pub(crate) fn remove(&mut self, key: IndexKey, id: u32, columns: &Columns) {
        let entry = (key, id);
        if self.added.remove(&entry).is_none() {
            self.removed.insert(id);
        }
        if !self.contains(&entry.0.0, columns) {
            self.distinct = self.distinct.saturating_sub(1);
        }
    }

    fn contains(&self, values: &[Value], columns: &Columns) -> bool {
        let entry = self.added_from(values).next();
        entry.is_some_and(|(key, _)| key.starts_with(values))
            || self.base_run(values, columns).iter().any(|id| !self.removed.contains(*id))
    }

    fn added_from(&self, values: &[Value]) -> impl Iterator<Item = &(IndexKey, u32)> {
        let low = (IndexKey(values.iter().cloned().collect()), 0);
        self.added.range((Bound::Included(low), Bound::Unbounded))
    }

    /// The base elements whose first values are `values`.
    fn base_run(&self, values: &[Value], columns: &Columns) -> &[u32] {
        if let ([key], [value]) = (&self.keys[..], values) {
            let Some(column) = columns.column(*key) else { return &[] };
            return self.base_run_of(value, column);
        }
        let compare = |id: u32| {
            let pairs = self.keys.iter().zip(values);
            let mut orders = pairs.map(|(key, value)| order(&columns.get(*key, id).unwrap_or_default(), value));
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        let low = self.sorted().partition_point(|id| compare(*id).is_lt());
        let rest = &self.sorted()[low..];
        &rest[..rest.partition_point(|id| compare(*id).is_eq())]
    }

    /// The base elements of an index on one property that have `value`.
    fn base_run_of(&self, value: &Value, column: &PropertyColumn) -> &[u32] {
        let sorted = self.sorted();
        let compare = |id: u32| order(&column.get(id).unwrap_or_default(), value);
        let table = match value {
            Value::Integer(_) | Value::String(_) => self.lookup.table(sorted, column),
            _ => None,
        };
        let low = match table {
            Some(table) => table.find(value, |place| column.is(sorted[place as usize], value)).map(|low| low as usize),
            None => Some(sorted.partition_point(|id| compare(*id).is_lt())),
        };
        let Some(rest) = low.map(|low| &sorted[low..]) else { return &[] };
        // Most values are rare, and none of those before is looked at again.
        let many = rest.iter().take_while(|id| column.is(**id, value)).count();
        &rest[..many]
    }

    /// The base elements whose first value lies between two predicates that are true up to a point.
    fn base_between(
        &self,
        columns: &Columns,
        below: impl Fn(&Value) -> bool,
        within: impl Fn(&Value) -> bool,
    ) -> &[u32] {
        let Some(key) = self.keys.first() else { return &[] };
        let value = |id: u32| columns.get(*key, id).unwrap_or_default();
        let low = self.sorted().partition_point(|id| below(&value(*id)));
        let rest = &self.sorted()[low..];
        &rest[..rest.partition_point(|id| within(&value(*id)))]
    }

    fn emit(&self, base: &[u32], added: impl Iterator<Item = u32>, out: &mut Vec<u32>) {
        let first = out.len();
        out.extend(base.iter().copied().filter(|id| !self.removed.contains(*id)));
        out.extend(added);
        out[first..].sort_unstable();
    }

    /// The elements whose values equal `values`, ascending, as they lie in the base; `None` where changes have a say in
    /// them, or where `values` are not all that the index has.
    pub(crate) fn run(&self, values: &[Value], columns: &Columns) -> Option<&[u32]> {
        if !self.is_clean() || values.len() < self.keys.len() {
            return None;
        }
        Some(if find_nothing(values) { &[] } else { self.base_run(values, columns) })
    }

    /// Appends the elements whose first values equal `values`, ascending.
    pub(crate) fn seek(&self, values: &[Value], columns: &Columns, out: &mut Vec<u32>) {
        if find_nothing(values) {
            return;
        }
        let added = self.added_from(values).take_while(|(key, _)| key.starts_with(values)).map(|(_, id)| *id);
        self.emit(self.base_run(values, columns), added, out);
    }

    /// Appends the elements whose first value is within `range`, ascending.
    pub(crate) fn range(&self, range: &ValueRange<'_>, columns: &Columns, out: &mut Vec<u32>) {
        let Some(first) = self.keys.first() else { return };
        let value = |entry: &&(IndexKey, u32)| entry.0.0.first().cloned().unwrap_or_default();
        let base = self.base_between(columns, |value| range.is_before(value), |value| range.is_inside(value));
        let added = self.added_from(range.start()).skip_while(|entry| range.is_before(&value(entry)));
        let added = added.take_while(|entry| range.is_inside(&value(entry)));
        if range.is_exact() {
            return self.emit(base, added.map(|(_, id)| *id), out);
        }
        let holds = |id: &u32| columns.get(*first, *id).is_some_and(|value| range.holds(&value));
        let base: Vec<u32> = base.iter().copied().filter(holds).collect();
        self.emit(&base, added.filter(|entry| range.holds(&value(entry))).map(|(_, id)| *id), out);
    }

    /// Appends the elements whose first value is a string that starts with `prefix`, ascending.
    pub(crate) fn prefix(&self, prefix: &str, columns: &Columns, out: &mut Vec<u32>) {
        let low = [Value::string(prefix)];
        let below = |value: &Value| order(value, &low[0]).is_lt();
        let within = |value: &Value| matches!(value, Value::String(text) if text.starts_with(prefix));
        let added = self.added_from(&low).take_while(|(key, _)| key.0.first().is_some_and(within)).map(|(_, id)| *id);
        self.emit(self.base_between(columns, below, within), added, out);
    }

    /// The same index with its changes merged; `old` are the columns it was built on. The values of the elements that
    /// stayed must be the same in the new columns.
    pub(crate) fn merged(&self, old: &Columns) -> Self {
        if self.is_clean() {
            return self.clone();
        }
        let key = |id: u32| self.key(|key| old.get(key, id));
        let mut all = Vec::with_capacity(self.sorted().len() + self.added.len());
        let mut added = self.added.iter().peekable();
        for id in self.sorted().iter().copied().filter(|id| !self.removed.contains(*id)) {
            if added.peek().is_some()
                && let Some(key) = key(id)
            {
                while let Some((_, new)) = added.next_if(|(other, new)| (other, *new) < (&key, id)) {
                    all.push(*new);
                }
            }
            all.push(id);
        }
        all.extend(added.map(|(_, id)| *id));
        Self {
            sorted: Arc::new(Late::new(all)),
            lookup: Arc::default(),
            removed: IdSet::default(),
            added: OrdSet::new(),
            ..self.clone()
        }
    }

    /// How many elements it holds.
    pub(crate) fn len(&self) -> u64 {
        self.sorted().len() as u64 - self.removed.len() + self.added.len() as u64
    }

    /// Whether the base elements stand in the order of their values; `columns` are those of the base.
    pub(crate) fn is_ordered(&self, columns: &Columns) -> bool {
        let entry = |id: u32| (self.key(|key| columns.get(key, id)), id);
        self.sorted().is_sorted_by(|a, b| entry(*a) < entry(*b))
    }

    /// Bytes of memory, those of values in the delta excluded.
    pub(crate) fn memory(&self) -> usize {
        self.sorted.known().map_or(0, Vec::len) * 4
            + self.lookup.memory()
            + self.removed.memory()
            + self.added.len() * 64
    }
}

/// Whether no element can have these values: null and NaN are equal to nothing.
fn find_nothing(values: &[Value]) -> bool {
    values.iter().any(|value| value.is_null() || holds_nan(value))
}
