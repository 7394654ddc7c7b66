//! Relationship files: rows to relationships, the keys of their ends looked up in the id spaces.
//!
//! A space that no node file of this import fills is filled from the graph when its name is a label whose nodes have a
//! unique key; so relationships can be added to nodes that were loaded earlier.

use rayon::prelude::*;

use super::header::{Headed, HeaderError, Meaning, relationship_columns};
use super::keys::{Scope, Spaces};
use super::layout::Layout;
use super::load::{Loader, rows_by_code, take_columns, take_tags};
use super::nodes::add_from_graph;
use super::plan::RelationshipFiles;
use crate::diagnostic::{Diagnostic, Result, did_you_mean};
use crate::graph::{ConstraintKind, Snapshot, Target};
use crate::value::NodeId;

impl Loader<'_> {
    /// Loads the files of one entry of the plan.
    ///
    /// # Errors
    /// See [`super::load::load`].
    pub(super) fn load_relationships(&mut self, files: &RelationshipFiles) -> Result<()> {
        let (array_delimiter, graph) = (self.plan.array_delimiter, self.graph);
        let layout = |header: &[String], spaces: &mut Spaces| layout(header, array_delimiter, files, spaces, graph);
        let (layout, mut chunks) = self.reader.read(&files.files, &layout, &mut self.spaces)?;
        let columns = take_columns(&mut chunks, layout.rules.len());
        let tags = take_tags(&mut chunks);
        let rows = chunks.iter().map(|chunk| chunk.rows).sum();
        let (mut starts, mut ends) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for chunk in chunks {
            starts.extend(chunk.starts);
            ends.extend(chunk.ends);
        }
        let columns = self.keep(&files.files, rows, columns, &layout.names);
        self.report.relationships += rows as u64;
        let default = files.rel_type.as_deref();
        match tags {
            _ if rows == 0 => Ok(()),
            None => {
                let name = default.ok_or_else(|| Diagnostic::internal("relationships without a type"))?;
                self.builder.add_rels(self.tokens.rel_type(name), starts, ends, columns)
            }
            Some((codes, texts)) => {
                for (text, rows) in texts.iter().zip(rows_by_code(&codes, texts.len())) {
                    let name = if text.is_empty() { default.unwrap_or_default() } else { text };
                    let pick = |nodes: &[NodeId]| -> Vec<NodeId> {
                        rows.iter().filter_map(|row| nodes.get(*row as usize).copied()).collect()
                    };
                    let own = columns.par_iter().map(|(key, column)| (*key, column.gather(&rows))).collect();
                    self.builder.add_rels(self.tokens.rel_type(name), pick(&starts), pick(&ends), own)?;
                }
                Ok(())
            }
        }
    }
}

fn layout(
    header: &[String],
    array_delimiter: char,
    files: &RelationshipFiles,
    spaces: &mut Spaces,
    graph: &Snapshot,
) -> Headed<Layout> {
    let meanings = relationship_columns(header)?;
    let typed = meanings.contains(&Meaning::Type);
    if !typed && files.rel_type.is_none() {
        let message = "the relationships have no type".to_owned();
        let hint = Some("name it before the file, as in `KNOWS=knows.csv`, or in a `:TYPE` column".to_owned());
        return Err(HeaderError { message, hint });
    }
    let mut scope = |space: Option<String>, is_start: bool| {
        let planned = if is_start { &files.start } else { &files.end };
        space.as_deref().or(planned.as_deref()).map_or(Ok(Scope::All), |name| scope_of(name, spaces, graph))
    };
    let layout = Layout::new(header, meanings, array_delimiter, &mut scope)?;
    Ok(Layout { needs_tag: typed && files.rel_type.is_none(), ..layout })
}

/// Where the keys of a space are looked up; from the graph when no file has filled it.
fn scope_of(name: &str, spaces: &mut Spaces, graph: &Snapshot) -> Headed<Scope> {
    if let Some(place) = spaces.find_place(name) {
        return Ok(Scope::One(place));
    }
    let label = graph.tokens().find_label(name);
    let unique = graph.constraints().iter().find_map(|constraint| {
        let fits = label.map(Target::Node) == Some(constraint.target)
            && matches!(constraint.kind, ConstraintKind::Unique | ConstraintKind::Key);
        match constraint.keys.as_slice() {
            [key] if fits => Some(*key),
            _ => None,
        }
    });
    if let (Some(label), Some(key)) = (label, unique) {
        return Ok(Scope::One(add_from_graph(spaces, name, graph, label, key)));
    }
    let known: Vec<&str> = spaces.names().collect();
    let near = did_you_mean(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let hint = near.unwrap_or_else(|| match known.as_slice() {
        [] => "give the files of the nodes too, or make a unique constraint on the key of the nodes that are there"
            .to_owned(),
        known => format!("the node files fill {}", known.join(", ")),
    });
    Err(HeaderError { message: format!("no node file fills the id space `{name}`"), hint: Some(hint) })
}
