//! The chunks of a column put together: one typed column for all rows.

use std::sync::Arc;

use rayon::prelude::*;

use super::cells::{Cells, Data};
use super::scalar::Scalar;
use super::texts::Interned;
use crate::value::{Bitmap, Column, Dictionary, Texts, Value};

/// A column and its type in the words of the language.
pub(super) struct Assembled {
    pub(super) column: Column,
    pub(super) type_name: &'static str,
}

/// The narrowest type of all chunks of a column.
fn joined(chunks: &[Cells]) -> Scalar {
    let scalar = chunks.iter().fold(Scalar::Nothing, |scalar, cells| scalar.join(cells.scalar));
    let blank = scalar == Scalar::Nothing && chunks.iter().any(Cells::has_blanks);
    if blank { Scalar::Text } else { scalar }
}

/// Whether a column becomes one of strings after some of its texts were lost.
pub(super) fn must_reread<'a>(chunks: impl Iterator<Item = &'a Cells> + Clone) -> bool {
    let scalar = chunks.clone().fold(Scalar::Nothing, |scalar, cells| scalar.join(cells.scalar));
    let lost = |cells: &Cells| cells.is_lossy() || (cells.scalar != Scalar::Text && !cells.is_exact());
    scalar == Scalar::Text && chunks.into_iter().any(lost)
}

/// Puts the chunks of one column together.
pub(super) fn assemble(mut chunks: Vec<Cells>) -> Assembled {
    let scalar = joined(&chunks);
    let rows = chunks.iter().map(Cells::len).sum();
    let type_name = if chunks.iter().any(Cells::is_list) { "LIST" } else { scalar.type_name() };
    chunks.par_iter_mut().for_each(|cells| {
        if !cells.is_list() {
            cells.widen(scalar);
        }
    });
    let chunks = chunks.into_iter().map(|cells| cells.data);
    let column = match scalar {
        _ if type_name == "LIST" => values(chunks, rows),
        Scalar::Nothing => Column::nulls(rows),
        Scalar::Boolean => booleans(chunks, rows),
        Scalar::Integer => integers(chunks, rows),
        Scalar::Float => floats(chunks, rows),
        Scalar::Text => texts(chunks, rows),
        _ => values(chunks, rows),
    };
    Assembled { column, type_name }
}

fn booleans(chunks: impl Iterator<Item = Data>, rows: usize) -> Column {
    let mut all = Vec::with_capacity(rows);
    for data in chunks {
        if let Data::Booleans(bits) = data {
            all.extend(bits);
        }
    }
    Column::Booleans(all)
}

fn integers(chunks: impl Iterator<Item = Data>, rows: usize) -> Column {
    let (mut all, mut nulls) = (Vec::with_capacity(rows), Bitmap::default());
    for data in chunks {
        if let Data::Integers(values, absent) = data {
            shift(&absent, all.len(), &mut nulls);
            all.extend(values);
        }
    }
    Column::Integers { values: all, nulls: (nulls.len() > 0).then_some(nulls) }
}

fn floats(chunks: impl Iterator<Item = Data>, rows: usize) -> Column {
    let (mut all, mut nulls) = (Vec::with_capacity(rows), Bitmap::default());
    for data in chunks {
        if let Data::Floats(values, absent) = data {
            shift(&absent, all.len(), &mut nulls);
            all.extend(values);
        }
    }
    Column::Floats { values: all, nulls: (nulls.len() > 0).then_some(nulls) }
}

/// Sets the bits of `absent` in `nulls`, `by` places further on.
fn shift(absent: &Bitmap, by: usize, nulls: &mut Bitmap) {
    absent.ones_from(0).for_each(|row| nulls.set(by + row, true));
}

fn values(chunks: impl Iterator<Item = Data>, rows: usize) -> Column {
    let mut all = Vec::with_capacity(rows);
    for data in chunks {
        match data {
            Data::Values(values) => all.extend(values),
            Data::Nothing(rows) => all.extend((0..rows).map(|_| Value::Null)),
            _ => {}
        }
    }
    Column::Values(all)
}

/// Strings: the chunks' own codes become codes of one dictionary in the order of strings.
fn texts(chunks: impl Iterator<Item = Data>, rows: usize) -> Column {
    let mut shared = Interned::default();
    let mut all: Vec<u32> = Vec::with_capacity(rows);
    for data in chunks {
        let Data::Texts(codes, texts) = data else { continue };
        let recode: Vec<u32> = texts.texts().iter().map(|text| shared.intern(text)).collect();
        drop(texts);
        // The code of an absent row is in no list.
        all.extend(codes.into_iter().map(|code| recode.get(code as usize).copied().unwrap_or(Dictionary::NULL)));
    }
    let entries = shared.texts();
    let mut order: Vec<(u64, u32)> = entries.iter().zip(0..).map(|(text, code)| (prefix(text), code)).collect();
    let text = |code: u32| entries.get(code as usize);
    // The first eight bytes decide most comparisons without looking at the strings.
    order.par_sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| text(*x).cmp(text(*y))));
    let mut place = vec![Dictionary::NULL; entries.len()];
    for ((_, code), at) in order.iter().zip(0..) {
        if let Some(place) = place.get_mut(*code as usize) {
            *place = at;
        }
    }
    let mut sorted: Texts = order.iter().map(|(_, code)| text(*code)).collect();
    sorted.shrink();
    // Codes are used again and again near each other, so this is bound by memory; all cores share it.
    all.par_chunks_mut(1 << 16).for_each(|codes| {
        for code in codes {
            *code = place.get(*code as usize).copied().unwrap_or(Dictionary::NULL);
        }
    });
    Column::Texts { codes: all, dictionary: Arc::new(Dictionary::new(sorted)) }
}

/// The first eight bytes as a number that orders as they do; shorter texts are padded with zeros.
fn prefix(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(bytes)
}
