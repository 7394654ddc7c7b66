//! What the user reads for plausible mistakes.

use crate::syntax::parse;

<<<<<<< HEAD
/// Checks the detail, the marked text, a part of the message and a part of the first hint ("" = no hint).
fn check(text: &str, detail: &str, marked: &str, message: &str, hint: &str) {
    let error = parse(text).expect_err(text);
    let span = error.span().expect(text);
    assert_eq!(error.detail().name(), detail, "{text}");
    assert_eq!(text.get(span.start as usize..span.end as usize), Some(marked), "{text}");
    assert!(error.message().contains(message), "{text}\n  says {}\n  not {message}", error.message());
    match error.hints().first() {
        Some(first) => assert!(!hint.is_empty() && first.contains(hint), "{text}\n  hints {first}\n  not {hint}"),
        None => assert_eq!(hint, "", "{text}"),
=======
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
>>>>>>> main
    }
    assert!(!error.message().contains("kw_") && !error.message().contains("Rule"), "{}", error.message());
}

<<<<<<< HEAD
fn unexpected(text: &str, marked: &str, message: &str, hint: &str) {
    check(text, "UnexpectedSyntax", marked, message, hint);
}

#[test]
fn text_without_a_statement_is_an_error() {
    unexpected("", "", "there is no statement", "");
    unexpected(" // x\n ;", " // x\n ;", "there is no statement", "");
}

#[test]
fn habits_of_sql_are_answered() {
    unexpected("SELECT * FROM person", "SELECT", "expected a clause", "MATCH (n) RETURN n");
    unexpected("MATCH (n) WHERE n.name LIKE 'x%' RETURN n", "LIKE", "an operator", "CONTAINS");
    unexpected("MATCH (n) RETURN n.x GROUP BY n.x", "GROUP", "an operator", "grouping");
    unexpected("MATCH (n) WHERE n.x == 1 RETURN n", "==", "`==` is no operator", "`=`");
    unexpected("MATCH (n) WHERE n.x != 1 RETURN n", "!=", "`!=` is no operator", "`<>`");
}

#[test]
fn misspelt_clauses_are_guessed() {
    unexpected("MACTH (n) RETURN n", "MACTH", "expected a clause", "did you mean MATCH?");
    unexpected("MATCH (n) RETRUN n", "RETRUN", "found `RETRUN`", "did you mean RETURN?");
}

#[test]
fn patterns_say_what_they_lack() {
    unexpected("MATCH (n RETURN n", "RETURN", "expected `)`", "");
    unexpected("MATCH (n Person) RETURN n", "Person", "`)`", "`(n:Person)`");
    unexpected("MATCH (a)-[r KNOWS]->(b) RETURN a", "KNOWS", "`]`", "`[r:KNOWS]`");
    for text in
        ["MATCH (a)->(b) RETURN a", "MATCH (a)-(b) RETURN a", "MATCH (a)-[:X]>(b) RETURN a", "MATCH (a)=>(b) RETURN a"]
    {
        let error = parse(text).unwrap_err();
        assert!(error.hints().first().is_some_and(|hint| hint.contains("an arrow is")), "{text} {error}");
    }
    unexpected("MATCH (a)-[:X]-> RETURN a", "-[:X]->", "node at both ends", "`()`");
    unexpected("MATCH (a)(b) RETURN a", "(b)", "relationship between", "two");
    unexpected("MATCH (n) RETURN (n)-->()", "(n)-->()", "a pattern stands where a value", "EXISTS");
}

#[test]
fn maps_and_lists_say_what_they_lack() {
    unexpected("CREATE (n {name = 'x'})", "=", "expected `:`", "`name: value`");
    unexpected("CREATE (n {'name': 'x'})", "'name'", "`}`", "no quotes: `name:`");
    unexpected("RETURN [1, 2", "", "expected `]`, `,` or an operator, found the end", "line 1, column 8");
    unexpected("RETURN [1, 2 AS x", "AS", "expected `]`, `,` or an operator", "");
    unexpected("RETURN {1}", "1", "found the number 1", "");
    unexpected("RETURN 1, ", "", "an expression", "a comma too many");
    unexpected("RETURN 1)", ")", "an operator", "no bracket is open");
    unexpected("RETURN EXISTS { }", "}", "found `}`", "");
}

#[test]
fn clauses_say_what_they_lack() {
    unexpected("UNWIND [1,2] x RETURN x", "x", "expected AS", "");
    unexpected("MATCH (n) SET n.x", "", "expected `=`, `+=`", "");
    unexpected("RETURN CASE WHEN 1 END", "END", "expected THEN", "");
    unexpected("FOREACH (x IN [1] SET n.x = 1)", "SET", "`|`", "");
    unexpected("MATCH (n) WHERE n.x = 1 AND RETURN n", "RETURN", "expected an expression", "backticks");
    unexpected("LOAD CSV 'x' AS row RETURN row", "'x'", "FROM", "");
    unexpected("SHOW FOO", "FOO", "INDEXES", "");
    unexpected("MATCH (n) RETURN n; MATCH (m) RETURN m", "MATCH", "the end of the statement", "only one");
    unexpected("CALL db.labels() YIELD * RETURN 1", "CALL db.labels() YIELD *", "stands alone", "YIELD a, b");
    unexpected("MATCH (n) SET n.x += 1", "n.x", "`+=` adds properties", "n.x = n.x + 1");
}

#[test]
fn literals_have_details_of_their_own() {
    check("RETURN 12abc", "InvalidNumberLiteral", "12abc", "no number", "backticks");
    check("RETURN 0123", "InvalidNumberLiteral", "0123", "no number", "0o123");
    check("RETURN 0x", "InvalidNumberLiteral", "0x", "no number", "backticks");
    check("RETURN 9223372036854775808", "IntegerOverflow", "9223372036854775808", "64 bits", "integers reach");
    check("RETURN 1e999", "FloatingPointOverflow", "1e999", "double", "1.8E308");
    check("RETURN 'a\\uH'", "InvalidUnicodeLiteral", "\\uH", "no unicode character", "4 hexadecimal digits");
    unexpected("RETURN 'é\\d'", "\\d", "no escape", "`\\\\d`");
    unexpected("RETURN 'abc", "'", "this string is never closed", "ends with '");
    unexpected("RETURN 1 /* x", "/*", "this comment is never closed", "*/");
    check("RETURN “hello”", "InvalidUnicodeCharacter", "“", "an expression", "straight quotes");
    check("RETURN 42 — 41", "InvalidUnicodeCharacter", "—", "an operator", "plain minus");
}
=======
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
>>>>>>> main
