//! The directory of a store: made when asked for, refused when it holds something else, its names made durable.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::error::StorageError;

/// The file's name within the directory of the store.
pub(crate) const MARK_FILE: &str = "mark";
/// The file whose lock is the right to the store.
pub(crate) const LOCK_FILE: &str = "lock";
/// The file that holds a copy of a small graph.
pub(crate) const IMAGE_FILE: &str = "image";

/// The file to which small commits are written first.
pub(crate) const JOURNAL_FILE: &str = "journal";

/// Makes the names in `directory`, and its own name in its parent, survive a power cut.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    // Elsewhere a directory is not a file that could be synced.
    if !cfg!(unix) {
        return Ok(());
    }
    let directory = fs::canonicalize(directory)?;
    File::open(&directory)?.sync_all()?;
    // A parent we may not read (a mount point, a container's root) is not ours to sync.
    if let Some(Ok(parent)) = directory.parent().map(File::open) {
        parent.sync_all()?;
    }
    Ok(())
}

/// Overwrites the bytes of a file from `at` on, in one call where the system has one.
pub(crate) fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::write_all_at(file, bytes, at);
    #[cfg(not(unix))]
    {
        use std::io::{Seek, SeekFrom, Write};
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }
}

/// The bytes of the files in a directory and in those below it.
pub(crate) fn size(directory: &Path) -> Result<u64, StorageError> {
    fn of(directory: &Path) -> io::Result<u64> {
        let mut bytes = 0;
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            match entry.metadata() {
                Ok(found) if found.is_dir() => bytes += of(&entry.path())?,
                Ok(found) => bytes += found.len(),
                // sled removes a snapshot of its own when it has written the next one.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(bytes)
    }
    of(directory).map_err(|error| StorageError::io(&directory.display().to_string(), "measure", error))
}

/// Makes the directory and those above it, durably: sled syncs none of them.
fn create(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|above| !above.exists() && *above != Path::new("")).collect();
    fs::create_dir_all(path)?;
    missing.into_iter().rev().try_for_each(sync_directory)
}

/// Refuses a path that holds something else, and makes the directory when that was asked.
pub(crate) fn prepare(path: &Path, may_create: bool) -> Result<(), StorageError> {
    let place = path.display().to_string();
    let failed = |action: &'static str| {
        let place = place.clone();
        move |error: io::Error| StorageError::io(&place, action, error)
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if !may_create {
                return Err(StorageError::Missing { place });
            }
            return create(path).map_err(failed("create"));
        }
        Err(error) => return Err(failed("open")(error)),
        Ok(found) if !found.is_dir() => {
            return Err(StorageError::NotAStore { place, found: "it is a file, a store is a directory".to_owned() });
        }
        Ok(_) => {}
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(failed("open"))? {
        names.push(entry.map_err(failed("open"))?.file_name().to_string_lossy().into_owned());
    }
    let is_ours = |name: &String| ["db", "conf", MARK_FILE].contains(&name.as_str());
    names.retain(|name| name != LOCK_FILE);
    match names.iter().min() {
        _ if names.iter().any(is_ours) => Ok(()),
        Some(name) => Err(StorageError::NotAStore { place, found: format!("it holds `{name}`") }),
        None if may_create => Ok(()),
        None => Err(StorageError::Missing { place }),
    }
}
