//! The files that `LOAD CSV` reads: local ones, plain or gzip, one block in memory at a time.
//!
//! A name is a path, relative to the working directory, or a `file:` URL. Other URLs are refused: a statement that reads
//! the network could not be repeated, and its sources could not be cited.

use std::path::PathBuf;
use std::sync::Arc;

use super::csv::{Block, Blocks, Cell, CsvInput, line_ends, malformed, read_record};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::{FileRecord, FileRows, FileSource};

/// Opens local files.
#[derive(Debug, Default)]
pub(crate) struct LocalFiles;

impl FileSource for LocalFiles {
    fn open(&self, url: &str, delimiter: char) -> Result<Box<dyn FileRows>> {
        let delimiter = u8::try_from(delimiter).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte));
        let delimiter = delimiter.ok_or_else(|| {
            let message = "a FIELDTERMINATOR is one ASCII character other than a quote or a line end";
            Diagnostic::argument(Detail::InvalidArgumentValue, message)
        })?;
        let input = CsvInput::File(path(url)?);
        let name = input.name();
        let blocks = Blocks::open(&input, Some(delimiter), Arc::default())?;
        Ok(Box::new(LocalFile { name, delimiter, blocks, block: Block { bytes: Vec::new(), line: 1 }, at: 0 }))
    }
}

/// The path that a name means.
fn path(url: &str) -> Result<PathBuf> {
    let scheme = url.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    match scheme {
        Some((scheme, rest)) if scheme == "file" => {
            let path = rest.strip_prefix("//").map_or(rest, |rest| rest.strip_prefix("localhost").unwrap_or(rest));
            if rest.starts_with("//") && !path.starts_with('/') {
                let message = format!("`{url}` names another machine");
                return Err(not_supported(message).hint("a file here is `file:///path`, or just its path"));
            }
            unescaped(path)
                .map(PathBuf::from)
                .ok_or_else(|| malformed(format!("`{url}` is no URL: after `%` stand two hexadecimal digits")))
        }
        Some((scheme, rest)) if rest.starts_with("//") => {
            let message = format!("LOAD CSV reads files, not `{scheme}:` addresses");
            Err(not_supported(message).hint("download the file first, then name its path"))
        }
        _ => Ok(PathBuf::from(url)),
    }
}

fn not_supported(message: String) -> Diagnostic {
    Diagnostic::new(Class::ExternalError, Phase::Runtime, Detail::NotSupported, message)
}

/// The text with `%20` and its like replaced.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        if *byte == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after.get(2..)?;
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// An open file.
struct LocalFile {
    name: String,
    delimiter: u8,
    blocks: Blocks,
    block: Block,
    /// Where the next record begins in the block.
    at: usize,
}

impl FileRows for LocalFile {
    fn read(&mut self, most: usize, records: &mut Vec<FileRecord>) -> Result<()> {
        let wanted = records.len() + most;
        while records.len() < wanted {
            if self.at >= self.block.bytes.len() {
                let Some(block) = self.blocks.next_block()? else { return Ok(()) };
                self.block = block;
                self.at = 0;
            }
            self.read_in_block(wanted, records)?;
        }
        Ok(())
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl LocalFile {
    /// Records of the block until there are `wanted`. The line of the block moves on with them.
    fn read_in_block(&mut self, wanted: usize, records: &mut Vec<FileRecord>) -> Result<()> {
        let mut cells: Vec<Cell<'_>> = Vec::new();
        while records.len() < wanted {
            let rest = self.block.bytes.get(self.at..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            let (length, fault) = read_record(rest, self.delimiter, &mut cells);
            let line = self.block.line;
            let bad = |reason: &str| malformed(format!("{}:{line}: {reason}", self.name));
            if let Some(fault) = fault {
                return Err(bad(fault.reason()));
            }
            let texts = cells.iter().map(|cell| {
                if cell.is_absent() { Some(None) } else { cell.text().map(|text| Some(Arc::from(&*text))) }
            });
            let texts: Option<Vec<Option<Arc<str>>>> = texts.collect();
            let texts = texts.ok_or_else(|| bad("the row is not UTF-8"))?;
            let record = rest.get(..length).unwrap_or_default();
            self.block.line += line_ends(record);
            self.at += length;
            // An empty line is no record.
            if texts.len() > 1 || texts.iter().any(Option::is_some) {
                records.push(FileRecord { line, cells: texts });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use super::{LocalFiles, path};
    use crate::executor::{FileRecord, FileSource};

    #[test]
    fn names_are_paths_or_file_urls() {
        assert_eq!(path("a/b.csv").unwrap(), PathBuf::from("a/b.csv"));
        assert_eq!(path("C:\\b.csv").unwrap(), PathBuf::from("C:\\b.csv"));
        assert_eq!(path("file:///tmp/a%20b%C3%A9.csv").unwrap(), PathBuf::from("/tmp/a bé.csv"));
        assert_eq!(path("file://localhost/tmp/a.csv").unwrap(), PathBuf::from("/tmp/a.csv"));
        assert_eq!(path("file:a.csv").unwrap(), PathBuf::from("a.csv"));
        assert!(path("file:///a%2").is_err());
        for refused in ["http://example.org/a.csv", "https://x/y", "s3://bucket/key", "file://host/a.csv"] {
            assert!(!path(refused).unwrap_err().hints().is_empty(), "{refused}");
        }
    }

    #[test]
    fn records_come_with_lines_in_portions() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "a;b\n1;\"two\nlines\"\n\n3;\n\"\";5\nbad\"\"ok;\"x\"y\n").unwrap();
        let mut rows = LocalFiles.open(file.path().to_str().unwrap(), ';').unwrap();
        let mut records: Vec<FileRecord> = Vec::new();
        rows.read(1, &mut records).unwrap();
        assert_eq!(records.len(), 1);
        rows.read(3, &mut records).unwrap();
        let shown: Vec<_> = records.iter().map(|record| (record.line, record.cells.clone())).collect();
        let cell = |text: &str| Some(std::sync::Arc::from(text));
        assert_eq!(
            shown,
            [
                (1, vec![cell("a"), cell("b")]),
                (2, vec![cell("1"), cell("two\nlines")]),
                (5, vec![cell("3"), None]),
                (6, vec![cell(""), cell("5")]),
            ]
        );
        let error = rows.read(10, &mut records).unwrap_err();
        assert!(error.message().contains(":7: text follows a closing quote"), "{error}");
        assert!(LocalFiles.open("/no/such/file.csv", ',').is_err());
        assert!(LocalFiles.open(file.path().to_str().unwrap(), 'é').is_err());
    }
}
