//! The high-water mark: a small file beside sled's that says how far the store has come.
//!
//! sled takes the first bad byte for the end of its file, so a damaged store may open with a shorter history. The mark is
//! the witness: it is never ahead of what is durable, so a store that recovers less has lost something acknowledged.
//!
//! ```text
//! slot 0  replaced as a whole file (write, fsync, rename, fsync of the directory): creation, checkpoint, close
//! slot 1  overwritten in place after each synced commit, not synced itself: it may lag, it cannot lie
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::directory::{MARK_FILE as FILE_NAME, sync_directory, write_at};
use super::error::StorageError;

const MAGIC: &[u8; 8] = b"waslmark";
const SLOT: usize = 64;

/// How far a store has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The last durable commit.
    pub(crate) sequence: u64,
    /// The last durable generation of the manifest.
    pub(crate) generation: u64,
}

impl Mark {
    fn to_slot(self) -> [u8; SLOT] {
        let mut slot = [0; SLOT];
        let body = [&MAGIC[..], &self.sequence.to_le_bytes(), &self.generation.to_le_bytes(), &[0; 36]].concat();
        let crc = crc32fast::hash(&body).to_le_bytes();
        for (to, from) in slot.iter_mut().zip(body.iter().chain(&crc)) {
            *to = *from;
        }
        slot
    }

    fn from_slot(slot: &[u8]) -> Option<Self> {
        let (body, crc) = slot.split_last_chunk::<4>()?;
        let (magic, rest) = body.split_first_chunk::<8>()?;
        let (sequence, rest) = rest.split_first_chunk::<8>()?;
        let (generation, _) = rest.split_first_chunk::<8>()?;
        let whole = slot.len() == SLOT && magic == MAGIC && crc32fast::hash(body) == u32::from_le_bytes(*crc);
        whole.then(|| Self { sequence: u64::from_le_bytes(*sequence), generation: u64::from_le_bytes(*generation) })
    }
}

/// The mark of an open store.
#[derive(Debug)]
pub(crate) struct MarkFile {
    directory: PathBuf,
    file: Option<File>,
}

impl MarkFile {
    /// The mark in `directory`, not yet read.
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), file: None }
    }

    /// What the file says; `None` when there is no file.
    pub(crate) fn read(&self) -> Result<Option<Mark>, StorageError> {
        let Some(slots) = self.slots()? else { return Ok(None) };
        let newest = slots.into_iter().flatten().max_by_key(|mark| mark.sequence);
        newest.map(Some).ok_or_else(|| {
            let what = format!("its file `{FILE_NAME}` holds no valid mark");
            StorageError::damaged(&self.directory.display().to_string(), what)
        })
    }

    /// Both slots, each as far as it is valid.
    fn slots(&self) -> Result<Option<[Option<Mark>; 2]>, StorageError> {
        match fs::read(self.directory.join(FILE_NAME)) {
            Ok(bytes) => {
                let mut slots = bytes.chunks(SLOT).map(Mark::from_slot);
                Ok(Some([slots.next().flatten(), slots.next().flatten()]))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read the mark of", error)),
        }
    }

    /// Goes on from what the file `said`: the store has `reached` more, or the same.
    pub(crate) fn keep(mut self, said: Option<Mark>, reached: Mark, read_only: bool) -> Result<KeptMark, StorageError> {
        if said == Some(reached) && !read_only {
            let file = OpenOptions::new().write(true).open(self.directory.join(FILE_NAME));
            self.file = Some(file.map_err(|error| self.failed("write the mark of", error))?);
        } else if !read_only {
            self.replace(reached)?;
        }
        let durable = self.slots()?.and_then(|[durable, _]| durable);
        Ok(KeptMark { file: self, durable, noted: reached })
    }

    /// Replaces the file; durable when it returns.
    fn replace(&mut self, mark: Mark) -> Result<(), StorageError> {
        self.try_replace(mark).map_err(|error| self.failed("write the mark of", error))
    }

    fn try_replace(&mut self, mark: Mark) -> io::Result<()> {
        let (new, path) = (self.directory.join("mark.new"), self.directory.join(FILE_NAME));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&new)?;
        let slot = mark.to_slot();
        file.write_all(&[slot, slot].concat())?;
        file.sync_all()?;
        fs::rename(&new, &path)?;
        sync_directory(&self.directory)?;
        self.file = Some(file);
        Ok(())
    }

    /// Notes a commit that is already durable, without waiting for the disk.
    fn note(&mut self, mark: Mark) -> Result<(), StorageError> {
        let noted = match &mut self.file {
            Some(file) => write_at(file, SLOT as u64, &mark.to_slot()),
            None => return self.replace(mark),
        };
        noted.map_err(|error| self.failed("write the mark of", error))
    }

    fn failed(&self, action: &'static str, error: io::Error) -> StorageError {
        StorageError::io(&self.directory.display().to_string(), action, error)
    }
}

/// The mark of an open store, and what it says.
#[derive(Debug)]
pub(crate) struct KeptMark {
    file: MarkFile,
    /// What slot 0 says.
    durable: Option<Mark>,
    /// What the newest slot says.
    noted: Mark,
}

impl KeptMark {
    /// What the newest slot says.
    pub(crate) fn said(&self) -> Mark {
        self.noted
    }

    /// Notes a commit that is already durable, without waiting for the disk.
    pub(crate) fn note(&mut self, mark: Mark) -> Result<(), StorageError> {
        self.file.note(mark)?;
        self.noted = mark;
        Ok(())
    }

    /// Says `mark`, durably when it returns.
    pub(crate) fn replace(&mut self, mark: Mark) -> Result<(), StorageError> {
        if self.durable != Some(mark) {
            self.file.replace(mark)?;
            (self.durable, self.noted) = (Some(mark), mark);
        }
        Ok(())
    }
}
