//! The list of all algorithms: one line each, by name.

use super::procedure::AlgorithmProcedure;
use super::{
    all_pairs, articulation_points, astar, betweenness, bfs, bipartite_matching, bridges, closeness, clustering,
    cycles, degree, dfs, dijkstra, eigenvector, harmonic, kcore, label_propagation, link_prediction, louvain, max_flow,
    node_similarity, pagerank, scc, spanning_tree, topological_sort, triangles, wcc, yens,
};

static ALL: &[AlgorithmProcedure] = &[
    all_pairs::PROCEDURE,
    articulation_points::PROCEDURE,
    astar::PROCEDURE,
    betweenness::PROCEDURE,
    bfs::PROCEDURE,
    bipartite_matching::PROCEDURE,
    bridges::PROCEDURE,
    closeness::PROCEDURE,
    clustering::PROCEDURE,
    cycles::PROCEDURE,
    degree::PROCEDURE,
    dfs::PROCEDURE,
    dijkstra::PROCEDURE,
    eigenvector::PROCEDURE,
    harmonic::PROCEDURE,
    kcore::PROCEDURE,
    label_propagation::PROCEDURE,
    link_prediction::PROCEDURE,
    louvain::PROCEDURE,
    max_flow::PROCEDURE,
    node_similarity::PROCEDURE,
    pagerank::PROCEDURE,
    scc::PROCEDURE,
    spanning_tree::PROCEDURE,
    topological_sort::PROCEDURE,
    triangles::PROCEDURE,
    wcc::PROCEDURE,
    yens::PROCEDURE,
];

/// All algorithms, by name.
pub(crate) fn procedures() -> &'static [AlgorithmProcedure] {
    ALL
}

/// The algorithm with a dotted name, whatever its case.
pub(crate) fn procedure(name: &str) -> Option<&'static AlgorithmProcedure> {
    ALL.iter().find(|procedure| procedure.name.eq_ignore_ascii_case(name))
}
