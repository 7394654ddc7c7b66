//! From the keys in files to the numbers of nodes, one map an id space.
//!
//! A key that is written as an integer usually is (`17`, not `017`) is kept as one, every other key as a string, whatever
//! the type of its column: so two files agree on a key exactly when they write the same text. Integers that lie close
//! together, as most keys do, cost four bytes each; others a slot of a hash table.

use rustc_hash::FxHashMap;

use super::scalar::{Scalar, canonical_integer};
use super::texts::Interned;
use crate::value::{Column, NodeId, Value};

/// Places of a dense table for each key in it, at most.
const SPARSENESS: i128 = 4;
/// Places that a dense table may always have.
const SMALL: i128 = 1024;
/// A place of a dense table without a key.
const NONE: u32 = u32::MAX;

/// The keys of one id space.
#[derive(Debug, Default)]
pub(super) struct Space {
    integers: Integers,
    texts: Interned,
    // By code of the text.
    text_ids: Vec<u32>,
    count: usize,
    /// Whether a header declares the keys to be integers, so that `017` is 17.
    pub(super) numeric: bool,
}

#[derive(Debug)]
enum Integers {
    /// The key `first + i` stands at place `i`.
    Dense {
        first: i64,
        ids: Vec<u32>,
    },
    Sparse(FxHashMap<i64, u32>),
}

impl Default for Integers {
    fn default() -> Self {
        Self::Dense { first: 0, ids: Vec::new() }
    }
}

impl Space {
    /// The node with the key that `text` writes.
    #[inline]
    pub(super) fn find(&self, text: &str) -> Option<NodeId> {
        if let Some(key) = canonical_integer(text.as_bytes()) {
            return self.integers.get(key).map(NodeId);
        }
        if let Some(code) = self.texts.find(text) {
            return self.text_ids.get(code as usize).map(|id| NodeId(*id));
        }
        match Scalar::Integer.value(text) {
            Some(Value::Integer(key)) if self.numeric => self.integers.get(key).map(NodeId),
            _ => None,
        }
    }

    /// Adds keys, one a row, for nodes numbered from `first`; a row whose key is there already gets no number. Gives
    /// those rows, ascending.
    pub(super) fn insert(&mut self, keys: &Column, first: u32) -> Vec<u32> {
        self.make_room(keys);
        let (mut next, mut known) = (first, Vec::new());
        for row in 0..keys.len() {
            if self.insert_one(&keys.get(row), next) {
                next += 1;
            } else {
                known.push(row as u32);
            }
        }
        known
    }

    /// Adds the keys of nodes that are in the graph already; a key that several have keeps the first.
    pub(super) fn insert_nodes(&mut self, keys: &Column, nodes: &[NodeId]) {
        self.make_room(keys);
        for (row, node) in nodes.iter().enumerate() {
            self.insert_one(&keys.get(row), node.0);
        }
    }

    /// Gives the nodes from `first` on other numbers: node `first + i` becomes `numbers[i]`.
    pub(super) fn renumber(&mut self, first: u32, numbers: &[u32]) {
        let change = |id: &mut u32| {
            let place = id.checked_sub(first).filter(|_| *id != NONE);
            if let Some(number) = place.and_then(|place| numbers.get(place as usize)) {
                *id = *number;
            }
        };
        match &mut self.integers {
            Integers::Dense { ids, .. } => ids.iter_mut().for_each(change),
            Integers::Sparse(ids) => ids.values_mut().for_each(change),
        }
        self.text_ids.iter_mut().for_each(change);
    }

    fn insert_one(&mut self, key: &Value, id: u32) -> bool {
        let integer = match key {
            Value::Integer(key) => Some(*key),
            Value::String(text) => canonical_integer(text.as_bytes()),
            _ => return false,
        };
        let new = match (integer, key) {
            (Some(key), _) => self.integers.insert(key, id),
            (None, Value::String(text)) => {
                let new = self.texts.intern(text) as usize == self.text_ids.len();
                if new {
                    self.text_ids.push(id);
                }
                new
            }
            _ => false,
        };
        self.count += usize::from(new);
        new
    }

    fn make_room(&mut self, keys: &Column) {
        let Column::Integers { values, .. } = keys else {
            // Strings that are integers come one by one; a table in between could grow without need.
            if matches!(keys, Column::Texts { .. } | Column::Values(_)) {
                self.integers.make_sparse();
            }
            return;
        };
        let (Some(low), Some(high)) = (values.iter().min(), values.iter().max()) else { return };
        self.integers.make_room(*low, *high, values.len() + self.count);
    }
}

impl Integers {
    #[inline]
    fn get(&self, key: i64) -> Option<u32> {
        match self {
            Self::Dense { first, ids } => {
                let place = usize::try_from(key.checked_sub(*first)?).ok()?;
                ids.get(place).copied().filter(|id| *id != NONE)
            }
            Self::Sparse(ids) => ids.get(&key).copied(),
        }
    }

    /// Adds a key; false when it is there already. In a dense table room has been made for it.
    fn insert(&mut self, key: i64, id: u32) -> bool {
        match self {
            Self::Dense { first, ids } => {
                let place = key.checked_sub(*first).and_then(|place| ids.get_mut(usize::try_from(place).ok()?));
                match place {
                    Some(place) if *place == NONE => {
                        *place = id;
                        true
                    }
                    Some(_) => false,
                    None => {
                        self.make_sparse();
                        self.insert(key, id)
                    }
                }
            }
            Self::Sparse(ids) => match ids.entry(key) {
                std::collections::hash_map::Entry::Occupied(_) => false,
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(id);
                    true
                }
            },
        }
    }

    /// Makes room for `count` keys in all, the new ones between `low` and `high`.
    fn make_room(&mut self, low: i64, high: i64, count: usize) {
        let Self::Dense { first, ids } = self else { return };
        let (low, high) = match ids.len() {
            0 => (low, high),
            len => (low.min(*first), high.max(first.saturating_add(len as i64 - 1))),
        };
        let places = i128::from(high) - i128::from(low) + 1;
        if places > SMALL.max(count as i128 * SPARSENESS) {
            self.make_sparse();
            return;
        }
        let before = if ids.is_empty() { 0 } else { (*first - low) as usize };
        if before > 0 {
            ids.splice(0..0, std::iter::repeat_n(NONE, before));
        }
        ids.resize(places as usize, NONE);
        *first = low;
    }

    fn make_sparse(&mut self) {
        if let Self::Dense { first, ids } = self {
            let taken = ids.iter().enumerate().filter(|(_, id)| **id != NONE);
            *self = Self::Sparse(taken.map(|(place, id)| (*first + place as i64, *id)).collect());
        }
    }
}

/// All id spaces of an import, in the order in which they were first named.
#[derive(Debug, Default)]
pub(super) struct Spaces(Vec<(String, Space)>);

/// Where the key of an end is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// In one space, by its place.
    One(usize),
    /// In all; exactly one may have it.
    All,
}

impl Spaces {
    /// The place of a space, made now if there is none of that name.
    pub(super) fn place(&mut self, name: &str) -> usize {
        self.find_place(name).unwrap_or_else(|| {
            self.0.push((name.to_owned(), Space::default()));
            self.0.len() - 1
        })
    }

    /// The place of a space.
    pub(super) fn find_place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(other, _)| other == name)
    }

    /// The space at a place.
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Space> {
        self.0.get_mut(place).map(|(_, space)| space)
    }

    /// The names of all spaces.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The node with a key that is an integer.
    #[inline]
    pub(super) fn find_integer(&self, place: usize, key: i64) -> Option<NodeId> {
        self.0.get(place)?.1.integers.get(key).map(NodeId)
    }

    /// The node that a relationship means by `key`.
    ///
    /// # Errors
    /// The reason in words when there is none, or more than one in different spaces.
    pub(super) fn resolve(&self, scope: Scope, key: &str) -> Result<NodeId, String> {
        match scope {
            Scope::One(place) => {
                let space = self.0.get(place);
                space.and_then(|(_, space)| space.find(key)).ok_or_else(|| {
                    let name = space.map_or("", |(name, _)| name);
                    format!("no node of `{name}` has the key `{}`", super::cells::shortened(key))
                })
            }
            Scope::All => {
                let mut found = self.0.iter().filter_map(|(name, space)| Some((name, space.find(key)?)));
                let short = super::cells::shortened(key);
                let (first, node) = found.next().ok_or_else(|| format!("no node has the key `{short}`"))?;
                match found.next() {
                    None => Ok(node),
                    Some((second, _)) => Err(format!("nodes of `{first}` and of `{second}` have the key `{short}`")),
                }
            }
        }
    }
}
