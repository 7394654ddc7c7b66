//! What the user reads for plausible mistakes.

use crate::syntax::parse;

#[test]
fn show_gallery() {
    for text in GALLERY {
        let error = parse(text).unwrap_err();
        let span = error.span().unwrap();
        eprintln!(
            "{text}\n   {}: {} [{}]",
            error.detail(),
            error.message(),
            text.get(span.start as usize..span.end as usize).unwrap()
        );
        for hint in error.hints() {
            eprintln!("   hint: {hint}");
        }
    }
}

const GALLERY: &[&str] = &[
    "",
    "  // nothing\n;",
    "SELECT * FROM person",
    "MATCH (n) RETRUN n",
    "MACTH (n) RETURN n",
    "MATCH (n RETURN n",
    "MATCH (n Person) RETURN n",
    "MATCH (a)-[r KNOWS]->(b) RETURN a",
    "MATCH (a)->(b) RETURN a",
    "MATCH (a)-(b) RETURN a",
    "MATCH (a)-[:X]>(b) RETURN a",
    "MATCH (a)=>(b) RETURN a",
    "MATCH (n) WHERE n.name LIKE 'x%' RETURN n",
    "MATCH (n) RETURN n.x GROUP BY n.x",
    "MATCH (n) WHERE n.x == 1 RETURN n",
    "MATCH (n) WHERE n.x != 1 RETURN n",
    "CREATE (n {name = 'x'})",
    "CREATE (n {'name': 'x'})",
    "RETURN “hello”",
    "RETURN 'abc",
    "RETURN [1, 2",
    "RETURN [1, 2 AS x",
    "RETURN (1 + 2",
    "RETURN 1 +",
    "RETURN 1, ",
    "MATCH (n) RETURN n; MATCH (m) RETURN m",
    "MATCH (n) RETURN",
    "UNWIND [1,2] x RETURN x",
    "MATCH (n) SET n.x",
    "MATCH (n) ORDER BY n",
    "RETURN CASE WHEN 1 END",
    "RETURN CASE 1 WHEN 1 THEN",
    "CALL db.labels( YIELD x",
    "FOREACH (x IN [1] SET n.x = 1)",
    "MATCH (where) RETURN 1",
    "RETURN 12abc",
    "RETURN '\\d'",
    "RETURN 1)",
    "MATCH (a)-[:X*1..2]-> RETURN a",
    "MATCH (a)(b) RETURN a",
    "CREATE CONSTRAINT FOR (n:P) REQUIRE n.x",
    "CREATE INDEX FOR (n:P) (n.x)",
    "SHOW FOO",
    "DROP INDEX",
    "MATCH (n) DELETE",
    "MERGE (a) ON CREATE n.x = 1",
    "LOAD CSV 'x' AS row RETURN row",
    "RETURN n.",
    "RETURN $",
    "RETURN {a: 1",
    "RETURN {1}",
    "MATCH (n) WHERE RETURN n",
    "RETURN a b",
    "foo",
    "MATCH (n) WHERE n.x = 1 AND RETURN n",
    "RETURN 42 — 41",
    "MATCH (n) RETURN (n)-->()",
    "WITH 1 AS x RETURN x LIMIT",
    "RETURN EXISTS { }",
    "RETURN count(*",
    "MATCH p = RETURN p",
    "RETURN [x IN list WHERE | x]",
    "RETURN all(x IN list WHERE x",
    "LOAD CSV FROM 'x' row RETURN 1",
    "CALL { MATCH (n) RETURN n RETURN n",
    "EXPLAIN",
    "RETURN 1 UNION",
    "MATCH (n) WHERE n IS NUL RETURN n",
];
