//! Graph algorithms over snapshots, offered as procedures `CALL algo.<name>({…}) YIELD …`.
//!
//! Each algorithm is one file with a `PROCEDURE`, and one line in `registry.rs`. All of them read the same arguments
//! (`labels`, `types`, `direction`, `weight`) and work on the part of the graph that these name, in one of two forms, or
//! read each relationship straight from the snapshot where they look at few of them more than once:
//!
//! ```text
//! arguments ──scope──▶ Scope ──┬─ View        petgraph's visit traits on the snapshot itself, nothing copied
//!                              └─ Projection  dense numbers and rows of plain words, for the parallel kernels
//! ```
//!
//! Laws: the same rows in the same order whatever the number of threads (nodes ascending, unless the algorithm has an
//! order of its own); every long loop asks the caller's [`Control`]; meanings are those of networkx unless the
//! description of the procedure says otherwise.

mod all_pairs;
mod argument;
mod articulation_points;
mod astar;
mod betweenness;
mod bfs;
mod bipartite_matching;
mod brandes;
mod bridges;
mod call;
mod closeness;
mod clustering;
mod control;
mod cycles;
mod degree;
mod dfs;
mod dijkstra;
mod distance;
mod eigenvector;
mod harmonic;
mod kcore;
mod label_propagation;
mod link_prediction;
mod louvain;
mod lowlink;
mod max_flow;
mod node_similarity;
mod pagerank;
mod piece;
mod procedure;
mod projection;
mod registry;
mod residual;
mod result;
mod route;
mod scc;
mod scope;
mod spanning_tree;
mod sweep;
mod topological_sort;
mod triangles;
mod view;
mod wcc;
mod yens;

pub(crate) use argument::Argument;
pub(crate) use control::Control;
pub(crate) use procedure::AlgorithmProcedure;
pub(crate) use registry::{procedure, procedures};

#[cfg(test)]
mod tests;
