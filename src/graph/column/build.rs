//! Making columns: from whole typed vectors, or from an older column and what changed.
//!
//! Segments that nothing touches are shared with the older column. Only when a string is new to the column does the
//! dictionary change, and then all text segments are recoded.

use std::sync::Arc;

use rayon::prelude::*;

use super::packed::Packed;
use super::read::PropertyColumn;
use super::segment::{Data, Segment};
use crate::graph::idset::{SEGMENT, SEGMENT_BITS};
use crate::graph::placement::Slots;
use crate::value::{Column, Dictionary, Texts, Value};

/// Values for consecutive elements: row `i` belongs to element `first + i`; null = absent.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The element of row 0.
    pub(crate) first: u32,
    /// The values.
    pub(crate) column: Column,
}

impl Piece {
    fn end(&self) -> u32 {
        self.first + self.column.len() as u32
    }
}

impl PropertyColumn {
    /// A column of stored segments, as [`Self::segments`] gave them.
    pub(crate) fn from_segments(dictionary: Arc<Dictionary>, placed: Vec<(u32, Segment)>) -> Self {
        let mut segments = Vec::new();
        for (at, segment) in placed {
            if segments.len() <= at as usize {
                segments.resize(at as usize + 1, None);
            }
            segments[at as usize] = Some(Arc::new(segment));
        }
        Self { segments, dictionary, ..Self::default() }
    }

    /// This column with some values replaced (null = removed); `overrides` are ascending and distinct.
    pub(crate) fn with(&self, overrides: &[(u32, Value)]) -> Self {
        let mut changed: Vec<(usize, Vec<(u16, Value)>)> = Vec::new();
        for chunk in overrides.chunk_by(|(a, _), (b, _)| a >> SEGMENT_BITS == b >> SEGMENT_BITS) {
            let at = (chunk[0].0 >> SEGMENT_BITS) as usize;
            let old = self.segments.get(at).and_then(Option::as_ref);
            let old = old.map(|segment| segment.entries(&self.dictionary)).unwrap_or_default();
            changed.push((at, merged(old, chunk)));
        }
        let new = changed.iter().flat_map(|(_, entries)| texts(entries.iter().map(|(_, value)| value)));
        let mut column = self.with_texts(new.collect());
        for (at, entries) in changed {
            if column.segments.len() <= at {
                column.segments.resize(at + 1, None);
            }
            let segment = (!entries.is_empty()).then(|| Arc::new(Segment::from_entries(entries, &column.dictionary)));
            column.segments[at] = segment;
        }
        column
    }

    /// This column under a dictionary that has `new` strings too, and none that nothing uses any more.
    fn with_texts(&self, mut new: Vec<&str>) -> Self {
        let mut wanted = Vec::new();
        new.retain(|text| self.dictionary.find(text).map(|code| wanted.push(code)).is_err());
        if new.is_empty() {
            return self.clone();
        }
        new.par_sort_unstable();
        new.dedup();
        let used = self.used_codes(&wanted);
        let mut all = Texts::default();
        let mut codes = Vec::with_capacity(self.dictionary.len());
        let mut new = new.into_iter().peekable();
        for (code, old) in self.dictionary.entries().iter().enumerate() {
            while let Some(text) = new.next_if(|text| *text < old) {
                all.push(text);
            }
            codes.push(all.len() as u32);
            if used[code] {
                all.push(old);
            }
        }
        new.for_each(|text| all.push(text));
        all.shrink();
        let recoded = |segment: &Option<Arc<Segment>>| {
            let segment = segment.as_ref()?;
            let is_text = matches!(segment.data, Data::Texts(_));
            Some(if is_text { Arc::new(segment.recoded(&codes)) } else { Arc::clone(segment) })
        };
        let segments = self.segments.iter().map(recoded).collect();
        Self { segments, dictionary: Arc::new(Dictionary::new(all)), ..Self::default() }
    }

    /// Which codes occur in a segment or in `wanted`.
    fn used_codes(&self, wanted: &[u32]) -> Vec<bool> {
        let mut used = vec![false; self.dictionary.len()];
        for code in wanted {
            used[*code as usize] = true;
        }
        for segment in self.segments.iter().flatten() {
            if let Data::Texts(codes) = &segment.data {
                codes.codes().for_each(|code| used[code as usize] = true);
            }
        }
        used
    }

    /// This column with whole pieces of new elements, none of which has a value yet; pieces do not overlap.
    pub(crate) fn extended(&self, pieces: &[Piece]) -> Self {
        let mut column = match (self.dictionary.len(), pieces) {
            (0, [Piece { column: Column::Texts { dictionary, .. }, .. }]) => {
                Self { segments: self.segments.clone(), dictionary: Arc::clone(dictionary), ..Self::default() }
            }
            _ => self.with_texts(pieces.iter().flat_map(|piece| piece_texts(&piece.column)).collect()),
        };
        let recodings: Vec<Vec<u32>> = pieces.iter().map(|piece| recoding(&piece.column, &column.dictionary)).collect();
        let last = pieces.iter().filter(|piece| piece.column.len() > 0).map(|piece| piece.end() - 1).max();
        let Some(last) = last else { return column };
        let places = (last >> SEGMENT_BITS) as usize + 1;
        if column.segments.len() < places {
            column.segments.resize(places, None);
        }
        let (segments, dictionary) = (&mut column.segments[..places], &column.dictionary);
        segments.par_iter_mut().enumerate().for_each(|(at, segment)| {
            let (start, end) = (at as u64 * u64::from(SEGMENT), (at as u64 + 1) * u64::from(SEGMENT));
            let here = |piece: &&Piece| u64::from(piece.first) < end && u64::from(piece.end()) > start;
            let mut inside = pieces.iter().zip(&recodings).filter(|(piece, _)| here(piece));
            let (Some((piece, codes)), next) = (inside.next(), inside.next()) else { return };
            if next.is_none() && segment.is_none() {
                let rows = Rows::of(piece, start, end);
                *segment = direct(piece, &rows, codes, dictionary).map(Arc::new);
                return;
            }
            let mut entries = segment.as_ref().map(|segment| segment.entries(dictionary)).unwrap_or_default();
            for piece in pieces.iter().filter(here) {
                entries.extend(Rows::of(piece, start, end).entries(piece));
            }
            entries.sort_by_key(|(offset, _)| *offset);
            *segment = (!entries.is_empty()).then(|| Arc::new(Segment::from_entries(entries, dictionary)));
        });
        column
    }
}

/// The rows of a piece that fall into one segment.
struct Rows {
    first: usize,
    end: usize,
    // The offset of the first row.
    offset: u32,
}

impl Rows {
    fn of(piece: &Piece, start: u64, end: u64) -> Self {
        let low = u64::from(piece.first).max(start);
        let high = u64::from(piece.end()).min(end);
        let row = |id: u64| (id - u64::from(piece.first)) as usize;
        Self { first: row(low), end: row(high), offset: (low - start) as u32 }
    }

    fn offset(&self, row: usize) -> u16 {
        (self.offset + (row - self.first) as u32) as u16
    }

    fn entries(&self, piece: &Piece) -> Vec<(u16, Value)> {
        let rows = (self.first..self.end).filter(|row| !piece.column.is_null(*row));
        rows.map(|row| (self.offset(row), piece.column.get(row))).collect()
    }
}

/// A segment straight from a typed vector.
fn direct(piece: &Piece, rows: &Rows, codes: &[u32], dictionary: &Dictionary) -> Option<Segment> {
    let column = &piece.column;
    if !matches!(column, Column::Booleans(_) | Column::Integers { .. } | Column::Floats { .. } | Column::Texts { .. }) {
        let entries = rows.entries(piece);
        return (!entries.is_empty()).then(|| Segment::from_entries(entries, dictionary));
    }
    let present: Vec<usize> = (rows.first..rows.end).filter(|row| !column.is_null(*row)).collect();
    if present.is_empty() {
        return None;
    }
    let offsets: Vec<u16> = present.iter().map(|row| rows.offset(*row)).collect();
    let data = match column {
        Column::Booleans(bits) => Data::Booleans(present.iter().map(|row| bits[*row]).collect()),
        Column::Integers { values, .. } => Data::from_integers(present.iter().map(|row| values[*row])),
        Column::Floats { values, .. } => Data::Floats(present.iter().map(|row| values[*row]).collect()),
        Column::Texts { codes: texts, .. } => {
            Data::Texts(Packed::of_codes(present.iter().map(|row| codes[texts[*row] as usize])))
        }
        _ => Data::Values(present.iter().map(|row| column.get(*row)).collect()),
    };
    Some(Segment { slots: Slots::from_offsets(&offsets), data })
}

fn merged(old: Vec<(u16, Value)>, overrides: &[(u32, Value)]) -> Vec<(u16, Value)> {
    let mut all = Vec::with_capacity(old.len() + overrides.len());
    let mut overrides = overrides.iter().map(|(id, value)| (*id as u16, value)).peekable();
    for (offset, value) in old {
        while let Some((new, value)) = overrides.next_if(|(new, _)| *new < offset) {
            all.push((new, value.clone()));
        }
        let replaced = overrides.next_if(|(new, _)| *new == offset);
        all.push((offset, replaced.map_or(value, |(_, value)| value.clone())));
    }
    all.extend(overrides.map(|(offset, value)| (offset, value.clone())));
    all.retain(|(_, value)| !value.is_null());
    all
}

/// The strings of values that are all strings; a mixture is stored as tagged values and needs no codes.
fn texts<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<&'a str> {
    let strings: Option<Vec<_>> =
        values.map(|value| if let Value::String(text) = value { Some(&**text) } else { None }).collect();
    strings.unwrap_or_default()
}

fn piece_texts<'a>(column: &'a Column) -> Vec<&'a str> {
    match column {
        Column::Texts { dictionary, .. } => dictionary.entries().iter().collect(),
        Column::Strings { texts, .. } => texts.iter().collect(),
        Column::Constant(Value::String(text), _) => vec![text],
        Column::Values(values) => {
            let text = |value: &'a Value| if let Value::String(text) = value { Some(&**text) } else { None };
            values.iter().filter_map(text).collect()
        }
        _ => Vec::new(),
    }
}

/// A dictionary so many times as long as another is not worth being read whole beside it.
const MUCH_LONGER: usize = 16;

/// For each code of a text vector the code in `dictionary`, which has all its strings.
fn recoding(column: &Column, dictionary: &Dictionary) -> Vec<u32> {
    let Column::Texts { dictionary: own, .. } = column else { return Vec::new() };
    if std::ptr::eq(&raw const **own, dictionary) {
        return (0..dictionary.len() as u32).collect();
    }
    if own.len() < dictionary.len() / MUCH_LONGER {
        return own.entries().iter().map(|text| dictionary.find(text).unwrap_or(Dictionary::NULL)).collect();
    }
    let mut all = dictionary.entries().iter().zip(0u32..);
    own.entries()
        .iter()
        .map(|text| all.find(|(other, _)| *other == text).map_or(Dictionary::NULL, |(_, code)| code))
        .collect()
}
