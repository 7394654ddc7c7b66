//! The algorithms against networkx on random graphs: directed with loops, parallel relationships, weights, several
//! parts, no relationships, no nodes. Needs `python3` (or `$WASL_PYTHON`) with networkx; without it the test says so.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use wasl::{Database, Error, Parameters, Session, Value};

use crate::dice::Dice;

/// Name, arguments beside the view, and what of the columns is answered; `a` and `z` are the first and the last node.
const QUESTIONS: &[(&str, &str, &str)] = &[
    ("pagerank", "pagerank, tolerance: 1e-14, iterations: 10000", "score"),
    ("pagerank, weighted", "pagerank, weight: 'w', tolerance: 1e-14, iterations: 10000", "score"),
    ("pagerank, personalised", "pagerank, sources: [a, z], tolerance: 1e-14, iterations: 10000", "score"),
    ("wcc", "wcc", "component"),
    ("scc", "scc", "component"),
    ("triangles", "triangles", "triangles"),
    ("clustering", "clustering", "score"),
    ("betweenness", "betweenness", "score"),
    ("betweenness, not normalised", "betweenness, normalized: false", "score"),
    ("betweenness, both ways", "betweenness, direction: 'both'", "score"),
    ("betweenness, weighted", "betweenness, weight: 'w'", "score"),
    ("closeness", "closeness", "score"),
    ("closeness, weighted", "closeness, weight: 'w'", "score"),
    ("harmonic", "harmonic", "score"),
    ("harmonic, weighted both ways", "harmonic, weight: 'w', direction: 'both'", "score"),
    ("degree in", "degree, direction: 'incoming'", "degree"),
    ("degree out, weighted", "degree, direction: 'outgoing', weight: 'w'", "weight"),
    ("bfs", "bfs, source: a", "depth"),
    ("dfs", "dfs, source: a", ""),
    ("dijkstra", "dijkstra, source: a, weight: 'w'", "cost"),
    ("astar", "astar, source: a, target: z, weight: 'w'", "YIELD cost RETURN cost"),
    ("yens", "yens, source: a, target: z, weight: 'w', k: 8", "YIELD index, cost RETURN cost ORDER BY index"),
    (
        "all pairs",
        "allPairs, weight: 'w'",
        "YIELD source, target, cost RETURN source.i AS s, target.i AS t, cost ORDER BY s, t",
    ),
    ("spanning tree", "spanningTree, weight: 'w'", "YIELD weight RETURN sum(weight)"),
    ("spanning tree, maximum", "spanningTree, weight: 'w', maximum: true", "YIELD weight RETURN sum(weight)"),
    ("topological sort", "topologicalSort", "YIELD node, position RETURN node.i ORDER BY position"),
    ("cycles", "cycles, maxLength: 4, limit: 1000000", "YIELD length RETURN length ORDER BY length"),
    ("k-core", "kcore", "core"),
    (
        "bridges",
        "bridges",
        "YIELD source, target WITH source.i AS s, target.i AS t \
         WITH CASE WHEN s < t THEN [s, t] ELSE [t, s] END AS pair RETURN pair[0], pair[1] ORDER BY pair",
    ),
    ("articulation points", "articulationPoints", ""),
    ("maximum flow", "maxflow, source: a, target: z, weight: 'w'", "YIELD flow RETURN DISTINCT flow"),
    ("bipartite matching", "bipartiteMatching", "YIELD source RETURN count(*)"),
    ("label propagation", "labelPropagation", "community"),
    ("node similarity, jaccard", "nodeSimilarity, k: 1000", PAIRS),
    ("node similarity, overlap", "nodeSimilarity, metric: 'overlap', k: 1000", PAIRS),
    ("link prediction, adamic-adar", "linkPrediction, method: 'adamicAdar', limit: 1000000", PAIRS),
    ("link prediction, resource allocation", "linkPrediction, method: 'resourceAllocation', limit: 1000000", PAIRS),
    ("link prediction, jaccard", "linkPrediction, method: 'jaccard', limit: 1000000", PAIRS),
    (
        "link prediction, preferential attachment",
        "linkPrediction, method: 'preferentialAttachment', limit: 1000000",
        PAIRS,
    ),
    ("link prediction, common neighbours", "linkPrediction, method: 'commonNeighbours', limit: 1000000", PAIRS),
];
const PAIRS: &str = "YIELD source, target, score RETURN source.i AS s, target.i AS t, score ORDER BY s, t";

struct Graph {
    nodes: u64,
    rels: Vec<(u64, u64, f64)>,
}

impl Graph {
    /// A graph of one of several kinds.
    fn draw(dice: &mut Dice) -> Self {
        let nodes = [0, 1, 2, 3, 5, 8, 8, 12, 12, 30][dice.below(10) as usize];
        let per_node = [0, 1, 1, 2, 2, 4][dice.below(6) as usize];
        let (loops, parallel, weights) = (dice.below(3) == 0, dice.below(3) == 0, dice.below(2) == 0);
        // Parts with nothing between them.
        let parts = [1, 1, 3][dice.below(3) as usize];
        let acyclic = dice.below(5) == 0;
        let mut rels: Vec<(u64, u64, f64)> = Vec::new();
        for _ in 0..nodes * per_node {
            let (mut a, mut b) = (dice.below(nodes), dice.below(nodes));
            let again = rels.iter().any(|(c, d, _)| (*c, *d) == (a, b));
            if a % parts != b % parts || (a == b && !loops) || (again && !parallel) {
                continue;
            }
            if acyclic && a > b {
                std::mem::swap(&mut a, &mut b);
            }
            let weight = if weights { (dice.below(40) + 1) as f64 / 4.0 } else { 1.0 };
            rels.push((a, b, weight));
        }
        Self { nodes, rels }
    }

    fn json(&self) -> Json {
        json!({"n": self.nodes, "relationships": self.rels})
    }

    fn is_simple(&self) -> bool {
        let mut pairs: Vec<(u64, u64)> = self.rels.iter().map(|(a, b, _)| (*a, *b)).collect();
        pairs.sort_unstable();
        pairs.windows(2).all(|two| two[0] != two[1])
    }

    /// A session on the graph, with nodes and relationships of other kinds between.
    fn session(&self) -> Session {
        let mut session = Database::memory().session();
        for text in [
            "CREATE (:Other)-[:E {w: 1}]->(:Other), (gone:V {i: -1}) DELETE gone",
            &format!("UNWIND range(0, {}) AS i CREATE (:V {{i: i}})", self.nodes as i64 - 1),
            "MATCH (o:Other), (v:V) CREATE (o)-[:E {w: 9}]->(v)-[:NOISE]->(o)",
            &format!(
                "UNWIND {} AS r MATCH (a:V {{i: r[0]}}), (b:V {{i: r[1]}}) CREATE (a)-[:E {{w: r[2]}}]->(b)",
                json!(self.rels)
            ),
        ] {
            ask(&mut session, text).unwrap();
        }
        session
    }
}

fn ask(session: &mut Session, text: &str) -> Result<Vec<Vec<Value>>, Error> {
    session.run(text, &Parameters::new())?.collect_rows()
}

/// The statement of a question.
fn statement(graph: &Graph, (_, call, answered): (&str, &str, &str)) -> String {
    let (name, arguments) =
        call.split_once(", ").map_or((call, String::new()), |(name, more)| (name, format!(", {more}")));
    let ends = if call.contains(": a") || call.contains("[a, z]") {
        format!("MATCH (a:V {{i: 0}}), (z:V {{i: {}}}) ", graph.nodes.saturating_sub(1))
    } else {
        String::new()
    };
    let answered = match answered {
        "" => "YIELD node RETURN node.i AS i ORDER BY i".to_owned(),
        column if !column.contains(' ') => format!("YIELD node, {column} RETURN node.i AS i, {column} ORDER BY i"),
        whole => whole.to_owned(),
    };
    format!("{ends}CALL algo.{name}({{labels: ['V'], types: ['E']{arguments}}}) {answered}")
}

/// The finding, unless rows of numbers are those expected (null: an error).
fn compare(found: &Result<Vec<Vec<Value>>, Error>, wanted: &Json) -> Option<String> {
    let rows = match (found, wanted.as_array()) {
        (Err(Error::Statement(_)), None) => return None,
        (Ok(rows), Some(wanted)) => (rows, wanted),
        _ => return Some(format!("found {found:?}\n    wanted {wanted}")),
    };
    let number = |value: &Value| match value {
        Value::Integer(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        _ => None,
    };
    let same = |found: &Value, wanted: &Json| {
        let (found, wanted) = (number(found).unwrap_or(f64::NAN), wanted.as_f64().unwrap_or(f64::NAN));
        (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0)
    };
    let same_row = |(found, wanted): (&Vec<Value>, &Json)| {
        let wanted = wanted.as_array().unwrap();
        found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| same(found, wanted))
    };
    let all = rows.0.len() == rows.1.len() && rows.0.iter().zip(rows.1).all(same_row);
    (!all).then(|| format!("found {:?}\n    wanted {wanted}", rows.0))
}

/// What networkx answers; `None` where there is no Python with it.
fn networkx(graphs: &[Graph]) -> Option<Vec<Json>> {
    let python = std::env::var("WASL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import networkx"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential/from_networkx.py");
    let mut child =
        Command::new(&python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python starts");
    let asked = Json::Array(graphs.iter().map(Graph::json).collect()).to_string();
    let mut input = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let output = child.wait_with_output().expect("python ends");
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "from_networkx.py failed");
    Some(serde_json::from_slice(&output.stdout).expect("answers as JSON"))
}

/// Checks the algorithms on so many graphs; what differs, and how many answers were compared.
pub(crate) fn check(dice: &mut Dice, graphs: u64) -> Option<(Vec<String>, usize)> {
    let graphs: Vec<Graph> = (0..graphs).map(|_| Graph::draw(dice)).collect();
    let answers = networkx(&graphs)?;
    let (mut findings, mut compared) = (Vec::new(), 0);
    for (graph, answers) in graphs.iter().zip(&answers) {
        let mut session = graph.session();
        for question in QUESTIONS {
            // networkx knows no paths that differ by one of two parallel relationships.
            let Some(wanted) = answers.get(question.0).filter(|_| question.0 != "yens" || graph.is_simple()) else {
                continue;
            };
            let text = statement(graph, *question);
            compared += 1;
            if let Some(finding) = compare(&ask(&mut session, &text), wanted) {
                findings.push(format!("{}: {text}\n    {}\n    {finding}", question.0, graph.json()));
            }
        }
    }
    Some((findings, compared))
}
