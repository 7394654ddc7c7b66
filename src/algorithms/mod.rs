//! Graph algorithms over snapshots, offered as procedures `CALL algo.<name>({…}) YIELD …`.
//!
//! Each algorithm is one file with a `PROCEDURE`, and one line in `registry.rs`. All of them read the same arguments
//! (`labels`, `types`, `direction`, `weight`) and work on the part of the graph that these name, in one of two forms:
//!
//! ```text
//! arguments ──scope──▶ Scope ──┬─ View        petgraph's visit traits on the snapshot itself, nothing copied
//!                              └─ Projection  dense numbers and rows of plain words, for the parallel kernels
//! ```
//!
//! Laws: the same rows in the same order whatever the number of threads (nodes ascending, unless the algorithm has an
//! order of its own); every long loop asks the caller's [`Control`]; meanings are those of networkx unless the
//! description of the procedure says otherwise.

mod argument;
mod betweenness;
mod call;
mod clustering;
mod control;
mod distance;
mod pagerank;
mod procedure;
mod projection;
mod registry;
mod result;
mod scope;
mod triangles;
mod wcc;

pub(crate) use control::Control;
pub(crate) use procedure::{AlgorithmProcedure, Argument};
pub(crate) use registry::{procedure, procedures};

