//! The parts of a base as plain data, so that storage can encode, checksum and chunk them without knowing the graph.
//!
//! A base is a list of [`Part`]s; a part is a name and a few [`Stream`]s, each a plain array whose kind tells storage
//! which codec suits it. What the streams of a part mean is known here alone. Contract: the streams come back as they
//! were given, in the same order; the order of parts is free.
//!
//! ```text
//! Tokens          SortedIds numbers · Texts names
//! Header          Ids [node, relationship, schema capacity] · Ids and Texts (definitions, `snapshot/definitions.rs`)
//!                 · six pairs of Ids (keys of a count, flattened) and Integers (counts)
//! Nodes, Label    SortedIds
//! NodeColumn      SortedIds offsets in the segment · one data stream            (RelColumn alike)
//! NodeDictionary  Texts, sorted                                                  (RelDictionary alike)
//! Adjacency       SortedIds starts · Ids row lengths · Ids ends · Ids numbers (a single one = the first of consecutive ones)
//! Index           Ids elements in order · Integers [distinct keys]
//! Summary         Ids [type, relationships, 0 or first number + 1, 1 = has self-loops]… · Ids and Integers (index and its
//!                 distinct keys, beside each other) · Ids [first relationship, how many]… (runs of existing numbers)
//!                 · Ids [property, different strings]… of nodes · the same of relationships
//! ```

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::schema::IndexId;
use super::tokens::{KeyId, LabelId, RelTypeId, TokenKind};
use crate::value::{Texts, Value};

/// Which part of a base; unique among the parts of one base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum PartName {
    /// The names of one kind, with their numbers.
    Tokens(TokenKind),
    /// Capacities, the definitions of indexes and constraints, and counts for the planner.
    Header,
    /// Which nodes exist.
    Nodes,
    /// Which nodes have a label.
    Label(LabelId),
    /// The values of one property of nodes with numbers in `segment * 65536 ..`.
    NodeColumn(KeyId, u32),
    /// The distinct strings of one property of nodes.
    NodeDictionary(KeyId),
    /// All relationships of a type.
    Adjacency(RelTypeId),
    /// The values of one property of relationships, as [`PartName::NodeColumn`].
    RelColumn(KeyId, u32),
    /// The distinct strings of one property of relationships.
    RelDictionary(KeyId),
    /// The elements of an index in its order.
    Index(IndexId),
    /// What must be known of types and indexes before they are read, and which relationships exist.
    Summary,
}

/// One array of plain data.
#[derive(Clone, Debug)]
pub(crate) enum Stream {
    /// Strictly ascending numbers.
    SortedIds(Ascending),
    /// Numbers in any order.
    Ids(Vec<u32>),
    /// Small numbers.
    Bytes(Vec<u8>),
    /// Integers.
    Integers(Vec<i64>),
    /// Integers that all fit into 32 bits; what is stored is the same as of [`Self::Integers`].
    Small(Vec<i32>),
    /// Doubles; their bits must come back exactly.
    Floats(Vec<f64>),
    /// Strings, sorted or not.
    Texts(Texts),
    /// Tagged values of any storable type.
    Values(Vec<Value>),
}

impl Stream {
    /// The numbers, when it is a stream of integers of either width.
    pub(crate) fn into_integers(self) -> Option<Vec<i64>> {
        match self {
            Self::Integers(values) => Some(values),
            Self::Small(values) => Some(values.into_iter().map(i64::from).collect()),
            _ => None,
        }
    }
}

/// Strictly ascending numbers; those that follow each other without a gap, as most do, are only a range.
#[derive(Clone, Debug)]
pub(crate) enum Ascending {
    /// All numbers of a range.
    Run(Range<u32>),
    /// Numbers one by one; that they ascend is for the reader to check.
    List(Vec<u32>),
}

impl Ascending {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Run(run) => run.len(),
            Self::List(ids) => ids.len(),
        }
    }

    /// The greatest.
    pub(crate) fn last(&self) -> Option<u32> {
        match self {
            Self::Run(run) => run.clone().next_back(),
            Self::List(ids) => ids.last().copied(),
        }
    }

    /// One by one.
    pub(crate) fn into_vec(self) -> Vec<u32> {
        match self {
            Self::Run(run) => run.collect(),
            Self::List(ids) => ids,
        }
    }
}

impl From<Vec<u32>> for Ascending {
    fn from(ids: Vec<u32>) -> Self {
        match (ids.first(), ids.last()) {
            (Some(first), Some(last)) if *last < u32::MAX && last.wrapping_sub(*first) as usize == ids.len() - 1 => {
                Self::Run(*first..last + 1)
            }
            _ => Self::List(ids),
        }
    }
}

/// One part.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Which.
    pub(crate) name: PartName,
    /// Its arrays.
    pub(crate) streams: Vec<Stream>,
}
