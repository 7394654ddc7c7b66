//! A directory of Parquet files: a file for each set of labels, a file for each type; for DuckDB, pandas, Spark.
//!
//! ```text
//! nodes-Person.parquet          _id, _labels (a list), and the properties
//! relationships-KNOWS.parquet   _start, _end, _type, and the properties
//! ```
//! A property called like one of these columns gets an underscore more.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use wasl::Session;

use super::elements::Failure;
use super::sheets::{Head, Sheet, sheets};
use crate::new_file::{NewFile, NewFiles};
use crate::render::{ParquetCell as Cell, property_cell, write_table};

/// Writes every file.
pub(super) fn write(session: &mut Session, directory: &Path) -> Result<Vec<String>, Failure> {
    let sheets = sheets(session)?;
    let mut files = NewFiles::within(directory)?;
    for sheet in &sheets {
        files.add(write_sheet(sheet, &directory.join(format!("{}.parquet", sheet.name)))?);
    }
    files.keep()?;
    Ok(vec![format!("written: {} files in {}", sheets.len(), directory.display())])
}

fn write_sheet(sheet: &Sheet, path: &Path) -> Result<NewFile, Failure> {
    let keys: BTreeSet<&str> =
        sheet.rows.iter().flat_map(|(_, properties)| properties.keys().map(|key| &**key)).collect();
    let fixed: &[&str] = if sheet.of_nodes { &["_id", "_labels"] } else { &["_start", "_end", "_type"] };
    let mut columns: Vec<String> = fixed.iter().map(|name| (*name).to_owned()).collect();
    for key in &keys {
        let mut name = (*key).to_owned();
        while columns.contains(&name) || (name != *key && keys.contains(name.as_str())) {
            name.push('_');
        }
        columns.push(name);
    }
    let rows = sheet.rows.iter().map(|(head, properties)| {
        let property = |key: &&str| properties.get(*key).map_or(Cell::Null, property_cell);
        cells(head).into_iter().chain(keys.iter().map(property)).collect()
    });
    let mut out = NewFile::create(path)?;
    write_table(&columns, rows.collect(), &mut out)?;
    out.flush()?;
    Ok(out)
}

fn cells(head: &Head) -> Vec<Cell> {
    match head {
        Head::Node { id, labels } => {
            let labels = labels.iter().map(|label| Cell::Text(label.to_string())).collect();
            vec![Cell::Integer(i64::from(id.0)), Cell::List(labels, String::new())]
        }
        Head::Relationship { start, end, rel_type } => {
            let (start, end) = (i64::from(start.0), i64::from(end.0));
            vec![Cell::Integer(start), Cell::Integer(end), Cell::Text(rel_type.to_string())]
        }
    }
}
