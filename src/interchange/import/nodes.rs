//! Node files: rows to nodes, keys to the numbers that relationships name them by.
//!
//! A row whose key another row has, or a node that is in the graph already, is a bad row: nodes are added, not merged.

use std::sync::Arc;

use rayon::prelude::*;

use super::assemble::Assembled;
use super::header::node_columns;
use super::keys::{Scope, Spaces};
use super::layout::{KeyColumn, Layout};
use super::load::{Loader, rows_by_code, take_columns, take_tags, too_many};
use super::parse::Chunk;
use super::plan::NodeFiles;
use super::progress::BadRow;
use crate::diagnostic::{Diagnostic, Result};
use crate::graph::{KeyId, LabelId, Snapshot};
use crate::value::{Column, NodeId};

impl Loader<'_> {
    /// Loads the files of one entry of the plan.
    ///
    /// # Errors
    /// See [`super::load::load`].
    pub(super) fn load_nodes(&mut self, files: &NodeFiles) -> Result<()> {
        let array_delimiter = self.plan.array_delimiter;
        let layout = |header: &[String], _: &mut Spaces| {
            Layout::new(header, node_columns(header)?, array_delimiter, &mut |_, _| Ok(Scope::All))
        };
        let (layout, mut chunks) = self.reader.read(&files.files, &layout, &mut self.spaces)?;
        let mut columns = take_columns(&mut chunks, layout.rules.len());
        let key = layout.key.ok_or_else(|| Diagnostic::internal("a file of nodes without keys"))?;
        let place = self.space_of(&key, files);
        let known = self.number_keys(place, &key, columns.get(key.column));
        let mut tags = take_tags(&mut chunks);
        let all: usize = chunks.iter().map(|chunk| chunk.rows).sum();
        if !known.is_empty() {
            self.leave_out_known(&chunks, &known, columns.get(key.column))?;
            let kept = without(all, &known);
            columns.par_iter_mut().for_each(|column| column.column = column.column.gather(&kept));
            if let Some((codes, _)) = &mut tags {
                *codes = kept.iter().filter_map(|row| codes.get(*row as usize).copied()).collect();
            }
        }
        drop(chunks);
        let rows = all - known.len();
        let columns = self.keep(&files.files, rows, columns, &layout.names);
        self.report.nodes += rows as u64;
        match tags {
            None => self.add_nodes(&files.labels, rows, columns),
            Some((codes, texts)) => self.add_tagged_nodes(files, place, &codes, &texts, &columns),
        }
    }

    /// The id space of a node file, made now if there is none; nodes of its label that the graph has are in it.
    fn space_of(&mut self, key: &KeyColumn, files: &NodeFiles) -> usize {
        let name = key.space.as_deref().or(files.labels.first().map(String::as_str)).unwrap_or_default();
        if let Some(place) = self.spaces.find_place(name) {
            return place;
        }
        let label = files.labels.first().and_then(|label| self.tokens.find_label(label));
        let property = key.property.as_deref().and_then(|property| self.tokens.find_key(property));
        match (label, property) {
            (Some(label), Some(property)) => add_from_graph(&mut self.spaces, name, self.graph, label, property),
            _ => self.spaces.place(name),
        }
    }

    /// Gives the keys their numbers, from the next node on; gives the rows whose key is known already.
    fn number_keys(&mut self, place: usize, key: &KeyColumn, keys: Option<&Assembled>) -> Vec<u32> {
        let (Some(keys), Some(space)) = (keys, self.spaces.get_mut(place)) else { return Vec::new() };
        space.numeric |= key.numeric;
        space.insert(&keys.column, self.next_node)
    }

    fn leave_out_known(&mut self, chunks: &[Chunk], known: &[u32], keys: Option<&Assembled>) -> Result<()> {
        let mut start = 0;
        let mut left = known.iter().map(|row| *row as usize).peekable();
        for chunk in chunks {
            while let Some(row) = left.next_if(|row| *row < start + chunk.rows) {
                let key = keys.map(|keys| keys.column.get(row).to_string()).unwrap_or_default();
                let reason = format!("a node with the key {key} is there already");
                let (line, file) = (chunk.line(row - start), Arc::clone(&chunk.file));
                self.reader.leave_out(&BadRow { file, line, reason, text: key })?;
            }
            start += chunk.rows;
        }
        Ok(())
    }

    fn add_nodes(&mut self, labels: &[String], rows: usize, columns: Vec<(KeyId, Column)>) -> Result<()> {
        let labels: Vec<LabelId> = labels.iter().map(|label| self.tokens.label(label)).collect();
        let count = u32::try_from(rows).map_err(|_| too_many("nodes"))?;
        let numbers = self.builder.add_nodes(&labels, count, columns)?;
        if numbers.start != self.next_node {
            return Err(Diagnostic::internal("nodes of an import were numbered out of order"));
        }
        self.next_node = numbers.end;
        Ok(())
    }

    /// Adds nodes whose labels differ from row to row: those with the same labels one after the other.
    fn add_tagged_nodes(
        &mut self,
        files: &NodeFiles,
        place: usize,
        codes: &[u32],
        texts: &[Arc<str>],
        columns: &[(KeyId, Column)],
    ) -> Result<()> {
        let first = self.next_node;
        let mut numbers = vec![0; codes.len()];
        for (text, rows) in texts.iter().zip(rows_by_code(codes, texts.len())) {
            for (row, number) in rows.iter().zip(self.next_node..) {
                if let Some(place) = numbers.get_mut(*row as usize) {
                    *place = number;
                }
            }
            let more = text.split(self.plan.array_delimiter).map(str::trim).filter(|label| !label.is_empty());
            let labels: Vec<String> = files.labels.iter().cloned().chain(more.map(str::to_owned)).collect();
            let own = columns.par_iter().map(|(key, column)| (*key, column.gather(&rows))).collect();
            self.add_nodes(&labels, rows.len(), own)?;
        }
        if let Some(space) = self.spaces.get_mut(place) {
            space.renumber(first, &numbers);
        }
        Ok(())
    }
}

/// Makes an id space of the nodes of a label that a graph has, by one of their properties.
pub(super) fn add_from_graph(
    spaces: &mut Spaces,
    name: &str,
    graph: &Snapshot,
    label: LabelId,
    property: KeyId,
) -> usize {
    let place = spaces.place(name);
    if graph.label_key_count(label, property) > 0 {
        let mut nodes: Vec<NodeId> = Vec::new();
        graph.scan_label(label, 0, usize::MAX, &mut nodes);
        let keys = graph.gather_node_property(property, &nodes);
        if let Some(space) = spaces.get_mut(place) {
            space.insert_nodes(&keys, &nodes);
        }
    }
    place
}

/// The rows below `all` that are not in `known`, which is ascending.
fn without(all: usize, known: &[u32]) -> Vec<u32> {
    let mut known = known.iter().peekable();
    (0..all as u32).filter(|row| known.next_if(|other| *other == row).is_none()).collect()
}
