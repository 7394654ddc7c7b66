//! A source cut into blocks of whole records, so that blocks can be read on all cores.
//!
//! Invariant: a block begins at the start of a record and ends behind the line end of one, or at the end of the source;
//! quoted line ends are no record ends. `line` is the line of the source on which a block begins, from 1.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::input::{CsvInput, malformed, unreadable};
use super::record::{line_ends, read_record, whole_records};
use crate::diagnostic::Result;

/// Bytes of a block, unless one record is longer.
const BLOCK: usize = 1 << 17;
/// Bytes that one record may have.
const LONGEST_RECORD: usize = 256 << 20;
/// The delimiters that are recognised, most likely first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Whole records.
#[derive(Debug)]
pub(crate) struct Block {
    /// Their bytes.
    pub(crate) bytes: Vec<u8>,
    /// The line on which they begin.
    pub(crate) line: u64,
}

/// The blocks of one source.
pub(crate) struct Blocks {
    name: String,
    source: Box<dyn Read + Send>,
    delimiter: u8,
    // Read and not yet given out.
    waiting: Vec<u8>,
    line: u64,
    ended: bool,
}

impl Blocks {
    /// Opens a source. Without a `delimiter` the one that its first line uses is taken; stored bytes are counted in
    /// `read`.
    pub(crate) fn open(input: &CsvInput, delimiter: Option<u8>, read: Arc<AtomicU64>) -> Result<Self> {
        let source = input.open(read)?;
        let mut blocks =
            Self { name: input.name(), source, delimiter: b',', waiting: Vec::new(), line: 1, ended: false };
        blocks.fill(BLOCK)?;
        if blocks.waiting.starts_with(&[0xff, 0xfe]) || blocks.waiting.starts_with(&[0xfe, 0xff]) {
            let message = format!("`{}` is written in UTF-16", blocks.name);
            return Err(malformed(message).hint("save it as UTF-8, as with `iconv -f UTF-16 -t UTF-8`"));
        }
        if blocks.waiting.starts_with(b"\xef\xbb\xbf") {
            blocks.waiting.drain(..3);
        }
        blocks.delimiter = delimiter.unwrap_or_else(|| likely_delimiter(&blocks.waiting));
        Ok(blocks)
    }

    /// What separates the cells.
    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The texts of the first record that is not an empty line, which is taken away, and its line; none at the end.
    pub(crate) fn header(&mut self) -> Result<Option<(Vec<String>, u64)>> {
        loop {
            let Some(record) = self.first_record()? else { return Ok(None) };
            let line = self.line;
            self.line += line_ends(&record);
            let mut cells = Vec::new();
            let (_, fault) = read_record(&record, self.delimiter, &mut cells);
            let place = || format!("{}:{line}", self.name);
            if let Some(fault) = fault {
                return Err(malformed(format!("{}: {}", place(), fault.reason())));
            }
            let texts: Option<Vec<String>> = cells.iter().map(|cell| Some(cell.text()?.into_owned())).collect();
            let texts = texts.ok_or_else(|| malformed(format!("{}: the header is not UTF-8", place())))?;
            if texts.iter().any(|text| text.contains('\r')) {
                let message = format!("{}: lines end with CR alone", place());
                return Err(malformed(message).hint("save the file with LF or CR LF as line ends"));
            }
            if texts.len() > 1 || texts.iter().any(|text| !text.is_empty()) {
                return Ok(Some((texts, line)));
            }
        }
    }

    /// Takes the first record away when it is `header` again, as in the second part of a table that was cut.
    pub(crate) fn header_if(&mut self, header: &[String]) -> Result<Option<(Vec<String>, u64)>> {
        if self.fill_whole(1)? == 0 {
            return Ok(None);
        }
        let mut cells = Vec::new();
        read_record(&self.waiting, self.delimiter, &mut cells);
        let same = cells.len() == header.len()
            && cells.iter().zip(header).all(|(cell, name)| cell.text().is_some_and(|text| text == *name));
        if same { self.header() } else { Ok(None) }
    }

    /// The bytes of the first record.
    fn first_record(&mut self) -> Result<Option<Vec<u8>>> {
        let whole = self.fill_whole(1)?;
        if whole == 0 {
            return Ok(None);
        }
        let length = read_record(&self.waiting, self.delimiter, &mut Vec::new()).0;
        let rest = self.waiting.split_off(length.min(self.waiting.len()));
        Ok(Some(std::mem::replace(&mut self.waiting, rest)))
    }

    /// The next block; none at the end.
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>> {
        let whole = self.fill_whole(BLOCK)?;
        if whole == 0 {
            return Ok(None);
        }
        let mut rest = Vec::with_capacity(BLOCK + BLOCK / 8);
        rest.extend_from_slice(self.waiting.get(whole..).unwrap_or_default());
        let mut bytes = std::mem::replace(&mut self.waiting, rest);
        bytes.truncate(whole);
        let line = self.line;
        self.line += line_ends(&bytes);
        Ok(Some(Block { bytes, line }))
    }

    /// Reads until at least `wanted` bytes and one whole record wait, or the source ends; gives the length of the whole
    /// records. At the end the last record is whole without a line end.
    fn fill_whole(&mut self, wanted: usize) -> Result<usize> {
        let mut wanted = wanted;
        loop {
            self.fill(wanted)?;
            if self.ended {
                return Ok(self.waiting.len());
            }
            let whole = whole_records(&self.waiting, self.delimiter);
            if whole > 0 {
                return Ok(whole);
            }
            if self.waiting.len() > LONGEST_RECORD {
                let most = LONGEST_RECORD >> 20;
                let message =
                    format!("{}:{}: the row that begins here is longer than {most} MiB", self.name, self.line);
                return Err(malformed(message).hint("a quote that is opened and never closed swallows what follows"));
            }
            wanted = self.waiting.len() * 2;
        }
    }

    fn fill(&mut self, wanted: usize) -> Result<()> {
        let missing = wanted.saturating_sub(self.waiting.len()) as u64;
        if self.ended || missing == 0 {
            return Ok(());
        }
        let read = self.source.by_ref().take(missing).read_to_end(&mut self.waiting);
        self.ended = (read.map_err(|error| unreadable(&self.name, &error))? as u64) < missing;
        Ok(())
    }
}

/// The delimiter of the first line: a comma when it has one outside quotes, else the most frequent candidate.
fn likely_delimiter(start: &[u8]) -> u8 {
    let mut counts = [0_u32; DELIMITERS.len()];
    let mut inside = false;
    for byte in start {
        match byte {
            b'"' => inside = !inside,
            b'\n' if !inside => break,
            byte if !inside => {
                let counted = DELIMITERS.iter().zip(&mut counts).find(|(delimiter, _)| *delimiter == byte);
                if let Some((_, count)) = counted {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let [commas, ..] = counts;
    let best = DELIMITERS.iter().zip(counts).rev().max_by_key(|(_, count)| *count);
    best.filter(|(_, count)| commas == 0 && *count > 0).map_or(b',', |(delimiter, _)| *delimiter)
}
