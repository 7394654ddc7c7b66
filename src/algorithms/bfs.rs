//! Breadth-first search from one or several nodes, straight over the snapshot: only what is reached is read.
//!
//! Wide levels are read on all cores; what they find is put in order by one thread, so the node through which a node
//! was first reached is the same for any number of threads.

use rayon::prelude::*;

use super::argument::{Argument, Looks, missing};
use super::call::Call;
use super::piece::PIECE;
use super::procedure::AlgorithmProcedure;
use super::result::integers;
use super::scope::Scope;
use super::view::View;
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Bitmap, Column, NodeId, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.bfs",
    description: "The nodes that can be reached from `source`, nearest first, with the number of relationships to them \
                  and the node before them.",
    example: "MATCH (a:Person {name: 'Ada'}) CALL algo.bfs({source: a, types: ['KNOWS'], maxDepth: 3}) \
              YIELD node, depth RETURN node, depth",
    looks: Looks::Along(Direction::Outgoing),
    weighted: false,
    own: &[
        Argument::new("source", "NODE or LIST<NODE>", "required", "where the search starts"),
        Argument::new("maxDepth", "INTEGER", "no limit", "how far to go"),
    ],
    outputs: &[("node", Type::Node), ("depth", Type::Integer), ("predecessor", Type::Node)],
    body,
};

/// Bytes that a node that was found takes, also in the columns.
const FOUND: usize = 16 + 16;

fn body(call: &Call) -> Result<Vec<Column>> {
    let Some(sources) = call.nodes("source")? else {
        return Err(missing(call.procedure(), "source", "a node, or a list of nodes"));
    };
    let deepest = call.integer("maxDepth", i64::MAX, 0..=i64::MAX)?;
    let view = View::of(call)?;
    let scope = view.scope();
    // What is outside the view counts as seen.
    let mut seen = view.outside();
    let mut found: Vec<(NodeId, i64, NodeId)> = Vec::new();
    for source in sources {
        view.expect("source", source)?;
        seen.set(source.0 as usize, true);
        found.push((source, 0, NodeId::NONE));
    }
    call.control.hold(found.len() * FOUND)?;
    let mut start = 0;
    for depth in 1..=deepest {
        let level = start..found.len();
        if level.is_empty() {
            break;
        }
        start = level.end;
        for part in next_level(call, scope, &seen, &found[level])? {
            call.control.release(part.len() * 8);
            for (node, before) in part {
                if !seen.get(node.0 as usize) {
                    seen.set(node.0 as usize, true);
                    found.push((node, depth, before));
                }
            }
        }
        call.control.hold((found.len() - start) * FOUND)?;
    }
    Ok(vec![
        Column::Nodes(found.iter().map(|(node, ..)| *node).collect()),
        integers(found.iter().map(|(_, depth, _)| *depth)),
        Column::Nodes(found.iter().map(|(.., before)| *before).collect()),
    ])
}

/// What the nodes of a level lead to, with repetitions, in the order of the level.
fn next_level(
    call: &Call,
    scope: &Scope,
    seen: &Bitmap,
    level: &[(NodeId, i64, NodeId)],
) -> Result<Vec<Vec<(NodeId, NodeId)>>> {
    level
        .par_chunks(PIECE)
        .map(|nodes| {
            call.control.check()?;
            let mut part = Vec::new();
            for (node, ..) in nodes {
                call.graph.for_each_neighbour(*node, scope.direction, &scope.types, &mut |_, other| {
                    if !seen.get(other.0 as usize) {
                        part.push((other, *node));
                    }
                });
            }
            // Until the whole level is there.
            call.control.hold(part.len() * 8).map(|()| part)
        })
        .collect()
}
