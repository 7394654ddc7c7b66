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

const UNSEEN: u32 = u32::MAX;

/// What removal would break.
#[derive(Default)]
pub(super) struct Weak {
    /// Neighbours with one relationship between them, whose removal splits a component.
    pub(super) bridges: Vec<(u32, u32)>,
    /// Whether the removal of a node splits its component.
    pub(super) joints: Vec<bool>,
}

/// A node of the way down the tree.
struct Frame {
    node: u32,
    // The node it was entered from.
    above: u32,
    // The relationship to `above` was seen; a parallel one is another way back and no bridge.
    back: bool,
    entered: u32,
    low: u32,
    // The place in the row.
    next: u32,
}

/// The rest of a search: when nodes were entered.
struct Clock {
    entered: Vec<u32>,
    now: u32,
}

impl Clock {
    fn enter(&mut self, node: u32, above: u32) -> Frame {
        let entered = self.now;
        self.entered[node as usize] = entered;
        self.now += 1;
        Frame { node, above, back: false, entered, low: entered, next: 0 }
    }

    /// Reads on in the row of a node up to a neighbour that was not entered yet.
    fn go_on(&self, frame: &mut Frame, row: &[u32]) -> Option<u32> {
        for other in &row[frame.next as usize..] {
            frame.next += 1;
            let entered = self.entered[*other as usize];
            if entered == UNSEEN {
                return Some(*other);
            }
            if *other == frame.above && !frame.back {
                frame.back = true;
            } else {
                frame.low = frame.low.min(entered);
            }
        }
        None
    }
}

/// Bridges and articulation points of a projection with parallel rows that looks both ways.
pub(super) fn weak(call: &Call, projection: &Projection) -> Result<Weak> {
    call.control.hold(projection.len() * (1 + 4 + size_of::<Frame>()))?;
    let mut weak = Weak { bridges: Vec::new(), joints: vec![false; projection.len()] };
    let mut pace = Pace::new(call.control);
    let mut clock = Clock { entered: vec![UNSEEN; projection.len()], now: 0 };
    let mut way: Vec<Frame> = Vec::new();
    for root in projection.all() {
        if clock.entered[root as usize] != UNSEEN {
            continue;
        }
        way.push(clock.enter(root, UNSEEN));
        let mut children = 0;
        while let Some(frame) = way.last_mut() {
            pace.step(1)?;
            let row = projection.row(frame.node);
            if let Some(other) = clock.go_on(frame, row) {
                let node = frame.node;
                way.push(clock.enter(other, node));
                continue;
            }
            pace.step(row.len())?;
            let (node, low) = (frame.node, frame.low);
            way.pop();
            let Some(parent) = way.last_mut() else { continue };
            parent.low = parent.low.min(low);
            if low > parent.entered {
                weak.bridges.push((parent.node, node));
            }
            // The root is judged by the number of its children.
            if parent.node == root {
                children += 1;
            } else if low >= parent.entered {
                weak.joints[parent.node as usize] = true;
            }
        }
        weak.joints[root as usize] = children > 1;
    }
    Ok(weak)
}
