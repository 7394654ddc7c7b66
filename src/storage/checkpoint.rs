//! Writing the base of a graph as a new generation of segments, and reading one back.
//!
//! A part whose bytes are already stored under an earlier generation is named again instead of written again, so a
//! checkpoint after a small change writes little; what is known to be unchanged is not even encoded. The others are
//! encoded on all cores. Nothing is in force before the pointer is swapped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::graph::{AtHand, PartName, PartSource, Parts, Shelf, Snapshot, Tokens};

use super::codec::Malformed;
use super::error::StorageError;
use super::format;
use super::kept;
use super::kv::Kv;
use super::manifest::{Manifest, Pointer, SegmentEntry};
use super::part;
use super::segments::{NewSegment, Seal, SegmentId, Segments};
use super::standing::{Standing, StoredBase};

/// Parts that each core encodes before they are written and the next are begun: their bytes are held meanwhile.
const PARTS_A_CORE: usize = 16;

/// Writes the base of `snapshot` as the next generation, durable but not in force. What is unchanged since `standing` was
/// opened is named again.
pub(crate) fn write_base(
    kv: &dyn Kv,
    old: &Manifest,
    standing: Option<&Standing>,
    snapshot: &Snapshot,
    sequence: u64,
) -> Result<(Manifest, Pointer), StorageError> {
    format::upgrade(kv)?;
    let segments = Segments::new(kv);
    let stored: BTreeMap<(u64, u32), &SegmentEntry> =
        old.segments.iter().map(|entry| ((entry.seal.length, entry.seal.crc), entry)).collect();
    let by_name: BTreeMap<PartName, &SegmentEntry> =
        old.segments.iter().filter_map(|entry| Some((entry.part?, entry))).collect();
    let mut manifest = Manifest {
        generation: old.generation.max(kept::newest_generation(kv)?) + 1,
        sequence,
        nodes: snapshot.node_count(),
        relationships: snapshot.rel_count(),
        segments: Vec::new(),
    };
    let unchanged: BTreeSet<PartName> = standing.map(|standing| standing.unchanged(old)).unwrap_or_default();
    let parts = snapshot.parts(standing.map(|standing| AtHand { shelf: &standing.shelf, names: &unchanged }));
    let mut number = 1;
    for names in parts.names().chunks(rayon::current_num_threads() * PARTS_A_CORE) {
        let parts: Vec<_> = names.par_iter().map(|(name, at_hand)| (!at_hand).then(|| encode(&parts, *name))).collect();
        let mut new = Vec::new();
        for ((part, _), encoded) in names.iter().zip(parts) {
            let name = part::describe(*part, snapshot.tokens());
            let Some(encoded) = encoded else {
                let same = by_name.get(part).copied().cloned();
                let gone = || StorageError::damaged(kv.place(), format!("{name} is not in its manifest"));
                manifest.segments.push(same.ok_or_else(gone)?);
                continue;
            };
            let (bytes, seal) = encoded.map_err(|why| unencodable(kv, &name, why.0))?;
            let same = stored.get(&(seal.length, seal.crc)).filter(|same| is_stored(segments, same, &bytes));
            let id = same.map_or(SegmentId { generation: manifest.generation, number }, |same| same.id);
            if same.is_none() {
                number =
                    number.checked_add(1).ok_or_else(|| unencodable(kv, "the graph", "it has more than 2^32 parts"))?;
                new.push((id, name.clone(), bytes));
            }
            manifest.segments.push(SegmentEntry { id, part: Some(*part), name, seal });
        }
        let new: Vec<_> = new.iter().map(|(id, name, bytes)| NewSegment { id: *id, name, bytes }).collect();
        segments.put_all(&new)?;
    }
    // A part of which something could not be read was made of less than there is.
    snapshot.check_read().map_err(|why| StorageError::damaged(kv.place(), why.message()))?;
    let pointer = manifest.write(kv)?;
    kv.sync()?;
    Ok((manifest, pointer))
}

fn encode(parts: &Parts, name: PartName) -> Result<(Vec<u8>, Seal), Malformed> {
    let bytes = part::encode(&parts.make(name))?;
    let seal = Seal::of(&bytes);
    Ok((bytes, seal))
}

/// Checksums can agree by chance; the bytes themselves decide.
fn is_stored(segments: Segments<'_>, entry: &SegmentEntry, bytes: &[u8]) -> bool {
    segments.get(entry.id, &entry.name, entry.seal).is_ok_and(|stored| stored == bytes)
}

fn unencodable(kv: &dyn Kv, name: &str, why: &str) -> StorageError {
    StorageError::TooLarge { place: kv.place().to_owned(), what: name.to_owned(), limit: why.to_owned() }
}

/// Reads the whole base that a pointer names, on all cores.
pub(crate) fn read_base(
    kv: &dyn Kv,
    tokens: &Arc<Tokens>,
    pointer: Pointer,
) -> Result<(Manifest, Snapshot), StorageError> {
    let manifest = Manifest::read(kv, pointer)?;
    let parts = manifest.segments.par_iter().map(|entry| entry.read(kv)).collect::<Result<Vec<_>, _>>()?;
    let contradicts = |why: Diagnostic| {
        StorageError::damaged(kv.place(), format!("its segments contradict each other: {}", why.message()))
    };
    let snapshot = Snapshot::from_parts(Arc::clone(tokens), parts).map_err(contradicts)?;
    check_counts(kv, &manifest, &snapshot)?;
    Ok((manifest, snapshot))
}

/// Opens the base that a pointer names: what says what there is is read, and the rest when it is first wanted.
pub(crate) fn open_base(
    kv: &Arc<dyn Kv>,
    tokens: &Arc<Tokens>,
    pointer: Pointer,
) -> Result<(Manifest, Snapshot, Option<Standing>), StorageError> {
    let manifest = Manifest::read(&**kv, pointer)?;
    let named: Option<Vec<PartName>> = manifest.segments.iter().map(|entry| entry.part).collect();
    if let Some(names) = named {
        let base = Arc::new(StoredBase::new(kv, &manifest));
        let shelf = Arc::new(Shelf::new(Arc::clone(&base) as Arc<dyn PartSource>));
        let opened = Snapshot::on_shelf(Arc::clone(tokens), &shelf, &names);
        let opened = opened.map_err(|why| base.failure(why))?;
        if let Some(snapshot) = opened {
            check_counts(&**kv, &manifest, &snapshot)?;
            let standing = Standing::of_base(base, shelf, &manifest);
            return Ok((manifest, snapshot, Some(standing)));
        }
    }
    let (manifest, snapshot) = read_base(&**kv, tokens, pointer)?;
    Ok((manifest, snapshot, None))
}

fn check_counts(kv: &dyn Kv, manifest: &Manifest, snapshot: &Snapshot) -> Result<(), StorageError> {
    let counts = (snapshot.node_count(), snapshot.rel_count());
    if counts != (manifest.nodes, manifest.relationships) {
        let what = format!(
            "its segments hold {} nodes and {} relationships, the manifest of generation {} says {} and {}",
            counts.0, counts.1, manifest.generation, manifest.nodes, manifest.relationships
        );
        return Err(StorageError::damaged(kv.place(), what));
    }
    Ok(())
}
