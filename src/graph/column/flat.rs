//! The numbers of a column that is read again and again in no order, each in one, two or four bytes of its own. Lists have
//! a form of their own ([`FlatLists`]).
//!
//! A column at rest is packed into bits, segment by segment. To read one number of it is to find the segment, then the slot,
//! then the bits. Where as many numbers were read as there are, the column is laid out flat beside that: the number of an
//! element is one load away, for 8 bits an element instead of, say, 6. Elements without a value have a place too, so the
//! elements must lie near each other.
//!
//! ```text
//! elements 3 to 7 with ages 18, 61, none, 20, 79      first 3, least 18      cells 0, 43, 255, 2, 61
//! ```

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::flat_lists::FlatLists;
use super::segment::{Data, Form, Segment, count, form, placed};
use crate::graph::idset::SEGMENT_BITS;
use crate::value::{Bitmap, Column, Dictionary};

/// At most so many places for each value.
const SPREAD: u64 = 4;

/// A column laid out flat.
#[derive(Debug)]
pub(super) enum Flat {
    /// See the file.
    Numbers(FlatNumbers),
    Lists(FlatLists),
}

/// See the file.
#[derive(Debug)]
pub(super) struct FlatNumbers {
    form: Form,
    /// The element of the first cell.
    first: u32,
    /// What a cell of 0 stands for.
    least: i64,
    cells: Cells,
}

#[derive(Debug)]
enum Cells {
    One(Box<[u8]>),
    Two(Box<[u16]>),
    Four(Box<[u32]>),
}

/// A number above the least; the greatest stands for no value.
trait Cell: Copy + Eq {
    const ABSENT: Self;

    fn of(above: u64) -> Self;

    fn above(self) -> u32;
}

macro_rules! cell {
    ($($form:ty),*) => {$(
        impl Cell for $form {
            const ABSENT: Self = Self::MAX;

            fn of(above: u64) -> Self {
                above as Self
            }

            #[inline]
            fn above(self) -> u32 {
                u32::from(self)
            }
        }
    )*};
}

cell!(u8, u16, u32);

impl Flat {
    /// The numbers or lists of the segments of a column; `None` where they are neither, too far from each other, or of too
    /// few elements.
    fn of(segments: &[Option<Arc<Segment>>]) -> Option<Self> {
        let (mut first, mut end) = (u32::MAX, 0);
        for (at, segment) in placed(segments).filter(|(_, segment)| segment.slots.len() > 0) {
            first = first.min(at << SEGMENT_BITS | segment.slots.offset(0));
            end = end.max((at << SEGMENT_BITS | segment.slots.offset(segment.slots.len() - 1)) + 1);
        }
        let places = end.checked_sub(first).filter(|places| u64::from(*places) <= count(segments) * SPREAD)?;
        match form(segments) {
            Form::Mixed => FlatLists::of(segments, first, places).map(Self::Lists),
            form => FlatNumbers::of(segments, form, (first, places)).map(Self::Numbers),
        }
    }

    /// One row an id; null where it has no value. `dictionary` is the column's.
    pub(super) fn gather(
        &self,
        ids: impl ExactSizeIterator<Item = u32> + Clone,
        dictionary: &Arc<Dictionary>,
    ) -> Column {
        match self {
            Self::Numbers(numbers) => numbers.gather(ids, dictionary),
            Self::Lists(lists) => lists.gather(ids),
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.memory(),
            Self::Lists(lists) => lists.memory(),
        }
    }
}

impl FlatNumbers {
    /// The numbers of segments, from element `first` on with so many places; `None` where they are none, or too far from
    /// each other.
    fn of(segments: &[Option<Arc<Segment>>], form: Form, (first, places): (u32, u32)) -> Option<Self> {
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        for (_, segment) in placed(segments) {
            let (Data::Packed(values) | Data::Texts(values) | Data::Moments(_, values)) = &segment.data else {
                return None;
            };
            (least, most) =
                values.iter().fold((least, most), |(least, most), value| (least.min(value), most.max(value)));
        }
        let span = u64::try_from(most.checked_sub(least)?).ok()?;
        if span >= u64::from(u32::MAX) {
            return None;
        }
        let cells = if span < u64::from(u8::MAX) {
            Cells::One(lay_out(segments, first, places, least))
        } else if span < u64::from(u16::MAX) {
            Cells::Two(lay_out(segments, first, places, least))
        } else {
            Cells::Four(lay_out(segments, first, places, least))
        };
        Some(Self { form, first, least, cells })
    }

    fn gather(&self, ids: impl ExactSizeIterator<Item = u32> + Clone, dictionary: &Arc<Dictionary>) -> Column {
        match self.form {
            Form::Texts => {
                let codes = match &self.cells {
                    Cells::One(cells) => read(cells, self.first, ids, Dictionary::NULL, |above| self.code(above)).0,
                    Cells::Two(cells) => read(cells, self.first, ids, Dictionary::NULL, |above| self.code(above)).0,
                    Cells::Four(cells) => read(cells, self.first, ids, Dictionary::NULL, |above| self.code(above)).0,
                };
                Column::Texts { codes, dictionary: Arc::clone(dictionary) }
            }
            Form::Moments(scale) => {
                let (values, nulls) = self.numbers(ids);
                Column::Moments { scale, values, nulls }
            }
            _ => {
                let (values, nulls) = self.numbers(ids);
                Column::Integers { values, nulls }
            }
        }
    }

    fn numbers(&self, ids: impl ExactSizeIterator<Item = u32> + Clone) -> (Vec<i64>, Option<Bitmap>) {
        let number = |above: u32| self.least + i64::from(above);
        match &self.cells {
            Cells::One(cells) => read(cells, self.first, ids, 0, number),
            Cells::Two(cells) => read(cells, self.first, ids, 0, number),
            Cells::Four(cells) => read(cells, self.first, ids, 0, number),
        }
    }

    #[inline]
    fn code(&self, above: u32) -> u32 {
        self.least as u32 + above
    }

    fn memory(&self) -> usize {
        match &self.cells {
            Cells::One(cells) => cells.len(),
            Cells::Two(cells) => cells.len() * 2,
            Cells::Four(cells) => cells.len() * 4,
        }
    }
}

fn lay_out<C: Cell>(segments: &[Option<Arc<Segment>>], first: u32, places: u32, least: i64) -> Box<[C]> {
    let mut cells = vec![C::ABSENT; places as usize].into_boxed_slice();
    for (at, segment) in placed(segments) {
        if let Data::Packed(values) | Data::Texts(values) | Data::Moments(_, values) = &segment.data {
            for (offset, value) in segment.slots.offsets().into_iter().zip(values.iter()) {
                let id = at << SEGMENT_BITS | u32::from(offset);
                cells[(id - first) as usize] = C::of(value.wrapping_sub(least) as u64);
            }
        }
    }
    cells
}

#[inline]
fn read<C: Cell, T: Copy>(
    cells: &[C],
    first: u32,
    ids: impl ExactSizeIterator<Item = u32> + Clone,
    absent: T,
    value: impl Fn(u32) -> T,
) -> (Vec<T>, Option<Bitmap>) {
    let cell = |id: u32| cells.get(id.wrapping_sub(first) as usize).copied().unwrap_or(C::ABSENT);
    let mut whole = true;
    let values = ids.clone().map(|id| {
        let cell = cell(id);
        whole &= cell != C::ABSENT;
        if cell == C::ABSENT { absent } else { value(cell.above()) }
    });
    let values = values.collect();
    let nulls = (!whole).then(|| {
        let mut nulls = Bitmap::new(ids.len());
        ids.enumerate().filter(|(_, id)| cell(*id) == C::ABSENT).for_each(|(row, _)| nulls.set(row, true));
        nulls
    });
    (values, nulls)
}

/// The flat form of a column, as soon as it is worth its memory.
#[derive(Debug, Default)]
pub(super) struct Hot {
    /// Rows that were read in no order, or as lists.
    rows: AtomicU64,
    flat: OnceLock<Option<Flat>>,
}

impl Hot {
    /// The flat form of the segments of the column, of which so many rows are about to be read in no order, or as lists.
    pub(super) fn flat(&self, segments: &[Option<Arc<Segment>>], rows: usize) -> Option<&Flat> {
        if let Some(flat) = self.flat.get() {
            return flat.as_ref();
        }
        let before = self.rows.fetch_add(rows as u64, Ordering::Relaxed);
        if before < count(segments) {
            return None;
        }
        self.flat.get_or_init(|| Flat::of(segments)).as_ref()
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.flat.get().and_then(Option::as_ref).map_or(0, Flat::memory)
    }
}

/// The same numbers are another column's when one is made of them, which is read as often as it is.
impl Clone for Hot {
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Flat, Hot};
    use crate::graph::column::{PropertyColumn, Segment};
    use crate::value::temporal::Scale;
    use crate::value::{Dictionary, Value};

    /// Elements 65,530 to 65,549 but each seventh, across the border of two segments.
    fn column(value: impl Fn(u32) -> Value, dictionary: Dictionary) -> (PropertyColumn, Vec<u32>) {
        let ids: Vec<u32> = (65_530..65_550).filter(|id| id % 7 != 0).collect();
        let of = |segment: u32| {
            let entries = ids.iter().filter(|id| **id >> 16 == segment).map(|id| (*id as u16, value(*id))).collect();
            Some(Arc::new(Segment::from_entries(entries, &dictionary)))
        };
        let segments = vec![of(0), of(1)];
        (PropertyColumn { segments, dictionary: Arc::new(dictionary), hot: Hot::default() }, ids)
    }

    fn check(column: &PropertyColumn) -> usize {
        let flat = Flat::of(&column.segments).unwrap();
        let ids = [0, 65_529, 65_530, 65_549, 65_537, 65_536, 65_536, 65_550, 65_535, 65_531, u32::MAX];
        let expected: Vec<Value> = ids.iter().map(|id| column.get(*id).unwrap_or_default()).collect();
        assert!(expected.iter().any(|value| !value.is_null()) && expected[0].is_null() && expected[10].is_null());
        assert_eq!(flat.gather(ids.iter().copied(), column.dictionary()).into_values(), expected);
        assert_eq!(flat.gather(ids[2..4].iter().copied(), column.dictionary()).into_values(), expected[2..4]);
        flat.memory()
    }

    #[test]
    fn numbers_take_the_narrowest_cells_that_leave_one_for_none() {
        // 20 places, from the first element to the last.
        for (span, bytes) in [(0, 20), (254, 20), (255, 40), (65_534, 40), (65_535, 80), (i64::from(u32::MAX) - 1, 80)]
        {
            for least in [0, -7, i64::MIN, i64::MAX - span] {
                let value = |id: u32| Value::Integer(if id.is_multiple_of(2) { least } else { least + span });
                assert_eq!(check(&column(value, Dictionary::default()).0), bytes, "{span} from {least}");
            }
        }
        for span in [i64::from(u32::MAX), 1 << 60] {
            let value = |id: u32| Value::Integer(if id.is_multiple_of(2) { 0 } else { span });
            assert!(Flat::of(&column(value, Dictionary::default()).0.segments).is_none());
        }
    }

    #[test]
    fn texts_and_moments_are_laid_out_as_well() {
        let texts = Dictionary::new(["a", "b", "c"].into_iter().collect());
        check(&column(|id| Value::string(["a", "b", "c"][id as usize % 3]), texts).0);
        let days = |id: u32| Scale::Date.value(i64::from(id));
        check(&column(days, Dictionary::default()).0);
    }

    #[test]
    fn lists_become_parts_of_one_column() {
        let names = |id: u32| (0..id % 3).map(|at| Value::string(["b", "a"][at as usize])).collect();
        let (strings, ids) = column(|id| Value::list(names(id)), Dictionary::default());
        // Each name often: 20 places, a code of four bytes for each, and the dictionary.
        let elements: usize = ids.iter().map(|id| *id as usize % 3).sum();
        let dictionary = Dictionary::new(["a", "b"].into_iter().collect());
        assert_eq!(check(&strings), 20 * 8 + elements * 4 + dictionary.entries().memory());
        let numbers = |id: u32| (0..id % 3).map(|at| Value::Integer(i64::from(id + at))).collect();
        assert_eq!(check(&column(|id| Value::list(numbers(id)), Dictionary::default()).0), 20 * 8 + elements * 8);
        check(&column(|id| Value::list(vec![Value::string(id.to_string())]), Dictionary::default()).0);
        let nested = |id: u32| Value::list(vec![Value::list(vec![Value::Integer(i64::from(id))])]);
        assert!(Flat::of(&column(nested, Dictionary::default()).0.segments).is_none());
        let some = |id: u32| if id == 65_535 { Value::Integer(1) } else { Value::list(vec![Value::Integer(1)]) };
        assert!(Flat::of(&column(some, Dictionary::default()).0.segments).is_none());
    }

    #[test]
    fn doubles_mixtures_and_few_elements_far_apart_stay_as_they_are() {
        assert!(Flat::of(&column(|id| Value::Float(f64::from(id)), Dictionary::default()).0.segments).is_none());
        let mixed = |id: u32| if id.is_multiple_of(2) { Value::Integer(1) } else { Value::Boolean(true) };
        assert!(Flat::of(&column(mixed, Dictionary::default()).0.segments).is_none());
        assert!(Flat::of(&[]).is_none());
        let far = Segment::from_entries(vec![(0, Value::Integer(1)), (9, Value::Integer(2))], &Dictionary::default());
        assert!(Flat::of(&[Some(Arc::new(far))]).is_none());
    }

    #[test]
    fn a_column_becomes_flat_when_it_was_read_as_often_as_it_is_long() {
        let (column, ids) = column(|id| Value::Integer(i64::from(id)), Dictionary::default());
        let half = ids.len() / 2;
        assert!(column.hot.flat(&column.segments, half).is_none());
        assert!(column.hot.flat(&column.segments, ids.len() - half).is_none());
        assert_eq!(column.hot.memory(), 0);
        assert!(column.hot.flat(&column.segments, 1).is_some());
        assert_eq!(column.hot.memory(), 20);
        assert_eq!(column.clone().hot.memory(), 0);
    }
}
