//! Reading a column: one value, or many as one typed vector.
//!
//! Contract of gathering: a row whose element has an overlay value takes that (null = removed), any other row the
//! value of the column; the result is a narrow form where all rows agree on a type.

use std::sync::Arc;

use super::flat::Hot;
use super::runs::{Codes, Run, Values, consecutive, read_runs};
use super::segment::{Data, Form, Segment, count, form, placed};
use crate::graph::idset::{SEGMENT, SEGMENT_BITS};
use crate::graph::placement::Slots;
use crate::value::temporal::Scale;
use crate::value::{Bitmap, Column, Dictionary, Value, order};

/// Rows for which it is worth to look at all segments first.
const WORTH_PLAIN: usize = 64;

/// One property of all nodes, or of all relationships, of a base.
#[derive(Clone, Debug, Default)]
pub(crate) struct PropertyColumn {
    pub(super) segments: Vec<Option<Arc<Segment>>>,
    pub(super) dictionary: Arc<Dictionary>,
    /// The same numbers, laid out to be read in no order.
    pub(super) hot: Hot,
}

impl PropertyColumn {
    /// The value of an element.
    pub(crate) fn get(&self, id: u32) -> Option<Value> {
        let segment = self.segments.get((id >> SEGMENT_BITS) as usize)?.as_ref()?;
        segment.get(id & (SEGMENT - 1), &self.dictionary)
    }

    /// Whether the value of an element is in the same place of the order as `value`: equal, `1` as `1.0`.
    pub(crate) fn is(&self, id: u32, value: &Value) -> bool {
        let Some(segment) = self.segments.get((id >> SEGMENT_BITS) as usize).and_then(Option::as_deref) else {
            return false;
        };
        let Some(slot) = segment.slots.slot(id & (SEGMENT - 1)) else { return false };
        match (&segment.data, value) {
            (Data::Packed(values), Value::Integer(int)) => values.get(slot) == *int,
            (Data::Integers(values), Value::Integer(int)) => values[slot] == *int,
            (Data::Moments(scale, values), value) => scale.number(value) == Some(values.get(slot)),
            (Data::Texts(codes), Value::String(text)) => self.dictionary.text(codes.code(slot)) == &**text,
            _ => order(&segment.value(slot, &self.dictionary), value).is_eq(),
        }
    }

    /// Whether an element has a value.
    pub(crate) fn contains(&self, id: u32) -> bool {
        let segment = self.segments.get((id >> SEGMENT_BITS) as usize).and_then(Option::as_ref);
        segment.is_some_and(|segment| segment.slots.slot(id & (SEGMENT - 1)).is_some())
    }

    /// How many elements have a value.
    pub(crate) fn len(&self) -> u64 {
        count(&self.segments)
    }

    /// The segments that exist, with their places.
    pub(crate) fn segments(&self) -> impl Iterator<Item = (u32, &Arc<Segment>)> {
        placed(&self.segments)
    }

    /// The segment at a place.
    pub(crate) fn segment(&self, at: u32) -> Option<&Segment> {
        self.segments.get(at as usize)?.as_deref()
    }

    /// The strings that codes of text segments stand for.
    pub(crate) fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
    }

    /// At most so many different values there are, where that can be told from how they are kept.
    pub(crate) fn different(&self) -> Option<u64> {
        let mut bounds: Option<(i64, i64)> = None;
        for (_, segment) in self.segments() {
            let (least, most) = match &segment.data {
                Data::Packed(values) | Data::Moments(_, values) => values.bounds(),
                Data::Booleans(_) => (0, 1),
                Data::Texts(_) => (0, self.dictionary.len() as i64 - 1),
                Data::Integers(_) | Data::Floats(_) | Data::Values(_) => return None,
            };
            bounds = Some(bounds.map_or((least, most), |(low, high)| (low.min(least), high.max(most))));
        }
        bounds.map(|(low, high)| high.abs_diff(low).saturating_add(1).min(self.len()))
    }

    /// Whether all values are integers, or all strings, or all moments: each equals itself, which NaN does not.
    pub(crate) fn is_exact(&self) -> bool {
        matches!(form(&self.segments), Form::Integers | Form::Texts | Form::Moments(_))
    }

    /// The elements among `elements` that have a value, in the order of values, then numbers, and how many values are
    /// different; `None` where values are not all integers, all strings or all moments.
    pub(crate) fn sorted(&self, elements: &[u32]) -> Option<(Vec<u32>, u64)> {
        let is_exact = self.is_exact();
        let rank = |id: &u32| {
            let segment = self.segments.get((id >> SEGMENT_BITS) as usize)?.as_deref()?;
            let slot = segment.slots.slot(id & (SEGMENT - 1))?;
            let rank = match &segment.data {
                Data::Packed(values) | Data::Moments(_, values) => values.get(slot),
                Data::Integers(values) => values[slot],
                // The strings of a dictionary are sorted, so their codes are.
                Data::Texts(codes) => codes.get(slot),
                _ => return None,
            };
            Some((rank, *id))
        };
        let mut ranked: Vec<(i64, u32)> = is_exact.then(|| elements.iter().filter_map(rank).collect())?;
        rayon::slice::ParallelSliceMut::par_sort_unstable(&mut ranked[..]);
        let distinct = ranked.chunk_by(|(a, _), (b, _)| a == b).count() as u64;
        Some((ranked.into_iter().map(|(_, id)| id).collect(), distinct))
    }

    /// One row an id; `u32::MAX` gives null.
    pub(crate) fn gather(
        &self,
        ids: impl ExactSizeIterator<Item = u32> + Clone,
        overlay: impl Fn(u32) -> Option<Value>,
    ) -> Column {
        let typed = match form(&self.segments) {
            Form::Booleans => self.gather_booleans(ids.clone(), &overlay),
            Form::Integers => self.gather_integers(ids.clone(), &overlay),
            Form::Floats => self.gather_floats(ids.clone(), &overlay),
            Form::Texts => self.gather_texts(ids.clone(), &overlay),
            Form::Moments(scale) => self.gather_moments(scale, ids.clone(), &overlay),
            Form::Mixed => None,
        };
        typed.unwrap_or_else(|| {
            let value = |id: u32| overlay(id).or_else(|| self.get(id)).unwrap_or_default();
            Column::from_values(ids.map(value).collect())
        })
    }

    /// As [`Self::gather`] for elements that only this column has values of: `None` where it cannot be done the short way.
    pub(crate) fn gather_plain(
        &self,
        ids: impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + Clone,
    ) -> Option<Column> {
        if ids.len() < WORTH_PLAIN {
            return None;
        }
        let range = consecutive(ids.clone());
        if (range.is_none() || form(&self.segments) == Form::Mixed)
            && let Some(flat) = self.hot.flat(&self.segments, ids.len())
        {
            return Some(flat.gather(ids, &self.dictionary));
        }
        match self.segments.iter().flatten().next().map(|segment| &segment.data)? {
            Data::Packed(_) => {
                let runs = self.runs(|data| if let Data::Packed(values) = data { Some(values) } else { None })?;
                let (values, nulls) = read_runs(&runs, ids, range, 0);
                Some(Column::Integers { values, nulls })
            }
            Data::Integers(_) => {
                let runs = self.runs(|data| if let Data::Integers(values) = data { Some(&**values) } else { None })?;
                let (values, nulls) = read_runs(&runs, ids, range, 0);
                Some(Column::Integers { values, nulls })
            }
            Data::Floats(_) => {
                let runs = self.runs(|data| if let Data::Floats(values) = data { Some(&**values) } else { None })?;
                let (values, nulls) = read_runs(&runs, ids, range, 0.0);
                Some(Column::Floats { values, nulls })
            }
            Data::Booleans(_) => {
                let runs = self.runs(|data| if let Data::Booleans(values) = data { Some(&**values) } else { None })?;
                Some(Column::Booleans(read_runs(&runs, ids, range, 2).0))
            }
            Data::Texts(_) => {
                let runs = self.runs(|data| if let Data::Texts(codes) = data { Some(Codes(codes)) } else { None })?;
                let (codes, _) = read_runs(&runs, ids, range, Dictionary::NULL);
                Some(Column::Texts { codes, dictionary: Arc::clone(&self.dictionary) })
            }
            Data::Moments(scale, _) => {
                let runs = self.runs(|data| match data {
                    Data::Moments(own, values) if own == scale => Some(values),
                    _ => None,
                })?;
                let (values, nulls) = read_runs(&runs, ids, range, 0);
                Some(Column::Moments { scale: *scale, values, nulls })
            }
            Data::Values(_) => None,
        }
    }

    /// The values of each segment and the offset of the first, where all segments hold values of one kind for elements
    /// that follow each other without a gap.
    fn runs<'a, V: Values>(&'a self, values: impl Fn(&'a Data) -> Option<V>) -> Option<Vec<Run<V>>> {
        let run = |segment: &'a Option<Arc<Segment>>| match segment.as_deref() {
            None => Some(None),
            Some(Segment { slots: Slots::Range { start, .. }, data }) => Some(Some((*start, values(data)?))),
            Some(_) => None,
        };
        self.segments.iter().map(run).collect()
    }

    /// Calls `row` with what each id has. False when `row` gave up.
    #[inline]
    fn visit<'a>(
        &'a self,
        ids: impl Iterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
        mut row: impl FnMut(usize, Found<'a>) -> bool,
    ) -> bool {
        let mut last = (u32::MAX, None);
        for (at, id) in ids.enumerate() {
            let found = if let Some(value) = overlay(id) {
                Found::Overlay(value)
            } else {
                let high = id >> SEGMENT_BITS;
                if last.0 != high {
                    last = (high, self.segments.get(high as usize).and_then(Option::as_deref));
                }
                let slot = last.1.and_then(|segment| Some((&segment.data, segment.slots.slot(id & (SEGMENT - 1))?)));
                slot.map_or(Found::Nothing, |(data, slot)| Found::Stored(data, slot))
            };
            if !row(at, found) {
                return false;
            }
        }
        true
    }

    fn gather_booleans(
        &self,
        ids: impl ExactSizeIterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
    ) -> Option<Column> {
        let mut values = Vec::with_capacity(ids.len());
        let whole = self.visit(ids, overlay, |_, found| {
            values.push(match found {
                Found::Stored(Data::Booleans(data), slot) => data[slot],
                Found::Overlay(Value::Boolean(bit)) => u8::from(bit),
                Found::Nothing | Found::Overlay(Value::Null) => 2,
                _ => return false,
            });
            true
        });
        whole.then_some(Column::Booleans(values))
    }

    /// The words of all rows and which rows are null; `None` where a row has something else. `stored` and `given` give the
    /// word of what a segment or the overlay has.
    fn gather_words<T: Default>(
        &self,
        ids: impl ExactSizeIterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
        stored: impl Fn(&Data, usize) -> Option<T>,
        given: impl Fn(&Value) -> Option<T>,
    ) -> Option<(Vec<T>, Option<Bitmap>)> {
        let len = ids.len();
        let mut values = Vec::with_capacity(len);
        let mut nulls: Option<Bitmap> = None;
        let whole = self.visit(ids, overlay, |row, found| {
            let word = match found {
                Found::Nothing | Found::Overlay(Value::Null) => {
                    nulls.get_or_insert_with(|| Bitmap::new(len)).set(row, true);
                    Some(T::default())
                }
                Found::Stored(data, slot) => stored(data, slot),
                Found::Overlay(value) => given(&value),
            };
            word.map(|word| values.push(word)).is_some()
        });
        whole.then_some((values, nulls))
    }

    fn gather_integers(
        &self,
        ids: impl ExactSizeIterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
    ) -> Option<Column> {
        let stored = |data: &Data, slot: usize| match data {
            Data::Packed(values) => Some(values.get(slot)),
            Data::Integers(values) => Some(values[slot]),
            _ => None,
        };
        let given = |value: &Value| if let Value::Integer(integer) = value { Some(*integer) } else { None };
        let (values, nulls) = self.gather_words(ids, overlay, stored, given)?;
        Some(Column::Integers { values, nulls })
    }

    fn gather_moments(
        &self,
        scale: Scale,
        ids: impl ExactSizeIterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
    ) -> Option<Column> {
        let stored = |data: &Data, slot: usize| match data {
            Data::Moments(own, values) if *own == scale => Some(values.get(slot)),
            _ => None,
        };
        let (values, nulls) = self.gather_words(ids, overlay, stored, |value| scale.number(value))?;
        Some(Column::Moments { scale, values, nulls })
    }

    fn gather_floats(
        &self,
        ids: impl ExactSizeIterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
    ) -> Option<Column> {
        let stored = |data: &Data, slot: usize| if let Data::Floats(values) = data { Some(values[slot]) } else { None };
        let given = |value: &Value| if let Value::Float(float) = value { Some(*float) } else { None };
        let (values, nulls) = self.gather_words(ids, overlay, stored, given)?;
        Some(Column::Floats { values, nulls })
    }

    fn gather_texts(
        &self,
        ids: impl ExactSizeIterator<Item = u32>,
        overlay: &impl Fn(u32) -> Option<Value>,
    ) -> Option<Column> {
        let mut codes = Vec::with_capacity(ids.len());
        let whole = self.visit(ids, overlay, |_, found| {
            codes.push(match found {
                Found::Stored(Data::Texts(data), slot) => data.code(slot),
                Found::Nothing | Found::Overlay(Value::Null) => Dictionary::NULL,
                // A string that only the delta knows has no code.
                Found::Overlay(Value::String(text)) => match self.dictionary.find(&text) {
                    Ok(code) => code,
                    Err(_) => return false,
                },
                _ => return false,
            });
            true
        });
        whole.then(|| Column::Texts { codes, dictionary: Arc::clone(&self.dictionary) })
    }

    /// Bytes of memory, strings of the dictionary included.
    pub(crate) fn memory(&self) -> usize {
        let segments: usize = self.segments.iter().flatten().map(|segment| segment.memory()).sum();
        self.segments.len() * 8 + segments + self.dictionary.entries().memory() + self.hot.memory()
    }
}

/// What an element has.
enum Found<'a> {
    /// The value at a place of a segment.
    Stored(&'a Data, usize),
    /// This value; null = removed.
    Overlay(Value),
    Nothing,
}
