//! The image: a small graph in one plain file beside sled, from which a store at rest is read without starting sled.
//!
//! Starting sled costs more than reading a small graph. The image is a copy and never the truth: it counts only when it
//! says the same commit and generation as the mark and its checksum is right, anything else is read as if it were not
//! there. It is written by a clean close, and removed, durably, before the first write of whoever opens the store next;
//! so an image that is there has nothing behind it.
//!
//! ```text
//! close: log synced ─→ mark ─→ image.new, fsync ─→ rename          open: mark = image? ─→ graph, sled sleeps
//! first write: sled starts ─→ image removed, fsync of the directory ─→ log …
//! ```

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::graph::{Part, PartName, PartSource, Shelf, Snapshot};

use super::codec::{Decoder, Encoder, Malformed};
use super::commit::Pending;
use super::directory::{IMAGE_FILE, sync_directory};
use super::error::StorageError;
use super::mark::Mark;
use super::part;
use super::segments::Seal;

const MAGIC: &[u8; 8] = b"waslimag";
const IMAGE_FORMAT: u32 = 1;
/// The longest image, in bytes: reading a longer one costs more than starting sled.
pub(super) const LONGEST: usize = 2 << 20;
/// Graphs that take more memory than this are not tried.
const LARGEST: usize = 16 << 20;

/// Where a store at rest stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    /// The last commit and the generation of the base.
    pub(crate) mark: Mark,
    /// The seal of the manifest in force; all zero when there is none.
    pub(crate) manifest: Seal,
    /// What stands in the log behind the base.
    pub(crate) pending: Pending,
}

/// Where in an image each part is.
type Places = BTreeMap<PartName, Range<usize>>;

/// The parts of the graph in an image, decoded when they are first wanted: most statements want few of them.
struct ImageParts {
    bytes: Vec<u8>,
    parts: Places,
}

impl PartSource for ImageParts {
    fn read(&self, name: PartName) -> Result<Part, Diagnostic> {
        let bytes = self.parts.get(&name).and_then(|range| self.bytes.get(range.clone()));
        let part = bytes.ok_or(Malformed("it is not there")).and_then(part::decode);
        // The checksum of the whole was right: what cannot be read now was written wrongly.
        part.map_err(|why| Diagnostic::internal(format!("part {name:?} of the image: {}", why.0)))
    }
}

/// An image as it was read.
#[derive(Debug)]
pub(crate) struct Image {
    /// Where the store rests.
    pub(crate) rest: Rest,
    /// Its graph.
    pub(crate) graph: Snapshot,
    /// Where the parts of the graph are read.
    pub(crate) shelf: Arc<Shelf>,
}

/// The image in `directory`, when it is whole and says the same as the mark.
pub(crate) fn read(directory: &Path, mark: Mark) -> Option<Image> {
    read_if(directory, |said| said == mark)
}

/// The image in `directory`, when it is whole: what is left of a store that has lost its mark.
pub(crate) fn read_alone(directory: &Path) -> Option<Image> {
    read_if(directory, |_| true)
}

fn read_if(directory: &Path, accepts: impl FnOnce(Mark) -> bool) -> Option<Image> {
    let bytes = fs::read(directory.join(IMAGE_FILE)).ok()?;
    let (body, crc) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(body) != u32::from_le_bytes(*crc) {
        return None;
    }
    let (rest, parts) = decode(body, accepts).ok()??;
    let names: Vec<PartName> = parts.keys().copied().collect();
    let shelf = Arc::new(Shelf::new(Arc::new(ImageParts { bytes, parts })));
    if let Some(graph) = Snapshot::on_shelf(Arc::default(), &shelf, &names).ok()? {
        return Some(Image { rest, graph, shelf });
    }
    let whole = names.into_iter().map(|name| shelf.read(name)).collect::<Result<Vec<_>, _>>().ok()?;
    Some(Image { rest, graph: Snapshot::from_parts(Arc::default(), whole).ok()?, shelf })
}

/// Where the store rests and where in `body` each part is; nothing when that place is not accepted.
fn decode(body: &[u8], accepts: impl FnOnce(Mark) -> bool) -> Result<Option<(Rest, Places)>, Malformed> {
    let mut input = Decoder::new(body);
    if input.raw(MAGIC.len())? != MAGIC || input.unsigned32()? != IMAGE_FORMAT {
        return Ok(None);
    }
    let mark = Mark { sequence: input.unsigned()?, generation: input.unsigned()? };
    let manifest = Seal { length: input.unsigned()?, crc: input.unsigned32()? };
    let pending = Pending { commits: input.unsigned()?, bytes: input.unsigned()? };
    if !accepts(mark) {
        return Ok(None);
    }
    let mut parts = BTreeMap::new();
    for _ in 0..input.unsigned32()? {
        let length = input.length()?;
        let name = part::name_of(input.raw(length)?)?;
        let end = body.len() - input.left();
        parts.insert(name, end - length..end);
    }
    input.finish()?;
    Ok(Some((Rest { mark, manifest, pending }, parts)))
}

/// The parts of an image, encoded; none of a graph that is too large for one.
pub(crate) fn encode(snapshot: &Snapshot) -> Option<Vec<Vec<u8>>> {
    if snapshot.memory_usage().iter().map(|(_, bytes)| bytes).sum::<usize>() > LARGEST {
        return None;
    }
    let parts = snapshot.parts(None);
    let encoded = parts.names().par_iter().map(|(name, _)| part::encode(&parts.make(*name)));
    let encoded = encoded.collect::<Result<_, _>>().ok()?;
    // A part of which something could not be read was made of less than there is.
    snapshot.check_read().ok()?;
    Some(encoded)
}

/// The bytes of an image of `parts`; none when they are too long for one.
fn framed(rest: &Rest, parts: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut out = Encoder::new();
    out.raw(MAGIC);
    out.unsigned(u64::from(IMAGE_FORMAT));
    out.unsigned(rest.mark.sequence);
    out.unsigned(rest.mark.generation);
    out.unsigned(rest.manifest.length);
    out.unsigned(u64::from(rest.manifest.crc));
    out.unsigned(rest.pending.commits);
    out.unsigned(rest.pending.bytes);
    out.unsigned(parts.len() as u64);
    for part in parts {
        out.unsigned(part.len() as u64);
        out.raw(part);
        if out.len() > LONGEST {
            return None;
        }
    }
    let mut bytes = out.into_bytes();
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    Some(bytes)
}

/// Writes the image of a graph that consists of `parts`, as they are stored; its store rests as `rest` says. Too many
/// bytes have no image.
pub(crate) fn write(directory: &Path, rest: &Rest, parts: &[Vec<u8>]) -> Result<(), StorageError> {
    let Some(bytes) = framed(rest, parts) else { return Ok(()) };
    let write = || -> io::Result<()> {
        let new = directory.join("image.new");
        let mut file = File::create(&new)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        // A rename that a power cut takes back leaves no image, which is as good.
        fs::rename(&new, directory.join(IMAGE_FILE))
    };
    write().map_err(|error| StorageError::io(&directory.display().to_string(), "write the image of", error))
}

/// Takes the image of one directory, where there is one, to another that holds the same store.
pub(crate) fn carry(from: &Path, to: &Path) -> Result<(), StorageError> {
    let carried = match fs::copy(from.join(IMAGE_FILE), to.join(IMAGE_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        copied => copied.and_then(|_| File::open(to.join(IMAGE_FILE))?.sync_all()),
    };
    carried.map_err(|error| StorageError::io(&to.display().to_string(), "write the image of", error))
}

/// Removes the image; when this returns, no power cut brings it back.
pub(crate) fn remove(directory: &Path) -> Result<(), StorageError> {
    let removed = match fs::remove_file(directory.join(IMAGE_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_directory(directory),
    };
    removed.map_err(|error| StorageError::io(&directory.display().to_string(), "write", error))
}
