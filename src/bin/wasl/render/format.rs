//! The formats of results by name.

/// The ways to write results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A box of aligned columns.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// One JSON object a statement.
    Json,
    /// One JSON object a row.
    Jsonl,
    /// A Markdown table.
    Markdown,
    /// One `column = value` a line.
    Line,
    /// A statement of the language that gives the same rows.
    Cypher,
}

impl Format {
    /// Every format, in the order of the help.
    pub(crate) const ALL: [Self; 8] =
        [Self::Table, Self::Csv, Self::Tsv, Self::Json, Self::Jsonl, Self::Markdown, Self::Line, Self::Cypher];

    /// The name users write.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "markdown",
            Self::Line => "line",
            Self::Cypher => "cypher",
        }
    }

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}
