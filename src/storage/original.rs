//! The file of the engine below as it was before it was opened, to be put back when the store is refused.
//!
//! sled takes the first damaged byte behind its last snapshot for the end of its file and writes zeros over what follows.
//! A store that is refused must stay as it was, so that as much as possible can still be saved of it.
//!
//! ```text
//! read ─→ engine opens ─┬─ all is well: forgotten
//!                       └─ refused: engine closed ─→ db.original ─→ sync ─→ renamed to db
//! ```

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::directory::sync_directory;

/// Longer files are not held in memory meanwhile.
const LONGEST: u64 = 256 << 20;

/// The file as it was.
pub(super) struct Original {
    directory: PathBuf,
    bytes: Option<Vec<u8>>,
}

impl Original {
    /// What the file in `directory` holds now; nothing of one that is missing or too long.
    pub(super) fn of(directory: &Path) -> Self {
        let path = directory.join("db");
        let is_short = fs::metadata(&path).is_ok_and(|file| file.len() <= LONGEST);
        let bytes = if is_short { fs::read(&path).ok() } else { None };
        Self { directory: directory.to_owned(), bytes }
    }

    /// Puts it back, when it is not what is there; the engine is closed. What cannot be put back stays as it is.
    pub(super) fn put_back(&self) {
        let Some(bytes) = &self.bytes else { return };
        let path = self.directory.join("db");
        if fs::read(&path).is_ok_and(|now| now == *bytes) {
            return;
        }
        let put = || -> io::Result<()> {
            let new = self.directory.join("db.original");
            let mut file = File::create(&new)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            sync_directory(&self.directory)
        };
        let _ = put();
    }
}
