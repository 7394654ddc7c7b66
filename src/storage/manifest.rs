//! The manifest: which segments make up the base of the graph, and up to which commit they cover it.
//!
//! Its body is segment 0 of its generation; `meta/manifest` is only a pointer, the one thing in a store that is ever
//! replaced, by a compare-and-swap. Before the swap everything the new manifest names is durable; after it the old
//! generation is dead. So a crash leaves the one or the other, never a mixture.

use crate::graph::{Part, PartName};

use super::error::StorageError;
use super::kv::{Kv, Space};
use super::part;
use super::segments::{Seal, SegmentId, Segments};

/// The key of the pointer in `meta`.
pub(super) const POINTER_KEY: &[u8] = b"manifest";
const POINTER_BYTES: usize = 40;
/// The first byte of a body since format 2; one of format 1 begins with its generation, which is never 0.
const BODY: u8 = 0;

/// One segment that the base consists of.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct SegmentEntry {
    /// Where it is; its generation may be older than the manifest's.
    pub(crate) id: SegmentId,
    /// Which part it holds; not said by manifests of format 1.
    pub(crate) part: Option<PartName>,
    /// What it holds, for messages.
    pub(crate) name: String,
    /// Its length and checksum.
    pub(crate) seal: Seal,
}

impl SegmentEntry {
    /// The bytes of the part, as they were written; an error names it.
    pub(crate) fn bytes(&self, kv: &dyn Kv) -> Result<Vec<u8>, StorageError> {
        Segments::new(kv).get(self.id, &self.name, self.seal)
    }

    /// Reads the part; an error names it.
    pub(crate) fn read(&self, kv: &dyn Kv) -> Result<Part, StorageError> {
        let bytes = self.bytes(kv)?;
        let damaged = |why: &str| StorageError::damaged(kv.place(), format!("{}: {why}", self.name));
        let part = part::decode(&bytes).map_err(|why| damaged(why.0))?;
        // Manifests of format 1 do not say which part it is.
        if self.part.is_none_or(|name| name == part.name) { Ok(part) } else { Err(damaged("it holds another part")) }
    }
}

/// The body.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Manifest {
    /// Counts checkpoints and bulk loads, from 1; 0 = the empty base.
    pub(crate) generation: u64,
    /// The last commit that the base contains.
    pub(crate) sequence: u64,
    /// The nodes of the base: what is read back must have as many.
    pub(crate) nodes: u64,
    /// The relationships of the base.
    pub(crate) relationships: u64,
    /// The segments of the base.
    pub(crate) segments: Vec<SegmentEntry>,
}

/// A manifest of format 1: its segments do not say which part they hold.
#[derive(serde::Deserialize)]
struct FirstManifest {
    generation: u64,
    sequence: u64,
    nodes: u64,
    relationships: u64,
    segments: Vec<(SegmentId, String, Seal)>,
}

impl Manifest {
    /// The parts and where each is; those of a manifest of format 1 have no names.
    pub(crate) fn by_part(&self) -> impl Iterator<Item = (PartName, SegmentId)> {
        self.segments.iter().filter_map(|entry| Some((entry.part?, entry.id)))
    }
}

impl From<FirstManifest> for Manifest {
    fn from(first: FirstManifest) -> Self {
        let FirstManifest { generation, sequence, nodes, relationships, segments } = first;
        let entry = |(id, name, seal)| SegmentEntry { id, part: None, name, seal };
        Self { generation, sequence, nodes, relationships, segments: segments.into_iter().map(entry).collect() }
    }
}

/// What `meta/manifest` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pointer {
    /// The generation in force.
    pub(crate) generation: u64,
    /// The last commit that it covers.
    pub(crate) sequence: u64,
    /// Length and checksum of the body.
    pub(crate) seal: Seal,
}

impl Pointer {
    /// The bytes of `meta/manifest`.
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(POINTER_BYTES);
        bytes.extend(self.generation.to_le_bytes());
        bytes.extend(self.sequence.to_le_bytes());
        bytes.extend(self.seal.length.to_le_bytes());
        bytes.extend(self.seal.crc.to_le_bytes());
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes.extend([0; 8]);
        bytes
    }

    /// The pointer in the bytes of `meta/manifest`, when they are whole.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, rest) = bytes.split_first_chunk::<28>()?;
        let (crc, reserved) = rest.split_first_chunk::<4>()?;
        if reserved != [0; 8] || crc32fast::hash(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let (generation, rest) = body.split_first_chunk::<8>()?;
        let (sequence, rest) = rest.split_first_chunk::<8>()?;
        let (length, crc) = rest.split_first_chunk::<8>()?;
        Some(Self {
            generation: u64::from_le_bytes(*generation),
            sequence: u64::from_le_bytes(*sequence),
            seal: Seal { length: u64::from_le_bytes(*length), crc: u32::from_le_bytes(crc.try_into().ok()?) },
        })
    }

    /// The pointer in force; `None` when no checkpoint was ever made.
    pub(crate) fn read(kv: &dyn Kv) -> Result<Option<Self>, StorageError> {
        let Some(bytes) = kv.get(Space::Meta, POINTER_KEY)? else { return Ok(None) };
        let pointer = Self::from_bytes(&bytes);
        pointer
            .map(Some)
            .ok_or_else(|| StorageError::damaged(kv.place(), "the pointer to its manifest (`meta/manifest`)"))
    }

    /// Replaces `old` by `self`; durable when it returns. An error when something else is in force.
    pub(crate) fn swap(self, kv: &dyn Kv, old: Option<Self>) -> Result<(), StorageError> {
        let old_bytes = old.map(Self::to_bytes);
        if !kv.compare_and_swap(Space::Meta, POINTER_KEY, old_bytes.as_deref(), &self.to_bytes())? {
            let what = "its manifest was replaced by someone else".to_owned();
            return Err(StorageError::Unknown { place: kv.place().to_owned(), what });
        }
        kv.sync()
    }
}

/// The name of a manifest in messages.
fn name_of(generation: u64) -> String {
    format!("the manifest of generation {generation}")
}

impl Manifest {
    /// Writes the body; not yet durable and not yet in force.
    pub(crate) fn write(&self, kv: &dyn Kv) -> Result<Pointer, StorageError> {
        let name = name_of(self.generation);
        let body = postcard::to_extend(self, vec![BODY]).map_err(|_| StorageError::TooLarge {
            place: kv.place().to_owned(),
            what: name.clone(),
            limit: "it cannot be encoded".to_owned(),
        })?;
        let seal = Segments::new(kv).put(SegmentId { generation: self.generation, number: 0 }, &name, &body)?;
        Ok(Pointer { generation: self.generation, sequence: self.sequence, seal })
    }

    /// Reads the body that a pointer names.
    pub(crate) fn read(kv: &dyn Kv, pointer: Pointer) -> Result<Self, StorageError> {
        let name = name_of(pointer.generation);
        let body =
            Segments::new(kv).get(SegmentId { generation: pointer.generation, number: 0 }, &name, pointer.seal)?;
        Self::decode(&body, pointer).ok_or_else(|| StorageError::damaged(kv.place(), format!("{name} cannot be read")))
    }

    /// The manifest in a body that a pointer names.
    pub(super) fn decode(body: &[u8], pointer: Pointer) -> Option<Self> {
        let manifest: Option<Self> = match body.split_first() {
            Some((&BODY, body)) => postcard::from_bytes(body).ok(),
            _ => postcard::from_bytes::<FirstManifest>(body).ok().map(Self::from),
        };
        manifest.filter(|manifest| (manifest.generation, manifest.sequence) == (pointer.generation, pointer.sequence))
    }

    /// The segments that must be kept for it, its own body included.
    pub(crate) fn alive(&self) -> std::collections::BTreeSet<SegmentId> {
        let body = (self.generation > 0).then_some(SegmentId { generation: self.generation, number: 0 });
        self.segments.iter().map(|segment| segment.id).chain(body).collect()
    }
}
