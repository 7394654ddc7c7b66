//! A*: the cheapest route between two nodes with a guess of what is left: petgraph's, over the snapshot.
//!
//! The guess comes from node properties, so only the neighbourhood of the route is read. It must never be more than
//! the true cost, or the route found may not be the cheapest; no guess at all makes it Dijkstra's algorithm.

use petgraph::visit::EdgeRef;

use super::argument::{Argument, Looks, missing, wrong_type, wrong_value};
use super::call::Call;
use super::procedure::AlgorithmProcedure;
use super::result::floats;
use super::view::View;
use crate::diagnostic::Result;
use crate::graph::{Direction, KeyId};
use crate::value::{Column, NodeId, Path, RelId, Type, Value};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.astar",
    description: "The cheapest path from `source` to `target`, guided by a guess of the cost that is left, which must \
                  never be too high: the property `heuristic` of each node, or the straight line between the \
                  coordinates `x` and `y` times `scale`. No row when there is no path.",
    example: "MATCH (a:City {name: 'A'}), (b:City {name: 'B'}) CALL algo.astar({source: a, target: b, types: ['ROAD'], \
              weight: 'km', x: 'east', y: 'north'}) YIELD cost, path RETURN cost, path",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("source", "NODE", "required", "where the path starts"),
        Argument::new("target", "NODE", "required", "where the path ends"),
        Argument::new("heuristic", "STRING", "no guess", "the node property that holds the guess"),
        Argument::new("x", "STRING", "none", "the node property that holds the first coordinate"),
        Argument::new("y", "STRING", "none", "the node property that holds the second coordinate"),
        Argument::new("scale", "FLOAT", "1.0", "the least cost of one unit of distance"),
    ],
    outputs: &[("cost", Type::Float), ("path", Type::Path)],
    body,
};

/// Where the guess of a node comes from.
enum Guess {
    Nothing,
    Property(KeyId),
    Line { x: KeyId, y: KeyId, to: (f64, f64), scale: f64 },
}

fn body(call: &Call) -> Result<Vec<Column>> {
    let (source, target) = (call.required_node("source")?, call.required_node("target")?);
    let guess = Guess::of(call, target)?;
    let view = View::of(call)?.keeping(0, 32)?;
    view.expect("source", source)?;
    view.expect("target", target)?;
    let cost = |step: super::view::Step| {
        if step.weight().value < 0.0 {
            view.fail(wrong_value(call.procedure(), "weight", "names a property that is negative somewhere"));
        }
        step.weight().value
    };
    let left = |node| {
        guess.left(call, node).unwrap_or_else(|reason| {
            view.fail(reason);
            0.0
        })
    };
    let found = petgraph::algo::astar(&view, source, |node| node == target, cost, left);
    let steps = found.map(|(cost, nodes)| (cost, rels(&view, call, &nodes), nodes));
    view.finish()?;
    let mut columns = (Vec::new(), Vec::new());
    if let Some((cost, relationships, nodes)) = steps {
        columns = (vec![cost], vec![Value::Path(std::sync::Arc::new(Path { nodes, relationships: relationships? }))]);
    }
    Ok(vec![floats(columns.0), Column::Values(columns.1)])
}

/// The cheapest relationship between each two nodes of a route.
fn rels(view: &View, call: &Call, nodes: &[NodeId]) -> Result<Vec<RelId>> {
    let direction = call.direction()?;
    let mut rels = Vec::with_capacity(nodes.len());
    for pair in nodes.windows(2) {
        let steps = view.steps(pair[0], direction);
        let between = steps.iter().filter(|step| step.target() == pair[1]);
        let cheapest = between.min_by(|a, b| a.weight().value.total_cmp(&b.weight().value).then(a.id().cmp(&b.id())));
        rels.extend(cheapest.map(EdgeRef::id));
    }
    Ok(rels)
}

impl Guess {
    fn of(call: &Call, target: NodeId) -> Result<Self> {
        let key = |name: &str| -> Result<Option<KeyId>> {
            let Some(property) = call.text(name)? else { return Ok(None) };
            let known = call.graph.tokens().find_key(&property);
            let unknown = || wrong_value(call.procedure(), name, &format!("names `{property}`, which no node has"));
            known.ok_or_else(unknown).map(Some)
        };
        let scale = call.number("scale", 1.0, 0.0..=f64::MAX)?;
        match (key("heuristic")?, key("x")?, key("y")?) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
                Err(wrong_value(call.procedure(), "heuristic", "cannot stand beside `x` and `y`"))
            }
            (Some(property), None, None) => Ok(Self::Property(property)),
            (None, None, None) => Ok(Self::Nothing),
            (None, Some(x), Some(y)) => {
                let to = (number(call, "x", target, x)?, number(call, "y", target, y)?);
                Ok(Self::Line { x, y, to, scale })
            }
            (None, Some(_), None) => Err(missing(call.procedure(), "y", "the other coordinate")),
            (None, None, Some(_)) => Err(missing(call.procedure(), "x", "the other coordinate")),
        }
    }

    fn left(&self, call: &Call, node: NodeId) -> Result<f64> {
        match self {
            Self::Nothing => Ok(0.0),
            Self::Property(key) => number(call, "heuristic", node, *key),
            Self::Line { x, y, to, scale } => {
                let (east, north) = (number(call, "x", node, *x)? - to.0, number(call, "y", node, *y)? - to.1);
                Ok(east.hypot(north) * scale)
            }
        }
    }
}

fn number(call: &Call, argument: &str, node: NodeId, key: KeyId) -> Result<f64> {
    match call.graph.node_property(node, key) {
        Value::Integer(value) => Ok(value as f64),
        Value::Float(value) if !value.is_nan() => Ok(value),
        other => Err(wrong_type(call.procedure(), argument, "a property that holds a number at each node", &other)),
    }
}
