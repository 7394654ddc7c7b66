//! Segments: immutable byte strings cut into chunks, written once under (generation, number) and read back whole.
//!
//! Length and checksum of a segment stand in whatever names it (the manifest; for the manifest, its pointer). Nothing
//! here interprets the bytes, and no key is ever written twice.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::error::StorageError;
use super::kv::{Kv, MAX_VALUE, Space, WriteBatch};
use super::log::{make_room, remove_range};

/// Bytes that are reserved for a segment before it is read, at most.
const MOST_RESERVED: u64 = 64 << 20;

/// Chunks for which room is made at once. sled moves whatever still counts out of a region of its file of which half has
/// been replaced; where room was made for a thousand chunks, that is such a region, and all of them are written twice.
const ROUND: usize = 256;

/// The name of a segment; also the front of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct SegmentId {
    /// The generation that wrote it.
    pub(crate) generation: u64,
    /// Its number there; 0 is the manifest.
    pub(crate) number: u32,
}

impl SegmentId {
    /// The key of one of its chunks.
    pub(super) fn key(self, chunk: u32) -> [u8; 16] {
        let mut key = [0; 16];
        let parts =
            self.generation.to_be_bytes().into_iter().chain(self.number.to_be_bytes()).chain(chunk.to_be_bytes());
        for (to, from) in key.iter_mut().zip(parts) {
            *to = from;
        }
        key
    }

    /// The segment and chunk of a key.
    fn parse(key: &[u8]) -> Option<(Self, u32)> {
        let (generation, rest) = key.split_first_chunk::<8>()?;
        let (number, rest) = rest.split_first_chunk::<4>()?;
        let id = Self { generation: u64::from_be_bytes(*generation), number: u32::from_be_bytes(*number) };
        Some((id, u32::from_be_bytes(rest.try_into().ok()?)))
    }

    fn next(self) -> Option<Self> {
        match self.number.checked_add(1) {
            Some(number) => Some(Self { number, ..self }),
            None => Some(Self { generation: self.generation.checked_add(1)?, number: 0 }),
        }
    }
}

/// Length and checksum of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Seal {
    /// Bytes.
    pub(crate) length: u64,
    /// crc32 of them.
    pub(crate) crc: u32,
}

impl Seal {
    /// The seal of nothing.
    pub(crate) fn none() -> Self {
        Self { length: 0, crc: 0 }
    }

    /// The seal of `bytes`.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len() as u64, crc: crc32fast::hash(bytes) }
    }
}

/// A segment to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewSegment<'a> {
    /// Under which name.
    pub(crate) id: SegmentId,
    /// What it holds, for messages.
    pub(crate) name: &'a str,
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
}

/// The segments within a store.
#[derive(Clone, Copy)]
pub(crate) struct Segments<'a> {
    kv: &'a dyn Kv,
}

impl<'a> Segments<'a> {
    /// The segments of `kv`.
    pub(crate) fn new(kv: &'a dyn Kv) -> Self {
        Self { kv }
    }

    /// Writes a segment; not yet durable. `name` is for messages.
    pub(crate) fn put(&self, id: SegmentId, name: &str, bytes: &[u8]) -> Result<Seal, StorageError> {
        self.put_all(&[NewSegment { id, name, bytes }])?;
        Ok(Seal::of(bytes))
    }

    /// Writes segments in the order of their ids; not yet durable. Many together take less room than one by one.
    pub(crate) fn put_all(&self, segments: &[NewSegment<'_>]) -> Result<(), StorageError> {
        if let Some(long) = segments.iter().find(|new| new.bytes.len().div_ceil(MAX_VALUE) > u32::MAX as usize) {
            return Err(StorageError::TooLarge {
                place: self.kv.place().to_owned(),
                what: long.name.to_owned(),
                limit: format!("a segment has at most 2^32 chunks of {MAX_VALUE} bytes"),
            });
        }
        let chunks = segments
            .iter()
            .flat_map(|new| (0_u32..).zip(new.bytes.chunks(MAX_VALUE)).map(|(at, chunk)| (new.id.key(at), chunk)));
        let chunks: Vec<_> = chunks.collect();
        for round in chunks.chunks(ROUND) {
            make_room(self.kv, Space::Seg, &round.iter().map(|(key, _)| *key).collect::<Vec<_>>())?;
            let mut batch = WriteBatch::new(Space::Seg);
            round.iter().for_each(|(key, chunk)| batch.put(key, chunk.to_vec()));
            self.kv.write(&batch)?;
        }
        Ok(())
    }

    /// Reads a segment; the error names it when it is not what was written.
    pub(crate) fn get(&self, id: SegmentId, name: &str, seal: Seal) -> Result<Vec<u8>, StorageError> {
        let bad = |why: &str| {
            let what = format!("{name} (segment {}.{}): {why}", id.generation, id.number);
            StorageError::damaged(self.kv.place(), what)
        };
        // A length that is not that of the segment may be any number.
        let mut bytes = Vec::with_capacity(seal.length.min(MOST_RESERVED) as usize);
        let mut next = 0_u32;
        let mut missing = None;
        let until = id.next().map(|next| next.key(0));
        self.kv.scan(Space::Seg, &id.key(0), until.as_ref().map(<[u8; 16]>::as_slice), &mut |key, value| {
            if SegmentId::parse(key) != Some((id, next)) || bytes.len() as u64 + value.len() as u64 > seal.length {
                missing = Some(next);
                return ControlFlow::Break(());
            }
            bytes.extend(value);
            next += 1;
            ControlFlow::Continue(())
        })?;
        if let Some(chunk) = missing {
            return Err(bad(&format!("chunk {chunk} is missing or wrong")));
        }
        if bytes.len() as u64 != seal.length {
            return Err(bad(&format!("{} of {} bytes are there", bytes.len(), seal.length)));
        }
        if crc32fast::hash(&bytes) != seal.crc {
            return Err(bad("the checksum is wrong"));
        }
        Ok(bytes)
    }

    /// Every segment that has a chunk, in order. Costs one seek a segment.
    pub(crate) fn list(&self) -> Result<Vec<SegmentId>, StorageError> {
        let mut segments = Vec::new();
        let mut from = Some(SegmentId { generation: 0, number: 0 });
        while let Some(start) = from {
            let mut found = None;
            self.kv.scan(Space::Seg, &start.key(0), None, &mut |key, _| {
                found = Some(SegmentId::parse(key));
                ControlFlow::Break(())
            })?;
            from = match found {
                None => None,
                Some(None) => {
                    return Err(StorageError::damaged(
                        self.kv.place(),
                        "a key among the segments that is none of ours",
                    ));
                }
                Some(Some((id, _))) => {
                    segments.push(id);
                    id.next()
                }
            };
        }
        Ok(segments)
    }

    /// Removes a segment; not yet durable.
    pub(crate) fn remove(&self, id: SegmentId) -> Result<(), StorageError> {
        let until = id.next().map(|next| next.key(0));
        remove_range(self.kv, Space::Seg, &id.key(0), until.as_ref().map(<[u8; 16]>::as_slice))
    }
}

/// Removes the segments that `dead` names and `alive` does not.
pub(crate) fn remove_dead(
    kv: &dyn Kv,
    dead: impl IntoIterator<Item = SegmentId>,
    alive: &BTreeSet<SegmentId>,
) -> Result<(), StorageError> {
    let segments = Segments::new(kv);
    dead.into_iter().filter(|id| !alive.contains(id)).try_for_each(|id| segments.remove(id))
}
