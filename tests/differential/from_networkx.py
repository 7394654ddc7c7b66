"""What networkx says about graphs: reads a JSON list of graphs, writes a JSON list of answers.

A graph is {"n": …, "relationships": [[start, end, weight], …]}, with loops and parallel relationships; nodes are 0..n.
An answer maps the name of a question of networkx.rs to rows of numbers, in order, or to null where there is an error.
"""

import itertools
import json
import sys

import networkx as nx
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python as pagerank


class Views:
    """One graph as networkx's algorithms want it."""

    def __init__(self, graph):
        self.n = graph["n"]
        rels = graph["relationships"]
        self.all = nx.MultiDiGraph()
        self.all.add_nodes_from(range(self.n))
        self.all.add_edges_from((a, b, {"w": w}) for a, b, w in rels)
        # Each pair once, with the least weight; with and without loops.
        least = {}
        total = {}
        for a, b, w in rels:
            least[a, b] = min(w, least.get((a, b), w))
            total[a, b] = w + total.get((a, b), 0)
        self.directed = self.simple(nx.DiGraph(), {pair: w for pair, w in least.items() if pair[0] != pair[1]})
        self.looped = self.simple(nx.DiGraph(), least)
        self.capacity = self.simple(nx.DiGraph(), total)
        both = {}
        for (a, b), w in least.items():
            if a != b:
                pair = min(a, b), max(a, b)
                both[pair] = min(w, both.get(pair, w))
        self.plain = self.simple(nx.Graph(), both)
        self.multi = nx.MultiGraph()
        self.multi.add_nodes_from(range(self.n))
        self.multi.add_edges_from((a, b, {"w": w}) for a, b, w in rels)
        self.parallel = {}
        for a, b, _ in rels:
            pair = min(a, b), max(a, b)
            self.parallel[pair] = self.parallel.get(pair, 0) + 1

    def simple(self, graph, weights):
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from((a, b, {"w": w}) for (a, b), w in sorted(weights.items()))
        return graph


def scores(of):
    return [[node, of[node]] for node in sorted(of)]


def partition(groups):
    number = {}
    for at, group in enumerate(sorted(sorted(group) for group in groups)):
        number.update((node, at) for node in group)
    return scores(number)


def ranked(graph, **more):
    return scores(pagerank(graph, alpha=0.85, max_iter=10_000, tol=1e-14, **more)) if len(graph) else []


def matching(views):
    # Loops make an odd cycle.
    if any(a == b for a, b in views.parallel) or not nx.is_bipartite(views.plain):
        return None
    size = 0
    for part in nx.connected_components(views.plain):
        size += len(nx.bipartite.maximum_matching(views.plain.subgraph(part))) // 2
    return [[size]]


def topological(views):
    try:
        return [[node] for node in nx.lexicographical_topological_sort(views.looped)]
    except nx.NetworkXUnfeasible:
        return None


def cycles(views):
    lengths = sorted(len(cycle) for cycle in nx.simple_cycles(views.looped, length_bound=4))
    return [[length] for length in lengths]


def reached(lengths):
    return [[node, lengths[node]] for node in sorted(lengths)]


def between(views, length):
    try:
        return [[length(views.directed, 0, views.n - 1, weight="w")]]
    except nx.NetworkXNoPath:
        return []


def yens(views):
    try:
        paths = nx.shortest_simple_paths(views.directed, 0, views.n - 1, weight="w")
        return [[nx.path_weight(views.directed, path, "w")] for path in itertools.islice(paths, 8)]
    except nx.NetworkXNoPath:
        return []


def pairs(views):
    """Pairs of nodes that are two steps apart and not one."""
    graph = views.plain
    return [(a, b) for a, b in itertools.combinations(graph, 2) if b not in graph[a] and set(graph[a]) & set(graph[b])]


def predicted(views, method):
    return [[a, b, score] for a, b, score in sorted(method(views.plain, pairs(views)))]


def common(graph, of):
    return [(a, b, len(set(graph[a]) & set(graph[b]))) for a, b in of]


def similar(views, score):
    rows = {node: set(views.directed.successors(node)) for node in views.directed}
    found = []
    for a, b in itertools.permutations(rows, 2):
        if rows[a] & rows[b]:
            found.append([a, b, score(rows[a], rows[b])])
    return sorted(found)


def tree(views, algorithm):
    return [[sum(d["w"] for _, _, d in algorithm(views.multi, weight="w", keys=False))]]


def bridges(views):
    return sorted([a, b] for a, b in map(sorted, nx.bridges(views.plain)) if views.parallel[a, b] == 1)


ANSWERS = {
    "pagerank": lambda v: ranked(v.all, weight=None),
    "pagerank, weighted": lambda v: ranked(v.all, weight="w"),
    "pagerank, personalised": lambda v: ranked(v.all, weight=None, personalization={0: 1, v.n - 1: 1}),
    "wcc": lambda v: partition(nx.weakly_connected_components(v.all)),
    "scc": lambda v: partition(nx.strongly_connected_components(v.all)),
    "triangles": lambda v: scores(nx.triangles(v.plain)),
    "clustering": lambda v: scores(nx.clustering(v.plain)),
    "betweenness": lambda v: scores(nx.betweenness_centrality(v.directed)),
    "betweenness, not normalised": lambda v: scores(nx.betweenness_centrality(v.directed, normalized=False)),
    "betweenness, both ways": lambda v: scores(nx.betweenness_centrality(v.plain)),
    "betweenness, weighted": lambda v: scores(nx.betweenness_centrality(v.all, weight="w")),
    "closeness": lambda v: scores(nx.closeness_centrality(v.directed)),
    "closeness, weighted": lambda v: scores(nx.closeness_centrality(v.directed, distance="w")),
    "harmonic": lambda v: scores(nx.harmonic_centrality(v.directed)),
    "harmonic, weighted both ways": lambda v: scores(nx.harmonic_centrality(v.plain, distance="w")),
    "degree in": lambda v: scores(dict(v.all.in_degree())),
    "degree out, weighted": lambda v: scores(dict(v.all.out_degree(weight="w"))),
    "bfs": lambda v: reached(nx.single_source_shortest_path_length(v.directed, 0)),
    "dfs": lambda v: [[node] for node in sorted(nx.descendants(v.directed, 0) | {0})],
    "dijkstra": lambda v: reached(nx.single_source_dijkstra_path_length(v.directed, 0, weight="w")),
    "astar": lambda v: between(v, nx.dijkstra_path_length),
    "yens": yens,
    "all pairs": lambda v: sorted(
        [a, b, cost]
        for a, row in nx.all_pairs_dijkstra_path_length(v.directed, weight="w")
        for b, cost in row.items()
        if a != b
    ),
    "spanning tree": lambda v: tree(v, nx.minimum_spanning_edges),
    "spanning tree, maximum": lambda v: tree(v, nx.maximum_spanning_edges),
    "topological sort": topological,
    "cycles": cycles,
    "k-core": lambda v: scores(nx.core_number(v.plain)),
    "bridges": bridges,
    "articulation points": lambda v: [[node] for node in sorted(nx.articulation_points(v.plain))],
    "maximum flow": lambda v: [[nx.maximum_flow_value(v.capacity, 0, v.n - 1, capacity="w")]],
    "bipartite matching": matching,
    "label propagation": lambda v: partition(nx.community.label_propagation_communities(v.plain)),
    "node similarity, jaccard": lambda v: similar(v, lambda a, b: len(a & b) / len(a | b)),
    "node similarity, overlap": lambda v: similar(v, lambda a, b: len(a & b) / min(len(a), len(b))),
    "link prediction, adamic-adar": lambda v: predicted(v, nx.adamic_adar_index),
    "link prediction, resource allocation": lambda v: predicted(v, nx.resource_allocation_index),
    "link prediction, jaccard": lambda v: predicted(v, nx.jaccard_coefficient),
    "link prediction, preferential attachment": lambda v: predicted(v, nx.preferential_attachment),
    "link prediction, common neighbours": lambda v: predicted(v, common),
}
# Questions about a first and a last node.
WITH_ENDS = {"bfs", "dfs", "dijkstra", "astar", "yens", "maximum flow", "pagerank, personalised"}


def answers(graph):
    views = Views(graph)
    asked = {name: of for name, of in ANSWERS.items() if views.n > 1 or name not in WITH_ENDS}
    return {name: of(views) for name, of in asked.items()}


json.dump([answers(graph) for graph in json.load(sys.stdin)], sys.stdout)
