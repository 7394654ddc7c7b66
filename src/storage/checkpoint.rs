//! Writing the base of a graph as a new generation of segments, and reading one back.
//!
//! A part whose bytes are already stored under an earlier generation is named again instead of written again, so a
//! checkpoint after a small change writes little. Nothing is in force before the pointer is swapped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::graph::{Snapshot, Tokens};

use super::error::StorageError;
use super::kv::Kv;
use super::manifest::{Manifest, Pointer, SegmentEntry};
use super::part;
use super::segments::{Seal, SegmentId, Segments};

/// Writes the base of `snapshot` as generation `old.generation + 1`, durable but not in force.
pub(crate) fn write_base(
    kv: &dyn Kv,
    old: &Manifest,
    snapshot: &Snapshot,
    sequence: u64,
) -> Result<(Manifest, Pointer), StorageError> {
    let segments = Segments::new(kv);
    let stored: BTreeMap<(u64, u32), &SegmentEntry> =
        old.segments.iter().map(|entry| ((entry.seal.length, entry.seal.crc), entry)).collect();
    let mut manifest = Manifest {
        generation: old.generation + 1,
        sequence,
        nodes: snapshot.node_count(),
        relationships: snapshot.rel_count(),
        segments: Vec::new(),
    };
    let mut number = 1;
    for part in snapshot.parts() {
        let name = part::describe(part.name, snapshot.tokens());
        let bytes = part::encode(&part).map_err(|why| unencodable(kv, &name, why.0))?;
        let seal = Seal::of(&bytes);
        if let Some(same) = stored.get(&(seal.length, seal.crc)).filter(|same| is_stored(segments, same, &bytes)) {
            manifest.segments.push(SegmentEntry { id: same.id, name, seal });
            continue;
        }
        let id = SegmentId { generation: manifest.generation, number };
        segments.put(id, &name, &bytes)?;
        manifest.segments.push(SegmentEntry { id, name, seal });
        number = number.checked_add(1).ok_or_else(|| unencodable(kv, "the graph", "it has more than 2^32 parts"))?;
    }
    let pointer = manifest.write(kv)?;
    kv.sync()?;
    Ok((manifest, pointer))
}

/// Checksums can agree by chance; the bytes themselves decide.
fn is_stored(segments: Segments<'_>, entry: &SegmentEntry, bytes: &[u8]) -> bool {
    segments.get(entry.id, &entry.name, entry.seal).is_ok_and(|stored| stored == bytes)
}

fn unencodable(kv: &dyn Kv, name: &str, why: &str) -> StorageError {
    StorageError::TooLarge { place: kv.place().to_owned(), what: name.to_owned(), limit: why.to_owned() }
}

/// Reads the base that a pointer names, on all cores.
pub(crate) fn read_base(
    kv: &dyn Kv,
    tokens: &Arc<Tokens>,
    pointer: Pointer,
) -> Result<(Manifest, Snapshot), StorageError> {
    let manifest = Manifest::read(kv, pointer)?;
    let segments = Segments::new(kv);
    let parts = manifest
        .segments
        .par_iter()
        .map(|entry| {
            let bytes = segments.get(entry.id, &entry.name, entry.seal)?;
            part::decode(&bytes).map_err(|why| StorageError::damaged(kv.place(), format!("{}: {}", entry.name, why.0)))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let snapshot = Snapshot::from_parts(Arc::clone(tokens), parts).map_err(|why| {
        StorageError::damaged(kv.place(), format!("its segments contradict each other: {}", why.message()))
    })?;
    let counts = (snapshot.node_count(), snapshot.rel_count());
    if counts != (manifest.nodes, manifest.relationships) {
        let what = format!(
            "its segments hold {} nodes and {} relationships, the manifest of generation {} says {} and {}",
            counts.0, counts.1, manifest.generation, manifest.nodes, manifest.relationships
        );
        return Err(StorageError::damaged(kv.place(), what));
    }
    Ok((manifest, snapshot))
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
