//! Numbers distinct values, and distinct combinations of values, in order of first appearance.
//!
//! Equivalence decides (null is like null, 1 like 1.0). Whole numbers and elements have tables of their own, codes of a
//! dictionary a cache, so that typed columns are numbered without hashing values; a general map has all others.
//!
//! ```text
//! column  'a' 'b' 'a' null        numbers  0 1 0 2        values  ['a', 'b', null]
//! ```

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::executor::batch::value_bytes;
use crate::value::{Bulk, Column, Dictionary, NodeId, RelId, Value};

/// Numbers values.
#[derive(Default)]
pub(super) struct Interner {
    values: Vec<Value>,
    numbers: FxHashMap<Value, u32>,
    integers: Places,
    nodes: Places,
    rels: Places,
    // The dictionary last seen, and the number of each of its codes (NONE: not numbered yet).
    texts: Option<(Arc<Dictionary>, Vec<u32>)>,
    bytes: usize,
}

const NONE: u32 = u32::MAX;

/// The number of each known whole number: a table for small ones, a map for the others.
#[derive(Default)]
struct Places {
    table: Vec<u32>,
    map: FxHashMap<i64, u32>,
}

/// The table has at most so many places for each number that is known, and for as many again to begin with.
const ROOM: usize = 16;
const FIRST: usize = 256;

impl Places {
    #[inline]
    fn get(&self, key: i64) -> Option<u32> {
        match self.table.get(usize::try_from(key).unwrap_or(usize::MAX)) {
            Some(place) => (*place != NONE).then_some(*place),
            None => self.map.get(&key).copied(),
        }
    }

    /// Puts `number`, which is the count of all that are known, at a key that has none.
    fn put(&mut self, key: i64, number: u32) {
        let wanted = usize::try_from(key).unwrap_or(usize::MAX);
        if wanted >= self.table.len() && wanted < ROOM * (number as usize + FIRST) {
            self.table.resize((wanted + 1).next_power_of_two(), NONE);
            let len = self.table.len() as i64;
            let table = &mut self.table;
            self.map.retain(|key, number| {
                let moved = (0..len).contains(key);
                if moved {
                    table[*key as usize] = *number;
                }
                !moved
            });
        }
        match self.table.get_mut(wanted) {
            Some(place) => *place = number,
            None => _ = self.map.insert(key, number),
        }
    }

    fn bytes(&self) -> usize {
        self.table.len() * 4
    }
}

impl Interner {
    /// The number of a value.
    pub(super) fn number(&mut self, value: &Value) -> u32 {
        match value {
            Value::Integer(integer) => self.integer(*integer),
            // As an integer where it is one: 1.0 is like 1.
            Value::Float(float) => match whole(*float) {
                Some(integer) => self.integers.get(integer).unwrap_or_else(|| {
                    let number = push(&mut self.values, &mut self.bytes, value);
                    self.integers.put(integer, number);
                    number
                }),
                None => self.other(value),
            },
            Value::Node(id) => self.node(*id),
            Value::Relationship(id) => self.rel(*id),
            _ => self.other(value),
        }
    }

    /// The number of a value for which there is no narrow table.
    fn other(&mut self, value: &Value) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = push(&mut self.values, &mut self.bytes, value);
        self.bytes += value_bytes(value);
        self.numbers.insert(value.clone(), number);
        number
    }

    /// The number of the value in each row.
    pub(super) fn column(&mut self, column: &Column, out: &mut Vec<u32>) {
        match column {
            Column::Constant(value, len) => {
                if *len > 0 {
                    let number = self.number(value);
                    out.resize(out.len() + len, number);
                }
            }
            Column::Nodes(ids) => out.extend(ids.iter().map(|id| self.node(*id))),
            Column::Relationships(ids) => out.extend(ids.iter().map(|id| self.rel(*id))),
            Column::Integers { values, nulls } => {
                // Equal values often stand together.
                let mut last: Option<(i64, u32)> = None;
                for (row, value) in values.iter().enumerate() {
                    let null = nulls.as_ref().is_some_and(|nulls| nulls.get(row));
                    out.push(match last {
                        _ if null => self.number(&Value::Null),
                        Some((known, number)) if known == *value => number,
                        _ => last.insert((*value, self.integer(*value))).1,
                    });
                }
            }
            Column::Texts { codes, dictionary } => self.texts(codes, dictionary, out),
            other => out.extend((0..other.len()).map(|row| self.number(&other.get(row)))),
        }
    }

    #[inline]
    fn integer(&mut self, value: i64) -> u32 {
        self.integers.get(value).unwrap_or_else(|| {
            let number = push(&mut self.values, &mut self.bytes, &Value::Integer(value));
            self.integers.put(value, number);
            number
        })
    }

    #[inline]
    fn node(&mut self, id: NodeId) -> u32 {
        if id == NodeId::NONE {
            return self.other(&Value::Null);
        }
        self.nodes.get(i64::from(id.0)).unwrap_or_else(|| {
            let number = push(&mut self.values, &mut self.bytes, &Value::Node(id));
            self.nodes.put(i64::from(id.0), number);
            number
        })
    }

    #[inline]
    fn rel(&mut self, id: RelId) -> u32 {
        if id == RelId::NONE {
            return self.other(&Value::Null);
        }
        self.rels.get(i64::from(id.0)).unwrap_or_else(|| {
            let number = push(&mut self.values, &mut self.bytes, &Value::Relationship(id));
            self.rels.put(i64::from(id.0), number);
            number
        })
    }

    fn texts(&mut self, codes: &[u32], dictionary: &Arc<Dictionary>, out: &mut Vec<u32>) {
        let mut known = match self.texts.take() {
            Some((last, known)) if Arc::ptr_eq(&last, dictionary) => known,
            _ => vec![NONE; dictionary.len()],
        };
        for code in codes {
            if *code == Dictionary::NULL {
                out.push(self.number(&Value::Null));
                continue;
            }
            let slot = &mut known[*code as usize];
            if *slot == NONE {
                *slot = self.number(&Value::string(dictionary.text(*code)));
            }
            out.push(*slot);
        }
        self.texts = Some((Arc::clone(dictionary), known));
    }

    /// How many values have a number.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value of a number.
    pub(super) fn value(&self, number: u32) -> &Value {
        &self.values[number as usize]
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.integers.bytes() + self.nodes.bytes() + self.rels.bytes()
    }
}

/// Gives a value the next number.
fn push(values: &mut Vec<Value>, bytes: &mut usize, value: &Value) -> u32 {
    let number = values.len() as u32;
    *bytes += value_bytes(value) + 24;
    values.push(value.clone());
    number
}

/// The integer that a float is equivalent to.
fn whole(float: f64) -> Option<i64> {
    let integer = float as i64;
    (Value::Integer(integer) == Value::Float(float)).then_some(integer)
}

/// Numbers combinations of values: the groups of an aggregation, the rows of DISTINCT.
///
/// The first two keys make pairs, a pair and the third key make pairs again, and so on: each pair is one number to look up.
#[derive(Default)]
pub(super) struct Groups {
    keys: Vec<Interner>,
    pairs: Vec<Pairs>,
}

impl Bulk for Groups {
    fn values(&self) -> usize {
        self.keys.iter().map(Interner::len).sum()
    }
}

/// Numbers pairs of numbers, in order of first appearance.
#[derive(Default)]
struct Pairs {
    numbers: FxHashMap<u64, u32>,
    pairs: Vec<(u32, u32)>,
}

impl Pairs {
    #[inline]
    fn number(&mut self, one: u32, other: u32) -> u32 {
        let next = self.pairs.len() as u32;
        let number = *self.numbers.entry(u64::from(one) << 32 | u64::from(other)).or_insert(next);
        if number == next {
            self.pairs.push((one, other));
        }
        number
    }
}

impl Groups {
    /// Groups by `keys` values each.
    pub(super) fn new(keys: usize) -> Self {
        let pairs = std::iter::repeat_with(Pairs::default).take(keys.saturating_sub(1)).collect();
        Self { keys: std::iter::repeat_with(Interner::default).take(keys).collect(), pairs }
    }

    /// The group of each of `rows` rows; `columns` are the keys. Without keys all rows are group 0.
    pub(super) fn number(&mut self, columns: &[Arc<Column>], rows: usize) -> Vec<u32> {
        let mut interned = self.keys.iter_mut().zip(columns).map(|(interner, column)| {
            let mut out = Vec::with_capacity(rows);
            interner.column(column, &mut out);
            out
        });
        let Some(mut groups) = interned.next() else { return vec![0; rows] };
        for (numbers, pairs) in interned.zip(&mut self.pairs) {
            for (group, number) in groups.iter_mut().zip(numbers) {
                *group = pairs.number(*group, number);
            }
        }
        groups
    }

    /// How many keys a group has.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// How many groups there are; one without keys.
    pub(super) fn len(&self) -> usize {
        match (self.pairs.last(), self.keys.first()) {
            (Some(last), _) => last.pairs.len(),
            (None, Some(only)) => only.len(),
            (None, None) => 1,
        }
    }

    /// Key `key` of groups `from..to`.
    pub(super) fn key_column(&self, key: usize, from: usize, to: usize) -> Column {
        let number = |group: usize| {
            let mut number = group as u32;
            for level in (key.max(1)..self.keys.len()).rev() {
                let (one, other) = self.pairs[level - 1].pairs[number as usize];
                if level == key {
                    return other;
                }
                number = one;
            }
            number
        };
        Column::from_values((from..to).map(|group| self.keys[key].value(number(group)).clone()).collect())
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let pairs: usize = self.pairs.iter().map(|level| level.pairs.len() * 32).sum();
        self.keys.iter().map(Interner::bytes).sum::<usize>() + pairs
    }
}
