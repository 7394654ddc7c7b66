//! Batch files as text.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::report::Source;

/// Reads a batch file.
pub(crate) fn read(path: &Path) -> Result<Arc<Source>, String> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| format!("cannot read `{shown}`: {}", reason(&error)))?;
    let directory = path.parent().map(Path::to_path_buf);
    source_of_bytes(shown.to_string(), bytes, directory)
}

/// Makes a source of bytes: UTF-8, a byte order mark is dropped.
pub(crate) fn source_of_bytes(name: String, bytes: Vec<u8>, directory: Option<PathBuf>) -> Result<Arc<Source>, String> {
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("`{name}` is not UTF-8 text (byte {})", error.utf8_error().valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
    if u32::try_from(text.len()).is_err() {
        return Err(format!("`{name}` is larger than 4 GiB: split it"));
    }
    Ok(Arc::new(Source { name, text, lines_before: 0, directory }))
}

/// The reason of the operating system, without its number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}
