//! The journal: a plain file of a fixed length to which small batches of the log are written and synced, until the
//! engine takes many of them at once.
//!
//! Syncing sled costs two writes, two waits and a change of threads; syncing a file that has its length already costs one
//! write and one wait. Frames count only in the order of their numbers and only with the epoch of the header, so what an
//! earlier use has left behind the last frame is never taken for one.
//!
//! ```text
//! 0        512      1024
//! slot 0 │ slot 1 │ frame 0 │ frame 1 │ … │ older bytes, or zeros         epoch = the greater of the valid slots
//! ```

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::directory::{JOURNAL_FILE, sync_directory, write_at};
use super::error::StorageError;
use super::kv::{Space, WriteBatch};

const MAGIC: &[u8; 8] = b"wasljrnl";
/// The length of the file, in bytes: what is in it is moved to the engine in one go, while committers wait.
pub(crate) const LENGTH: usize = 512 << 10;
/// The distance of the slots of the header: a disk does not write half of so much.
const SLOT: usize = 512;
/// Where frames begin.
const START: usize = 2 * SLOT;
/// Bytes of the head of a frame: length u32, epoch u64, number u32, crc u32.
const HEAD: usize = 20;
/// The longest batch of which the journal is the right place, in bytes.
const LONGEST: usize = 64 << 10;

/// How long frames may be written without a sync by a caller who asks for none.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the journal is written on.
pub(crate) trait Tape: Send {
    /// All bytes; `None` when there are none yet.
    fn read(&mut self) -> Result<Option<Vec<u8>>, StorageError>;

    /// Makes it `length` zeros, durably.
    fn clear(&mut self, length: usize) -> Result<(), StorageError>;

    /// Overwrites the bytes from `at` on.
    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), StorageError>;

    /// After `Ok`, everything written before the call survives a power cut.
    fn sync(&mut self) -> Result<(), StorageError>;
}

/// A key of the log and its value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// The journal of an open store.
pub(crate) struct Journal {
    tape: Box<dyn Tape>,
    /// Whether the tape has its length and a header.
    is_made: bool,
    /// Whether frames of this epoch may follow; a journal just opened begins a new one first.
    is_fresh: bool,
    epoch: u64,
    frames: u32,
    end: usize,
    is_dirty: bool,
    synced: Instant,
    /// What the frames hold, in order.
    held: Vec<Pair>,
}

impl Journal {
    /// The journal on `tape`, and what its frames hold.
    pub(crate) fn open(mut tape: Box<dyn Tape>) -> Result<(Self, Vec<Pair>), StorageError> {
        let bytes = tape.read()?.unwrap_or_default();
        let epoch = epoch_of(&bytes);
        let found = epoch.map_or_else(Vec::new, |epoch| frames_of(&bytes, epoch));
        let journal = Self {
            tape,
            is_made: epoch.is_some() && bytes.len() == LENGTH,
            is_fresh: false,
            epoch: epoch.unwrap_or(0),
            frames: 0,
            end: START,
            is_dirty: false,
            synced: Instant::now(),
            held: Vec::new(),
        };
        Ok((journal, found))
    }

    /// What it holds that the engine does not, in order.
    pub(crate) fn held(&self) -> &[Pair] {
        &self.held
    }

    /// Whether bytes were written since the last sync.
    pub(crate) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Whether nothing was appended yet since it was opened.
    pub(crate) fn is_unused(&self) -> bool {
        !self.is_fresh
    }

    /// Whether it takes its bytes of the disk.
    pub(crate) fn is_made(&self) -> bool {
        self.is_made
    }

    /// Whether a batch may ever be in it: small, of the log, and without removals.
    pub(crate) fn suits(batch: &WriteBatch) -> bool {
        let bytes = batch.operations().iter().map(|(key, value)| key.len() + value.as_ref().map_or(LENGTH, Vec::len));
        batch.space() == Space::Log && bytes.sum::<usize>() <= LONGEST
    }

    /// Writes a batch; durable after [`Self::sync`], and synced now when the last time is long ago. False when there is no room left.
    pub(crate) fn append(&mut self, batch: &WriteBatch) -> Result<bool, StorageError> {
        if !self.is_fresh {
            self.restart()?;
        }
        let frame = frame(self.epoch, self.frames, batch);
        if self.end + frame.len() > LENGTH {
            return Ok(false);
        }
        self.is_dirty = true;
        self.tape.write(self.end, &frame)?;
        self.end += frame.len();
        self.frames += 1;
        let pairs = batch.operations().iter().filter_map(|(key, value)| Some((key.clone(), value.clone()?)));
        self.held.extend(pairs);
        if self.synced.elapsed() > PATIENCE {
            self.sync()?;
        }
        Ok(true)
    }

    /// Makes what was appended durable.
    pub(crate) fn sync(&mut self) -> Result<(), StorageError> {
        if self.is_dirty {
            self.tape.sync()?;
            self.is_dirty = false;
            self.synced = Instant::now();
        }
        Ok(())
    }

    /// Forgets everything, durably: the engine has it.
    pub(crate) fn restart(&mut self) -> Result<(), StorageError> {
        self.is_fresh = false;
        if !self.is_made {
            self.tape.clear(LENGTH)?;
            self.is_made = true;
        }
        let epoch = self.epoch + 1;
        self.tape.write(SLOT * usize::from(epoch % 2 == 1), &slot(epoch))?;
        self.tape.sync()?;
        self.epoch = epoch;
        (self.frames, self.end) = (0, START);
        (self.is_fresh, self.is_dirty) = (true, false);
        self.held.clear();
        Ok(())
    }

    /// As [`Self::restart`], where anything was ever written.
    pub(crate) fn forget(&mut self) -> Result<(), StorageError> {
        if self.is_made && (!self.is_fresh || self.frames > 0) { self.restart() } else { Ok(()) }
    }
}

fn slot(epoch: u64) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], &epoch.to_le_bytes()].concat();
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

fn epoch_of(bytes: &[u8]) -> Option<u64> {
    let valid = |bytes: &[u8]| {
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (epoch, rest) = rest.split_first_chunk::<8>()?;
        let crc = u32::from_le_bytes(*rest.first_chunk::<4>()?);
        let epoch = u64::from_le_bytes(*epoch);
        (magic == MAGIC && crc == crc32fast::hash(&[&magic[..], &epoch.to_le_bytes()].concat())).then_some(epoch)
    };
    [0, SLOT].into_iter().filter_map(|at| valid(bytes.get(at..)?)).max()
}

/// The bytes of a frame: head, then a key and a value after their lengths, as often as there are any.
fn frame(epoch: u64, number: u32, batch: &WriteBatch) -> Vec<u8> {
    let value_of = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len);
    let length: usize = batch.operations().iter().map(|(key, value)| 3 + key.len() + value_of(value)).sum();
    let mut bytes = Vec::with_capacity(HEAD + length);
    bytes.extend((length as u32).to_le_bytes());
    bytes.extend(epoch.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.extend([0; 4]);
    for (key, value) in batch.operations() {
        bytes.push(key.len() as u8);
        bytes.extend((value_of(value) as u16).to_le_bytes());
        bytes.extend(key);
        bytes.extend(value.as_deref().unwrap_or_default());
    }
    if let Some((head, body)) = bytes.split_first_chunk_mut::<HEAD>()
        && let Some((said, crc)) = head.split_last_chunk_mut::<4>()
    {
        *crc = checksum(said, body).to_le_bytes();
    }
    bytes
}

fn checksum(head: &[u8], body: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(head);
    crc.update(body);
    crc.finalize()
}

/// What the frames in the bytes of a journal hold, whose header may be damaged.
pub(crate) fn salvage(bytes: &[u8]) -> Vec<Pair> {
    // The first frame tells its epoch too.
    let first = bytes.get(START + 4..START + 12).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    epoch_of(bytes).or(first).map_or_else(Vec::new, |epoch| frames_of(bytes, epoch))
}

/// What the frames of `epoch` hold, up to the first that is none.
fn frames_of(bytes: &[u8], epoch: u64) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut rest = bytes.get(START..).unwrap_or_default();
    for number in 0.. {
        let Some((pairs, behind)) = read_frame(rest, epoch, number) else { break };
        found.extend(pairs);
        rest = behind;
    }
    found
}

fn read_frame(bytes: &[u8], epoch: u64, number: u32) -> Option<(Vec<Pair>, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
    let (said, crc) = head.split_last_chunk::<4>()?;
    let (length, place) = said.split_first_chunk::<4>()?;
    if *place != [&epoch.to_le_bytes()[..], &number.to_le_bytes()].concat() {
        return None;
    }
    let (mut body, behind) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    if checksum(said, body) != u32::from_le_bytes(*crc) {
        return None;
    }
    let mut pairs = Vec::new();
    while let Some((lengths, rest)) = body.split_first_chunk::<3>() {
        let [key, low, high] = *lengths;
        let (key, rest) = rest.split_at_checked(usize::from(key))?;
        let (value, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes([low, high])))?;
        pairs.push((key.to_vec(), value.to_vec()));
        body = rest;
    }
    Some((pairs, behind))
}

/// The file of a journal.
#[derive(Debug)]
pub(crate) struct TapeFile {
    directory: PathBuf,
    file: Option<File>,
}

impl TapeFile {
    /// The file in `directory`, which need not be there.
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), file: None }
    }

    fn failed(&self, action: &'static str) -> impl FnOnce(io::Error) -> StorageError {
        let place = self.directory.display().to_string();
        move |error| StorageError::io(&place, action, error)
    }

    fn file(&mut self) -> io::Result<&mut File> {
        let file = match self.file.take() {
            Some(file) => file,
            None => OpenOptions::new().write(true).open(self.directory.join(JOURNAL_FILE))?,
        };
        Ok(self.file.insert(file))
    }

    fn make(&mut self, length: usize) -> io::Result<()> {
        let path = self.directory.join(JOURNAL_FILE);
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        file.write_all(&vec![0; length])?;
        file.set_len(length as u64)?;
        file.sync_all()?;
        sync_directory(&self.directory)?;
        self.file = Some(file);
        Ok(())
    }
}

impl Tape for TapeFile {
    fn read(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        match std::fs::read(self.directory.join(JOURNAL_FILE)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read the journal of")(error)),
        }
    }

    fn clear(&mut self, length: usize) -> Result<(), StorageError> {
        self.make(length).map_err(self.failed("write the journal of"))
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), StorageError> {
        self.file().and_then(|file| write_at(file, at as u64, bytes)).map_err(self.failed("write the journal of"))
    }

    fn sync(&mut self) -> Result<(), StorageError> {
        self.file().and_then(|file| file.sync_data()).map_err(self.failed("sync the journal of"))
    }
}
