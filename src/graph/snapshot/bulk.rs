//! Bulk loading: whole columns of nodes and relationships straight into a base, without going through changes.
//!
//! New elements get numbers after those of the graph they are added to. Relationships of a type are numbered in the
//! order of their starts and ends, not of rows, so that the out side of a freshly loaded type needs no numbers.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::by_start::ByStart;
use super::compact::merge;
use super::state::Snapshot;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::base::Base;
use crate::graph::column::{Columns, Piece, PropertyColumn};
use crate::graph::csr::{Adjacency, TypeRows};
use crate::graph::delta::Delta;
use crate::graph::idset::{IdSet, Share};
use crate::graph::index::Index;
use crate::graph::statistics::count;
use crate::graph::stored::check_storable;
use crate::graph::tokens::{KeyId, LabelId, RelTypeId};
use crate::graph::workspace::Workspace;
use crate::value::{Column, NodeId};

/// Collects whole columns and makes one snapshot of them.
pub(crate) struct BaseBuilder {
    graph: Snapshot,
    node_pieces: BTreeMap<KeyId, Vec<Piece>>,
    rels: BTreeMap<RelTypeId, Vec<Rows>>,
}

/// Relationships of one type as they were given.
struct Rows {
    starts: Vec<NodeId>,
    ends: Vec<NodeId>,
    columns: Vec<(KeyId, Column)>,
}

impl BaseBuilder {
    /// A builder that adds to `graph`, which may be empty.
    pub(crate) fn new(graph: &Snapshot) -> Self {
        Self { graph: graph.compacted(), node_pieces: BTreeMap::new(), rels: BTreeMap::new() }
    }

    /// Adds `count` nodes with the same labels; each column has `count` rows, null = absent. Gives the numbers of the
    /// nodes, in the order of rows.
    ///
    /// # Errors
    /// `TypeError/InvalidPropertyType` for a value no property can hold; `LimitExceeded` when numbers run out.
    pub(crate) fn add_nodes(
        &mut self,
        labels: &[LabelId],
        count: u32,
        columns: Vec<(KeyId, Column)>,
    ) -> Result<Range<u32>> {
        let first = self.graph.node_capacity();
        let end = first.checked_add(count).ok_or_else(|| too_many("nodes"))?;
        check_columns(&columns, count as usize)?;
        let mut labels = labels.to_vec();
        labels.sort_unstable();
        labels.dedup();
        let delta = self.graph.delta_mut();
        delta.nodes.insert_range(first..end);
        delta.node_capacity = end;
        for label in &labels {
            let at = label.0 as usize;
            if delta.labels.len() <= at {
                delta.labels.resize(at + 1, IdSet::default());
            }
            delta.labels[at].insert_range(first..end);
        }
        for (key, column) in columns {
            count_keys(delta, &labels, key, (column.len() - column.count_nulls()) as i64);
            self.node_pieces.entry(key).or_default().push(Piece { first, column });
        }
        Ok(first..end)
    }

    /// Adds relationships of one type, one a row; `starts`, `ends` and the columns have the same length, and all ends
    /// are nodes of the graph or added before.
    ///
    /// # Errors
    /// As [`Self::add_nodes`]; `EntityNotFound` for an end that does not exist.
    pub(crate) fn add_rels(
        &mut self,
        rel_type: RelTypeId,
        starts: Vec<NodeId>,
        ends: Vec<NodeId>,
        columns: Vec<(KeyId, Column)>,
    ) -> Result<()> {
        if starts.len() != ends.len() {
            return Err(Diagnostic::internal("as many relationships must start as end"));
        }
        check_columns(&columns, starts.len())?;
        if let Some(missing) = starts.iter().chain(&ends).find(|node| !self.graph.contains_node(**node)) {
            let message = format!("a relationship cannot be connected to node {}, which does not exist", missing.0);
            return Err(Diagnostic::new(Class::EntityNotFound, Phase::Runtime, Detail::DeletedEntityAccess, message));
        }
        self.rels.entry(rel_type).or_default().push(Rows { starts, ends, columns });
        Ok(())
    }

    /// The graph with everything added. Indexes are rebuilt and constraints checked.
    ///
    /// # Errors
    /// `ConstraintValidationFailed` when the new graph violates a constraint; `LimitExceeded` when numbers run out.
    pub(crate) fn finish(mut self) -> Result<Snapshot> {
        let old = Arc::clone(&self.graph.base);
        let mut base = (*old).clone();
        base.node_capacity = self.graph.node_capacity();
        let node_pieces = std::mem::take(&mut self.node_pieces);
        extend_columns(&mut base.node_columns, &node_pieces);
        let rels = std::mem::take(&mut self.rels);
        self.add_types(&mut base, rels)?;
        base.table = Arc::default();
        base.rel_capacity = self.graph.rel_capacity();
        self.graph.base = Arc::new(base);
        self.recount_labels();
        self.rebuild_indexes();
        self.check()?;
        Ok(self.graph)
    }

    fn add_types(&mut self, base: &mut Base, rels: BTreeMap<RelTypeId, Vec<Rows>>) -> Result<()> {
        let mut numbered = Vec::with_capacity(rels.len());
        for (rel_type, rows) in rels {
            let total: u64 = rows.iter().map(|rows| rows.starts.len() as u64).sum();
            if total == 0 {
                continue;
            }
            let first = self.graph.rel_capacity();
            let end = u32::try_from(u64::from(first) + total).map_err(|_| too_many("relationships"))?;
            let delta = self.graph.delta_mut();
            delta.rels.insert_range(first..end);
            delta.rel_capacity = end;
            count(&mut delta.statistics.types, rel_type, total as i64);
            numbered.push((rel_type, first, rows));
        }
        let added = numbered.into_par_iter().map(|(rel_type, first, rows)| {
            let (added, columns) = number(first, &rows);
            let all = match base.adjacency(rel_type) {
                Some(old) => Adjacency::from_sorted(&merge(old.triples().into_iter(), added.triples())),
                None => added,
            };
            (rel_type, first, all, columns)
        });
        let added: Vec<_> = added.collect();
        let mut pieces: BTreeMap<KeyId, Vec<Piece>> = BTreeMap::new();
        let statistics = &mut self.graph.delta_mut().statistics;
        for (rel_type, first, adjacency, columns) in added {
            for (key, column) in columns {
                let present = (column.len() - column.count_nulls()) as i64;
                count(&mut statistics.type_keys, (rel_type, key), present);
                count(&mut statistics.rel_keys, key, present);
                pieces.entry(key).or_default().push(Piece { first, column });
            }
            let at = rel_type.0 as usize;
            if base.types.len() <= at {
                base.types.resize(at + 1, None);
            }
            base.types[at] = Some(Arc::new(TypeRows::new(adjacency)));
        }
        extend_columns(&mut base.rel_columns, &pieces);
        Ok(())
    }

    /// Counts relationships by the labels of their ends anew.
    fn recount_labels(&mut self) {
        let (base, labels) = (&*self.graph.base, &self.graph.delta.labels);
        let types: Vec<(RelTypeId, &TypeRows)> = base.present_types().collect();
        let counted: Vec<Vec<_>> = types
            .into_par_iter()
            .map(|(rel_type, rows)| {
                let adjacency = rows.get();
                let (starts, ends) = (adjacency.out.nodes(), adjacency.ends());
                let sides = [span(starts.iter().copied()), span(ends.iter().map(|end| end.0))];
                let mut counts = Vec::new();
                for (at, set) in labels.iter().enumerate() {
                    let label = LabelId(at as u32);
                    let [outgoing, incoming] = sides.map(|(first, last)| match set.share_of(first, last) {
                        Share::None => Some(0),
                        Share::All => Some(adjacency.len() as u64),
                        Share::Some => None,
                    });
                    let outgoing = outgoing.unwrap_or_else(|| {
                        let inside = starts.iter().filter(|start| set.contains(**start));
                        inside.map(|start| adjacency.out.degree(NodeId(*start)) as u64).sum()
                    });
                    let incoming =
                        incoming.unwrap_or_else(|| ends.iter().filter(|end| set.contains(end.0)).count() as u64);
                    let sides = [(false, outgoing), (true, incoming)].into_iter().filter(|(_, sum)| *sum > 0);
                    counts.extend(sides.map(|(incoming, sum)| ((rel_type, label, incoming), sum)));
                }
                counts
            })
            .collect();
        self.graph.delta_mut().statistics.type_labels = counted.into_iter().flatten().collect();
    }

    fn rebuild_indexes(&mut self) {
        let definitions = self.graph.indexes().to_vec();
        let indexes = definitions.par_iter().map(|definition| {
            let elements = self.graph.elements_of(definition.target);
            Index::build(definition, &elements, self.graph.base_columns(definition.target))
        });
        let indexes = indexes.collect();
        self.graph.delta_mut().indexes = indexes;
    }

    fn check(&self) -> Result<()> {
        if self.graph.constraints().is_empty() {
            return Ok(());
        }
        let checker = Workspace::new(self.graph.clone());
        for constraint in self.graph.constraints() {
            checker.check_all(constraint)?;
        }
        Ok(())
    }
}

/// The least and the greatest of some numbers.
fn span(numbers: impl Iterator<Item = u32> + Clone) -> (u32, u32) {
    (numbers.clone().min().unwrap_or(0), numbers.max().unwrap_or(0))
}

fn check_columns(columns: &[(KeyId, Column)], rows: usize) -> Result<()> {
    for (_, column) in columns {
        if column.len() != rows {
            return Err(Diagnostic::internal("a column of a bulk load has the wrong number of rows"));
        }
        match column {
            Column::Values(values) => values.iter().try_for_each(check_storable)?,
            Column::Constant(value, _) => check_storable(value)?,
            Column::Nodes(_) | Column::Relationships(_) | Column::Lists { .. } => {
                (0..rows).try_for_each(|row| check_storable(&column.get(row)))?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn count_keys(delta: &mut Delta, labels: &[LabelId], key: KeyId, present: i64) {
    count(&mut delta.statistics.node_keys, key, present);
    for label in labels {
        count(&mut delta.statistics.label_keys, (*label, key), present);
    }
}

fn extend_columns(columns: &mut Columns, pieces: &BTreeMap<KeyId, Vec<Piece>>) {
    let empty = PropertyColumn::default();
    let extended: Vec<_> = pieces
        .par_iter()
        .map(|(key, pieces)| (*key, columns.column(*key).unwrap_or(&empty).extended(pieces)))
        .collect();
    for (key, column) in extended {
        columns.set(key, column);
    }
}

/// Relationships in the order of starts and ends, numbered from `first`, and their columns in that order.
fn number(first: u32, rows: &[Rows]) -> (Adjacency, Vec<(KeyId, Column)>) {
    let pairs = rows.iter().flat_map(|rows| rows.starts.iter().copied().zip(rows.ends.iter().copied()));
    let ByStart { starts, lengths, ends, rows: order } =
        ByStart::of(rows.iter().map(|rows| rows.starts.len()).sum(), pairs);
    let adjacency = Adjacency::numbered(&starts, &lengths, ends, first);
    let mut keys: Vec<KeyId> = rows.iter().flat_map(|rows| rows.columns.iter().map(|(key, _)| *key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let column = |key: KeyId| {
        let parts = rows.iter().map(|rows| {
            let own = rows.columns.iter().find(|(other, _)| *other == key);
            own.map_or_else(|| Column::nulls(rows.starts.len()), |(_, column)| column.clone())
        });
        (key, Column::concat(parts.collect()).gather(&order))
    };
    (adjacency, keys.into_par_iter().map(column).collect())
}

fn too_many(what: &str) -> Diagnostic {
    let message = format!("the graph would have more than 4,294,967,294 {what}");
    Diagnostic::new(Class::LimitExceeded, Phase::Runtime, Detail::NumberOutOfRange, message)
}
