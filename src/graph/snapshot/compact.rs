//! Merging the delta into a new base.
//!
//! What nothing touched is shared with the old base: whole types, whole columns, segments of columns. The cost follows
//! the size of the touched types and segments.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use rayon::prelude::*;

use super::state::Snapshot;
use crate::graph::base::Base;
use crate::graph::column::{Columns, PropertyColumn};
use crate::graph::csr::{Adjacency, Triple, TypeRows};
use crate::graph::delta::{Delta, Values};
use crate::graph::idset::IdSet;
use crate::graph::schema::Target;
use crate::graph::tokens::{KeyId, RelTypeId};
use crate::value::Value;

impl Snapshot {
    /// The same graph with the delta merged into a new base.
    pub(crate) fn compacted(&self) -> Self {
        if self.delta.changes == 0 {
            return self.clone();
        }
        let (old, delta) = (&*self.base, &*self.delta);
        let (types, table, meetings) = match self.merged_types() {
            Some(types) => (types, Arc::default(), Arc::default()),
            None => (old.types.clone(), Arc::clone(&old.table), Arc::clone(&old.meetings)),
        };
        let base = Base {
            node_capacity: delta.node_capacity,
            rel_capacity: delta.rel_capacity,
            node_columns: merged_columns(&old.node_columns, &delta.node_values),
            rel_columns: merged_columns(&old.rel_columns, &delta.rel_values),
            types,
            table,
            meetings,
            shelf: old.shelf.clone(),
        };
        let indexes = delta.indexes.iter().map(|index| match index.target {
            Target::Node(_) => index.merged(&old.node_columns),
            Target::Relationship(_) => index.merged(&old.rel_columns),
        });
        let clean = Delta {
            nodes: delta.nodes.tightened(),
            rels: delta.rels.tightened(),
            labels: delta.labels.iter().map(IdSet::tightened).collect(),
            node_values: Values::default(),
            rel_values: Values::default(),
            outgoing: OrdSet::new(),
            incoming: OrdSet::new(),
            links: OrdMap::new(),
            deleted: IdSet::default(),
            removed: OrdMap::new(),
            touched: IdSet::default(),
            looped: OrdSet::new(),
            indexes: indexes.collect(),
            changes: 0,
            ..delta.clone()
        };
        Self { tokens: Arc::clone(&self.tokens), base: Arc::new(base), delta: Arc::new(clean) }
    }

    /// The relationships of all types, those with changes rebuilt; `None` when no type has any.
    fn merged_types(&self) -> Option<Vec<Option<Arc<TypeRows>>>> {
        let delta = &*self.delta;
        let mut new: BTreeMap<RelTypeId, Vec<Triple>> = BTreeMap::new();
        for (_, _, rel_type) in delta.removed.keys() {
            new.entry(*rel_type).or_default();
        }
        for (start, rel_type, end, id) in &delta.outgoing {
            new.entry(*rel_type).or_default().push(Triple { start: *start, end: *end, id: *id });
        }
        let last = new.keys().next_back()?.0 as usize;
        let mut types = self.base.types.clone();
        if types.len() <= last {
            types.resize(last + 1, None);
        }
        let rebuilt: Vec<_> = new
            .into_par_iter()
            .map(|(rel_type, new)| {
                let old = self.base.adjacency(rel_type).map(Adjacency::triples).unwrap_or_default();
                let old = old.into_iter().filter(|triple| !delta.deleted.contains(triple.id.0));
                (rel_type, merge(old, new))
            })
            .map(|(rel_type, all)| {
                (rel_type, (!all.is_empty()).then(|| Arc::new(TypeRows::new(Adjacency::from_sorted(&all)))))
            })
            .collect();
        for (rel_type, adjacency) in rebuilt {
            types[rel_type.0 as usize] = adjacency;
        }
        Some(types)
    }
}

/// Two sorted lists as one.
pub(super) fn merge(old: impl Iterator<Item = Triple>, new: Vec<Triple>) -> Vec<Triple> {
    let mut all = Vec::with_capacity(old.size_hint().1.unwrap_or(0) + new.len());
    let mut new = new.into_iter().peekable();
    for triple in old {
        while let Some(before) = new.next_if(|next| *next < triple) {
            all.push(before);
        }
        all.push(triple);
    }
    all.extend(new);
    all
}

fn merged_columns(old: &Columns, values: &Values) -> Columns {
    let mut by_key: BTreeMap<u32, Vec<(u32, Value)>> = BTreeMap::new();
    for ((id, key), value) in &values.map {
        by_key.entry(*key).or_default().push((*id, value.clone()));
    }
    let empty = PropertyColumn::default();
    let merged: Vec<_> = by_key
        .into_par_iter()
        .map(|(key, overrides)| (KeyId(key), old.column(KeyId(key)).unwrap_or(&empty).with(&overrides)))
        .collect();
    let mut columns = old.clone();
    for (key, column) in merged {
        columns.set(key, column);
    }
    columns
}
