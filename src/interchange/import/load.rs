//! The import itself: node files, then relationship files, into a bulk builder; nothing of it is seen before the end.

use std::sync::Arc;

use rayon::prelude::*;

use super::assemble::{Assembled, assemble};
use super::group::Reader;
use super::keys::Spaces;
use super::parse::Chunk;
use super::plan::ImportPlan;
use super::progress::{ColumnReport, FileReport, ImportReport, ImportStage, Progress};
use super::texts::Interned;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::graph::{BaseBuilder, KeyId, Snapshot, Tokens};
use crate::interchange::csv::CsvInput;
use crate::value::Column;

/// Adds the files of a plan to a graph.
///
/// # Errors
/// `ExternalError` for files and rows that cannot be read, `ConstraintValidationFailed` when the graph's constraints do
/// not hold, `LimitExceeded` when it has no room, `Interrupted` when the listener gives up.
pub(crate) fn load(
    graph: &Snapshot,
    plan: &ImportPlan,
    progress: &mut dyn Progress,
) -> Result<(Snapshot, ImportReport)> {
    let Some(threads) = plan.threads else { return load_here(graph, plan, progress) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Diagnostic::internal(format!("cannot start {threads} threads: {error}")))?;
    pool.install(|| load_here(graph, plan, progress))
}

fn load_here(graph: &Snapshot, plan: &ImportPlan, progress: &mut dyn Progress) -> Result<(Snapshot, ImportReport)> {
    let delimiters = [plan.delimiter.unwrap_or(','), plan.array_delimiter];
    if delimiters.iter().any(|c| !c.is_ascii() || matches!(c, '"' | '\n' | '\r')) {
        let message = "a delimiter must be one ASCII character other than a quote or a line end";
        return Err(Diagnostic::argument(Detail::InvalidArgumentValue, message));
    }
    let mut loader = Loader {
        graph,
        plan,
        tokens: Arc::clone(graph.tokens()),
        reader: Reader::new(plan, progress)?,
        builder: BaseBuilder::new(graph),
        spaces: Spaces::default(),
        next_node: graph.node_capacity(),
        report: ImportReport::default(),
    };
    plan.nodes.iter().try_for_each(|files| loader.load_nodes(files))?;
    plan.relationships.iter().try_for_each(|files| loader.load_relationships(files))?;
    let Loader { mut reader, builder, spaces, mut report, .. } = loader;
    drop(spaces);
    reader.tell(ImportStage::Building)?;
    let loaded = builder.finish()?;
    report.bad_rows = reader.bad_rows;
    reader.tell(ImportStage::Saving)?;
    Ok((loaded, report))
}

/// An import under way.
pub(super) struct Loader<'a> {
    /// What is there before.
    pub(super) graph: &'a Snapshot,
    pub(super) plan: &'a ImportPlan,
    pub(super) tokens: Arc<Tokens>,
    pub(super) reader: Reader<'a>,
    pub(super) builder: BaseBuilder,
    pub(super) spaces: Spaces,
    /// The number of the next node.
    pub(super) next_node: u32,
    pub(super) report: ImportReport,
}

impl Loader<'_> {
    /// The columns that are kept, by property; adds them to the report.
    pub(super) fn keep(
        &mut self,
        files: &[CsvInput],
        rows: usize,
        columns: Vec<Assembled>,
        names: &[Option<String>],
    ) -> Vec<(KeyId, Column)> {
        let kept = columns.into_iter().zip(names).filter_map(|(column, name)| Some((column, name.as_ref()?)));
        let mut report =
            FileReport { names: files.iter().map(CsvInput::name).collect(), rows: rows as u64, columns: Vec::new() };
        let columns = kept.map(|(column, name)| {
            report.columns.push(ColumnReport { name: name.clone(), type_name: column.type_name });
            (self.tokens.key(name), column.column)
        });
        let columns = columns.collect();
        self.report.files.push(report);
        columns
    }
}

/// The columns of all chunks, each put together on a core of its own.
pub(super) fn take_columns(chunks: &mut [Chunk], count: usize) -> Vec<Assembled> {
    let mut columns: Vec<Vec<_>> = (0..count).map(|_| Vec::with_capacity(chunks.len())).collect();
    for chunk in chunks {
        for (column, part) in columns.iter_mut().zip(chunk.columns.drain(..)) {
            column.push(part);
        }
    }
    columns.into_par_iter().map(assemble).collect()
}

/// The labels or types of rows: one code a row, and what the codes mean. None when no column has any.
pub(super) fn take_tags(chunks: &mut [Chunk]) -> Option<(Vec<u32>, Vec<Arc<str>>)> {
    let mut texts = Interned::default();
    let mut codes = Vec::new();
    for chunk in chunks {
        let recode: Vec<u32> = chunk.tag_texts.texts().iter().map(|text| texts.intern(text)).collect();
        let tags = std::mem::take(&mut chunk.tags);
        codes.extend(tags.into_iter().filter_map(|code| recode.get(code as usize).copied()));
    }
    (!codes.is_empty()).then(|| (codes, texts.texts().iter().map(Arc::from).collect()))
}

/// The rows of each of `count` codes, ascending.
pub(super) fn rows_by_code(codes: &[u32], count: usize) -> Vec<Vec<u32>> {
    let mut rows = vec![Vec::new(); count];
    for (code, row) in codes.iter().zip(0..) {
        if let Some(rows) = rows.get_mut(*code as usize) {
            rows.push(row);
        }
    }
    rows
}

/// The error of an element too many.
pub(super) fn too_many(what: &str) -> Diagnostic {
    let message = format!("the graph would have more than 4,294,967,294 {what}");
    Diagnostic::new(Class::LimitExceeded, Phase::Runtime, Detail::NumberOutOfRange, message)
}
