//! Reading a column of which each segment has values of one kind, for elements that follow each other without a gap.
//!
//! ```text
//! segment 0: elements 3, 4, 5 …     a run from offset 3       element 4 → place 1
//! ```
//! Elements that themselves follow each other, as those of a scan do, are read run by run.

use std::ops::Range;

use super::packed::Packed;
use crate::graph::idset::{SEGMENT, SEGMENT_BITS};
use crate::value::Bitmap;

/// The values of a segment.
pub(super) trait Values: Copy {
    type Item: Copy;

    fn count(self) -> usize;

    /// The value in a place, which must be one.
    fn at(self, at: usize) -> Self::Item;

    /// Appends the values in some places, which must be ones.
    fn give(self, places: Range<usize>, out: &mut Vec<Self::Item>);
}

impl<T: Copy> Values for &[T] {
    type Item = T;

    fn count(self) -> usize {
        self.len()
    }

    #[inline]
    fn at(self, at: usize) -> T {
        self[at]
    }

    fn give(self, places: Range<usize>, out: &mut Vec<T>) {
        out.extend_from_slice(&self[places]);
    }
}

impl Values for &Packed {
    type Item = i64;

    fn count(self) -> usize {
        self.len()
    }

    #[inline]
    fn at(self, at: usize) -> i64 {
        self.get(at)
    }

    fn give(self, places: Range<usize>, out: &mut Vec<i64>) {
        Packed::give(self, places, out, |value| value);
    }
}

/// Packed codes of strings.
#[derive(Clone, Copy)]
pub(super) struct Codes<'a>(pub(super) &'a Packed);

impl Values for Codes<'_> {
    type Item = u32;

    fn count(self) -> usize {
        self.0.len()
    }

    #[inline]
    fn at(self, at: usize) -> u32 {
        self.0.code(at)
    }

    fn give(self, places: Range<usize>, out: &mut Vec<u32>) {
        self.0.give(places, out, |code| code as u32);
    }
}

/// The values of elements that follow each other without a gap, and the offset of the first; none of an empty segment.
pub(super) type Run<V> = Option<(u32, V)>;

/// The value of each id; `absent` and a null where there is none. `range` is what [`consecutive`] says of the ids.
pub(super) fn read_runs<V: Values>(
    runs: &[Run<V>],
    ids: impl ExactSizeIterator<Item = u32>,
    range: Option<Range<u32>>,
    absent: V::Item,
) -> (Vec<V::Item>, Option<Bitmap>) {
    let len = ids.len();
    if let Some(values) = range.and_then(|range| read_range(runs, range)) {
        return (values, None);
    }
    let mut holes = Vec::new();
    let mut row = 0_u32;
    let read = |id: u32| {
        row += 1;
        if let Some(Some((start, values))) = runs.get((id >> SEGMENT_BITS) as usize) {
            let at = (id & (SEGMENT - 1)).wrapping_sub(*start) as usize;
            if at < values.count() {
                return values.at(at);
            }
        }
        holes.push(row - 1);
        absent
    };
    let values = ids.map(read).collect();
    let nulls = (!holes.is_empty()).then(|| {
        let mut nulls = Bitmap::new(len);
        holes.iter().for_each(|row| nulls.set(*row as usize, true));
        nulls
    });
    (values, nulls)
}

/// The range that ids are, where they follow each other.
pub(super) fn consecutive(ids: impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + Clone) -> Option<Range<u32>> {
    let first = ids.clone().next()?;
    let end = first.checked_add(ids.len() as u32)?;
    // The last tells most that do not; of the others each must be asked.
    let is_range =
        ids.clone().next_back() == Some(end - 1) && ids.zip(first..end).filter(|(id, place)| id != place).count() == 0;
    is_range.then_some(first..end)
}

/// The values of ids that follow each other, if all have one.
fn read_range<V: Values>(runs: &[Run<V>], ids: Range<u32>) -> Option<Vec<V::Item>> {
    let (mut id, end) = (ids.start, ids.end);
    let mut values = Vec::with_capacity(ids.len());
    while id < end {
        let (start, run) = (*runs.get((id >> SEGMENT_BITS) as usize)?)?;
        let last = end.min((id | (SEGMENT - 1)).saturating_add(1));
        let from = (id & (SEGMENT - 1)).checked_sub(start)? as usize;
        let to = from + (last - id) as usize;
        if to > run.count() {
            return None;
        }
        run.give(from..to, &mut values);
        id = last;
    }
    Some(values)
}
