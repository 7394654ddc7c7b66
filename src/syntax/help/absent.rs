//! What GQL or Cypher 25 has and this language has not.

/// Something that is not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Absent {
    pub(crate) name: &'static str,
    /// What to write, or do, in its place.
    pub(crate) instead: &'static str,
    /// A statement that uses it, and is refused.
    pub(crate) example: &'static str,
}

const fn absent(name: &'static str, instead: &'static str, example: &'static str) -> Absent {
    Absent { name, instead, example }
}

/// All of it.
pub(crate) const ABSENT: &[Absent] = &[
    absent(
        "ON ERROR RETRY",
        "ON ERROR CONTINUE or BREAK: no error of a batch goes away by itself",
        "UNWIND [1] AS x CALL (x) { CREATE () } IN TRANSACTIONS ON ERROR RETRY",
    ),
    absent("NEXT", "linear composition is written with WITH", "MATCH (n) RETURN n NEXT RETURN n"),
    absent(
        "WHEN … THEN … ELSE as a query",
        "CALL subqueries with WHERE",
        "WHEN true THEN RETURN 1 AS x ELSE RETURN 2 AS x",
    ),
    absent("SELECT", "RETURN", "MATCH (n) SELECT n"),
    absent("USE", "one database is one store", "USE other MATCH (n) RETURN n"),
    absent(
        "REPEATABLE ELEMENTS and DIFFERENT RELATIONSHIPS",
        "no relationship is used twice within one MATCH",
        "MATCH REPEATABLE ELEMENTS (a)-->(b) RETURN a",
    ),
    absent("WALK, TRAIL, ACYCLIC and SIMPLE", "paths are trails", "MATCH TRAIL (a)-->(b) RETURN a"),
    absent(
        "computed labels and types in MERGE, and under `|` and `!`",
        "SET after MERGE; `$label IN labels(n)` in WHERE",
        "MERGE (n:$($label)) RETURN n",
    ),
    absent("points and spatial functions", "two properties", "RETURN point({x: 1, y: 2})"),
    absent("vectors", "a list of numbers", "RETURN vector([1, 2], 2, INTEGER)"),
    absent(
        "full-text and vector indexes",
        "fold(), levenshtein() and similarity()",
        "CREATE FULLTEXT INDEX i FOR (n:Person) ON EACH [n.name]",
    ),
    absent(
        "SHOW SETTINGS",
        "`:limits` tells the limits of a session, `CALL db.retention()` what is kept of the history",
        "SHOW SETTINGS",
    ),
    absent("users, roles and databases", "the rights of the files", "CREATE USER ada SET PASSWORD 'x'"),
    absent("allReduce", "reduce and all", "RETURN allReduce(a = 0, x IN [1] | a + x, a < 2)"),
    absent(
        "USING INDEX and other hints",
        "EXPLAIN shows what was chosen",
        "MATCH (n:Person) USING INDEX n:Person(name) WHERE n.name = 'Ada' RETURN n",
    ),
];
