//! From the name of a format to what writes it.

use super::cypher::Cypher;
use super::delimited::Delimited;
use super::format::Format;
use super::graph;
use super::html::Html;
use super::json::{Json, JsonLines};
use super::latex::Latex;
use super::line::Line;
use super::markdown::Markdown;
use super::renderer::{Page, Renderer};
use super::table::Table;

/// The renderer of a format.
pub(crate) fn renderer(format: Format, page: Page) -> Box<dyn Renderer> {
    match format {
        Format::Table => Box::new(Table::new(page)),
        Format::Csv => Box::new(Delimited::csv()),
        Format::Tsv => Box::new(Delimited::tsv()),
        Format::Json => Box::new(Json::default()),
        Format::Jsonl => Box::new(JsonLines::default()),
        Format::Markdown => Box::new(Markdown),
        Format::Line => Box::new(Line::new(page)),
        Format::Cypher => Box::new(Cypher::default()),
        Format::Html => Box::new(Html::default()),
        Format::Latex => Box::new(Latex::default()),
        Format::Tree => graph::renderer(graph::tree),
        Format::Dot => graph::renderer(graph::dot),
        Format::Mermaid => graph::renderer(graph::mermaid),
        Format::Svg => graph::renderer(graph::svg),
        Format::Viewer => graph::renderer(graph::viewer),
        Format::Graphml => graph::renderer(graph::graphml),
        Format::Gexf => graph::renderer(graph::gexf),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(super::parquet::Parquet::default()),
    }
}
