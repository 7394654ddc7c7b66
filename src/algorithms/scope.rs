//! The part of the graph that a call speaks of: names turned into numbers, nodes collected.
//!
//! A node belongs when it has any of the labels (all nodes when none is named); a relationship belongs when it has
//! any of the types and both its ends belong. A name that the graph has never seen is an error with the nearest one:
//! a misspelt type must not look like an empty result.

use std::sync::Arc;

use super::argument::{outsider, wrong_type, wrong_value};
use super::call::Call;
use crate::diagnostic::{Diagnostic, Result, did_you_mean};
use crate::graph::{Direction, KeyId, LabelId, RelTypeId, Snapshot, TokenKind};
use crate::value::{Bitmap, Column, NodeId, RelId, Value};

/// How many nodes are read at a time.
const SCAN: usize = 1 << 16;

/// Nodes, relationship types, direction and weight of one call.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The nodes, ascending.
    pub(super) nodes: Vec<NodeId>,
    /// Whether `nodes` are all nodes of the graph.
    pub(super) all: bool,
    /// The types, ascending; empty only where the graph has no relationships.
    pub(super) types: Vec<RelTypeId>,
    /// How relationships are followed.
    pub(super) direction: Direction,
    /// The property that holds the weight.
    pub(super) weight: Option<KeyId>,
    labels: Vec<LabelId>,
    procedure: &'static str,
}

impl Scope {
    /// Reads `labels`, `types`, `direction` and `weight`.
    pub(super) fn of(call: &Call) -> Result<Self> {
        let tokens = call.graph.tokens();
        let unknown = |name: &str, written: &str, known: Vec<Arc<str>>| {
            let near = did_you_mean(written, known.iter().map(|name| &**name));
            let why = format!("names `{written}`, which the graph does not have");
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            wrong_value(call.procedure(), name, &why).maybe_hint(hint)
        };
        let mut labels = Vec::new();
        for name in call.texts("labels")? {
            let label = tokens.find_label(&name);
            labels.push(label.ok_or_else(|| unknown("labels", &name, tokens.label_names()))?);
        }
        let mut types = Vec::new();
        for name in call.texts("types")? {
            let rel_type = tokens.find_rel_type(&name);
            types.push(rel_type.ok_or_else(|| unknown("types", &name, tokens.rel_type_names()))?);
        }
        if types.is_empty() {
            let known = tokens.all(TokenKind::RelType).into_iter().map(|(id, _)| RelTypeId(id));
            types.extend(known.filter(|id| call.graph.type_count(*id) > 0));
        }
        types.sort_unstable();
        types.dedup();
        let weight = match call.text("weight")? {
            None => None,
            Some(name) => {
                let key = tokens.find_key(&name);
                Some(key.ok_or_else(|| unknown("weight", &name, tokens.key_names()))?)
            }
        };
        let all = labels.is_empty();
        let nodes = members(call, &labels)?;
        Ok(Self { nodes, all, types, direction: call.direction()?, weight, labels, procedure: call.procedure() })
    }

    /// Which nodes belong.
    pub(super) fn members(&self, call: &Call) -> Result<Members> {
        if self.all {
            return Ok(Members::All);
        }
        if let (Some(first), Some(last)) = (self.nodes.first(), self.nodes.last())
            && (last.0 - first.0) as usize + 1 == self.nodes.len()
        {
            return Ok(Members::Run { first: first.0, len: self.nodes.len() as u32 });
        }
        let capacity = call.graph.node_capacity() as usize;
        call.control.hold(capacity / 8)?;
        let mut members = Bitmap::new(capacity);
        self.nodes.iter().for_each(|node| members.set(node.0 as usize, true));
        Ok(Members::Some(members))
    }

    /// Whether all relationships of a type that are seen along the direction lead to nodes of the scope. When statistics
    /// do not tell, no is the answer.
    pub(super) fn is_closed(&self, graph: &Snapshot, rel_type: RelTypeId) -> bool {
        let all = graph.type_count(rel_type);
        let within = |side| self.labels.iter().any(|label| graph.type_label_count(rel_type, *label, side) == all);
        let out = self.direction == Direction::Incoming || within(Direction::Incoming);
        let into = self.direction == Direction::Outgoing || within(Direction::Outgoing);
        self.all || (out && into)
    }

    /// The same scope, followed the other way.
    pub(super) fn reversed(&self) -> Self {
        Self { direction: self.direction.reversed(), ..self.clone() }
    }

    /// The error of an argument that is a node outside the scope.
    pub(super) fn outsider(&self, argument: &str) -> Diagnostic {
        outsider(self.procedure, argument)
    }

    /// Weights of many relationships; 1 where there is none.
    /// Errors: a weight that is no number, not finite, or negative unless `negative` says it may be.
    pub(super) fn weights(&self, graph: &Snapshot, rels: &[RelId], negative: bool) -> Result<Vec<f64>> {
        let Some(key) = self.weight else { return Ok(vec![1.0; rels.len()]) };
        let column = graph.gather_rel_property(key, rels);
        let weights: Vec<f64> = match column {
            Column::Floats { values, nulls: None } => values,
            Column::Integers { values, nulls: None } => values.into_iter().map(|value| value as f64).collect(),
            other => (0..other.len()).map(|row| self.weight_of(&other.get(row))).collect::<Result<_>>()?,
        };
        match weights.iter().find(|weight| !weight.is_finite() || (!negative && **weight < 0.0)) {
            Some(weight) => Err(self.refused(*weight)),
            None => Ok(weights),
        }
    }

    fn weight_of(&self, value: &Value) -> Result<f64> {
        match value {
            Value::Null => Ok(1.0),
            Value::Integer(value) => Ok(*value as f64),
            Value::Float(value) => Ok(*value),
            other => Err(wrong_type(self.procedure, "weight", "a property that holds numbers", other)),
        }
    }

    fn refused(&self, weight: f64) -> Diagnostic {
        wrong_value(self.procedure, "weight", &format!("names a property that holds {weight}, which is not allowed"))
    }
}

/// Whether a node that exists belongs to a scope, told at once.
pub(super) enum Members {
    /// All do.
    All,
    /// Those of a run of ids.
    Run {
        /// The id of the first.
        first: u32,
        /// How many.
        len: u32,
    },
    /// Those with their bit set.
    Some(Bitmap),
}

impl Members {
    /// Whether the node belongs.
    #[inline]
    pub(super) fn has(&self, node: NodeId) -> bool {
        match self {
            Self::All => true,
            Self::Run { first, len } => node.0.wrapping_sub(*first) < *len,
            Self::Some(members) => members.get(node.0 as usize),
        }
    }
}

/// The nodes with any of `labels`, ascending.
fn members(call: &Call, labels: &[LabelId]) -> Result<Vec<NodeId>> {
    let most = if labels.is_empty() {
        call.graph.node_count()
    } else {
        labels.iter().map(|label| call.graph.label_count(*label)).sum()
    };
    call.control.hold(most as usize * 4)?;
    let mut nodes = Vec::with_capacity(most as usize);
    let mut scan = |read: &dyn Fn(u32, &mut Vec<NodeId>) -> Option<u32>| -> Result<()> {
        let mut from = Some(0);
        while let Some(at) = from {
            call.control.check()?;
            from = read(at, &mut nodes);
        }
        Ok(())
    };
    if labels.is_empty() {
        scan(&|from, out| call.graph.scan_nodes(from, SCAN, out))?;
    }
    for label in labels {
        scan(&|from, out| call.graph.scan_label(*label, from, SCAN, out))?;
    }
    if labels.len() > 1 {
        nodes.sort_unstable();
        nodes.dedup();
    }
    Ok(nodes)
}
