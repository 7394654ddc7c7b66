//! A folder that `EXPORT DATABASE` of Kùzu or Ladybug wrote, in the form of CSV, or of Parquet in a build with it.
//!
//! ```text
//! schema.cypher  CREATE NODE TABLE `Person` (`id` INT64, …, PRIMARY KEY(`id`)); CREATE REL TABLE `Knows` (FROM `Person` …);
//! copy.cypher    COPY `Person` (`id`, …) FROM "Person.csv" (header=true);
//! *.csv          a table or a part of one each; the types of the columns are those of the schema
//! ```
//! Ladybug 0.22 writes Parquet and no copy.cypher: `nodes_Person.parquet`, `rels_Knows.parquet` (from, to, properties).
//! Tables of nodes become labels, whose keys stay properties and are kept unique; tables of relationships become types.
//! What a property of ours cannot be (structs, maps, lists of lists) stays the text of its cell.

mod catalog;
mod cells;
#[cfg(feature = "parquet")]
mod parquet;
mod value;

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasl::Map;

use super::load::{Loader, Trouble};
use crate::batch::reason;
use crate::render::name;
use catalog::{Catalog, Copy, Property, Table};
use cells::{Cells, Dialect};
use value::{Cell, Kind};

/// What went wrong, and in which file.
pub(crate) type Failed = (PathBuf, Trouble);

/// Whether a folder is such an export.
pub(crate) fn is_export(folder: &Path) -> bool {
    folder.join("schema.cypher").is_file() && (folder.join("copy.cypher").is_file() || is_of_ladybug(folder))
}

/// Whether it is one without copy.cypher.
fn is_of_ladybug(folder: &Path) -> bool {
    let is_node_file = |name: &str| name.starts_with("nodes_") && name.ends_with(".parquet");
    let mut files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.any(|file| file.file_name().to_str().is_some_and(is_node_file))
}

/// Reads the folder into the loader: nodes, then relationships; gives what the user may want to know.
pub(crate) fn read(folder: &Path, loader: &mut Loader<'_>) -> Result<Vec<String>, Failed> {
    let text = |file: &str| {
        let path = folder.join(file);
        let read = fs::read_to_string(&path);
        read.map(|text| (path.clone(), text)).map_err(|error| (path, input(1, reason(&error))))
    };
    let (schema, tables) = text("schema.cypher")?;
    let tables = catalog::tables(&tables).map_err(|message| (schema.clone(), input(1, message)))?;
    let catalog = Catalog { tables };
    let (copy, copies) = if folder.join("copy.cypher").is_file() {
        let (copy, copies) = text("copy.cypher")?;
        let copies = catalog::copies(&copies).map_err(|message| (copy.clone(), input(1, message)))?;
        (copy, copies)
    } else {
        (schema.clone(), catalog.files_of_ladybug())
    };
    let mut loads = Vec::new();
    for copy_of in &copies {
        let load = Load::of(copy_of, &catalog, folder).map_err(|message| (copy.clone(), input(1, message)))?;
        loads.push(load);
    }
    // Relationships name nodes, so all nodes come first; the order is that of the file otherwise.
    loads.sort_by_key(|load| load.ends.is_some());
    for load in &loads {
        load.run(loader).map_err(|trouble| (load.path.clone(), trouble))?;
    }
    for table in catalog.tables.iter().filter(|table| table.ends.is_empty()) {
        let Some(key) = &table.key else { continue };
        let (label, key) = (name(&table.name), name(key));
        let statement = format!("CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE");
        loader.run(&statement).map_err(|trouble| (schema.clone(), trouble))?;
    }
    let mut notes = notes(&catalog);
    if loads.iter().any(|load| matches!(load.form, Form::Parquet)) {
        notes.extend(left_out(&catalog));
    }
    Ok(notes)
}

/// The properties that cannot be read of Parquet.
fn left_out(catalog: &Catalog) -> Vec<String> {
    let of_table = |table: &Table| {
        let intervals = table.properties.iter().filter(|property| property.type_text.contains("INTERVAL"));
        let told = intervals.map(|property| {
            format!("`{}`.`{}`: intervals cannot be read of Parquet, and are left out", table.name, property.name)
        });
        told.collect::<Vec<_>>()
    };
    catalog.tables.iter().flat_map(of_table).collect()
}

/// The properties whose types we have not.
fn notes(catalog: &Catalog) -> Vec<String> {
    let of_table = |table: &Table| {
        let plain = table.properties.iter().filter(|property| value::stays_text(&property.type_text));
        let told = plain.map(|Property { name, type_text }| {
            format!("`{}`.`{name}`: values of {type_text} are kept as text", table.name)
        });
        told.collect::<Vec<_>>()
    };
    catalog.tables.iter().flat_map(of_table).collect()
}

/// One file that is to be read.
struct Load {
    path: PathBuf,
    table: String,
    form: Form,
    /// The columns behind the ends of a relationship, in the order of the file.
    columns: Vec<(Arc<str>, Kind)>,
    /// Their types as the schema names them.
    types: Vec<String>,
    /// Which column is the key of a node.
    key: usize,
    /// The tables of the ends of a relationship.
    ends: Option<(String, String)>,
}

/// What a file is.
enum Form {
    Csv { dialect: Dialect, header: bool },
    Parquet,
}

impl Form {
    fn of(copy: &Copy) -> Result<Self, String> {
        let ending = Path::new(&copy.file).extension().and_then(|ending| ending.to_str()).unwrap_or("unknown");
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv { dialect: copy.dialect, header: copy.header }),
            "parquet" if cfg!(feature = "parquet") => Ok(Self::Parquet),
            "parquet" => Err(format!(
                "`{}` is Parquet, which a build with the feature `parquet` reads: cargo install --path . --features parquet; \
                 Kùzu also exports with (format='csv')",
                copy.file
            )),
            form => Err(format!("`{}` has the form {form}; only exports in CSV and Parquet are read", copy.file)),
        }
    }
}

impl Load {
    fn of(copy: &Copy, catalog: &Catalog, folder: &Path) -> Result<Self, String> {
        let (table, ends) = catalog.target(copy)?;
        let file = Path::new(&copy.file);
        let form = Form::of(copy)?;
        // Older versions write the whole path of the time.
        let path = folder.join(file.file_name().unwrap_or_default());
        let names: Vec<&str> = match &copy.columns {
            Some(columns) => columns.iter().map(String::as_str).collect(),
            None if ends.is_some() => Vec::new(),
            None => table.properties.iter().map(|property| property.name.as_str()).collect(),
        };
        let column = |name: &&str| {
            let property = table.properties.iter().find(|property| property.name == **name);
            let property = property.ok_or_else(|| format!("the table `{}` has no property `{name}`", table.name))?;
            Ok(((Arc::from(*name), Kind::of(&property.type_text)), property.type_text.clone()))
        };
        let (columns, types): (Vec<(Arc<str>, Kind)>, Vec<String>) =
            names.iter().map(column).collect::<Result<Vec<_>, String>>()?.into_iter().unzip();
        let is_key = |(name, _): &(Arc<str>, Kind)| table.key.as_deref() == Some(&**name);
        let key = match columns.iter().position(is_key) {
            Some(key) => key,
            None if ends.is_some() => 0,
            None => return Err(format!("the columns of `{}` lack the key of its table", copy.file)),
        };
        Ok(Self { path, table: table.name.clone(), form, columns, types, key, ends })
    }

    fn run(&self, loader: &mut Loader<'_>) -> Result<(), Trouble> {
        match self.form {
            Form::Csv { dialect, header } => self.run_csv(dialect, header, loader),
            Form::Parquet => self.run_parquet(loader),
        }
    }

    fn run_csv(&self, dialect: Dialect, header: bool, loader: &mut Loader<'_>) -> Result<(), Trouble> {
        let file = File::open(&self.path).map_err(|error| input(1, reason(&error)))?;
        let mut cells = Cells::new(BufReader::new(file), dialect);
        let mut first = header;
        loop {
            let row = cells.next().map_err(|message| input(cells.line(), message))?;
            let Some((line, row)) = row else { return Ok(()) };
            if !std::mem::take(&mut first) {
                let row: Vec<Option<Cell>> = row.into_iter().map(|cell| cell.map(Cell::Text)).collect();
                self.row(&row, line, loader)?;
            }
        }
    }

    #[cfg(feature = "parquet")]
    fn run_parquet(&self, loader: &mut Loader<'_>) -> Result<(), Trouble> {
        let mut rows = parquet::ParquetRows::open(&self.path).map_err(|message| input(1, message))?;
        let before = if self.ends.is_some() { 2 } else { 0 };
        let mut number = 0;
        while let Some(row) = rows.next(before, &self.types) {
            number += 1;
            let row = row.map_err(|message| input(number, message))?;
            self.row(&row, number, loader)?;
        }
        Ok(())
    }

    #[cfg(not(feature = "parquet"))]
    fn run_parquet(&self, _: &mut Loader<'_>) -> Result<(), Trouble> {
        Err(input(1, format!("there is no reader of Parquet for the {} columns of this file", self.types.len())))
    }

    fn row(&self, row: &[Option<Cell>], line: u64, loader: &mut Loader<'_>) -> Result<(), Trouble> {
        let before = if self.ends.is_some() { 2 } else { 0 };
        if row.len() != before + self.columns.len() {
            let (found, wanted) = (row.len(), before + self.columns.len());
            return Err(input(line, format!("the row has {found} cells, and the table has {wanted} columns")));
        }
        let (ends, cells) = row.split_at_checked(before).unwrap_or((&[], row));
        let mut properties = Map::default();
        for ((name, kind), cell) in self.columns.iter().zip(cells) {
            if let Some(cell) = cell {
                let value = kind.value_of(cell, loader);
                let value = value.map_err(|message| input(line, format!("property `{name}`: {message}")))?;
                properties.insert(Arc::clone(name), value);
            }
        }
        if let (Some((from, to)), [Some(Cell::Text(start)), Some(Cell::Text(end))]) = (&self.ends, ends) {
            for (table, key) in [(from, start), (to, end)] {
                if !loader.knows(&id(table, key)) {
                    return Err(input(line, format!("there is no `{table}` with the key `{key}`")));
                }
            }
            return loader.relationship(id(from, start), id(to, end), &self.table, properties, line);
        }
        match cells.get(self.key) {
            Some(Some(Cell::Text(key))) if self.ends.is_none() => {
                let own = id(&self.table, key);
                if loader.knows(&own) {
                    return Err(input(line, format!("a `{}` with the key `{key}` is there twice", self.table)));
                }
                loader.node(own, vec![self.table.clone()], properties, line)
            }
            _ => Err(input(line, "the row has no key".to_owned())),
        }
    }
}

/// The name of a node among those of all tables.
fn id(table: &str, key: &str) -> String {
    format!("{table}\u{1f}{key}")
}

fn input(line: u64, message: String) -> Trouble {
    Trouble::Input { line, message }
}
