//! All files of one entry of the plan: blocks read ahead, parsed on all cores, chunks in the order of rows.
//!
//! When a column turns out to hold strings after some of its texts were taken for floats or instants, the files are read
//! again with that column as strings. That happens once at most, since all such columns are found in one reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::assemble::must_reread;
use super::keys::Spaces;
use super::layout::{Layout, LayoutOf};
use super::parse::{Chunk, parse_block};
use super::plan::{BadRows, ImportPlan};
use super::progress::{BadRow, ImportProgress, ImportStage, Progress};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::interchange::csv::{Block, Blocks, CsvInput, malformed};

/// Blocks that each core has to do before the next are asked for.
const BLOCKS_A_CORE: usize = 2;

/// Reads files for an import and tells how far it is.
pub(super) struct Reader<'a> {
    plan: &'a ImportPlan,
    progress: &'a mut dyn Progress,
    total_bytes: u64,
    bytes: Arc<AtomicU64>,
    file: Arc<str>,
    rows: u64,
    /// Rows left out so far.
    pub(super) bad_rows: u64,
}

impl<'a> Reader<'a> {
    /// A reader for the files of `plan`, which must all be there.
    ///
    /// # Errors
    /// `FileNotReadable`, naming the first file that is not there.
    pub(super) fn new(plan: &'a ImportPlan, progress: &'a mut dyn Progress) -> Result<Self> {
        let nodes = plan.nodes.iter().flat_map(|entry| &entry.files);
        let relationships = plan.relationships.iter().flat_map(|entry| &entry.files);
        let mut total_bytes = 0;
        for input in nodes.chain(relationships) {
            total_bytes += input.checked_size()?;
        }
        Ok(Self { plan, progress, total_bytes, bytes: Arc::default(), file: Arc::from(""), rows: 0, bad_rows: 0 })
    }

    /// Reads `files`, whose layout follows from the header.
    ///
    /// # Errors
    /// What is wrong with a file or its header; with [`BadRows::Stop`] the first bad row.
    pub(super) fn read(
        &mut self,
        files: &[CsvInput],
        layout: &LayoutOf<'_>,
        spaces: &mut Spaces,
    ) -> Result<(Layout, Vec<Chunk>)> {
        let mut texts = Vec::new();
        let before = (self.bytes.load(Ordering::Relaxed), self.rows);
        loop {
            let (layout, chunks) = self.read_once(files, layout, &texts, spaces)?;
            let again: Vec<usize> = (0..layout.rules.len())
                .filter(|column| must_reread(chunks.iter().filter_map(|chunk| chunk.columns.get(*column))))
                .collect();
            if again.is_empty() {
                for row in chunks.iter().flat_map(|chunk| &chunk.bad) {
                    self.leave_out(row)?;
                }
                return Ok((layout, chunks));
            }
            if let Some(file) = files.iter().find(|file| !file.is_rereadable()) {
                let column = layout.column_name(again.first().copied().unwrap_or_default());
                let message = format!("{column} has numbers first and other text later");
                let hint = format!(
                    "declare its type in the header, as in `name:string`; `{}` can be read only once",
                    file.name()
                );
                return Err(malformed(message).hint(hint));
            }
            texts = again;
            self.bytes.store(before.0, Ordering::Relaxed);
            self.rows = before.1;
        }
    }

    fn read_once(
        &mut self,
        files: &[CsvInput],
        layout: &LayoutOf<'_>,
        texts: &[usize],
        spaces: &mut Spaces,
    ) -> Result<(Layout, Vec<Chunk>)> {
        let mut known: Option<Layout> = None;
        let mut chunks = Vec::new();
        for input in files {
            let name: Arc<str> = Arc::from(input.name());
            self.file = Arc::clone(&name);
            let mut blocks = Blocks::open(input, self.plan.delimiter.map(|c| c as u8), Arc::clone(&self.bytes))?;
            let header = match &known {
                None => blocks.header()?,
                Some(layout) => blocks.header_if(&layout.header)?,
            };
            let layout = match (known.take(), header) {
                (Some(layout), _) => layout,
                (None, None) => return Err(malformed(format!("`{name}` is empty: it has no header"))),
                (None, Some((header, line))) => {
                    let layout = layout(&header, spaces).map_err(|error| {
                        malformed(format!("{name}:{line}: {}", error.message)).maybe_hint(error.hint)
                    })?;
                    layout.with_texts(texts)
                }
            };
            self.read_blocks(&mut blocks, &layout, spaces, &name, &mut chunks)?;
            known = Some(layout);
        }
        let layout = known.ok_or_else(|| malformed("an entry of the plan has no file"))?;
        Ok((layout, chunks))
    }

    /// Reads the rest of one file.
    fn read_blocks(
        &mut self,
        blocks: &mut Blocks,
        layout: &Layout,
        spaces: &Spaces,
        name: &Arc<str>,
        chunks: &mut Vec<Chunk>,
    ) -> Result<()> {
        let delimiter = blocks.delimiter();
        let mut batch = next_batch(blocks)?;
        while !batch.is_empty() {
            let parse = || {
                let parsed = batch.par_iter().map(|block| parse_block(block, delimiter, layout, spaces, name));
                parsed.collect::<Vec<Chunk>>()
            };
            let (parsed, next) = rayon::join(parse, || next_batch(blocks));
            self.rows += parsed.iter().map(|chunk| (chunk.rows + chunk.bad.len()) as u64).sum::<u64>();
            if let Some(row) = parsed.iter().flat_map(|chunk| &chunk.bad).next()
                && self.plan.bad_rows == BadRows::Stop
            {
                return Err(stopped(row));
            }
            chunks.extend(parsed.into_iter().filter(|chunk| chunk.rows > 0 || !chunk.bad.is_empty()));
            self.tell(ImportStage::Reading)?;
            batch = next?;
        }
        Ok(())
    }

    /// Tells how far the import is.
    ///
    /// # Errors
    /// `Interrupted` when the listener gives up.
    pub(super) fn tell(&mut self, stage: ImportStage) -> Result<()> {
        let at = ImportProgress {
            stage,
            file: Arc::clone(&self.file),
            rows: self.rows,
            bad_rows: self.bad_rows,
            bytes: self.bytes.load(Ordering::Relaxed),
            total_bytes: self.total_bytes,
        };
        if self.progress.update(&at).is_break() {
            let message = "the import was interrupted; nothing was loaded";
            return Err(Diagnostic::new(Class::Interrupted, Phase::Runtime, Detail::Cancelled, message));
        }
        Ok(())
    }

    /// Reports a row that is not loaded.
    ///
    /// # Errors
    /// The row itself, with [`BadRows::Stop`].
    pub(super) fn leave_out(&mut self, row: &BadRow) -> Result<()> {
        if self.plan.bad_rows == BadRows::Stop {
            return Err(stopped(row));
        }
        self.bad_rows += 1;
        self.progress.bad_row(row);
        Ok(())
    }
}

fn next_batch(blocks: &mut Blocks) -> Result<Vec<Block>> {
    let most = rayon::current_num_threads() * BLOCKS_A_CORE;
    let mut batch = Vec::with_capacity(most);
    while batch.len() < most
        && let Some(block) = blocks.next_block()?
    {
        batch.push(block);
    }
    Ok(batch)
}

fn stopped(row: &BadRow) -> Diagnostic {
    malformed(format!("{}:{}: {}", row.file, row.line, row.reason))
        .hint("nothing was loaded; `--bad-rows skip` leaves such rows out, `--bad-rows-file FILE` keeps them")
}
