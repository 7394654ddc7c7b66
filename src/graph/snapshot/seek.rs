//! Searching indexes. What is found is exact: the caller need not look at the values again.

use std::ops::Bound;

use super::state::Snapshot;
use crate::graph::column::Columns;
use crate::graph::index::Index;
use crate::graph::range::ValueRange;
use crate::graph::schema::{IndexId, Target};
use crate::value::{NodeId, RelId, Value};

impl Snapshot {
    /// Appends the nodes whose properties equal `values`, ascending. Fewer values than the index has properties look
    /// at the first ones. Null and NaN find nothing, `1` finds `1.0`.
    pub(crate) fn index_seek(&self, index: IndexId, values: &[Value], out: &mut Vec<NodeId>) {
        let Some((index, columns)) = self.open_index(index) else { return };
        match index.run(values, columns) {
            Some(run) => out.extend(run.iter().map(|id| NodeId(*id))),
            None => Self::collect(out, NodeId, |ids| index.seek(values, columns, ids)),
        }
    }

    /// As [`Self::index_seek`] for an index of either kind: element numbers.
    pub(crate) fn index_seek_ids(&self, index: IndexId, values: &[Value], out: &mut Vec<u32>) {
        if let Some((index, columns)) = self.open_index(index) {
            index.seek(values, columns, out);
        }
    }

    /// Appends the nodes whose first property is comparable with the bounds and within them, ascending. Two bounds
    /// that cannot be compared with each other find nothing; no bounds find all.
    pub(crate) fn index_range(
        &self,
        index: IndexId,
        lower: Bound<&Value>,
        upper: Bound<&Value>,
        out: &mut Vec<NodeId>,
    ) {
        let Some((index, columns)) = self.open_index(index) else { return };
        Self::collect(out, NodeId, |ids| match ValueRange::new(lower, upper) {
            Some(range) => index.range(&range, columns, ids),
            None if lower == Bound::Unbounded && upper == Bound::Unbounded => index.seek(&[], columns, ids),
            None => {}
        });
    }

    /// Appends the nodes whose first property is a string that starts with `prefix`, ascending.
    pub(crate) fn index_prefix(&self, index: IndexId, prefix: &str, out: &mut Vec<NodeId>) {
        if let Some((index, columns)) = self.open_index(index) {
            Self::collect(out, NodeId, |ids| index.prefix(prefix, columns, ids));
        }
    }

    /// How many elements the index holds: those of its target that have all its properties.
    pub(crate) fn index_len(&self, index: IndexId) -> u64 {
        self.open_index(index).map_or(0, |(index, _)| index.len())
    }

    /// How many elements the indexes hold that were sorted in this process.
    pub(crate) fn sorted_elements(&self) -> usize {
        self.delta.indexes.iter().filter_map(|index| index.piece().made()).map(Vec::len).sum()
    }

    /// How many different keys the index holds.
    pub(crate) fn index_distinct(&self, index: IndexId) -> u64 {
        self.open_index(index).map_or(0, |(index, _)| index.distinct)
    }

    /// What is wrong with an index: elements that are missing or too many in it, or out of order. A sentence, none when it
    /// is sound.
    pub(crate) fn index_problem(&self, id: IndexId) -> Option<String> {
        let (index, columns) = self.open_index(id)?;
        let (mut expected, mut held) = (self.elements_of(index.target), Vec::new());
        expected.retain(|element| {
            let key = index.key(|key| match index.target {
                Target::Node(_) => Some(self.node_property(NodeId(*element), key)),
                Target::Relationship(_) => Some(self.rel_property(RelId(*element), key)),
            });
            key.is_some()
        });
        index.seek(&[], columns, &mut held);
        if expected != held {
            let (missing, extra) = (difference(&expected, &held), difference(&held, &expected));
            return Some(format!("it lacks {missing} elements and holds {extra} that do not belong in it"));
        }
        (!index.is_ordered(columns)).then(|| "its elements are out of order".to_owned())
    }

    fn open_index(&self, id: IndexId) -> Option<(&Index, &Columns)> {
        let index = self.delta.indexes.iter().find(|index| index.id == id)?;
        Some((index, self.base_columns(index.target)))
    }

    pub(super) fn base_columns(&self, target: Target) -> &Columns {
        match target {
            Target::Node(_) => &self.base.node_columns,
            Target::Relationship(_) => &self.base.rel_columns,
        }
    }

    fn collect<T>(out: &mut Vec<T>, wrap: impl Fn(u32) -> T, fill: impl FnOnce(&mut Vec<u32>)) {
        let mut ids = Vec::new();
        fill(&mut ids);
        out.extend(ids.into_iter().map(wrap));
    }
}

/// How many of `all`, ascending, are not in `others`, ascending.
fn difference(all: &[u32], others: &[u32]) -> usize {
    all.iter().filter(|id| others.binary_search(id).is_err()).count()
}
