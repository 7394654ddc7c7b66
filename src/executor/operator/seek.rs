//! For each row the nodes that an index gives, or those with given ids; ids ascending, each node once.

use std::ops::Bound;
use std::sync::Arc;

use super::cursor::Cursor;
use crate::binder::{Expr, Slot};
use crate::diagnostic::Result;
use crate::executor::batch::{BATCH_ROWS, Batch};
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate;
use crate::graph::{IndexId, Snapshot};
use crate::planner::IndexAccess;
use crate::value::{Column, NodeId, Value};

/// What is looked up.
enum Lookup {
    Index(IndexId, IndexAccess),
    Ids(Expr),
}

impl Lookup {
    /// The expressions whose values [`Self::find`] wants, in order.
    fn expressions(&self) -> Vec<&Expr> {
        match self {
            Self::Index(_, IndexAccess::Equal(values)) => values.iter().collect(),
            Self::Index(_, IndexAccess::In(list)) => vec![list],
            Self::Index(_, IndexAccess::Prefix(prefix)) => vec![prefix],
            Self::Index(_, IndexAccess::Range { lower, upper }) => {
                lower.iter().chain(upper.iter()).map(|(bound, _)| bound).collect()
            }
            Self::Ids(ids) => vec![ids],
        }
    }

    fn find(&self, graph: &Snapshot, values: &[Value], out: &mut Vec<NodeId>) {
        match self {
            Self::Index(index, IndexAccess::Equal(_)) => {
                if !values.iter().any(Value::is_null) {
                    graph.index_seek(*index, values, out);
                }
            }
            Self::Index(index, IndexAccess::In(_)) => {
                if let Some(Value::List(elements)) = values.first() {
                    for element in elements.iter().filter(|element| !element.is_null()) {
                        graph.index_seek(*index, std::slice::from_ref(element), out);
                    }
                }
            }
            Self::Index(index, IndexAccess::Prefix(_)) => {
                if let Some(Value::String(prefix)) = values.first() {
                    graph.index_prefix(*index, prefix, out);
                }
            }
            Self::Index(index, IndexAccess::Range { lower, upper }) => {
                if values.iter().any(Value::is_null) {
                    return;
                }
                let mut next = values.iter();
                let mut bound = |side: &Option<(Expr, bool)>| match (side, side.as_ref().and_then(|_| next.next())) {
                    (Some((_, true)), Some(value)) => Bound::Included(value),
                    (Some((_, false)), Some(value)) => Bound::Excluded(value),
                    _ => Bound::Unbounded,
                };
                let (lower, upper) = (bound(lower), bound(upper));
                graph.index_range(*index, lower, upper, out);
            }
            Self::Ids(_) => match values.first() {
                Some(Value::List(ids)) => out.extend(ids.iter().filter_map(node_id)),
                Some(id) => out.extend(node_id(id)),
                None => {}
            },
        }
        out.retain(|node| graph.contains_node(*node));
        if !out.is_sorted_by(|a, b| a < b) {
            out.sort_unstable();
            out.dedup();
        }
    }
}

fn node_id(value: &Value) -> Option<NodeId> {
    match value {
        Value::Integer(id) => u32::try_from(*id).ok().map(NodeId),
        Value::Float(id) if id.fract() == 0.0 && (0.0..4_294_967_295.0).contains(id) => Some(NodeId(*id as u32)),
        _ => None,
    }
}

/// Looks nodes up for each row.
struct Seek {
    cursor: Cursor,
    slot: Slot,
    lookup: Lookup,
    // The values for the cursor's batch.
    arguments: Option<Vec<Arc<Column>>>,
    // The values for the cursor's row, and when `loaded` what was found for it; those before `at` are given.
    values: Vec<Value>,
    found: Vec<NodeId>,
    loaded: bool,
    at: usize,
}

impl Seek {
    fn new(input: Box<dyn Operator>, keep: Option<Vec<Slot>>, slot: Slot, lookup: Lookup) -> Self {
        let cursor = Cursor::new(input, keep);
        Self { cursor, slot, lookup, arguments: None, values: Vec::new(), found: Vec::new(), loaded: false, at: 0 }
    }

    fn take(&mut self, arguments: &[Arc<Column>], graph: &Snapshot) -> (Vec<u32>, Vec<NodeId>) {
        let (mut rows, mut nodes) = (Vec::new(), Vec::new());
        while rows.len() < BATCH_ROWS && self.cursor.row < self.cursor.batch.len() {
            let row = self.cursor.row;
            if !self.loaded {
                self.values.clear();
                self.values.extend(arguments.iter().map(|column| column.get(row)));
                self.found.clear();
                self.lookup.find(graph, &self.values, &mut self.found);
                self.loaded = true;
            }
            let end = self.found.len().min(self.at + BATCH_ROWS - rows.len());
            nodes.extend_from_slice(&self.found[self.at..end]);
            rows.resize(nodes.len(), row as u32);
            self.at = end;
            if end == self.found.len() {
                self.at = 0;
                self.loaded = false;
                self.cursor.row += 1;
            }
        }
        (rows, nodes)
    }
}

impl Operator for Seek {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        loop {
            if self.cursor.row >= self.cursor.batch.len() {
                self.arguments = None;
            }
            if !self.cursor.fill(ctx)? {
                return Ok(None);
            }
            ctx.checkpoint()?;
            let arguments = if let Some(arguments) = self.arguments.take() {
                arguments
            } else {
                let exprs = self.lookup.expressions();
                exprs.into_iter().map(|expr| evaluate(expr, &self.cursor.batch, ctx)).collect::<Result<_>>()?
            };
            let (rows, nodes) = self.take(&arguments, ctx.graph());
            self.arguments = Some(arguments);
            if !rows.is_empty() {
                let mut out = self.cursor.gather(&rows);
                out.set(self.slot, Column::Nodes(nodes));
                return Ok(Some(out));
            }
        }
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.cursor.reset(ctx);
        self.arguments = None;
        self.loaded = false;
        self.at = 0;
    }
}

/// The nodes that an index gives.
pub(in crate::executor) struct NodeSeek(Seek);

impl NodeSeek {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        keep: Option<Vec<Slot>>,
        slot: Slot,
        index: IndexId,
        access: IndexAccess,
    ) -> Self {
        Self(Seek::new(input, keep, slot, Lookup::Index(index, access)))
    }
}

impl Operator for NodeSeek {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        self.0.next(ctx)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.0.reset(ctx);
    }
}

/// The nodes with an id, or with one of a list of ids.
pub(in crate::executor) struct NodeById(Seek);

impl NodeById {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, keep: Option<Vec<Slot>>, slot: Slot, ids: Expr) -> Self {
        Self(Seek::new(input, keep, slot, Lookup::Ids(ids)))
    }
}

impl Operator for NodeById {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        self.0.next(ctx)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.0.reset(ctx);
    }
}
