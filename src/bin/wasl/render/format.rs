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
    /// An HTML table.
    Html,
    /// A LaTeX table.
    Latex,
    /// The nodes and relationships of the result, drawn as text.
    Tree,
    /// The nodes and relationships of the result, for Graphviz.
    Dot,
    /// The nodes and relationships of the result, as a Mermaid flowchart.
    Mermaid,
    /// The nodes and relationships of the result as a drawing.
    Svg,
    /// The nodes and relationships of the result as an interactive page.
    Viewer,
    /// The nodes and relationships of the result, for networkx, Gephi and yEd.
    Graphml,
    /// The nodes and relationships of the result, for Gephi.
    Gexf,
    /// A Parquet file of the rows.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Every format, in the order of the help.
    pub(crate) const ALL: &[Self] = &[
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Jsonl,
        Self::Markdown,
        Self::Line,
        Self::Cypher,
        Self::Html,
        Self::Latex,
        Self::Tree,
        Self::Dot,
        Self::Mermaid,
        Self::Svg,
        Self::Viewer,
        Self::Graphml,
        Self::Gexf,
        #[cfg(feature = "parquet")]
        Self::Parquet,
    ];

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
            Self::Html => "html",
            Self::Latex => "latex",
            Self::Tree => "tree",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Svg => "svg",
            Self::Viewer => "viewer",
            Self::Graphml => "graphml",
            Self::Gexf => "gexf",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// The format that files with this ending hold.
    pub(crate) fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "txt" => Self::Table,
            "ndjson" => Self::Jsonl,
            "md" => Self::Markdown,
            "cql" => Self::Cypher,
            "htm" => Self::Html,
            "tex" => Self::Latex,
            "gv" => Self::Dot,
            "mmd" => Self::Mermaid,
            same => return Self::named(same).filter(|format| !matches!(format, Self::Line | Self::Viewer)),
        })
    }

    /// The endings that [`Self::of_picture`] knows.
    pub(crate) const PICTURES: &str = ".svg, .html, .dot, .mmd, .graphml, .gexf or .tree";

    /// As [`Self::of_ending`], for a picture of a graph: a page is the interactive one.
    pub(crate) fn of_picture(ending: &str) -> Option<Self> {
        match Self::of_ending(ending)? {
            Self::Html => Some(Self::Viewer),
            picture if picture.is_graph() => Some(picture),
            _ => None,
        }
    }

    /// Whether what is written row by row has to be closed.
    pub(crate) fn has_end(self) -> bool {
        matches!(self, Self::Json | Self::Html | Self::Latex | Self::Cypher)
    }

    /// Whether it shows the rows at a terminal, as far as they came.
    pub(crate) fn is_box(self) -> bool {
        matches!(self, Self::Table | Self::Line)
    }

    /// Whether it holds the nodes and relationships of a result, and not its rows.
    pub(crate) fn is_graph(self) -> bool {
        matches!(self, Self::Tree | Self::Dot | Self::Mermaid | Self::Svg | Self::Viewer | Self::Graphml | Self::Gexf)
    }
}
