//! Words and operators that other languages have, each with what is written here instead.

use crate::syntax::scan::Form;

use super::Place;

/// A word of SQL, Gremlin, SPARQL or a newer GQL where it cannot stand.
pub(super) fn word(place: &Place<'_>) -> Option<&'static str> {
    if place.text_before().eq_ignore_ascii_case("TOP") {
        return Some("write LIMIT at the end");
    }
    if place.text_before().eq_ignore_ascii_case("UNIQUE") && place.clause.eq_ignore_ascii_case("RETURN") {
        return Some("each row once is RETURN DISTINCT");
    }
    if place.text_before().eq_ignore_ascii_case("FROM") && place.clause.eq_ignore_ascii_case("DELETE") {
        return Some("what is deleted is matched first: MATCH (n:Person) WHERE … DELETE n");
    }
    let found = place.found.filter(|found| found.form == Form::Word)?;
    let word = found.text.to_ascii_uppercase();
    let begins = place.before[0].is_none();
    match place.after.map_or("", |after| after.text) {
        "." if begins && word == "G" => return Some("this is not Gremlin; what to find is drawn: MATCH (n) RETURN n"),
        "=" if begins => return Some("a value gets a name by WITH: WITH 1 AS x"),
        _ => {}
    }
    clause(&word).or_else(|| operator_word(&word, place)).or_else(|| command(&word))
}

/// Words that begin clauses elsewhere.
fn clause(word: &str) -> Option<&'static str> {
    Some(match word {
        "SELECT" => "a query begins with MATCH and ends with RETURN: MATCH (n) RETURN n",
        "FROM" => "what to read is drawn as a pattern: MATCH (n:Person) RETURN n.name",
        "GROUP" => "grouping needs no word: what RETURN or WITH lists beside an aggregate is the group",
        "HAVING" => "filter behind WITH: WITH n.city AS city, count(*) AS people WHERE people > 1",
        "INTO" => "there are no tables: CREATE (:Person {name: 'Ada'}) makes a node",
        "UPDATE" => "data is changed by MATCH … SET …",
        "JOIN" | "INNER" | "LEFT" => {
            "connections are drawn: MATCH (a)-[:TYPE]->(b); OPTIONAL MATCH keeps rows without one"
        }
        "TABLE" | "ALTER" => "there are no tables: labels and relationship types come to be when they are used",
        "TABLES" | "DESCRIBE" => "SHOW LABELS, SHOW RELATIONSHIP TYPES and SHOW PROPERTY KEYS say what there is",
        "DATABASES" | "USE" => "a session has one graph; there is no other to choose",
        "SORT" => "rows are sorted by ORDER BY",
        "REPLACE" | "UPSERT" => "MERGE finds what is there, or creates it",
        "TRUNCATE" => "everything of a label is deleted by MATCH (n:Label) DETACH DELETE n",
        "GRANT" | "REVOKE" | "DENY" => "there are no users and no rights here",
        "FETCH" => "the number of rows is limited by LIMIT",
        "IF" | "WHILE" => "a choice is CASE WHEN … THEN … ELSE … END; there are no statements around statements",
        "DECLARE" | "VAR" | "CONST" => "a value gets a name by WITH: WITH 1 AS x",
        "NEXT" => "rows are passed on by WITH",
        "CYPHER" => "leave the word and what belongs to it away: there is one version of the language",
        "PERIODIC" => "LOAD CSV … AS row CALL (row) { … } IN TRANSACTIONS OF 500 ROWS commits batch by batch",
        "USING" => {
            "hints are not needed: EXPLAIN shows what was chosen; for USING PERIODIC COMMIT write CALL (row) { … } IN TRANSACTIONS"
        }
        "BRIEF" | "VERBOSE" | "EXECUTABLE" => "choose columns with YIELD and rows with WHERE",
        "RETRY" => "no error of a batch goes away by itself: ON ERROR CONTINUE or ON ERROR BREAK",
        "EXCEPT" | "INTERSECT" | "OTHERWISE" => {
            "rows that another query has, or has not, are found with EXISTS { … } in WHERE"
        }
        "PREFIX" | "ASK" | "CONSTRUCT" => "this is not SPARQL; what to find is drawn: MATCH (a)-[:KNOWS]->(b) RETURN b",
        "ANALYZE" => "PROFILE runs the statement and counts what each part did",
        "NODETACH" => "DELETE alone leaves relationships as they are",
        "FULLTEXT" => "there is no index of this kind; a plain one serves equality, ranges and STARTS WITH",
        _ => return None,
    })
}

/// Operators that are words elsewhere.
fn operator_word(word: &str, place: &Place<'_>) -> Option<&'static str> {
    const BEHIND_NOT: [&str; 4] = ["IN", "STARTS", "ENDS", "CONTAINS"];
    let after = place.after.map_or("", |after| after.text);
    Some(match word {
        "LIKE" | "ILIKE" => "compare with CONTAINS, STARTS WITH, ENDS WITH, or `=~` and a regular expression",
        "NOT" if matches!(after.to_ascii_uppercase().as_str(), "LIKE" | "ILIKE") => {
            "negate the whole: NOT n.name CONTAINS 'a'; for patterns there is `=~`"
        }
        "NOT" if BEHIND_NOT.iter().any(|word| word.eq_ignore_ascii_case(after)) => "negate the whole: NOT x IN list",
        "REGEXP" | "RLIKE" | "SIMILAR" => "a regular expression is matched with `=~`: n.name =~ 'A.*'",
        "STARTSWITH" | "STARTS_WITH" => "the operator is STARTS WITH",
        "ENDSWITH" | "ENDS_WITH" => "the operator is ENDS WITH",
        "BETWEEN" => "write both bounds: `low <= x <= high`",
        "ISNULL" | "NOTNULL" => "write IS NULL or IS NOT NULL",
        "ELSEIF" | "ELSIF" => "write a further WHEN … THEN …",
        "MOD" => "the remainder is written `%`",
        "DIV" => "`/` of two integers is an integer",
        "EQ" | "NE" | "GT" | "GE" | "LT" | "LE" => "comparisons are written =, <>, <, <=, > and >=",
        "STARTS" => "the operator is STARTS WITH",
        "ENDS" => "the operator is ENDS WITH",
        "DSC" => "did you mean DESC?",
        "THEN" => "a condition stands behind WHEN: CASE WHEN a > b THEN …",
        _ => return None,
    })
}

/// What belongs to the shell.
fn command(word: &str) -> Option<&'static str> {
    Some(match word {
        "BEGIN" | "START" | "COMMIT" | "ROLLBACK" => "transactions are commands: `:begin`, `:commit`, `:rollback`",
        "HELP" | "QUIT" | "EXIT" | "GO" => "commands begin with a colon: `:help`, `:quit`",
        _ => return None,
    })
}

/// Whether the clause holds expressions only.
fn reads(place: &Place<'_>) -> bool {
    matches!(place.clause.to_ascii_uppercase().as_str(), "RETURN" | "WITH" | "WHERE" | "UNWIND" | "LIMIT" | "SKIP")
}

/// An operator of another language.
pub(super) fn operator(place: &Place<'_>) -> Option<&'static str> {
    let after = place.after.map_or("", |after| after.text);
    let ends_value = place.follows_value();
    let names = place.after.is_some_and(|after| after.form == Form::Word);
    Some(match (place.text_before(), place.found_text()) {
        (_, "&") if after == "&" => "conditions are joined by AND",
        (_, "!") if after == "=" => "inequality is written `<>`",
        (_, "?") if after == "?" => "the first value that is not null is `coalesce(a, b)`",
        (_, "%") if !ends_value => "a parameter is written `$name`",
        ("+", "") if place.before[1].is_some_and(|earlier| earlier.text == "+") => "write `n.x = n.x + 1`",
        (_, "!") => "negation is written NOT",
        ("=", ">") => "write `>=`",
        ("=", "<") => "write `<=`",
        (_, "==") | ("==", "=") => "equality is written `=`",
        (_, "!=") => "inequality is written `<>`",
        ("<=", ">") => "comparisons are written =, <>, <, <=, > and >=",
        ("*", "*") => "a power is written `2 ^ 3`",
        (":", "=") => "a value is set with `=`",
        (_, "+") if after == "+" => "write `n.x = n.x + 1`",
        (_, "?") if ends_value => "a choice is written CASE WHEN … THEN … ELSE … END",
        (_, "?" | "$" | "@") => "a parameter is written `$name`",
        (_, ":") if !ends_value && names && reads(place) => "a parameter is written `$name`",
        (_, "~") => "a regular expression is matched with `=~`",
        (_, "#") => "a comment begins with `//`",
        (".", _) if place.found.is_some_and(|found| found.form == Form::String) => "texts are joined by `+`",
        _ => return None,
    })
}
