//! Low links: how far up a depth-first tree each subtree reaches (Hopcroft & Tarjan 1973), without recursion.
//!
//! ```text
//! low[v] = the earliest node that v's subtree touches by one relationship outside the tree
//! v–parent is a bridge when low[v] > entered[parent]; parent cuts v off when low[v] ≥ entered[parent]
//! ```

use super::call::Call;
use super::control::Pace;
use super::projection::Projection;
use crate::diagnostic::Result;
use crate::value::RelId;

/// What removal would break.
#[derive(Default)]
pub(super) struct Weak {
    /// Relationships whose removal splits a component, ascending.
    pub(super) bridges: Vec<RelId>,
    /// Whether the removal of a node splits its component.
    pub(super) joints: Vec<bool>,
}

struct Frame {
    node: u32,
    // The relationship the node was entered by; a parallel one is another way and no bridge.
    by: RelId,
    rest: std::ops::Range<usize>,
    children: usize,
}

/// Bridges and articulation points of a projection with weighted rows that looks both ways.
pub(super) fn weak(call: &Call, projection: &Projection) -> Result<Weak> {
    call.control.hold(projection.len() * (1 + 4 + 4 + 40))?;
    let mut weak = Weak { bridges: Vec::new(), joints: vec![false; projection.len()] };
    let mut pace = Pace::new(call.control);
    let mut clock = 0;
    let mut entered = vec![u32::MAX; projection.len()];
    let mut low = vec![u32::MAX; projection.len()];
    let mut way: Vec<Frame> = Vec::new();
    let mut enter = |node: u32, by: RelId, entered: &mut [u32], low: &mut [u32]| {
        (entered[node as usize], low[node as usize]) = (clock, clock);
        clock += 1;
        Frame { node, by, rest: projection.range(node), children: 0 }
    };
    for root in projection.all() {
        if entered[root as usize] != u32::MAX {
            continue;
        }
        way.push(enter(root, RelId::NONE, &mut entered, &mut low));
        while let Some(frame) = way.last_mut() {
            pace.step(1)?;
            let node = frame.node as usize;
            if let Some(position) = frame.rest.next() {
                let (other, rel) = (projection.target(position), projection.rel(position));
                if entered[other as usize] == u32::MAX {
                    frame.children += 1;
                    way.push(enter(other, rel, &mut entered, &mut low));
                } else if rel != frame.by {
                    low[node] = low[node].min(entered[other as usize]);
                }
                continue;
            }
            let (by, children) = (frame.by, frame.children);
            way.pop();
            let Some(parent) = way.last() else {
                weak.joints[node] = children > 1;
                continue;
            };
            let above = parent.node as usize;
            low[above] = low[above].min(low[node]);
            if low[node] > entered[above] {
                weak.bridges.push(by);
            }
            // The root is judged by the number of its children, when it is left.
            if low[node] >= entered[above] && parent.by != RelId::NONE {
                weak.joints[above] = true;
            }
        }
    }
    weak.bridges.sort_unstable();
    Ok(weak)
}
