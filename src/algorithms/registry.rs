//! The list of all algorithms: one line each, in the order of `SHOW PROCEDURES`.

use super::procedure::AlgorithmProcedure;
use super::{betweenness, clustering, pagerank, triangles, wcc};

static ALL: &[AlgorithmProcedure] = &[
    betweenness::PROCEDURE,
    clustering::PROCEDURE,
    pagerank::PROCEDURE,
    triangles::PROCEDURE,
    wcc::PROCEDURE,
];

/// All algorithms, by name.
pub(crate) fn procedures() -> &'static [AlgorithmProcedure] {
    ALL
}

/// The algorithm with a dotted name, whatever its case.
pub(crate) fn procedure(name: &str) -> Option<&'static AlgorithmProcedure> {
    ALL.iter().find(|procedure| procedure.name.eq_ignore_ascii_case(name))
}
