//! From the arguments to the plan that the library carries out.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasl::import::{BadRows, CsvInput, ImportPlan, NodeFiles, RelationshipFiles};

use crate::cli::{BadRowsChoice, ImportArguments};

/// The plan of the arguments; standard input is read now, as a whole. Every other file is asked for.
pub(super) fn plan(arguments: &ImportArguments, threads: Option<usize>) -> Result<ImportPlan, String> {
    if arguments.nodes.is_empty() && arguments.relationships.is_empty() {
        return Err("nothing to import: name files with --nodes and --relationships".to_owned());
    }
    let mut stdin_read = false;
    let mut inputs = |files: &[PathBuf]| -> Result<Vec<CsvInput>, String> {
        files.iter().map(|file| input(file, &mut stdin_read)).collect()
    };
    let mut nodes = Vec::new();
    for spec in &arguments.nodes {
        nodes.push(NodeFiles { labels: spec.labels.clone(), files: inputs(&spec.files)? });
    }
    let mut relationships = Vec::new();
    for spec in &arguments.relationships {
        relationships.push(RelationshipFiles {
            rel_type: spec.rel_type.clone(),
            start: spec.start.clone(),
            end: spec.end.clone(),
            files: inputs(&spec.files)?,
        });
    }
    let skip = arguments.bad_rows.map_or(arguments.bad_rows_file.is_some(), |choice| choice == BadRowsChoice::Skip);
    Ok(ImportPlan {
        nodes,
        relationships,
        delimiter: arguments.delimiter,
        array_delimiter: arguments.array_delimiter,
        bad_rows: if skip { BadRows::Skip } else { BadRows::Stop },
        threads,
    })
}

fn input(file: &Path, stdin_read: &mut bool) -> Result<CsvInput, String> {
    if file != Path::new("-") {
        let input = CsvInput::File(file.to_owned());
        return match input.size() {
            Ok(_) => Ok(input),
            Err(error) => Err(format!("cannot read `{}`: {}", file.display(), crate::batch::reason(&error))),
        };
    }
    if std::mem::replace(stdin_read, true) {
        return Err("stdin (`-`) can be read only once".to_owned());
    }
    let mut bytes = Vec::new();
    match std::io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(CsvInput::Bytes { name: "<stdin>".to_owned(), bytes: Arc::from(bytes) }),
        Err(error) => Err(format!("cannot read stdin: {}", crate::batch::reason(&error))),
    }
}
