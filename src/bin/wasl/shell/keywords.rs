//! The words that completion offers where a word of the language may stand.

/// Keywords and pairs of keywords, in alphabetical order.
pub(super) const KEYWORDS: &[&str] = &[
    "ALL", "AND", "ANY", "AS", "ASC", "ASCENDING", "BY", "CALL", "CASE", "COLLECT", "CONSTRAINT", "CONTAINS", "COUNT",
    "CREATE", "CREATE CONSTRAINT", "CREATE INDEX", "CSV", "DELETE", "DESC", "DESCENDING", "DETACH DELETE", "DISTINCT",
    "DROP CONSTRAINT", "DROP INDEX", "ELSE", "END", "ENDS WITH", "EXISTS", "EXPLAIN", "FALSE", "FOR", "FOREACH", "IF",
    "IF EXISTS", "IF NOT EXISTS", "IN", "IS NOT NULL", "IS NULL", "IS UNIQUE", "LIMIT", "LOAD CSV", "MATCH", "MERGE",
    "NONE", "NOT", "NULL", "ON CREATE SET", "ON MATCH SET", "OPTIONAL MATCH", "OR", "ORDER BY", "PROFILE", "REMOVE",
    "REQUIRE", "RETURN", "SET", "SHOW CONSTRAINTS", "SHOW FUNCTIONS", "SHOW INDEXES", "SHOW PROCEDURES", "SINGLE", "SKIP", "STARTS WITH",
    "THEN", "TRUE", "UNION", "UNION ALL", "UNIQUE", "UNWIND", "WHEN", "WHERE", "WITH", "XOR", "YIELD",
];
