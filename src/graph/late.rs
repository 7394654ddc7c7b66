//! Pieces of a base that are read from the store when they are first wanted.
//!
//! Contract: a piece is read once, whoever asks first; all clones of a base share it. A piece that cannot be read is
//! empty, and the shelf remembers why: whoever gives out an answer asks [`Shelf::fault`] first, so no answer is ever
//! made of a piece that was not there. Reading starts no parallel work, since another thread may wait for the piece.
//!
//! ```text
//! column `age` ── first get ──▶ shelf ── NodeColumn(age, 0), NodeColumn(age, 1) ──▶ store      later gets: the value
//! ```

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::parts::{Part, PartName};
use crate::diagnostic::{Diagnostic, Result};

/// What a check of stored data says: what is wrong, in words.
pub(crate) type Check<T> = std::result::Result<T, &'static str>;

/// Fails with `what` is wrong unless it `holds`.
///
/// # Errors
/// `what`.
pub(crate) fn ensure(holds: bool, what: &'static str) -> Check<()> {
    if holds { Ok(()) } else { Err(what) }
}

/// Where the parts of one stored base are read.
pub(crate) trait PartSource: Send + Sync {
    /// The part of this name, checked against what was written.
    ///
    /// # Errors
    /// `StorageError` when it cannot be read or is not what was written, naming it.
    fn read(&self, name: PartName) -> Result<Part>;
}

/// One stored base, of which pieces are read late.
pub(crate) struct Shelf {
    source: Arc<dyn PartSource>,
    fault: OnceLock<Diagnostic>,
}

impl Shelf {
    /// The base that `source` reads.
    pub(crate) fn new(source: Arc<dyn PartSource>) -> Self {
        Self { source, fault: OnceLock::new() }
    }

    /// The part of this name, read now.
    pub(crate) fn read(&self, name: PartName) -> Result<Part> {
        self.source.read(name)
    }

    /// Why a piece could not be read; from then on nothing that is read of this base can be relied on.
    pub(crate) fn fault(&self) -> Option<&Diagnostic> {
        self.fault.get()
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("fault", &self.fault).finish_non_exhaustive()
    }
}

type Make<T> = Box<dyn Fn(Vec<Part>) -> Check<T> + Send + Sync>;

/// A piece of a base.
pub(crate) struct Late<T> {
    value: OnceLock<T>,
    stored: Option<Stored<T>>,
}

struct Stored<T> {
    shelf: Arc<Shelf>,
    names: Vec<PartName>,
    make: Make<T>,
}

impl<T: Default> Late<T> {
    /// A piece that is there.
    pub(crate) fn new(value: T) -> Self {
        let cell = OnceLock::new();
        let _ = cell.set(value);
        Self { value: cell, stored: None }
    }

    /// A piece that `make` makes of the parts `names`.
    pub(crate) fn stored(
        shelf: &Arc<Shelf>,
        names: Vec<PartName>,
        make: impl Fn(Vec<Part>) -> Check<T> + Send + Sync + 'static,
    ) -> Self {
        let stored = Stored { shelf: Arc::clone(shelf), names, make: Box::new(make) };
        Self { value: OnceLock::new(), stored: Some(stored) }
    }

    /// The piece, read now when nobody wanted it before.
    #[inline]
    pub(crate) fn get(&self) -> &T {
        match self.value.get() {
            Some(value) => value,
            None => self.value.get_or_init(|| self.stored.as_ref().map(Stored::read).unwrap_or_default()),
        }
    }

    /// The piece, unless it is still to be read.
    pub(crate) fn known(&self) -> Option<&T> {
        self.value.get()
    }

    /// The piece, when it was made in this process and not read from a store.
    pub(crate) fn made(&self) -> Option<&T> {
        self.value.get().filter(|_| self.stored.is_none())
    }

    /// Where it is read, before or after this call, and the parts it consists of; none of a piece that was made.
    pub(crate) fn origin(&self) -> Option<(&Arc<Shelf>, &[PartName])> {
        self.stored.as_ref().map(|stored| (&stored.shelf, &stored.names[..]))
    }
}

impl<T: Default> Stored<T> {
    fn read(&self) -> T {
        let parts = self.names.iter().map(|name| self.shelf.read(*name)).collect::<Result<Vec<_>>>();
        let made = parts.and_then(|parts| {
            let wrong = |what: &str| Diagnostic::internal(format!("stored part {:?}: {what}", self.names.first()));
            (self.make)(parts).map_err(wrong)
        });
        made.unwrap_or_else(|why| {
            let _ = self.shelf.fault.set(why);
            T::default()
        })
    }
}

impl<T: fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Late").field(&self.value.get()).finish()
    }
}
