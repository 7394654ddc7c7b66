//! Yen's algorithm: the k cheapest paths between two nodes that visit no node twice (Yen 1971).
//!
//! Each path that was found is left at each of its nodes once: the way there is closed, and so are the relationships
//! by which known paths with the same beginning go on; the cheapest remaining route is a candidate.

use std::collections::BTreeSet;

use super::argument::{Argument, Looks};
use super::call::Call;
use super::control::Pace;
use super::procedure::AlgorithmProcedure;
use super::projection::{Projection, Rows};
use super::result::{floats, integers};
use super::route::{Limits, Routes, path};
use crate::diagnostic::Result;
use crate::graph::Direction;
use crate::value::{Column, RelId, Type};

pub(super) const PROCEDURE: AlgorithmProcedure = AlgorithmProcedure {
    name: "algo.yens",
    description: "The `k` cheapest paths from `source` to `target` that visit no node twice, cheapest first. Parallel \
                  relationships make different paths. Weights must not be negative.",
    example: "MATCH (a:City {name: 'A'}), (b:City {name: 'B'}) CALL algo.yens({source: a, target: b, k: 3, \
              types: ['ROAD'], weight: 'km'}) YIELD index, cost, path RETURN index, cost, path",
    looks: Looks::Along(Direction::Outgoing),
    weighted: true,
    own: &[
        Argument::new("source", "NODE", "required", "where paths start"),
        Argument::new("target", "NODE", "required", "where paths end"),
        Argument::new("k", "INTEGER", "3", "how many paths"),
    ],
    outputs: &[("index", Type::Integer), ("cost", Type::Float), ("path", Type::Path)],
    body,
};

/// A path with its cost. Ordered by cost, then length, then the nodes and relationships on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    // The bits of a non-negative float are in the order of the float.
    cost: u64,
    length: usize,
    nodes: Vec<u32>,
    rels: Vec<RelId>,
}

fn body(call: &Call) -> Result<Vec<Column>> {
    let (source, target) = (call.required_node("source")?, call.required_node("target")?);
    let wanted = call.integer("k", 3, 1..=i64::MAX)? as usize;
    let projection = Projection::of(call, Rows::Weighted)?;
    let source = projection.dense("source", source)?;
    let target = projection.dense("target", target)?;
    call.control.hold(projection.len() * (Routes::BYTES + 1))?;
    let mut pace = Pace::new(call.control);
    let closed = vec![false; projection.len()];
    let first = detour(&projection, &[source], &[], target, &closed, &[], &mut pace)?;
    let mut candidates: BTreeSet<Candidate> = first.into_iter().collect();
    let mut found: Vec<Candidate> = Vec::new();
    while let Some(best) = candidates.pop_first() {
        found.push(best);
        if found.len() == wanted {
            break;
        }
        add_detours(call, &projection, target, &found, &mut candidates)?;
    }
    Ok(vec![
        integers(0..found.len() as i64),
        floats(found.iter().map(|candidate| f64::from_bits(candidate.cost)).collect()),
        Column::Values(found.iter().map(|candidate| path(&projection, &candidate.nodes, &candidate.rels)).collect()),
    ])
}

/// Adds the candidates that leave the last path found.
fn add_detours(
    call: &Call,
    projection: &Projection,
    target: u32,
    found: &[Candidate],
    candidates: &mut BTreeSet<Candidate>,
) -> Result<()> {
    let Some(last) = found.last() else { return Ok(()) };
    let mut pace = Pace::new(call.control);
    let mut closed = vec![false; projection.len()];
    for at in 0..last.rels.len() {
        call.control.check()?;
        let (nodes, rels) = (&last.nodes[..=at], &last.rels[..at]);
        let same = found.iter().filter(|path| path.rels.len() > at && path.rels[..at] == *rels);
        let mut barred: Vec<RelId> = same.map(|path| path.rels[at]).collect();
        barred.sort_unstable();
        if let Some(candidate) = detour(projection, nodes, rels, target, &closed, &barred, &mut pace)? {
            call.control.hold(candidate.rels.len() * 8 + 128)?;
            candidates.insert(candidate);
        }
        closed[last.nodes[at] as usize] = true;
    }
    Ok(())
}

/// The cheapest path that begins with `nodes` and `rels`, goes on with none of `barred`, and avoids `closed`.
fn detour(
    projection: &Projection,
    nodes: &[u32],
    rels: &[RelId],
    target: u32,
    closed: &[bool],
    barred: &[RelId],
    pace: &mut Pace,
) -> Result<Option<Candidate>> {
    let Some((spur, _)) = nodes.split_last() else { return Ok(None) };
    let limits = Limits { target: Some(target), closed, barred };
    let routes = Routes::from(projection, *spur, &limits, pace)?;
    if routes.cost[target as usize].is_infinite() {
        return Ok(None);
    }
    let (rest, more) = routes.route(target);
    let nodes: Vec<u32> = nodes.iter().chain(&rest[1..]).copied().collect();
    let rels: Vec<RelId> = rels.iter().chain(&more).copied().collect();
    // Added up from the start, so that equal paths have equal costs whatever way they were found.
    let cost: f64 = nodes.iter().zip(&rels).map(|(node, rel)| weight(projection, *node, *rel)).sum();
    Ok(Some(Candidate { cost: (cost + 0.0).to_bits(), length: rels.len(), nodes, rels }))
}

fn weight(projection: &Projection, node: u32, rel: RelId) -> f64 {
    let position = projection.range(node).find(|position| projection.rel(*position) == rel);
    position.map_or(0.0, |position| projection.weight(position))
}
