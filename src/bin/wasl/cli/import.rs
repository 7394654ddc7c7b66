//! The arguments of `wasl import`: files with the labels, types and id spaces they are for.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

const AFTER_HELP: &str = "\
Headers: plain names, types are seen from the cells. Column 1 of a node file is the key, kept as a property; columns 1
and 2 of a relationship file are the keys of its ends. Or say it in the header, as neo4j-admin does: `age:int`,
`tags:string[]`, `:ID(Person)`, `:LABEL`, `:START_ID(Person)`, `:END_ID(Person)`, `:TYPE`, `:IGNORE`. An empty cell is an
absent property. Files may be gzip; `-` is stdin; the delimiter is recognised.

  wasl import graph --nodes Person=persons.csv --nodes City=cities.csv.gz \\
                    --relationships 'LIVES_IN(Person->City)=lives_in.csv'

  wasl import graph exported-folder

All or nothing: when a row is bad, nothing is loaded and the row is named, unless --bad-rows skip.";

/// The arguments of `wasl import`.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ImportArguments {
    /// Directory of the store, created when missing; what is in it stays
    pub(crate) db: PathBuf,
    /// A graph as one file, .jsonl or .graphml; or a folder that EXPORT DATABASE of Kùzu wrote with (format='csv')
    #[arg(conflicts_with_all = ["nodes", "relationships", "jsonl", "graphml"])]
    pub(crate) source: Option<PathBuf>,
    /// Files of nodes: `Label=FILE` or `Label:Label=FILE`; several FILEs with commas, the header in the first
    #[arg(long, value_name = "LABEL=FILE", value_parser = node_files)]
    pub(crate) nodes: Vec<NodeSpec>,
    /// Files of relationships: `TYPE(Label->Label)=FILE`, the labels being those of the node files
    #[arg(long, value_name = "TYPE(FROM->TO)=FILE", value_parser = relationship_files)]
    pub(crate) relationships: Vec<RelationshipSpec>,
    /// A file of nodes and relationships, one a line in JSON: of `wasl export`, or of Neo4j's apoc.export.json
    #[arg(long, value_name = "FILE", conflicts_with_all = ["nodes", "relationships", "graphml"])]
    pub(crate) jsonl: Option<PathBuf>,
    /// A graph in GraphML: of `wasl export`, networkx, Gephi, yEd, Neo4j
    #[arg(long, value_name = "FILE", conflicts_with_all = ["nodes", "relationships"])]
    pub(crate) graphml: Option<PathBuf>,
    /// What separates cells, one character or `tab`; recognised when not given
    #[arg(long, value_name = "CHAR", value_parser = character)]
    pub(crate) delimiter: Option<char>,
    /// What separates the elements of a list and the labels of a `:LABEL` cell
    #[arg(long, value_name = "CHAR", value_parser = character, default_value = ";")]
    pub(crate) array_delimiter: char,
    /// What to do with a row that cannot be loaded: stop (the default), or skip, report it and go on
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) bad_rows: Option<BadRowsChoice>,
    /// Write the rows left out to this CSV file: file, line, reason, row; implies --bad-rows skip
    #[arg(long, value_name = "FILE")]
    pub(crate) bad_rows_file: Option<PathBuf>,
}

/// `--bad-rows`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BadRowsChoice {
    /// Load nothing.
    Stop,
    /// Leave the row out.
    Skip,
}

/// `--nodes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NodeSpec {
    pub(crate) labels: Vec<String>,
    pub(crate) files: Vec<PathBuf>,
}

/// `--relationships`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RelationshipSpec {
    pub(crate) rel_type: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
    pub(crate) files: Vec<PathBuf>,
}

fn node_files(text: &str) -> Result<NodeSpec, String> {
    let (head, files) = text.split_once('=').unwrap_or(("", text));
    let labels: Vec<String> = head.split(':').map(str::trim).map(str::to_owned).collect();
    let labels = if head.trim().is_empty() { Vec::new() } else { labels };
    if labels.iter().any(String::is_empty) {
        return Err("write LABEL=FILE, such as Person=persons.csv".to_owned());
    }
    Ok(NodeSpec { labels, files: paths(files)? })
}

fn relationship_files(text: &str) -> Result<RelationshipSpec, String> {
    const FORM: &str = "write TYPE(FROM->TO)=FILE, such as 'FOLLOWS(Person->Person)=follows.csv'";
    let (head, files) = text.split_once('=').unwrap_or(("", text));
    let head = head.trim();
    let (rel_type, ends) = match head.split_once('(') {
        None => (head, None),
        Some((rel_type, ends)) => {
            let ends = ends.strip_suffix(')').and_then(|ends| ends.split_once("->")).ok_or(FORM)?;
            (rel_type.trim(), Some((ends.0.trim(), ends.1.trim())))
        }
    };
    if ends.is_some_and(|(start, end)| start.is_empty() || end.is_empty()) {
        return Err(FORM.to_owned());
    }
    Ok(RelationshipSpec {
        rel_type: (!rel_type.is_empty()).then(|| rel_type.to_owned()),
        start: ends.map(|(start, _)| start.to_owned()),
        end: ends.map(|(_, end)| end.to_owned()),
        files: paths(files)?,
    })
}

/// The files of a list; a file with commas in its name is one file.
fn paths(text: &str) -> Result<Vec<PathBuf>, String> {
    let one = vec![PathBuf::from(text)];
    let files = if Path::new(text).exists() { one } else { text.split(',').map(PathBuf::from).collect() };
    if files.iter().any(|file| file.as_os_str().is_empty()) { Err("no file is named".to_owned()) } else { Ok(files) }
}

fn character(text: &str) -> Result<char, String> {
    match text.to_ascii_lowercase().as_str() {
        "tab" | "\\t" => return Ok('\t'),
        _ => {}
    }
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) if one.is_ascii() && !matches!(one, '"' | '\n' | '\r') => Ok(one),
        _ => Err("write one ASCII character, or `tab`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{character, node_files, relationship_files};

    #[test]
    fn node_files_have_labels_and_files() {
        let spec = node_files("Person:Employee=a.csv,b.csv").unwrap();
        assert_eq!(spec.labels, ["Person", "Employee"]);
        assert_eq!(spec.files, [PathBuf::from("a.csv"), PathBuf::from("b.csv")]);
        assert!(node_files("a.csv").unwrap().labels.is_empty());
        assert!(node_files("Person:=a.csv").is_err());
        assert!(node_files("Person=").is_err());
    }

    #[test]
    fn relationship_files_have_a_type_and_ends() {
        let spec = relationship_files("FOLLOWS(Person -> City)=f.csv").unwrap();
        let part = |text: &str| Some(text.to_owned());
        assert_eq!((spec.rel_type, spec.start, spec.end), (part("FOLLOWS"), part("Person"), part("City")));
        let spec = relationship_files("KNOWS=f.csv").unwrap();
        assert_eq!((spec.rel_type, spec.start), (part("KNOWS"), None));
        assert_eq!(relationship_files("(A->B)=f.csv").unwrap().rel_type, None);
        assert!(relationship_files("FOLLOWS(Person)=f.csv").is_err());
        assert!(relationship_files("FOLLOWS(->B)=f.csv").is_err());
    }

    #[test]
    fn delimiters_are_one_character_or_tab() {
        assert_eq!(character("tab"), Ok('\t'));
        assert_eq!(character(";"), Ok(';'));
        assert!(character("::").is_err());
        assert!(character("\"").is_err());
    }
}
