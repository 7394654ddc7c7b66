"""Writes networkx.json: random graphs and what networkx says about them.

    python -m venv V && V/bin/pip install networkx==3.6.1 scipy && V/bin/python src/algorithms/tests/fixtures.py

Nodes are 0..n; relationships are [start, end, weight] in the order in which the tests create them. The unit tests of
src/algorithms/ read the file; they need no Python.
"""

import json
import pathlib
import random

import networkx as nx


def relationships(graph):
    return [[a, b, d["weight"]] for a, b, d in graph.edges(data=True)]


def weigh(graph, seed):
    rng = random.Random(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = rng.randint(1, 40) / 4
    return graph


def ordered(graph):
    """The same graph with nodes and neighbours in ascending order, as our searches take them."""
    again = graph.__class__()
    again.add_nodes_from(sorted(graph))
    again.add_edges_from(sorted(graph.edges(data=True), key=lambda r: r[:2]))
    return again


def by_node(scores):
    return [scores[node] for node in sorted(scores)]


def partition(groups):
    of = {node: number for number, group in enumerate(groups) for node in group}
    return by_node(of)


def directed(seed, n, p):
    g = ordered(weigh(nx.gnp_random_graph(n, p, seed=seed, directed=True), seed))
    u = ordered(g.to_undirected())
    pull = dict(alpha=0.85, max_iter=1000, tol=1e-12)
    return {
        "n": n,
        "relationships": relationships(g),
        "pagerank": by_node(nx.pagerank(g, **pull, weight=None)),
        "pagerank_weighted": by_node(nx.pagerank(g, **pull)),
        "pagerank_sources": by_node(nx.pagerank(g, **pull, personalization={0: 1, 3: 1}, weight=None)),
        "wcc": len(list(nx.weakly_connected_components(g))),
        "scc": sorted(sorted(c) for c in nx.strongly_connected_components(g)),
        "betweenness": by_node(nx.betweenness_centrality(g)),
        "betweenness_raw": by_node(nx.betweenness_centrality(g, normalized=False)),
        "betweenness_weighted": by_node(nx.betweenness_centrality(g, weight="weight")),
        "closeness": by_node(nx.closeness_centrality(g)),
        "closeness_weighted": by_node(nx.closeness_centrality(g, distance="weight")),
        "closeness_plain": by_node(nx.closeness_centrality(g, wf_improved=False)),
        "harmonic": by_node(nx.harmonic_centrality(g)),
        "harmonic_weighted": by_node(nx.harmonic_centrality(g, distance="weight")),
        "in_degree": by_node(dict(g.in_degree())),
        "out_strength": by_node(dict(g.out_degree(weight="weight"))),
        "eigenvector": by_node(nx.eigenvector_centrality(g, max_iter=10000, tol=1e-12)),
        "bfs": [[a, b] for a, b in nx.bfs_edges(g, 0)],
        "dfs": list(nx.dfs_preorder_nodes(g, 0)),
        "dijkstra": sorted([node, cost] for node, cost in nx.single_source_dijkstra_path_length(g, 0).items()),
        "all_pairs": sorted(
            [a, b, cost] for a, row in nx.all_pairs_dijkstra_path_length(g) for b, cost in row.items() if a != b
        ),
        "yens": yens(g, 0, n - 1, 12),
        "maxflow": nx.maximum_flow_value(g, 0, n - 1, capacity="weight"),
        "cycles": sorted(len(c) for c in nx.simple_cycles(g, length_bound=4)),
        "jaccard_out": jaccard_out(g),
        "triangles": None if u is None else by_node(nx.triangles(u)),
    }


def yens(g, source, target, k):
    found = []
    for path in nx.shortest_simple_paths(g, source, target, weight="weight"):
        found.append(nx.path_weight(g, path, "weight"))
        if len(found) == k:
            break
    return found


def jaccard_out(g):
    rows = {node: set(g.successors(node)) for node in g}
    pairs = []
    for a in g:
        for b in g:
            common = len(rows[a] & rows[b])
            if a != b and common:
                pairs.append([a, b, common / len(rows[a] | rows[b])])
    return sorted(pairs)


def undirected(seed, n, p):
    g = ordered(weigh(nx.gnp_random_graph(n, p, seed=seed), seed))
    return {
        "n": n,
        "relationships": relationships(g),
        "wcc": len(list(nx.connected_components(g))),
        "triangles": by_node(nx.triangles(g)),
        "clustering": by_node(nx.clustering(g)),
        "betweenness": by_node(nx.betweenness_centrality(g)),
        "betweenness_raw": by_node(nx.betweenness_centrality(g, normalized=False)),
        "closeness": by_node(nx.closeness_centrality(g)),
        "harmonic": by_node(nx.harmonic_centrality(g)),
        "pagerank": by_node(nx.pagerank(g, alpha=0.85, max_iter=1000, tol=1e-12, weight=None)),
        "core": by_node(nx.core_number(g)),
        "bridges": sorted(sorted(r) for r in nx.bridges(g)),
        "articulation": sorted(nx.articulation_points(g)),
        "spanning": sum(d["weight"] for _, _, d in nx.minimum_spanning_edges(g)),
        "spanning_max": sum(d["weight"] for _, _, d in nx.maximum_spanning_edges(g)),
        "communities": partition(sorted(sorted(c) for c in nx.community.label_propagation_communities(g))),
        "louvain": max(
            nx.community.modularity(g, nx.community.louvain_communities(g, seed=s)) for s in range(20)
        ),
        "cycles": sorted(len(c) for c in nx.simple_cycles(g, length_bound=5)),
        "adamic_adar": pairs(nx.adamic_adar_index(g)),
        "resource_allocation": pairs(nx.resource_allocation_index(g)),
        "jaccard": pairs(nx.jaccard_coefficient(g)),
        "preferential": pairs(nx.preferential_attachment(g)),
        "maxflow": nx.maximum_flow_value(g, 0, n - 1, capacity="weight"),
    }


def pairs(scored):
    return sorted([min(a, b), max(a, b), score] for a, b, score in scored)


def acyclic(seed, n, p):
    rng = random.Random(seed)
    names = list(range(n))
    rng.shuffle(names)
    g = nx.DiGraph()
    g.add_nodes_from(range(n))
    for i in range(n):
        for j in range(i + 1, n):
            if rng.random() < p:
                g.add_edge(names[i], names[j], weight=1.0)
    g = ordered(g)
    return {
        "n": n,
        "relationships": relationships(g),
        "order": list(nx.lexicographical_topological_sort(g)),
    }


def bipartite(seed, left, right, p):
    g = weigh(nx.bipartite.random_graph(left, right, p, seed=seed), seed)
    g = ordered(g)
    mates = nx.bipartite.hopcroft_karp_matching(g, range(left))
    return {"n": left + right, "relationships": relationships(g), "matching": len(mates) // 2}


def karate():
    g = ordered(nx.karate_club_graph())
    for _, _, data in g.edges(data=True):
        data["weight"] = float(data["weight"])
    return {
        "n": len(g),
        "relationships": relationships(g),
        "communities": partition(sorted(sorted(c) for c in nx.community.label_propagation_communities(g))),
        "louvain": max(
            nx.community.modularity(g, nx.community.louvain_communities(g, seed=s)) for s in range(50)
        ),
        "betweenness": by_node(nx.betweenness_centrality(g)),
        "eigenvector": by_node(nx.eigenvector_centrality(g, max_iter=10000, tol=1e-12)),
    }


def main():
    data = {
        "directed": [directed(1, 24, 0.12), directed(2, 30, 0.06), directed(3, 12, 0.3)],
        "undirected": [undirected(4, 25, 0.12), undirected(5, 30, 0.06), undirected(6, 14, 0.4)],
        "acyclic": [acyclic(7, 20, 0.2), acyclic(8, 15, 0.05)],
        "bipartite": [bipartite(9, 12, 10, 0.2), bipartite(10, 15, 15, 0.12)],
        "karate": karate(),
    }
    text = json.dumps(data, separators=(",", ":"))
    text = text.replace('},{"n"', '},\n{"n"').replace('],"', '],\n"')
    pathlib.Path(__file__).with_name("networkx.json").write_text(text + "\n")


main()
