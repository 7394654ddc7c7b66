//! `CREATE`, and the creating half of `MERGE`: nodes, then relationships, row by row.
//!
//! Properties are evaluated by column before anything is created, unless one of them reads an element that the same
//! pattern creates; then rows go one at a time and each element's properties see the elements before it.

use std::borrow::Cow;
use std::sync::Arc;

use super::eager::Writer;
use super::set::names_in;
use crate::binder::{CreateNode, CreatePattern, CreateRel, CreatedType, Expr, Properties, Slot};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result, Span};
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::executor::expression::{evaluate, properties, slots_of};
use crate::executor::operator::node_at;
use crate::graph::{KeyId, check_storable};
use crate::value::{Column, NodeId, RelId, Value};

/// See the file.
pub(in crate::executor) struct Creator {
    pattern: CreatePattern,
    // Some property reads an element of the pattern itself.
    one_by_one: bool,
}

/// The properties, and the computed labels or type, of one element of the pattern, evaluated for all rows.
struct Evaluated<'a> {
    properties: Columns<'a>,
    names: Vec<(Arc<Column>, Span)>,
}

/// Properties by column.
enum Columns<'a> {
    Entries(Vec<(KeyId, Arc<Column>, Span)>),
    Map(Arc<Column>, &'a Expr),
}

impl Creator {
    pub(in crate::executor) fn new(pattern: CreatePattern) -> Self {
        let created: Vec<Slot> =
            pattern.nodes.iter().map(|n| n.slot).chain(pattern.rels.iter().map(|r| r.slot)).collect();
        let all = pattern.nodes.iter().map(|n| &n.properties).chain(pattern.rels.iter().map(|r| &r.properties));
        let reads_own =
            |expr: &Expr| slots_of(expr).is_none_or(|slots| slots.iter().any(|slot| created.contains(slot)));
        let names = pattern.nodes.iter().flat_map(|node| &node.computed);
        let names = names.chain(pattern.rels.iter().filter_map(|rel| computed_type(&rel.rel_type)));
        let one_by_one = all.flat_map(expressions).chain(names).any(reads_own);
        Self { pattern, one_by_one }
    }

    /// Creates the pattern for each row and binds its slots.
    pub(super) fn create(&self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        let mut out = if self.one_by_one {
            let mut rows = Vec::with_capacity(batch.len());
            for row in 0..batch.len() {
                rows.push(self.create_progressively(batch.slice(row, row + 1), ctx)?);
            }
            Batch::concat(rows).unwrap_or(batch)
        } else {
            self.create_all(batch, ctx)?
        };
        for (slot, expr) in &self.pattern.paths {
            let column = evaluate(expr, &out, ctx)?;
            out.set(*slot, column);
        }
        Ok(out)
    }

    fn create_all(&self, mut batch: Batch, ctx: &mut Context) -> Result<Batch> {
        let (nodes, rels) = (&self.pattern.nodes, &self.pattern.rels);
        let mut node_properties = Vec::with_capacity(nodes.len());
        for node in nodes {
            node_properties.push(Evaluated::new(&node.properties, &node.computed, &batch, ctx)?);
        }
        let mut rel_properties = Vec::with_capacity(rels.len());
        for rel in rels {
            rel_properties.push(Evaluated::new(&rel.properties, computed_type(&rel.rel_type), &batch, ctx)?);
        }
        let mut created_nodes: Vec<Vec<NodeId>> = vec![Vec::with_capacity(batch.len()); nodes.len()];
        let mut created_rels: Vec<Vec<RelId>> = vec![Vec::with_capacity(batch.len()); rels.len()];
        for row in 0..batch.len() {
            for ((node, values), created) in nodes.iter().zip(&node_properties).zip(&mut created_nodes) {
                created.push(self.node(node, values, row, ctx)?);
            }
            let end = |slot: Slot| {
                let own = nodes.iter().position(|node| node.slot == slot);
                own.map_or_else(|| bound_end(&batch, slot, row), |at| Ok(created_nodes[at][row]))
            };
            for ((rel, values), created) in rels.iter().zip(&rel_properties).zip(&mut created_rels) {
                let ends = (end(rel.start), end(rel.end));
                created.push(self.rel(rel, ends, values, row, ctx)?);
            }
        }
        for (node, ids) in nodes.iter().zip(created_nodes) {
            batch.set(node.slot, Column::Nodes(ids));
        }
        for (rel, ids) in rels.iter().zip(created_rels) {
            batch.set(rel.slot, Column::Relationships(ids));
        }
        Ok(batch)
    }

    /// One row whose properties may read what was created before them.
    fn create_progressively(&self, mut row: Batch, ctx: &mut Context) -> Result<Batch> {
        for node in &self.pattern.nodes {
            let values = Evaluated::new(&node.properties, &node.computed, &row, ctx)?;
            let id = self.node(node, &values, 0, ctx)?;
            row.set(node.slot, Column::Nodes(vec![id]));
        }
        for rel in &self.pattern.rels {
            let values = Evaluated::new(&rel.properties, computed_type(&rel.rel_type), &row, ctx)?;
            let ends = (bound_end(&row, rel.start, 0), bound_end(&row, rel.end, 0));
            let id = self.rel(rel, ends, &values, 0, ctx)?;
            row.set(rel.slot, Column::Relationships(vec![id]));
        }
        Ok(row)
    }

    fn node(&self, node: &CreateNode, values: &Evaluated<'_>, row: usize, ctx: &mut Context) -> Result<NodeId> {
        let properties = values.row(row, self.pattern.refuse_null, ctx)?;
        let mut labels = Cow::Borrowed(&node.labels);
        for (names, span) in &values.names {
            let names = names_in(&names.get(row)).map_err(|error| error.or_at(*span))?;
            labels.to_mut().extend(names.iter().map(|name| ctx.graph().tokens().label(name)));
        }
        ctx.workspace()?.create_node(&labels, properties).map_err(|error| {
            let place = values.unstorable(row).unwrap_or(node.span);
            error.or_at(place)
        })
    }

    fn rel(
        &self,
        rel: &CreateRel,
        (start, end): (Result<NodeId>, Result<NodeId>),
        values: &Evaluated<'_>,
        row: usize,
        ctx: &mut Context,
    ) -> Result<RelId> {
        let properties = values.row(row, self.pattern.refuse_null, ctx)?;
        let (start, end) = (start.map_err(|e| e.or_at(rel.span))?, end.map_err(|e| e.or_at(rel.span))?);
        let rel_type = match (&rel.rel_type, values.names.first()) {
            (CreatedType::Known(rel_type), _) => *rel_type,
            (CreatedType::Computed(_), Some((names, span))) => {
                let names = names_in(&names.get(row)).map_err(|error| error.or_at(*span))?;
                let [name] = names.as_slice() else {
                    let message = format!("a relationship has one type, not {}", names.len());
                    return Err(Diagnostic::argument(Detail::InvalidArgumentValue, message).at(*span));
                };
                ctx.graph().tokens().rel_type(name)
            }
            (CreatedType::Computed(_), None) => return Err(Diagnostic::internal("a type that was not computed")),
        };
        ctx.workspace()?.create_rel(rel_type, start, end, properties).map_err(|error| {
            let place = values.unstorable(row).unwrap_or(rel.span);
            error.or_at(place)
        })
    }
}

impl Writer for Creator {
    fn write(&mut self, batch: Batch, ctx: &mut Context) -> Result<Batch> {
        self.create(batch, ctx)
    }
}

fn computed_type(rel_type: &CreatedType) -> Option<&Expr> {
    match rel_type {
        CreatedType::Known(_) => None,
        CreatedType::Computed(name) => Some(name),
    }
}

fn expressions(properties: &Properties) -> Vec<&Expr> {
    match properties {
        Properties::Entries(entries) => entries.iter().map(|(_, expr)| expr).collect(),
        Properties::Map(expr) => vec![expr],
    }
}

/// The node that an end of a new relationship is bound to.
fn bound_end(batch: &Batch, slot: Slot, row: usize) -> Result<NodeId> {
    node_at(batch.column(slot)?, row)?.ok_or_else(|| {
        Diagnostic::type_error(
            Detail::InvalidArgumentType,
            "a relationship cannot be created: the node at one of its ends is null",
        )
    })
}

impl<'a> Evaluated<'a> {
    fn new(
        properties: &'a Properties,
        names: impl IntoIterator<Item = &'a Expr>,
        batch: &Batch,
        ctx: &mut Context,
    ) -> Result<Self> {
        let properties = match properties {
            Properties::Entries(entries) => {
                let columns = entries.iter().map(|(key, expr)| Ok((*key, evaluate(expr, batch, ctx)?, expr.span)));
                Columns::Entries(columns.collect::<Result<_>>()?)
            }
            Properties::Map(expr) => Columns::Map(evaluate(expr, batch, ctx)?, expr),
        };
        let names =
            names.into_iter().map(|expr| Ok((evaluate(expr, batch, ctx)?, expr.span))).collect::<Result<_>>()?;
        Ok(Self { properties, names })
    }

    /// The place of the first value of a row that no property can hold.
    fn unstorable(&self, row: usize) -> Option<Span> {
        match &self.properties {
            Columns::Entries(entries) => {
                let wrong = entries.iter().find(|(_, column, _)| check_storable(&column.get(row)).is_err());
                wrong.map(|(_, _, span)| *span)
            }
            Columns::Map(_, expr) => Some(expr.span),
        }
    }

    /// The properties of one row.
    fn row(&self, row: usize, refuse_null: bool, ctx: &Context) -> Result<Vec<(KeyId, Value)>> {
        let (values, span) = match &self.properties {
            Columns::Entries(entries) => {
                if let Some((key, _, span)) = entries.iter().find(|(_, c, _)| refuse_null && c.is_null(row)) {
                    return Err(null_in_merge(&ctx.graph().tokens().key_name(*key)).at(*span));
                }
                return Ok(entries.iter().map(|(key, column, _)| (*key, column.get(row))).collect());
            }
            Columns::Map(column, expr) => (column.get(row), expr.span),
        };
        let map = properties(&values, ctx).map_err(|error| error.or_at(span))?;
        if let Some((name, _)) = map.iter().find(|(_, value)| refuse_null && value.is_null()) {
            return Err(null_in_merge(name).at(span));
        }
        let tokens = ctx.graph().tokens();
        Ok(map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (tokens.key(&name), value))
            .collect())
    }
}

fn null_in_merge(name: &str) -> Diagnostic {
    let message = format!("MERGE cannot use the property `{name}`: its value is null, which equals nothing");
    Diagnostic::new(Class::SemanticError, Phase::Runtime, Detail::MergeReadOwnWrites, message)
        .hint("match on the properties that are known and set the others with ON CREATE SET")
}
