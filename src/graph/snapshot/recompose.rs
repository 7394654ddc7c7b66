//! A snapshot from the parts that storage read back.
//!
//! Checksums have caught flipped bits before; here every number that is used as a place is checked once more, so that
//! no stored data, however wrong, can make a later read leave its array.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::definitions;
use super::pieces::{
    SHAPE, Stored, Summary, check_elements, check_rels, finish_columns, late_adjacency, late_column, late_index,
    read_adjacency, read_dictionary, read_index, read_segment, read_statistics, read_summary, rel_set, set,
};
use super::state::Snapshot;
use crate::diagnostic::{Diagnostic, Result};
use crate::graph::base::Base;
use crate::graph::column::{Columns, Data, Segment};
use crate::graph::csr::{Adjacency, RelIds, TypeRows};
use crate::graph::delta::{Delta, Schema};
use crate::graph::idset::{IdSet, SEGMENT};
use crate::graph::index::Index;
use crate::graph::late::{Check, Late, Shelf, ensure};
use crate::graph::parts::{Part, PartName, Stream};
use crate::graph::schema::IndexId;
use crate::graph::statistics::Statistics;
use crate::graph::tokens::{KeyId, LabelId, RelTypeId, TOKEN_LIMIT, Tokens};

#[derive(Default)]
struct Reader {
    header: Option<([u32; 3], Schema)>,
    statistics: Statistics,
    nodes: IdSet,
    labels: BTreeMap<LabelId, IdSet>,
    node_columns: BTreeMap<KeyId, Stored>,
    rel_columns: BTreeMap<KeyId, Stored>,
    types: BTreeMap<RelTypeId, Adjacency>,
    indexes: BTreeMap<IndexId, (Vec<u32>, u64)>,
    summary: Option<Summary>,
}

impl Snapshot {
    /// The graph that `parts` describe, in any order; their names are defined in `tokens`. No parts give an empty graph.
    ///
    /// # Errors
    /// `Internal`, naming the part, when parts are malformed or contradict each other.
    pub(crate) fn from_parts(tokens: Arc<Tokens>, parts: impl IntoIterator<Item = Part>) -> Result<Self> {
        let mut reader = Reader::default();
        let mut any = false;
        for part in parts {
            any = true;
            let name = part.name;
            let wrong = |what: &str| Diagnostic::internal(format!("stored part {name:?}: {what}"));
            reader.read(&tokens, part).map_err(wrong)?;
        }
        if !any {
            return Ok(Self::empty(tokens));
        }
        reader.finish(tokens).map_err(|what| Diagnostic::internal(format!("stored parts: {what}")))
    }
}

impl Snapshot {
    /// The graph of a stored base of which `shelf` holds all parts named `names`. Only those that say what there is are
    /// read now, the others when they are first wanted. `None` when the base was stored without a summary.
    ///
    /// # Errors
    /// `StorageError` when a part cannot be read; `Internal`, naming the part, when it is malformed.
    pub(crate) fn on_shelf(tokens: Arc<Tokens>, shelf: &Arc<Shelf>, names: &[PartName]) -> Result<Option<Self>> {
        if !names.contains(&PartName::Summary) {
            return Ok(None);
        }
        let (now, late): (Vec<PartName>, Vec<PartName>) = names.iter().partition(|name| is_read_first(**name));
        let mut reader = Reader::default();
        for name in now {
            let wrong = |what: &str| Diagnostic::internal(format!("stored part {name:?}: {what}"));
            reader.read(&tokens, shelf.read(name)?).map_err(wrong)?;
        }
        let graph = reader.on_shelf(tokens, shelf, &late);
        graph.map(Some).map_err(|what| Diagnostic::internal(format!("stored parts: {what}")))
    }

    /// Reads what is still to be read.
    ///
    /// # Errors
    /// Why a piece cannot be read, or what contradicts what.
    #[cfg(test)]
    pub(crate) fn read_whole(&self) -> Result<()> {
        self.base.node_columns.iter().for_each(drop);
        self.base.rel_columns.iter().for_each(drop);
        self.base.present_types().for_each(|(_, rows)| _ = rows.get());
        self.delta.indexes.iter().for_each(|index| _ = index.piece().get());
        self.check_read()?;
        let base = &*self.base;
        let rels = rel_set(&base.types, base.node_capacity, base.rel_capacity);
        rels.map(drop).map_err(|what| Diagnostic::internal(format!("stored parts: {what}")))
    }
}

impl Snapshot {
    /// The graph that is left when some parts of a base are damaged and absent; `None` when the others make no graph.
    /// What is there is made anew, so indexes and counts fit; a relationship without its ends is left out.
    pub(crate) fn salvaged(tokens: Arc<Tokens>, parts: Vec<Part>) -> Option<Self> {
        let mut reader = Reader::default();
        for part in parts {
            // A part that contradicts another is left out like a damaged one.
            let _ = reader.read(&tokens, part);
        }
        reader.complete();
        reader.finish(tokens).ok().map(|graph| graph.rebuilt())
    }
}

impl Reader {
    /// The capacities for nodes and relationships; all there can be while the header was not read.
    fn capacities(&self) -> (u32, u32) {
        self.header.as_ref().map_or((u32::MAX, u32::MAX), |([nodes, rels, _], _)| (*nodes, *rels))
    }

    fn read(&mut self, tokens: &Tokens, part: Part) -> Check<()> {
        let mut streams = part.streams.into_iter();
        let mut next = || streams.next().ok_or(SHAPE);
        match part.name {
            PartName::Tokens(kind) => {
                let (Stream::SortedIds(numbers), Stream::Texts(names)) = (next()?, next()?) else { return Err(SHAPE) };
                ensure(numbers.len() == names.len(), "it has more numbers than names")?;
                let mut pairs = numbers.into_vec().into_iter().zip(names.iter());
                ensure(pairs.all(|(number, name)| tokens.define(kind, number, name)), "its names contradict each other")
            }
            PartName::Header => {
                let (Stream::Ids(capacities), Stream::Ids(numbers), Stream::Texts(names)) = (next()?, next()?, next()?)
                else {
                    return Err(SHAPE);
                };
                let capacities = capacities.try_into().map_err(|_| SHAPE)?;
                let schema = definitions::read(numbers, &names).ok_or("an index or constraint is malformed")?;
                self.header = Some((capacities, schema));
                read_statistics(next, &mut self.statistics)
            }
            PartName::Nodes => {
                self.nodes = set(next()?)?;
                Ok(())
            }
            PartName::Label(label) => {
                ensure(label.0 < TOKEN_LIMIT, "there are not that many labels")?;
                self.labels.insert(label, set(next()?)?);
                Ok(())
            }
            PartName::NodeColumn(key, at) => read_segment(&mut self.node_columns, key, at, (next()?, next()?)),
            PartName::RelColumn(key, at) => read_segment(&mut self.rel_columns, key, at, (next()?, next()?)),
            PartName::NodeDictionary(key) => read_dictionary(&mut self.node_columns, key, next()?),
            PartName::RelDictionary(key) => read_dictionary(&mut self.rel_columns, key, next()?),
            PartName::Adjacency(rel_type) => {
                ensure(rel_type.0 < TOKEN_LIMIT, "there are not that many types")?;
                let capacities = self.capacities();
                let adjacency = read_adjacency(next()?, next()?, next()?, next()?, capacities)?;
                self.types.insert(rel_type, adjacency);
                Ok(())
            }
            PartName::Index(id) => {
                let index = read_index(next()?, next()?)?;
                self.indexes.insert(id, index);
                Ok(())
            }
            PartName::Summary => {
                self.summary = Some(read_summary([next()?, next()?, next()?, next()?, next()?, next()?])?);
                Ok(())
            }
        }
    }

    /// Puts what the other parts say in the place of parts that are not there.
    fn complete(&mut self) {
        if self.nodes.is_empty() {
            let labelled = self.labels.values().flat_map(IdSet::to_vec);
            let joined = self.types.values().flat_map(|adjacency| {
                let ends = adjacency.out.nodes().into_iter().chain(adjacency.ends().iter().map(|end| end.0));
                ends.collect::<Vec<_>>()
            });
            let mut nodes: Vec<u32> = labelled.chain(joined).collect();
            nodes.sort_unstable();
            nodes.dedup();
            self.nodes = IdSet::from_sorted(&nodes);
        }
        for columns in [&mut self.node_columns, &mut self.rel_columns] {
            for column in columns.values_mut() {
                let known = column.dictionary.len();
                let is_whole = |segment: &Segment| match &segment.data {
                    Data::Texts(codes) => codes.codes().all(|code| (code as usize) < known),
                    _ => true,
                };
                column.segments.retain(|(_, segment)| is_whole(segment));
            }
        }
        if self.header.is_none() {
            let rels = self.types.values().flat_map(|adjacency| match adjacency.ids() {
                RelIds::Range(first) => vec![*first + adjacency.len() as u32],
                RelIds::List(ids) => ids.iter().map(|id| id.0 + 1).collect(),
            });
            // Properties of elements that are gone are beyond any capacity that can be told; let them be.
            let nodes = self.nodes.runs().last().map_or(0, |(first, len)| first + len).max(room(&self.node_columns));
            let capacities = [nodes, rels.max().unwrap_or(0).max(room(&self.rel_columns)), 0];
            self.header = Some((capacities, Schema::default()));
        }
        if let Some((_, schema)) = &mut self.header {
            for index in &schema.indexes {
                self.indexes.entry(index.id).or_default();
            }
        }
    }

    fn finish(mut self, tokens: Arc<Tokens>) -> Check<Snapshot> {
        let ([node_capacity, rel_capacity, _], schema) = self.header.as_ref().ok_or("the header is missing")?;
        let (node_capacity, rel_capacity) = (*node_capacity, *rel_capacity);
        let mut types: Vec<Option<Arc<TypeRows>>> = Vec::new();
        for (rel_type, adjacency) in std::mem::take(&mut self.types) {
            types.resize(rel_type.0 as usize, None);
            types.push(Some(Arc::new(TypeRows::new(adjacency))));
        }
        let rels = rel_set(&types, node_capacity, rel_capacity)?;
        let base = Base {
            node_capacity,
            rel_capacity,
            node_columns: finish_columns(std::mem::take(&mut self.node_columns), node_capacity)?,
            rel_columns: finish_columns(std::mem::take(&mut self.rel_columns), rel_capacity)?,
            types,
            table: Arc::default(),
            meetings: Arc::default(),
            shelf: None,
        };
        let mut indexes = Vec::new();
        for definition in &schema.indexes {
            let (elements, distinct) = self.indexes.remove(&definition.id).ok_or("an index has no part")?;
            check_elements(&elements, definition.target, (node_capacity, rel_capacity))?;
            indexes.push(Index::stored(definition, elements, distinct));
        }
        if let Some(summary) = &self.summary {
            let heads = base.present_types().map(|(rel_type, rows)| (rel_type, rows.head));
            let keys = indexes.iter().map(|index| (index.id, index.distinct));
            let texts = |columns: &Columns, counts: &BTreeMap<KeyId, u32>| {
                columns.pieces().all(|(key, _)| columns.texts(key) == counts.get(&key).copied().unwrap_or(0))
            };
            let agrees = summary.types == heads.collect()
                && summary.indexes == keys.collect()
                && texts(&base.node_columns, &summary.node_texts)
                && texts(&base.rel_columns, &summary.rel_texts);
            ensure(agrees && summary.rels.runs() == rels.runs(), "the summary is not that of the other parts")?;
        }
        self.snapshot(tokens, base, rels, indexes)
    }

    /// The graph whose late parts stand on `shelf`.
    fn on_shelf(mut self, tokens: Arc<Tokens>, shelf: &Arc<Shelf>, late: &[PartName]) -> Check<Snapshot> {
        let ([node_capacity, rel_capacity, _], schema) = self.header.as_ref().ok_or("the header is missing")?;
        let capacities = (*node_capacity, *rel_capacity);
        let summary = self.summary.take().ok_or("the summary is missing")?;
        let mut base = Base {
            node_capacity: capacities.0,
            rel_capacity: capacities.1,
            shelf: Some(Arc::clone(shelf)),
            ..Base::default()
        };
        for (rel_type, head) in summary.types {
            let name = PartName::Adjacency(rel_type);
            ensure(late.contains(&name), "a type has no relationships")?;
            base.types.resize(rel_type.0 as usize, None);
            let rows = Late::stored(shelf, vec![name], move |parts| late_adjacency(parts, head, capacities));
            base.types.push(Some(Arc::new(TypeRows::late(head, rows))));
        }
        for (key, names) in column_parts(late, true) {
            let column = Late::stored(shelf, names, move |parts| late_column(parts, capacities.0));
            base.node_columns.set_late(key, column, summary.node_texts.get(&key).copied().unwrap_or(0));
        }
        for (key, names) in column_parts(late, false) {
            let column = Late::stored(shelf, names, move |parts| late_column(parts, capacities.1));
            base.rel_columns.set_late(key, column, summary.rel_texts.get(&key).copied().unwrap_or(0));
        }
        let mut indexes = Vec::new();
        for definition in &schema.indexes {
            let (name, target) = (PartName::Index(definition.id), definition.target);
            let distinct = summary.indexes.get(&definition.id).filter(|_| late.contains(&name));
            let distinct = *distinct.ok_or("an index has no part")?;
            let elements = Late::stored(shelf, vec![name], move |parts| late_index(parts, target, capacities));
            indexes.push(Index::late(definition, elements, distinct));
        }
        check_rels(&summary.rels, capacities.1)?;
        self.snapshot(tokens, base, summary.rels, indexes)
    }

    fn snapshot(self, tokens: Arc<Tokens>, base: Base, rels: IdSet, indexes: Vec<Index>) -> Check<Snapshot> {
        let ([node_capacity, rel_capacity, schema_capacity], schema) = self.header.ok_or("the header is missing")?;
        let below = |ids: &IdSet, capacity: u32| ids.next(capacity).is_none();
        ensure(below(&self.nodes, node_capacity), "a node is beyond the capacity")?;
        ensure(self.labels.values().all(|ids| below(ids, node_capacity)), "a label is on a node beyond the capacity")?;
        let mut labels = Vec::new();
        for (label, ids) in self.labels {
            labels.resize(label.0 as usize, IdSet::default());
            labels.push(ids);
        }
        let delta = Delta {
            nodes: self.nodes,
            rels,
            labels,
            node_capacity,
            rel_capacity,
            schema_capacity,
            statistics: self.statistics,
            schema: Arc::new(schema),
            indexes,
            ..Delta::default()
        };
        Ok(Snapshot { tokens, base: Arc::new(base), delta: Arc::new(delta) })
    }
}

/// The parts of each column among `names`, of nodes or of relationships.
fn column_parts(names: &[PartName], of_nodes: bool) -> BTreeMap<KeyId, Vec<PartName>> {
    let mut columns: BTreeMap<KeyId, Vec<PartName>> = BTreeMap::new();
    for name in names {
        let key = match name {
            PartName::NodeColumn(key, _) | PartName::NodeDictionary(key) if of_nodes => key,
            PartName::RelColumn(key, _) | PartName::RelDictionary(key) if !of_nodes => key,
            _ => continue,
        };
        columns.entry(*key).or_default().push(*name);
    }
    columns
}

/// Whether opening reads a part: it says what there is, and is small.
fn is_read_first(name: PartName) -> bool {
    matches!(name, PartName::Tokens(_) | PartName::Header | PartName::Summary | PartName::Nodes | PartName::Label(_))
}

/// A capacity that holds every element of these columns.
fn room(columns: &BTreeMap<KeyId, Stored>) -> u32 {
    let segments = columns.values().flat_map(|column| &column.segments);
    segments.map(|(at, _)| (at + 1).saturating_mul(SEGMENT)).max().unwrap_or(0)
}
