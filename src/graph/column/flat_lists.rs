//! The lists of a column that is read again and again, all over one column of their elements.
//!
//! ```text
//! elements 3 and 5 with tags ['a', 'b'] and ['b']      first 3, spans 0..2, none, 2..3      elements 'a' 'b' 'b'
//! ```

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::segment::{Data, Segment, placed};
use crate::graph::idset::SEGMENT_BITS;
use crate::value::{Column, Dictionary, NO_LIST, StringColumn, Value};

/// See the file.
#[derive(Debug)]
pub(super) struct FlatLists {
    /// The element of the first list.
    first: u32,
    spans: Box<[(u32, u32)]>,
    elements: Arc<Column>,
}

/// Strings that come so many times, on the average, are kept as codes.
const MANY_TIMES: usize = 2;

impl FlatLists {
    /// The lists of segments, from element `first` on with so many places; `None` where there is anything else, or where
    /// elements of lists have no narrow column.
    pub(super) fn of(segments: &[Option<Arc<Segment>>], first: u32, places: u32) -> Option<Self> {
        let mut spans = vec![NO_LIST; places as usize].into_boxed_slice();
        let mut all: Vec<&Value> = Vec::new();
        for (at, segment) in placed(segments) {
            let Data::Values(values) = &segment.data else { return None };
            for (offset, value) in segment.slots.offsets().into_iter().zip(values) {
                let Value::List(elements) = value else { return None };
                let from = u32::try_from(all.len()).ok()?;
                all.extend(elements.iter());
                let to = u32::try_from(all.len()).ok()?;
                spans[((at << SEGMENT_BITS | u32::from(offset)) - first) as usize] = (from, to);
            }
        }
        Some(Self { first, spans, elements: Arc::new(narrow(&all)?) })
    }

    /// One row an id; null where it has no list.
    pub(super) fn gather(&self, ids: impl Iterator<Item = u32>) -> Column {
        let span = |id: u32| self.spans.get(id.wrapping_sub(self.first) as usize).copied().unwrap_or(NO_LIST);
        Column::Lists { spans: ids.map(span).collect(), elements: Arc::clone(&self.elements) }
    }

    pub(super) fn memory(&self) -> usize {
        let elements = match &*self.elements {
            Column::Texts { codes, dictionary } => codes.len() * 4 + dictionary.entries().memory(),
            Column::Strings { texts, .. } => texts.memory(),
            Column::Booleans(bits) => bits.len(),
            others => others.len() * 8,
        };
        self.spans.len() * 8 + elements
    }
}

/// The elements of all lists as a column of one type.
fn narrow(all: &[&Value]) -> Option<Column> {
    let text = |value: &&Value| if let Value::String(text) = value { Some(Arc::clone(text)) } else { None };
    let Some(texts) = all.iter().map(text).collect::<Option<Vec<_>>>() else {
        let column = Column::from_values(all.iter().map(|value| (*value).clone()).collect());
        return (!matches!(column, Column::Values(_) | Column::Constant(..))).then_some(column);
    };
    let mut distinct: Vec<&str> = texts.iter().map(|text| &**text).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() * MANY_TIMES > texts.len() {
        let mut strings = StringColumn::new(texts.len());
        texts.iter().for_each(|text| strings.push(Some(text)));
        return Some(strings.done());
    }
    let codes: FxHashMap<&str, u32> = distinct.iter().copied().zip(0..).collect();
    let codes = texts.iter().map(|text| codes[&**text]).collect();
    Some(Column::Texts { codes, dictionary: Arc::new(Dictionary::new(distinct.iter().copied().collect())) })
}
