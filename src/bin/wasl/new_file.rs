//! A file that is there whole or not at all: written beside its place under another name, and renamed when it is done.
//!
//! ```text
//! NewFile::create("a.csv") → .wasl-4711-1.part ─write…→ keep() → a.csv
//!                                             └ dropped, or the process is interrupted → gone; an older a.csv stays
//! ```
//! What cannot be replaced is written to as it is: pipes, devices, and files of a directory that takes no new ones.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is in the making, and would be left behind if the process ended now.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Tells the files of one process apart.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// Bytes gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// See the file.
pub(crate) struct NewFile {
    file: BufWriter<File>,
    /// Where it is written and where it belongs; none when it is written in its place.
    waiting: Option<(PathBuf, PathBuf)>,
}

impl NewFile {
    /// Begins the file `path`.
    ///
    /// # Errors
    /// Those of the file system, as if the file were made in its place.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let known = fs::metadata(path).ok();
        let replaceable = known.as_ref().is_none_or(fs::Metadata::is_file) && !path.starts_with("/dev");
        // A link goes on pointing at what it points at.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if !replaceable || place.file_name().is_none() {
            return Self::in_place(path);
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let part = place.with_file_name(format!(".wasl-{}-{number}.part", std::process::id()));
        let mut unfinished = unfinished();
        let file = match File::create_new(&part) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::PermissionDenied && known.is_some() => {
                return Self::in_place(path);
            }
            Err(error) => return Err(error),
        };
        unfinished.push(part.clone());
        drop(unfinished);
        let made = Self { file: BufWriter::with_capacity(BUFFER, file), waiting: Some((part, place)) };
        if let Some(known) = known {
            // Asks for the right to write to the older file too, which a new one may not go around.
            File::options().append(true).open(path)?;
            made.file.get_ref().set_permissions(known.permissions())?;
        }
        Ok(made)
    }

    fn in_place(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::with_capacity(BUFFER, File::create(path)?), waiting: None })
    }

    /// The file is whole: it takes its place.
    ///
    /// # Errors
    /// Those of writing; the older file is still there then.
    pub(crate) fn keep(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.take_place(&mut unfinished())
    }

    /// Goes where it belongs, written to the end.
    fn take_place(&mut self, unfinished: &mut Vec<PathBuf>) -> io::Result<()> {
        if let Some((part, place)) = &self.waiting {
            fs::rename(part, place)?;
            unfinished.retain(|path| path != part);
        }
        self.waiting = None;
        Ok(())
    }

    /// Waits until what was written is on the disk.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.waiting {
            let mut unfinished = unfinished();
            // What cannot be removed can only be left.
            let _ = fs::remove_file(part);
            unfinished.retain(|path| path != part);
        }
    }
}

/// Writes a file at once.
///
/// # Errors
/// Those of the file system.
pub(crate) fn write_whole(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let mut file = NewFile::create(path)?;
    file.write_all(bytes.as_ref())?;
    file.keep()
}

/// A directory for files that are there all or none; one that was made for them is removed with them.
#[derive(Default)]
pub(crate) struct NewFiles {
    // Dropped in this order: a directory goes when it is empty.
    files: Vec<NewFile>,
    made: Option<PathBuf>,
}

impl NewFiles {
    /// Makes the directory, unless it is there.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn within(directory: &Path) -> io::Result<Self> {
        if directory.is_dir() {
            return Ok(Self::default());
        }
        let mut unfinished = unfinished();
        fs::create_dir_all(directory)?;
        unfinished.push(directory.to_path_buf());
        Ok(Self { files: Vec::new(), made: Some(directory.to_path_buf()) })
    }

    /// A file is written; it waits for the others.
    pub(crate) fn add(&mut self, file: NewFile) {
        self.files.push(file);
    }

    /// All are written: they take their places, and no interrupt comes between the first and the last.
    ///
    /// # Errors
    /// As [`NewFile::keep`].
    pub(crate) fn keep(mut self) -> io::Result<()> {
        self.files.iter_mut().try_for_each(Write::flush)?;
        let mut unfinished = unfinished();
        self.files.iter_mut().try_for_each(|file| file.take_place(&mut unfinished))?;
        if let Some(made) = self.made.take() {
            unfinished.retain(|path| *path != made);
        }
        Ok(())
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        self.files.clear();
        if let Some(made) = &self.made {
            let mut unfinished = unfinished();
            // One that holds something else by now stays.
            let _ = fs::remove_dir(made);
            unfinished.retain(|path| path != made);
        }
    }
}

/// The process ends now: nothing half written is left, and nothing new is begun.
pub(crate) fn abandon() {
    let unfinished = unfinished();
    for path in unfinished.iter().rev() {
        // What cannot be removed can only be left.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
    }
    std::mem::forget(unfinished);
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use tempfile::TempDir;

    use super::{NewFile, NewFiles, write_whole};

    #[test]
    fn what_is_not_kept_leaves_nothing_and_the_older_file_stays() {
        let place = TempDir::new().unwrap();
        let path = place.path().join("a.csv");
        write_whole(&path, "old").unwrap();
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        write_whole(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn a_directory_made_for_files_goes_with_them() {
        let place = TempDir::new().unwrap();
        let path = place.path().join("d");
        let begun = |keep: bool| {
            let mut files = NewFiles::within(&path).unwrap();
            let mut file = NewFile::create(&path.join("a")).unwrap();
            file.write_all(b"a").unwrap();
            files.add(file);
            if keep {
                files.keep().unwrap();
            }
        };
        begun(false);
        assert!(!path.exists());
        begun(true);
        begun(false);
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(path.join("a")).unwrap(), "a");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay_and_devices_are_written_to() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = TempDir::new().unwrap();
        let (real, link) = (place.path().join("real"), place.path().join("link"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("real", &link).unwrap();
        write_whole(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        write_whole("/dev/null".as_ref(), "gone").unwrap();
    }
}
