//! The words of the language, for highlighting, completion and "did you mean"; the grammar itself decides what they do.

/// Words that begin a clause or a statement.
pub(super) const CLAUSES: [&str; 30] = [
    "CALL", "CREATE", "DELETE", "DETACH", "DROP", "EXPLAIN", "FILTER", "FINISH", "FOREACH", "INSERT", "LET", "LIMIT",
    "LOAD", "MATCH", "MERGE", "OFFSET", "OPTIONAL", "ORDER", "PROFILE", "PURGE", "REMOVE", "RETURN", "SET", "SHOW",
    "SKIP", "UNION", "UNWIND", "WHERE", "WITH", "YIELD",
];

/// Words inside clauses and expressions.
pub(super) const INNER: [&str; 60] = [
    "ALL",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "ASCENDING",
    "ASSERT",
    "BEFORE",
    "BY",
    "CASE",
    "COLLECT",
    "CONSTRAINT",
    "CONSTRAINTS",
    "CONTAINS",
    "COUNT",
    "CSV",
    "DESC",
    "DESCENDING",
    "DISTINCT",
    "ELSE",
    "END",
    "ENDS",
    "ERROR",
    "EXISTS",
    "FALSE",
    "FIELDTERMINATOR",
    "FIRST",
    "FOR",
    "FROM",
    "FUNCTIONS",
    "HEADERS",
    "HISTORY",
    "IF",
    "IN",
    "INDEX",
    "INDEXES",
    "IS",
    "KEY",
    "LAST",
    "NONE",
    "NORMALIZED",
    "NOT",
    "NULL",
    "NULLS",
    "OF",
    "ON",
    "OR",
    "PROCEDURES",
    "REQUIRE",
    "ROWS",
    "SHORTEST",
    "SINGLE",
    "STARTS",
    "SYSTEM_TIME",
    "THEN",
    "TRANSACTIONS",
    "TRUE",
    "TYPED",
    "UNIQUE",
    "WHEN",
];

/// Whether `word` is a word of the language, in any case.
pub(super) fn is_keyword(word: &str) -> bool {
    word.eq_ignore_ascii_case("xor") || CLAUSES.iter().chain(&INNER).any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Whether `word` may be a name where a variable or function may stand: all but the words that join expressions and
/// begin clauses.
pub(super) fn may_be_name(word: &str) -> bool {
    const ALWAYS: [&str; 33] = [
        "AND", "AS", "CASE", "CONTAINS", "CREATE", "DELETE", "DETACH", "DISTINCT", "ELSE", "ENDS", "FALSE", "FOREACH",
        "IN", "IS", "LIMIT", "MATCH", "MERGE", "NOT", "NULL", "OR", "REMOVE", "RETURN", "SET", "SKIP", "STARTS",
        "THEN", "TRUE", "UNION", "UNWIND", "WHEN", "WHERE", "WITH", "XOR",
    ];
    !ALWAYS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}
