//! What an import is to do, as the caller says it.

use crate::interchange::csv::CsvInput;

/// The files of an import and how to read them.
#[derive(Clone, Debug)]
pub struct ImportPlan {
    /// The node files, in the order in which they are read.
    pub nodes: Vec<NodeFiles>,
    /// The relationship files; they are read after all node files.
    pub relationships: Vec<RelationshipFiles>,
    /// What separates cells, an ASCII character; recognised in each file when `None`.
    pub delimiter: Option<char>,
    /// What separates the elements of a list and the labels of a `:LABEL` cell; `;` by default.
    pub array_delimiter: char,
    /// What to do with rows that cannot be loaded.
    pub bad_rows: BadRows,
    /// How many cores to use; all when `None`.
    pub threads: Option<usize>,
}

impl Default for ImportPlan {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            relationships: Vec::new(),
            delimiter: None,
            array_delimiter: ';',
            bad_rows: BadRows::Stop,
            threads: None,
        }
    }
}

/// Files of nodes with the same columns. The first file has the header; a later one may repeat it.
#[derive(Clone, Debug)]
pub struct NodeFiles {
    /// Labels of every node; a `:LABEL` column adds more.
    pub labels: Vec<String>,
    /// The files, read one after the other.
    pub files: Vec<CsvInput>,
}

/// Files of relationships with the same columns. The first file has the header; a later one may repeat it.
#[derive(Clone, Debug)]
pub struct RelationshipFiles {
    /// The type; a `:TYPE` column may say it for each row instead.
    pub rel_type: Option<String>,
    /// The id space of the starts: a label, or the name in an `:ID(…)` header. None searches all spaces.
    pub start: Option<String>,
    /// The id space of the ends, as for the starts.
    pub end: Option<String>,
    /// The files, read one after the other.
    pub files: Vec<CsvInput>,
}

/// What to do with a row that cannot be loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadRows {
    /// Give up at the first; nothing is loaded.
    #[default]
    Stop,
    /// Leave it out, report it and go on.
    Skip,
}
