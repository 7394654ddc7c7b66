//! What subqueries have found of nodes, remembered while a statement runs and shared by its threads.
//!
//! A memo knows of a node how many rows a part of a subquery has for it, as soon as somebody has looked. Where the part was
//! carried out for all nodes at once, it knows all of them.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::value::NodeId;

/// How many nodes a page spans, as a shift: 16 KiB a page.
const PAGE_BITS: u32 = 12;
const PAGE: usize = 1 << PAGE_BITS;

/// The memos of a statement, by their numbers.
#[derive(Default)]
pub(super) struct Memos(Mutex<Vec<Arc<Memo>>>);

impl Memos {
    /// The memo of a number, for nodes below `capacity`.
    pub(super) fn get(&self, number: u32, capacity: u32) -> Arc<Memo> {
        let mut memos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while memos.len() <= number as usize {
            memos.push(Arc::new(Memo::new(capacity)));
        }
        Arc::clone(&memos[number as usize])
    }

    /// The bytes that were counted for them.
    pub(super) fn bytes(&self) -> u64 {
        let memos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = |pages: &Pages| pages.bytes.load(Ordering::Relaxed) as u64;
        memos.iter().map(|memo| bytes(&memo.met) + memo.all.get().map_or(0, bytes)).sum()
    }
}

/// See the file.
pub(super) struct Memo {
    /// Rows that asked.
    asked: AtomicUsize,
    /// Nanoseconds spent on looking from single nodes.
    pub(super) spent: AtomicU64,
    /// Locked while somebody looks for all nodes: whether that has been done or given up.
    pub(super) making: Mutex<bool>,
    capacity: u32,
    // One more than the rows of each node that was looked at.
    met: Pages,
    // The rows of each node that has any.
    all: OnceLock<Pages>,
}

impl Memo {
    fn new(capacity: u32) -> Self {
        let (asked, spent, making, all) = Default::default();
        Self { asked, spent, making, capacity, met: Pages::new(capacity), all }
    }

    /// Pages for all its nodes, to be filled and given to [`Self::know`].
    pub(super) fn pages(&self) -> Pages {
        Pages::new(self.capacity)
    }

    /// Takes what is now known of all nodes.
    pub(super) fn know(&self, all: Pages) {
        // Who makes it holds the lock, so there is none yet.
        _ = self.all.set(all);
    }

    /// Counts rows that ask; how many asked before.
    pub(super) fn ask(&self, rows: usize) -> usize {
        self.asked.fetch_add(rows, Ordering::Relaxed)
    }

    /// Counts time spent on looking from single nodes.
    pub(super) fn spend(&self, time: Duration) {
        self.spent.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How many rows there are for a node, where that is known.
    #[inline]
    pub(super) fn rows(&self, node: NodeId) -> Option<u32> {
        match self.all.get() {
            Some(all) => Some(all.get(node)),
            None => self.met.get(node).checked_sub(1),
        }
    }

    /// Remembers the rows of a node, where they are not too many; the bytes that it took.
    pub(super) fn put(&self, node: NodeId, rows: i64) -> usize {
        match u32::try_from(rows + 1) {
            Ok(place) => self.met.put(node, place),
            Err(_) => 0,
        }
    }
}

/// A number for each node, in pages that are made when they are written to.
pub(super) struct Pages {
    pages: Vec<OnceLock<Box<[AtomicU32; PAGE]>>>,
    bytes: AtomicUsize,
}

impl Pages {
    fn new(capacity: u32) -> Self {
        let pages = capacity.div_ceil(PAGE as u32);
        Self { pages: (0..pages).map(|_| OnceLock::new()).collect(), bytes: AtomicUsize::default() }
    }

    #[inline]
    fn get(&self, node: NodeId) -> u32 {
        let page = self.pages.get((node.0 >> PAGE_BITS) as usize).and_then(OnceLock::get);
        page.map_or(0, |page| page[node.0 as usize % PAGE].load(Ordering::Relaxed))
    }

    /// Where the number of a node is, and the bytes that it took; `None` for one that is not below the capacity.
    #[inline]
    fn place(&self, node: NodeId) -> Option<(&AtomicU32, usize)> {
        let mut bytes = 0;
        let page = self.pages.get((node.0 >> PAGE_BITS) as usize)?.get_or_init(|| {
            bytes = PAGE * size_of::<AtomicU32>();
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
            Box::new([const { AtomicU32::new(0) }; PAGE])
        });
        Some((&page[node.0 as usize % PAGE], bytes))
    }

    /// Puts a number at a node; the bytes that it took.
    #[inline]
    pub(super) fn put(&self, node: NodeId, number: u32) -> usize {
        let Some((place, bytes)) = self.place(node) else { return 0 };
        place.store(number, Ordering::Relaxed);
        bytes
    }

    /// Adds to the number of a node; the bytes that it took, or `None` where it becomes too large.
    pub(super) fn add(&self, node: NodeId, number: i64) -> Option<usize> {
        let Some((place, bytes)) = self.place(node) else { return Some(0) };
        let number = u32::try_from(number).ok()?;
        let sum = |known: u32| known.checked_add(number);
        place.fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum).ok().map(|_| bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use crate::value::NodeId;

    #[test]
    fn what_is_put_is_known_until_all_are() {
        let memo = Memo::new(10_000);
        assert_eq!(memo.rows(NodeId(7)), None);
        assert!(memo.put(NodeId(7), 0) > 0, "a page is made");
        assert_eq!(memo.put(NodeId(8), 3), 0, "and holds both");
        assert_eq!(memo.put(NodeId(9), i64::from(u32::MAX)), 0, "too many to be remembered");
        assert_eq!([7, 8, 9, 9_999].map(|id| memo.rows(NodeId(id))), [Some(0), Some(3), None, None]);
        // A node that was made later is never known.
        memo.put(NodeId(70_000), 1);
        assert_eq!((memo.rows(NodeId(70_000)), memo.rows(NodeId::NONE)), (None, None));
        let all = memo.pages();
        assert_eq!((all.add(NodeId(8_000), 2).is_some(), all.add(NodeId(8_000), 5)), (true, Some(0)));
        assert_eq!(all.add(NodeId(8_000), i64::from(u32::MAX)), None, "too many");
        memo.know(all);
        assert_eq!([7, 8_000].map(|id| memo.rows(NodeId(id))), [Some(0), Some(7)]);
    }
}
