//! A result as a graph: its nodes and relationships gathered, then written at the end in one of several forms.
//!
//! ```text
//! rows ─gather→ Graph ─┬ tree                   text on a screen
//!                      ├ dot | mermaid          text that other programs draw
//!                      ├ layout → svg | viewer  drawings of our own
//!                      └ graphml | gexf         data for networkx, Gephi, yEd
//! ```
//! What a result holds anywhere (in lists, maps and paths too) is part of the graph, and so are the ends of its
//! relationships. Forms are deterministic: the same result gives the same bytes.

mod caption;
mod dot;
mod gather;
mod gexf;
mod graphml;
mod layout;
mod mermaid;
mod svg;
mod tree;
mod viewer;
mod xml;

#[cfg(test)]
mod tests;

pub(super) use dot::dot;
pub(super) use gather::renderer;
pub(super) use gexf::gexf;
pub(super) use graphml::graphml;
pub(super) use mermaid::mermaid;
pub(super) use svg::svg;
pub(super) use tree::tree;
pub(super) use viewer::viewer;

#[cfg(test)]
use gather::Graph;
