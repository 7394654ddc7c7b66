//! Numbers of a property of nodes: each node's property is read once, however many rows have the node.
//!
//! ```text
//! rows  n7 n7 n9 n7 n4      read  n7.name n9.name n4.name = 'x' 'y' 'x'      numbers  0 0 1 0 0
//! ```

use std::sync::Arc;

use super::interner::Interner;
use super::places::Places;
use crate::diagnostic::Result;
use crate::value::{Column, NodeId};

/// The numbers of the property of the nodes that have come.
#[derive(Default)]
pub(super) struct NodeMemo {
    numbers: Places,
    // Batches that are not worth asking, because most nodes were new.
    pass: u32,
}

/// So few rows are read at once.
const FEW: usize = 256;
/// Batches in which nodes are not looked up after one of which most nodes were new.
const PASS: u32 = 15;
/// Stands for the number of a node that is being read.
const READ: u32 = u32::MAX - 1;

impl NodeMemo {
    /// Whether nodes of the next batch, of so many rows, are to be looked up.
    pub(super) fn is_worth(&mut self, rows: usize) -> bool {
        let worth = self.pass == 0 && rows >= FEW;
        self.pass = self.pass.saturating_sub(1);
        worth
    }

    /// The number of the property of each of `nodes`; `read` gives the property of some.
    pub(super) fn numbers(
        &mut self,
        nodes: &[NodeId],
        interner: &mut Interner,
        read: impl FnOnce(Vec<NodeId>) -> Result<Arc<Column>>,
    ) -> Result<Vec<u32>> {
        let key = |node: &NodeId| i64::from(node.0);
        let mut new = Vec::new();
        for node in nodes {
            if self.numbers.get(key(node)).is_none() {
                self.numbers.put(key(node), READ);
                new.push(*node);
            }
        }
        if new.len() * 2 > nodes.len() {
            self.pass = PASS;
        }
        if !new.is_empty() {
            let mut numbers = Vec::with_capacity(new.len());
            let properties = read(new.clone())?;
            if !matches!(*properties, Column::Strings { .. } | Column::Values(_)) {
                // Reading is as fast as looking up.
                self.pass = u32::MAX;
            }
            interner.column(&properties, &mut numbers);
            new.iter().zip(numbers).for_each(|(node, number)| self.numbers.set(key(node), number));
        }
        Ok(nodes.iter().map(|node| self.numbers.get(key(node)).unwrap_or(READ)).collect())
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.numbers.bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{FEW, NodeMemo, PASS};
    use crate::executor::operator::interner::Interner;
    use crate::value::{Column, NodeId, StringColumn};

    #[test]
    fn each_node_is_read_once_and_null_comes_in_its_place() {
        let (mut memo, mut interner) = (NodeMemo::default(), Interner::default());
        let mut all = Vec::new();
        let mut numbers = |nodes: &[u32]| {
            assert!(memo.is_worth(FEW));
            let nodes: Vec<NodeId> = nodes.iter().map(|node| NodeId(*node)).collect();
            let read = |nodes: Vec<NodeId>| {
                let mut names = StringColumn::new(nodes.len());
                // Even and odd nodes have one name each, node 0 and no node have none.
                let name = |node: NodeId| {
                    if node.0 == 0 || node == NodeId::NONE { None } else { Some(["e", "o"][node.0 as usize % 2]) }
                };
                nodes.iter().for_each(|node| names.push(name(*node)));
                all.extend(nodes);
                Ok(Arc::new(names.done()))
            };
            memo.numbers(&nodes, &mut interner, read).unwrap()
        };
        assert_eq!(numbers(&[7, 7, u32::MAX, 7, 9, 9, 4, 4]), [0, 0, 1, 0, 0, 0, 2, 2]);
        assert_eq!(numbers(&[4, 9, 0, 7, u32::MAX]), [2, 0, 1, 0, 1]);
        assert_eq!(all, [7, u32::MAX, 9, 4, 0].map(NodeId));
    }

    #[test]
    fn nodes_that_are_new_each_time_are_not_looked_up() {
        let (mut memo, mut interner) = (NodeMemo::default(), Interner::default());
        let read = |nodes: Vec<NodeId>| Ok(Arc::new(Column::Values(vec!["x".into(); nodes.len()])));
        memo.numbers(&[NodeId(1), NodeId(2)], &mut interner, read).unwrap();
        assert_eq!((0..=PASS).map(|_| memo.is_worth(FEW)).filter(|worth| *worth).count(), 1);
        let read = |nodes: Vec<NodeId>| Ok(Arc::new(Column::Integers { values: vec![1; nodes.len()], nulls: None }));
        memo.numbers(&[NodeId(3), NodeId(3)], &mut interner, read).unwrap();
        assert!((0..1_000).all(|_| !memo.is_worth(FEW)));
    }
}
