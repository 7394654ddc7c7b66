//! A set of nodes that is quick to fill: a list of few, then a bit each, in pages that are made when the first node falls
//! into them.
//!
//! ```text
//! {3, 5, 40000}     pages  [0: bits 3, 5]  [1: —]  [2: bit 7232]
//! ```

use crate::value::NodeId;

/// How many nodes a page spans, as a shift: 2 KiB a page.
const PAGE_BITS: u32 = 14;
const WORDS: usize = (1 << PAGE_BITS) / 64;

/// So many nodes are a list: pages of a set for each of many rows would cost more than looking through it.
const FEW: usize = 32;

/// See the file.
#[derive(Default)]
pub(super) struct NodeSet {
    // Until there are pages.
    few: Vec<NodeId>,
    pages: Vec<Option<Box<[u64; WORDS]>>>,
    used: usize,
    len: usize,
}

impl NodeSet {
    /// Adds a node; whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, node: NodeId) -> bool {
        if self.pages.is_empty() {
            if self.few.contains(&node) {
                return false;
            }
            if self.few.len() < FEW {
                self.few.push(node);
                self.len += 1;
                return true;
            }
            self.len = 0;
            let few = std::mem::take(&mut self.few);
            few.into_iter().for_each(|node| _ = self.mark(node));
        }
        self.mark(node)
    }

    #[inline]
    fn mark(&mut self, node: NodeId) -> bool {
        let at = (node.0 >> PAGE_BITS) as usize;
        if self.pages.len() <= at {
            self.pages.resize_with(at + 1, || None);
        }
        let page = self.pages[at].get_or_insert_with(|| {
            self.used += 1;
            Box::new([0; WORDS])
        });
        let word = &mut page[node.0 as usize / 64 % WORDS];
        let bit = 1 << (node.0 % 64);
        let new = *word & bit == 0;
        *word |= bit;
        self.len += usize::from(new);
        new
    }

    /// How many nodes are in it.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Nodes in ascending order from number `from` on, at least `wanted` of them where there are so many; the number from
    /// which on none was looked at.
    pub(super) fn take(&self, from: usize, wanted: usize) -> (Vec<NodeId>, usize) {
        if self.pages.is_empty() {
            let mut nodes: Vec<NodeId> = self.few.iter().filter(|node| node.0 as usize >= from).copied().collect();
            nodes.sort_unstable();
            let next = nodes.last().map_or(from, |last| last.0 as usize + 1);
            return (nodes, next);
        }
        let mut nodes = Vec::with_capacity(wanted.min(self.len) + 64);
        let words = self.pages.len() * WORDS;
        let mut at = from / 64;
        while at < words && nodes.len() < wanted {
            if nodes.len() == self.len {
                at = words;
                break;
            }
            let Some(page) = &self.pages[at / WORDS] else {
                at = (at / WORDS + 1) * WORDS;
                continue;
            };
            let mut word = page[at % WORDS];
            while word != 0 {
                nodes.push(NodeId(at as u32 * 64 + word.trailing_zeros()));
                word &= word - 1;
            }
            at += 1;
        }
        (nodes, at * 64)
    }

    /// All nodes, ascending.
    pub(super) fn nodes(&self) -> Vec<NodeId> {
        self.take(0, usize::MAX).0
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.few.len() * size_of::<NodeId>() + self.pages.len() * size_of::<usize>() + self.used * WORDS * 8
    }
}

#[cfg(test)]
mod tests {
    use super::NodeSet;
    use crate::value::NodeId;

    #[test]
    fn nodes_come_once_and_ascending() {
        let mut set = NodeSet::default();
        let given = [70_000, 3, 16_384, 3, 64, 16_383, 70_000, 200];
        let new: Vec<bool> = given.iter().map(|id| set.insert(NodeId(*id))).collect();
        assert_eq!(new, [true, true, true, false, true, true, false, true]);
        let ascending = [3, 64, 200, 16_383, 16_384, 70_000].map(NodeId);
        assert_eq!((set.nodes(), set.len()), (ascending.to_vec(), 6));
        let (first, next) = set.take(0, 2);
        assert_eq!([first, set.take(next, 2).0].concat(), ascending);
        // Enough for pages, the first ones among them.
        let more: Vec<u32> = (0..200).map(|at| at * 991).collect();
        let new = more.iter().filter(|id| set.insert(NodeId(**id))).count();
        assert!(!set.insert(NodeId(200)) && !set.insert(NodeId(991)));
        let mut expected: Vec<NodeId> = more.into_iter().map(NodeId).chain(ascending).collect();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!((set.nodes(), set.len(), new), (expected.clone(), expected.len(), 200));
        let (first, next) = set.take(0, 2);
        assert!(first.len() >= 2 && first.len() < 20);
        assert_eq!([first, set.take(next, usize::MAX).0].concat(), expected);
        assert!(NodeSet::default().nodes().is_empty());
    }
}
