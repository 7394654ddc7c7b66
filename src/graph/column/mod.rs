//! One property of all nodes, or of all relationships: a typed column, cut into segments over the element numbers.

mod build;
mod flat;
mod flat_lists;
mod packed;
mod read;
mod runs;
mod segment;

pub(crate) use build::Piece;
pub(crate) use packed::Packed;
pub(crate) use read::PropertyColumn;
pub(crate) use segment::{Data, Segment};

use std::sync::Arc;

use super::late::Late;
use super::tokens::KeyId;
use crate::value::Value;

/// The columns of all properties of one kind of element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns(Vec<Option<Entry>>);

/// A column, and what is known of it before it is read.
#[derive(Clone, Debug)]
struct Entry {
    column: Arc<Late<PropertyColumn>>,
    /// How many different strings it holds.
    texts: u32,
}

impl Columns {
    /// The column of a property, if any element has it.
    #[inline]
    pub(crate) fn column(&self, key: KeyId) -> Option<&PropertyColumn> {
        Some(self.0.get(key.0 as usize)?.as_ref()?.column.get())
    }

    /// Puts a column in place of the old one; an empty one is left out.
    pub(crate) fn set(&mut self, key: KeyId, column: PropertyColumn) {
        let texts = column.dictionary().len() as u32;
        self.put(key, (column.len() > 0).then(|| Entry { column: Arc::new(Late::new(column)), texts }));
    }

    /// Puts a column that is still to be read, of so many different strings, in place of the old one.
    pub(crate) fn set_late(&mut self, key: KeyId, column: Late<PropertyColumn>, texts: u32) {
        self.put(key, Some(Entry { column: Arc::new(column), texts }));
    }

    /// How many different strings a property holds; 0 where it holds none.
    pub(crate) fn texts(&self, key: KeyId) -> u32 {
        self.0.get(key.0 as usize).and_then(Option::as_ref).map_or(0, |entry| entry.texts)
    }

    /// At most so many different values a property has, where that is known; strings are known without reading them.
    pub(crate) fn different(&self, key: KeyId) -> Option<u64> {
        let entry = self.0.get(key.0 as usize)?.as_ref()?;
        if entry.texts > 0 { Some(u64::from(entry.texts)) } else { entry.column.get().different() }
    }

    fn put(&mut self, key: KeyId, entry: Option<Entry>) {
        let at = key.0 as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        self.0[at] = entry;
    }

    /// The value of one property of an element.
    #[inline]
    pub(crate) fn get(&self, key: KeyId, id: u32) -> Option<Value> {
        self.column(key)?.get(id)
    }

    /// All columns, by key.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (KeyId, &PropertyColumn)> {
        self.pieces().map(|(key, column)| (key, column.get()))
    }

    /// All columns, read or not, by key.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (KeyId, &Late<PropertyColumn>)> {
        self.0.iter().enumerate().filter_map(|(at, entry)| Some((KeyId(at as u32), &*entry.as_ref()?.column)))
    }

    /// Bytes of memory of what was read.
    pub(crate) fn memory(&self) -> usize {
        self.pieces().filter_map(|(_, column)| column.known()).map(PropertyColumn::memory).sum()
    }
}
