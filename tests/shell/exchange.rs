//! A whole graph out and in again: nothing is lost, and other programs read what was written.

use std::process::Command;

use crate::harness::{Place, skipped};

/// Every type of value, names that need quotes, two labels and none, a loop, relationships twice between the same nodes.
const GRAPH: &str = "CREATE (a:Person:Author {name: 'Leïla \"O\" <b> & ; ,', born: date('1990-05-17'), n: 9223372036854775807, \
     f: 1.5, whole: 2.0, yes: true, empty: '', lines: 'x\ny\tz', tags: ['a', 'b;c'], days: [date('2020-01-01')], \
     at: datetime('2024-02-29T12:00:00+01:00'), span: duration('P1Y2M3DT4H'), clock: localtime('10:11:12')}), \
     (b {mixed: 1}), (c:`Big Place` {mixed: 'x', `odd key`: -0.5}), \
     (a)-[:KNOWS {since: 2001}]->(b), (a)-[:KNOWS {since: 2002}]->(b), (b)-[:`IS IN`]->(c), (c)-[:LOOP {w: [1, 2]}]->(c)";

/// All of a graph in an order that does not depend on ids.
const ALL: &str = "MATCH (n) RETURN coll.sort(labels(n)) AS l, properties(n) AS p ORDER BY l, coll.sort(keys(n)); \
     MATCH (a)-[r]->(b) RETURN coll.sort(labels(a)) AS a, type(r) AS t, properties(r) AS p, coll.sort(labels(b)) AS b, \
     r.since AS since ORDER BY t, since";

/// The graph as statements of the language, which keeps types apart that JSON does not.
fn whole(place: &Place, db: &str) -> String {
    place.run(&["--format", "cypher", "query", db, ALL]).ends(0).stdout
}

fn made() -> (Place, String) {
    let place = Place::new();
    place.file("graph.cypher", &format!("{GRAPH};"));
    place.run(&["run", "db", "graph.cypher"]).ends(0);
    let before = whole(&place, "db");
    assert!(before.contains("date('1990-05-17')") && before.contains("9223372036854775807"), "{before}");
    (place, before)
}

/// Runs a script of Python, of the interpreter that `WASL_PYTHON` names; none, with a loud note, where the module is missing.
pub(crate) fn python(place: &Place, module: &str, script: &str) -> Option<String> {
    let python = std::env::var("WASL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        skipped(&format!("no python3 with {module} here, so nothing but wasl reads what wasl wrote"));
        return None;
    }
    let output = Command::new(&python).args(["-c", script]).current_dir(place.path()).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn json_lines_come_back_as_they_were() {
    let (place, before) = made();
    place.run(&["export", "db", "-o", "g.jsonl"]).ends(0).says("written: g.jsonl");
    place.run(&["import", "new", "--jsonl", "g.jsonl"]).ends(0).says("3 nodes and 4 relationships added");
    assert_eq!(whole(&place, "new"), before);
    let script = "import json; rows = [json.loads(line) for line in open('g.jsonl', encoding='utf-8')]\n\
                  print(len(rows), rows[0]['labels'], rows[0]['properties']['n'], rows[0]['types']['born'], rows[3]['label'])";
    if let Some(told) = python(&place, "json", script) {
        assert_eq!(told, "7 ['Person', 'Author'] 9223372036854775807 date KNOWS\n");
    }
}

#[test]
fn graphml_comes_back_as_it_was_and_networkx_reads_it() {
    let (place, before) = made();
    place.run(&["export", "db", "-o", "g.graphml"]).ends(0);
    place.run(&["import", "new", "--graphml", "g.graphml"]).ends(0).says("3 nodes and 4 relationships added");
    assert_eq!(whole(&place, "new"), before);
    let script = "import networkx as nx\n\
        g = nx.read_graphml('g.graphml')\n\
        a = [d for _, d in g.nodes(data=True) if d['labels'] == ':Person:Author'][0]\n\
        print(g.is_multigraph(), g.number_of_nodes(), g.number_of_edges(), a['n'], a['f'], a['yes'], a['born'], repr(a['lines']))\n\
        print(sorted(d['label'] for _, _, d in g.edges(data=True)))\n\
        nx.write_graphml(g, 'again.graphml')\n";
    let Some(told) = python(&place, "networkx", script) else { return };
    let expected =
        "True 3 4 9223372036854775807 1.5 True 1990-05-17 'x\\ny\\tz'\n['IS IN', 'KNOWS', 'KNOWS', 'LOOP']\n";
    assert_eq!(told, expected);
    // What networkx writes is read too; types that GraphML has not are text there.
    place.run(&["import", "again", "--graphml", "again.graphml"]).ends(0).says("3 nodes and 4 relationships added");
    let rows = "MATCH (p:Person)-[k:KNOWS]->() RETURN p.name AS name, p.n AS n, p.born AS born, sum(k.since) AS s";
    place.run(&["query", "again", rows]).ends(0).prints(
        "{\"name\":\"Leïla \\\"O\\\" <b> & ; ,\",\"n\":9223372036854775807,\"born\":\"1990-05-17\",\"s\":4003}\n",
    );
}

#[test]
fn networkx_reads_gexf() {
    let (place, _) = made();
    place.run(&["export", "db", "-o", "g.gexf"]).ends(0);
    let script = "import networkx as nx\n\
        g = nx.read_gexf('g.gexf', version='1.3') if '1.3' in nx.readwrite.gexf.GEXF.versions else nx.read_gexf('g.gexf')\n\
        a = [d for _, d in g.nodes(data=True) if d['labels'] == ':Person:Author'][0]\n\
        print(g.number_of_nodes(), g.number_of_edges(), a['n'], a['born'])\n";
    let Some(told) = python(&place, "networkx", script) else { return };
    assert_eq!(told, "3 4 9223372036854775807 1990-05-17\n");
}

#[test]
fn statements_make_the_graph_again_in_a_store_that_is_not_empty() {
    let (place, before) = made();
    let rules = "CREATE CONSTRAINT one_name FOR (p:Person) REQUIRE p.name IS UNIQUE; CREATE INDEX by_day FOR (p:Person) ON (p.born);";
    place.run_with(&["run", "db", "-"], rules).ends(0);
    let text = place.run(&["export", "db", "--format", "cypher"]).ends(0).stdout;
    assert_eq!(place.run(&["export", "db", "--format", "cypher"]).ends(0).stdout, text);
    // Numbers of the store are taken, and nodes of the same labels are there.
    let own = "UNWIND range(1, 5) AS i CREATE (:Other {i: i})-[:KNOWS {since: 1}]->(:Person {name: i}); MATCH (o:Other {i: 2}) DETACH DELETE o;";
    place.run_with(&["run", "new", "-"], own).ends(0);
    place.run_with(&["run", "new", "-"], &text).ends(0).silent();
    let theirs = "MATCH (n:Other)-[r]->(p) DELETE r, p, n; MATCH (p:Person) WHERE p.name = 2 DELETE p;";
    place.run_with(&["run", "new", "-"], theirs).ends(0);
    assert_eq!(whole(&place, "new"), before);
    // As `wasl dump` writes both, indexes and constraints too, and nothing of the marks is left.
    let dump = |db: &str| place.run(&["dump", db]).ends(0).stdout;
    assert!(dump("new").contains("one_name") && dump("new").contains("by_day"));
    assert_eq!(dump("new"), dump("db"));
    place.run_with(&["run", "new", "-"], &text).ends(1).says("ConstraintValidationFailed");
    let index = "CREATE INDEX `wasl export` FOR (e:`wasl export`) ON (e.`wasl export`);\n";
    assert_eq!(dump("new").replace(index, ""), dump("db"), "of a text that fails only the index is left");
}

#[test]
fn csv_is_a_directory_that_import_reads() {
    let place = Place::new();
    let graph = "CREATE (a:Person {name: 'Ada', born: date('1815-12-10'), tags: ['x', 'y']})-[:KNOWS {since: 1833}]->\
                 (:Person {name: 'a, \"b\"', age: 3}), (:Place {lat: 1.5, open: true})";
    place.run_with(&["run", "db", "-"], graph).ends(0);
    let run =
        place.run(&["export", "db", "-o", "files"]).ends(0).says("wasl import NEW --nodes 'files/nodes-Person.csv'");
    let command = run.stderr.lines().find(|line| line.starts_with("to load")).expect("told");
    let mut arguments: Vec<String> =
        command.split("wasl ").nth(1).unwrap().split(' ').map(|w| w.replace('\'', "")).collect();
    arguments[1] = "new".to_owned();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    place.run(&arguments).ends(0).says("3 nodes and 1 relationships added");
    assert_eq!(whole(&place, "new"), whole(&place, "db"));
    place.run(&["export", "db", "--format", "csv"]).ends(2).says("--output");
}

#[test]
fn the_rows_of_a_statement_are_written_in_any_format() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:A {n: 1}), (:A {n: 2});").ends(0);
    let text = "MATCH (a:A) RETURN a.n AS n ORDER BY n";
    place.run(&["export", "db", text, "-o", "rows.csv"]).ends(0).says("written: rows.csv");
    assert_eq!(std::fs::read_to_string(place.path().join("rows.csv")).unwrap(), "n\n1\n2\n");
    place.run(&["export", "db", text]).ends(0).prints("{\"n\":1}\n{\"n\":2}\n");
    place.run(&["export", "db", "RETURN nobody"]).ends(1).says("UndefinedVariable").says("<query>:1:8");
    place.run(&["export", "db", "-o", "x.unknown"]).ends(2).says("does not tell the format");
    place.run(&["export", "absent", "-o", "x.jsonl"]).ends(3);
    place.run(&["export", "db", "CREATE (:B) RETURN 1 AS one"]).ends(1).says("ReadOnly");
}

#[test]
fn files_of_others_are_read_and_bad_ones_change_nothing() {
    let place = Place::new();
    // As Neo4j's apoc.export.json writes them.
    let apoc = "{\"type\":\"node\",\"id\":\"0\",\"labels\":[\"User\"],\"properties\":{\"name\":\"Adam\",\"age\":42}}\n\
                {\"type\":\"node\",\"id\":\"1\",\"labels\":[\"User\"],\"properties\":{\"name\":\"Jim\"}}\n\
                {\"id\":\"0\",\"type\":\"relationship\",\"label\":\"KNOWS\",\"properties\":{\"since\":1993},\
                \"start\":{\"id\":\"0\",\"labels\":[\"User\"]},\"end\":{\"id\":\"1\",\"labels\":[\"User\"]}}\n";
    place.file("apoc.json", apoc);
    place.run(&["import", "db", "--jsonl", "apoc.json"]).ends(0).says("2 nodes and 1 relationships added");
    let rows = "MATCH (a:User)-[k:KNOWS]->(b) RETURN a.name AS a, a.age AS age, k.since AS since, b.name AS b";
    place.run(&["query", "db", rows]).ends(0).prints("{\"a\":\"Adam\",\"age\":42,\"since\":1993,\"b\":\"Jim\"}\n");
    let bad = [
        ("{\"type\":\"node\"}", "bad.json:1: a node needs an `id`"),
        ("{\"type\":\"node\",\"id\":\"9\"}\nnonsense", "bad.json:2: this is no JSON"),
        (
            "{\"type\":\"node\",\"id\":\"9\"}\n{\"type\":\"relationship\",\"label\":\"X\",\"start\":\"9\",\"end\":\"8\"}",
            "bad.json:2: there is no node `8`",
        ),
    ];
    for (text, told) in bad {
        place.file("bad.json", text);
        place.run(&["import", "db", "--jsonl", "bad.json"]).ends(1).says(told);
    }
    place.file("bad.graphml", "<graphml>\n<graph>\n<node/></graph></graphml>");
    place.run(&["import", "db", "--graphml", "bad.graphml"]).ends(1).says("bad.graphml:3: a node has no id");
    place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":2}\n");
    place.run(&["import", "db", "--jsonl", "absent"]).ends(2).says("no such file");
}
