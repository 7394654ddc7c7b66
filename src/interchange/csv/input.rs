//! Where CSV comes from: a file or bytes at hand, gzip or plain, told apart by their first bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Bytes asked from the system at once.
const BUFFER: usize = 256 * 1024;

/// One source of CSV; read more than once when the types of its columns turn out to be other than its start suggests.
#[derive(Clone, Debug)]
pub enum CsvInput {
    /// A file, plain or gzip.
    File(PathBuf),
    /// Bytes at hand, plain or gzip, such as all of standard input.
    Bytes {
        /// What messages call it.
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
}

impl CsvInput {
    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Bytes { name, .. } => name.clone(),
        }
    }

    /// Its length as stored.
    ///
    /// # Errors
    /// When there is no such file, or it is no file.
    pub fn size(&self) -> io::Result<u64> {
        match self {
            Self::File(path) => {
                let metadata = std::fs::metadata(path)?;
                if metadata.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(metadata.len()) }
            }
            Self::Bytes { bytes, .. } => Ok(bytes.len() as u64),
        }
    }

    /// Its length as stored, 0 when it has none.
    ///
    /// # Errors
    /// `FileNotReadable`.
    pub(crate) fn checked_size(&self) -> Result<u64> {
        self.size().map_err(|error| unreadable(&self.name(), &error))
    }

    /// Whether it gives the same bytes again: a pipe does not.
    pub(crate) fn is_rereadable(&self) -> bool {
        match self {
            Self::File(path) => std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file()),
            Self::Bytes { .. } => true,
        }
    }

    /// A reader of the unpacked bytes, which counts the stored ones in `read`.
    pub(super) fn open(&self, read: Arc<AtomicU64>) -> Result<Box<dyn Read + Send>> {
        let stored: Box<dyn Read + Send> = match self {
            Self::File(path) => Box::new(open_file(path)?),
            Self::Bytes { bytes, .. } => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        let mut stored = BufReader::with_capacity(BUFFER, Counted { stored, read });
        let start = stored.fill_buf().map_err(|error| unreadable(&self.name(), &error))?;
        Ok(if start.starts_with(&GZIP) { Box::new(MultiGzDecoder::new(stored)) } else { Box::new(stored) })
    }
}

fn open_file(path: &Path) -> Result<File> {
    let file = File::open(path).map_err(|error| unreadable(&path.display().to_string(), &error))?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => {
            Err(unreadable(&path.display().to_string(), &io::ErrorKind::IsADirectory.into()))
        }
        _ => Ok(file),
    }
}

/// Counts what passes through.
struct Counted {
    stored: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stored.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The error of a file that the system does not give.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::new(
        Class::ExternalError,
        Phase::Runtime,
        Detail::FileNotReadable,
        format!("cannot read `{name}`: {why}"),
    )
}

/// The error of a file that is there but is not what it should be.
pub(crate) fn malformed(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Class::ExternalError, Phase::Runtime, Detail::MalformedFile, message)
}
