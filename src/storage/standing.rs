//! The base that an open store stands on, of which the graph reads parts when it first wants them.
//!
//! Contract: a part that was not read yet can be read as long as the store is open, also after a checkpoint has put
//! another in its place: before its segment goes, it is read and kept. Every read compares length and checksum.
//!
//! ```text
//! open ── manifest 4: a b c ── reads a        checkpoint 5: a b d ── c goes: c is read and kept ── who wants c gets it
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::{Part, PartName, PartSource, Shelf};

use super::error::StorageError;
use super::kv::Kv;
use super::locked::locked;
use super::manifest::{Manifest, SegmentEntry};
use super::segments::SegmentId;

/// The base of an open store, as storage and as the graph know it.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Where the graph asks for its parts.
    pub(crate) shelf: Arc<Shelf>,
    /// Where they are read, unless that is an image.
    base: Option<Arc<StoredBase>>,
    /// Where each stood when the store was opened.
    segments: BTreeMap<PartName, SegmentId>,
}

impl Standing {
    /// A base that is read from its segments, which `manifest` names.
    pub(crate) fn of_base(base: Arc<StoredBase>, shelf: Arc<Shelf>, manifest: &Manifest) -> Self {
        Self { shelf, base: Some(base), segments: manifest.by_part().collect() }
    }

    /// A base that is read from an image of the same parts.
    pub(crate) fn of_image(shelf: Arc<Shelf>, manifest: &Manifest) -> Self {
        Self { shelf, base: None, segments: manifest.by_part().collect() }
    }

    /// The parts that `manifest` holds as they were when the store was opened.
    pub(crate) fn unchanged(&self, manifest: &Manifest) -> BTreeSet<PartName> {
        let same = manifest.by_part().filter(|(name, id)| self.segments.get(name) == Some(id));
        same.map(|(name, _)| name).collect()
    }

    /// Reads and keeps the parts that nobody has read and whose segments are not in `alive`.
    pub(crate) fn keep_dying(&self, alive: &BTreeSet<SegmentId>) -> std::result::Result<(), StorageError> {
        self.base.as_ref().map_or(Ok(()), |base| base.keep_dying(alive))
    }
}

/// The parts of one stored base.
pub(crate) struct StoredBase {
    place: String,
    // The store closes the engine; who holds its graph longer cannot read on.
    kv: Weak<dyn Kv>,
    parts: Mutex<BTreeMap<PartName, At>>,
    // The last failure, for whoever can pass it on as it is.
    failure: Mutex<Option<StorageError>>,
}

/// Where a part is.
enum At {
    /// In the store.
    Stored(SegmentEntry),
    /// Only here any more.
    Kept(Part),
}

impl fmt::Debug for StoredBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredBase").field("place", &self.place).finish_non_exhaustive()
    }
}

impl StoredBase {
    /// The parts that `manifest` names.
    pub(crate) fn new(kv: &Arc<dyn Kv>, manifest: &Manifest) -> Self {
        let parts = manifest.segments.iter().filter_map(|entry| Some((entry.part?, At::Stored(entry.clone()))));
        Self {
            place: kv.place().to_owned(),
            kv: Arc::downgrade(kv),
            parts: Mutex::new(parts.collect()),
            failure: Mutex::default(),
        }
    }

    fn keep_dying(&self, alive: &BTreeSet<SegmentId>) -> std::result::Result<(), StorageError> {
        let Some(kv) = self.kv.upgrade() else { return Ok(()) };
        let mut parts = locked(&self.parts);
        for at in parts.values_mut() {
            if let At::Stored(entry) = at
                && !alive.contains(&entry.id)
            {
                *at = At::Kept(entry.read(&*kv)?);
            }
        }
        Ok(())
    }

    /// An error of the store as the graph passes it on.
    fn told(&self, error: StorageError) -> Diagnostic {
        let told = Diagnostic::new(Class::StorageError, Phase::Runtime, Detail::FileNotReadable, error.to_string());
        *locked(&self.failure) = Some(error);
        told
    }

    /// What the graph says of a base that it cannot open, as an error of the store.
    pub(crate) fn failure(&self, why: Diagnostic) -> StorageError {
        let failure = locked(&self.failure).take();
        failure.unwrap_or_else(|| {
            StorageError::damaged(&self.place, format!("its segments contradict each other: {}", why.message()))
        })
    }
}

impl PartSource for StoredBase {
    fn read(&self, name: PartName) -> Result<Part> {
        let mut parts = locked(&self.parts);
        let Some(at) = parts.remove(&name) else {
            return Err(Diagnostic::internal(format!("stored part {name:?} was asked for twice")));
        };
        let entry = match at {
            At::Kept(part) => return Ok(part),
            At::Stored(entry) => entry,
        };
        let closed = || StorageError::Unknown {
            place: self.place.clone(),
            what: format!("{} was wanted after the database was closed", entry.name),
        };
        let kv = self.kv.upgrade().ok_or_else(|| self.told(closed()))?;
        // The lock is held meanwhile, so that the segment cannot go.
        entry.read(&*kv).map_err(|error| self.told(error))
    }
}
